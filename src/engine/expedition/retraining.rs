//! The year once more under fixed policies of retraining, from the model that went live first: never, every so many
//! months, or on alarm. Only once the year is over: before, it would tell what is to come.

use serde::{Deserialize, Serialize};

use super::keys::{self, Lived};
use super::monitor;
use super::month::{self, Decided};
use super::plan::{Decides, Version, today};
use super::record::{Fact, Record};
use super::seen::ENGINE;
use super::session::Session;
use crate::error::Result;
use crate::fingerprint::fingerprint;
use crate::monitor::alarm;
use crate::serve::decisions::Tally;
use crate::work::Pace;
use crate::worlds::WorldId;
use crate::worlds::calendar::{Month, Window};

/// What is asked for with [`Fact::Revealed`].
pub const RETRAINING: &str = "retraining";

/// When a policy retrains.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trigger {
    /// Never.
    Never,
    /// Each time so many months have gone by.
    Every(u32),
    /// After each month that rings.
    Alarm,
}

/// What a policy retrains on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Past {
    /// The last two periods; see [`WorldId::period`].
    LastTwo,
    /// All there are.
    All,
}

impl Past {
    /// Both.
    pub const EACH: [Self; 2] = [Self::LastTwo, Self::All];

    /// The months of `world` up to `to`.
    #[must_use]
    pub fn window(self, world: WorldId, to: Month) -> Window {
        let start = world.history().from;
        match self {
            Self::LastTwo => Window { from: to.plus(1 - 2 * world.stride()).max(start), to },
            Self::All => Window { from: start, to },
        }
    }
}

/// The policies that are compared. What is never retrained learns from no other months.
const POLICIES: [(Trigger, Past); 7] = [
    (Trigger::Never, Past::All),
    (Trigger::Every(3), Past::LastTwo),
    (Trigger::Every(3), Past::All),
    (Trigger::Every(1), Past::LastTwo),
    (Trigger::Every(1), Past::All),
    (Trigger::Alarm, Past::LastTwo),
    (Trigger::Alarm, Past::All),
];

/// The year under one policy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PolicyReport {
    /// When it retrains.
    pub trigger: Trigger,
    /// On what.
    pub past: Past,
    /// How often it did.
    pub retrained: u32,
    /// Months that rang.
    pub alarms: u32,
    /// Its score over all of the year: the share found, or the mean absolute error.
    pub score: Option<f64>,
    /// What its decisions cost in euros.
    pub cost: f64,
}

/// What a month came to under a version.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Came {
    tally: Tally,
    cost: f64,
    alarm: bool,
}

/// The model that all policies begin with, if the year is over and a model began it.
#[must_use]
pub fn start(record: &Record) -> Option<Version> {
    let over = today(record) > record.world.last();
    let first = keys::lived(record).into_iter().next().filter(|_| over)?;
    first.version.filter(|version| matches!(version.decides, Decides::Model { .. }))
}

/// Whether the comparison was asked for and there is one.
#[must_use]
pub fn asked(record: &Record) -> bool {
    let mut facts = record.facts();
    facts.any(|(_, _, fact)| matches!(fact, Fact::Revealed { what } if what == RETRAINING))
        && start(record).is_some()
}

pub(super) async fn report(session: &Session, record: &Record, pace: &Pace) -> Result<Vec<PolicyReport>> {
    let lived = keys::lived(record);
    let Some(first) = start(record).filter(|_| asked(record)) else { return Ok(Vec::new()) };
    let mut reports = Vec::new();
    for (i, (trigger, past)) in POLICIES.into_iter().enumerate() {
        let mut report = PolicyReport { trigger, past, retrained: 0, alarms: 0, score: None, cost: 0.0 };
        let mut version = first.clone();
        let mut tally = Tally::none(session.world.id.target().task);
        for (done, month) in lived.iter().enumerate() {
            let all = POLICIES.len() * lived.len();
            pace.rest("retraining", i * lived.len() + done, Some(all), None).await;
            let came = came(session, &version, month, lived[0].score_us[0]).await?;
            tally = tally.plus(&came.tally);
            report.cost += came.cost;
            report.alarms += u32::from(came.alarm);
            let now = match trigger {
                Trigger::Never => false,
                Trigger::Every(months) => (done + 1).is_multiple_of(months as usize),
                Trigger::Alarm => came.alarm,
            };
            // After the last month nothing is left to decide.
            if let (true, Decides::Model { fit, .. }) = (now && done + 1 < lived.len(), &mut version.decides)
            {
                fit.window = past.window(record.world, record.world.period(month.month).to);
                report.retrained += 1;
            }
        }
        report.score = tally.score();
        reports.push(report);
    }
    Ok(reports)
}

/// The month under `version`, which takes as long for a row as the one that was measured.
async fn came(session: &Session, version: &Version, lived: &Lived, score_us: Option<f64>) -> Result<Came> {
    let key = fingerprint(&(
        ("came", ENGINE, &session.world.fingerprint, lived.month),
        (&version.decides, &version.serving, &version.problem, score_us),
    ))?;
    if let Some(came) = session.recall(&key) {
        return Ok(came);
    }
    // What a training tells of itself is of one among many.
    let pace = &Pace::default();
    let Decided { outcome, score, .. } =
        month::decided(session, version, lived.month, &version.problem, score_us, pace).await?;
    let nothing = monitor::nothing(session, lived.month, &version.problem).cost;
    let (tally, goal) = (outcome.tally(), version.problem.goal);
    let alarm = alarm::of_month(&tally, score, goal, outcome.cost, nothing).is_some();
    let came = Came { tally, cost: outcome.cost, alarm };
    session.keep(&key, &came);
    Ok(came)
}
