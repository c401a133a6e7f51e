//! The key of a report: the fingerprint of just what it depends on.
//!
//! The page computes a key to see at once whether the report it holds is stale; the session to find it in its cache.

use super::asked::{
    DOUBT, ODD, PROFILE, RANKED, RELATED, SPREAD, asks, closer, groups, measured, of_rows, ranked, shaped,
    spread,
};
use super::evaluate::prediction;
use super::plan::{Decides, Fit, Plan, Search, Version, candidate_key, today};
use super::record::{EntryId, Fact, Problem, Record};
use super::retraining;
use super::search::{candidates, limits};
use super::seen::{ENGINE, Seen};
use super::stage::Stage;
use super::trial;
use crate::error::Result;
use crate::fingerprint::fingerprint;
use crate::serve::safeguards::{Mode, Serving};
use crate::worlds::calendar::Month;

/// A month lived: who decided, and who would have, had nobody retrained.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Lived {
    /// Which.
    pub month: Month,
    /// What was live.
    pub version: Option<Version>,
    /// What went live first on the same way.
    pub first: Option<Version>,
    /// The problem as it stood.
    pub problem: Problem,
    /// The measured time of scoring a row by each of the two, where that counts; see [`score_us`].
    pub score_us: [Option<f64>; 2],
}

/// The key of what `stage` shows of `record`.
///
/// # Errors
/// None in practice; see [`fingerprint`].
pub fn key(stage: Stage, record: &Record) -> Result<String> {
    let plan = Plan::of(record);
    let word = stage.word();
    let common = (word, ENGINE, &plan.data, &plan.seed);
    match stage {
        Stage::Frame => fingerprint(&(common, &plan.window, &plan.problem)),
        Stage::Data => data(&plan, &of_rows(record, &plan)),
        Stage::Train => {
            let now = (&plan.window, &plan.recipe, &plan.split);
            let asks = (asks(record, &plan), shaped(record, &plan));
            let limits = |search: &Search| {
                let n = candidates(&search.search, &plan.seed).len();
                (search.clone(), limits(record, search.id, n))
            };
            let searches: Vec<_> = plan.searches.iter().map(limits).collect();
            let champion = plan.champion();
            let key = fingerprint(&(
                common,
                now,
                champion,
                &plan.runs,
                &plan.current,
                &plan.problem,
                asks,
                searches,
            ))?;
            // As it was before rows could be balanced, where they are not.
            let key = plan.balance.map_or(Ok(key.clone()), |balance| fingerprint(&(key, balance)))?;
            let key = plan.taught(key)?;
            if spread(record, &plan) { fingerprint(&(key, SPREAD)) } else { Ok(key) }
        }
        Stage::Evaluate => {
            let key = fingerprint(&(
                common,
                plan.run(),
                plan.threshold,
                &plan.problem,
                peeks(record, &plan)?,
                opened(record, &plan)?,
                plan.champion(),
                closer(record, &plan),
            ))?;
            // What was predicted before the rows were opened stands in what is told of them.
            let predicted = committed(record, &plan, prediction(plan.world.target().task))?;
            let key = match predicted.and_then(|id| record.predicted(id)) {
                Some(predicted) => fingerprint(&(key, predicted))?,
                None => key,
            };
            // As it was before these could be asked for, where they are not.
            let asks = measured(record, &plan);
            let key = if asks.contains(&true) { fingerprint(&(key, asks))? } else { key };
            if ranked(record, &plan) { fingerprint(&(key, RANKED)) } else { Ok(key) }
        }
        Stage::Deploy => {
            let (decides, serving) = (deciding(&plan), serving(&plan));
            let us = decides.as_ref().and_then(|decides| score_us(record, decides, &serving));
            fingerprint(&(common, &decides, &plan.problem, today(record), serving, us))
        }
        Stage::Monitor => {
            let versions = versions(record, &plan);
            let opened = versions.iter().map(|v| Ok((v.opened(record)?, looks(record, v)?)));
            let opened = opened.collect::<Result<Vec<(bool, u32)>>>()?;
            let live = plan.live().map(|v| v.number);
            let asked = retraining::asked(record);
            fingerprint(&(common, lived(record), today(record), &plan.ignored, live, versions, opened, asked))
        }
        Stage::Journal => {
            let others: Vec<&Seen> = record.seen_by_others().collect();
            fingerprint(&(common, &record.entries, &record.cursor, &record.engine, others))
        }
    }
}

