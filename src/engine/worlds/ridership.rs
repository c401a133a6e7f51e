//! Ridership: how many rides begin at one station of Chicago's elevated railway, day by day.
//!
//! Source: the City of Chicago's counts at Clark/Lake with the weather and the games of the day, as collected for the R
//! package modeldata (MIT; see `static/data/LICENSE-ridership.md`). The decision is taken the evening before: the calendar
//! and the games are known, and so are the counts of fourteen days ago, here and at other stations. The weather of the day
//! stands for its forecast. How many rides there were is known the next day.
//!
//! Nothing is invented and nothing injected: what changes from 2004 on is what happened in the city.

use super::columns::{self, Columns};
use super::{Feature, known};
use crate::error::Result;
use crate::table::{Column, Table, Values, date};
use crate::task::KnownAt;

/// The column to be predicted: rides that begin at the station on the day, in thousands.
pub const TARGET: &str = "rides";

/// The rides of two weeks ago, in thousands: what is usual.
pub const TWO_WEEKS_AGO: &str = "Clark_Lake";

/// The months as levels of the column `month`, January first (text keys).
pub const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// The columns that a model may be given and that are words.
pub const CATEGORIES: [&str; 2] = ["weekday", "month"];

/// The columns a model may be given, all of them known the evening before.
pub const FEATURES: &[Feature] = &[
    known("weekday", "calendar"),
    known("month", "calendar"),
    known("temp_min", "weather"),
    known("temp", "weather"),
    known("temp_max", "weather"),
    known("dew", "weather"),
    known("humidity", "weather"),
    known("pressure", "weather"),
    known("wind", "weather"),
    known("wind_max", "weather"),
    known("gust_max", "weather"),
    known("precip", "weather"),
    known("rain", "weather"),
    known("snow", "weather"),
    known("cloud", "weather"),
    known("storm", "weather"),
    known(TWO_WEEKS_AGO, "lines"),
    known("Addison", "lines"),
    known("Archer_35th", "lines"),
    known("Ashland", "lines"),
    known("Austin", "lines"),
    known("Belmont", "lines"),
    known("California", "lines"),
    known("Clinton", "lines"),
    known("Harlem", "lines"),
    known("Irving_Park", "lines"),
    known("Jefferson_Park", "lines"),
    known("Kedzie", "lines"),
    known("Merchandise_Mart", "lines"),
    known("Monroe", "lines"),
    known("Montrose", "lines"),
    known("Oak_Park", "lines"),
    known("Polk", "lines"),
    known("Quincy_Wells", "lines"),
    known("Washington_Wells", "lines"),
    known("Western", "lines"),
    known("bears", "games"),
    known("blackhawks", "games"),
    known("bulls", "games"),
];

/// The source, from the unpacked bytes of `ridership.cols`.
///
/// # Errors
/// As [`columns::read`].
pub fn read(bytes: &[u8]) -> Result<Columns> {
    columns::read("ridership.cols", bytes)
}

/// The world's table: the source's days, each with its month.
///
/// # Errors
/// A column that is not there or of another kind.
pub fn table(source: &Table) -> Result<Table> {
    let codes = source.dates("date")?.iter().map(|day| date::month_of(*day) - 1);
    let levels = MONTHS.iter().map(|month| String::from(*month));
    let values = Values::Category { levels: levels.collect(), codes: codes.collect() };
    let mut columns = source.columns().to_vec();
    columns.push(Column { name: "month".into(), known_at: KnownAt::Decision, values });
    Table::new(columns)
}
