//! On demand: how far groups are apart, and whether chance could have made it so.

use engine::expedition::Task;
use engine::expedition::asked::FAIRNESS;
use engine::expedition::evaluate::{Apart, ENOUGH, Fair, GroupReport, Grouping, Rate, Rates, TestReport};
use yew::prelude::*;

use super::Panel;
use crate::rooms::told;
use crate::rooms::words::Words;
use crate::widgets::{Column, Row, table_view};

/// Every grouping compared, or the way to it; nothing where no column parts these rows.
pub fn panel(panel: &Panel, test: &TestReport) -> Html {
    if test.groups.is_empty() {
        return Html::default();
    }
    if test.groups.iter().all(|by| by.fair.is_none()) {
        return super::ask(panel, FAIRNESS);
    }
    let words = &panel.words;
    let compared = test.groups.iter().filter_map(|by| Some((by, by.fair.as_ref()?)));
    html! {
        <>
            { words.prose("evaluate.fairness.says", &[("few", words.number(f64::from(ENOUGH), 0))]) }
            { for compared.map(|(by, fair)| grouping(words, by, fair)) }
        </>
    }
}

fn grouping(words: &Words, by: &Grouping, fair: &Fair) -> Html {
    let column = ("column", told::column(words, &by.column));
    html! {
        <>
            if !fair.rates.is_empty() {
                { table(words, by, &fair.rates) }
            }
            if fair.gaps.is_empty() {
                <p>{ words.line("evaluate.fairness.none", &[column]) }</p>
            }
            { for fair.gaps.iter().map(|gap| apart(words, by, gap)) }
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
