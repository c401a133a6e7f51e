//! One tree on the gradients: the leaf that gains most is parted first.

use super::binning::Binned;
use super::histogram::{self, Cell, Histogram, Sums};
use super::tree::Tree;
use crate::work::{BLOCK, Meter, Pace};

/// Least sum of Hessians in a leaf (scikit-learn's and LightGBM's `1e-3`).
const MIN_HESSIAN: f64 = 1e-3;

/// When to stop, and how much a leaf may say.
#[derive(Clone, Copy, Debug, PartialEq)]
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
}

/// A parting of a leaf's rows.
#[derive(Clone, Copy, Debug)]
struct Split {
    feature: usize,
    /// The last bin that goes left.
    bin: usize,
    missing_left: bool,
    left: Cell,
    gain: f64,
}

/// A leaf that may still be parted.
struct Leaf {
    lo: usize,
    hi: usize,
    node: usize,
    depth: u32,
    histogram: Option<Histogram>,
    all: Cell,
    best: Option<Split>,
}

/// Grows trees one after the other on the same binned rows; its memory is used again.
pub struct Grower<'a> {
    binned: &'a Binned,
    limits: Limits,
    units: f64,
    rows: Vec<u32>,
    spare: Vec<u32>,
    pool: Vec<Histogram>,
}

impl<'a> Grower<'a> {
    /// For all rows of `binned`; gradients come in `units`.
    #[must_use]
    pub fn new(binned: &'a Binned, limits: Limits, units: f64) -> Self {
        let rows = vec![0; binned.n_rows];
        Self { binned, limits, units, spare: rows.clone(), rows, pool: Vec::new() }
    }

    /// Grows a tree on one cell a row and adds its answers to `raw`, one number a row.
    pub async fn grow(&mut self, cells: &[Cell], raw: &mut [f64], meter: &mut Meter, pace: &Pace) -> Tree {
        let n = cells.len();
        for (i, row) in self.rows.iter_mut().enumerate() {
            *row = i as u32;
        }
        let all = cells.iter().fold([0, 0], |sum, cell| [sum[0] + cell[0], sum[1] + cell[1]]);
        let mut tree = Tree::default();
        tree.push(n as u32);
        let mut root = Leaf { lo: 0, hi: n, node: 0, depth: 0, histogram: None, all, best: None };
        if self.may_part(&root) {
            let histogram = self.sum_up(cells, 0, n, meter, pace).await;
            root.best = self.search(&histogram, all);
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
            let (leaf, other) =
                self.part(&mut leaves[best], split, last, cells, &mut tree, meter, pace).await;
            leaves[best] = leaf;
            leaves.push(other);
        }
        for leaf in leaves {
            let sums = histogram::sums(leaf.all, self.units);
            tree.value[leaf.node] = self.answer(sums);
            for row in &self.rows[leaf.lo..leaf.hi] {
                raw[*row as usize] += tree.value[leaf.node];
            }
            self.pool.extend(leaf.histogram);
        }
        tree
    }

