//! Why a model says what it says: what it loses without a feature, and how its answer moves with one.
//!
//! Both ask the model and do not look inside, so they hold for every algorithm. Neither says anything about causes, and
//! of two features that say the same, each can look unimportant.

use serde::{Deserialize, Serialize};

use crate::error::{EngineError, Result};
use crate::math;
use crate::matrix::Matrix;
use crate::metrics::{Confusion, Scored, proba, rank};
use crate::models::Model;
use crate::rng::Rng;
use crate::work::{BLOCK, Pace};

/// What is counted as good; larger is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Score {
    /// Share of rows that are right at threshold ½.
    Accuracy,
    /// Area under the ROC curve.
    RocAuc,
    /// Minus the mean log loss (nats).
    NegLogLoss,
}

/// What a model loses if a feature, or several that belong together, is put in random order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Importance {
    /// Baseline minus score, for each repetition.
    pub importances: Vec<f64>,
    /// Their mean.
    pub mean: f64,
    /// Their standard deviation (divided by their number).
    pub std: f64,
}

/// What a model loses without each of its features.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PermutationImportance {
    /// The score on the rows as they are.
    pub baseline: f64,
    /// One for each group of features, in their order.
    pub groups: Vec<Importance>,
}

/// How the answer moves if one feature is set to the same value in all rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PartialDependence {
    /// The values it is set to.
    pub grid: Vec<f64>,
    /// The mean probability of yes at each of them.
    pub average: Vec<f64>,
    /// The probability of yes of the first rows at each of them (individual conditional expectation).
    pub individual: Vec<Vec<f64>>,
}

impl Score {
    async fn of(self, model: &Model, x: &Matrix, y: &[f64], pace: &Pace) -> Result<f64> {
        let scores = model.predict_proba(x, pace).await?;
        pace.pause().await;
        let scored = Scored::new(y, &scores, None)?;
        let score = match self {
            Self::Accuracy => Confusion::at(&scored, 0.5).accuracy(),
            Self::RocAuc => rank::roc_auc(&scored),
            Self::NegLogLoss => proba::log_loss(&scored).map(|loss| -loss),
        };
        pace.pause().await;
        match score {
            Some(score) => Ok(score),
            None if y.is_empty() => Err(too_few()),
            None => Err(EngineError::OneClass { what: "explanation".into() }),
        }
    }
}

fn too_few() -> EngineError {
    EngineError::TooFewRows { what: "explanation".into(), needed: 1, found: 0 }
}

/// Permutation importance (Breiman 2001; scikit-learn's `permutation_importance`): the mean drop of `score` over
/// `n_repeats` random orders of each group's columns. `groups` names columns of `x`: those of a group change places
/// together, as the levels of one category must.
///
/// `x` has shape `(n_samples, n_features)`, `y` is 0 or 1 a row; both should be rows the model has not seen.
///
/// # Errors
/// Those of [`Model::predict_proba`] and [`Scored::new`], [`EngineError::OutOfRange`] for a column that is not there or
/// no repetition, [`EngineError::OneClass`] or [`EngineError::TooFewRows`] where the score is undefined.
#[allow(clippy::too_many_arguments, reason = "a model, its rows, and what to ask")]
pub async fn permutation_importance(
    model: &Model,
    x: &Matrix,
    y: &[f64],
    groups: &[Vec<u32>],
    score: Score,
    n_repeats: u32,
    mut rng: Rng,
    pace: &Pace,
) -> Result<PermutationImportance> {
    let rows: Vec<u32> = (0..x.n_rows() as u32).collect();
    let draw = |_, _| {
        let mut order = rows.clone();
        rng.shuffle(&mut order);
        order
    };
    importance_in_orders(model, x, y, groups, score, n_repeats, draw, pace).await
}

/// The same with orders of one's own: `order(group, repetition)` are the rows whose values come to stand in rows
/// 0, 1, ….
///
/// # Errors
/// As [`permutation_importance`], and [`EngineError::LengthMismatch`] for an order of another length.
#[allow(clippy::too_many_arguments, reason = "a model, its rows, and what to ask")]
pub async fn importance_in_orders(
    model: &Model,
    x: &Matrix,
    y: &[f64],
    groups: &[Vec<u32>],
    score: Score,
    n_repeats: u32,
    mut order: impl FnMut(usize, u32) -> Vec<u32>,
    pace: &Pace,
) -> Result<PermutationImportance> {
    if n_repeats == 0 {
        return Err(out_of_range("n_repeats", 1, u32::MAX, 0));
    }
    for column in groups.iter().flatten() {
        check_column(x, *column)?;
    }
    let total = Some(groups.len() * n_repeats as usize);
    pace.rest("explain", 0, total, None).await;
    let baseline = score.of(model, x, y, pace).await?;
    let (mut mixed, mut found) = (x.clone(), Vec::with_capacity(groups.len()));
    for (g, columns) in groups.iter().enumerate() {
        let mut importances = Vec::with_capacity(n_repeats as usize);
        for repeat in 0..n_repeats {
            let order = order(g, repeat);
            if order.len() != x.n_rows() {
                let (expected, found) = (x.n_rows() as u64, order.len() as u64);
                return Err(EngineError::LengthMismatch { what: "order".into(), expected, found });
            }
            let from = |i: usize| order[i] as usize;
            copy(&mut mixed, x, columns, from, pace).await;
            importances.push(baseline - score.of(model, &mixed, y, pace).await?);
            pace.rest("explain", g * n_repeats as usize + repeat as usize + 1, total, None).await;
        }
        copy(&mut mixed, x, columns, |i| i, pace).await;
        found.push(summary(importances));
    }
    Ok(PermutationImportance { baseline, groups: found })
}

