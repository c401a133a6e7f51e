//! Lasso and elastic net (scikit-learn's `Lasso`, `ElasticNet`), by coordinate descent: least squares that prefers weights
//! of 0.
//!
//! Minimises `1/(2n) · Σ sᵢ (yᵢ − xᵢ·w − b)² + alpha · l1_ratio · ‖w‖₁ + alpha · (1 − l1_ratio)/2 · ‖w‖²`, `n = Σ sᵢ`, the
//! intercept `b` free of penalty. It needs the products of the rows only, not the rows. Once the signs of the weights
//! stand still, what is left is a system of linear equations, and is solved as one; the duality gap then says how far
//! the best answer can be at most (Friedman, Hastie and Tibshirani 2010; Kim et al. 2007).

use serde::{Deserialize, Serialize};

use super::linear::along;
use super::linear::moments::Moments;
use super::{Answers, logistic::Iterate};
use crate::error::{EngineError, Result};
use crate::math;
use crate::matrix::Matrix;
use crate::work::{Meter, Pace};

/// The dials.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Params {
    /// How much weights are punished.
    pub alpha: f64,
    /// How much of that goes by the weights' sizes, which makes some of them 0; the rest goes by their squares. 1: lasso.
    pub l1_ratio: f64,
    /// Rounds over all weights at most.
    pub max_iter: u32,
    /// How far the best answer may still be: duality gap as a share of `Σ s (y − ȳ)²`.
    pub tol: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { alpha: 1.0, l1_ratio: 0.5, max_iter: 1_000, tol: 1e-10 }
    }
}

/// What was learned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    /// One weight a feature; some of them 0.
    pub coef: Vec<f64>,
    /// The intercept.
    pub intercept: f64,
    /// The mean of each feature over the training rows (weighted).
    pub mean: Vec<f64>,
    /// Whether the duality gap came below `tol`.
    pub converged: bool,
    /// The way there, the mean first, the answer last; the loss is the mean squared error of the training rows.
    pub path: Vec<Iterate>,
}

impl Params {
    /// Learns from `x`, shape `(n_samples, n_features)`, and a number a sample.
    ///
    /// # Errors
    /// [`EngineError::OutOfRange`] for a dial (below an `l1_ratio` of .01 it is ridge regression), and those of
    /// [`super::linear::Params::fit`].
    pub async fn fit(&self, x: &Matrix, answers: &Answers, pace: &Pace) -> Result<Fitted> {
        self.check()?;
        let moments = Moments::of(x, answers, pace).await?;
        let mut descent = Descent::new(&moments, self);
        let iterate = |descent: &Descent<'_>| {
            let beta = descent.coef.iter().copied().chain([moments.intercept(&descent.coef)]).collect();
            Iterate { beta, loss: descent.squares() / moments.total }
        };
        let (mut path, mut converged, mut meter) = (vec![iterate(&descent)], false, Meter::default());
        let mut solved = None;
        while !converged && path.len() <= self.max_iter as usize {
            let before = descent.signs();
            descent.round();
            if meter.spend(descent.coef.len() * descent.coef.len()) {
                pace.pause().await;
            }
            let signs = descent.signs();
            let settled = signs == before;
            if settled && solved.as_ref() != Some(&signs) {
                descent.solve(&signs);
                solved = Some(signs);
                pace.pause().await;
            }
            converged = settled && descent.gap() <= self.tol * moments.spread;
            path.push(iterate(&descent));
            pace.rest("train", path.len() - 1, None, path.last().map(|last| last.loss)).await;
        }
        let (coef, intercept) = (descent.coef.clone(), moments.intercept(&descent.coef));
        Ok(Fitted { coef, intercept, mean: moments.x_mean, converged, path })
    }

    fn check(&self) -> Result<()> {
        EngineError::unless_within("alpha", 1e-9, 1e12, self.alpha)?;
        EngineError::unless_within("l1_ratio", 0.01, 1.0, self.l1_ratio)?;
        EngineError::unless_within("max_iter", 1.0, 100_000.0, f64::from(self.max_iter))?;
        EngineError::unless_within("tol", 1e-12, 1.0, self.tol)
    }
}

/// The weights under way.
struct Descent<'a> {
    moments: &'a Moments,
    /// What a weight's size costs, in the unit of the moments.
    l1: f64,
    /// … and its square, halved.
    l2: f64,
    coef: Vec<f64>,
    /// What is left to explain: `cross − gram · coef`.
    rest: Vec<f64>,
}

