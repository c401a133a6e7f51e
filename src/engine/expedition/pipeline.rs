//! Recipe and model as one: fitted on some rows, asked about others.

use std::ops::Range;
use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::aside::{self, Left};
use super::calibrated;
use super::plan::Fit;
use crate::calibrate::curves::Curves;
use crate::error::{EngineError, Result};
use crate::fingerprint;
use crate::matrix::Matrix;
use crate::metrics::multiclass::Classified;
use crate::metrics::regression::Predicted;
use crate::metrics::{Scored, proba};
use crate::models::{Answers, Model, ModelSpec, rule::Rule};
use crate::note::Note;
use crate::order;
use crate::prepare::{FittedRecipe, Step, balance};
use crate::rng::Rng;
use crate::said::Said;
use crate::split::{By, Split, SplitSpec};
use crate::table::Table;
use crate::task::Task;
use crate::work::{Pace, apart};
use crate::worlds::{World, WorldId};

/// A fitted recipe and the model that eats what it makes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pipeline {
    /// The recipe, learned on the training rows.
    pub recipe: FittedRecipe,
    /// The model, learned on the same rows.
    pub model: Model,
    /// The kind of answer it gives.
    pub task: Task,
    /// What is made of its probabilities, if they are put right.
    pub curves: Option<Curves>,
    /// What was left of the rows, where some taught nothing.
    pub left: Option<Left>,
}

impl Pipeline {
    /// Learns recipe and model from the rows `rows` of `world`, and from no others.
    ///
    /// # Errors
    /// A model that cannot give the kind of answer asked for; what the recipe or the model refuses; too few rows to put
    /// probabilities right by.
    pub async fn fit(fit: &Fit, world: &World, rows: &[u32], pace: &Pace) -> Result<Self> {
        calibrated::can(fit, world.id.target().task)?;
        let mut learned = Self::bare(fit, world, rows, pace).await?;
        if let Some(method) = fit.calibrate {
            let curves = apart(calibrated::learn(method, fit, world, rows, &learned, pace)).await?;
            learned.curves = Some(curves);
        }
        Ok(learned)
    }

    /// The same without putting any probabilities right.
    pub(super) async fn bare(fit: &Fit, world: &World, rows: &[u32], pace: &Pace) -> Result<Self> {
        let task = world.id.target().task;
        fit.spec.can(task)?;
        let taught = match fit.aside {
            Some(_) => Some(apart(aside::left(fit, world, rows, pace)).await?),
            None => None,
        };
        let rows = taught.as_ref().map_or(rows, |(kept, _)| kept);
        let train = world.table.take(rows);
        let y = targets(world, rows);
        of_its_classes(fit, world.id)?;
        let (recipe, x) = fit.recipe.fit_transform(&train, &y, pace).await?;
        let numbers =
            recipe.output.iter().enumerate().map(|(j, name)| x.levels(j).is_none().then_some(&**name));
        let fit = Fit { spec: fit.spec.placed(&numbers.collect::<Vec<_>>()), ..fit.clone() };
        let answers = counting(world, rows, answers(world.id, y));
        let model = learn(&fit, x, answers, pace).await;
        let model = model.map_err(|refusal| refusal.naming(&recipe.output))?;
        Ok(Self { recipe, model, task, curves: None, left: taught.map(|(_, left)| left) })
    }

    /// Its matrix of any rows.
    ///
    /// # Errors
    /// What the recipe refuses.
    pub async fn matrix(&self, table: &Table, notes: &mut Vec<Note>, pace: &Pace) -> Result<Matrix> {
        self.recipe.transform(table, notes, pace).await
    }

    /// What it says of any rows, shape `(n_samples, n_outputs)`.
    ///
    /// # Errors
    /// What recipe or model refuse.
    pub async fn predict(&self, table: &Table, notes: &mut Vec<Note>, pace: &Pace) -> Result<Matrix> {
        let x = self.matrix(table, notes, pace).await?;
        let said = self.model.predict(&x, pace).await?;
        self.put_right(said, pace).await
    }

