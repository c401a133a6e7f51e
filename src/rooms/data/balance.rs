//! How many rows of each answer a model gets to learn from: as they come, the rare repeated, or the common left out.

use std::rc::Rc;

use engine::expedition::balance::{self, Balance, Method};
use engine::expedition::data::DataReport;
use engine::expedition::drawn::{self, Mix};
use engine::expedition::record::Choice;
use yew::prelude::*;

use crate::charts::{Axis, Bar, BarGroup, Bars, Figure, Plot, Role, Unit};
use crate::rooms::words::{Value, Words};
use crate::state::Action;
use crate::widgets::{self, ChoiceGroup, Column, Row, table_view};

/// The ways, as text keys.
const WAYS: [(&str, Option<Method>); 3] =
    [("none", None), ("over", Some(Method::Oversample)), ("under", Some(Method::Undersample))];

/// The questions, what comes of the rows, and what that does to the chances; nothing where answers are numbers.
pub(super) fn panel(
    words: &Words,
    chosen: Option<Balance>,
    report: Option<&DataReport>,
    act: &Callback<Action>,
) -> Html {
    let counts = report.map(drawn::counts).unwrap_or_default();
    let places = balance::places(&counts);
    if words.numbers() || report.is_none() {
        return Html::default();
    }
    // What stands chosen is always there: on other rows it may change nothing.
    let most = chosen.map(|b| b.sampling_strategy).or(places.last().copied());
    let options = WAYS.into_iter().filter(|(_, method)| method.is_none() || most.is_some());
    let options: Vec<widgets::Choice> = options
        .map(|(key, _)| {
            let says = words.line(&format!("data.balance.{key}.says"), &[]);
            widgets::Choice::new(key, words.attr(&format!("data.balance.{key}")), says)
        })
        .collect();
    let way = WAYS.iter().find(|(_, method)| *method == chosen.map(|b| b.method)).map_or("none", |w| w.0);
    let pick = act.reform(move |key: AttrValue| {
        let method = WAYS.iter().find(|(way, _)| key == *way).and_then(|(_, method)| *method);
        let of = |(method, sampling_strategy)| Balance { method, sampling_strategy };
        Action::Choose(Choice::Balance { balance: method.zip(most).map(of) })
    });
    html! {
        <section class="panel" aria-labelledby="balance-heading">
            <h2 id="balance-heading">{ words.say("data.balance.title") }</h2>
            { words.prose("data.balance.about", &about(words, &counts)) }
            if most.is_some() {
                <ChoiceGroup legend={words.attr("data.balance")} {options} chosen={AttrValue::from(way)} onchange={pick} />
            } else {
                { words.prose("data.balance.even", &[]) }
            }
            if let Some(chosen) = chosen {
                { dial(words, chosen, &counts, places, act) }
                { outcome(words, chosen, &counts) }
            }
        </section>
    }
}

/// What there is of each answer: of yes or no how many yes, of several the commonest and the rarest.
fn about(words: &Words, counts: &[u32]) -> Vec<Value<'static>> {
    let (mix, number) = (Mix::of(counts), |n: u32| words.number(f64::from(n), 0));
    vec![
        ("n", number(mix.n)),
        ("yes", number(mix.yes)),
        ("share", words.share(mix.share)),
        ("common", words.answer(mix.common.0)),
        ("most", number(mix.common.1)),
        ("rare", words.answer(mix.rare.0)),
        ("least", number(mix.rare.1)),
    ]
}

