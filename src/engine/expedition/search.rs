//! A search over dials: many settings of one kind of model, each judged by cross-validation on the rows that are not
//! sealed.
//!
//! It falls into **jobs** (a candidate learns from one fold) that depend on nothing but the plan the search was begun
//! on, so that any number of workers may do them in any order: what comes of it is the same. How far it had come when it ended
//! is a fact ([`Fact::SearchStopped`]), and a replay does just the jobs that were done.

use serde::{Deserialize, Serialize};

use super::dials;
use super::folds::folds;
use super::pipeline::{self, Pipeline};
use super::plan::{Fit, Plan, Search};
use super::record::{Choice, Entry, EntryId, Fact, Record};
use super::seen::ENGINE;
use super::session::Session;
use crate::error::{EngineError, Result};
use crate::fingerprint::{fingerprint, from_hex};
use crate::math;
use crate::models::ModelSpec;
use crate::order;
use crate::rng::Rng;
use crate::work::{Pace, Work};
use crate::worlds::World;

/// Which settings are tried, and how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Every setting of every dial with every other.
    Grid,
    /// Some of them, drawn at random.
    Random,
    /// Some of them on a quarter of the rows, the better half of these on half of them, the better half of those on
    /// all (successive halving; Jamieson and Talwalkar 2016).
    Halving,
}

/// A search as it was chosen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SearchSpec {
    /// The kind of model; what has no dial stays as it is here.
    pub spec: ModelSpec,
    /// Which settings are tried.
    pub method: Method,
    /// So many at most; a grid takes all.
    pub most: u32,
    /// Folds of the cross-validation, at least 2.
    pub folds: u32,
    /// After so many seconds whoever runs it stops it.
    pub seconds: u32,
}

/// One training of a search.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Job {
    /// Which candidate, see [`candidates`].
    pub candidate: u32,
    /// Which round, from 0: only halving has more than one.
    pub round: u32,
    /// Which fold, from 0.
    pub fold: u32,
}

/// What came of a job: the mean log loss (nats) on the fold's other rows; `None` if they or the rows learned from were
/// of one class.
pub type Done = (Job, Option<f64>);

/// What a search came to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SearchReport {
    /// Its entry.
    pub id: EntryId,
    /// As it was chosen.
    pub search: SearchSpec,
    /// Whether it was made on the recipe and split as they stand now.
    pub fresh: bool,
    /// Its candidates, the best first: those that went furthest, the lowest loss before.
    pub tried: Vec<Tried>,
    /// Trainings done.
    pub done: u32,
    /// Trainings there would have been.
    pub all: u32,
}

/// A candidate of a search.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tried {
    /// Its dials.
    pub spec: ModelSpec,
    /// Mean over the folds of its last round of the mean log loss on rows it did not learn from (nats).
    pub loss: Option<f64>,
    /// Standard deviation of that between folds (sample).
    pub spread: Option<f64>,
    /// The share of the rows of each fold that it learned from in that round.
    pub share: f64,
    /// Whether it did every round and fold there is.
    pub finished: bool,
}

impl Tried {
    /// Its loss less and plus its spread between folds; no loss is below 0.
    #[must_use]
    pub fn reach(&self) -> Option<(f64, f64)> {
        self.loss.zip(self.spread).map(|(loss, spread)| ((loss - spread).max(0.0), loss + spread))
    }
}

impl SearchSpec {
    /// Shares of the rows that each round learns from.
    fn shares(&self) -> &'static [f64] {
        match self.method {
            Method::Grid | Method::Random => &[1.0],
            Method::Halving => &[0.25, 0.5, 1.0],
        }
    }

    /// Trainings in all, of `n` candidates.
    #[must_use]
    pub fn jobs(&self, n: usize) -> usize {
        (0..self.shares().len()).map(|round| n.div_ceil(1 << round) * self.folds as usize).sum()
    }
}

/// The settings a search tries, in the order they are numbered; `seed` is the record's, hex.
#[must_use]
pub fn candidates(search: &SearchSpec, seed: &str) -> Vec<ModelSpec> {
    let mut grid: Vec<ModelSpec> = dials::freedoms(&search.spec)
        .into_iter()
        .map(|freedom| dials::with_freedom(&search.spec, freedom))
        .collect();
    for (what, values) in dials::searched(&search.spec) {
        let with = |spec: &ModelSpec| values.iter().map(|v| dials::with(spec, what, *v)).collect::<Vec<_>>();
        grid = grid.iter().flat_map(with).collect();
    }
    if search.method != Method::Grid {
        Rng::new(from_hex(seed).unwrap_or(0), "search").shuffle(&mut grid);
        grid.truncate(search.most as usize);
    }
    grid
}

