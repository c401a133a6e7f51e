//! Each column of the file: what is in it, what kind it is, and whether its value is known only afterwards.

use engine::expedition::Kind;
use engine::expedition::own::{Chosen, Draft, DraftColumn, OwnColumn, Written};
use yew::prelude::*;

use crate::rooms::RoomProps;
use crate::rooms::words::Words;
use crate::state::{Action, OwnAct};
use crate::widgets::{Column, Options, Row, select, table_of_cards};

/// So many values of a column are shown.
const SHOWN: usize = 3;

/// The kinds a column can be, as text keys; of one that can be read in several ways, each of these stands in its place.
const KINDS: [Kind; 3] = [Kind::Number, Kind::Category, Kind::Date];
/// What stands for a column that is left out.
const OUT: &str = "out";
/// What stands for no column.
const NONE: &str = "";

/// The table of columns, and which of them says when, and how much each row counts.
pub fn panel(
    props: &RoomProps,
    words: &Words,
    draft: &Draft,
    chosen: &Chosen,
    choose: &Callback<Chosen>,
) -> Html {
    let head = |key: &str| Column { label: words.attr(key), numeric: false };
    let heads = ["own.column", "own.column.holds", "own.column.kind", "own.column.later"].map(head);
    let rows = (0_u32..).zip(chosen.columns.iter().zip(&draft.columns));
    let row = |(at, (column, found)): (u32, (&OwnColumn, &DraftColumn))| {
        let is_target = at == chosen.target;
        let later = {
            let (choose, chosen) = (choose.clone(), chosen.clone());
            Callback::from(move |_: Event| {
                let mut chosen = chosen.clone();
                let later = &mut chosen.columns[at as usize].later;
                *later = !*later;
                choose.emit(chosen);
            })
        };
        let named = words.fill("own.column.later.of", &[("column", column.name.clone())]);
        Row::new(vec![
            html! { { &column.name } },
            html! { { holds(words, column.kind, found) } },
            kind(props, words, at, found, chosen, choose),
            if is_target {
                html! { { words.say("own.column.target") } }
            } else if chosen.counts == Some(at) {
                html! { { words.say("own.column.counts") } }
            } else {
                html! { <input type="checkbox" aria-label={named} checked={column.later} onchange={later} /> }
            },
        ])
    };
    html! {
        <section class="panel own" aria-labelledby="own-columns">
            <h2 id="own-columns">{ words.say("own.columns") }</h2>
            { words.prose("own.columns.about", &[]) }
            { table_of_cards(words.attr("own.columns.caption"), heads.to_vec(), rows.map(row).collect()) }
            { when(words, chosen, choose) }
            { counts(words, chosen, choose) }
        </section>
    }
}

/// Another reading of a column: its kind, and the way it is written where several fit.
type Reading = (Kind, Option<Written>);

/// The readings a column can be given, each with its text key.
fn readings(found: &DraftColumn) -> Vec<(Reading, String)> {
    let mut all = Vec::new();
    for kind in KINDS {
        let mut ways = found.ways.iter().filter(|way| of_days(**way) == (kind == Kind::Date)).peekable();
        if kind == Kind::Category || ways.peek().is_none() {
            all.push(((kind, None), format!("own.kind.{}", kind.name())));
            continue;
        }
        for way in ways {
            let key = format!("own.kind.{}.{}", kind.name(), named(*way, &found.ways).unwrap_or_default());
            all.push(((kind, Some(*way)), key));
        }
    }
    all
}

fn of_days(way: Written) -> bool {
    matches!(way, Written::DayFirst | Written::MonthFirst)
}

/// A way of writing, as a text key; none where it goes without saying.
fn named(way: Written, ways: &[Written]) -> Option<&'static str> {
    Some(match way {
        Written::Plain if ways.contains(&Written::Plain) => "points",
        Written::Plain => return None,
        Written::Commas if ways.contains(&Written::Plain) => "between_points",
        Written::Commas => "commas",
        Written::Grouped => "between_commas",
        Written::Spaced => "spaced",
        Written::Dots => "dots",
        Written::DayFirst => "day_first",
        Written::MonthFirst => "month_first",
        Written::EitherFirst => "either_first",
        Written::Thousands => "thousands",
    })
}

