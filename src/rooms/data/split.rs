//! Who sees which rows: the days to learn from, the days to choose by, and the days that stay sealed.

use std::rc::Rc;

use engine::expedition::data::DataReport;
use engine::expedition::parts::{self, Parts, Shared};
use engine::expedition::probe::{Claimed, Score};
use engine::expedition::record::Choice;
use engine::expedition::report::Rows;
use engine::expedition::verdict;
use engine::expedition::{By, SplitSpec, scenario};
use yew::prelude::*;

use super::{columns, probe};
use crate::charts::{Bar, BarGroup, Bars, Figure, Plot, Role};
use crate::rooms::told;
use crate::rooms::words::Words;
use crate::state::Action;
use crate::widgets::{self, ChoiceGroup, select};

/// The ways to divide the rows, as text keys.
const WAYS: [&str; 4] = ["time", "random", "stratified", "group"];

/// How the days are divided, what each way claims and then keeps, and each part in words.
pub(super) fn panel(
    words: &Words,
    split: &SplitSpec,
    report: Option<&DataReport>,
    act: &Callback<Action>,
) -> Html {
    let (at, chosen_by) = match split {
        SplitSpec::Time { .. } => (0, None),
        SplitSpec::Random { .. } => (1, None),
        SplitSpec::Stratified { .. } => (2, None),
        SplitSpec::Group { by, .. } => (3, Some(by)),
    };
    // What groups there are is known once the columns are; what stands chosen is always there.
    let mut groups = report.map(parts::ways).unwrap_or_default();
    groups.extend(chosen_by.filter(|by| !groups.contains(by)).cloned());
    let offered = [true, true, at == 2 || !words.numbers(), !groups.is_empty()];
    let ways = WAYS.into_iter().zip(offered).filter(|(_, offered)| *offered);
    let options: Vec<widgets::Choice> = ways
        .map(|(key, _)| {
            let says = words.line(&format!("data.way.{key}.says"), &[]);
            widgets::Choice::new(key, words.attr(&format!("data.way.{key}")), says)
        })
        .collect();
    let shares = split.shares();
    let pick = {
        let groups = groups.clone();
        act.reform(move |key: AttrValue| {
            let split = match (key.as_str(), groups.first()) {
                ("random", _) => scenario::split_at_random(),
                ("stratified", _) => scenario::split_stratified(),
                ("group", Some(by)) => scenario::split_in_groups(by.clone()),
                _ => scenario::split(),
            };
            Action::Choose(Choice::Split { split: split.with(shares) })
        })
    };
    let chosen = AttrValue::from(WAYS[at]);
    let by_time = at == 0;
    html! {
        <section class="panel" aria-labelledby="split-heading">
            <h2 id="split-heading">{ words.say("data.split.title") }</h2>
            { words.prose("data.split.about", &[]) }
            <ChoiceGroup legend={words.attr("data.way")} {options} {chosen} onchange={pick} />
            if let Some(by) = chosen_by {
                { group(words, by, shares, groups, act) }
            }
            { large(words, split, report, act) }
            <div class="split">
                if let Some(report) = report {
                    if by_time {
                        { strip(report) }
                    }
                    { listed(words, report) }
                    if let Some(found) = report.parts.as_ref() {
                        { in_common(words, found) }
                    }
                    { claims(words, report) }
                }
            </div>
        </section>
    }
}

