//! The logarithm of numbers (NumPy's `log1p`): `ln(1 + x + shift)`, so that 10 to 100 is as far as 100 to 1000.
//!
//! A logarithm wants nothing below 0. Where the training rows of a column go below, all its values are shifted up so
//! that the smallest of them becomes 0, with a note; a later value below even that counts as the smallest.

use serde::{Deserialize, Serialize};

use super::columns::{Columns, map_numbers};
use crate::error::Result;
use crate::math;
use crate::note::Note;
use crate::table::{Kind, Table};
use crate::work::Pace;

/// Which columns to take the logarithm of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Params {
    /// The columns (numbers).
    pub columns: Columns,
}

/// The shift of one column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Shift {
    /// Its name.
    pub column: String,
    /// What is added first, in the column's unit; 0 unless training values lie below 0.
    pub shift: f64,
}

/// The shift of each column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    /// One a column.
    pub columns: Vec<Shift>,
}

impl Params {
    /// Learns the shifts.
    ///
    /// # Errors
    /// A column that is not there or no number.
    pub async fn fit(&self, table: &Table, notes: &mut Vec<Note>, pace: &Pace) -> Result<Fitted> {
        let mut columns = Vec::new();
        for column in self.columns.resolve(table, &[Kind::Number])? {
            pace.pause().await;
            let smallest = table.numbers(&column)?.iter().fold(0.0_f64, |low, v| low.min(*v));
            if smallest < 0.0 {
                notes.push(Note::Shifted { column: column.clone(), by: -smallest });
            }
            columns.push(Shift { column, shift: 0.0 - smallest });
        }
        Ok(Fitted { columns })
    }
}

impl Fitted {
    /// Takes the logarithm of any rows; missing values stay missing.
    ///
    /// # Errors
    /// A column that is not there or no number.
    pub async fn transform(&self, table: &Table, pace: &Pace) -> Result<Table> {
        map_numbers(table, pace, &self.columns, |s| &s.column, |s, v| math::ln_1p((v + s.shift).max(0.0)))
            .await
    }
}
