//! How the cells of a column are written: numbers with a decimal point or a decimal comma, dates with the year, the day or
//! the month first. Only a column of which every cell fits one way, and no other, is read in that way, but for points that
//! may stand before a fraction or between thousands: they are taken for what a program writes, and the learner is told.

use serde::{Deserialize, Serialize};

use super::{Kind, date};

/// A way of writing, or why there is none to read by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Written {
    /// Decimal points, `yyyy-mm-dd`, or words.
    #[default]
    Plain,
    /// Decimal commas, and perhaps points between the thousands: `1.234,5`.
    Commas,
    /// Commas between the thousands: `1,234.5`.
    Grouped,
    /// Spaces or apostrophes between the thousands, and a comma or a point before the fraction: `1 234,5`.
    Spaced,
    /// `dd.mm.yyyy`.
    Dots,
    /// `dd/mm/yyyy`.
    DayFirst,
    /// `mm/dd/yyyy`.
    MonthFirst,
    /// Days and months with strokes between, and no cell that tells which comes first: they stay words.
    EitherFirst,
    /// Commas that may stand before a fraction or between thousands, all before three digits: they stay words.
    Thousands,
}

/// The ways of writing a number, and a day.
const NUMBERS: [Written; 4] = [Written::Plain, Written::Commas, Written::Grouped, Written::Spaced];
const DAYS: [Written; 4] = [Written::Plain, Written::Dots, Written::DayFirst, Written::MonthFirst];

/// What stands between thousands besides points and commas.
const SPACES: [char; 5] = [' ', '\u{a0}', '\u{202f}', '\'', '’'];

/// Looks at the cells of a column, one after the other.
pub(super) struct Look {
    /// Of [`NUMBERS`] and of [`DAYS`], which fit every cell.
    numbers: [bool; 4],
    days: [bool; 4],
    /// A point, a comma and a space were met.
    point: bool,
    comma: bool,
    space: bool,
    /// A comma stands between no thousands, and so do points, or a long number has none.
    fraction: bool,
    no_points: bool,
}

impl Look {
    pub(super) fn new() -> Self {
        Self {
            numbers: [true; 4],
            days: [true; 4],
            point: false,
            comma: false,
            space: false,
            fraction: false,
            no_points: false,
        }
    }

    /// Looks at a cell; whether anything is left that it could be but words.
    pub(super) fn at(&mut self, cell: &str) -> bool {
        let text = cell.trim();
        let whole = text.strip_prefix(['+', '-']).unwrap_or(text);
        if digits(whole) && plain(text).is_some() {
            // However numbers are written, it is this one.
            self.days = [false; 4];
            self.no_points |= whole.len() > 3;
            return self.numbers.contains(&true);
        }
        for at in 0..4 {
            self.numbers[at] = self.numbers[at] && number(cell, NUMBERS[at]).is_some();
            self.days[at] = self.days[at] && day(cell, DAYS[at]).is_some();
        }
        let thousands = |(whole, fraction): (&str, &str)| {
            fraction.len() == 3 && whole.len() <= 3 && !whole.starts_with('0')
        };
        self.space |= text.contains(SPACES);
        if let (true, Some(parts)) = (self.numbers[1], whole.split_once(',')) {
            self.comma = true;
            self.fraction |= !thousands(parts);
        }
        if let Some(parts) = whole.split_once('.') {
            self.point = true;
            self.no_points |= !thousands(parts);
        }
        self.numbers.contains(&true) || self.days.contains(&true)
    }

    /// What the column is and how it is written, if its kind is not given.
    pub(super) fn guess(&self) -> (Kind, Written) {
        [Kind::Number, Kind::Date]
            .into_iter()
            .find_map(|kind| Some((kind, self.of(kind)?)))
            .unwrap_or((Kind::Category, self.doubt()))
    }

    /// How a column of this kind is written; plainly, if some cell is not of it.
    pub(super) fn given(&self, kind: Kind) -> Written {
        if kind == Kind::Category { self.doubt() } else { self.of(kind).unwrap_or_default() }
    }

