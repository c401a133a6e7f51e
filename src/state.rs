//! The state of the page, what can happen to it, and the pure `update` that joins them.
//!
//! `update` touches nothing outside: it returns effects, and `app.rs` carries them out.

use std::collections::BTreeMap;

use engine::error::EngineError;
use engine::expedition::plan::{Plan, today};
use engine::expedition::record::{Choice, Fact, Record};
use engine::expedition::report::Report;
use engine::expedition::stage::Stage;
use engine::expedition::{Progress, keys, versions};

use crate::route::Route;
use crate::shared::Shared;
use crate::worker::protocol::{Event, Request};

/// How the worker is.
#[derive(Clone, Debug, PartialEq)]
pub enum Worker {
    /// Not there yet, or its world is not loaded.
    Starting,
    /// It answers.
    Ready,
    /// It cannot be had; the reason.
    Failed(Trouble),
}

/// What stands in the way of the engine.
#[derive(Clone, Debug, PartialEq)]
pub enum Trouble {
    /// Another version of the app's worker came out of a cache.
    OtherVersion,
    /// No way to start it worked.
    NoWay,
    /// A data file did not come.
    NotLoaded {
        /// Which.
        file: String,
        /// The status of the answer.
        status: Option<u16>,
    },
    /// The engine refused the world.
    Engine(EngineError),
}

/// Whether the record is kept on this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saved {
    /// Nothing to keep yet.
    Nothing,
    /// On its way.
    Saving,
    /// Kept.
    Saved,
    /// This browser keeps nothing here; the learner should export.
    Forbidden,
    /// There is no room left.
    Full,
}

/// Something the learner should hear of, until dismissed.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    /// Its number.
    pub id: u32,
    /// What it says.
    pub about: About,
}

/// What a notice says.
#[derive(Clone, Debug, PartialEq)]
pub enum About {
    /// The worker died and was started again; nothing is lost.
    WorkerRestarted,
    /// The engine runs on the page's own thread: slower, all the same to see.
    MainThread,
    /// An earlier expedition was found and opened.
    Resumed,
    /// What was kept on this machine could not be read; a new expedition was begun, the old text is offered.
    Unreadable(EngineError),
    /// A file was opened.
    Imported,
    /// A file was refused; the open expedition is untouched.
    NotImported(EngineError),
    /// Link parameters that were put right: name and value given.
    BadLink(Vec<(String, String)>),
    /// The language file did not come; English stands in.
    NoLanguage(String),
}

/// A report asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// The request.
    pub id: u32,
    /// The stage.
    pub stage: Stage,
    /// The key the report will have.
    pub key: String,
    /// How far it is.
    pub progress: Option<Progress>,
    /// Whether it stands still.
    pub paused: bool,
}

/// What came of asking for a stage's report.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// The report.
    Report(Shared<Report>),
    /// The engine refused.
    Refused(EngineError),
    /// The learner cancelled it.
    Cancelled,
}

/// Everything the page knows.
#[derive(Clone, Debug)]
pub struct State {
    /// The expedition: the only truth.
    pub record: Record,
    /// Where the learner is, and how the page was opened.
    pub route: Route,
    /// What is held for each stage, with the key it answers to.
    pub answers: BTreeMap<Stage, (String, Answer)>,
    /// The report under way.
    pub asked: Option<Asked>,
    /// How the worker is.
    pub worker: Worker,
    /// Whether the record is kept.
    pub saved: Saved,
    /// What the learner should hear of.
    pub notices: Vec<Notice>,
    /// Whether months go by until something asks.
    pub living: bool,
    counter: u32,
}

