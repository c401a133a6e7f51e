//! Words of a text as columns of numbers (scikit-learn's `CountVectorizer`, `TfidfVectorizer` and `HashingVectorizer`).
//!
//! A token is two or more letters, digits or underscores in a row, in small letters. A term is a token, or up to `ngrams`
//! of them that follow each other. Terms of the training rows make the vocabulary; or a term's hash says its column, and
//! then nothing is learned.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::columns::{Columns, made_from};
use super::origin::Origin;
use crate::error::{EngineError, Result};
use crate::table::{Column, Kind, MISSING, Table};
use crate::work::{BLOCK, Pace};
use crate::{math, order};

/// More columns than this are refused.
const MOST: f64 = 1000.0;
/// The longest run of tokens that can be a term.
const LONGEST: f64 = 3.0;
/// Texts that are read in a step of work: each takes about as long as some hundred numbers.
const TEXTS: usize = 256;

/// Which columns to take apart, and into what.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Params {
    /// The columns (categories whose levels are texts).
    pub columns: Columns,
    /// How many tokens in a row can be a term, 1 to 3.
    pub ngrams: u32,
    /// Which terms have columns.
    pub terms: Terms,
    /// What stands in them.
    pub weight: Weight,
}

/// Which terms have columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Terms {
    /// The terms that occur most often in the training rows, of equally frequent ones the first by name.
    Frequent {
        /// At most so many.
        most: u32,
    },
    /// Every term, by its hash (MurmurHash3); several can share a column, half of them counted downwards.
    Hashed {
        /// Into so many columns.
        width: u32,
    },
}

/// What stands in a term's column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weight {
    /// How often the text has the term.
    Count,
    /// That, times `1 + ln((1 + n) / (1 + texts with the term))` of the training rows (hashed: times 1), over the root
    /// of the text's sum of squares.
    TfIdf,
    /// 1 where the text has the term, however often (`CountVectorizer(binary=True)`); hashed: the sum of the signs of
    /// its terms.
    There,
}

/// The terms of one column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Vocabulary {
    /// Its name.
    pub column: String,
    /// The terms by name, each with what an occurrence counts; none if they are hashed.
    pub terms: Vec<(String, f64)>,
}

/// The terms of each column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    /// As chosen.
    pub params: Params,
    /// One a column.
    pub columns: Vec<Vocabulary>,
}

impl Params {
    /// Learns the vocabulary of the training rows.
    ///
    /// # Errors
    /// A column that is not there or no category; [`EngineError::OutOfRange`] for a dial.
    pub async fn fit(&self, table: &Table, pace: &Pace) -> Result<Fitted> {
        let (Terms::Frequent { most: width } | Terms::Hashed { width }) = self.terms;
        EngineError::unless_within("n_features", 1.0, MOST, f64::from(width))?;
        EngineError::unless_within("ngrams", 1.0, LONGEST, f64::from(self.ngrams))?;
        let mut columns = Vec::new();
        for column in self.columns.resolve(table, &[Kind::Category])? {
            let terms = match self.terms {
                Terms::Frequent { most } => self.vocabulary(table, &column, most as usize, pace).await?,
                Terms::Hashed { .. } => Vec::new(),
            };
            columns.push(Vocabulary { column, terms });
        }
        Ok(Fitted { params: self.clone(), columns })
    }

    async fn vocabulary(
        &self,
        table: &Table,
        column: &str,
        most: usize,
        pace: &Pace,
    ) -> Result<Vec<(String, f64)>> {
        let (levels, codes) = table.categories(column)?;
        let mut rows = vec![0_u32; levels.len()];
        codes.iter().filter(|code| **code != MISSING).for_each(|code| rows[*code as usize] += 1);
        // Of each term: how often it occurs, and in how many texts.
        let mut met: BTreeMap<String, (f64, f64)> = BTreeMap::new();
        for (at, (level, rows)) in levels.iter().zip(rows).filter(|(_, rows)| *rows > 0).enumerate() {
            if at % TEXTS == 0 {
                pace.pause().await;
            }
            for (term, count) in counted(level, self.ngrams) {
                let found = met.entry(term).or_default();
                *found = (found.0 + count * f64::from(rows), found.1 + f64::from(rows));
            }
        }
        let often: Vec<f64> = met.values().map(|(often, _)| *often).collect();
        let mut kept = order::descending(&often);
        kept.truncate(most);
        kept.sort_unstable();
        let n = codes.len() as f64;
        let weighed = |texts: f64| match self.weight {
            Weight::Count | Weight::There => 1.0,
            Weight::TfIdf => 1.0 + math::ln((1.0 + n) / (1.0 + texts)),
        };
        let all: Vec<(String, (f64, f64))> = met.into_iter().collect();
        let named = |i: u32| (all[i as usize].0.clone(), weighed(all[i as usize].1.1));
        Ok(kept.into_iter().map(named).collect())
    }
}

