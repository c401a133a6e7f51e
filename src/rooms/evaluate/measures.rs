//! On demand: all the measures, in a figure and in a table for each side they judge, with intervals made in the way that
//! is chosen; what is among the surest rows; and the model beside the rule, row by row.

use engine::expedition::asked::MEASURES;
use engine::expedition::measures::{ByClass, ClassScores, Measure, Measures, POWER, Paired, Part, Unit, Way};
use yew::prelude::*;

use super::closer::figure;
use super::{Panel, gains};
use crate::charts::{self, Axis, Bar, BarGroup, Bars, Plot};
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
            { on_one_scale(words, found, *way) }
            { for found.parts.iter().map(|part| table(words, part, *way)) }
            { murphy(words, found) }
            if let Some(classes) = found.classes.as_ref() {
                { by_class(words, classes) }
            }
            if let Some(tops) = found.tops.as_ref() {
                { gains::panel(words, tops) }
            }
            { for found.paired.iter().map(|pair| paired(words, pair)) }
        </>
    }
}

/// Each as a dot on its interval, as far as they can stand on one scale.
fn on_one_scale(words: &Words, found: &Measures, way: Way) -> Html {
    let parts = found.on_one_scale();
    if parts.is_empty() {
        return Html::default();
    }
    let bar = |measure: &&Measure| {
        let range = measure.range(way).map(|range| (range.low, range.high));
        Bar::dot(bare(&name(words, measure)), measure.value, range)
    };
    let group = |(part, measures): &(&str, Vec<&Measure>)| BarGroup {
        label: words.say(&format!("evaluate.measures.part.{part}")),
        bars: measures.iter().map(bar).collect(),
    };
    let value = Axis::new(words.say("evaluate.measures.head.value"), charts::Unit::Number);
    let plot = Plot::Bars(Bars {
        category_label: words.say("evaluate.measures.head.measure"),
        value: if words.numbers() { value } else { value.within(0.0, 1.0) },
        groups: parts.iter().map(group).collect(),
        goal: None,
    });
    let point = match found.widest(way) {
        Some((measure, range)) => {
            let ends =
                [("low", written(words, measure, range.low)), ("high", written(words, measure, range.high))];
            let name = ("name", name(words, measure));
            words.line("evaluate.measures.widest", &[[name].as_slice(), &ends].concat())
        }
        None => words.line("evaluate.measures.widest.none", &[]),
    };
    figure(words, words.attr("evaluate.measures.figure"), point, plot)
}

/// A name without the way to its entry.
fn bare(name: &str) -> &str {
    name.strip_prefix('[').and_then(|name| name.split_once("](")).map_or(name, |(name, _)| name)
}

/// What the Brier score is made of.
fn murphy(words: &Words, found: &Measures) -> Html {
    let number = |name: &'static str| {
        Some((name, words.number(found.named(name).and_then(|measure| measure.value)?, 4)))
    };
    let names = ["brier", "uncertainty", "resolution", "reliability"];
    let values: Option<Vec<_>> = names.into_iter().map(number).collect();
    values.map(|values| words.prose("evaluate.measures.murphy", &values)).unwrap_or_default()
}

/// On how many rows the model and the rule differ, and what chance has to do with it.
fn paired(words: &Words, pair: &Paired) -> Html {
    let number = |n: f64| words.number(n, 0);
    let values = [
        ("n", number(f64::from(pair.n))),
        ("model", number(f64::from(pair.model))),
        ("rule", number(f64::from(pair.rule))),
        ("chance", words.share(pair.chance)),
    ];
    html! {
        <>
            { words.prose("evaluate.measures.paired", &values) }
            if let Some(rows) = pair.per_arm {
                { words.prose("evaluate.measures.per_arm", &[
                    ("rows", number(rows.ceil())), ("power", words.percent(POWER, 0)),
                ]) }
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
        let value = match (measure.value, measure.undefined()) {
            (Some(value), _) => written(words, measure, value).into(),
            (None, why) => undefined(words, why.unwrap_or_default()),
        };
        Row::new(vec![
            words.marked(name(words, measure)),
            value,
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
        Unit::Score | Unit::Bare => words.number(value, if value.abs() < 0.1 { 4 } else { 3 }),
        Unit::Amount => words.amount(value),
        Unit::Money => words.money(value),
    }
}

/// That there is no number, and why.
fn undefined(words: &Words, why: &str) -> Html {
    html! {
        <>
            { words.say("page.undefined") }
            <span class="range">{ words.say(&format!("evaluate.measures.undefined.{why}")) }</span>
        </>
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
            { for [("unsaid", classes.unsaid()), ("unmet", classes.unmet())].into_iter().filter_map(|(key, those)| {
                let names: Vec<String> = those.into_iter().map(|class| words.class(class)).collect();
                let key = format!("evaluate.measures.classes.{key}");
                let says = || words.prose(&key, &[("names", words.list(&names))]);
                (!names.is_empty()).then(says)
            }) }
            { words.prose("evaluate.measures.classes.left_out", &[]) }
        </>
    }
}