/// What can happen.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// The learner chooses.
    Choose(Choice),
    /// The learner chooses, with a reason.
    ChooseBecause(Choice, String),
    /// Something happens to the learner.
    Happen(Fact),
    /// Predict the share found in the sealed rows, then open them.
    OpenTest {
        /// What is predicted.
        magnitude: f64,
        /// How sure, 0.5 to 1.
        confidence: f64,
        /// Why; may be empty.
        because: String,
    },
    /// Take the last choice back.
    Undo,
    /// Bring it again.
    Redo,
    /// Go to a stage.
    Go(Stage),
    /// The browser's history leads to a stage.
    Arrive(Stage),
    /// Let months go by until something asks.
    LiveOn,
    /// Let one month go by.
    LiveMonth,
    /// Stop letting months go by.
    StopLiving,
    /// Cancel the report under way.
    Cancel,
    /// Let it stand still.
    Pause,
    /// Let it go on.
    Resume,
    /// Ask again for a report that was cancelled or refused.
    Retry,
    /// Begin anew with this seed.
    Reset(u64),
    /// Open an expedition file.
    Import(String),
    /// Hand the expedition out as a file.
    Export,
    /// Dismiss a notice.
    Dismiss(u32),
    /// The worker says something.
    Heard(Box<Event>),
    /// The worker answers for the first time, or cannot be had.
    WorkerFailed(Trouble),
    /// The worker died.
    WorkerDied,
    /// Say something to the learner.
    Notice(About),
    /// The record was kept, or not.
    WasSaved(Saved),
    /// What this machine kept was found.
    Found(Box<Record>),
}

/// What is to be done outside.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Ask the worker.
    Post(Box<Request>),
    /// Start the worker again and open the world.
    RestartWorker,
    /// Keep the record.
    Save,
    /// Keep results of the engine: key and value.
    Keep(Vec<(String, String)>),
    /// Show the stage in the address bar.
    Address {
        /// Whether "back" leads to the one before.
        push: bool,
    },
    /// Tell the page around this one.
    Tell(Message),
    /// Hand out a file.
    Download {
        /// Its name.
        name: String,
        /// What is in it.
        text: String,
    },
    /// Move the reading position to the heading of the room.
    FocusHeading,
}

/// What the page around this one is told.
#[derive(Clone, Debug, PartialEq)]
pub enum Message {
    /// The learner went to a stage.
    Stage(Stage),
    /// A lap or the year is done.
    Done {
        /// `lap` or `year`.
        what: &'static str,
        /// Its lap.
        lap: u32,
    },
}

impl State {
    /// A fresh expedition at the place the address names.
    #[must_use]
    pub fn new(record: Record, route: Route) -> Self {
        Self {
            record,
            route,
            answers: BTreeMap::new(),
            asked: None,
            worker: Worker::Starting,
            saved: Saved::Nothing,
            notices: Vec::new(),
            living: false,
            counter: 0,
        }
    }

    /// The plan at the cursor.
    #[must_use]
    pub fn plan(&self) -> Plan {
        Plan::of(&self.record)
    }

    /// What is held for `stage`, be it stale or not.
    #[must_use]
    pub fn held(&self, stage: Stage) -> Option<&Shared<Report>> {
        match self.answers.get(&stage) {
            Some((_, Answer::Report(report))) => Some(report),
            _ => None,
        }
    }

    /// The report of `stage` if it answers to the record as it stands.
    #[must_use]
    pub fn fresh(&self, stage: Stage) -> Option<&Shared<Report>> {
        self.is_answered(stage).then(|| self.held(stage)).flatten()
    }

    /// The refusal of `stage`, if that is what came.
    #[must_use]
    pub fn refused(&self, stage: Stage) -> Option<&EngineError> {
        match self.answers.get(&stage) {
            Some((_, Answer::Refused(error))) if self.is_answered(stage) => Some(error),
            _ => None,
        }
    }

    /// Whether the learner cancelled the report of `stage` as it stands.
    #[must_use]
    pub fn cancelled(&self, stage: Stage) -> bool {
        self.is_answered(stage) && matches!(self.answers.get(&stage), Some((_, Answer::Cancelled)))
    }

    fn is_answered(&self, stage: Stage) -> bool {
        let key = keys::key(stage, &self.record).ok();
        self.answers.get(&stage).map(|(held, _)| held) == key.as_ref()
    }

    /// Whether `stage` is being computed.
    #[must_use]
    pub fn working(&self, stage: Stage) -> Option<&Asked> {
        self.asked.as_ref().filter(|a| a.stage == stage)
    }

