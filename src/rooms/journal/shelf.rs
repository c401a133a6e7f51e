//! Several expeditions: one is open, the others wait. Begin, open, name, copy, delete, bring back; a file out, a file in.

use engine::error::EngineError;
use engine::expedition::WorldId;
use engine::expedition::record::Record;
use engine::expedition::stage::Stage;
use yew::prelude::*;

use crate::rooms::words::Words;
use crate::rooms::{RoomProps, told};
use crate::state::stored::FIRST;
use crate::state::{About, Action, OwnAct, Saved, Shelve, State};
use crate::texts::Texts;
use crate::widgets::{Choice, ChoiceGroup, FileButton, FileProblem, Line, Picked, print_button};

/// The largest expedition file that is read: far above any that this page writes.
const MOST_BYTES: u64 = 20_000_000;

/// What an expedition is called.
#[must_use]
pub fn called(texts: &Texts, id: &str, name: &str) -> String {
    match (name.trim(), id) {
        ("", FIRST) => texts.say("journal.shelf.first"),
        ("", _) => texts.say("journal.shelf.unnamed"),
        (name, _) => name.into(),
    }
}

/// How far it is, in a sentence or two.
pub fn far(words: &Words, record: &Record) -> String {
    let far = record.far();
    // Its months may be another world's years.
    let texts = words.in_world(record.world);
    // Zero is a form of its own: no language counts "0 months" well.
    let count = |key: &str, n: u32| match n {
        0 => texts.say(&format!("{key}.zero")),
        n => texts.count(key, n, &[]),
    };
    let values = [
        ("choices", count("journal.choices", far.choices)),
        ("months", count("journal.months_lived", far.months)),
        ("lap", words.number(f64::from(far.lap), 0)),
        ("stage", words.say(&format!("stage.{}", far.next.word()))),
    ];
    // Where the journal itself comes next, the year is told to its end.
    words.fill(
        if far.next == Stage::Journal { "journal.shelf.far.over" } else { "journal.shelf.far" },
        &values,
    )
}

/// An expedition as it stands in the list.
struct Told<'a> {
    id: &'a str,
    record: Result<&'a Record, &'a EngineError>,
    changed: Option<f64>,
    deleted: bool,
    unsaved: bool,
}

fn lines(state: &State) -> Vec<Told<'_>> {
    let open = Told {
        id: &state.open,
        record: Ok(&state.record),
        changed: state.changed,
        deleted: false,
        unsaved: false,
    };
    let others = state.shelf.iter().map(|e| Told {
        id: &e.stored.id,
        record: e.record.as_ref().map(|record| &**record),
        changed: e.stored.changed,
        deleted: e.stored.deleted,
        unsaved: e.unsaved,
    });
    std::iter::once(open).chain(others).collect()
}

impl Told<'_> {
    fn called(&self, words: &Words) -> String {
        match self.record {
            Ok(record) => called(words, self.id, &record.name),
            Err(_) => words.say("journal.shelf.unreadable"),
        }
    }

    fn says(&self, words: &Words, state: &State) -> String {
        let open = self.id == state.open;
        let far = match self.record {
            Ok(record) => far(words, record),
            Err(error) => told::error(words, error),
        };
        let mut says = Vec::new();
        // Where there are several, whose it is comes first.
        if let Ok(record) = self.record
            && state
                .shelf
                .iter()
                .filter_map(|e| e.record.as_ref().ok())
                .any(|r| r.world != state.record.world)
        {
            says.push(words.fill(
                "journal.shelf.world",
                &[("name", words.say(&format!("expedition.{}", record.world.word())))],
            ));
        }
        says.push(far);
        says.extend(
            self.changed.map(|when| words.fill("journal.shelf.changed", &[("when", words.moment(when))])),
        );
        says.extend(self.deleted.then(|| words.say("journal.shelf.deleted")));
        says.extend(self.unsaved.then(|| words.say("page.saved.forbidden.short")));
        says.extend(open.then(|| words.say("journal.shelf.open_now")));
        says.join(" ")
    }
}

