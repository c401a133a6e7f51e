//! Reads the compact columnar files (`.cols`) in which recorded worlds are shipped.
//!
//! The bytes here are already unpacked: the page unpacks gzip with `DecompressionStream`, tests with flate2.
//! The format is described in `static/data/make_flights.py`, which writes it and checks every cell. In short:
//! a JSON header, then for each column whole-number codes (0 is missing) cut into planes of bytes. A column
//! may be told as the difference to earlier columns, to the row above or to a table by group, so that what
//! can be derived (a departure time from the scheduled one and the delay) costs nothing.

use serde::Deserialize;

use crate::error::{EngineError, Result};
use crate::table::{Column, MISSING, NO_DATE, Table, Values};
use crate::task::KnownAt;

/// Most rows a file may have: a damaged header must not ask for all the memory.
const MOST_ROWS: u32 = 10_000_000;

/// Minutes of a day.
const DAY: i64 = 1440;

/// A file that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Columns {
    /// Its columns.
    pub table: Table,
    /// The unit of each column, in the order of the columns.
    pub units: Vec<String>,
    /// Where it comes from.
    pub about: About,
}

/// Where a file comes from and what was done to it.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct About {
    /// Its name, e.g. `flights`.
    pub name: String,
    /// Number of rows.
    pub n_rows: u32,
    /// What it was made from.
    pub source: String,
    /// SPDX identifier of the licence.
    pub licence: String,
    /// Address of the licence's text.
    pub licence_url: Option<String>,
    /// Who collected it and how, in English; shown as it stands.
    pub provenance: String,
    /// Which of the source's rows these are.
    pub sample: Sample,
}

/// Which rows of the source a file holds.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Sample {
    /// How they were chosen, in English; shown as it stands.
    pub method: String,
    /// The seed of a random choice.
    pub seed: Option<u32>,
    /// Rows here for each row of the source: `n_rows / of`.
    pub share: f64,
    /// Rows of the source.
    pub of: u32,
}

#[derive(Deserialize)]
struct Header {
    #[serde(flatten)]
    about: About,
    columns: Vec<Spec>,
}

/// How one column is stored; the names are those of the format.
#[derive(Deserialize)]
struct Spec {
    name: String,
    kind: StoredKind,
    unit: String,
    known_at: String,
    planes: u8,
    offset: i32,
    scale: u32,
    #[serde(rename = "as")]
    form: Option<Form>,
    levels: Option<Levels>,
    #[serde(default)]
    terms: Vec<String>,
    base: Option<Base>,
    modulus: Option<u32>,
    #[serde(default)]
    low: i32,
}

#[derive(Clone, Copy, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum StoredKind {
    Number,
    Category,
    Date,
}

#[derive(Clone, Copy, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Form {
    Levels,
    Clock,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Levels {
    Text(Vec<String>),
    Number(Vec<f64>),
}

#[derive(Deserialize)]
struct Base {
    by: Vec<String>,
    table: Vec<i32>,
}

/// The whole numbers of a column that was read, which later columns may refer to.
struct Whole {
    name: String,
    n_levels: usize,
    values: Vec<Option<i32>>,
}

/// Reads an unpacked file; `what` names it in an error.
///
/// # Errors
/// [`EngineError::Data`] if the bytes are cut off, damaged or of another form.
pub fn read(what: &str, bytes: &[u8]) -> Result<Columns> {
    let (header, mut rest) = read_header(bytes).map_err(|problem| data(what, &problem))?;
    let n = header.about.n_rows as usize;
    let planes: usize = header.columns.iter().map(|c| usize::from(c.planes)).sum();
    let expected = planes.saturating_mul(n);
    if rest.len() != expected {
        return Err(data(what, &format!("{} bytes of columns, {expected} expected", rest.len())));
    }
    let mut wholes: Vec<Whole> = Vec::with_capacity(header.columns.len());
    let mut columns = Vec::with_capacity(header.columns.len());
    let mut units = Vec::with_capacity(header.columns.len());
    for spec in header.columns {
        let in_column = |problem: String| data(what, &format!("column {}: {problem}", spec.name));
        let (planes, tail) = rest.split_at(usize::from(spec.planes) * n);
        rest = tail;
        let values = read_wholes(&spec, planes, n, &wholes).map_err(in_column)?;
        let column = to_values(&spec, &values).map_err(in_column)?;
        let n_levels = match &spec.levels {
            Some(Levels::Text(levels)) => levels.len(),
            Some(Levels::Number(levels)) => levels.len(),
            None => 0,
        };
        columns.push(Column { name: spec.name.clone(), known_at: known_at(spec.known_at), values: column });
        units.push(spec.unit);
        wholes.push(Whole { name: spec.name, n_levels, values });
    }
    Ok(Columns { table: Table::new(columns)?, units, about: header.about })
}

fn data(what: &str, problem: &str) -> EngineError {
    EngineError::Data { what: what.into(), problem: problem.into() }
}

fn known_at(event: String) -> KnownAt {
    if event == "decision" { KnownAt::Decision } else { KnownAt::Later(event) }
}

