//! Training rows drawn so that rare answers are less rare: rows of the rarer ones once more, or rows of the commoner ones
//! left out (imbalanced-learn's `RandomOverSampler` and `RandomUnderSampler`).
//!
//! It is no step of a recipe: a recipe learns from every training row once, and what it is then asked about are rows as
//! they come. Only what the model learns from is drawn, after the recipe, and from training rows alone. What a model says
//! afterwards is said of rows as they were drawn, so that its probabilities are no longer those of rows as they come.

use serde::{Deserialize, Serialize};

use crate::error::{EngineError, Result};
use crate::matrix::Matrix;
use crate::rng::Rng;
use crate::work::{BLOCK, Pace};

/// Rows are not repeated beyond so many in all: they have to lie in a browser's memory.
pub const MOST_ROWS: u32 = 400_000;

/// The places of the dial: so many rows of the rarer answers for each of the commonest.
const PLACES: [f64; 4] = [0.1, 0.25, 0.5, 1.0];

/// What becomes more equal, and how far.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Balance {
    /// Which rows there are more or fewer of.
    pub method: Method,
    /// Rows of the rarest answer for each of the commonest, above 0 and at most 1, which is imbalanced-learn's `"auto"`.
    ///
    /// Of yes or no this is its `sampling_strategy` to the row. Of several classes none has fewer rows than this for each
    /// of the commonest if rows are repeated, and for none are there fewer of the rarest if rows are left out. Where the
    /// rows are that even already, nothing is done: imbalanced-learn refuses there, but a fold or a month has another mix
    /// than the rows that this was chosen for.
    pub sampling_strategy: f64,
}

/// Which rows there are more or fewer of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Rows of the rarer answers are drawn once more, with replacement; every row stays.
    Oversample,
    /// Rows of the commoner answers are left out, without replacement; of the rarest every row stays.
    Undersample,
}

impl Balance {
    /// Rows of each class afterwards, of so many before; a class without rows stays without.
    ///
    /// ```
    /// use engine::prepare::balance::{Balance, Method};
    /// let balance = |method| Balance { method, sampling_strategy: 0.5 };
    /// assert_eq!(balance(Method::Oversample).counts(&[100, 7, 60]), [100, 50, 60]);
    /// assert_eq!(balance(Method::Undersample).counts(&[100, 7, 0, 10]), [14, 7, 0, 10]);
    /// ```
    #[must_use]
    pub fn counts(&self, before: &[u32]) -> Vec<u32> {
        let there = || before.iter().copied().filter(|n| *n > 0);
        let (least, most) = (f64::from(there().min().unwrap_or(0)), f64::from(there().max().unwrap_or(0)));
        let share = self.sampling_strategy;
        let level = self.level(before).unwrap_or(most * share);
        let after = |n: &u32| match self.method {
            _ if *n == 0 => 0,
            // As imbalanced-learn rounds: what is added, and what is left.
            Method::Oversample => repeated(*n, level),
            Method::Undersample => (*n).min((least / share) as u32),
        };
        before.iter().map(after).collect()
    }

    /// How many rows of a class there are to be where as many as were asked for would be more than [`MOST_ROWS`] in all:
    /// the most that are not. A longer window must not stop what was chosen on a shorter one. `None` where there is room.
    #[must_use]
    pub fn level(&self, before: &[u32]) -> Option<f64> {
        let asked = f64::from(before.iter().copied().max().unwrap_or(0)) * self.sampling_strategy;
        let room = |level: f64| {
            let there = before.iter().filter(|n| **n > 0);
            there.map(|n| u64::from(repeated(*n, level))).sum::<u64>() <= u64::from(MOST_ROWS)
        };
        if self.method == Method::Undersample || room(asked) {
            return None;
        }
        let (mut low, mut high) = (0, asked as u32);
        while low < high {
            let middle = low + (high - low).div_ceil(2);
            if room(f64::from(middle)) { low = middle } else { high = middle - 1 }
        }
        Some(f64::from(low))
    }

    /// The rows to learn from, as positions in `y`, the classes of the training rows (0 to `n_classes − 1`): those that
    /// stay, in order, and after them what is there once more, class by class.
    ///
    /// # Errors
    /// [`EngineError::Unsupported`] for numbers (`n_classes` is 0), [`EngineError::OutOfRange`] for a share or a class.
    pub async fn rows(&self, y: &[f64], n_classes: u32, rng: &mut Rng, pace: &Pace) -> Result<Vec<u32>> {
        let share = self.sampling_strategy;
        if n_classes == 0 {
            return Err(EngineError::Unsupported { what: "balance for regression".into() });
        }
        if !(share > 0.0 && share <= 1.0) {
            return Err(out_of_range("sampling_strategy", 1.0, share));
        }
        let mut of_class: Vec<Vec<u32>> = vec![Vec::new(); n_classes as usize];
        for (row, class) in (0..).zip(y) {
            let found = of_class.get_mut(*class as usize).filter(|_| *class >= 0.0 && class.fract() == 0.0);
            found.ok_or_else(|| out_of_range("y", f64::from(n_classes - 1), *class))?.push(row);
        }
        let before: Vec<u32> = of_class.iter().map(|rows| rows.len() as u32).collect();
        let after = self.counts(&before);
        let (mut stays, mut again) = (vec![false; y.len()], Vec::new());
        for (mut rows, after) in of_class.into_iter().zip(after) {
            pace.pause().await;
            let n = rows.len() as u32;
            if after < n {
                rng.shuffle(&mut rows);
                rows.truncate(after as usize);
            }
            for more in n..after {
                again.push(rows[rng.below(n) as usize]);
                if more as usize % BLOCK == BLOCK - 1 {
                    pace.pause().await;
                }
            }
            rows.iter().for_each(|row| stays[*row as usize] = true);
        }
        pace.pause().await;
        let stay = (0..).zip(stays).filter(|(_, stays)| *stays).map(|(row, _)| row);
        Ok(stay.chain(again).collect())
    }
}

/// The places of the dial that change anything about rows of which so many are of each class.
///
/// ```
/// use engine::prepare::balance::places;
/// assert_eq!(places(&[100, 30]), [0.5, 1.0]);
/// assert!(places(&[100, 100]).is_empty() && places(&[100, 0]).is_empty());
/// ```
#[must_use]
pub fn places(counts: &[u32]) -> Vec<f64> {
    use Method::{Oversample, Undersample};
    let changes = |share: &f64| {
        let turned = [Oversample, Undersample]
            .map(|method| Balance { method, sampling_strategy: *share }.counts(counts));
        turned.iter().any(|after| after != counts)
    };
    PLACES.into_iter().filter(changes).collect()
}

/// The rows `rows` of `x`, in that order, in steps.
pub async fn take(x: &Matrix, rows: &[u32], pace: &Pace) -> Result<Matrix> {
    let mut values = Vec::with_capacity(rows.len() * x.n_cols());
    for block in rows.chunks(BLOCK) {
        pace.pause().await;
        block.iter().for_each(|row| values.extend_from_slice(x.row(*row as usize)));
    }
    x.with_values(rows.len(), values)
}

/// Rows of a class of `n`, repeated so that they are `level`.
fn repeated(n: u32, level: f64) -> u32 {
    n + (level - f64::from(n)).max(0.0) as u32
}

fn out_of_range(what: &str, high: f64, found: f64) -> EngineError {
    EngineError::OutOfRange { what: what.into(), low: 0.0, high, found }
}
