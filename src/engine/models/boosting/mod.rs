//! Gradient boosting (scikit-learn's `HistGradientBoostingClassifier`, LightGBM) for yes or no.
//!
//! Small trees one after the other, each on what the ones before it still get wrong: the sum of their answers is the
//! log-odds of yes. A tree is grown on the gradients `p − y` and Hessians `p (1 − p)` of the log loss, over values put
//! into at most 255 bins, the leaf first that gains most (Ke et al. 2017). Missing values (`NaN`) need no filling in:
//! each question learns which side they go to.

pub mod tree;

mod binning;
mod grow;
mod histogram;
mod loss;

use serde::{Deserialize, Serialize};

pub use tree::Tree;

use self::binning::{Binned, MAX_BINS};
use self::grow::{Grower, Limits};
use self::loss::{gradients, log_loss};
use super::decision_tree::{check_limits, out_of_range};
use super::one_class;
use crate::error::{EngineError, Result};
use crate::math;
use crate::matrix::Matrix;
use crate::rng::Rng;
use crate::work::{BLOCK, Meter, Pace};

/// More rows than this do not fit the sums of a histogram.
const MOST_ROWS: usize = 1 << 22;

/// The dials.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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
    /// Less than this is no gain (nats).
    pub tol: f64,
}

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
        }
    }
}

/// What was learned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    /// Number of features of the rows learned from.
    pub n_features: u32,
    /// The log-odds of yes among the training rows: what is said before the first tree.
    pub baseline: f64,
    /// The trees, the first first.
    pub trees: Vec<Tree>,
    /// Mean log loss over the training rows (nats) before the first tree and after each.
    pub train_loss: Vec<f64>,
    /// The same over the rows held back for early stopping; empty without.
    pub validation_loss: Vec<f64>,
}

impl Params {
    /// Learns from `x`, shape `(n_samples, n_features)`, finite or `NaN` for missing, and `y` (0 or 1). `rng` draws the
    /// rows held back for early stopping, and nothing else.
    ///
    /// # Errors
    /// [`EngineError::OneClass`], [`EngineError::OutOfRange`] for a dial or more than 4 million rows.
    pub async fn fit(&self, x: &Matrix, y: &[f64], rng: Rng, pace: &Pace) -> Result<Fitted> {
        let limits = self.limits()?;
        one_class(y)?;
        if y.len() > MOST_ROWS {
            return Err(out_of_range("rows", 1.0, MOST_ROWS as f64, y.len() as f64));
        }
        if !self.early_stopping {
            return self.boost(x, y, limits, None, pace).await;
        }
        let (train, held) = held_back(y, self.validation_fraction, rng);
        let pick = |rows: &[u32]| -> Vec<f64> { rows.iter().map(|row| y[*row as usize]).collect() };
        let (y_train, y_held) = (pick(&train), pick(&held));
        if held.is_empty() || one_class(&y_train).is_err() {
            return Err(EngineError::TooFewRows {
                what: "early_stopping".into(),
                needed: 4,
                found: y.len() as u64,
            });
        }
        let held = (x.take(&held), y_held);
        self.boost(&x.take(&train), &y_train, limits, Some(held), pace).await
    }

    async fn boost(
        &self,
        x: &Matrix,
        y: &[f64],
        limits: Limits,
        held: Option<(Matrix, Vec<f64>)>,
        pace: &Pace,
    ) -> Result<Fitted> {
        let told = |done: usize, loss| pace.rest("train", done, Some(self.max_iter as usize), loss);
        told(0, None).await;
        let binned = Binned::new(x, self.max_bins as usize, pace).await;
        let units = histogram::units(y.len());
        let share = math::sum(y) / y.len() as f64;
        let baseline = math::ln(share / (1.0 - share));
        let mut raw = vec![baseline; y.len()];
        let mut cells = vec![[0; 2]; y.len()];
        let mut held = held.map(|(x, y)| (vec![baseline; y.len()], x, y));
        let mut meter = Meter::default();
        let mut grower = Grower::new(&binned, limits, units);
        let n_features = x.n_cols() as u32;
        let (trees, validation_loss) = (Vec::new(), Vec::new());
        let mut fitted = Fitted { n_features, baseline, trees, train_loss: Vec::new(), validation_loss };
        loop {
            let loss = gradients(&raw, y, units, &mut cells, &mut meter, pace).await;
            fitted.train_loss.push(loss);
            if let Some((raw, x, y)) = &mut held {
                let newest = fitted.trees.len().saturating_sub(1);
                tree::add_to(raw, &fitted.trees[newest..], x, &mut meter, pace).await;
                fitted.validation_loss.push(log_loss(raw, y, &mut meter, pace).await);
            }
            told(fitted.trees.len(), Some(loss)).await;
            if fitted.trees.len() == self.max_iter as usize || self.has_settled(&fitted.validation_loss) {
                return Ok(fitted);
            }
            fitted.trees.push(grower.grow(&cells, &mut raw, &mut meter, pace).await);
        }
    }

