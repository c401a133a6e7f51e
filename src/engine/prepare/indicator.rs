//! Missing-value indicators (scikit-learn's `MissingIndicator`): that a value is missing may itself be telling.

use serde::{Deserialize, Serialize};

use super::columns::{Columns, made_from};
use super::origin::Origin;
use crate::error::Result;
use crate::table::{Kind, Table};
use crate::work::Pace;

/// Which columns to watch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Params {
    /// The columns; those without a missing training value get no indicator.
    pub columns: Columns,
}

/// The columns that had missing values in training.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    /// Their names.
    pub columns: Vec<String>,
}

impl Params {
    /// Finds the columns with missing values.
    ///
    /// # Errors
    /// A column that is not there.
    pub async fn fit(&self, table: &Table, pace: &Pace) -> Result<Fitted> {
        // One-hot encoding gives a missing category a column of its own, so an indicator would say it twice.
        let mut columns = self.columns.resolve(table, &[Kind::Number])?;
        let mut kept = Vec::with_capacity(columns.len());
        for name in columns.drain(..) {
            pace.pause().await;
            if table.numbers(&name)?.iter().any(|v| v.is_nan()) {
                kept.push(name);
            }
        }
        Ok(Fitted { columns: kept })
    }
}

impl Fitted {
    /// Adds `<column> missing`, 1 where the value is missing, behind the other columns.
    ///
    /// # Errors
    /// A column that is not there.
    pub async fn transform(&self, table: &Table, pace: &Pace) -> Result<Table> {
        let mut columns = table.columns().to_vec();
        for name in &self.columns {
            pace.pause().await;
            let column = table.column(name)?;
            let flags =
                (0..table.n_rows()).map(|i| f64::from(u8::from(column.values.is_missing(i)))).collect();
            columns.push(made_from(column, Origin::Missing(name).name(), flags));
        }
        Table::new(columns)
    }
}
