//! Gradient boosting (scikit-learn's `HistGradientBoostingClassifier` and `…Regressor`, LightGBM).
//!
//! Small trees one after the other, each on what the ones before it still get wrong: the sum of their answers is the
//! log-odds of yes, one such number a class (as many trees an iteration), or the number that is asked for. A tree is
//! grown on the gradients and Hessians of the [`loss`](self) over values put into at most 255 bins, the leaf first that
//! gains most (Ke et al. 2017). Missing values (`NaN`) need no filling in: each question learns which side they go to.
//! A column of levels is parted by sets of them (Fisher 1958), as scikit-learn does with `categorical_features`.

pub mod tree;

mod binning;
mod grouped;
mod grow;
mod histogram;
mod learn;
mod loss;
mod score;
mod search;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use tree::Tree;

use self::binning::MAX_BINS;
use self::grow::Limits;
use self::loss::{mean_loss, softmax};
use self::score::Ready;
use super::Answers;
use super::decision_tree::{check_limits, out_of_range};
use super::logistic::ClassWeight;
use super::weights::equal;
use crate::error::{EngineError, Result};
use crate::later::later;
use crate::math;
use crate::matrix::Matrix;
use crate::task::Task;
use crate::work::{BLOCK, Meter, Pace};

/// The dials.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Params {
    /// How much of what a tree would say is believed.
    pub learning_rate: f64,
    /// Trees at most.
    pub max_iter: u32,
    /// Leaves of a tree at most; `None`: as many as the other dials allow.
    pub max_leaf_nodes: Option<u32>,
    /// Questions on a way down at most.
    pub max_depth: Option<u32>,
    /// Training rows in a leaf at least.
    pub min_samples_leaf: u32,
    /// Penalty on the square of what a leaf says.
    pub l2_regularization: f64,
    /// Bins a feature at most, missing values not counted.
    pub max_bins: u32,
    /// Whether to hold back rows and stop when they are no longer predicted better.
    pub early_stopping: bool,
    /// Share of each class held back for that.
    pub validation_fraction: f64,
    /// Trees without gain after which to stop.
    pub n_iter_no_change: u32,
    /// Less than this is no gain, in the unit of the loss.
    pub tol: f64,
    /// Which way each feature may push the answer: up (1), down (−1), either (0); empty: all either. For yes or no, it
    /// is the probability of yes that is pushed.
    #[serde(default)]
    pub monotonic_cst: Vec<i8>,
    /// The same by the name of a feature, for a recipe whose features are not counted yet: [`Params::placed`] turns names
    /// into places before it learns.
    #[serde(default)]
    pub monotonic_names: BTreeMap<String, i8>,
    /// How much the classes count, rows counted as they stand; of no matter for numbers.
    #[serde(default = "equal")]
    pub class_weight: ClassWeight,
}

later!(Params { learning_rate, max_iter, max_leaf_nodes, max_depth, min_samples_leaf, l2_regularization, max_bins, early_stopping, validation_fraction, n_iter_no_change, tol }
    monotonic_cst if |params| !params.monotonic_cst.is_empty(),
    monotonic_names if |params| !params.monotonic_names.is_empty(),
    class_weight if |params| params.class_weight != ClassWeight::Equal);

impl Default for Params {
    /// scikit-learn's.
    fn default() -> Self {
        Self {
            learning_rate: 0.1,
            max_iter: 100,
            max_leaf_nodes: Some(31),
            max_depth: None,
            min_samples_leaf: 20,
            l2_regularization: 0.0,
            max_bins: 255,
            early_stopping: false,
            validation_fraction: 0.1,
            n_iter_no_change: 10,
            tol: 1e-7,
            monotonic_cst: Vec::new(),
            monotonic_names: BTreeMap::new(),
            class_weight: ClassWeight::Equal,
        }
    }
}

