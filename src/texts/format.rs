//! Numbers, money and dates as a language writes them: the browser's `Intl` on the page, plain English natively.

/// How a day is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// "1 April 2013".
    Day,
    /// "April 2013".
    Month,
    /// "Apr".
    MonthShort,
    /// "2013".
    Year,
}

pub use place::{day, moment, number, plural};

/// Digits behind the point that a percentage gets at most to keep clear of 0 and of 100.
const MOST: u32 = 2;

/// A share as a percentage with `digits` digits behind the point, or more: what is not 0 never reads 0%, what is not 1
/// never reads 100%. See `Texts::percent`.
pub fn percent(lang: &str, share: f64, digits: u32) -> String {
    let is_end = |at: f64| (share - at).abs() < 1e-12;
    let reads = |digits: u32, at: f64| {
        let scale = 100.0 * 10_f64.powi(digits as i32);
        (share * scale).round() == at * scale
    };
    let misread = |digits: u32| [0.0, 1.0].into_iter().find(|at| reads(digits, *at) && !is_end(*at));
    match (digits..=digits.max(MOST)).find(|digits| misread(*digits).is_none()) {
        Some(digits) => place::percent(lang, share, digits),
        // Nearer to an end than these digits tell.
        None => {
            let least = 0.01 / 10_f64.powi(digits.max(MOST) as i32);
            let (sign, bound) = match misread(digits) {
                Some(0.0) => ("<", least),
                _ if share > 1.0 => (">", 1.0),
                _ => (">", 1.0 - least),
            };
            format!("{sign}{}", place::percent(lang, bound, digits.max(MOST)))
        }
    }
}

/// Euros, whole; of few ones the cents too, so that what is not nothing does not read so. See `Texts::money`.
pub fn money(lang: &str, euros: f64) -> String {
    // Nothing has no sign.
    let euros = if euros.abs() < 0.005 { 0.0 } else { euros };
    place::money(lang, euros, if euros.abs() < 10.0 && euros.fract() != 0.0 { 2 } else { 0 })
}

#[cfg(target_arch = "wasm32")]
mod place {
    use std::cell::RefCell;

    use js_sys::{Array, Date, Function, Intl, Object, Reflect};
    use wasm_bindgen::JsValue;

    use super::Form;

