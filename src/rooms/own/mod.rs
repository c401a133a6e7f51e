//! A file of the learner's own: given, looked at, decided about. It stands in the place of the room until an expedition
//! begins. What is the learner's is shown as it is and never read as a text of ours.

use engine::error::EngineError;
use engine::expedition::own::{Chosen, Draft, LEAST_ROWS, MOST_BYTES, MOST_COLUMNS, MOST_ROWS};
use yew::prelude::*;

use super::RoomProps;
use super::told;
use super::words::Words;
use crate::state::{OwnAct, Refusal, Setup};
use crate::texts::Texts;
use crate::widgets::{
    FileButton, FileProblem, NoticeKind, Picked, TextArea, file_drop, notice, progress_view,
};

mod columns;
mod target;

/// The panel.
pub fn panel(props: &RoomProps) -> Html {
    let words = Words::new(&props.texts);
    let setup = props.state.own.setup.clone().unwrap_or_default();
    let leave = props.act.reform(|_: MouseEvent| OwnAct::Leave.into());
    html! {
        <>
            <h1 tabindex="-1" id="room-heading">{ words.say("own.title") }</h1>
            <div class="lead">{ words.prose("own.lead", &[]) }</div>
            { match (&setup.draft, &setup.chosen) {
                (Some(draft), Some(chosen)) if u64::from(draft.n_rows) >= LEAST_ROWS => {
                    form(props, &words, &setup, draft, chosen)
                }
                (draft, _) => {
                    // Of too few rows nothing need be asked.
                    let few = draft.as_ref().map(|draft| {
                        let found = u64::from(draft.n_rows);
                        Refusal::Engine(EngineError::TooFewRows { what: "own".into(), needed: LEAST_ROWS, found })
                    });
                    let few = few.filter(|_| setup.asked.is_none() && setup.refused.is_none());
                    give(&words, props, html! {
                        <>
                            { stands(props, &words, &setup) }
                            <div aria-live="polite">{ for few.iter().map(|why| refused(&words, why)) }</div>
                        </>
                    })
                }
            } }
            <div class="acts">
                <button type="button" class="or" onclick={leave}>{ words.say("own.leave") }</button>
            </div>
        </>
    }
}

/// Three ways to give a file; `stands` is what came of the one given before.
fn give(words: &Words, props: &RoomProps, stands: Html) -> Html {
    let pasted = props.act.reform(|text: String| {
        let bytes = text.into_bytes();
        match bytes.len() as u64 {
            n if n > MOST_BYTES => OwnAct::NotGiven(Refusal::TooLarge(n)).into(),
            _ => OwnAct::Given("pasted.csv".into(), bytes.into()).into(),
        }
    });
    let limits = [
        ("rows", words.number(MOST_ROWS as f64, 0)),
        ("columns", words.number(MOST_COLUMNS as f64, 0)),
        ("size", megabytes(words, MOST_BYTES)),
    ];
    html! {
        <>
            { pick(words, props) }
            <p class="small soft">{ words.line("own.limits", &limits) }</p>
            { stands }
            <TextArea label={words.attr("own.paste")} done={words.attr("own.paste.done")} onsubmit={pasted} />
        </>
    }
}

/// A file by its name or by dropping it.
fn pick(words: &Words, props: &RoomProps) -> Html {
    let onpick = props.act.reform(|picked: Picked| OwnAct::Given(picked.name, picked.bytes.into()).into());
    let onfail = props.act.reform(|problem: FileProblem| {
        OwnAct::NotGiven(match problem {
            FileProblem::TooLarge { bytes, .. } => Refusal::TooLarge(bytes),
            FileProblem::Unreadable { .. } => Refusal::Unreadable,
        })
        .into()
    });
    let inside = html! {
        <>
            <p>{ words.say("own.drop") }</p>
            <FileButton label={words.attr("own.pick")} accept=".csv,.tsv,.txt,text/csv" max_bytes={MOST_BYTES}
                onpick={onpick.clone()} onfail={onfail.clone()} />
        </>
    };
    file_drop(MOST_BYTES, onpick, onfail, inside)
}

fn megabytes(texts: &Texts, bytes: u64) -> String {
    texts.fill("own.megabytes", &[("n", texts.number(bytes as f64 / 1e6, 1))])
}

/// What is under way, or what stands in the way.
fn stands(props: &RoomProps, words: &Words, setup: &Setup) -> Html {
    let asked = setup.asked.as_ref().map(|(_, far)| {
        let (done, says) = told::progress(words, far.as_ref());
        let cancel = props.act.reform(|()| OwnAct::Cancel.into());
        progress_view(words.attr("own.working"), done, &says, vec![(words.attr("page.cancel"), cancel)])
    });
    html! {
        <>
            { for asked }
            <div aria-live="polite">{ for setup.refused.iter().map(|why| refused(words, why)) }</div>
        </>
    }
}

fn refused(words: &Words, refusal: &Refusal) -> Html {
    let says = match refusal {
        Refusal::Engine(error) => told::error(words, error),
        Refusal::TooLarge(found) => {
            let sizes = [("found", megabytes(words, *found)), ("most", megabytes(words, MOST_BYTES))];
            words.fill("own.too_large", &sizes)
        }
        Refusal::Unreadable => words.say("own.unreadable"),
    };
    notice(NoticeKind::Harm, html! { <p>{ words.marked(says) }</p> })
}

/// What is decided about the file, one question after the other.
fn form(props: &RoomProps, words: &Words, setup: &Setup, draft: &Draft, chosen: &Chosen) -> Html {
    let choose = props.act.reform(|chosen: Chosen| OwnAct::Choose(chosen).into());
    let counts = [
        ("rows", words.number(f64::from(draft.n_rows), 0)),
        ("columns", words.number(draft.columns.len() as f64, 0)),
    ];
    let settle = props.act.reform(|_: MouseEvent| OwnAct::Settle.into());
    let again = props.act.reform(|_: MouseEvent| OwnAct::Begin.into());
    html! {
        <>
            <p class="small"><b>{ &setup.file }</b>{ " " }{ words.line("own.found", &counts) }{ " " }
                <button type="button" class="quiet" onclick={again}>{ words.say("own.another") }</button></p>
            { target::panel(words, draft, chosen, &choose) }
            { columns::panel(props, words, draft, chosen, &choose) }
            { target::stakes(words, draft, chosen, &choose) }
            { stands(props, words, setup) }
            <div class="acts">
                <button type="button" class="do" disabled={setup.asked.is_some()} onclick={settle}>
                    { words.say("own.begin") }
                </button>
                <p class="why">{ words.line("own.begin.why", &[]) }</p>
            </div>
        </>
    }
}

/// The file of the open expedition is not here: it is asked for.
pub fn missing(props: &RoomProps) -> Html {
    let words = Words::new(&props.texts);
    let engine::expedition::WorldId::Own(own) = props.state.record.world else { return Html::default() };
    let refused = props.state.own.refused.as_ref().map(|why| match why {
        Refusal::Engine(EngineError::OtherData { .. }) => {
            notice(NoticeKind::Harm, html! { <p>{ words.say("own.other_file") }</p> })
        }
        why => refused(&words, why),
    });
    html! {
        <section class="panel" aria-labelledby="own-missing">
            <h2 id="own-missing">{ words.say("own.missing") }</h2>
            <p><b>{ &own.file }</b></p>
            { words.prose("own.missing.about", &[]) }
            { pick(&words, props) }
            <div aria-live="polite">{ for refused }</div>
        </section>
    }
}
