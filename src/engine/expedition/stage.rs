//! The stages: one word each, the same everywhere.

use serde::{Deserialize, Serialize};

/// A stage of the loop, or the journal that tells it back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// A wish becomes a decision.
    Frame,
    /// Rows become a recipe and a split.
    Data,
    /// Rows become a model.
    Train,
    /// The model is judged.
    Evaluate,
    /// The model answers.
    Deploy,
    /// The model is watched.
    Monitor,
    /// The expedition told back; not a stage of the loop.
    Journal,
}

impl Stage {
    /// The six stages in the order of the loop.
    pub const LOOP: [Self; 6] =
        [Self::Frame, Self::Data, Self::Train, Self::Evaluate, Self::Deploy, Self::Monitor];

    /// All rooms.
    pub const ALL: [Self; 7] =
        [Self::Frame, Self::Data, Self::Train, Self::Evaluate, Self::Deploy, Self::Monitor, Self::Journal];

    /// Its word: in addresses, text keys, file names.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Frame => "frame",
            Self::Data => "data",
            Self::Train => "train",
            Self::Evaluate => "evaluate",
            Self::Deploy => "deploy",
            Self::Monitor => "monitor",
            Self::Journal => "journal",
        }
    }

    /// The stage of a word.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.word() == word)
    }
}
