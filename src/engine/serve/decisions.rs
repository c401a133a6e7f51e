//! What was decided of rows, whatever the kind of answer: who is flagged, how much is planned, or which name is given.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::amounts::Amounts;
use super::names::Names;
use super::policy::{self, Costs, Counts};
use crate::said::Said;
use crate::task::Task;

/// What was decided, one a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Decisions {
    /// Whether it is flagged.
    Flags(Vec<bool>),
    /// How much is planned.
    Plans {
        /// What was forecast.
        forecasts: Vec<f64>,
        /// What was planned.
        planned: Vec<f64>,
    },
    /// The class that is named; `None` where somebody is asked.
    Names(Vec<Option<u32>>),
}

/// Decisions against what came, summed over rows.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tally {
    /// Of flags.
    Counts(Counts),
    /// Of plans.
    Amounts(Amounts),
    /// Of names.
    Names(Names),
}

impl Decisions {
    /// What follows from what was said of each row: of yes or no the surest at or above `line`, as many a day as there is
    /// room for; of numbers the forecast and `line` together; of classes the name, where it is as sure as `line`.
    #[must_use]
    pub fn take(task: Task, days: &[i32], said: &Said, line: f64, capacity: f64) -> Self {
        let scores = &said.scores;
        match task {
            Task::Regression => Self::Plans {
                forecasts: scores.clone(),
                planned: scores.iter().map(|forecast| forecast + line).collect(),
            },
            Task::Binary => Self::Flags(policy::flag(days, scores, line, capacity)),
            Task::Multiclass => {
                let named = |(class, score): (&u32, &f64)| (*score >= line).then_some(*class);
                Self::Names(said.classes.iter().zip(scores).map(named).collect())
            }
        }
    }

    /// Of some of the rows alone.
    #[must_use]
    pub fn only(&self, rows: &[usize]) -> Self {
        let of = |values: &[f64]| rows.iter().map(|i| values[*i]).collect();
        match self {
            Self::Flags(flags) => Self::Flags(rows.iter().map(|i| flags[*i]).collect()),
            Self::Plans { forecasts, planned } => {
                Self::Plans { forecasts: of(forecasts), planned: of(planned) }
            }
            Self::Names(named) => Self::Names(rows.iter().map(|i| named[*i]).collect()),
        }
    }

    /// Whether row `i` is flagged.
    #[must_use]
    pub fn flagged(&self, i: usize) -> bool {
        matches!(self, Self::Flags(flags) if flags[i])
    }

    /// How much is planned for row `i`; `None` where no numbers were asked for.
    #[must_use]
    pub fn planned(&self, i: usize) -> Option<f64> {
        match self {
            Self::Flags(_) | Self::Names(_) => None,
            Self::Plans { planned, .. } => Some(planned[i]),
        }
    }

    /// The class that row `i` is named, if it is.
    #[must_use]
    pub fn named(&self, i: usize) -> Option<u32> {
        match self {
            Self::Names(named) => named[i],
            Self::Flags(_) | Self::Plans { .. } => None,
        }
    }

    /// Against what came of `rows`; `y` is one a row, of flags 0 or 1, of names the class.
    #[must_use]
    pub fn tally(&self, y: &[f64], rows: Range<usize>) -> Tally {
        match self {
            Self::Flags(flags) => Tally::Counts(policy::count(&y[rows.clone()], &flags[rows])),
            Self::Plans { forecasts, planned } => {
                let one = |i: usize| Amounts::of(y[i], forecasts[i], planned[i]);
                Tally::Amounts(rows.fold(Amounts::default(), |sum, i| sum.plus(&one(i))))
            }
            Self::Names(named) => {
                let one = |i: usize| Names::of(y[i], named[i]);
                Tally::Names(rows.fold(Names::default(), |sum, i| sum.plus(&one(i))))
            }
        }
    }

    /// Against what came of all rows.
    #[must_use]
    pub fn all(&self, y: &[f64]) -> Tally {
        self.tally(y, 0..y.len())
    }

    /// What each row cost, in euros.
    #[must_use]
    pub fn costs(&self, y: &[f64], costs: &Costs) -> Vec<f64> {
        (0..y.len()).map(|i| self.tally(y, i..i + 1).cost(costs, 1.0)).collect()
    }
}

impl From<Counts> for Tally {
    fn from(counts: Counts) -> Self {
        Self::Counts(counts)
    }
}

impl From<Amounts> for Tally {
    fn from(amounts: Amounts) -> Self {
        Self::Amounts(amounts)
    }
}

impl From<Names> for Tally {
    fn from(names: Names) -> Self {
        Self::Names(names)
    }
}

impl Tally {
    /// Of no rows.
    #[must_use]
    pub fn none(task: Task) -> Self {
        match task {
            Task::Regression => Self::Amounts(Amounts::default()),
            Task::Binary => Self::Counts(Counts::default()),
            Task::Multiclass => Self::Names(Names::default()),
        }
    }

    /// Adds other rows of the same kind.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::Counts(a), Self::Counts(b)) => Self::Counts(a.plus(b)),
            (Self::Amounts(a), Self::Amounts(b)) => Self::Amounts(a.plus(b)),
            (Self::Names(a), Self::Names(b)) => Self::Names(a.plus(b)),
            _ => *self,
        }
    }

    /// What it cost, in euros, if each row stands for `1 / share` real ones.
    #[must_use]
    pub fn cost(&self, costs: &Costs, share: f64) -> f64 {
        match self {
            Self::Counts(counts) => counts.cost(costs, share),
            Self::Amounts(amounts) => amounts.cost(costs, share),
            Self::Names(names) => {
                let [wrong, asked] = names.bill(costs, share);
                wrong + asked
            }
        }
    }

    /// How many rows.
    #[must_use]
    pub fn n(&self) -> u32 {
        match self {
            Self::Counts(counts) => counts.n(),
            Self::Amounts(amounts) => amounts.n,
            Self::Names(names) => names.n,
        }
    }

    /// Of names, the share of them that are right; `None` of anything else, or of no names.
    #[must_use]
    pub fn accuracy(&self) -> Option<f64> {
        match self {
            Self::Names(names) => names.accuracy(),
            Self::Counts(_) | Self::Amounts(_) => None,
        }
    }

    /// The number that a goal is set for: the share found, the mean absolute error, or the share that
    /// got its right name without asking.
    #[must_use]
    pub fn score(&self) -> Option<f64> {
        match self {
            Self::Counts(counts) => counts.recall(),
            Self::Amounts(amounts) => amounts.mean_absolute_error(),
            Self::Names(names) => names.right_share(),
        }
    }
}
