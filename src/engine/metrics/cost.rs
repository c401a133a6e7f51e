//! What decisions cost, in whatever unit the four prices have, and the threshold that costs least.

use serde::{Deserialize, Serialize};

use crate::metrics::confusion::{Confusion, ratio};
use crate::metrics::scored::{Cut, Scored};

/// What one row of each kind costs; a gain is negative.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct CostMatrix {
    /// Rightly left alone.
    pub tn: f64,
    /// A false alarm.
    pub fp: f64,
    /// A miss.
    #[serde(rename = "fn")]
    pub fn_: f64,
    /// Rightly flagged.
    pub tp: f64,
}

/// What all rows cost.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cost {
    /// In all.
    pub total: f64,
    /// A row; `None` without rows.
    pub mean: Option<f64>,
}

/// The threshold that costs least.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct MinCost {
    /// Flag rows with `score >= threshold`; `None`: flag nothing.
    pub threshold: Option<f64>,
    /// What it costs.
    pub cost: Cost,
    /// What comes of it.
    pub confusion: Confusion,
}

/// `tn·c_tn + fp·c_fp + fn·c_fn + tp·c_tp`.
///
/// ```
/// use engine::metrics::{Confusion, CostMatrix, cost};
/// let prices = CostMatrix { tn: 0.0, fp: 1.0, fn_: 10.0, tp: 1.0 };
/// let cost = cost::expected_cost(&Confusion { tn: 5.0, fp: 2.0, fn_: 1.0, tp: 2.0 }, &prices);
/// assert_eq!((cost.total, cost.mean), (14.0, Some(1.4)));
/// ```
#[must_use]
pub fn expected_cost(confusion: &Confusion, prices: &CostMatrix) -> Cost {
    let total = confusion.tn * prices.tn
        + confusion.fp * prices.fp
        + confusion.fn_ * prices.fn_
        + confusion.tp * prices.tp;
    Cost { total, mean: ratio(total, confusion.total()) }
}

/// Tries "flag nothing" and every distinct score from the highest down; of equals the first wins, so the one
/// that flags least.
#[must_use]
pub fn min_cost(scored: &Scored, prices: &CostMatrix) -> MinCost {
    let priced = |cut: &Cut| MinCost {
        threshold: cut.threshold,
        cost: expected_cost(&cut.confusion, prices),
        confusion: cut.confusion,
    };
    let cuts = scored.cuts();
    let cheaper = |best: MinCost, cut: &Cut| {
        let next = priced(cut);
        if next.cost.total < best.cost.total { next } else { best }
    };
    cuts[1..].iter().fold(priced(&cuts[0]), cheaper)
}