/// The jobs that may be done now, of `n` candidates, those `done` left out: of the first round that is not complete.
#[must_use]
pub fn open(search: &SearchSpec, n: usize, done: &[Done]) -> Vec<Job> {
    let mut alive: Vec<u32> = (0..n as u32).collect();
    for round in 0..search.shares().len() as u32 {
        let jobs = alive
            .iter()
            .flat_map(|candidate| (0..search.folds).map(|fold| Job { candidate: *candidate, round, fold }));
        let open: Vec<Job> = jobs.filter(|job| !done.iter().any(|(other, _)| other == job)).collect();
        if !open.is_empty() {
            return open;
        }
        // The better half goes on; of equals the one with the lower number, and what has no loss last.
        let score = |c: &u32| -losses(done, *c, round).0.unwrap_or(f64::MAX);
        let best = order::descending(&alive.iter().map(score).collect::<Vec<_>>());
        let half = alive.len().div_ceil(2);
        let mut next: Vec<u32> = best.into_iter().take(half).map(|i| alive[i as usize]).collect();
        next.sort_unstable();
        alive = next;
    }
    Vec::new()
}

/// Mean and sample standard deviation over the folds of a round.
fn losses(done: &[Done], candidate: u32, round: u32) -> (Option<f64>, Option<f64>) {
    let of = |(job, loss): &Done| loss.filter(|_| (job.candidate, job.round) == (candidate, round));
    let losses: Vec<f64> = done.iter().filter_map(of).collect();
    let mean = math::mean(&losses);
    let spread = mean.filter(|_| losses.len() > 1).map(|mean| {
        let squares = losses.iter().map(|loss| (loss - mean) * (loss - mean)).sum::<f64>();
        (squares / (losses.len() - 1) as f64).sqrt()
    });
    (mean, spread)
}

/// What is to be recorded when a search ends, stopped or of itself, with these jobs done: for each candidate they count as
/// far as none before them is missing.
#[must_use]
pub fn stopped(search: EntryId, spec: &SearchSpec, n: usize, done: &[Done]) -> Fact {
    let last = spec.shares().len() as u32 * spec.folds;
    let mut finished = Vec::new();
    let mut reached = Vec::new();
    for candidate in 0..n as u32 {
        let is_done = |at: &u32| {
            let job = Job { candidate, round: at / spec.folds, fold: at % spec.folds };
            done.iter().any(|(other, _)| *other == job)
        };
        match (0..last).take_while(is_done).count() as u32 {
            n if n == last => finished.push(candidate),
            n => reached.push(n),
        }
    }
    Fact::SearchStopped { search, finished, reached }
}

/// Whether `fact` is of a search of `record` that did all there was to do.
#[must_use]
pub fn is_whole(record: &Record, fact: &Fact) -> bool {
    let Fact::SearchStopped { search, finished, reached } = fact else { return false };
    let Some(Entry::Choice { choice: Choice::Search { search }, .. }) = record.entries.get(*search as usize)
    else {
        return false;
    };
    let each = search.shares().len() as u64 * u64::from(search.folds);
    let done = finished.len() as u64 * each + reached.iter().map(|n| u64::from(*n)).sum::<u64>();
    done == search.jobs(finished.len() + reached.len()) as u64
}

/// How many jobs each candidate may do in a search that has ended; `None` if that is not recorded.
#[must_use]
pub fn limits(record: &Record, search: EntryId, n: usize) -> Option<Vec<u32>> {
    let stop = record.facts().find_map(|(_, _, fact)| match fact {
        Fact::SearchStopped { search: of, finished, reached } if *of == search => Some((finished, reached)),
        _ => None,
    });
    let (finished, reached) = stop?;
    let mut reached = reached.iter().copied();
    let limit =
        |candidate: u32| if finished.contains(&candidate) { u32::MAX } else { reached.next().unwrap_or(0) };
    Some((0..n as u32).map(limit).collect())
}

pub(super) async fn reports(
    session: &Session,
    record: &Record,
    plan: &Plan,
    pace: &Pace,
) -> Result<Vec<SearchReport>> {
    let mut reports = Vec::new();
    for search in &plan.searches {
        reports.push(report(session, record, plan, search, pace).await?);
    }
    Ok(reports)
}

async fn report(
    session: &Session,
    record: &Record,
    plan: &Plan,
    search: &Search,
    pace: &Pace,
) -> Result<SearchReport> {
    let spec = &search.search;
    let all = candidates(spec, &plan.seed);
    let limits = limits(record, search.id, all.len());
    let n_jobs = spec.jobs(all.len());
    let mut done: Vec<Done> = Vec::new();
    loop {
        let allowed = |job: &Job| match &limits {
            Some(limits) => job.round * spec.folds + job.fold < limits[job.candidate as usize],
            None => true,
        };
        let open = open(spec, all.len(), &done);
        let before = done.len();
        for job in open.into_iter().filter(allowed) {
            pace.rest("search", done.len(), Some(n_jobs), None).await;
            done.push((job, run(session, search, &all, job).await?));
        }
        if done.len() == before {
            break;
        }
    }
    Ok(SearchReport {
        id: search.id,
        fresh: plan.fit(spec.spec.clone()) == search.fit,
        tried: tried(spec, &all, &done),
        search: spec.clone(),
        done: done.len() as u32,
        all: n_jobs as u32,
    })
}