    fn of(&self, kind: Kind) -> Option<Written> {
        let ([plain, commas, grouped, spaced], [iso, dots, day_first, month_first]) =
            (self.numbers, self.days);
        let fits = match kind {
            // Points alone that stand before no fraction stand between thousands.
            Kind::Number => {
                [plain, commas && (self.fraction || !self.comma), grouped && !commas, spaced && self.space]
            }
            Kind::Date => [iso, dots, day_first && !month_first, month_first && !day_first],
            Kind::Category => return None,
        };
        let ways = if kind == Kind::Number { NUMBERS } else { DAYS };
        fits.into_iter().zip(ways).find(|(fits, _)| *fits).map(|(_, way)| way)
    }

    /// Why words might have been something else.
    fn doubt(&self) -> Written {
        match &self.ways()[..] {
            [Written::Commas, _] => Written::Thousands,
            [Written::DayFirst, _] => Written::EitherFirst,
            _ => Written::Plain,
        }
    }

    /// The ways it can be read in to different numbers or days, where nothing tells which is meant; else none.
    pub(super) fn ways(&self) -> Vec<Written> {
        let ([plain, commas, grouped, _], [.., day_first, month_first]) = (self.numbers, self.days);
        match (plain, commas) {
            // Without any cell everything fits.
            (true, true) if self.point && !self.no_points => vec![Written::Plain, Written::Commas],
            (false, true) if grouped && self.comma && !self.fraction => {
                vec![Written::Commas, Written::Grouped]
            }
            (false, _) if day_first && month_first => vec![Written::DayFirst, Written::MonthFirst],
            _ => Vec::new(),
        }
    }
}

/// A finite number; words like `inf` are none.
///
/// ```
/// use engine::table::written::{Written, number};
/// assert_eq!(number("1.5", Written::Plain), Some(1.5));
/// assert_eq!(number("-1.234,5", Written::Commas), Some(-1234.5));
/// assert_eq!(number("1.5", Written::Commas), None);
/// assert_eq!(number("1,234.5", Written::Grouped), Some(1234.5));
/// assert_eq!(number("1 234,5", Written::Spaced), Some(1234.5));
/// ```
#[must_use]
pub fn number(cell: &str, written: Written) -> Option<f64> {
    let cell = cell.trim();
    match written {
        Written::Commas => grouped(cell, &['.'], &[',']),
        Written::Grouped => grouped(cell, &[','], &['.']),
        Written::Spaced => grouped(cell, &SPACES, &[',', '.']),
        _ => plain(cell),
    }
}

fn plain(cell: &str) -> Option<f64> {
    cell.parse().ok().filter(|number: &f64| number.is_finite())
}

fn digits(part: &str) -> bool {
    !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit())
}

/// A number with one of `between` between its thousands, if anything, and one of `before` before its fraction.
fn grouped(cell: &str, between: &[char], before: &[char]) -> Option<f64> {
    let (whole, fraction) = cell.split_once(before).map_or((cell, None), |(w, f)| (w, Some(f)));
    let mut groups = whole.trim_start_matches(['+', '-']).split(between);
    let first = groups.next().filter(|group| digits(group))?;
    let mut any = false;
    for group in groups {
        if group.len() != 3 || !digits(group) {
            return None;
        }
        any = true;
    }
    if any && first.len() > 3 || fraction.is_some_and(|fraction| !digits(fraction)) {
        return None;
    }
    let point = |c: char| if before.contains(&c) { '.' } else { c };
    plain(&cell.chars().filter(|c| !between.contains(c)).map(point).collect::<String>())
}

/// A day, in days since 1970.
///
/// ```
/// use engine::table::{date::from_ymd, written::{Written, day}};
/// let last = Some(from_ymd(2024, 1, 31));
/// assert_eq!(day("2024-01-31", Written::Plain), last);
/// assert_eq!(day("31.1.2024", Written::Dots), last);
/// assert_eq!(day("01/31/2024", Written::MonthFirst), last);
/// assert_eq!(day("01/31/2024", Written::DayFirst), None);
/// ```
#[must_use]
pub fn day(cell: &str, written: Written) -> Option<i32> {
    let cell = cell.trim();
    let mark = match written {
        Written::Dots => '.',
        Written::DayFirst | Written::MonthFirst => '/',
        _ => return date::parse_iso(cell),
    };
    let mut parts = cell.split(mark);
    let (Some(first), Some(second), Some(year), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return None;
    };
    let (day, month) = if written == Written::MonthFirst { (second, first) } else { (first, second) };
    let short = |part: &str| matches!(part.len(), 1 | 2);
    (short(day) && short(month)).then(|| date::parse_iso(&format!("{year}-{month:0>2}-{day:0>2}")))?
}
