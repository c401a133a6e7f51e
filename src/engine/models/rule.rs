//! A rule written by hand: up to three conditions on a row's columns, nothing learned. Where the answer is a number, it
//! says how much: a usual number or what a column says, and another where a condition is fulfilled. Where it is one of
//! several classes, each condition has a name, and the first that is fulfilled gives it.
//!
//! It is a baseline to beat and a thing to fall back on. It reads the table people see, not the model's matrix.

use serde::{Deserialize, Serialize};

use crate::error::{EngineError, Result};
use crate::later::later;
use crate::said::Said;
use crate::table::{Table, Values};
use crate::task::Task;

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

/// What a rule says of a row that is like the others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Usual {
    /// Always this number, in the target's unit.
    Number(f64),
    /// What this column says, e.g. what the target was two weeks ago.
    Column(String),
}

/// How much a rule says, where the answer is a number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Amount {
    /// Of most rows.
    pub usual: Usual,
    /// Of rows that fulfil a condition, and of those of which the usual column says nothing; in the target's unit.
    pub then: f64,
}

/// A rule: yes if any of its conditions is fulfilled, an amount that hangs on whether any is, or the name of the first
/// that is.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Rule {
    /// One to three conditions; with an amount there may be none.
    pub any: Vec<Condition>,
    /// How much, where the answer is a number.
    #[serde(default)]
    pub amount: Option<Amount>,
    /// The class that each condition names, where the answer is one of several; otherwise empty.
    #[serde(default)]
    pub classes: Vec<u32>,
}

later!(Rule { any } amount if |rule| rule.amount.is_some(), classes if |rule| !rule.classes.is_empty());

impl Rule {
    /// A rule that says yes if any of the conditions is fulfilled.
    #[must_use]
    pub fn any(conditions: Vec<Condition>) -> Self {
        Self { any: conditions, amount: None, classes: Vec::new() }
    }

    /// A rule that gives each row the class of the first condition it fulfils, and none to the others.
    #[must_use]
    pub fn naming(named: Vec<(Condition, u32)>) -> Self {
        let (any, classes) = named.into_iter().unzip();
        Self { any, amount: None, classes }
    }

    /// The columns it reads, each once.
    #[must_use]
    pub fn columns(&self) -> Vec<String> {
        let usual = self.amount.as_ref().and_then(|amount| match &amount.usual {
            Usual::Column(name) => Some(name),
            Usual::Number(_) => None,
        });
        let mut names: Vec<String> = Vec::new();
        for name in usual.into_iter().chain(self.any.iter().map(|condition| &condition.column)) {
            if !names.contains(name) {
                names.push(name.clone());
            }
        }
        names
    }

    /// With an amount, how much it says of each row; where the answer is one of `n_classes`, which name it gives each,
    /// score 1, and score 0 where it gives none. Otherwise the number of conditions each row fulfils, as a share of all: 0
    /// says no, above 0 yes, more is surer.
    ///
    /// # Errors
    /// Too many conditions, names for more or fewer of them ([`EngineError::LengthMismatch`]), a class that there is not
    /// ([`EngineError::OutOfRange`]), an amount that is no number
    /// ([`EngineError::NotFinite`]), a column that is not there or of another kind.
    pub fn say(&self, task: Task, n_classes: u32, table: &Table) -> Result<Said> {
        let n = self.any.len();
        let least = usize::from(self.amount.is_none());
        if n < least || n > MAX_CONDITIONS {
            return Err(EngineError::OutOfRange {
                what: "conditions".into(),
                low: least as f64,
                high: MAX_CONDITIONS as f64,
                found: n as f64,
            });
        }
        if task == Task::Multiclass {
            return self.name(n_classes, table);
        }
        let mut scores = vec![0.0; table.n_rows()];
        for condition in &self.any {
            for (score, holds) in scores.iter_mut().zip(condition.holds(table)?) {
                *score += f64::from(u8::from(holds)) / n as f64;
            }
        }
        match &self.amount {
            Some(amount) => Ok(Said::of(amount.says(&scores, table)?)),
            None => Ok(Said::of(scores)),
        }
    }

    fn name(&self, n_classes: u32, table: &Table) -> Result<Said> {
        if self.classes.len() != self.any.len() {
            let (expected, found) = (self.any.len() as u64, self.classes.len() as u64);
            return Err(EngineError::LengthMismatch { what: "classes".into(), expected, found });
        }
        if let Some(odd) = self.classes.iter().find(|class| **class >= n_classes) {
            let (high, found) = (f64::from(n_classes) - 1.0, f64::from(*odd));
            return Err(EngineError::OutOfRange { what: "class".into(), low: 0.0, high, found });
        }
        let mut said = Said { scores: vec![0.0; table.n_rows()], classes: vec![0; table.n_rows()] };
        for (condition, class) in self.any.iter().zip(&self.classes) {
            for (i, holds) in condition.holds(table)?.into_iter().enumerate() {
                if holds && said.scores[i] == 0.0 {
                    (said.scores[i], said.classes[i]) = (1.0, *class);
                }
            }
        }
        Ok(said)
    }
}

impl Amount {
    /// How much of each row, of which `fulfilled` is above 0 where a condition is fulfilled.
    fn says(&self, fulfilled: &[f64], table: &Table) -> Result<Vec<f64>> {
        let then = self.then;
        let of = |usual: f64, fulfilled: f64| if fulfilled > 0.0 || usual.is_nan() { then } else { usual };
        let said: Vec<f64> = match &self.usual {
            Usual::Number(usual) => fulfilled.iter().map(|met| of(*usual, *met)).collect(),
            Usual::Column(name) => {
                table.numbers(name)?.iter().zip(fulfilled).map(|(usual, met)| of(*usual, *met)).collect()
            }
        };
        match said.iter().all(|much| much.is_finite()) {
            true => Ok(said),
            false => Err(EngineError::NotFinite { what: "amount".into() }),
        }
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
