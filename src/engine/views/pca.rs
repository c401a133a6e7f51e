//! Principal components (scikit-learn's `PCA`): the directions in which rows differ most, each at right angles to those
//! before.
//!
//! They are the eigenvectors of the covariance of the columns, found by Jacobi's rotations (1846): slow for many hundred
//! columns, exact for tens. A direction has two signs: the largest of its numbers is positive, as in scikit-learn.

use serde::{Deserialize, Serialize};

use crate::error::{EngineError, Result};
use crate::math;
use crate::matrix::Matrix;
use crate::order;
use crate::work::{Meter, Pace};

/// Rounds of rotations at most: each squares what is left off the diagonal, so a handful do.
const ROUNDS: u32 = 60;

/// How many components are kept.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Keep {
    /// So many at most.
    Number(u32),
    /// As many as have more than this share of the variance, above 0 and below 1.
    Share(f64),
}

/// What was learned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    /// Mean of each column.
    pub mean: Vec<f64>,
    /// The directions, one after the other, `n_features` numbers each.
    pub components: Vec<Vec<f64>>,
    /// Variance of the rows along each (sample).
    pub explained_variance: Vec<f64>,
    /// That as a share of all variance; 0 if there is none.
    pub explained_variance_ratio: Vec<f64>,
    /// `√(variance · (n − 1))`.
    pub singular_values: Vec<f64>,
}

impl Keep {
    /// Learns from finite `x`, shape `(n_samples, n_features)`.
    ///
    /// # Errors
    /// [`EngineError::TooFewRows`] of fewer than two, [`EngineError::NotFinite`], [`EngineError::OutOfRange`].
    pub async fn fit(self, x: &Matrix, pace: &Pace) -> Result<Fitted> {
        let (n, d) = (x.n_rows(), x.n_cols());
        if n < 2 {
            return Err(EngineError::TooFewRows { what: "components".into(), needed: 2, found: n as u64 });
        }
        if x.values().iter().any(|value| !value.is_finite()) {
            return Err(EngineError::NotFinite { what: "x".into() });
        }
        match self {
            Self::Number(number) => {
                EngineError::unless_within("n_components", 1.0, f64::from(u32::MAX), f64::from(number))?;
            }
            Self::Share(share) => EngineError::unless_within("n_components", 1e-9, 1.0 - 1e-9, share)?,
        }
        let mean = column_means(x);
        let mut spread = covariance(x, &mean, pace).await;
        let turned = rotate(&mut spread, d, pace).await;
        let variances: Vec<f64> = (0..d).map(|j| spread[j * d + j].max(0.0)).collect();
        let all = math::sum(&variances);
        let (mut of_all, mut kept) = (0.0, Vec::new());
        for j in order::descending(&variances).into_iter().take(n.min(d)) {
            kept.push(j as usize);
            of_all += if all > 0.0 { variances[j as usize] / all } else { 0.0 };
            let enough = match self {
                Self::Number(number) => kept.len() >= number as usize,
                Self::Share(share) => of_all > share,
            };
            if enough {
                break;
            }
        }
        let explained_variance: Vec<f64> = kept.iter().map(|j| variances[*j]).collect();
        let ratio = |variance: &f64| if all > 0.0 { variance / all } else { 0.0 };
        let size = |variance: &f64| math::sqrt(variance * (n - 1) as f64);
        Ok(Fitted {
            mean,
            components: kept.iter().map(|j| direction(&turned, d, *j)).collect(),
            explained_variance_ratio: explained_variance.iter().map(ratio).collect(),
            singular_values: explained_variance.iter().map(size).collect(),
            explained_variance,
        })
    }
}

fn column_means(x: &Matrix) -> Vec<f64> {
    let column = |j: usize| (0..x.n_rows()).map(|i| x.row(i)[j]).collect::<Vec<f64>>();
    (0..x.n_cols()).map(|j| math::sum(&column(j)) / x.n_rows() as f64).collect()
}

/// The covariance of the columns (sample), row-major.
async fn covariance(x: &Matrix, mean: &[f64], pace: &Pace) -> Vec<f64> {
    let (n, d) = (x.n_rows(), x.n_cols());
    let (mut sums, mut meter) = (vec![0.0; d * d], Meter::default());
    for i in 0..n {
        let off: Vec<f64> = x.row(i).iter().zip(mean).map(|(value, mean)| value - mean).collect();
        for (j, own) in off.iter().enumerate() {
            sums[j * d..j * d + j + 1].iter_mut().zip(&off).for_each(|(sum, other)| *sum += own * other);
        }
        if meter.spend(d * d / 2 + d) {
            pace.pause().await;
        }
    }
    for j in 0..d {
        for k in 0..=j {
            let covariance = sums[j * d + k] / (n - 1) as f64;
            (sums[j * d + k], sums[k * d + j]) = (covariance, covariance);
        }
    }
    sums
}

