//! How the cells of a column are written: numbers with a decimal point or a decimal comma, dates with the year, the day or
//! the month first. Only a column of which every cell fits one way, and no other, is read in that way.

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

/// Looks at the cells of a column, one after the other.
pub(super) struct Look {
    points: bool,
    commas: bool,
    /// A comma was met, and one that stands between no thousands.
    comma: bool,
    fraction: bool,
    iso: bool,
    dots: bool,
    day_first: bool,
    month_first: bool,
}

impl Look {
    pub(super) fn new() -> Self {
        let (points, commas, iso, dots, day_first, month_first) = (true, true, true, true, true, true);
        Self { points, commas, comma: false, fraction: false, iso, dots, day_first, month_first }
    }

    /// Looks at a cell; whether anything is left that it could be but words.
    pub(super) fn at(&mut self, cell: &str) -> bool {
        let keep = |fits: &mut bool, does: fn(&str) -> bool| *fits = *fits && does(cell);
        keep(&mut self.points, |cell| number(cell, Written::Plain).is_some());
        keep(&mut self.commas, |cell| number(cell, Written::Commas).is_some());
        keep(&mut self.iso, |cell| day(cell, Written::Plain).is_some());
        keep(&mut self.dots, |cell| day(cell, Written::Dots).is_some());
        keep(&mut self.day_first, |cell| day(cell, Written::DayFirst).is_some());
        keep(&mut self.month_first, |cell| day(cell, Written::MonthFirst).is_some());
        if let (true, Some((whole, fraction))) = (self.commas, cell.trim().split_once(',')) {
            self.comma = true;
            let whole = whole.trim_start_matches(['+', '-']);
            let thousands = fraction.len() == 3 && whole.len() <= 3 && !whole.starts_with('0');
            self.fraction |= !thousands;
        }
        self.points || self.commas || self.iso || self.dots || self.day_first || self.month_first
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
        match kind {
            Kind::Number if self.points => Some(Written::Plain),
            Kind::Number => (self.commas && self.fraction).then_some(Written::Commas),
            Kind::Date if self.iso => Some(Written::Plain),
            Kind::Date if self.dots => Some(Written::Dots),
            Kind::Date => match (self.day_first, self.month_first) {
                (true, false) => Some(Written::DayFirst),
                (false, true) => Some(Written::MonthFirst),
                _ => None,
            },
            Kind::Category => None,
        }
    }

    /// Why words might have been something else.
    fn doubt(&self) -> Written {
        let (thousands, either) =
            (self.commas && self.comma && !self.fraction, self.day_first && self.month_first);
        match (self.points, thousands, either) {
            // Without any cell everything fits.
            (true, ..) => Written::Plain,
            (_, true, _) => Written::Thousands,
            (_, _, true) => Written::EitherFirst,
            _ => Written::Plain,
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
/// ```
#[must_use]
pub fn number(cell: &str, written: Written) -> Option<f64> {
    let cell = cell.trim();
    let plain = |cell: &str| cell.parse().ok().filter(|number: &f64| number.is_finite());
    if written != Written::Commas {
        return plain(cell);
    }
    let (whole, fraction) = cell.split_once(',').map_or((cell, None), |(w, f)| (w, Some(f)));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let mut groups = whole.trim_start_matches(['+', '-']).split('.');
    let first = groups.next().filter(|group| digits(group))?;
    let mut grouped = false;
    for group in groups {
        if group.len() != 3 || !digits(group) {
            return None;
        }
        grouped = true;
    }
    if grouped && first.len() > 3 || fraction.is_some_and(|fraction| !digits(fraction)) {
        return None;
    }
    plain(&cell.replace('.', "").replace(',', "."))
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
