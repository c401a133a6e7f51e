//! A ratio of two columns as a new column; nothing is learned.

use serde::{Deserialize, Serialize};

use super::columns::made_from;
use crate::error::Result;
use crate::table::Table;

/// Which column over which.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Params {
    /// The column above the line (numbers).
    pub numerator: String,
    /// The column below it (numbers).
    pub denominator: String,
}

/// The same, once both columns are known to be there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    /// The column above the line.
    pub numerator: String,
    /// The column below it.
    pub denominator: String,
}

impl Params {
    /// Looks for both columns.
    ///
    /// # Errors
    /// A column that is not there or no number.
    pub fn fit(&self, table: &Table) -> Result<Fitted> {
        table.numbers(&self.numerator)?;
        table.numbers(&self.denominator)?;
        Ok(Fitted { numerator: self.numerator.clone(), denominator: self.denominator.clone() })
    }
}

impl Fitted {
    /// Adds `<numerator> / <denominator>` behind the other columns. It is missing where one of the two is, where the
    /// denominator is 0, and where the ratio is too large for a number. It is known when the later of the two is.
    ///
    /// # Errors
    /// A column that is not there or no number, or a column of that name there already.
    pub fn transform(&self, table: &Table) -> Result<Table> {
        let (above, below) = (table.numbers(&self.numerator)?, table.numbers(&self.denominator)?);
        let ratio = |(a, b): (&f64, &f64)| {
            let ratio = a / b;
            if ratio.is_finite() { ratio } else { f64::NAN }
        };
        let values = above.iter().zip(below.iter()).map(ratio).collect();
        let (of, other) = (table.column(&self.numerator)?, table.column(&self.denominator)?);
        let later = if of.known_at.at_decision() { other } else { of };
        let mut columns = table.columns().to_vec();
        columns.push(made_from(later, format!("{} / {}", self.numerator, self.denominator), values));
        Table::new(columns)
    }
}
