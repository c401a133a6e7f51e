//! Names for values: a key of choices, a fingerprint of numbers, the same natively and in every browser.

use serde::Serialize;
use serde_json::Value;

use crate::error::{EngineError, Result};
use crate::work::Pace;

/// Where FNV-1a begins.
const BASIS: u64 = 0xcbf2_9ce4_8422_2325;

/// Bytes hashed in a step: about a millisecond of work.
const BYTES: usize = 1 << 20;

/// FNV-1a over bytes, 64 bits (Fowler, Noll, Vo 1991).
#[must_use]
pub fn fnv1a(bytes: &[u8]) -> u64 {
    go_on(BASIS, bytes)
}

/// The hash of what came before, with `bytes` after it.
fn go_on(hash: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(hash, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The fingerprint of a value: its fields in name order, its numbers at 12 significant digits, as 16 hex digits.
///
/// # Errors
/// [`EngineError::Unsupported`] if the value cannot be written as JSON.
///
/// ```
/// use engine::fingerprint::fingerprint;
/// assert_eq!(fingerprint(&0.1), fingerprint(&(0.1 + 1e-16)));
/// assert_ne!(fingerprint(&0.1), fingerprint(&0.100_000_001));
/// ```
pub fn fingerprint<T: Serialize>(value: &T) -> Result<String> {
    // By way of text: one writer for files, messages and fingerprints is a good part of the page's bytes saved.
    let text = serde_json::to_string(value).map_err(unsupported)?;
    let value = serde_json::from_str(&text).map_err(unsupported)?;
    let mut bytes = Vec::new();
    canonical(&value, &mut bytes);
    Ok(hex(fnv1a(&bytes)))
}

fn unsupported(error: serde_json::Error) -> EngineError {
    EngineError::Unsupported { what: error.to_string() }
}

/// The fingerprint of raw bytes (a data file).
#[must_use]
pub fn of_bytes(bytes: &[u8]) -> String {
    hex(fnv1a(bytes))
}

/// The same of a large file, in steps.
pub async fn of_bytes_in_steps(bytes: &[u8], pace: &Pace) -> String {
    let mut hash = BASIS;
    for block in bytes.chunks(BYTES) {
        hash = go_on(hash, block);
        pace.pause().await;
    }
    hex(hash)
}

/// 64 bits as 16 hex digits: above 2^53 JavaScript's numbers would lose some.
#[must_use]
pub fn hex(bits: u64) -> String {
    format!("{bits:016x}")
}

/// 64 bits from exactly 16 hex digits, if that is what it is.
///
/// ```
/// use engine::fingerprint::{from_hex, hex};
/// assert_eq!(from_hex(&hex(2013)), Some(2013));
/// assert_eq!(from_hex("7dd"), None);
/// ```
#[must_use]
pub fn from_hex(text: &str) -> Option<u64> {
    // Fewer digits would be two names for one seed; and the parser takes a sign, a seed has none.
    let digits = text.len() == 16 && text.bytes().all(|b| b.is_ascii_hexdigit());
    if digits { u64::from_str_radix(text, 16).ok() } else { None }
}

/// Whether two numbers are one to a fingerprint.
#[must_use]
pub fn same(a: f64, b: f64) -> bool {
    digits(a) == digits(b)
}

/// The digits of a number that count.
fn digits(number: f64) -> String {
    format!("{:.11e}", number + 0.0)
}

fn canonical(value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::Null => out.push(b'n'),
        Value::Bool(b) => out.push(if *b { b't' } else { b'f' }),
        Value::Number(n) => match n.as_i64() {
            Some(i) => out.extend(format!("i{i};").bytes()),
            // Zero has two signs and one meaning.
            None => out.extend(format!("r{};", digits(n.as_f64().unwrap_or(0.0))).bytes()),
        },
        Value::String(s) => {
            out.extend(format!("s{}:", s.len()).bytes());
            out.extend(s.bytes());
        }
        Value::Array(items) => {
            out.push(b'[');
            items.iter().for_each(|item| canonical(item, out));
            out.push(b']');
        }
        // serde_json's map is ordered by name.
        Value::Object(fields) => {
            out.push(b'{');
            // What nobody asked for leaves no trace; see `OnDemand`.
            let asked = |(_, field): &(&String, &Value)| field.as_object().is_none_or(|f| !f.is_empty());
            for (name, field) in fields.into_iter().filter(asked) {
                out.extend(name.bytes());
                out.push(b'=');
                canonical(field, out);
            }
            out.push(b'}');
        }
    }
}
