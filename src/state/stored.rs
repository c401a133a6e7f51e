//! The form of storage, without storage: what stands there under which key, and what is to be done there.
//!
//! An expedition is its file under its id. What else is known of it stands beside it under `changed:<id>` and
//! `deleted:<id>`, and under `last:` which one was opened last. The form of the page's first days, one file under
//! `current` and one for each link with a seed, is the same without what stands beside it: nothing has to be moved.

/// The id of a machine's first expedition.
pub const FIRST: &str = "current";
/// Stands before an id where storage holds when it was last changed, in milliseconds since 1970.
pub const CHANGED: &str = "changed:";
/// Stands before the fingerprint of a file of the learner's own, where storage holds its bytes.
pub const FILE: &str = "file:";
/// Stands before an id where storage holds when it was deleted.
pub const DELETED: &str = "deleted:";
/// Where storage holds the id that was opened last.
pub const LAST: &str = "last:";

/// A value in storage.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A file, or an id.
    Text(String),
    /// A time.
    Time(f64),
}

/// An expedition as it is stored.
#[derive(Clone, Debug, PartialEq)]
pub struct Stored {
    /// Its id.
    pub id: String,
    /// Its file.
    pub text: String,
    /// When it was last changed, in milliseconds since 1970; `None` if it is not known.
    pub changed: Option<f64>,
    /// Whether it was deleted, and can be brought back.
    pub deleted: bool,
}

/// What is stored, from the pairs of storage; with the id that was opened last.
#[must_use]
pub fn read(pairs: &[(String, Value)]) -> (Vec<Stored>, Option<String>) {
    let of = |mark: &str, id: &str| {
        let is = |(key, _): &&(String, Value)| key.strip_prefix(mark) == Some(id);
        pairs.iter().find(is).map(|(_, value)| value)
    };
    let stored = pairs.iter().filter(|(key, _)| !key.contains(':')).filter_map(|(id, value)| {
        let Value::Text(text) = value else { return None };
        let changed = match of(CHANGED, id) {
            Some(Value::Time(time)) => Some(*time),
            _ => None,
        };
        let deleted = of(DELETED, id).is_some();
        Some(Stored { id: id.clone(), text: text.clone(), changed, deleted })
    });
    let last = match of(LAST, "") {
        Some(Value::Text(id)) => Some(id.clone()),
        _ => None,
    };
    (stored.collect(), last)
}

/// What storage is to do, beside keeping the open record.
#[derive(Clone, Debug, PartialEq)]
pub enum Keep {
    /// Keep a file under an id that nothing stands under.
    Put(String, String),
    /// Note that it was deleted, or brought back.
    Mark(String, bool),
    /// Forget it.
    Remove(String),
    /// This one is open from now on; the file is what storage holds of it, as far as is known.
    Opened(String, Option<String>),
    /// Say what is stored.
    Look,
}
