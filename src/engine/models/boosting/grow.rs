//! One tree on the gradients: the leaf that gains most is parted first.

use super::binning::Binned;
use super::histogram::{self, Cell, Histogram, Units, rows};
use super::search::{FREE, Search, Split, Standing};
use super::tree::Tree;
use crate::models::levels::LevelSet;
use crate::work::{BLOCK, Meter, Pace};

/// When to stop, and how much a leaf may say.
#[derive(Clone, Debug, PartialEq)]
pub struct Limits {
    /// Leaves at most.
    pub max_leaf_nodes: u32,
    /// Questions on a way down at most.
    pub max_depth: u32,
    /// Rows in a leaf at least.
    pub min_samples_leaf: u32,
    /// Penalty on the square of a leaf's answer.
    pub l2_regularization: f64,
    /// What a leaf's answer is multiplied by.
    pub learning_rate: f64,
    /// Which way each feature may push the answer: up (1), down (−1), either (0); empty: all either.
    pub monotonic_cst: Vec<i8>,
}

/// A leaf that may still be parted.
struct Leaf {
    lo: usize,
    hi: usize,
    node: usize,
    depth: u32,
    histogram: Option<Histogram>,
    standing: Standing,
    best: Option<Split>,
    /// The levels that go left, if its best split is of levels.
    set: LevelSet,
}

impl Leaf {
    fn new((lo, hi): (usize, usize), node: usize, depth: u32, standing: Standing) -> Self {
        let (histogram, best, set) = (None, None, LevelSet::default());
        Self { lo, hi, node, depth, histogram, standing, best, set }
    }
}

/// Grows trees one after the other on the same binned rows; its memory is used again.
pub struct Grower<'a> {
    binned: &'a Binned,
    limits: Limits,
    rows: Vec<u32>,
    spare: Vec<u32>,
    pool: Vec<Histogram>,
}

impl<'a> Grower<'a> {
    /// For all rows of `binned`.
    #[must_use]
    pub fn new(binned: &'a Binned, limits: Limits) -> Self {
        let rows = vec![0; binned.n_rows];
        Self { binned, limits, spare: rows.clone(), rows, pool: Vec::new() }
    }

    /// Grows a tree on one cell a row, in `units`, and adds its answers to `raw`, one number a row.
    pub async fn grow(
        &mut self,
        (cells, units): (&[Cell], Units),
        raw: &mut [f64],
        meter: &mut Meter,
        pace: &Pace,
    ) -> Tree {
        let n = cells.len();
        for (i, row) in self.rows.iter_mut().enumerate() {
            *row = i as u32;
        }
        let all = cells.iter().fold(Cell::ZERO, |sum, cell| sum + *cell);
        let mut tree = Tree::default();
        tree.push(n as u32);
        let standing = Standing { all, own: FREE, bounds: FREE };
        let mut root = Leaf::new((0, n), 0, 0, standing);
        if self.may_part(&root) {
            let histogram = self.sum_up(cells, 0, n, meter, pace).await;
            root.best = self.search(units).best(&histogram, standing, &mut root.set);
            root.histogram = Some(histogram);
        }
        let mut leaves = vec![root];
        while leaves.len() < self.limits.max_leaf_nodes as usize {
            let gain = |leaf: &Leaf| leaf.best.map_or(0.0, |split| split.gain);
            let mut best = 0;
            for (i, leaf) in leaves.iter().enumerate() {
                if gain(leaf) > gain(&leaves[best]) {
                    best = i;
                }
            }
            let Some(split) = leaves[best].best.take() else { break };
            let last = leaves.len() + 1 == self.limits.max_leaf_nodes as usize;
            let children = self.part(&mut leaves[best], split, units, &mut tree);
            if meter.spend(3 * (leaves[best].hi - leaves[best].lo)) {
                pace.pause().await;
            }
            let whole = leaves[best].histogram.take();
            let [leaf, other] = self.look(children, whole, last, (cells, units), meter, pace).await;
            leaves[best] = leaf;
            leaves.push(other);
        }
        for leaf in leaves {
            let sums = units.sums(leaf.standing.all);
            let answer = self.search(units).answer(sums, leaf.standing.own);
            tree.value[leaf.node] = answer;
            for row in &self.rows[leaf.lo..leaf.hi] {
                raw[*row as usize] += answer;
            }
            self.pool.extend(leaf.histogram);
        }
        tree
    }

