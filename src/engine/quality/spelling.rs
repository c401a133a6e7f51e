//! One thing written in several ways: levels that differ by case, spaces and punctuation, or by one letter.

use serde::{Deserialize, Serialize};

pub use crate::table::levels::folded;
use crate::table::levels::{by_count, by_name};
use crate::table::{Column, Values};

/// Levels among which single letters are looked at, at most: each is compared with each.
const MOST_LEVELS: usize = 400;

/// A rare level may be a slip of one that is at least so many times as frequent.
const TIMES: u32 = 20;

/// A shorter word is too easily another.
const LETTERS: usize = 5;

/// Levels that may be one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Spellings {
    /// The column.
    pub column: String,
    /// The levels with their rows, the most frequent first.
    pub levels: Vec<(String, u32)>,
    /// Whether they differ by a letter, and not by case, spaces and punctuation alone.
    pub by_letter: bool,
}

/// Levels that may be one; none in a column of numbers or dates.
#[must_use]
pub fn mixed(column: &Column) -> Vec<Spellings> {
    let Values::Category { levels, codes } = &column.values else { return Vec::new() };
    let mut groups: Vec<(String, Vec<(String, u32)>)> = Vec::new();
    let met: Vec<(String, String, u32)> = by_count(levels, codes)
        .into_iter()
        .map(|(code, count)| (folded(&levels[code as usize]), levels[code as usize].clone(), count))
        .collect();
    // Equal ones as they stand, so that the most frequent of a group stays first.
    let names: Vec<String> = met.iter().map(|(folded, ..)| folded.clone()).collect();
    let met: Vec<_> = by_name(&names).into_iter().map(|at| met[at as usize].clone()).collect();
    for same in met.chunk_by(|a, b| a.0 == b.0) {
        groups.push((same[0].0.clone(), same.iter().map(|(_, level, n)| (level.clone(), *n)).collect()));
    }
    let spellings =
        |levels: Vec<(String, u32)>, by_letter| Spellings { column: column.name.clone(), levels, by_letter };
    let same = groups.iter().filter(|(_, levels)| levels.len() > 1);
    let mut found: Vec<Spellings> = same.map(|(_, levels)| spellings(levels.clone(), false)).collect();
    if groups.len() <= MOST_LEVELS {
        for slip in &groups {
            let likely = |meant: &&(String, Vec<(String, u32)>)| {
                rows(&meant.1) >= TIMES * rows(&slip.1) && one_letter_apart(&meant.0, &slip.0)
            };
            if let Some(meant) = groups.iter().filter(likely).max_by_key(|meant| rows(&meant.1)) {
                found.push(spellings(vec![meant.1[0].clone(), slip.1[0].clone()], true));
            }
        }
    }
    found
}

fn rows(levels: &[(String, u32)]) -> u32 {
    levels.iter().map(|(_, count)| count).sum()
}

/// Whether two words are one but for a letter too many, too few, another or two changed round. Words with digits are
/// numbers of something, and never are.
fn one_letter_apart(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let (long, short) = if a.len() >= b.len() { (&a, &b) } else { (&b, &a) };
    if short.len() < LETTERS || long.len() - short.len() > 1 || a.iter().chain(&b).any(|c| c.is_numeric()) {
        return false;
    }
    let head = long.iter().zip(short).take_while(|(x, y)| x == y).count();
    let tail = long.iter().rev().zip(short.iter().rev()).take_while(|(x, y)| x == y).count();
    let (in_long, in_short) =
        (long.len().saturating_sub(head + tail), short.len().saturating_sub(head + tail));
    let swapped =
        in_long == 2 && in_short == 2 && long[head] == short[head + 1] && long[head + 1] == short[head];
    a != b && ((in_long <= 1 && in_short <= 1) || swapped)
}
