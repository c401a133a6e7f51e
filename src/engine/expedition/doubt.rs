//! Answers of training rows that look wrong, asked for in the Data room: what a quick model says of rows that it did not
//! learn from ([`quality::noise`](crate::quality::noise)).
//!
//! The model is the formula for yes or no on the columns that go in, prepared as a recipe is offered, so that the steps
//! of a recipe under way change nothing. The training rows are dealt to folds in their order: days that follow each other
//! are judged together, by what was learned from others.

use serde::{Deserialize, Serialize};

use super::findings::Rows;
use super::odd::Sample;
use super::pipeline::{self, Pipeline};
use super::plan::{Fit, Plan};
use super::seen::ENGINE;
use super::session::Session;
use super::{dials, scenario};
use crate::error::{EngineError, Result};
use crate::fingerprint::fingerprint;
use crate::order;
use crate::quality::leak::power;
use crate::quality::noise::suspects;
use crate::split::{Split, stratified_kfold};
use crate::task::Task;
use crate::work::Pace;

/// Folds; of each answer there must be as many rows.
const FOLDS: usize = 5;

/// Rows shown of each answer, at most.
const ROWS: usize = 5;

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
    let labels = pipeline::classes(world, &split.train);
    let of = |class: u32| labels.iter().filter(|label| **label == class).count();
    let mut found = Doubts::default();
    let yes_or_no = world.id.target().task == Task::Binary;
    if yes_or_no && !features.is_empty() && of(0).min(of(1)) >= FOLDS {
        let recipe = scenario::recipe(world.id, features.clone());
        // Every answer is looked at once, whatever a model is to get.
        let fit = Fit { recipe, balance: None, ..plan.fit(dials::offered("logistic")) };
        let mut proba = vec![0.0; 2 * labels.len()];
        for (done, fold) in stratified_kfold(&labels, FOLDS)?.iter().enumerate() {
            pace.rest("labels", done, Some(FOLDS), None).await;
            let here = |part: &[u32]| part.iter().map(|at| split.train[*at as usize]).collect::<Vec<u32>>();
            // What one training among several tells of itself is not told.
            let pace = &Pace::default();
            let learned = match Pipeline::fit(&fit, world, &here(&fold.train), pace).await {
                // Columns that cannot make a model say nothing of answers.
                Err(EngineError::InStep { .. } | EngineError::NotFinite { .. }) => return Ok(found),
                learned => learned?,
            };
            let said = learned.say(&world.table.take(&here(&fold.test)), &mut Vec::new(), pace).await?.scores;
            for (at, yes) in fold.test.iter().zip(said) {
                (proba[2 * *at as usize], proba[2 * *at as usize + 1]) = (1.0 - yes, yes);
            }
        }
        found.n = labels.len() as u32;
        (found.no.of, found.yes.of) = (of(0) as u32, of(1) as u32);
        let mut powers = Vec::with_capacity(features.len());
        for name in features {
            let power = power(rows.table.column(name)?, &rows.y, Task::Binary, pace).await?;
            powers.push(power.map_or(0.0, |power| power.power));
        }
        let telling = order::descending(&powers).into_iter().take(COLUMNS);
        let columns: Vec<&str> = telling.map(|at| features[at as usize].as_str()).collect();
        for suspect in suspects(&labels, &proba, 2)? {
            let side = if suspect.label == 1 { &mut found.yes } else { &mut found.no };
            side.n += 1;
            if side.rows.len() < ROWS {
                let sample = rows.sample(suspect.row, suspect.row, &columns);
                side.rows.push((sample, proba[2 * suspect.row as usize + 1]));
            }
        }
    }
    session.keep(&key, &found);
    Ok(found)
}
