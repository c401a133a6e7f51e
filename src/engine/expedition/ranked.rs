//! How well rows are ranked, as curves: by the chance of yes, or on demand by the chance of each class against all others.

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::matrix::Matrix;
use crate::metrics::{Scored, rank};
use crate::work::Pace;

/// Points of a curve at most: more cannot be seen.
const POINTS: usize = 200;

/// One class against all others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ranked {
    /// The class.
    pub class: u32,
    /// Its rows.
    pub n: u32,
    /// Their share of all rows: what calling every row so would be right for.
    pub share: f64,
    /// Area under the ROC curve.
    pub roc_auc: Option<f64>,
    /// Average precision.
    pub average_precision: Option<f64>,
    /// The ROC curve: false positive rate, true positive rate.
    pub roc: Vec<(f64, f64)>,
    /// The precision-recall curve: recall, precision.
    pub pr: Vec<(f64, f64)>,
}

/// The curves of each class that some of the rows are of, and not all; in their order. `y` is the class of each row, `said`
/// the chance of each class, shape `(n_samples, n_classes)`.
///
/// # Errors
/// What [`Scored::new`] refuses.
pub async fn by_class(y: &[f64], said: &Matrix, pace: &Pace) -> Result<Vec<Ranked>> {
    let mut found = Vec::new();
    for class in 0..said.n_cols() {
        pace.pause().await;
        let n = y.iter().filter(|y| **y == class as f64).count();
        if n == 0 || n == y.len() {
            continue;
        }
        let scored = against(y, said, class)?;
        let roc_auc = rank::roc_auc(&scored);
        pace.pause().await;
        let average_precision = rank::average_precision(&scored);
        pace.pause().await;
        let roc = roc(&scored);
        pace.pause().await;
        found.push(Ranked {
            class: class as u32,
            n: n as u32,
            share: n as f64 / y.len() as f64,
            roc_auc,
            average_precision,
            roc,
            pr: pr(&scored),
        });
    }
    Ok(found)
}

/// Whether each row is of `class`, and its chance of it.
pub(super) fn against(y: &[f64], said: &Matrix, class: usize) -> Result<Scored> {
    let truth: Vec<f64> = y.iter().map(|y| f64::from(u8::from(*y == class as f64))).collect();
    let chance: Vec<f64> = (0..said.n_rows()).map(|i| said.row(i)[class]).collect();
    Scored::new(&truth, &chance, None)
}

/// The ROC curve, thinned out.
pub(super) fn roc(scored: &Scored) -> Vec<(f64, f64)> {
    let curve = rank::roc_curve(scored, true);
    match (curve.fpr, curve.tpr) {
        (Some(fpr), Some(tpr)) => thin(fpr.into_iter().zip(tpr).collect()),
        _ => Vec::new(),
    }
}

/// The precision-recall curve, thinned out.
pub(super) fn pr(scored: &Scored) -> Vec<(f64, f64)> {
    let curve = rank::pr_curve(scored);
    curve.recall.map(|recall| thin(recall.into_iter().zip(curve.precision).collect())).unwrap_or_default()
}

/// At most so many points, the ends among them.
fn thin(points: Vec<(f64, f64)>) -> Vec<(f64, f64)> {
    let every = points.len().div_ceil(POINTS).max(1);
    let last = points.len().saturating_sub(1);
    points.into_iter().enumerate().filter(|(i, _)| i % every == 0 || *i == last).map(|(_, p)| p).collect()
}
