//! How sure a number is: Wilson's and Clopper and Pearson's intervals for a share, the bootstrap for
//! anything.

use serde::{Deserialize, Serialize};

use crate::error::{EngineError, Result};
use crate::math;
use crate::rng::Rng;

/// From here to there.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// A statistic, and how it would have come out on other rows like these.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bootstrap {
    /// On the rows themselves.
    pub estimate: Option<f64>,
    /// Standard deviation over the resamples (n − 1); `None` with fewer than two.
    pub standard_error: Option<f64>,
    /// Percentile interval: the middle share `confidence` of the resamples.
    pub interval: Option<Interval>,
    /// The share asked for, in (0, 1).
    pub confidence: f64,
    /// Resamples drawn.
    pub n_resamples: u32,
    /// Resamples for which the statistic is undefined (a class that was not drawn), left out of the interval.
    pub n_undefined: u32,
}

/// Wilson's score interval for `successes` out of `n` (1927); `None` if `n` is 0 or `confidence` is not in
/// (0, 1).
///
/// `(p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n)`: it stays inside [0, 1] and is honest near 0 and 1.
///
/// ```
/// use engine::metrics::interval::wilson;
/// let none_of_ten = wilson(0.0, 10.0, 0.95).map(|i| (i.low, i.high < 0.31));
/// assert_eq!(none_of_ten, Some((0.0, true)));
/// ```
#[must_use]
pub fn wilson(successes: f64, n: f64, confidence: f64) -> Option<Interval> {
    if n <= 0.0 || !(0.0..=n).contains(&successes) {
        return None;
    }
    let z = two_sided_z(confidence)?;
    let (p, z2n) = (successes / n, z * z / n);
    let centre = p + z2n / 2.0;
    let half = z * math::sqrt(p * (1.0 - p) / n + z2n / (4.0 * n));
    let low = if successes == 0.0 { 0.0 } else { (centre - half) / (1.0 + z2n) };
    let high = if successes == n { 1.0 } else { (centre + half) / (1.0 + z2n) };
    Some(Interval { low, high })
}

/// Clopper and Pearson's exact interval for `successes` out of `n` (1934), from quantiles of the beta
/// distribution; `None` as for [`wilson`].
#[must_use]
pub fn clopper_pearson(successes: f64, n: f64, confidence: f64) -> Option<Interval> {
    if n <= 0.0 || !(0.0..=n).contains(&successes) || !(confidence > 0.0 && confidence < 1.0) {
        return None;
    }
    let tail = (1.0 - confidence) / 2.0;
    let low = if successes == 0.0 { 0.0 } else { beta_quantile(tail, successes, n - successes + 1.0) };
    let high = if successes == n { 1.0 } else { beta_quantile(1.0 - tail, successes + 1.0, n - successes) };
    Some(Interval { low, high })
}

/// One resample: `n` rows drawn from `n` with replacement.
#[must_use]
pub fn draw_resample(n: u32, rng: &mut Rng) -> Vec<u32> {
    (0..n).map(|_| rng.below(n)).collect()
}

/// Sums up the statistic's values over resamples; undefined ones are counted and left out.
///
/// # Errors
/// [`EngineError::OutOfRange`] if `confidence` is not in (0, 1).
pub fn bootstrap(estimate: Option<f64>, values: &[Option<f64>], confidence: f64) -> Result<Bootstrap> {
    if !(confidence > 0.0 && confidence < 1.0) {
        return Err(EngineError::OutOfRange {
            what: "confidence".into(),
            low: 0.0,
            high: 1.0,
            found: confidence,
        });
    }
    let defined: Vec<f64> = values.iter().copied().flatten().collect();
    let sorted = math::sorted_present(&defined);
    let tail = (1.0 - confidence) / 2.0;
    let ends = math::quantile_sorted(&sorted, tail).zip(math::quantile_sorted(&sorted, 1.0 - tail));
    Ok(Bootstrap {
        estimate,
        standard_error: standard_deviation(&defined),
        interval: ends.map(|(low, high)| Interval { low, high }),
        confidence,
        n_resamples: values.len() as u32,
        n_undefined: (values.len() - defined.len()) as u32,
    })
}

fn standard_deviation(values: &[f64]) -> Option<f64> {
    let mean = math::mean(values)?;
    let squares: Vec<f64> = values.iter().map(|v| (v - mean) * (v - mean)).collect();
    (values.len() > 1).then(|| math::sqrt(math::sum(&squares) / (values.len() - 1) as f64))
}

/// The normal quantile that leaves `(1 − confidence) / 2` above it: 1.96 for 0.95.
fn two_sided_z(confidence: f64) -> Option<f64> {
    (confidence > 0.0 && confidence < 1.0).then(|| -lower_normal_quantile((1.0 - confidence) / 2.0))
}

/// The standard normal quantile of `p` in (0, 0.5): bisection on `½ erfc(−x / √2)`.
fn lower_normal_quantile(p: f64) -> f64 {
    bisect(-40.0, 0.0, |x| 0.5 * math::erfc(-x / std::f64::consts::SQRT_2) < p)
}

fn beta_quantile(p: f64, a: f64, b: f64) -> f64 {
    bisect(0.0, 1.0, |x| beta_cdf(x, a, b) < p)
}

/// Where `below` turns from true to false between `low` and `high`, to the last bit.
fn bisect(mut low: f64, mut high: f64, below: impl Fn(f64) -> bool) -> f64 {
    for _ in 0..200 {
        let middle = low + (high - low) / 2.0;
        if middle <= low || middle >= high {
            break;
        }
        if below(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    high
}

/// The regularised incomplete beta function, by its continued fraction from the nearer end.
fn beta_cdf(x: f64, a: f64, b: f64) -> f64 {
    if x <= 0.0 || x >= 1.0 {
        return if x <= 0.0 { 0.0 } else { 1.0 };
    }
    let ln_beta = math::ln_gamma(a) + math::ln_gamma(b) - math::ln_gamma(a + b);
    let front = math::exp(a * math::ln(x) + b * math::ln_1p(-x) - ln_beta);
    if x < (a + 1.0) / (a + b + 2.0) {
        front * beta_fraction(x, a, b) / a
    } else {
        1.0 - front * beta_fraction(1.0 - x, b, a) / b
    }
}

/// Lentz's method (Press et al., Numerical Recipes, 6.4).
fn beta_fraction(x: f64, a: f64, b: f64) -> f64 {
    let away_from_0 = |v: f64| if v.abs() < 1e-300 { 1e-300 } else { v };
    let mut c = 1.0;
    let mut d = 1.0 / away_from_0(1.0 - (a + b) * x / (a + 1.0));
    let mut fraction = d;
    for step in 1..10_000 {
        let m = f64::from(step);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        let before = fraction;
        for term in [even, odd] {
            d = 1.0 / away_from_0(1.0 + term * d);
            c = away_from_0(1.0 + term / c);
            fraction *= d * c;
        }
        if (fraction - before).abs() <= 1e-16 * fraction.abs() {
            break;
        }
    }
    fraction
}
