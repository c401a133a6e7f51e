//! Comma-separated values to a table and back, with refusals that name line and column.

use std::collections::BTreeSet;

use csv::{ByteRecord, ReaderBuilder, WriterBuilder};

use crate::error::{CsvProblem, EngineError, Result};
use crate::table::written::{Look, Written, day, number};
use crate::table::{Column, Kind, MISSING, NO_DATE, Table, Values, date};
use crate::task::KnownAt;
use crate::work::{BLOCK, Meter, Pace, at_once};

/// Bytes looked through in a step: about a millisecond of work.
const BYTES: usize = 1 << 20;

/// What a cell costs, in visits of a number: it is found, looked at and kept.
const CELL: usize = 32;

/// What separates cells, and how large a file may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Form {
    /// The byte between two cells.
    pub delimiter: u8,
    /// Most columns.
    pub most_columns: u64,
    /// Most rows below the header.
    pub most_rows: u64,
}

impl Default for Form {
    /// Commas, and as large as it comes.
    fn default() -> Self {
        Self { delimiter: b',', most_columns: u64::MAX, most_rows: u64::MAX }
    }
}

impl Form {
    /// The separator that the first line has most of: comma, semicolon or tab; of equals the first.
    #[must_use]
    pub fn sniffed(bytes: &[u8]) -> Self {
        let line = bytes.split(|byte| matches!(byte, b'\n' | b'\r')).find(|line| !line.is_empty());
        let (mut counts, mut quoted) = ([(b',', 0_u32), (b';', 0), (b'\t', 0)], false);
        for byte in line.unwrap_or_default() {
            quoted ^= *byte == b'"';
            counts
                .iter_mut()
                .filter(|(separator, _)| !quoted && separator == byte)
                .for_each(|(_, n)| *n += 1);
        }
        let [mut most, others @ ..] = counts;
        others.into_iter().for_each(|other| most = if other.1 > most.1 { other } else { most });
        Self { delimiter: most.0, ..Self::default() }
    }
}

/// What is known about a file before it is read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReadOptions {
    /// Kinds of columns by name; the other columns' kinds are guessed.
    pub kinds: Vec<(String, Kind)>,
    /// How columns are written, by name, where that was said; the others' way is guessed.
    pub ways: Vec<(String, Written)>,
    /// Cells that mean "missing", without regard to case and to spaces around; `None`: an empty cell, `NA`,
    /// `NaN`.
    pub missing: Option<Vec<String>>,
}

/// The cells of a file, column by column.
struct Cells {
    names: Vec<String>,
    columns: Vec<Text>,
    /// The line of each row.
    lines: Vec<u64>,
}

/// The cells of a column, end to end: a long file has millions, and a string each would fill the memory.
#[derive(Clone, Default)]
struct Text {
    all: String,
    /// Where each cell ends, and whether it is missing.
    ends: Vec<(usize, bool)>,
}

impl Text {
    fn push(&mut self, cell: &str, missing: bool) {
        self.all.push_str(if missing { "" } else { cell });
        self.ends.push((self.all.len(), missing));
    }

    /// Cell by cell; `None` is missing.
    fn cells(&self) -> impl ExactSizeIterator<Item = Option<&str>> {
        let mut start = 0;
        self.ends.iter().map(move |(end, missing)| {
            let cell = &self.all[std::mem::replace(&mut start, *end)..*end];
            (!missing).then_some(cell)
        })
    }
}

/// Reads a file with a header line, UTF-8 (a byte order mark is passed over).
///
/// A column whose cells are all numbers becomes numbers, all days becomes dates (a column without any cell: numbers), in
/// whatever way they are [`Written`], the rest categories with levels in code point order. All columns count as known at the
/// decision.
///
/// # Errors
/// [`EngineError::Csv`] with the one-based line, [`EngineError::UnknownColumn`] if `options` names a column
/// that is not there.
///
/// ```
/// use engine::table::{Kind, csv};
/// let table = csv::read(b"day,price\n2013-04-01,1.5\n2013-04-02,\n", &csv::ReadOptions::default())?;
/// assert_eq!(table.column("day")?.values.kind(), Kind::Date);
/// assert!(table.numbers("price")?[1].is_nan());
/// # Ok::<(), engine::error::EngineError>(())
/// ```
pub fn read(bytes: &[u8], options: &ReadOptions) -> Result<Table> {
    Ok(at_once(read_in_steps(bytes, options, Form::default(), &Pace::default()))?.0)
}