    fn notice(&mut self, about: About) {
        if !self.notices.iter().any(|n| n.about == about) {
            self.counter += 1;
            self.notices.push(Notice { id: self.counter, about });
        }
    }

    /// Asks for the report of the room the learner is in, and drops what is asked for otherwise.
    fn want(&mut self, effects: &mut Vec<Effect>) {
        if self.worker != Worker::Ready {
            return;
        }
        let stage = self.route.stage;
        let Ok(key) = keys::key(stage, &self.record) else { return };
        if let Some(asked) = &self.asked {
            if asked.key == key {
                return;
            }
            effects.push(Effect::Post(Box::new(Request::Cancel { id: asked.id })));
            self.asked = None;
        }
        if self.is_answered(stage) {
            return;
        }
        self.counter += 1;
        let (id, record) = (self.counter, self.record.clone());
        self.asked = Some(Asked { id, stage, key, progress: None, paused: false });
        effects.push(Effect::Post(Box::new(Request::Report { id, stage, record })));
    }

    /// After the record changed: keep it, and ask anew.
    fn changed(&mut self, effects: &mut Vec<Effect>) {
        self.saved = Saved::Saving;
        effects.push(Effect::Save);
    }

    fn go(&mut self, stage: Stage, effects: &mut Vec<Effect>) {
        if self.route.stage != stage {
            self.route.stage = stage;
            effects.extend([
                Effect::Address { push: true },
                Effect::Tell(Message::Stage(stage)),
                Effect::FocusHeading,
            ]);
        }
    }

    fn choose(&mut self, choice: Choice, effects: &mut Vec<Effect>) {
        let lap = self.plan().lap;
        if choice == Choice::GoLive {
            effects.push(Effect::Tell(Message::Done { what: "lap", lap }));
        }
        self.record.choose(choice);
        self.changed(effects);
    }

    fn live_month(&mut self, effects: &mut Vec<Effect>) {
        let month = today(&self.record);
        if month > self.record.world.last() {
            self.living = false;
            return;
        }
        self.record.happen(Fact::MonthLived { month });
        if month == self.record.world.last() {
            effects.push(Effect::Tell(Message::Done { what: "year", lap: self.plan().lap }));
        }
        self.changed(effects);
    }

    fn ask_of(&self, id: u32) -> bool {
        self.asked.as_ref().is_some_and(|a| a.id == id)
    }

    fn heard(&mut self, event: Event, effects: &mut Vec<Effect>) {
        match event {
            Event::Ready => self.worker = Worker::Ready,
            Event::NotLoaded { file, status } => self.worker = Worker::Failed(Trouble::NotLoaded { file, status }),
            Event::Progress { id, progress } => {
                if let Some(asked) = self.asked.as_mut().filter(|a| a.id == id) {
                    asked.progress = progress;
                }
            }
            Event::Report { id, key, report } => {
                if self.ask_of(id) {
                    self.asked = None;
                }
                let stage = report.stage();
                self.answers.insert(stage, (key, Answer::Report(Shared::new(*report))));
                self.lived_on(effects);
            }
            Event::Refused { id: Some(id), error } => {
                self.living = false;
                if let Some(asked) = self.asked.take_if(|a| a.id == id) {
                    self.answers.insert(asked.stage, (asked.key, Answer::Refused(error)));
                }
            }
            Event::Refused { id: None, error } => self.worker = Worker::Failed(Trouble::Engine(error)),
            Event::Cancelled { .. } => {}
            Event::Keep { results } => effects.push(Effect::Keep(results)),
        }
    }

    /// After a month was computed: the next one, unless something asks.
    fn lived_on(&mut self, effects: &mut Vec<Effect>) {
        if !self.living {
            return;
        }
        if let Some(Report::Monitor(report)) = self.fresh(Stage::Monitor).map(|r| &**r) {
            if report.asks.is_some() || report.next.is_none() {
                self.living = false;
            } else {
                self.live_month(effects);
            }
        }
    }
}

