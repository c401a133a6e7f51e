//! How long answers take when each is asked for by itself: one queue, one server, first come, first served.
//!
//! The times are simulated, and whoever shows them says so: look-ups are drawn log-normal, since such times are never
//! negative and a few are very long.

use crate::math;
use crate::order;
use crate::rng::Rng;

/// A log-normal time: half are shorter than `median`, the logarithm's standard deviation is `sigma`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LogNormal {
    /// The median, in the unit of the time.
    pub median: f64,
    /// The standard deviation of the logarithm.
    pub sigma: f64,
}

impl LogNormal {
    /// One time.
    pub fn draw(&self, rng: &mut Rng) -> f64 {
        self.median * math::exp(self.sigma * rng.normal())
    }
}

/// `n` moments, independent and uniform over `span`, in order: a Poisson process of which the number is known.
pub fn arrivals(n: u32, span: f64, rng: &mut Rng) -> Vec<f64> {
    let moments: Vec<f64> = (0..n).map(|_| span * rng.uniform()).collect();
    order::sorted(&moments).into_iter().map(|(moment, _)| moment).collect()
}

/// The time from coming to being answered of each request, waiting included.
///
/// `arrivals` are in order; `services` is how long the server is busy with each. Nobody leaves the queue: a caller that
/// has given up is still worked for. With one server and this order the events follow each other by Lindley's recursion
/// (1952): a request begins when it is there and the one before it is done.
///
/// ```
/// use engine::serve::queue::sojourns;
/// assert_eq!(sojourns(&[0.0, 1.0, 9.0], &[3.0, 2.0, 1.0]), [3.0, 4.0, 1.0]);
/// ```
#[must_use]
pub fn sojourns(arrivals: &[f64], services: &[f64]) -> Vec<f64> {
    let mut free = f64::NEG_INFINITY;
    let one = |(arrival, service): (&f64, &f64)| {
        free = free.max(*arrival) + service;
        free - arrival
    };
    arrivals.iter().zip(services).map(one).collect()
}
