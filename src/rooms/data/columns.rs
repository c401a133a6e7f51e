//! The columns, met through four questions: what is known when, what is missing, what looks too good, how numbers lie; the rest, and
//! each one by itself, on demand.

use std::rc::Rc;

use engine::expedition::data::{ColumnReport, DataReport, Spread};
use engine::expedition::{KnownAt, Task};
use yew::prelude::*;

use super::{profile, spread};
use crate::charts::{Axis, Bar, BarGroup, Bars, Figure, Mark, Plot, Role, Unit};
use crate::rooms::fold::Fold;
use crate::rooms::told;
use crate::rooms::words::Words;
use crate::widgets::{self, ChoiceGroup, Column, Row, table_view};

/// The questions, as text keys.
const QUESTIONS: [&str; 4] = ["when", "gaps", "good", "shape"];

/// So many columns answer a question at once.
pub(super) const FEW: usize = 6;

/// What is being looked at.
#[derive(Clone, Default, PartialEq)]
pub(super) struct Look {
    question: AttrValue,
    column: Option<String>,
}

/// The questions, the answer to one, and on demand every column and how they go together. `closer` is the way to how
/// values lie, while nobody has asked.
pub(super) fn panel(
    words: &Words,
    report: &DataReport,
    look: &UseStateHandle<Look>,
    closer: &Html,
    related: Html,
) -> Html {
    let options = QUESTIONS.map(|key| {
        widgets::Choice::new(
            key,
            words.attr(&format!("data.ask.{key}")),
            words.line(&format!("data.ask.{key}.says"), &[]),
        )
    });
    let ask = {
        let look = look.clone();
        Callback::from(move |question: AttrValue| look.set(Look { question, ..(*look).clone() }))
    };
    let answer = match look.question.as_str() {
        "when" => when(words, report),
        "gaps" => gaps(words, report),
        "good" => good(words, report),
        "shape" => profile::lopsided(words, report, closer),
        _ => Html::default(),
    };
    let (mean, least, most) =
        report.spread.map_or_else(Default::default, |Spread { mean, least, most, .. }| {
            (words.amount(mean), words.figures(least), words.amount(most))
        });
    let chosen = Some(look.question.clone()).filter(|question| !question.is_empty());
    html! {
        <>
            { words.prose("data.columns.about", &[
                ("n", words.number(f64::from(report.train.n), 0)),
                ("cancelled", words.number(f64::from(report.positives), 0)),
                ("repeats", words.count("data.columns.repeats", report.repeats, &[])),
                ("mean", mean),
                ("least", least),
                ("most", most),
                ("common", told::commonest(words, report.classes.as_deref().unwrap_or_default())),
            ]) }
            { classes(words, report) }
            <ChoiceGroup legend={words.attr("data.ask")} options={options.to_vec()} {chosen} onchange={ask} />
            <div aria-live="polite">{ answer }</div>
            <Fold title={words.attr("data.columns.all")}>{ all(words, report, look, closer) }</Fold>
            <Fold title={words.attr("data.related")}>{ related }</Fold>
        </>
    }
}

/// Of classes, how many rows of each there are to learn from.
fn classes(words: &Words, report: &DataReport) -> Html {
    let Some(counts) = report.classes.as_ref() else { return Html::default() };
    // What was never seen is not to be given away.
    let met = (0..).zip(counts).filter(|(_, n)| **n > 0);
    let fewest = met.clone().reduce(|least, one| if one.1 < least.1 { one } else { least });
    let values = fewest.map_or_else(Vec::new, |(class, n)| {
        vec![("class", words.class(class)), ("n", words.number(f64::from(*n), 0))]
    });
    let bar = |(class, n): (u32, &u32)| Bar::new(words.class(class), f64::from(*n), Role::Truth);
    let plot = Plot::Bars(Bars {
        category_label: words.say("class.name"),
        value: Axis::new(words.say("data.spread.flights"), Unit::Count),
        groups: vec![BarGroup { label: String::new(), bars: met.map(bar).collect() }],
        goal: None,
    });
    let point = words.line("data.classes.point", &values);
    html! {
        <Figure name={words.attr("data.classes.figure")} {point} plot={Rc::new(plot)} format={words.format.clone()}
            words={words.figure.clone()} />
    }
}

/// One line a moment: the columns that are known by then.
fn when(words: &Words, report: &DataReport) -> Html {
    let mut moments: Vec<(&KnownAt, Vec<String>)> = Vec::new();
    for column in &report.columns {
        let name = told::column(words, &column.name);
        match moments.iter_mut().find(|(at, _)| **at == column.known_at) {
            Some((_, names)) => names.push(name),
            None => moments.push((&column.known_at, vec![name])),
        }
    }
    let line = |(at, names): &(&KnownAt, Vec<String>)| {
        let values = [
            ("when", known(words, at)),
            ("n", words.number(names.len() as f64, 0)),
            ("columns", words.list(names)),
        ];
        html! { <li>{ words.line("data.ask.when.line", &values) }</li> }
    };
    html! { <div class="prose"><ul>{ for moments.iter().map(line) }</ul><p>{ words.line("data.ask.when.think", &[]) }</p></div> }
}

