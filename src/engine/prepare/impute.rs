//! Filling missing values (scikit-learn's `SimpleImputer`).

use serde::{Deserialize, Serialize};

use super::columns::{Columns, map_columns};
use crate::error::{EngineError, Result};
use crate::math;
use crate::note::Note;
use crate::table::levels::by_count;
use crate::table::{Column, Kind, MISSING, Table, Values};
use crate::work::Pace;

/// What to put where a value is missing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fill {
    /// The mean of the training rows (numbers).
    Mean,
    /// Their median (numbers).
    Median,
    /// Their most frequent value; of several, the smallest.
    MostFrequent,
    /// A number of the learner's.
    Number {
        /// It.
        value: f64,
    },
    /// A level of the learner's.
    Level {
        /// Its name.
        value: String,
    },
}

/// Which columns to fill, and how.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Params {
    /// The columns.
    pub columns: Columns,
    /// What to fill in.
    pub fill: Fill,
}

/// A learned filling.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Filling {
    /// For numbers.
    Number(f64),
    /// For categories.
    Level(String),
}

/// What to fill into which column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    /// Column name and filling.
    pub columns: Vec<(String, Filling)>,
}

impl Fill {
    /// The kinds of columns that it can fill.
    #[must_use]
    pub fn kinds(&self) -> &'static [Kind] {
        match self {
            Self::Mean | Self::Median | Self::Number { .. } => &[Kind::Number],
            Self::Level { .. } => &[Kind::Category],
            Self::MostFrequent => &[Kind::Number, Kind::Category],
        }
    }
}

impl Params {
    /// Learns the fillings. A column without any value is filled with 0, with a note.
    ///
    /// # Errors
    /// A column that is not there or of another kind.
    pub async fn fit(&self, table: &Table, notes: &mut Vec<Note>, pace: &Pace) -> Result<Fitted> {
        let mut columns = Vec::new();
        for name in self.columns.resolve(table, self.fill.kinds())? {
            pace.pause().await;
            let filling = match &table.column(&name)?.values {
                Values::Number(values) => {
                    let present = math::sorted_present(values);
                    let filling = match &self.fill {
                        Fill::Mean => math::mean(&present),
                        Fill::Median => math::quantile_sorted(&present, 0.5),
                        Fill::Number { value } => Some(*value),
                        Fill::MostFrequent | Fill::Level { .. } => most_frequent(&present),
                    };
                    Some(Filling::Number(filling.unwrap_or_else(|| {
                        notes.push(Note::AllMissing { column: name.clone() });
                        0.0
                    })))
                }
                Values::Category { levels, codes } => match &self.fill {
                    Fill::Level { value } => Some(Filling::Level(value.clone())),
                    _ => most_frequent_level(levels, codes).map(Filling::Level),
                },
                Values::Date(_) => None,
            };
            if let Some(filling) = filling {
                columns.push((name, filling));
            }
        }
        Ok(Fitted { columns })
    }
}

impl Fitted {
    /// Fills the missing values of any rows.
    ///
    /// # Errors
    /// A column that is not there or of another kind than in training.
    pub async fn transform(&self, table: &Table, pace: &Pace) -> Result<Table> {
        for (name, _) in &self.columns {
            table.column(name)?;
        }
        map_columns(table, pace, |column| {
            let Some((name, filling)) = self.columns.iter().find(|(name, _)| *name == column.name) else {
                return Ok(None);
            };
            let values = match (&column.values, filling) {
                (Values::Number(v), Filling::Number(fill)) => {
                    Values::Number(v.iter().map(|x| if x.is_nan() { *fill } else { *x }).collect())
                }
                (Values::Category { levels, codes }, Filling::Level(fill)) => fill_level(levels, codes, fill),
                (other, _) => {
                    return Err(EngineError::WrongKind {
                        column: name.clone(),
                        expected: "the kind it had in training".into(),
                        found: other.kind().name().into(),
                    });
                }
            };
            Ok(Some(vec![Column { values, ..column.clone() }]))
        })
        .await
    }
}

fn fill_level(levels: &[String], codes: &[u32], fill: &str) -> Values {
    let mut levels = levels.to_vec();
    let code = levels.iter().position(|l| l == fill).unwrap_or_else(|| {
        levels.push(fill.into());
        levels.len() - 1
    }) as u32;
    let codes = codes.iter().map(|c| if *c == MISSING { code } else { *c }).collect();
    Values::Category { levels: levels.into(), codes }
}

fn most_frequent(sorted: &[f64]) -> Option<f64> {
    let mut best: Option<(usize, f64)> = None;
    for run in sorted.chunk_by(|a, b| a == b) {
        if best.is_none_or(|(n, _)| run.len() > n) {
            best = Some((run.len(), run[0]));
        }
    }
    best.map(|(_, value)| value)
}

fn most_frequent_level(levels: &[String], codes: &[u32]) -> Option<String> {
    by_count(levels, codes).first().map(|(code, _)| levels[*code as usize].clone())
}
