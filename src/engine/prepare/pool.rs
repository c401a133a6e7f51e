//! Rare levels of a category pooled into one (scikit-learn's `OneHotEncoder(min_frequency)`): the column stays a category.

use serde::{Deserialize, Serialize};

use super::columns::{Columns, map_categories};
use crate::error::{EngineError, Result};
use crate::note::Note;
use crate::table::levels::by_count;
use crate::table::{Column, Kind, MISSING, Table, Values};
use crate::work::Pace;

/// What the pooled levels are called.
pub const OTHER: &str = "other";

/// Which columns to pool, and what is rare.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Params {
    /// The columns (categories).
    pub columns: Columns,
    /// Levels of fewer than this share of the training rows are pooled, 0 to 1.
    pub min_share: f64,
}

/// The levels of one column that stay.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    /// Its name.
    pub column: String,
    /// The frequent levels, by name.
    pub levels: Vec<String>,
    /// Whether any level of the training rows was pooled.
    pub other: bool,
}

/// The levels that stay, of each column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    /// One a column.
    pub columns: Vec<Kept>,
}

impl Params {
    /// Counts the training rows of each level.
    ///
    /// # Errors
    /// A column that is not there or no category; [`EngineError::OutOfRange`] for the share.
    pub async fn fit(&self, table: &Table, notes: &mut Vec<Note>, pace: &Pace) -> Result<Fitted> {
        EngineError::unless_within("min_share", 0.0, 1.0, self.min_share)?;
        let needed = self.min_share * table.n_rows() as f64;
        let mut columns = Vec::new();
        for column in self.columns.resolve(table, &[Kind::Category])? {
            pace.pause().await;
            let (levels, codes) = table.categories(&column)?;
            let counts = by_count(levels, codes);
            let often = counts.iter().take_while(|(_, count)| f64::from(*count) >= needed);
            let mut kept: Vec<String> = often.map(|(code, _)| levels[*code as usize].clone()).collect();
            let pooled = (counts.len() - kept.len()) as u64;
            if pooled > 0 {
                notes.push(Note::PooledLevels { column: column.clone(), levels: pooled });
            }
            kept.sort();
            columns.push(Kept { column, levels: kept, other: pooled > 0 });
        }
        Ok(Fitted { columns })
    }
}

impl Fitted {
    /// Puts [`OTHER`] in the place of every level that is not kept, for any rows; of a column in which nothing was
    /// pooled such levels are noted. What is missing stays missing.
    ///
    /// # Errors
    /// A column that is not there or no category.
    pub async fn transform(&self, table: &Table, notes: &mut Vec<Note>, pace: &Pace) -> Result<Table> {
        map_categories(
            table,
            pace,
            &self.columns,
            |kept| &kept.column,
            |kept, column, levels, codes| {
                let (pooled, rows) = kept.pooled(levels, codes);
                if rows > 0 && !kept.other {
                    notes.push(Note::UnseenLevels { column: column.name.clone(), rows });
                }
                Column { values: pooled, ..column.clone() }
            },
        )
        .await
    }
}

impl Kept {
    /// The column with [`OTHER`] as its last level, and how many rows have it.
    fn pooled(&self, levels: &[String], codes: &[u32]) -> (Values, u64) {
        let mut named = self.levels.clone();
        let other = named.binary_search_by(|level| level.as_str().cmp(OTHER)).unwrap_or(named.len());
        if other == named.len() {
            named.push(OTHER.into());
        }
        let place = |level: &String| self.levels.binary_search(level).unwrap_or(other) as u32;
        let places: Vec<u32> = levels.iter().map(place).collect();
        // A level that was kept can be called so itself.
        let met: Vec<bool> = levels.iter().map(|level| self.levels.binary_search(level).is_ok()).collect();
        let mut rows = 0;
        let codes = codes.iter().map(|code| {
            let Some(place) = places.get(*code as usize) else { return MISSING };
            rows += u64::from(!met[*code as usize]);
            *place
        });
        let codes = codes.collect();
        (Values::Category { levels: named.into(), codes }, rows)
    }
}
