//! A number, by squared error.

use super::{ROUNDING, Side, Sum, Target, scan};
use crate::models::tree::grow::Split;
use crate::models::tree::sorted::row;

/// A number, by squared error. A node answers the mean.
///
/// The parts of a sum are one of the node's numbers, and the sums of the distances from it and of their squares: so
/// the variance of numbers that are all alike is exactly 0, and of large ones it is not lost in rounding.
#[derive(Clone, Debug)]
pub struct Numbers {
    y: Vec<f64>,
    weights: Option<Vec<f64>>,
}

impl Numbers {
    /// From a finite number a row, and how much each row counts (once if not given).
    #[must_use]
    pub fn new(y: &[f64], weights: Option<&[f64]>) -> Self {
        Self { y: y.to_vec(), weights: weights.map(<[f64]>::to_vec) }
    }

    #[inline]
    fn weight(&self, row: u32) -> f64 {
        self.weights.as_ref().map_or(1.0, |weights| weights[row as usize])
    }
}

impl Target for Numbers {
    fn sum(&self, entries: &[u64]) -> Sum {
        let base = entries.first().map_or(0.0, |entry| self.y[row(*entry) as usize]);
        let (mut weight, mut sum, mut squares) = (0.0, 0.0, 0.0);
        for entry in entries {
            let (own, far) = (self.weight(row(*entry)), self.y[row(*entry) as usize] - base);
            weight += own;
            sum += own * far;
            squares += own * far * far;
        }
        Sum { weight, parts: [base, sum, squares], classes: Vec::new() }
    }

    fn impurity(&self, sum: &Sum) -> f64 {
        let [_, first, squares] = sum.parts;
        let mean = first / sum.weight;
        (squares / sum.weight - mean * mean).max(0.0)
    }

    fn scan(&self, feature: u32, entries: &[u64], all: &Sum, fewest: usize, best: &mut Split) {
        let side = Left { target: self, all, weight: 0.0, sum: 0.0 };
        scan(side, feature, entries, fewest, ROUNDING * all.parts[2], best);
    }

    fn key(&self, sum: &Sum, _: usize) -> f64 {
        sum.parts[0] + sum.parts[1] / sum.weight
    }

    fn n_outputs(&self) -> u32 {
        1
    }

    fn answer(&self, sum: &Sum, out: &mut Vec<f64>) {
        out.push(sum.parts[0] + sum.parts[1] / sum.weight);
    }
}

struct Left<'a> {
    target: &'a Numbers,
    all: &'a Sum,
    weight: f64,
    sum: f64,
}

impl Side for Left<'_> {
    #[inline]
    fn add(&mut self, row: u32) {
        let weight = self.target.weight(row);
        self.weight += weight;
        self.sum += weight * (self.target.y[row as usize] - self.all.parts[0]);
    }

    /// What parting takes off the squared error, but for what is the same everywhere.
    #[inline]
    fn score(&self) -> f64 {
        let rest = self.all.parts[1] - self.sum;
        self.sum * self.sum / self.weight + rest * rest / (self.all.weight - self.weight)
    }
}
