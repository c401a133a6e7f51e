//! How far what trees say is from the truth, for the curves of learning.

use crate::error::{EngineError, Result};
use crate::math;
use crate::task::Task;

/// The loss of a row: log loss (nats) of the probability of yes, or of one a class; squared error of a number.
#[must_use]
pub fn of_row(task: Task, said: &[f64], y: f64) -> f64 {
    let p = match task {
        Task::Regression => return (said[0] - y) * (said[0] - y),
        Task::Binary if y == 1.0 => said[0],
        Task::Binary => 1.0 - said[0],
        Task::Multiclass => said[y as usize],
    };
    // Clipped as in scikit-learn's `log_loss`.
    -math::ln(p.clamp(f64::EPSILON, 1.0 - f64::EPSILON))
}

/// The mean of some.
pub fn mean(losses: &[f64]) -> Result<f64> {
    let none = EngineError::TooFewRows { what: "loss".into(), needed: 1, found: 0 };
    math::mean(losses).ok_or(none)
}

/// Refuses answers that a model of this task never gives.
pub fn check(task: Task, n_outputs: u32, y: &[f64]) -> Result<()> {
    let high = match task {
        Task::Regression => return Ok(()),
        Task::Binary => 1.0,
        Task::Multiclass => f64::from(n_outputs) - 1.0,
    };
    let odd = |v: &&f64| !(0.0..=high).contains(*v) || v.fract() != 0.0;
    match y.iter().find(odd) {
        None => Ok(()),
        Some(odd) => Err(EngineError::OutOfRange { what: "y".into(), low: 0.0, high, found: *odd }),
    }
}