/// How far, in places that change anything.
fn dial(
    words: &Words,
    chosen: Balance,
    counts: &[u32],
    mut places: Vec<f64>,
    act: &Callback<Action>,
) -> Html {
    if !places.contains(&chosen.sampling_strategy) {
        places.insert(0, chosen.sampling_strategy);
    }
    let at = move |share: f64| Balance { sampling_strategy: share, ..chosen };
    let option = |share: &f64| {
        let after = at(*share).counts(counts);
        let says = words.line("data.balance.far.says", &about(words, &after));
        let label = words.fill("data.balance.far.share", &[("share", words.percent(*share, 0))]);
        widgets::Choice::new(
            share.to_string(),
            if *share < 1.0 { label } else { words.say("data.balance.far.all") },
            says,
        )
    };
    let options: Vec<widgets::Choice> = places.iter().map(option).collect();
    let onchange = act.reform(move |share: AttrValue| {
        let balance = share.parse().ok().map_or(chosen, at);
        Action::Choose(Choice::Balance { balance: Some(balance) })
    });
    html! {
        <ChoiceGroup legend={words.attr("data.balance.far")} {options}
            chosen={AttrValue::from(chosen.sampling_strategy.to_string())} {onchange} />
    }
}

/// The rows of each answer before and after, and what that does to what the model says.
fn outcome(words: &Words, chosen: Balance, counts: &[u32]) -> Html {
    let after = chosen.counts(counts);
    if after == counts {
        return words.prose("data.balance.same", &[]);
    }
    let whole = |n: u32| words.number(f64::from(n), 0);
    let (was, is) = (Mix::of(counts), Mix::of(&after));
    let values = [
        ("before", whole(was.n)),
        ("after", whole(is.n)),
        ("share_before", words.share(was.share)),
        ("share_after", words.share(is.share)),
        ("most", whole(balance::MOST_ROWS)),
    ];
    let stopped = chosen.level(counts).is_some();
    let way = if chosen.method == Method::Oversample { "over" } else { "under" };
    let point = words.line(&format!("data.balance.{way}.point"), &values);
    html! {
        <>
            if stopped {
                <div class="clamped">{ words.prose("data.balance.many", &values) }</div>
            }
            { if counts.len() > 2 {
                html! { <>{ point }{ table(words, words.attr("data.balance.figure"), counts, &after) }</> }
            } else {
                figure(words, counts, &after, point)
            } }
            { words.prose(&format!("data.balance.{way}.risk"), &values) }
            { words.prose("data.balance.chances", &values) }
            { words.prose("data.balance.else", &[]) }
        </>
    }
}

/// Bars of both answers, before and after.
fn figure(words: &Words, before: &[u32], after: &[u32], point: Html) -> Html {
    let group = |class: usize| {
        let bar = |key: &str, n: u32, role| Bar::new(words.say(key), f64::from(n), role);
        let bars = vec![
            bar("data.balance.before", before[class], Role::Soft),
            bar("data.balance.after", after[class], Role::Truth),
        ];
        BarGroup { label: words.answer(class as u32), bars }
    };
    let plot = Plot::Bars(Bars {
        category_label: words.say("data.balance.answer"),
        value: Axis::new(words.say("data.spread.flights"), Unit::Count),
        groups: (0..before.len()).map(group).collect(),
        goal: None,
    });
    html! {
        <Figure name={words.attr("data.balance.figure")} {point} plot={Rc::new(plot)} format={words.format.clone()}
            words={words.figure.clone()} />
    }
}

/// The rows of each answer before and after, a line each.
pub(super) fn table(words: &Words, caption: AttrValue, before: &[u32], after: &[u32]) -> Html {
    let head = |key: &str, numeric| Column { label: words.attr(key), numeric };
    let heads = vec![
        head("data.balance.answer", false),
        head("data.balance.before", true),
        head("data.balance.after", true),
    ];
    let number = |n: u32| Html::from(words.number(f64::from(n), 0));
    let row = |class: usize| {
        let cells = vec![words.answer(class as u32).into(), number(before[class]), number(after[class])];
        Row { cells, marked: before[class] != after[class] }
    };
    // A name that no row has had so far is not told yet.
    let rows = (0..before.len()).filter(|class| before[*class] > 0).map(row).collect();
    table_view(caption, heads, rows)
}
