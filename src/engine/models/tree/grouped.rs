//! The best parting of a node's rows by a set of levels.
//!
//! Levels are put in the order of what their rows answer on average, and then parted as if they were numbers: of numbers
//! by squared error, and of two classes by Gini or entropy, no set is better than the best of these (Fisher 1958; Breiman
//! et al. 1984, theorem 4.5). Of several classes there is no such order, and all sets are too many: the levels are put in
//! order by the share of each class in turn, and the best of these partings is taken (the *one versus all by class* of
//! MATLAB's `fitctree`). What is missing is one more level.

use super::grow::Split;
use super::sorted::place;
use super::target::{Sum, Target};
use crate::models::levels::LevelSet;
use crate::order;

/// A node's rows by level; its memory is used again.
#[derive(Debug, Default)]
pub struct Grouped {
    /// Where the rows of each level stand among the node's entries, up to where.
    ends: Vec<usize>,
    entries: Vec<u64>,
}

impl Grouped {
    /// Takes in a node's rows in the order of their levels.
    pub fn begin(&mut self, entries: &[u64]) {
        self.ends.clear();
        for rows in entries.chunk_by(|a, b| place(*a) == place(*b)) {
            self.ends.push(self.ends.last().unwrap_or(&0) + rows.len());
        }
    }

    /// Looks at the levels of `entries`, whose rows sum up to `all`, in one of the target's orders; the levels that go
    /// left, if that is better than `best`.
    ///
    /// Left goes the side with fewer rows: so the larger one takes whatever was not among them.
    pub fn scan(
        &mut self,
        (target, at): (&dyn Target, usize),
        feature: u32,
        (entries, all): (&[u64], &Sum),
        fewest: usize,
        best: &mut Split,
    ) -> Option<LevelSet> {
        let rows = |level: u32| {
            let from = (level as usize).checked_sub(1).map_or(0, |before| self.ends[before]);
            &entries[from..self.ends[level as usize]]
        };
        let keys: Vec<f64> =
            (0..self.ends.len() as u32).map(|level| target.key(&target.sum(rows(level)), at)).collect();
        let order = order::sorted(&keys);
        self.entries.clear();
        for (place, (_, level)) in (0_u64..).zip(&order) {
            // The target looks at no more than whether the place of a row is another than that of the one before.
            self.entries.extend(rows(*level).iter().map(|entry| place << 32 | entry & u64::from(u32::MAX)));
        }
        let mut found = Split { n_left: 0, ..*best };
        target.scan(feature, &self.entries, all, fewest, &mut found);
        if found.n_left == 0 {
            return None;
        }
        let (left, right) = order.split_at(found.low as usize + 1);
        let n_right = entries.len() as u32 - found.n_left;
        let named = if found.n_left <= n_right { left } else { right };
        *best = Split { n_left: found.n_left.min(n_right), ..found };
        Some(LevelSet::of(named.iter().map(|(_, level)| place(rows(*level)[0]) as usize)))
    }
}
