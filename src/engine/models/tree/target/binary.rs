//! Yes or no, each row as often as it was drawn: whole numbers only.

use super::classes::Logs;
use super::{Criterion, Side, Sum, Target, scan};
use crate::models::tree::grow::Split;
use crate::models::tree::sorted::row;

/// Yes or no. A node answers the share of yes; of a sum, the first part is the rows that say so.
#[derive(Clone, Debug)]
pub struct Binary {
    /// `count · 2 + class` of each row.
    cells: Vec<u32>,
    logs: Option<Logs>,
}

impl Binary {
    /// From 0 or 1 a row, and how often each row counts (once if not given).
    #[must_use]
    pub fn new(y: &[f64], counts: Option<&[u32]>, criterion: Criterion) -> Self {
        let count = |i: usize| counts.map_or(1, |counts| counts[i]);
        let cells: Vec<u32> =
            y.iter().enumerate().map(|(i, y)| count(i) << 1 | u32::from(*y == 1.0)).collect();
        let all = cells.iter().map(|cell| cell >> 1).sum();
        Self { cells, logs: (criterion == Criterion::Entropy).then(|| Logs::up_to(all)) }
    }
}

impl Target for Binary {
    fn sum(&self, entries: &[u64]) -> Sum {
        let (mut all, mut yes) = (0, 0);
        for entry in entries {
            let cell = self.cells[row(*entry) as usize];
            all += cell >> 1;
            yes += (cell >> 1) * (cell & 1);
        }
        Sum { weight: f64::from(all), parts: [f64::from(yes), 0.0, 0.0], classes: Vec::new() }
    }

    fn impurity(&self, sum: &Sum) -> f64 {
        let (all, yes) = (sum.weight, sum.parts[0]);
        match &self.logs {
            Some(logs) => logs.entropy(all, [yes, all - yes].into_iter()),
            None => 2.0 * (yes * (all - yes)) / (all * all),
        }
    }

    fn scan(&self, feature: u32, entries: &[u64], all: &Sum, fewest: usize, best: &mut Split) {
        let (cells, logs) = (&self.cells[..], self.logs.as_ref());
        let side = Left { cells, logs, all: 0, yes: 0, of: [all.weight as u32, all.parts[0] as u32] };
        scan(side, feature, entries, fewest, 0.0, best);
    }

    fn key(&self, sum: &Sum, _: usize) -> f64 {
        sum.parts[0] / sum.weight
    }

    fn n_outputs(&self) -> u32 {
        1
    }

    fn answer(&self, sum: &Sum, out: &mut Vec<f64>) {
        out.push(sum.parts[0] / sum.weight);
    }
}

struct Left<'a> {
    cells: &'a [u32],
    logs: Option<&'a Logs>,
    all: u32,
    yes: u32,
    of: [u32; 2],
}

impl Side for Left<'_> {
    #[inline]
    fn add(&mut self, row: u32) {
        let cell = self.cells[row as usize];
        self.all += cell >> 1;
        self.yes += (cell >> 1) * (cell & 1);
    }

    #[inline]
    fn score(&self) -> f64 {
        let (left, right) = (self.all, self.of[0] - self.all);
        let (yes, other) = (self.yes, self.of[1] - self.yes);
        match self.logs {
            Some(logs) => logs.score(left, yes) + logs.score(right, other),
            // Gini summed over both sides. Numerator and denominator are whole numbers below 2^53 up to some
            // 200,000 rows, so that equally good partings get the same bits and the first one is taken.
            None => {
                let (l, r) = (f64::from(left), f64::from(right));
                let disorder = |yes: u32, no: u32| f64::from(yes) * f64::from(no);
                -(disorder(yes, left - yes) * r + disorder(other, right - other) * l) / (l * r)
            }
        }
    }
}
