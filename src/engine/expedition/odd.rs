//! What looks odd in the training rows, asked for in the Data room: each finding of [`quality`](crate::quality) with the
//! rows or levels it is about, what makes numbers false first, and with the step of a recipe that mends it, where there is
//! one.
//!
//! Answers are looked at, so only training rows are: what validation or sealed rows hold changes nothing.

use serde::{Deserialize, Serialize};

use super::aside;
use super::findings::{RARE, Rows, Same};
use super::pipeline;
use super::plan::Plan;
use super::seen::ENGINE;
use super::session::Session;
use crate::error::Result;
use crate::fingerprint::fingerprint;
use crate::prepare::{Columns, Recipe, Step, blank, convert, indicator, merge, pool};
use crate::quality::report::{About, inspect};
use crate::quality::rows::{Looks, Repeats, differing_only_in, repeats};
use crate::split::Split;
use crate::table::{Column, Table, Values};
use crate::task::{KnownAt, Task};
use crate::work::Pace;

/// Groups with fewer rows are thin.
pub const THIN: u32 = 30;

/// What was looked for, what matters most first: what makes a score false, then what makes values, answers and columns
/// false, then what says too little.
pub const LOOKED_FOR: [&str; 14] = [
    "leak", "late", "code", "unit", "conflict", "repeat", "alike", "spelling", "number", "gap", "together",
    "thin", "constant", "name",
];

/// What was found, and what was looked for in vain.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OddReport {
    /// Training rows looked at.
    pub n: u32,
    /// The findings, in the order of [`LOOKED_FOR`], of one kind most rows first.
    pub findings: Vec<Finding>,
    /// What of [`LOOKED_FOR`] there is none of.
    pub clean: Vec<String>,
    /// What rows lack.
    pub lacks: Lacks,
}

/// Which columns rows lack.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Lacks {
    /// Training rows that lack nothing.
    pub n_complete: u32,
    /// How many different sets of columns the others lack.
    pub n_sets: u32,
    /// The most frequent sets with the rows that lack just these, most rows first.
    pub sets: Vec<(Vec<String>, u32)>,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// Which, of [`LOOKED_FOR`].
    pub what: String,
    /// The columns it is about, as `table` has them; none if it is about whole rows.
    pub columns: Vec<String>,
    /// Training rows it is about.
    pub n: u32,
    /// Where to look.
    pub table: Shown,
    /// The columns that a step of a recipe would mend it in.
    pub mends: Vec<String>,
}

/// Where to look.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Shown {
    /// Nowhere in particular.
    Nothing,
    /// Columns with what each says alone, 0 nothing to 1 everything, and when it is known.
    Powers(Vec<(String, f64, KnownAt)>),
    /// Values that may stand for “not known”: column, value, rows.
    Codes(Vec<(String, f64, u32)>),
    /// Values that may be in another unit: so many times the others, from here to here.
    Unit {
        /// The factor that units differ by.
        factor: f64,
        /// From here …
        low: f64,
        /// … to here.
        high: f64,
    },
    /// Rows, in groups.
    Rows(Vec<Sample>),
    /// Levels of a column with their rows.
    Levels(Vec<(Option<String>, u32)>),
    /// Levels of a column that may be one, with their rows, in groups: the most frequent of each first.
    Spellings(Vec<Vec<(String, u32)>>),
    /// Columns with their rows without a value, and the mean answer with and without: of yes or no the share of yes.
    Gaps(Vec<(String, u32, f64, f64)>),
}

/// A training row as it is shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sample {
    /// Rows of one number belong together.
    pub group: u32,
    /// Its day.
    pub day: i32,
    /// Its answer: 1, 0, the number of a class, or a number.
    pub y: f64,
    /// Some of its columns, and what is written there; `None` if nothing is.
    pub values: Vec<(String, Option<String>)>,
}

impl Finding {
    /// The step that mends it in those columns that go in and have no such step yet, filled in with what was found;
    /// `None` if there is none to add. Codes are mended a column at a time, with others that have the same.
    #[must_use]
    pub fn step(&self, recipe: &Recipe) -> Option<Step> {
        let open = |name: &&String| recipe.features.contains(name) && !self.is_mended(recipe, name);
        let mut names: Vec<String> = self.mends.iter().filter(open).cloned().collect();
        let first = names.first()?.clone();
        if matches!(self.table, Shown::Codes(_)) {
            names.retain(|name| self.codes(name) == self.codes(&first));
        }
        Some(self.mending(&first, Columns::Named(names)))
    }

