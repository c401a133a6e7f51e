//! Typed columns people see: numbers, categories, dates, each with missing values and the moment it is known.

pub mod csv;
pub mod date;
pub mod levels;
pub mod summary;
pub mod written;

use std::rc::Rc;

use serde::{Deserialize, Serialize};

use crate::error::{EngineError, Result};
use crate::fingerprint;
use crate::task::KnownAt;

/// The code of a missing category.
pub const MISSING: u32 = u32::MAX;

/// The day of a missing date.
pub const NO_DATE: i32 = i32::MIN;

/// The levels of a category and one code a row.
pub type Categories<'a> = (&'a Rc<[String]>, &'a Rc<[u32]>);

/// The kind of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A number.
    Number,
    /// One of a few levels.
    Category,
    /// A day.
    Date,
}

impl Kind {
    /// Its name, as a text key.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Category => "category",
            Self::Date => "date",
        }
    }
}

/// The values of a column. They are shared, not copied, when a table is narrowed to some columns.
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    /// Numbers; NaN is missing.
    Number(Rc<[f64]>),
    /// Codes into `levels`; [`MISSING`] is missing.
    Category {
        /// The names, each once.
        levels: Rc<[String]>,
        /// One code a row.
        codes: Rc<[u32]>,
    },
    /// Days since 1 January 1970; [`NO_DATE`] is missing.
    Date(Rc<[i32]>),
}

/// A named column.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Its name, unique in its table.
    pub name: String,
    /// When its values are known, relative to the decision.
    pub known_at: KnownAt,
    /// Its values.
    pub values: Values,
}

/// A table: equally long columns, in order.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Table {
    n_rows: usize,
    columns: Vec<Column>,
}

impl Values {
    /// Their kind.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Self::Number(_) => Kind::Number,
            Self::Category { .. } => Kind::Category,
            Self::Date(_) => Kind::Date,
        }
    }

    /// How many.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Number(v) => v.len(),
            Self::Category { codes, .. } => codes.len(),
            Self::Date(d) => d.len(),
        }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether row `i` is missing.
    #[must_use]
    pub fn is_missing(&self, i: usize) -> bool {
        match self {
            Self::Number(v) => v[i].is_nan(),
            Self::Category { codes, .. } => codes[i] == MISSING,
            Self::Date(d) => d[i] == NO_DATE,
        }
    }

    /// The rows `rows`, in that order.
    #[must_use]
    pub fn take(&self, rows: &[u32]) -> Self {
        match self {
            Self::Number(v) => Self::Number(rows.iter().map(|r| v[*r as usize]).collect()),
            Self::Category { levels, codes } => Self::Category {
                levels: levels.clone(),
                codes: rows.iter().map(|r| codes[*r as usize]).collect(),
            },
            Self::Date(d) => Self::Date(rows.iter().map(|r| d[*r as usize]).collect()),
        }
    }

    /// The same kind and length with every value missing.
    #[must_use]
    pub fn blank(&self) -> Self {
        match self {
            Self::Number(v) => Self::Number(vec![f64::NAN; v.len()].into()),
            Self::Category { levels, codes } => {
                Self::Category { levels: levels.clone(), codes: vec![MISSING; codes.len()].into() }
            }
            Self::Date(d) => Self::Date(vec![NO_DATE; d.len()].into()),
        }
    }
}

impl Table {
    /// A table from its columns.
    ///
    /// # Errors
    /// [`EngineError::LengthMismatch`] if columns differ in length, [`EngineError::Data`] if a name is used twice.
    pub fn new(columns: Vec<Column>) -> Result<Self> {
        let n_rows = columns.first().map_or(0, |c| c.values.len());
        for (i, column) in columns.iter().enumerate() {
            if column.values.len() != n_rows {
                return Err(EngineError::LengthMismatch {
                    what: column.name.clone(),
                    expected: n_rows as u64,
                    found: column.values.len() as u64,
                });
            }
            if columns[..i].iter().any(|other| other.name == column.name) {
                return Err(EngineError::Data {
                    what: column.name.clone(),
                    problem: "duplicate column".into(),
                });
            }
        }
        Ok(Self { n_rows, columns })
    }

