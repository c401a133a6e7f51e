//! The rows of a learner's file, laid out in time: on their own days where they have such, else on the Mondays of an
//! invented year, of which the months to come draw from rows held back and something changes.

use std::rc::Rc;

use super::super::calendar::Month;
use super::super::change::{Answers, Covariate};
use super::super::resample::{Calendar, Drawn};
use super::chosen::reading;
use super::settle::answers;
use super::{Decided, TARGET, id, plain};
use crate::error::{EngineError, OwnProblem, Result};
use crate::fingerprint;
use crate::math;
use crate::order;
use crate::rng::Rng;
use crate::table::csv::{Form, read_in_steps};
use crate::table::{Column, Kind, NO_DATE, Table, Values, date};
use crate::task::{KnownAt, Task};
use crate::work::Pace;

/// The year that nobody lives in yet.
pub(super) const YEAR: i32 = 2030;
/// Mondays that lie behind the learner: those of January to March.
pub(super) const BEHIND: u32 = 12;
/// Mondays of the year.
pub(super) const DAYS: u32 = 52;

/// A row that comes again is measured again: each number with a fraction differs by so much of itself.
const AGAIN: f64 = 0.03;
/// The share of rows that a change strikes in the end.
const STRUCK: f64 = 0.6;
/// The share of rows whose answer is another one in the end; a number is then higher by one standard deviation.
const TURNED: f64 = 0.2;
/// What a column that is measured otherwise is multiplied by: one of these.
const FACTORS: [f64; 3] = [0.6, 0.75, 1.4];
/// The change begins with one of these months.
const BEGINS: [u32; 3] = [5, 6, 7];
/// Days until it is there in full: one of these.
const WIDTHS: [i32; 2] = [0, 60];

/// The invented year.
pub(super) fn calendar(a_day: u32) -> Calendar {
    let end = Month::new(YEAR + 1, 1).first_day();
    Calendar { first: date::from_ymd(YEAR, 1, 7), every: 7, a_day, behind: BEHIND, end }
}

/// A file with its columns under the names they go by, as the kinds that were chosen.
///
/// # Errors
/// As [`read_in_steps`]; [`OwnProblem::Damaged`] if the columns are not those of the file.
pub(super) async fn read(bytes: &[u8], decided: &super::Chosen, pace: &Pace) -> Result<Table> {
    let form = Form {
        most_columns: super::MOST_COLUMNS as u64,
        most_rows: super::MOST_ROWS,
        ..Form::sniffed(bytes)
    };
    let (table, _) = read_in_steps(bytes, &reading(&decided.columns), form, pace).await?;
    if table.columns().len() != decided.columns.len() {
        return Err(EngineError::Own { problem: OwnProblem::Damaged });
    }
    let named = (0_u32..).zip(table.columns()).map(|(at, column)| Column {
        name: id(at).into(),
        known_at: column.known_at.clone(),
        values: spoken(&column.values),
    });
    Table::new(named.collect())
}

/// Levels as they may be told.
fn spoken(values: &Values) -> Values {
    match values {
        Values::Category { levels, codes } => {
            let levels = levels.iter().map(|level| plain(level)).collect();
            Values::Category { levels, codes: codes.clone() }
        }
        other => other.clone(),
    }
}

/// The rows in order of time: their places in the file.
///
/// # Errors
/// Too few rows for the calendar.
pub(super) async fn order(
    days: Option<&[i32]>,
    kept: &[u32],
    a_day: u32,
    seed: u64,
    pace: &Pace,
) -> Result<Drawn> {
    let Some(days) = days else {
        let drawn = calendar(a_day).draw(kept.len() as u32, seed)?;
        return Ok(Drawn { rows: drawn.rows.iter().map(|row| kept[*row as usize]).collect(), ..drawn });
    };
    let of: Vec<f64> = kept.iter().map(|row| f64::from(days[*row as usize])).collect();
    let sorted = order::sorted_in_steps(&of, pace).await;
    let rows: Vec<u32> = sorted.into_iter().map(|(_, at)| kept[at as usize]).collect();
    let again = vec![0; rows.len()];
    Ok(Drawn { days: rows.iter().map(|row| days[*row as usize]).collect(), rows, again })
}

/// The days of the column that says when, if there is one.
pub(super) fn days<'a>(table: &'a Table, chosen: &super::Chosen) -> Result<Option<&'a Rc<[i32]>>> {
    chosen.when.map(|when| table.dates(id(when))).transpose()
}

/// The rows with an answer and, where one says when, a day.
pub(super) fn kept(answers: &[Option<f64>], days: Option<&[i32]>) -> Vec<u32> {
    let dated = |row: usize| days.is_none_or(|days| days[row] != NO_DATE);
    (0..answers.len()).filter(|row| answers[*row].is_some() && dated(*row)).map(|row| row as u32).collect()
}

