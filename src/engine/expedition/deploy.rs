//! Deploy: the learner's own recipe and model on the first live rows, as they really come.
//!
//! A live request carries only what is known at the decision; whatever the model learned from a column that is known
//! later meets a blank. No outcome is known yet: what is wrong must be seen in the inputs and the decisions.

use serde::{Deserialize, Serialize};

use super::frame;
use super::keys;
use super::line;
use super::on_demand::OnDemand;
use super::pipeline;
use super::plan::{Decides, Plan, today};
use super::record::Record;
use super::report::Rows;
use super::requests;
pub use super::requests::{Request, SURE};
use super::scenario;
use super::serving::{Asked, Fallbacks, Fell, Served, Serving, Times, serve};
use super::session::Session;
use super::view;
use crate::error::{EngineError, Result};
use crate::math;
use crate::note::Note;
use crate::order;
use crate::said::Said;
use crate::serve::decisions::Decisions;
use crate::table::Table;
use crate::task::{KnownAt, Task};
use crate::work::Pace;
use crate::worlds::WorldId;
use crate::worlds::calendar::Window;

/// So many of the latest periods can be learned from, as far as there are more.
const RECENT: [i32; 4] = [1, 2, 3, 6];

/// Edges of the classes that the probabilities of names are counted in.
const TENTHS: [f64; 11] = [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0];

/// Edges of the classes that probabilities are counted in. Cancellations are rare, so the classes are narrow near 0.
pub const SCORE_EDGES: [f64; 9] = [0.0, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0];

/// The first live requests beside the rows the model was judged on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeployReport {
    /// The kind of answer that was asked for.
    pub task: Task,
    /// What decides; see [`Decides::key`].
    pub decides: String,
    /// Whether that is a rule.
    pub is_rule: bool,
    /// The live requests.
    pub live: Rows,
    /// The validation rows, as they were seen in training.
    pub rehearsal: Rows,
    /// The columns the decision uses, in both worlds.
    pub columns: Vec<LiveColumn>,
    /// Share at or above the threshold in rehearsal, before the desk's limit; of numbers above the largest forecast in
    /// rehearsal, or below the smallest.
    pub above_rehearsal: f64,
    /// The same live.
    pub above_live: f64,
    /// Mean probability, or forecast, in rehearsal; of classes, of the likeliest.
    pub mean_rehearsal: f64,
    /// The same live.
    pub mean_live: f64,
    /// Where yes or no is not asked, the edges of what scores are counted in: as wide as each other, of numbers from the
    /// smallest to the largest of both.
    pub edges: OnDemand<Vec<f64>>,
    /// Share of rows with a probability in each class of [`SCORE_EDGES`], or a forecast in each of `edges`, in rehearsal.
    pub scores_rehearsal: Vec<f64>,
    /// The same live.
    pub scores_live: Vec<f64>,
    /// Of classes, the share of rows that each is the likeliest of, in rehearsal and live; of a rule, that it names so.
    pub classes: OnDemand<[Vec<f64>; 2]>,
    /// The threshold; of numbers the margin.
    pub threshold: f64,
    /// Flags a day, in all real flights, within the desk's limit; of numbers what is planned for a row on average;
    /// of classes, rows a day that get a name.
    pub flags_a_day: f64,
    /// How it is served.
    pub serving: Serving,
    /// What the model did not answer itself.
    pub fallbacks: Fallbacks,
    /// Which columns the input checks struck at, and how often.
    pub struck: Vec<Struck>,
    /// How long answers took, if each was asked for by itself.
    pub times: Option<Times>,
    /// The same had the model answered everything.
    pub flags_alone: f64,
    /// The requests of the first live day, in the order of departure; of numbers, where a day has one, of all days.
    pub day: Vec<Request>,
    /// The surest of all requests, then the first of each reason to fall back.
    pub requests: Vec<Request>,
    /// What the recipe did anyway on live rows.
    pub notes: Vec<Note>,
    /// Whether live decisions have nothing to do with the rehearsed ones: over half of all rows are above the
    /// threshold, or three times as many as rehearsed; of numbers, over half of the forecasts lie outside the
    /// rehearsed ones; of classes, a third as many are given a name.
    pub broken: bool,
}

/// One column in both worlds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LiveColumn {
    /// Its name.
    pub name: String,
    /// When it is known.
    pub known_at: KnownAt,
    /// Share missing in rehearsal.
    pub missing_rehearsal: f64,
    /// Share missing live.
    pub missing_live: f64,
}

