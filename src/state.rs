//! The state of the page, what can happen to it, and the pure `update` that joins them: effects are for `app.rs`.

use std::borrow::Cow;
use std::collections::BTreeMap;

use engine::error::EngineError;
use engine::expedition::plan::Plan;
use engine::expedition::record::{Choice, EntryId, Record};
use engine::expedition::report::Report;
use engine::expedition::stage::Stage;
use engine::expedition::{Progress, keys};

use crate::route::Route;
use crate::shared::Shared;
use crate::worker::protocol::{Event, Request};

mod behind;
mod compare;
mod found;
mod notice;
mod own;
mod recall;
mod replay;
mod search;
mod shelf;
pub mod stored;
mod update;

pub use compare::Sides;
pub use notice::{About, Notice, Saved, Trouble};
pub use own::{Desk, FileEffect, OwnAct, Refusal, Setup};
pub use replay::Replay;
pub use search::{HERE, Pool, Pooling, Searching};
pub use shelf::{Expedition, Shelve};
pub use stored::{Keep, Stored};
pub use update::update;

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
    /// The engine refused; with it the report that was held before, which is still shown.
    Refused(EngineError, Option<Shared<Report>>),
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
    /// The key of the report that the learner cancelled; what was held before is still shown.
    pub cancelled: Option<String>,
    /// How the worker is.
    pub worker: Worker,
    /// Whether the record is kept.
    pub saved: Saved,
    /// The id of the expedition that is open.
    pub open: String,
    /// When it was last changed, in milliseconds since 1970, if that is known.
    pub changed: Option<f64>,
    /// The other expeditions of this machine, the one changed last first.
    pub shelf: Vec<Expedition>,
    /// Files of the learner's own.
    pub own: Desk,
    /// Two ways put side by side.
    pub sides: Option<Sides>,
    /// The time of the last action, in milliseconds since 1970.
    pub now: f64,
    /// A number nobody has chosen; ids and seeds are counted from it.
    pub chance: u64,
    /// What the learner should hear of.
    pub notices: Vec<Notice>,
    /// What this machine kept and nobody can read: handed out as a file on request, never thrown away.
    pub set_aside: Option<String>,
    /// Whether months go by until something asks.
    pub living: bool,
    /// The search under way.
    pub searching: Option<Searching>,
    /// Searches that the engine refused: its report says why.
    searched: Vec<EntryId>,
    /// The training that is told slowly, of the run the learner goes on with.
    pub replay: Option<Replay>,
    /// The request to measure a version, and its key; one that was refused is not asked for again.
    measuring: Option<(u32, String)>,
    /// The keys of all reports at the record as it stands; empty when it has just changed.
    keys: BTreeMap<Stage, String>,
    counter: u32,
    /// Whether storage was looked through.
    looked: bool,
    /// The expedition that is opened as soon as storage has said how it stands.
    opening: Option<String>,
    /// Whether the learner changed something that storage does not hold yet.
    touched: bool,
}

