//! Filling missing values by neighbours (scikit-learn's `KNNImputer`): the mean of the nearest training rows that have
//! the value.
//!
//! How far two rows are apart is measured on the columns that both have, `√(columns / both · Σ (a - b)²)`, so columns
//! should be scaled first.

use serde::{Deserialize, Serialize};

use super::columns::Columns;
use crate::error::{EngineError, Result};
use crate::math;
use crate::note::Note;
use crate::table::{Column, Kind, Table, Values};
use crate::work::Pace;

/// Training rows remembered at most, evenly spread: all of them would be slow to ask and long to store.
pub const MOST_DONORS: usize = 1000;

/// Rows filled in a step of work.
const ROWS: usize = 64;

/// Which columns to fill, and from how many neighbours.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Params {
    /// The columns (numbers): filled, and distances measured on them.
    pub columns: Columns,
    /// How many neighbours, 1 to 100.
    pub n_neighbors: u32,
}

/// What the training rows held in one column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Donors {
    /// Its name.
    pub column: String,
    /// Mean of all training rows, for a row that is near to none; 0 without any value.
    pub mean: f64,
    /// The values of the rows remembered; `None` is missing.
    pub values: Vec<Option<f64>>,
}

/// The training rows remembered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    /// Column by column, equally long.
    pub columns: Vec<Donors>,
    /// How many neighbours.
    pub n_neighbors: u32,
}

impl Params {
    /// Remembers training rows, at most [`MOST_DONORS`]. A column without any value is filled with 0, with a note.
    ///
    /// # Errors
    /// A column that is not there or no number; [`EngineError::OutOfRange`] for `n_neighbors`.
    pub async fn fit(&self, table: &Table, notes: &mut Vec<Note>, pace: &Pace) -> Result<Fitted> {
        EngineError::unless_within("n_neighbors", 1.0, 100.0, f64::from(self.n_neighbors))?;
        let n = table.n_rows();
        let kept = n.min(MOST_DONORS);
        let mut columns = Vec::new();
        for column in self.columns.resolve(table, &[Kind::Number])? {
            pace.pause().await;
            let numbers = table.numbers(&column)?;
            let mean = math::mean(&math::sorted_present(numbers)).unwrap_or_else(|| {
                notes.push(Note::AllMissing { column: column.clone() });
                0.0
            });
            let values = (0..kept).map(|i| Some(numbers[i * n / kept]).filter(|v| !v.is_nan())).collect();
            columns.push(Donors { column, mean, values });
        }
        Ok(Fitted { columns, n_neighbors: self.n_neighbors })
    }
}

impl Fitted {
    /// Fills the missing values of any rows; a step of work some rows.
    ///
    /// # Errors
    /// A column that is not there or no number.
    pub async fn transform(&self, table: &Table, pace: &Pace) -> Result<Table> {
        let (mut rows, mut filled) = (Vec::new(), Vec::new());
        let mut has_gap = vec![false; table.n_rows()];
        for donors in &self.columns {
            pace.pause().await;
            let numbers = table.numbers(&donors.column)?;
            has_gap.iter_mut().zip(numbers.iter()).for_each(|(gap, v)| *gap |= v.is_nan());
            rows.push(numbers);
            filled.push(numbers.to_vec());
        }
        let with_gaps: Vec<usize> = (0..table.n_rows()).filter(|i| has_gap[*i]).collect();
        for some in with_gaps.chunks(ROWS) {
            for i in some {
                let row: Vec<f64> = rows.iter().map(|column| column[*i]).collect();
                let distances = self.distances(&row);
                for (j, column) in filled.iter_mut().enumerate().filter(|(j, _)| row[*j].is_nan()) {
                    column[*i] = self.fill(j, &distances);
                }
            }
            pace.pause().await;
        }
        let mut columns: Vec<Column> = table.columns().to_vec();
        for (donors, values) in self.columns.iter().zip(filled) {
            pace.pause().await;
            if let Some(column) = columns.iter_mut().find(|c| c.name == donors.column) {
                column.values = Values::Number(values.into());
            }
        }
        Table::new(columns)
    }

    /// How far each row remembered is from `row`, squared and without the factor that is the same for all; `∞` where
    /// no column has a value in both.
    fn distances(&self, row: &[f64]) -> Vec<f64> {
        let n = self.columns.first().map_or(0, |c| c.values.len());
        let (mut sums, mut both) = (vec![0.0_f64; n], vec![0.0_f64; n]);
        for (donors, value) in self.columns.iter().zip(row).filter(|(_, value)| !value.is_nan()) {
            for (i, donor) in donors.values.iter().enumerate() {
                if let Some(donor) = donor {
                    sums[i] += (donor - value) * (donor - value);
                    both[i] += 1.0;
                }
            }
        }
        let mean = |(sum, both): (&f64, &f64)| if *both > 0.0 { sum / both } else { f64::INFINITY };
        sums.iter().zip(&both).map(mean).collect()
    }

    /// The mean of the nearest that have a value; of equally near the first.
    fn fill(&self, column: usize, distances: &[f64]) -> f64 {
        let donors = &self.columns[column];
        let having = donors.values.iter().zip(distances).enumerate();
        let mut near: Vec<(f64, u32, f64)> = having
            .filter(|(_, (_, distance))| distance.is_finite())
            .filter_map(|(i, (value, distance))| Some((*distance, i as u32, (*value)?)))
            .collect();
        let nearer = |a: &(f64, u32, f64), b: &(f64, u32, f64)| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1));
        let k = self.n_neighbors as usize;
        if near.len() > k {
            near.select_nth_unstable_by(k, nearer);
            near.truncate(k);
        }
        // In a fixed order, so that the sum has the same bits everywhere.
        near.sort_by(nearer);
        math::mean(&near.iter().map(|(_, _, value)| *value).collect::<Vec<_>>()).unwrap_or(donors.mean)
    }
}