/// What was learned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    /// The kind of answer.
    pub task: Task,
    /// Number of features of the rows learned from.
    pub n_features: u32,
    /// Numbers a row is given: the probability of yes, one probability a class, or a number. As many trees an iteration.
    pub n_outputs: u32,
    /// What is said before the first tree, one raw number an output: the log-odds of yes among the training rows, the
    /// logarithm of each class's share about their mean, or the mean.
    pub baseline: Vec<f64>,
    /// The trees, iteration after iteration, in each output after output.
    pub trees: Vec<Tree>,
    /// Mean loss over the training rows before the first iteration and after each, by what the rows count: log loss (nats),
    /// or the squared error.
    pub train_loss: Vec<f64>,
    /// The same over the rows held back for early stopping; empty without.
    pub validation_loss: Vec<f64>,
    #[serde(skip)]
    ready: Ready,
}

impl Params {
    /// The same with the names of features as places among `features`, `None` where one has levels. A name that none has
    /// says nothing: a recipe that leaves a column out, or makes others of it, leaves nothing that could be pushed.
    #[must_use]
    pub fn placed(&self, features: &[Option<&str>]) -> Self {
        let way = |name: &Option<&str>| name.and_then(|name| self.monotonic_names.get(name)).copied();
        let ways: Vec<i8> = features.iter().map(|name| way(name).unwrap_or(0)).collect();
        let monotonic_cst = if ways.iter().any(|way| *way != 0) { ways } else { self.monotonic_cst.clone() };
        Self { monotonic_cst, monotonic_names: BTreeMap::new(), ..self.clone() }
    }

    fn limits(&self, task: Task) -> Result<Limits> {
        if task == Task::Multiclass && !self.monotonic_cst.is_empty() {
            return Err(EngineError::Unsupported { what: "monotonic_cst for multiclass".into() });
        }
        // Names that nobody placed would be a promise that is not kept.
        if !self.monotonic_names.is_empty() {
            return Err(EngineError::Unsupported { what: "monotonic_names".into() });
        }
        check_limits(self.max_depth, self.min_samples_leaf)?;
        let within = |what, low: f64, high: f64, found: f64| {
            if (low..=high).contains(&found) { Ok(()) } else { Err(out_of_range(what, low, high, found)) }
        };
        let most = f64::from(1 << 16);
        within("learning_rate", 1e-4, 10.0, self.learning_rate)?;
        within("max_iter", 1.0, 10_000.0, f64::from(self.max_iter))?;
        within("max_leaf_nodes", 2.0, most, f64::from(self.max_leaf_nodes.unwrap_or(2)))?;
        within("l2_regularization", 0.0, 1e9, self.l2_regularization)?;
        within("max_bins", 2.0, MAX_BINS as f64, f64::from(self.max_bins))?;
        within("validation_fraction", 0.01, 0.9, self.validation_fraction)?;
        within("n_iter_no_change", 1.0, 10_000.0, f64::from(self.n_iter_no_change))?;
        within("tol", 0.0, 1.0, self.tol)?;
        for way in &self.monotonic_cst {
            within("monotonic_cst", -1.0, 1.0, f64::from(*way))?;
        }
        Ok(Limits {
            max_leaf_nodes: self.max_leaf_nodes.unwrap_or(1 << 16),
            max_depth: self.max_depth.unwrap_or(u32::MAX),
            min_samples_leaf: self.min_samples_leaf,
            l2_regularization: self.l2_regularization,
            learning_rate: self.learning_rate,
            monotonic_cst: self.monotonic_cst.clone(),
        })
    }
}

impl Fitted {
    /// Iterations: trees of an output.
    #[must_use]
    pub fn n_iterations(&self) -> u32 {
        (self.trees.len() / self.baseline.len().max(1)) as u32
    }

    /// What is said of each row of `x`; `NaN` is missing. Shape `(n_samples, n_outputs)`.
    ///
    /// # Errors
    /// [`EngineError::LengthMismatch`] for another number of features.
    pub async fn predict(&self, x: &Matrix, pace: &Pace) -> Result<Matrix> {
        self.predict_at(self.n_iterations(), x, pace).await
    }

