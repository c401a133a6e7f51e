//! Chosen → under way → learned: a [`ModelSpec`] starts a piece of work that ends as a [`Model`].
//!
//! One file an algorithm, each of the same parts: what it is, `Params` (chosen), `Fitted` (learned), its work.

mod answers;
pub mod boosting;
pub mod decision_tree;
pub mod elastic_net;
pub mod levels;
pub mod linear;
pub mod logistic;
pub mod majority;
pub mod naive_bayes;
pub mod neighbours;
pub mod network;
pub mod random_forest;
pub mod rule;
pub mod softmax;
pub mod tree;
mod weights;

use std::rc::Rc;

use serde::{Deserialize, Serialize};

pub use self::answers::Answers;
use crate::error::{EngineError, Result};
use crate::matrix::Matrix;
use crate::rng::Rng;
use crate::task::Task;
use crate::work::{Meter, Pace, Work, apart};

/// A chosen algorithm with its dials: plain data, nothing learned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ModelSpec {
    /// Always the share or the mean of the training rows; see [`majority`].
    Majority,
    /// Logistic regression; see [`logistic`], and [`softmax`] for more than two classes.
    Logistic(logistic::Params),
    /// Linear regression, least squares or ridge; see [`linear`].
    Linear(linear::Params),
    /// Linear regression with weights of 0, lasso or elastic net; see [`elastic_net`].
    ElasticNet(elastic_net::Params),
    /// A decision tree; see [`decision_tree`].
    DecisionTree(decision_tree::Params),
    /// Gradient boosting; see [`boosting`].
    Boosting(boosting::Params),
    /// A random forest; see [`random_forest`].
    RandomForest(random_forest::Params),
    /// Naive Bayes; see [`naive_bayes`].
    NaiveBayes(naive_bayes::Params),
    /// k nearest neighbours; see [`neighbours`].
    KNeighbors(neighbours::Params),
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
    /// See [`softmax`]: logistic regression of several classes.
    Softmax(softmax::Fitted),
    /// See [`linear`].
    Linear(linear::Fitted),
    /// See [`elastic_net`].
    ElasticNet(elastic_net::Fitted),
    /// See [`decision_tree`].
    DecisionTree(decision_tree::Fitted),
    /// See [`boosting`].
    Boosting(boosting::Fitted),
    /// See [`random_forest`].
    RandomForest(random_forest::Fitted),
    /// See [`naive_bayes`].
    NaiveBayes(naive_bayes::Fitted),
    /// See [`neighbours`].
    KNeighbors(neighbours::Fitted),
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
            Self::Linear(_) => "linear",
            Self::ElasticNet(_) => "elastic_net",
            Self::DecisionTree(_) => "decision_tree",
            Self::Boosting(_) => "boosting",
            Self::RandomForest(_) => "random_forest",
            Self::NaiveBayes(_) => "naive_bayes",
            Self::KNeighbors(_) => "k_neighbors",
            Self::Network(_) => "network",
        }
    }

    /// Refuses a kind of answer that it cannot give.
    ///
    /// # Errors
    /// [`EngineError::Unsupported`], naming the model and the task.
    pub fn can(&self, task: Task) -> Result<()> {
        let able = match self {
            Self::Logistic(_) | Self::NaiveBayes(_) => task != Task::Regression,
            Self::Linear(_) | Self::ElasticNet(_) => task == Task::Regression,
            _ => true,
        };
        if able { Ok(()) } else { Err(unsupported(self.name(), task)) }
    }

    /// Whether it can read a column of levels, which are no numbers.
    ///
    /// ```
    /// use engine::models::{ModelSpec, boosting, linear};
    /// assert!(ModelSpec::Boosting(boosting::Params::default()).reads_levels());
    /// assert!(!ModelSpec::Linear(linear::Params::default()).reads_levels());
    /// ```
    #[must_use]
    pub fn reads_levels(&self) -> bool {
        use ModelSpec::{Boosting, DecisionTree, Majority, RandomForest};
        matches!(self, Majority | DecisionTree(_) | RandomForest(_) | Boosting(_))
    }

    /// Refuses a column of levels if it cannot read one.
    ///
    /// # Errors
    /// [`EngineError::NoLevels`], with the model and the first such column.
    pub fn reads(&self, x: &Matrix) -> Result<()> {
        match x.first_of_levels() {
            Some(j) if !self.reads_levels() => {
                Err(EngineError::NoLevels { model: self.name().into(), feature: j as u32, column: None })
            }
            _ => Ok(()),
        }
    }

    /// The same for features of these names, `None` where a feature is levels: what it says of features by name is said by
    /// their place.
    #[must_use]
    pub fn placed(&self, features: &[Option<&str>]) -> Self {
        match self {
            Self::Boosting(params) => Self::Boosting(params.placed(features)),
            other => other.clone(),
        }
    }

    /// Starts to learn from `x`, shape `(n_samples, n_features)`, and `answers`, one a sample.
    ///
    /// # Errors
    /// Of the work's result: lengths that differ, too few rows, a single class, dials out of range, and
    /// [`EngineError::NotFinite`] for a number in `x` that the algorithm cannot take, [`EngineError::NoLevels`] for
    /// levels.
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
        self.reads(x)?;
        match self {
            Self::Majority => {}
            Self::Boosting(_) => check_numbers(x, |v| v.is_infinite(), pace).await?,
            _ => check_numbers(x, |v| !v.is_finite(), pace).await?,
        }
        Ok(match self {
            Self::Majority => Model::Majority(majority::fit(answers, x.n_cols() as u32)),
            Self::Logistic(params) if answers.task == Task::Multiclass => {
                Model::Softmax(apart(softmax::fit(params, x, answers, pace)).await?)
            }
            Self::Logistic(params) => Model::Logistic(apart(params.fit(x, answers, pace)).await?),
            Self::Linear(params) => Model::Linear(apart(params.fit(x, answers, pace)).await?),
            Self::ElasticNet(params) => Model::ElasticNet(apart(params.fit(x, answers, pace)).await?),
            Self::DecisionTree(params) => Model::DecisionTree(apart(params.fit(x, answers, pace)).await?),
            Self::Boosting(params) => Model::Boosting(apart(params.fit(x, answers, rng, pace)).await?),
            Self::RandomForest(params) => {
                Model::RandomForest(apart(params.fit(x, answers, rng, pace)).await?)
            }
            Self::NaiveBayes(params) => Model::NaiveBayes(apart(params.fit(x, answers, pace)).await?),
            Self::KNeighbors(params) => Model::KNeighbors(apart(params.fit(x, answers, rng, pace)).await?),
            Self::Network(params) => Model::Network(apart(params.fit(x, answers, rng, pace)).await?),
        })
    }
}