fn tried(spec: &SearchSpec, all: &[ModelSpec], done: &[Done]) -> Vec<Tried> {
    let shares = spec.shares();
    let one = |candidate: u32| {
        let of = |round: &u32| {
            let jobs = done.iter().filter(|(job, _)| (job.candidate, job.round) == (candidate, *round));
            jobs.count() as u32 == spec.folds
        };
        let round = (0..shares.len() as u32).take_while(of).last();
        let (loss, spread) = round.map_or((None, None), |round| losses(done, candidate, round));
        let share = round.map_or(0.0, |round| shares[round as usize]);
        let finished = round.is_some_and(|round| round as usize + 1 == shares.len());
        Tried { spec: all[candidate as usize].clone(), loss, spread, share, finished }
    };
    ranked(&(0..all.len() as u32).map(one).collect::<Vec<_>>())
}

/// Candidates in the order they are told: who went further stands before who did not, whatever the losses; of equals the
/// lower loss, and who has none comes last.
///
/// ```
/// use engine::expedition::ModelSpec;
/// use engine::expedition::search::{Tried, ranked};
/// let tried = |share: f64, loss| Tried { spec: ModelSpec::Majority, loss, spread: None, share, finished: share == 1.0 };
/// let all = [tried(1.0, Some(1.1e9)), tried(0.25, Some(9e8)), tried(1.0, Some(1e9)), tried(0.0, None)];
/// assert_eq!(ranked(&all), [2, 0, 1, 3].map(|at: usize| all[at].clone()));
/// ```
#[must_use]
pub fn ranked(tried: &[Tried]) -> Vec<Tried> {
    // By loss, and then, keeping that order, whoever went further first; who has no loss comes last.
    let losses: Vec<f64> = tried.iter().map(|t| t.loss.unwrap_or(f64::INFINITY)).collect();
    let by_loss: Vec<&Tried> =
        order::sorted(&losses).into_iter().map(|(_, at)| &tried[at as usize]).collect();
    let shares: Vec<f64> = by_loss.iter().map(|t| t.loss.map_or(-1.0, |_| t.share)).collect();
    order::descending(&shares).into_iter().map(|at| by_loss[at as usize].clone()).collect()
}

impl Session {
    /// Starts a job of the search that entry `search` of `record` began.
    ///
    /// # Errors
    /// Of the work's result: another world, no such search ([`EngineError::NotYet`]), or what the engine refuses.
    #[must_use]
    pub fn job(
        self: &std::rc::Rc<Self>,
        record: &Record,
        search: EntryId,
        job: Job,
    ) -> Work<Result<Option<f64>>> {
        let (session, record) = (self.clone(), record.clone());
        Work::new(move |_| async move {
            session.check(&record)?;
            let plan = Plan::at(&record, Some(search));
            let found = plan.searches.iter().find(|s| s.id == search);
            let search = found.ok_or_else(|| EngineError::NotYet { missing: "search".into() })?;
            run(&session, search, &candidates(&search.search, &plan.seed), job).await
        })
    }
}

/// A job: the candidate learns from its fold's rows, or the round's share of them, and is judged on the others.
async fn run(session: &Session, search: &Search, all: &[ModelSpec], job: Job) -> Result<Option<f64>> {
    let spec =
        all.get(job.candidate as usize).ok_or_else(|| EngineError::NotYet { missing: "search".into() })?;
    let fit = Fit { spec: spec.clone(), ..search.fit.clone() };
    let share = search.search.shares()[job.round as usize];
    match loss_on(session, &fit, (search.search.folds, job.fold), share).await {
        // Of few days, groups or rows there are not that many parts: a search without result says so, and stands in the way of
        // no run.
        Err(EngineError::TooFewRows { .. }) => Ok(None),
        loss => loss,
    }
}

/// The loss on one of `folds` of a model that learned from the others, or from this share of them; `None` if they
/// cannot train it, see [`pipeline::among_several`]. Folds are numbered from 0.
///
/// # Errors
/// Too few days or rows for so many folds; what recipe or model refuse.
pub(super) async fn loss_on(
    session: &Session,
    fit: &Fit,
    (folds, fold): (u32, u32),
    share: f64,
) -> Result<Option<f64>> {
    let key = fingerprint(&("job", ENGINE, fit, folds, fold, share))?;
    if let Some(loss) = session.recall(&key) {
        return Ok(loss);
    }
    // What a training tells of itself is of one among many.
    let (world, pace) = (&session.world, &Pace::default());
    let folds = self::folds(fit, world, folds as usize)?;
    let fold = &folds[fold as usize];
    let rows = pipeline::some(&fold.train, share, fit);
    let loss = match pipeline::among_several(Pipeline::fit(fit, world, &rows, pace).await)? {
        None => None,
        Some(pipeline) => pipeline.loss(world, &fold.test, pace).await?,
    };
    session.keep(&key, &loss);
    Ok(loss)
}

/// The rows that no search may see: positions in the world's table, rising.
///
/// # Errors
/// As for a split.
pub fn sealed(fit: &Fit, world: &World) -> Result<Vec<u32>> {
    Ok(pipeline::split(fit, world)?.test.to_vec())
}