/// What can happen.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// The learner chooses.
    Choose(Choice),
    /// The learner chooses, with a reason.
    ChooseBecause(Choice, String),
    /// Answer a question of the scenario, both as text keys.
    Answer {
        /// The question.
        what: String,
        /// The answer.
        answer: String,
    },
    /// Predict the share found in the sealed rows, then open them.
    OpenTest {
        /// What is predicted.
        magnitude: f64,
        /// How sure, 0.5 to 1.
        confidence: f64,
        /// Why; may be empty.
        because: String,
    },
    /// Compute what is computed only when asked for, as a text key.
    Ask(Cow<'static, str>),
    /// Tell the training slowly: the point it is at and whether it goes on by itself; `None` ends it.
    Replay(Option<(usize, bool)>),
    /// Stop the search under way; what had finished counts.
    StopSearch,
    /// Something about the pool of workers that search.
    Pool(Pooling),
    /// A timer of [`Effect::Wait`] has run out.
    Waited(u32),
    /// Hand out a file.
    HandOut {
        /// Its name.
        name: String,
        /// What is in it.
        text: String,
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
    /// Stand on a choice, on whatever way it is; or before the first.
    Stand(Option<EntryId>),
    /// Do something with expeditions.
    Shelf(Shelve),
    /// Do something with a file of one's own.
    Own(OwnAct),
    /// Put two ways side by side, each the one to the cursor of its record.
    Compare(Box<[Record; 2]>),
    /// Open an expedition file.
    Import(String),
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
    /// An expedition was kept, or not.
    WasSaved(String, Saved),
    /// An expedition was not kept, since another tab had kept something else of it.
    Clash {
        /// Its id.
        id: String,
        /// What was to be kept.
        own: String,
        /// What is kept.
        theirs: String,
        /// What a copy is to be called.
        name: String,
    },
    /// What storage holds, and which expedition was opened last.
    Found(Vec<Stored>, Option<String>),
    /// Look what storage holds: another tab may have changed it.
    Look,
    /// Hand out what cannot be read.
    ExportSetAside,
}

/// What is to be done outside.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Ask the worker.
    Post(Box<Request>),
    /// Start the worker again and open the world.
    RestartWorker,
    /// Have the worker open the world of the record.
    OpenWorld,
    /// Do something with the pool of workers that search.
    Pool(Pool),
    /// Come back with [`Action::Waited`] and this number, after so many milliseconds.
    Wait(u32, u32),
    /// Keep the record.
    Save,
    /// Do something else in storage.
    Shelf(Keep),
    /// Do something with a file of the learner's own.
    File(FileEffect),
    /// Keep results of the engine: key and value.
    Keep(Vec<(String, Vec<u8>)>),
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
        let open = route.own().unwrap_or_else(|| stored::FIRST.into());
        Self {
            record,
            route,
            answers: BTreeMap::new(),
            asked: None,
            cancelled: None,
            worker: Worker::Starting,
            saved: Saved::Nothing,
            open,
            changed: None,
            shelf: Vec::new(),
            own: Desk::default(),
            sides: None,
            now: 0.0,
            chance: 0,
            notices: Vec::new(),
            set_aside: None,
            living: false,
            searching: None,
            searched: Vec::new(),
            replay: None,
            measuring: None,
            keys: BTreeMap::new(),
            counter: 0,
            looked: false,
            opening: None,
            touched: false,
        }
        .with_keys()
    }

    /// Computes the keys anew: once for each change of the record, since rooms look at them at every turn.
    fn with_keys(mut self) -> Self {
        self.find_keys();
        self
    }

    fn find_keys(&mut self) {
        let record = &self.record;
        // One by one: collecting a map would bring the code that sorts to the page.
        self.keys.clear();
        for stage in Stage::ALL {
            if let Ok(key) = keys::key(stage, record) {
                self.keys.insert(stage, key);
            }
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
            Some((_, Answer::Report(report) | Answer::Refused(_, Some(report)))) => Some(report),
            _ => None,
        }
    }

    /// The report of `stage` if it answers to the record as it stands.
    #[must_use]
    pub fn fresh(&self, stage: Stage) -> Option<&Shared<Report>> {
        match self.answers.get(&stage) {
            Some((_, Answer::Report(report))) if self.is_answered(stage) => Some(report),
            _ => None,
        }
    }

    /// The refusal of `stage`, if that is what came.
    #[must_use]
    pub fn refused(&self, stage: Stage) -> Option<&EngineError> {
        match self.answers.get(&stage) {
            Some((_, Answer::Refused(error, _))) if self.is_answered(stage) => Some(error),
            _ => None,
        }
    }

    /// Whether the learner cancelled the report of `stage` as it stands.
    #[must_use]
    pub fn cancelled(&self, stage: Stage) -> bool {
        self.cancelled.is_some() && self.cancelled.as_ref() == self.keys.get(&stage)
    }

    fn is_answered(&self, stage: Stage) -> bool {
        self.answers.get(&stage).is_some_and(|(held, _)| Some(held) == self.keys.get(&stage))
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
}