/// Joins what happened to what is known; returns what is to be done outside.
pub fn update(state: &mut State, action: Action) -> Vec<Effect> {
    let mut effects = Vec::new();
    let out = &mut effects;
    match action {
        Action::Choose(choice) => state.choose(choice, out),
        Action::ChooseBecause(choice, text) => {
            state.choose(choice, out);
            if let (Some(about), false) = (state.record.cursor, text.trim().is_empty()) {
                state.record.happen(Fact::Reason { about, text });
            }
        }
        Action::Happen(fact) => {
            state.record.happen(fact);
            state.changed(out);
        }
        Action::OpenTest { magnitude, confidence, because } => state.open_test(magnitude, confidence, because, out),
        Action::Undo => {
            state.living = false;
            if state.record.undo() {
                state.changed(out);
            }
        }
        Action::Redo => {
            if state.record.redo() {
                state.changed(out);
            }
        }
        Action::Go(stage) => state.go(stage, out),
        Action::Arrive(stage) => {
            state.route.stage = stage;
            out.extend([Effect::Tell(Message::Stage(stage)), Effect::FocusHeading]);
        }
        Action::LiveOn => {
            state.living = true;
            state.live_month(out);
        }
        Action::LiveMonth => state.live_month(out),
        Action::StopLiving => state.living = false,
        Action::Cancel => {
            state.living = false;
            if let Some(asked) = state.asked.take() {
                out.push(Effect::Post(Box::new(Request::Cancel { id: asked.id })));
                state.answers.insert(asked.stage, (asked.key, Answer::Cancelled));
            }
        }
        Action::Pause => state.pause(true, out),
        Action::Resume => state.pause(false, out),
        Action::Retry => {
            state.answers.retain(|_, (_, answer)| matches!(answer, Answer::Report(_)));
            if matches!(state.worker, Worker::Failed(_)) {
                state.worker = Worker::Starting;
                out.push(Effect::RestartWorker);
            }
        }
        Action::Reset(seed) => {
            state.record = Record::new(state.record.world, seed);
            state.living = false;
            state.changed(out);
            state.go(Stage::Frame, out);
        }
        Action::Import(text) => match versions::open(&text) {
            Ok(record) => {
                state.record = record;
                state.living = false;
                state.notice(About::Imported);
                state.changed(out);
                state.go(Stage::Journal, out);
            }
            Err(error) => state.notice(About::NotImported(error)),
        },
        Action::Export => {
            if let Ok(text) = versions::save(&state.record) {
                out.push(Effect::Download { name: "expedition.fullloop.json".into(), text });
            }
        }
        Action::Dismiss(id) => state.notices.retain(|n| n.id != id),
        Action::Heard(event) => state.heard(*event, out),
        Action::WorkerFailed(trouble) => state.worker = Worker::Failed(trouble),
        Action::WorkerDied => {
            state.worker = Worker::Starting;
            state.asked = None;
            state.notice(About::WorkerRestarted);
            out.push(Effect::RestartWorker);
        }
        Action::Notice(about) => state.notice(about),
        Action::WasSaved(saved) => state.saved = saved,
        Action::Found(record) => {
            // What the learner already did since opening the page counts more than what was found.
            if state.record.entries.is_empty() {
                state.record = *record;
                state.saved = Saved::Saved;
                state.notice(About::Resumed);
            }
        }
    }
    state.want(out);
    effects
}

impl State {
    fn open_test(&mut self, magnitude: f64, confidence: f64, because: String, effects: &mut Vec<Effect>) {
        let plan = self.plan();
        if let (Ok(test), Ok(candidate)) = (plan.test_key(), plan.candidate_key()) {
            let what = engine::expedition::evaluate::PREDICTION.into();
            self.record.happen(Fact::Committed { what, magnitude, confidence, because });
            self.record.happen(Fact::Peeked { test, candidate });
            self.changed(effects);
        }
    }

    fn pause(&mut self, paused: bool, effects: &mut Vec<Effect>) {
        if let Some(asked) = &mut self.asked {
            asked.paused = paused;
            let id = asked.id;
            effects.push(Effect::Post(Box::new(if paused { Request::Pause { id } } else { Request::Resume { id } })));
        }
    }
}
