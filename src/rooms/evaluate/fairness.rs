//! On demand: how far groups are apart, and whether chance could have made it so.

use engine::expedition::Task;
use engine::expedition::asked::FAIRNESS;
use engine::expedition::evaluate::{Apart, ENOUGH, Fair, GroupReport, Grouping, Rate, Rates, Spread};
use yew::prelude::*;

use super::Panel;
use super::closer::figure;
use crate::charts::{Axis, Bar, BarGroup, Bars, Mark, Plot, Role, Unit};
use crate::rooms::told;
use crate::rooms::words::Words;
use crate::widgets::{Choice, ChoiceGroup, Column, Row, table_view};

/// The shares of a group, each with its word.
type Share = (&'static str, fn(&Rates) -> &Rate);
const SHARES: [Share; 4] = [
    ("selection", |rates| &rates.selection_rate),
    ("recall", |rates| &rates.recall),
    ("fpr", |rates| &rates.fpr),
    ("accuracy", |rates| &rates.accuracy),
];

/// Every grouping compared, or the way to it; nothing where no column parts these rows.
#[component]
pub fn FairnessPanel(props: &Panel) -> Html {
    let drawn = use_state(|| 0_usize);
    let Some(test) = props.report().and_then(|report| report.test.as_ref()) else { return Html::default() };
    if test.groups.is_empty() {
        return Html::default();
    }
    if test.groups.iter().all(|by| by.fair.is_none()) {
        return super::ask(props, FAIRNESS);
    }
    let words = &props.words;
    let compared = || test.groups.iter().filter_map(|by| Some((by, by.fair.as_ref()?)));
    let shares = compared().any(|(_, fair)| fair.all.is_some());
    html! {
        <>
            { words.prose("evaluate.fairness.says", &[("few", words.number(f64::from(ENOUGH), 0))]) }
            if shares {
                { which(words, &drawn) }
            }
            { for compared().map(|(by, fair)| grouping(words, by, fair, SHARES[*drawn])) }
        </>
    }
}

/// Which of the shares is drawn.
fn which(words: &Words, drawn: &UseStateHandle<usize>) -> Html {
    let option = |(word, _): Share| {
        Choice::new(word, words.attr(&format!("evaluate.fairness.head.{word}")), Html::default())
    };
    let onchange = {
        let drawn = drawn.clone();
        Callback::from(move |word: AttrValue| {
            SHARES.iter().position(|(one, _)| *one == word).into_iter().for_each(|at| drawn.set(at));
        })
    };
    let options: Vec<Choice> = SHARES.map(option).into();
    let legend = words.attr("evaluate.fairness.which");
    html! { <ChoiceGroup {legend} {options} chosen={SHARES[**drawn].0} {onchange} /> }
}

/// A share of each group as a dot on its interval, beside that of all rows.
fn shares(words: &Words, by: &Grouping, fair: &Fair, all: &Rates, (word, of): Share) -> Html {
    let head = words.say(&format!("evaluate.fairness.head.{word}"));
    let column = told::column(words, &by.column);
    let bar = |(group, rates): (&GroupReport, &Rates)| {
        let (rate, level) = (of(rates), told::level(words, &by.column, &group.level));
        let values = [("group", level), ("n", words.number(rate.of, 0))];
        Bar::dot(
            words.fill("evaluate.fairness.bar", &values),
            rate.value,
            rate.interval.map(|i| (i.low, i.high)),
        )
    };
    let all = of(all);
    let plot = Plot::Bars(Bars {
        category_label: column.clone(),
        value: Axis::new(head.clone(), Unit::Percent).within(0.0, 1.0),
        groups: vec![BarGroup {
            label: String::new(),
            bars: by.levels.iter().zip(&fair.rates).map(bar).collect(),
        }],
        goal: all.value.map(|at| Mark { at, label: words.say("evaluate.groups.all"), role: Role::Soft }),
    });
    let values = [("column", column), ("share", head), ("all", words.percent_or(all.value, 1))];
    let point = words.line("evaluate.fairness.point", &values);
    figure(words, words.fill("evaluate.fairness.figure", &values).into(), point, plot)
}

/// How far all groups lie apart, number by number.
fn spreads(words: &Words, by: &Grouping, spreads: &[Spread]) -> Html {
    let amount = |value: Option<f64>| match value {
        Some(value) if words.numbers() => words.amount(value),
        Some(value) => words.fill("evaluate.fairness.points", &[("n", words.number(value * 100.0, 1))]),
        None => words.say("page.undefined"),
    };
    let row = |one: &Spread| {
        let far =
            if one.of == "odds" { words.say("evaluate.fairness.spread.not") } else { amount(one.to_all) };
        let ratio = one.ratio.map_or_else(|| words.say("page.undefined"), |ratio| words.number(ratio, 2));
        let name = words.line(&format!("evaluate.fairness.spread.{}", one.of), &[]);
        Row::new(vec![name, amount(one.apart).into(), ratio.into(), far.into()])
    };
    let head = |(key, numeric): (&str, bool)| Column {
        label: words.attr(&format!("evaluate.fairness.spread.head.{key}")),
        numeric,
    };
    let heads = [("of", false), ("apart", true), ("ratio", true), ("far", true)].map(head);
    let caption = words.fill("evaluate.fairness.spread", &[("column", told::column(words, &by.column))]);
    table_view(caption.into(), heads.into(), spreads.iter().map(row).collect())
}

fn grouping(words: &Words, by: &Grouping, fair: &Fair, drawn: Share) -> Html {
    let column = ("column", told::column(words, &by.column));
    html! {
        <>
            if let Some(all) = &fair.all {
                { shares(words, by, fair, all, drawn) }
                { table(words, by, &fair.rates) }
            }
            if fair.gaps.is_empty() {
                <p>{ words.line("evaluate.fairness.none", &[column]) }</p>
            }
            { for fair.gaps.iter().map(|gap| apart(words, by, gap)) }
            if !fair.spreads.is_empty() {
                { spreads(words, by, &fair.spreads) }
            }
        </>
    }
}

/// A row a group, each share with its interval.
fn table(words: &Words, by: &Grouping, rates: &[Rates]) -> Html {
    let cell = |rate: &Rate| -> Html {
        let Some(value) = rate.value else { return words.say("page.undefined").into() };
        let value = words.percent(value, 1);
        let Some(range) = rate.interval else { return value.into() };
        let ends =
            [("share", value), ("low", words.percent(range.low, 1)), ("high", words.percent(range.high, 1))];
        words.fill("evaluate.fairness.rate", &ends).into()
    };
    let row = |(group, rates): (&GroupReport, &Rates)| {
        let [n, selected, found, alarmed, right] = [
            words.number(f64::from(group.outcome.tally().n()), 0).into(),
            cell(&rates.selection_rate),
            cell(&rates.recall),
            cell(&rates.fpr),
            cell(&rates.accuracy),
        ];
        Row::new(vec![
            told::level(words, &by.column, &group.level).into(),
            n,
            selected,
            found,
            alarmed,
            right,
        ])
    };
    let head = |(key, numeric): (&str, bool)| Column { label: words.attr(key), numeric };
    let heads = [
        ("evaluate.fairness.head.group", false),
        ("evaluate.fairness.head.n", true),
        ("evaluate.fairness.head.selection", true),
        ("evaluate.fairness.head.recall", true),
        ("evaluate.fairness.head.fpr", true),
        ("evaluate.fairness.head.accuracy", true),
    ];
    let caption = words.fill("evaluate.fairness.table", &[("column", told::column(words, &by.column))]);
    table_view(caption.into(), heads.map(head).into(), by.levels.iter().zip(rates).map(row).collect())
}

/// The two groups that are farthest apart, and what chance has to do with it.
fn apart(words: &Words, by: &Grouping, gap: &Apart) -> Html {
    let group = |at: u32| {
        by.levels
            .get(at as usize)
            .map_or_else(String::new, |group| told::level(words, &by.column, &group.level))
    };
    let numbers = words.task() == Task::Regression;
    let difference = |by: f64| if numbers { words.amount(by) } else { words.number(by * 100.0, 1) };
    let value = |value: f64| if numbers { words.amount(value) } else { words.percent(value, 1) };
    let values = [
        ("column", told::column(words, &by.column)),
        ("high", group(gap.between.0)),
        ("low", group(gap.between.1)),
        ("most", value(gap.values.0)),
        ("least", value(gap.values.1)),
        ("gap", difference(gap.difference())),
    ];
    let key = if gap.difference() > 0.0 { "" } else { ".same" };
    let sure = match gap.interval {
        Some(range) => {
            let ends = [
                ("from", difference(range.low)),
                ("to", difference(range.high)),
                ("pairs", words.number(f64::from(gap.pairs), 0)),
            ];
            let key = if gap.holds() == Some(true) {
                "evaluate.fairness.holds"
            } else {
                "evaluate.fairness.chance"
            };
            words.marked(words.count(key, gap.pairs, &ends))
        }
        None => words.line("evaluate.fairness.unsure", &[]),
    };
    html! {
        <p>
            { words.line(&format!("evaluate.fairness.{}{key}", gap.of), &values) }
            if key.is_empty() {
                { " " }{ sure }
            }
        </p>
    }
}
