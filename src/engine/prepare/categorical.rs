//! Levels kept as levels: the column goes to the model as it is, for trees that ask "is it one of these?" (scikit-learn's
//! `categorical_features`). No level is before another, and none gets a column of its own.

use serde::{Deserialize, Serialize};

use super::columns::{Columns, map_categories};
use crate::error::Result;
use crate::matrix::MOST_LEVELS;
use crate::note::Note;
use crate::table::levels::by_count;
use crate::table::{Column, Kind, MISSING, Table, Values};
use crate::work::Pace;

/// Which columns to keep.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Params {
    /// The columns (categories).
    pub columns: Columns,
}

/// The levels of one column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    /// Its name.
    pub column: String,
    /// Those of the training rows, by name: their places are the numbers in the matrix.
    pub levels: Vec<String>,
}

/// The levels of each column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    /// One a column.
    pub columns: Vec<Kept>,
}

impl Params {
    /// Learns the levels that occur in training: of more than [`MOST_LEVELS`] the most frequent. The others count as
    /// missing, which is noted: refused, a longer window or a fold could stop what was chosen on a shorter one.
    ///
    /// # Errors
    /// A column that is not there or no category.
    pub async fn fit(&self, table: &Table, notes: &mut Vec<Note>, pace: &Pace) -> Result<Fitted> {
        let mut columns = Vec::new();
        for column in self.columns.resolve(table, &[Kind::Category])? {
            pace.pause().await;
            let (levels, codes) = table.categories(&column)?;
            let counts = by_count(levels, codes);
            let often =
                counts.iter().take(MOST_LEVELS as usize).map(|(code, _)| levels[*code as usize].clone());
            let mut kept: Vec<String> = often.collect();
            kept.sort();
            let gone = (counts.len() - kept.len()) as u64;
            if gone > 0 {
                notes.push(Note::LeftOut { column: column.clone(), levels: gone });
            }
            columns.push(Kept { column, levels: kept });
        }
        Ok(Fitted { columns })
    }
}

impl Fitted {
    /// Lists the levels of any rows as they were learned. A level that no training row had is missing from here on, and
    /// noted.
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
                let place = |level: &String| kept.levels.binary_search(level).map_or(MISSING, |at| at as u32);
                let places: Vec<u32> = levels.iter().map(place).collect();
                let codes: Vec<u32> = codes
                    .iter()
                    .map(|code| if *code == MISSING { MISSING } else { places[*code as usize] })
                    .collect();
                let values = Values::Category { levels: kept.levels.clone().into(), codes: codes.into() };
                let gone = |i: &usize| values.is_missing(*i) && !column.values.is_missing(*i);
                let rows = (0..values.len()).filter(gone).count() as u64;
                if rows > 0 {
                    notes.push(Note::UnseenLevels { column: column.name.clone(), rows });
                }
                Column { values, ..column.clone() }
            },
        )
        .await
    }
}

impl Kept {
    /// The column in numbers, `NaN` where it is missing.
    ///
    /// # Errors
    /// A column that is not there or no category.
    pub(super) fn numbers(&self, table: &Table) -> Result<Vec<f64>> {
        let (_, codes) = table.categories(&self.column)?;
        Ok(codes.iter().map(|code| if *code == MISSING { f64::NAN } else { f64::from(*code) }).collect())
    }
}
