//! Work to be timed by a host that has a clock, since the engine has none: live rows scored by the model that ships.

use std::rc::Rc;

use super::deploy;
use super::keys;
use super::pipeline::Pipeline;
use super::plan::{Decides, Fit, Plan};
use super::record::{Choice, Entry, Fact, Record};
use super::session::Session;
use crate::error::{EngineError, Result};
use crate::table::Table;
use crate::work::{Pace, Work};

/// What is measured: the time of scoring one row, in microseconds, as a text key.
pub const SCORE_ROW_US: &str = "score_row_us";

/// What is measured of each run: the time of learning, recipe and model, in milliseconds, as a text key.
pub const LEARN_MS: &str = "learn_ms";

/// At most so many rows are scored at a time: a round must not take long.
const ROWS: usize = 512;

/// A batch of live rows and the model that scores them. The rows are scored, in one go, as often as the host likes.
#[derive(Debug)]
pub struct Trial {
    /// The key of the version; see [`Decides::key`].
    pub version: String,
    pipeline: Rc<Pipeline>,
    live: Rc<Table>,
}

impl Trial {
    pub(super) async fn new(session: &Session, record: &Record, pace: &Pace) -> Result<Self> {
        let decides = keys::deciding(&Plan::of(record));
        let Some(decides @ Decides::Model { fit, .. }) = &decides else {
            return Err(EngineError::NotYet { missing: "model".into() });
        };
        let mut rows = deploy::live_rows(session, record);
        rows.truncate(ROWS);
        if rows.is_empty() {
            return Err(EngineError::TooFewRows { what: "live".into(), needed: 1, found: 0 });
        }
        Ok(Self {
            version: decides.key()?,
            pipeline: session.pipeline(fit, true, pace).await?,
            live: Rc::new(session.world.table.take(&rows).as_known_at_decision()),
        })
    }

    /// Rows scored in a round.
    #[must_use]
    pub fn rows(&self) -> u32 {
        self.live.n_rows() as u32
    }

    /// Scores the rows once.
    ///
    /// # Errors
    /// What recipe or model refuse.
    pub fn round(&self) -> Result<()> {
        let (pipeline, live) = (self.pipeline.clone(), self.live.clone());
        let work = Work::new(|pace| async move { pipeline.say(&live, &mut Vec::new(), &pace).await });
        work.finish().map(|_| ())
    }
}

/// What was measured of a version, on whatever machine that was.
#[must_use]
pub fn measured(record: &Record, of: &str, about: &str) -> Option<f64> {
    record.facts().find_map(|(_, _, fact)| match fact {
        Fact::Measured { version, what, value } if version == of && what == about => Some(*value),
        _ => None,
    })
}

/// How long `fit` took to learn, in milliseconds, on the machine it was first trained on.
#[must_use]
pub fn learning_time(record: &Record, fit: &Fit) -> Option<f64> {
    measured(record, &fit.key().ok()?, LEARN_MS)
}

/// What a host measured while it trained, as facts of `record`: of the runs of its plan, each once.
#[must_use]
pub fn learned(record: &Record, times: Vec<(String, f64)>) -> Vec<Fact> {
    let runs: Vec<String> = Plan::of(record).runs.iter().filter_map(|run| run.fit.key().ok()).collect();
    let new = |key: &String| runs.contains(key) && measured(record, key, LEARN_MS).is_none();
    let fact = |(version, value)| Fact::Measured { version, what: LEARN_MS.into(), value };
    times.into_iter().filter(|(key, _)| new(key)).map(fact).collect()
}

/// What was measured of a model trained as `fit` says, at whatever threshold it shipped: microseconds a row.
#[must_use]
pub fn time_of(record: &Record, fit: &Fit) -> Option<f64> {
    record
        .facts()
        .find(|(_, _, fact)| matches!(fact, Fact::Measured { what, .. } if what == SCORE_ROW_US))?;
    let chosen = record.entries.iter().filter_map(|entry| match entry {
        Entry::Choice { choice: Choice::Threshold { threshold }, .. } => Some(Some(*threshold)),
        _ => None,
    });
    std::iter::once(None).chain(chosen).find_map(|threshold| {
        let key = Decides::Model { fit: fit.clone(), threshold }.key().ok()?;
        measured(record, &key, SCORE_ROW_US)
    })
}

/// The key of the model that ships or is live, unless its time was measured before.
#[must_use]
pub fn unmeasured(record: &Record) -> Option<String> {
    let decides = keys::deciding(&Plan::of(record)).filter(|d| matches!(d, Decides::Model { .. }))?;
    decides.key().ok().filter(|version| measured(record, version, SCORE_ROW_US).is_none())
}