/// The columns with the most gaps, and for whom.
fn gaps(words: &Words, report: &DataReport) -> Html {
    let rows = of(report, &report.gappy).take(FEW).map(|column| cells(words, column, false));
    let more = report.gappy.len().saturating_sub(FEW) as u32;
    html! {
        <>
            if report.gappy.is_empty() {
                <p>{ words.say("data.ask.gaps.none") }</p>
            } else {
                { table_view(words.attr("data.ask.gaps.table"), heads(words, false), rows.collect()) }
                <p>{ words.marked(words.count("data.ask.gaps.more", more, &[])) }</p>
            }
        </>
    }
}

/// The columns that say most alone, on a scale from nothing to everything.
fn good(words: &Words, report: &DataReport) -> Html {
    let bar = |column: &ColumnReport| Bar {
        value: alone(column),
        ..Bar::new(told::column(words, &column.name), 0.0, Role::Truth)
    };
    let plot = Plot::Bars(Bars {
        category_label: words.say("data.columns.column"),
        value: Axis::new(words.say("data.columns.alone"), Unit::Percent).within(0.0, 1.0),
        groups: vec![BarGroup {
            label: String::new(),
            bars: of(report, &report.telling).take(FEW).map(bar).collect(),
        }],
        goal: coin(words),
    });
    let best = of(report, &report.telling).next();
    let values = [
        ("column", best.map(|c| told::column(words, &c.name)).unwrap_or_default()),
        ("alone", words.percent_or(best.and_then(alone), 0)),
        ("coin", words.share(0.5)),
    ];
    html! {
        <>
            <Figure name={words.attr("data.ask.good.figure")} point={words.line("data.ask.good.point", &values)}
                plot={Rc::new(plot)} format={words.format.clone()} words={words.figure.clone()} />
            { words.prose("data.ask.good.think", &values) }
        </>
    }
}

/// What a column says alone; of numbers, one that says less than their mean does says nothing.
fn alone(column: &ColumnReport) -> Option<f64> {
    column.alone.map(|alone| alone.max(0.0))
}

/// What a coin gets right; there is one for yes or no.
pub(super) fn coin(words: &Words) -> Option<Mark> {
    let mark = || Mark { at: 0.5, label: words.say("data.ask.good.coin"), role: Role::Soft };
    (words.task() == Task::Binary).then(mark)
}

fn of<'a>(report: &'a DataReport, places: &'a [u32]) -> impl Iterator<Item = &'a ColumnReport> {
    places.iter().filter_map(|at| report.columns.get(*at as usize))
}

/// The columns of a table of columns. Gaps for those with a yes and a no stand only where there are such; `whole` adds
/// when each is known and what it says alone.
fn heads(words: &Words, whole: bool) -> Vec<Column> {
    let (answers, more) = (words.task() == Task::Binary, whole);
    let keys = [
        ("column", true),
        ("missing", true),
        ("if_yes", answers),
        ("if_no", answers),
        ("known", more),
        ("alone", more),
    ];
    let head = |(key, _): (&str, bool)| Column {
        label: words.attr(&format!("data.columns.{key}")),
        numeric: !matches!(key, "column" | "known"),
    };
    keys.into_iter().filter(|(_, there)| *there).map(head).collect()
}

/// A column's row, as [`heads`].
fn cells(words: &Words, column: &ColumnReport, whole: bool) -> Row {
    let share = |share: Option<f64>| {
        Html::from(share.map_or_else(|| words.say("page.undefined"), |s| words.share(s)))
    };
    let mut cells = vec![told::column(words, &column.name).into(), share(column.summary.missing_share)];
    if words.task() == Task::Binary {
        cells.extend([share(column.missing_if_yes), share(column.missing_if_no)]);
    }
    if whole {
        cells.extend([known(words, &column.known_at).into(), words.percent_or(alone(column), 0).into()]);
    }
    Row::new(cells)
}

/// The table of all columns, and under its row the one that was opened.
fn all(words: &Words, report: &DataReport, look: &UseStateHandle<Look>, closer: &Html) -> Html {
    let rows = |column: &ColumnReport| {
        let is_open = look.column.as_ref() == Some(&column.name);
        let toggle = {
            let (look, name) = (look.clone(), column.name.clone());
            Callback::from(move |_: MouseEvent| {
                look.set(Look { column: (!is_open).then(|| name.clone()), ..(*look).clone() });
            })
        };
        let mut row = cells(words, column, true);
        row.cells[0] = html! {
            <button type="button" class="quiet" aria-expanded={is_open.to_string()} onclick={toggle}>
                { told::column(words, &column.name) }
            </button>
        };
        let told = || {
            html! { <>{ spread::figure(words, column) }{ profile::of(words, report, &column.name, closer) }</> }
        };
        let picture = is_open.then(|| Row::new(vec![told()]));
        [Some(Row { marked: is_open, ..row }), picture].into_iter().flatten()
    };
    html! {
        <>
            { words.prose("data.columns.open", &[]) }
            { table_view(words.attr("data.columns.table"), heads(words, true), report.columns.iter().flat_map(rows).collect()) }
        </>
    }
}

/// When a column is known, in words.
pub(super) fn known(words: &Words, at: &KnownAt) -> String {
    let event = match at {
        KnownAt::Decision => "decision",
        KnownAt::Later(event) => event,
    };
    let key = format!("known.{event}");
    words.say(if words.has(&key) { &key } else { "known.later" })
}
