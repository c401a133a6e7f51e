//! Journal: the expedition told back, predictions against results, what was claimed against what came.

use serde::{Deserialize, Serialize};

use super::evaluate::{self, prediction};
use super::keys;
use super::monitor::{MonitorReport, VersionReport};
use super::plan::Plan;
use super::record::{EntryId, Fact, Record};
use super::report::Report;
use super::seen;
use super::session::Session;
use super::stage::Stage;
use super::verdict;
use crate::error::{EngineError, Result};
use crate::fingerprint::fingerprint;
use crate::math;
use crate::task::Task;
use crate::work::Pace;

/// The expedition so far.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JournalReport {
    /// The fingerprint of all its numbers: equal here, elsewhere and natively.
    pub fingerprint: String,
    /// Predictions, each beside its result.
    pub predictions: Vec<Prediction>,
    /// How many have a result, and by how much those missed on average, in their unit; `None` if none has.
    pub missed: Option<(u32, f64)>,
    /// The position in the year's versions of the one that claimed most above what came.
    pub worst: Option<u32>,
    /// The year so far, and what went live in it.
    pub year: MonitorReport,
    /// Times any sealed test rows were opened.
    pub peeks: u32,
    /// What facts came to, by entry; see [`Seen::numbers`](super::seen::Seen::numbers).
    pub numbers: Vec<(EntryId, f64)>,
    /// This engine's fingerprint wherever another one left its own; see [`seen::compare`].
    pub elsewhere: Vec<String>,
}

/// A prediction and what came.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Prediction {
    /// Its entry.
    pub id: EntryId,
    /// What was predicted, as a text key.
    pub what: String,
    /// The number.
    pub magnitude: f64,
    /// How sure.
    pub confidence: f64,
    /// What came, if it has.
    pub result: Option<f64>,
    /// How far it was off, either way, in its unit: a share is 0 to 1.
    pub gap: Option<f64>,
}

pub(super) async fn report(session: &Session, record: &Record, pace: &Pace) -> Result<JournalReport> {
    let year = year(session, record, pace).await?;
    let numbers = numbers(session, record, &year, pace).await?;
    let openings = keys::predictions(record, prediction(record.world.target().task))?;
    let mut predictions = Vec::new();
    for (id, _, fact) in record.facts() {
        if let Fact::Committed { what, magnitude, confidence, .. } = fact {
            let opening = openings.iter().find(|(prediction, _)| *prediction == id).and_then(|(_, by)| *by);
            let result = numbers.iter().find(|(entry, _)| Some(*entry) == opening).map(|(_, number)| *number);
            let (what, magnitude, confidence) = (what.clone(), *magnitude, *confidence);
            let gap = result.map(|result| (magnitude - result).abs());
            predictions.push(Prediction { id, what, magnitude, confidence, result, gap });
        }
    }
    let gaps: Vec<f64> = predictions.iter().filter_map(|p| p.gap).collect();
    let peeks = record.facts().filter(|(_, _, fact)| matches!(fact, Fact::Peeked { .. })).count() as u32;
    Ok(JournalReport {
        fingerprint: of_numbers(session, record, pace).await?,
        missed: math::mean(&gaps).map(|gap| (gaps.len() as u32, gap)),
        predictions,
        worst: worst(year.task, &year.versions),
        year,
        peeks,
        elsewhere: seen::elsewhere(session, record, pace).await?,
        numbers,
    })
}

fn worst(task: Task, versions: &[VersionReport]) -> Option<u32> {
    let above = |v: &VersionReport| {
        let (claimed, live) = (v.claimed?, v.live?);
        verdict::worse(task, live, claimed).then_some((claimed - live).abs())
    };
    let above = versions.iter().enumerate().filter_map(|(at, v)| Some((at as u32, above(v)?)));
    above.max_by(|a, b| a.1.total_cmp(&b.1)).map(|(at, _)| at)
}

/// What facts came to: looks at sealed rows and months lived.
async fn numbers(
    session: &Session,
    record: &Record,
    year: &MonitorReport,
    pace: &Pace,
) -> Result<Vec<(EntryId, f64)>> {
    let (mut numbers, mut months) = (Vec::new(), year.months.iter());
    for (id, at, fact) in record.facts() {
        let number = match fact {
            Fact::Peeked { .. } => claimed(session, record, at, pace).await?,
            Fact::MonthLived { .. } => months.next().map(|month| month.outcome.cost),
            _ => None,
        };
        numbers.extend(number.map(|number| (id, number)));
    }
    Ok(numbers)
}

/// The fingerprint of every report the record has numbers for, in the order of the loop.
pub(super) async fn of_numbers(session: &Session, record: &Record, pace: &Pace) -> Result<String> {
    let mut prints = Vec::new();
    for stage in Stage::LOOP {
        match session.answer(stage, record, pace).await {
            Ok(answer) => prints.push(Some(fingerprint(&*answer.report)?)),
            Err(EngineError::NotYet { .. }) => prints.push(None),
            Err(error) => return Err(error),
        }
    }
    fingerprint(&prints)
}

async fn year(session: &Session, record: &Record, pace: &Pace) -> Result<MonitorReport> {
    match &*session.answer(Stage::Monitor, record, pace).await?.report {
        Report::Monitor(report) => Ok(report.clone()),
        _ => Err(EngineError::NotYet { missing: "year".into() }),
    }
}

/// The score on the sealed rows as it was claimed at the choice `at`.
async fn claimed(
    session: &Session,
    record: &Record,
    at: Option<EntryId>,
    pace: &Pace,
) -> Result<Option<f64>> {
    let plan = Plan::at(record, at);
    match plan.run() {
        Some(run) => {
            evaluate::claimed(session, record, (&run.fit, plan.threshold), &plan.problem, pace).await
        }
        None => Ok(None),
    }
}
