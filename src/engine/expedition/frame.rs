//! Frame: what doing nothing costs, and what a rule written by hand is worth.

use serde::{Deserialize, Serialize};

use super::line::{self, RULE_THRESHOLD};
use super::on_demand::OnDemand;
use super::pipeline;
use super::plan::Plan;
use super::record::Problem;
use super::report::{Outcome, Rows};
use super::scenario;
use super::session::Session;
use crate::error::Result;
use crate::math;
use crate::models::rule::Rule;
use crate::said::Said;
use crate::serve::decisions::Decisions;
use crate::serve::policy::{self, Counts};
use crate::table::Values;
use crate::table::levels::by_count;
use crate::task::Task;
use crate::worlds::{Feature, WorldId};

/// The problem on the rows of the past.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FrameReport {
    /// The rows of the window, in the sample.
    pub history: Rows,
    /// Share of real flights that the sample holds.
    pub share: f64,
    /// Cancellations among them.
    pub positives: u32,
    /// Flights a day, in all the real ones.
    pub flights_a_day: f64,
    /// Flights a day that the desk can prepare, in all the real ones.
    pub capacity_a_day: f64,
    /// What doing nothing comes to.
    pub nothing: Outcome,
    /// What the hand-written rule comes to.
    pub rule: Outcome,
    /// The same at every capacity a learner can choose, the smallest first: what a slider needs at once.
    pub rule_at: Vec<AtCapacity>,
    /// What a rule can ask for: the columns known at the decision.
    pub columns: Vec<RuleColumn>,
    /// Of numbers, how they lie.
    pub spread: OnDemand<Spread>,
    /// Of classes, how many rows of each.
    pub classes: OnDemand<Vec<u32>>,
}

/// How numbers lie, in the target's unit.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// Their mean.
    pub mean: f64,
    /// A tenth of them lie below it.
    pub low: f64,
    /// A tenth of them lie above it.
    pub high: f64,
    /// The smallest.
    pub least: f64,
    /// The largest.
    pub most: f64,
}

/// A column that a rule can ask for, with what it was in the past.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RuleColumn {
    /// Its name.
    pub name: String,
    /// Smallest and largest number, in whole steps, and the step; `None` of a category.
    pub range: Option<(f64, f64, f64)>,
    /// The levels, the most frequent first; empty of a number.
    pub levels: Vec<String>,
}

/// What comes of the rule where the desk has this much room.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct AtCapacity {
    /// The share of a day's flights that the desk can prepare.
    pub capacity: f64,
    /// What comes of it, in rows of the sample.
    pub counts: Counts,
}

pub(super) fn report(session: &Session, plan: &Plan) -> Result<FrameReport> {
    let world = &session.world;
    let rows = world.rows(plan.window);
    let y = pipeline::targets(world, &rows);
    let days = pipeline::days(world, &rows);
    let history = extent(&days);
    // Days on which anything is decided.
    let span = pipeline::by_day(&days).count().max(1) as f64;
    let flights_a_day = f64::from(history.n) / world.share / span;
    Ok(FrameReport {
        history,
        share: world.share,
        positives: pipeline::positives(world, &y),
        flights_a_day,
        capacity_a_day: flights_a_day * plan.problem.capacity,
        nothing: nothing(session, &plan.problem, &rows),
        rule: rule(session, &plan.problem, &rows)?,
        spread: OnDemand((world.id.target().task == Task::Regression).then(|| spread(&y)).flatten()),
        classes: of_each(world.id, &y),
        rule_at: rule_at(session, &plan.problem.rule, &rows, &days, &y)?,
        columns: columns(session, &rows)?,
    })
}

fn rule_at(session: &Session, rule: &Rule, rows: &[u32], days: &[i32], y: &[f64]) -> Result<Vec<AtCapacity>> {
    // Neither amounts nor names are limited by room.
    if session.world.id.target().task != Task::Binary {
        return Ok(Vec::new());
    }
    let said = pipeline::rule_says(rule, &session.world, rows)?;
    let at = |capacity| {
        let flagged = policy::flag(days, &said.scores, RULE_THRESHOLD, capacity);
        AtCapacity { capacity, counts: policy::count(y, &flagged) }
    };
    Ok(scenario::CAPACITIES.map(at).to_vec())
}

/// Levels that are offered of a category at most.
const LEVELS: usize = 20;

/// Steps from the smallest to the largest number of a column, about.
const STEPS: f64 = 50.0;

