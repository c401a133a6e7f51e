//! A curve for yes, or one for each class, on what a model says (scikit-learn's `CalibratedClassifierCV` with
//! `ensemble=False`): each class is put right by itself against all others, and what is then said of a row is brought to
//! the sum of one.

use serde::{Deserialize, Serialize};

use super::{Calibrator, Method};
use crate::error::{EngineError, Result};
use crate::math;
use crate::matrix::Matrix;
use crate::work::{Meter, Pace};

/// What a logarithm and a power cost, in visits of a number.
const COST: usize = 30;

/// The curves that belong to a model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Curves {
    /// One for yes; of several classes one each, in order, and none for a class of too few rows, which keeps what the
    /// model says.
    pub curves: Vec<Option<Calibrator>>,
    /// Whether they go by log-odds; else by probabilities.
    pub log_odds: bool,
}

impl Curves {
    /// Learns from what models said of rows that they had not learned from, shape `(n_samples, n_outputs)`, and what
    /// these were, `y`. Of yes and of no, and of each class that gets a curve, there must be `least` rows.
    ///
    /// # Errors
    /// [`EngineError::TooFewRows`] of the rarer of yes and no, or if no class has so many;
    /// what [`Method::fit`] refuses.
    pub async fn fit(
        method: Method,
        said: &Matrix,
        y: &[f64],
        log_odds: bool,
        least: usize,
        pace: &Pace,
    ) -> Result<Self> {
        let binary = said.n_cols() == 1;
        let mut found = Self { curves: Vec::with_capacity(said.n_cols()), log_odds };
        let (mut most, mut meter) = (0, Meter::default());
        for class in 0..said.n_cols() {
            let name = if binary { 1.0 } else { class as f64 };
            let here: Vec<f64> = y.iter().map(|y| f64::from(u8::from(*y == name))).collect();
            let n = here.iter().filter(|here| **here == 1.0).count();
            let rarer = n.min(here.len() - n);
            most = most.max(rarer);
            found.curves.push(if rarer < least {
                None
            } else {
                let mut scores = Vec::with_capacity(y.len());
                for i in 0..y.len() {
                    scores.push(found.score(said.row(i)[class]));
                    if meter.spend(COST) {
                        pace.pause().await;
                    }
                }
                Some(method.fit(&scores, &here, None, pace).await?)
            });
        }
        if most < least {
            let (needed, found) = (least as u64, most as u64);
            return Err(EngineError::TooFewRows { what: "calibration".into(), needed, found });
        }
        Ok(found)
    }

    /// What is said in the place of what the model says, of the same shape.
    ///
    /// # Errors
    /// None in practice; see [`Matrix::new`].
    pub async fn apply(&self, said: &Matrix, pace: &Pace) -> Result<Matrix> {
        let (n, k) = (said.n_rows(), said.n_cols());
        let (mut values, mut meter) = (said.values().to_vec(), Meter::default());
        for class in 0..k {
            for row in values.chunks_exact_mut(k) {
                row[class] = self.says(class, row[class]);
                if meter.spend(COST) {
                    pace.pause().await;
                }
            }
        }
        for row in values.chunks_exact_mut(k).filter(|_| k > 1) {
            let sum = math::sum(row);
            row.iter_mut().for_each(|p| *p = if sum > 0.0 { (*p / sum).min(1.0) } else { 1.0 / k as f64 });
            if meter.spend(4 * k) {
                pace.pause().await;
            }
        }
        Matrix::new(n, k, values)
    }

    /// What the curve of `class` makes of a probability, before all are brought to the sum of one.
    #[must_use]
    pub fn says(&self, class: usize, p: f64) -> f64 {
        self.curves[class].as_ref().map_or(p, |curve| curve.at(self.score(p)))
    }

    /// A probability in the unit that the curves go by. One that rounds to 0 or 1 has log-odds all the same.
    fn score(&self, p: f64) -> f64 {
        if !self.log_odds {
            return p;
        }
        let p = p.clamp(f64::EPSILON, 1.0 - f64::EPSILON);
        math::ln(p / (1.0 - p))
    }
}
