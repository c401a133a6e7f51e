//! Logistic regression with an L2 penalty (scikit-learn's `LogisticRegression`), by Newton's method.
//!
//! Minimises `½‖w‖² + C · Σ sᵢ · ln(1 + exp(−yᵢ (xᵢ·w + b)))`, `y` as ±1, the intercept `b` free of penalty. The problem
//! is convex, so there is one answer, and Newton's method reaches it in a handful of passes over the rows
//! (scikit-learn's `newton-cholesky`).

mod sums;

use serde::{Deserialize, Serialize};

use self::sums::Sums;
use crate::error::{EngineError, Result};
use crate::math;
use crate::matrix::Matrix;
use crate::work::{BLOCK, Meter, Pace};

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
    /// Learns from `x`, shape `(n_samples, n_features)`, `y` (0 or 1) and a weight a sample, if given.
    ///
    /// # Errors
    /// [`EngineError::OneClass`], [`EngineError::OutOfRange`] for `c` or `max_iter`.
    pub async fn fit(&self, x: &Matrix, y: &[f64], weights: Option<&[f64]>, pace: &Pace) -> Result<Fitted> {
        self.check()?;
        let weights = self.sample_weights(y, weights)?;
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

    #[inline(never)]
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
        let beta: Vec<f64> = coef.iter().copied().chain([intercept]).collect();
        let mut scores = vec![0.0; x.n_rows()];
        let d = coef.len();
        for (block, scores) in scores.chunks_mut(BLOCK).enumerate() {
            let first = block * BLOCK;
            sums::scores(&x.values()[first * d..(first + scores.len()) * d], &beta, scores);
            scores.iter_mut().for_each(|score| *score = math::sigmoid(*score));
            pace.pause().await;
        }
        Ok(scores)
    }
}
