//! Bins of equal width and what is counted in them, as NumPy's `histogram` and `histogram_bin_edges` have it.

use crate::math;

/// How many bins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// So many.
    Count(u32),
    /// `log₂ n + 1`: as for a bell.
    Sturges,
    /// Sturges' with more for lopsided values (Doane 1976).
    Doane,
}

/// The edges of the bins over sorted values, one more than bins; `None` of nothing.
///
/// ```
/// use engine::drift::binned::{Rule, counts, edges};
/// let sorted = [0.0, 1.0, 2.0, 4.0];
/// let bins = edges(&sorted, Rule::Count(2));
/// assert_eq!(bins, Some(vec![0.0, 2.0, 4.0]));
/// assert_eq!(counts(&sorted, &[0.0, 2.0, 4.0]), [2, 2]);
/// ```
#[must_use]
pub fn edges(sorted: &[f64], rule: Rule) -> Option<Vec<f64>> {
    let (first, last) = (*sorted.first()?, *sorted.last()?);
    let (n, range) = (sorted.len() as f64, last - first);
    let width = match rule {
        Rule::Count(_) => 0.0,
        Rule::Sturges => range / (math::log2(n) + 1.0),
        Rule::Doane => range / (1.0 + math::log2(n) + lopsided(sorted)?),
    };
    let bins = match rule {
        Rule::Count(bins) => f64::from(bins.max(1)),
        // Fewer than three values or no spread: one bin.
        _ if width > 0.0 && (rule == Rule::Sturges || n > 2.0) => (range / width).ceil(),
        _ => 1.0,
    };
    let (first, last) = if range > 0.0 { (first, last) } else { (first - 0.5, last + 0.5) };
    let step = (last - first) / bins;
    Some(
        (0..=bins as u32)
            .map(|i| if f64::from(i) == bins { last } else { f64::from(i) * step + first })
            .collect(),
    )
}

/// Doane's addition: `log₂(1 + |skewness| / its standard error)`.
fn lopsided(sorted: &[f64]) -> Option<f64> {
    let n = sorted.len() as f64;
    let (mean, spread) = (math::mean(sorted)?, math::sqrt(math::variance(sorted, 0)?));
    let error = math::sqrt(6.0 * (n - 2.0) / ((n + 1.0) * (n + 3.0)));
    let cube = |v: &f64| {
        let z = (v - mean) / spread;
        z * z * z
    };
    let skewness = math::mean(&sorted.iter().map(cube).collect::<Vec<_>>())?;
    // NaN where there is no spread; then the rule has one bin anyway.
    Some(math::log2(1.0 + skewness.abs() / error))
}

/// How many of the sorted values lie in each bin; an inner edge belongs to the bin above, the last to the last. Values
/// beyond the edges are not counted.
#[must_use]
pub fn counts(sorted: &[f64], edges: &[f64]) -> Vec<u32> {
    let last = edges.len().saturating_sub(1);
    let up_to = |i: usize| sorted.partition_point(|v| if i == last { *v <= edges[i] } else { *v < edges[i] });
    (0..last).map(|i| (up_to(i + 1) - up_to(i)) as u32).collect()
}
