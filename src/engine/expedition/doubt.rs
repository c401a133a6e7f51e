//! Answers of training rows that look wrong, asked for in the Data room: what a quick model says of rows that it did not
//! learn from ([`quality::noise`](crate::quality::noise)).
//!
//! The model is the formula on the columns that go in, prepared as a recipe is offered, so that the steps
//! of a recipe under way change nothing. The training rows are dealt to folds in their order: days that follow each other
//! are judged together, by what was learned from others.

use serde::{Deserialize, Serialize};

use super::findings::Rows;
use super::odd::Sample;
use super::on_demand::OnDemand;
use super::pipeline::{self, Pipeline};
use super::plan::{Fit, Plan};
use super::seen::ENGINE;
use super::session::Session;
use super::{dials, scenario};
use crate::error::{EngineError, Result};
use crate::fingerprint::fingerprint;
use crate::models::ModelSpec;
use crate::order;
use crate::quality::leak::power;
use crate::quality::noise::{Suspect, suspects};
use crate::split::{Split, stratified_kfold};
use crate::task::Task;
use crate::work::Pace;
use crate::worlds::World;

/// Folds; of each answer there must be as many rows.
const FOLDS: usize = 5;

/// Rows shown of each answer, at most.
const ROWS: usize = 5;

/// Rows shown where one of several classes is the answer, at most.
const NAMES: usize = 10;

/// Columns shown of a row, at most: those that say most of the answer alone.
const COLUMNS: usize = 4;

/// What was made of the answers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Doubts {
    /// Training rows judged; none if there is no column to go by, or there are too few of an answer.
    pub n: u32,
    /// Rows answered yes that look like no, and the surest of them.
    pub yes: Doubted,
    /// Rows answered no that look like yes.
    pub no: Doubted,
    /// The same where one of several classes is the answer.
    pub names: OnDemand<Misnamed>,
}

/// Rows of one class that look like another.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Misnamed {
    /// Each class that was judged: its number, how many rows have it, and how many of them look like another.
    pub classes: Vec<(u32, u32, u32)>,
    /// The surest, each with the class it looks like and the chance that the model gave that.
    pub rows: Vec<(Sample, u32, f64)>,
}

/// Rows of one answer that look like the other.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Doubted {
    /// How many rows have the answer.
    pub of: u32,
    /// How many of them look like the other.
    pub n: u32,
    /// The surest, with the chance of yes that the model gave.
    pub rows: Vec<(Sample, f64)>,
}

/// Asks a model of every training row that learned from the others; kept.
///
/// # Errors
/// What recipe or model refuse.
pub(super) async fn report(session: &Session, plan: &Plan, split: &Split, pace: &Pace) -> Result<Doubts> {
    let features = &plan.recipe.features;
    let key = fingerprint(&("doubt", ENGINE, &plan.data, &plan.seed, &plan.window, &plan.split, features))?;
    if let Some(found) = session.recall(&key) {
        return Ok(found);
    }
    let world = &session.world;
    let rows = Rows {
        days: pipeline::days(world, &split.train),
        y: pipeline::targets(world, &split.train),
        table: world.table.take(&split.train),
    };
    let looked = match looked(&plan.fit(ModelSpec::Majority), world, &split.train, pace).await? {
        Some(judged) => judged,
        None => return Ok(kept(session, &key, Doubts::default())),
    };
    let Judged { judged, labels, proba, of } = &looked;
    let (k, task) = (of.len(), world.id.target().task);
    let mut powers = Vec::with_capacity(features.len());
    for name in features {
        let power = power(rows.table.column(name)?, &rows.y, task, pace).await?;
        powers.push(power.map_or(0.0, |power| power.power));
    }
    let telling = order::descending(&powers).into_iter().take(COLUMNS);
    let columns: Vec<&str> = telling.map(|at| features[at as usize].as_str()).collect();
    let found = suspects(labels, proba, k as u32)?;
    let sample = |suspect: &Suspect| {
        let row = judged[suspect.row as usize];
        rows.sample(row, row, &columns)
    };
    let chance = |suspect: &Suspect, class: u32| proba[k * suspect.row as usize + class as usize];
    let told = if task == Task::Multiclass {
        let count = |class: u32| found.iter().filter(|suspect| suspect.label == class).count() as u32;
        let classes = (0..k as u32).filter(|class| of[*class as usize] >= FOLDS);
        let named =
            |suspect: &Suspect| (sample(suspect), suspect.likelier, chance(suspect, suspect.likelier));
        let names = Misnamed {
            classes: classes.map(|class| (class, of[class as usize] as u32, count(class))).collect(),
            rows: found.iter().take(NAMES).map(named).collect(),
        };
        Doubts { n: labels.len() as u32, names: OnDemand(Some(names)), ..Doubts::default() }
    } else {
        let side = |label: u32| {
            let own: Vec<&Suspect> = found.iter().filter(|suspect| suspect.label == label).collect();
            let shown = own.iter().take(ROWS).map(|suspect| (sample(suspect), chance(suspect, 1)));
            Doubted { of: of[label as usize] as u32, n: own.len() as u32, rows: shown.collect() }
        };
        Doubts { n: labels.len() as u32, yes: side(1), no: side(0), names: OnDemand::default() }
    };
    Ok(kept(session, &key, told))
}

