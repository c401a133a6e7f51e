//! The population stability index: `Σ (cᵢ − rᵢ) ln(cᵢ / rᵢ)` over the shares of bins, reference `r` and
//! current `c`.
//!
//! "PSI" is not one number: it depends on the bins and on the floor that keeps an empty bin from being
//! infinite. Both are part of the name here, and belong on screen.

use serde::{Deserialize, Serialize};

use crate::drift::Presence;
use crate::drift::chi2::chi2_isf;
use crate::drift::pair::{Pair, Sample};
use crate::math;

/// The usual floor for shares.
pub const FLOOR: f64 = 1e-4;

/// A population stability index over quantile bins of the reference.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Psi {
    /// The index; 0 is no change.
    pub psi: f64,
    /// Inner edges, rising; bin `i` holds values from `inner_edges[i - 1]` up to but not at `inner_edges[i]`.
    pub inner_edges: Vec<f64>,
    /// Shares of the reference, one more than inner edges.
    pub ref_prop: Vec<f64>,
    /// Shares of the current sample.
    pub cur_prop: Vec<f64>,
    /// What two samples of these sizes from one source give on average: `(bins − 1)(1/n + 1/m)`.
    pub null_mean: f64,
    /// What they exceed once in twenty times (chi-square approximation).
    pub null_q95: f64,
    /// Values present and missing in the reference.
    pub reference: Presence,
    /// Values present and missing in the current sample.
    pub current: Presence,
}

/// The index over `n_bins` quantile bins of the reference (10: deciles), equal edges merged, shares not below
/// [`FLOOR`]; `None` if a sample has no value or `n_bins` is 0.
///
/// A reference with fewer than three distinct quantiles has one bin, so that its index is always 0.
///
/// ```
/// use engine::drift::psi::psi_quantile;
/// let x: Vec<f64> = (0..50).map(f64::from).collect();
/// assert_eq!(psi_quantile(&x, &x, 10).map(|p| p.psi), Some(0.0));
/// ```
#[must_use]
pub fn psi_quantile(reference: &[f64], current: &[f64], n_bins: u32) -> Option<Psi> {
    psi_of(&Pair::of(reference, current, n_bins))
}

/// The same of samples that are in order already, over the pair's bins.
#[must_use]
pub fn psi_of(Pair { reference, current, n_bins }: &Pair) -> Option<Psi> {
    let n_bins = *n_bins;
    if n_bins == 0 {
        return None;
    }
    let step = 1.0 / f64::from(n_bins);
    let grid = (0..=n_bins).map(|i| if i == n_bins { 1.0 } else { f64::from(i) * step });
    let mut edges = grid.map(|q| reference.quantile(q)).collect::<Option<Vec<f64>>>()?;
    edges.dedup();
    let inner_edges = edges.get(1..edges.len().saturating_sub(1)).unwrap_or_default().to_vec();
    let ref_prop = shares(reference, &inner_edges)?;
    let cur_prop = shares(current, &inner_edges)?;
    let spread = 1.0 / f64::from(reference.presence.n) + 1.0 / f64::from(current.presence.n);
    let dof = inner_edges.len() as u32;
    Some(Psi {
        psi: index(&ref_prop, &cur_prop, FLOOR),
        inner_edges,
        ref_prop,
        cur_prop,
        null_mean: f64::from(dof) * spread,
        null_q95: chi2_isf(0.05, dof).unwrap_or(0.0) * spread,
        reference: reference.presence,
        current: current.presence,
    })
}

/// The index over levels, given as rows of each, shares not below `floor` ([`FLOOR`] as a rule); `None` if a
/// sample is empty.
#[must_use]
pub fn psi_categorical(reference: &[u32], current: &[u32], floor: f64) -> Option<f64> {
    let n_levels = reference.len().max(current.len());
    let shares = |counts: &[u32]| {
        let total: u64 = counts.iter().map(|c| u64::from(*c)).sum();
        let share = |level| counts.get(level).copied().map_or(0.0, f64::from) / total as f64;
        (total > 0).then(|| (0..n_levels).map(share).collect::<Vec<f64>>())
    };
    Some(index(&shares(reference)?, &shares(current)?, floor))
}

/// The share of a sample's values in each bin.
fn shares(sample: &Sample, inner_edges: &[f64]) -> Option<Vec<f64>> {
    let n = sample.presence.n;
    let ends = inner_edges.iter().map(|edge| sample.below(*edge)).chain([n]);
    let mut start = 0;
    (n > 0)
        .then(|| ends.map(|end| f64::from(end - std::mem::replace(&mut start, end)) / f64::from(n)).collect())
}

fn index(reference: &[f64], current: &[f64], floor: f64) -> f64 {
    let term = |(r, c): (&f64, &f64)| {
        let (r, c) = (r.max(floor), c.max(floor));
        (c - r) * math::ln(c / r)
    };
    math::sum(&reference.iter().zip(current).map(term).collect::<Vec<_>>())
}