fn columns(session: &Session, rows: &[u32]) -> Result<Vec<RuleColumn>> {
    let world = &session.world;
    let past = world.table.take(rows);
    let known = world.id.features().iter().filter(|feature| feature.at_decision);
    let column = |feature: &Feature| {
        let name = String::from(feature.name);
        Ok(match &past.column(feature.name)?.values {
            Values::Category { levels, codes } => {
                let often = by_count(levels, codes).into_iter().take(LEVELS);
                let levels = often.map(|(code, _)| levels[code as usize].clone()).collect();
                Some(RuleColumn { name, range: None, levels })
            }
            Values::Number(values) => {
                range(values).map(|range| RuleColumn { name, range: Some(range), levels: Vec::new() })
            }
            Values::Date(_) => None,
        })
    };
    let columns: Result<Vec<Option<RuleColumn>>> = known.map(column).collect();
    Ok(columns?.into_iter().flatten().collect())
}

/// The ends of `values` in whole steps of 1, 2 or 5 times a power of ten; `None` if there are none to tell apart.
fn range(values: &[f64]) -> Option<(f64, f64, f64)> {
    let present = values.iter().filter(|v| v.is_finite());
    let (low, high) = present.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(*v), h.max(*v)));
    if low >= high {
        return None;
    }
    let wanted = (high - low) / STEPS;
    let power =
        math::exp(math::ln(10.0) * (math::ln(wanted) / math::ln(10.0)).floor()).max(f64::MIN_POSITIVE);
    // Powers of ten below 1 are no exact numbers: their inverses are.
    let power = if power < 1.0 { 1.0 / (1.0 / power).round() } else { power.round() };
    let step = [1.0, 2.0, 5.0, 10.0].into_iter().map(|n| n * power).find(|s| *s >= wanted)?;
    Some(((low / step).floor() * step, (high / step).ceil() * step, step))
}

pub(super) fn spread(y: &[f64]) -> Option<Spread> {
    let sorted = math::sorted_present(y);
    let at = |q: f64| math::quantile_sorted(&sorted, q);
    Some(Spread { mean: math::mean(y)?, low: at(0.1)?, high: at(0.9)?, least: at(0.0)?, most: at(1.0)? })
}

/// How many of `y` are of each class.
pub(super) fn of_each(world: WorldId, y: &[f64]) -> OnDemand<Vec<u32>> {
    OnDemand(Some(pipeline::of_each(world, y)).filter(|counts| !counts.is_empty()))
}

/// What comes of deciding nothing: nobody is flagged, every row gets the mean of the history, or of all somebody is asked.
pub(super) fn nothing(session: &Session, problem: &Problem, rows: &[u32]) -> Outcome {
    decide(session, problem, rows, &usual(session, rows.len()), 0.0)
}

/// The same decisions on rows of `days`.
pub(super) fn nothing_of(session: &Session, problem: &Problem, days: &[i32]) -> Decisions {
    decisions(session, problem, days, &usual(session, days.len()), 0.0)
}

/// What is said of `n` rows where nothing is known of them.
fn usual(session: &Session, n: usize) -> Said {
    let world = &session.world;
    let task = world.id.target().task;
    let said = match task {
        Task::Regression => {
            math::mean(&pipeline::targets(world, &world.rows(world.id.history()))).unwrap_or(0.0)
        }
        Task::Binary | Task::Multiclass => f64::NEG_INFINITY,
    };
    Said::all(task, said, n)
}

/// What comes of the rule on `rows`.
pub(super) fn rule(session: &Session, problem: &Problem, rows: &[u32]) -> Result<Outcome> {
    let (world, decided) = (&session.world, rule_decides(session, problem, rows)?);
    Ok(Outcome::of(decided.all(&pipeline::targets(world, rows)), &problem.costs, world.share))
}

/// What the rule decides of `rows`.
pub(super) fn rule_decides(session: &Session, problem: &Problem, rows: &[u32]) -> Result<Decisions> {
    let world = &session.world;
    let said = pipeline::rule_says(&problem.rule, world, rows)?;
    let (days, line) = (pipeline::days(world, rows), line::of_rule(world.id.target().task));
    Ok(decisions(session, problem, &days, &said, line))
}

/// What comes of deciding by what is said.
pub(super) fn decide(session: &Session, problem: &Problem, rows: &[u32], said: &Said, line: f64) -> Outcome {
    let world = &session.world;
    let decided = decisions(session, problem, &pipeline::days(world, rows), said, line);
    Outcome::of(decided.all(&pipeline::targets(world, rows)), &problem.costs, world.share)
}

/// What is decided by what is said.
pub(super) fn decisions(
    session: &Session,
    problem: &Problem,
    days: &[i32],
    said: &Said,
    line: f64,
) -> Decisions {
    Decisions::take(session.world.id.target().task, days, said, line, problem.capacity)
}

/// How many rows, from when to when.
pub(super) fn extent(days: &[i32]) -> Rows {
    let (from, to) = (days.iter().min().copied().unwrap_or(0), days.iter().max().copied().unwrap_or(0));
    Rows { n: days.len() as u32, from, to }
}
