//! Two ways side by side: two branches of this expedition, or this one and another.

use std::rc::Rc;

use engine::expedition::Month;
use engine::expedition::compare::{Comparison, Way};
use engine::expedition::record::Record;
use yew::prelude::*;

use super::chosen::sentence;
use super::history::way;
use super::shelf::called;
use crate::charts::{Axis, Category, Figure, Lines, Plot, Role, Series, Unit};
use crate::rooms::words::{Value, Words};
use crate::rooms::{RoomProps, told};
use crate::shared::Shared;
use crate::state::{Action, State};
use crate::widgets::{Column, NoticeKind, Options, Row, grouped_select, notice, table_view};

/// What stands before the number of a way; everything else is the id of an expedition.
const WAY: &str = "way:";

const LETTERS: [&str; 2] = ["journal.compare.a", "journal.compare.b"];

/// What is picked for either side, and what the two that were put side by side were.
#[derive(Clone, Default, PartialEq)]
pub struct Picked {
    sides: [String; 2],
    asked: Option<[String; 2]>,
}

/// The panel.
pub fn panel(words: &Words, props: &RoomProps, picked: &UseStateHandle<Picked>) -> Html {
    let (state, act) = (&props.state, &props.act);
    let groups = groups(words, state);
    let all: Options = groups.iter().flat_map(|(_, options)| options.clone()).collect();
    let inside = if all.len() < 2 {
        words.prose("journal.compare.none", &[])
    } else {
        // What one stands on, against the first other, until something else is picked.
        let own = format!("{WAY}{}", state.record.cursor.unwrap_or_default());
        let is = |value: &str| all.iter().any(|(other, _)| *other == value);
        let first = Some(&picked.sides[0]).filter(|v| is(v)).unwrap_or(&own).clone();
        let other = all.iter().map(|(value, _)| value.to_string()).find(|value| *value != first);
        let second = Some(&picked.sides[1]).filter(|v| is(v)).cloned().or(other).unwrap_or_default();
        let sides = [first, second];
        let select = |side: usize| {
            let (picked, sides) = (picked.clone(), sides.clone());
            let onchange = {
                let sides = sides.clone();
                Callback::from(move |value: AttrValue| {
                    let mut sides = sides.clone();
                    sides[side] = value.to_string();
                    picked.set(Picked { sides, asked: picked.asked.clone() });
                })
            };
            grouped_select(words.attr(LETTERS[side]), &groups, &sides[side], onchange)
        };
        let ask = {
            let (picked, sides, state, act) = (picked.clone(), sides.clone(), state.clone(), act.clone());
            Callback::from(move |_: MouseEvent| {
                if let [Some(a), Some(b)] = sides.each_ref().map(|side| record_of(&state, side)) {
                    picked.set(Picked { sides: sides.clone(), asked: Some(sides.clone()) });
                    act.emit(Action::Compare(Box::new([a, b])));
                }
            })
        };
        let same = sides[0] == sides[1];
        let names = [0, 1].map(|side| short(words, state, side, &sides[side]));
        html! {
            <>
                { select(0) }
                { select(1) }
                <div class="acts">
                    <button type="button" class="or" disabled={same} onclick={ask}>
                        { words.say("journal.compare.do") }
                    </button>
                    if same {
                        <p class="why">{ words.say("journal.compare.same") }</p>
                    }
                </div>
                if picked.asked.as_ref() == Some(&sides) {
                    { answer(words, state, &names) }
                }
            </>
        }
    };
    html! {
        <section class="panel" aria-labelledby="compare-heading">
            <h2 id="compare-heading">{ words.say("journal.compare") }</h2>
            { words.prose("journal.compare.about", &[]) }
            { inside }
        </section>
    }
}

/// What can be put side by side: the ways of this expedition, and the other expeditions.
fn groups(words: &Words, state: &State) -> Vec<(AttrValue, Options)> {
    let record = &state.record;
    let ends = record.ends().into_iter().enumerate();
    let ways = ends.map(|(at, end)| (format!("{WAY}{end}").into(), way(words, record, at, end).into()));
    let others = state.shelf.iter().filter(|e| !e.stored.deleted).filter_map(|e| {
        // What comes of two worlds cannot be set against each other.
        let comparable = |other: &&Shared<Record>| other.cursor.is_some() && other.world == record.world;
        let record = e.record.as_ref().ok().filter(comparable)?;
        Some((e.stored.id.clone().into(), called(words, &e.stored.id, &record.name).into()))
    });
    let own = words.attr("journal.compare.own");
    vec![(own, ways.collect()), (words.attr("journal.compare.others"), others.collect())]
}

fn record_of(state: &State, side: &str) -> Option<Record> {
    match side.strip_prefix(WAY) {
        Some(end) => Some(state.record.standing(end.parse().ok()?)),
        None => {
            let found = state.shelf.iter().find(|e| e.stored.id == side)?;
            found.record.as_ref().ok().map(|record| (**record).clone())
        }
    }
}

/// What a side is called where there is little room: its letter, and what stands there.
fn short(words: &Words, state: &State, side: usize, value: &str) -> String {
    let end = value.strip_prefix(WAY).and_then(|end| end.parse::<u32>().ok());
    let name = match end.and_then(|end| state.record.ends().iter().position(|e| *e == end)) {
        Some(at) => words.fill("journal.compare.way", &[("i", words.number(at as f64 + 1.0, 0))]),
        None => {
            let found = state.shelf.iter().find(|e| e.stored.id == value);
            let name = found.and_then(|e| e.record.as_ref().ok()).map_or("", |record| &record.name);
            called(words, value, name)
        }
    };
    words.fill("journal.compare.side", &[("letter", words.say(LETTERS[side])), ("name", name)])
}

