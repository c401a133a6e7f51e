//! When a month asks for the learner: an alarm costs attention, so it must have a reason.

use serde::{Deserialize, Serialize};

use crate::metrics::interval::Interval;
use crate::serve::decisions::Tally;

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
    /// Its forecasts are surely off by more than the goal: even the lower end of the 95 % interval is above it.
    AboveGoal {
        /// The mean absolute error this month.
        error: f64,
        /// Lower end of its interval.
        low: f64,
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

/// The alarm of a month, if it has one; `range` is the 95 % interval of its score.
#[must_use]
pub fn of_month(tally: &Tally, range: Option<Interval>, goal: f64, cost: f64, nothing: f64) -> Option<Alarm> {
    if cost > nothing {
        return Some(Alarm::WorseThanNothing { cost, nothing });
    }
    let (score, Interval { low, high }) = (tally.score()?, range?);
    match tally {
        Tally::Counts(_) | Tally::Names(_) => {
            (high < goal).then_some(Alarm::BelowGoal { recall: score, high, goal })
        }
        Tally::Amounts(_) => (low > goal).then_some(Alarm::AboveGoal { error: score, low, goal }),
    }
}
