//! How the values of one column lie: a histogram of numbers, bars of categories and dates.

use std::rc::Rc;

use engine::expedition::Month;
use engine::expedition::data::ColumnReport;
use engine::expedition::summary::{MonthCount, Spread, by_year};
use yew::prelude::*;

use crate::charts::{Axis, Bar, BarGroup, Bars, Bins, Figure, Histogram, Outline, Plot, Role, Unit};
use crate::rooms::told;
use crate::rooms::words::Words;

/// Months that have a bar each; of more the years have.
const MONTHS: usize = 24;

/// The figure of a column, with its sentence.
pub(super) fn figure(words: &Words, column: &ColumnReport) -> Html {
    let name = told::column(words, &column.name);
    let mut values = vec![
        ("column", name.clone()),
        ("about", words.say(&format!("column.{}.about", column.name))),
        ("n", words.number(f64::from(column.summary.n), 0)),
        ("distinct", words.number(f64::from(column.summary.n_distinct), 0)),
    ];
    let (key, plot) = match &column.summary.spread {
        None => return html! { <p>{ words.line("data.spread.empty", &values) }</p> },
        Some(Spread::Number { min, q1, median, q3, max, histogram, .. }) => {
            let number = |value: &f64| words.number(*value, 1);
            values.extend([("min", number(min)), ("median", number(median)), ("max", number(max))]);
            values.extend([("q1", number(q1)), ("q3", number(q3))]);
            values.push(("far", words.count("data.spread.far", column.far.unwrap_or_default(), &[])));
            let plot = Plot::Histogram(Histogram {
                x: Axis::new(name.clone(), Unit::Number).floating(),
                bins: Bins::Edges(histogram.edges.clone()),
                y: Axis::new(words.say("data.spread.flights"), Unit::Count),
                reference: Outline {
                    label: words.say("data.spread.flights"),
                    role: Role::Truth,
                    values: histogram.counts.iter().map(|n| f64::from(*n)).collect(),
                },
                current: None,
            });
            ("data.spread.number", plot)
        }
        Some(Spread::Category { top, n_other }) => {
            let most = top.first();
            let level = |level: &str| told::level(words, &column.name, level);
            values.push(("most", most.map(|m| level(&m.level)).unwrap_or_default()));
            values.push(("share", most.map(|m| words.share(m.share)).unwrap_or_default()));
            let bar = |label: String, n: u32| Bar::new(label, f64::from(n), Role::Truth);
            let mut bars: Vec<Bar> = top.iter().map(|l| bar(level(&l.level), l.count)).collect();
            if *n_other > 0 {
                bars.push(Bar { role: Role::Soft, ..bar(words.say("data.spread.other"), *n_other) });
            }
            let plot = Plot::Bars(Bars {
                category_label: name.clone(),
                value: Axis::new(words.say("data.spread.flights"), Unit::Count),
                groups: vec![BarGroup { label: String::new(), bars }],
                goal: None,
            });
            ("data.spread.category", plot)
        }
        Some(Spread::Date { months, .. }) => {
            values.extend([("from", ends(words, months.first())), ("to", ends(words, months.last()))]);
            let plot = Plot::Bars(Bars {
                category_label: name.clone(),
                value: Axis::new(words.say("data.spread.flights"), Unit::Count),
                groups: vec![BarGroup { label: String::new(), bars: of_dates(words, months) }],
                goal: None,
            });
            ("data.spread.date", plot)
        }
    };
    let point = words.line(key, &values);
    html! {
        <Figure key={column.name.clone()} name={words.fill("data.spread.figure", &values)} {point} plot={Rc::new(plot)}
            format={words.format.clone()} words={words.figure.clone()} />
    }
}

/// A month in words.
fn ends(words: &Words, month: Option<&MonthCount>) -> String {
    month.map(|one| words.month(Month::new(one.year, one.month))).unwrap_or_default()
}

/// A bar a month, or a year if there are many.
fn of_dates(words: &Words, months: &[MonthCount]) -> Vec<Bar> {
    let bar = |label: String, n: u32| Bar::new(label, f64::from(n), Role::Truth);
    if months.len() <= MONTHS {
        return months.iter().map(|one| bar(ends(words, Some(one)), one.count)).collect();
    }
    by_year(months).into_iter().map(|(year, n)| bar(year.to_string(), n)).collect()
}