fn kept(session: &Session, key: &str, found: Doubts) -> Doubts {
    session.keep(key, &found);
    found
}

/// What models said of rows that they did not learn from.
struct Judged {
    /// The rows that could be judged, as positions in those that were given.
    judged: Vec<u32>,
    /// The class of each.
    labels: Vec<u32>,
    /// The chance of each class for each of them, row after row.
    proba: Vec<f64>,
    /// How many of the given rows are of each class.
    of: Vec<usize>,
}

/// Asks models of each of `rows` that learned from others of them, by the columns that go into `fit`; `None` if too few are
/// of an answer, there is no column to go by or they cannot make a model, or answers are numbers.
async fn looked(fit: &Fit, world: &World, rows: &[u32], pace: &Pace) -> Result<Option<Judged>> {
    let labels = pipeline::classes(world, rows);
    let k = world.id.classes().len().max(2);
    let mut of = vec![0_usize; k];
    labels.iter().for_each(|label| of[*label as usize] += 1);
    // A class with fewer rows than folds is learned from nowhere once: its rows cannot be judged.
    let judged: Vec<u32> =
        (0..labels.len() as u32).filter(|row| of[labels[*row as usize] as usize] >= FOLDS).collect();
    let labels: Vec<u32> = judged.iter().map(|row| labels[*row as usize]).collect();
    let enough = match world.id.target().task {
        Task::Regression => false,
        Task::Binary => of.iter().all(|n| *n >= FOLDS),
        Task::Multiclass => of.iter().filter(|n| **n >= FOLDS).count() > 1,
    };
    if fit.recipe.features.is_empty() || !enough {
        return Ok(None);
    }
    let places: Vec<u32> = judged.iter().map(|row| rows[*row as usize]).collect();
    let proba = chances(fit, world, &places, &labels, pace).await?;
    Ok(proba.map(|proba| Judged { judged, labels, proba, of }))
}

/// Whether the answer of each of `rows` looks wrong; none does where they cannot be judged.
///
/// # Errors
/// [`EngineError::Unsupported`] for numbers; what the models refuse.
pub(super) async fn doubted(fit: &Fit, world: &World, rows: &[u32], pace: &Pace) -> Result<Vec<bool>> {
    if world.id.target().task == Task::Regression {
        return Err(EngineError::Unsupported { what: "doubted answers for regression".into() });
    }
    let mut found = vec![false; rows.len()];
    if let Some(Judged { judged, labels, proba, of }) = looked(fit, world, rows, pace).await? {
        for suspect in suspects(&labels, &proba, of.len() as u32)? {
            found[judged[suspect.row as usize] as usize] = true;
        }
    }
    Ok(found)
}

/// What models say of rows that they did not learn from, `(n, n_classes)` row after row; `None` if the columns cannot
/// make a model.
async fn chances(
    fit: &Fit,
    world: &World,
    places: &[u32],
    labels: &[u32],
    pace: &Pace,
) -> Result<Option<Vec<f64>>> {
    let recipe = scenario::recipe(world.id, fit.recipe.features.clone());
    // Every answer is looked at once, whatever a model is to get.
    let spec = dials::offered("logistic");
    let fit = Fit { recipe, spec, balance: None, calibrate: None, aside: None, ..fit.clone() };
    let k = world.id.classes().len().max(2);
    let mut proba = vec![0.0; k * labels.len()];
    for (done, fold) in stratified_kfold(labels, FOLDS)?.iter().enumerate() {
        pace.rest("labels", done, Some(FOLDS), None).await;
        let here = |part: &[u32]| part.iter().map(|at| places[*at as usize]).collect::<Vec<u32>>();
        // What one training among several tells of itself is not told.
        let pace = &Pace::default();
        let learned = match Pipeline::fit(&fit, world, &here(&fold.train), pace).await {
            Err(EngineError::InStep { .. } | EngineError::NotFinite { .. }) => return Ok(None),
            learned => learned?,
        };
        let said = learned.predict(&world.table.take(&here(&fold.test)), &mut Vec::new(), pace).await?;
        for (place, at) in fold.test.iter().enumerate() {
            let row = &mut proba[k * *at as usize..k * (*at as usize + 1)];
            match said.row(place) {
                // Of yes or no a model says how probable yes is.
                [yes] => row.copy_from_slice(&[1.0 - yes, *yes]),
                all => row.copy_from_slice(all),
            }
        }
    }
    Ok(Some(proba))
}
