//! Logistic regression with an L2 penalty (scikit-learn's `LogisticRegression`), by Newton's method.
//!
//! Minimises `½‖w‖² + C · Σ sᵢ · ln(1 + exp(−yᵢ (xᵢ·w + b)))`, `y` as ±1, the intercept `b` free of penalty. The problem
//! is convex, so there is one answer, and Newton's method reaches it in a handful of passes over the rows
//! (scikit-learn's `newton-cholesky`).

use serde::{Deserialize, Serialize};

use crate::error::{EngineError, Result};
use crate::math;
use crate::matrix::Matrix;
use crate::work::{BLOCK, Pace};

/// How much the two classes count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClassWeight {
    /// Every row counts once.
    Equal,
    /// Each class counts the same in all: `n / (2 · n_class)` a row.
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
    /// Mean log loss over the training rows (nats, weighted).
    pub loss: f64,
}

/// What was learned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    /// One weight a feature.
    pub coef: Vec<f64>,
    /// The intercept.
    pub intercept: f64,
    /// Whether the optimum was reached.
    pub converged: bool,
    /// The way there, the start first, the answer last.
    pub path: Vec<Iterate>,
}

/// Sums over all rows at one point.
struct Pass {
    objective: f64,
    loss: f64,
    gradient: Vec<f64>,
    hessian: Vec<f64>,
}

impl Params {
    /// Learns from `x`, shape `(n_samples, n_features)`, `y` (0 or 1) and a weight a sample, if given.
    ///
    /// # Errors
    /// [`EngineError::OneClass`], [`EngineError::OutOfRange`] for `c` or `max_iter`.
    pub async fn fit(&self, x: &Matrix, y: &[f64], weights: Option<&[f64]>, pace: &Pace) -> Result<Fitted> {
        self.check()?;
        let weights = self.sample_weights(y, weights)?;
        let d = x.n_cols() + 1;
        let mut beta = vec![0.0; d];
        let mut pass = self.pass(x, y, &weights, &beta, 0, pace).await;
        let mut path = vec![Iterate { beta: beta.clone(), loss: pass.loss }];
        let mut converged = false;
        for iteration in 1..=self.max_iter {
            let step = newton_step(&pass);
            let mut share = 1.0;
            // Newton's full step nearly always goes down; where it does not, half of it, and so on.
            let (next, there) = loop {
                let next: Vec<f64> = beta.iter().zip(&step).map(|(b, s)| b - share * s).collect();
                let there = self.pass(x, y, &weights, &next, iteration, pace).await;
                if there.objective <= pass.objective * (1.0 + 1e-14) || share < 1e-6 {
                    break (next, there);
                }
                share *= 0.5;
            };
            let moved = step.iter().fold(0.0_f64, |m, s| m.max(s.abs() * share));
            let size = next.iter().fold(0.0_f64, |m, b| m.max(b.abs()));
            (beta, pass) = (next, there);
            path.push(Iterate { beta: beta.clone(), loss: pass.loss });
            // Convergence is quadratic: after a step this small, what is left is its square.
            if moved <= 1e-8 * (1.0 + size) {
                converged = true;
                break;
            }
        }
        let intercept = beta.pop().unwrap_or(0.0);
        Ok(Fitted { coef: beta, intercept, converged, path })
    }

    fn check(&self) -> Result<()> {
        let out =
            |what: &str, low, high, found| EngineError::OutOfRange { what: what.into(), low, high, found };
        if let Some(c) = self.c
            && !(1e-6..=1e9).contains(&c)
        {
            return Err(out("c", 1e-6, 1e9, c));
        }
        if !(1..=10_000).contains(&self.max_iter) {
            return Err(out("max_iter", 1.0, 10_000.0, f64::from(self.max_iter)));
        }
        Ok(())
    }

