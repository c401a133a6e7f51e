//! Two ways side by side: two branches of an expedition, or two expeditions.

use serde::{Deserialize, Serialize};

use super::effort::{self, Prices};
use super::evaluate;
use super::keys::{self, Lived};
use super::monitor::{self, MonthReport};
use super::plan::{Decides, Plan, Version};
use super::record::{Entry, Fact, Record};
use super::session::Session;
use crate::error::Result;
use crate::serve::policy::Counts;
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
    /// The share found in sealed test rows by the model it ended with; `None` unless they were opened for it.
    pub claimed: Option<f64>,
    /// Times sealed rows were opened on it.
    pub peeks: u32,
    /// Of the months compared, those that were lived on it; the others are reckoned, see [`keys::on_the_way`].
    pub lived: u32,
    /// The share of cancellations found in them.
    pub found: Option<f64>,
    /// What they cost in euros.
    pub cost: f64,
    /// What they would have cost more with nothing, in euros.
    pub saved: f64,
    /// Months that asked for the learner.
    pub alarms: u32,
    /// Days of one person that went into this way alone.
    pub days: f64,
    /// The same in euros, at the prices of the first way.
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
    let (mut lefts, mut rights) = (Vec::new(), Vec::new());
    for (done, [l, r]) in both.iter().enumerate() {
        pace.rest("months", done, Some(both.len()), None).await;
        lefts.push((l.1, monitor::month_report(session, &l.0, pace).await?));
        rights.push((r.1, monitor::month_report(session, &r.0, pace).await?));
    }
    let cost = |(_, report): &Judged| report.outcome.cost;
    let months = lefts.iter().zip(&rights).map(|(l, r)| (l.1.month, [cost(l), cost(r)])).collect();
    let plans = records.each_ref().map(Plan::of);
    let ways = [
        way(session, &records[0], &plans[0], &lefts, plans[0].prices, pace).await?,
        way(session, &records[1], &plans[1], &rights, plans[0].prices, pace).await?,
    ];
    Ok(Comparison {
        more: ways[1].cost - ways[0].cost,
        ways,
        months,
        same_costs: plans[0].problem.costs == plans[1].problem.costs,
    })
}

async fn way(
    session: &Session,
    record: &Record,
    plan: &Plan,
    months: &[Judged],
    prices: Prices,
    pace: &Pace,
) -> Result<Way> {
    let total = |of: fn(&MonthReport) -> f64| months.iter().map(|(_, report)| of(report)).sum::<f64>();
    let counts = months.iter().fold(Counts::default(), |sum, (_, report)| sum.plus(&report.outcome.counts));
    let cost = total(|report| report.outcome.cost);
    let peeks = record.along().filter(|e| matches!(e, Entry::Fact { fact: Fact::Peeked { .. }, .. }));
    let ledger = effort::ledger(record.along(), &prices);
    Ok(Way {
        claimed: claimed(session, record, plan, pace).await?,
        peeks: peeks.count() as u32,
        lived: months.iter().filter(|(lived, _)| *lived).count() as u32,
        found: counts.recall(),
        cost,
        saved: total(|report| report.cost_nothing) - cost,
        alarms: months.iter().filter(|(_, report)| report.alarm.is_some()).count() as u32,
        days: ledger.days,
        effort: ledger.cost,
    })
}

/// What the model of the way claims: the one it trained last, or else the one that is live.
async fn claimed(session: &Session, record: &Record, plan: &Plan, pace: &Pace) -> Result<Option<f64>> {
    if let Some(run) = plan.run() {
        let of = (&run.fit, plan.threshold);
        let claimed = evaluate::claimed(session, record, of, &plan.problem, pace).await?;
        if claimed.is_some() {
            return Ok(claimed);
        }
    }
    match plan.live() {
        Some(Version { decides: Decides::Model { fit, threshold }, problem, .. }) => {
            evaluate::claimed(session, record, (fit, *threshold), problem, pace).await
        }
        _ => Ok(None),
    }
}
