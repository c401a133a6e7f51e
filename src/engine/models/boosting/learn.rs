//! Iteration after iteration: a tree an output, and when to stop.

use super::binning::Binned;
use super::grow::{Grower, Limits};
use super::loss::{Objective, mean_loss};
use super::score::Ready;
use super::{Fitted, Params};
use crate::error::{EngineError, Result};
use crate::matrix::Matrix;
use crate::models::decision_tree::out_of_range;
use crate::models::{Answers, weights};
use crate::rng::Rng;
use crate::task::Task;
use crate::work::{Meter, Pace};

/// More rows than this do not fit the sums of a histogram.
const MOST_ROWS: usize = 1 << 22;
/// The square of a number beyond this is none.
const LARGEST: f64 = 1e100;

impl Params {
    /// Learns from `x`, shape `(n_samples, n_features)`, finite or `NaN` for missing, and an answer a row. `rng` draws
    /// the rows held back for early stopping, and nothing else.
    ///
    /// # Errors
    /// [`EngineError::OneClass`], [`EngineError::OutOfRange`] for a dial, more than 4 million rows or a number beyond
    /// 10¹⁰⁰, [`EngineError::LengthMismatch`] for another number of `monotonic_cst` than features,
    /// [`EngineError::Unsupported`] for `monotonic_cst` with classes or of levels, [`EngineError::TooFewRows`] to hold some back.
    pub async fn fit(&self, x: &Matrix, answers: &Answers, rng: Rng, pace: &Pace) -> Result<Fitted> {
        let limits = self.limits(answers.task)?;
        let (expected, found) = (x.n_cols() as u64, self.monotonic_cst.len() as u64);
        if found > 0 && found != expected {
            return Err(EngineError::LengthMismatch { what: "monotonic_cst".into(), expected, found });
        }
        if (0..x.n_cols()).any(|j| found > 0 && self.monotonic_cst[j] != 0 && x.levels(j).is_some()) {
            return Err(EngineError::Unsupported { what: "monotonic_cst for levels".into() });
        }
        several_classes(answers)?;
        let n = answers.y.len();
        if n > MOST_ROWS {
            return Err(out_of_range("rows", 1.0, MOST_ROWS as f64, n as f64));
        }
        if let Some(odd) = answers.y.iter().find(|y| y.abs() > LARGEST) {
            return Err(out_of_range("y", -LARGEST, LARGEST, *odd));
        }
        // Before any are held back, as in scikit-learn: those count as their classes do too.
        let answers = &weights::counting(answers, self.class_weight, false);
        if !self.early_stopping {
            return Ok(self.boost(x, answers, limits, None, pace).await);
        }
        let mut rng = rng;
        let (mut train, mut held) = answers.hold_back(self.validation_fraction, &mut rng);
        train.sort_unstable();
        held.sort_unstable();
        let (own, other) = (answers.take(&train), answers.take(&held));
        if own.total() * other.total() == 0.0 || several_classes(&own).is_err() {
            return Err(EngineError::TooFewRows {
                what: "early_stopping".into(),
                needed: 4,
                found: n as u64,
            });
        }
        let held = (x.take(&held), other);
        Ok(self.boost(&x.take(&train), &own, limits, Some(held), pace).await)
    }

    async fn boost(
        &self,
        x: &Matrix,
        answers: &Answers,
        limits: Limits,
        held: Option<(Matrix, Answers)>,
        pace: &Pace,
    ) -> Fitted {
        let told = |done: usize, loss| pace.rest("train", done, Some(self.max_iter as usize), loss);
        told(0, None).await;
        let binned = Binned::new(x, answers.weights.as_deref(), self.max_bins as usize, pace).await;
        let mut objective = Objective::new(answers);
        let mut fitted = Fitted {
            task: answers.task,
            n_features: x.n_cols() as u32,
            n_outputs: answers.n_outputs() as u32,
            baseline: objective.baseline(),
            trees: Vec::new(),
            train_loss: Vec::new(),
            validation_loss: Vec::new(),
            ready: Ready::default(),
        };
        let (n, k) = (x.n_rows(), answers.n_outputs());
        let mut raw = fitted.at_baseline(n);
        let mut held = held.map(|(x, answers)| (fitted.at_baseline(x.n_rows()), x, answers, Vec::new()));
        let (mut meter, mut grower) = (Meter::default(), Grower::new(&binned, limits));
        for done in 0.. {
            let loss = objective.look(&raw, &mut meter, pace).await;
            fitted.train_loss.push(loss);
            if let Some((raw, x, answers, chances)) = &mut held {
                let newest = &fitted.trees[fitted.trees.len().saturating_sub(k)..];
                Ready::default().add_to(raw, (newest, 0..newest.len()), x, &mut meter, pace).await;
                fitted.validation_loss.push(mean_loss(answers, raw, chances, &mut meter, pace).await);
            }
            told(done, Some(loss)).await;
            if done == self.max_iter as usize || self.has_settled(&fitted.validation_loss) {
                break;
            }
            for output in 0..k {
                let raw = &mut raw[output * n..(output + 1) * n];
                let cells = objective.cells(output, raw, &mut meter, pace).await;
                fitted.trees.push(grower.grow(cells, raw, &mut meter, pace).await);
            }
        }
        fitted
    }

    /// Whether none of the last `n_iter_no_change` losses is lower than the one before them (by `tol`).
    fn has_settled(&self, losses: &[f64]) -> bool {
        let Some(before) = losses.len().checked_sub(self.n_iter_no_change as usize + 1) else { return false };
        losses[before + 1..].iter().all(|loss| *loss >= losses[before] - self.tol)
    }
}

/// Refuses rows of which all that count say the same class.
fn several_classes(answers: &Answers) -> Result<()> {
    let mut counting = (0..answers.y.len()).filter(|i| answers.weight(*i) > 0.0).map(|i| answers.y[i]);
    let first = counting.next();
    if answers.task == Task::Regression || counting.any(|y| Some(y) != first) {
        return Ok(());
    }
    Err(EngineError::OneClass { what: "training".into() })
}