    fn sample_weights(&self, y: &[f64], given: Option<&[f64]>) -> Result<Vec<f64>> {
        let n = y.len() as f64;
        let positives = math::sum(y);
        if positives == 0.0 || positives == n {
            return Err(EngineError::OneClass { what: "training".into() });
        }
        let class = match self.class_weight {
            ClassWeight::Equal => [1.0, 1.0],
            ClassWeight::Balanced => [n / (2.0 * (n - positives)), n / (2.0 * positives)],
        };
        let own = |i: usize| given.map_or(1.0, |w| w[i]);
        Ok(y.iter().enumerate().map(|(i, v)| own(i) * class[usize::from(*v == 1.0)]).collect())
    }

    /// One pass over all rows: objective, gradient and Hessian at `beta`.
    async fn pass(
        &self,
        x: &Matrix,
        y: &[f64],
        w: &[f64],
        beta: &[f64],
        iteration: u32,
        pace: &Pace,
    ) -> Pass {
        let d = beta.len();
        let (features, intercept) = (d - 1, beta[d - 1]);
        let (mut gradient, mut hessian, mut loss) = (vec![0.0; d], vec![0.0; d * d], 0.0);
        for start in (0..x.n_rows()).step_by(BLOCK / 4) {
            let end = (start + BLOCK / 4).min(x.n_rows());
            let mut block_loss = 0.0;
            for i in start..end {
                let row = x.row(i);
                let score = math::dot(row, &beta[..features]) + intercept;
                let p = math::sigmoid(score);
                block_loss += w[i] * (math::softplus(score) - y[i] * score);
                let residual = w[i] * (p - y[i]);
                let curvature = w[i] * p * (1.0 - p);
                for j in 0..features {
                    gradient[j] += residual * row[j];
                    let cx = curvature * row[j];
                    // Most one-hot columns are zero in most rows.
                    if cx != 0.0 {
                        let line = &mut hessian[j * d..j * d + j + 1];
                        for (h, v) in line.iter_mut().zip(&row[..=j]) {
                            *h += cx * v;
                        }
                        hessian[features * d + j] += cx;
                    }
                }
                gradient[features] += residual;
                hessian[features * d + features] += curvature;
            }
            loss += block_loss;
            pace.pause().await;
        }
        let c = self.c.unwrap_or(1.0);
        let penalty = if self.c.is_some() { 1.0 } else { 0.0 };
        for j in 0..d {
            let own = if j < features { penalty } else { 0.0 };
            gradient[j] = c * gradient[j] + own * beta[j];
            for k in 0..=j {
                let value = c * hessian[j * d + k] + if j == k { own } else { 0.0 };
                hessian[j * d + k] = value;
                hessian[k * d + j] = value;
            }
        }
        let objective = c * loss + 0.5 * penalty * math::dot(&beta[..features], &beta[..features]);
        let mean = loss / math::sum(w);
        pace.rest("train", iteration as usize, None, Some(mean)).await;
        Pass { objective, loss: mean, gradient, hessian }
    }
}

/// Solves `H · step = g`, with a growing ridge where the Hessian is singular.
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
        self.at(&self.coef, self.intercept, x, pace).await
    }

    /// The probabilities at a point of the path, for the validation curve.
    ///
    /// # Errors
    /// [`EngineError::LengthMismatch`] for another number of features.
    pub async fn predict_at(&self, iterate: &Iterate, x: &Matrix, pace: &Pace) -> Result<Vec<f64>> {
        let (intercept, coef) = iterate.beta.split_last().unwrap_or((&0.0, &[]));
        self.at(coef, *intercept, x, pace).await
    }

    async fn at(&self, coef: &[f64], intercept: f64, x: &Matrix, pace: &Pace) -> Result<Vec<f64>> {
        if x.n_cols() != coef.len() {
            return Err(EngineError::LengthMismatch {
                what: "features".into(),
                expected: coef.len() as u64,
                found: x.n_cols() as u64,
            });
        }
        let mut scores = Vec::with_capacity(x.n_rows());
        for i in 0..x.n_rows() {
            if i % BLOCK == BLOCK - 1 {
                pace.pause().await;
            }
            scores.push(math::sigmoid(math::dot(x.row(i), coef) + intercept));
        }
        Ok(scores)
    }
}