    /// Whether none of the last `n_iter_no_change` losses is lower than the one before them (by `tol`).
    fn has_settled(&self, losses: &[f64]) -> bool {
        let Some(before) = losses.len().checked_sub(self.n_iter_no_change as usize + 1) else { return false };
        losses[before + 1..].iter().all(|loss| *loss >= losses[before] - self.tol)
    }

    fn limits(&self) -> Result<Limits> {
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
        Ok(Limits {
            max_leaf_nodes: self.max_leaf_nodes.unwrap_or(1 << 16),
            max_depth: self.max_depth.unwrap_or(u32::MAX),
            min_samples_leaf: self.min_samples_leaf,
            l2_regularization: self.l2_regularization,
            learning_rate: self.learning_rate,
        })
    }
}

/// Draws a share of each class: the rows to learn from, the rows held back, both ascending.
fn held_back(y: &[f64], share: f64, mut rng: Rng) -> (Vec<u32>, Vec<u32>) {
    let (mut train, mut held) = (Vec::new(), Vec::new());
    for class in [0.0, 1.0] {
        let mut rows: Vec<u32> = (0_u32..).zip(y).filter(|(_, y)| **y == class).map(|(row, _)| row).collect();
        rng.shuffle(&mut rows);
        let n = (rows.len() as f64 * share).round() as usize;
        held.extend(&rows[..n]);
        train.extend(&rows[n..]);
    }
    train.sort_unstable();
    held.sort_unstable();
    (train, held)
}

impl Fitted {
    /// The probability of yes for each row of `x`; `NaN` is missing.
    ///
    /// # Errors
    /// [`EngineError::LengthMismatch`] for another number of features.
    pub async fn predict_proba(&self, x: &Matrix, pace: &Pace) -> Result<Vec<f64>> {
        self.predict_at(self.trees.len() as u32, x, pace).await
    }

    /// The probabilities after the first `iteration` trees.
    ///
    /// # Errors
    /// [`EngineError::LengthMismatch`] for another number of features.
    pub async fn predict_at(&self, iteration: u32, x: &Matrix, pace: &Pace) -> Result<Vec<f64>> {
        super::tree::check_features(self.n_features, x)?;
        let trees = &self.trees[..(iteration as usize).min(self.trees.len())];
        let (mut scores, mut meter) = (vec![self.baseline; x.n_rows()], Meter::default());
        tree::add_to(&mut scores, trees, x, &mut meter, pace).await;
        for scores in scores.chunks_mut(BLOCK) {
            scores.iter_mut().for_each(|score| *score = math::sigmoid(*score));
            if meter.spend(16 * scores.len()) {
                pace.pause().await;
            }
        }
        Ok(scores)
    }

    /// Hands the log-odds of each row of `x` to `each`, before the first tree and after each one: all validation curves
    /// in one pass over the trees.
    ///
    /// # Errors
    /// [`EngineError::LengthMismatch`] for another number of features.
    pub async fn staged_raw(&self, x: &Matrix, pace: &Pace, mut each: impl FnMut(&[f64])) -> Result<()> {
        super::tree::check_features(self.n_features, x)?;
        let (mut raw, mut meter) = (vec![self.baseline; x.n_rows()], Meter::default());
        each(&raw);
        for tree in &self.trees {
            tree::add_to(&mut raw, std::slice::from_ref(tree), x, &mut meter, pace).await;
            each(&raw);
        }
        Ok(())
    }

    /// Mean log loss on other rows (nats) before the first tree and after each: `n_trees + 1` numbers.
    ///
    /// # Errors
    /// [`EngineError::LengthMismatch`] for another number of features, or of `y` and the rows of `x`.
    pub async fn staged_log_loss(&self, x: &Matrix, y: &[f64], pace: &Pace) -> Result<Vec<f64>> {
        super::tree::check_features(self.n_features, x)?;
        super::check_rows(x, y)?;
        let (mut raw, mut meter) = (vec![self.baseline; x.n_rows()], Meter::default());
        let mut losses = vec![log_loss(&raw, y, &mut meter, pace).await];
        for tree in &self.trees {
            tree::add_to(&mut raw, std::slice::from_ref(tree), x, &mut meter, pace).await;
            losses.push(log_loss(&raw, y, &mut meter, pace).await);
        }
        Ok(losses)
    }
}
