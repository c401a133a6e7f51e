//! A node's rows in the order of each feature, kept in order all along.

use super::grow::Split;
use crate::matrix::Matrix;
use crate::models::levels::{self, LevelSet};
use crate::order;
use crate::work::Pace;

/// The rows of each column in order. The *place* of a value is how many values of its column are below it; that of a
/// level is its place in a [`LevelSet`].
#[derive(Clone, Debug)]
pub struct Columns {
    pub(super) n_rows: usize,
    /// Column after column, ascending: `place << 32 | row`.
    entries: Vec<u64>,
    /// The values of each column, ascending.
    values: Vec<Vec<f64>>,
    /// Whether a column holds levels.
    of_levels: Vec<bool>,
}

impl Columns {
    /// Sorts the columns of `x`, which must hold no `NaN` but among levels: one column a step.
    pub async fn sort(x: &Matrix, pace: &Pace) -> Self {
        let (n, d) = (x.n_rows(), x.n_cols());
        let (mut entries, mut values) = (Vec::with_capacity(n * d), Vec::with_capacity(d));
        for j in 0..d {
            let mut column: Vec<f64> = (0..n).map(|i| x.row(i)[j]).collect();
            let of_levels = x.levels(j).is_some();
            if of_levels {
                column.iter_mut().for_each(|value| *value = levels::place(*value) as f64);
            }
            let mut sorted: Vec<f64> = Vec::with_capacity(n);
            let mut own = 0;
            for (value, row) in order::sorted(&column) {
                if sorted.last() != Some(&value) {
                    own = if of_levels { value as u64 } else { sorted.len() as u64 };
                }
                sorted.push(value);
                entries.push(own << 32 | u64::from(row));
            }
            values.push(sorted);
            pace.pause().await;
        }
        let of_levels = (0..d).map(|j| x.levels(j).is_some()).collect();
        Self { n_rows: n, entries, values, of_levels }
    }

    /// A column's entries in order.
    pub(super) fn column(&self, feature: u32) -> &[u64] {
        &self.entries[feature as usize * self.n_rows..][..self.n_rows]
    }

    /// The threshold between two neighbouring places: the middle (scikit-learn's), or the lower value where
    /// the middle is not below the upper one.
    pub(super) fn between(&self, feature: u32, low: u32, high: u32) -> f64 {
        let values = &self.values[feature as usize];
        let (low, high) = (values[low as usize], values[high as usize]);
        let middle = low / 2.0 + high / 2.0;
        if low <= middle && middle < high { middle } else { low }
    }

    /// Whether a column holds levels, which have no threshold.
    pub(super) fn of_levels(&self, feature: u32) -> bool {
        self.of_levels[feature as usize]
    }

    pub(super) fn n_cols(&self) -> usize {
        self.values.len()
    }
}

/// The row of an entry.
pub(super) fn row(entry: u64) -> u32 {
    entry as u32
}

/// The place of an entry's value.
pub(super) fn place(entry: u64) -> u32 {
    (entry >> 32) as u32
}

/// Where a tree gets its candidates from. A node is a range of rows.
pub trait Source {
    /// Begins with a new node.
    fn begin(&mut self);

    /// The next feature that is not the same in all rows of the node, and its entries in order.
    fn next(&mut self, lo: usize, hi: usize) -> Option<(u32, &[u64])>;

    /// The rows of a node in two parts, the `n_left` of the left child first; those with levels of `set`, if given.
    fn sides(&mut self, lo: usize, hi: usize, split: &Split, set: Option<&LevelSet>) -> &[u64];

    /// How many passes [`Source::part`] takes.
    fn n_passes(&self) -> usize;

    /// Gives each child its range, the left one the first. One of several passes, after [`Source::sides`].
    fn part(&mut self, pass: usize, lo: usize, hi: usize, split: &Split);
}

/// All features, always in order: the best for a tree that looks at all of them in every node.
pub struct Presorted {
    entries: Vec<u64>,
    n_rows: usize,
    next: usize,
    goes_left: Vec<bool>,
    spare: Vec<u64>,
}

impl Presorted {
    /// The rows of `columns` that count for something, or all. It takes their order along: only the values stay.
    #[must_use]
    pub fn new(columns: &mut Columns, weights: Option<&[f64]>) -> Self {
        let (all, mut n) = (columns.n_rows, columns.n_rows);
        let mut entries = std::mem::take(&mut columns.entries);
        if let Some(weights) = weights {
            n = weights.iter().filter(|weight| **weight > 0.0).count();
            entries.retain(|entry| weights[row(*entry) as usize] > 0.0);
        }
        Self { entries, n_rows: n, next: 0, goes_left: vec![false; all], spare: vec![0; n] }
    }

    fn n_cols(&self) -> usize {
        self.entries.len() / self.n_rows.max(1)
    }
}

impl Source for Presorted {
    fn begin(&mut self) {
        self.next = 0;
    }

    fn next(&mut self, lo: usize, hi: usize) -> Option<(u32, &[u64])> {
        while self.next < self.n_cols() {
            let feature = self.next;
            self.next += 1;
            let at = feature * self.n_rows;
            if place(self.entries[at + lo]) != place(self.entries[at + hi - 1]) {
                return Some((feature as u32, &self.entries[at + lo..at + hi]));
            }
        }
        None
    }

    fn sides(&mut self, lo: usize, hi: usize, split: &Split, set: Option<&LevelSet>) -> &[u64] {
        let at = split.feature as usize * self.n_rows;
        if let Some(set) = set {
            let goes_left = |entry| set.has(place(entry) as usize);
            parted(&mut self.entries[at + lo..at + hi], &mut self.spare, goes_left);
        }
        &self.entries[at + lo..at + hi]
    }

    fn n_passes(&self) -> usize {
        self.n_cols()
    }

    fn part(&mut self, pass: usize, lo: usize, hi: usize, split: &Split) {
        if pass == 0 {
            let at = split.feature as usize * self.n_rows;
            for (i, entry) in self.entries[at + lo..at + hi].iter().enumerate() {
                self.goes_left[row(*entry) as usize] = i < split.n_left as usize;
            }
        }
        if pass == split.feature as usize {
            return;
        }
        let entries = &mut self.entries[pass * self.n_rows + lo..pass * self.n_rows + hi];
        let left = parted(entries, &mut self.spare, |entry| self.goes_left[row(entry) as usize]);
        debug_assert_eq!(left, split.n_left as usize);
    }
}

/// Puts the entries that go left first, either side in its order; how many they are.
#[inline]
pub(super) fn parted(entries: &mut [u64], spare: &mut [u64], goes_left: impl Fn(u64) -> bool) -> usize {
    let spare = &mut spare[..entries.len()];
    // Each entry is written to both sides, and one of them steps on: no branch to guess.
    let (mut left, mut right) = (0, 0);
    for i in 0..entries.len() {
        let entry = entries[i];
        let goes_left = usize::from(goes_left(entry));
        entries[left] = entry;
        spare[right] = entry;
        left += goes_left;
        right += 1 - goes_left;
    }
    entries[left..].copy_from_slice(&spare[..right]);
    left
}
