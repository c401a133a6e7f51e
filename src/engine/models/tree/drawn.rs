//! A node's rows in the order of some features drawn for it, sorted where they are asked for.

use super::grow::Split;
use super::sorted::{Columns, Source, parted, place, row};
use crate::models::levels::LevelSet;
use crate::rng::Rng;
use crate::work::Pace;

/// Below this many rows comparing is faster than marking.
const FEW: usize = 16;
/// Marks a rank whose value is that of the rank before.
const TIED: u32 = 1 << 31;

/// Some features drawn anew for every node, sorted there: the best for the trees of a forest.
pub struct Drawn<'a> {
    columns: &'a Columns,
    ranks: &'a mut Ranks,
    rows: Vec<u64>,
    max_features: usize,
    rng: &'a mut Rng,
    /// The features, those already drawn at the end.
    features: Vec<u32>,
    left: usize,
    found: bool,
    entries: Vec<u64>,
}

impl<'a> Drawn<'a> {
    /// The rows `rows` (each once) of columns, whose ranks are given.
    #[must_use]
    pub fn new(
        columns: &'a Columns,
        ranks: &'a mut Ranks,
        rows: &[u32],
        max_features: usize,
        rng: &'a mut Rng,
    ) -> Self {
        let features: Vec<u32> = (0..columns.n_cols() as u32).collect();
        let rows: Vec<u64> = rows.iter().map(|row| u64::from(*row)).collect();
        let (left, entries) = (features.len(), vec![0; rows.len()]);
        Self { columns, ranks, rows, max_features, rng, features, left, found: false, entries }
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
            let entries = &mut self.entries[..hi - lo];
            self.ranks.sort(&self.rows[lo..hi], feature, self.columns.column(feature), entries);
            if place(entries[0]) != place(entries[hi - lo - 1]) {
                self.found = true;
                return Some((feature, &self.entries[..hi - lo]));
            }
        }
        None
    }

    fn sides(&mut self, lo: usize, hi: usize, split: &Split, set: Option<&LevelSet>) -> &[u64] {
        let ranks = self.ranks.column(split.feature);
        if let Some(set) = set {
            let sorted = self.columns.column(split.feature);
            let goes_left =
                |entry| set.has(place(sorted[(ranks[row(entry) as usize] & !TIED) as usize]) as usize);
            parted(&mut self.rows[lo..hi], &mut self.entries, goes_left);
            return &self.rows[lo..hi];
        }
        // The place of the right side's first value is the rank of the first that holds it.
        let goes_left = |entry| ranks[row(entry) as usize] & !TIED < split.high;
        parted(&mut self.rows[lo..hi], &mut self.entries, goes_left);
        &self.rows[lo..hi]
    }

    fn n_passes(&self) -> usize {
        0
    }

    fn part(&mut self, _: usize, _: usize, _: usize, _: &Split) {}
}

/// Where in the order of each column each row stands, and room to put some rows in order: their ranks are marked, and
/// the marks read off, without comparing.
#[derive(Clone, Debug)]
pub struct Ranks {
    n_rows: usize,
    /// Column after column.
    ranks: Vec<u32>,
    /// A mark for every rank.
    marks: Vec<u64>,
    /// The row at each marked rank.
    rows: Vec<u32>,
}

impl Ranks {
    /// The ranks of columns: one column a step.
    pub async fn of(columns: &Columns, pace: &Pace) -> Self {
        let n_rows = columns.n_rows;
        let mut ranks = vec![0; n_rows * columns.n_cols()];
        for feature in 0..columns.n_cols() as u32 {
            let own = &mut ranks[feature as usize * n_rows..][..n_rows];
            for (entry, rank) in columns.column(feature).iter().zip(0_u32..) {
                let tied = if place(*entry) == rank { 0 } else { TIED };
                own[row(*entry) as usize] = rank | tied;
            }
            pace.pause().await;
        }
        Self { n_rows, ranks, marks: vec![0; n_rows.div_ceil(64)], rows: vec![0; n_rows] }
    }

    fn column(&self, feature: u32) -> &[u32] {
        &self.ranks[feature as usize * self.n_rows..][..self.n_rows]
    }

    /// Fills `out` with the entries of `rows` in the order of a column, of which `sorted` are all entries.
    fn sort(&mut self, rows: &[u64], feature: u32, sorted: &[u64], out: &mut [u64]) {
        let ranks = &self.ranks[feature as usize * self.n_rows..][..self.n_rows];
        // Mostly a rank is its value's place, and there is no need to look it up.
        let entry = |rank: u32, row: u32| {
            let place = if rank & TIED == 0 { rank } else { place(sorted[(rank & !TIED) as usize]) };
            u64::from(place) << 32 | u64::from(row)
        };
        // Reading all marks off takes as long as comparing when one in 64 ranks is marked.
        if rows.len() < self.marks.len().max(FEW) {
            for (out, other) in out.iter_mut().zip(rows) {
                *out = entry(ranks[row(*other) as usize], row(*other));
            }
            out.sort_unstable();
            return;
        }
        for other in rows {
            let (row, tied) = (row(*other), ranks[row(*other) as usize]);
            let rank = tied & !TIED;
            self.rows[rank as usize] = row | tied & TIED;
            self.marks[(rank >> 6) as usize] |= 1 << (rank & 63);
        }
        let mut filled = 0;
        for (at, marks) in self.marks.iter_mut().enumerate() {
            let mut marks = std::mem::take(marks);
            while marks != 0 {
                let rank = at << 6 | marks.trailing_zeros() as usize;
                marks &= marks - 1;
                let row = self.rows[rank];
                out[filled] = entry(rank as u32 | row & TIED, row & !TIED);
                filled += 1;
            }
        }
    }
}
