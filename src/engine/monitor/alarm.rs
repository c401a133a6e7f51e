//! When a month asks for the learner: an alarm costs attention, so it must have a reason.

use serde::{Deserialize, Serialize};

use crate::metrics::interval;
use crate::serve::policy::Counts;

/// Why a month asks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Alarm {
    /// What it finds is surely below the goal: even the upper end of the 95 % Wilson interval is.
    BelowGoal {
        /// Share of cancellations found this month.
        recall: f64,
        /// Upper end of its interval.
        high: f64,
        /// The goal of the Frame room.
        goal: f64,
    },
    /// It cost more than deciding nothing would have.
    WorseThanNothing {
        /// Cost of the month in euros.
        cost: f64,
        /// Cost of the month with nothing.
        nothing: f64,
    },
}

/// The alarm of a month, if it has one.
#[must_use]
pub fn of_month(counts: &Counts, goal: f64, cost: f64, nothing: f64) -> Option<Alarm> {
    if cost > nothing {
        return Some(Alarm::WorseThanNothing { cost, nothing });
    }
    let found = interval::wilson(f64::from(counts.tp), f64::from(counts.tp + counts.missed), 0.95)?;
    let recall = counts.recall()?;
    (found.high < goal).then_some(Alarm::BelowGoal { recall, high: found.high, goal })
}
