//! Several expeditions on one machine, in one tab and in two: nothing is ever lost.

use engine::expedition::record::{Choice, Record};
use engine::expedition::stage::Stage;
use engine::expedition::{ModelSpec, WorldId, versions};
use full_loop::route::Route;
use full_loop::state::stored::{FIRST, Value, read};
use full_loop::state::{About, Action, Effect, Keep, Saved, Shelve, State, Stored, update};

use super::{act, found, frame_with, ready, recipe, was_saved};

fn record(choices: u32) -> Record {
    let mut record = Record::new(WorldId::Flights, 7);
    for _ in 0..choices {
        record.choose(Choice::Run { spec: ModelSpec::Majority });
    }
    record
}

fn text(record: &Record) -> String {
    versions::save(record).unwrap()
}

fn stored(id: &str, record: &Record, changed: f64) -> Stored {
    Stored { id: id.into(), text: text(record), changed: Some(changed), deleted: false }
}

fn fresh(route: Route) -> State {
    let mut state = State::new(Record::new(WorldId::Flights, 7), route);
    state.chance = 0x00ff_00ff_00ff_00ff;
    state
}

fn plain() -> State {
    fresh(Route::default())
}

fn abouts(state: &State) -> Vec<About> {
    state.notices.iter().map(|n| n.about.clone()).collect()
}

fn keeps(effects: &[Effect]) -> Vec<Keep> {
    let keep = |effect: &Effect| match effect {
        Effect::Shelf(keep) => Some(keep.clone()),
        _ => None,
    };
    effects.iter().filter_map(keep).collect()
}

/// The open one was kept.
fn saved(state: &mut State) {
    was_saved(state, Saved::Saved);
}

/// All that storage would hold, had it done what it was told: the open one and the shelf.
fn storage(state: &State) -> Vec<Stored> {
    let open = stored(&state.open, &state.record, state.changed.unwrap_or_default());
    let open = Some(open).filter(|_| !state.record.entries.is_empty());
    open.into_iter().chain(state.shelf.iter().map(|e| e.stored.clone())).collect()
}

fn ids(state: &State) -> Vec<&str> {
    state.shelf.iter().map(|e| e.stored.id.as_str()).collect()
}

#[test]
fn the_form_of_the_first_days_is_read_and_what_stands_beside_it_too() {
    let put = |key: &str, value: &str| (key.to_string(), Value::Text(value.into()));
    let old = [put("current", "a"), put("seed-000000000000002a", "b"), put("current-unreadable", "c")];
    let (all, last) = read(&old);
    assert_eq!(all.len(), 3);
    assert!(last.is_none() && all.iter().all(|s| s.changed.is_none() && !s.deleted));
    let time = |key: &str| (key.to_string(), Value::Time(5.0));
    let new = [put("last:", "x"), put("x", "t"), time("changed:x"), time("deleted:x"), time("changed:gone")];
    let (all, last) = read(&new);
    let x = Stored { id: "x".into(), text: "t".into(), changed: Some(5.0), deleted: true };
    assert_eq!((all, last.as_deref()), (vec![x], Some("x")));
}

#[test]
fn what_was_kept_is_opened_unless_the_learner_has_begun() {
    let kept = record(3);
    let mut state = plain();
    update(&mut state, found(&kept));
    assert_eq!((&state.record, &state.saved, abouts(&state)), (&kept, &Saved::Saved, vec![About::Resumed]));
    assert_eq!((state.open.as_str(), state.shelf.len()), (FIRST, 0));

    let (mut begun, _) = ready();
    update(&mut begun, Action::Choose(frame_with(0.25)));
    let own = begun.record.clone();
    update(&mut begun, found(&kept));
    assert_eq!((&begun.record, abouts(&begun)), (&own, vec![]));
    assert_ne!(begun.open, FIRST, "what was found is not written over");
    assert_eq!((ids(&begun), text(&kept)), (vec![FIRST], begun.shelf[0].stored.text.clone()));

    let mut state = plain();
    update(&mut state, found(&record(0)));
    assert_eq!(abouts(&state), [], "an empty one is nothing to speak of");
}

