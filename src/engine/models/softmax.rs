//! Logistic regression for several classes (scikit-learn's `LogisticRegression`, multinomial), by a quasi-Newton method.
//!
//! The probability of class `k` is `exp(x·wₖ + bₖ)`, divided by the sum of these over the classes. Minimises
//! `½ Σₖ ‖wₖ‖² + C · Σ sᵢ · (−ln p(class of row i))`, the intercepts free of penalty; of these, which could all be moved
//! alike, those whose mean is 0. The way there is L-BFGS (Liu and Nocedal 1989), whose first idea of the curvature is the
//! bound of Böhning (1992), one for all classes: so neither the unit of a column nor columns that say nearly the same
//! slow it down. It has the dials of [`logistic`](super::logistic), which is for two classes.

mod memory;

use serde::{Deserialize, Serialize};

use self::memory::Memory;
use super::linear::moments;
use super::logistic::sums::{ROWS, Sums};
use super::logistic::{ClassWeight, Iterate, Params};
use super::{Answers, tree};
use crate::error::{EngineError, Result};
use crate::math;
use crate::matrix::Matrix;
use crate::work::{BLOCK, Meter, Pace};

/// What was learned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    /// Number of classes, those without training rows included.
    pub n_classes: u32,
    /// The classes with training rows.
    pub classes: Vec<u32>,
    /// For each of them one weight a feature, class after class.
    pub coef: Vec<f64>,
    /// For each of them the intercept.
    pub intercept: Vec<f64>,
    /// The mean of each feature over the training rows (weighted).
    pub mean: Vec<f64>,
    /// Whether the optimum was reached.
    pub converged: bool,
    /// The way there, the start first, the answer last; `beta` holds a class's weights, then its intercept, then the
    /// next class.
    pub path: Vec<Iterate>,
}

/// What is learned from.
struct Rows<'a> {
    x: &'a Matrix,
    /// The place of each row's class among those with rows.
    class: Vec<u32>,
    weights: Vec<f64>,
    /// Sum of all weights.
    all: f64,
    n_classes: usize,
    /// What the loss counts against the penalty, and whether there is one.
    c: f64,
    penalty: f64,
}

/// What the rows say of one point.
struct Pass {
    objective: f64,
    loss: f64,
    gradient: Vec<f64>,
}

/// Learns from `x`, shape `(n_samples, n_features)`, and a class a sample.
///
/// # Errors
/// [`EngineError::OneClass`], [`EngineError::OutOfRange`] for a dial.
pub async fn fit(params: &Params, x: &Matrix, answers: &Answers, pace: &Pace) -> Result<Fitted> {
    params.check()?;
    let (classes, rows) = rows(params, x, answers)?;
    let (n_classes, width) = (classes.len(), x.n_cols() + 1);
    let mean = moments::mean(x, answers, pace).await;
    let mut memory = Memory::new(rows.bound(pace).await?, width);
    let mut beta = vec![0.0; n_classes * width];
    let mut here = rows.pass(&beta, pace).await;
    let mut path = vec![Iterate { beta: beta.clone(), loss: here.loss }];
    let mut converged = false;
    while !converged && path.len() <= params.max_iter as usize {
        let step = memory.step(&here.gradient);
        let slope = math::dot(&step, &here.gradient);
        let mut share = 1.0;
        let (next, there) = loop {
            let next: Vec<f64> = beta.iter().zip(&step).map(|(b, s)| b + share * s).collect();
            let there = rows.pass(&next, pace).await;
            let enough = here.objective + 1e-4 * share * slope + 1e-14 * here.objective;
            if there.objective <= enough || share < 1e-6 {
                break (next, there);
            }
            share *= 0.5;
        };
        let less = |new: &[f64], old: &[f64]| new.iter().zip(old).map(|(a, b)| a - b).collect::<Vec<f64>>();
        let moved = less(&next, &beta);
        let furthest = moved.iter().fold(0.0_f64, |m, s| m.max(s.abs()));
        let size = beta.iter().fold(0.0_f64, |m, b| m.max(b.abs()));
        memory.learn(moved, less(&there.gradient, &here.gradient));
        converged = furthest <= 1e-9 * (1.0 + size);
        (beta, here) = (next, there);
        path.push(Iterate { beta: beta.clone(), loss: here.loss });
        pace.rest("train", path.len() - 1, None, Some(here.loss)).await;
    }
    let coef = beta.chunks_exact(width).flat_map(|own| &own[..width - 1]).copied().collect();
    let intercept = beta.chunks_exact(width).map(|own| own[width - 1]).collect();
    Ok(Fitted { n_classes: answers.n_classes, classes, coef, intercept, mean, converged, path })
}

