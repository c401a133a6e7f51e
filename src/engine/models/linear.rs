//! Least squares and ridge regression (scikit-learn's `LinearRegression`, `Ridge`), by Cholesky.
//!
//! Minimises `Σ sᵢ (yᵢ − xᵢ·w − b)² + alpha · ‖w‖²`, the intercept `b` free of penalty. The rows are looked at twice for
//! their means and products, and once more to take the rounding of the products out of the answer (corrected seminormal
//! equations, Björck 1987).

pub(super) mod moments;

use serde::{Deserialize, Serialize};

use self::moments::Moments;
use super::logistic::sums;
use super::{Answers, tree};
use crate::error::{EngineError, Result};
use crate::math;
use crate::matrix::Matrix;
use crate::work::{BLOCK, Pace};

/// Columns of which one says at least so much of what the others say are told apart by rounding alone.
const DEPENDENT: f64 = 1e-11;
/// What is added to the diagonal then …
const RIDGE: f64 = 1e-7;
/// … and how often what that took away is given back.
const REPAIRS: u32 = 6;

/// The dials.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Params {
    /// How much large weights are punished; 0: not at all (plain least squares).
    pub alpha: f64,
}

impl Default for Params {
    fn default() -> Self {
        Self { alpha: 1.0 }
    }
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
}

impl Params {
    /// Learns from `x`, shape `(n_samples, n_features)`, and a number a sample.
    ///
    /// Where columns depend on each other and nothing is punished, many weights are as good; these are the smallest
    /// ones, counted in standard deviations of the columns.
    ///
    /// # Errors
    /// [`EngineError::OutOfRange`] for `alpha`, [`EngineError::NotFinite`] for numbers whose squares are too large.
    pub async fn fit(&self, x: &Matrix, answers: &Answers, pace: &Pace) -> Result<Fitted> {
        EngineError::unless_within("alpha", 0.0, 1e12, self.alpha)?;
        let moments = Moments::of(x, answers, pace).await?;
        pace.rest("train", 1, Some(2), None).await;
        let system = System::new(&moments, self.alpha);
        let mut coef = system.solve(&moments.cross);
        pace.pause().await;
        let mut rest = moments.rest(x, answers, &coef, pace).await;
        rest.iter_mut().zip(&coef).for_each(|(rest, w)| *rest -= self.alpha * w);
        coef.iter_mut().zip(system.solve(&rest)).for_each(|(w, more)| *w += more);
        if coef.iter().any(|w| !w.is_finite()) {
            return Err(EngineError::NotFinite { what: "x".into() });
        }
        pace.rest("train", 2, Some(2), None).await;
        let intercept = moments.intercept(&coef);
        Ok(Fitted { coef, intercept, mean: moments.x_mean })
    }
}

/// The normal equations, each column in its own unit, factored.
struct System {
    /// One over the square root of each column's sum of squares; 0 of a column that never changes.
    scale: Vec<f64>,
    /// The matrix.
    matrix: Vec<f64>,
    /// Its Cholesky factor.
    factor: Vec<f64>,
    /// Whether [`RIDGE`] was needed.
    bent: bool,
}

impl System {
    #[inline(never)]
    fn new(moments: &Moments, alpha: f64) -> Self {
        let d = moments.cross.len();
        let one_over = |own: f64| if own > 0.0 { 1.0 / math::sqrt(own) } else { 0.0 };
        let scale: Vec<f64> = (0..d).map(|j| one_over(moments.gram[j * d + j])).collect();
        let mut matrix = moments.gram.clone();
        for j in 0..d {
            (0..d).for_each(|k| matrix[j * d + k] *= scale[j] * scale[k]);
            matrix[j * d + j] = 1.0 + alpha * scale[j] * scale[j];
        }
        let mut factor = matrix.clone();
        let stands =
            |factor: &[f64], j: usize| factor[j * d + j] * factor[j * d + j] > DEPENDENT * matrix[j * d + j];
        let bent = math::cholesky(&mut factor, d).is_none() || !(0..d).all(|j| stands(&factor, j));
        if bent {
            factor.clone_from(&matrix);
            factor.iter_mut().step_by(d + 1).for_each(|own| *own += RIDGE);
            if math::cholesky(&mut factor, d).is_none() {
                // Rounding cannot do this to a Gram matrix: there are numbers that are none, and they are found later.
                factor.fill(f64::NAN);
            }
        }
        Self { scale, matrix, factor, bent }
    }

    /// The weights for a right-hand side.
    #[inline(never)]
    fn solve(&self, right: &[f64]) -> Vec<f64> {
        let right: Vec<f64> = right.iter().zip(&self.scale).map(|(r, s)| r * s).collect();
        let mut found = right.clone();
        math::solve_factored(&self.factor, &mut found);
        for _ in 0..if self.bent { REPAIRS } else { 0 } {
            let lines = self.matrix.chunks_exact(found.len()).zip(&right);
            let mut rest: Vec<f64> = lines.map(|(line, right)| right - math::dot(line, &found)).collect();
            math::solve_factored(&self.factor, &mut rest);
            found.iter_mut().zip(rest).for_each(|(found, more)| *found += more);
        }
        found.iter().zip(&self.scale).map(|(v, s)| v * s).collect()
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
}

/// `link(x·coef + intercept)` for each row of `x`.
pub(super) async fn along(
    coef: &[f64],
    intercept: f64,
    x: &Matrix,
    link: fn(f64) -> f64,
    pace: &Pace,
) -> Result<Vec<f64>> {
    tree::check_features(coef.len() as u32, x)?;
    let beta: Vec<f64> = coef.iter().copied().chain([intercept]).collect();
    let mut scores = vec![0.0; x.n_rows()];
    let d = coef.len();
    for (block, scores) in scores.chunks_mut(BLOCK).enumerate() {
        let first = block * BLOCK;
        sums::scores(&x.values()[first * d..(first + scores.len()) * d], &beta, scores);
        scores.iter_mut().for_each(|score| *score = link(*score));
        pace.pause().await;
    }
    Ok(scores)
}
