//! Which levels of a category its rows have, and how often.

use super::MISSING;
use crate::order;

/// The levels that any of the rows has, as codes, by name.
#[must_use]
pub fn met(levels: &[String], codes: &[u32]) -> Vec<u32> {
    let mut met = vec![false; levels.len()];
    codes.iter().filter(|c| **c != MISSING).for_each(|c| met[*c as usize] = true);
    by_name(levels).into_iter().filter(|c| met[*c as usize]).collect()
}

/// The places of `words` in the order of the alphabet, equal ones as they stand. The one way to sort words: each call of
/// a standard sort brings its own copy of the sorting code to the worker.
#[must_use]
pub fn by_name(words: &[String]) -> Vec<u32> {
    let mut order: Vec<u32> = (0..words.len() as u32).collect();
    order.sort_by(|a, b| words[*a as usize].cmp(&words[*b as usize]));
    order
}

/// The levels that any of the rows has, as codes, each with its number of rows; the most frequent first, of equally
/// frequent ones by name.
#[must_use]
pub fn by_count(levels: &[String], codes: &[u32]) -> Vec<(u32, u32)> {
    let mut counts = vec![0_u32; levels.len()];
    codes.iter().filter(|c| **c != MISSING).for_each(|c| counts[*c as usize] += 1);
    let met = met(levels, codes);
    let often: Vec<f64> = met.iter().map(|c| f64::from(counts[*c as usize])).collect();
    let named = |i: u32| (met[i as usize], counts[met[i as usize] as usize]);
    order::descending(&often).into_iter().map(named).collect()
}

/// A level without what spellings differ by: case, spaces around, and marks between words. A number stays as it is.
///
/// ```
/// use engine::table::levels::folded;
/// assert_eq!(folded(" New-York "), folded("new  york"));
/// assert_ne!(folded("-5"), folded("5"));
/// ```
#[must_use]
pub fn folded(level: &str) -> String {
    let level = level.trim();
    if level.parse::<f64>().is_ok() {
        return level.into();
    }
    let mark = |c: char| c.is_whitespace() || "-_.,;:/'\"()".contains(c);
    let words = level.split(mark).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The levels in the order of the calendar, if each is a day of the week or each is a month: by its English name or the
/// first three letters of it. `None` of others.
///
/// ```
/// use engine::table::levels::by_calendar;
/// let days = ["Sat", "monday", "thu"].map(String::from);
/// assert_eq!(by_calendar(&days), Some(vec!["monday".into(), "thu".into(), "Sat".into()]));
/// assert_eq!(by_calendar(&["mon".into(), "may".into()]), None);
/// ```
#[must_use]
pub fn by_calendar(levels: &[String]) -> Option<Vec<String>> {
    let sorted = |names: &[&str]| {
        let is = |name: &str, level: &str| {
            level.eq_ignore_ascii_case(name) || level.eq_ignore_ascii_case(&name[..3])
        };
        let all = names.iter().flat_map(|name| levels.iter().filter(move |level| is(name, level)));
        let all: Vec<String> = all.cloned().collect();
        (all.len() == levels.len()).then_some(all)
    };
    sorted(&WEEKDAYS).or_else(|| sorted(&MONTHS))
}