    /// The probability of yes for each row of `x`.
    ///
    /// # Errors
    /// [`EngineError::LengthMismatch`] for another number of features, [`EngineError::Unsupported`] for another task.
    pub async fn predict_proba(&self, x: &Matrix, pace: &Pace) -> Result<Vec<f64>> {
        if self.task != Task::Binary {
            return Err(EngineError::Unsupported { what: format!("predict_proba for {}", self.task.name()) });
        }
        self.said_at(self.n_iterations(), x, pace).await
    }

    /// What was said after the first `iteration` iterations.
    ///
    /// # Errors
    /// [`EngineError::LengthMismatch`] for another number of features.
    pub async fn predict_at(&self, iteration: u32, x: &Matrix, pace: &Pace) -> Result<Matrix> {
        let found = self.said_at(iteration, x, pace).await?;
        if self.n_outputs == 1 {
            return Matrix::new(x.n_rows(), 1, found);
        }
        let columns: Vec<&[f64]> = found.chunks(x.n_rows().max(1)).collect();
        if columns.is_empty() {
            return Matrix::new(0, self.n_outputs as usize, Vec::new());
        }
        Matrix::from_columns_in_steps(x.n_rows(), &columns, pace).await
    }

    /// The same, output after output.
    async fn said_at(&self, iteration: u32, x: &Matrix, pace: &Pace) -> Result<Vec<f64>> {
        super::tree::check_features(self.n_features, x)?;
        let (n, k, mut meter) = (x.n_rows(), self.baseline.len(), Meter::default());
        let mut raw = self.at_baseline(n);
        let which = 0..self.trees.len().min(iteration as usize * k);
        self.ready.add_to(&mut raw, (&self.trees, which), x, &mut meter, pace).await;
        if self.task == Task::Regression {
            return Ok(raw);
        }
        let mut chances = if self.task == Task::Multiclass { vec![0.0; raw.len()] } else { Vec::new() };
        for first in (0..n).step_by(BLOCK) {
            let rows = first..n.min(first + BLOCK);
            if self.task == Task::Multiclass {
                softmax(&raw, n, rows.clone(), &mut chances);
            } else {
                raw[rows.clone()].iter_mut().for_each(|raw| *raw = math::sigmoid(*raw));
            }
            if meter.spend(16 * rows.len() * k) {
                pace.pause().await;
            }
        }
        Ok(if self.task == Task::Multiclass { chances } else { raw })
    }

    fn at_baseline(&self, n: usize) -> Vec<f64> {
        self.baseline.iter().flat_map(|own| std::iter::repeat_n(*own, n)).collect()
    }

    /// Mean loss on other rows before the first iteration and after each: `n_iterations + 1` numbers in the unit of
    /// [`Fitted::train_loss`].
    ///
    /// # Errors
    /// [`EngineError::LengthMismatch`] for another number of features, or of answers and the rows of `x`;
    /// [`EngineError::Unsupported`] for answers of another kind.
    pub async fn staged_loss(&self, x: &Matrix, answers: &Answers, pace: &Pace) -> Result<Vec<f64>> {
        super::tree::check_features(self.n_features, x)?;
        super::check_rows(x, &answers.y)?;
        let k = self.baseline.len();
        if answers.task != self.task || answers.n_outputs() != k {
            return Err(EngineError::Unsupported { what: format!("answers of {}", answers.task.name()) });
        }
        let (mut raw, mut chances, mut meter) = (self.at_baseline(x.n_rows()), Vec::new(), Meter::default());
        let mut losses = vec![mean_loss(answers, &raw, &mut chances, &mut meter, pace).await];
        for first in (0..self.trees.len()).step_by(k.max(1)) {
            self.ready.add_to(&mut raw, (&self.trees, first..first + k), x, &mut meter, pace).await;
            losses.push(mean_loss(answers, &raw, &mut chances, &mut meter, pace).await);
        }
        Ok(losses)
    }
}
