//! Several columns at once: the maximum mean discrepancy (Gretton et al. 2012), which sees a change of what belongs
//! together although every column looks the same.

use serde::{Deserialize, Serialize};

use crate::error::{EngineError, Result};
use crate::math;
use crate::matrix::Matrix;
use crate::work::{Meter, Pace};

/// Most rows of both samples together: pairs of rows are kept.
pub const MOST_ROWS: usize = 2_000;

/// The squared discrepancy with a Gaussian kernel.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mmd {
    /// The unbiased estimate; about 0 where both samples come from one source, and then often below.
    pub mmd2: f64,
    /// The kernel's width: the median distance of two rows.
    pub sigma: f64,
}

/// Compares two samples of rows, shape `(n, n_features)`: `exp(−‖x − y‖² / 2σ²)` averaged within the samples less
/// between them. Columns should be scaled alike.
///
/// # Errors
/// [`EngineError::LengthMismatch`] for other columns, [`EngineError::TooFewRows`] with fewer than two rows in a sample,
/// [`EngineError::OutOfRange`] with more than [`MOST_ROWS`], [`EngineError::NotFinite`] if most rows are the same.
pub async fn mmd2_rbf(reference: &Matrix, current: &Matrix, pace: &Pace) -> Result<Mmd> {
    let (n, m) = (reference.n_rows(), current.n_rows());
    if reference.n_cols() != current.n_cols() {
        let (expected, found) = (reference.n_cols() as u64, current.n_cols() as u64);
        return Err(EngineError::LengthMismatch { what: "columns".into(), expected, found });
    }
    if n.min(m) < 2 {
        return Err(EngineError::TooFewRows { what: "mmd".into(), needed: 2, found: n.min(m) as u64 });
    }
    EngineError::unless_within("rows", 4.0, MOST_ROWS as f64, (n + m) as f64)?;
    let row = |i: usize| if i < n { reference.row(i) } else { current.row(i - n) };
    let (mut squares, mut meter) = (Vec::with_capacity((n + m) * (n + m - 1) / 2), Meter::default());
    for i in 0..n + m {
        for j in i + 1..n + m {
            squares.push(row(i).iter().zip(row(j)).map(|(a, b)| (a - b) * (a - b)).sum::<f64>());
        }
        if meter.spend((n + m - i) * reference.n_cols()) {
            pace.rest("mmd", i, Some(2 * (n + m)), None).await;
        }
    }
    // The order of squares is the order of distances.
    let sorted = math::sorted_present(&squares);
    pace.pause().await;
    let middle = |i: usize| math::sqrt(sorted[i.min(sorted.len() - 1)]);
    let sigma = (middle((sorted.len() - 1) / 2) + middle(sorted.len() / 2)) / 2.0;
    if !(sigma > 0.0 && sigma.is_finite()) {
        return Err(EngineError::NotFinite { what: "sigma".into() });
    }
    let mut sums = [0.0; 3];
    let mut rest = squares.iter();
    for i in 0..n + m {
        let kernel = |square: &f64| math::exp(-square / (2.0 * sigma * sigma));
        let row: Vec<f64> = rest.by_ref().take(n + m - 1 - i).map(kernel).collect();
        let of_ref = n.saturating_sub(i + 1);
        sums[if i < n { 0 } else { 1 }] += math::sum(&row[..if i < n { of_ref } else { row.len() }]);
        sums[2] += if i < n { math::sum(&row[of_ref..]) } else { 0.0 };
        if meter.spend(20 * (n + m - i)) {
            pace.rest("mmd", n + m + i, Some(2 * (n + m)), None).await;
        }
    }
    let within = |sum: f64, n: usize| 2.0 * sum / (n * (n - 1)) as f64;
    Ok(Mmd { mmd2: within(sums[0], n) + within(sums[1], m) - 2.0 * sums[2] / (n * m) as f64, sigma })
}