/// The header and the bytes behind it.
fn read_header(bytes: &[u8]) -> std::result::Result<(Header, &[u8]), String> {
    let (length, rest) = bytes.split_first_chunk::<4>().ok_or("no header")?;
    let length = u32::from_le_bytes(*length) as usize;
    if rest.len() < length {
        return Err(format!("a header of {length} bytes, {} bytes there", rest.len()));
    }
    let (text, payload) = rest.split_at(length);
    let header: Header = serde_json::from_slice(text).map_err(|e| format!("header: {e}"))?;
    if header.about.n_rows > MOST_ROWS {
        return Err(format!("{} rows, {MOST_ROWS} at most", header.about.n_rows));
    }
    for spec in &header.columns {
        if spec.planes > 4 || spec.scale == 0 || spec.modulus == Some(0) {
            return Err(format!("column {}: planes, scale or modulus out of range", spec.name));
        }
    }
    Ok((header, payload))
}

/// The whole numbers of a column, from its planes and from the columns before it.
fn read_wholes(
    spec: &Spec,
    planes: &[u8],
    n: usize,
    before: &[Whole],
) -> std::result::Result<Vec<Option<i32>>, String> {
    let find = |name: &str| {
        before
            .iter()
            .find(|w| w.name == name)
            .ok_or_else(|| format!("refers to {name}, which is not before it"))
    };
    let mut from_above = false;
    let mut terms: Vec<(i64, &Whole)> = Vec::new();
    for term in &spec.terms {
        match term.strip_prefix('-') {
            Some(name) => terms.push((-1, find(name)?)),
            None if term == "previous" => from_above = true,
            None => terms.push((1, find(term)?)),
        }
    }
    let base = match &spec.base {
        Some(base) => {
            let by = base.by.iter().map(|name| find(name)).collect::<std::result::Result<Vec<_>, _>>()?;
            Some((by, &base.table))
        }
        None => None,
    };

    let mut values = Vec::with_capacity(n);
    let mut last = 0_i64;
    for i in 0..n {
        let mut code = i64::from(spec.planes == 0);
        for plane in (0..usize::from(spec.planes)).rev() {
            code = code << 8 | i64::from(planes[plane * n + i]);
        }
        let mut missing = code == 0;
        // 32-bit parts summed in 64 bits cannot overflow.
        let mut total = code - 1 + i64::from(spec.offset) + if from_above { last } else { 0 };
        for (sign, term) in &terms {
            missing |= spec.planes == 0 && term.values[i].is_none();
            total += sign * i64::from(term.values[i].unwrap_or(0));
        }
        if missing {
            values.push(None);
            continue;
        }
        if let Some((by, table)) = &base {
            total += i64::from(*table.get(group(by, i)).ok_or("a group outside its table")?);
        }
        if let Some(modulus) = spec.modulus {
            total = (total - i64::from(spec.low)).rem_euclid(i64::from(modulus)) + i64::from(spec.low);
        }
        last = total;
        values.push(Some(i32::try_from(total).map_err(|_| format!("row {i}: {total} is out of range"))?));
    }
    Ok(values)
}

/// The group of row `i`: the codes of the columns `by` (0 when missing) as digits of one number.
fn group(by: &[&Whole], i: usize) -> usize {
    by.iter().fold(0_usize, |at, column| {
        // Levels were checked when the column was read, so a code is never negative.
        let digit = column.values[i].map_or(0, |v| v.unsigned_abs() as usize + 1);
        at.saturating_mul(column.n_levels + 1).saturating_add(digit)
    })
}

/// The values people see, from whole numbers.
fn to_values(spec: &Spec, wholes: &[Option<i32>]) -> std::result::Result<Values, String> {
    let level = |whole: i32, n: usize| {
        usize::try_from(whole).ok().filter(|w| *w < n).ok_or_else(|| format!("level {whole} of {n}"))
    };
    match (spec.kind, spec.form, &spec.levels) {
        (StoredKind::Category, Some(Form::Levels), Some(Levels::Text(levels))) => {
            let mut codes = Vec::with_capacity(wholes.len());
            for whole in wholes {
                codes.push(match whole {
                    Some(whole) => level(*whole, levels.len())? as u32,
                    None => MISSING,
                });
            }
            Ok(Values::Category { levels: levels.clone().into(), codes: codes.into() })
        }
        (StoredKind::Number, Some(Form::Levels), Some(Levels::Number(levels))) => {
            numbers(wholes, |whole| Ok(levels[level(whole, levels.len())?]))
        }
        (StoredKind::Number, Some(Form::Clock), None) => numbers(wholes, |whole| {
            let minutes = i64::from(whole);
            if !(0..DAY).contains(&minutes) {
                return Err(format!("{minutes} minutes are no time of day"));
            }
            // Midnight is 2400, as in the source.
            Ok(if minutes == 0 { 2400.0 } else { (minutes / 60 * 100 + minutes % 60) as f64 })
        }),
        (StoredKind::Number, None, None) => {
            numbers(wholes, |whole| Ok(f64::from(whole) / f64::from(spec.scale)))
        }
        (StoredKind::Date, None, None) => {
            Ok(Values::Date(wholes.iter().map(|whole| whole.unwrap_or(NO_DATE)).collect()))
        }
        _ => Err("kind, form and levels do not fit".into()),
    }
}

fn numbers(
    wholes: &[Option<i32>],
    value: impl Fn(i32) -> std::result::Result<f64, String>,
) -> std::result::Result<Values, String> {
    let values = wholes.iter().map(|whole| whole.map_or(Ok(f64::NAN), &value));
    Ok(Values::Number(values.collect::<std::result::Result<Vec<f64>, String>>()?.into()))
}
