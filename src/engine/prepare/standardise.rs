//! Standardising (scikit-learn's `StandardScaler`): `(x - mean) / scale`, variance with divisor n.

use serde::{Deserialize, Serialize};

use super::columns::{Columns, map_numbers};
use crate::error::Result;
use crate::math;
use crate::note::Note;
use crate::table::{Kind, Table};
use crate::work::Pace;

/// Which columns to standardise.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Params {
    /// The columns (numbers).
    pub columns: Columns,
}

/// Shift and scale of one column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scale {
    /// Its name.
    pub column: String,
    /// Mean of the training values, in the column's unit.
    pub mean: f64,
    /// Their standard deviation (divisor n); 1 for a constant column.
    pub scale: f64,
}

/// Shift and scale of each column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    /// One a column.
    pub columns: Vec<Scale>,
}

impl Params {
    /// Learns means and standard deviations, missing values left aside.
    ///
    /// # Errors
    /// A column that is not there or no number.
    pub async fn fit(&self, table: &Table, notes: &mut Vec<Note>, pace: &Pace) -> Result<Fitted> {
        let mut columns = Vec::new();
        for column in self.columns.resolve(table, &[Kind::Number])? {
            pace.pause().await;
            let present: Vec<f64> = table.numbers(&column)?.iter().copied().filter(|v| !v.is_nan()).collect();
            let mean = math::mean(&present).unwrap_or(0.0);
            let squares: Vec<f64> = present.iter().map(|v| (v - mean) * (v - mean)).collect();
            let variance = math::mean(&squares).unwrap_or(0.0);
            // As scikit-learn (`_is_constant_feature`): a variance within rounding of zero counts as zero.
            let eps = f64::from(present.len() as u32) * f64::EPSILON;
            let constant = variance <= eps * variance + (eps * mean) * (eps * mean);
            if constant {
                notes.push(Note::ConstantColumn { column: column.clone() });
            }
            columns.push(Scale { column, mean, scale: if constant { 1.0 } else { math::sqrt(variance) } });
        }
        Ok(Fitted { columns })
    }
}

impl Fitted {
    /// Shifts and scales any rows.
    ///
    /// # Errors
    /// A column that is not there or no number.
    pub async fn transform(&self, table: &Table, pace: &Pace) -> Result<Table> {
        map_numbers(table, pace, &self.columns, |s| &s.column, |s, v| (v - s.mean) / s.scale).await
    }
}