/// The same of a file of another form, in steps, with how each column is written, and the ways it could be read in where
/// nothing tells which is meant. What is too large is refused as soon as
/// that is seen.
///
/// # Errors
/// As [`read`]; [`CsvProblem::TooManyColumns`], [`CsvProblem::TooManyRows`].
pub async fn read_in_steps(
    bytes: &[u8],
    options: &ReadOptions,
    form: Form,
    pace: &Pace,
) -> Result<(Table, Vec<(Written, Vec<Written>)>)> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if let Some(byte) = unclosed_quote(bytes, form.delimiter, pace).await {
        return Err(refuse(Lines::of(bytes).at(byte), None, CsvProblem::Broken));
    }
    let cells = cells(bytes, options, form, pace).await?;
    if let Some((name, _)) = options.kinds.iter().find(|(name, _)| !cells.names.contains(name)) {
        return Err(EngineError::UnknownColumn { column: name.clone() });
    }
    let total = cells.names.len();
    let (mut columns, mut ways) = (Vec::with_capacity(total), Vec::with_capacity(total));
    for (done, (name, column)) in cells.names.into_iter().zip(cells.columns).enumerate() {
        pace.rest("columns", done, Some(total), None).await;
        let given = options.kinds.iter().find(|(other, _)| *other == name).map(|(_, kind)| *kind);
        let (read, others) = look(&column, given, pace).await;
        let said = options.ways.iter().find(|(other, _)| *other == name).map(|(_, way)| *way);
        let read = (read.0, said.unwrap_or(read.1));
        let of = (name.as_str(), &column, &cells.lines[..]);
        let values = match read.0 {
            Kind::Number => Values::Number(parse(of, read, f64::NAN, number, pace).await?.into()),
            Kind::Date => Values::Date(parse(of, read, NO_DATE, day, pace).await?.into()),
            Kind::Category => categories(&column, pace).await,
        };
        columns.push(Column { name, known_at: KnownAt::Decision, values });
        ways.push((read.1, others));
    }
    Ok((Table::new(columns)?, ways))
}

/// Writes a table with a header line; missing is an empty cell. Read again with the same kinds it is the same
/// table, levels without rows and [`KnownAt`] aside, and an empty level, which looks missing.
///
/// # Errors
/// [`EngineError::Data`] if the writer refuses.
pub fn write(table: &Table) -> Result<Vec<u8>> {
    let broken = |problem: String| EngineError::Data { what: "csv".into(), problem };
    let mut writer = WriterBuilder::new().from_writer(Vec::new());
    writer.write_record(table.columns().iter().map(|c| &c.name)).map_err(|e| broken(e.to_string()))?;
    for row in 0..table.n_rows() {
        let cells = table.columns().iter().map(|column| cell(&column.values, row));
        writer.write_record(cells).map_err(|e| broken(e.to_string()))?;
    }
    writer.into_inner().map_err(|e| broken(e.to_string()))
}

/// Row `row` as the text that [`read`] understands.
fn cell(values: &Values, row: usize) -> String {
    if values.is_missing(row) {
        return String::new();
    }
    match values {
        Values::Number(v) => v[row].to_string(),
        Values::Category { levels, codes } => levels[codes[row] as usize].clone(),
        Values::Date(d) => date::iso(d[row]),
    }
}

async fn cells(bytes: &[u8], options: &ReadOptions, form: Form, pace: &Pace) -> Result<Cells> {
    let mut builder = ReaderBuilder::new();
    let mut reader = builder.has_headers(false).flexible(true).delimiter(form.delimiter).from_reader(bytes);
    let mut record = ByteRecord::new();
    let mut lines = Lines::of(bytes);
    // The parser counts lines in its own way where they end in two bytes, so they are counted here.
    let mut next = |record: &mut ByteRecord| {
        let start = reader.position().byte() as usize;
        let blank = bytes[start..].iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
        let line = lines.at(start + blank);
        let found = reader.read_byte_record(record).map_err(|_| refuse(line, None, CsvProblem::Broken))?;
        Ok::<_, EngineError>(found.then_some(line))
    };
    let Some(line) = next(&mut record)? else {
        return Err(refuse(1, None, CsvProblem::Empty));
    };
    let names = header(&record, line)?;
    if names.len() as u64 > form.most_columns {
        let (most, found) = (form.most_columns, names.len() as u64);
        return Err(refuse(line, None, CsvProblem::TooManyColumns { most, found }));
    }
    let missing = options.missing.clone().unwrap_or_else(|| ["", "na", "nan"].map(String::from).to_vec());
    let mut cells = Cells { columns: vec![Text::default(); names.len()], names, lines: Vec::new() };
    let mut meter = Meter::default();
    while let Some(line) = next(&mut record)? {
        let (expected, found) = (cells.names.len() as u64, record.len() as u64);
        if expected != found {
            return Err(refuse(line, None, CsvProblem::WrongWidth { expected, found }));
        }
        for ((name, column), cell) in cells.names.iter().zip(&mut cells.columns).zip(&record) {
            let text =
                std::str::from_utf8(cell).map_err(|_| refuse(line, Some(name), CsvProblem::NotUtf8))?;
            column.push(text, missing.iter().any(|word| word.trim().eq_ignore_ascii_case(text.trim())));
        }
        cells.lines.push(line);
        if cells.lines.len() as u64 > form.most_rows {
            return Err(refuse(line, None, CsvProblem::TooManyRows { most: form.most_rows }));
        }
        if meter.spend(CELL * record.len()) {
            pace.rest("rows", cells.lines.len(), None, None).await;
        }
    }
    Ok(cells)
}

