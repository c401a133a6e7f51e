//! Keep it, share it: a file out, a file in, print, undo and redo, begin anew.

use yew::prelude::*;

use crate::rooms::words::Words;
use crate::shared::Shared;
use crate::state::{Action, State};
use crate::widgets::{Dialog, FileButton, FileProblem, NoticeKind, Picked, dismissible, print_button};

/// The largest expedition file that is read: far above any that this page writes.
const MOST_BYTES: u64 = 20_000_000;

/// What the panel is given.
#[derive(Clone, PartialEq, Properties)]
pub struct KeepProps {
    /// What the page knows.
    pub state: Shared<State>,
    /// Where the learner's doing goes.
    pub act: Callback<Action>,
    /// The words.
    pub words: Words,
    /// A seed for a new expedition.
    pub fresh_seed: Callback<(), u64>,
}

/// The buttons.
#[component]
pub fn Keep(props: &KeepProps) -> Html {
    let asking = use_state(|| false);
    let failed = use_state(|| None::<String>);
    let (words, record) = (&props.words, &props.state.record);
    let set = |open: bool| {
        let asking = asking.clone();
        Callback::from(move |()| asking.set(open))
    };
    let export = props.act.reform(|_: MouseEvent| Action::Export);
    let fail = {
        let (failed, words) = (failed.clone(), words.clone());
        Callback::from(move |(key, name): (&str, String)| {
            failed.set(Some(words.fill(key, &[("name", name)])))
        })
    };
    let onpick = {
        let (act, failed, fail) = (props.act.clone(), failed.clone(), fail.clone());
        Callback::from(move |file: Picked| match file.text() {
            Some(text) => {
                failed.set(None);
                act.emit(Action::Import(text.to_owned()));
            }
            None => fail.emit(("journal.import.not_text", file.name)),
        })
    };
    let onfail = fail.reform(|problem: FileProblem| match problem {
        FileProblem::TooLarge { name, .. } => ("journal.import.too_large", name),
        FileProblem::Unreadable { name } => ("journal.import.unreadable", name),
    });
    let reset = {
        let (act, seed, asking) = (props.act.clone(), props.fresh_seed.clone(), asking.clone());
        Callback::from(move |_: MouseEvent| {
            asking.set(false);
            act.emit(Action::Reset(seed.emit(())));
        })
    };
    let dismiss = {
        let failed = failed.clone();
        Callback::from(move |()| failed.set(None))
    };
    let empty = record.entries.is_empty();
    html! {
        <section class="panel" aria-labelledby="keep-heading">
            <h2 id="keep-heading">{ words.say("journal.keep") }</h2>
            { words.prose("journal.keep.about", &[]) }
            if let Some(problem) = &*failed {
                { dismissible(
                    NoticeKind::Harm, html! { <p>{ problem.clone() }</p> }, words.attr("page.dismiss"), dismiss,
                ) }
            }
            <div class="acts">
                <button type="button" class="or" disabled={empty} onclick={export.clone()}>
                    { words.say("journal.export") }
                </button>
                <FileButton label={words.attr("journal.import")} accept=".json,application/json"
                    max_bytes={MOST_BYTES} {onpick} {onfail} />
                { print_button(words.attr("journal.print")) }
                <p class="why">{ words.say("journal.import.about") }</p>
            </div>
            <div class="acts">
                <button type="button" class="quiet" disabled={record.undoable().is_none()}
                    onclick={props.act.reform(|_: MouseEvent| Action::Undo)}>{ words.say("journal.undo") }</button>
                <button type="button" class="quiet" disabled={record.redoable().is_none()}
                    onclick={props.act.reform(|_: MouseEvent| Action::Redo)}>{ words.say("journal.redo") }</button>
                <button type="button" class="quiet" disabled={empty} onclick={set(true).reform(|_: MouseEvent| ())}>
                    { words.say("journal.reset") }
                </button>
                <p class="why">{ words.say("journal.undo.about") }</p>
            </div>
            <Dialog open={*asking} title={words.attr("journal.reset.title")} close={words.attr("journal.reset.keep")}
                onclose={set(false)} acts={html! {
                    <>
                        <button type="button" class="do" onclick={export}>{ words.say("journal.reset.save") }</button>
                        <button type="button" class="or" onclick={reset}>{ words.say("journal.reset.do") }</button>
                    </>
                }}>
                { words.prose("journal.reset.about", &[]) }
            </Dialog>
        </section>
    }
}
