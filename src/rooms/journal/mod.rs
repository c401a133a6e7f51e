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

mod effort;
mod engines;
mod keep;
mod lessons;
mod story;
mod tables;

use effort::Effort;
use keep::Keep;

/// What this room is given.
#[derive(Properties, Clone, PartialEq)]
pub struct JournalProps {
    /// What every room is given.
    pub room: RoomProps,
    /// A seed for a new expedition.
    pub fresh_seed: Callback<(), u64>,
}

/// The room.
#[component]
pub fn JournalRoom(props: &JournalProps) -> Html {
    let JournalProps { room, fresh_seed } = props.clone();
    let RoomProps { state, act, texts } = room.clone();
    let words = use_words(&texts);
    let record = &state.record;
    let held = state.fresh(Stage::Journal).cloned();
    let report = held.as_ref().and_then(|report| match &**report {
        Report::Journal(report) => Some(report),
        _ => None,
    });
    let over = today(record) > record.world.last();
    let title = match (record.entries.is_empty(), over) {
        (true, _) => "journal.title.empty",
        (false, true) => "journal.title.over",
        (false, false) => "journal.title",
    };
    html! {
        <>
            <h1 tabindex="-1" id="room-heading">{ words.say(title) }</h1>
            <div class="lead">{ lead(&words, &state, report) }</div>
            { next(&words, &state, &act) }
            if !record.entries.is_empty() {
                { story::panel(&words, record, report) }
            }
            { standing(&room, Stage::Journal) }
            if let Some(report) = report.filter(|_| !record.entries.is_empty()) {
                { lessons::panel(&words, record, report) }
                { tables::panel(&words, record, report) }
                <Effort ..room.clone() />
                { fingerprint(&words, &state, report) }
            }
            <Keep {state} {act} {words} {fresh_seed} />
        </>
    }
}

fn lead(words: &Words, state: &State, report: Option<&JournalReport>) -> Html {
    let record = &state.record;
    if record.entries.is_empty() {
        return words.prose("journal.lead.empty", &[]);
    }
    // Zero is a form of its own: no language counts "0 months" well.
    let count = |key: &str, n: u32| match n {
        0 => words.say(&format!("{key}.zero")),
        n => words.count(key, n, &[]),
    };
    let year = report.map(|report| &report.year).filter(|year| !year.months.is_empty());
    html! {
        <>
            { words.prose("journal.lead", &[
                ("choices", count("journal.choices", record.path(record.cursor).len() as u32)),
                ("months", count("journal.months_lived", record.lived().len() as u32)),
            ]) }
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
