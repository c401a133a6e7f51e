//! How far predicted numbers are from what came: scikit-learn's names and definitions.
//!
//! [`Predicted`] checks the numbers once; every score is a function of it. What is undefined (an R² where every
//! true number is the same, a logarithm of a negative number) is `None`, where scikit-learn says 0 or 1, or fails.

use std::rc::Rc;

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::math;
use crate::metrics::confusion::ratio;
use crate::metrics::scored::{check_weight, finite, same_length};
use crate::order;

/// True and predicted numbers of the same rows, in the target's unit, and sample weights.
#[derive(Clone, Debug)]
pub struct Predicted {
    y_true: Rc<[f64]>,
    y_pred: Rc<[f64]>,
    sample_weight: Option<Vec<f64>>,
    total: f64,
}

/// Every score of [`Predicted`]; `None` where the score is undefined, all of them without rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RegressionScores {
    /// Mean of `true − predicted`, in the target's unit: above 0, the model says too little.
    pub mean_error: Option<f64>,
    /// Mean size of the error, in the target's unit.
    pub mean_absolute_error: Option<f64>,
    /// Half of the rows miss by no more than this, in the target's unit.
    pub median_absolute_error: Option<f64>,
    /// The largest miss, in the target's unit.
    pub max_error: Option<f64>,
    /// Mean squared error, in the target's unit squared.
    pub mean_squared_error: Option<f64>,
    /// Root of the mean squared error, in the target's unit.
    pub root_mean_squared_error: Option<f64>,
    /// Share of the squared distance from the mean that the model explains.
    pub r2: Option<f64>,
    /// The same, with the mean error forgiven.
    pub explained_variance: Option<f64>,
    /// Share of the absolute distance from the median that the model explains.
    pub d2_absolute_error: Option<f64>,
    /// Mean size of the error as a share of the true number.
    pub mean_absolute_percentage_error: Option<f64>,
    /// Root of the mean squared error of `ln(1 + y)`.
    pub root_mean_squared_log_error: Option<f64>,
}

impl Predicted {
    /// Checks.
    ///
    /// # Errors
    /// [`crate::error::EngineError::LengthMismatch`], [`crate::error::EngineError::NotFinite`],
    /// [`crate::error::EngineError::OutOfRange`] for a negative weight.
    ///
    /// ```
    /// use engine::metrics::regression::Predicted;
    /// let predicted = Predicted::new(&[1.0, 2.0, 6.0], &[2.0, 2.0, 3.0], None)?;
    /// assert_eq!(predicted.mean_absolute_error(), Some(4.0 / 3.0));
    /// assert_eq!(predicted.median_absolute_error(), Some(1.0));
    /// # Ok::<(), engine::error::EngineError>(())
    /// ```
    pub fn new(y_true: &[f64], y_pred: &[f64], sample_weight: Option<&[f64]>) -> Result<Self> {
        same_length("y_pred", y_true.len(), y_pred.len())?;
        finite("y_true", y_true)?;
        finite("y_pred", y_pred)?;
        check_weight(y_true.len(), sample_weight)?;
        let total = sample_weight.map_or(y_true.len() as f64, math::sum);
        Ok(Self {
            y_true: y_true.into(),
            y_pred: y_pred.into(),
            sample_weight: sample_weight.map(Into::into),
            total,
        })
    }

    /// A bootstrap resample: each row weighs as often as `rows` draws it. The numbers are shared, not copied.
    #[must_use]
    pub fn resample(&self, rows: &[u32]) -> Self {
        let mut weight = vec![0.0; self.n_samples()];
        for row in rows {
            weight[*row as usize] += self.weight(*row as usize);
        }
        Self { total: math::sum(&weight), sample_weight: Some(weight), ..self.clone() }
    }

    /// Number of rows.
    #[must_use]
    pub fn n_samples(&self) -> usize {
        self.y_true.len()
    }

    /// `true − predicted` of each row.
    #[must_use]
    pub fn errors(&self) -> Vec<f64> {
        self.y_true.iter().zip(&*self.y_pred).map(|(t, p)| t - p).collect()
    }

    /// Mean of `true − predicted`; 0 says only that both kinds of error are of one size.
    #[must_use]
    pub fn mean_error(&self) -> Option<f64> {
        self.mean(|t, p| t - p)
    }

    /// Mean `|true − predicted|`.
    #[must_use]
    pub fn mean_absolute_error(&self) -> Option<f64> {
        self.mean(|t, p| (t - p).abs())
    }

    /// Mean `(true − predicted)²`.
    #[must_use]
    pub fn mean_squared_error(&self) -> Option<f64> {
        self.mean(|t, p| (t - p) * (t - p))
    }

    /// Root of [`Predicted::mean_squared_error`].
    #[must_use]
    pub fn root_mean_squared_error(&self) -> Option<f64> {
        self.mean_squared_error().map(math::sqrt)
    }

    /// The median of `|true − predicted|`; with weights, the averaged weighted one.
    #[must_use]
    pub fn median_absolute_error(&self) -> Option<f64> {
        self.median(&self.errors().iter().map(|e| e.abs()).collect::<Vec<f64>>())
    }

    /// The largest `|true − predicted|` among rows of a weight above 0.
    #[must_use]
    pub fn max_error(&self) -> Option<f64> {
        let errors = self.errors();
        let counted = (0..errors.len()).filter(|i| self.weight(*i) > 0.0).map(|i| errors[i].abs());
        counted.fold(None, |worst: Option<f64>, e| Some(worst.map_or(e, |w| w.max(e))))
    }

