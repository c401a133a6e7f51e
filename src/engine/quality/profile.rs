//! Column by column: what is missing, how values lie, which are out of line (pandas' definitions).

use serde::{Deserialize, Serialize};

use super::rows::{Looks, repeats};
use crate::error::Result;
use crate::math;
use crate::table::levels::{by_count, by_name};
use crate::table::{Column, Kind, Table, Values};
use crate::work::{BLOCK, Pace};

/// A modified z-score above this is out of line (Iglewicz and Hoaglin 1993).
pub const MODIFIED_Z: f64 = 3.5;

/// So many standard deviations from the mean are out of line.
pub const Z: f64 = 3.0;

/// A table at a glance.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    /// Rows.
    pub n_rows: u32,
    /// Rows equal to an earlier row; what is missing equals what is missing.
    pub n_duplicate_rows: u32,
    /// Columns whose rows are all the same, missing ones included.
    pub constant_columns: Vec<String>,
    /// Columns that name a row: no value missing, none twice once equal rows are out. Broken numbers are measurements,
    /// and no names.
    pub unique_key_columns: Vec<String>,
    /// One a column, in order.
    pub columns: Vec<ColumnProfile>,
}

/// A column at a glance.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ColumnProfile {
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: Kind,
    /// Rows missing.
    pub n_missing: u32,
    /// Missing over all rows; `None` without rows.
    pub missing_share: Option<f64>,
    /// Different values present.
    pub n_unique: u32,
    /// Of numbers; `None` of others and if no value is present.
    pub numbers: Option<Numbers>,
    /// Of categories; `None` of others and if no value is present.
    pub words: Option<Words>,
}

/// How numbers lie.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Numbers {
    /// Mean.
    pub mean: f64,
    /// Standard deviation, n − 1 below; `None` of one value.
    pub std: Option<f64>,
    /// Smallest.
    pub min: f64,
    /// Lower quartile (linear interpolation, as the other two).
    pub q1: f64,
    /// Median.
    pub median: f64,
    /// Upper quartile.
    pub q3: f64,
    /// Largest.
    pub max: f64,
    /// Skewness, adjusted for few values: above 0 the long tail is upwards. `None` without spread or below three values.
    pub skew: Option<f64>,
    /// Excess kurtosis, adjusted: above 0 the tails are heavier than a bell's. `None` without spread or below four.
    pub kurtosis: Option<f64>,
    /// Zeros.
    pub n_zero: u32,
    /// Values below 0.
    pub n_negative: u32,
    /// Lower quartile less 1.5 times the distance of the quartiles.
    pub iqr_lower: f64,
    /// Upper quartile plus as much.
    pub iqr_upper: f64,
    /// Values beyond these two.
    pub n_outlier_iqr: u32,
    /// Median distance from the median.
    pub mad: f64,
    /// Values whose `.6745 · distance from the median / mad` is above [`MODIFIED_Z`]; `None` if `mad` is 0.
    pub n_outlier_modified_z: Option<u32>,
    /// Values more than [`Z`] standard deviations from the mean; `None` without spread.
    pub n_outlier_z: Option<u32>,
}

/// How words lie.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Words {
    /// The most frequent level, of equals the first by name.
    pub top: String,
    /// Its rows.
    pub top_count: u32,
    /// How evenly rows are spread over levels, `−Σ p ln p` (nats); 0 if there is one.
    pub entropy: f64,
    /// Levels that differ by more than case and spaces around.
    pub n_unique_folded: u32,
    /// Rows that read as a number: a column of numbers with a few words in it, perhaps.
    pub n_numeric: u32,
}

impl Profile {
    /// The column of that name, if there is one.
    #[must_use]
    pub fn of(&self, name: &str) -> Option<&ColumnProfile> {
        self.columns.iter().find(|column| column.name == name)
    }
}

/// Looks at every column; a step of work each.
///
/// # Errors
/// As [`repeats`].
pub async fn profile(table: &Table, pace: &Pace) -> Result<Profile> {
    let mut columns = Vec::with_capacity(table.columns().len());
    let mut whole = Vec::with_capacity(table.columns().len());
    for (i, column) in table.columns().iter().enumerate() {
        columns.push(of_column(column, pace).await);
        whole.push(match &column.values {
            Values::Number(v) => v.iter().all(|v| *v == v.floor()),
            _ => true,
        });
        pace.rest("profile", i + 1, Some(table.columns().len()), None).await;
    }
    let repeats = repeats(table, Looks::Exact, pace).await?;
    let distinct_rows = table.n_rows() as u32 - repeats.n_rows;
    // What is missing is a value here.
    let constant = |c: &&ColumnProfile| c.n_unique + u32::from(c.n_missing > 0) == 1;
    let named = |those: Vec<&ColumnProfile>| those.iter().map(|c| c.name.clone()).collect();
    let of_rows = columns.iter().zip(&whole).filter(|(c, whole)| {
        **whole && table.n_rows() > 0 && c.n_missing == 0 && c.n_unique == distinct_rows
    });
    Ok(Profile {
        n_rows: table.n_rows() as u32,
        n_duplicate_rows: repeats.n_rows,
        constant_columns: named(columns.iter().filter(constant).collect()),
        unique_key_columns: named(of_rows.map(|(c, _)| c).collect()),
        columns,
    })
}

