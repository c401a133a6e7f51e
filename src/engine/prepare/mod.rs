//! From a chosen step to a fitted step, learned on training rows only; the recipe is their ordered list.
//!
//! A recipe takes a [`Table`] to a [`crate::matrix::Matrix`]: it selects features, then each step maps table to table.
//! What a step learns (a median, a mean, the levels of a category) comes from the rows it was fitted on and from no
//! others.

pub mod aggregate;
pub mod balance;
pub mod bins;
pub mod blank;
pub mod calendar;
pub mod categorical;
pub mod clip;
mod columns;
pub mod convert;
pub mod dials;
pub mod fields;
pub mod frequency;
pub mod impute;
pub mod indicator;
pub mod knn_impute;
pub mod levels;
pub mod log;
pub mod merge;
pub mod normalise;
pub mod one_hot;
pub mod ordinal;
pub mod origin;
pub mod polynomial;
pub mod pool;
pub mod power;
pub mod ratio;
mod reads;
mod recipe;
pub mod scale;
pub mod standardise;
pub mod target;
pub mod text;
mod ticks;

use serde::{Deserialize, Serialize};

pub use self::columns::Columns;
pub use self::recipe::{FittedRecipe, Recipe};
use crate::error::Result;
use crate::note::Note;
use crate::table::Table;
use crate::work::Pace;

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
    /// Moves what lies beyond a limit onto it.
    Clip(clip::Params),
    /// Takes the logarithm of numbers.
    Log(log::Params),
    /// Adds one column over another as a new one.
    Ratio(ratio::Params),
    /// Takes dates or clock times apart.
    Calendar(calendar::Params),
    /// Puts numbers in bins.
    Bins(bins::Params),
    /// Scales numbers otherwise than to mean 0 and standard deviation 1.
    Scale(scale::Params),
    /// Numbers the levels of a category.
    Ordinal(ordinal::Params),
    /// Turns a level into how often it occurs.
    Frequency(frequency::Params),
    /// Turns a level into the mean target of its rows.
    Target(target::Params),
    /// Bends lopsided numbers towards a bell.
    Power(power::Params),
    /// Adds products of columns as new ones.
    Polynomial(polynomial::Params),
    /// Fills missing values by the most similar training rows.
    KnnImpute(knn_impute::Params),
    /// Divides each row by its length.
    Normalise(normalise::Params),
    /// Pools rare levels of a category.
    Pool(pool::Params),
    /// Adds what is usual in a row's group.
    Aggregate(aggregate::Params),
    /// Turns texts into columns of terms.
    Text(text::Params),
    /// A step switched off: it keeps its place and its dials, and does nothing.
    Off(Box<Step>),
    /// Keeps a category as it is, for trees: no later step sees it.
    Categorical(categorical::Params),
    /// Makes gaps of values that stand for "not known".
    Blank(blank::Params),
    /// Brings values in another unit to that of the others.
    Convert(convert::Params),
    /// Makes one level of several.
    Merge(merge::Params),
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
    /// See [`clip`].
    Clip(clip::Fitted),
    /// See [`log`].
    Log(log::Fitted),
    /// See [`ratio`].
    Ratio(ratio::Fitted),
    /// See [`calendar`].
    Calendar(calendar::Fitted),
    /// See [`bins`].
    Bins(bins::Fitted),
    /// See [`scale`].
    Scale(scale::Fitted),
    /// A category turned into numbers, level by level: see [`ordinal`], [`frequency`], [`target`].
    Levels(levels::Fitted),
    /// See [`power`].
    Power(power::Fitted),
    /// See [`polynomial`].
    Polynomial(polynomial::Fitted),
    /// See [`knn_impute`].
    KnnImpute(knn_impute::Fitted),
    /// See [`normalise`].
    Normalise(normalise::Fitted),
    /// See [`pool`].
    Pool(pool::Fitted),
    /// See [`aggregate`].
    Aggregate(aggregate::Fitted),
    /// See [`text`].
    Text(text::Fitted),
    /// A step that was switched off: nothing is done.
    Off,
    /// A category turned into numbers, class by class: see [`target`].
    Classes(target::Fitted),
    /// See [`categorical`].
    Categorical(categorical::Fitted),
    /// See [`blank`].
    Blank(blank::Fitted),
    /// See [`convert`].
    Convert(convert::Fitted),
    /// See [`merge`].
    Merge(merge::Fitted),
}

