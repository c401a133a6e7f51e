//! Probabilities put right: from what a model says to what then happens, learned on rows the model did not learn from
//! (scikit-learn's `CalibratedClassifierCV` with a prefitted model).
//!
//! Both ways keep the order of the scores, so that a ranking stays what it is but for new ties.

pub mod curves;
pub mod isotonic;
pub mod sigmoid;

use serde::{Deserialize, Serialize};

use crate::error::{EngineError, Result};
use crate::work::Pace;

/// A chosen way: nothing learned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// An S-shaped curve with two numbers: little to learn, so few rows do.
    Sigmoid,
    /// Any curve that never falls, in steps: it needs many rows.
    Isotonic,
}

/// What was learned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Calibrator {
    /// See [`sigmoid`].
    Sigmoid(sigmoid::Fitted),
    /// See [`isotonic`].
    Isotonic(isotonic::Fitted),
}

impl Method {
    /// Both.
    pub const EACH: [Self; 2] = [Self::Sigmoid, Self::Isotonic];

    /// Its name, as a text key.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Sigmoid => "sigmoid",
            Self::Isotonic => "isotonic",
        }
    }

    /// Learns from `scores`, of any finite size, and what happened, `y` (0 or 1); `weights`, one a row, if given.
    ///
    /// # Errors
    /// [`EngineError::LengthMismatch`], [`EngineError::NotFinite`], [`EngineError::OutOfRange`] for `y` or a negative
    /// weight, [`EngineError::OneClass`].
    pub async fn fit(
        self,
        scores: &[f64],
        y: &[f64],
        weights: Option<&[f64]>,
        pace: &Pace,
    ) -> Result<Calibrator> {
        let weights = weights.map_or_else(|| vec![1.0; scores.len()], <[f64]>::to_vec);
        check(scores, y, &weights)?;
        Ok(match self {
            Self::Sigmoid => Calibrator::Sigmoid(sigmoid::fit(scores, y, &weights, pace).await),
            Self::Isotonic => Calibrator::Isotonic(isotonic::fit(scores, y, &weights, pace).await),
        })
    }
}

fn check(scores: &[f64], y: &[f64], weights: &[f64]) -> Result<()> {
    for (what, found) in [("y", y.len()), ("weights", weights.len())] {
        if found != scores.len() {
            let (expected, found) = (scores.len() as u64, found as u64);
            return Err(EngineError::LengthMismatch { what: what.into(), expected, found });
        }
    }
    if scores.iter().any(|score| !score.is_finite()) {
        return Err(EngineError::NotFinite { what: "scores".into() });
    }
    if let Some(odd) = y.iter().find(|y| **y != 0.0 && **y != 1.0) {
        return Err(EngineError::OutOfRange { what: "y".into(), low: 0.0, high: 1.0, found: *odd });
    }
    weights.iter().try_for_each(|weight| EngineError::unless_within("weights", 0.0, f64::MAX, *weight))?;
    let has = |class: f64| y.iter().zip(weights).any(|(y, weight)| *y == class && *weight > 0.0);
    if has(0.0) && has(1.0) { Ok(()) } else { Err(EngineError::OneClass { what: "calibration".into() }) }
}

impl Calibrator {
    /// The probability of yes for each score.
    #[must_use]
    pub fn apply(&self, scores: &[f64]) -> Vec<f64> {
        scores.iter().map(|score| self.at(*score)).collect()
    }

    /// The probability of yes for one score.
    #[must_use]
    pub fn at(&self, score: f64) -> f64 {
        match self {
            Self::Sigmoid(fitted) => fitted.apply(score),
            Self::Isotonic(fitted) => fitted.apply(score),
        }
    }
}
