//! Probabilities put right: a curve on what a model says, learned where the model could not know the answer
//! (scikit-learn's `CalibratedClassifierCV` with `ensemble=False`).
//!
//! The rows learned from are dealt to folds as they were divided; of each fold a model is asked that learned, recipe and
//! all, from the others. So no row has a say in what is said of it, and none but training rows in the curve.

use serde::{Deserialize, Serialize};

use super::folds;
use super::pipeline::{self, Pipeline};
use super::plan::Fit;
pub use crate::calibrate::Method;
use crate::calibrate::curves::Curves;
use crate::error::{EngineError, Result};
use crate::math;
use crate::matrix::Matrix;
use crate::order;
use crate::task::Task;
use crate::work::Pace;
use crate::worlds::World;

/// Folds; of yes and of no, and of a class that gets a curve, there must be as many rows.
const FOLDS: usize = 5;
/// Points that a curve is drawn by.
const POINTS: usize = 41;
/// Classes whose curves are drawn at most, the likeliest on average.
const SHOWN: usize = 4;

/// What curves make of what a model says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Calibrated {
    /// How they were learned.
    pub method: Method,
    /// The curves, those of several classes in their order and before they are brought to the sum of one.
    pub curves: Vec<Curve>,
    /// Where what is said changes most: which of the curves, what the model says, and what is said instead.
    pub most: Option<(u32, f64, f64)>,
    /// Mean log loss on validation rows without them (nats).
    pub before: Option<f64>,
}

/// One curve.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Curve {
    /// The class that it is of; `None` of yes.
    pub class: Option<u32>,
    /// What the model says, from the least to the most that it says of validation rows; and what the curve makes of it,
    /// which of several classes is not yet brought to the sum of one.
    pub points: Vec<(f64, f64)>,
}

/// Refuses to put right what is no probability.
pub(super) fn can(fit: &Fit, task: Task) -> Result<()> {
    if fit.calibrate.is_some() && task == Task::Regression {
        return Err(EngineError::Unsupported { what: format!("calibrate for {}", task.name()) });
    }
    Ok(())
}

/// Learns the curves of `model`, which learned from the same `rows`, rising.
///
/// # Errors
/// [`EngineError::TooFewRows`] of an answer (`calibration`), or of days or groups (`calibration_folds`);
/// [`EngineError::OneClass`] if the rows outside of a fold have one answer; what recipe or model refuse.
pub(super) async fn learn(
    method: Method,
    fit: &Fit,
    world: &World,
    rows: &[u32],
    model: &Pipeline,
    pace: &Pace,
) -> Result<Curves> {
    let folds = folds::each_once(fit, world, rows, FOLDS).map_err(|error| match error {
        EngineError::TooFewRows { needed, found, .. } => {
            EngineError::TooFewRows { what: "calibration_folds".into(), needed, found }
        }
        other => other,
    })?;
    let mut values = Vec::new();
    for (done, fold) in folds.iter().enumerate() {
        pace.rest("calibrate", done, Some(FOLDS), None).await;
        // What one training among several tells of itself is not told.
        let pace = &Pace::default();
        let learned = match Pipeline::bare(fit, world, &fold.train, pace).await {
            Err(EngineError::OneClass { .. }) => Err(EngineError::OneClass { what: "calibration".into() }),
            learned => learned,
        }?;
        let found = learned.predict(&world.table.take(&fold.test), &mut Vec::new(), pace).await?;
        let k = found.n_cols();
        values.resize(rows.len() * k, 0.0);
        for (i, row) in fold.test.iter().enumerate() {
            let at = rows.partition_point(|other| other < row);
            values[at * k..(at + 1) * k].copy_from_slice(found.row(i));
        }
    }
    let said = Matrix::new(rows.len(), values.len() / rows.len().max(1), values)?;
    Curves::fit(method, &said, &pipeline::targets(world, rows), model.model.adds_log_odds(), FOLDS, pace)
        .await
}

/// What the curves of `pipeline` make of `said`, which its model says of validation rows whose answers are `y`; `None`
/// if it has none.
pub(super) fn drawn(pipeline: &Pipeline, fit: &Fit, said: &Matrix, y: &[f64]) -> Result<Option<Calibrated>> {
    let (Some(curves), Some(method)) = (&pipeline.curves, fit.calibrate) else { return Ok(None) };
    let k = said.n_cols();
    let means = (0..k).map(|class| {
        let of = (0..said.n_rows()).map(|i| said.row(i)[class]).collect::<Vec<f64>>();
        // What keeps its own word is not drawn.
        curves.curves[class].as_ref().and(math::mean(&of)).unwrap_or(-1.0)
    });
    let means: Vec<f64> = means.collect();
    let likeliest = order::descending(&means).into_iter().filter(|class| means[*class as usize] >= 0.0);
    let mut shown: Vec<u32> = likeliest.take(SHOWN).collect();
    shown.sort_unstable();
    let curve = |class: &u32| {
        // No farther than the model goes: what it never says is put right for nobody.
        let of = (0..said.n_rows()).map(|i| said.row(i)[*class as usize]);
        let (low, high) = of.fold((1.0, 0.0), |(low, high): (f64, f64), p| (low.min(p), high.max(p)));
        let at = |point: usize| low + (high - low) * (point as f64 / (POINTS - 1) as f64);
        let points = (0..POINTS).map(at).map(|p| (p, curves.says(*class as usize, p))).collect();
        Curve { class: (k > 1).then_some(*class), points }
    };
    let drawn: Vec<Curve> = shown.iter().map(curve).collect();
    let all = (0..).zip(&drawn).flat_map(|(at, curve)| curve.points.iter().map(move |p| (at, p.0, p.1)));
    let far = |(_, from, to): &(u32, f64, f64)| (to - from).abs();
    let most = all.reduce(|most, one| if far(&one) > far(&most) { one } else { most });
    let before = pipeline::loss(pipeline.task, y, said.values())?;
    Ok(Some(Calibrated { method, curves: drawn, most, before }))
}
