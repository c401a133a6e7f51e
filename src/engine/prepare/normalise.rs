//! Scaling rows, not columns (scikit-learn's `Normalizer`): each row's numbers are divided by their length, so that only
//! their proportions are left. Nothing is learned.

use serde::{Deserialize, Serialize};

use super::columns::{Columns, made_from, map_columns};
use crate::error::Result;
use crate::math;
use crate::table::{Kind, Table};
use crate::work::Pace;

/// Which columns make up a row's length.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Params {
    /// The columns (numbers).
    pub columns: Columns,
}

/// The columns found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    /// Their names.
    pub columns: Vec<String>,
}

impl Params {
    /// Looks for the columns.
    ///
    /// # Errors
    /// A column that is not there or no number.
    pub fn fit(&self, table: &Table) -> Result<Fitted> {
        Ok(Fitted { columns: self.columns.resolve(table, &[Kind::Number])? })
    }
}

impl Fitted {
    /// Divides by the root of the sum of squares. What is missing stays missing and adds nothing to the length; a row of
    /// zeros stays one.
    ///
    /// # Errors
    /// A column that is not there or no number.
    pub async fn transform(&self, table: &Table, pace: &Pace) -> Result<Table> {
        let mut squares = vec![0.0; table.n_rows()];
        for name in &self.columns {
            pace.pause().await;
            let present = |v: &f64| if v.is_nan() { 0.0 } else { *v };
            squares.iter_mut().zip(table.numbers(name)?.iter().map(present)).for_each(|(s, v)| *s += v * v);
        }
        let length = |square: &f64| if *square > 0.0 { math::sqrt(*square) } else { 1.0 };
        map_columns(table, pace, |column| {
            if !self.columns.contains(&column.name) {
                return Ok(None);
            }
            let values =
                table.numbers(&column.name)?.iter().zip(&squares).map(|(v, s)| v / length(s)).collect();
            Ok(Some(vec![made_from(column, column.name.clone(), values)]))
        })
        .await
    }
}
