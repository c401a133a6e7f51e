//! What an evaluation let through, and what went live.

use serde::{Deserialize, Serialize};

use super::plan::Fit;
use super::record::{Ending, EntryId, Problem};
use crate::error::Result;
use crate::fingerprint;
use crate::models::rule::Rule;
use crate::serve::safeguards::Serving;

/// Who decides in the live world.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(clippy::large_enum_variant, reason = "a plan holds one or two, and hands them on by reference")]
pub enum Decides {
    /// A model, fitted once more on the whole window before it ships.
    Model {
        /// Its recipe, dials and window.
        fit: Fit,
        /// Its threshold; `None` is the one the costs imply.
        threshold: Option<f64>,
    },
    /// The rule written by hand.
    Rule {
        /// It.
        rule: Rule,
    },
}

impl Decides {
    /// Names it in the record, e.g. where it was measured.
    ///
    /// # Errors
    /// None in practice; see [`fingerprint::fingerprint`].
    pub fn key(&self) -> Result<String> {
        fingerprint::fingerprint(&("version", self))
    }
}

/// What went live.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Version {
    /// The entry that let it go live.
    pub id: EntryId,
    /// Its number in the whole record, from 1.
    pub number: u32,
    /// The lap it came from.
    pub lap: u32,
    /// Who decides.
    pub decides: Decides,
    /// How it is served.
    pub serving: Serving,
    /// The problem as it stood.
    pub problem: Problem,
}

/// The end of an evaluation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Gate {
    /// Its entry.
    pub id: EntryId,
    /// How it ended.
    pub ending: Ending,
    /// The run judged; `None` if the lap was decided without a model.
    pub run: Option<EntryId>,
    /// The threshold it was judged at.
    pub threshold: Option<f64>,
}
