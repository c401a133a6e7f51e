//! Whether two samples differ, and by how much: comparisons of a reference with what came later.
//!
//! Missing values (NaN, [`crate::table::MISSING`]) are counted apart, in [`Presence`], and left out of every
//! statistic: a column that empties is a change of its own. None of these knows what a change does to a
//! model.

pub mod binned;
pub mod chi2;
pub mod conventions;
pub mod kolmogorov;
pub mod ks;
pub mod mmd;
pub mod multiple;
pub mod pair;
pub mod psi;
pub mod shares;
pub mod two_sample;

use serde::{Deserialize, Serialize};

/// How many values a sample has and lacks.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Presence {
    /// Values present.
    pub n: u32,
    /// Values missing.
    pub n_missing: u32,
    /// `n_missing` over all rows; `None` without rows.
    pub missing_share: Option<f64>,
}

/// A test statistic and how surprising it is.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Test {
    /// What was measured.
    pub statistic: f64,
    /// Chance of a statistic at least as far out if both samples come from one source.
    pub p: f64,
}

impl Presence {
    /// Counts numbers; NaN is missing.
    #[must_use]
    pub fn of_numbers(values: &[f64]) -> Self {
        Self::new(values.len(), values.iter().filter(|v| v.is_nan()).count())
    }

    fn new(rows: usize, missing: usize) -> Self {
        Self {
            n: (rows - missing) as u32,
            n_missing: missing as u32,
            missing_share: (rows > 0).then(|| missing as f64 / rows as f64),
        }
    }
}

/// Rows of each of `n_levels` levels; missing and unknown codes are not counted.
///
/// ```
/// assert_eq!(engine::drift::level_counts(&[0, 2, 2, engine::table::MISSING], 3), [1, 0, 2]);
/// ```
#[must_use]
pub fn level_counts(codes: &[u32], n_levels: usize) -> Vec<u32> {
    let mut counts = vec![0; n_levels];
    for code in codes {
        if let Some(count) = counts.get_mut(*code as usize) {
            *count += 1;
        }
    }
    counts
}