/// Sets `columns` of each row to what they are in row `from` of `x`.
async fn copy(mixed: &mut Matrix, x: &Matrix, columns: &[u32], from: impl Fn(usize) -> usize, pace: &Pace) {
    for column in columns.iter().map(|column| *column as usize) {
        for i in 0..x.n_rows() {
            mixed.set(i, column, x.row(from(i))[column]);
        }
        pace.pause().await;
    }
}

fn summary(importances: Vec<f64>) -> Importance {
    let n = importances.len() as f64;
    let mean = math::sum(&importances) / n;
    let squares: Vec<f64> = importances.iter().map(|drop| (drop - mean) * (drop - mean)).collect();
    Importance { importances, mean, std: math::sqrt(math::sum(&squares) / n) }
}

/// Partial dependence (Friedman 2001; scikit-learn's `partial_dependence`, `method="brute"`): the mean answer with
/// `column` set to each of `grid_resolution` values between its 5 % and 95 % quantiles, and the answers of the first
/// `n_individual` rows.
///
/// # Errors
/// Those of [`Model::predict_proba`], [`EngineError::OutOfRange`] for a column that is not there or fewer than two
/// values, [`EngineError::NotFinite`] for a column without two different quantiles, [`EngineError::TooFewRows`].
pub async fn partial_dependence(
    model: &Model,
    x: &Matrix,
    column: u32,
    grid_resolution: u32,
    n_individual: u32,
    pace: &Pace,
) -> Result<PartialDependence> {
    check_column(x, column)?;
    if grid_resolution < 2 {
        return Err(out_of_range("grid_resolution", 2, u32::MAX, grid_resolution));
    }
    let column = column as usize;
    let sorted = math::sorted_present(&(0..x.n_rows()).map(|i| x.row(i)[column]).collect::<Vec<f64>>());
    let (Some(low), Some(high)) = (quantile(&sorted, 0.05), quantile(&sorted, 0.95)) else {
        return Err(too_few());
    };
    if !(low < high && (high - low).is_finite()) {
        return Err(EngineError::NotFinite { what: "grid".into() });
    }
    let n_individual = x.n_rows().min(n_individual as usize);
    let mut found = PartialDependence {
        grid: Vec::new(),
        average: Vec::new(),
        individual: vec![Vec::new(); n_individual],
    };
    let mut moved = x.clone();
    for k in 0..grid_resolution {
        let value = low + (high - low) * (f64::from(k) / f64::from(grid_resolution - 1));
        for i in 0..x.n_rows() {
            moved.set(i, column, value);
            if i % (4 * BLOCK) == 0 {
                pace.pause().await;
            }
        }
        let scores = model.predict_proba(&moved, pace).await?;
        found.individual.iter_mut().zip(&scores).for_each(|(line, score)| line.push(*score));
        found.average.push(math::sum(&scores) / scores.len() as f64);
        found.grid.push(value);
        pace.rest("explain", k as usize + 1, Some(grid_resolution as usize), None).await;
    }
    Ok(found)
}

/// The `q`-quantile of sorted values as scipy's `mquantiles` has it (`alphap = betap = 0.4`); `None` of nothing.
fn quantile(sorted: &[f64], q: f64) -> Option<f64> {
    let n = sorted.len() as f64;
    let last = sorted.len().checked_sub(1)?;
    // One-based, between the first and the last.
    let at = (n * q + 0.4 + q * 0.2).clamp(1.0, n);
    let below = (at.floor() as usize - 1).min(last);
    let share = at - at.floor();
    Some((1.0 - share) * sorted[below] + share * sorted[(below + 1).min(last)])
}

fn check_column(x: &Matrix, column: u32) -> Result<()> {
    if (column as usize) < x.n_cols() {
        return Ok(());
    }
    Err(out_of_range("column", 0, x.n_cols().saturating_sub(1) as u32, column))
}

fn out_of_range(what: &str, low: u32, high: u32, found: u32) -> EngineError {
    let (low, high, found) = (f64::from(low), f64::from(high), f64::from(found));
    EngineError::OutOfRange { what: what.into(), low, high, found }
}
