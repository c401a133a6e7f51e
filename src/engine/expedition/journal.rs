//! Journal: the expedition told back, predictions against results, what was claimed against what came.

use serde::{Deserialize, Serialize};

use super::evaluate::{self, PREDICTION};
use super::monitor::MonitorReport;
use super::plan::Plan;
use super::record::{EntryId, Fact, Record};
use super::report::Report;
use super::seen;
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
}

pub(super) async fn report(session: &Session, record: &Record, pace: &Pace) -> Result<JournalReport> {
    let year = year(session, record, pace).await?;
    let numbers = numbers(session, record, &year, pace).await?;
    let peeked: Vec<EntryId> = record
        .facts()
        .filter_map(|(id, _, fact)| matches!(fact, Fact::Peeked { .. }).then_some(id))
        .collect();
    let mut predictions = Vec::new();
    for (id, _, fact) in record.facts() {
        if let Fact::Committed { what, magnitude, confidence, .. } = fact {
            // What came of it: the first opening of the test rows after it.
            let after = peeked.iter().find(|peek| **peek > id).filter(|_| what == PREDICTION);
            let result = after.and_then(|peek| numbers.iter().find(|(entry, _)| entry == peek)).map(|n| n.1);
            let (what, magnitude, confidence) = (what.clone(), *magnitude, *confidence);
            predictions.push(Prediction { id, what, magnitude, confidence, result });
        }
    }
    Ok(JournalReport {
        fingerprint: of_numbers(session, record, pace).await?,
        predictions,
        year,
        peeks: peeked.len() as u32,
        elsewhere: seen::elsewhere(session, record, pace).await?,
        numbers,
    })
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
