//! On demand: how the values of each column lie, more closely than its picture shows.

use std::rc::Rc;

use engine::expedition::asked::{PROFILE, about_rows};
use engine::expedition::data::DataReport;
use engine::expedition::profiled::{self, MODIFIED_Z, Numbers, Profiled, Z};
use engine::expedition::verdict::{self, Than};
use yew::prelude::*;

use super::{columns, odd};
use crate::charts::{Axis, Bar, BarGroup, Bars, Figure, Plot, Role, Unit};
use crate::rooms::words::{Value, Words};
use crate::rooms::{RoomProps, told};

/// The way to it, or how far it is.
pub(super) fn ask(props: &RoomProps, words: &Words) -> Html {
    let [.., asked] = about_rows(&props.state.record, &props.state.plan());
    odd::ask(props, words, PROFILE, PROFILE.into(), asked)
}

/// The numbers that lie most to one side.
pub(super) fn lopsided(words: &Words, report: &DataReport, ask: &Html) -> Html {
    let Some(found) = report.profiles.as_ref() else { return ask.clone() };
    let skew = |one: &Profiled| one.column.numbers.as_ref().and_then(|numbers| numbers.skew);
    let shown: Vec<&Profiled> =
        found.lopsided.iter().take(columns::FEW).filter_map(|at| found.columns.get(*at as usize)).collect();
    let Some(first) = shown.first() else { return words.prose("data.profile.none", &[]) };
    let values = [
        ("column", told::column(words, &first.column.name)),
        ("skew", words.number(skew(first).unwrap_or_default(), 2)),
        ("shown", words.number(shown.len() as f64, 0)),
        ("all", words.number(found.lopsided.len() as f64, 0)),
    ];
    let bar = |one: &&Profiled| Bar {
        value: skew(one),
        ..Bar::new(told::column(words, &one.column.name), 0.0, Role::Truth)
    };
    let plot = Plot::Bars(Bars {
        category_label: words.say("data.columns.column"),
        value: Axis::new(words.say("data.profile.skew"), Unit::Number),
        groups: vec![BarGroup { label: String::new(), bars: shown.iter().map(bar).collect() }],
        goal: None,
    });
    html! {
        <>
            <Figure name={words.attr("data.profile.figure")} point={words.line("data.profile.point", &values)}
                plot={Rc::new(plot)} format={words.format.clone()} words={words.figure.clone()} />
            { words.prose("data.profile.think", &[]) }
        </>
    }
}

/// What is measured of the values of one column, in sentences.
pub(super) fn of(words: &Words, report: &DataReport, column: &str, ask: &Html) -> Html {
    let Some(found) = report.profiles.as_ref() else { return ask.clone() };
    let Some(one) = found.of(column) else { return Html::default() };
    let mut lines: Vec<Html> = Vec::new();
    let mut say = |key: &str, values: &[Value]| {
        lines.push(html! { <li>{ words.line(&format!("data.profile.{key}"), values) }</li> });
    };
    let number = |n: u32| words.number(f64::from(n), 0);
    if one.is_key {
        say("key", &[]);
    }
    if let Some(numbers) = &one.column.numbers {
        of_numbers(words, column, numbers, &mut say);
    }
    if let Some(profiled::Words { entropy, n_unique_folded, n_numeric, .. }) = &one.column.words {
        let distinct = one.column.n_unique;
        let values = [
            ("even", words.number(one.even.unwrap_or_default(), 1)),
            ("entropy", words.number(*entropy, 2)),
            ("distinct", number(distinct)),
            ("folded", number(*n_unique_folded)),
            ("n", number(*n_numeric)),
        ];
        say("entropy", &values);
        if *n_unique_folded < distinct {
            say("folded", &values);
        }
        if *n_numeric > 0 {
            say("numeric", &values);
        }
    }
    if lines.is_empty() {
        return words.prose("data.profile.date", &[]);
    }
    html! { <div class="prose"><ul>{ for lines }</ul></div> }
}

fn of_numbers(words: &Words, column: &str, numbers: &Numbers, say: &mut impl FnMut(&str, &[Value])) {
    let (number, quantity) =
        (|n: u32| words.number(f64::from(n), 0), |v: f64| told::quantity(words, column, v));
    if let Some(std) = numbers.std {
        say("mean", &[("mean", quantity(numbers.mean)), ("std", quantity(std))]);
    }
    let to_one_side = (["side.more", "side.less", "side.same"], numbers.skew);
    let at_the_ends = (["ends.more", "ends.less", "ends.same"], numbers.kurtosis);
    for ([more, less, same], measure) in [to_one_side, at_the_ends] {
        let Some(measure) = measure else { continue };
        let key = match verdict::lopsided(measure) {
            Than::More => more,
            Than::Less => less,
            Than::Same => same,
        };
        say(key, &[("value", words.number(measure, 2))]);
    }
    say("nought", &[("zero", number(numbers.n_zero)), ("negative", number(numbers.n_negative))]);
    let mut values = vec![
        ("fences", number(numbers.n_outlier_iqr)),
        ("lower", quantity(numbers.iqr_lower)),
        ("upper", quantity(numbers.iqr_upper)),
        ("far", number(numbers.n_outlier_z.unwrap_or_default())),
        ("limit", words.number(Z, 0)),
        ("most", words.number(MODIFIED_Z, 1)),
    ];
    let key = if let Some(robust) = numbers.n_outlier_modified_z {
        values.push(("robust", number(robust)));
        "out"
    } else {
        "out.flat"
    };
    say(key, &values);
}
