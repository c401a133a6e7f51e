//! Back and forth: every choice on the way, those that were taken back, and the ways that were left; each can be stood on.

use engine::expedition::record::{EntryId, Record};
use yew::prelude::*;

use super::chosen::sentence;
use crate::rooms::RoomProps;
use crate::rooms::fold::Fold;
use crate::rooms::words::Words;
use crate::state::Action;

/// The panel.
pub fn panel(words: &Words, props: &RoomProps) -> Html {
    let (record, act) = (&props.state.record, &props.act);
    let step = |key: &str, can: bool, action: Action| {
        let onclick = act.reform(move |_: MouseEvent| action.clone());
        html! { <button type="button" class="or" disabled={!can} {onclick}>{ words.say(key) }</button> }
    };
    let ends = record.ends();
    html! {
        <section class="panel screen" aria-labelledby="history-heading">
            <h2 id="history-heading">{ words.say("journal.history") }</h2>
            { words.prose("journal.history.about", &[]) }
            <div class="acts">
                { step("journal.undo", record.undoable().is_some(), Action::Undo) }
                { step("journal.redo", record.redoable().is_some(), Action::Redo) }
            </div>
            <Fold title={words.attr("journal.history.all")}>{ choices(words, record, act) }</Fold>
            if ends.len() > 1 {
                <Fold title={AttrValue::from(words.count("journal.history.ways", ends.len() as u32, &[]))}>
                    { ways(words, record, act, &ends) }
                </Fold>
            }
        </section>
    }
}

/// A line for the choice `id`, with a button that leads there, or the words that one is there.
fn line(
    words: &Words,
    record: &Record,
    act: &Callback<Action>,
    id: EntryId,
    (said, soft): (Html, bool),
    to: String,
) -> Html {
    let onclick = act.reform(move |_: MouseEvent| Action::Stand(Some(id)));
    let here = record.cursor == Some(id);
    html! {
        <li key={id} class={soft.then_some("soft")} aria-current={here.then_some("step")}>
            { said }{ " " }
            if here {
                <b>{ words.say("journal.history.here") }</b>
            } else {
                <button type="button" class="quiet" {onclick}>{ to }</button>
            }
        </li>
    }
}

fn told(words: &Words, record: &Record, id: EntryId) -> Html {
    record.choice(id).map(|choice| sentence(words, record, id, choice)).unwrap_or_default()
}

fn choices(words: &Words, record: &Record, act: &Callback<Action>) -> Html {
    let done = record.path(record.cursor).into_iter().map(|(id, _)| (id, "journal.history.back"));
    let stood = done.len();
    let undone = record.undone().into_iter().map(|id| (id, "journal.history.forth"));
    let one = |(at, (id, key)): (usize, (EntryId, &str))| {
        let to = words.fill(key, &[("n", words.number(at as f64 + 1.0, 0))]);
        line(words, record, act, id, (told(words, record, id), at >= stood), to)
    };
    let start = act.reform(|_: MouseEvent| Action::Stand(None));
    html! {
        <>
            if record.cursor.is_some() {
                <button type="button" class="quiet" onclick={start}>{ words.say("journal.history.start") }</button>
            }
            <ol class="story">{ for done.chain(undone).enumerate().map(one) }</ol>
        </>
    }
}

/// What a way is called: its number, and how long it is.
pub fn way(words: &Words, record: &Record, at: usize, end: EntryId) -> String {
    let choices = record.path(Some(end)).len() as u32;
    words.count("journal.history.way", choices, &[("i", words.number(at as f64 + 1.0, 0))])
}

fn ways(words: &Words, record: &Record, act: &Callback<Action>, ends: &[EntryId]) -> Html {
    let one = |(at, id): (usize, &EntryId)| {
        let said = html! { <>{ way(words, record, at, *id) }{ " " }{ told(words, record, *id) }</> };
        let to = words.fill("journal.history.stand", &[("i", words.number(at as f64 + 1.0, 0))]);
        line(words, record, act, *id, (said, false), to)
    };
    html! { <ul class="plain">{ for ends.iter().enumerate().map(one) }</ul> }
}
