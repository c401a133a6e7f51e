//! A rule written by hand: up to three conditions on a row's columns, nothing learned.
//!
//! It is a baseline to beat and a thing to fall back on. It reads the table people see, not the model's matrix.

use serde::{Deserialize, Serialize};

use crate::error::{EngineError, Result};
use crate::table::{Table, Values};

/// At most so many conditions: more would be a program.
pub const MAX_CONDITIONS: usize = 3;

/// How a value is compared.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Test {
    /// The number is at least `value`.
    AtLeast {
        /// In the column's unit.
        value: f64,
    },
    /// The number is at most `value`.
    AtMost {
        /// In the column's unit.
        value: f64,
    },
    /// The category is `level`.
    Is {
        /// Its name.
        level: String,
    },
}

/// One condition on one column. A missing value does not fulfil it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Condition {
    /// The column's name.
    pub column: String,
    /// How it is compared.
    pub test: Test,
}

/// A rule: yes if any of its conditions is fulfilled.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    /// One to three conditions.
    pub any: Vec<Condition>,
}

impl Rule {
    /// The number of conditions each row fulfils, as a share of all: 0 says no, above 0 yes, more is surer.
    ///
    /// # Errors
    /// Too many conditions, a column that is not there or of another kind.
    pub fn score(&self, table: &Table) -> Result<Vec<f64>> {
        let n = self.any.len();
        if n == 0 || n > MAX_CONDITIONS {
            return Err(EngineError::OutOfRange {
                what: "conditions".into(),
                low: 1.0,
                high: MAX_CONDITIONS as f64,
                found: n as f64,
            });
        }
        let mut scores = vec![0.0; table.n_rows()];
        for condition in &self.any {
            for (score, holds) in scores.iter_mut().zip(condition.holds(table)?) {
                *score += f64::from(u8::from(holds)) / n as f64;
            }
        }
        Ok(scores)
    }
}

impl Condition {
    /// Whether it holds, row by row.
    ///
    /// # Errors
    /// A column that is not there or of another kind.
    pub fn holds(&self, table: &Table) -> Result<Vec<bool>> {
        let column = table.column(&self.column)?;
        match (&column.values, &self.test) {
            (Values::Number(v), Test::AtLeast { value }) => Ok(v.iter().map(|x| x >= value).collect()),
            (Values::Number(v), Test::AtMost { value }) => Ok(v.iter().map(|x| x <= value).collect()),
            (Values::Category { levels, codes }, Test::Is { level }) => {
                let code = levels.iter().position(|l| l == level).map(|i| i as u32);
                Ok(codes.iter().map(|c| Some(*c) == code).collect())
            }
            (other, _) => Err(EngineError::WrongKind {
                column: self.column.clone(),
                expected: "a kind this test can compare".into(),
                found: other.kind().name().into(),
            }),
        }
    }
}