#[test]
fn each_tab_and_each_link_opens_its_own() {
    let all = || {
        vec![
            stored("a", &record(1), 5.0),
            stored(FIRST, &record(2), 9.0),
            stored("seed-000000000000002a", &record(3), 99.0),
        ]
    };
    let opened = |mut state: State, last: Option<&str>| {
        update(&mut state, Action::Found(all(), last.map(String::from)));
        (state.open.clone(), state.shelf.len())
    };
    assert_eq!(opened(plain(), Some("a")), ("a".into(), 2), "the last one");
    assert_eq!(opened(plain(), None), (FIRST.into(), 2), "the first one");
    assert_eq!(opened(plain(), Some("gone")), (FIRST.into(), 2));
    let seed = |seed| fresh(Route { seed: Some(seed), ..Route::default() });
    assert_eq!(opened(seed(0x2a), Some("a")), ("seed-000000000000002a".into(), 2), "what the link says");
    assert_eq!(
        opened(seed(0x2b), Some("a")),
        ("seed-000000000000002b".into(), 3),
        "a new one for a new link"
    );
    let mut only = plain();
    let linked = vec![stored("b", &record(1), 1.0), stored("c", &record(1), 2.0)];
    update(&mut only, Action::Found(linked, None));
    assert_eq!(only.open, "c", "the one changed last");
}

#[test]
fn what_cannot_be_read_stays_where_it_is() {
    let mut state = plain();
    let broken = Stored { id: FIRST.into(), text: "{".into(), changed: None, deleted: false };
    update(&mut state, Action::Found(vec![broken], None));
    let error = versions::open("{").unwrap_err();
    assert_eq!(abouts(&state), [About::Unreadable(error.clone())]);
    assert!(state.record.entries.is_empty() && state.open != FIRST);
    assert_eq!(state.shelf[0].record, Err(error));
    let effects = update(&mut state, Action::ExportSetAside);
    assert!(matches!(&effects[..], [Effect::Download { text, .. }] if text == "{"));
    update(&mut state, Action::Choose(frame_with(0.3)));
    assert_eq!(state.shelf[0].stored.text, "{");
}

#[test]
fn a_new_one_leaves_the_open_one_on_the_shelf() {
    let mut state = plain();
    update(&mut state, found(&record(2)));
    let before = state.record.clone();
    let effects = update(&mut state, Shelve::New("Second".into(), WorldId::Flights).into());
    assert_eq!((state.record.name.as_str(), state.record.entries.len()), ("Second", 0));
    assert_ne!((&state.record.seed, state.open.as_str()), (&before.seed, FIRST));
    assert_eq!((ids(&state), state.route.stage), (vec![FIRST], Stage::Frame));
    assert!(
        effects.contains(&Effect::Save) && keeps(&effects).contains(&Keep::Opened(state.open.clone(), None))
    );
    saved(&mut state);

    // Opened again as storage has it now: another tab went on with it.
    let further = record(5);
    let open = update(&mut state, Shelve::Open(FIRST.into()).into());
    assert_eq!(keeps(&open), [Keep::Look]);
    update(&mut state, Action::Choose(frame_with(0.3)));
    saved(&mut state);
    let mut there = storage(&state);
    there.retain(|s| s.id != FIRST);
    there.push(stored(FIRST, &further, 3.0));
    let second = state.open.clone();
    let effects = update(&mut state, Action::Found(there, None));
    assert_eq!((&state.record, state.open.as_str()), (&further, FIRST));
    assert_eq!(ids(&state), [second.as_str()]);
    assert!(keeps(&effects).contains(&Keep::Opened(FIRST.into(), Some(text(&further)))));
}

#[test]
fn a_link_with_a_seed_is_left_when_another_is_opened() {
    let mut state = fresh(Route { seed: Some(1), ..Route::default() });
    update(&mut state, Action::Found(Vec::new(), None));
    update(&mut state, Action::Choose(frame_with(0.3)));
    let effects = update(&mut state, Shelve::New("Own".into(), WorldId::Flights).into());
    assert!(state.route.seed.is_none() && effects.contains(&Effect::Address { push: false }));
    assert_eq!(ids(&state), ["seed-0000000000000001"]);
}

#[test]
fn a_file_is_opened_beside_what_is_there() {
    let mut state = plain();
    update(&mut state, found(&record(2)));
    update(&mut state, Action::Import(text(&record(4))));
    assert_eq!((state.record.entries.len(), ids(&state)), (4, vec![FIRST]));
    let mut empty = plain();
    update(&mut empty, Action::Found(Vec::new(), None));
    let effects = update(&mut empty, Action::Import(text(&record(4))));
    assert_eq!((empty.open.as_str(), empty.shelf.len()), (FIRST, 0), "nothing was there");
    assert_eq!(keeps(&effects), [Keep::Opened(FIRST.into(), None)], "and it is what a reload opens");
}

#[test]
fn what_is_begun_before_storage_answers_is_what_a_reload_opens() {
    let kept = || vec![stored("a", &record(1), 5.0), stored(FIRST, &record(2), 9.0)];
    for early in [Action::Import(text(&record(4))), Action::Choose(frame_with(0.3))] {
        let mut state = plain();
        update(&mut state, early);
        let begun = state.record.entries.clone();
        let effects = update(&mut state, Action::Found(kept(), Some("a".into())));
        assert_eq!((&state.record.entries, state.shelf.len()), (&begun, 2), "both stand beside it");
        assert_eq!(keeps(&effects), [Keep::Opened(state.open.clone(), None)]);
        assert!(!kept().iter().any(|stored| stored.id == state.open));
    }
}

