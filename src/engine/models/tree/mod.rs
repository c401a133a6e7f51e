//! One tree of questions "is this feature at most that?", or "is it one of these levels?": flat, and how rows go down it.
//!
//! It is grown by [`grow`], cut back by [`Tree::pruned`]; [`super::decision_tree`] is one of them,
//! [`super::random_forest`] many.

pub mod grow;
pub mod target;

mod drawn;
mod grouped;
pub(super) mod loss;
mod sorted;

pub use sorted::Columns;

use serde::Deserialize;

use super::levels::Sets;
use crate::error::{EngineError, Result};
use crate::later::later;
use crate::matrix::Matrix;

/// A grown tree. Node 0 is the root; each list has an entry a node, a child always stands after its parent.
#[derive(Clone, Debug, PartialEq, Default, Deserialize)]
pub struct Tree {
    /// Number of features of the rows it was grown from.
    pub n_features: u32,
    /// Numbers a node answers: 1 (share of yes, mean), or one a class.
    pub n_outputs: u32,
    /// The feature a node asks for; 0 at a leaf.
    pub feature: Vec<u32>,
    /// A row goes left if its value is at most this; 0 at a leaf.
    pub threshold: Vec<f64>,
    /// The node for "at most"; 0 at a leaf.
    pub left: Vec<u32>,
    /// The node for "more"; 0 at a leaf.
    pub right: Vec<u32>,
    /// What the node's rows have in common, `n_outputs` numbers a node: see [`target`].
    pub value: Vec<f64>,
    /// How mixed the node's rows are, in the unit of the criterion.
    pub impurity: Vec<f64>,
    /// Different training rows in the node.
    pub n_samples: Vec<u32>,
    /// How much the training rows in the node count in all.
    pub weight: Vec<f64>,
    /// The levels that go left, at a node that asks for such; all others, and those that no row had, go right.
    #[serde(default)]
    pub sets: Sets,
}

later!(Tree { n_features, n_outputs, feature, threshold, left, right, value, impurity, n_samples, weight } sets if |tree| !tree.sets.is_empty());

impl Tree {
    /// Number of nodes, leaves included.
    #[must_use]
    pub fn n_nodes(&self) -> usize {
        self.feature.len()
    }

    /// Number of leaves.
    #[must_use]
    pub fn n_leaves(&self) -> usize {
        self.left.iter().filter(|left| **left == 0).count()
    }

    /// Whether `node` is a leaf.
    #[must_use]
    pub fn is_leaf(&self, node: usize) -> bool {
        self.left[node] == 0
    }

    /// Questions on the longest way down.
    #[must_use]
    pub fn depth(&self) -> u32 {
        let mut depth = vec![0; self.n_nodes()];
        for node in (0..self.n_nodes()).filter(|node| !self.is_leaf(*node)) {
            depth[self.left[node] as usize] = depth[node] + 1;
            depth[self.right[node] as usize] = depth[node] + 1;
        }
        depth.into_iter().max().unwrap_or(0)
    }

    /// Whether `row` goes left at a node that asks.
    fn goes_left(&self, node: usize, row: &[f64]) -> bool {
        let value = row[self.feature[node] as usize];
        self.sets.of(node).map_or(value <= self.threshold[node], |set| set.takes(value))
    }

    /// The leaf that `row`, `n_features` numbers, comes to.
    #[must_use]
    pub fn leaf(&self, row: &[f64]) -> usize {
        self.node_at(u32::MAX, row)
    }

    /// The node that `row`, `n_features` numbers, has come to after at most `depth` questions.
    #[must_use]
    pub fn node_at(&self, depth: u32, row: &[f64]) -> usize {
        let (mut node, mut asked) = (0, 0);
        while !self.is_leaf(node) && asked < depth {
            let yes = self.goes_left(node, row);
            node = (if yes { self.left[node] } else { self.right[node] }) as usize;
            asked += 1;
        }
        node
    }

    /// The nodes on the way of `row`, `n_features` numbers: the root first, its leaf last.
    #[must_use]
    pub fn decision_path(&self, row: &[f64]) -> Vec<u32> {
        let (mut node, mut path) = (0, vec![0]);
        while !self.is_leaf(node as usize) {
            let yes = self.goes_left(node as usize, row);
            node = if yes { self.left[node as usize] } else { self.right[node as usize] };
            path.push(node);
        }
        path
    }

