//! Rows that are there twice, rows that look alike, and rows that agree in everything but one column.
//!
//! A row's key is the sum of its cells' scrambled codes, so that the key without a column is a subtraction. Rows of one
//! key are compared cell by cell before they count as one.

use serde::{Deserialize, Serialize};

use super::code;
use super::spelling::folded;
use crate::error::Result;
use crate::order;
use crate::table::levels::{by_name, met};
use crate::table::{Column, Table, Values};
use crate::work::{BLOCK, Pace};

/// Groups shown, at most; the first ones.
pub const MOST_SHOWN: usize = 20;

/// When two rows are one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Looks {
    /// Every cell is the same.
    Exact,
    /// Words differ by case, spaces and punctuation at most, numbers in the fourth digit.
    Alike,
}

/// Rows that are there more than once.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Repeats {
    /// Rows that are the same as an earlier row.
    pub n_rows: u32,
    /// How many rows are there more than once.
    pub n_groups: u32,
    /// Their row numbers, rising, of the first [`MOST_SHOWN`] groups.
    pub groups: Vec<Vec<u32>>,
}

/// Finds rows that are there more than once.
///
/// # Errors
/// None so far; a table whose codes lack levels is refused where it is made.
pub async fn repeats(table: &Table, looks: Looks, pace: &Pace) -> Result<Repeats> {
    Ok(summed_up(&same(table, looks, pace).await))
}

/// Whether each row is the same as an earlier one (pandas' `DataFrame.duplicated`).
///
/// # Errors
/// None so far; as [`repeats`].
pub async fn duplicated(table: &Table, looks: Looks, pace: &Pace) -> Result<Vec<bool>> {
    let mut found = vec![false; table.n_rows()];
    for rows in same(table, looks, pace).await {
        rows[1..].iter().for_each(|row| found[*row as usize] = true);
    }
    Ok(found)
}

/// Finds rows that agree in every column but `column`, where they differ: conflicting labels, if it is the target and
/// the table holds it and the features only.
///
/// # Errors
/// [`crate::error::EngineError::UnknownColumn`].
pub async fn differing_only_in(table: &Table, column: &str, looks: Looks, pace: &Pace) -> Result<Repeats> {
    let apart = table.column(column)?.values.clone();
    let others: Vec<Column> = table.columns().iter().filter(|c| c.name != column).cloned().collect();
    if others.is_empty() {
        return Ok(Repeats::default());
    }
    let mut groups = same(&Table::new(others)?, looks, pace).await;
    let of = |row: &u32| code(&apart, *row as usize);
    groups.retain(|rows| rows.iter().any(|row| of(row) != of(&rows[0])));
    Ok(summed_up(&groups))
}

/// Rows that are there more than once, in groups; rows rise, groups by their first row.
async fn same(table: &Table, looks: Looks, pace: &Pace) -> Vec<Vec<u32>> {
    let columns = seen_as(table, looks, pace).await;
    let keys = keys(&columns, table.n_rows(), pace).await;
    let same = |a: u32, b: u32| columns.iter().all(|c| code(c, a as usize) == code(c, b as usize));
    together(&keys, same, pace).await
}

fn summed_up(groups: &[Vec<u32>]) -> Repeats {
    Repeats {
        n_rows: groups.iter().map(|rows| rows.len() as u32 - 1).sum(),
        n_groups: groups.len() as u32,
        groups: groups.iter().take(MOST_SHOWN).cloned().collect(),
    }
}

/// The columns with what does not count taken out.
async fn seen_as(table: &Table, looks: Looks, pace: &Pace) -> Vec<Values> {
    let alike = |values: &Values| match values {
        Values::Number(v) => Values::Number(v.iter().map(|v| three_digits(*v)).collect()),
        Values::Category { levels, codes } => {
            // The first level that reads the same stands for all.
            let met: Vec<f64> = met(levels, codes).into_iter().map(f64::from).collect();
            let met: Vec<u32> = order::ascending(&met).into_iter().map(|c| c as u32).collect();
            let names: Vec<String> = met.iter().map(|c| folded(&levels[*c as usize])).collect();
            let named = |at: u32| (names[at as usize].as_str(), met[at as usize]);
            let firsts: Vec<(&str, u32)> = by_name(&names).into_iter().map(named).collect();
            let mut stands = vec![crate::table::MISSING; levels.len()];
            for equal in firsts.chunk_by(|a, b| a.0 == b.0) {
                equal.iter().for_each(|(_, c)| stands[*c as usize] = equal[0].1);
            }
            let codes = codes.iter().map(|c| stands.get(*c as usize).copied().unwrap_or(*c)).collect();
            Values::Category { levels: levels.clone(), codes }
        }
        Values::Date(_) => values.clone(),
    };
    let mut columns = Vec::with_capacity(table.columns().len());
    for column in table.columns() {
        columns.push(if looks == Looks::Exact { column.values.clone() } else { alike(&column.values) });
        pace.pause().await;
    }
    columns
}

fn three_digits(v: f64) -> f64 {
    if v == 0.0 || !v.is_finite() {
        return v;
    }
    let mut size = 1.0;
    while (v / size).abs() >= 1000.0 {
        size *= 10.0;
    }
    while (v / size).abs() < 100.0 {
        size /= 10.0;
    }
    (v / size).round() * size
}

async fn keys(columns: &[Values], n_rows: usize, pace: &Pace) -> Vec<u64> {
    let mut keys = vec![0_u64; n_rows];
    for (j, values) in columns.iter().enumerate() {
        let salt = scrambled(j as u64 + 1);
        for start in (0..n_rows).step_by(16 * BLOCK) {
            for (i, key) in keys.iter_mut().enumerate().skip(start).take(16 * BLOCK) {
                *key = key.wrapping_add(scrambled(code(values, i) ^ salt));
            }
            pace.pause().await;
        }
    }
    keys
}

/// Steele, Lea and Flood's finish of SplitMix64 (2014): every bit in moves half of the bits out.
pub(super) fn scrambled(bits: u64) -> u64 {
    let bits = bits.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

/// Rows of one key that are the same indeed, in groups of two and more; rows rise, groups by their first row.
async fn together(keys: &[u64], same: impl Fn(u32, u32) -> bool, pace: &Pace) -> Vec<Vec<u32>> {
    // The upper 53 bits are exact as a number.
    let places: Vec<f64> = keys.iter().map(|key| (key >> 11) as f64).collect();
    let mut groups: Vec<Vec<u32>> = Vec::new();
    let sorted = order::sorted(&places);
    pace.pause().await;
    for equal in sorted.chunk_by(|a, b| a.0 == b.0).filter(|equal| equal.len() > 1) {
        let mut found: Vec<Vec<u32>> = Vec::new();
        for (_, row) in equal {
            match found.iter_mut().find(|rows| same(rows[0], *row)) {
                Some(rows) => rows.push(*row),
                None => found.push(vec![*row]),
            }
        }
        groups.extend(found.into_iter().filter(|rows| rows.len() > 1));
    }
    let firsts: Vec<f64> = groups.iter().map(|rows| f64::from(rows[0])).collect();
    order::sorted(&firsts).into_iter().map(|(_, i)| std::mem::take(&mut groups[i as usize])).collect()
}