/// What the input checks struck at in one column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Struck {
    /// The column.
    pub column: String,
    /// What was wrong.
    pub fell: Fell,
    /// In how many requests.
    pub n: u32,
}

pub(super) async fn report(
    session: &Session,
    record: &Record,
    plan: &Plan,
    pace: &Pace,
) -> Result<DeployReport> {
    let world = &session.world;
    let decides = keys::deciding(plan).ok_or(EngineError::NotYet { missing: "gate".into() })?;
    let rows = live_rows(session, record);
    let live = world.table.take(&rows).as_known_at_decision();
    let mut notes = Vec::new();
    let said = score_live(session, &decides, &live, &mut notes, pace).await?;
    let threshold = line::of(session, &decides, &plan.problem, pace).await?;
    let task = world.id.target().task;
    let numbers = task == Task::Regression;
    let (rehearsed, before) = rehearsal(session, plan, &decides, pace).await?;
    let days = pipeline::days(world, &rows);
    let serving = keys::serving(plan);
    let score_us = keys::score_us(record, &decides, &serving);
    let (decides, problem) = (&decides, &plan.problem);
    let (rows, line) = (&rows, threshold);
    let asked = Asked { decides, serving, problem, rows, live: &live, said: &said, line, score_us };
    let served = serve(session, &asked, None)?;
    let names = reads(world.id, decides);
    let stream = requests::Stream { names: &names, live: &live, days: &days, said: &said, served: &served };
    let alone = frame::decisions(session, problem, &days, &said, threshold);
    let (seen, scores) = (&before.scores, &said.scores);
    let within = view::ends(seen).map(|(least, most)| seen[least]..=seen[most]);
    let above = |scores: &[f64]| {
        let one = |score: &&f64| match &within {
            Some(within) if numbers => !within.contains(score),
            _ => **score >= threshold,
        };
        share(scores.iter().filter(one).count(), scores.len())
    };
    let edges = match task {
        Task::Binary => SCORE_EDGES.to_vec(),
        Task::Multiclass => TENTHS.to_vec(),
        Task::Regression => edges(seen, scores),
    };
    let (above_rehearsal, above_live) = (above(seen), above(scores));
    let n_days = pipeline::by_day(&days).count().max(1) as f64;
    let flags_a_day = |decided: &Decisions| match decided {
        Decisions::Flags(flags) => flags.iter().filter(|f| **f).count() as f64 / n_days / world.share,
        Decisions::Plans { planned, .. } => math::mean(planned).unwrap_or(0.0),
        Decisions::Names(named) => named.iter().flatten().count() as f64 / n_days / world.share,
    };
    Ok(DeployReport {
        task,
        decides: decides.key()?,
        is_rule: matches!(decides, Decides::Rule { .. }),
        live: frame::extent(&days),
        rehearsal: frame::extent(rehearsed.dates("date")?),
        columns: columns(&names, &rehearsed, &live)?,
        above_rehearsal,
        above_live,
        mean_rehearsal: math::mean(seen).unwrap_or(0.0),
        mean_live: math::mean(scores).unwrap_or(0.0),
        scores_rehearsal: spread(seen, &edges),
        scores_live: spread(scores, &edges),
        edges: OnDemand((task != Task::Binary).then_some(edges)),
        classes: OnDemand(
            (task == Task::Multiclass).then(|| [&before, &said].map(|said| likeliest(world.id, said))),
        ),
        threshold,
        serving,
        fallbacks: served.fallbacks(),
        struck: struck(&names, &served),
        flags_a_day: flags_a_day(&served.decisions),
        flags_alone: flags_a_day(&alone),
        day: stream.day()?,
        requests: stream.picked()?,
        times: served.times,
        notes,
        broken: match task {
            Task::Binary => above_live > 0.5 || above_live > 3.0 * above_rehearsal,
            Task::Multiclass => 3.0 * above_live < above_rehearsal,
            Task::Regression => above_live > 0.5,
        },
    })
}

/// The rows of the first live days.
pub(super) fn live_rows(session: &Session, record: &Record) -> Vec<u32> {
    let first = today(record).min(session.world.id.last()).first_day();
    session.world.between(first, first + scenario::of(record.world).live_days)
}