    /// What `node` answers: `n_outputs` numbers.
    #[must_use]
    pub fn value(&self, node: usize) -> &[f64] {
        let k = self.n_outputs as usize;
        &self.value[node * k..(node + 1) * k]
    }

    /// The answer for `row`: `n_outputs` numbers.
    #[must_use]
    pub fn answer(&self, row: &[f64]) -> &[f64] {
        self.value(self.leaf(row))
    }

    /// How much each feature took off the impurity, as a share of all that was taken off (`feature_importances_`).
    ///
    /// `n_features` numbers; all 0 for a tree that asks nothing.
    #[must_use]
    pub fn feature_importances(&self) -> Vec<f64> {
        let mut gains = vec![0.0; self.n_features as usize];
        let mixed = |node: usize| self.weight[node] * self.impurity[node];
        for node in (0..self.n_nodes()).filter(|node| !self.is_leaf(*node)) {
            let children = mixed(self.left[node] as usize) + mixed(self.right[node] as usize);
            gains[self.feature[node] as usize] += mixed(node) - children;
        }
        let all: f64 = gains.iter().sum();
        if all > 0.0 {
            gains.iter_mut().for_each(|gain| *gain /= all);
        }
        gains
    }

    /// The smallest subtree for which `Σ leaves (impurity · share of the weight) + ccp_alpha · leaves` is least.
    ///
    /// Minimal cost-complexity pruning (Breiman et al. 1984, chapter 3): what scikit-learn reaches from the weakest
    /// link on is the same subtree as is found here from the leaves up in one pass. 0 prunes nothing.
    #[must_use]
    pub fn pruned(&self, ccp_alpha: f64) -> Self {
        if ccp_alpha <= 0.0 {
            return self.clone();
        }
        let all = self.weight[0];
        let mut cost = vec![0.0; self.n_nodes()];
        let mut leaf = vec![true; self.n_nodes()];
        for node in (0..self.n_nodes()).rev() {
            cost[node] = self.weight[node] * self.impurity[node] / all + ccp_alpha;
            if !self.is_leaf(node) {
                let branch = cost[self.left[node] as usize] + cost[self.right[node] as usize];
                leaf[node] = cost[node] <= branch;
                cost[node] = cost[node].min(branch);
            }
        }
        let mut kept = Self { n_features: self.n_features, n_outputs: self.n_outputs, ..Self::default() };
        let mut open = vec![(0, None)];
        while let Some((node, parent)) = open.pop() {
            let new = kept.copy(self, node, parent);
            if leaf[node] {
                (kept.feature[new], kept.threshold[new]) = (0, 0.0);
            } else {
                if let Some(set) = self.sets.of(node) {
                    kept.sets.put(new, *set);
                }
                open.push((self.right[node] as usize, Some((new, false))));
                open.push((self.left[node] as usize, Some((new, true))));
            }
        }
        kept
    }

    /// Appends a node of `other`, without children yet, and hangs it under `parent` (left if the flag says so).
    fn copy(&mut self, other: &Self, node: usize, parent: Option<(usize, bool)>) -> usize {
        let new = self.n_nodes();
        self.feature.push(other.feature[node]);
        self.threshold.push(other.threshold[node]);
        self.value.extend(other.value(node));
        self.impurity.push(other.impurity[node]);
        self.n_samples.push(other.n_samples[node]);
        self.weight.push(other.weight[node]);
        self.hang(parent);
        new
    }

    /// The last node becomes a child of `parent`.
    fn hang(&mut self, parent: Option<(usize, bool)>) {
        let new = self.left.len() as u32;
        self.left.push(0);
        self.right.push(0);
        if let Some((parent, is_left)) = parent {
            (if is_left { &mut self.left } else { &mut self.right })[parent] = new;
        }
    }
}

/// Refuses rows of another width than those learned from.
pub(crate) fn check_features(expected: u32, x: &Matrix) -> Result<()> {
    if x.n_cols() == expected as usize {
        return Ok(());
    }
    Err(EngineError::LengthMismatch {
        what: "features".into(),
        expected: u64::from(expected),
        found: x.n_cols() as u64,
    })
}
