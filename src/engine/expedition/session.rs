//! A world and what was computed on it: turns a record into reports, in steps, and nothing twice.
//!
//! Reports and pipelines are caches under their keys. Small results that took long to compute are also handed out to
//! be kept elsewhere ([`Session::take_kept`]) and can be given back ([`Session::restore`]): a new session that gets
//! them does not train again.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use serde::{Serialize, de::DeserializeOwned};

use super::compare::{self, Comparison};
use super::keys;
use super::pipeline::{self, Pipeline};
use super::plan::{Fit, Plan};
use super::record::Record;
use super::report::Report;
use super::seen::ENGINE;
use super::stage::Stage;
use super::stopwatch::Stopwatch;
use super::trial::Trial;
use super::{data, deploy, evaluate, frame, journal, monitor, train};
use crate::error::{EngineError, Result};
use crate::fingerprint::fingerprint;
use crate::work::{Pace, Work};
use crate::worlds::World;

/// So many reports and pipelines are held, each; the least recently used goes first.
const HELD: usize = 300;

/// A world with its caches. Held by one `Rc`, shared by the work under way.
#[derive(Debug)]
pub struct Session {
    /// The rows.
    pub world: World,
    reports: RefCell<Held<Rc<Report>>>,
    pipelines: RefCell<Held<Rc<Pipeline>>>,
    /// Results given back from elsewhere, read when they are asked for.
    restored: RefCell<BTreeMap<String, Vec<u8>>>,
    kept: RefCell<Vec<(String, Vec<u8>)>>,
    stopwatch: Stopwatch,
}

/// A report with the key it answers to.
#[derive(Clone, Debug)]
pub struct Answer {
    /// See [`keys::key`].
    pub key: String,
    /// The report.
    pub report: Rc<Report>,
}

impl Session {
    /// A session on a loaded world.
    #[must_use]
    pub fn new(world: World) -> Rc<Self> {
        Rc::new(Self {
            world,
            reports: RefCell::default(),
            pipelines: RefCell::default(),
            restored: RefCell::default(),
            kept: RefCell::default(),
            stopwatch: Stopwatch::default(),
        })
    }

    /// Learns from the host, which has a clock, how many milliseconds the last step took.
    pub fn took(&self, ms: f64) {
        self.stopwatch.took(ms);
    }

    /// What was learned since the last call: [`Fit::key`] and milliseconds, as the host measured them.
    pub fn take_learned(&self) -> Vec<(String, f64)> {
        self.stopwatch.take()
    }

    /// Gives back a result that was handed out to be kept.
    pub fn restore(&self, key: String, value: Vec<u8>) {
        self.restored.borrow_mut().insert(key, value);
    }

    /// The results to be kept since the last call: key and value, bytes that only this build can read.
    pub fn take_kept(&self) -> Vec<(String, Vec<u8>)> {
        std::mem::take(&mut *self.kept.borrow_mut())
    }

    /// Starts to compute what `stage` shows of `record`.
    ///
    /// # Errors
    /// Of the work's result: another world ([`EngineError::OtherData`]), a choice that is missing
    /// ([`EngineError::NotYet`]), or what the engine refuses on the way.
    #[must_use]
    pub fn report(self: &Rc<Self>, stage: Stage, record: &Record) -> Work<Result<Answer>> {
        let (session, record) = (self.clone(), record.clone());
        Work::new(|pace| async move { session.answer(stage, &record, &pace).await })
    }

    /// Gets ready what is to be timed of the model that ships at `record`: [`Trial::round`] is then repeated.
    ///
    /// # Errors
    /// Of the work's result: no model ships ([`EngineError::NotYet`]), or what the engine refuses on the way.
    #[must_use]
    pub fn trial(self: &Rc<Self>, record: &Record) -> Work<Result<Trial>> {
        let (session, record) = (self.clone(), record.clone());
        Work::new(|pace| async move {
            session.check(&record)?;
            Trial::new(&session, &record, &pace).await
        })
    }

