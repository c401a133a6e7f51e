//! Growing: the best parting of a node's rows, then of its children's, until a limit is met.
//!
//! CART (Breiman, Friedman, Olshen and Stone 1984), exact: every place between two neighbouring values of every
//! feature is looked at, as scikit-learn's `splitter="best"` does. Of equally good partings the first is taken, in
//! the order of the source, where scikit-learn draws.

use super::Tree;
use super::sorted::{Columns, place, row};
pub use super::sorted::{Drawn, Presorted, Source};
use super::target::Target;
use crate::work::{Meter, Pace};

/// A node less mixed than this is pure (scikit-learn's `EPSILON`).
const PURE: f64 = f64::EPSILON;

/// When to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Questions on a way down at most.
    pub max_depth: Option<u32>,
    /// Different rows in a leaf at least.
    pub min_samples_leaf: u32,
    /// Leaves at most; if given, the node whose parting gains most is parted first.
    pub max_leaf_nodes: Option<u32>,
}

/// A parting of a node's rows.
#[derive(Clone, Copy, Debug)]
pub struct Split {
    /// The feature that is asked for.
    pub feature: u32,
    /// How many rows go left.
    pub n_left: u32,
    /// The place of the largest value that goes left, and of the smallest that goes right.
    pub(super) low: u32,
    high: u32,
    score: f64,
}

/// A node that may still be parted.
struct Open<S> {
    /// Its range of rows, if it may be parted.
    range: Option<(usize, usize)>,
    n_samples: u32,
    depth: u32,
    sum: S,
    parent: Option<(usize, bool)>,
}

/// A node with the best parting of its rows.
struct Found<S> {
    node: usize,
    range: (usize, usize),
    depth: u32,
    sum: S,
    left: S,
    split: Split,
    gain: f64,
}

/// How growing rests, and what it says of itself.
pub struct Way<'a> {
    /// Where it rests.
    pub pace: &'a Pace,
    /// When.
    pub meter: &'a mut Meter,
    /// Whether it says how many rows have come to their leaf.
    pub tells: bool,
}

impl Way<'_> {
    async fn spend(&mut self, amount: usize, settled: usize, rows: usize) {
        if self.meter.spend(amount) {
            match self.tells {
                true => self.pace.rest("train", settled, Some(rows), None).await,
                false => self.pace.pause().await,
            }
        }
    }
}

/// A tree under way.
struct Growing<'a, T: Target, S> {
    columns: &'a Columns,
    source: &'a mut S,
    target: &'a T,
    limits: Limits,
    tree: Tree,
    n_rows: usize,
    settled: usize,
}

/// Grows a tree from the rows `rows` of `columns`, which `source` hands out in order.
///
/// Nodes are numbered as scikit-learn does: depth first, left before right; with `max_leaf_nodes` in the order they are
/// made.
pub async fn grow<T: Target, S: Source>(
    columns: &Columns,
    source: &mut S,
    target: &T,
    rows: &[u32],
    limits: Limits,
    way: &mut Way<'_>,
) -> Tree {
    let mut sum = target.none();
    rows.iter().for_each(|row| target.add(&mut sum, *row));
    let tree = Tree { n_features: columns.n_cols() as u32, n_outputs: target.n_outputs(), ..Tree::default() };
    let n_rows = rows.len();
    let mut growing = Growing { columns, source, target, limits, tree, n_rows, settled: 0 };
    let root = growing.open(0, n_rows, 0, sum, None);
    match limits.max_leaf_nodes {
        None => growing.depth_first(root, way).await,
        Some(most) => growing.best_first(root, most, way).await,
    }
    growing.tree
}

