//! The parts of a date or of a clock time as numbers: a model cannot read a calendar. Nothing is learned.

use serde::{Deserialize, Serialize};

use super::columns::{Columns, made_from, map_columns};
use crate::error::{EngineError, Result};
use crate::table::{Column, Kind, NO_DATE, Table, Values, date};
use crate::work::Pace;

/// A part of a date, or of a clock time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// The year of a date.
    Year,
    /// The month of a date, 1 to 12.
    Month,
    /// The day of the month of a date, 1 to 31.
    Day,
    /// The day of the week of a date, Monday 0 to Sunday 6 (as Python has it).
    Weekday,
    /// The day of the year of a date, 1 to 366.
    DayOfYear,
    /// The hour of a clock time, 0 to 23: of a column of numbers that read HHMM (1745, with 2400 for midnight).
    Hour,
    /// The minute of a clock time, 0 to 59, of such a column.
    Minute,
}

/// Which columns to take apart, and into what.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Params {
    /// The columns: dates, or for [`Part::Hour`] and [`Part::Minute`] numbers. [`Columns::All`] means all dates.
    pub columns: Columns,
    /// The parts wanted, at least one.
    pub parts: Vec<Part>,
}

/// The columns to take apart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    /// Their names.
    pub columns: Vec<String>,
    /// The parts.
    pub parts: Vec<Part>,
}

impl Part {
    /// Those of a kind of column, in the order offered: of numbers those of clock times.
    #[must_use]
    pub fn of(kind: Kind) -> &'static [Self] {
        match kind {
            Kind::Date => &[Self::Year, Self::Month, Self::Day, Self::DayOfYear, Self::Weekday],
            Kind::Number => &[Self::Hour, Self::Minute],
            Kind::Category => &[],
        }
    }

    fn kind(self) -> Kind {
        if matches!(self, Self::Hour | Self::Minute) { Kind::Number } else { Kind::Date }
    }

    /// Its name, as it stands in a column's name and in a file.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Year => "year",
            Self::Month => "month",
            Self::Day => "day",
            Self::Weekday => "weekday",
            Self::DayOfYear => "day_of_year",
            Self::Hour => "hour",
            Self::Minute => "minute",
        }
    }

    fn of_day(self, day: i32) -> f64 {
        let (year, month, of_month) = date::to_ymd(day);
        match self {
            Self::Year => f64::from(year),
            Self::Month => f64::from(month),
            Self::Day => f64::from(of_month),
            Self::Weekday => f64::from(date::weekday(day)),
            Self::DayOfYear | Self::Hour | Self::Minute => f64::from(day - date::from_ymd(year, 1, 1) + 1),
        }
    }
}

/// The hour of an HHMM time, or missing if it is none.
fn hour(time: f64) -> f64 {
    let hour = (time / 100.0).floor();
    if (0.0..=24.0).contains(&hour) { hour % 24.0 } else { f64::NAN }
}

/// The minute of an HHMM time, or missing if it is none.
fn minute(time: f64) -> f64 {
    let minute = (time % 100.0).floor();
    if hour(time).is_nan() || minute >= 60.0 { f64::NAN } else { minute }
}

impl Params {
    /// Looks for the columns.
    ///
    /// # Errors
    /// A column that is not there or of a kind that has no such part; no part at all ([`EngineError::OutOfRange`]).
    pub fn fit(&self, table: &Table) -> Result<Fitted> {
        EngineError::unless_within("parts", 1.0, 7.0, f64::from(self.parts.len() as u32))?;
        let mut columns = Vec::new();
        for part in &self.parts {
            let kind = if self.columns == Columns::All { Kind::Date } else { part.kind() };
            columns = self.columns.resolve(table, &[kind])?;
        }
        Ok(Fitted { columns, parts: self.parts.clone() })
    }
}

impl Fitted {
    /// Puts `<column> <part>` in the place of each column, one for each part; what is missing stays missing.
    ///
    /// # Errors
    /// A column that is not there or of another kind than in training.
    pub async fn transform(&self, table: &Table, pace: &Pace) -> Result<Table> {
        for name in &self.columns {
            table.column(name)?;
        }
        map_columns(table, pace, |column| {
            if !self.columns.contains(&column.name) {
                return Ok(None);
            }
            self.parts.iter().map(|part| take(column, *part)).collect::<Result<_>>().map(Some)
        })
        .await
    }
}

fn take(column: &Column, part: Part) -> Result<Column> {
    let values = match (&column.values, part) {
        (Values::Number(times), Part::Hour) => times.iter().map(|t| hour(*t)).collect(),
        (Values::Number(times), Part::Minute) => times.iter().map(|t| minute(*t)).collect(),
        (Values::Date(days), part) if part.kind() == Kind::Date => {
            days.iter().map(|d| if *d == NO_DATE { f64::NAN } else { part.of_day(*d) }).collect()
        }
        (other, _) => {
            return Err(EngineError::WrongKind {
                column: column.name.clone(),
                expected: part.kind().name().into(),
                found: other.kind().name().into(),
            });
        }
    };
    Ok(made_from(column, format!("{} {}", column.name, part.name()), values))
}
