//! Values that stand for "not known" become gaps (pandas' `mask`; scikit-learn's `SimpleImputer(missing_values=…)` sees
//! one of them): −999, or what cannot be. Nothing is learned.

use serde::{Deserialize, Serialize};

use super::columns::{Columns, map_numbers};
use crate::error::{EngineError, Result};
use crate::table::{Kind, Table};
use crate::work::Pace;

/// More values than this are no codes.
const MOST: u32 = 100;

/// Which values of which columns are none.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Params {
    /// The columns (numbers).
    pub columns: Columns,
    /// These values, at most 100, in the columns' unit.
    pub values: Vec<f64>,
    /// And all that are less than this; `None` is no limit.
    pub below: Option<f64>,
    /// And all that are more than this.
    pub above: Option<f64>,
}

/// The columns found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    /// Their names.
    pub columns: Vec<String>,
    /// As chosen.
    pub params: Params,
}

impl Params {
    /// Looks for the columns.
    ///
    /// # Errors
    /// A column that is not there or no number; too many values, or limits out of order
    /// ([`EngineError::OutOfRange`]).
    pub fn fit(&self, table: &Table) -> Result<Fitted> {
        EngineError::unless_within("values", 0.0, f64::from(MOST), f64::from(self.values.len() as u32))?;
        if let (Some(below), Some(above)) = (self.below, self.above) {
            EngineError::unless_within("above", below, f64::MAX, above)?;
        }
        Ok(Fitted { columns: self.columns.resolve(table, &[Kind::Number])?, params: self.clone() })
    }

    /// Whether `value` is none.
    #[must_use]
    pub fn is_none(&self, value: f64) -> bool {
        self.values.contains(&value)
            || self.below.is_some_and(|limit| value < limit)
            || self.above.is_some_and(|limit| value > limit)
    }
}

impl Fitted {
    /// Leaves gaps where such values stand, in any rows.
    ///
    /// # Errors
    /// A column that is not there or no number.
    pub async fn transform(&self, table: &Table, pace: &Pace) -> Result<Table> {
        map_numbers(
            table,
            pace,
            &self.columns,
            |name| name,
            |_, value| if self.params.is_none(value) { f64::NAN } else { value },
        )
        .await
    }
}