    /// Puts two ways side by side, each the one to the cursor of its record.
    ///
    /// # Errors
    /// Of the work's result: as [`Session::report`].
    #[must_use]
    pub fn compare(self: &Rc<Self>, ways: [Record; 2]) -> Work<Result<Comparison>> {
        let session = self.clone();
        Work::new(|pace| async move {
            ways.iter().try_for_each(|way| session.check(way))?;
            compare::side_by_side(&session, &ways, &pace).await
        })
    }

    /// A report inside other work.
    ///
    /// # Errors
    /// As [`Session::report`].
    pub async fn answer(&self, stage: Stage, record: &Record, pace: &Pace) -> Result<Answer> {
        self.check(record)?;
        let key = keys::key(stage, record)?;
        if let Some(report) = self.reports.borrow_mut().get(&key) {
            return Ok(Answer { key, report });
        }
        let plan = Plan::of(record);
        let report = Rc::new(match stage {
            Stage::Frame => Report::Frame(frame::report(self, &plan)?),
            Stage::Data => Report::Data(data::report(self, record, &plan, pace).await?),
            Stage::Train => Report::Train(Box::new(train::report(self, record, &plan, pace).await?)),
            Stage::Evaluate => Report::Evaluate(Box::new(evaluate::report(self, record, &plan, pace).await?)),
            Stage::Deploy => Report::Deploy(deploy::report(self, record, &plan, pace).await?),
            Stage::Monitor => Report::Monitor(monitor::report(self, record, &plan, pace).await?),
            Stage::Journal => Report::Journal(Box::pin(journal::report(self, record, pace)).await?),
        });
        self.reports.borrow_mut().put(key.clone(), report.clone());
        Ok(Answer { key, report })
    }

    pub(super) fn check(&self, record: &Record) -> Result<()> {
        let (expected, found) = (record.data.clone(), self.world.fingerprint.clone());
        if expected == found { Ok(()) } else { Err(EngineError::OtherData { expected, found }) }
    }

    /// The pipeline of `fit`, learned on its training rows, or on its whole window (`whole`) to be shipped.
    pub(super) async fn pipeline(&self, fit: &Fit, whole: bool, pace: &Pace) -> Result<Rc<Pipeline>> {
        let key = fingerprint(&("pipeline", ENGINE, fit, whole))?;
        if let Some(pipeline) = self.pipelines.borrow_mut().get(&key) {
            return Ok(pipeline);
        }
        let pipeline = match self.recall(&key) {
            Some(pipeline) => pipeline,
            None => {
                let rows = if whole {
                    self.world.rows(fit.window)
                } else {
                    pipeline::split(fit, &self.world)?.train.to_vec()
                };
                let learns = Pipeline::fit(fit, &self.world, &rows, pace);
                let pipeline =
                    if whole { learns.await? } else { self.stopwatch.times(fit.key()?, learns).await? };
                self.keep(&key, &pipeline);
                pipeline
            }
        };
        let pipeline = Rc::new(pipeline);
        self.pipelines.borrow_mut().put(key, pipeline.clone());
        Ok(pipeline)
    }

    /// A small result that was kept, if it was and can still be read.
    pub(super) fn recall<T: DeserializeOwned>(&self, key: &str) -> Option<T> {
        postcard::from_bytes(self.restored.borrow().get(key)?).ok()
    }

    /// Hands out a small result to be kept. What cannot be written is simply computed again some day.
    pub(super) fn keep<T: Serialize>(&self, key: &str, value: &T) {
        if let Ok(value) = postcard::to_allocvec(value) {
            self.restored.borrow_mut().insert(key.into(), value.clone());
            self.kept.borrow_mut().push((key.into(), value));
        }
    }
}

/// Values by key, the least recently used dropped first.
#[derive(Debug)]
struct Held<T>(Vec<(String, T)>);

impl<T> Default for Held<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Clone> Held<T> {
    fn get(&mut self, key: &str) -> Option<T> {
        let at = self.0.iter().position(|(k, _)| k == key)?;
        let found = self.0.remove(at);
        let value = found.1.clone();
        self.0.push(found);
        Some(value)
    }

    fn put(&mut self, key: String, value: T) {
        if self.0.len() >= HELD {
            self.0.remove(0);
        }
        self.0.push((key, value));
    }
}