    /// Newton's step, shortened: `−rate · G / (H + l2)`.
    fn answer(&self, sums: Sums) -> f64 {
        let curvature = sums.hessian + self.limits.l2_regularization;
        -self.limits.learning_rate * sums.gradient / (curvature + 1e-15)
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
    #[allow(clippy::too_many_arguments, reason = "one step of `grow`, on what that holds")]
    async fn part(
        &mut self,
        leaf: &mut Leaf,
        split: Split,
        last: bool,
        cells: &[Cell],
        tree: &mut Tree,
        meter: &mut Meter,
        pace: &Pace,
    ) -> (Leaf, Leaf) {
        let (lo, hi) = (leaf.lo, leaf.hi);
        let middle = lo + self.send(lo, hi, split);
        if meter.spend(3 * (hi - lo)) {
            pace.pause().await;
        }
        let rest = [leaf.all[0] - split.left[0], leaf.all[1] - split.left[1]];
        let (left, right) = (tree.n_nodes(), tree.n_nodes() + 1);
        tree.part(leaf.node, split.feature as u32, self.edge(split), self.missing_left(split, leaf.all));
        tree.push((middle - lo) as u32);
        tree.push((hi - middle) as u32);
        let depth = leaf.depth + 1;
        let child = |lo, hi, node, all| Leaf { lo, hi, node, depth, histogram: None, all, best: None };
        let mut children = [child(lo, middle, left, split.left), child(middle, hi, right, rest)];
        let may = [&children[0], &children[1]].map(|child| !last && self.may_part(child));
        let whole = leaf.histogram.take();
        let Some(mut whole) = whole.filter(|_| may[0] || may[1]) else {
            return children.into();
        };
        // Only the smaller child is summed up; the larger one is what remains.
        let small = usize::from(middle - lo > hi - middle);
        let (from, to) = (children[small].lo, children[small].hi);
        let sums = self.sum_up(cells, from, to, meter, pace).await;
        histogram::subtract(&mut whole, &sums, self.binned);
        children[small].histogram = Some(sums);
        children[1 - small].histogram = Some(whole);
        for (child, may) in children.iter_mut().zip(may) {
            if let Some(histogram) = child.histogram.as_ref().filter(|_| may) {
                child.best = self.search(histogram, child.all);
            }
            if meter.spend(2 * 256 * self.binned.n_cols) {
                pace.pause().await;
            }
        }
        children.into()
    }

    /// Rows that go left come to stand first, in their order; how many they are.
    fn send(&mut self, lo: usize, hi: usize, split: Split) -> usize {
        let n = self.binned.n_rows;
        let bins = &self.binned.by_column[split.feature * n..(split.feature + 1) * n];
        let missing = self.binned.n_bins(split.feature);
        let rows = &mut self.rows[lo..hi];
        let spare = &mut self.spare[..hi - lo];
        let (mut left, mut right) = (0, 0);
        for i in 0..rows.len() {
            let row = rows[i];
            let bin = usize::from(bins[row as usize]);
            let goes_left = usize::from((bin <= split.bin) | (split.missing_left & (bin == missing)));
            rows[left] = row;
            spare[right] = row;
            left += goes_left;
            right += 1 - goes_left;
        }
        rows[left..].copy_from_slice(&spare[..right]);
        left
    }

    /// The threshold of a split; where only missing values go right, the largest number there is.
    fn edge(&self, split: Split) -> f64 {
        self.binned.edges[split.feature].get(split.bin).copied().unwrap_or(f64::MAX)
    }

    /// Where missing values go: as learned, or to the larger child where training had none.
    fn missing_left(&self, split: Split, all: Cell) -> bool {
        let rows = |cell| histogram::sums(cell, self.units).rows;
        if self.binned.has_missing[split.feature] {
            split.missing_left
        } else {
            2 * rows(split.left) > rows(all)
        }
    }

    /// The split that gains most, the first of several.
    fn search(&self, histogram: &Histogram, all: Cell) -> Option<Split> {
        let mut best = Split { feature: 0, bin: 0, missing_left: false, left: [0; 2], gain: 0.0 };
        let mut found = false;
        for (feature, slots) in histogram.iter().enumerate() {
            let bins = self.binned.n_bins(feature);
            if self.binned.has_missing[feature] {
                // Missing right: every bin may be the last on the left; missing left: all but the last one.
                found |= self.scan(feature, &slots[..bins], [0; 2], false, all, &mut best);
                found |= self.scan(feature, &slots[..bins - 1], slots[bins], true, all, &mut best);
            } else {
                found |= self.scan(feature, &slots[..bins - 1], [0; 2], false, all, &mut best);
            }
        }
        found.then_some(best)
    }

    /// Looks at a split after each of `slots`, with `left` on the left from the beginning.
    fn scan(
        &self,
        feature: usize,
        slots: &[Cell],
        mut left: Cell,
        missing_left: bool,
        all: Cell,
        best: &mut Split,
    ) -> bool {
        let least = i64::from(self.limits.min_samples_leaf);
        let l2 = self.limits.l2_regularization;
        let scale = 1.0 / self.units;
        let (total, mut found) = (histogram::sums(all, self.units), false);
        let before = total.gradient * total.gradient / (total.hessian + l2 + 1e-15);
        for (bin, slot) in slots.iter().enumerate() {
            left = [left[0] + slot[0], left[1] + slot[1]];
            if left[1] >> histogram::COUNT < least {
                continue;
            }
            if (all[1] - left[1]) >> histogram::COUNT < least {
                break;
            }
            let gradient = left[0] as f64 * scale;
            let hessian = (left[1] & histogram::HESSIAN) as f64 * scale;
            let rest = total.hessian - hessian;
            if hessian < MIN_HESSIAN || rest < MIN_HESSIAN {
                continue;
            }
            let (h, r, g) = (hessian + l2, rest + l2, total.gradient - gradient);
            // G²/H on both sides, in one division.
            let gain = (gradient * gradient * r + g * g * h) / (h * r) - before;
            if gain > best.gain {
                *best = Split { feature, bin, missing_left, left, gain };
                found = true;
            }
        }
        found
    }
}
