//! Features that a step made of columns, by their names: a product, a ratio, a part of a date.

use super::told::{column, feature};
use crate::texts::Texts;

/// A feature in words; one that is neither a column nor made of any shows its name.
pub fn feature_of(texts: &Texts, name: &str) -> String {
    let said = |name: &str| {
        let said = feature(texts, name);
        (said != name).then_some(said)
    };
    let two = |key: &str, (a, b): (&str, &str)| Some(texts.fill(key, &[("a", said(a)?), ("b", said(b)?)]));
    if texts.has(&format!("column.{name}")) {
        return column(texts, name);
    }
    if let Some(square) = name.strip_suffix("^2").and_then(said) {
        return texts.fill("feature.square", &[("column", square)]);
    }
    let ratio = name.split_once(" / ").and_then(|parts| two("feature.ratio", parts));
    let product = || {
        let places = name.char_indices().filter(|(_, c)| *c == ' ');
        places.map(|(at, _)| (&name[..at], &name[at + 1..])).find_map(|parts| two("feature.product", parts))
    };
    let part = || {
        let (of, part) = name.rsplit_once(' ')?;
        let key = format!("dial.part.{part}");
        let values = [("column", said(of)?), ("part", texts.has(&key).then(|| texts.say(&key))?)];
        Some(texts.fill("feature.part", &values))
    };
    ratio.or_else(product).or_else(part).unwrap_or_else(|| name.into())
}
