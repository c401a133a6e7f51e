//! A part of a report that is computed once it was asked for.

use std::ops::Deref;

use serde::ser::{Serialize, SerializeMap, Serializer};

/// What was asked for; `None` until then.
///
/// In a fingerprint it leaves no trace before it was asked for: a record in which nobody did has the fingerprint it had
/// before there was such a question.
#[derive(Clone, Copy, Debug, PartialEq, serde::Deserialize)]
#[serde(transparent)]
pub struct OnDemand<T>(pub Option<T>);

impl<T> Default for OnDemand<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T> Deref for OnDemand<T> {
    type Target = Option<T>;

    fn deref(&self) -> &Option<T> {
        &self.0
    }
}

impl<T: Serialize> Serialize for OnDemand<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // JSON is what fingerprints are made of; a map without fields is left out of them. Messages are bytes.
        match &self.0 {
            None if serializer.is_human_readable() => serializer.serialize_map(Some(0))?.end(),
            part => part.serialize(serializer),
        }
    }
}
