//! The Yeo-Johnson transformation (scikit-learn's `PowerTransformer`), which bends a lopsided column towards a bell,
//! then mean 0 and standard deviation 1 (Yeo and Johnson 2000).
//!
//! `((x + 1)^λ - 1) / λ` from 0 up, `-((1 - x)^(2 - λ) - 1) / (2 - λ)` below, with logarithms where a divisor is 0. `λ`
//! is the most likely one if what comes out were normal.

use serde::{Deserialize, Serialize};

use super::columns::{Columns, map_numbers};
use crate::error::Result;
use crate::math;
use crate::note::Note;
use crate::table::{Kind, Table};
use crate::work::Pace;

/// Where `λ` is looked for.
const RANGE: (f64, f64) = (-5.0, 5.0);

/// Cuts of that range by the golden section: after these, `λ` stands to about 1e-9.
const CUTS: u32 = 48;

/// Which columns to transform.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Params {
    /// The columns (numbers).
    pub columns: Columns,
}

/// What was learned of one column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Power {
    /// Its name.
    pub column: String,
    /// The exponent; 1 leaves a column as it is.
    pub lambda: f64,
    /// Mean of the training values once bent.
    pub mean: f64,
    /// Their standard deviation (divisor n); 1 for a constant column.
    pub scale: f64,
}

/// What was learned of each column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    /// One a column.
    pub columns: Vec<Power>,
}

/// The Yeo-Johnson transformation of one number.
///
/// ```
/// use engine::prepare::power::yeo_johnson;
/// assert_eq!(yeo_johnson(3.0, 1.0), 3.0);
/// assert_eq!(yeo_johnson(-3.0, 1.0), -3.0);
/// ```
#[must_use]
pub fn yeo_johnson(x: f64, lambda: f64) -> f64 {
    bend(math::ln_1p(x.abs()), x < 0.0, lambda)
}

/// The same of `ln(1 + |x|)`, which does not change with `λ`.
fn bend(log: f64, negative: bool, lambda: f64) -> f64 {
    let exponent = if negative { 2.0 - lambda } else { lambda };
    let size = if exponent == 0.0 { log } else { math::exp_m1(exponent * log) / exponent };
    if negative { -size } else { size }
}

/// Mean and variance (divisor n).
fn moments(values: &[f64]) -> (f64, f64) {
    let mean = math::mean(values).unwrap_or(0.0);
    let squares: Vec<f64> = values.iter().map(|v| (v - mean) * (v - mean)).collect();
    (mean, math::mean(&squares).unwrap_or(0.0))
}

/// The training values of one column, made ready.
struct Values {
    /// `ln(1 + |x|)` and whether `x` is negative.
    logs: Vec<(f64, bool)>,
    /// Sum of the logarithms, each with the sign of `x`.
    sum: f64,
}

impl Values {
    fn of(values: &[f64]) -> Self {
        let present = values.iter().filter(|v| !v.is_nan());
        let logs: Vec<(f64, bool)> = present.map(|v| (math::ln_1p(v.abs()), *v < 0.0)).collect();
        let signed: Vec<f64> =
            logs.iter().map(|(log, negative)| if *negative { -log } else { *log }).collect();
        Self { sum: math::sum(&signed), logs }
    }

    fn bent(&self, lambda: f64) -> Vec<f64> {
        self.logs.iter().map(|(log, negative)| bend(*log, *negative, lambda)).collect()
    }

    /// The log likelihood up to a constant; `-∞` where rounding has eaten the spread.
    fn likelihood(&self, lambda: f64) -> f64 {
        let (mean, variance) = moments(&self.bent(lambda));
        if !variance.is_finite() || variance <= 1e-20 * mean * mean {
            return f64::NEG_INFINITY;
        }
        -0.5 * self.logs.len() as f64 * math::ln(variance) + (lambda - 1.0) * self.sum
    }

    /// The likeliest `λ`, by golden section.
    async fn lambda(&self, pace: &Pace) -> f64 {
        let golden = 0.5 * (math::sqrt(5.0) - 1.0);
        let (mut low, mut high) = RANGE;
        let (mut left, mut right) = (high - golden * (high - low), low + golden * (high - low));
        pace.pause().await;
        let mut at_left = self.likelihood(left);
        pace.pause().await;
        let mut at_right = self.likelihood(right);
        for _ in 0..CUTS {
            pace.pause().await;
            if at_left >= at_right {
                (high, right, at_right) = (right, left, at_left);
                left = high - golden * (high - low);
                at_left = self.likelihood(left);
            } else {
                (low, left, at_left) = (left, right, at_right);
                right = low + golden * (high - low);
                at_right = self.likelihood(right);
            }
        }
        0.5 * (low + high)
    }
}

impl Params {
    /// Learns exponents, means and standard deviations, missing values left aside; a step of work a try.
    ///
    /// # Errors
    /// A column that is not there or no number.
    pub async fn fit(&self, table: &Table, notes: &mut Vec<Note>, pace: &Pace) -> Result<Fitted> {
        let mut columns = Vec::new();
        for column in self.columns.resolve(table, &[Kind::Number])? {
            let values = Values::of(table.numbers(&column)?);
            let constant = values.logs.iter().all(|v| *v == values.logs[0]);
            let lambda = if constant { 1.0 } else { values.lambda(pace).await };
            pace.pause().await;
            let (mean, variance) = moments(&values.bent(lambda));
            if constant {
                notes.push(Note::ConstantColumn { column: column.clone() });
            }
            let scale = if variance > 0.0 { math::sqrt(variance) } else { 1.0 };
            columns.push(Power { column, lambda, mean, scale });
        }
        Ok(Fitted { columns })
    }
}

impl Fitted {
    /// Transforms any rows; missing values stay missing.
    ///
    /// # Errors
    /// A column that is not there or no number.
    pub async fn transform(&self, table: &Table, pace: &Pace) -> Result<Table> {
        map_numbers(
            table,
            pace,
            &self.columns,
            |p| &p.column,
            |p, v| (yeo_johnson(v, p.lambda) - p.mean) / p.scale,
        )
        .await
    }
}
