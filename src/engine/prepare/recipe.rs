//! A recipe: the features a model may use, and the ordered list of steps that make them numbers.

use serde::{Deserialize, Serialize};

use super::categorical::Kept;
use super::{FittedStep, Step};
use crate::error::{EngineError, Result};
use crate::matrix::Matrix;
use crate::note::Note;
use crate::table::{Column, Table};
use crate::work::Pace;

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

impl Recipe {
    /// Fits every step on `train`, the training rows and no others, whose targets are `y` (one a row); a step of work
    /// a recipe step.
    ///
    /// # Errors
    /// As [`Recipe::fit_transform`].
    pub async fn fit(&self, train: &Table, y: &[f64], pace: &Pace) -> Result<FittedRecipe> {
        Ok(self.fit_transform(train, y, pace).await?.0)
    }

    /// The same, with the matrix of the training rows, shape `(n_rows, output.len())`, as the model is to learn from
    /// it: a step that looks at the targets shows each row what the *other* rows say (see
    /// [`Step::fit_transform`]).
    ///
    /// # Errors
    /// [`EngineError::InStep`] with what a step refuses, [`EngineError::NoFeatures`], or a column that is no number at
    /// the end.
    pub async fn fit_transform(
        &self,
        train: &Table,
        y: &[f64],
        pace: &Pace,
    ) -> Result<(FittedRecipe, Matrix)> {
        self.fit_watched(train, y, pace, async |_, _| Ok(())).await
    }

    /// The same, watched: `watch` is shown each step once it is fitted, with the training rows as it leaves them, and
    /// before the first step (`None`) the training rows as they come.
    ///
    /// # Errors
    /// As [`Recipe::fit_transform`], and what `watch` refuses.
    pub async fn fit_watched(
        &self,
        train: &Table,
        y: &[f64],
        pace: &Pace,
        mut watch: impl AsyncFnMut(Option<&FittedStep>, &Table) -> Result<()>,
    ) -> Result<(FittedRecipe, Matrix)> {
        let mut notes = Vec::new();
        let mut table = train.select(&self.features)?;
        let mut steps = Vec::with_capacity(self.steps.len());
        watch(None, &table).await?;
        for (at, step) in self.steps.iter().enumerate() {
            pace.rest("prepare", at, Some(self.steps.len()), None).await;
            // Columns that are kept as they are stand aside: what works on all of a kind does not mean them any more.
            let kept: Vec<Kept> = kept(&steps).cloned().collect();
            let is_kept = |column: &&Column| kept.iter().any(|kept| kept.column == column.name);
            let (aside, rest): (Vec<Column>, Vec<Column>) =
                table.columns().iter().cloned().partition(|c| is_kept(&c));
            // Of no columns there are no rows either.
            let y = if rest.is_empty() { &[] } else { y };
            let done = step.fit_transform(&Table::new(rest)?, y, &mut notes, pace).await;
            let (fitted, next) = done.map_err(|error| error.in_step(at))?;
            table = Table::new(next.columns().iter().cloned().chain(aside).collect())?;
            watch(Some(&fitted), &table).await.map_err(|error| error.in_step(at))?;
            steps.push(fitted);
        }
        let (output, matrix) = to_matrix(&table, &steps, pace).await?;
        Ok((FittedRecipe { features: self.features.clone(), steps, output, notes }, matrix))
    }
}

impl FittedRecipe {
    /// Takes rows to numbers, shape `(n_rows, output.len())`.
    ///
    /// # Errors
    /// [`EngineError::InStep`] with what a step refuses, or a value that is still missing at the end
    /// ([`EngineError::NotFinite`]).
    pub async fn transform(&self, table: &Table, notes: &mut Vec<Note>, pace: &Pace) -> Result<Matrix> {
        let mut table = table.select(&self.features)?;
        for (at, step) in self.steps.iter().enumerate() {
            pace.pause().await;
            table = step.transform(&table, notes, pace).await.map_err(|error| error.in_step(at))?;
        }
        Ok(to_matrix(&table, &self.steps, pace).await?.1)
    }

    /// The levels of a column of the matrix, in the order of their numbers; `None` if it holds numbers.
    #[must_use]
    pub fn levels(&self, output: &str) -> Option<&[String]> {
        kept(&self.steps).find(|kept| kept.column == output).map(|kept| &*kept.levels)
    }
}

/// The columns that were kept as they are.
fn kept(steps: &[FittedStep]) -> impl Iterator<Item = &Kept> {
    steps.iter().flat_map(|step| match step {
        FittedStep::Categorical(fitted) => &*fitted.columns,
        _ => &[],
    })
}

/// The numbers of a table, then its levels, and how they are called.
async fn to_matrix(table: &Table, steps: &[FittedStep], pace: &Pace) -> Result<(Vec<String>, Matrix)> {
    if table.columns().is_empty() {
        return Err(EngineError::NoFeatures);
    }
    let (mut names, mut columns) = (Vec::new(), Vec::with_capacity(table.columns().len()));
    for column in table.columns().iter().filter(|column| kept(steps).all(|kept| kept.column != column.name)) {
        let numbers = table.numbers(&column.name)?;
        if numbers.iter().any(|v| !v.is_finite()) {
            return Err(EngineError::NotFinite { what: column.name.clone() });
        }
        pace.pause().await;
        names.push(column.name.clone());
        columns.push(&**numbers);
    }
    let mut levels = vec![None; columns.len()];
    let kept_numbers = kept(steps).map(|kept| kept.numbers(table)).collect::<Result<Vec<Vec<f64>>>>()?;
    for (kept, numbers) in kept(steps).zip(&kept_numbers) {
        names.push(kept.column.clone());
        columns.push(numbers);
        levels.push(Some(kept.levels.len() as u32));
    }
    let matrix = Matrix::from_columns_in_steps(table.n_rows(), &columns, pace).await?;
    Ok((names, matrix.with_levels(levels)?))
}