/// The key of what Data shows if so much was asked about its rows: as it was before there was anything to ask, if nothing
/// was.
fn data(plan: &Plan, asked: &[&str]) -> Result<String> {
    let common = (Stage::Data.word(), ENGINE, &plan.data, &plan.seed);
    let now = (common, &plan.window, &plan.recipe, &plan.split);
    let asks = [ODD, DOUBT].map(|what| asked.contains(&what));
    let key = match groups(asked) {
        groups if asked.contains(&RELATED) => fingerprint(&(now, asks, groups, RELATED)),
        Some(groups) => fingerprint(&(now, asks, groups)),
        None if asks == [false; 2] => fingerprint(&now),
        None => fingerprint(&(now, asks)),
    };
    let key = if asked.contains(&PROFILE) { fingerprint(&(key?, PROFILE)) } else { key };
    plan.taught(key?)
}

/// Whether `key` is of what Data shows of `record`, or showed before the last questions about its rows were asked.
#[must_use]
pub fn is_data(record: &Record, key: &str) -> bool {
    let plan = Plan::of(record);
    let asked = of_rows(record, &plan);
    (0..=asked.len()).any(|n| data(&plan, &asked[..n]).is_ok_and(|own| own == key))
}

/// What the Deploy room looks at: what the gate lets through, or else what is live.
#[must_use]
pub fn deciding(plan: &Plan) -> Option<Decides> {
    plan.shipped().or_else(|| plan.live().map(|v| v.decides.clone()))
}

/// How it is served: as chosen for what the gate lets through, or else as what is live.
#[must_use]
pub fn serving(plan: &Plan) -> Serving {
    match plan.live() {
        Some(live) if plan.shipped().is_none() => live.serving,
        _ => plan.serving,
    }
}

/// The measured time of scoring one row in microseconds, if answers are waited for: otherwise nothing depends on it.
#[must_use]
pub fn score_us(record: &Record, decides: &Decides, serving: &Serving) -> Option<f64> {
    let waits = serving.mode == Mode::EachRequest && matches!(decides, Decides::Model { .. });
    decides.key().ok().filter(|_| waits).and_then(|key| trial::measured(record, &key, trial::SCORE_ROW_US))
}

/// How often this lap's test rows were opened, on any branch.
///
/// # Errors
/// None in practice; see [`fingerprint`].
pub fn peeks(record: &Record, plan: &Plan) -> Result<u32> {
    let key = plan.test_key()?;
    let peeked =
        record.facts().filter(|(_, _, fact)| matches!(fact, Fact::Peeked { test, .. } if *test == key));
    Ok(peeked.count() as u32)
}

/// How often the sealed rows that `version` was judged on, or those of its lap if it is a rule, were opened before it
/// went live, on any branch.
///
/// # Errors
/// None in practice; see [`fingerprint`].
pub fn looks(record: &Record, version: &Version) -> Result<u32> {
    let key = match &version.decides {
        Decides::Model { fit, .. } => fit.test_key()?,
        Decides::Rule { .. } => Plan::at(record, Some(version.id)).test_key()?,
    };
    let before = record.facts().take_while(|(id, ..)| *id < version.id);
    Ok(before.filter(|(_, _, fact)| matches!(fact, Fact::Peeked { test, .. } if *test == key)).count() as u32)
}

/// Whether this lap's test rows were opened for the run and threshold as they stand.
///
/// # Errors
/// None in practice; see [`fingerprint`].
pub fn opened(record: &Record, plan: &Plan) -> Result<bool> {
    Ok(opening(record, plan)?.is_some())
}

/// The first opening of this lap's test rows for the run and threshold as they stand.
fn opening(record: &Record, plan: &Plan) -> Result<Option<EntryId>> {
    let (rows, now) = (plan.test_key()?, plan.candidate_key()?);
    let this =
        |fact: &Fact| matches!(fact, Fact::Peeked { test, candidate } if *test == rows && *candidate == now);
    Ok(record.facts().find(|(_, _, fact)| this(fact)).map(|(id, ..)| id))
}

