//! Expedition files: written, read, older ones brought up, newer ones refused with words.

use serde::Deserialize;

use super::record::{Record, SCHEMA};
use crate::error::{EngineError, Result};
use crate::worlds::WorldId;

/// The part of every version that says which one it is.
#[derive(Deserialize)]
struct Head {
    schema: u32,
}

/// Reads an expedition file of this or any older schema.
///
/// # Errors
/// [`EngineError::BadRecord`] with line and column, [`EngineError::NewerRecord`].
pub fn open(text: &str) -> Result<Record> {
    let head: Head = serde_json::from_str(text).map_err(|e| bad(&e))?;
    match head.schema {
        SCHEMA => {
            let record: Record = serde_json::from_str(text).map_err(|e| bad(&e))?;
            check(&record)?;
            Ok(record)
        }
        0 => Err(EngineError::BadRecord { line: 1, column: 1, problem: "schema 0 never was".into() }),
        found => Err(EngineError::NewerRecord { found, supported: SCHEMA }),
    }
}

/// Writes an expedition file.
///
/// # Errors
/// [`EngineError::Unsupported`] if it cannot be written as JSON (a number that is not finite).
pub fn save(record: &Record) -> Result<String> {
    serde_json::to_string_pretty(record).map_err(|e| EngineError::Unsupported { what: e.to_string() })
}

/// The parts of a record that its types cannot hold: every entry comes after an earlier one.
fn check(record: &Record) -> Result<()> {
    use super::record::Entry;
    let wrong = |problem: &str| EngineError::BadRecord { line: 1, column: 1, problem: problem.into() };
    let is_choice = |id: u32| record.choice(id).is_some();
    for (id, entry) in record.entries.iter().enumerate() {
        let (Entry::Choice { after: before, .. } | Entry::Fact { at: before, .. }) = entry;
        if let Some(before) = before
            && (*before as usize >= id || !is_choice(*before))
        {
            return Err(wrong(&format!("entry {id} comes after entry {before}, which is no earlier choice")));
        }
    }
    if record.cursor.is_some_and(|id| !is_choice(id)) {
        return Err(wrong("the cursor stands on no choice"));
    }
    let places = record.seen.iter().filter_map(|seen| Some((seen.cursor?, seen.entries)));
    for (cursor, entries) in places {
        if cursor >= entries || !is_choice(cursor) {
            return Err(wrong("an engine saw a place that is none"));
        }
    }
    if let WorldId::Own(own) = record.world {
        own.check()?;
    }
    if crate::fingerprint::from_hex(&record.seed).is_none() {
        return Err(wrong("the seed is not 16 hex digits"));
    }
    Ok(())
}

fn bad(error: &serde_json::Error) -> EngineError {
    EngineError::BadRecord {
        line: error.line() as u64,
        column: error.column() as u64,
        problem: error.to_string(),
    }
}