/// The two as they were put side by side, or how far that is.
fn answer(words: &Words, state: &State, names: &[String; 2]) -> Html {
    let Some(sides) = &state.sides else { return Html::default() };
    match &sides.answer {
        None => html! { <p class="small soft" role="status">{ words.say("journal.compare.working") }</p> },
        Some(Err(error)) => notice(NoticeKind::Harm, words.marked(told::error(words, error))),
        Some(Ok(both)) => html! {
            <>
                { figure(words, both, names) }
                { numbers(words, both, names) }
                { reckoned(words, both, names) }
                { choices(words, &sides.ways, names) }
            </>
        },
    }
}

fn figure(words: &Words, both: &Comparison, names: &[String; 2]) -> Html {
    if both.months.is_empty() {
        return words.prose("journal.compare.no_month", &[]);
    }
    let key = match () {
        () if !both.same_costs => "journal.compare.caption.prices",
        () if both.more.abs() < 0.5 => "journal.compare.caption.same",
        () if both.more > 0.0 => "journal.compare.caption.more",
        () => "journal.compare.caption.less",
    };
    let [a, b] = names.clone();
    let values: [Value; 3] = [("a", a.clone()), ("b", b.clone()), ("gap", words.money(both.more.abs()))];
    let costs = |side: usize| both.months.iter().map(|(_, cost)| Some(cost[side])).collect();
    let category =
        |(month, _): &(Month, [f64; 2])| Category::new(words.month(*month), words.month_short(*month));
    let plot = Plot::Lines(Lines {
        x_label: words.say("figure.month"),
        x: both.months.iter().map(category).collect(),
        y: Axis::new(words.say("journal.compare.axis"), Unit::Money),
        series: vec![
            Series::new(words.say(LETTERS[0]), Role::Model, costs(0)),
            Series { dashed: true, ..Series::new(words.say(LETTERS[1]), Role::Challenger, costs(1)) },
        ],
        marks: Vec::new(),
    });
    html! {
        <Figure name={words.attr("journal.compare.figure")} point={words.line(key, &values)} plot={Rc::new(plot)}
            format={words.format.clone()} words={words.figure.clone()} />
    }
}

fn numbers(words: &Words, both: &Comparison, names: &[String; 2]) -> Html {
    let share =
        |share: Option<f64>| share.map_or_else(|| words.say("journal.versions.open"), |s| words.score(s));
    let whole = |n: u32| words.number(f64::from(n), 0);
    let row = |key: &str, value: &dyn Fn(&Way) -> String| {
        let [a, b] = both.ways.each_ref().map(value);
        Row::new(vec![words.say(key).into(), a.into(), b.into()])
    };
    let rows = vec![
        row("journal.compare.claimed", &|way| share(way.claimed)),
        row("journal.compare.peeks", &|way| whole(way.peeks)),
        row("journal.compare.found", &|way| share(way.found)),
        row("journal.compare.cost", &|way| words.money(way.cost)),
        row("journal.compare.saved", &|way| words.money(way.saved)),
        row("journal.compare.alarms", &|way| whole(way.alarms)),
        row("journal.compare.lived", &|way| whole(way.lived)),
        row("journal.compare.days", &|way| words.number(way.days, 1)),
        row("journal.compare.effort", &|way| words.money(way.effort)),
    ];
    let head = |label: String, numeric| Column { label: label.into(), numeric };
    let [a, b] = names.clone();
    let heads = vec![head(words.say("journal.compare.what"), false), head(a, true), head(b, true)];
    table_view(words.attr("journal.compare.table"), heads, rows)
}

/// Of which months nobody knows how they would have gone, only how they are reckoned.
fn reckoned(words: &Words, both: &Comparison, names: &[String; 2]) -> Html {
    let n = both.months.len() as u32;
    let told = both.ways.iter().zip(names).filter(|(way, _)| way.lived < n).map(|(way, name)| {
        let values = [("name", name.clone()), ("lived", words.number(f64::from(way.lived), 0))];
        html! { <p>{ words.marked(words.count("journal.compare.reckoned", n, &values)) }</p> }
    });
    html! { <>{ for told }</> }
}

/// The choices that only one of the two made.
fn choices(words: &Words, ways: &[Record; 2], names: &[String; 2]) -> Html {
    let [a, b] = ways;
    let list = |record: &Record, other: &Record, name: &String| {
        let only = record.only_here(other);
        let line = |id: &u32| {
            let choice = record.choice(*id)?;
            Some(html! { <li>{ sentence(words, record, *id, choice) }</li> })
        };
        html! {
            <div>
                <h3>{ words.fill("journal.compare.only", &[("name", name.clone())]) }</h3>
                if only.is_empty() {
                    <p>{ words.say("journal.compare.only.none") }</p>
                } else {
                    <ol class="story">{ for only.iter().filter_map(line) }</ol>
                }
            </div>
        }
    };
    html! { <div class="lists">{ list(a, b, &names[0]) }{ list(b, a, &names[1]) }</div> }
}
