//! How a model's answer moves with one feature.

use serde::{Deserialize, Serialize};

use super::{check_column, out_of_range, too_few};
use crate::error::{EngineError, Result};
use crate::math;
use crate::matrix::Matrix;
use crate::models::Model;
use crate::task::Task;
use crate::work::{BLOCK, Pace};

/// How the answer moves if one feature is set to the same value in all rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PartialDependence {
    /// The values it is set to.
    pub grid: Vec<f64>,
    /// The mean probability of yes, or the mean number, at each of them.
    pub average: Vec<f64>,
    /// The same of the first rows, row by row (individual conditional expectation).
    pub individual: Vec<Vec<f64>>,
}

/// Partial dependence (Friedman 2001; scikit-learn's `partial_dependence`, `method="brute"`): the mean answer with
/// `column` set to each of `grid_resolution` values between its 5 % and 95 % quantiles, and the answers of the first
/// `n_individual` rows.
///
/// # Errors
/// Those of [`partial_dependence_at`], [`EngineError::OutOfRange`] for fewer than two values,
/// [`EngineError::NotFinite`] for a column without two different quantiles.
pub async fn partial_dependence(
    model: &Model,
    x: &Matrix,
    column: u32,
    grid_resolution: u32,
    n_individual: u32,
    pace: &Pace,
) -> Result<PartialDependence> {
    check_column(x, column)?;
    if grid_resolution < 2 {
        return Err(out_of_range("grid_resolution", 2, u32::MAX, grid_resolution));
    }
    let at = column as usize;
    let sorted = math::sorted_present(&(0..x.n_rows()).map(|i| x.row(i)[at]).collect::<Vec<f64>>());
    let (Some(low), Some(high)) = (quantile(&sorted, 0.05), quantile(&sorted, 0.95)) else {
        return Err(too_few());
    };
    if !(low < high && (high - low).is_finite()) {
        return Err(EngineError::NotFinite { what: "grid".into() });
    }
    let value = |k: u32| low + (high - low) * (f64::from(k) / f64::from(grid_resolution - 1));
    let grid: Vec<f64> = (0..grid_resolution).map(value).collect();
    partial_dependence_at(model, x, column, &grid, n_individual, pace).await
}

/// The same at given values (scikit-learn's `custom_values`), of yes or no or of numbers.
///
/// # Errors
/// Those of [`Model::predict`], [`EngineError::OutOfRange`] for a column that is not there,
/// [`EngineError::TooFewRows`], [`EngineError::Unsupported`] of several classes.
pub async fn partial_dependence_at(
    model: &Model,
    x: &Matrix,
    column: u32,
    grid: &[f64],
    n_individual: u32,
    pace: &Pace,
) -> Result<PartialDependence> {
    check_column(x, column)?;
    if model.task() == Task::Multiclass {
        return Err(EngineError::Unsupported { what: "partial_dependence for multiclass".into() });
    }
    if x.n_rows() == 0 {
        return Err(too_few());
    }
    let n_individual = x.n_rows().min(n_individual as usize);
    let mut found = PartialDependence {
        grid: grid.to_vec(),
        average: Vec::new(),
        individual: vec![Vec::new(); n_individual],
    };
    let mut moved = x.clone();
    for (k, value) in grid.iter().enumerate() {
        for i in 0..x.n_rows() {
            moved.set(i, column as usize, *value);
            if i % (4 * BLOCK) == 0 {
                pace.pause().await;
            }
        }
        let scores = model.predict(&moved, pace).await?.into_values();
        found.individual.iter_mut().zip(&scores).for_each(|(line, score)| line.push(*score));
        found.average.push(math::sum(&scores) / scores.len() as f64);
        pace.rest("explain", k + 1, Some(grid.len()), None).await;
    }
    Ok(found)
}

/// The `q`-quantile of sorted values as scipy's `mquantiles` has it (`alphap = betap = 0.4`); `None` of nothing.
fn quantile(sorted: &[f64], q: f64) -> Option<f64> {
    let n = sorted.len() as f64;
    let last = sorted.len().checked_sub(1)?;
    // One-based, between the first and the last.
    let at = (n * q + 0.4 + q * 0.2).clamp(1.0, n);
    let below = (at.floor() as usize - 1).min(last);
    let share = at - at.floor();
    Some((1.0 - share) * sorted[below] + share * sorted[(below + 1).min(last)])
}
