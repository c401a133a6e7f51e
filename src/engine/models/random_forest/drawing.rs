//! Which rows a tree sees, and what the others say of it.

use super::short::{ROWS, ShortTree};
use crate::math;
use crate::matrix::Matrix;
use crate::models::Answers;
use crate::models::tree::target::{Binary, Criterion, Target, of};
use crate::rng::Rng;
use crate::task::Task;
use crate::work::{Meter, Pace};

/// How often each row was drawn.
pub struct Bag {
    counts: Vec<u32>,
    /// What the weights up to each row add up to, if rows count differently.
    sums: Option<Vec<f64>>,
    /// The last row that weighs something.
    last: usize,
}

impl Bag {
    pub fn new(n_rows: usize, weights: Option<Vec<f64>>) -> Self {
        let mut sum = 0.0;
        let add = |weight: f64| {
            sum += weight;
            sum
        };
        let last = |weights: &Vec<f64>| weights.iter().rposition(|weight| *weight > 0.0);
        let last = weights.as_ref().and_then(last).unwrap_or_default();
        let sums = weights.map(|weights| weights.into_iter().map(add).collect());
        Self { counts: vec![0; n_rows], sums, last }
    }

    /// Draws as many rows as there are, with replacement: each as likely as it weighs.
    pub fn draw(&mut self, rng: &mut Rng) {
        self.counts.fill(0);
        for _ in 0..self.counts.len() {
            let row = match &self.sums {
                None => rng.below(self.counts.len() as u32) as usize,
                Some(sums) => {
                    let at = rng.uniform() * sums[self.last];
                    // Rounding must not lead behind it.
                    sums.partition_point(|sum| *sum <= at).min(self.last)
                }
            };
            self.counts[row] += 1;
        }
    }

    /// The rows drawn.
    pub fn rows(&self) -> Vec<u32> {
        (0..self.counts.len() as u32).filter(|row| !self.unseen(*row as usize)).collect()
    }

    pub fn unseen(&self, row: usize) -> bool {
        self.counts[row] == 0
    }

    /// The answers, each as often as its row was drawn.
    pub fn target(&self, answers: &Answers, criterion: Criterion) -> Box<dyn Target> {
        if answers.task == Task::Binary {
            return Box::new(Binary::new(&answers.y, Some(&self.counts), criterion));
        }
        let counts: Vec<f64> = self.counts.iter().map(|count| f64::from(*count)).collect();
        of(answers, Some(&counts), criterion)
    }
}

/// What the trees say of rows they have not seen.
pub struct OutOfBag {
    n_outputs: usize,
    sums: Vec<f64>,
    asked: Vec<u32>,
}

impl OutOfBag {
    pub fn new(n_rows: usize, n_outputs: usize) -> Self {
        Self { n_outputs, sums: vec![0.0; n_rows * n_outputs], asked: vec![0; n_rows] }
    }

    pub async fn ask(&mut self, tree: &ShortTree, x: &Matrix, bag: &Bag, meter: &mut Meter, pace: &Pace) {
        let unseen: Vec<u32> = (0..self.asked.len() as u32).filter(|row| bag.unseen(*row as usize)).collect();
        for rows in unseen.chunks(ROWS) {
            tree.add_to(&mut self.sums, self.n_outputs, x, rows);
            rows.iter().for_each(|row| self.asked[*row as usize] += 1);
            if meter.spend(tree.cost()) {
                pace.pause().await;
            }
        }
    }

    /// Accuracy, or R² of numbers, over the rows that any tree has not seen; each counts once, as in scikit-learn.
    pub fn score(&self, answers: &Answers) -> Option<f64> {
        let asked = || (0..self.asked.len()).filter(|row| self.asked[*row] > 0);
        let said = |row: usize| &self.sums[row * self.n_outputs..(row + 1) * self.n_outputs];
        let n = asked().count() as f64;
        if answers.task == Task::Regression {
            let y: Vec<f64> = asked().map(|row| answers.y[row]).collect();
            let left = |row: usize| {
                let far = said(row)[0] / f64::from(self.asked[row]) - answers.y[row];
                far * far
            };
            let left = math::sum(&asked().map(left).collect::<Vec<f64>>());
            return math::variance(&y, 0).filter(|all| *all > 0.0).map(|all| 1.0 - left / (all * n));
        }
        // Of equals the first class is said, and yes above one half: as `argmax` has it.
        let right = |row: &usize| {
            let (said, y) = (said(*row), answers.y[*row]);
            match answers.task {
                Task::Multiclass => {
                    let mut best = 0;
                    (1..said.len())
                        .for_each(|class| best = if said[class] > said[best] { class } else { best });
                    best as f64 == y
                }
                _ => (said[0] / f64::from(self.asked[*row]) > 0.5) == (y == 1.0),
            }
        };
        (n > 0.0).then(|| asked().filter(right).count() as f64 / n)
    }
}
