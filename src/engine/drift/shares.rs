//! Distances between two lists of shares (of levels, or of bins), each summing to 1: 0 the same, growing as they part.

use crate::math;

/// The shares of counts; `None` if there is nothing counted.
#[must_use]
pub fn shares(counts: &[u32]) -> Option<Vec<f64>> {
    let total: u64 = counts.iter().map(|c| u64::from(*c)).sum();
    (total > 0).then(|| counts.iter().map(|c| f64::from(*c) / total as f64).collect())
}

/// Half the sum of differences: the share of rows that would have to change level.
///
/// ```
/// assert_eq!(engine::drift::shares::total_variation(&[0.5, 0.5, 0.0], &[0.0, 0.5, 0.5]), 0.5);
/// ```
#[must_use]
pub fn total_variation(p: &[f64], q: &[f64]) -> f64 {
    0.5 * over(p, q, |p, q| (p - q).abs())
}

/// The largest difference of a share.
#[must_use]
pub fn l_infinity(p: &[f64], q: &[f64]) -> f64 {
    p.iter().zip(q).fold(0.0, |most: f64, (p, q)| most.max((p - q).abs()))
}

/// The Hellinger distance, `√(½ Σ (√p − √q)²)`: at most 1, where they have nothing in common.
#[must_use]
pub fn hellinger(p: &[f64], q: &[f64]) -> f64 {
    let gap = |p: f64, q: f64| math::sqrt(p) - math::sqrt(q);
    math::sqrt(over(p, q, |p, q| gap(p, q) * gap(p, q)) / 2.0)
}

/// The Kullback-Leibler divergence of `p` from `q`, `Σ p ln(p / q)` (nats); infinite where `q` lacks what `p` has.
#[must_use]
pub fn kl_divergence(p: &[f64], q: &[f64]) -> f64 {
    over(p, q, |p, q| if p > 0.0 { p * math::ln(p / q) } else { 0.0 })
}

/// The Jensen-Shannon distance: root of the mean divergence of both from their middle, in nats; at most `√ln 2`.
#[must_use]
pub fn jensen_shannon(p: &[f64], q: &[f64]) -> f64 {
    let middle: Vec<f64> = p.iter().zip(q).map(|(p, q)| (p + q) / 2.0).collect();
    let both = kl_divergence(p, &middle) + kl_divergence(q, &middle);
    math::sqrt((both / 2.0).max(0.0))
}

/// The same in bits: at most 1.
#[must_use]
pub fn jensen_shannon_bits(p: &[f64], q: &[f64]) -> f64 {
    jensen_shannon(p, q) / math::sqrt(std::f64::consts::LN_2)
}

/// `1 − Σ √(p q)`.
#[must_use]
pub fn bhattacharyya(p: &[f64], q: &[f64]) -> f64 {
    1.0 - over(p, q, |p, q| math::sqrt(p * q))
}

/// What the two do not have in common: `1 − Σ min(p, q)`.
#[must_use]
pub fn without_overlap(p: &[f64], q: &[f64]) -> f64 {
    1.0 - over(p, q, f64::min)
}

fn over(p: &[f64], q: &[f64], term: impl Fn(f64, f64) -> f64) -> f64 {
    math::sum(&p.iter().zip(q).map(|(p, q)| term(*p, *q)).collect::<Vec<_>>())
}
