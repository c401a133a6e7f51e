//! Comma-separated values to a table and back, with refusals that name line and column.

use csv::{ByteRecord, ReaderBuilder, WriterBuilder};

use crate::error::{CsvProblem, EngineError, Result};
use crate::table::{Column, Kind, MISSING, NO_DATE, Table, Values, date};
use crate::task::KnownAt;

/// What is known about a file before it is read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReadOptions {
    /// Kinds of columns by name; the other columns' kinds are guessed.
    pub kinds: Vec<(String, Kind)>,
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
    fn cells(&self) -> impl Iterator<Item = Option<&str>> {
        let mut start = 0;
        self.ends.iter().map(move |(end, missing)| {
            let cell = &self.all[std::mem::replace(&mut start, *end)..*end];
            (!missing).then_some(cell)
        })
    }
}

/// Reads a file with a header line, UTF-8 (a byte order mark is passed over).
///
/// A column whose cells are all numbers becomes numbers, all `yyyy-mm-dd` becomes dates (a column without any
/// cell: numbers), the rest categories with levels in code point order. All columns count as known at the
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
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if let Some(byte) = unclosed_quote(bytes) {
        return Err(refuse(Lines::of(bytes).at(byte), None, CsvProblem::Broken));
    }
    let cells = cells(bytes, options)?;
    if let Some((name, _)) = options.kinds.iter().find(|(name, _)| !cells.names.contains(name)) {
        return Err(EngineError::UnknownColumn { column: name.clone() });
    }
    let mut columns = Vec::with_capacity(cells.names.len());
    for (name, column) in cells.names.into_iter().zip(cells.columns) {
        let given = options.kinds.iter().find(|(other, _)| *other == name).map(|(_, kind)| *kind);
        let values = match given.unwrap_or_else(|| guess(&column)) {
            Kind::Number => {
                Values::Number(parse(&name, &column, &cells.lines, Kind::Number, f64::NAN, number)?.into())
            }
            Kind::Date => {
                let parse_date = |cell: &str| date::parse_iso(cell.trim());
                Values::Date(parse(&name, &column, &cells.lines, Kind::Date, NO_DATE, parse_date)?.into())
            }
            Kind::Category => categories(&column),
        };
        columns.push(Column { name, known_at: KnownAt::Decision, values });
    }
    Table::new(columns)
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

fn cells(bytes: &[u8], options: &ReadOptions) -> Result<Cells> {
    let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
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
    let missing = options.missing.clone().unwrap_or_else(|| ["", "na", "nan"].map(String::from).to_vec());
    let mut cells = Cells { columns: vec![Text::default(); names.len()], names, lines: Vec::new() };
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

fn guess(column: &Text) -> Kind {
    let all = |fits: &dyn Fn(&str) -> bool| column.cells().flatten().all(fits);
    if all(&|cell| number(cell).is_some()) {
        Kind::Number
    } else if all(&|cell| date::parse_iso(cell.trim()).is_some()) {
        Kind::Date
    } else {
        Kind::Category
    }
}

/// A finite number; words like `inf` are none.
fn number(cell: &str) -> Option<f64> {
    cell.trim().parse().ok().filter(|number: &f64| number.is_finite())
}

fn parse<T: Copy>(
    name: &str,
    column: &Text,
    lines: &[u64],
    kind: Kind,
    missing: T,
    value: impl Fn(&str) -> Option<T>,
) -> Result<Vec<T>> {
    let bad = |line: u64, cell: &str| {
        let found = cell.chars().take(40).collect();
        refuse(line, Some(name), CsvProblem::BadCell { expected: kind.name().into(), found })
    };
    let parse_cell = |(cell, line): (Option<&str>, &u64)| match cell {
        None => Ok(missing),
        Some(text) => value(text).ok_or_else(|| bad(*line, text)),
    };
    column.cells().zip(lines).map(parse_cell).collect()
}

fn categories(column: &Text) -> Values {
    let mut levels: Vec<&str> = column.cells().flatten().collect();
    levels.sort_unstable();
    levels.dedup();
    let code = |cell: Option<&str>| match cell {
        None => MISSING,
        Some(text) => levels.partition_point(|level| *level < text) as u32,
    };
    let codes = column.cells().map(code).collect();
    Values::Category { levels: levels.iter().map(|level| (*level).to_owned()).collect(), codes }
}

/// Where a quotation mark opens that is never closed: the parser would swallow the rest of the file.
fn unclosed_quote(bytes: &[u8]) -> Option<usize> {
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
        at = match (at, byte) {
            (At::CellStart, b'"') => At::Quoted(i),
            (At::Quoted(opened), b'"') => At::Closing(opened),
            (At::Closing(opened), b'"') | (At::Quoted(opened), _) => At::Quoted(opened),
            (_, b',' | b'\n' | b'\r') => At::CellStart,
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
