//! Chosen → under way → learned: a [`ModelSpec`] starts a piece of work that ends as a [`Model`].
//!
//! One file an algorithm, each of the same parts: what it is, `Params` (chosen), `Fitted` (learned), its work.

mod answers;
pub mod boosting;
pub mod decision_tree;
pub mod logistic;
pub mod majority;
pub mod network;
pub mod random_forest;
pub mod rule;
pub mod tree;

use std::rc::Rc;

use serde::{Deserialize, Serialize};

pub use self::answers::Answers;
use crate::error::{EngineError, Result};
use crate::matrix::Matrix;
use crate::rng::Rng;
use crate::task::Task;
use crate::work::{Pace, Work, apart};

/// A chosen algorithm with its dials: plain data, nothing learned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ModelSpec {
    /// Always the share of the training rows; see [`majority`].
    Majority,
    /// Logistic regression; see [`logistic`].
    Logistic(logistic::Params),
    /// A decision tree; see [`decision_tree`].
    DecisionTree(decision_tree::Params),
    /// Gradient boosting; see [`boosting`].
    Boosting(boosting::Params),
    /// A random forest; see [`random_forest`].
    RandomForest(random_forest::Params),
    /// A neural network; see [`network`].
    Network(network::Params),
}

/// A learned model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Model {
    /// See [`majority`].
    Majority(majority::Fitted),
    /// See [`logistic`].
    Logistic(logistic::Fitted),
    /// See [`decision_tree`].
    DecisionTree(decision_tree::Fitted),
    /// See [`boosting`].
    Boosting(boosting::Fitted),
    /// See [`random_forest`].
    RandomForest(random_forest::Fitted),
    /// See [`network`].
    Network(network::Fitted),
}

impl ModelSpec {
    /// Its name, as a text key.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Majority => "majority",
            Self::Logistic(_) => "logistic",
            Self::DecisionTree(_) => "decision_tree",
            Self::Boosting(_) => "boosting",
            Self::RandomForest(_) => "random_forest",
            Self::Network(_) => "network",
        }
    }

    /// Refuses a kind of answer that it cannot give.
    ///
    /// # Errors
    /// [`EngineError::Unsupported`], naming the model and the task.
    pub fn can(&self, task: Task) -> Result<()> {
        match task {
            Task::Binary => Ok(()),
            Task::Multiclass | Task::Regression if matches!(self, Self::Network(_)) => Ok(()),
            Task::Multiclass | Task::Regression => {
                Err(EngineError::Unsupported { what: format!("{} for {}", self.name(), task.name()) })
            }
        }
    }

    /// Starts to learn from `x`, shape `(n_samples, n_features)`, and `answers`, one a sample.
    ///
    /// # Errors
    /// Of the work's result: lengths that differ, too few rows, a single class, dials out of range, and
    /// [`EngineError::NotFinite`] for a number in `x` that the algorithm cannot take.
    #[must_use]
    pub fn start(&self, x: Rc<Matrix>, answers: Answers, rng: Rng) -> Work<Result<Model>> {
        let spec = self.clone();
        Work::new(|pace| async move { spec.fit(&x, &answers, rng, &pace).await })
    }

    /// The same inside other work.
    ///
    /// # Errors
    /// As [`ModelSpec::start`].
    pub async fn fit(&self, x: &Matrix, answers: &Answers, rng: Rng, pace: &Pace) -> Result<Model> {
        self.can(answers.task)?;
        answers.check(x.n_rows())?;
        let y = &answers.y;
        match self {
            Self::Majority => {}
            Self::Boosting(_) => check_numbers(x, |v| v.is_infinite())?,
            Self::Logistic(_) | Self::DecisionTree(_) | Self::RandomForest(_) | Self::Network(_) => {
                check_numbers(x, |v| !v.is_finite())?;
            }
        }
        Ok(match self {
            Self::Majority => Model::Majority(majority::fit(y, x.n_cols() as u32)?),
            Self::Logistic(params) => {
                Model::Logistic(apart(params.fit(x, y, answers.weights.as_deref(), pace)).await?)
            }
            Self::DecisionTree(params) => Model::DecisionTree(apart(params.fit(x, y, pace)).await?),
            Self::Boosting(params) => Model::Boosting(apart(params.fit(x, y, rng, pace)).await?),
            Self::RandomForest(params) => Model::RandomForest(apart(params.fit(x, y, rng, pace)).await?),
            Self::Network(params) => Model::Network(apart(params.fit(x, answers, rng, pace)).await?),
        })
    }
}

impl Model {
    /// What it says of each row of `x`, shape `(n_samples, n_features)`: shape `(n_samples, n_outputs)`, see
    /// [`Answers::n_outputs`].
    ///
    /// # Errors
    /// As [`Model::predict_proba`].
    pub async fn predict(&self, x: &Matrix, pace: &Pace) -> Result<Matrix> {
        match self {
            Self::Network(fitted) => {
                check_numbers(x, |v| !v.is_finite())?;
                apart(fitted.predict(x, pace)).await
            }
            _ => Matrix::new(x.n_rows(), 1, self.predict_proba(x, pace).await?),
        }
    }

    /// The probability of yes for each row of `x`, shape `(n_samples, n_features)`.
    ///
    /// # Errors
    /// [`EngineError::LengthMismatch`] if `x` has another number of features than in training,
    /// [`EngineError::NotFinite`] for a number in `x` that the algorithm cannot take.
    pub async fn predict_proba(&self, x: &Matrix, pace: &Pace) -> Result<Vec<f64>> {
        match self {
            Self::Majority(_) => {}
            Self::Boosting(_) => check_numbers(x, |v| v.is_infinite())?,
            Self::Logistic(_) | Self::DecisionTree(_) | Self::RandomForest(_) | Self::Network(_) => {
                check_numbers(x, |v| !v.is_finite())?;
            }
        }
        match self {
            Self::Majority(fitted) => {
                tree::check_features(fitted.n_features, x)?;
                Ok(vec![fitted.share; x.n_rows()])
            }
            Self::Logistic(fitted) => apart(fitted.predict_proba(x, pace)).await,
            Self::DecisionTree(fitted) => apart(fitted.predict_proba(x, pace)).await,
            Self::Boosting(fitted) => apart(fitted.predict_proba(x, pace)).await,
            Self::RandomForest(fitted) => apart(fitted.predict_proba(x, pace)).await,
            Self::Network(fitted) => apart(fitted.predict_proba(x, pace)).await,
        }
    }
}

fn check_rows(x: &Matrix, y: &[f64]) -> Result<()> {
    if x.n_rows() == y.len() {
        return Ok(());
    }
    let (expected, found) = (x.n_rows() as u64, y.len() as u64);
    Err(EngineError::LengthMismatch { what: "y".into(), expected, found })
}

/// Refuses numbers that an algorithm cannot take.
#[inline(never)]
fn check_numbers(x: &Matrix, refuses: impl Fn(&f64) -> bool) -> Result<()> {
    if x.values().iter().any(refuses) {
        return Err(EngineError::NotFinite { what: "x".into() });
    }
    Ok(())
}

/// Refuses rows of which all say the same.
fn one_class(y: &[f64]) -> Result<()> {
    if y.iter().any(|v| *v != y[0]) {
        return Ok(());
    }
    Err(EngineError::OneClass { what: "training".into() })
}
