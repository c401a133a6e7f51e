//! Journal: the expedition told back, predictions against results, what was claimed against what came.

use serde::{Deserialize, Serialize};

use super::evaluate::{self, PREDICTION};
use super::monitor::MonitorReport;
use super::plan::Plan;
use super::record::{EntryId, Fact, Record};
use super::report::Report;
use super::session::Session;
use super::stage::Stage;
use crate::error::{EngineError, Result};
use crate::fingerprint::fingerprint;
use crate::work::Pace;

/// The expedition so far.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JournalReport {
    /// The fingerprint of all its numbers: equal here, elsewhere and natively.
    pub fingerprint: String,
    /// Predictions, each beside its result.
    pub predictions: Vec<Prediction>,
    /// The year so far, and what went live in it.
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
    let plan = Plan::at(record, at);
    match plan.run() {
        Some(run) => {
            evaluate::claimed(session, record, (&run.fit, plan.threshold), &plan.problem, pace).await
        }
        None => Ok(None),
    }
}
