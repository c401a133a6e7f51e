//! Why the engine refused, with the facts a room needs to say what to do.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The result of anything that can be refused.
pub type Result<T> = std::result::Result<T, EngineError>;

/// Why the engine refused. It carries facts and no sentences: a room turns them into words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EngineError {
    /// Two things that must be equally long are not.
    LengthMismatch {
        /// What was compared, e.g. `y` or a column's name.
        what: String,
        /// The length asked for.
        expected: u64,
        /// The length met.
        found: u64,
    },
    /// A CSV file cannot be read.
    Csv {
        /// One-based line in the file.
        line: u64,
        /// The column by name, where one is to blame.
        column: Option<String>,
        /// What is wrong there.
        problem: CsvProblem,
    },
    /// A shipped or stored binary file is damaged or of another form.
    Data {
        /// Which file.
        what: String,
        /// What is wrong, in a few words for an engineer.
        problem: String,
    },
    /// A step or choice names a column that is not there.
    UnknownColumn {
        /// Its name.
        column: String,
    },
    /// A step wants another kind of column.
    WrongKind {
        /// The column's name.
        column: String,
        /// The kind asked for.
        expected: String,
        /// The kind met.
        found: String,
    },
    /// A step of a recipe refused.
    InStep {
        /// Its position in the recipe, from 0; steps switched off count too.
        step: u32,
        /// Why.
        error: Box<EngineError>,
    },
    /// Not enough rows to do it.
    TooFewRows {
        /// What was asked for.
        what: String,
        /// Rows needed at least.
        needed: u64,
        /// Rows met.
        found: u64,
    },
    /// The target has one class only, so that there is nothing to tell apart.
    OneClass {
        /// Which rows.
        what: String,
    },
    /// No feature is left for the model.
    NoFeatures,
    /// A number is infinite or not a number where a model needs a finite one.
    NotFinite {
        /// Where.
        what: String,
    },
    /// A number is below nought where a model takes numbers for counts.
    Negative {
        /// The feature, from 0.
        feature: u32,
        /// Its name, where a recipe gave it one.
        column: Option<String>,
    },
    /// A setting is outside what it can be.
    OutOfRange {
        /// The setting's name.
        what: String,
        /// Smallest allowed.
        low: f64,
        /// Largest allowed.
        high: f64,
        /// What was given.
        found: f64,
    },
    /// The engine cannot do this (yet): a task, a model or a world it does not know.
    Unsupported {
        /// What was asked for.
        what: String,
    },
    /// An expedition file cannot be read.
    BadRecord {
        /// One-based line.
        line: u64,
        /// One-based column.
        column: u64,
        /// What is wrong, in the parser's words.
        problem: String,
    },
    /// An expedition file comes from a newer version of the app.
    NewerRecord {
        /// Its schema version.
        found: u32,
        /// The newest schema version known here.
        supported: u32,
    },
    /// An expedition was made on data that is not the data here.
    OtherData {
        /// The fingerprint in the record.
        expected: String,
        /// The fingerprint of the data here.
        found: String,
    },
    /// A learner's own file, or what was decided about it, cannot become an expedition.
    Own {
        /// Why.
        problem: OwnProblem,
    },
    /// A choice is missing that this report needs; the room says which stage to visit.
    NotYet {
        /// The choice that is missing, as a key.
        missing: String,
    },
    /// A model that knows numbers only was given a column of levels.
    NoLevels {
        /// The model, as a text key.
        model: String,
        /// The feature, from 0.
        feature: u32,
        /// Its name, where a recipe gave it one.
        column: Option<String>,
    },
}

/// What is wrong in a CSV file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CsvProblem {
    /// No header line.
    Empty,
    /// A header cell without a name.
    UnnamedColumn,
    /// A column name used twice.
    DuplicateColumn,
    /// A line with more or fewer cells than the header.
    WrongWidth {
        /// Cells in the header.
        expected: u64,
        /// Cells met.
        found: u64,
    },
    /// A cell that does not fit its column's kind.
    BadCell {
        /// The kind asked for: `number` or `date`.
        expected: String,
        /// The cell, at most 40 characters of it.
        found: String,
    },
    /// More columns than can be read.
    TooManyColumns {
        /// So many can.
        most: u64,
        /// Columns met.
        found: u64,
    },
    /// More rows than can be read; the rest was not looked at.
    TooManyRows {
        /// So many can.
        most: u64,
    },
    /// Bytes that are not UTF-8.
    NotUtf8,
    /// A quotation mark is never closed or other damage.
    Broken,
}

/// Why a learner's own file, or what was decided about it, cannot become an expedition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OwnProblem {
    /// One column only: a target and nothing to learn it from.
    OneColumn,
    /// What was decided is of another file, or damaged.
    Damaged,
    /// The target is a date.
    DateTarget,
    /// The target is a number, and no limit says what counts as yes.
    NumberTarget,
    /// The target has more than two values, and none was chosen to be yes.
    ManyAnswers {
        /// So many values.
        found: u64,
    },
    /// No row has an answer.
    NoAnswers,
    /// Too few rows with one of the two answers.
    FewAnswers {
        /// `yes` or `no`.
        answer: String,
        /// So many are needed.
        needed: u64,
        /// Rows met.
        found: u64,
    },
    /// One of several names is asked for, and there are fewer than three that are no rarities.
    FewNames {
        /// Fewest rows of a name.
        needed: u64,
        /// Names met.
        found: u64,
    },
    /// A number is asked for, and there are too few different ones.
    FewNumbers {
        /// So many are needed.
        needed: u64,
        /// Different numbers met.
        found: u64,
    },
    /// The column that says how much rows count does not say it of all, or says something that is not above nought.
    Weights {
        /// Such rows.
        found: u64,
    },
    /// The column of dates spans too few or too many months to live through.
    Months {
        /// Fewest.
        least: u64,
        /// Most.
        most: u64,
        /// Months met.
        found: u64,
    },
    /// A month in between has no row.
    EmptyMonth {
        /// Its first day, as in files.
        day: String,
    },
}

impl EngineError {
    /// The same refusal, with the position of the recipe step it came from.
    #[must_use]
    pub fn in_step(self, step: usize) -> Self {
        Self::InStep { step: step as u32, error: Box::new(self) }
    }

    /// The same refusal, with the name of the feature it is about.
    #[must_use]
    pub fn naming(mut self, features: &[String]) -> Self {
        if let Self::Negative { feature, column } | Self::NoLevels { feature, column, .. } = &mut self {
            *column = features.get(*feature as usize).cloned();
        }
        self
    }

    /// Refuses a setting that is not from `low` to `high`.
    ///
    /// # Errors
    /// [`EngineError::OutOfRange`], of NaN too.
    pub fn unless_within(what: &str, low: f64, high: f64, found: f64) -> Result<()> {
        let within = (low..=high).contains(&found);
        if within { Ok(()) } else { Err(Self::OutOfRange { what: what.into(), low, high, found }) }
    }
}

impl fmt::Display for EngineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}

impl std::error::Error for EngineError {}
