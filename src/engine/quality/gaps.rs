//! What is missing together, and whether its being missing says something about the answer.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::correlate::pearson;
use super::rows::scrambled;
use crate::math;
use crate::order;
use crate::table::{Table, Values};
use crate::work::Pace;

/// Patterns shown, at most.
pub const MOST_SHOWN: usize = 12;

/// Two columns hang together in what they lack from this correlation on.
pub const TOGETHER: f64 = 0.5;

/// Which columns rows lack.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Gaps {
    /// Rows that lack nothing.
    pub n_complete: u32,
    /// How many different sets of columns rows lack.
    pub n_patterns: u32,
    /// The most frequent sets, at most [`MOST_SHOWN`]; of equals the first met.
    pub patterns: Vec<Pattern>,
    /// Pairs of columns that are missing together, the closest first.
    pub together: Vec<Together>,
    /// For each column that lacks some values and has some, in order: what the answer is then.
    pub answers: Vec<Answer>,
}

/// A set of columns that rows lack.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pattern {
    /// The columns, in order.
    pub columns: Vec<String>,
    /// Rows that lack just these.
    pub n_rows: u32,
}

/// Two columns that are missing together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Together {
    /// One.
    pub a: String,
    /// The other.
    pub b: String,
    /// The correlation of their being missing (phi), at least [`TOGETHER`].
    pub phi: f64,
}

/// The answer where a column is missing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// The column.
    pub column: String,
    /// Rows missing.
    pub n_missing: u32,
    /// Mean answer where it is missing; `None` without answers.
    pub where_missing: Option<f64>,
    /// Mean answer where it is not.
    pub where_present: Option<f64>,
}

/// Looks at what is missing; `y` is an answer a row (0 and 1, or numbers), or empty.
pub async fn gaps(table: &Table, y: &[f64], pace: &Pace) -> Gaps {
    let rows = table.n_rows();
    let missing = |values: &Values| -> Vec<f64> {
        (0..rows).map(|i| f64::from(u8::from(values.is_missing(i)))).collect()
    };
    let (mut keys, mut lacking) = (vec![0_u64; rows], Vec::new());
    let mut answers = Vec::new();
    for (j, column) in table.columns().iter().enumerate() {
        let flags = missing(&column.values);
        let n_missing = flags.iter().filter(|flag| **flag > 0.0).count();
        let salt = scrambled(j as u64);
        keys.iter_mut()
            .zip(&flags)
            .filter(|(_, flag)| **flag > 0.0)
            .for_each(|(k, _)| *k = k.wrapping_add(salt));
        if n_missing > 0 && n_missing < rows {
            let mean = |kept: f64| {
                let of: Vec<f64> =
                    y.iter().zip(&flags).filter(|(_, flag)| **flag == kept).map(|(y, _)| *y).collect();
                math::mean(&of)
            };
            answers.push(Answer {
                column: column.name.clone(),
                n_missing: n_missing as u32,
                where_missing: mean(1.0),
                where_present: mean(0.0),
            });
            lacking.push((column.name.clone(), flags));
        }
        pace.pause().await;
    }
    Gaps {
        n_complete: keys.iter().filter(|key| **key == 0).count() as u32,
        n_patterns: 0,
        patterns: Vec::new(),
        together: together(&lacking, pace).await,
        answers,
    }
    .with_patterns(table, &keys)
}

impl Gaps {
    fn with_patterns(mut self, table: &Table, keys: &[u64]) -> Self {
        // A key's rows and the first of them, in the order of first rows.
        let mut counts: BTreeMap<u64, (u32, usize)> = BTreeMap::new();
        for (row, key) in keys.iter().enumerate().filter(|(_, key)| **key != 0) {
            counts.entry(*key).or_insert((0, row)).0 += 1;
        }
        let met: Vec<(u32, usize)> = counts.into_values().collect();
        let firsts: Vec<f64> = met.iter().map(|(_, first)| *first as f64).collect();
        let met: Vec<_> = order::sorted(&firsts).into_iter().map(|(_, at)| met[at as usize]).collect();
        let sizes: Vec<f64> = met.iter().map(|(n_rows, _)| f64::from(*n_rows)).collect();
        let found: Vec<_> = order::descending(&sizes).into_iter().map(|at| met[at as usize]).collect();
        self.n_patterns = found.len() as u32;
        let pattern = |(n_rows, first): &(u32, usize)| Pattern {
            columns: table
                .columns()
                .iter()
                .filter(|column| column.values.is_missing(*first))
                .map(|column| column.name.clone())
                .collect(),
            n_rows: *n_rows,
        };
        self.patterns = found.iter().take(MOST_SHOWN).map(pattern).collect();
        self
    }
}

async fn together(lacking: &[(String, Vec<f64>)], pace: &Pace) -> Vec<Together> {
    let mut found = Vec::new();
    for (i, (a, of_a)) in lacking.iter().enumerate() {
        for (b, of_b) in &lacking[..i] {
            if let Some(phi) = pearson(of_b, of_a).filter(|phi| *phi >= TOGETHER) {
                found.push(Together { a: b.clone(), b: a.clone(), phi });
            }
            pace.pause().await;
        }
    }
    let close: Vec<f64> = found.iter().map(|pair| pair.phi).collect();
    order::descending(&close).into_iter().map(|at| found[at as usize].clone()).collect()
}
