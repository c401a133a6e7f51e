//! Target encoding (scikit-learn's `TargetEncoder`): a level becomes the mean target of its training rows, drawn
//! towards the mean of all (Micci-Barreca 2001): `(sum of y + smooth · mean) / (rows + smooth)`.
//!
//! A training row that sees its own target in its encoding has the answer before it. Training rows are therefore
//! **cross-fitted**: row `i` belongs to fold `i mod cv`, and is encoded by what the other folds say. Other rows are
//! encoded by all training rows. A missing value counts as a level; what no training row had becomes the mean.
//!
//! Of several classes a level becomes one number a class: the smoothed share of that class among its rows.

use serde::{Deserialize, Serialize};

use super::columns::{Columns, made_from, map_columns};
use super::levels;
use super::levels::Numbered;
use super::origin::Origin;
use crate::error::{EngineError, Result};
use crate::later::later;
use crate::note::Note;
use crate::table::levels::met;
use crate::table::{Column, Kind, Table};
use crate::work::Pace;

/// Which columns to encode, and how carefully.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Params {
    /// The columns (categories).
    pub columns: Columns,
    /// How many rows of the mean each level is mixed with, 0 or more: the more, the less a rare level says.
    pub smooth: f64,
    /// Folds of the cross-fitting, 2 to 100.
    pub cv: u32,
    /// Of several classes how many there are; 0 where the target is a number, or yes or no.
    #[serde(default)]
    pub n_classes: u32,
}

later!(Params { columns, smooth, cv } n_classes if |params| params.n_classes > 0);

/// What was learned of each class, in their order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    /// The numbers of the levels, a class after the other.
    pub classes: Vec<levels::Fitted>,
}

impl Fitted {
    /// Puts a column a class in the place of each column, for any rows; levels that no training row had are noted.
    ///
    /// # Errors
    /// A column that is not there or no category.
    pub async fn transform(&self, table: &Table, notes: &mut Vec<Note>, pace: &Pace) -> Result<Table> {
        let mut found = Vec::with_capacity(self.classes.len());
        for (at, class) in self.classes.iter().enumerate() {
            // What no training row had is the same for each class, and noted once.
            let mut again = Vec::new();
            let notes = if at == 0 { &mut *notes } else { &mut again };
            found.push(class.transform(table, notes, pace).await?);
        }
        let encoded = |name: &str| self.classes.iter().any(|of| of.columns.iter().any(|c| c.column == name));
        side_by_side(table, encoded, &found, pace).await
    }
}

/// `table` with each column that is encoded replaced by what it is in each of `found`, one a class.
async fn side_by_side(
    table: &Table,
    encoded: impl Fn(&str) -> bool,
    found: &[Table],
    pace: &Pace,
) -> Result<Table> {
    map_columns(table, pace, |column| {
        if !encoded(&column.name) {
            return Ok(None);
        }
        let of = |(class, of): (usize, &Table)| {
            let level = format!("{CLASS}{class}");
            let name = Origin::Level { column: &column.name, level: &level }.name();
            Ok(made_from(column, name, of.numbers(&column.name)?.to_vec()))
        };
        found.iter().enumerate().map(of).collect::<Result<Vec<Column>>>().map(Some)
    })
    .await
}

/// What stands before the number of a class in the name of a feature: a joiner with it, which words in files have none of.
pub const CLASS: &str = "class\u{2060} ";

/// 1 where the answer is `class`, else 0.
fn is(y: &[f64], class: u32) -> Vec<f64> {
    y.iter().map(|y| f64::from(u8::from(*y == f64::from(class)))).collect()
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
    pub async fn fit(&self, table: &Table, y: &[f64], pace: &Pace) -> Result<levels::Fitted> {
        self.check(table, y)?;
        let mut columns = Vec::new();
        for column in self.columns.resolve(table, &[Kind::Category])? {
            pace.pause().await;
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
        Ok(levels::Fitted { columns })
    }

    /// The same of several classes, `y` being the class of each row, counted from 0.
    ///
    /// # Errors
    /// As [`Params::fit`].
    pub async fn fit_classes(&self, table: &Table, y: &[f64], pace: &Pace) -> Result<Fitted> {
        let mut classes = Vec::with_capacity(self.n_classes as usize);
        for class in 0..self.n_classes {
            classes.push(self.fit(table, &is(y, class), pace).await?);
        }
        Ok(Fitted { classes })
    }

    /// Encodes the training rows themselves, each by what the folds it is not in say.
    ///
    /// # Errors
    /// As [`Params::fit`].
    pub async fn cross_fit(&self, table: &Table, y: &[f64], pace: &Pace) -> Result<Table> {
        self.check(table, y)?;
        let names = self.columns.resolve(table, &[Kind::Category])?;
        if self.n_classes > 0 {
            let one = Self { n_classes: 0, ..self.clone() };
            let mut found = Vec::with_capacity(self.n_classes as usize);
            for class in 0..self.n_classes {
                found.push(one.of_numbers(table, &names, &is(y, class), pace).await?);
            }
            return side_by_side(table, |name| names.iter().any(|n| n == name), &found, pace).await;
        }
        self.of_numbers(table, &names, y, pace).await
    }

    /// The columns `names` encoded, a step of work each.
    async fn of_numbers(&self, table: &Table, names: &[String], y: &[f64], pace: &Pace) -> Result<Table> {
        map_columns(table, pace, |column| {
            if !names.contains(&column.name) {
                return Ok(None);
            }
            Ok(Some(vec![made_from(column, column.name.clone(), self.encode(table, column, y)?)]))
        })
        .await
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