/// The table of the world: a date, every column that is not left out, and the answer; and how much each row counts, where
/// a column says so.
///
/// # Errors
/// [`EngineError::OtherData`] of another file, or what cannot be read.
pub async fn table(bytes: &[u8], decided: &Decided, pace: &Pace) -> Result<(Table, Option<Rc<[f64]>>)> {
    decided.check()?;
    let found = fingerprint::of_bytes_in_steps(bytes, pace).await;
    if found != decided.bytes {
        return Err(EngineError::OtherData { expected: decided.bytes.clone(), found });
    }
    let file = read(bytes, &decided.chosen, pace).await?;
    let seed = fingerprint::from_hex(&decided.seed).unwrap_or(0);
    let names = decided.found.which.as_ref().map_or(&[][..], |which| &which.names);
    let answers = answers(&file, &decided.chosen, names)?;
    let days = days(&file, &decided.chosen)?.map(|days| &**days);
    let drawn = order(days, &kept(&answers, days), decided.found.a_day, seed, pace).await?;
    let mut y: Vec<f64> = drawn.rows.iter().map(|row| answers[*row as usize].unwrap_or(0.0)).collect();
    let mut columns = Vec::new();
    for (at, column) in decided.features() {
        pace.pause().await;
        let values = file.column(id(at))?.values.take(&drawn.rows);
        let known_at = if column.later { KnownAt::Later("outcome".into()) } else { KnownAt::Decision };
        columns.push(Column { name: id(at).into(), known_at, values });
    }
    if days.is_none() {
        measure_again(&mut columns, &drawn, seed);
        change(decided, &mut columns, &mut y, &drawn, seed);
    }
    let weights = weights(&file, &decided.chosen, &drawn.rows)?;
    let date =
        Column { name: "date".into(), known_at: KnownAt::Decision, values: Values::Date(drawn.days.into()) };
    let known_at = KnownAt::Later("outcome".into());
    let answer = Column { name: TARGET.into(), known_at, values: Values::Number(y.into()) };
    Ok((Table::new(std::iter::once(date).chain(columns).chain([answer]).collect())?, weights))
}

/// How much each of `rows` counts, where a column says so.
///
/// # Errors
/// [`OwnProblem::Weights`] where a number is missing or not above nought; a column of another kind.
pub(super) fn weights(table: &Table, chosen: &super::Chosen, rows: &[u32]) -> Result<Option<Rc<[f64]>>> {
    let Some(at) = chosen.counts else { return Ok(None) };
    let all = table.numbers(id(at))?;
    let weights: Rc<[f64]> = rows.iter().map(|row| all[*row as usize]).collect();
    let found = weights.iter().filter(|weight| !(weight.is_finite() && **weight > 0.0)).count() as u64;
    if found > 0 {
        return Err(EngineError::Own { problem: OwnProblem::Weights { found } });
    }
    Ok(Some(weights))
}

fn measure_again(columns: &mut [Column], drawn: &Drawn, seed: u64) {
    let mut rng = Rng::new(seed, "again");
    for column in columns {
        let Values::Number(values) = &mut column.values else { continue };
        // Counts and codes are the same whenever one looks.
        if values.iter().all(|v| v.is_nan() || *v == v.trunc()) {
            continue;
        }
        let again = Rc::make_mut(values).iter_mut().zip(&drawn.again).filter(|(_, again)| **again > 0);
        again.for_each(|(value, _)| *value *= 1.0 + AGAIN * rng.normal());
    }
}

/// What changes in the invented year, by its seed: a number is measured otherwise, or another answer comes of the same.
fn change(decided: &Decided, columns: &mut [Column], y: &mut [f64], drawn: &Drawn, seed: u64) {
    let mut rng = Rng::new(seed, "change");
    let month = BEGINS[rng.below(BEGINS.len() as u32) as usize];
    let width = WIDTHS[rng.below(WIDTHS.len() as u32) as usize];
    let factor = FACTORS[rng.below(FACTORS.len() as u32) as usize];
    let (position, share) = (Month::new(YEAR, month).first_day(), STRUCK);
    let numbers: Vec<u32> =
        decided.features().filter(|(_, c)| c.kind == Kind::Number && !c.later).map(|(at, _)| at).collect();
    let measured = rng.below(2) == 0;
    let named = numbers.get(rng.below(numbers.len() as u32) as usize);
    let mut strikes = Rng::new(seed, "strikes");
    if let Some(at) = named.filter(|_| measured) {
        let change = Covariate { position, width, share, factors: vec![(id(*at).into(), factor)] };
        change.apply(&change.strikes(&drawn.days, &mut strikes), columns);
    } else {
        let change = Answers { position, width, share: TURNED };
        let struck = change.strikes(&drawn.days, &mut strikes);
        match decided.task() {
            Task::Regression => Answers::raise(&struck, y, math::sqrt(math::variance(y, 0).unwrap_or(0.0))),
            Task::Binary => Answers::apply(&struck, y),
            Task::Multiclass => {
                let n = decided.found.which.as_ref().map_or(0, |which| which.names.len());
                Answers::turn(&struck, y, n as u32);
            }
        }
    }
}
