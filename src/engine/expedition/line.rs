//! The line between what a model says and what is decided: a threshold for a probability, a margin for a forecast,
//! and how sure a name has to be.

use super::pipeline;
use super::plan::{Decides, Fit};
use super::record::Problem;
use super::seen::ENGINE;
use super::session::Session;
use crate::error::Result;
use crate::fingerprint::fingerprint;
use crate::serve::amounts;
use crate::task::Task;
use crate::work::Pace;

/// Above this score a rule says yes: any condition fulfilled.
pub const RULE_THRESHOLD: f64 = f64::MIN_POSITIVE;

/// The line of a rule: it says yes or no itself, names where it has a name, and plans what it says.
pub(super) fn of_rule(task: Task) -> f64 {
    if task == Task::Regression { 0.0 } else { RULE_THRESHOLD }
}

/// The line of `fit`: the one chosen, or the one the costs imply. A margin follows from its errors on validation rows.
pub(super) async fn of_fit(
    session: &Session,
    fit: &Fit,
    chosen: Option<f64>,
    problem: &Problem,
    pace: &Pace,
) -> Result<f64> {
    let world = &session.world;
    if let Some(chosen) = chosen {
        return Ok(chosen);
    }
    match world.id.target().task {
        Task::Binary => return Ok(problem.costs.threshold()),
        Task::Multiclass => return Ok(problem.costs.sure_enough()),
        Task::Regression => {}
    }
    let key = fingerprint(&("margin", ENGINE, fit, &problem.costs))?;
    if let Some(margin) = session.recall(&key) {
        return Ok(margin);
    }
    let rows = pipeline::split(fit, world)?.validation;
    let pipeline = session.pipeline(fit, false, pace).await?;
    let forecasts = pipeline.say(&world.table.take(&rows), &mut Vec::new(), pace).await?;
    let margin = amounts::margin(&problem.costs, &pipeline::targets(world, &rows), &forecasts.scores);
    session.keep(&key, &margin);
    Ok(margin)
}

/// The line of whatever decides.
pub(super) async fn of(session: &Session, decides: &Decides, problem: &Problem, pace: &Pace) -> Result<f64> {
    match decides {
        Decides::Model { fit, threshold } => of_fit(session, fit, *threshold, problem, pace).await,
        Decides::Rule { .. } => Ok(of_rule(session.world.id.target().task)),
    }
}