/// The panel; `chosen` is the one that the buttons are about.
pub fn panel(words: &Words, props: &RoomProps, chosen: &UseStateHandle<String>) -> Html {
    let (state, act) = (&props.state, &props.act);
    let lines = lines(state);
    let at = lines.iter().position(|line| line.id == **chosen).unwrap_or(0);
    let line = &lines[at];
    let options = lines
        .iter()
        .map(|line| Choice::new(String::from(line.id), line.called(words), line.says(words, state)));
    let pick = {
        let chosen = chosen.clone();
        Callback::from(move |id: AttrValue| chosen.set(id.to_string()))
    };
    let button = |key: &str, class: &'static str, closed: bool, shelve: Shelve| {
        let onclick = act.reform(move |_: MouseEvent| shelve.clone().into());
        html! { <button type="button" {class} disabled={closed} {onclick}>{ words.say(key) }</button> }
    };
    let id = || String::from(line.id);
    let (is_open, nothing) = (at == 0, line.record.is_ok_and(|record| record.entries.is_empty()));
    let copy = words.fill("journal.shelf.copy", &[("name", line.called(words))]);
    let next = words
        .fill("journal.shelf.name", &[("n", words.number((lines.len() + usize::from(!nothing)) as f64, 0))]);
    html! {
        <section class="panel screen" aria-labelledby="shelf-heading">
            <h2 id="shelf-heading">{ words.say("journal.shelf") }</h2>
            { words.prose("journal.shelf.about", &[]) }
            <ChoiceGroup legend={words.attr("journal.shelf.which")} options={options.collect::<Vec<_>>()}
                chosen={AttrValue::from(id())} onchange={pick} />
            if is_open {
                <Line label={words.attr("journal.shelf.rename")} hint={words.attr(kept(state))}
                    text={state.record.name.clone()} onchange={act.reform(|name| Shelve::Rename(name).into())} />
            }
            <div class="acts">
                if line.deleted {
                    { button("journal.shelf.restore", "do", false, Shelve::Restore(id())) }
                } else if !is_open && line.record.is_ok() {
                    { button("journal.shelf.open", "do", false, Shelve::Open(id())) }
                }
                if line.record.is_ok() && !line.deleted {
                    { button("journal.shelf.duplicate", "or", nothing, Shelve::Duplicate(id(), copy)) }
                }
                { button("journal.export", "or", nothing, Shelve::Export(id())) }
                if is_open {
                    { button("journal.reset", "or", nothing, Shelve::Reset) }
                }
                if line.deleted {
                    { button("journal.shelf.remove", "or", false, Shelve::Remove(id())) }
                } else {
                    { button("journal.shelf.delete", "or", nothing && is_open, Shelve::Delete(id())) }
                }
            </div>
            <h3>{ words.say("journal.shelf.more") }</h3>
            <div class="acts">
                { for WorldId::ALL.into_iter().map(|world| begin(words, act, world, &next)) }
                <button type="button" class="or" onclick={act.reform(|_: MouseEvent| OwnAct::Begin.into())}>
                    { words.fill("journal.shelf.new", &[("name", words.say("expedition.own"))]) }
                </button>
                { import(words, act) }
                { print_button(words.attr("journal.print")) }
                <p class="why">{ words.line("journal.keep.about", &[]) }</p>
            </div>
        </section>
    }
}

/// Begins another in a world.
fn begin(words: &Words, act: &Callback<Action>, world: WorldId, name: &str) -> Html {
    let named = [("name", words.say(&format!("expedition.{}", world.word())))];
    let name = name.to_owned();
    let onclick = act.reform(move |_: MouseEvent| Shelve::New(name.clone(), world).into());
    html! { <button type="button" class="or" {onclick}>{ words.fill("journal.shelf.new", &named) }</button> }
}

/// Whether the open one is kept, and if not, why.
fn kept(state: &State) -> &'static str {
    match state.saved {
        Saved::Nothing => "journal.shelf.nothing",
        Saved::Saving => "page.saved.saving",
        Saved::Saved => "page.saved.saved",
        Saved::Forbidden => "page.saved.forbidden",
        Saved::Full => "page.saved.full",
    }
}

fn import(words: &Words, act: &Callback<Action>) -> Html {
    let onpick = act.reform(|file: Picked| match file.text() {
        Some(text) => Action::Import(text.to_owned()),
        None => Action::Notice(About::BadFile("journal.import.not_text", file.name)),
    });
    let onfail = act.reform(|problem: FileProblem| {
        let (key, name) = match problem {
            FileProblem::TooLarge { name, .. } => ("journal.import.too_large", name),
            FileProblem::Unreadable { name } => ("journal.import.unreadable", name),
        };
        Action::Notice(About::BadFile(key, name))
    });
    html! {
        <FileButton label={words.attr("journal.import")} accept=".json,application/json" max_bytes={MOST_BYTES}
            {onpick} {onfail} />
    }
}
