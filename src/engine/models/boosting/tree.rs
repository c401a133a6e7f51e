//! A tree of a boosted model.

use serde::Deserialize;

use crate::later::later;
use crate::models::levels::{LevelSet, Sets};

/// A grown tree. Node 0 is the root; each list has an entry a node; the right child stands after the left one.
#[derive(Clone, Debug, PartialEq, Default, Deserialize)]
pub struct Tree {
    /// The feature a node asks for; 0 at a leaf.
    pub feature: Vec<u32>,
    /// A row goes left if its value is at most this; 0 at a leaf.
    pub threshold: Vec<f64>,
    /// Whether a row without a value (`NaN`) goes left.
    pub missing_left: Vec<bool>,
    /// The left child; 0 at a leaf. The right one is the next node.
    pub left: Vec<u32>,
    /// What a leaf adds to the raw number: log-odds, or what the task has for them; 0 elsewhere.
    pub value: Vec<f64>,
    /// Training rows in the node.
    pub n_samples: Vec<u32>,
    /// The levels that go left, at a node that asks for such.
    #[serde(default)]
    pub sets: Sets,
}

later!(Tree { feature, threshold, missing_left, left, value, n_samples } sets if |tree| !tree.sets.is_empty());

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

    /// What the tree adds to the raw number of `row`.
    #[must_use]
    pub fn answer(&self, row: &[f64]) -> f64 {
        let mut node = 0;
        while self.left[node] > 0 {
            let value = row[self.feature[node] as usize];
            let right = match self.sets.of(node) {
                Some(set) => !set.takes(value),
                None if value.is_nan() => !self.missing_left[node],
                None => value > self.threshold[node],
            };
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

    /// Makes a leaf ask for a set of levels; as [`Tree::part`].
    pub(super) fn part_levels(&mut self, node: usize, feature: u32, set: LevelSet) {
        self.part(node, feature, 0.0, set.has(LevelSet::MISSING));
        self.sets.put(node, set);
    }
}
