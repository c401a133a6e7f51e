//! Recipe and model as one: fitted on some rows, asked about others.

use std::ops::Range;
use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::plan::Fit;
use crate::error::Result;
use crate::fingerprint;
use crate::matrix::Matrix;
use crate::metrics::regression::Predicted;
use crate::metrics::{Scored, proba};
use crate::models::{Answers, Model, rule::Rule};
use crate::note::Note;
use crate::prepare::FittedRecipe;
use crate::rng::Rng;
use crate::split::{By, Split, SplitSpec};
use crate::table::Table;
use crate::task::Task;
use crate::work::Pace;
use crate::worlds::World;

/// A fitted recipe and the model that eats what it makes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pipeline {
    /// The recipe, learned on the training rows.
    pub recipe: FittedRecipe,
    /// The model, learned on the same rows.
    pub model: Model,
    /// The kind of answer it gives.
    pub task: Task,
}

impl Pipeline {
    /// Learns recipe and model from the rows `rows` of `world`, and from no others.
    ///
    /// # Errors
    /// A model that cannot give the kind of answer asked for; what the recipe or the model refuses.
    pub async fn fit(fit: &Fit, world: &World, rows: &[u32], pace: &Pace) -> Result<Self> {
        let task = world.id.target().task;
        fit.spec.can(task)?;
        let train = world.table.take(rows);
        let y = targets(world, rows);
        let (recipe, x) = fit.recipe.fit_transform(&train, &y, pace).await?;
        let model = fit.spec.fit(&x, &answers(task, y), rng(fit, "model"), pace).await?;
        Ok(Self { recipe, model, task })
    }

    /// Its matrix of any rows.
    ///
    /// # Errors
    /// What the recipe refuses.
    pub async fn matrix(&self, table: &Table, notes: &mut Vec<Note>, pace: &Pace) -> Result<Matrix> {
        self.recipe.transform(table, notes, pace).await
    }

    /// What it says of any rows: the probability of yes, or a number.
    ///
    /// # Errors
    /// What recipe or model refuse.
    pub async fn score(&self, table: &Table, notes: &mut Vec<Note>, pace: &Pace) -> Result<Vec<f64>> {
        let x = self.matrix(table, notes, pace).await?;
        Ok(self.model.predict(&x, pace).await?.into_values())
    }

    /// How far it is off on `rows` of `world`; see [`loss`].
    ///
    /// # Errors
    /// What recipe or model refuse.
    pub async fn loss(&self, world: &World, rows: &[u32], pace: &Pace) -> Result<Option<f64>> {
        let scores = self.score(&world.table.take(rows), &mut Vec::new(), pace).await?;
        loss(self.task, &targets(world, rows), &scores)
    }
}

/// Answers of a kind.
pub fn answers(task: Task, y: impl Into<Rc<[f64]>>) -> Answers {
    match task {
        Task::Regression => Answers::numbers(y),
        Task::Binary | Task::Multiclass => Answers::binary(y),
    }
}

/// What training makes small: the mean log loss (nats), of numbers the mean squared error; `None` where it is not
/// defined.
///
/// # Errors
/// Lengths that differ, or what is no number.
pub fn loss(task: Task, y: &[f64], said: &[f64]) -> Result<Option<f64>> {
    match task {
        Task::Regression => Ok(Predicted::new(y, said, None)?.mean_squared_error()),
        Task::Binary | Task::Multiclass => Ok(proba::log_loss(&Scored::new(y, said, None)?)),
    }
}

/// A share of `rows`, drawn from all of them; what is drawn for a smaller share is drawn for a larger one too.
pub fn some(rows: &[u32], share: f64, fit: &Fit) -> Vec<u32> {
    let mut rows = rows.to_vec();
    if share < 1.0 {
        rng(fit, "learning").shuffle(&mut rows);
        rows.truncate((share * rows.len() as f64).round() as usize);
        rows.sort_unstable();
    }
    rows
}

/// Who may see which of the window's rows; positions in the world's table.
///
/// # Errors
/// Shares that leave a part empty.
pub fn split(fit: &Fit, world: &World) -> Result<Split> {
    let rows = world.rows(fit.window);
    let days: Vec<i32> = days(world, &rows);
    let codes = match &fit.split {
        SplitSpec::Group { by, .. } => groups(world, &rows, by)?,
        _ => classes(world, &rows),
    };
    let split = fit.split.split(rows.len(), &days, &codes, &mut rng(fit, "split"))?;
    let first = rows.first().copied().unwrap_or(0);
    let absolute = |part: &[u32]| part.iter().map(|r| r + first).collect();
    Ok(Split {
        train: absolute(&split.train),
        validation: absolute(&split.validation),
        test: absolute(&split.test),
    })
}

/// The group of each of `rows`; what is missing is one.
///
/// # Errors
/// A column that is not there, or whose values make no groups.
pub fn groups(world: &World, rows: &[u32], by: &By) -> Result<Vec<u32>> {
    match by {
        By::Day => Ok(rows.iter().map(|row| world.days[*row as usize].cast_unsigned()).collect()),
        By::Column(name) => {
            let (_, codes) = world.table.categories(name)?;
            Ok(rows.iter().map(|row| codes[*row as usize]).collect())
        }
    }
}

/// The class of each of `rows`; numbers have none.
pub fn classes(world: &World, rows: &[u32]) -> Vec<u32> {
    let classed = world.id.target().task != Task::Regression;
    rows.iter().map(|r| u32::from(classed && world.y[*r as usize] == 1.0)).collect()
}

/// How many of the answers `y` are yes; of numbers none.
pub fn positives(world: &World, y: &[f64]) -> u32 {
    let classed = world.id.target().task != Task::Regression;
    y.iter().filter(|v| classed && **v == 1.0).count() as u32
}

/// The target of `rows`.
pub fn targets(world: &World, rows: &[u32]) -> Vec<f64> {
    rows.iter().map(|r| world.y[*r as usize]).collect()
}

/// The days of `rows`.
pub fn days(world: &World, rows: &[u32]) -> Vec<i32> {
    rows.iter().map(|r| world.days[*r as usize]).collect()
}

/// The scores of a rule.
///
/// # Errors
/// A column that is not there or of another kind.
pub fn rule_scores(rule: &Rule, world: &World, rows: &[u32]) -> Result<Vec<f64>> {
    rule.score(&world.table.take(rows).as_known_at_decision())
}

fn rng(fit: &Fit, purpose: &str) -> Rng {
    Rng::new(fingerprint::from_hex(&fit.seed).unwrap_or(0), purpose)
}

/// The rows of each day, `days` being one number a row, in order: rows of one day share their weather.
pub(super) fn by_day(days: &[i32]) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    days.chunk_by(|a, b| a == b).map(move |day| {
        let from = start;
        start += day.len();
        from..start
    })
}
