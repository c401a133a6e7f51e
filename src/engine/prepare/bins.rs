//! Bins (scikit-learn's `KBinsDiscretizer`): a number becomes the number of the bin it falls in.

use serde::{Deserialize, Serialize};

use super::columns::{Columns, map_columns};
use crate::error::{EngineError, Result};
use crate::math;
pub use crate::math::QuantileMethod;
use crate::note::Note;
use crate::table::{Column, Kind, MISSING, Table, Values};
use crate::work::Pace;

/// Edges closer than this are one (as in scikit-learn).
const CLOSEST: f64 = 1e-8;

/// Where the edges lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Strategy {
    /// Bins of equal width.
    Uniform,
    /// Bins with equally many training rows, as far as equal values allow.
    Quantile {
        /// How quantiles are read off.
        method: QuantileMethod,
    },
}

/// What a bin becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Encode {
    /// Its number, from 0.
    Ordinal,
    /// A level of a category, named by its edges; one-hot encoding may follow.
    Level,
}

/// Which columns to put in bins, and how.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Params {
    /// The columns (numbers).
    pub columns: Columns,
    /// How many bins, 2 to 100.
    pub n_bins: u32,
    /// Where the edges lie.
    pub strategy: Strategy,
    /// What a bin becomes.
    pub encode: Encode,
}

/// The bins of one column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Edges {
    /// Its name.
    pub column: String,
    /// Rising edges in the column's unit, one more than bins; none where there was no value or a single one: one bin.
    pub edges: Vec<f64>,
}

/// The bins of each column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    /// One a column.
    pub columns: Vec<Edges>,
    /// What a bin becomes.
    pub encode: Encode,
}

impl Params {
    /// Learns the edges. Edges that fall together are one, so there may be fewer bins than asked for.
    ///
    /// # Errors
    /// A column that is not there or no number; [`EngineError::OutOfRange`] for `n_bins`.
    pub async fn fit(&self, table: &Table, notes: &mut Vec<Note>, pace: &Pace) -> Result<Fitted> {
        EngineError::unless_within("n_bins", 2.0, 100.0, f64::from(self.n_bins))?;
        let mut columns = Vec::new();
        for column in self.columns.resolve(table, &[Kind::Number])? {
            pace.pause().await;
            let sorted = math::sorted_present(table.numbers(&column)?);
            let edges = self.edges(&sorted);
            if edges.is_empty() {
                notes.push(Note::ConstantColumn { column: column.clone() });
            }
            columns.push(Edges { column, edges });
        }
        Ok(Fitted { columns, encode: self.encode })
    }

    fn edges(&self, sorted: &[f64]) -> Vec<f64> {
        let (Some(low), Some(high)) = (sorted.first(), sorted.last()) else { return Vec::new() };
        if low == high {
            return Vec::new();
        }
        let n = f64::from(self.n_bins);
        let edge = |i: u32| match self.strategy {
            _ if i == self.n_bins => *high,
            Strategy::Uniform => low + f64::from(i) * ((high - low) / n),
            // By way of percent, as scikit-learn asks for them.
            Strategy::Quantile { method } => {
                math::quantile(sorted, 100.0 * f64::from(i) / n / 100.0, method).unwrap_or(*low)
            }
        };
        let mut edges: Vec<f64> = Vec::with_capacity(self.n_bins as usize + 1);
        for next in (0..=self.n_bins).map(edge) {
            let apart = self.strategy == Strategy::Uniform || edges.last().is_none_or(|e| next - e > CLOSEST);
            if apart {
                edges.push(next);
            }
        }
        edges
    }
}

impl Edges {
    /// How many bins.
    #[must_use]
    pub fn n_bins(&self) -> usize {
        self.edges.len().saturating_sub(1).max(1)
    }

    /// The bin of `value`: a value on an inner edge belongs to the bin above, one beyond the ends to the outermost.
    #[must_use]
    pub fn bin(&self, value: f64) -> u32 {
        let inner = self.edges.get(1..self.edges.len().saturating_sub(1)).unwrap_or(&[]);
        inner.partition_point(|edge| *edge <= value) as u32
    }

    /// The name of each bin: `[2.5, 7)`, open at the ends.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        let n = self.n_bins();
        let name = |i: usize| match (i > 0, i + 1 < n) {
            (false, false) => "all".into(),
            (false, true) => format!("< {}", self.edges[i + 1]),
            (true, false) => format!(">= {}", self.edges[i]),
            (true, true) => format!("[{}, {})", self.edges[i], self.edges[i + 1]),
        };
        (0..n).map(name).collect()
    }
}

impl Fitted {
    /// Puts any rows in their bins; missing values stay missing.
    ///
    /// # Errors
    /// A column that is not there or no number.
    pub async fn transform(&self, table: &Table, pace: &Pace) -> Result<Table> {
        for one in &self.columns {
            table.numbers(&one.column)?;
        }
        map_columns(table, pace, |column| {
            let Some(edges) = self.columns.iter().find(|e| e.column == column.name) else { return Ok(None) };
            let numbers = table.numbers(&column.name)?;
            let values = match self.encode {
                Encode::Ordinal => {
                    let bin = |v: &f64| if v.is_nan() { *v } else { f64::from(edges.bin(*v)) };
                    Values::Number(numbers.iter().map(bin).collect())
                }
                Encode::Level => {
                    let code = |v: &f64| if v.is_nan() { MISSING } else { edges.bin(*v) };
                    Values::Category {
                        levels: edges.names().into(),
                        codes: numbers.iter().map(code).collect(),
                    }
                }
            };
            Ok(Some(vec![Column { values, ..column.clone() }]))
        })
        .await
    }
}
