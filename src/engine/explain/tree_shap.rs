//! What each feature adds to the answer of a tree, exactly: path-dependent TreeSHAP (Lundberg et al. 2018, "Consistent
//! individualized feature attribution for tree ensembles"; the `shap` package's `tree_path_dependent`).
//!
//! A coalition of features is known, the others are not: at a question about an unknown feature both ways are gone, each
//! as far as training rows went there. A feature's amount is what it adds to a coalition, averaged over all orders in
//! which features can become known (Shapley 1953).
//!
//! Leaf by leaf: of the `m` features asked on the way to it, those whose answers the row fulfils let all of it through
//! once they are known, the others nothing; while unknown, each lets a share `z` through. With `K` the fulfilled ones,
//! a leaf of value `v` gives
//!
//! - each other feature `−v · Π z(others) · Σₛ w(s, m) pₛ`, `p` the coefficients of `Π_K (z + t)`,
//! - each fulfilled one `v (1 − z) · Π z(others) · Σₛ w(s, m) qₛ`, `q` those of the product without it,
//!
//! with `w(s, m) = s! (m − s − 1)! / m!`. That takes the square of the depth a leaf, where the definition takes `2ᵐ`.

use crate::matrix::Matrix;
use crate::models::levels::Sets;
use crate::models::{boosting, random_forest, tree};
use crate::work::{Meter, Pace};

/// A tree as it is walked through, whatever kind of model it is of, and the levels that go left at some nodes. Node 0 is
/// the root.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Walked(Vec<Node>, Sets);

/// A node.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Node {
    feature: u32,
    threshold: f64,
    /// Children for "at most" and "more"; none at a leaf.
    below: Option<[u32; 2]>,
    /// Whether a missing value goes left.
    missing_left: bool,
    /// What is answered here.
    value: f64,
    /// Training rows that came here, or what they weigh.
    weight: f64,
}

/// A feature asked on the way to a leaf.
#[derive(Clone, Copy)]
struct Asked {
    feature: u32,
    /// What it lets through while unknown: the share of rows that went on, question by question.
    share: f64,
    /// Whether the row fulfils all its answers.
    fulfilled: bool,
}

/// A node to go to, the number of questions above its parent, and its parent's.
type Open = (u32, usize, Option<Asked>);

impl Walked {
    /// A tree, and what of the outputs of a leaf is its answer.
    #[must_use]
    pub fn of_tree(tree: &tree::Tree, answer: impl Fn(&[f64]) -> f64) -> Self {
        let node = |i: usize| Node {
            feature: tree.feature[i],
            threshold: tree.threshold[i],
            below: (!tree.is_leaf(i)).then(|| [tree.left[i], tree.right[i]]),
            missing_left: false,
            value: answer(tree.value(i)),
            weight: tree.weight[i],
        };
        Self((0..tree.n_nodes()).map(node).collect(), tree.sets.clone())
    }

    /// A tree of a forest, and what of the `n_outputs` of a leaf is its answer.
    #[must_use]
    pub fn of_short(
        tree: &random_forest::ShortTree,
        n_outputs: usize,
        answer: impl Fn(&[f64]) -> f64,
    ) -> Self {
        let node = |i: usize| Node {
            feature: tree.feature[i],
            threshold: tree.number[i],
            below: (tree.right[i] > 0).then(|| [i as u32 + 1, tree.right[i]]),
            missing_left: false,
            value: if tree.right[i] > 0 { 0.0 } else { answer(tree.value(i, n_outputs)) },
            weight: f64::from(tree.weight[i]),
        };
        Self((0..tree.feature.len()).map(node).collect(), tree.sets.clone())
    }

    /// A tree of a boosted model, `sign` times.
    #[must_use]
    pub fn of_boosted(tree: &boosting::Tree, sign: f64) -> Self {
        let node = |i: usize| Node {
            feature: tree.feature[i],
            threshold: tree.threshold[i],
            below: (tree.left[i] > 0).then(|| [tree.left[i], tree.left[i] + 1]),
            missing_left: tree.missing_left[i],
            value: sign * tree.value[i],
            weight: f64::from(tree.n_samples[i]),
        };
        Self((0..tree.n_nodes()).map(node).collect(), tree.sets.clone())
    }

