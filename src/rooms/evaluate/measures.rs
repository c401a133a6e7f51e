//! On demand: all the measures, in a table for each side they judge, with intervals made in the way that is chosen.

use engine::expedition::asked::MEASURES;
use engine::expedition::measures::{ByClass, ClassScores, Measure, Measures, Part, Unit, Way};
use yew::prelude::*;

use super::Panel;
use crate::rooms::words::Words;
use crate::widgets::{Choice, ChoiceGroup, Column, Row, table_view};

/// The measures, or the way to them.
#[component]
pub fn MeasuresPanel(props: &Panel) -> Html {
    let way = use_state(|| Way::Percentile);
    let Some(test) = props.report().and_then(|report| report.test.as_ref()) else { return Html::default() };
    let words = &props.words;
    let Some(found) = test.measures.as_ref() else { return super::ask(props, MEASURES) };
    html! {
        <>
            { words.prose("evaluate.measures.says", &[]) }
            { ways(words, found, &way) }
            { for found.parts.iter().map(|part| table(words, part, *way)) }
            if let Some(classes) = found.classes.as_ref() {
                { by_class(words, classes) }
            }
        </>
    }
}

/// The ways to make an interval, and how far two of them lie apart.
fn ways(words: &Words, found: &Measures, way: &UseStateHandle<Way>) -> Html {
    let values = [
        ("resamples", words.number(f64::from(found.resamples), 0)),
        ("days", words.number(f64::from(found.days), 0)),
    ];
    let option = |one: &Way| {
        let key = format!("evaluate.measures.way.{}", one.word());
        let says = words.line(&format!("evaluate.measures.way.{}.says", one.word()), &values);
        Choice::new(one.word(), words.attr(&key), says)
    };
    let onchange = {
        let way = way.clone();
        Callback::from(move |word: AttrValue| {
            Way::ALL.into_iter().find(|one| one.word() == word).into_iter().for_each(|one| way.set(one));
        })
    };
    let options: Vec<Choice> = Way::ALL.iter().filter(|one| found.knows(**one)).map(option).collect();
    let apart = found.by_days_against_rows().map(|(measure, times)| {
        let values = [("name", name(words, measure)), ("times", words.number(times, 1))];
        html! { <p>{ words.line("evaluate.measures.days_rows", &values) }</p> }
    });
    html! {
        <>
            <ChoiceGroup legend={words.attr("evaluate.measures.way")} {options} chosen={way.word()} {onchange} />
            { apart.unwrap_or_default() }
        </>
    }
}

/// With its entry in the glossary.
fn name(words: &Words, measure: &Measure) -> String {
    words.say(&format!("evaluate.measures.name.{}", measure.name))
}

fn table(words: &Words, part: &Part, way: Way) -> Html {
    let row = |measure: &Measure| {
        let range = measure.range(way).map(|range| {
            let ends =
                [("low", written(words, measure, range.low)), ("high", written(words, measure, range.high))];
            words.fill("evaluate.measures.range", &ends)
        });
        let value = measure.value.map(|value| written(words, measure, value));
        Row::new(vec![
            words.marked(name(words, measure)),
            value.unwrap_or_else(|| words.say("page.undefined")).into(),
            range.unwrap_or_else(|| words.say("evaluate.measures.none")).into(),
        ])
    };
    let caption = words.attr(&format!("evaluate.measures.part.{}", part.name));
    let heads = [("measure", false), ("value", true), ("interval", true)];
    table_view(caption, columns(words, &heads), part.measures.iter().map(row).collect())
}

fn columns(words: &Words, heads: &[(&str, bool)]) -> Vec<Column> {
    let column = |(head, numeric): &(&str, bool)| Column {
        label: words.attr(&format!("evaluate.measures.head.{head}")),
        numeric: *numeric,
    };
    heads.iter().map(column).collect()
}

fn written(words: &Words, measure: &Measure, value: f64) -> String {
    match measure.unit {
        Unit::Share => words.percent(value, 1),
        Unit::Bare => words.number(value, 3),
        Unit::Amount => words.amount(value),
        Unit::Money => words.money(value),
    }
}

/// Each class against all others, and all together in two ways.
fn by_class(words: &Words, classes: &ByClass) -> Html {
    let row = |name: Html, scores: &ClassScores, marked| {
        let f1 = scores.f1.map_or_else(|| words.say("page.undefined"), |f1| words.number(f1, 3));
        let cells = vec![
            name,
            words.percent_or(scores.precision, 1).into(),
            words.percent_or(scores.recall, 1).into(),
            f1.into(),
            words.number(scores.support, 0).into(),
        ];
        Row { cells, marked }
    };
    let together = |key: &str, scores| row(words.line(key, &[]), scores, true);
    // A name that no row had and none was given is not given away.
    let met = (0_u32..).zip(&classes.each).filter(|(_, one)| one.support > 0.0 || one.precision.is_some());
    let mut rows: Vec<Row> = met.map(|(class, one)| row(words.class(class).into(), one, false)).collect();
    rows.push(together("evaluate.measures.macro", &classes.alike));
    rows.push(together("evaluate.measures.weighted", &classes.weighted));
    let heads = [("class", false), ("precision", true), ("recall", true), ("f1", true), ("support", true)];
    html! {
        <>
            { table_view(words.attr("evaluate.measures.classes"), columns(words, &heads), rows) }
            if classes.alike.f1.is_none() {
                { words.prose("evaluate.measures.classes.undefined", &[]) }
            }
        </>
    }
}