fn kind(
    props: &RoomProps,
    words: &Words,
    at: u32,
    found: &DraftColumn,
    chosen: &Chosen,
    choose: &Callback<Chosen>,
) -> Html {
    let column = &chosen.columns[at as usize];
    let readings = readings(found);
    let option = |(_, key): &(Reading, String)| (AttrValue::from(key.clone()), words.attr(key));
    let mut options: Options = readings.iter().map(option).collect();
    if at != chosen.target {
        options.push((OUT.into(), words.attr("own.kind.out")));
    }
    let is_now = |((kind, way), _): &&(Reading, String)| {
        *kind == column.kind && way.is_none_or(|way| way == found.written)
    };
    let now =
        if column.out { OUT } else { readings.iter().find(is_now).map_or(OUT, |(_, key)| key.as_str()) };
    let now = now.to_owned();
    let onchange = {
        let (act, choose, chosen) = (props.act.clone(), choose.clone(), chosen.clone());
        let written = found.written;
        Callback::from(move |value: AttrValue| {
            let mut chosen = chosen.clone();
            let column = &mut chosen.columns[at as usize];
            let reading = readings.iter().find(|(_, key)| value == key.as_str()).map(|(reading, _)| *reading);
            column.out = reading.is_none();
            let other =
                reading.filter(|(kind, way)| *kind != column.kind || way.is_some_and(|way| way != written));
            choose.emit(chosen);
            // Another reading means to read the file again: only then is it known whether every cell is of it.
            if let Some((kind, way)) = other {
                act.emit(Action::Own(OwnAct::Kind(at, kind, way)));
            }
        })
    };
    let label = words.fill("own.column.kind.of", &[("column", column.name.clone())]);
    // A new one each time that a kind was refused: a browser shows what was picked, not what is.
    let turned = props.state.own.setup.as_ref().map_or(0, |setup| setup.turned_back);
    html! { <span key={turned.to_string()}>{ select(label.into(), options, &now, onchange) }</span> }
}

/// What is in a column, in a line: nothing of it is read as a text of ours.
fn holds(words: &Words, kind: Kind, found: &DraftColumn) -> String {
    let number = |n: u32| words.number(f64::from(n), 0);
    let mut says = match (kind, found.range) {
        (Kind::Number, Some([low, middle, high])) => {
            let number = |value: f64| words.number(value, if value.abs() < 10.0 { 3 } else { 1 });
            let values = [("low", number(low)), ("middle", number(middle)), ("high", number(high))];
            words.fill("own.holds.numbers", &values)
        }
        (Kind::Date, Some([low, _, high])) => {
            let values = [("low", words.iso(low as i32)), ("high", words.iso(high as i32))];
            words.fill("own.holds.dates", &values)
        }
        (Kind::Category, _) => {
            let some: Vec<String> = found.values.iter().take(SHOWN).map(|(value, _)| value.clone()).collect();
            let key = if found.distinct as usize > SHOWN { "own.holds.words" } else { "own.holds.words.all" };
            words.fill(key, &[("n", number(found.distinct)), ("some", some.join(", "))])
        }
        _ => words.say("own.holds.nothing"),
    };
    // What could be numbers too is told of numbers alone.
    let ways = if kind == Kind::Category { &[][..] } else { &found.ways[..] };
    if let Some(written) = named(found.written, ways) {
        says += ". ";
        says += &words.say(&format!("own.written.{written}"));
    }
    if found.missing > 0 {
        says.push(' ');
        says += &words.fill("own.holds.missing", &[("n", number(found.missing))]);
    }
    says
}

/// Which column says when, if any can.
fn when(words: &Words, chosen: &Chosen, choose: &Callback<Chosen>) -> Html {
    let dates = (0_u32..).zip(&chosen.columns).filter(|(_, column)| column.kind == Kind::Date);
    let mut options: Options = vec![(NONE.into(), words.attr("own.when.none"))];
    options.extend(dates.map(|(at, column)| (at.to_string().into(), column.name.clone().into())));
    let now = chosen.when.map_or(NONE.into(), |at| at.to_string());
    let onchange = choose.reform({
        let chosen = chosen.clone();
        move |value: AttrValue| Chosen { when: value.parse().ok(), ..chosen.clone() }
    });
    html! {
        <>
            { select(words.attr("own.when"), options, &now, onchange) }
            <p class="small soft">{ words.line(if chosen.when.is_some() { "own.when.own" } else { "own.when.made" }, &[]) }</p>
        </>
    }
}

/// Which column says how much each row counts, if any can.
fn counts(words: &Words, chosen: &Chosen, choose: &Callback<Chosen>) -> Html {
    let can = (0_u32..).zip(&chosen.columns).filter(|(at, _)| chosen.can_count(*at));
    let mut options: Options = vec![(NONE.into(), words.attr("own.counts.none"))];
    options.extend(can.map(|(at, column)| (at.to_string().into(), column.name.clone().into())));
    let now = chosen.counts.map_or(NONE.into(), |at| at.to_string());
    let onchange = choose.reform({
        let chosen = chosen.clone();
        move |value: AttrValue| Chosen { counts: value.parse().ok(), ..chosen.clone() }
    });
    html! {
        <>
            { select(words.attr("own.counts"), options, &now, onchange) }
            <p class="small soft">
                { words.line(if chosen.counts.is_some() { "own.counts.column" } else { "own.counts.once" }, &[]) }
            </p>
        </>
    }
}
