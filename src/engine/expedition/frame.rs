//! Frame: what doing nothing costs, and what a rule written by hand is worth.

use serde::{Deserialize, Serialize};

use super::pipeline::{self, RULE_THRESHOLD};
use super::plan::Plan;
use super::record::Problem;
use super::report::{Outcome, Rows};
use super::scenario;
use super::session::Session;
use crate::error::Result;
use crate::models::rule::Rule;
use crate::serve::policy::{self, Counts};

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
    let span = f64::from(history.to - history.from + 1);
    let flights_a_day = f64::from(history.n) / world.share / span;
    Ok(FrameReport {
        history,
        share: world.share,
        positives: y.iter().filter(|v| **v == 1.0).count() as u32,
        flights_a_day,
        capacity_a_day: flights_a_day * plan.problem.capacity,
        nothing: nothing(&y, &plan.problem, world.share),
        rule: rule(session, &plan.problem, &rows)?,
        rule_at: rule_at(session, &plan.problem.rule, &rows, &days, &y)?,
    })
}

fn rule_at(session: &Session, rule: &Rule, rows: &[u32], days: &[i32], y: &[f64]) -> Result<Vec<AtCapacity>> {
    let scores = pipeline::rule_scores(rule, &session.world, rows)?;
    let at = |capacity| {
        let flagged = policy::flag(days, &scores, RULE_THRESHOLD, capacity);
        AtCapacity { capacity, counts: policy::count(y, &flagged) }
    };
    Ok(scenario::CAPACITIES.map(at).to_vec())
}

/// What comes of flagging nobody.
pub(super) fn nothing(y: &[f64], problem: &Problem, share: f64) -> Outcome {
    Outcome::of(policy::count(y, &vec![false; y.len()]), &problem.costs, share)
}

/// What comes of the rule on `rows`.
pub(super) fn rule(session: &Session, problem: &Problem, rows: &[u32]) -> Result<Outcome> {
    let scores = pipeline::rule_scores(&problem.rule, &session.world, rows)?;
    Ok(decide(session, problem, rows, &scores, RULE_THRESHOLD))
}

/// What comes of flagging by `scores`.
pub(super) fn decide(
    session: &Session,
    problem: &Problem,
    rows: &[u32],
    scores: &[f64],
    threshold: f64,
) -> Outcome {
    let world = &session.world;
    let flagged = policy::flag(&pipeline::days(world, rows), scores, threshold, problem.capacity);
    Outcome::of(policy::count(&pipeline::targets(world, rows), &flagged), &problem.costs, world.share)
}

/// How many rows, from when to when.
pub(super) fn extent(days: &[i32]) -> Rows {
    let (from, to) = (days.iter().min().copied().unwrap_or(0), days.iter().max().copied().unwrap_or(0));
    Rows { n: days.len() as u32, from, to }
}