    /// `1 − Σ (true − predicted)² / Σ (true − mean)²`; `None` with fewer than two rows or if every true number is
    /// the same: then there is nothing to explain.
    #[must_use]
    pub fn r2(&self) -> Option<f64> {
        let mean = self.mean(|t, _| t)?;
        self.explained(self.mean_squared_error()?, self.mean(|t, _| (t - mean) * (t - mean))?)
    }

    /// `1 − variance of the errors / variance of the true numbers`: R² if the model's mean error is forgiven.
    #[must_use]
    pub fn explained_variance(&self) -> Option<f64> {
        let (mean, bias) = (self.mean(|t, _| t)?, self.mean_error()?);
        let left = self.mean(|t, p| (t - p - bias) * (t - p - bias))?;
        self.explained(left, self.mean(|t, _| (t - mean) * (t - mean))?)
    }

    /// `1 − Σ |true − predicted| / Σ |true − median|`.
    #[must_use]
    pub fn d2_absolute_error(&self) -> Option<f64> {
        let median = self.median(&self.y_true)?;
        self.explained(self.mean_absolute_error()?, self.mean(|t, _| (t - median).abs())?)
    }

    /// Mean `|true − predicted| / |true|`; `None` if a true number is 0. A miss of a small number counts for much.
    #[must_use]
    pub fn mean_absolute_percentage_error(&self) -> Option<f64> {
        if self.y_true.contains(&0.0) { None } else { self.floored_percentage_error(0.0) }
    }

    /// The same with no true number counted as smaller than `floor`; scikit-learn's floor is 2⁻⁵², which makes the
    /// score astronomical as soon as a true number is 0.
    #[must_use]
    pub fn floored_percentage_error(&self, floor: f64) -> Option<f64> {
        self.mean(|t, p| (t - p).abs() / t.abs().max(floor))
    }

    /// Mean `max(α (true − predicted), (α − 1)(true − predicted))`: least for the quantile `alpha` in [0, 1].
    #[must_use]
    pub fn mean_pinball_loss(&self, alpha: f64) -> Option<f64> {
        if !(0.0..=1.0).contains(&alpha) {
            return None;
        }
        self.mean(|t, p| (alpha * (t - p)).max((alpha - 1.0) * (t - p)))
    }

    /// Mean `(ln(1 + true) − ln(1 + predicted))²`; `None` if a number is −1 or below.
    #[must_use]
    pub fn mean_squared_log_error(&self) -> Option<f64> {
        if self.y_true.iter().chain(&*self.y_pred).any(|y| *y <= -1.0) {
            return None;
        }
        self.mean(|t, p| {
            let gap = math::ln_1p(t) - math::ln_1p(p);
            gap * gap
        })
    }

    /// Root of [`Predicted::mean_squared_log_error`].
    #[must_use]
    pub fn root_mean_squared_log_error(&self) -> Option<f64> {
        self.mean_squared_log_error().map(math::sqrt)
    }

    /// Mean `2 (true ln(true / predicted) − true + predicted)`, for counts; `None` if a true number is below 0 or a
    /// predicted one not above 0.
    #[must_use]
    pub fn mean_poisson_deviance(&self) -> Option<f64> {
        if self.y_true.iter().any(|t| *t < 0.0) || self.y_pred.iter().any(|p| *p <= 0.0) {
            return None;
        }
        let times_ln = |t: f64, p: f64| if t == 0.0 { 0.0 } else { t * math::ln(t / p) };
        self.mean(|t, p| 2.0 * (times_ln(t, p) - t + p))
    }

    /// Mean `2 (ln(predicted / true) + true / predicted − 1)`, for sizes; `None` if a number is not above 0.
    #[must_use]
    pub fn mean_gamma_deviance(&self) -> Option<f64> {
        if self.y_true.iter().chain(&*self.y_pred).any(|y| *y <= 0.0) {
            return None;
        }
        self.mean(|t, p| 2.0 * (math::ln(p / t) + t / p - 1.0))
    }

    /// All scores at once.
    #[must_use]
    pub fn scores(&self) -> RegressionScores {
        RegressionScores {
            mean_error: self.mean_error(),
            mean_absolute_error: self.mean_absolute_error(),
            median_absolute_error: self.median_absolute_error(),
            max_error: self.max_error(),
            mean_squared_error: self.mean_squared_error(),
            root_mean_squared_error: self.root_mean_squared_error(),
            r2: self.r2(),
            explained_variance: self.explained_variance(),
            d2_absolute_error: self.d2_absolute_error(),
            mean_absolute_percentage_error: self.mean_absolute_percentage_error(),
            root_mean_squared_log_error: self.root_mean_squared_log_error(),
        }
    }

    fn weight(&self, i: usize) -> f64 {
        self.sample_weight.as_ref().map_or(1.0, |w| w[i])
    }

    fn mean(&self, of: impl Fn(f64, f64) -> f64) -> Option<f64> {
        let row = |i: usize| self.weight(i) * of(self.y_true[i], self.y_pred[i]);
        ratio(math::sum(&(0..self.n_samples()).map(row).collect::<Vec<_>>()), self.total)
    }

    fn explained(&self, left: f64, all: f64) -> Option<f64> {
        if self.n_samples() < 2 { None } else { Some(1.0 - ratio(left, all)?) }
    }

    /// The value up to which half of the weight lies, averaged with the next where it is exactly half.
    fn median(&self, values: &[f64]) -> Option<f64> {
        let half = self.total / 2.0;
        let (mut sum, mut exact) = (0.0, None);
        for (value, row) in order::sorted(values) {
            let weight = self.weight(row as usize);
            if weight == 0.0 {
                continue;
            }
            if let Some(below) = exact {
                return Some((below + value) / 2.0);
            }
            sum += weight;
            if sum > half {
                return Some(value);
            }
            exact = (sum == half).then_some(value);
        }
        None
    }
}