impl Model {
    /// The kind of answer it gives.
    #[must_use]
    pub fn task(&self) -> Task {
        match self {
            Self::Majority(fitted) => fitted.task,
            Self::Logistic(_) => Task::Binary,
            Self::Softmax(_) => Task::Multiclass,
            Self::Linear(_) | Self::ElasticNet(_) => Task::Regression,
            Self::DecisionTree(fitted) => fitted.task,
            Self::Boosting(fitted) => fitted.task,
            Self::RandomForest(fitted) => fitted.task,
            Self::NaiveBayes(fitted) => fitted.task,
            Self::KNeighbors(fitted) => fitted.task,
            Self::Network(fitted) => fitted.task,
        }
    }

    /// Whether it adds up log-odds, which scikit-learn's model of the kind hands out as its `decision_function`.
    #[must_use]
    pub fn adds_log_odds(&self) -> bool {
        matches!(self, Self::Logistic(_) | Self::Softmax(_) | Self::Boosting(_))
    }

    /// What it says of each row of `x`, shape `(n_samples, n_features)`: shape `(n_samples, n_outputs)`, see
    /// [`Answers::n_outputs`].
    ///
    /// # Errors
    /// [`EngineError::LengthMismatch`] if `x` has another number of features than in training,
    /// [`EngineError::NotFinite`] for a number in `x` that the algorithm cannot take.
    pub async fn predict(&self, x: &Matrix, pace: &Pace) -> Result<Matrix> {
        match self {
            Self::Majority(_) => {}
            Self::Boosting(_) => check_numbers(x, |v| v.is_infinite(), pace).await?,
            _ => check_numbers(x, |v| !v.is_finite(), pace).await?,
        }
        let found = match self {
            Self::Majority(fitted) => {
                tree::check_features(fitted.n_features, x)?;
                return Matrix::new(x.n_rows(), fitted.usual.len(), fitted.usual.repeat(x.n_rows()));
            }
            Self::Logistic(fitted) => apart(fitted.predict_proba(x, pace)).await?,
            Self::Linear(fitted) => apart(fitted.predict(x, pace)).await?,
            Self::ElasticNet(fitted) => apart(fitted.predict(x, pace)).await?,
            Self::Softmax(fitted) => return apart(fitted.predict_proba(x, pace)).await,
            Self::DecisionTree(fitted) => return apart(fitted.predict(x, pace)).await,
            Self::Boosting(fitted) => return apart(fitted.predict(x, pace)).await,
            Self::RandomForest(fitted) => return apart(fitted.predict(x, pace)).await,
            Self::NaiveBayes(fitted) => return apart(fitted.predict(x, pace)).await,
            Self::KNeighbors(fitted) => return apart(fitted.predict(x, pace)).await,
            Self::Network(fitted) => return apart(fitted.predict(x, pace)).await,
        };
        Matrix::new(x.n_rows(), 1, found)
    }