    /// Number of rows.
    #[must_use]
    pub fn n_rows(&self) -> usize {
        self.n_rows
    }

    /// The columns in order.
    #[must_use]
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The column called `name`.
    ///
    /// # Errors
    /// [`EngineError::UnknownColumn`].
    pub fn column(&self, name: &str) -> Result<&Column> {
        self.columns
            .iter()
            .find(|c| c.name == name)
            .ok_or_else(|| EngineError::UnknownColumn { column: name.into() })
    }

    /// The numbers of column `name`.
    ///
    /// # Errors
    /// [`EngineError::UnknownColumn`], [`EngineError::WrongKind`].
    pub fn numbers(&self, name: &str) -> Result<&Rc<[f64]>> {
        match &self.column(name)?.values {
            Values::Number(v) => Ok(v),
            other => Err(wrong_kind(name, Kind::Number, other.kind())),
        }
    }

    /// The levels and codes of column `name`.
    ///
    /// # Errors
    /// [`EngineError::UnknownColumn`], [`EngineError::WrongKind`].
    pub fn categories(&self, name: &str) -> Result<Categories<'_>> {
        match &self.column(name)?.values {
            Values::Category { levels, codes } => Ok((levels, codes)),
            other => Err(wrong_kind(name, Kind::Category, other.kind())),
        }
    }

    /// The days of column `name`.
    ///
    /// # Errors
    /// [`EngineError::UnknownColumn`], [`EngineError::WrongKind`].
    pub fn dates(&self, name: &str) -> Result<&Rc<[i32]>> {
        match &self.column(name)?.values {
            Values::Date(d) => Ok(d),
            other => Err(wrong_kind(name, Kind::Date, other.kind())),
        }
    }

    /// The rows `rows` of every column, in that order.
    #[must_use]
    pub fn take(&self, rows: &[u32]) -> Self {
        Self { n_rows: rows.len(), columns: self.map(|c| c.values.take(rows)) }
    }

    /// The columns called `names`, in that order; the values are shared.
    ///
    /// # Errors
    /// [`EngineError::UnknownColumn`].
    pub fn select(&self, names: &[String]) -> Result<Self> {
        let columns = names.iter().map(|n| self.column(n).cloned()).collect::<Result<_>>()?;
        Ok(Self { n_rows: self.n_rows, columns })
    }

    /// What a live request carries: every column that is not known at the decision is blank.
    #[must_use]
    pub fn as_known_at_decision(&self) -> Self {
        let columns =
            self.map(|c| if c.known_at.at_decision() { c.values.clone() } else { c.values.blank() });
        Self { n_rows: self.n_rows, columns }
    }

    /// The name of each column with the fingerprint of what is in it.
    #[must_use]
    pub fn fingerprints(&self) -> Vec<(String, String)> {
        let of = |values: &Values| -> Vec<u8> {
            match values {
                Values::Number(v) => v.iter().flat_map(|x| x.to_bits().to_le_bytes()).collect(),
                Values::Category { levels, codes } => {
                    let names = levels.iter().flat_map(|level| level.bytes().chain([0]));
                    names.chain(codes.iter().flat_map(|code| code.to_le_bytes())).collect()
                }
                Values::Date(d) => d.iter().flat_map(|day| day.to_le_bytes()).collect(),
            }
        };
        self.columns.iter().map(|c| (c.name.clone(), fingerprint::of_bytes(&of(&c.values)))).collect()
    }

    fn map(&self, values: impl Fn(&Column) -> Values) -> Vec<Column> {
        self.columns
            .iter()
            .map(|c| Column { name: c.name.clone(), known_at: c.known_at.clone(), values: values(c) })
            .collect()
    }
}

fn wrong_kind(column: &str, expected: Kind, found: Kind) -> EngineError {
    EngineError::WrongKind {
        column: column.into(),
        expected: expected.name().into(),
        found: found.name().into(),
    }
}
