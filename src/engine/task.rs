//! What kind of answer a model gives, and when a value is known.

use serde::{Deserialize, Serialize};

/// What kind of answer is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Task {
    /// Yes or no: the model gives the probability of yes.
    Binary,
    /// One of several classes.
    Multiclass,
    /// A number.
    Regression,
}

impl Task {
    /// Its name, as a text key.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Binary => "binary",
            Self::Multiclass => "multiclass",
            Self::Regression => "regression",
        }
    }
}

/// What is predicted: a column of the world's table, and when its value comes in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Target {
    /// The column's name.
    pub column: String,
    /// The kind of answer.
    pub task: Task,
    /// Days between the decision and the moment the true answer is known.
    pub delay_days: u32,
}

/// When the value of a column is known, relative to the moment of the decision.
///
/// A live request blanks every column that is not known at the decision, so a leak fails by mechanism.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KnownAt {
    /// Known when the decision is taken.
    Decision,
    /// Only known later, at the named event (a text key: `departure`, `arrival`, `outcome`).
    Later(String),
}

impl KnownAt {
    /// Whether a live request carries the value.
    #[must_use]
    pub fn at_decision(&self) -> bool {
        matches!(self, Self::Decision)
    }
}