    /// A way of writing: the language, what is written, and digits behind the point where it has such.
    type Way = (String, &'static str, u32);

    thread_local! {
        /// To make a formatter takes a browser far longer than to use it, and a room writes hundreds of numbers.
        static MADE: RefCell<Vec<(Way, Function)>> = const { RefCell::new(Vec::new()) };
    }

    /// `value`, by the formatter of its way, made the first time.
    fn write(
        lang: &str,
        what: &'static str,
        digits: u32,
        value: &JsValue,
        make: &dyn Fn() -> Function,
    ) -> String {
        let formatter = MADE.with_borrow_mut(|made| {
            let is = |way: &Way| way.0 == lang && way.1 == what && way.2 == digits;
            if let Some((_, formatter)) = made.iter().find(|(way, _)| is(way)) {
                return formatter.clone();
            }
            let formatter = make();
            made.push(((lang.into(), what, digits), formatter.clone()));
            formatter
        });
        let text = formatter.call1(&JsValue::NULL, value);
        text.ok().and_then(|t| t.as_string()).unwrap_or_default()
    }

    fn options(fields: &[(&str, JsValue)]) -> Object {
        let options = Object::new();
        for (name, value) in fields {
            // Setting a field of a fresh object cannot fail.
            let _ = Reflect::set(&options, &(*name).into(), value);
        }
        options
    }

    fn locale(lang: &str) -> Array {
        Array::of2(&lang.into(), &"en".into())
    }

    fn numbers(
        lang: &str,
        what: &'static str,
        digits: u32,
        value: f64,
        fields: &[(&str, JsValue)],
    ) -> String {
        write(lang, what, digits, &value.into(), &|| {
            let options = options(fields);
            // Setting a field of a fresh object cannot fail.
            let _ = Reflect::set(&options, &"maximumFractionDigits".into(), &digits.into());
            Intl::NumberFormat::new(&locale(lang), &options).format()
        })
    }

    fn dates(lang: &str, what: &'static str, date: &Date, fields: &[(&str, JsValue)]) -> String {
        // British English puts the day first, as the texts do.
        let lang = if lang == "en" { "en-GB" } else { lang };
        write(lang, what, 0, date, &|| Intl::DateTimeFormat::new(&locale(lang), &options(fields)).format())
    }

    /// See `Texts::number`.
    pub fn number(lang: &str, value: f64, digits: u32) -> String {
        numbers(lang, "number", digits, value, &[])
    }

    /// See `Texts::percent`.
    pub fn percent(lang: &str, share: f64, digits: u32) -> String {
        numbers(lang, "percent", digits, share, &[("style", "percent".into())])
    }

    /// See `Texts::money`.
    pub fn money(lang: &str, euros: f64, digits: u32) -> String {
        numbers(lang, "money", digits, euros, &[("style", "currency".into()), ("currency", "EUR".into())])
    }

    /// See `Texts::day`.
    pub fn day(lang: &str, day: i32, form: Form) -> String {
        let date = Date::new(&(f64::from(day) * 86_400_000.0).into());
        let mut fields = vec![("timeZone", JsValue::from("UTC"))];
        let what = match form {
            Form::Day => {
                let day = [("day", "numeric"), ("month", "long"), ("year", "numeric")];
                fields.extend(day.map(|(name, value)| (name, value.into())));
                "day"
            }
            Form::Month => {
                fields.extend([("month", "long".into()), ("year", "numeric".into())]);
                "month"
            }
            Form::MonthShort => {
                fields.push(("month", "short".into()));
                "short month"
            }
            Form::Year => {
                fields.push(("year", "numeric".into()));
                "year"
            }
        };
        dates(lang, what, &date, &fields)
    }

    /// See `Texts::moment`.
    pub fn moment(lang: &str, millis: f64) -> String {
        let fields = [("dateStyle", "medium".into()), ("timeStyle", "short".into())];
        dates(lang, "moment", &Date::new(&millis.into()), &fields)
    }

    /// The plural form of `n`: `one`, `other`, …
    pub fn plural(lang: &str, n: u32) -> String {
        let rules = Intl::PluralRules::new(&locale(lang), &Object::new());
        rules.select(f64::from(n)).as_string().unwrap_or_else(|| "other".into())
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod place {
    use engine::expedition::date;

    use super::Form;

    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];

    /// See `Texts::number`.
    pub fn number(_: &str, value: f64, digits: u32) -> String {
        let text = format!("{value:.*}", digits as usize);
        let (whole, rest) = text.split_once('.').unwrap_or((&text, ""));
        let (sign, whole) = whole.strip_prefix('-').map_or(("", whole), |w| ("-", w));
        let mut grouped = String::new();
        for (i, digit) in whole.chars().enumerate() {
            if i > 0 && (whole.len() - i).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        let rest = rest.trim_end_matches('0');
        if rest.is_empty() { format!("{sign}{grouped}") } else { format!("{sign}{grouped}.{rest}") }
    }

    /// See `Texts::percent`.
    pub fn percent(lang: &str, share: f64, digits: u32) -> String {
        format!("{}%", number(lang, share * 100.0, digits))
    }

    /// See `Texts::money`.
    pub fn money(lang: &str, euros: f64, digits: u32) -> String {
        let sign = if euros < 0.0 && (digits > 0 || euros.round() < 0.0) { "-" } else { "" };
        match digits {
            0 => format!("{sign}€{}", number(lang, euros.abs().round(), 0)),
            _ => format!("{sign}€{:.2}", euros.abs()),
        }
    }

    /// See `Texts::day`.
    pub fn day(_: &str, day: i32, form: Form) -> String {
        let (year, month, day) = date::to_ymd(day);
        let name = MONTHS[month as usize - 1];
        match form {
            Form::Day => format!("{day} {name} {year}"),
            Form::Month => format!("{name} {year}"),
            Form::MonthShort => name[..3].into(),
            Form::Year => year.to_string(),
        }
    }

    /// See `Texts::moment`.
    pub fn moment(lang: &str, millis: f64) -> String {
        let minutes = (millis / 60_000.0) as i64;
        let (days, minute) = (minutes.div_euclid(1_440), minutes.rem_euclid(1_440));
        format!("{}, {:02}:{:02}", day(lang, days as i32, Form::Day), minute / 60, minute % 60)
    }

    /// The plural form of `n`.
    pub fn plural(_: &str, n: u32) -> String {
        if n == 1 { "one".into() } else { "other".into() }
    }
}
