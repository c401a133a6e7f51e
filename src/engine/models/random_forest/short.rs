//! A tree without what only its growing needs.

use serde::Deserialize;

use crate::later::later;
use crate::matrix::Matrix;
use crate::models::levels::Sets;
use crate::models::tree::Tree;

/// Rows after which work may rest.
pub const ROWS: usize = 256;

/// A tree, as short as can be: nodes depth first, so that the child for "at most" is always the next node.
#[derive(Clone, Debug, PartialEq, Default, Deserialize)]
pub struct ShortTree {
    /// The feature a node asks for; 0 at a leaf.
    pub feature: Vec<u32>,
    /// The child for "more"; 0 at a leaf.
    pub right: Vec<u32>,
    /// The threshold of a question; at a leaf its answer, or, of several classes, where its shares begin in `shares`.
    pub number: Vec<f64>,
    /// The share of each class at each leaf, one leaf after the other; nothing unless there are several.
    pub shares: Vec<f64>,
    /// How much the training rows in the node count, each as often as it was drawn.
    pub weight: Vec<f32>,
    /// The levels for which the next node is the child, at a node that asks for such.
    #[serde(default)]
    pub sets: Sets,
}

later!(ShortTree { feature, right, number, shares, weight } sets if |tree| !tree.sets.is_empty());

impl ShortTree {
    pub(super) fn new(tree: &Tree) -> Self {
        let mut shares = Vec::new();
        let number = |node| {
            if !tree.is_leaf(node) {
                return tree.threshold[node];
            }
            if tree.n_outputs == 1 {
                return tree.value[node];
            }
            shares.extend(tree.value(node));
            (shares.len() - tree.n_outputs as usize) as f64
        };
        let number = (0..tree.n_nodes()).map(number).collect();
        let weight = tree.weight.iter().map(|weight| *weight as f32).collect();
        let (feature, right, sets) = (tree.feature.clone(), tree.right.clone(), tree.sets.clone());
        Self { feature, right, number, shares, weight, sets }
    }

    /// The leaf that `row` comes to.
    #[must_use]
    #[inline]
    pub fn leaf(&self, row: &[f64]) -> usize {
        if !self.sets.is_empty() {
            return self.leaf_by_sets(row);
        }
        let mut node = 0;
        while self.right[node] > 0 {
            let more = row[self.feature[node] as usize] > self.number[node];
            node = if more { self.right[node] as usize } else { node + 1 };
        }
        node
    }

    /// The same where any node asks for levels.
    fn leaf_by_sets(&self, row: &[f64]) -> usize {
        let mut node = 0;
        while self.right[node] > 0 {
            let value = row[self.feature[node] as usize];
            let on = self.sets.of(node).map_or(value <= self.number[node], |set| set.takes(value));
            node = if on { node + 1 } else { self.right[node] as usize };
        }
        node
    }

    /// What `leaf` answers: a number, or one share for each of `n_outputs` classes.
    #[must_use]
    pub fn value(&self, leaf: usize, n_outputs: usize) -> &[f64] {
        if n_outputs == 1 {
            return &self.number[leaf..=leaf];
        }
        let from = self.number[leaf] as usize;
        &self.shares[from..from + n_outputs]
    }

    /// Adds what it answers for the rows `rows` of `x` to their sums, `n_outputs` for each row of `x`.
    pub(super) fn add_to(&self, sums: &mut [f64], n_outputs: usize, x: &Matrix, rows: &[u32]) {
        for row in rows.iter().map(|row| *row as usize) {
            let answer = self.value(self.leaf(x.row(row)), n_outputs);
            let sums = &mut sums[row * n_outputs..(row + 1) * n_outputs];
            sums.iter_mut().zip(answer).for_each(|(sum, own)| *sum += own);
        }
    }

    /// Questions to be expected on the way down of [`ROWS`] rows, for counting work.
    pub(super) fn cost(&self) -> usize {
        2 * ROWS * (usize::BITS - self.feature.len().leading_zeros()) as usize
    }
}
