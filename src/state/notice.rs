//! What the learner should hear of.

use engine::error::EngineError;

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
    /// What was opened was made by another version of the engine.
    OtherEngine(String),
    /// A file was opened.
    Imported,
    /// A file was refused; the open expedition is untouched.
    NotImported(EngineError),
    /// Link parameters that were put right: name and value given.
    BadLink(Vec<(String, String)>),
    /// The language file did not come; English stands in.
    NoLanguage(String),
}
