//! Frequency encoding (category_encoders' `CountEncoder`): a level becomes the number of training rows that have it.
//!
//! A missing value counts as a level; a level that no training row had becomes 0.

use serde::{Deserialize, Serialize};

use super::columns::Columns;
pub use super::levels::Fitted;
use super::levels::Numbered;
use crate::error::Result;
use crate::table::levels::met;
use crate::table::{Kind, MISSING, Table};
use crate::work::Pace;

/// Which columns to encode.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Params {
    /// The columns (categories).
    pub columns: Columns,
    /// Whether to divide by the number of training rows: shares instead of counts.
    pub normalize: bool,
}

impl Params {
    /// Counts the training rows of each level.
    ///
    /// # Errors
    /// A column that is not there or no category.
    pub async fn fit(&self, table: &Table, pace: &Pace) -> Result<Fitted> {
        let whole = if self.normalize { (table.n_rows() as f64).max(1.0) } else { 1.0 };
        let mut columns = Vec::new();
        for column in self.columns.resolve(table, &[Kind::Category])? {
            pace.pause().await;
            let (levels, codes) = table.categories(&column)?;
            let mut counts = vec![0_u32; levels.len()];
            let mut missing = 0_u32;
            for code in codes.iter() {
                *counts.get_mut(*code as usize).filter(|_| *code != MISSING).unwrap_or(&mut missing) += 1;
            }
            let share = |count: u32| f64::from(count) / whole;
            let order = met(levels, codes);
            let named = order.iter().map(|c| (levels[*c as usize].clone(), share(counts[*c as usize])));
            columns.push(Numbered {
                column,
                levels: named.collect(),
                missing: Some(share(missing)),
                unseen: 0.0,
            });
        }
        Ok(Fitted { columns })
    }
}
