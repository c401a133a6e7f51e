//! Input checks: whether a request looks like what the model learned from, before it is scored.

use super::safeguards::Fell;
use crate::error::Result;
use crate::table::{MISSING, Table, Values};

/// A column that was blank in at most this share of the rows learned from is expected to be filled.
pub const RARELY: f64 = 0.05;

/// What the rows learned from held in some columns.
#[derive(Clone, Debug)]
pub struct Checks {
    seen: Vec<Seen>,
}

#[derive(Clone, Debug)]
struct Seen {
    column: String,
    filled: bool,
    values: Held,
}

#[derive(Clone, Debug)]
enum Held {
    /// The smallest and the largest number.
    Range(f64, f64),
    /// Whether each level was there, by its code.
    Levels(Vec<bool>),
    /// Days are always new.
    Any,
}

/// What a check struck at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caught {
    /// The column, by its place among those that are checked.
    pub column: usize,
    /// How it was caught.
    pub fell: Fell,
}

impl Checks {
    /// Learns what `reference` holds in `columns`.
    ///
    /// # Errors
    /// An unknown column.
    pub fn learn(reference: &Table, columns: &[String]) -> Result<Self> {
        let seen = columns.iter().map(|name| {
            let values = &reference.column(name)?.values;
            let blank = (0..values.len()).filter(|i| values.is_missing(*i)).count() as f64;
            let held = match values {
                Values::Number(v) => {
                    let present = v.iter().filter(|v| !v.is_nan());
                    let ends = (f64::INFINITY, f64::NEG_INFINITY);
                    let (low, high) = present.fold(ends, |(low, high), v| (low.min(*v), high.max(*v)));
                    Held::Range(low, high)
                }
                Values::Category { levels, codes } => {
                    let mut there = vec![false; levels.len()];
                    codes.iter().filter(|code| **code != MISSING).for_each(|c| there[*c as usize] = true);
                    Held::Levels(there)
                }
                Values::Date(_) => Held::Any,
            };
            let filled = blank <= RARELY * values.len() as f64;
            Ok(Seen { column: name.clone(), filled, values: held })
        });
        Ok(Self { seen: seen.collect::<Result<_>>()? })
    }

    /// What is wrong with each row of `live`, the first column that is; its levels are coded as the reference's.
    ///
    /// # Errors
    /// An unknown column.
    pub fn caught(&self, live: &Table) -> Result<Vec<Option<Caught>>> {
        let mut all = vec![None; live.n_rows()];
        for (column, seen) in self.seen.iter().enumerate() {
            let values = &live.column(&seen.column)?.values;
            for (i, caught) in all.iter_mut().enumerate().filter(|(_, caught)| caught.is_none()) {
                *caught = seen.strikes(values, i).map(|fell| Caught { column, fell });
            }
        }
        Ok(all)
    }
}

impl Seen {
    fn strikes(&self, values: &Values, i: usize) -> Option<Fell> {
        if values.is_missing(i) {
            return self.filled.then_some(Fell::Missing);
        }
        match (values, &self.values) {
            (Values::Number(v), Held::Range(low, high)) if v[i] < *low || v[i] > *high => Some(Fell::Range),
            (Values::Category { codes, .. }, Held::Levels(there))
                if !there.get(codes[i] as usize).is_some_and(|there| *there) =>
            {
                Some(Fell::Unseen)
            }
            _ => None,
        }
    }
}
