//! Other ways of scaling than standardising (scikit-learn's `MinMaxScaler`, `RobustScaler`, `MaxAbsScaler`):
//! `(x - center) / scale`.

use serde::{Deserialize, Serialize};

use super::columns::{Columns, map_numbers};
use crate::error::Result;
use crate::math;
use crate::note::Note;
use crate::table::{Kind, Table};
use crate::work::Pace;

/// By what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// Smallest training value to 0, largest to 1; later values may lie beyond.
    MinMax,
    /// Median to 0, interquartile range to 1: a few wild values change little.
    Robust,
    /// Largest size of a training value to 1; 0 stays 0.
    MaxAbs,
}

/// Which columns to scale, and by what.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Params {
    /// The columns (numbers).
    pub columns: Columns,
    /// By what.
    pub by: By,
}

/// Shift and scale of one column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scale {
    /// Its name.
    pub column: String,
    /// What becomes 0, in the column's unit.
    pub center: f64,
    /// What becomes 1, from there; 1 for a column without spread.
    pub scale: f64,
}

/// Shift and scale of each column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    /// One a column.
    pub columns: Vec<Scale>,
}

impl Params {
    /// Learns shifts and scales, missing values left aside.
    ///
    /// # Errors
    /// A column that is not there or no number.
    pub async fn fit(&self, table: &Table, notes: &mut Vec<Note>, pace: &Pace) -> Result<Fitted> {
        let mut columns = Vec::new();
        for column in self.columns.resolve(table, &[Kind::Number])? {
            pace.pause().await;
            let sorted = math::sorted_present(table.numbers(&column)?);
            let quantile = |q| math::quantile_sorted(&sorted, q).unwrap_or(0.0);
            let (low, high) = (quantile(0.0), quantile(1.0));
            let (center, scale) = match self.by {
                By::MinMax => (low, high - low),
                By::Robust => (quantile(0.5), quantile(0.75) - quantile(0.25)),
                By::MaxAbs => (0.0, low.abs().max(high.abs())),
            };
            if low == high {
                notes.push(Note::ConstantColumn { column: column.clone() });
            }
            // As scikit-learn: a scale within rounding of zero counts as zero, and divides by 1.
            let scale = if scale < 10.0 * f64::EPSILON { 1.0 } else { scale };
            columns.push(Scale { column, center, scale });
        }
        Ok(Fitted { columns })
    }
}

impl Fitted {
    /// Shifts and scales any rows; missing values stay missing.
    ///
    /// # Errors
    /// A column that is not there or no number.
    pub async fn transform(&self, table: &Table, pace: &Pace) -> Result<Table> {
        map_numbers(table, pace, &self.columns, |s| &s.column, |s, v| (v - s.center) / s.scale).await
    }
}
