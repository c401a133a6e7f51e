//! Logistic regression with an L2 penalty (scikit-learn's `LogisticRegression`), by Newton's method.
//!
//! Minimises `½‖w‖² + C · Σ sᵢ · ln(1 + exp(−yᵢ (xᵢ·w + b)))`, `y` as ±1, the intercept `b` free of penalty. The problem
//! is convex, so there is one answer, and Newton's method reaches it in a handful of passes over the rows
//! (scikit-learn's `newton-cholesky`). More than two classes: [`softmax`](super::softmax).

pub mod descent;
pub(super) mod sums;

use serde::{Deserialize, Serialize};

use self::sums::Sums;
use super::Answers;
use super::linear::{along, moments};
use crate::error::{EngineError, Result};
use crate::math;
use crate::matrix::Matrix;
use crate::work::{BLOCK, Meter, Pace};

/// How much the classes count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClassWeight {
    /// Every row counts once.
    Equal,
    /// Each class counts the same in all: `n / (n_classes · n_class)` a row, rows counted by their weights.
    Balanced,
}

/// The dials.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Params {
    /// Freedom: how little large weights are punished (`C`, the inverse of the penalty). `None`: no penalty at all.
    pub c: Option<f64>,
    /// How much the classes count.
    pub class_weight: ClassWeight,
    /// Passes over the rows at most.
    pub max_iter: u32,
}

impl Default for Params {
    fn default() -> Self {
        Self { c: Some(1.0), class_weight: ClassWeight::Equal, max_iter: 100 }
    }
}

/// The weights before an iteration, and how well they fitted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Iterate {
    /// Weights, then the intercept: `n_features + 1` numbers.
    pub beta: Vec<f64>,
    /// Mean loss over the training rows, weighted: log loss in nats, or the error squared.
    pub loss: f64,
}

/// What was learned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    /// One weight a feature.
    pub coef: Vec<f64>,
    /// The intercept.
    pub intercept: f64,
    /// The mean of each feature over the training rows (weighted).
    pub mean: Vec<f64>,
    /// Whether the optimum was reached.
    pub converged: bool,
    /// The way there, the start first, the answer last.
    pub path: Vec<Iterate>,
}

/// What the rows say of one point.
struct Pass {
    objective: f64,
    loss: f64,
    gradient: Vec<f64>,
    hessian: Vec<f64>,
}

/// What is learned from.
struct Rows<'a> {
    x: &'a Matrix,
    y: &'a [f64],
    weights: Vec<f64>,
    /// Sums of all weights.
    all: f64,
}

impl Params {
    /// Learns from `x`, shape `(n_samples, n_features)`, and yes or no a sample.
    ///
    /// # Errors
    /// [`EngineError::OneClass`], [`EngineError::OutOfRange`] for `c` or `max_iter`.
    pub async fn fit(&self, x: &Matrix, answers: &Answers, pace: &Pace) -> Result<Fitted> {
        self.check()?;
        let (y, weights) = (&*answers.y, self.sample_weights(answers)?);
        let mean = moments::mean(x, answers, pace).await;
        let rows = Rows { x, y, all: math::sum(&weights), weights };
        let mut sums = Sums::new(x);
        let mut beta = vec![0.0; x.n_cols() + 1];
        let mut pass = self.pass(&rows, &beta, Some(&mut sums), pace).await;
        let mut path = vec![Iterate { beta: beta.clone(), loss: pass.loss }];
        let mut converged = false;
        while !converged && path.len() <= self.max_iter as usize {
            let step = newton_step(&pass);
            let moved = step.iter().fold(0.0_f64, |m, s| m.max(s.abs()));
            let size = beta.iter().fold(0.0_f64, |m, b| m.max(b.abs()));
            // Convergence is quadratic: after a step this small, what is left is its square. The place is not stepped
            // from again, so that its curvature is not asked for.
            converged = moved <= 1e-7 * (1.0 + size);
            let mut share = 1.0;
            // Newton's full step nearly always goes down; where it does not, half of it, and so on.
            (beta, pass) = loop {
                let next: Vec<f64> = beta.iter().zip(&step).map(|(b, s)| b - share * s).collect();
                let there = self.pass(&rows, &next, (!converged).then_some(&mut sums), pace).await;
                if converged || there.objective <= pass.objective * (1.0 + 1e-14) || share < 1e-6 {
                    break (next, there);
                }
                share *= 0.5;
            };
            path.push(Iterate { beta: beta.clone(), loss: pass.loss });
            pace.rest("train", path.len() - 1, None, Some(pass.loss)).await;
        }
        let intercept = beta.pop().unwrap_or(0.0);
        Ok(Fitted { coef: beta, intercept, mean, converged, path })
    }

