//! Journal: the expedition told back, predictions against results, what was claimed against what came.

use serde::{Deserialize, Serialize};

use super::evaluate::PREDICTION;
use super::keys;
use super::monitor::MonitorReport;
use super::plan::{Decides, Plan};
use super::record::{EntryId, Fact, Record};
use super::report::Report;
use super::session::Session;
use super::stage::Stage;
use crate::error::{EngineError, Result};
use crate::fingerprint::fingerprint;
use crate::work::Pace;
use crate::worlds::calendar::Window;

/// The expedition so far.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JournalReport {
    /// The fingerprint of all its numbers: equal here, elsewhere and natively.
    pub fingerprint: String,
    /// Predictions, each beside its result.
    pub predictions: Vec<Prediction>,
    /// What went live, in order.
    pub versions: Vec<VersionReport>,
    /// The year so far.
    pub year: MonitorReport,
    /// Times any sealed test rows were opened.
    pub peeks: u32,
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
}

/// A version that went live: what it claimed and what came.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VersionReport {
    /// Its number.
    pub number: u32,
    /// Its lap.
    pub lap: u32,
    /// The months it learned from; `None` for a rule.
    pub window: Option<Window>,
    /// The share of cancellations it found in the sealed test rows, if they were opened for it.
    pub claimed: Option<f64>,
    /// Months it decided.
    pub months: u32,
    /// The share of cancellations it found live.
    pub live: Option<f64>,
}

pub(super) async fn report(session: &Session, record: &Record, pace: &Pace) -> Result<JournalReport> {
    let year = year(session, record, pace).await?;
    let mut predictions = Vec::new();
    for (id, _, fact) in record.facts() {
        if let Fact::Committed { what, magnitude, confidence, .. } = fact {
            let result = result_of(session, record, id, what, pace).await?;
            let (what, magnitude, confidence) = (what.clone(), *magnitude, *confidence);
            predictions.push(Prediction { id, what, magnitude, confidence, result });
        }
    }
    let peeked = record.facts().filter(|(_, _, fact)| matches!(fact, Fact::Peeked { .. }));
    Ok(JournalReport {
        fingerprint: of_numbers(session, record, pace).await?,
        predictions,
        versions: versions(session, record, &year, pace).await?,
        year,
        peeks: peeked.count() as u32,
    })
}

/// The fingerprint of every report the record has numbers for, in the order of the loop.
async fn of_numbers(session: &Session, record: &Record, pace: &Pace) -> Result<String> {
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

/// What came of the prediction `id`: the first opening of the test rows after it.
async fn result_of(
    session: &Session,
    record: &Record,
    id: EntryId,
    what: &str,
    pace: &Pace,
) -> Result<Option<f64>> {
    let after = record.facts().find(|(peek, _, fact)| *peek > id && matches!(fact, Fact::Peeked { .. }));
    match after {
        Some((_, at, _)) if what == PREDICTION => claimed(session, record, at, pace).await,
        _ => Ok(None),
    }
}

/// The share found in the sealed rows as it was claimed at the choice `at`.
async fn claimed(
    session: &Session,
    record: &Record,
    at: Option<EntryId>,
    pace: &Pace,
) -> Result<Option<f64>> {
    let there = Record { cursor: at, ..record.clone() };
    match session.answer(Stage::Evaluate, &there, pace).await {
        Ok(answer) => match &*answer.report {
            Report::Evaluate(report) => Ok(report.test.as_ref().and_then(|t| t.model.recall)),
            _ => Ok(None),
        },
        Err(EngineError::NotYet { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

async fn versions(
    session: &Session,
    record: &Record,
    year: &MonitorReport,
    pace: &Pace,
) -> Result<Vec<VersionReport>> {
    let mut all = Plan::of(record).versions;
    // Versions of other branches that decided a month belong to the story too.
    for version in keys::lived(record).into_iter().filter_map(|l| l.version) {
        if !all.iter().any(|v| v.id == version.id) {
            all.push(version);
        }
    }
    all.sort_by_key(|v| v.number);
    let mut reports = Vec::with_capacity(all.len());
    for version in all {
        let months = year.months.iter().filter(|m| m.version == Some(version.number));
        let counts =
            months.clone().fold(crate::serve::policy::Counts::default(), |c, m| c.plus(&m.outcome.counts));
        let window = match &version.decides {
            Decides::Model { fit, .. } => Some(fit.window),
            Decides::Rule { .. } => None,
        };
        let claimed =
            if window.is_some() { claimed(session, record, Some(version.id), pace).await? } else { None };
        reports.push(VersionReport {
            number: version.number,
            lap: version.lap,
            window,
            claimed,
            months: months.count() as u32,
            live: counts.recall(),
        });
    }
    Ok(reports)
}
