//! The simplest baseline (scikit-learn's `DummyClassifier`, strategy `prior`): the training share for everybody.
//!
//! At threshold 0.5 it always says the more frequent class. Any model has to beat it.

use serde::{Deserialize, Serialize};

use crate::error::{EngineError, Result};
use crate::math;

/// What it learned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    /// Share of yes among the training rows.
    pub share: f64,
    /// Numbers a row in training: it needs none of them, but rows of another table are a mistake here too.
    pub n_features: u32,
}

/// Learns the share of yes in `y` (0 or 1), beside rows of `n_features` numbers.
///
/// # Errors
/// [`EngineError::TooFewRows`] of no rows.
pub fn fit(y: &[f64], n_features: u32) -> Result<Fitted> {
    let share =
        math::mean(y).ok_or(EngineError::TooFewRows { what: "training".into(), needed: 1, found: 0 })?;
    Ok(Fitted { share, n_features })
}