/// The rows the decision was judged on, and its scores there.
async fn rehearsal(session: &Session, plan: &Plan, decides: &Decides, pace: &Pace) -> Result<(Table, Said)> {
    let world = &session.world;
    match decides {
        Decides::Model { fit, .. } => {
            let rows = pipeline::split(fit, world)?.validation;
            let table = world.table.take(&rows);
            let pipeline = session.pipeline(fit, false, pace).await?;
            let said = pipeline.say(&table, &mut Vec::new(), pace).await?;
            Ok((table, said))
        }
        Decides::Rule { rule } => {
            let table = world.table.take(&world.rows(plan.window));
            let said = pipeline::says(rule, world.id, &table)?;
            Ok((table, said))
        }
    }
}

/// What is said of live rows: by the shipped pipeline, fitted once more on its whole window, or the rule.
pub(super) async fn score_live(
    session: &Session,
    decides: &Decides,
    live: &Table,
    notes: &mut Vec<Note>,
    pace: &Pace,
) -> Result<Said> {
    match decides {
        Decides::Model { fit, .. } => session.pipeline(fit, true, pace).await?.say(live, notes, pace).await,
        Decides::Rule { rule } => pipeline::says(rule, session.world.id, live),
    }
}

/// The columns of the table that a decision reads: of a model, those that its recipe leaves.
pub(super) fn reads(world: WorldId, decides: &Decides) -> Vec<String> {
    match decides {
        Decides::Model { fit, .. } => scenario::reads(world, &fit.recipe),
        Decides::Rule { rule } => rule.columns(),
    }
}

fn columns(names: &[String], rehearsed: &Table, live: &Table) -> Result<Vec<LiveColumn>> {
    let missing = |table: &Table, name: &str| -> Result<f64> {
        let values = &table.column(name)?.values;
        Ok(share((0..values.len()).filter(|i| values.is_missing(*i)).count(), values.len()))
    };
    let column = |name: &String| -> Result<LiveColumn> {
        Ok(LiveColumn {
            known_at: live.column(name)?.known_at.clone(),
            missing_rehearsal: missing(rehearsed, name)?,
            missing_live: missing(live, name)?,
            name: name.clone(),
        })
    };
    names.iter().map(column).collect()
}

/// How often the input checks struck at each column.
fn struck(names: &[String], served: &Served) -> Vec<Struck> {
    let mut found: Vec<Struck> = Vec::new();
    for (caught, answer) in served.caught.iter().zip(&served.answers) {
        let Some(caught) = caught.filter(|caught| answer.fell == Some(caught.fell)) else { continue };
        let column = &names[caught.column];
        match found.iter_mut().find(|one| one.column == *column && one.fell == caught.fell) {
            Some(one) => one.n += 1,
            None => found.push(Struck { column: column.clone(), fell: caught.fell, n: 1 }),
        }
    }
    let order = order::descending(&found.iter().map(|one| f64::from(one.n)).collect::<Vec<_>>());
    order.into_iter().map(|i| found[i as usize].clone()).collect()
}

/// The share of rows that each class is the likeliest of; where no condition of a rule holds, none is.
fn likeliest(world: WorldId, said: &Said) -> Vec<f64> {
    let all = said.classes.iter().zip(&said.scores);
    let given = all.filter(|(_, score)| **score > 0.0).map(|(class, _)| f64::from(*class));
    let counts = pipeline::of_each(world, &given.collect::<Vec<f64>>());
    counts.into_iter().map(|n| share(n as usize, said.scores.len())).collect()
}

/// Eight classes as wide as each other, from the smallest to the largest of both.
fn edges(seen: &[f64], live: &[f64]) -> Vec<f64> {
    let all = [seen, live].concat();
    let (low, high) = view::ends(&all).map_or((0.0, 1.0), |(least, most)| (all[least], all[most]));
    (0..=8).map(|k| low + (high - low) * f64::from(k) / 8.0).collect()
}

/// The share of `scores` between neighbouring edges; the last class holds its upper end.
fn spread(scores: &[f64], edges: &[f64]) -> Vec<f64> {
    let last = edges.len() - 2;
    let mut counts = vec![0_usize; last + 1];
    for score in scores {
        counts[edges[1..=last].partition_point(|edge| edge <= score)] += 1;
    }
    counts.into_iter().map(|count| share(count, scores.len())).collect()
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// The months a retraining could learn from before `record`'s next month: the latest ones, and all.
#[must_use]
pub fn windows(record: &Record) -> Vec<Window> {
    let (start, to) = (record.world.history().from, today(record).plus(-1));
    let latest = RECENT.map(|periods| Window { from: to.plus(1 - periods * record.world.stride()), to });
    let latest = latest.into_iter().filter(|window| window.from > start);
    latest.chain([Window { from: start, to }]).collect()
}
