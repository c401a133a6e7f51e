//! What a model loses without a feature.

use serde::{Deserialize, Serialize};

use super::{check_column, out_of_range, too_few};
use crate::error::{EngineError, Result};
use crate::math;
use crate::matrix::Matrix;
use crate::metrics::multiclass::{Average, Classified, Sides};
use crate::metrics::regression::Predicted;
use crate::metrics::{Confusion, Scored, proba, rank};
use crate::models::Model;
use crate::rng::Rng;
use crate::task::Task;
use crate::work::Pace;

/// What is counted as good; larger is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Score {
    /// Share of rows that are right: at threshold ½, of several classes by the likeliest.
    Accuracy,
    /// Area under the ROC curve.
    RocAuc,
    /// Minus the mean log loss (nats).
    NegLogLoss,
    /// Minus the mean absolute error of numbers.
    NegMeanAbsoluteError,
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

impl Score {
    async fn of(self, model: &Model, x: &Matrix, y: &[f64], pace: &Pace) -> Result<f64> {
        if self == Self::NegMeanAbsoluteError {
            let said = model.predict(x, pace).await?.into_values();
            let error = Predicted::new(y, &said, None)?.mean_absolute_error();
            return error.map(|error| -error).ok_or_else(too_few);
        }
        if model.task() == Task::Multiclass {
            return self.of_classes(&model.predict(x, pace).await?, y);
        }
        let scores = model.predict_proba(x, pace).await?;
        pace.pause().await;
        let scored = Scored::new(y, &scores, None)?;
        let score = match self {
            Self::Accuracy => Confusion::at(&scored, 0.5).accuracy(),
            Self::RocAuc => rank::roc_auc(&scored),
            Self::NegLogLoss => proba::log_loss(&scored).map(|loss| -loss),
            Self::NegMeanAbsoluteError => None,
        };
        pace.pause().await;
        match score {
            Some(score) => Ok(score),
            None if y.is_empty() => Err(too_few()),
            None => Err(EngineError::OneClass { what: "explanation".into() }),
        }
    }

    fn of_classes(self, said: &Matrix, y: &[f64]) -> Result<f64> {
        let classes: Vec<u32> = y.iter().map(|class| *class as u32).collect();
        let rows = Classified::new(&classes, said.n_cols() as u32, said.values(), None)?;
        let score = match self {
            Self::Accuracy => rows.accuracy(),
            Self::NegLogLoss => rows.log_loss().map(|loss| -loss),
            Self::RocAuc => rows.roc_auc(Sides::Rest, Average::Macro),
            Self::NegMeanAbsoluteError => None,
        };
        score.ok_or_else(|| {
            if y.is_empty() { too_few() } else { EngineError::OneClass { what: "explanation".into() } }
        })
    }
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