#[test]
fn a_copy_is_its_own_and_a_name_is_kept() {
    let mut state = plain();
    update(&mut state, found(&record(2)));
    let effects = update(&mut state, Shelve::Duplicate(FIRST.into(), "Copy".into()).into());
    let [Keep::Put(id, kept)] = &keeps(&effects)[..] else { panic!("{effects:?}") };
    let copy = versions::open(kept).unwrap();
    assert_eq!((copy.name.as_str(), copy.entries.len(), ids(&state)), ("Copy", 2, vec![id.as_str()]));
    assert!(state.shelf[0].unsaved);
    update(&mut state, Action::WasSaved(id.clone(), Saved::Saved));
    assert!(!state.shelf[0].unsaved && state.open == FIRST);
    let effects = update(&mut state, Shelve::Rename("x".repeat(99)).into());
    assert!(effects.contains(&Effect::Save) && state.record.name == "x".repeat(60));
    let out = update(&mut state, Shelve::Export(id.clone()).into());
    assert!(matches!(&out[..], [Effect::Download { name, .. }] if name == "Copy.fullloop.json"));
    update(&mut state, Shelve::Rename("a/b: c".into()).into());
    let out = update(&mut state, Shelve::Export(FIRST.into()).into());
    assert!(matches!(&out[..], [Effect::Download { name, .. }] if name == "a-b--c.fullloop.json"));
}

#[test]
fn what_is_deleted_can_be_brought_back_until_it_is_deleted_for_good() {
    let mut state = plain();
    update(
        &mut state,
        Action::Found(vec![stored(FIRST, &record(2), 1.0), stored("a", &record(3), 2.0)], None),
    );
    let effects = update(&mut state, Shelve::Delete("a".into()).into());
    assert_eq!(keeps(&effects), [Keep::Mark("a".into(), true)]);
    assert_eq!(abouts(&state).last(), Some(&About::Deleted("a".into(), None)));
    let effects = update(&mut state, Shelve::Restore("a".into()).into());
    assert_eq!(
        (keeps(&effects), abouts(&state)),
        (vec![Keep::Mark("a".into(), false)], vec![About::Resumed])
    );

    // The open one: the other is opened in its place, and undo opens it again.
    let effects = update(&mut state, Shelve::Delete(FIRST.into()).into());
    assert_eq!((state.open.as_str(), ids(&state)), ("a", vec![FIRST]));
    assert!(state.shelf[0].stored.deleted && keeps(&effects).contains(&Keep::Mark(FIRST.into(), true)));
    assert_eq!(abouts(&state).last(), Some(&About::Deleted(FIRST.into(), Some(false))));
    update(&mut state, Shelve::Open(FIRST.into()).into());
    let there = storage(&state);
    let effects = update(&mut state, Action::Found(there, None));
    assert!(state.open == FIRST && keeps(&effects).contains(&Keep::Mark(FIRST.into(), false)));
    assert!(!abouts(&state).iter().any(|about| matches!(about, About::Deleted(..))));

    update(&mut state, Shelve::Delete("a".into()).into());
    let effects = update(&mut state, Shelve::Remove("a".into()).into());
    assert_eq!((keeps(&effects), state.shelf.len()), (vec![Keep::Remove("a".into())], 0));
    // The last one: an empty one is begun.
    update(&mut state, Shelve::Delete(FIRST.into()).into());
    assert!(state.record.entries.is_empty() && ids(&state) == [FIRST]);
    let effects = act(&mut state, |state| Shelve::Delete(state.open.clone()).into());
    assert_eq!(keeps(&effects), [], "there is nothing to delete");
}

#[test]
fn begun_anew_it_has_its_own_seed_and_no_past_and_the_past_comes_back() {
    let (mut state, _) = ready();
    update(&mut state, Action::Found(Vec::new(), None));
    update(&mut state, Action::Choose(recipe()));
    update(&mut state, Shelve::Rename("Mine".into()).into());
    saved(&mut state);
    let (before, id) = (state.record.clone(), state.open.clone());
    update(&mut state, Action::Go(Stage::Evaluate));
    let effects = update(&mut state, Shelve::Reset.into());
    assert_eq!((state.record.entries.len(), state.record.name.as_str()), (0, "Mine"));
    assert!(state.record.seed != before.seed && state.route.stage == Stage::Frame);
    assert!(effects.contains(&Effect::Save));
    assert_eq!(abouts(&state), [About::Deleted(id.clone(), Some(true))]);
    update(&mut state, Shelve::Open(id.clone()).into());
    let there = storage(&state);
    update(&mut state, Action::Found(there, None));
    assert_eq!((&state.record, &state.open, state.shelf.len()), (&before, &id, 0));
}