    /// The probability of yes for each row of `x`, shape `(n_samples, n_features)`.
    ///
    /// # Errors
    /// As [`Model::predict`], and [`EngineError::Unsupported`] if it does not answer yes or no.
    pub async fn predict_proba(&self, x: &Matrix, pace: &Pace) -> Result<Vec<f64>> {
        if self.task() != Task::Binary {
            return Err(unsupported("predict_proba", self.task()));
        }
        Ok(self.predict(x, pace).await?.into_values())
    }

    /// How many trees it has that ask for numbers only, and for no levels.
    #[must_use]
    pub fn trees_of_numbers(&self) -> usize {
        match self {
            Self::DecisionTree(fitted) => usize::from(fitted.tree.sets.is_empty()),
            Self::RandomForest(fitted) => fitted.trees.iter().filter(|tree| tree.sets.is_empty()).count(),
            Self::Boosting(fitted) => fitted.trees.iter().filter(|tree| tree.sets.is_empty()).count(),
            _ => 0,
        }
    }

    /// What a linear model is made of; `None` of any other.
    #[must_use]
    pub fn lines(&self) -> Option<Lines<'_>> {
        let one = std::slice::from_ref;
        Some(match self {
            Self::Logistic(f) => Lines { coef: &f.coef, intercept: one(&f.intercept), mean: &f.mean },
            Self::Softmax(f) => Lines { coef: &f.coef, intercept: &f.intercept, mean: &f.mean },
            Self::Linear(f) => Lines { coef: &f.coef, intercept: one(&f.intercept), mean: &f.mean },
            Self::ElasticNet(f) => Lines { coef: &f.coef, intercept: one(&f.intercept), mean: &f.mean },
            _ => return None,
        })
    }
}

/// The straight lines of a linear model: one for yes (in log odds) or for the number, one a class with training rows (up
/// to what is the same for all). A row's score is `intercept + Σⱼ coefⱼ xⱼ`, exactly what an average row has, `intercept +
/// Σⱼ coefⱼ meanⱼ`, and `coefⱼ (xⱼ − meanⱼ)` from each feature.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lines<'a> {
    /// A weight a feature, line after line.
    pub coef: &'a [f64],
    /// The intercept of each line.
    pub intercept: &'a [f64],
    /// The mean of each feature over the training rows (weighted).
    pub mean: &'a [f64],
}

fn unsupported(name: &str, task: Task) -> EngineError {
    EngineError::Unsupported { what: format!("{name} for {}", task.name()) }
}

fn check_rows(x: &Matrix, y: &[f64]) -> Result<()> {
    if x.n_rows() == y.len() {
        return Ok(());
    }
    let (expected, found) = (x.n_rows() as u64, y.len() as u64);
    Err(EngineError::LengthMismatch { what: "y".into(), expected, found })
}

/// Refuses numbers that an algorithm cannot take; levels may be missing.
#[inline(never)]
async fn check_numbers(x: &Matrix, refuses: impl Fn(&f64) -> bool, pace: &Pace) -> Result<()> {
    let numbers: Vec<usize> = (0..x.n_cols()).filter(|j| x.levels(*j).is_none()).collect();
    // Looked at in the order of memory, a number takes next to nothing.
    let rows = (4 * Meter::STEP).div_ceil(x.n_cols().max(1));
    for from in (0..x.n_rows()).step_by(rows) {
        if from > 0 {
            pace.pause().await;
        }
        let to = x.n_rows().min(from + rows);
        let refused = if numbers.len() == x.n_cols() {
            x.values()[from * x.n_cols()..to * x.n_cols()].iter().any(&refuses)
        } else {
            (from..to).any(|i| numbers.iter().any(|j| refuses(&x.row(i)[*j])))
        };
        if refused {
            return Err(EngineError::NotFinite { what: "x".into() });
        }
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
