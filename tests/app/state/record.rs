//! The record under the learner's hands: undo, files, storage.

use engine::error::EngineError;
use engine::expedition::record::{Choice, Ending, Fact, Record, SCHEMA};
use engine::expedition::stage::Stage;
use engine::expedition::{ModelSpec, WorldId, keys, versions};
use full_loop::state::{About, Action, Effect, Message, Saved, Shelve, State, stored, update};

use super::{asked, count, frame_with, ready, recipe, was_saved};

fn run() -> Choice {
    Choice::Run { spec: ModelSpec::Majority }
}

fn is_peek(fact: &Fact) -> bool {
    matches!(fact, Fact::Peeked { .. })
}

fn is_prediction(fact: &Fact) -> bool {
    matches!(fact, Fact::Committed { .. })
}

fn abouts(state: &State) -> Vec<About> {
    state.notices.iter().map(|n| n.about.clone()).collect()
}

/// A page with a run whose test rows were opened.
fn opened() -> State {
    let (mut state, _) = ready();
    update(&mut state, Action::Choose(recipe()));
    update(&mut state, Action::Choose(run()));
    let effects =
        update(&mut state, Action::OpenTest { magnitude: 0.4, confidence: 0.75, because: "so".into() });
    assert!(effects.contains(&Effect::Save));
    state
}

#[test]
fn undo_never_unpeeks() {
    let mut state = opened();
    let peeks = |state: &State| keys::peeks(&state.record, &state.plan()).unwrap();
    assert_eq!(
        (count(&state.record, is_peek), count(&state.record, is_prediction), peeks(&state)),
        (1, 1, 1)
    );
    update(&mut state, Action::Undo);
    update(&mut state, Action::Undo);
    assert_eq!(state.record.cursor, None);
    assert_eq!((count(&state.record, is_peek), count(&state.record, is_prediction)), (1, 1));
    update(&mut state, Action::Choose(recipe()));
    update(&mut state, Action::Choose(run()));
    assert_eq!(peeks(&state), 1, "the same rows on another branch");
    let entries = state.record.entries.len();
    update(&mut state, Action::Undo);
    update(&mut state, Action::Redo);
    assert_eq!(state.record.entries.len(), entries, "undo and redo move a cursor");
}

#[test]
fn the_prediction_stands_before_the_peek() {
    let state = opened();
    let facts: Vec<bool> = state.record.facts().map(|(_, _, fact)| is_peek(fact)).collect();
    assert_eq!(facts, [false, true]);
    assert_eq!(keys::opened(&state.record, &state.plan()), Ok(true));
}

#[test]
fn a_reason_is_kept_with_its_choice_and_an_empty_one_is_not() {
    let (mut state, _) = ready();
    update(&mut state, Action::ChooseBecause(recipe(), "known in time".into()));
    let about = state.record.cursor.unwrap();
    let reason = Fact::Reason { about, text: "known in time".into() };
    assert_eq!(state.record.facts().map(|(_, _, f)| f.clone()).collect::<Vec<_>>(), [reason]);
    update(&mut state, Action::ChooseBecause(run(), "  ".into()));
    assert_eq!(state.record.facts().count(), 1);
}

#[test]
fn going_live_is_told_to_the_page_around() {
    let mut state = opened();
    update(&mut state, Action::Choose(Choice::Gate { ending: Ending::Ship }));
    let effects = update(&mut state, Action::Choose(Choice::GoLive));
    assert!(effects.contains(&Effect::Tell(Message::Done { what: "lap", lap: 1 })));
}

#[test]
fn a_broken_or_newer_file_leaves_the_record_untouched() {
    let newer = format!(r#"{{ "schema": {}, "more": 1 }}"#, SCHEMA + 1);
    let good = versions::save(&Record::new(WorldId::Flights, 9)).unwrap();
    for text in ["", "no file at all", "{", &newer, &good[..good.len() / 2], "[1, 2]"] {
        let mut state = opened();
        let (before, route, saved) = (state.record.clone(), state.route.clone(), state.saved.clone());
        let error = versions::open(text).unwrap_err();
        let effects = update(&mut state, Action::Import(text.into()));
        assert_eq!(effects, [], "{text}: nothing is saved, nothing asked");
        assert_eq!((&state.record, &state.route, &state.saved), (&before, &route, &saved), "{text}");
        assert_eq!(abouts(&state), [About::NotImported(error)]);
        update(&mut state, Action::Import(text.into()));
        assert_eq!(state.notices.len(), 1, "said once");
    }
    let refused = versions::open(&newer).unwrap_err();
    assert_eq!(refused, EngineError::NewerRecord { found: SCHEMA + 1, supported: SCHEMA });
}

#[test]
fn what_is_exported_can_be_imported() {
    let mut first = opened();
    let exported = update(&mut first, Shelve::Export(stored::FIRST.into()).into());
    let [Effect::Download { name, text }] = &exported[..] else { panic!("{exported:?}") };
    assert_eq!(name, "expedition.fullloop.json");
    let (mut second, _) = ready();
    let effects = update(&mut second, Action::Import(text.clone()));
    assert_eq!((&second.record, second.route.stage), (&first.record, Stage::Journal));
    assert_eq!(abouts(&second), [About::Imported]);
    assert!(effects.contains(&Effect::Save));
    assert_eq!(asked(&effects).0.iter().map(|(_, stage)| *stage).collect::<Vec<_>>(), [Stage::Journal]);
}

#[test]
fn it_is_always_said_whether_the_record_is_kept() {
    let (mut state, _) = ready();
    assert_eq!(state.saved, Saved::Nothing);
    let effects = update(&mut state, Action::Choose(frame_with(0.3)));
    assert_eq!((state.saved.clone(), effects.contains(&Effect::Save)), (Saved::Saving, true));
    for saved in [Saved::Saved, Saved::Full, Saved::Forbidden] {
        assert_eq!(was_saved(&mut state, saved.clone()), []);
        assert_eq!(state.saved, saved);
        assert!(update(&mut state, Action::Choose(run())).contains(&Effect::Save));
    }
    let export = Shelve::Export(state.open.clone()).into();
    let looking = [Action::Go(Stage::Data), Action::Arrive(Stage::Frame), export, Action::Dismiss(9)];
    for action in looking {
        assert!(
            !update(&mut state, action.clone()).contains(&Effect::Save),
            "{action:?} changes nothing to be kept"
        );
    }
}
