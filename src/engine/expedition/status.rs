//! How far each stage is: the ring beside every room.

use serde::{Deserialize, Serialize};

use super::plan::{Plan, today};
use super::record::{Ending, Record};
use super::stage::Stage;

/// How far a stage is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Not open yet; the key of the reason goes with it.
    Locked,
    /// Open, nothing chosen yet.
    Open,
    /// Chosen.
    Done,
    /// Chosen, but an earlier choice has changed since.
    Stale,
}

/// The state of one stage, with the text key of why it is locked or stale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageState {
    /// Which.
    pub stage: Stage,
    /// How far.
    pub status: Status,
    /// Why it is locked or stale, as a text key.
    pub why: Option<&'static str>,
}

/// The state of the six stages, in order.
#[must_use]
pub fn of(record: &Record) -> [StageState; 6] {
    let plan = Plan::of(record);
    Stage::LOOP.map(|stage| {
        let (status, why) = state(stage, &plan, record);
        StageState { stage, status, why }
    })
}

/// The stage the guided path goes to next.
#[must_use]
pub fn next(record: &Record) -> Stage {
    let states = of(record);
    let open = states.iter().find(|s| s.status != Status::Done).map_or(Stage::Journal, |s| s.stage);
    // With nothing to ship, what is live lives on, and the year can still be told.
    if open == Stage::Deploy && Plan::of(record).shipped().is_none() {
        let lives = states.iter().any(|s| s.stage == Stage::Monitor && s.status == Status::Open);
        return if lives { Stage::Monitor } else { Stage::Journal };
    }
    open
}

fn state(stage: Stage, plan: &Plan, record: &Record) -> (Status, Option<&'static str>) {
    use Status::{Done, Locked, Open, Stale};
    let fresh = plan.run().is_some_and(|run| plan.fresh(run));
    match stage {
        Stage::Frame | Stage::Journal => (if plan.framed.is_some() { Done } else { Open }, None),
        // A lap decided without a model needs neither.
        Stage::Data => {
            let needless = plan.gate.is_some() && plan.run().is_none();
            (if plan.prepared.is_some() || needless { Done } else { Open }, None)
        }
        Stage::Train => match plan.run() {
            None => (if plan.gate.is_some() { Done } else { Open }, None),
            Some(_) if fresh => (Done, None),
            Some(_) => (Stale, Some("stale.recipe")),
        },
        Stage::Evaluate => match (&plan.gate, plan.run()) {
            (None, None) if plan.lap == 1 => (Locked, Some("locked.no_run")),
            // Who has lived with a model may go back to the rule without training another.
            (None, None) => (Open, None),
            (Some(_), None) => (Done, None),
            (None, Some(_)) => (Open, None),
            (Some(gate), Some(run))
                if fresh && gate.run == Some(run.id) && gate.threshold == plan.threshold =>
            {
                (Done, None)
            }
            (Some(_), Some(_)) => (Stale, Some("stale.run")),
        },
        Stage::Deploy => match &plan.gate {
            None => (Locked, Some("locked.no_gate")),
            // What is live goes on deciding.
            Some(gate) if gate.ending == Ending::DoNotShip && plan.live().is_some() => {
                (Locked, Some("locked.kept"))
            }
            Some(gate) if gate.ending == Ending::DoNotShip => (Locked, Some("locked.not_shipped")),
            Some(_) if plan.is_live() => (Done, None),
            Some(_) if plan.live().is_some_and(|v| v.lap == plan.lap) => (Stale, Some("stale.gate")),
            Some(_) => (Open, None),
        },
        Stage::Monitor => match plan.live() {
            None => (Locked, Some("locked.not_live")),
            Some(_) if today(record) > record.world.last() => (Done, None),
            Some(_) => (Open, None),
        },
    }
}