/// How large each part is: the usual shares and what stands chosen, but for those of which a part would say next to nothing.
fn large(words: &Words, split: &SplitSpec, report: Option<&DataReport>, act: &Callback<Action>) -> Html {
    let (now, number) = (split.shares(), |n: u32| words.number(f64::from(n), 0));
    let mut all = parts::SHARES.to_vec();
    if !all.contains(&now) {
        all.push(now);
    }
    let n = report.map(|report| report.train.n + report.validation.n + report.test.n);
    let option = |(at, shares): (usize, &[f64; 3])| {
        let [train, validation, test] = shares.map(|share| words.share(share));
        let label =
            words.fill("data.large.parts", &[("train", train), ("validation", validation), ("test", test)]);
        let sizes = n.map(|n| parts::sizes(n, *shares));
        let says = sizes.map(|[train, validation, test]| {
            let values = [train, validation, test].map(number);
            let [train, validation, test] = values;
            words.line("data.large.says", &[("train", train), ("validation", validation), ("test", test)])
        });
        let least = sizes.into_iter().flatten().min().filter(|n| *n < parts::LEAST_PART && *shares != now);
        let values = |n| [("n", number(n)), ("least", number(parts::LEAST_PART))];
        widgets::Choice {
            closed: least.map(|n| words.fill("data.large.few", &values(n)).into()),
            ..widgets::Choice::new(at.to_string(), label, says.unwrap_or_default())
        }
    };
    let options: Vec<widgets::Choice> = all.iter().enumerate().map(option).collect();
    let chosen = all.iter().position(|shares| *shares == now).map(|at| AttrValue::from(at.to_string()));
    let split = split.clone();
    let onchange = act.reform(move |value: AttrValue| {
        let shares = value.parse().ok().and_then(|at: usize| all.get(at)).copied().unwrap_or(now);
        Action::Choose(Choice::Split { split: split.with(shares) })
    });
    html! {
        <>
            <ChoiceGroup legend={words.attr("data.large")} {options} {chosen} {onchange} />
            { words.prose("data.large.about", &[]) }
        </>
    }
}

/// What makes a group, to be chosen.
fn group(words: &Words, by: &By, shares: [f64; 3], groups: Vec<By>, act: &Callback<Action>) -> Html {
    let named = |by: &By| match by {
        By::Day => words.say("data.way.by.day"),
        By::Column(name) => told::column(words, name),
    };
    let option = |(at, by): (usize, &By)| (AttrValue::from(at.to_string()), AttrValue::from(named(by)));
    let options = groups.iter().enumerate().map(option).collect();
    let at = groups.iter().position(|other| other == by).unwrap_or(0).to_string();
    let onchange = {
        let act = act.clone();
        Callback::from(move |value: AttrValue| {
            if let Some(by) = value.parse().ok().and_then(|at: usize| groups.get(at)) {
                let split = scenario::split_in_groups(by.clone()).with(shares);
                act.emit(Action::Choose(Choice::Split { split }));
            }
        })
    };
    html! { <div class="row">{ select(words.attr("data.way.by"), options, &at, onchange) }</div> }
}

/// What the two open parts have in common: what a score on such rows cannot say.
fn in_common(words: &Words, found: &Parts) -> Html {
    let number = |n: u32| words.number(f64::from(n), 0);
    let line = |one: &Shared| {
        let [learned, judged] = one.groups;
        let (word, column) = match &one.by {
            By::Day => ("day", String::new()),
            By::Column(name) => ("group", told::column(words, name)),
        };
        let key = match one.shared {
            0 => "apart",
            shared if shared == one.n => "all",
            _ => "shared",
        };
        let values = [
            ("n", number(one.n)),
            ("shared", number(one.shared)),
            ("learned", number(learned)),
            ("judged", number(judged)),
            ("column", column),
        ];
        html! { <li>{ words.line(&format!("data.common.{word}.{key}"), &values) }</li> }
    };
    let yes = found.yes.map(|[train, validation]| {
        let values = [("train", words.share(train)), ("validation", words.share(validation))];
        html! { <li>{ words.line("data.common.yes", &values) }</li> }
    });
    html! { <div class="prose"><ul>{ for found.shared.iter().map(line) }{ yes }</ul></div> }
}

/// What a split by time and one at random claim, and what they keep on later days.
fn claims(words: &Words, report: &DataReport) -> Html {
    let [time, random] = &report.claims[..] else { return Html::default() };
    let share = |score: &Score| {
        probe::of(score).map_or_else(|| words.say("page.undefined"), |score| probe::said(words, score))
    };
    let about = if verdict::promised_too_much(random) { "data.claims.about" } else { "data.claims.kept" };
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
            { words.prose(about, &[
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

fn listed(words: &Words, report: &DataReport) -> Html {
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
