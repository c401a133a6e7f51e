//! What the learner should hear of: trouble, notices, whether the record is kept.

use engine::error::EngineError;

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
    /// A file of the learner's own could not be kept: it will be asked for.
    FileNotKept,
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
    /// An expedition was deleted; whether it was the open one, and whether it was only begun anew.
    Deleted(String, Option<bool>),
    /// Another tab went on with the open expedition; it is shown as it stands now.
    Elsewhere,
    /// Two tabs went on with the same expedition at once; what this one did goes on in a copy of this name.
    Copied(String),
    /// A file could not be read: the text key of the reason, and its name.
    BadFile(&'static str, String),
    /// The language file did not come; English stands in.
    NoLanguage(String),
}