#[test]
fn what_another_tab_did_is_shown_if_nothing_here_would_be_lost() {
    let mut state = plain();
    update(&mut state, found(&record(2)));
    let look = update(&mut state, Action::Look);
    assert_eq!(keeps(&look), [Keep::Look]);
    update(&mut state, Action::Found(vec![stored(FIRST, &record(4), 8.0)], None));
    assert_eq!((state.record.entries.len(), state.changed), (4, Some(8.0)));
    assert_eq!(abouts(&state).last(), Some(&About::Elsewhere));
    // A choice that is not kept yet is not given up.
    update(&mut state, Action::Choose(frame_with(0.4)));
    let own = state.record.clone();
    update(&mut state, Action::Found(vec![stored(FIRST, &record(6), 9.0)], None));
    assert_eq!(state.record, own);
    // A file gone from storage is no news: it is kept again with the next choice.
    saved(&mut state);
    update(&mut state, Action::Found(Vec::new(), None));
    assert_eq!(state.record, own);
}

fn clash(state: &mut State, theirs: &Record) -> Vec<Effect> {
    let (id, own, theirs) = (state.open.clone(), text(&state.record), text(theirs));
    update(state, Action::Clash { id, own, theirs, name: "Mine, copy".into() })
}

#[test]
fn two_tabs_at_once_lose_nothing() {
    let mut state = plain();
    update(&mut state, found(&record(2)));
    update(&mut state, Action::Choose(frame_with(0.4)));
    let entries = state.record.entries.clone();
    let effects = clash(&mut state, &record(6));
    assert_eq!((&state.record.entries, state.record.name.as_str()), (&entries, "Mine, copy"));
    assert!(state.open != FIRST && effects.contains(&Effect::Save));
    assert_eq!((ids(&state), state.shelf[0].stored.text.clone()), (vec![FIRST], text(&record(6))));
    assert_eq!(abouts(&state).last(), Some(&About::Copied("Mine, copy".into())));

    // Nothing of the learner's: theirs is shown.
    let mut state = plain();
    update(&mut state, found(&record(2)));
    clash(&mut state, &record(6));
    assert_eq!((state.record.entries.len(), state.open.as_str()), (6, FIRST));
    assert_eq!(abouts(&state).last(), Some(&About::Elsewhere));

    // The learner is in another one by then: what was to be kept gets a place of its own.
    let mut state = plain();
    update(&mut state, found(&record(2)));
    update(&mut state, Action::Choose(frame_with(0.4)));
    let own = text(&state.record);
    update(&mut state, Shelve::New("Second".into(), WorldId::Flights).into());
    let (name, theirs) = ("First, copy".into(), text(&record(6)));
    let effects = update(&mut state, Action::Clash { id: FIRST.into(), own, theirs, name });
    let [Keep::Put(_, copy)] = &keeps(&effects)[..] else { panic!("{effects:?}") };
    assert_eq!(versions::open(copy).unwrap().entries, entries);
    assert_eq!((state.record.name.as_str(), state.shelf.len()), ("Second", 2));
}

#[test]
fn where_nothing_is_kept_the_page_holds_them() {
    for why in [Saved::Forbidden, Saved::Full] {
        let mut state = plain();
        update(&mut state, Action::Found(Vec::new(), None));
        update(&mut state, Action::Choose(frame_with(0.4)));
        was_saved(&mut state, why.clone());
        let first = state.record.clone();
        update(&mut state, Shelve::New("Second".into(), WorldId::Flights).into());
        update(&mut state, Action::Found(Vec::new(), None));
        assert_eq!(ids(&state), [FIRST], "{why:?}: storage knows nothing of it, and it is there");
        let effects = update(&mut state, Shelve::Open(FIRST.into()).into());
        assert_eq!(state.record, first);
        assert!(effects.contains(&Effect::Save), "it is tried again");
    }
    let mut state = plain();
    update(&mut state, Action::Found(vec![stored("a", &record(1), 1.0)], Some(FIRST.into())));
    update(&mut state, Action::Choose(frame_with(0.4)));
    was_saved(&mut state, Saved::Full);
    let out = update(&mut state, Shelve::New("b".into(), WorldId::Flights).into());
    assert!(out.contains(&Effect::Save));
    was_saved(&mut state, Saved::Full);
    let out = update(&mut state, Shelve::Remove("a".into()).into());
    assert!(out.contains(&Effect::Save), "there may be room now");
}
