//! Products of columns (scikit-learn's `PolynomialFeatures` of degree 2): what two columns say only together.
//!
//! Nothing is learned but which columns there are.

use serde::{Deserialize, Serialize};

use super::columns::{Columns, made_from};
use crate::error::{EngineError, Result};
use crate::table::{Kind, Table};
use crate::work::Pace;

/// Most columns that may be multiplied with each other: each more makes as many new ones as there are.
pub(super) const MOST: u32 = 40;

/// Which columns to multiply.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Params {
    /// The columns (numbers), at most 40.
    pub columns: Columns,
    /// Whether to leave out squares: products of two different columns only.
    pub interaction_only: bool,
}

/// The columns to multiply.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    /// Their names.
    pub columns: Vec<String>,
    /// Whether squares are left out.
    pub interaction_only: bool,
}

impl Params {
    /// Looks for the columns.
    ///
    /// # Errors
    /// A column that is not there or no number; too many of them ([`EngineError::OutOfRange`]).
    pub fn fit(&self, table: &Table) -> Result<Fitted> {
        let columns = self.columns.resolve(table, &[Kind::Number])?;
        EngineError::unless_within("columns", 0.0, f64::from(MOST), f64::from(columns.len() as u32))?;
        Ok(Fitted { columns, interaction_only: self.interaction_only })
    }
}

/// What the product of two columns is called.
pub(super) fn name(a: &str, b: &str) -> String {
    if a == b { format!("{a}^2") } else { format!("{a} {b}") }
}

impl Fitted {
    /// Adds `<a> <b>` for each pair and `<a>^2` for each column behind the other columns, in scikit-learn's order. A
    /// product is missing where one of the two is, and known when the later of the two is.
    ///
    /// # Errors
    /// A column that is not there or no number, or a column of such a name there already.
    pub async fn transform(&self, table: &Table, pace: &Pace) -> Result<Table> {
        let mut columns = table.columns().to_vec();
        for (i, a) in self.columns.iter().enumerate() {
            for b in &self.columns[i + usize::from(self.interaction_only)..] {
                pace.pause().await;
                let (of, other) = (table.column(a)?, table.column(b)?);
                let later = if of.known_at.at_decision() { other } else { of };
                let pairs = table.numbers(a)?.iter().zip(table.numbers(b)?.iter());
                columns.push(made_from(later, name(a, b), pairs.map(|(a, b)| a * b).collect()));
            }
        }
        Table::new(columns)
    }
}
