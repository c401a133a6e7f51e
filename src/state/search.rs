//! A search under way: who does which training, and what is done with what comes.
//!
//! The engine's own worker begins at once; those of a pool join it as they come. So a pool that never comes, or is lost,
//! costs time and nothing else: the clock, the learner's word and the fact of how far it came are the same. Whoever does a
//! training, its result goes to the engine, which makes the report of them all.

use engine::expedition::plan::Search;
use engine::expedition::record::EntryId;
use engine::expedition::search::{self, Done, Job, SearchSpec};

use super::{Effect, State, Worker};
use crate::worker::protocol::{Event, Request};

/// The engine's own worker among those that search; a pool numbers its own from one.
pub const HERE: u32 = 0;

/// Seconds at most: a browser takes a longer timer for none. The form offers minutes, a file may say anything.
const LONGEST: u32 = 1_000_000;

/// What happens to the pool of workers that search.
#[derive(Clone, Debug, PartialEq)]
pub enum Pooling {
    /// The form of a search is open: workers may start before they have work, and be there when it comes.
    Wanted,
    /// The form is closed.
    Unwanted,
    /// A worker says something.
    Said(u32, Box<Event>),
    /// A worker ended, or never came.
    Lost(u32),
}

/// What is to be done with it.
#[derive(Clone, Debug, PartialEq)]
pub enum Pool {
    /// Have one, as many workers as the machine has to spare; of those that are ready nothing is told yet.
    Warm,
    /// Have one, and tell of each worker that is ready.
    Start,
    /// End it.
    End,
    /// Ask a worker.
    Post(u32, Box<Request>),
}

/// A search under way.
#[derive(Clone, Debug, PartialEq)]
pub struct Searching {
    /// Its entry in the record.
    pub search: EntryId,
    /// Trainings done, in the order they came.
    pub done: Vec<Done>,
    /// Trainings there are.
    pub all: usize,
    /// Workers that are there.
    pub workers: Vec<u32>,
    spec: SearchSpec,
    candidates: usize,
    running: Vec<Running>,
    /// The timer that stops it.
    pub(super) timer: u32,
}

/// A training under way.
#[derive(Clone, Debug, PartialEq)]
struct Running {
    worker: u32,
    /// The request.
    id: u32,
    job: Job,
}

impl Searching {
    /// Whether the engine's own worker has a training to do.
    #[must_use]
    pub fn is_here(&self) -> bool {
        self.running.iter().any(|running| running.worker == HERE)
    }
}

impl State {
    /// Whether the report has to wait for a search that has not ended; it goes on, or begins. One that was opened with its
    /// record has its whole time again: what was done before lies with the results that are kept.
    pub(super) fn searches(&mut self, effects: &mut Vec<Effect>) -> bool {
        let plan = self.plan();
        let n = |s: &Search| search::candidates(&s.search, &plan.seed).len();
        let open = |s: &&Search| {
            !self.searched.contains(&s.id)
                && s.search.jobs(n(s)) > 0
                && search::limits(&self.record, s.id, n(s)).is_none()
        };
        let Some(next) = plan.searches.iter().find(open) else {
            self.end_pool(effects);
            return false;
        };
        if self.searching.as_ref().is_none_or(|now| now.search != next.id) {
            self.end_pool(effects);
            self.counter += 1;
            let (spec, candidates, timer) = (next.search.clone(), n(next), self.counter);
            effects.push(Effect::Wait(timer, spec.seconds.min(LONGEST) * 1_000));
            let all = spec.jobs(candidates);
            let (done, workers, running) = (Vec::new(), Vec::new(), Vec::new());
            let search = next.id;
            self.searching = Some(Searching { search, done, all, workers, spec, candidates, running, timer });
            effects.push(Effect::Pool(Pool::Start));
            self.search_here(effects);
        }
        true
    }

    /// The engine's own worker searches whenever it is there.
    pub(super) fn search_here(&mut self, effects: &mut Vec<Effect>) {
        let Some(searching) = &self.searching else { return };
        match (self.worker == Worker::Ready, searching.workers.contains(&HERE)) {
            (true, false) => self.joins(HERE, effects),
            (false, true) => self.leaves(HERE, effects),
            _ => {}
        }
    }

    /// Another record is opened.
    pub(super) fn forget_searches(&mut self, effects: &mut Vec<Effect>) {
        self.searched.clear();
        self.let_go(effects);
        // Its workers hold another world.
        effects.push(Effect::Pool(Pool::End));
    }

    fn end_pool(&mut self, effects: &mut Vec<Effect>) {
        if self.let_go(effects) {
            effects.push(Effect::Pool(Pool::End));
        }
    }

