//! What is in a table, column by column: kind, gaps, spread, most frequent levels.

use serde::{Deserialize, Serialize};

use crate::error::{EngineError, Result};
use crate::math;
use crate::order;
use crate::table::levels::by_count;
use crate::table::{Column, Kind, MISSING, NO_DATE, Table, Values, date};
use crate::task::KnownAt;
use crate::work::{Pace, at_once};

/// Bars of a histogram, at most.
pub const MAX_BINS: usize = 12;

/// Levels named in a summary, at most; the others are summed up.
pub const MAX_LEVELS: usize = 12;

/// A column at a glance.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: Kind,
    /// When its values are known.
    pub known_at: KnownAt,
    /// Values present.
    pub n: u32,
    /// Values missing.
    pub n_missing: u32,
    /// Missing over all rows; `None` without rows.
    pub missing_share: Option<f64>,
    /// Different values present.
    pub n_distinct: u32,
    /// What depends on the kind; `None` if no value is present.
    pub spread: Option<Spread>,
}

/// How the values of a column lie.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Spread {
    /// Of numbers.
    Number {
        /// Smallest.
        min: f64,
        /// Lower quartile (linear interpolation, as the other two).
        q1: f64,
        /// Median.
        median: f64,
        /// Upper quartile.
        q3: f64,
        /// Largest.
        max: f64,
        /// Mean.
        mean: f64,
        /// Standard deviation, n − 1 below (pandas); `None` of one value.
        std: Option<f64>,
        /// Bars of equal width.
        histogram: Histogram,
    },
    /// Of categories.
    Category {
        /// The most frequent levels, most frequent first, equals by name.
        top: Vec<LevelCount>,
        /// Rows of all levels that are not in `top`.
        n_other: u32,
    },
    /// Of dates.
    Date {
        /// First day, `yyyy-mm-dd`.
        first: String,
        /// Last day.
        last: String,
        /// Rows of each month that has any, in order.
        months: Vec<MonthCount>,
    },
}

/// Counts in bars of equal width; a value on an inner edge belongs to the bar above, the largest to the last.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Histogram {
    /// Edges, one more than bars.
    pub edges: Vec<f64>,
    /// Rows in each bar.
    pub counts: Vec<u32>,
}

/// Rows of a level.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LevelCount {
    /// Its name.
    pub level: String,
    /// Rows.
    pub count: u32,
    /// Rows over rows that are not missing.
    pub share: f64,
}

/// Rows of a month.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MonthCount {
    /// Year.
    pub year: i32,
    /// Month, 1 to 12.
    pub month: u32,
    /// Rows.
    pub count: u32,
}

/// Sums up every column, in order.
///
/// # Errors
/// As for [`summarise`].
pub fn summarise_table(table: &Table) -> Result<Vec<Summary>> {
    table.columns().iter().map(|column| at_once(summarise(column, &Pace::default()))).collect()
}

/// Sums up one column, in steps.
///
/// # Errors
/// [`EngineError::Data`] for a category code without a level.
pub async fn summarise(column: &Column, pace: &Pace) -> Result<Summary> {
    let rows = column.values.len();
    let (n, n_distinct, spread) = match &column.values {
        Values::Number(values) => numbers(values, pace).await,
        Values::Category { levels, codes } => {
            if let Some(code) = codes.iter().find(|code| **code != MISSING && **code as usize >= levels.len())
            {
                let problem = format!("code {code} of {} levels", levels.len());
                return Err(EngineError::Data { what: column.name.clone(), problem });
            }
            categories(levels, codes)
        }
        Values::Date(days) => dates(days),
    };
    Ok(Summary {
        name: column.name.clone(),
        kind: column.values.kind(),
        known_at: column.known_at.clone(),
        n: n as u32,
        n_missing: (rows - n) as u32,
        missing_share: (rows > 0).then(|| (rows - n) as f64 / rows as f64),
        n_distinct: n_distinct as u32,
        spread,
    })
}

