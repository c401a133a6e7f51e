//! A node's rows in the order of each feature: kept in order all along, or sorted where they are asked for.

use super::grow::Split;
use crate::matrix::Matrix;
use crate::order;
use crate::rng::Rng;
use crate::work::Pace;

/// The rows of each column in order, with the place of each value among the column's different values.
#[derive(Clone, Debug)]
pub struct Columns {
    pub(super) n_rows: usize,
    /// Column after column, ascending: `place << 32 | row`.
    entries: Vec<u64>,
    /// The different values of each column, ascending.
    values: Vec<Vec<f64>>,
}

impl Columns {
    /// Sorts the columns of `x`, which must hold no `NaN`: one column a step.
    pub async fn sort(x: &Matrix, pace: &Pace) -> Self {
        let (n, d) = (x.n_rows(), x.n_cols());
        let (mut entries, mut values) = (Vec::with_capacity(n * d), Vec::with_capacity(d));
        for j in 0..d {
            let column: Vec<f64> = (0..n).map(|i| x.row(i)[j]).collect();
            let mut different: Vec<f64> = Vec::new();
            for (value, row) in order::sorted(&column) {
                if different.last() != Some(&value) {
                    different.push(value);
                }
                entries.push((different.len() as u64 - 1) << 32 | u64::from(row));
            }
            values.push(different);
            pace.pause().await;
        }
        Self { n_rows: n, entries, values }
    }

    /// The place of every row's value, column after column.
    #[must_use]
    pub fn places(&self) -> Vec<u32> {
        let mut places = vec![0; self.entries.len()];
        for (j, column) in self.entries.chunks_exact(self.n_rows.max(1)).enumerate() {
            for entry in column {
                places[j * self.n_rows + row(*entry) as usize] = place(*entry);
            }
        }
        places
    }

    /// The threshold between two neighbouring places: the middle (scikit-learn's), or the lower value where
    /// the middle is not below the upper one.
    pub(super) fn between(&self, feature: u32, low: u32, high: u32) -> f64 {
        let values = &self.values[feature as usize];
        let (low, high) = (values[low as usize], values[high as usize]);
        let middle = low / 2.0 + high / 2.0;
        if low <= middle && middle < high { middle } else { low }
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

    /// How many passes [`Source::part`] takes.
    fn n_passes(&self) -> usize;

    /// Parts the node: the rows of the left child come to stand first. One of several passes.
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
    /// All rows of `columns`, whose order it takes along: only the values stay.
    #[must_use]
    pub fn new(columns: &mut Columns) -> Self {
        let n = columns.n_rows;
        let entries = std::mem::take(&mut columns.entries);
        Self { entries, n_rows: n, next: 0, goes_left: vec![false; n], spare: vec![0; n] }
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
        let spare = &mut self.spare[..hi - lo];
        // Each entry is written to both sides, and one of them steps on: no branch to guess.
        let (mut left, mut right) = (0, 0);
        for i in 0..entries.len() {
            let entry = entries[i];
            let goes_left = usize::from(self.goes_left[row(entry) as usize]);
            entries[left] = entry;
            spare[right] = entry;
            left += goes_left;
            right += 1 - goes_left;
        }
        entries[left..].copy_from_slice(&spare[..right]);
    }
}

/// Some features drawn anew for every node, sorted there: the best for the trees of a forest.
pub struct Drawn<'a> {
    places: &'a [u32],
    n_rows: usize,
    rows: Vec<u32>,
    max_features: usize,
    rng: &'a mut Rng,
    /// The features, those already drawn at the end.
    features: Vec<u32>,
    left: usize,
    found: bool,
    entries: Vec<u64>,
    spare: Vec<u64>,
}

impl<'a> Drawn<'a> {
    /// The rows `rows` (each once) of the columns whose [`Columns::places`] are given.
    #[must_use]
    pub fn new(
        places: &'a [u32],
        n_rows: usize,
        rows: Vec<u32>,
        max_features: usize,
        rng: &'a mut Rng,
    ) -> Self {
        let features: Vec<u32> = (0..(places.len() / n_rows.max(1)) as u32).collect();
        let (left, spare) = (features.len(), vec![0; rows.len()]);
        Self {
            places,
            n_rows,
            entries: spare.clone(),
            rows,
            max_features,
            rng,
            features,
            left,
            found: false,
            spare,
        }
    }
}

impl Source for Drawn<'_> {
    fn begin(&mut self) {
        self.left = self.features.len();
        self.found = false;
    }

    /// As scikit-learn draws: constant features count among the `max_features`, but one that is not is found if there
    /// is any.
    fn next(&mut self, lo: usize, hi: usize) -> Option<(u32, &[u64])> {
        while self.left > 0 && (!self.found || self.features.len() - self.left < self.max_features) {
            let drawn = self.rng.below(self.left as u32) as usize;
            self.left -= 1;
            self.features.swap(drawn, self.left);
            let feature = self.features[self.left];
            let places = &self.places[feature as usize * self.n_rows..][..self.n_rows];
            let (mut low, mut high) = (u32::MAX, 0);
            for (entry, row) in self.entries.iter_mut().zip(&self.rows[lo..hi]) {
                let place = places[*row as usize];
                (low, high) = (low.min(place), high.max(place));
                *entry = u64::from(place) << 32 | u64::from(*row);
            }
            if low < high {
                self.found = true;
                let entries = &mut self.entries[..hi - lo];
                sort(entries, &mut self.spare[..hi - lo], high);
                return Some((feature, entries));
            }
        }
        None
    }

    fn n_passes(&self) -> usize {
        1
    }

    fn part(&mut self, _: usize, lo: usize, hi: usize, split: &Split) {
        let places = &self.places[split.feature as usize * self.n_rows..][..self.n_rows];
        let (mut left, mut right) = (lo, 0);
        for i in lo..hi {
            let row = self.rows[i];
            let goes_left = usize::from(places[row as usize] <= split.low);
            self.rows[left] = row;
            self.spare[right] = u64::from(row);
            left += goes_left;
            right += 1 - goes_left;
        }
        for (row, spare) in self.rows[left..hi].iter_mut().zip(&self.spare) {
            *row = *spare as u32;
        }
    }
}

/// Bits a pass of the radix sort looks at, and from how many entries on it pays.
const DIGIT: u32 = 8;
const MANY: usize = 400;

/// Sorts entries by place, equal ones by row (they come in that order).
fn sort(entries: &mut [u64], spare: &mut [u64], highest: u32) {
    if entries.len() < MANY {
        entries.sort_unstable();
        return;
    }
    let (mut from, mut to) = (&mut *entries, &mut *spare);
    let mut passes = 0;
    for shift in (0..u32::BITS - highest.leading_zeros()).step_by(DIGIT as usize) {
        let digit = |entry: u64| (place(entry) >> shift) as usize & ((1 << DIGIT) - 1);
        let mut next = [0_u32; 1 << DIGIT];
        from.iter().for_each(|entry| next[digit(*entry)] += 1);
        let mut sum = 0;
        for count in &mut next {
            sum += std::mem::replace(count, sum);
        }
        for entry in from.iter() {
            let at = &mut next[digit(*entry)];
            to[*at as usize] = *entry;
            *at += 1;
        }
        std::mem::swap(&mut from, &mut to);
        passes += 1;
    }
    if passes % 2 == 1 {
        to.copy_from_slice(from);
    }
}