/// Whether any test rows were opened for `fit` at `threshold`; a fit names its own test rows.
///
/// # Errors
/// None in practice; see [`fingerprint`].
pub fn opened_for(record: &Record, fit: &Fit, threshold: Option<f64>) -> Result<bool> {
    let key = candidate_key(Some(fit), threshold)?;
    Ok(record.facts().any(|(_, _, f)| matches!(f, Fact::Peeked { candidate, .. } if *candidate == key)))
}

impl Version {
    fn opened(&self, record: &Record) -> Result<bool> {
        match &self.decides {
            Decides::Model { fit, threshold } => opened_for(record, fit, *threshold),
            Decides::Rule { .. } => Ok(false),
        }
    }
}

/// What went live on the way to `plan`, and on other ways if it decided a month, by number.
#[must_use]
pub fn versions(record: &Record, plan: &Plan) -> Vec<Version> {
    let mut all = plan.versions.clone();
    for version in lived(record).into_iter().filter_map(|l| l.version) {
        // A place in a list that is in order: sorting would bring its code to the page.
        let at = all.partition_point(|v| v.number < version.number);
        if all.get(at).is_none_or(|v| v.id != version.id) {
            all.insert(at, version);
        }
    }
    all
}

/// The predictions of `what`, each with the opening of sealed rows that answered it: an opening answers the latest
/// prediction about the same rows that was made before it, unless an earlier opening has.
///
/// # Errors
/// None in practice; see [`fingerprint`].
pub fn predictions(record: &Record, what: &str) -> Result<Vec<(EntryId, Option<EntryId>)>> {
    let (mut all, mut rows) = (Vec::new(), Vec::new());
    for (id, at, fact) in record.facts() {
        match fact {
            Fact::Committed { what: about, .. } if about == what => {
                all.push((id, None));
                rows.push(Plan::at(record, at).test_key()?);
            }
            Fact::Peeked { test, .. } => {
                let last = rows.iter().rposition(|of| of == test);
                if let Some((_, answer @ None)) = last.and_then(|last| all.get_mut(last)) {
                    *answer = Some(id);
                }
            }
            _ => {}
        }
    }
    Ok(all)
}

/// The prediction that the first opening of this lap's test rows for the run and threshold as they stand answered.
///
/// # Errors
/// None in practice; see [`fingerprint`].
pub fn committed(record: &Record, plan: &Plan, what: &str) -> Result<Option<EntryId>> {
    let Some(opening) = opening(record, plan)? else { return Ok(None) };
    Ok(predictions(record, what)?.into_iter().find(|(_, by)| *by == Some(opening)).map(|(id, _)| id))
}

/// The months lived, with who decided.
#[must_use]
pub fn lived(record: &Record) -> Vec<Lived> {
    let lived = record.lived().into_iter().map(|(month, at)| {
        let plan = Plan::at(record, at);
        let (version, first) = (plan.live().cloned(), plan.versions.first().cloned());
        of_month(record, month, version, first, plan.problem)
    });
    lived.collect()
}

/// The months lived as they went on the way to the cursor, and whether they were lived on it. A month that was not is
/// reckoned afterwards: as if the latest version of the way had decided it that had not learned from it, or later ones.
#[must_use]
pub fn on_the_way(record: &Record) -> Vec<(Lived, bool)> {
    let (way, plan) = (record.path(record.cursor), Plan::of(record));
    let untouched = |version: &&Version, month| Plan::at(record, Some(version.id)).window.to < month;
    let facts = record.facts().filter(|(_, _, fact)| matches!(fact, Fact::MonthLived { .. }));
    let months = facts.zip(lived(record)).map(|((id, at, _), lived)| {
        let stood_on = way.iter().map(|(choice, _)| *choice).rfind(|choice| *choice < id);
        if stood_on == at {
            return (lived, true);
        }
        let month = lived.month;
        let version = plan.versions.iter().rfind(|v| untouched(v, month)).cloned();
        let first = plan.versions.iter().find(|v| untouched(v, month)).cloned();
        (of_month(record, month, version, first, plan.problem.clone()), false)
    });
    months.collect()
}

fn of_month(
    record: &Record,
    month: Month,
    version: Option<Version>,
    first: Option<Version>,
    problem: Problem,
) -> Lived {
    let us = |of: &Option<Version>| of.as_ref().and_then(|v| score_us(record, &v.decides, &v.serving));
    Lived { month, score_us: [us(&version), us(&first)], version, first, problem }
}
