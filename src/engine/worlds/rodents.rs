//! Rodents: of which species an animal is that was caught in a trap in the desert, from what is measured on it.
//!
//! Source: the teaching database of the Portal Project in Arizona, 1977 to 2002 (CC0; see
//! `static/data/LICENSE-rodents.md`). The animal is in the hand when it is named: both lengths, its sex, the plot and the
//! day are known. What it was is known once the station's records have been checked.
//!
//! Nothing is invented and nothing injected: some species go, and one that nobody had caught there before comes in 1995.

use super::columns::{self, Columns};
use super::ridership::MONTHS;
use super::{Feature, known};
use crate::error::Result;
use crate::table::{Column, MISSING, Table, Values, date};
use crate::task::KnownAt;

/// The column to be predicted: the place of the species in [`SPECIES`].
pub const TARGET: &str = "species";

/// The classes by the letters of the station (text keys): the twelve species caught most often, the commonest first, and
/// all the others as one.
pub const SPECIES: [&str; 13] =
    ["DM", "PP", "DO", "PB", "RM", "DS", "OT", "PF", "PE", "NL", "OL", "PM", "other"];

/// The columns that a model may be given and that are words.
pub const CATEGORIES: [&str; 4] = ["sex", "plot", "plot_type", "month"];

/// The columns a model may be given, all of them known when the animal is in the hand.
pub const FEATURES: &[Feature] = &[
    known("hindfoot_length", "measures"),
    known("weight", "measures"),
    known("sex", "animal"),
    known("plot_type", "plot"),
    known("plot", "plot"),
    known("month", "calendar"),
];

/// The number of a class.
///
/// ```
/// assert_eq!(engine::worlds::rodents::class("PB"), Some(3));
/// ```
#[must_use]
pub fn class(species: &str) -> Option<u32> {
    SPECIES.iter().position(|one| *one == species).map(|at| at as u32)
}

/// The source, from the unpacked bytes of `rodents.cols`.
///
/// # Errors
/// As [`columns::read`].
pub fn read(bytes: &[u8]) -> Result<Columns> {
    columns::read("rodents.cols", bytes)
}

/// The world's table: the source's animals in order of the day, each with its month, the species as the number of its
/// class.
///
/// # Errors
/// A column that is not there or of another kind.
pub fn table(source: &Table) -> Result<Table> {
    let (levels, codes) = source.categories(TARGET)?;
    let class_of: Vec<f64> = levels.iter().map(|level| class(level).map_or(f64::NAN, f64::from)).collect();
    let number = |code: &u32| if *code == MISSING { f64::NAN } else { class_of[*code as usize] };
    let species = Values::Number(codes.iter().map(number).collect());
    let month_of = source.dates("date")?.iter().map(|day| date::month_of(*day) - 1);
    let levels = MONTHS.iter().map(|month| String::from(*month));
    let month = Values::Category { levels: levels.collect(), codes: month_of.collect() };
    let mut columns = source.columns().to_vec();
    for column in columns.iter_mut().filter(|column| column.name == TARGET) {
        column.values = species.clone();
    }
    columns.push(Column { name: "month".into(), known_at: KnownAt::Decision, values: month });
    Table::new(columns)
}
