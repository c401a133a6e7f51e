//! All that crosses between page and worker: a closed list.
//!
//! The first event is [`hello`], decoded as plain JavaScript, so that an old worker out of a cache and a new page
//! (or the other way round) find out before either decodes what it does not know.

use engine::error::EngineError;
use engine::expedition::compare::Comparison;
use engine::expedition::own::{Chosen, Decided, Draft, OwnColumn};
use engine::expedition::record::{EntryId, Fact, Record};
use engine::expedition::report::Report;
use engine::expedition::search::Job;
use engine::expedition::stage::Stage;
use engine::expedition::{Progress, WorldId};
use js_sys::{Object, Reflect, Uint8Array};
use serde::{Deserialize, Serialize};
use wasm_bindgen::{JsCast, JsValue};

/// The sources of this build, in 16 hex digits: page and worker understand each other if theirs are the same.
pub const BUILD: &str = env!("FULL_LOOP_SOURCES");

/// What the page asks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Request {
    /// Load a world, and take back what was kept. The first request.
    Open {
        /// Which.
        world: WorldId,
        /// The address of the folder with its files, ending in `/`; one of the learner's own was handed over before.
        data: String,
        /// Results kept from earlier sessions: key and value.
        kept: Vec<(String, Vec<u8>)>,
    },
    /// Compute what a stage shows of a record. What is asked first is answered first.
    Report {
        /// Names the request in its events.
        id: u32,
        /// The stage.
        stage: Stage,
        /// The record.
        record: Record,
    },
    /// Measure on this machine how long the model that ships at the record takes for a row. The number names the request
    /// in its events.
    Measure(u32, Record),
    /// Stand still until [`Request::Resume`].
    Pause {
        /// The request.
        id: u32,
    },
    /// Go on.
    Resume {
        /// The request.
        id: u32,
    },
    /// Forget it; answered by [`Event::Cancelled`].
    Cancel {
        /// The request.
        id: u32,
    },
    /// Do one training of a search.
    Job {
        /// Names the request in its events.
        id: u32,
        /// The record.
        record: Record,
        /// The entry that began the search.
        search: EntryId,
        /// Which training.
        job: Job,
    },
    /// Results that another worker came to: key and value.
    Restore(Vec<(String, Vec<u8>)>),
    /// Look at the learner's own file: the page has handed it over as it is, in a message of its own (a blob costs
    /// nothing to hand over), with its columns, where the learner has put any right.
    Study {
        /// Names the request in its events.
        id: u32,
        /// They.
        columns: Vec<OwnColumn>,
    },
    /// Decide about it as chosen.
    Settle {
        /// Names the request in its events.
        id: u32,
        /// The file's name.
        file: String,
        /// What was chosen.
        chosen: Box<Chosen>,
        /// The seed of its invented year.
        seed: u64,
    },
    /// Put two ways side by side, each the one to the cursor of its record. The number names the request in its events.
    Compare(u32, Box<[Record; 2]>),
}

/// What the worker says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// This world is loaded.
    Ready(WorldId),
    /// A file of the world did not come.
    NotLoaded {
        /// Which.
        file: String,
        /// The status of the answer (404 …), if there was an answer.
        status: Option<u16>,
    },
    /// How far a request is; at least four times a second while it is under way.
    Progress {
        /// The request.
        id: u32,
        /// How far.
        progress: Option<Progress>,
    },
    /// The answer.
    Report {
        /// The request.
        id: u32,
        /// The key of the report.
        key: String,
        /// The report.
        report: Box<Report>,
    },
    /// What was measured for a request: to be recorded, since no other machine would come to it.
    Measured(u32, Fact),
    /// The engine refused; of `id`, or of the world itself if there is none.
    Refused {
        /// The request.
        id: Option<u32>,
        /// Why.
        error: EngineError,
    },
    /// A request was forgotten.
    Cancelled {
        /// Which.
        id: u32,
    },
    /// Results to be kept for later sessions: key and value.
    Keep {
        /// They.
        results: Vec<(String, Vec<u8>)>,
    },
    /// What came of a training of a search; see [`Done`](engine::expedition::search::Done).
    Job(u32, Option<f64>),
    /// What is in the learner's own file.
    Studied(u32, Box<Draft>),
    /// What was decided about it.
    Settled(u32, Box<Decided>),
    /// Two ways side by side.
    Compared(u32, Box<Comparison>),
    /// What was learned on the way to an answer, and how long that took: see
    /// [`take_learned`](engine::expedition::session::Session::take_learned).
    Learned(Vec<(String, f64)>),
}

/// The greeting of a worker, as plain JavaScript; `lock` is the lock it holds as long as it lives, if it has one.
#[must_use]
pub fn hello(lock: Option<&str>) -> JsValue {
    let greeting = Object::new();
    // Setting a field of a fresh object cannot fail.
    let _ = Reflect::set(&greeting, &"hello".into(), &BUILD.into());
    if let Some(lock) = lock {
        let _ = Reflect::set(&greeting, &"lock".into(), &lock.into());
    }
    greeting.into()
}

/// Whether a message is the greeting of a worker of this build.
#[must_use]
pub fn is_hello(message: &JsValue) -> bool {
    Reflect::get(message, &"hello".into()).is_ok_and(|build| build == BUILD)
}

/// A message as it crosses: bytes in field order, without names. Page and worker are of one build (the greeting sees to
/// it), and a reader that looks for no names is a third of one for JSON, for dozens of types.
///
/// # Errors
/// What cannot be written, in words for an engineer.
pub fn encode<T: Serialize>(message: &T) -> Result<JsValue, String> {
    let bytes = postcard::to_allocvec(message).map_err(|e| e.to_string())?;
    Ok(Uint8Array::from(bytes.as_slice()).into())
}

/// A message from what crossed.
///
/// # Errors
/// What cannot be read, in words for an engineer.
pub fn decode<T: for<'a> Deserialize<'a>>(value: &JsValue) -> Result<T, String> {
    let bytes = value.dyn_ref::<Uint8Array>().ok_or("not bytes")?;
    postcard::from_bytes(&bytes.to_vec()).map_err(|e| e.to_string())
}