impl<T: Target, S: Source> Growing<'_, T, S> {
    async fn depth_first(&mut self, root: Open<T::Sum>, way: &mut Way<'_>) {
        let mut stack = vec![root];
        while let Some(open) = stack.pop() {
            if let Some(found) = self.settle(open, way).await {
                let [left, right] = self.part(&found, way).await;
                stack.push(right);
                stack.push(left);
            }
        }
    }

    async fn best_first(&mut self, root: Open<T::Sum>, most: u32, way: &mut Way<'_>) {
        let mut frontier: Vec<Found<T::Sum>> = Vec::new();
        frontier.extend(self.settle(root, way).await);
        for _ in 1..most {
            let mut best = 0;
            for i in 1..frontier.len() {
                if frontier[i].gain > frontier[best].gain {
                    best = i;
                }
            }
            if frontier.is_empty() {
                break;
            }
            // The order of the others is kept: of equal gains the older node is parted first.
            let found = frontier.remove(best);
            for child in self.part(&found, way).await {
                frontier.extend(self.settle(child, way).await);
            }
            way.spend(frontier.len(), self.settled, self.n_rows).await;
        }
        for found in frontier {
            self.shut(found.node);
        }
    }

    fn open(
        &self,
        lo: usize,
        hi: usize,
        depth: u32,
        sum: T::Sum,
        parent: Option<(usize, bool)>,
    ) -> Open<T::Sum> {
        let n_samples = (hi - lo) as u32;
        let may = self.limits.max_depth.is_none_or(|most| depth < most)
            && n_samples >= 2_u32.max(self.limits.min_samples_leaf.saturating_mul(2))
            && self.target.impurity(&sum) > PURE;
        Open { range: may.then_some((lo, hi)), n_samples, depth, sum, parent }
    }

    /// Writes the node down and looks for the best parting of its rows.
    async fn settle(&mut self, open: Open<T::Sum>, way: &mut Way<'_>) -> Option<Found<T::Sum>> {
        let node = self.tree.n_nodes();
        self.tree.feature.push(0);
        self.tree.threshold.push(0.0);
        self.tree.hang(open.parent);
        self.target.answer(&open.sum, &mut self.tree.value);
        self.tree.impurity.push(self.target.impurity(&open.sum));
        self.tree.n_samples.push(open.n_samples);
        self.tree.weight.push(self.target.weight(&open.sum));
        let found = match open.range {
            Some((lo, hi)) => self.search(&open.sum, lo, hi, way).await,
            None => None,
        };
        let Some((split, left)) = found else {
            self.settled += open.n_samples as usize;
            return None;
        };
        self.tree.feature[node] = split.feature;
        self.tree.threshold[node] = self.columns.between(split.feature, split.low, split.high);
        let mixed = |sum: &T::Sum| f64::from(self.target.weight(sum)) * self.target.impurity(sum);
        let right = self.target.without(&open.sum, &left);
        let gain = mixed(&open.sum) - mixed(&left) - mixed(&right);
        let range = open.range.unwrap_or_default();
        Some(Found { node, range, depth: open.depth, sum: open.sum, left, split, gain })
    }

    /// A node for which there was no leaf left stays one.
    fn shut(&mut self, node: usize) {
        (self.tree.feature[node], self.tree.threshold[node]) = (0, 0.0);
    }

    async fn search(
        &mut self,
        sum: &T::Sum,
        lo: usize,
        hi: usize,
        way: &mut Way<'_>,
    ) -> Option<(Split, T::Sum)> {
        let mut best: Option<(Split, T::Sum)> = None;
        self.source.begin();
        while let Some((feature, entries)) = self.source.next(lo, hi) {
            scan(self.target, feature, entries, sum, self.limits.min_samples_leaf, &mut best);
            way.spend(4 * (hi - lo), self.settled, self.n_rows).await;
        }
        best
    }

    /// Parts the rows of a node; both children are open.
    async fn part(&mut self, found: &Found<T::Sum>, way: &mut Way<'_>) -> [Open<T::Sum>; 2] {
        let ((lo, hi), depth) = (found.range, found.depth + 1);
        let middle = lo + found.split.n_left as usize;
        let rest = self.target.without(&found.sum, &found.left);
        let left = self.open(lo, middle, depth, found.left.clone(), Some((found.node, true)));
        let right = self.open(middle, hi, depth, rest, Some((found.node, false)));
        // Where both stay leaves nobody asks for the order of their rows again.
        if left.range.is_some() || right.range.is_some() {
            for pass in 0..self.source.n_passes() {
                self.source.part(pass, lo, hi, &found.split);
                way.spend(2 * (hi - lo), self.settled, self.n_rows).await;
            }
        }
        [left, right]
    }
}

/// Looks at every place between two neighbouring values of a feature.
fn scan<T: Target>(
    target: &T,
    feature: u32,
    entries: &[u64],
    all: &T::Sum,
    min_samples_leaf: u32,
    best: &mut Option<(Split, T::Sum)>,
) {
    let fewest = min_samples_leaf.max(1) as usize;
    let mut left = target.none();
    let mut highest = best.as_ref().map_or(f64::NEG_INFINITY, |(split, _)| split.score);
    let (first, last) = (fewest - 1, entries.len() - fewest);
    entries[..first].iter().for_each(|entry| target.add(&mut left, row(*entry)));
    for i in first..last {
        target.add(&mut left, row(entries[i]));
        let (low, high) = (place(entries[i]), place(entries[i + 1]));
        if low != high {
            let score = target.score(&left, all);
            if score > highest {
                highest = score;
                let split = Split { feature, n_left: i as u32 + 1, low, high, score };
                *best = Some((split, left.clone()));
            }
        }
    }
}
