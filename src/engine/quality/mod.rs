//! What is wrong with a table before anything is learned from it, and what its columns have to do with each other and
//! with the answer.
//!
//! Nothing here changes a table and nothing is sure: each finding says where to look, and how many rows it is about.
//! Every function takes empty tables, columns without a value and columns of one value; what is undefined is `None`.

pub mod correlate;
pub mod coverage;
mod crossed;
pub mod gaps;
pub mod leak;
pub mod noise;
pub mod profile;
pub mod relevance;
pub mod report;
pub mod rows;
pub mod spelling;
pub mod units;

use crate::table::{MISSING, NO_DATE, Values};

/// What a cell is, as a number: equal cells of a column have the same, whatever their column's levels are called in
/// other tables. All missing cells are one.
fn code(values: &Values, row: usize) -> u64 {
    match values {
        // Missing has one form, and zero one sign.
        Values::Number(v) if v[row].is_nan() => u64::MAX,
        Values::Number(v) => (v[row] + 0.0).to_bits(),
        Values::Category { codes, .. } if codes[row] == MISSING => u64::MAX,
        Values::Category { codes, .. } => u64::from(codes[row]),
        Values::Date(d) if d[row] == NO_DATE => u64::MAX,
        Values::Date(d) => u64::from(d[row].cast_unsigned()),
    }
}
