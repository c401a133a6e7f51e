//! Two ways side by side: two branches of an expedition, or two expeditions.

use serde::{Deserialize, Serialize};

use super::effort::{self, Prices};
use super::evaluate;
use super::keys::{self, Lived};
use super::monitor::{self, MonthReport};
use super::plan::{Decides, Fit, Plan, Version};
use super::record::{Entry, Fact, Problem, Record};
use super::session::Session;
use crate::error::Result;
use crate::serve::decisions::Tally;
use crate::work::Pace;
use crate::worlds::calendar::Month;

/// A month, and whether it was lived on the way.
type Judged = (bool, MonthReport);

/// Two ways side by side, in the months that were lived in both records.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// The two.
    pub ways: [Way; 2],
    /// What each month cost on either way, in euros.
    pub months: Vec<(Month, [f64; 2])>,
    /// Whether a miss and a false alarm cost the same on both ways: if not, their costs are not to be compared.
    pub same_costs: bool,
    /// How much more the second way cost than the first, in euros; below zero if it cost less.
    pub more: f64,
}

/// A way: what it claimed, what came, what it took.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Way {
    /// The score on sealed test rows of the model it ended with; `None` unless they were opened for it.
    pub claimed: Option<f64>,
    /// Times sealed rows were opened on it.
    pub peeks: u32,
    /// Of the months compared, those that were lived on it; the others are reckoned, see [`keys::on_the_way`].
    pub lived: u32,
    /// The score over them.
    pub found: Option<f64>,
    /// What they cost in euros.
    pub cost: f64,
    /// What they would have cost more with nothing, in euros.
    pub saved: f64,
    /// Months that asked for the learner.
    pub alarms: u32,
    /// Days of one person that went into this way alone.
    pub days: f64,
    /// The same in euros, at the prices of the first way, with the sources that were read.
    pub effort: f64,
}

/// Puts the ways to the cursors of two records side by side.
pub(super) async fn side_by_side(
    session: &Session,
    records: &[Record; 2],
    pace: &Pace,
) -> Result<Comparison> {
    let [left, right] = records.each_ref().map(keys::on_the_way);
    let same = |month: Month| right.iter().find(|(lived, _)| lived.month == month);
    let both: Vec<[&(Lived, bool); 2]> = left.iter().filter_map(|l| Some([l, same(l.0.month)?])).collect();
    let mut judged = [Vec::new(), Vec::new()];
    for (done, pair) in both.iter().enumerate() {
        for (side, (month, lived)) in judged.iter_mut().zip(pair) {
            pace.rest("months", done, Some(both.len()), None).await;
            side.push((*lived, monitor::month_report(session, month, pace).await?));
        }
    }
    let plans = records.each_ref().map(Plan::of);
    let mut claims = [None; 2];
    for ((claim, plan), record) in claims.iter_mut().zip(&plans).zip(records) {
        // What the way trained last, or else what is live on it.
        for (fit, threshold, problem) in trained(plan).into_iter().chain(live(plan)) {
            if claim.is_none() {
                *claim = evaluate::claimed(session, record, (fit, threshold), problem, pace).await?;
            }
        }
    }
    let prices = plans[0].prices;
    let ways = [0, 1].map(|side| way(&records[side], &judged[side], claims[side], &prices));
    let cost = |side: usize, at: usize| judged[side][at].1.outcome.cost;
    let months = (0..both.len()).map(|at| (both[at][0].0.month, [cost(0, at), cost(1, at)])).collect();
    Ok(Comparison {
        more: ways[1].cost - ways[0].cost,
        ways,
        months,
        same_costs: plans[0].problem.costs == plans[1].problem.costs,
    })
}

type Candidate<'a> = (&'a Fit, Option<f64>, &'a Problem);

fn trained(plan: &Plan) -> Option<Candidate<'_>> {
    plan.run().map(|run| (&run.fit, plan.threshold, &plan.problem))
}

fn live(plan: &Plan) -> Option<Candidate<'_>> {
    match plan.live()? {
        Version { decides: Decides::Model { fit, threshold }, problem, .. } => {
            Some((fit, *threshold, problem))
        }
        _ => None,
    }
}

fn way(record: &Record, months: &[Judged], claimed: Option<f64>, prices: &Prices) -> Way {
    let along = record.along();
    let ledger = effort::ledger(record, &along, prices);
    let peeked = |entry: &Entry| matches!(entry, Entry::Fact { fact: Fact::Peeked { .. }, .. });
    let mut way = Way {
        claimed,
        peeks: along.iter().filter(|entry| peeked(entry)).count() as u32,
        lived: 0,
        found: None,
        cost: 0.0,
        saved: 0.0,
        alarms: 0,
        days: ledger.days,
        effort: ledger.cost,
    };
    let (mut tally, mut nothing) = (Tally::none(record.world.target().task), 0.0);
    for (lived, month) in months {
        way.lived += u32::from(*lived);
        way.cost += month.outcome.cost;
        way.alarms += u32::from(month.alarm.is_some());
        nothing += month.cost_nothing;
        tally = tally.plus(&month.outcome.tally());
    }
    (way.found, way.saved) = (tally.score(), nothing - way.cost);
    way
}
