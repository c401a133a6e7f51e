//! An expedition that another version of the engine made: said, compared, never written over.

use engine::expedition::journal::JournalReport;
use engine::expedition::monitor::MonitorReport;
use engine::expedition::record::{Fact, Record};
use engine::expedition::report::Report;
use engine::expedition::seen::{ENGINE, Seen};
use engine::expedition::stage::Stage;
use engine::expedition::{Task, WorldId, versions};
use full_loop::route::Route;
use full_loop::state::{About, Action, Effect, Saved, Shelve, State, stored, update};
use full_loop::worker::protocol::Event;

use super::{act, answer, found, frame_with, hear, ready};

fn other() -> Record {
    let text = include_str!("../../engine/expeditions/v1-other-engine.fullloop.json");
    versions::open(text).unwrap()
}

fn abouts(state: &State) -> Vec<About> {
    state.notices.iter().map(|n| n.about.clone()).collect()
}

/// What the Journal shows, with this number of an entry.
fn journal(entry: u32, number: f64) -> Report {
    let year = MonitorReport {
        task: Task::Binary,
        months: Vec::new(),
        cost: 0.0,
        cost_nothing: 0.0,
        cost_rule: 0.0,
        cost_first: 0.0,
        cost_knew: 0.0,
        asks: None,
        next: None,
        windows: Vec::new(),
        versions: Vec::new(),
        policies: Vec::new(),
    };
    Report::Journal(JournalReport {
        fingerprint: "f".repeat(16),
        predictions: Vec::new(),
        missed: None,
        worst: None,
        year,
        peeks: 0,
        numbers: vec![(entry, number)],
        elsewhere: Vec::new(),
    })
}

#[test]
fn it_is_said_when_it_is_opened() {
    let said = About::OtherEngine("0.0.9".into());
    let (mut state, _) = ready();
    update(&mut state, Action::Import(versions::save(&other()).unwrap()));
    assert_eq!(abouts(&state), [About::Imported, said.clone()]);

    let mut state = State::new(Record::new(WorldId::Flights, 7), Route::default());
    update(&mut state, found(&other()));
    assert_eq!(abouts(&state), [About::Resumed, said]);

    let mut own = Record::new(WorldId::Flights, 7);
    own.choose(frame_with(0.3));
    update(&mut state, Action::Import(versions::save(&own).unwrap()));
    assert_eq!(state.record.engine, ENGINE);
    assert_eq!(abouts(&state), [About::Imported], "of this engine nothing is said, and no more of the other");

    let mut state = State::new(Record::new(WorldId::Flights, 7), Route::default());
    let empty = Record { engine: "0.0.9".into(), ..Record::new(WorldId::Flights, 8) };
    update(&mut state, found(&empty));
    assert_eq!((abouts(&state), state.record.engine.as_str()), (vec![], ENGINE), "nothing was made yet");
}

#[test]
fn its_numbers_stay_and_these_are_noted_beside() {
    let (mut state, _) = ready();
    update(&mut state, Action::Import(versions::save(&other()).unwrap()));
    update(&mut state, Action::WasSaved(stored::FIRST.into(), Saved::Saved));
    let effects = answer(&mut state, journal(14, 469_398.0));
    assert!(effects.contains(&Effect::Save) && state.saved == Saved::Saving);
    let [left, own] = &state.record.seen[..] else { panic!("{:?}", state.record.seen) };
    assert_eq!(left, &other().seen[0], "the other's numbers are what they were");
    assert_eq!((own.engine.as_str(), &own.numbers), (ENGINE, &vec![(14, 469_398.0)]));
    assert_eq!((state.record.engine.as_str(), state.fresh(Stage::Journal).is_some()), ("0.0.9", true));

    let exported = act(&mut state, |state| Shelve::Export(state.open.clone()).into());
    let [Effect::Download { text, .. }] = &exported[..] else { panic!("{exported:?}") };
    let (mut again, _) = ready();
    update(&mut again, Action::Import(text.clone()));
    assert_eq!(again.record, state.record);
    assert_eq!(abouts(&again), [About::Imported], "this engine has been here since");
}

#[test]
fn only_what_answers_to_the_record_as_it_stands_is_noted() {
    let (mut state, _) = ready();
    update(&mut state, Action::Choose(frame_with(0.3)));
    update(&mut state, Action::Go(Stage::Journal));
    let asked = state.asked.clone().unwrap();
    state.record.happen(Fact::Reason { about: 0, text: "so".into() });
    update(&mut state, Action::Choose(frame_with(0.4)));
    let late = Event::Report { id: asked.id, key: asked.key, report: Box::new(journal(0, 1.0)) };
    let effects = hear(&mut state, late);
    assert_eq!((state.record.seen.clone(), effects.contains(&Effect::Save)), (Vec::<Seen>::new(), false));
    answer(&mut state, journal(0, 2.0));
    assert_eq!(state.record.seen[0].numbers, [(0, 2.0)]);
}
