//! One of two or more classes, rows of any weight.

use super::{Criterion, ROUNDING, Side, Sum, Target, scan};
use crate::math;
use crate::models::tree::grow::Split;
use crate::models::tree::sorted::row;

/// `n · log₂ n` for every count there can be: a logarithm costs more than all else in a search.
#[derive(Clone, Debug, Default)]
pub(super) struct Logs(Vec<f64>);

impl Logs {
    pub fn up_to(n: u32) -> Self {
        Self((0..=n).map(|n| times_log(f64::from(n))).collect())
    }

    /// Of a whole number it was made for, or of any other without a table.
    #[inline]
    fn of(&self, n: f64) -> f64 {
        if self.0.is_empty() { times_log(n) } else { self.0[n as usize] }
    }

    pub fn entropy(&self, all: f64, classes: impl Iterator<Item = f64>) -> f64 {
        let parts: f64 = classes.map(|weight| self.of(weight)).sum();
        ((self.of(all) - parts) / all).max(0.0)
    }

    /// Minus entropy times rows, for two classes and a table.
    #[inline]
    pub fn score(&self, all: u32, yes: u32) -> f64 {
        self.0[yes as usize] + self.0[(all - yes) as usize] - self.0[all as usize]
    }
}

fn times_log(n: f64) -> f64 {
    if n > 0.0 { n * math::log2(n) } else { 0.0 }
}

/// One of several classes. A node answers the share of each; of two, it can answer the share of the second alone.
#[derive(Clone, Debug)]
pub struct Classes {
    codes: Vec<u32>,
    weights: Option<Vec<f64>>,
    /// Whether all weights are counts, whose sums are exact.
    whole: bool,
    n_classes: u32,
    second_alone: bool,
    logs: Option<Logs>,
}

impl Classes {
    /// From a class below `n_classes` a row, and how much each row counts (once if not given).
    #[must_use]
    pub fn new(y: &[f64], n_classes: u32, weights: Option<&[f64]>, criterion: Criterion) -> Self {
        let all = weights.map_or(y.len() as f64, math::sum);
        let whole = all < 1e6 && weights.is_none_or(|w| w.iter().all(|w| w.fract() == 0.0));
        // Weights that are no counts have too many sums for a table.
        let logs = || if whole { Logs::up_to(all as u32) } else { Logs::default() };
        Self {
            codes: y.iter().map(|y| *y as u32).collect(),
            weights: weights.map(<[f64]>::to_vec),
            whole,
            n_classes,
            second_alone: false,
            logs: (criterion == Criterion::Entropy).then(logs),
        }
    }

    /// From 0 or 1 a row, and how much each row counts; the answer is the share of 1.
    #[must_use]
    pub fn two(y: &[f64], weights: &[f64], criterion: Criterion) -> Self {
        Self { second_alone: true, ..Self::new(y, 2, Some(weights), criterion) }
    }

    #[inline]
    fn weight(&self, row: u32) -> f64 {
        self.weights.as_ref().map_or(1.0, |weights| weights[row as usize])
    }
}

impl Target for Classes {
    fn sum(&self, entries: &[u64]) -> Sum {
        let mut sum = Sum { classes: vec![0.0; self.n_classes as usize], ..Sum::default() };
        for entry in entries {
            let (row, weight) = (row(*entry), self.weight(row(*entry)));
            sum.weight += weight;
            sum.classes[self.codes[row as usize] as usize] += weight;
        }
        sum
    }

    fn impurity(&self, sum: &Sum) -> f64 {
        match &self.logs {
            Some(logs) => logs.entropy(sum.weight, sum.classes.iter().copied()),
            None => {
                let share = |weight: &f64| weight / sum.weight;
                1.0 - sum.classes.iter().map(|weight| share(weight) * share(weight)).sum::<f64>()
            }
        }
    }

    fn scan(&self, feature: u32, entries: &[u64], all: &Sum, fewest: usize, best: &mut Split) {
        let side = Left { target: self, all, weight: 0.0, classes: vec![0.0; all.classes.len()] };
        let slack = if self.whole { 0.0 } else { ROUNDING * all.weight };
        scan(side, feature, entries, fewest, slack, best);
    }

    /// By the share of each class in turn; of two one is enough.
    fn n_orders(&self) -> usize {
        if self.n_classes == 2 { 1 } else { self.n_classes as usize }
    }

    fn key(&self, sum: &Sum, order: usize) -> f64 {
        sum.classes[order] / sum.weight
    }

    fn n_outputs(&self) -> u32 {
        if self.second_alone { 1 } else { self.n_classes }
    }

    fn answer(&self, sum: &Sum, out: &mut Vec<f64>) {
        let shares = sum.classes.iter().map(|weight| weight / sum.weight);
        out.extend(shares.skip(usize::from(self.second_alone)));
    }
}

struct Left<'a> {
    target: &'a Classes,
    all: &'a Sum,
    weight: f64,
    classes: Vec<f64>,
}

impl Side for Left<'_> {
    #[inline]
    fn add(&mut self, row: u32) {
        let weight = self.target.weight(row);
        self.weight += weight;
        self.classes[self.target.codes[row as usize] as usize] += weight;
    }

    #[inline]
    fn score(&self) -> f64 {
        let (l, r) = (self.weight, self.all.weight - self.weight);
        let both = self.classes.iter().zip(&self.all.classes);
        match &self.target.logs {
            Some(logs) => {
                let parts: f64 = both.map(|(left, all)| logs.of(*left) + logs.of(all - left)).sum();
                parts - logs.of(l) - logs.of(r)
            }
            // Gini summed over both sides; of whole numbers exact for equally good partings, as for two classes.
            None => {
                let (mut left, mut right) = (0.0, 0.0);
                for (own, all) in both {
                    left += own * (l - own);
                    right += (all - own) * (r - (all - own));
                }
                -(left * r + right * l) / (l * r)
            }
        }
    }
}
