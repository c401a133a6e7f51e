//! Isotonic regression (scikit-learn's `IsotonicRegression` with `out_of_bounds="clip"`): of all curves that never fall,
//! the one nearest to what happened, by neighbours that contradict each other being pooled (Ayer and others 1955).

use serde::{Deserialize, Serialize};

use crate::order;
use crate::work::{BLOCK, Pace};

/// What was learned: points of a curve, straight in between, level beyond its ends.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    /// Scores, ascending.
    pub x_thresholds: Vec<f64>,
    /// The probability at each; it never falls.
    pub y_thresholds: Vec<f64>,
}

impl Fitted {
    pub(super) fn apply(&self, score: f64) -> f64 {
        let (x, y) = (&self.x_thresholds, &self.y_thresholds);
        let above = x.partition_point(|threshold| *threshold <= score);
        if above == 0 {
            return y[0];
        }
        let below = above - 1;
        if above == x.len() {
            return y[below];
        }
        y[below] + (y[above] - y[below]) * ((score - x[below]) / (x[above] - x[below]))
    }
}

/// Rows that share a value of the curve.
struct Pool {
    /// Mean of what happened.
    y: f64,
    weight: f64,
    /// Different scores in it.
    n: usize,
}

/// Some row counts: there is a first and a last score.
pub(super) async fn fit(scores: &[f64], y: &[f64], weights: &[f64], pace: &Pace) -> Fitted {
    let sorted = order::sorted_in_steps(scores, pace).await;
    let counts = sorted.into_iter().filter(|(_, row)| weights[*row as usize] > 0.0);
    let sorted: Vec<(f64, usize)> = counts.map(|(score, row)| (score, row as usize)).collect();
    let (mut x, mut pools): (Vec<f64>, Vec<Pool>) = (Vec::new(), Vec::new());
    for same in sorted.chunk_by(|a, b| a.0 == b.0) {
        x.push(same[0].0);
        let weight = same.iter().map(|(_, row)| weights[*row]).sum::<f64>();
        let sum = same.iter().map(|(_, row)| weights[*row] * y[*row]).sum::<f64>();
        let mut pool = Pool { y: sum / weight, weight, n: 1 };
        while let Some(last) = pools.pop_if(|last| last.y >= pool.y) {
            let weight = last.weight + pool.weight;
            let y = (last.y * last.weight + pool.y * pool.weight) / weight;
            pool = Pool { y, weight, n: last.n + pool.n };
        }
        pools.push(pool);
        if x.len().is_multiple_of(BLOCK) {
            pace.pause().await;
        }
    }
    // The ends of each pool say all.
    let (mut first, mut x_thresholds, mut y_thresholds) = (0, Vec::new(), Vec::new());
    for (at, pool) in pools.into_iter().enumerate() {
        if at % BLOCK == BLOCK - 1 {
            pace.pause().await;
        }
        let last = first + pool.n - 1;
        let ends = if first == last { vec![first] } else { vec![first, last] };
        for end in ends {
            x_thresholds.push(x[end]);
            y_thresholds.push(pool.y);
        }
        first = last + 1;
    }
    Fitted { x_thresholds, y_thresholds }
}
