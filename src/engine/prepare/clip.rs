//! Clipping (winsorising): what lies beyond a limit is moved onto it.
//!
//! The limits are the learner's, or learned: Tukey's fences, `k` interquartile ranges beyond the quartiles, or two
//! quantiles (scipy's `winsorize`).

use serde::{Deserialize, Serialize};

use super::columns::{Columns, map_numbers};
use crate::error::{EngineError, Result};
use crate::math;
use crate::table::{Kind, Table};
use crate::work::Pace;

/// Where the limits lie.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Limits {
    /// Where the learner puts them, in the columns' unit; `None` is no limit on that side.
    Given {
        /// The smallest value allowed.
        lower: Option<f64>,
        /// The largest value allowed.
        upper: Option<f64>,
    },
    /// `k` interquartile ranges below the lower and above the upper quartile of the training rows (Tukey 1977: 1.5).
    Iqr {
        /// How many, 0 or more.
        k: f64,
    },
    /// Two quantiles of the training rows, by linear interpolation.
    Quantiles {
        /// The share below the lower limit, 0 to 1.
        lower: f64,
        /// The share below the upper limit, from `lower` to 1.
        upper: f64,
    },
}

/// Which columns to clip, and where.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Params {
    /// The columns (numbers).
    pub columns: Columns,
    /// The limits.
    pub limits: Limits,
}

/// The limits of one column; `None` is none on that side.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Clipped {
    /// Its name.
    pub column: String,
    /// The smallest value let through, in the column's unit.
    pub lower: Option<f64>,
    /// The largest.
    pub upper: Option<f64>,
}

/// The limits of each column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    /// One a column.
    pub columns: Vec<Clipped>,
}

impl Params {
    /// Learns the limits; a column without any training value gets none.
    ///
    /// # Errors
    /// A column that is not there or no number; limits out of order or out of range
    /// ([`EngineError::OutOfRange`]).
    pub async fn fit(&self, table: &Table, pace: &Pace) -> Result<Fitted> {
        match &self.limits {
            Limits::Given { lower: Some(lower), upper: Some(upper) } => {
                EngineError::unless_within("upper", *lower, f64::MAX, *upper)?;
            }
            Limits::Given { .. } => {}
            Limits::Iqr { k } => EngineError::unless_within("k", 0.0, 1e6, *k)?,
            Limits::Quantiles { lower, upper } => {
                EngineError::unless_within("lower", 0.0, 1.0, *lower)?;
                EngineError::unless_within("upper", *lower, 1.0, *upper)?;
            }
        }
        let mut columns = Vec::new();
        for column in self.columns.resolve(table, &[Kind::Number])? {
            pace.pause().await;
            let sorted = math::sorted_present(table.numbers(&column)?);
            let (lower, upper) = self.limits.of(&sorted);
            columns.push(Clipped { column, lower, upper });
        }
        Ok(Fitted { columns })
    }
}

impl Limits {
    fn of(&self, sorted: &[f64]) -> (Option<f64>, Option<f64>) {
        let quantile = |q| math::quantile_sorted(sorted, q);
        match self {
            Self::Given { lower, upper } => (*lower, *upper),
            Self::Quantiles { lower, upper } => (quantile(*lower), quantile(*upper)),
            Self::Iqr { k } => match (quantile(0.25), quantile(0.75)) {
                (Some(q1), Some(q3)) => (Some(q1 - k * (q3 - q1)), Some(q3 + k * (q3 - q1))),
                _ => (None, None),
            },
        }
    }
}

impl Fitted {
    /// Clips any rows; missing values stay missing.
    ///
    /// # Errors
    /// A column that is not there or no number.
    pub async fn transform(&self, table: &Table, pace: &Pace) -> Result<Table> {
        map_numbers(
            table,
            pace,
            &self.columns,
            |c| &c.column,
            |c, v| {
                let v = c.lower.map_or(v, |lower| v.max(lower));
                c.upper.map_or(v, |upper| v.min(upper))
            },
        )
        .await
    }
}
