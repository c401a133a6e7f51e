//! Journal: the expedition told back, predictions and claims against what came, and the file that keeps it.

use engine::expedition::journal::JournalReport;
use engine::expedition::plan::today;
use engine::expedition::report::Report;
use engine::expedition::stage::Stage;
use engine::expedition::status;
use yew::prelude::*;

use super::RoomProps;
use super::standing::standing;
use super::words::{Words, use_words};
use crate::state::{Action, State};

mod asked;
mod chosen;
mod compare;
mod effort;
mod engines;
mod history;
pub mod lessons;
pub mod shelf;
mod story;
mod tables;
mod versions;

/// The room.
#[component]
pub fn JournalRoom(room: &RoomProps) -> Html {
    let RoomProps { state, act, texts } = room;
    let words = use_words(texts);
    let (price, chosen) = (use_state(|| 0_usize), use_state(String::new));
    let picked = use_state(compare::Picked::default);
    let record = &state.record;
    let held = state.fresh(Stage::Journal).cloned();
    let report = held.as_ref().and_then(|report| match &**report {
        Report::Journal(report) => Some(report),
        _ => None,
    });
    let told = report.filter(|_| !record.entries.is_empty());
    let over = today(record) > record.world.last();
    let title = match (record.entries.is_empty(), over) {
        (true, _) => "journal.title.empty",
        (false, true) => "journal.title.over",
        (false, false) => "journal.title",
    };
    html! {
        <>
            <p class="small soft">
                { shelf::called(texts, &state.open, &record.name) }{ " · " }
                <a class="screen" href="#shelf-heading">{ words.say("journal.shelf.all") }</a>
            </p>
            <h1 tabindex="-1" id="room-heading">{ words.say(title) }</h1>
            <div class="lead">{ lead(&words, state, report) }</div>
            { next(&words, state, act) }
            if !record.entries.is_empty() {
                { story::panel(&words, record, report) }
            }
            { standing(room, Stage::Journal) }
            if let Some(report) = told {
                { lessons::panel(&words, record, report) }
                { tables::panel(&words, record, report) }
            }
            if !record.entries.is_empty() {
                { effort::panel(&words, room, &price) }
            }
            if let Some(report) = told {
                { fingerprint(&words, state, report) }
            }
            if !record.entries.is_empty() {
                { history::panel(&words, room) }
                { compare::panel(&words, room, &picked) }
            }
            { shelf::panel(&words, room, &chosen) }
        </>
    }
}

fn lead(words: &Words, state: &State, report: Option<&JournalReport>) -> Html {
    let record = &state.record;
    if record.entries.is_empty() {
        return words.prose("journal.lead.empty", &[]);
    }
    let year = report.map(|report| &report.year).filter(|year| !year.months.is_empty());
    html! {
        <>
            { words.prose("journal.lead", &[("far", shelf::far(words, record))]) }
            if let Some(year) = year {
                { words.prose("journal.lead.money", &[
                    ("cost", words.money(year.cost)), ("nothing", words.money(year.cost_nothing)),
                ]) }
            }
        </>
    }
}

/// The way on round the loop.
fn next(words: &Words, state: &State, act: &Callback<Action>) -> Html {
    let stage = status::next(&state.record);
    if stage == Stage::Journal {
        return Html::default();
    }
    let label = words.fill("journal.next", &[("stage", words.say(&format!("stage.{}", stage.word())))]);
    html! {
        <div class="acts">
            <button type="button" class="do" onclick={act.reform(move |_: MouseEvent| Action::Go(stage))}>{ label }</button>
        </div>
    }
}

fn fingerprint(words: &Words, state: &State, report: &JournalReport) -> Html {
    html! {
        <section class="panel" aria-labelledby="fingerprint-heading">
            <h2 id="fingerprint-heading">{ words.say("journal.fingerprint") }</h2>
            <p class="num"><code id="fingerprint">{ report.fingerprint.clone() }</code></p>
            { words.prose("journal.fingerprint.about", &[]) }
            <p class="small soft">{ words.line("journal.seed", &[]) }{ " " }<code>{ state.record.seed.clone() }</code></p>
        </section>
    }
}