    /// What is said in the place of what the model says.
    ///
    /// # Errors
    /// None in practice; see [`Curves::apply`].
    pub async fn put_right(&self, said: Matrix, pace: &Pace) -> Result<Matrix> {
        match &self.curves {
            Some(curves) => curves.apply(&said, pace).await,
            None => Ok(said),
        }
    }

    /// The same as one thing a row.
    ///
    /// # Errors
    /// What recipe or model refuse.
    pub async fn say(&self, table: &Table, notes: &mut Vec<Note>, pace: &Pace) -> Result<Said> {
        Ok(Said::by(self.task, self.predict(table, notes, pace).await?))
    }

    /// How far it is off on `rows` of `world`; see [`loss`].
    ///
    /// # Errors
    /// What recipe or model refuse.
    pub async fn loss(&self, world: &World, rows: &[u32], pace: &Pace) -> Result<Option<f64>> {
        let found = self.predict(&world.table.take(rows), &mut Vec::new(), pace).await?;
        loss(self.task, &targets(world, rows), found.values())
    }
}

/// What came of a training that is one among several, on fewer rows than a run has; `None` where they cannot train it: too
/// few, or of one answer, or without what a step of the recipe needs.
///
/// # Errors
/// Any other refusal.
pub(super) fn among_several(learned: Result<Pipeline>) -> Result<Option<Pipeline>> {
    match learned {
        Err(
            EngineError::OneClass { .. }
            | EngineError::TooFewRows { .. }
            | EngineError::InStep { .. }
            | EngineError::NotFinite { .. },
        ) => Ok(None),
        learned => learned.map(Some),
    }
}

/// Refuses a recipe that was made for another number of classes: a column a class is made of words.
fn of_its_classes(fit: &Fit, world: WorldId) -> Result<()> {
    let classes = f64::from(world.classes().len() as u32);
    for (at, step) in fit.recipe.steps.iter().enumerate() {
        if let Step::Target(params) = step {
            EngineError::unless_within("n_classes", classes, classes, f64::from(params.n_classes))
                .map_err(|error| error.in_step(at))?;
        }
    }
    Ok(())
}

/// Learns from training rows as the recipe leaves them, in the numbers chosen for each answer.
async fn learn(fit: &Fit, x: Matrix, answers: Answers, pace: &Pace) -> Result<Model> {
    let Some(balance) = fit.balance else {
        return fit.spec.fit(&x, &answers, rng(fit, "model"), pace).await;
    };
    let mut drawn = rng(fit, "balance");
    let rows = balance.rows(&answers.y, answers.n_classes, &mut drawn, pace).await?;
    let x = balance::take(&x, &rows, pace).await?;
    fit.spec.fit(&x, &answers.take(&rows), rng(fit, "model"), pace).await
}

/// The answers of `rows`, each counting as much as a learner's file says.
fn counting(world: &World, rows: &[u32], answers: Answers) -> Answers {
    match &world.weights {
        Some(weights) => {
            let weights: Rc<[f64]> = rows.iter().map(|row| weights[*row as usize]).collect();
            answers.weighted(weights)
        }
        None => answers,
    }
}

/// The rows of `world` that nearest neighbours which learned from `rows` remember, in the order the model has them; a row
/// that was drawn more than once is there as often. `None` of any other kind of model. The model itself holds where its
/// rows lie, not which they are, so that what was kept before anybody asked stands.
///
/// # Errors
/// What [`Balance::rows`](balance::Balance::rows) and the quick model of what is set aside refuse.
pub(super) async fn remembered(
    fit: &Fit,
    world: &World,
    rows: &[u32],
    pace: &Pace,
) -> Result<Option<Vec<u32>>> {
    let ModelSpec::KNeighbors(params) = &fit.spec else { return Ok(None) };
    let (rows, _) = apart(aside::left(fit, world, rows, pace)).await?;
    let answers = counting(world, &rows, answers(world.id, targets(world, &rows)));
    let drawn = match fit.balance {
        Some(balance) => balance.rows(&answers.y, answers.n_classes, &mut rng(fit, "balance"), pace).await?,
        None => (0..rows.len() as u32).collect(),
    };
    let kept = params.kept(&answers.take(&drawn), &mut rng(fit, "model"));
    Ok(Some(kept.into_iter().map(|at| rows[drawn[at as usize] as usize]).collect()))
}

