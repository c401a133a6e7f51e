//! From a chosen step to a fitted step, learned on training rows only; the recipe is their ordered list.
//!
//! A recipe takes a [`Table`] to a [`Matrix`]: it selects features, then each step maps table to table. What a step
//! learns (a median, a mean, the levels of a category) comes from the rows it was fitted on and from no others.

pub mod impute;
pub mod indicator;
pub mod one_hot;
pub mod standardise;

use serde::{Deserialize, Serialize};

use crate::error::{EngineError, Result};
use crate::matrix::Matrix;
use crate::note::Note;
use crate::table::{Column, Kind, Table, Values};
use crate::work::Pace;

/// Which columns a step works on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Columns {
    /// Every column of a kind the step can work on.
    All,
    /// The columns named.
    Named(Vec<String>),
}

/// A chosen step: plain data, nothing learned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Leaves columns out.
    Drop {
        /// Which.
        columns: Columns,
    },
    /// Adds for each column with missing training values a 0/1 column that says so.
    Indicator(indicator::Params),
    /// Fills missing values.
    Impute(impute::Params),
    /// Shifts and scales numbers to mean 0 and standard deviation 1.
    Standardise(standardise::Params),
    /// Turns each level of a category into a 0/1 column.
    OneHot(one_hot::Params),
}

/// A step after it has seen the training rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FittedStep {
    /// The columns left out.
    Drop {
        /// Which.
        columns: Vec<String>,
    },
    /// See [`indicator`].
    Indicator(indicator::Fitted),
    /// See [`impute`].
    Impute(impute::Fitted),
    /// See [`standardise`].
    Standardise(standardise::Fitted),
    /// See [`one_hot`].
    OneHot(one_hot::Fitted),
}

/// The features a model may use, and the steps that make them numbers, in order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recipe {
    /// Names of the columns used.
    pub features: Vec<String>,
    /// The steps, first one first.
    pub steps: Vec<Step>,
}

/// A recipe after it has seen the training rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FittedRecipe {
    /// Names of the columns it reads.
    pub features: Vec<String>,
    /// The fitted steps, in order.
    pub steps: Vec<FittedStep>,
    /// Names of the matrix columns it makes.
    pub output: Vec<String>,
    /// What it did anyway while fitting.
    pub notes: Vec<Note>,
}

impl Columns {
    /// The names of the columns of `table` meant, of one of the `kinds`.
    ///
    /// # Errors
    /// A named column that is not there ([`EngineError::UnknownColumn`]) or of another kind
    /// ([`EngineError::WrongKind`]).
    fn resolve(&self, table: &Table, kinds: &[Kind]) -> Result<Vec<String>> {
        match self {
            Self::All => {
                let fitting = table.columns().iter().filter(|c| kinds.contains(&c.values.kind()));
                Ok(fitting.map(|c| c.name.clone()).collect())
            }
            Self::Named(names) => {
                for name in names {
                    let kind = table.column(name)?.values.kind();
                    if !kinds.contains(&kind) {
                        return Err(EngineError::WrongKind {
                            column: name.clone(),
                            expected: kinds.iter().map(|k| k.name()).collect::<Vec<_>>().join(" or "),
                            found: kind.name().into(),
                        });
                    }
                }
                Ok(names.clone())
            }
        }
    }
}

impl Step {
    /// Learns what the step needs from `table`, which holds training rows only.
    ///
    /// # Errors
    /// A column that is not there or of another kind.
    pub fn fit(&self, table: &Table, notes: &mut Vec<Note>) -> Result<FittedStep> {
        Ok(match self {
            Self::Drop { columns } => FittedStep::Drop {
                columns: columns.resolve(table, &[Kind::Number, Kind::Category, Kind::Date])?,
            },
            Self::Indicator(params) => FittedStep::Indicator(params.fit(table)?),
            Self::Impute(params) => FittedStep::Impute(params.fit(table, notes)?),
            Self::Standardise(params) => FittedStep::Standardise(params.fit(table, notes)?),
            Self::OneHot(params) => FittedStep::OneHot(params.fit(table, notes)?),
        })
    }
}

impl FittedStep {
    /// Applies what was learned to any rows.
    ///
    /// # Errors
    /// A column that is not there or of another kind.
    pub fn transform(&self, table: &Table, notes: &mut Vec<Note>) -> Result<Table> {
        match self {
            Self::Drop { columns } => {
                Table::new(table.columns().iter().filter(|c| !columns.contains(&c.name)).cloned().collect())
            }
            Self::Indicator(fitted) => fitted.transform(table),
            Self::Impute(fitted) => fitted.transform(table),
            Self::Standardise(fitted) => fitted.transform(table),
            Self::OneHot(fitted) => fitted.transform(table, notes),
        }
    }
}

impl Recipe {
    /// Fits every step on `train`, the training rows and no others; a step of work a recipe step.
    ///
    /// # Errors
    /// What a step refuses, [`EngineError::NoFeatures`], or a column that is no number at the end.
    pub async fn fit(&self, train: &Table, pace: &Pace) -> Result<FittedRecipe> {
        let mut notes = Vec::new();
        let mut table = train.select(&self.features)?;
        let mut steps = Vec::with_capacity(self.steps.len());
        for (done, step) in self.steps.iter().enumerate() {
            pace.rest("prepare", done, Some(self.steps.len()), None).await;
            let fitted = step.fit(&table, &mut notes)?;
            table = fitted.transform(&table, &mut Vec::new())?;
            steps.push(fitted);
        }
        to_matrix(&table)?;
        let output = table.columns().iter().map(|c| c.name.clone()).collect();
        Ok(FittedRecipe { features: self.features.clone(), steps, output, notes })
    }
}

impl FittedRecipe {
    /// Takes rows to numbers, shape `(n_rows, output.len())`.
    ///
    /// # Errors
    /// What a step refuses, or a value that is still missing at the end ([`EngineError::NotFinite`]).
    pub async fn transform(&self, table: &Table, notes: &mut Vec<Note>, pace: &Pace) -> Result<Matrix> {
        let mut table = table.select(&self.features)?;
        for step in &self.steps {
            pace.pause().await;
            table = step.transform(&table, notes)?;
        }
        to_matrix(&table)
    }
}

fn to_matrix(table: &Table) -> Result<Matrix> {
    if table.columns().is_empty() {
        return Err(EngineError::NoFeatures);
    }
    let mut columns: Vec<&[f64]> = Vec::with_capacity(table.columns().len());
    for column in table.columns() {
        let numbers = table.numbers(&column.name)?;
        if numbers.iter().any(|v| !v.is_finite()) {
            return Err(EngineError::NotFinite { what: column.name.clone() });
        }
        columns.push(numbers);
    }
    Matrix::from_columns(table.n_rows(), &columns)
}

/// `table` with some columns replaced: `replace` gives the columns that stand for one, or `None` to leave it.
fn map_columns(
    table: &Table,
    mut replace: impl FnMut(&Column) -> Result<Option<Vec<Column>>>,
) -> Result<Table> {
    let mut columns = Vec::with_capacity(table.columns().len());
    for column in table.columns() {
        match replace(column)? {
            Some(instead) => columns.extend(instead),
            None => columns.push(column.clone()),
        }
    }
    Table::new(columns)
}

/// A column of numbers made from `of`, known when `of` is known.
fn made_from(of: &Column, name: String, values: Vec<f64>) -> Column {
    Column { name, known_at: of.known_at.clone(), values: Values::Number(values.into()) }
}
