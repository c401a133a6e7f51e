//! Each column of the file: what is in it, what kind it is, and whether its value is known only afterwards.

use engine::expedition::Kind;
use engine::expedition::own::{Chosen, Draft, DraftColumn, OwnColumn, Written};
use yew::prelude::*;

use crate::rooms::RoomProps;
use crate::rooms::words::Words;
use crate::state::{Action, OwnAct};
use crate::widgets::{Column, Options, Row, select, table_view};

/// So many values of a column are shown.
const SHOWN: usize = 3;

/// The kinds a column can be, as text keys.
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
            kind(props, words, at, chosen, choose),
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
            { table_view(words.attr("own.columns.caption"), heads.to_vec(), rows.map(row).collect()) }
            { when(words, chosen, choose) }
            { counts(words, chosen, choose) }
        </section>
    }
}

fn kind(props: &RoomProps, words: &Words, at: u32, chosen: &Chosen, choose: &Callback<Chosen>) -> Html {
    let column = &chosen.columns[at as usize];
    let mut options: Options = KINDS
        .iter()
        .map(|kind| (kind.name().into(), words.attr(&format!("own.kind.{}", kind.name()))))
        .collect();
    if at != chosen.target {
        options.push((OUT.into(), words.attr("own.kind.out")));
    }
    let now = if column.out { OUT } else { column.kind.name() };
    let onchange = {
        let (act, choose, chosen) = (props.act.clone(), choose.clone(), chosen.clone());
        Callback::from(move |value: AttrValue| {
            let mut chosen = chosen.clone();
            let column = &mut chosen.columns[at as usize];
            let kind = KINDS.into_iter().find(|kind| value == kind.name());
            column.out = kind.is_none();
            let other = kind.filter(|kind| *kind != column.kind);
            choose.emit(chosen);
            // Another kind means to read the file again: only then is it known whether every cell is of it.
            if let Some(kind) = other {
                act.emit(Action::Own(OwnAct::Kind(at, kind)));
            }
        })
    };
    let label = words.fill("own.column.kind.of", &[("column", column.name.clone())]);
    // A new one each time that a kind was refused: a browser shows what was picked, not what is.
    let turned = props.state.own.setup.as_ref().map_or(0, |setup| setup.turned_back);
    html! { <span key={turned.to_string()}>{ select(label.into(), options, now, onchange) }</span> }
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
    let written = match found.written {
        Written::Plain => None,
        Written::Commas => Some("commas"),
        Written::Dots => Some("dots"),
        Written::DayFirst => Some("day_first"),
        Written::MonthFirst => Some("month_first"),
        Written::EitherFirst => Some("either_first"),
        Written::Thousands => Some("thousands"),
    };
    if let Some(written) = written {
        says.push(' ');
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
