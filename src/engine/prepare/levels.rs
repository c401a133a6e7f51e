//! What several encoders share: a number for each level of a category.

use serde::{Deserialize, Serialize};

use super::columns::{made_from, map_categories};
use crate::error::Result;
use crate::note::Note;
use crate::table::Table;
use crate::work::Pace;

/// A number for each level of one column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Numbered {
    /// Its name.
    pub column: String,
    /// The levels of the training rows, by name, each with its number.
    pub levels: Vec<(String, f64)>,
    /// The number of a missing value; `None` leaves it missing.
    pub missing: Option<f64>,
    /// The number of a level that no training row had.
    pub unseen: f64,
}

/// The numbers of each column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    /// One a column.
    pub columns: Vec<Numbered>,
}

impl Fitted {
    /// Puts numbers in the place of levels, for any rows; levels that no training row had are noted.
    ///
    /// # Errors
    /// A column that is not there or no category.
    pub async fn transform(&self, table: &Table, notes: &mut Vec<Note>, pace: &Pace) -> Result<Table> {
        map_categories(
            table,
            pace,
            &self.columns,
            |one| &one.column,
            |one, column, levels, codes| {
                // A lookup by name, since other rows may list their levels otherwise.
                let number = |level: &String| {
                    let at = one.levels.binary_search_by(|(name, _)| name.cmp(level)).ok()?;
                    Some(one.levels[at].1)
                };
                let numbers: Vec<Option<f64>> = levels.iter().map(number).collect();
                let mut unseen = 0_u64;
                let value = |code: &u32| match numbers.get(*code as usize) {
                    None => one.missing.unwrap_or(f64::NAN),
                    Some(Some(number)) => *number,
                    Some(None) => {
                        unseen += 1;
                        one.unseen
                    }
                };
                let values = codes.iter().map(value).collect();
                if unseen > 0 {
                    notes.push(Note::UnseenLevels { column: column.name.clone(), rows: unseen });
                }
                made_from(column, column.name.clone(), values)
            },
        )
        .await
    }
}
