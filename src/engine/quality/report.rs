//! All findings about a table at once, in the order in which they are best looked at.

use serde::{Deserialize, Serialize};

use super::coverage::{Coverage, coverage};
use super::gaps::{Gaps, gaps};
use super::leak::{Power, power};
use super::profile::{Profile, profile};
use super::rows::{Looks, Repeats, differing_only_in, repeats};
use super::spelling::{Spellings, mixed};
use super::units::{Code, OtherUnit, codes, other_unit};
use crate::error::Result;
use crate::order;
use crate::table::{Column, MISSING, NO_DATE, Table, Values};
use crate::task::Task;
use crate::work::Pace;

/// Columns with more levels than this are names, and no groups.
const MOST_GROUPS: usize = 50;

/// What is to be predicted, so that findings can be about it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct About {
    /// The column.
    pub target: String,
    /// The kind of answer: of [`Task::Binary`] a number of 0 and 1 or two levels, of [`Task::Multiclass`] levels, of
    /// [`Task::Regression`] a number.
    pub task: Task,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Quality {
    /// Column by column.
    pub profile: Profile,
    /// What is missing, and with what.
    pub gaps: Gaps,
    /// Rows that look like an earlier one without being equal to it, names of rows aside.
    pub n_near_duplicates: u32,
    /// Groups of rows of which some look alike.
    pub alike: Repeats,
    /// Rows with the same features and another answer; `None` without a target.
    pub conflicting: Option<Repeats>,
    /// Levels that may be one.
    pub spellings: Vec<Spellings>,
    /// Values that may be codes for "not known".
    pub codes: Vec<Code>,
    /// Values that may be in another unit.
    pub units: Vec<OtherUnit>,
    /// What each column says of the answer alone, the most telling first; none without a target.
    pub powers: Vec<Power>,
    /// Rows of each group, for columns with few levels.
    pub coverage: Vec<Coverage>,
}

/// Looks for everything; groups with fewer than `needed` rows are thin. Steps are of a column each.
///
/// # Errors
/// [`crate::error::EngineError::UnknownColumn`] for the target.
pub async fn inspect(table: &Table, about: Option<&About>, needed: u32, pace: &Pace) -> Result<Quality> {
    let profile = profile(table, pace).await?;
    let target = about.map(|about| answers(table, about)).transpose()?;
    // Rows without an answer say nothing of it.
    let (known, y) = target.unwrap_or_default();
    let answered = taken(table, &known, pace).await?;
    let all_known = known.len() == table.n_rows();
    let is_target = |column: &Column| about.is_some_and(|about| about.target == column.name);
    let names_rows = |column: &Column| profile.unique_key_columns.contains(&column.name);
    let content: Vec<Column> = table.columns().iter().filter(|c| !names_rows(c)).cloned().collect();
    let names: Vec<String> = content.iter().map(|column| column.name.clone()).collect();
    let content = Table::new(content)?;
    let alike = repeats(&content, Looks::Alike, pace).await?;
    let equal = repeats(&content, Looks::Exact, pace).await?;
    let conflicting = match about {
        Some(about) if content.column(&about.target).is_ok() => {
            Some(differing_only_in(&answered.select(&names)?, &about.target, Looks::Exact, pace).await?)
        }
        Some(_) => Some(Repeats::default()),
        None => None,
    };
    let mut found = Quality {
        gaps: gaps(table, if all_known { &y } else { &[] }, pace).await,
        n_near_duplicates: alike.n_rows - equal.n_rows,
        alike,
        conflicting,
        spellings: Vec::new(),
        codes: Vec::new(),
        units: Vec::new(),
        powers: Vec::new(),
        coverage: Vec::new(),
        profile,
    };
    for column in table.columns() {
        found.spellings.extend(mixed(column));
        found.units.extend(other_unit(column));
        if let Values::Number(values) = &column.values {
            found.codes.extend(codes(&column.name, values));
        }
        if let Values::Category { levels, .. } = &column.values
            && levels.len() <= MOST_GROUPS
        {
            found.coverage.push(coverage(column, if all_known { &y } else { &[] }, needed)?);
        }
        pace.pause().await;
    }
    if let Some(about) = about {
        let mut powers = Vec::new();
        for column in answered.columns().iter().filter(|column| !is_target(column)) {
            powers.extend(power(column, &y, about.task, pace).await?);
            pace.pause().await;
        }
        let by: Vec<f64> = powers.iter().map(|p| p.power).collect();
        found.powers = order::descending(&by).into_iter().map(|i| powers[i as usize].clone()).collect();
    }
    Ok(found)
}

/// The rows `rows`, column by column.
async fn taken(table: &Table, rows: &[u32], pace: &Pace) -> Result<Table> {
    if rows.len() == table.n_rows() {
        return Ok(table.clone());
    }
    let mut columns = Vec::with_capacity(table.columns().len());
    for column in table.columns() {
        columns.push(Column { values: column.values.take(rows), ..column.clone() });
        pace.pause().await;
    }
    Table::new(columns)
}

/// The rows with an answer, and the answers as numbers: classes by the order of levels.
fn answers(table: &Table, about: &About) -> Result<(Vec<u32>, Vec<f64>)> {
    let values = &table.column(&about.target)?.values;
    let number = |i: usize| match values {
        Values::Number(v) => v[i],
        Values::Category { codes, .. } if codes[i] != MISSING => f64::from(codes[i]),
        Values::Date(d) if d[i] != NO_DATE => f64::from(d[i]),
        _ => f64::NAN,
    };
    let present = (0..table.n_rows() as u32).map(|i| (i, number(i as usize))).filter(|(_, y)| !y.is_nan());
    let (rows, y): (Vec<u32>, Vec<f64>) = present.unzip();
    if about.task == Task::Regression {
        return Ok((rows, y));
    }
    // Classes from 0, by value.
    let mut met: Vec<f64> = order::sorted(&y).into_iter().map(|(v, _)| v).collect();
    met.dedup();
    let class = |v: &f64| met.partition_point(|other| other < v) as f64;
    Ok((rows, y.iter().map(class).collect()))
}
