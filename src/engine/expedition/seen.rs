//! What engines made of a record: the numbers of each version as they were last seen, and this one's beside them.
//!
//! A newer engine may give other numbers. It then says so and shows both: what another engine left in a record is never
//! written over.

use serde::{Deserialize, Serialize};

use super::journal::{self, JournalReport};
use super::plan::Plan;
use super::record::{EntryId, Fact, Record};
use super::report::Report;
use super::session::Session;
use crate::error::Result;
use crate::fingerprint::same;
use crate::work::Pace;

/// The version of this engine.
pub const ENGINE: &str = env!("CARGO_PKG_VERSION");

/// What one version of the engine made of a record, as it was last seen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Seen {
    /// The version.
    pub engine: String,
    /// What facts came to, by entry: a look at sealed rows to the score, a month lived to its cost in euros.
    pub numbers: Vec<(EntryId, f64)>,
    /// The fingerprint of all its numbers, as the journal showed it; empty if nobody looked there.
    pub fingerprint: String,
    /// Entries there were then.
    pub entries: u32,
    /// The choice stood on then.
    pub cursor: Option<EntryId>,
}

/// How much of what another engine left is the same here, at the digits that a fingerprint counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Same {
    /// It left nothing to compare.
    Nothing,
    /// Everything.
    All,
    /// What facts came to, but not every number of every report.
    Facts,
    /// Not even that.
    No,
}

/// Another engine's numbers beside this one's.
#[derive(Clone, Debug, PartialEq)]
pub struct Compared {
    /// The other version.
    pub engine: String,
    /// How much they agree.
    pub same: Same,
    /// What facts came to: the entry, then, now.
    pub numbers: Vec<(EntryId, f64, Option<f64>)>,
    /// The fingerprint then, and this engine's at the same place; both empty if none was left.
    pub fingerprints: (String, String),
}

impl Record {
    /// The version of the engine whose numbers were seen last.
    #[must_use]
    pub fn seen_by(&self) -> &str {
        self.seen.last().map_or(&self.engine, |seen| &seen.engine)
    }

    /// What other engines than this one left.
    pub fn seen_by_others(&self) -> impl Iterator<Item = &Seen> {
        self.seen.iter().filter(|seen| seen.engine != ENGINE)
    }

    /// Notes what this engine's `report` of the record shows; whether that is news.
    pub fn see(&mut self, report: &Report) -> bool {
        if self.entries.is_empty() {
            return false;
        }
        let numbers = self.told_by(report);
        let fingerprint = match report {
            Report::Journal(report) => report.fingerprint.as_str(),
            _ => "",
        };
        if numbers.is_empty() && fingerprint.is_empty() {
            return false;
        }
        let before = self.seen.clone();
        let mut own = match self.seen.iter().position(|seen| seen.engine == ENGINE) {
            Some(at) => self.seen.remove(at),
            None => Seen {
                engine: ENGINE.into(),
                numbers: Vec::new(),
                fingerprint: String::new(),
                entries: 0,
                cursor: None,
            },
        };
        for (entry, number) in numbers {
            let at = own.numbers.partition_point(|(other, _)| *other < entry);
            match own.numbers.get_mut(at).filter(|(other, _)| *other == entry) {
                Some(known) => known.1 = number,
                None => own.numbers.insert(at, (entry, number)),
            }
        }
        if !fingerprint.is_empty() {
            own.fingerprint = fingerprint.into();
            (own.entries, own.cursor) = (self.entries.len() as u32, self.cursor);
        }
        self.seen.push(own);
        self.seen != before
    }

    /// What facts came to, as far as `report` says.
    fn told_by(&self, report: &Report) -> Vec<(EntryId, f64)> {
        match report {
            Report::Evaluate(report) => {
                let found = report.test.as_ref().and_then(|test| test.model.score());
                let plan = Plan::of(self);
                let (Some(found), Ok(now)) = (found, plan.candidate_key()) else { return Vec::new() };
                // The same model at the same threshold, and the same prices.
                let looks = self.facts().filter(|(_, at, fact)| {
                    matches!(fact, Fact::Peeked { candidate, .. } if *candidate == now)
                        && Plan::at(self, *at).problem == plan.problem
                });
                looks.map(|(id, _, _)| (id, found)).collect()
            }
            Report::Monitor(report) => {
                let lived = self.facts().filter(|(_, _, fact)| matches!(fact, Fact::MonthLived { .. }));
                lived.zip(&report.months).map(|((id, _, _), month)| (id, month.outcome.cost)).collect()
            }
            Report::Journal(report) => report.numbers.clone(),
            _ => Vec::new(),
        }
    }
}

/// This engine's fingerprint wherever another one left its own, in the order of [`Record::seen_by_others`].
pub(super) async fn elsewhere(session: &Session, record: &Record, pace: &Pace) -> Result<Vec<String>> {
    let mut all = Vec::new();
    for seen in record.seen_by_others() {
        let mut there = Record { cursor: seen.cursor, ..record.clone() };
        there.entries.truncate(seen.entries as usize);
        all.push(if seen.fingerprint.is_empty() {
            String::new()
        } else {
            journal::of_numbers(session, &there, pace).await?
        });
    }
    Ok(all)
}

/// What other engines left in `record`, beside what this one makes of it in its journal.
#[must_use]
pub fn compare(record: &Record, journal: &JournalReport) -> Vec<Compared> {
    let now = |entry| journal.numbers.iter().find(|(id, _)| *id == entry).map(|(_, number)| *number);
    let compared = |(seen, here): (&Seen, &String)| {
        let numbers: Vec<_> = seen.numbers.iter().map(|(id, then)| (*id, *then, now(*id))).collect();
        let facts = numbers.iter().all(|(_, then, now)| now.is_some_and(|now| same(*then, now)));
        let same = match (facts, seen.fingerprint == *here) {
            _ if numbers.is_empty() && here.is_empty() => Same::Nothing,
            (true, true) => Same::All,
            (true, false) => Same::Facts,
            (false, _) => Same::No,
        };
        let fingerprints = (seen.fingerprint.clone(), here.clone());
        Compared { engine: seen.engine.clone(), same, numbers, fingerprints }
    };
    let mut all: Vec<Compared> = record.seen_by_others().zip(&journal.elsewhere).map(compared).collect();
    if record.engine != ENGINE && all.iter().all(|other| other.engine != record.engine) {
        let (engine, same) = (record.engine.clone(), Same::Nothing);
        all.push(Compared { engine, same, numbers: Vec::new(), fingerprints: Default::default() });
    }
    all
}