async fn numbers(values: &[f64], pace: &Pace) -> (usize, usize, Option<Spread>) {
    let sorted = order::ascending_in_steps(values, pace).await;
    let n_distinct = sorted.chunk_by(|a, b| a == b).count();
    (sorted.len(), n_distinct, spread_of_numbers(&sorted, n_distinct))
}

fn spread_of_numbers(sorted: &[f64], n_distinct: usize) -> Option<Spread> {
    let (min, max, mean) = (*sorted.first()?, *sorted.last()?, math::mean(sorted)?);
    let squares: Vec<f64> = sorted.iter().map(|v| (v - mean) * (v - mean)).collect();
    Some(Spread::Number {
        min,
        q1: math::quantile_sorted(sorted, 0.25)?,
        median: math::quantile_sorted(sorted, 0.5)?,
        q3: math::quantile_sorted(sorted, 0.75)?,
        max,
        mean,
        std: (sorted.len() > 1).then(|| math::sqrt(math::sum(&squares) / (sorted.len() - 1) as f64)),
        histogram: histogram(sorted, min, max, n_distinct),
    })
}

fn histogram(sorted: &[f64], min: f64, max: f64, n_distinct: usize) -> Histogram {
    let bins = n_distinct.clamp(1, MAX_BINS);
    let edge = |i: usize| if i == bins { max } else { min + (max - min) * (i as f64 / bins as f64) };
    let edges: Vec<f64> = (0..=bins).map(edge).collect();
    let below = |i: usize| if i == bins { sorted.len() } else { sorted.partition_point(|v| *v < edges[i]) };
    let counts = (0..bins).map(|i| (below(i + 1) - below(i)) as u32).collect();
    Histogram { edges, counts }
}

fn categories(levels: &[String], codes: &[u32]) -> (usize, usize, Option<Spread>) {
    let met = by_count(levels, codes);
    let n: u32 = met.iter().map(|(_, count)| count).sum();
    let named = |(code, count): &(u32, u32)| LevelCount {
        level: levels[*code as usize].clone(),
        count: *count,
        share: f64::from(*count) / f64::from(n),
    };
    let spread = Spread::Category {
        top: met.iter().take(MAX_LEVELS).map(named).collect(),
        n_other: met.iter().skip(MAX_LEVELS).map(|(_, count)| count).sum(),
    };
    (n as usize, met.len(), (n > 0).then_some(spread))
}

fn dates(days: &[i32]) -> (usize, usize, Option<Spread>) {
    let mut sorted: Vec<i32> = days.iter().copied().filter(|day| *day != NO_DATE).collect();
    sorted.sort_unstable();
    let spread = sorted.first().zip(sorted.last()).map(|(first, last)| Spread::Date {
        first: date::iso(*first),
        last: date::iso(*last),
        months: months(&sorted),
    });
    (sorted.len(), sorted.chunk_by(|a, b| a == b).count(), spread)
}

/// Months counted together, year by year.
///
/// ```
/// use engine::expedition::summary::{MonthCount, by_year};
/// let months = [(2012, 12, 3), (2013, 1, 4), (2013, 7, 5)];
/// let months = months.map(|(year, month, count)| MonthCount { year, month, count });
/// assert_eq!(by_year(&months), [(2012, 3), (2013, 9)]);
/// ```
#[must_use]
pub fn by_year(months: &[MonthCount]) -> Vec<(i32, u32)> {
    let year = |of: &[MonthCount]| (of[0].year, of.iter().map(|one| one.count).sum());
    months.chunk_by(|a, b| a.year == b.year).map(year).collect()
}

fn months(sorted: &[i32]) -> Vec<MonthCount> {
    let month = |day: &i32| {
        let (year, month, _) = date::to_ymd(*day);
        (year, month)
    };
    let count = |days: &[i32]| {
        let (year, month) = month(&days[0]);
        MonthCount { year, month, count: days.len() as u32 }
    };
    sorted.chunk_by(|a, b| month(a) == month(b)).map(count).collect()
}
