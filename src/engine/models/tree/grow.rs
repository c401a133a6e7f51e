//! Growing: the best parting of a node's rows, then of its children's, until a limit is met.
//!
//! CART (Breiman, Friedman, Olshen and Stone 1984), exact: every place between two neighbouring values of every
//! feature is looked at, as scikit-learn's `splitter="best"` does. Of equally good partings the first is taken, in
//! the order of the source, where scikit-learn draws.

use super::Tree;
pub use super::drawn::{Drawn, Ranks};
use super::grouped::Grouped;
use super::sorted::Columns;
pub use super::sorted::{Presorted, Source};
use super::target::{Sum, Target};
use crate::models::levels::LevelSet;
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
    /// How many rows go left; 0 as long as none has been found.
    pub n_left: u32,
    /// The place of the largest value that goes left, and of the smallest that goes right.
    pub(super) low: u32,
    pub(super) high: u32,
    pub(super) score: f64,
}

/// A node that is not yet written down: its range of rows, and what is known of them.
struct Open {
    lo: usize,
    hi: usize,
    depth: u32,
    sum: Sum,
    impurity: f64,
    /// Whether it may be parted.
    may: bool,
    parent: Option<(usize, bool)>,
}

/// A node with the best parting of its rows.
struct Found {
    node: usize,
    split: Split,
    /// The levels that go left, of a feature of levels.
    set: Option<LevelSet>,
    gain: f64,
    children: [Open; 2],
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
    async fn rest(&mut self, settled: usize, rows: usize) {
        match self.tells {
            true => self.pace.rest("train", settled, Some(rows), None).await,
            false => self.pace.pause().await,
        }
    }
}

/// A tree under way.
struct Growing<'a> {
    columns: &'a Columns,
    source: &'a mut dyn Source,
    target: &'a dyn Target,
    grouped: Grouped,
    limits: Limits,
    tree: Tree,
    n_rows: usize,
    settled: usize,
}

/// Grows a tree from the rows `rows` of `columns`, which `source` hands out in order; none of them may weigh nothing.
///
/// Nodes are numbered as scikit-learn does: depth first, left before right; with `max_leaf_nodes` in the order they are
/// made.
pub async fn grow(
    columns: &Columns,
    source: &mut dyn Source,
    target: &dyn Target,
    rows: &[u32],
    limits: Limits,
    way: &mut Way<'_>,
) -> Tree {
    let entries: Vec<u64> = rows.iter().map(|row| u64::from(*row)).collect();
    let tree = Tree { n_features: columns.n_cols() as u32, n_outputs: target.n_outputs(), ..Tree::default() };
    let n_rows = rows.len();
    let grouped = Grouped::default();
    let mut growing = Growing { columns, source, target, grouped, limits, tree, n_rows, settled: 0 };
    let root = growing.open(0, n_rows, 0, target.sum(&entries), None);
    match limits.max_leaf_nodes {
        None => growing.depth_first(root, way).await,
        Some(most) => growing.best_first(root, most, way).await,
    }
    growing.tree
}

impl Growing<'_> {
    async fn depth_first(&mut self, root: Open, way: &mut Way<'_>) {
        let mut stack = vec![root];
        while let Some(open) = stack.pop() {
            if let Some(found) = self.settle(open, way).await {
                let [left, right] = self.part(found, way).await;
                stack.push(right);
                stack.push(left);
            }
        }
    }

    async fn best_first(&mut self, root: Open, most: u32, way: &mut Way<'_>) {
        let mut frontier: Vec<Found> = Vec::new();
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
            for child in self.part(found, way).await {
                frontier.extend(self.settle(child, way).await);
            }
            if way.meter.spend(frontier.len()) {
                way.rest(self.settled, self.n_rows).await;
            }
        }
        for found in frontier {
            self.shut(found.node);
        }
    }

    fn open(&self, lo: usize, hi: usize, depth: u32, sum: Sum, parent: Option<(usize, bool)>) -> Open {
        let impurity = self.target.impurity(&sum);
        let may = self.limits.max_depth.is_none_or(|most| depth < most)
            && (hi - lo) as u64 >= 2 * u64::from(self.limits.min_samples_leaf.max(1))
            && impurity > PURE;
        Open { lo, hi, depth, sum, impurity, may, parent }
    }

    /// Writes the node down and looks for the best parting of its rows.
    async fn settle(&mut self, open: Open, way: &mut Way<'_>) -> Option<Found> {
        let Open { lo, hi, .. } = open;
        let node = self.tree.n_nodes();
        self.tree.feature.push(0);
        self.tree.threshold.push(0.0);
        self.tree.hang(open.parent);
        self.target.answer(&open.sum, &mut self.tree.value);
        self.tree.impurity.push(open.impurity);
        self.tree.n_samples.push((hi - lo) as u32);
        self.tree.weight.push(open.sum.weight);
        let mut split = Split { feature: 0, n_left: 0, low: 0, high: 0, score: f64::NEG_INFINITY };
        let mut set = None;
        if open.may {
            self.source.begin();
            let fewest = self.limits.min_samples_leaf.max(1) as usize;
            while let Some((feature, entries)) = self.source.next(lo, hi) {
                if self.columns.of_levels(feature) {
                    self.grouped.begin(entries);
                    for order in 0..self.target.n_orders() {
                        let (by, rows) = ((self.target, order), (entries, &open.sum));
                        set = self.grouped.scan(by, feature, rows, fewest, &mut split).or(set);
                        if way.meter.spend(8 * (hi - lo)) {
                            way.rest(self.settled, self.n_rows).await;
                        }
                    }
                    continue;
                }
                self.target.scan(feature, entries, &open.sum, fewest, &mut split);
                if way.meter.spend(4 * (hi - lo)) {
                    way.rest(self.settled, self.n_rows).await;
                }
            }
        }
        if split.n_left == 0 {
            self.settled += hi - lo;
            return None;
        }
        self.tree.feature[node] = split.feature;
        let set = set.filter(|_| self.columns.of_levels(split.feature));
        if set.is_none() {
            self.tree.threshold[node] = self.columns.between(split.feature, split.low, split.high);
        }
        let n_left = split.n_left as usize;
        let (left, right) = self.source.sides(lo, hi, &split, set.as_ref()).split_at(n_left);
        let (left, right) = (self.target.sum(left), self.target.sum(right));
        let child = |lo, hi, sum, is_left| self.open(lo, hi, open.depth + 1, sum, Some((node, is_left)));
        let children = [child(lo, lo + n_left, left, true), child(lo + n_left, hi, right, false)];
        let mixed = |sum: &Sum, impurity: f64| sum.weight * impurity;
        let kept: f64 = children.iter().map(|child| mixed(&child.sum, child.impurity)).sum();
        Some(Found { node, split, set, gain: mixed(&open.sum, open.impurity) - kept, children })
    }

    /// A node for which there was no leaf left stays one.
    fn shut(&mut self, node: usize) {
        (self.tree.feature[node], self.tree.threshold[node]) = (0, 0.0);
    }

    /// Gives the children their rows.
    async fn part(&mut self, found: Found, way: &mut Way<'_>) -> [Open; 2] {
        if let Some(set) = found.set {
            self.tree.sets.put(found.node, set);
        }
        let [left, right] = &found.children;
        // Where both stay leaves nobody asks for the order of their rows again.
        if left.may || right.may {
            for pass in 0..self.source.n_passes() {
                self.source.part(pass, left.lo, right.hi, &found.split);
                if way.meter.spend(2 * (right.hi - left.lo)) {
                    way.rest(self.settled, self.n_rows).await;
                }
            }
        }
        found.children
    }
}
