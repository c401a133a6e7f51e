//! The champion: the version that decides today, on the rows that a challenger is judged on.

use serde::{Deserialize, Serialize};

use super::deploy;
use super::frame;
use super::line;
use super::plan::{Decides, Plan};
use super::report::Outcome;
use super::session::Session;
use crate::error::Result;
use crate::work::Pace;

/// The version that decides today, on the rows that a challenger is judged on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Champion {
    /// Its number.
    pub number: u32,
    /// What it comes to, reading what is known at the decision.
    pub outcome: Outcome,
    /// Whether it learned from some of these rows itself: then it looks better than it is.
    pub learned_from: bool,
}

/// What it comes to on `rows`, judged by the problem as it stands; `None` if nothing went live in an earlier lap.
pub(super) async fn on(
    session: &Session,
    plan: &Plan,
    rows: &[u32],
    pace: &Pace,
) -> Result<Option<Champion>> {
    let Some(version) = plan.champion() else { return Ok(None) };
    let table = session.world.table.take(rows).as_known_at_decision();
    let said = deploy::score_live(session, &version.decides, &table, &mut Vec::new(), pace).await?;
    let line = line::of(session, &version.decides, &version.problem, pace).await?;
    let window = match &version.decides {
        Decides::Model { fit, .. } => Some(fit.window),
        Decides::Rule { .. } => None,
    };
    let within = |window| {
        let learned = session.world.rows(window);
        rows.iter().any(|row| learned.binary_search(row).is_ok())
    };
    Ok(Some(Champion {
        number: version.number,
        outcome: frame::decide(session, &plan.problem, rows, &said, line),
        learned_from: window.is_some_and(within),
    }))
}
