//! Logistic regression the slow way: gradient descent at a fixed rate, to watch a model learn.
//!
//! Minimises `1/n · Σ sᵢ · ln(1 + exp(−yᵢ (xᵢ·w + b))) + ½ l2 · ‖w‖²` (`y` as ±1, `n = Σ sᵢ`, the intercept `b` free of
//! penalty) from 0, each step `learning_rate` times the slope. Too large a rate overshoots, too small a one creeps: that
//! is what there is to see. [`super::Params::fit`] takes the short way to the same place, where `C = 1 / (n · l2)`.

use super::Iterate;
use super::sums;
use crate::error::{EngineError, Result};
use crate::matrix::Matrix;
use crate::models::{Answers, check_numbers};
use crate::work::{BLOCK, Pace};

/// The dials.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Params {
    /// Length of a step, as a multiple of the slope.
    pub learning_rate: f64,
    /// How much large weights are punished.
    pub l2: f64,
    /// Steps to go.
    pub steps: u32,
}

impl Params {
    /// The places on the way, the start first: `steps + 1` of them, fewer if the weights grow without end. Loss: mean
    /// log loss, without the penalty.
    ///
    /// # Errors
    /// [`EngineError::LengthMismatch`], [`EngineError::OutOfRange`] for answers or a dial, [`EngineError::NotFinite`].
    pub async fn path(&self, x: &Matrix, answers: &Answers, pace: &Pace) -> Result<Vec<Iterate>> {
        EngineError::unless_within("learning_rate", 1e-9, 1e9, self.learning_rate)?;
        EngineError::unless_within("l2", 0.0, 1e9, self.l2)?;
        EngineError::unless_within("steps", 1.0, 100_000.0, f64::from(self.steps))?;
        answers.check(x.n_rows())?;
        check_numbers(x, |v| !v.is_finite(), pace).await?;
        let (d, total) = (x.n_cols(), answers.total());
        let (mut beta, mut path) = (vec![0.0; d + 1], Vec::new());
        for done in 0..=self.steps as usize {
            let (loss, slopes) = slopes(x, answers, &beta, pace).await;
            path.push(Iterate { beta: beta.clone(), loss: loss / total });
            for (j, (own, slope)) in beta.iter_mut().zip(slopes).enumerate() {
                let penalty = if j < d { self.l2 * *own } else { 0.0 };
                *own -= self.learning_rate * (slope / total + penalty);
            }
            pace.rest("train", done, Some(self.steps as usize), Some(loss / total)).await;
            if beta.iter().any(|own| own.abs() > 1e100) {
                break;
            }
        }
        Ok(path)
    }
}

/// The sum of the losses, and their slope along each weight and the intercept.
async fn slopes(x: &Matrix, answers: &Answers, beta: &[f64], pace: &Pace) -> (f64, Vec<f64>) {
    let (d, mut found, mut loss) = (x.n_cols(), vec![0.0; beta.len()], 0.0);
    let weights: Vec<f64> = (0..x.n_rows()).map(|i| answers.weight(i)).collect();
    for start in (0..x.n_rows()).step_by(sums::ROWS) {
        let end = (start + sums::ROWS).min(x.n_rows());
        let (values, y) = (&x.values()[start * d..end * d], &answers.y[start..end]);
        loss += sums::slope(values, y, &weights[start..end], beta, &mut found);
        if end.is_multiple_of(BLOCK) {
            pace.pause().await;
        }
    }
    (loss, found)
}
