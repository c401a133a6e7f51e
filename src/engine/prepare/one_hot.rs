//! One-hot encoding (scikit-learn's `OneHotEncoder`), with rare levels pooled and a missing value as a level.

use serde::{Deserialize, Serialize};

use super::columns::{Columns, made_from, map_columns};
use super::origin::Origin;
use super::pool::OTHER;
use crate::error::{EngineError, Result};
use crate::later::later;
use crate::note::Note;
use crate::table::levels::by_count;
use crate::table::{Column, Kind, MISSING, Table, Values};

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
    pub fn fit(&self, table: &Table, notes: &mut Vec<Note>) -> Result<Fitted> {
        let mut columns = Vec::new();
        for column in self.columns.resolve(table, &[Kind::Category])? {
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
    pub fn transform(&self, table: &Table, notes: &mut Vec<Note>) -> Result<Table> {
        for encoding in &self.columns {
            table.categories(&encoding.column)?;
        }
        map_columns(table, |column| match self.columns.iter().find(|e| e.column == column.name) {
            Some(encoding) => encode(encoding, column, notes).map(Some),
            None => Ok(None),
        })
    }
}

fn encode(encoding: &Levels, column: &Column, notes: &mut Vec<Note>) -> Result<Vec<Column>> {
    let Values::Category { levels, codes } = &column.values else {
        return Err(EngineError::WrongKind {
            column: column.name.clone(),
            expected: Kind::Category.name().into(),
            found: column.values.kind().name().into(),
        });
    };
    let n_kept = encoding.levels.len();
    let other = encoding.other.then_some(n_kept);
    let own = encoding.missing.then_some(n_kept + usize::from(encoding.other));
    let missing = own.or_else(|| found_in(encoding, NONE));
    let width = n_kept + usize::from(encoding.other) + usize::from(encoding.missing);
    // Where each level of these rows goes: a lookup by name, since other rows may list their levels otherwise.
    let zeros = |level: &String| encoding.first.as_ref() == Some(level);
    let place = |level: &String| if zeros(level) { None } else { found_in(encoding, level).or(other) };
    let place: Vec<Option<usize>> = levels.iter().map(place).collect();
    let mut made = vec![vec![0.0; codes.len()]; width];
    let mut unseen = 0_u64;
    for (i, code) in codes.iter().enumerate() {
        let at = if *code == MISSING { missing } else { place[*code as usize] };
        match at {
            Some(j) => made[j][i] = 1.0,
            None => unseen += u64::from(*code != MISSING && !zeros(&levels[*code as usize])),
        }
    }
    if unseen > 0 {
        notes.push(Note::UnseenLevels { column: column.name.clone(), rows: unseen });
    }
    let names = encoding.levels.iter().map(String::as_str);
    let names = names.chain(encoding.other.then_some(OTHER)).chain(encoding.missing.then_some(NONE));
    Ok(names
        .zip(made)
        .map(|(level, values)| {
            made_from(column, Origin::Level { column: &column.name, level }.name(), values)
        })
        .collect())
}

fn found_in(encoding: &Levels, level: &str) -> Option<usize> {
    encoding.levels.binary_search_by(|known| known.as_str().cmp(level)).ok()
}
