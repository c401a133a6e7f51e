//! The numbers models eat.

use crate::error::{EngineError, Result};
use crate::work::{BLOCK, Pace, at_once};

/// Levels a column can have at most: with one more for what is missing they are as many as a byte can tell apart
/// (scikit-learn's limit too).
pub const MOST_LEVELS: u32 = 255;

/// A dense matrix, row-major, shape `(n_samples, n_features)`.
///
/// A column holds numbers, or levels by their number from 0 on: see [`Matrix::with_levels`].
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Matrix {
    n_rows: usize,
    n_cols: usize,
    values: Vec<f64>,
    /// How many levels each column has, `None` if it holds numbers; empty if all do.
    levels: Vec<Option<u32>>,
}

impl Matrix {
    /// A matrix from its values, row after row.
    ///
    /// # Errors
    /// [`EngineError::LengthMismatch`] if there are not `n_rows * n_cols` values.
    pub fn new(n_rows: usize, n_cols: usize, values: Vec<f64>) -> Result<Self> {
        if values.len() != n_rows * n_cols {
            return Err(EngineError::LengthMismatch {
                what: "matrix".into(),
                expected: (n_rows * n_cols) as u64,
                found: values.len() as u64,
            });
        }
        Ok(Self { n_rows, n_cols, values, levels: Vec::new() })
    }

    /// A matrix from equally long columns.
    ///
    /// # Errors
    /// [`EngineError::LengthMismatch`] if a column has another length than `n_rows`.
    pub fn from_columns(n_rows: usize, columns: &[&[f64]]) -> Result<Self> {
        at_once(Self::from_columns_in_steps(n_rows, columns, &Pace::default()))
    }

    /// The same, in steps.
    ///
    /// # Errors
    /// As [`Matrix::from_columns`].
    pub async fn from_columns_in_steps(n_rows: usize, columns: &[&[f64]], pace: &Pace) -> Result<Self> {
        for (j, column) in columns.iter().enumerate() {
            if column.len() != n_rows {
                return Err(EngineError::LengthMismatch {
                    what: format!("column {j}"),
                    expected: n_rows as u64,
                    found: column.len() as u64,
                });
            }
        }
        let mut values = Vec::with_capacity(n_rows * columns.len());
        for begin in (0..n_rows).step_by(BLOCK) {
            for i in begin..n_rows.min(begin + BLOCK) {
                values.extend(columns.iter().map(|column| column[i]));
            }
            pace.pause().await;
        }
        Ok(Self { n_rows, n_cols: columns.len(), values, levels: Vec::new() })
    }

    /// The same, but some columns hold levels, of which the number has no size: only trees can read them. `levels` says
    /// for each column how many it has, or `None`. What is none of its levels becomes missing (`NaN`).
    ///
    /// # Errors
    /// [`EngineError::LengthMismatch`] for another number of columns, [`EngineError::OutOfRange`] for more than
    /// [`MOST_LEVELS`].
    pub fn with_levels(mut self, levels: Vec<Option<u32>>) -> Result<Self> {
        if levels.len() != self.n_cols {
            let (expected, found) = (self.n_cols as u64, levels.len() as u64);
            return Err(EngineError::LengthMismatch { what: "levels".into(), expected, found });
        }
        for (j, n) in levels.iter().enumerate() {
            let Some(n) = n.map(f64::from) else { continue };
            EngineError::unless_within("levels", 0.0, f64::from(MOST_LEVELS), n)?;
            for value in self.values.iter_mut().skip(j).step_by(levels.len()) {
                if !(*value >= 0.0 && *value < n && value.fract() == 0.0) {
                    *value = f64::NAN;
                }
            }
        }
        self.levels = if levels.iter().any(Option::is_some) { levels } else { Vec::new() };
        Ok(self)
    }

    /// Other rows of the same columns.
    ///
    /// # Errors
    /// As [`Matrix::new`].
    pub fn with_values(&self, n_rows: usize, values: Vec<f64>) -> Result<Self> {
        Ok(Self { levels: self.levels.clone(), ..Self::new(n_rows, self.n_cols, values)? })
    }

    /// How many levels column `j` has; `None` if it holds numbers.
    #[must_use]
    pub fn levels(&self, j: usize) -> Option<u32> {
        self.levels.get(j).copied().flatten()
    }

    /// The first column of levels.
    #[must_use]
    pub fn first_of_levels(&self) -> Option<usize> {
        self.levels.iter().position(Option::is_some)
    }

    /// Number of rows (samples).
    #[must_use]
    pub fn n_rows(&self) -> usize {
        self.n_rows
    }

    /// Number of columns (features).
    #[must_use]
    pub fn n_cols(&self) -> usize {
        self.n_cols
    }

    /// Row `i`.
    #[must_use]
    pub fn row(&self, i: usize) -> &[f64] {
        &self.values[i * self.n_cols..(i + 1) * self.n_cols]
    }

    /// Sets a single value.
    pub fn set(&mut self, row: usize, column: usize, value: f64) {
        self.values[row * self.n_cols + column] = value;
    }

    /// All values, row after row.
    #[must_use]
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// The same, taken out.
    #[must_use]
    pub fn into_values(self) -> Vec<f64> {
        self.values
    }

    /// The rows `rows`, in that order.
    #[must_use]
    pub fn take(&self, rows: &[u32]) -> Self {
        let mut values = Vec::with_capacity(rows.len() * self.n_cols);
        rows.iter().for_each(|r| values.extend_from_slice(self.row(*r as usize)));
        Self { n_rows: rows.len(), n_cols: self.n_cols, values, levels: self.levels.clone() }
    }
}