/// Answers of a world.
pub fn answers(world: WorldId, y: impl Into<Rc<[f64]>>) -> Answers {
    match world.target().task {
        Task::Regression => Answers::numbers(y),
        Task::Binary => Answers::binary(y),
        Task::Multiclass => Answers::classes(y, world.classes().len() as u32),
    }
}

/// What training makes small: the mean log loss (nats), of numbers the mean squared error; `None` where it is not
/// defined. `said` is what a model says, row by row: `n_outputs` numbers a row.
///
/// # Errors
/// Lengths that differ, or what is no number.
pub fn loss(task: Task, y: &[f64], said: &[f64]) -> Result<Option<f64>> {
    match task {
        Task::Regression => Ok(Predicted::new(y, said, None)?.mean_squared_error()),
        Task::Binary => Ok(proba::log_loss(&Scored::new(y, said, None)?)),
        Task::Multiclass => Ok(classified(y, said)?.log_loss()),
    }
}

/// Classes against what a model says of them, row by row: a probability a class.
///
/// # Errors
/// Lengths that do not fit, or what is no probability.
pub fn classified(y: &[f64], said: &[f64]) -> Result<Classified> {
    let classes: Vec<u32> = y.iter().map(|class| *class as u32).collect();
    let n_classes = (said.len() / y.len().max(1)).max(2);
    Classified::new(&classes, n_classes as u32, said, None)
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
    rows.iter().map(|r| if classed { world.y[*r as usize] as u32 } else { 0 }).collect()
}

/// How many of `rows` are of each class, no and yes or class by class; none where there are no classes.
pub fn of_classes(world: &World, rows: &[u32]) -> Vec<u32> {
    if world.id.target().task == Task::Regression {
        return Vec::new();
    }
    let mut counts = vec![0; world.id.classes().len().max(2)];
    classes(world, rows).into_iter().for_each(|class| counts[class as usize] += 1);
    counts
}

/// How many of the answers `y` are yes; none where it is not yes or no that is asked.
pub fn positives(world: &World, y: &[f64]) -> u32 {
    let binary = world.id.target().task == Task::Binary;
    y.iter().filter(|v| binary && **v == 1.0).count() as u32
}

/// How many of the answers `y` are of each class; none where there are no classes.
pub fn of_each(world: WorldId, y: &[f64]) -> Vec<u32> {
    let mut counts = vec![0; world.classes().len()];
    for class in y {
        if let Some(n) = counts.get_mut(*class as usize) {
            *n += 1;
        }
    }
    counts
}

/// The class that most of the answers `y` are of, of equals the first; `None` where there are no classes.
pub fn commonest(world: WorldId, y: &[f64]) -> Option<u32> {
    let counts: Vec<f64> = of_each(world, y).into_iter().map(f64::from).collect();
    order::descending(&counts).first().copied()
}

/// The target of `rows`.
pub fn targets(world: &World, rows: &[u32]) -> Vec<f64> {
    rows.iter().map(|r| world.y[*r as usize]).collect()
}

/// The days of `rows`.
pub fn days(world: &World, rows: &[u32]) -> Vec<i32> {
    rows.iter().map(|r| world.days[*r as usize]).collect()
}

/// What a rule says of `rows`.
///
/// # Errors
/// A column that is not there or of another kind.
pub fn rule_says(rule: &Rule, world: &World, rows: &[u32]) -> Result<Said> {
    says(rule, world.id, &world.table.take(rows).as_known_at_decision())
}

/// What a rule of `world` says of the rows of a table.
///
/// # Errors
/// A column that is not there or of another kind, a class that there is not.
pub fn says(rule: &Rule, world: WorldId, table: &Table) -> Result<Said> {
    rule.say(world.target().task, world.classes().len() as u32, table)
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
