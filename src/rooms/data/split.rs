//! Who sees which rows: the days to learn from, the days to choose by, and the days that stay sealed.

use std::rc::Rc;

use engine::expedition::data::DataReport;
use engine::expedition::probe::{Claimed, Score};
use engine::expedition::record::Choice;
use engine::expedition::report::Rows;
use engine::expedition::{SplitSpec, scenario};
use yew::prelude::*;

use super::{columns, probe};
use crate::charts::{Bar, BarGroup, Bars, Figure, Plot, Role};
use crate::rooms::words::Words;
use crate::state::Action;
use crate::widgets::{self, ChoiceGroup};

/// The ways to divide the rows, as text keys.
const WAYS: [&str; 2] = ["time", "random"];

/// How the days are divided, what each way claims and then keeps, and each part in words.
pub(super) fn panel(
    words: &Words,
    split: &SplitSpec,
    report: Option<&DataReport>,
    act: &Callback<Action>,
) -> Html {
    let options = WAYS.map(|key| {
        let says = words.line(&format!("data.way.{key}.says"), &[]);
        widgets::Choice::new(key, words.attr(&format!("data.way.{key}")), says)
    });
    let by_time = matches!(split, SplitSpec::Time { .. });
    let pick = act.reform(|key: AttrValue| {
        let split = if key == WAYS[0] { scenario::split() } else { scenario::split_at_random() };
        Action::Choose(Choice::Split { split })
    });
    let chosen = AttrValue::from(WAYS[usize::from(!by_time)]);
    html! {
        <section class="panel" aria-labelledby="split-heading">
            <h2 id="split-heading">{ words.say("data.split.title") }</h2>
            { words.prose("data.split.about", &[]) }
            <ChoiceGroup legend={words.attr("data.way")} options={options.to_vec()} {chosen} onchange={pick} />
            <div class="split">
                if let Some(report) = report {
                    if by_time {
                        { strip(report) }
                    }
                    { parts(words, report) }
                    { claims(words, report) }
                }
            </div>
        </section>
    }
}

/// What a split by time and one at random claim, and what they keep on later days.
fn claims(words: &Words, report: &DataReport) -> Html {
    let [time, random] = &report.claims[..] else { return Html::default() };
    let share = |score: &Score| {
        probe::of(score).map_or_else(|| words.say("page.undefined"), |score| probe::said(words, score))
    };
    let values = [
        ("time_claimed", share(&time.claimed)),
        ("time_later", share(&time.later)),
        ("random_claimed", share(&random.claimed)),
        ("random_later", share(&random.later)),
    ];
    let group = |key: &str, claimed: &Claimed| {
        let bar = |key: &str, score: &Score, role| Bar {
            value: probe::of(score),
            ..Bar::new(words.say(&format!("data.claims.{key}")), 0.0, role)
        };
        let bars =
            vec![bar("claimed", &claimed.claimed, Role::Soft), bar("later", &claimed.later, Role::Truth)];
        BarGroup { label: words.say(&format!("data.way.{key}")), bars }
    };
    let plot = Plot::Bars(Bars {
        category_label: words.say("data.way"),
        value: probe::axis(words, 0.0),
        groups: vec![group(WAYS[0], time), group(WAYS[1], random)],
        goal: columns::coin(words),
    });
    html! {
        <>
            <Figure name={words.attr("data.claims")} point={words.line("data.claims.point", &values)}
                plot={Rc::new(plot)} format={words.format.clone()} words={words.figure.clone()} />
            { words.prose("data.claims.about", &[
                ("from", words.day(report.train.from.min(report.validation.from))),
                ("to", words.day(report.train.to.max(report.validation.to))),
            ]) }
        </>
    }
}

/// The parts of the split with their text keys and the class of their mark.
fn rows(report: &DataReport) -> [(&'static str, &'static str, Rows); 3] {
    [
        ("train", "r-truth", report.train),
        ("validation", "r-model", report.validation),
        ("test", "r-soft", report.test),
    ]
}

fn days(rows: &Rows) -> f64 {
    f64::from(rows.to - rows.from + 1)
}

/// As wide as the days are many. The list under it says the same in words.
fn strip(report: &DataReport) -> Html {
    let parts = rows(report);
    let all: f64 = parts.iter().map(|(_, _, rows)| days(rows)).sum();
    let mut x = 0.0;
    let marks = parts.map(|(key, class, rows)| {
        let width = 600.0 * days(&rows) / all;
        let from = x;
        x += width;
        let sealed = (key == "test").then_some("sealed");
        html! {
            <rect key={key} class={classes!(class, sealed)} x={format!("{from:.1}")} y="1"
                width={format!("{:.1}", width - 3.0)} height="14" />
        }
    });
    html! { <svg class="strip" viewBox="0 0 600 16" preserveAspectRatio="none" aria-hidden="true">{ for marks }</svg> }
}

fn parts(words: &Words, report: &DataReport) -> Html {
    let part = |(key, class, rows): (&'static str, &'static str, Rows)| {
        let says = words.line(
            &format!("data.split.{key}"),
            &[
                ("n", words.number(f64::from(rows.n), 0)),
                ("days", words.number(days(&rows), 0)),
                ("from", words.day(rows.from)),
                ("to", words.day(rows.to)),
            ],
        );
        html! { <li key={key}><span class={classes!("swatch", class)} aria-hidden="true">{ "■ " }</span>{ says }</li> }
    };
    html! { <ul class="plain">{ for rows(report).into_iter().map(part) }</ul> }
}