    /// What is answered while no feature is known: the mean over the training rows.
    #[must_use]
    pub fn base(&self) -> f64 {
        let Some(root) = self.0.first() else { return 0.0 };
        let leaves = self.0.iter().filter(|node| node.below.is_none());
        leaves.fold(0.0, |sum, leaf| sum + leaf.weight * leaf.value) / root.weight
    }

    /// Adds to `values`, one a feature, what each adds to the answer for `row`, `scale` times.
    pub async fn add_to(&self, values: &mut [f64], row: &[f64], scale: f64, meter: &mut Meter, pace: &Pace) {
        let mut path: Vec<Asked> = Vec::new();
        let mut open: Vec<Open> = vec![(0, 0, None)];
        let mut leaf = Leaf::default();
        while let Some((at, depth, asked)) = open.pop() {
            path.truncate(depth);
            path.extend(asked);
            let node = &self.0[at as usize];
            let Some(below) = node.below else {
                leaf.add_to(values, &path, scale * node.value);
                if meter.spend(8 + path.len() * (path.len() + 4)) {
                    pace.pause().await;
                }
                continue;
            };
            let value = row[node.feature as usize];
            let left = match self.1.of(at as usize) {
                Some(set) => set.takes(value),
                None if value.is_nan() => node.missing_left,
                None => value <= node.threshold,
            };
            for (side, child) in below.into_iter().enumerate().rev() {
                let share = self.0[child as usize].weight / node.weight;
                let asked = Asked { feature: node.feature, share, fulfilled: left == (side == 0) };
                open.push((child, path.len(), Some(asked)));
            }
        }
    }
}

/// Room for a leaf's sums, used again from leaf to leaf.
#[derive(Default)]
struct Leaf {
    asked: Vec<Asked>,
    product: Vec<f64>,
    weights: Vec<f64>,
}

impl Leaf {
    fn add_to(&mut self, values: &mut [f64], path: &[Asked], value: f64) {
        let Self { asked, product, weights } = self;
        // A feature that is asked again counts once.
        asked.clear();
        for one in path {
            match asked.iter_mut().find(|earlier| earlier.feature == one.feature) {
                Some(earlier) => {
                    earlier.share *= one.share;
                    earlier.fulfilled &= one.fulfilled;
                }
                None => asked.push(*one),
            }
        }
        product.clear();
        product.push(1.0);
        let mut through = value;
        for one in asked.iter() {
            if one.fulfilled {
                product.push(0.0);
                for s in (1..product.len()).rev() {
                    product[s] = product[s - 1] + one.share * product[s];
                }
                product[0] *= one.share;
            } else {
                through *= one.share;
            }
        }
        order_weights(weights, asked.len());
        let others = -through * product.iter().zip(&*weights).fold(0.0, |sum, (p, w)| sum + p * w);
        for one in asked.iter() {
            values[one.feature as usize] += if one.fulfilled {
                // The product without this factor, by division from its highest power down.
                let (mut sum, mut without) = (0.0, 0.0);
                for s in (1..product.len()).rev() {
                    without = product[s] - one.share * without;
                    sum += without * weights[s - 1];
                }
                through * (1.0 - one.share) * sum
            } else {
                others
            };
        }
    }
}

/// `w(s, m)` for `s` from 0: how many of all orders of `m` features have `s` certain ones before a certain one and the
/// others behind it.
fn order_weights(weights: &mut Vec<f64>, m: usize) {
    weights.clear();
    let mut weight = 1.0 / m as f64;
    for s in 0..m {
        weights.push(weight);
        weight *= (s + 1) as f64 / (m - s - 1).max(1) as f64;
    }
}

/// What all `trees` say while no feature is known, and what each feature adds for each of `rows` of `x`, each `scale`
/// times: base, then `n_features` numbers a row. So many rows of `x` were explained `before`.
pub async fn tree_shap(
    trees: &[Walked],
    (x, rows, before): (&Matrix, &[u32], usize),
    scale: f64,
    pace: &Pace,
) -> (f64, Vec<Vec<f64>>) {
    let (mut meter, mut values) = (Meter::default(), vec![vec![0.0; x.n_cols()]; rows.len()]);
    for (i, (row, values)) in rows.iter().zip(&mut values).enumerate() {
        for tree in trees {
            tree.add_to(values, x.row(*row as usize), scale, &mut meter, pace).await;
        }
        pace.rest("contributions", before + i + 1, Some(x.n_rows()), None).await;
    }
    (trees.iter().fold(0.0, |sum, tree| sum + scale * tree.base()), values)
}
