//! Target encoding (scikit-learn's `TargetEncoder`): a level becomes the mean target of its training rows, drawn
//! towards the mean of all (Micci-Barreca 2001): `(sum of y + smooth · mean) / (rows + smooth)`.
//!
//! A training row that sees its own target in its encoding has the answer before it. Training rows are therefore
//! **cross-fitted**: row `i` belongs to fold `i mod cv`, and is encoded by what the other folds say. Other rows are
//! encoded by all training rows. A missing value counts as a level; what no training row had becomes the mean.

use serde::{Deserialize, Serialize};

use super::columns::{Columns, made_from, map_columns};
pub use super::levels::Fitted;
use super::levels::Numbered;
use crate::error::{EngineError, Result};
use crate::table::levels::met;
use crate::table::{Column, Kind, Table};

/// Which columns to encode, and how carefully.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Params {
    /// The columns (categories).
    pub columns: Columns,
    /// How many rows of the mean each level is mixed with, 0 or more: the more, the less a rare level says.
    pub smooth: f64,
    /// Folds of the cross-fitting, 2 to 100.
    pub cv: u32,
}

/// Sums over the rows of some folds.
#[derive(Clone, Copy, Default)]
struct Sums {
    rows: f64,
    y: f64,
}

impl Sums {
    fn add(&mut self, y: f64) {
        self.rows += 1.0;
        self.y += y;
    }

    fn without(self, other: Self) -> Self {
        Self { rows: self.rows - other.rows, y: self.y - other.y }
    }

    /// The mean; 0 of nothing.
    fn mean(self) -> f64 {
        if self.rows > 0.0 { self.y / self.rows } else { 0.0 }
    }

    fn smoothed(self, smooth: f64, mean: f64) -> f64 {
        let rows = self.rows + smooth;
        if rows > 0.0 { (self.y + smooth * mean) / rows } else { mean }
    }
}

impl Params {
    /// Learns from all training rows; `y` has a target a row.
    ///
    /// # Errors
    /// A column that is not there or no category; [`EngineError::LengthMismatch`] for `y`,
    /// [`EngineError::OutOfRange`] for `smooth` or `cv`.
    pub fn fit(&self, table: &Table, y: &[f64]) -> Result<Fitted> {
        self.check(table, y)?;
        let mut columns = Vec::new();
        for column in self.columns.resolve(table, &[Kind::Category])? {
            let (levels, codes) = table.categories(&column)?;
            let mut all = Sums::default();
            // The last is for what is missing.
            let mut sums = vec![Sums::default(); levels.len() + 1];
            for (code, y) in codes.iter().zip(y) {
                all.add(*y);
                sums[(*code as usize).min(levels.len())].add(*y);
            }
            let number = |i: usize| sums[i].smoothed(self.smooth, all.mean());
            let order = met(levels, codes);
            let named = order.iter().map(|c| (levels[*c as usize].clone(), number(*c as usize)));
            columns.push(Numbered {
                column,
                levels: named.collect(),
                missing: Some(if sums[levels.len()].rows > 0.0 { number(levels.len()) } else { all.mean() }),
                unseen: all.mean(),
            });
        }
        Ok(Fitted { columns })
    }

    /// Encodes the training rows themselves, each by what the folds it is not in say.
    ///
    /// # Errors
    /// As [`Params::fit`].
    pub fn cross_fit(&self, table: &Table, y: &[f64]) -> Result<Table> {
        self.check(table, y)?;
        let names = self.columns.resolve(table, &[Kind::Category])?;
        map_columns(table, |column| {
            if !names.contains(&column.name) {
                return Ok(None);
            }
            Ok(Some(vec![made_from(column, column.name.clone(), self.encode(table, column, y)?)]))
        })
    }

    fn encode(&self, table: &Table, column: &Column, y: &[f64]) -> Result<Vec<f64>> {
        let (levels, codes) = table.categories(&column.name)?;
        let (cv, width) = (self.cv as usize, levels.len() + 1);
        let place = |code: u32| (code as usize).min(levels.len());
        // By fold and level, and over each.
        let mut cells = vec![Sums::default(); cv * width];
        let (mut by_level, mut by_fold) = (vec![Sums::default(); width], vec![Sums::default(); cv]);
        let mut all = Sums::default();
        for (i, (code, y)) in codes.iter().zip(y).enumerate() {
            let (fold, level) = (i % cv, place(*code));
            cells[fold * width + level].add(*y);
            by_level[level].add(*y);
            by_fold[fold].add(*y);
            all.add(*y);
        }
        let value = |(i, code): (usize, &u32)| {
            let (fold, level) = (i % cv, place(*code));
            let others = by_level[level].without(cells[fold * width + level]);
            let mean = all.without(by_fold[fold]).mean();
            if others.rows > 0.0 { others.smoothed(self.smooth, mean) } else { mean }
        };
        Ok(codes.iter().enumerate().map(value).collect())
    }

    fn check(&self, table: &Table, y: &[f64]) -> Result<()> {
        EngineError::unless_within("smooth", 0.0, 1e9, self.smooth)?;
        EngineError::unless_within("cv", 2.0, 100.0, f64::from(self.cv))?;
        if y.len() == table.n_rows() {
            return Ok(());
        }
        let (expected, found) = (table.n_rows() as u64, y.len() as u64);
        Err(EngineError::LengthMismatch { what: "y".into(), expected, found })
    }
}