    pub(super) fn check(&self) -> Result<()> {
        self.c.map_or(Ok(()), |c| EngineError::unless_within("c", 1e-6, 1e9, c))?;
        EngineError::unless_within("max_iter", 1.0, 10_000.0, f64::from(self.max_iter))
    }

    #[inline(never)]
    fn sample_weights(&self, answers: &Answers) -> Result<Vec<f64>> {
        let yes: Vec<f64> = answers.y.iter().enumerate().map(|(i, y)| answers.weight(i) * y).collect();
        let (positives, total) = (math::sum(&yes), answers.total());
        if positives == 0.0 || positives == total {
            return Err(EngineError::OneClass { what: "training".into() });
        }
        let class = match self.class_weight {
            ClassWeight::Equal => [1.0, 1.0],
            ClassWeight::Balanced => [total / (2.0 * (total - positives)), total / (2.0 * positives)],
        };
        let own = |(i, y): (usize, &f64)| answers.weight(i) * class[usize::from(*y == 1.0)];
        Ok(answers.y.iter().enumerate().map(own).collect())
    }

    /// One pass over all rows: the objective at `beta`, and with `sums` gradient and Hessian.
    async fn pass(&self, rows: &Rows<'_>, beta: &[f64], mut sums: Option<&mut Sums>, pace: &Pace) -> Pass {
        let (d, mut loss, mut meter) = (beta.len() - 1, 0.0, Meter::default());
        for start in (0..rows.y.len()).step_by(sums::ROWS) {
            let end = (start + sums::ROWS).min(rows.y.len());
            let x = &rows.x.values()[start * d..end * d];
            let (y, weights) = (&rows.y[start..end], &rows.weights[start..end]);
            loss += sums::block(x, y, weights, beta, sums.as_deref_mut());
            if meter.spend(sums::ROWS * d * d / 8) || end.is_multiple_of(BLOCK / 4) {
                pace.pause().await;
            }
        }
        let (c, penalty) = (self.c.unwrap_or(1.0), if self.c.is_some() { 1.0 } else { 0.0 });
        let objective = c * loss + 0.5 * penalty * math::dot(&beta[..d], &beta[..d]);
        let (mut gradient, mut hessian) = sums.map(Sums::take).unwrap_or_default();
        for (j, own) in gradient.iter_mut().enumerate() {
            *own = c * *own + if j < d { penalty * beta[j] } else { 0.0 };
        }
        hessian.iter_mut().for_each(|value| *value *= c);
        hessian.iter_mut().step_by(d + 2).take(d).for_each(|value| *value += penalty);
        Pass { objective, loss: loss / rows.all, gradient, hessian }
    }
}

/// Solves `H · step = g`, with a growing ridge where the Hessian is singular.
#[inline(never)]
fn newton_step(pass: &Pass) -> Vec<f64> {
    let d = pass.gradient.len();
    let largest = (0..d).fold(0.0_f64, |m, j| m.max(pass.hessian[j * d + j]));
    let mut ridge = 0.0;
    loop {
        let (mut h, mut step) = (pass.hessian.clone(), pass.gradient.clone());
        (0..d).for_each(|j| h[j * d + j] += ridge);
        if math::solve_cholesky(&mut h, &mut step).is_some() {
            return step;
        }
        ridge = if ridge == 0.0 { (1e-12 * largest).max(1e-12) } else { ridge * 10.0 };
        if ridge > 1e12 * (1.0 + largest) {
            // Nothing is finite any more: stand still, and the loop above ends.
            return vec![0.0; d];
        }
    }
}

impl Fitted {
    /// The probability of yes for each row of `x`.
    ///
    /// # Errors
    /// [`EngineError::LengthMismatch`] for another number of features.
    pub async fn predict_proba(&self, x: &Matrix, pace: &Pace) -> Result<Vec<f64>> {
        along(&self.coef, self.intercept, x, math::sigmoid, pace).await
    }

    /// The probabilities at a point of the path, for the validation curve.
    ///
    /// # Errors
    /// [`EngineError::LengthMismatch`] for another number of features.
    pub async fn predict_at(&self, iterate: &Iterate, x: &Matrix, pace: &Pace) -> Result<Vec<f64>> {
        let (intercept, coef) = iterate.beta.split_last().unwrap_or((&0.0, &[]));
        along(coef, *intercept, x, math::sigmoid, pace).await
    }
}
