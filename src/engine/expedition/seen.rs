//! What engines made of a record: the numbers of each version as they were last seen, and this one's beside them.
//!
//! A newer engine may give other numbers. It then says so and shows both: what another engine left in a record is never
//! written over.

use serde::{Deserialize, Serialize};

use super::journal;
use super::plan::Plan;
use super::record::{EntryId, Fact, Record};
use super::report::Report;
use super::session::Session;
use crate::error::Result;
use crate::fingerprint::fingerprint;
use crate::work::Pace;

/// The version of this engine.
pub const ENGINE: &str = env!("CARGO_PKG_VERSION");

/// What one version of the engine made of a record, as it was last seen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seen {
    /// The version.
    pub engine: String,
    /// What facts came to, by entry: a look at sealed rows to the share found, a month lived to its cost in euros.
    pub numbers: Vec<(EntryId, f64)>,
    /// The fingerprint of all its numbers, if the journal was looked at.
    pub whole: Option<Whole>,
}

/// A fingerprint of all numbers, and the place in the record that it was seen at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Whole {
    /// Entries there were.
    pub entries: u32,
    /// The choice stood on.
    pub cursor: Option<EntryId>,
    /// The fingerprint there.
    pub fingerprint: String,
}

/// Another engine's numbers beside this one's.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Compared {
    /// The other version.
    pub engine: String,
    /// How much of what it left is the same here; `None` if it left nothing.
    pub same: Option<Same>,
    /// What facts came to.
    pub numbers: Vec<Beside>,
    /// The fingerprint it left, and this engine's at the same place.
    pub whole: Option<(String, String)>,
}

/// How much two engines agree, at the digits that a fingerprint counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Same {
    /// In everything.
    All,
    /// In what facts came to, but not in every number of every report.
    Facts,
    /// Not even there.
    No,
}

/// A number then and now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Beside {
    /// The fact.
    pub entry: EntryId,
    /// What the other engine made of it.
    pub then: f64,
    /// What this one makes of it.
    pub now: Option<f64>,
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
        let whole = match report {
            Report::Journal(report) => Some(Whole {
                entries: self.entries.len() as u32,
                cursor: self.cursor,
                fingerprint: report.fingerprint.clone(),
            }),
            _ => None,
        };
        if numbers.is_empty() && whole.is_none() {
            return false;
        }
        let before = self.seen.clone();
        let own = self.seen.iter().position(|seen| seen.engine == ENGINE).map(|at| self.seen.remove(at));
        let mut own = own.unwrap_or(Seen { engine: ENGINE.into(), numbers: Vec::new(), whole: None });
        for (entry, number) in numbers {
            own.numbers.retain(|(other, _)| *other != entry);
            own.numbers.push((entry, number));
        }
        own.numbers.sort_by_key(|(entry, _)| *entry);
        own.whole = whole.or(own.whole);
        self.seen.push(own);
        self.seen != before
    }

    /// What facts came to, as far as `report` says.
    fn told_by(&self, report: &Report) -> Vec<(EntryId, f64)> {
        match report {
            Report::Evaluate(report) => {
                let found = report.test.as_ref().and_then(|test| test.model.recall);
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

/// What other engines left, each beside what this one makes of the same: of facts it is `numbers`.
pub(super) async fn compare(
    session: &Session,
    record: &Record,
    numbers: &[(EntryId, f64)],
    pace: &Pace,
) -> Result<Vec<Compared>> {
    let mut all = Vec::new();
    for seen in record.seen_by_others() {
        let now = |entry| numbers.iter().find(|(id, _)| *id == entry).map(|(_, number)| *number);
        let beside = |(entry, then): &(EntryId, f64)| Beside { entry: *entry, then: *then, now: now(*entry) };
        let besides: Vec<Beside> = seen.numbers.iter().map(beside).collect();
        let whole = match &seen.whole {
            Some(whole) => {
                let there = Record {
                    entries: record.entries.iter().take(whole.entries as usize).cloned().collect(),
                    cursor: whole.cursor,
                    ..record.clone()
                };
                Some((whole.fingerprint.clone(), journal::of_numbers(session, &there, pace).await?))
            }
            None => None,
        };
        let mut facts = true;
        for beside in &besides {
            facts &= fingerprint(&Some(beside.then))? == fingerprint(&beside.now)?;
        }
        let same = match (facts, whole.as_ref().is_none_or(|(then, now)| then == now)) {
            _ if besides.is_empty() && whole.is_none() => None,
            (true, true) => Some(Same::All),
            (true, false) => Some(Same::Facts),
            (false, _) => Some(Same::No),
        };
        all.push(Compared { engine: seen.engine.clone(), same, numbers: besides, whole });
    }
    if record.engine != ENGINE && !record.seen.iter().any(|seen| seen.engine == record.engine) {
        let engine = record.engine.clone();
        all.insert(0, Compared { engine, same: None, numbers: Vec::new(), whole: None });
    }
    Ok(all)
}
