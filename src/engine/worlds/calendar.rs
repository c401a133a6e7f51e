//! Months, the ticks of a world's clock.

use serde::{Deserialize, Serialize};

use crate::table::date;

/// A month of a year. Written `2013-04`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Month(i32);

/// Whole months, the last one included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// The first month.
    pub from: Month,
    /// The last month.
    pub to: Month,
}

impl Month {
    /// A month by year and number (1 to 12).
    #[must_use]
    pub const fn new(year: i32, month: u32) -> Self {
        Self(year * 12 + month as i32 - 1)
    }

    /// Its year.
    #[must_use]
    pub fn year(self) -> i32 {
        self.0.div_euclid(12)
    }

    /// Its number, 1 to 12.
    #[must_use]
    pub fn number(self) -> u32 {
        self.0.rem_euclid(12) as u32 + 1
    }

    /// The month `n` months later, or earlier if negative.
    #[must_use]
    pub fn plus(self, n: i32) -> Self {
        Self(self.0 + n)
    }

    /// Months from `earlier` to this one.
    #[must_use]
    pub fn since(self, earlier: Self) -> i32 {
        self.0 - earlier.0
    }

    /// Its first day, in days since 1970.
    #[must_use]
    pub fn first_day(self) -> i32 {
        date::from_ymd(self.year(), self.number(), 1)
    }

    /// The month of a day.
    #[must_use]
    pub fn of(day: i32) -> Self {
        let (year, month, _) = date::to_ymd(day);
        Self::new(year, month)
    }
}

impl Window {
    /// Whether `day` lies in it.
    #[must_use]
    pub fn holds(&self, day: i32) -> bool {
        day >= self.from.first_day() && day < self.to.plus(1).first_day()
    }

    /// How many months.
    #[must_use]
    pub fn months(&self) -> i32 {
        self.to.since(self.from) + 1
    }
}

impl From<Month> for String {
    fn from(month: Month) -> Self {
        format!("{:04}-{:02}", month.year(), month.number())
    }
}

impl TryFrom<String> for Month {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let parts = text.split_once('-').and_then(|(y, m)| Some((y.parse().ok()?, m.parse().ok()?)));
        match parts {
            Some((year, month @ 1..=12)) if (0..=9999).contains(&year) => Ok(Self::new(year, month)),
            _ => Err(format!("not a month: {text}")),
        }
    }
}