impl<'a> Descent<'a> {
    fn new(moments: &'a Moments, params: &Params) -> Self {
        let l1 = params.alpha * params.l1_ratio * moments.total;
        let l2 = params.alpha * (1.0 - params.l1_ratio) * moments.total;
        Self { moments, l1, l2, coef: vec![0.0; moments.cross.len()], rest: moments.cross.clone() }
    }

    /// Gives each weight its best value while the others stand still.
    #[inline(never)]
    fn round(&mut self) {
        let d = self.coef.len();
        for j in 0..d {
            let line = &self.moments.gram[j * d..(j + 1) * d];
            let (old, own) = (self.coef[j], line[j]);
            if own == 0.0 {
                continue;
            }
            let pull = self.rest[j] + own * old;
            let beyond = pull.abs() - self.l1;
            let new = if beyond > 0.0 { beyond.copysign(pull) / (own + self.l2) } else { 0.0 };
            if new != old {
                self.rest.iter_mut().zip(line).for_each(|(rest, value)| *rest -= (new - old) * value);
                self.coef[j] = new;
            }
        }
        self.rest = self.left(&self.coef);
    }

    /// `cross − gram · coef`, without what rounding has gathered on the way.
    fn left(&self, coef: &[f64]) -> Vec<f64> {
        let lines = self.moments.gram.chunks_exact(coef.len().max(1));
        self.moments.cross.iter().zip(lines).map(|(cross, line)| cross - math::dot(line, coef)).collect()
    }

    /// Which weights are below 0, 0, above 0.
    fn signs(&self) -> Vec<i8> {
        self.coef.iter().map(|w| i8::from(*w > 0.0) - i8::from(*w < 0.0)).collect()
    }

    /// Goes where the weights would end with these signs, if they have them there and it is no step back.
    #[inline(never)]
    fn solve(&mut self, signs: &[i8]) {
        let d = signs.len();
        let used: Vec<usize> = (0..d).filter(|j| signs[*j] != 0).collect();
        let mut gram = Vec::with_capacity(used.len() * used.len());
        for j in &used {
            gram.extend(used.iter().map(|k| self.moments.gram[j * d + k]));
        }
        gram.iter_mut().step_by(used.len() + 1).for_each(|own| *own += self.l2);
        let mut found: Vec<f64> =
            used.iter().map(|j| self.moments.cross[*j] - self.l1 * f64::from(signs[*j])).collect();
        if math::solve_cholesky(&mut gram, &mut found).is_none() {
            return;
        }
        let mut coef = vec![0.0; d];
        used.iter().zip(found).for_each(|(j, own)| coef[*j] = own);
        let there = Self { rest: self.left(&coef), coef, ..*self };
        if there.signs() == signs && there.gap() <= self.gap() {
            *self = there;
        }
    }

    /// `Σ s (y − ŷ)²` of the training rows.
    fn squares(&self) -> f64 {
        let Moments { cross, spread, .. } = self.moments;
        // `spread − 2 coef · cross + coef · gram · coef`, and `gram · coef` is `cross − rest`.
        (spread - math::dot(&self.coef, cross) - math::dot(&self.coef, &self.rest)).max(0.0)
    }

    /// How much better the best answer can be at most, in the unit of [`Moments::spread`], halved.
    fn gap(&self) -> f64 {
        let squares = self.squares();
        let slopes = self.rest.iter().zip(&self.coef).map(|(rest, w)| (rest - self.l2 * w).abs());
        let steepest = slopes.fold(0.0_f64, f64::max);
        // The errors, made small enough to be a point of the dual problem.
        let share = if steepest > self.l1 { self.l1 / steepest } else { 1.0 };
        let sizes: Vec<f64> = self.coef.iter().map(|w| w.abs()).collect();
        let explained = self.moments.spread - math::dot(&self.coef, &self.moments.cross);
        0.5 * (1.0 + share * share) * (squares + self.l2 * math::dot(&self.coef, &self.coef))
            + self.l1 * math::sum(&sizes)
            - share * explained
    }
}

impl Fitted {
    /// The number it expects for each row of `x`.
    ///
    /// # Errors
    /// [`EngineError::LengthMismatch`] for another number of features.
    pub async fn predict(&self, x: &Matrix, pace: &Pace) -> Result<Vec<f64>> {
        along(&self.coef, self.intercept, x, |score| score, pace).await
    }

    /// The numbers at a point of the path, for the validation curve.
    ///
    /// # Errors
    /// [`EngineError::LengthMismatch`] for another number of features.
    pub async fn predict_at(&self, iterate: &Iterate, x: &Matrix, pace: &Pace) -> Result<Vec<f64>> {
        let (intercept, coef) = iterate.beta.split_last().unwrap_or((&0.0, &[]));
        along(coef, *intercept, x, |score| score, pace).await
    }
}
