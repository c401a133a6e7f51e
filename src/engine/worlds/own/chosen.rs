//! What a learner decides about a file: which column is what, what is predicted, and what is at stake.

use serde::{Deserialize, Serialize};

use crate::later::later;
use crate::table::Kind;
use crate::table::csv::ReadOptions;
use crate::table::written::Written;
use crate::task::Task;

/// What a learner decides about a file.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chosen {
    /// Each column of the file, in order.
    pub columns: Vec<OwnColumn>,
    /// The position of the column to be predicted.
    pub target: u32,
    /// Which of its values counts as yes.
    pub yes: Option<Yes>,
    /// The position of the column that says when, if there is one.
    pub when: Option<u32>,
    /// What one row is called.
    pub row: String,
    /// What several are called.
    pub rows: String,
    /// What a miss costs, in euros.
    pub miss: f64,
    /// What a false alarm costs, in euros.
    pub false_alarm: f64,
    /// The share of a day's rows that can be dealt with, 0 to 1.
    pub capacity: f64,
    /// Whether dates other than the one that says when may be given to a model; in files of before they never were.
    #[serde(default)]
    pub dates: bool,
    /// The position of the column that says how much each row counts when a model learns, if there is one.
    #[serde(default)]
    pub counts: Option<u32>,
}

later!(Chosen { columns, target, yes, when, row, rows, miss, false_alarm, capacity }
    dates if |chosen| chosen.dates,
    counts if |chosen| chosen.counts.is_some());

impl Chosen {
    /// The positions of the columns a model may be given.
    pub fn features(&self) -> impl Iterator<Item = (u32, &OwnColumn)> {
        let Self { columns, target, when, dates, counts, .. } = self;
        let can = move |(at, column): &(u32, &OwnColumn)| {
            let other = at != target && Some(*at) != *when && Some(*at) != *counts;
            !column.out && (*dates || column.kind != Kind::Date) && other
        };
        (0_u32..).zip(columns).filter(can)
    }

    /// Whether the column at a position can say how much rows count: numbers that nothing else is asked of.
    #[must_use]
    pub fn can_count(&self, at: u32) -> bool {
        let number = self.columns.get(at as usize).is_some_and(|column| column.kind == Kind::Number);
        number && at != self.target && Some(at) != self.when
    }

    /// The same where what says how much rows count can: after another choice it may not.
    #[must_use]
    pub fn whole(self) -> Self {
        Self { counts: self.counts.filter(|at| self.can_count(*at)), ..self }
    }

    /// The kind of answer that is asked for.
    #[must_use]
    pub fn task(&self) -> Task {
        match self.yes {
            Some(Yes::Itself) => Task::Regression,
            Some(Yes::Each) => Task::Multiclass,
            Some(Yes::Is(_) | Yes::AtLeast(_)) | None => Task::Binary,
        }
    }
}

/// What is decided about a column.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnColumn {
    /// Its name in the file.
    pub name: String,
    /// Its kind.
    pub kind: Kind,
    /// Whether it is left out.
    #[serde(default)]
    pub out: bool,
    /// Whether its value is known only after the decision.
    #[serde(default)]
    pub later: bool,
    /// How it is written, where the learner said so.
    #[serde(default)]
    pub written: Option<Written>,
}

later!(OwnColumn { name, kind, out, later } written if |column| column.written.is_some());

/// How a file is read whose columns were decided about.
pub(super) fn reading(columns: &[OwnColumn]) -> ReadOptions {
    let kinds = columns.iter().map(|column| (column.name.clone(), column.kind)).collect();
    let ways = columns.iter().filter_map(|column| Some((column.name.clone(), column.written?))).collect();
    ReadOptions { kinds, ways, missing: None }
}

/// What counts as yes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Yes {
    /// This value; every other is no.
    Is(String),
    /// This number or more; less is no.
    AtLeast(f64),
    /// Nothing: how much it is, is what is asked.
    Itself,
    /// Nothing: which of several it is, is what is asked.
    Each,
}
