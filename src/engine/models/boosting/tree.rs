//! A tree of a boosted model, and many rows going down many of them.

use serde::{Deserialize, Serialize};

use crate::matrix::Matrix;
use crate::work::{Meter, Pace};

/// A grown tree. Node 0 is the root; each list has an entry a node; the right child stands after the left one.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
pub struct Tree {
    /// The feature a node asks for; 0 at a leaf.
    pub feature: Vec<u32>,
    /// A row goes left if its value is at most this; 0 at a leaf.
    pub threshold: Vec<f64>,
    /// Whether a row without a value (`NaN`) goes left.
    pub missing_left: Vec<bool>,
    /// The left child; 0 at a leaf. The right one is the next node.
    pub left: Vec<u32>,
    /// What a leaf adds to the log-odds; 0 elsewhere.
    pub value: Vec<f64>,
    /// Training rows in the node.
    pub n_samples: Vec<u32>,
}

/// A node as a row meets it. A leaf leads to itself.
#[derive(Clone, Copy)]
struct Node {
    threshold: f64,
    next: u32,
    /// The feature, and in the highest bit whether a missing value goes right.
    asks: u32,
}

/// The highest bit.
const MISSING_RIGHT: u32 = 1 << 31;

/// Rows that go down together: their numbers stay in the cache.
const TOGETHER: usize = 256;
/// Rows that take a step in turn: while one waits for its number, the others go on.
const ABREAST: usize = 8;

impl Tree {
    /// Number of nodes, leaves included.
    #[must_use]
    pub fn n_nodes(&self) -> usize {
        self.feature.len()
    }

    /// Questions on the longest way down.
    #[must_use]
    pub fn depth(&self) -> usize {
        let mut depth = vec![0; self.n_nodes()];
        for node in 0..self.n_nodes() {
            let left = self.left[node] as usize;
            if left > 0 {
                depth[left] = depth[node] + 1;
                depth[left + 1] = depth[node] + 1;
            }
        }
        depth.into_iter().max().unwrap_or(0)
    }

    /// What the tree adds to the log-odds of `row`.
    #[must_use]
    pub fn answer(&self, row: &[f64]) -> f64 {
        let mut node = 0;
        while self.left[node] > 0 {
            let value = row[self.feature[node] as usize];
            let right = if value.is_nan() { !self.missing_left[node] } else { value > self.threshold[node] };
            node = self.left[node] as usize + usize::from(right);
        }
        self.value[node]
    }

    /// A node of so many rows, a leaf as yet.
    pub(super) fn push(&mut self, n_samples: u32) {
        self.feature.push(0);
        self.threshold.push(0.0);
        self.missing_left.push(false);
        self.left.push(0);
        self.value.push(0.0);
        self.n_samples.push(n_samples);
    }

    /// Makes a leaf ask; the two nodes that are pushed next are its children.
    pub(super) fn part(&mut self, node: usize, feature: u32, threshold: f64, missing_left: bool) {
        self.left[node] = self.n_nodes() as u32;
        self.feature[node] = feature;
        self.threshold[node] = threshold;
        self.missing_left[node] = missing_left;
    }

    fn nodes(&self) -> Vec<Node> {
        let node = |i: usize| match self.left[i] {
            0 => Node { threshold: f64::INFINITY, next: i as u32, asks: 0 },
            next => Node {
                threshold: self.threshold[i],
                next,
                asks: self.feature[i] | if self.missing_left[i] { 0 } else { MISSING_RIGHT },
            },
        };
        (0..self.n_nodes()).map(node).collect()
    }
}

/// Adds what the trees say of each row of `x` to `raw`, one number a row, tree after tree.
///
/// Every tree must have been grown from rows as wide as those of `x`.
pub async fn add_to(raw: &mut [f64], trees: &[Tree], x: &Matrix, meter: &mut Meter, pace: &Pace) {
    if raw.len() < 8 {
        // A few rows are not worth the preparation.
        for (i, raw) in raw.iter_mut().enumerate() {
            *raw = trees.iter().fold(*raw, |raw, tree| raw + tree.answer(x.row(i)));
        }
        return;
    }
    let ready: Vec<(Vec<Node>, &[f64], usize)> =
        trees.iter().map(|tree| (tree.nodes(), &tree.value[..], tree.depth())).collect();
    for (block, raw) in raw.chunks_mut(TOGETHER).enumerate() {
        for (nodes, values, depth) in &ready {
            for (group, raw) in raw.chunks_mut(ABREAST).enumerate() {
                let first = block * TOGETHER + group * ABREAST;
                // A last group that is not full goes down with its first row several times.
                let rows: [&[f64]; ABREAST] =
                    std::array::from_fn(|i| x.row(if i < raw.len() { first + i } else { first }));
                let mut at = [0; ABREAST];
                // As many steps for every row: where it has come to a leaf, it stays there.
                for _ in 0..*depth {
                    for (at, row) in at.iter_mut().zip(&rows) {
                        let node = &nodes[*at];
                        let value = row[(node.asks & !MISSING_RIGHT) as usize];
                        let missing_right = (node.asks & MISSING_RIGHT != 0) & value.is_nan();
                        let right = (value > node.threshold) | missing_right;
                        *at = node.next as usize + usize::from(right);
                    }
                }
                raw.iter_mut().zip(at).for_each(|(raw, at)| *raw += values[at]);
            }
            if meter.spend(raw.len() * (1 + depth)) {
                pace.pause().await;
            }
        }
    }
}