async fn of_column(column: &Column, pace: &Pace) -> ColumnProfile {
    let rows = column.values.len();
    let n_missing = (0..rows).filter(|i| column.values.is_missing(*i)).count() as u32;
    let (n_unique, numbers, words) = match &column.values {
        Values::Number(values) => {
            let sorted = math::sorted_present(values);
            pace.pause().await;
            (sorted.chunk_by(|a, b| a == b).count(), of_numbers(&sorted, pace).await, None)
        }
        Values::Category { levels, codes } => {
            let met = by_count(levels, codes);
            pace.pause().await;
            (met.len(), None, of_words(levels, &met, pace).await)
        }
        Values::Date(days) => {
            let present: Vec<f64> =
                days.iter().filter(|d| **d != crate::table::NO_DATE).map(|d| f64::from(*d)).collect();
            (math::sorted_present(&present).chunk_by(|a, b| a == b).count(), None, None)
        }
    };
    ColumnProfile {
        name: column.name.clone(),
        kind: column.values.kind(),
        n_missing,
        missing_share: (rows > 0).then(|| f64::from(n_missing) / rows as f64),
        n_unique: n_unique as u32,
        numbers,
        words,
    }
}

/// Of sorted values.
async fn of_numbers(sorted: &[f64], pace: &Pace) -> Option<Numbers> {
    let quantile = |q| math::quantile_sorted(sorted, q);
    let (mean, q1, median, q3) = (math::mean(sorted)?, quantile(0.25)?, quantile(0.5)?, quantile(0.75)?);
    let std = math::variance(sorted, 1).map(math::sqrt);
    let (iqr_lower, iqr_upper) = (q1 - 1.5 * (q3 - q1), q3 + 1.5 * (q3 - q1));
    let distances: Vec<f64> = sorted.iter().map(|v| (v - median).abs()).collect();
    pace.pause().await;
    let mad = math::quantile_sorted(&math::sorted_present(&distances), 0.5)?;
    pace.pause().await;
    let (skew, kurtosis) = (skew(sorted), kurtosis(sorted));
    pace.pause().await;
    let count = |out: &dyn Fn(f64) -> bool| sorted.iter().filter(|v| out(**v)).count() as u32;
    Some(Numbers {
        mean,
        std,
        min: sorted[0],
        q1,
        median,
        q3,
        max: sorted[sorted.len() - 1],
        skew,
        kurtosis,
        n_zero: count(&|v| v == 0.0),
        n_negative: count(&|v| v < 0.0),
        iqr_lower,
        iqr_upper,
        n_outlier_iqr: count(&|v| v < iqr_lower || v > iqr_upper),
        mad,
        n_outlier_modified_z: (mad > 0.0).then(|| count(&|v| 0.6745 * (v - median).abs() / mad > MODIFIED_Z)),
        n_outlier_z: std.filter(|s| *s > 0.0).map(|s| count(&|v| (v - mean).abs() / s > Z)),
    })
}

/// Sum of the `power`-th powers of the distances from the mean.
fn moment(values: &[f64], power: u32) -> Option<f64> {
    let mean = math::mean(values)?;
    Some(math::sum(&values.iter().map(|v| (0..power).fold(1.0, |p, _| p * (v - mean))).collect::<Vec<_>>()))
}

/// The adjusted Fisher-Pearson skewness, `√(n (n − 1)) / (n − 2) · m₃ / m₂^1.5`.
fn skew(values: &[f64]) -> Option<f64> {
    let n = values.len() as f64;
    let (m2, m3) = (moment(values, 2)?, moment(values, 3)?);
    (n > 2.0 && m2 > 0.0).then(|| n * math::sqrt(n - 1.0) / (n - 2.0) * m3 / (m2 * math::sqrt(m2)))
}

/// The adjusted excess kurtosis.
fn kurtosis(values: &[f64]) -> Option<f64> {
    let n = values.len() as f64;
    let (m2, m4) = (moment(values, 2)?, moment(values, 4)?);
    let less = (n - 2.0) * (n - 3.0);
    let of = |m2: f64| n * (n + 1.0) * (n - 1.0) * m4 / (less * m2 * m2) - 3.0 * (n - 1.0) * (n - 1.0) / less;
    (n > 3.0 && m2 > 0.0).then(|| of(m2))
}

async fn of_words(levels: &[String], met: &[(u32, u32)], pace: &Pace) -> Option<Words> {
    let (top, top_count) = *met.first()?;
    let n: f64 = met.iter().map(|(_, count)| f64::from(*count)).sum();
    let term = |(_, count): &(u32, u32)| {
        let p = f64::from(*count) / n;
        -p * math::ln(p)
    };
    let name = |code: &u32| levels[*code as usize].trim();
    let mut folded = Vec::with_capacity(met.len());
    for block in met.chunks(4 * BLOCK) {
        folded.extend(block.iter().map(|(code, _)| name(code).to_lowercase()));
        pace.pause().await;
    }
    let named = by_name(&folded);
    let differ = |pair: &&[u32]| folded[pair[0] as usize] != folded[pair[1] as usize];
    let n_unique_folded = 1 + named.windows(2).filter(differ).count() as u32;
    let numeric = |(code, _): &&(u32, u32)| name(code).parse().is_ok_and(|v: f64| v.is_finite());
    Some(Words {
        top: levels[top as usize].clone(),
        top_count,
        entropy: math::sum(&met.iter().map(term).collect::<Vec<_>>()),
        n_unique_folded,
        n_numeric: met.iter().filter(numeric).map(|(_, count)| count).sum(),
    })
}
