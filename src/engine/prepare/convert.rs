//! Values that were measured in another unit are brought to that of the others: `factor · value + offset` from one limit
//! to another. Nothing is learned: which values, and by what, the learner says.

use serde::{Deserialize, Serialize};

use super::columns::{Columns, map_numbers};
use crate::error::{EngineError, Result};
use crate::table::{Kind, Table};
use crate::work::Pace;

/// Which values of which columns, and what becomes of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Params {
    /// The columns (numbers).
    pub columns: Columns,
    /// Values from here on, in the columns' unit; `None` is no limit …
    pub low: Option<f64>,
    /// … to here, both included.
    pub high: Option<f64>,
    /// What they are multiplied by, not 0.
    pub factor: f64,
    /// What is added then.
    pub offset: f64,
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
    /// A column that is not there or no number; limits out of order, a factor of 0 or a number that is none
    /// ([`EngineError::OutOfRange`]).
    pub fn fit(&self, table: &Table) -> Result<Fitted> {
        if let (Some(low), Some(high)) = (self.low, self.high) {
            EngineError::unless_within("high", low, f64::MAX, high)?;
        }
        EngineError::unless_within("factor", f64::MIN_POSITIVE, f64::MAX, self.factor.abs())?;
        EngineError::unless_within("offset", f64::MIN, f64::MAX, self.offset)?;
        Ok(Fitted { columns: self.columns.resolve(table, &[Kind::Number])?, params: self.clone() })
    }
}

impl Fitted {
    /// Converts such values of any rows; missing values stay missing.
    ///
    /// # Errors
    /// A column that is not there or no number.
    pub async fn transform(&self, table: &Table, pace: &Pace) -> Result<Table> {
        let Params { low, high, factor, offset, .. } = &self.params;
        let other = |value: f64| low.is_none_or(|low| value >= low) && high.is_none_or(|high| value <= high);
        map_numbers(
            table,
            pace,
            &self.columns,
            |name| name,
            |_, value| if other(value) { factor * value + offset } else { value },
        )
        .await
    }
}