    fn search(&self, units: Units) -> Search<'_> {
        Search { binned: self.binned, limits: &self.limits, units }
    }

    fn may_part(&self, leaf: &Leaf) -> bool {
        let rows = leaf.hi - leaf.lo;
        leaf.depth < self.limits.max_depth && rows >= 2 * self.limits.min_samples_leaf as usize
    }

    async fn sum_up(
        &mut self,
        cells: &[Cell],
        lo: usize,
        hi: usize,
        meter: &mut Meter,
        pace: &Pace,
    ) -> Histogram {
        let mut sums = self.pool.pop().unwrap_or_else(|| histogram::empty(self.binned.n_cols));
        histogram::clear(&mut sums, self.binned);
        for rows in self.rows[lo..hi].chunks(BLOCK) {
            histogram::add(&mut sums, self.binned, cells, rows);
            if meter.spend(rows.len() * self.binned.n_cols / 2) {
                pace.pause().await;
            }
        }
        sums
    }

    /// Parts a leaf: its left child, its right child.
    fn part(&mut self, leaf: &mut Leaf, split: Split, units: Units, tree: &mut Tree) -> [Leaf; 2] {
        let (lo, hi, depth) = (leaf.lo, leaf.hi, leaf.depth + 1);
        let (left, right) = (tree.n_nodes(), tree.n_nodes() + 1);
        let all = leaf.standing.all;
        let (feature, missing_left) = (split.feature as u32, self.missing_left(split, all));
        let middle = lo
            + if self.binned.of_levels[split.feature] {
                let mut set = leaf.set;
                if missing_left {
                    set.insert(LevelSet::MISSING);
                }
                tree.part_levels(leaf.node, feature, set);
                self.send_levels(lo, hi, split.feature, set)
            } else {
                tree.part(leaf.node, feature, self.edge(split), missing_left);
                self.send(lo, hi, split)
            };
        tree.push((middle - lo) as u32);
        tree.push((hi - middle) as u32);
        let [below, above] = self.search(units).bounds(split, leaf.standing);
        let child = |lo, hi, node, all, bounds| {
            Leaf::new((lo, hi), node, depth, Standing { all, own: leaf.standing.bounds, bounds })
        };
        [child(lo, middle, left, split.left, below), child(middle, hi, right, all - split.left, above)]
    }

    /// Finds the best splits of the children of a leaf whose histogram was `whole`.
    async fn look(
        &mut self,
        mut children: [Leaf; 2],
        whole: Option<Histogram>,
        last: bool,
        (cells, units): (&[Cell], Units),
        meter: &mut Meter,
        pace: &Pace,
    ) -> [Leaf; 2] {
        let may = [&children[0], &children[1]].map(|child| !last && self.may_part(child));
        let Some(mut whole) = whole.filter(|_| may[0] || may[1]) else { return children };
        // Only the smaller child is summed up; the larger one is what remains.
        let small = usize::from(children[0].hi - children[0].lo > children[1].hi - children[1].lo);
        let (from, to) = (children[small].lo, children[small].hi);
        let sums = self.sum_up(cells, from, to, meter, pace).await;
        histogram::subtract(&mut whole, &sums, self.binned);
        children[small].histogram = Some(sums);
        children[1 - small].histogram = Some(whole);
        for (child, may) in children.iter_mut().zip(may) {
            if let Some(histogram) = child.histogram.as_ref().filter(|_| may) {
                child.best = self.search(units).best(histogram, child.standing, &mut child.set);
            }
            if child.best.is_none() {
                // What is not parted needs no histogram any more.
                self.pool.extend(child.histogram.take());
            }
            if meter.spend(2 * 256 * self.binned.n_cols) {
                pace.pause().await;
            }
        }
        children
    }

    /// Rows that go left come to stand first, in their order; how many they are.
    #[inline(never)]
    fn send(&mut self, lo: usize, hi: usize, split: Split) -> usize {
        let n = self.binned.n_rows;
        let bins = &self.binned.by_column[split.feature * n..(split.feature + 1) * n];
        // No bin has the number 256.
        let missing = if split.missing_left { self.binned.n_bins(split.feature) } else { 256 };
        let rows = &mut self.rows[lo..hi];
        let spare = &mut self.spare[..hi - lo];
        let (mut left, mut right) = (0, 0);
        for i in 0..rows.len() {
            let row = rows[i];
            let bin = usize::from(bins[row as usize]);
            let goes_left = usize::from((bin <= split.bin) | (bin == missing));
            rows[left] = row;
            spare[right] = row;
            left += goes_left;
            right += 1 - goes_left;
        }
        rows[left..].copy_from_slice(&spare[..right]);
        left
    }

    /// The same where levels are asked for.
    #[inline(never)]
    fn send_levels(&mut self, lo: usize, hi: usize, feature: usize, set: LevelSet) -> usize {
        let n = self.binned.n_rows;
        let bins = &self.binned.by_column[feature * n..(feature + 1) * n];
        let missing = self.binned.n_bins(feature);
        let goes_left = |row: &u32| {
            let bin = usize::from(bins[*row as usize]);
            set.has(if bin == missing { LevelSet::MISSING } else { bin })
        };
        let (left, right): (Vec<u32>, Vec<u32>) = self.rows[lo..hi].iter().partition(|row| goes_left(row));
        self.rows[lo..lo + left.len()].copy_from_slice(&left);
        self.rows[lo + left.len()..hi].copy_from_slice(&right);
        left.len()
    }

    /// The threshold of a split; where only missing values go right, the largest number there is.
    fn edge(&self, split: Split) -> f64 {
        self.binned.edges[split.feature].get(split.bin).copied().unwrap_or(f64::MAX)
    }

    /// Where missing values go: as learned, or to the larger child where training had none.
    fn missing_left(&self, split: Split, all: Cell) -> bool {
        if self.binned.has_missing[split.feature] {
            split.missing_left
        } else {
            2 * rows(split.left) > rows(all)
        }
    }
}
