//! Inputs then and now: one comparison a column, with its statistic and its binning named.

use serde::{Deserialize, Serialize};

use crate::drift::pair::Pair;
pub use crate::drift::psi::FLOOR;
use crate::drift::{self, chi2, ks, psi};
use crate::error::{EngineError, Result};
use crate::table::{NO_DATE, Table, Values};

/// From this population stability index, or distance of distribution functions, on a column is called "moving".
///
/// Rules of thumb, no tests: with thousands of rows every test finds every season. The distance is there because an
/// index over deciles is blind where most values are equal (rain is mostly 0).
pub const WARNING: f64 = 0.1;

/// From this value on it is called "drifted".
pub const DRIFT: f64 = 0.25;

/// Bins of the index, each with as many rows of the reference.
pub const BINS: u32 = 10;

/// What a comparison says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Signal {
    /// As it was.
    Stable,
    /// Moving: from [`WARNING`].
    Warning,
    /// Drifted: from [`DRIFT`].
    Drift,
}

/// One column, then and now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ColumnDrift {
    /// Its name.
    pub column: String,
    /// Population stability index: deciles of the reference for numbers, levels for categories; shares not below [`FLOOR`].
    pub psi: Option<f64>,
    /// Largest distance between the two distribution functions (numbers; Kolmogorov and Smirnov).
    pub ks: Option<f64>,
    /// Cramér's V of the chi-square comparison (categories).
    pub cramers_v: Option<f64>,
    /// Share missing in the reference.
    pub missing_then: f64,
    /// Share missing now.
    pub missing_now: f64,
    /// Median of the reference (numbers).
    pub median_then: Option<f64>,
    /// Median now.
    pub median_now: Option<f64>,
    /// What this says.
    pub signal: Signal,
}

impl ColumnDrift {
    /// How far it moved: the larger of the index and the distance, which its signal and its place in the list rest on.
    #[must_use]
    pub fn moved(&self) -> f64 {
        self.psi.unwrap_or(0.0).max(self.ks.unwrap_or(0.0))
    }
}

/// Compares the column `name` of two tables.
///
/// # Errors
/// A column that is not there, or of different kinds.
pub fn compare(reference: &Table, current: &Table, name: &str) -> Result<ColumnDrift> {
    let (then, now) = (reference.column(name)?, current.column(name)?);
    let share = |values: &Values| {
        let missing = (0..values.len()).filter(|i| values.is_missing(*i)).count();
        if values.is_empty() { 0.0 } else { missing as f64 / values.len() as f64 }
    };
    let mut found = ColumnDrift {
        column: name.into(),
        psi: None,
        ks: None,
        cramers_v: None,
        missing_then: share(&then.values),
        missing_now: share(&now.values),
        median_then: None,
        median_now: None,
        signal: Signal::Stable,
    };
    match (&then.values, &now.values) {
        (Values::Number(a), Values::Number(b)) => {
            let pair = Pair::of(a, b, BINS);
            found.psi = psi::psi_of(&pair).map(|p| p.psi);
            found.ks = ks::statistic_of(&pair);
            (found.median_then, found.median_now) =
                (pair.reference.quantile(0.5), pair.current.quantile(0.5));
        }
        (Values::Category { levels, codes: a }, Values::Category { codes: b, .. }) => {
            let (a, b) = (drift::level_counts(a, levels.len()), drift::level_counts(b, levels.len()));
            found.psi = psi::psi_categorical(&a, &b, FLOOR);
            found.cramers_v = chi2::chi2_contingency(&a, &b).map(|c| c.cramers_v);
        }
        (Values::Date(a), Values::Date(b)) => {
            let days = |days: &[i32]| -> Vec<f64> {
                days.iter().map(|day| if *day == NO_DATE { f64::NAN } else { f64::from(*day) }).collect()
            };
            // A day has no middle that could be told as a number.
            let pair = Pair::of(&days(a), &days(b), BINS);
            (found.psi, found.ks) = (psi::psi_of(&pair).map(|p| p.psi), ks::statistic_of(&pair));
        }
        (_, other) => {
            return Err(EngineError::WrongKind {
                column: name.into(),
                expected: then.values.kind().name().into(),
                found: other.kind().name().into(),
            });
        }
    }
    found.signal = match found.moved() {
        m if m >= DRIFT => Signal::Drift,
        m if m >= WARNING => Signal::Warning,
        _ => Signal::Stable,
    };
    Ok(found)
}