impl Fitted {
    /// Puts the columns of terms in the place of a text, for any rows; a missing text has none of them.
    ///
    /// # Errors
    /// A column that is not there or no category.
    pub async fn transform(&self, table: &Table, pace: &Pace) -> Result<Table> {
        for one in &self.columns {
            table.categories(&one.column)?;
        }
        let mut columns = Vec::with_capacity(table.columns().len());
        for column in table.columns() {
            match self.columns.iter().find(|one| one.column == column.name) {
                Some(one) => self.take_apart(one, table, column, &mut columns, pace).await?,
                None => columns.push(column.clone()),
            }
        }
        Table::new(columns)
    }

    /// Puts the columns of terms of a text behind `columns`; a step of work some texts, some rows or a column.
    async fn take_apart(
        &self,
        one: &Vocabulary,
        table: &Table,
        column: &Column,
        columns: &mut Vec<Column>,
        pace: &Pace,
    ) -> Result<()> {
        let (levels, codes) = table.categories(&column.name)?;
        let mut cells: Vec<Vec<(usize, f64)>> = Vec::with_capacity(levels.len());
        for some in levels.chunks(TEXTS) {
            pace.pause().await;
            cells.extend(some.iter().map(|level| self.cells(one, level)));
        }
        let names: Vec<String> = match self.params.terms {
            Terms::Frequent { .. } => {
                let name =
                    |(term, _): &(String, f64)| Origin::Level { column: &column.name, level: term }.name();
                one.terms.iter().map(name).collect()
            }
            Terms::Hashed { width } => (0..width).map(|at| format!("{} #{at}", column.name)).collect(),
        };
        let mut made = vec![vec![0.0; codes.len()]; names.len()];
        for (begin, some) in codes.chunks(BLOCK).enumerate() {
            pace.pause().await;
            for (row, code) in some.iter().enumerate().filter(|(_, code)| **code != MISSING) {
                cells[*code as usize].iter().for_each(|(at, value)| made[*at][begin * BLOCK + row] = *value);
            }
        }
        for (name, values) in names.into_iter().zip(made) {
            pace.pause().await;
            columns.push(made_from(column, name, values));
        }
        Ok(())
    }

    /// What a text puts where.
    fn cells(&self, one: &Vocabulary, text: &str) -> Vec<(usize, f64)> {
        let mut cells: BTreeMap<usize, f64> = BTreeMap::new();
        for (term, count) in counted(text, self.params.ngrams) {
            let count = if self.params.weight == Weight::There { 1.0 } else { count };
            match self.params.terms {
                Terms::Frequent { .. } => {
                    if let Ok(at) = one.terms.binary_search_by(|(known, _)| known.cmp(&term)) {
                        cells.insert(at, count * one.terms[at].1);
                    }
                }
                Terms::Hashed { width } => {
                    let hash = murmur3(term.as_bytes()) as i32;
                    let sign = if hash < 0 { -1.0 } else { 1.0 };
                    *cells.entry((hash.unsigned_abs() % width) as usize).or_default() += sign * count;
                }
            }
        }
        let mut cells: Vec<(usize, f64)> = cells.into_iter().collect();
        if self.params.weight == Weight::TfIdf {
            let length = math::sqrt(math::sum(&cells.iter().map(|(_, v)| v * v).collect::<Vec<_>>()));
            if length > 0.0 {
                cells.iter_mut().for_each(|(_, value)| *value /= length);
            }
        }
        cells
    }
}

/// The terms of a text, by name, each with how often it occurs.
fn counted(text: &str, ngrams: u32) -> BTreeMap<String, f64> {
    let small = text.to_lowercase();
    let part = |c: char| !(c.is_alphanumeric() || c == '_');
    let tokens: Vec<&str> = small.split(part).filter(|token| token.chars().nth(1).is_some()).collect();
    let mut terms = BTreeMap::new();
    for n in 1..=ngrams as usize {
        tokens.windows(n).for_each(|run| *terms.entry(run.join(" ")).or_default() += 1.0);
    }
    terms
}

/// MurmurHash3, 32 bits for x86, seed 0 (A. Appleby, public domain).
fn murmur3(bytes: &[u8]) -> u32 {
    let mixed = |k: u32| k.wrapping_mul(0xcc9e_2d51).rotate_left(15).wrapping_mul(0x1b87_3593);
    let (words, rest) = bytes.as_chunks::<4>();
    let mut hash = 0_u32;
    for word in words {
        hash = (hash ^ mixed(u32::from_le_bytes(*word)))
            .rotate_left(13)
            .wrapping_mul(5)
            .wrapping_add(0xe654_6b64);
    }
    hash ^= mixed(rest.iter().rev().fold(0, |k, byte| k << 8 | u32::from(*byte)));
    hash ^= bytes.len() as u32;
    hash = (hash ^ hash >> 16).wrapping_mul(0x85eb_ca6b);
    hash = (hash ^ hash >> 13).wrapping_mul(0xc2b2_ae35);
    hash ^ hash >> 16
}
