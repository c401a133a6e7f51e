//! A search under way on a pool of workers: who does which training, and what is done with what comes.
//!
//! The pool only works ahead: each result goes to the engine, which comes to the same report without a pool, more slowly.

use engine::expedition::plan::Search;
use engine::expedition::record::EntryId;
use engine::expedition::search::{self, Done, Job, SearchSpec};

use super::{Effect, State};
use crate::worker::protocol::{Event, Request};

/// What happens to the pool of workers that search.
#[derive(Clone, Debug, PartialEq)]
pub enum Pooling {
    /// The form of a search is open: workers may start before they have work, and be there when it comes.
    Wanted,
    /// The form is closed.
    Unwanted,
    /// So many workers were started, or had been.
    Started(usize),
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
    /// Have one, tell of it with [`Pooling::Started`], and of each worker that is ready.
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
    /// Workers that are there or may still come.
    expected: usize,
    /// Who does what.
    running: Vec<(u32, Job)>,
    /// The timer that stops it.
    pub(super) timer: u32,
}

impl State {
    /// Whether the report of Train has to wait for a search: one that nobody stopped and no pool has done yet.
    pub(super) fn searches(&mut self, effects: &mut Vec<Effect>) -> bool {
        let plan = self.plan();
        let n = |s: &Search| search::candidates(&s.search, &plan.seed).len();
        let open = |s: &&Search| {
            !self.searched.contains(&s.id) && search::limits(&self.record, s.id, n(s)).is_none()
        };
        let Some(next) = plan.searches.iter().find(open) else {
            self.end_pool(effects);
            return false;
        };
        if self.searching.as_ref().is_none_or(|now| now.search != next.id) {
            self.counter += 1;
            let (spec, candidates, timer) = (next.search.clone(), n(next), self.counter);
            // What was chosen just now has its time; what was opened with an old record has all there is.
            if next.id as usize + 1 == self.record.entries.len() {
                effects.push(Effect::Wait(timer, spec.seconds.saturating_mul(1_000)));
            }
            let all = spec.jobs(candidates);
            let (done, workers, running) = (Vec::new(), Vec::new(), Vec::new());
            self.searching = Some(Searching {
                search: next.id,
                done,
                all,
                workers,
                spec,
                candidates,
                expected: 0,
                running,
                timer,
            });
            effects.push(Effect::Pool(Pool::Start));
        }
        true
    }

    /// Another record is opened.
    pub(super) fn forget_searches(&mut self, effects: &mut Vec<Effect>) {
        self.searched.clear();
        self.searching = None;
        // Its workers hold another world.
        effects.push(Effect::Pool(Pool::End));
    }

    fn end_pool(&mut self, effects: &mut Vec<Effect>) {
        if self.searching.take().is_some() {
            effects.push(Effect::Pool(Pool::End));
        }
    }

    pub(super) fn pool(&mut self, pooling: Pooling, effects: &mut Vec<Effect>) {
        match pooling {
            Pooling::Wanted if self.searching.is_none() => effects.push(Effect::Pool(Pool::Warm)),
            Pooling::Unwanted if self.searching.is_none() => effects.push(Effect::Pool(Pool::End)),
            Pooling::Wanted | Pooling::Unwanted => {}
            Pooling::Started(expected) => {
                if let Some(searching) = &mut self.searching {
                    searching.expected = expected;
                }
                self.give_up_if_alone();
            }
            Pooling::Said(worker, event) => self.pooled(worker, *event, effects),
            Pooling::Lost(worker) => self.pool_lost(worker),
        }
    }

    /// A worker of the pool ended, or never came.
    fn pool_lost(&mut self, worker: u32) {
        if let Some(searching) = &mut self.searching {
            searching.expected = searching.expected.saturating_sub(1);
            searching.workers.retain(|w| *w != worker);
            searching.running.retain(|(w, _)| *w != worker);
        }
        self.give_up_if_alone();
    }

    /// Without a pool the engine does it alone.
    fn give_up_if_alone(&mut self) {
        if let Some(searching) = self.searching.take_if(|s| s.expected == 0) {
            self.searched.push(searching.search);
        }
    }

    fn pooled(&mut self, worker: u32, event: Event, effects: &mut Vec<Effect>) {
        let Some(searching) = &mut self.searching else { return };
        match event {
            Event::Ready(_) => searching.workers.push(worker),
            Event::Keep { results } => {
                effects.push(Effect::Post(Box::new(Request::Restore(results.clone()))));
                effects.push(Effect::Keep(results));
            }
            Event::Job(_, loss) => {
                if let Some(at) = searching.running.iter().position(|(w, _)| *w == worker) {
                    let (_, job) = searching.running.swap_remove(at);
                    searching.done.push((job, loss));
                }
            }
            // Why is said when the engine itself comes to it.
            Event::Refused { .. } | Event::NotLoaded { .. } => return self.pool_lost(worker),
            _ => return,
        }
        self.hand_out(effects);
    }

    /// Gives every idle worker a training; a search without any left is done.
    fn hand_out(&mut self, effects: &mut Vec<Effect>) {
        let Some(searching) = &mut self.searching else { return };
        let running = &mut searching.running;
        let mut open = search::open(&searching.spec, searching.candidates, &searching.done);
        open.retain(|job| !running.iter().any(|(_, other)| other == job));
        if open.is_empty() && running.is_empty() {
            self.searched.push(searching.search);
            return self.end_pool(effects);
        }
        let idle = searching.workers.iter().filter(|worker| !running.iter().any(|(w, _)| w == *worker));
        let given: Vec<(u32, Job)> = idle.copied().zip(open).collect();
        for (worker, job) in given {
            self.counter += 1;
            let (id, record, search) = (self.counter, self.record.clone(), searching.search);
            effects
                .push(Effect::Pool(Pool::Post(worker, Box::new(Request::Job { id, record, search, job }))));
            running.push((worker, job));
        }
    }

    /// Stops the search under way: what had finished is recorded.
    pub(super) fn stop_search(&mut self, effects: &mut Vec<Effect>) {
        if let Some(s) = self.searching.take() {
            self.record.happen(search::stopped(s.search, &s.spec, s.candidates, &s.done));
            effects.push(Effect::Pool(Pool::End));
            self.changed(effects);
        }
    }
}
