//! Which columns a step works on, and how it puts others in their place.

use serde::{Deserialize, Serialize};

use crate::error::{EngineError, Result};
use crate::table::{Column, Kind, Table, Values};
use crate::work::Pace;

/// Which columns a step works on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Columns {
    /// Every column of a kind the step can work on.
    All,
    /// The columns named.
    Named(Vec<String>),
}

impl Columns {
    /// The names of the columns of `table` meant, of one of the `kinds`.
    ///
    /// # Errors
    /// A named column that is not there ([`EngineError::UnknownColumn`]) or of another kind
    /// ([`EngineError::WrongKind`]).
    pub(super) fn resolve(&self, table: &Table, kinds: &[Kind]) -> Result<Vec<String>> {
        match self {
            Self::All => {
                let fitting = table.columns().iter().filter(|c| kinds.contains(&c.values.kind()));
                Ok(fitting.map(|c| c.name.clone()).collect())
            }
            Self::Named(names) => {
                for name in names {
                    let kind = table.column(name)?.values.kind();
                    if !kinds.contains(&kind) {
                        return Err(EngineError::WrongKind {
                            column: name.clone(),
                            expected: kinds.iter().map(|k| k.name()).collect::<Vec<_>>().join(" or "),
                            found: kind.name().into(),
                        });
                    }
                }
                Ok(names.clone())
            }
        }
    }
}

/// `table` with some columns replaced, a step of work each: `replace` gives the columns that stand for one, or `None` to
/// leave it.
pub(super) async fn map_columns(
    table: &Table,
    pace: &Pace,
    mut replace: impl FnMut(&Column) -> Result<Option<Vec<Column>>>,
) -> Result<Table> {
    let mut columns = Vec::with_capacity(table.columns().len());
    for column in table.columns() {
        match replace(column)? {
            Some(instead) => {
                columns.extend(instead);
                pace.pause().await;
            }
            None => columns.push(column.clone()),
        }
    }
    Table::new(columns)
}

/// A column of numbers made from `of`, known when `of` is known.
pub(super) fn made_from(of: &Column, name: String, values: Vec<f64>) -> Column {
    Column { name, known_at: of.known_at.clone(), values: Values::Number(values.into()) }
}

/// `table` with the numbers of the columns of `fitted` changed one by one; what is missing stays missing.
///
/// # Errors
/// A column that is not there or no number.
pub(super) async fn map_numbers<T>(
    table: &Table,
    pace: &Pace,
    fitted: &[T],
    name: fn(&T) -> &str,
    change: impl Fn(&T, f64) -> f64,
) -> Result<Table> {
    for one in fitted {
        table.numbers(name(one))?;
    }
    map_columns(table, pace, |column| {
        let Some(one) = fitted.iter().find(|one| name(one) == column.name) else { return Ok(None) };
        let changed = |v: &f64| if v.is_nan() { *v } else { change(one, *v) };
        let values = table.numbers(&column.name)?.iter().map(changed).collect();
        Ok(Some(vec![made_from(column, column.name.clone(), values)]))
    })
    .await
}

/// `table` with the categories of `fitted` changed one by one: `change` is given a column with its levels and codes.
///
/// # Errors
/// A column that is not there or no category.
pub(super) async fn map_categories<T>(
    table: &Table,
    pace: &Pace,
    fitted: &[T],
    name: fn(&T) -> &str,
    mut change: impl FnMut(&T, &Column, &[String], &[u32]) -> Column,
) -> Result<Table> {
    for one in fitted {
        table.categories(name(one))?;
    }
    map_columns(table, pace, |column| {
        let Some(one) = fitted.iter().find(|one| name(one) == column.name) else { return Ok(None) };
        let (levels, codes) = table.categories(&column.name)?;
        Ok(Some(vec![change(one, column, levels, codes)]))
    })
    .await
}
