//! Days since 1 January 1970 and the civil (Gregorian) calendar, by Hinnant's `days_from_civil` (2013).

/// The day of a year, a month (1 to 12) and a day of the month (from 1). They must be a real date; a day
/// beyond its month's end runs into the next month.
///
/// ```
/// use engine::table::date;
/// assert_eq!(date::from_ymd(1970, 1, 1), 0);
/// assert_eq!(date::to_ymd(date::from_ymd(2013, 4, 1)), (2013, 4, 1));
/// ```
#[must_use]
pub fn from_ymd(year: i32, month: u32, day: u32) -> i32 {
    // Years begin in March, so that the leap day is the last.
    let year = year - i32::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month as i32 + 9) % 12) + 2) / 5 + day as i32 - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// Year, month (1 to 12) and day of the month (from 1).
#[must_use]
pub fn to_ymd(day: i32) -> (i32, u32, u32) {
    let shifted = i64::from(day) + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year as i32, month as u32, day as u32)
}

/// The month, 1 to 12.
#[must_use]
pub fn month_of(day: i32) -> u32 {
    to_ymd(day).1
}

/// The day of the week, Monday 0 to Sunday 6 (as Python has it).
///
/// ```
/// use engine::table::date::{from_ymd, weekday};
/// assert_eq!(weekday(from_ymd(2013, 4, 1)), 0);
/// ```
#[must_use]
pub fn weekday(day: i32) -> u32 {
    // 1 January 1970 was a Thursday.
    (i64::from(day) + 3).rem_euclid(7) as u32
}

/// The day of an ISO date, `yyyy-mm-dd`; `None` if it is none.
///
/// ```
/// use engine::table::date::parse_iso;
/// assert_eq!(parse_iso("1970-01-02"), Some(1));
/// assert_eq!(parse_iso("2013-02-29"), None);
/// ```
#[must_use]
pub fn parse_iso(text: &str) -> Option<i32> {
    let bytes = text.as_bytes();
    let form =
        bytes.iter().enumerate().all(|(i, b)| if i == 4 || i == 7 { *b == b'-' } else { b.is_ascii_digit() });
    if bytes.len() != 10 || !form {
        return None;
    }
    let number = |from: usize, to: usize| text[from..to].parse::<u32>().ok();
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    if !(1..=12).contains(&month) || day < 1 {
        return None;
    }
    let found = from_ymd(year as i32, month, day);
    (to_ymd(found) == (year as i32, month, day)).then_some(found)
}

/// The ISO date, `yyyy-mm-dd`.
#[must_use]
pub fn iso(day: i32) -> String {
    let (year, month, day) = to_ymd(day);
    format!("{year:04}-{month:02}-{day:02}")
}
