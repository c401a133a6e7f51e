//! Chosen → under way → learned: a [`ModelSpec`] starts a piece of work that ends as a [`Model`].
//!
//! One file an algorithm, each of the same parts: what it is, `Params` (chosen), `Fitted` (learned), its work.

pub mod logistic;
pub mod majority;
pub mod rule;

use std::rc::Rc;

use serde::{Deserialize, Serialize};

use crate::error::{EngineError, Result};
use crate::matrix::Matrix;
use crate::rng::Rng;
use crate::task::Task;
use crate::work::{Pace, Work};

/// A chosen algorithm with its dials: plain data, nothing learned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ModelSpec {
    /// Always the share of the training rows; see [`majority`].
    Majority,
    /// Logistic regression; see [`logistic`].
    Logistic(logistic::Params),
}

/// A learned model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Model {
    /// See [`majority`].
    Majority(majority::Fitted),
    /// See [`logistic`].
    Logistic(logistic::Fitted),
}

impl ModelSpec {
    /// Its name, as a text key.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Majority => "majority",
            Self::Logistic(_) => "logistic",
        }
    }

    /// Which kinds of answer it can give.
    #[must_use]
    pub fn tasks(&self) -> &'static [Task] {
        match self {
            Self::Majority | Self::Logistic(_) => &[Task::Binary],
        }
    }

    /// Refuses a kind of answer that it cannot give.
    ///
    /// # Errors
    /// [`EngineError::Unsupported`], naming the model and the task.
    pub fn can(&self, task: Task) -> Result<()> {
        if self.tasks().contains(&task) {
            return Ok(());
        }
        Err(EngineError::Unsupported { what: format!("{} for {}", self.name(), task.name()) })
    }

    /// Starts to learn from `x`, shape `(n_samples, n_features)`, and `y`, one 0 or 1 a sample.
    ///
    /// # Errors
    /// Of the work's result: lengths that differ, too few rows, a single class, dials out of range.
    #[must_use]
    pub fn start(&self, x: Rc<Matrix>, y: Rc<[f64]>, rng: Rng) -> Work<Result<Model>> {
        let spec = self.clone();
        Work::new(|pace| async move { spec.fit(&x, &y, rng, &pace).await })
    }

    /// The same inside other work.
    ///
    /// # Errors
    /// As [`ModelSpec::start`].
    pub async fn fit(&self, x: &Matrix, y: &[f64], _rng: Rng, pace: &Pace) -> Result<Model> {
        check(x, y)?;
        Ok(match self {
            Self::Majority => Model::Majority(majority::fit(y)?),
            Self::Logistic(params) => Model::Logistic(params.fit(x, y, None, pace).await?),
        })
    }
}

impl Model {
    /// The probability of yes for each row of `x`, shape `(n_samples, n_features)`.
    ///
    /// # Errors
    /// [`EngineError::LengthMismatch`] if `x` has another number of features than in training.
    pub async fn predict_proba(&self, x: &Matrix, pace: &Pace) -> Result<Vec<f64>> {
        match self {
            Self::Majority(fitted) => Ok(vec![fitted.share; x.n_rows()]),
            Self::Logistic(fitted) => fitted.predict_proba(x, pace).await,
        }
    }
}

fn check(x: &Matrix, y: &[f64]) -> Result<()> {
    if x.n_rows() != y.len() {
        return Err(EngineError::LengthMismatch {
            what: "y".into(),
            expected: x.n_rows() as u64,
            found: y.len() as u64,
        });
    }
    if y.is_empty() {
        return Err(EngineError::TooFewRows { what: "training".into(), needed: 1, found: 0 });
    }
    if let Some(odd) = y.iter().find(|v| **v != 0.0 && **v != 1.0) {
        return Err(EngineError::OutOfRange { what: "y".into(), low: 0.0, high: 1.0, found: *odd });
    }
    Ok(())
}