fn header(record: &ByteRecord, line: u64) -> Result<Vec<String>> {
    let mut names: Vec<String> = Vec::with_capacity(record.len());
    for cell in record {
        let name = std::str::from_utf8(cell).map_err(|_| refuse(line, None, CsvProblem::NotUtf8))?.trim();
        if name.is_empty() {
            return Err(refuse(line, None, CsvProblem::UnnamedColumn));
        }
        if names.iter().any(|other| other == name) {
            return Err(refuse(line, Some(name), CsvProblem::DuplicateColumn));
        }
        names.push(name.to_owned());
    }
    Ok(names)
}

/// What a column is and how it is written, as far as it is not given, and in which ways it could be read.
async fn look(column: &Text, given: Option<Kind>, pace: &Pace) -> ((Kind, Written), Vec<Written>) {
    let (mut cells, mut look, mut goes_on) = (column.cells(), Look::new(), true);
    while goes_on && cells.len() > 0 {
        goes_on = cells.by_ref().take(BLOCK).flatten().all(|cell| look.at(cell));
        pace.pause().await;
    }
    (given.map_or_else(|| look.guess(), |kind| (kind, look.given(kind))), look.ways())
}

async fn parse<T: Copy>(
    (name, column, lines): (&str, &Text, &[u64]),
    (kind, written): (Kind, Written),
    missing: T,
    value: fn(&str, Written) -> Option<T>,
    pace: &Pace,
) -> Result<Vec<T>> {
    let bad = |line: u64, cell: &str| {
        let found = cell.chars().take(40).collect();
        refuse(line, Some(name), CsvProblem::BadCell { expected: kind.name().into(), found })
    };
    let mut values = Vec::with_capacity(lines.len());
    for (cell, line) in column.cells().zip(lines) {
        values.push(match cell {
            None => missing,
            Some(text) => value(text, written).ok_or_else(|| bad(*line, text))?,
        });
        if values.len().is_multiple_of(BLOCK) {
            pace.pause().await;
        }
    }
    Ok(values)
}

async fn categories(column: &Text, pace: &Pace) -> Values {
    let (mut cells, mut levels) = (column.cells(), BTreeSet::new());
    while cells.len() > 0 {
        levels.extend(cells.by_ref().take(BLOCK).flatten());
        pace.pause().await;
    }
    let levels: Vec<&str> = levels.into_iter().collect();
    let mut codes = Vec::with_capacity(column.ends.len());
    for cell in column.cells() {
        codes.push(match cell {
            None => MISSING,
            Some(text) => levels.partition_point(|level| *level < text) as u32,
        });
        if codes.len().is_multiple_of(BLOCK) {
            pace.pause().await;
        }
    }
    let levels = levels.iter().map(|level| (*level).to_owned()).collect();
    Values::Category { levels, codes: codes.into() }
}

/// Where a quotation mark opens that is never closed: the parser would swallow the rest of the file.
async fn unclosed_quote(bytes: &[u8], delimiter: u8, pace: &Pace) -> Option<usize> {
    enum At {
        CellStart,
        Plain,
        /// Inside quotation marks opened at this byte.
        Quoted(usize),
        /// After a mark inside: the end, or the first of a doubled one.
        Closing(usize),
    }
    let mut at = At::CellStart;
    for (i, byte) in bytes.iter().enumerate() {
        if i % BYTES == BYTES - 1 {
            pace.pause().await;
        }
        at = match (at, byte) {
            (At::CellStart, b'"') => At::Quoted(i),
            (At::Quoted(opened), b'"') => At::Closing(opened),
            (At::Closing(opened), b'"') | (At::Quoted(opened), _) => At::Quoted(opened),
            (_, b'\n' | b'\r') => At::CellStart,
            (_, byte) if *byte == delimiter => At::CellStart,
            _ => At::Plain,
        };
    }
    if let At::Quoted(opened) = at { Some(opened) } else { None }
}

/// Counts lines on the way through a file. They end in `\n`, `\r\n` or `\r`.
struct Lines<'a> {
    bytes: &'a [u8],
    counted: usize,
    line: u64,
}

impl<'a> Lines<'a> {
    fn of(bytes: &'a [u8]) -> Self {
        Self { bytes, counted: 0, line: 1 }
    }

    /// The one-based line of a byte not before the one asked for last.
    fn at(&mut self, byte: usize) -> u64 {
        let ends = |i: &usize| match self.bytes[*i] {
            b'\n' => true,
            b'\r' => self.bytes.get(*i + 1) != Some(&b'\n'),
            _ => false,
        };
        self.line += (self.counted..byte).filter(ends).count() as u64;
        self.counted = byte;
        self.line
    }
}

fn refuse(line: u64, column: Option<&str>, problem: CsvProblem) -> EngineError {
    EngineError::Csv { line, column: column.map(Into::into), problem }
}
