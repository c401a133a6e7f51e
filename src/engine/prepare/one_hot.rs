//! One-hot encoding (scikit-learn's `OneHotEncoder`), with rare levels pooled and a missing value as a level.

use serde::{Deserialize, Serialize};

use super::columns::{Columns, made_from};
use super::origin::Origin;
use super::pool::OTHER;
use crate::error::Result;
use crate::later::later;
use crate::note::Note;
use crate::table::levels::by_count;
use crate::table::{Column, Kind, MISSING, Table};
use crate::work::Pace;

/// What the column of missing values is called.
const NONE: &str = "missing";

/// Which columns to encode.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Params {
    /// The columns (categories).
    pub columns: Columns,
    /// At most so many levels keep a column of their own, the most frequent first; the rest is "other".
    pub max_levels: Option<u32>,
    /// Leaves out the column of the first level by name: it is the row of zeros (`drop="first"`). Without it the columns
    /// of a category always sum to 1, which linear models without a penalty cannot bear.
    #[serde(default)]
    pub drop_first: bool,
}

later!(Params { columns, max_levels } drop_first if |params| params.drop_first);

/// The levels of one column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Levels {
    /// Its name.
    pub column: String,
    /// Levels with a column of their own, by name.
    pub levels: Vec<String>,
    /// Whether there is an "other" column, for pooled and for unseen levels.
    pub other: bool,
    /// Whether a missing value has a column of its own: it was missing in training too.
    pub missing: bool,
    /// The level without a column because all others have one.
    pub first: Option<String>,
}

/// The levels of each column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    /// One a column.
    pub columns: Vec<Levels>,
}

impl Params {
    /// Learns the levels that occur in training.
    ///
    /// # Errors
    /// A column that is not there or no category.
    pub async fn fit(&self, table: &Table, notes: &mut Vec<Note>, pace: &Pace) -> Result<Fitted> {
        let mut columns = Vec::new();
        for column in self.columns.resolve(table, &[Kind::Category])? {
            pace.pause().await;
            let (levels, codes) = table.categories(&column)?;
            let order = by_count(levels, codes);
            let keep = self.max_levels.map_or(order.len(), |n| n as usize).min(order.len());
            let other = keep < order.len();
            if other {
                let levels = (order.len() - keep) as u64;
                notes.push(Note::PooledLevels { column: column.clone(), levels });
            }
            let mut kept: Vec<String> =
                order[..keep].iter().map(|(code, _)| levels[*code as usize].clone()).collect();
            kept.sort();
            // A level that is called "other" is one of the others.
            kept.retain(|level| !other || level != OTHER);
            let first = (self.drop_first && !kept.is_empty()).then(|| kept.remove(0));
            // Of a level that is called "missing", a missing value is one more.
            let missing = codes.contains(&MISSING) && !kept.iter().any(|level| level == NONE);
            columns.push(Levels { column, levels: kept, other, missing, first });
        }
        Ok(Fitted { columns })
    }
}

impl Fitted {
    /// Encodes any rows. A level never seen in training is "other" where there is one, else a row of zeros.
    ///
    /// # Errors
    /// A column that is not there or no category.
    pub async fn transform(&self, table: &Table, notes: &mut Vec<Note>, pace: &Pace) -> Result<Table> {
        for encoding in &self.columns {
            table.categories(&encoding.column)?;
        }
        let mut columns = Vec::with_capacity(table.columns().len());
        for column in table.columns() {
            match self.columns.iter().find(|e| e.column == column.name) {
                Some(encoding) => encoding.encode(table, column, &mut columns, notes, pace).await?,
                None => columns.push(column.clone()),
            }
        }
        Table::new(columns)
    }
}

impl Levels {
    /// Puts a column a level behind `made`, a step of work each.
    async fn encode(
        &self,
        table: &Table,
        column: &Column,
        made: &mut Vec<Column>,
        notes: &mut Vec<Note>,
        pace: &Pace,
    ) -> Result<()> {
        let (levels, codes) = table.categories(&column.name)?;
        let n_kept = self.levels.len();
        let other = self.other.then_some(n_kept);
        let own = self.missing.then_some(n_kept + usize::from(self.other));
        let missing = own.or_else(|| found_in(self, NONE));
        // Where each level of these rows goes: a lookup by name, since other rows may list their levels otherwise.
        let zeros = |level: &String| self.first.as_ref() == Some(level);
        let place = |level: &String| if zeros(level) { None } else { found_in(self, level).or(other) };
        let place: Vec<Option<usize>> = levels.iter().map(place).collect();
        let known: Vec<bool> = levels.iter().zip(&place).map(|(l, at)| at.is_some() || zeros(l)).collect();
        let unseen = codes.iter().filter(|code| known.get(**code as usize) == Some(&false)).count() as u64;
        if unseen > 0 {
            notes.push(Note::UnseenLevels { column: column.name.clone(), rows: unseen });
        }
        let names = self.levels.iter().map(String::as_str);
        let names = names.chain(self.other.then_some(OTHER)).chain(self.missing.then_some(NONE));
        for (at, level) in names.enumerate() {
            pace.pause().await;
            let of = |code: &u32| {
                f64::from(u8::from(place.get(*code as usize).map_or(missing, |p| *p) == Some(at)))
            };
            let name = Origin::Level { column: &column.name, level }.name();
            made.push(made_from(column, name, codes.iter().map(of).collect()));
        }
        Ok(())
    }
}

fn found_in(encoding: &Levels, level: &str) -> Option<usize> {
    encoding.levels.binary_search_by(|known| known.as_str().cmp(level)).ok()
}