impl Step {
    /// Learns what the step needs from `table`, which holds training rows only, and their targets `y` (one a row; most
    /// steps never look at them).
    ///
    /// # Errors
    /// A column that is not there or of another kind, a dial out of range.
    pub async fn fit(
        &self,
        table: &Table,
        y: &[f64],
        notes: &mut Vec<Note>,
        pace: &Pace,
    ) -> Result<FittedStep> {
        Ok(match self {
            Self::Drop { columns } => FittedStep::Drop {
                // What is not there is left out already.
                columns: match columns {
                    Columns::All => table.columns().iter().map(|column| column.name.clone()).collect(),
                    Columns::Named(names) => {
                        names.iter().filter(|name| table.column(name).is_ok()).cloned().collect()
                    }
                },
            },
            Self::Indicator(params) => FittedStep::Indicator(params.fit(table, pace).await?),
            Self::Impute(params) => FittedStep::Impute(params.fit(table, notes, pace).await?),
            Self::Standardise(params) => FittedStep::Standardise(params.fit(table, notes, pace).await?),
            Self::OneHot(params) => FittedStep::OneHot(params.fit(table, notes, pace).await?),
            Self::Clip(params) => FittedStep::Clip(params.fit(table, pace).await?),
            Self::Log(params) => FittedStep::Log(params.fit(table, notes, pace).await?),
            Self::Ratio(params) => FittedStep::Ratio(params.fit(table)?),
            Self::Calendar(params) => FittedStep::Calendar(params.fit(table)?),
            Self::Bins(params) => FittedStep::Bins(params.fit(table, notes, pace).await?),
            Self::Scale(params) => FittedStep::Scale(params.fit(table, notes, pace).await?),
            Self::Ordinal(params) => FittedStep::Levels(params.fit(table, pace).await?),
            Self::Frequency(params) => FittedStep::Levels(params.fit(table, pace).await?),
            Self::Target(params) if params.n_classes > 0 => {
                FittedStep::Classes(params.fit_classes(table, y, pace).await?)
            }
            Self::Target(params) => FittedStep::Levels(params.fit(table, y, pace).await?),
            Self::Power(params) => FittedStep::Power(params.fit(table, notes, pace).await?),
            Self::Polynomial(params) => FittedStep::Polynomial(params.fit(table)?),
            Self::KnnImpute(params) => FittedStep::KnnImpute(params.fit(table, notes, pace).await?),
            Self::Normalise(params) => FittedStep::Normalise(params.fit(table)?),
            Self::Pool(params) => FittedStep::Pool(params.fit(table, notes, pace).await?),
            Self::Aggregate(params) => FittedStep::Aggregate(params.fit(table)?),
            Self::Text(params) => FittedStep::Text(params.fit(table, pace).await?),
            Self::Off(_) => FittedStep::Off,
            Self::Categorical(params) => FittedStep::Categorical(params.fit(table, notes, pace).await?),
            Self::Blank(params) => FittedStep::Blank(params.fit(table)?),
            Self::Convert(params) => FittedStep::Convert(params.fit(table)?),
            Self::Merge(params) => FittedStep::Merge(params.fit(table)?),
        })
    }

    /// Learns, and transforms the training rows themselves: as any others, but for [`Step::Target`], which shows each
    /// of them what the other rows say.
    ///
    /// # Errors
    /// As [`Step::fit`].
    pub async fn fit_transform(
        &self,
        table: &Table,
        y: &[f64],
        notes: &mut Vec<Note>,
        pace: &Pace,
    ) -> Result<(FittedStep, Table)> {
        let fitted = self.fit(table, y, notes, pace).await?;
        pace.pause().await;
        let transformed = match self {
            Self::Target(params) => params.cross_fit(table, y, pace).await?,
            // What is met among the training rows was noted while fitting.
            _ => fitted.transform(table, &mut Vec::new(), pace).await?,
        };
        Ok((fitted, transformed))
    }

    /// Whether the step is switched on.
    #[must_use]
    pub fn is_on(&self) -> bool {
        !matches!(self, Self::Off(_))
    }

    /// The step with its dials, whether it is switched on or off.
    #[must_use]
    pub fn chosen(&self) -> &Self {
        match self {
            Self::Off(step) => step.chosen(),
            step => step,
        }
    }

    /// The step switched on or off.
    ///
    /// ```
    /// use engine::prepare::{Columns, Step};
    /// let step = Step::Drop { columns: Columns::All };
    /// assert!(!step.switched(false).is_on());
    /// assert_eq!(step.switched(false).switched(true), step);
    /// ```
    #[must_use]
    pub fn switched(&self, on: bool) -> Self {
        let chosen = self.chosen().clone();
        if on { chosen } else { Self::Off(Box::new(chosen)) }
    }
}

impl FittedStep {
    /// Applies what was learned to any rows.
    ///
    /// # Errors
    /// A column that is not there or of another kind.
    pub async fn transform(&self, table: &Table, notes: &mut Vec<Note>, pace: &Pace) -> Result<Table> {
        match self {
            Self::Drop { columns } => {
                Table::new(table.columns().iter().filter(|c| !columns.contains(&c.name)).cloned().collect())
            }
            Self::Indicator(fitted) => fitted.transform(table, pace).await,
            Self::Impute(fitted) => fitted.transform(table, pace).await,
            Self::Standardise(fitted) => fitted.transform(table, pace).await,
            Self::OneHot(fitted) => fitted.transform(table, notes, pace).await,
            Self::Clip(fitted) => fitted.transform(table, pace).await,
            Self::Log(fitted) => fitted.transform(table, pace).await,
            Self::Ratio(fitted) => fitted.transform(table),
            Self::Calendar(fitted) => fitted.transform(table, pace).await,
            Self::Bins(fitted) => fitted.transform(table, pace).await,
            Self::Scale(fitted) => fitted.transform(table, pace).await,
            Self::Levels(fitted) => fitted.transform(table, notes, pace).await,
            Self::Classes(fitted) => fitted.transform(table, notes, pace).await,
            Self::Power(fitted) => fitted.transform(table, pace).await,
            Self::Polynomial(fitted) => fitted.transform(table, pace).await,
            Self::KnnImpute(fitted) => fitted.transform(table, pace).await,
            Self::Normalise(fitted) => fitted.transform(table, pace).await,
            Self::Pool(fitted) => fitted.transform(table, notes, pace).await,
            Self::Aggregate(fitted) => fitted.transform(table, notes, pace).await,
            Self::Text(fitted) => fitted.transform(table, pace).await,
            Self::Off => Ok(table.clone()),
            Self::Categorical(fitted) => fitted.transform(table, notes, pace).await,
            Self::Blank(fitted) => fitted.transform(table, pace).await,
            Self::Convert(fitted) => fitted.transform(table, pace).await,
            Self::Merge(fitted) => fitted.transform(table, pace).await,
        }
    }
}