#[inline(never)]
fn rows<'a>(params: &Params, x: &'a Matrix, answers: &Answers) -> Result<(Vec<u32>, Rows<'a>)> {
    let mut counted = vec![0.0; answers.n_classes as usize];
    answers.y.iter().enumerate().for_each(|(i, y)| counted[*y as usize] += answers.weight(i));
    let classes: Vec<u32> = (0..answers.n_classes).filter(|k| counted[*k as usize] > 0.0).collect();
    if classes.len() < 2 {
        return Err(EngineError::OneClass { what: "training".into() });
    }
    let (n_classes, total) = (classes.len(), answers.total());
    let (mut class, mut weights) = (Vec::with_capacity(x.n_rows()), Vec::with_capacity(x.n_rows()));
    for (i, y) in answers.y.iter().enumerate() {
        let own = match params.class_weight {
            ClassWeight::Equal => 1.0,
            ClassWeight::Balanced => total / (n_classes as f64 * counted[*y as usize]),
        };
        // A class of which no row counts has no place of its own.
        let place = classes.iter().position(|k| f64::from(*k) == *y);
        class.push(place.unwrap_or(0) as u32);
        weights.push(if place.is_some() { answers.weight(i) * own } else { 0.0 });
    }
    let (c, penalty) = (params.c.unwrap_or(1.0), if params.c.is_some() { 1.0 } else { 0.0 });
    let all = math::sum(&weights);
    Ok((classes, Rows { x, class, weights, all, n_classes, c, penalty }))
}

impl Rows<'_> {
    /// One pass over all rows: objective and gradient at `beta`.
    async fn pass(&self, beta: &[f64], pace: &Pace) -> Pass {
        let width = self.x.n_cols() + 1;
        let (mut loss, mut gradient, mut meter) = (0.0, vec![0.0; beta.len()], Meter::default());
        let mut own = vec![0.0; beta.len()];
        for start in (0..self.class.len()).step_by(ROWS) {
            let end = (start + ROWS).min(self.class.len());
            own.fill(0.0);
            loss += self.block(start, end, beta, &mut own);
            gradient.iter_mut().zip(&own).for_each(|(sum, own)| *sum += own);
            if meter.spend((end - start) * beta.len()) || end.is_multiple_of(BLOCK / 4) {
                pace.pause().await;
            }
        }
        let mut squares = 0.0;
        for (gradient, beta) in gradient.chunks_exact_mut(width).zip(beta.chunks_exact(width)) {
            gradient.iter_mut().for_each(|own| *own *= self.c);
            let weights = &beta[..width - 1];
            gradient.iter_mut().zip(weights).for_each(|(own, w)| *own += self.penalty * w);
            squares += math::dot(weights, weights);
        }
        let objective = self.c * loss + 0.5 * self.penalty * squares;
        Pass { objective, loss: loss / self.all, gradient }
    }

    /// The loss of rows `start` to `end`; adds their part of its gradient.
    #[inline(never)]
    fn block(&self, start: usize, end: usize, beta: &[f64], gradient: &mut [f64]) -> f64 {
        let width = self.x.n_cols() + 1;
        let (mut losses, mut shares) = ([0.0; ROWS], vec![0.0; self.n_classes]);
        for (i, loss) in (start..end).zip(&mut losses) {
            let (row, class, weight) = (self.x.row(i), self.class[i] as usize, self.weights[i]);
            *loss = weight * probabilities(row, beta, class, &mut shares);
            for (k, (share, gradient)) in shares.iter().zip(gradient.chunks_exact_mut(width)).enumerate() {
                let rest = weight * (share - if k == class { 1.0 } else { 0.0 });
                gradient.iter_mut().zip(row).for_each(|(sum, value)| *sum += rest * value);
                gradient[width - 1] += rest;
            }
        }
        math::sum(&losses[..end - start])
    }

    /// Böhning's bound of the curvature, the same for each class: `½ C Σ s x xᵀ` and the penalty, factored.
    async fn bound(&self, pace: &Pace) -> Result<Vec<f64>> {
        let (d, width) = (self.x.n_cols(), self.x.n_cols() + 1);
        let (mut sums, mut meter) = (Sums::new(self.x), Meter::default());
        for start in (0..self.class.len()).step_by(ROWS) {
            let end = (start + ROWS).min(self.class.len());
            let weights = &self.weights[start..end];
            sums.products(&self.x.values()[start * d..end * d], weights, weights);
            if meter.spend(ROWS * d * d / 8) || end.is_multiple_of(BLOCK / 4) {
                pace.pause().await;
            }
        }
        let (_, mut bound) = sums.take();
        bound.iter_mut().for_each(|value| *value *= 0.5 * self.c);
        bound.iter_mut().step_by(width + 1).take(d).for_each(|own| *own += self.penalty);
        let mut ridge = 1e-10;
        // A bound may be too large, so that what makes it solvable does no harm.
        while ridge < 1.0 {
            let mut factor = bound.clone();
            factor.iter_mut().step_by(width + 1).for_each(|own| *own += ridge * (*own + 1e-3));
            if math::cholesky(&mut factor, width).is_some() {
                return Ok(factor);
            }
            ridge *= 100.0;
        }
        Err(EngineError::NotFinite { what: "x".into() })
    }
}

