//! What stood around the room before the page was loaded again is asked for again, once the room is answered.

use engine::error::EngineError;
use engine::expedition::record::{Fact, Record};
use engine::expedition::stage::Stage;
use engine::expedition::{WorldId, dials};
use full_loop::route::Route;
use full_loop::state::{Action, State, update};
use full_loop::worker::protocol::Event;

use super::{answer, asked, found, frame_report, frame_with, hear, ready_for, recipe};

/// A page that is loaded again in the Data room of an expedition; what its room is answered with, and what is asked then.
fn reloaded(record: &Record) -> (State, Vec<Stage>) {
    let route = Route { stage: Stage::Data, ..Route::default() };
    let mut state = State::new(Record::new(WorldId::Flights, 7), route);
    update(&mut state, found(record));
    ready_for(&mut state);
    let then = refused(&mut state);
    (state, then)
}

/// What is under way is refused; what is asked for next.
fn refused(state: &mut State) -> Vec<Stage> {
    let id = state.asked.as_ref().unwrap().id;
    let effects = hear(state, Event::Refused { id: Some(id), error: EngineError::NoFeatures });
    asked(&effects).0.into_iter().map(|(_, stage)| stage).collect()
}

fn framed() -> Record {
    let mut record = Record::new(WorldId::Flights, 7);
    record.choose(frame_with(0.3));
    record.choose(recipe());
    record
}

#[test]
fn the_header_counts_again_after_a_reload() {
    let (mut state, then) = reloaded(&framed());
    assert_eq!(then, [Stage::Frame]);
    // How far it is cancels nothing.
    let id = state.asked.as_ref().unwrap().id;
    let (reports, cancelled) = asked(&hear(&mut state, Event::Progress { id, progress: None }));
    assert!(reports.is_empty() && cancelled.is_empty());
    answer(&mut state, frame_report());
    assert!(state.held(Stage::Frame).is_some() && state.asked.is_none());
}

#[test]
fn the_room_comes_before_what_stands_around_it() {
    let (mut state, _) = reloaded(&framed());
    let (reports, cancelled) = asked(&update(&mut state, Action::Go(Stage::Train)));
    assert_eq!((reports.len(), reports[0].1, cancelled.len()), (1, Stage::Train, 1));
}

#[test]
fn nothing_is_asked_for_that_was_never_shown_or_was_refused() {
    let mut wish = Record::new(WorldId::Flights, 7);
    wish.happen(Fact::Answered { what: "action".into(), answer: "desk".into() });
    assert_eq!(reloaded(&wish).1, []);
    let (mut state, _) = reloaded(&framed());
    assert_eq!(refused(&mut state), [], "the test set is sealed, and Frame is not asked twice");
}

#[test]
fn an_opened_test_set_is_told_of_again() {
    let mut record = framed();
    let spec = dials::offered(dials::families(record.world.target().task)[0]);
    record.choose(engine::expedition::record::Choice::Run { spec });
    let plan = engine::expedition::plan::Plan::of(&record);
    let (test, candidate) = (plan.test_key().unwrap(), plan.candidate_key().unwrap());
    record.happen(Fact::Peeked { test, candidate });
    let (mut state, then) = reloaded(&record);
    assert_eq!(then, [Stage::Frame]);
    assert_eq!(refused(&mut state), [Stage::Evaluate]);
}
