//! Values to at most 255 bins a feature, once before all trees.
//!
//! Few different values get a bin each, many get bins of equal weight, as scikit-learn's `_BinMapper` does. Levels get a
//! bin each, whether a row has them or not.

use crate::matrix::Matrix;
use crate::order;
use crate::work::Pace;

/// Bins a feature for values that are there; one more is for those that are missing.
pub const MAX_BINS: usize = 255;

/// The binned rows.
#[derive(Clone, Debug)]
pub struct Binned {
    /// Number of rows.
    pub n_rows: usize,
    /// Number of features.
    pub n_cols: usize,
    /// Row after row: what histograms read.
    pub by_row: Vec<u8>,
    /// Column after column: what parting reads.
    pub by_column: Vec<u8>,
    /// The upper edges of each feature's bins but the last: bin `b` holds `edges[b − 1] < value <= edges[b]`.
    pub edges: Vec<Vec<f64>>,
    /// Whether a feature has missing values; their bin comes after the last.
    pub has_missing: Vec<bool>,
    /// Whether a feature's bins are levels, of which no order means anything.
    pub of_levels: Vec<bool>,
}

impl Binned {
    /// Bins of a feature, without that of missing values.
    #[must_use]
    pub fn n_bins(&self, feature: usize) -> usize {
        self.edges[feature].len() + 1
    }

    /// Bins of a feature, with that of missing values if there are any.
    #[must_use]
    pub fn n_slots(&self, feature: usize) -> usize {
        self.n_bins(feature) + usize::from(self.has_missing[feature])
    }

    /// Bins `x`, whose numbers are finite or missing (`NaN`), with a weight a row if they have such; one column a step.
    pub async fn new(x: &Matrix, weights: Option<&[f64]>, max_bins: usize, pace: &Pace) -> Self {
        let (n, d) = (x.n_rows(), x.n_cols());
        let mut binned = Self {
            n_rows: n,
            n_cols: d,
            by_row: vec![0; n * d],
            by_column: vec![0; n * d],
            edges: Vec::with_capacity(d),
            has_missing: Vec::with_capacity(d),
            of_levels: (0..d).map(|j| x.levels(j).is_some()).collect(),
        };
        for j in 0..d {
            let column: Vec<f64> = (0..n).map(|i| x.row(i)[j]).collect();
            let sorted = order::sorted(&column);
            let present = &sorted[..sorted.partition_point(|(value, _)| !value.is_nan())];
            let edges = match (x.levels(j), weights) {
                (Some(levels), _) => (1..levels).map(|level| f64::from(level) - 0.5).collect(),
                (None, Some(weights)) => weighted_edges(present, weights, max_bins),
                (None, None) => edges(present, max_bins),
            };
            let missing = edges.len() + 1;
            let bins = &mut binned.by_column[j * n..(j + 1) * n];
            let mut bin = 0;
            for (value, row) in &sorted {
                // Rows come in order, so the bin only ever rises; nothing is at most an edge if it is missing.
                while bin < edges.len() && (*value > edges[bin] || value.is_nan()) {
                    bin += 1;
                }
                bins[*row as usize] = (if value.is_nan() { missing } else { bin }) as u8;
            }
            for (i, bin) in bins.iter().enumerate() {
                binned.by_row[i * d + j] = *bin;
            }
            binned.has_missing.push(present.len() < n);
            binned.edges.push(edges);
            pace.pause().await;
        }
        binned
    }
}

/// The edges between the bins of ascending values.
fn edges(sorted: &[(f64, u32)], max_bins: usize) -> Vec<f64> {
    few(sorted, max_bins).unwrap_or_else(|| {
        // Equally many rows: NumPy's `averaged_inverted_cdf`, in whole numbers.
        let n = sorted.len();
        let quantile = |k: usize| {
            let (at, rest) = (k * n / max_bins, k * n % max_bins);
            if rest == 0 { middle(sorted[at - 1].0, sorted[at].0) } else { sorted[at].0 }
        };
        let mut edges: Vec<f64> = (1..max_bins).map(quantile).collect();
        edges.dedup();
        edges
    })
}

/// The same where rows have weights: what weighs nothing is not there.
fn weighted_edges(sorted: &[(f64, u32)], weights: &[f64], max_bins: usize) -> Vec<f64> {
    let weight = |row: u32| weights[row as usize];
    let sorted: Vec<(f64, u32)> = sorted.iter().copied().filter(|(_, row)| weight(*row) > 0.0).collect();
    few(&sorted, max_bins).unwrap_or_else(|| {
        let mut sum = 0.0;
        let upto = sorted.iter().map(|(_, row)| {
            sum += weight(*row);
            sum
        });
        let upto: Vec<f64> = upto.collect();
        let quantile = |k: usize| {
            let share = sum * k as f64 / max_bins as f64;
            let at = upto.partition_point(|weight| *weight < share).min(sorted.len() - 1);
            match sorted.get(at + 1) {
                Some(next) if upto[at] == share => middle(sorted[at].0, next.0),
                _ => sorted[at].0,
            }
        };
        let mut edges: Vec<f64> = (1..max_bins).map(quantile).collect();
        edges.dedup();
        edges
    })
}

/// The edges where each value has a bin of its own; `None` if they are too many for that.
fn few(sorted: &[(f64, u32)], max_bins: usize) -> Option<Vec<f64>> {
    let mut different: Vec<f64> = Vec::new();
    for (value, _) in sorted {
        if different.last() != Some(value) {
            different.push(*value);
        }
        if different.len() > max_bins {
            return None;
        }
    }
    Some(different.windows(2).map(|pair| middle(pair[0], pair[1])).collect())
}

/// Between two values: at least the lower, below the upper (unless they are the same).
fn middle(low: f64, high: f64) -> f64 {
    let middle = low / 2.0 + high / 2.0;
    if low <= middle && middle < high { middle } else { low }
}