/// Leaves the probability of each class for a row; returns `−ln` of that of `class`.
#[inline(always)]
fn probabilities(row: &[f64], beta: &[f64], class: usize, shares: &mut [f64]) -> f64 {
    let width = row.len() + 1;
    let mut top = f64::NEG_INFINITY;
    for (share, beta) in shares.iter_mut().zip(beta.chunks_exact(width)) {
        *share = math::dot(row, &beta[..width - 1]) + beta[width - 1];
        top = if *share > top { *share } else { top };
    }
    let behind = top - shares[class];
    shares.iter_mut().for_each(|share| *share = math::decay(*share - top));
    let sum = math::sum(shares);
    shares.iter_mut().for_each(|share| *share /= sum);
    behind + math::ln(sum)
}

impl Fitted {
    /// The probability of each class for each row of `x`: shape `(n_samples, n_classes)`. That of a class without
    /// training rows is 0.
    ///
    /// # Errors
    /// [`EngineError::LengthMismatch`] for another number of features.
    pub async fn predict_proba(&self, x: &Matrix, pace: &Pace) -> Result<Matrix> {
        let d = self.mean.len();
        let class = |(k, b): (usize, &f64)| self.coef[k * d..(k + 1) * d].iter().copied().chain([*b]);
        let beta: Vec<f64> = self.intercept.iter().enumerate().flat_map(class).collect();
        self.at(&beta, x, pace).await
    }

    /// The probabilities at a point of the path, for the validation curve.
    ///
    /// # Errors
    /// [`EngineError::LengthMismatch`] for another number of features.
    pub async fn predict_at(&self, iterate: &Iterate, x: &Matrix, pace: &Pace) -> Result<Matrix> {
        self.at(&iterate.beta, x, pace).await
    }

    async fn at(&self, beta: &[f64], x: &Matrix, pace: &Pace) -> Result<Matrix> {
        tree::check_features(self.mean.len() as u32, x)?;
        let n_outputs = self.n_classes as usize;
        let (mut found, mut shares) = (vec![0.0; x.n_rows() * n_outputs], vec![0.0; self.classes.len()]);
        let mut meter = Meter::default();
        for (i, found) in found.chunks_exact_mut(n_outputs).enumerate() {
            probabilities(x.row(i), beta, 0, &mut shares);
            self.classes.iter().zip(&shares).for_each(|(class, share)| found[*class as usize] = *share);
            if meter.spend(beta.len()) {
                pace.pause().await;
            }
        }
        Matrix::new(x.n_rows(), n_outputs, found)
    }
}
