//! A request under way, taken step by step.

use engine::error::Result;
use engine::expedition::compare::Comparison;
use engine::expedition::own::{Decided, Draft};
use engine::expedition::record::Fact;
use engine::expedition::session::Answer;
use engine::expedition::trial::{SCORE_ROW_US, Trial};
use engine::expedition::{Progress, Step, Work, World};
use wasm_bindgen::prelude::*;

use super::protocol::Event;

/// How long a model is measured at least, in milliseconds.
const MEASURED: f64 = 50.0;

/// What a request needs to be done.
pub enum Task {
    Report(Work<Result<Answer>>),
    Compare(Work<Result<Comparison>>),
    Ready(Work<Result<Trial>>),
    /// A training of a search.
    Search(Work<Result<Option<f64>>>),
    /// A look at the learner's own file, and what is decided about it.
    Study(Work<Result<Draft>>),
    Settle(Work<Result<Decided>>),
    /// The world of such a file, with what was kept.
    Open(Work<Result<World>>, Kept),
    Opened(World, Kept),
    /// Rounds under the clock: milliseconds and rows so far.
    Timed(Trial, f64, f64),
}

/// Results that were kept, by key.
pub type Kept = Vec<(String, Vec<u8>)>;

/// A request under way.
pub struct Job {
    pub id: u32,
    pub task: Task,
    pub paused: bool,
}

impl Job {
    /// A step; what is to be said once it is done.
    pub fn step(&mut self) -> Option<Event> {
        let id = self.id;
        let refused = |error| Some(Event::Refused { id: Some(id), error });
        match &mut self.task {
            Task::Report(work) => match work.step() {
                Step::Running => None,
                Step::Done(Ok(Answer { key, report })) => {
                    Some(Event::Report { id, key, report: Box::new((*report).clone()) })
                }
                Step::Done(Err(error)) => refused(error),
            },
            Task::Compare(work) => match work.step() {
                Step::Running => None,
                Step::Done(Ok(both)) => Some(Event::Compared(id, Box::new(both))),
                Step::Done(Err(error)) => refused(error),
            },
            Task::Ready(work) => match work.step() {
                Step::Running => None,
                Step::Done(Ok(trial)) => {
                    self.task = Task::Timed(trial, 0.0, 0.0);
                    None
                }
                Step::Done(Err(error)) => refused(error),
            },
            Task::Search(work) => match work.step() {
                Step::Running => None,
                Step::Done(Ok(loss)) => Some(Event::Job(id, loss)),
                Step::Done(Err(error)) => refused(error),
            },
            Task::Study(work) => match work.step() {
                Step::Running => None,
                Step::Done(Ok(draft)) => Some(Event::Studied(id, Box::new(draft))),
                Step::Done(Err(error)) => refused(error),
            },
            Task::Settle(work) => match work.step() {
                Step::Running => None,
                Step::Done(Ok(decided)) => Some(Event::Settled(id, Box::new(decided))),
                Step::Done(Err(error)) => refused(error),
            },
            Task::Open(work, kept) => match work.step() {
                Step::Running => None,
                Step::Done(Ok(world)) => {
                    self.task = Task::Opened(world, std::mem::take(kept));
                    self.step()
                }
                Step::Done(Err(error)) => Some(Event::Refused { id: None, error }),
            },
            Task::Opened(world, _) => Some(Event::Ready(world.id)),
            Task::Timed(trial, spent, rows) => {
                let begun = now();
                if let Err(error) = trial.round() {
                    return refused(error);
                }
                *spent += now() - begun;
                *rows += f64::from(trial.rows());
                let (version, what) = (trial.version.clone(), SCORE_ROW_US.into());
                let value = *spent * 1_000.0 / *rows;
                (*spent >= MEASURED).then_some(Event::Measured(id, Fact::Measured { version, what, value }))
            }
        }
    }

    pub fn progress(&self) -> Option<Progress> {
        match &self.task {
            Task::Report(work) => work.progress(),
            Task::Study(work) => work.progress(),
            Task::Settle(work) => work.progress(),
            Task::Open(work, _) => work.progress(),
            Task::Compare(_) | Task::Ready(_) | Task::Timed(..) | Task::Search(_) | Task::Opened(..) => None,
        }
    }
}

#[wasm_bindgen]
extern "C" {
    /// Milliseconds, finer than a date's; the same name in a window and in a worker.
    #[wasm_bindgen(js_namespace = performance)]
    pub fn now() -> f64;
}
