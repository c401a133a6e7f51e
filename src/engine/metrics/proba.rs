//! How far probabilities are from what happened: log loss, Brier score, calibration.
//!
//! A score outside [0, 1] is no probability: then these are undefined.

use serde::{Deserialize, Serialize};

use crate::math;
use crate::metrics::confusion::ratio;
use crate::metrics::scored::Scored;

/// How scores are put into bins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Binning {
    /// Bins of equal width over [0, 1].
    Uniform,
    /// Bins of equally many rows.
    Quantile,
}

/// The rows of one bin.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bin {
    /// Which bin, from 0; empty bins are left out.
    pub index: u32,
    /// Rows (or the sum of their weights).
    pub count: f64,
    /// Mean of what happened.
    pub prob_true: f64,
    /// Mean of what was predicted.
    pub prob_pred: f64,
}

/// Predicted against observed shares (scikit-learn's `calibration_curve`) and their distance.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Calibration {
    /// Edges of the bins; a score on an inner edge belongs to the bin below it.
    pub edges: Vec<f64>,
    /// The bins with rows.
    pub bins: Vec<Bin>,
    /// Expected calibration error: mean `|prob_true − prob_pred|` over rows.
    pub ece: f64,
    /// Maximum calibration error over bins.
    pub mce: f64,
    /// Root of the mean squared calibration error over rows.
    pub rmsce: f64,
    /// The Brier score's parts.
    pub murphy: Murphy,
}

/// Murphy's parts of the Brier score (1973), up to the spread inside bins: `reliability − resolution +
/// uncertainty`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Murphy {
    /// Mean squared distance of predicted from observed shares; 0 is best.
    pub reliability: f64,
    /// Mean squared distance of observed shares from the overall share; more is better.
    pub resolution: f64,
    /// `p (1 − p)` of the overall share: nothing can be done about it.
    pub uncertainty: f64,
}

/// Mean `−ln p` of what happened (nats), `p` held to `[ε, 1 − ε]`, `ε = 2⁻⁵²` as in scikit-learn.
#[must_use]
pub fn log_loss(scored: &Scored) -> Option<f64> {
    weighted_mean(scored, |y, p| {
        -math::ln((if y { p } else { 1.0 - p }).clamp(f64::EPSILON, 1.0 - f64::EPSILON))
    })
}

/// Mean squared distance of the probability from what happened (0 or 1).
#[must_use]
pub fn brier(scored: &Scored) -> Option<f64> {
    weighted_mean(scored, |y, p| {
        let gap = p - f64::from(u8::from(y));
        gap * gap
    })
}

/// Predicted against observed shares in `n_bins` bins; `None` without rows, without bins or without
/// probabilities. The edges of quantile bins do not look at sample weights.
#[must_use]
pub fn calibration(scored: &Scored, n_bins: u32, binning: Binning) -> Option<Calibration> {
    if !are_probabilities(scored) || n_bins == 0 {
        return None;
    }
    let (negative, positive) = scored.class_weights();
    let total = negative + positive;
    let share = ratio(positive, total)?;
    let edges = edges(scored, n_bins, binning)?;
    let bins = fill(scored, &edges);
    let mean = |f: &dyn Fn(&Bin) -> f64| math::sum(&bins.iter().map(f).collect::<Vec<_>>()) / total;
    let gap = |bin: &Bin| bin.prob_true - bin.prob_pred;
    let reliability = mean(&|bin| bin.count * gap(bin) * gap(bin));
    Some(Calibration {
        ece: mean(&|bin| bin.count * gap(bin).abs()),
        mce: bins.iter().fold(0.0, |worst: f64, bin| worst.max(gap(bin).abs())),
        rmsce: math::sqrt(reliability),
        murphy: Murphy {
            reliability,
            resolution: mean(&|bin| bin.count * (bin.prob_true - share) * (bin.prob_true - share)),
            uncertainty: share * (1.0 - share),
        },
        edges,
        bins,
    })
}

fn edges(scored: &Scored, n_bins: u32, binning: Binning) -> Option<Vec<f64>> {
    // NumPy's linspace: multiples of the step, the end put in exactly.
    let step = 1.0 / f64::from(n_bins);
    let grid = (0..=n_bins).map(|i| if i == n_bins { 1.0 } else { f64::from(i) * step });
    match binning {
        Binning::Uniform => Some(grid.collect()),
        Binning::Quantile => {
            let sorted = math::sorted_present(scored.y_score());
            grid.map(|q| math::quantile_sorted(&sorted, q)).collect()
        }
    }
}

/// Sums the rows of each bin; bin `i` holds scores above `edges[i]` up to `edges[i + 1]`, the ends take the
/// rest.
fn fill(scored: &Scored, edges: &[f64]) -> Vec<Bin> {
    let inner = &edges[1..edges.len() - 1];
    let mut sums = vec![(0.0_f64, 0.0_f64, 0.0_f64); edges.len() - 1];
    for (i, (y, p)) in scored.y_true().iter().zip(scored.y_score()).enumerate() {
        let weight = scored.weight(i);
        let sum = &mut sums[inner.partition_point(|edge| edge < p)];
        *sum = (sum.0 + weight, sum.1 + if *y { weight } else { 0.0 }, sum.2 + weight * p);
    }
    let bin = |(index, (count, happened, predicted)): (usize, &(f64, f64, f64))| Bin {
        index: index as u32,
        count: *count,
        prob_true: happened / count,
        prob_pred: predicted / count,
    };
    sums.iter().enumerate().filter(|(_, (count, _, _))| *count > 0.0).map(bin).collect()
}

fn weighted_mean(scored: &Scored, loss: impl Fn(bool, f64) -> f64) -> Option<f64> {
    if !are_probabilities(scored) {
        return None;
    }
    let rows = || scored.y_true().iter().zip(scored.y_score()).enumerate();
    let losses: Vec<f64> = rows().map(|(i, (y, p))| scored.weight(i) * loss(*y, *p)).collect();
    let (negative, positive) = scored.class_weights();
    ratio(math::sum(&losses), negative + positive)
}

fn are_probabilities(scored: &Scored) -> bool {
    scored.y_score().iter().all(|p| (0.0..=1.0).contains(p))
}
