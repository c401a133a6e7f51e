//! What a tree is to tell apart, and how mixed a set of rows is: Gini, entropy, squared error.
//!
//! Rows count as much as they weigh, in impurities and in what a leaf answers (scikit-learn's `sample_weight`); the
//! size of a leaf is counted in rows. A target is asked once a node and feature, not once a row, so growing is
//! compiled once and only the scan over the rows three times.

mod binary;
mod classes;
mod numbers;

pub use binary::Binary;
pub use classes::Classes;
pub use numbers::Numbers;

use super::grow::Split;
use super::sorted::{place, row};
use crate::models::Answers;
use crate::task::Task;

/// How mixed two or more classes are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Criterion {
    /// `1 − Σ p²`: how often two rows drawn at random differ.
    Gini,
    /// `−Σ p · log₂ p`, in bits.
    Entropy,
}

/// What is known of a set of rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sum {
    /// How much the rows count in all.
    pub weight: f64,
    /// What two classes or numbers need: see the target.
    parts: [f64; 3],
    /// How much the rows of each class count; empty for a target without classes, or with two.
    classes: Vec<f64>,
}

/// What trees need to know of the answers. `entries` are rows with something above them: see
/// [`row`](super::sorted::row).
pub trait Target {
    /// The sum of some rows.
    fn sum(&self, entries: &[u64]) -> Sum;

    /// How mixed a set is; 0 if all are alike.
    fn impurity(&self, sum: &Sum) -> f64;

    /// Looks at every place between two neighbouring values of a feature, and keeps the best parting so far.
    ///
    /// `entries` are a node's rows in the order of the feature, `all` their sum; `fewest` rows at least stay on either
    /// side.
    fn scan(&self, feature: u32, entries: &[u64], all: &Sum, fewest: usize, best: &mut Split);

    /// Orders in which levels are looked at.
    fn n_orders(&self) -> usize {
        1
    }

    /// What levels stand in order by, in one of the orders: what a node with these rows would answer.
    fn key(&self, sum: &Sum, order: usize) -> f64;

    /// Numbers a node answers.
    fn n_outputs(&self) -> u32;

    /// Appends what a node with these rows answers.
    fn answer(&self, sum: &Sum, out: &mut Vec<f64>);
}

/// The target for some answers; `weights` count instead of those of the answers.
pub(in crate::models) fn of(
    answers: &Answers,
    weights: Option<&[f64]>,
    criterion: Criterion,
) -> Box<dyn Target> {
    match (answers.task, weights) {
        (Task::Binary, None) => Box::new(Binary::new(&answers.y, None, criterion)),
        (Task::Binary, Some(weights)) => Box::new(Classes::two(&answers.y, weights, criterion)),
        (Task::Multiclass, _) => Box::new(Classes::new(&answers.y, answers.n_classes, weights, criterion)),
        (Task::Regression, _) => Box::new(Numbers::new(&answers.y, weights)),
    }
}

/// The rows on the left of a place that moves to the right.
trait Side {
    /// Adds a row.
    fn add(&mut self, row: u32);

    /// How good it is to part all rows here: larger is better, the scale is free.
    fn score(&self) -> f64;
}

/// Sums that are rounded differ a little with the order of the rows. What is better by less than this share of all
/// there is to gain counts as equally good, so that the first of equally good partings is taken here too.
const ROUNDING: f64 = 1e-12;

/// [`Target::scan`], compiled for each target; a parting that is better by no more than `slack` is as good.
#[inline]
fn scan(mut side: impl Side, feature: u32, entries: &[u64], fewest: usize, slack: f64, best: &mut Split) {
    let (first, last) = (fewest - 1, entries.len() - fewest);
    entries[..first].iter().for_each(|entry| side.add(row(*entry)));
    let mut bar = best.score + slack;
    // The last place looks at the entry after it, which is there: a leaf has a row at least.
    for (i, pair) in entries[first..=last].windows(2).enumerate() {
        side.add(row(pair[0]));
        let (low, high) = (place(pair[0]), place(pair[1]));
        if low != high {
            let score = side.score();
            if score > bar {
                bar = score + slack;
                *best = Split { feature, n_left: (first + i) as u32 + 1, low, high, score };
            }
        }
    }
}
