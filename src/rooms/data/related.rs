//! On demand: how columns go with the answer and with each other.

use std::rc::Rc;

use engine::expedition::asked::{RELATED, about_rows};
use engine::expedition::data::DataReport;
use engine::expedition::related::{Pair, Related};
use yew::prelude::*;

use super::odd;
use crate::charts::{Axis, Bar, BarGroup, Bars, Figure, Plot, Role, Unit};
use crate::rooms::words::{Value, Words};
use crate::rooms::{RoomProps, told};
use crate::widgets::{Column, Row, table_view};

/// Columns told of with the answer, and of the numbers that others say already, at most.
const FEW: usize = 12;

/// What was found, or the way to it.
pub(super) fn panel(props: &RoomProps, words: &Words, report: &DataReport) -> Html {
    let [.., asked, _] = about_rows(&props.state.record, &props.state.plan());
    match report.related.as_ref() {
        Some(found) => tables(words, found),
        None => odd::ask(props, words, "related", RELATED.into(), asked),
    }
}

fn tables(words: &Words, found: &Related) -> Html {
    let strongest = found.between.first();
    let named = |name: Option<&String>| name.map(|name| told::column(words, name)).unwrap_or_default();
    let values = [
        ("n", words.number(f64::from(found.n), 0)),
        ("pairs", words.number(f64::from(found.n_pairs), 0)),
        ("shown", words.number(found.between.len() as f64, 0)),
        ("few", words.number(found.answer.len().min(FEW) as f64, 0)),
        ("columns", words.number(found.answer.len() as f64, 0)),
        ("top", words.number(found.between.len().min(FEW) as f64, 0)),
        ("first", named(found.answer.first().map(|pair| &pair.a))),
        ("a", named(strongest.map(|pair| &pair.a))),
        ("b", named(strongest.map(|pair| &pair.b))),
    ];
    let point = match (found.answer.is_empty(), found.between.is_empty()) {
        (true, _) => "data.related.nothing",
        (_, true) => "data.related.one",
        _ => "data.related.says",
    };
    let of = |pairs: &[Pair], two: bool| pairs.iter().map(|pair| row(words, pair, two)).collect::<Vec<_>>();
    let few = &found.answer[..found.answer.len().min(FEW)];
    let strongest = &found.between[..found.between.len().min(FEW)];
    html! {
        <>
            { words.prose(point, &values) }
            if !found.answer.is_empty() {
                { figure(words, "answer", few, &values) }
                { words.prose("data.related.heads", &[]) }
                { table_view(words.attr("data.related.answer"), heads(words, false), of(few, false)) }
            }
            if !found.between.is_empty() {
                { figure(words, "between", strongest, &values) }
                { table_view(words.attr("data.related.between"), heads(words, true), of(&found.between, true)) }
            }
            { words.prose("data.related.think", &values) }
            { inflated(words, found.inflated.as_deref()) }
        </>
    }
}

/// The strongest pairs, numbers and words apart: their measures are not the same.
fn figure(words: &Words, key: &str, pairs: &[Pair], values: &[Value]) -> Html {
    let bar = |pair: &Pair| {
        let [a, b] = [&pair.a, &pair.b].map(|name| told::column(words, name));
        let label =
            if pair.b.is_empty() { a } else { words.fill("data.related.pair", &[("a", a), ("b", b)]) };
        Bar { value: pair.spearman.or(pair.cramers_v), ..Bar::new(label, 0.0, Role::Truth) }
    };
    let group = |key: &str, levels: bool| {
        let bars = pairs.iter().filter(|pair| pair.cramers_v.is_some() == levels).map(bar).collect();
        BarGroup { label: words.say(&format!("data.related.{key}")), bars }
    };
    let mut groups = vec![group("spearman", false), group("cramers_v", true)];
    groups.retain(|group| !group.bars.is_empty());
    let plot = Plot::Bars(Bars {
        category_label: words.say("data.related.column"),
        value: Axis::new(words.say("data.related.strength"), Unit::Number),
        groups,
        goal: None,
    });
    html! {
        <Figure name={words.attr(&format!("data.related.{key}.figure"))}
            point={words.line(&format!("data.related.{key}.point"), values)} plot={Rc::new(plot)}
            format={words.format.clone()} words={words.figure.clone()} />
    }
}

fn heads(words: &Words, two: bool) -> Vec<Column> {
    let keys = ["column", "other", "pearson", "spearman", "cramers_v", "mutual"];
    let head = |key: &str| Column {
        label: words.attr(&format!("data.related.{key}")),
        numeric: !matches!(key, "column" | "other"),
    };
    keys.into_iter().filter(|key| two || *key != "other").map(head).collect()
}

fn row(words: &Words, pair: &Pair, two: bool) -> Row {
    // What is not of these two kinds of columns stands for itself.
    let number =
        |value: Option<f64>| value.map_or_else(|| words.say("data.related.none"), |v| words.number(v, 2));
    let mut cells = vec![Html::from(told::column(words, &pair.a))];
    cells.extend(two.then(|| Html::from(told::column(words, &pair.b))));
    cells.extend([pair.pearson, pair.spearman, pair.cramers_v, pair.mutual].map(|v| Html::from(number(v))));
    Row::new(cells)
}

/// How much of each number the others say already.
fn inflated(words: &Words, factors: Option<&[(String, f64)]>) -> Html {
    let Some(factors) = factors else { return words.prose("data.related.vif.cannot", &[]) };
    let values = [
        ("shown", words.number(factors.len().min(FEW) as f64, 0)),
        ("all", words.number(factors.len() as f64, 0)),
    ];
    let head = |key: &str, numeric| Column { label: words.attr(key), numeric };
    let row = |(name, factor): &(String, f64)| {
        Row::new(vec![told::column(words, name).into(), words.number(*factor, 1).into()])
    };
    html! {
        <>
            { words.prose("data.related.vif.says", &values) }
            { table_view(
                words.attr("data.related.vif"),
                vec![head("data.related.column", false), head("data.related.factor", true)],
                factors.iter().take(FEW).map(row).collect(),
            ) }
        </>
    }
}