/// Turns a symmetric matrix until nothing is left off its diagonal; returns the turns, whose column `j` belongs to
/// diagonal element `j`.
async fn rotate(a: &mut [f64], d: usize, pace: &Pace) -> Vec<f64> {
    let (mut turned, mut meter) = (vec![0.0; d * d], Meter::default());
    (0..d).for_each(|j| turned[j * d + j] = 1.0);
    let size = math::sqrt(math::dot(a, a));
    for _ in 0..ROUNDS {
        let mut largest = 0.0_f64;
        for p in 0..d {
            for q in p + 1..d {
                let off = a[p * d + q];
                largest = largest.max(off.abs());
                if off.abs() <= 1e-300 {
                    continue;
                }
                // The turn that makes this element 0 (Golub and Van Loan, Matrix Computations, 8.5).
                let theta = (a[q * d + q] - a[p * d + p]) / (2.0 * off);
                let t = 1.0 / (theta.abs() + math::sqrt(theta * theta + 1.0));
                let t = if theta < 0.0 { -t } else { t };
                let cosine = 1.0 / math::sqrt(t * t + 1.0);
                let sine = t * cosine;
                for k in 0..d {
                    turn(a, k * d + p, k * d + q, cosine, sine);
                    turn(&mut turned, k * d + p, k * d + q, cosine, sine);
                }
                (0..d).for_each(|k| turn(a, p * d + k, q * d + k, cosine, sine));
            }
            if meter.spend(12 * d * (d - p)) {
                pace.pause().await;
            }
        }
        if largest <= 1e-15 * size {
            break;
        }
    }
    turned
}

fn turn(values: &mut [f64], p: usize, q: usize, cosine: f64, sine: f64) {
    let (one, other) = (values[p], values[q]);
    (values[p], values[q]) = (cosine * one - sine * other, sine * one + cosine * other);
}

/// Column `j` of the turns, its largest number positive.
fn direction(turned: &[f64], d: usize, j: usize) -> Vec<f64> {
    let direction: Vec<f64> = (0..d).map(|k| turned[k * d + j]).collect();
    let largest = direction.iter().fold(0.0_f64, |most, v| if v.abs() > most.abs() { *v } else { most });
    direction.into_iter().map(|v| if largest < 0.0 { -v } else { v }).collect()
}

impl Fitted {
    /// Where rows lie along each component: shape `(n_samples, n_components)`.
    ///
    /// # Errors
    /// [`EngineError::LengthMismatch`] for another number of features.
    pub fn transform(&self, x: &Matrix) -> Result<Matrix> {
        check_width("features", self.mean.len(), x)?;
        let mut places = Vec::with_capacity(x.n_rows() * self.components.len());
        for i in 0..x.n_rows() {
            let off: Vec<f64> = x.row(i).iter().zip(&self.mean).map(|(value, mean)| value - mean).collect();
            places.extend(self.components.iter().map(|component| math::dot(&off, component)));
        }
        Matrix::new(x.n_rows(), self.components.len(), places)
    }

    /// The rows that lie at these places, as far as the components tell: shape `(n_samples, n_features)`.
    ///
    /// # Errors
    /// [`EngineError::LengthMismatch`] for another number of components.
    pub fn inverse_transform(&self, places: &Matrix) -> Result<Matrix> {
        check_width("components", self.components.len(), places)?;
        let mut values = Vec::with_capacity(places.n_rows() * self.mean.len());
        for i in 0..places.n_rows() {
            let mut row = self.mean.clone();
            for (place, component) in places.row(i).iter().zip(&self.components) {
                row.iter_mut().zip(component).for_each(|(value, direction)| *value += place * direction);
            }
            values.extend(row);
        }
        Matrix::new(places.n_rows(), self.mean.len(), values)
    }
}

fn check_width(what: &str, expected: usize, x: &Matrix) -> Result<()> {
    if x.n_cols() == expected {
        return Ok(());
    }
    let (expected, found) = (expected as u64, x.n_cols() as u64);
    Err(EngineError::LengthMismatch { what: what.into(), expected, found })
}
