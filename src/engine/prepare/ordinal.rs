//! Ordinal encoding (scikit-learn's `OrdinalEncoder`): levels in code point order become 0, 1, 2, …
//!
//! The order of names means nothing to most columns: a linear model takes it for a size, a tree can cut it anywhere.

use serde::{Deserialize, Serialize};

use super::columns::Columns;
pub use super::levels::Fitted;
use super::levels::Numbered;
use crate::error::Result;
use crate::table::levels::met;
use crate::table::{Kind, Table};
use crate::work::Pace;

/// The number of a level that no training row had.
pub const UNSEEN: f64 = -1.0;

/// Which columns to encode.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Params {
    /// The columns (categories).
    pub columns: Columns,
}

impl Params {
    /// Numbers the levels of the training rows. A missing value stays missing; an unseen level is [`UNSEEN`].
    ///
    /// # Errors
    /// A column that is not there or no category.
    pub async fn fit(&self, table: &Table, pace: &Pace) -> Result<Fitted> {
        let mut columns = Vec::new();
        for column in self.columns.resolve(table, &[Kind::Category])? {
            pace.pause().await;
            let (levels, codes) = table.categories(&column)?;
            let order = met(levels, codes);
            let named = order.iter().enumerate().map(|(i, c)| (levels[*c as usize].clone(), i as f64));
            columns.push(Numbered { column, levels: named.collect(), missing: None, unseen: UNSEEN });
        }
        Ok(Fitted { columns })
    }
}
