//! What least squares needs to know of the rows: their means, and the products of what is left without them.

use crate::error::{EngineError, Result};
use crate::math;
use crate::matrix::Matrix;
use crate::models::Answers;
use crate::models::logistic::sums::{ROWS, Sums};
use crate::work::{BLOCK, Meter, Pace};

/// Means and products, every row as often as it counts.
pub struct Moments {
    /// How much all rows count, `Σ s`.
    pub total: f64,
    /// The mean of each feature.
    pub x_mean: Vec<f64>,
    /// The mean answer.
    pub y_mean: f64,
    /// `Σ s (x − x̄)(x − x̄)ᵀ`, row-major; lines of zeros for a feature that never changes.
    pub gram: Vec<f64>,
    /// `Σ s (x − x̄)(y − ȳ)`.
    pub cross: Vec<f64>,
    /// `Σ s (y − ȳ)²`.
    pub spread: f64,
}

impl Moments {
    /// Of `x`, shape `(n_samples, n_features)`, and a number a sample.
    ///
    /// # Errors
    /// [`EngineError::NotFinite`] where the squares are too large to be numbers.
    pub async fn of(x: &Matrix, answers: &Answers, pace: &Pace) -> Result<Self> {
        let (d, total, y) = (x.n_cols(), answers.total(), &answers.y);
        let weighted: Vec<f64> = (0..y.len()).map(|i| answers.weight(i) * y[i]).collect();
        let y_mean = math::sum(&weighted) / total;
        let x_mean = mean(x, answers, pace).await;
        let mut sums = Sums::new(x);
        // Rows of mostly zeros stay as they are, so that the zeros can be left out.
        let shift = if sums.is_sparse() { vec![0.0; d] } else { x_mean.clone() };
        let (mut rows, mut meter) = (vec![0.0; ROWS * d], Meter::default());
        let (mut weights, mut own) = ([0.0; ROWS], [0.0; ROWS]);
        for start in (0..y.len()).step_by(ROWS) {
            let n = ROWS.min(y.len() - start);
            fill(&mut rows, x, start, n, &shift);
            for i in 0..n {
                weights[i] = answers.weight(start + i);
                own[i] = weights[i] * (y[start + i] - y_mean);
            }
            sums.products(&rows[..n * d], &own[..n], &weights[..n]);
            if meter.spend(ROWS * d * d / 8) || (start + n).is_multiple_of(BLOCK / 4) {
                pace.pause().await;
            }
        }
        let (cross, products) = sums.take();
        let squares: Vec<f64> =
            (0..y.len()).map(|i| answers.weight(i) * (y[i] - y_mean) * (y[i] - y_mean)).collect();
        let spread = math::sum(&squares);
        Self { total, x_mean: shift, y_mean, gram: products, cross, spread }.centred(&x_mean)
    }

    /// Takes out what is left of the means, and the lines of features that never change.
    #[inline(never)]
    fn centred(mut self, rough: &[f64]) -> Result<Self> {
        let (d, width) = (rough.len(), rough.len() + 1);
        let left: Vec<f64> = (0..d).map(|j| self.gram[d * width + j]).collect();
        let y_left = self.cross[d];
        let mut gram = vec![0.0; d * d];
        for j in 0..d {
            for k in 0..d {
                gram[j * d + k] = self.gram[j * width + k] - left[j] * left[k] / self.total;
            }
            self.cross[j] -= left[j] * y_left / self.total;
        }
        for j in 0..d {
            let raw = self.gram[j * width + j];
            // Nothing but rounding: of the sum of squares, or of the mean.
            let floor = 1e-12 * raw + 1e-26 * self.total * rough[j] * rough[j];
            if gram[j * d + j] <= floor {
                (0..d).for_each(|k| (gram[j * d + k], gram[k * d + j]) = (0.0, 0.0));
                self.cross[j] = 0.0;
            }
            self.x_mean[j] += left[j] / self.total;
        }
        self.cross.truncate(d);
        self.gram = gram;
        let finite = self.gram.iter().chain(&self.cross).chain(&self.x_mean).all(|v| v.is_finite());
        if !finite {
            return Err(EngineError::NotFinite { what: "x".into() });
        }
        if !(self.spread.is_finite() && self.y_mean.is_finite()) {
            return Err(EngineError::NotFinite { what: "y".into() });
        }
        Ok(self)
    }

    /// `Σ s (x − x̄) e` of the errors `e` that the weights leave, added up from the rows themselves.
    pub async fn rest(&self, x: &Matrix, answers: &Answers, coef: &[f64], pace: &Pace) -> Vec<f64> {
        let (d, y) = (x.n_cols(), &answers.y);
        let (mut found, mut rows, mut meter) = (vec![0.0; d], vec![0.0; ROWS * d], Meter::default());
        for start in (0..y.len()).step_by(ROWS) {
            let n = ROWS.min(y.len() - start);
            fill(&mut rows, x, start, n, &self.x_mean);
            let mut own = vec![0.0; d];
            for i in 0..n {
                let row = &rows[i * d..(i + 1) * d];
                let error = y[start + i] - self.y_mean - math::dot(row, coef);
                let error = answers.weight(start + i) * error;
                own.iter_mut().zip(row).for_each(|(own, value)| *own += error * value);
            }
            found.iter_mut().zip(own).for_each(|(found, own)| *found += own);
            if meter.spend(n * d * 2) || (start + n).is_multiple_of(BLOCK) {
                pace.pause().await;
            }
        }
        // A feature that never changes has no part in it.
        (0..d).filter(|j| self.gram[j * d + j] == 0.0).for_each(|j| found[j] = 0.0);
        found
    }

    /// The intercept that belongs to these weights.
    pub fn intercept(&self, coef: &[f64]) -> f64 {
        self.y_mean - math::dot(&self.x_mean, coef)
    }
}

/// The mean of each feature, every row as often as it counts.
pub async fn mean(x: &Matrix, answers: &Answers, pace: &Pace) -> Vec<f64> {
    let (d, mut found, mut meter) = (x.n_cols(), vec![0.0; x.n_cols()], Meter::default());
    for start in (0..x.n_rows()).step_by(ROWS) {
        let n = ROWS.min(x.n_rows() - start);
        let mut own = vec![0.0; d];
        for i in start..start + n {
            let weight = answers.weight(i);
            own.iter_mut().zip(x.row(i)).for_each(|(own, value)| *own += weight * value);
        }
        found.iter_mut().zip(own).for_each(|(found, own)| *found += own);
        if meter.spend(n * d) {
            pace.pause().await;
        }
    }
    let total = answers.total();
    found.iter_mut().for_each(|found| *found /= total);
    found
}

/// A block of rows less `shift`.
#[inline(never)]
fn fill(rows: &mut [f64], x: &Matrix, start: usize, n: usize, shift: &[f64]) {
    let d = shift.len();
    for i in 0..n {
        let row = rows[i * d..(i + 1) * d].iter_mut().zip(x.row(start + i));
        row.zip(shift).for_each(|((own, value), shift)| *own = value - shift);
    }
}