    /// Nobody searches any more; whether anybody did.
    fn let_go(&mut self, effects: &mut Vec<Effect>) -> bool {
        let Some(searching) = self.searching.take() else { return false };
        let here = searching.running.iter().filter(|running| running.worker == HERE);
        effects.extend(here.map(|running| Effect::Post(Box::new(Request::Cancel { id: running.id }))));
        true
    }

    pub(super) fn pool(&mut self, pooling: Pooling, effects: &mut Vec<Effect>) {
        match pooling {
            Pooling::Wanted if self.searching.is_none() => effects.push(Effect::Pool(Pool::Warm)),
            Pooling::Unwanted if self.searching.is_none() => effects.push(Effect::Pool(Pool::End)),
            Pooling::Wanted | Pooling::Unwanted => {}
            Pooling::Said(worker, event) => self.pooled(worker, *event, effects),
            Pooling::Lost(worker) => self.leaves(worker, effects),
        }
    }

    fn pooled(&mut self, worker: u32, event: Event, effects: &mut Vec<Effect>) {
        if self.searching.is_none() {
            return;
        }
        match event {
            Event::Ready(_) => self.joins(worker, effects),
            Event::Keep { results } => {
                effects.push(Effect::Post(Box::new(Request::Restore(results.clone()))));
                effects.push(Effect::Keep(results));
            }
            Event::Job(id, loss) => self.trained(id, loss, effects),
            // Why is said when the engine itself comes to it.
            Event::Refused { .. } | Event::NotLoaded { .. } => self.leaves(worker, effects),
            _ => {}
        }
    }

    fn joins(&mut self, worker: u32, effects: &mut Vec<Effect>) {
        if let Some(searching) = self.searching.as_mut().filter(|s| !s.workers.contains(&worker)) {
            searching.workers.push(worker);
        }
        self.hand_out(effects);
    }

    /// A worker ended, or never came: what it did is for the others.
    fn leaves(&mut self, worker: u32, effects: &mut Vec<Effect>) {
        if let Some(searching) = &mut self.searching {
            searching.workers.retain(|w| *w != worker);
            searching.running.retain(|running| running.worker != worker);
        }
        self.hand_out(effects);
    }

    /// What came of a training; of one that is no longer wanted nothing does.
    pub(super) fn trained(&mut self, id: u32, loss: Option<f64>, effects: &mut Vec<Effect>) {
        let Some(searching) = &mut self.searching else { return };
        if let Some(at) = searching.running.iter().position(|running| running.id == id) {
            searching.done.push((searching.running.swap_remove(at).job, loss));
            self.hand_out(effects);
        }
    }

    /// If the engine itself refused a training: its report will say why, and no search gets any further.
    pub(super) fn search_refused(&mut self, id: u32, effects: &mut Vec<Effect>) -> bool {
        let here = |s: &&Searching| s.running.iter().any(|running| running.id == id);
        let Some(search) = self.searching.as_ref().filter(here).map(|s| s.search) else { return false };
        self.searched.push(search);
        self.end_pool(effects);
        true
    }

    /// Gives every idle worker a training; a search without any left has ended.
    fn hand_out(&mut self, effects: &mut Vec<Effect>) {
        let Some(searching) = &mut self.searching else { return };
        let running = &mut searching.running;
        let mut open = search::open(&searching.spec, searching.candidates, &searching.done);
        open.retain(|job| !running.iter().any(|other| other.job == *job));
        if open.is_empty() && running.is_empty() {
            return self.end_search(effects);
        }
        let idle = searching.workers.iter().filter(|worker| !running.iter().any(|r| r.worker == **worker));
        let given: Vec<(u32, Job)> = idle.copied().zip(open).collect();
        for (worker, job) in given {
            self.counter += 1;
            let (id, record, search) = (self.counter, self.record.clone(), searching.search);
            let request = Box::new(Request::Job { id, record, search, job });
            effects.push(match worker {
                HERE => Effect::Post(request),
                other => Effect::Pool(Pool::Post(other, request)),
            });
            running.push(Running { worker, id, job });
        }
    }

    /// The search under way has ended, of itself or stopped: what had finished is recorded, so that a replay does just that,
    /// and whoever opens the record knows that nothing is left to do.
    pub(super) fn end_search(&mut self, effects: &mut Vec<Effect>) {
        if let Some(s) = &self.searching {
            self.record.happen(search::stopped(s.search, &s.spec, s.candidates, &s.done));
            self.end_pool(effects);
            self.changed(effects);
        }
    }
}