    /// Whether `recipe` has its step already, for every column that goes in.
    #[must_use]
    pub fn mended(&self, recipe: &Recipe) -> bool {
        self.mends.iter().any(|name| recipe.features.contains(name)) && self.step(recipe).is_none()
    }

    /// The codes of a column.
    fn codes(&self, name: &str) -> Vec<f64> {
        let Shown::Codes(codes) = &self.table else { return Vec::new() };
        codes.iter().filter(|(column, ..)| column == name).map(|(_, value, _)| *value).collect()
    }

    fn mending(&self, first: &str, columns: Columns) -> Step {
        match &self.table {
            Shown::Codes(_) => {
                let values = self.codes(first);
                Step::Blank(blank::Params { columns, values, below: None, above: None })
            }
            Shown::Unit { factor, low, high } => {
                // What lies further out is in that unit too; what lies between the two nobody has seen.
                let (low, high) = if *factor > 1.0 { (Some(*low), None) } else { (Some(0.0), Some(*high)) };
                Step::Convert(convert::Params { columns, low, high, factor: 1.0 / factor, offset: 0.0 })
            }
            Shown::Spellings(groups) => {
                let group = |levels: &Vec<(String, u32)>| {
                    let ((name, _), rest) = levels.split_first()?;
                    let levels = rest.iter().map(|(level, _)| level.clone()).collect();
                    Some(merge::Group { name: name.clone(), levels })
                };
                let groups = groups.iter().filter_map(group).collect();
                Step::Merge(merge::Params { columns, groups, fold: false })
            }
            _ => match self.what.as_str() {
                "gap" => Step::Indicator(indicator::Params { columns }),
                "thin" => Step::Pool(pool::Params { columns, min_share: RARE }),
                _ => Step::Drop { columns },
            },
        }
    }

    /// Whether a step of its kind is on for this column.
    fn is_mended(&self, recipe: &Recipe, name: &str) -> bool {
        let kind = self.mending(name, Columns::All);
        let mut of_kind = recipe.steps.iter().filter(|step| step.is_on() && step.word() == kind.word());
        of_kind.any(|step| match step.columns() {
            Some(Columns::Named(names)) => names.iter().any(|other| other == name),
            Some(Columns::All) => true,
            None => false,
        })
    }
}

/// Looks at the training rows; kept, since it does not depend on the recipe.
///
/// # Errors
/// None in practice; a world whose table lacks a column.
pub(super) async fn report(session: &Session, plan: &Plan, split: &Split, pace: &Pace) -> Result<OddReport> {
    let key = fingerprint(&("odd", ENGINE, &plan.data, &plan.seed, &plan.window, &plan.split))?;
    if let Some(found) = session.recall(&key) {
        return Ok(found);
    }
    let world = &session.world;
    let target = world.id.target();
    let features: Vec<String> = world.id.features().iter().map(|feature| feature.name.into()).collect();
    let train = world.table.take(&split.train).select(&features)?;
    let rows = Rows {
        days: pipeline::days(world, &split.train),
        y: pipeline::targets(world, &split.train),
        table: train,
    };
    let with_answers = |table: &Table| {
        let values = Values::Number(rows.y.clone().into());
        let answers = Column { name: target.column.clone(), known_at: KnownAt::Decision, values };
        Table::new(table.columns().iter().cloned().chain([answers]).collect())
    };
    let about = About { target: target.column.clone(), task: target.task };
    let whole = with_answers(&rows.table)?;
    let found = inspect(&whole, Some(&about), THIN, pace).await?;
    let exact = repeats(&aside::with_answers(world, &split.train)?, Looks::Exact, pace).await?;
    // Rows look the same to whoever decides: what is known only afterwards tells no two of them apart.
    let known: Vec<String> =
        rows.table.columns().iter().filter(|c| c.known_at.at_decision()).map(|c| c.name.clone()).collect();
    let conflicting = match target.task {
        Task::Regression => Repeats::default(),
        Task::Binary | Task::Multiclass => {
            let table = with_answers(&rows.table.select(&known)?)?;
            differing_only_in(&table, &target.column, Looks::Exact, pace).await?
        }
    };
    let report = rows.told(&found, &Same { exact, conflicting }, target.task);
    session.keep(&key, &report);
    Ok(report)
}
