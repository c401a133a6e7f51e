//! Platt's way (1999; scikit-learn's `_SigmoidCalibration`): `1 / (1 + exp(a · score + b))`.
//!
//! `a` and `b` make the log loss smallest against targets a little inside of 0 and 1, `(n₁ + 1) / (n₁ + 2)` for yes and
//! `1 / (n₀ + 2)` for no, so that there is one answer even where the scores part yes and no entirely.

use serde::{Deserialize, Serialize};

use crate::math;
use crate::work::{BLOCK, Pace};

/// Steps at most: Newton's method needs a handful.
const MOST: u32 = 100;

/// What was learned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    /// Slope; negative where a higher score means a higher chance.
    pub a: f64,
    /// The rest.
    pub b: f64,
}

impl Fitted {
    pub(super) fn apply(&self, score: f64) -> f64 {
        math::sigmoid(-(self.a * score + self.b))
    }
}

/// Newton's method on scores moved to mean 0 and stretched to standard deviation 1; a step that does not go down is
/// halved.
pub(super) async fn fit(scores: &[f64], y: &[f64], weights: &[f64], pace: &Pace) -> Fitted {
    let all = math::sum(weights);
    let yes = math::dot(y, weights);
    let target = |y: f64| if y == 1.0 { (yes + 1.0) / (yes + 2.0) } else { 1.0 / (all - yes + 2.0) };
    let mean = math::dot(scores, weights) / all;
    let squares: Vec<f64> = scores.iter().map(|score| (score - mean) * (score - mean)).collect();
    let spread = math::sqrt(math::dot(&squares, weights) / all);
    let stretch = if spread > 0.0 { 1.0 / spread } else { 0.0 };
    let rows: Vec<[f64; 3]> =
        (0..y.len()).map(|i| [(scores[i] - mean) * stretch, target(y[i]), weights[i]]).collect();
    let (mut at, mut loss) = ([0.0, 0.0], mean_loss(&rows, [0.0, 0.0], pace).await);
    for _ in 0..MOST {
        let step = newton_step(&rows, at, pace).await;
        let mut share = 1.0;
        let (next, there) = loop {
            let next = [at[0] - share * step[0], at[1] - share * step[1]];
            let there = mean_loss(&rows, next, pace).await;
            if there <= loss || share < 1e-9 {
                break (next, there);
            }
            share *= 0.5;
        };
        if there > loss {
            break;
        }
        (at, loss) = (next, there);
        if step[0].abs() + step[1].abs() <= 1e-12 * (1.0 + at[0].abs() + at[1].abs()) {
            break;
        }
    }
    let a = -at[0] * stretch;
    Fitted { a, b: -at[1] - a * mean }
}

/// `Σ w · (ln(1 + e^z) − t · z)` with `z = slope · x + rest`.
async fn mean_loss(rows: &[[f64; 3]], [slope, rest]: [f64; 2], pace: &Pace) -> f64 {
    let loss = |[x, target, weight]: &[f64; 3]| {
        let z = slope * x + rest;
        weight * (math::softplus(z) - target * z)
    };
    let mut losses = Vec::with_capacity(rows.len());
    for block in rows.chunks(BLOCK) {
        losses.extend(block.iter().map(loss));
        pace.pause().await;
    }
    math::sum(&losses)
}

/// Solves `H · step = gradient`; where all scores are the same there is no slope to look for.
async fn newton_step(rows: &[[f64; 3]], [slope, rest]: [f64; 2], pace: &Pace) -> [f64; 2] {
    let mut sums = [0.0; 5];
    for block in rows.chunks(BLOCK) {
        for [x, target, weight] in block {
            let p = math::sigmoid(slope * x + rest);
            let (off, bend) = (weight * (p - target), weight * p * (1.0 - p));
            let own = [off * x, off, bend * x * x, bend * x, bend];
            sums.iter_mut().zip(own).for_each(|(sum, own)| *sum += own);
        }
        pace.pause().await;
    }
    let [gx, g, xx, x, one] = sums;
    let (mut h, mut step) = (vec![xx, x, x, one], vec![gx, g]);
    match math::solve_cholesky(&mut h, &mut step) {
        Some(()) => [step[0], step[1]],
        None if one > 0.0 => [0.0, g / one],
        None => [0.0, 0.0],
    }
}
