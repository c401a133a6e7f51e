//! Months that go by until something asks.

use engine::expedition::monitor::{Alarm, MonitorReport};
use engine::expedition::plan::today;
use engine::expedition::report::Report;
use engine::expedition::stage::Stage;
use engine::expedition::{Month, Task};
use full_loop::state::{Action, Effect, Message, Shelve, State, update};
use full_loop::worker::protocol::Event;

use super::{answer, asked, hear, ready, ready_for};

/// What the Monitor room shows of the record as it stands.
fn monitor(state: &State, asks: Option<Alarm>) -> Report {
    let next = today(&state.record);
    Report::Monitor(MonitorReport {
        task: Task::Binary,
        months: Vec::new(),
        cost: 0.0,
        cost_nothing: 0.0,
        cost_rule: 0.0,
        cost_first: 0.0,
        cost_knew: 0.0,
        asks,
        next: (next <= state.record.world.last()).then_some(next),
        windows: Vec::new(),
        versions: Vec::new(),
        policies: Vec::new(),
    })
}

fn alarm() -> Option<Alarm> {
    Some(Alarm::WorseThanNothing { cost: 2.0, nothing: 1.0 })
}

/// A page in the Monitor room that lives on, its first month under way.
fn living() -> State {
    let (mut state, _) = ready();
    update(&mut state, Action::Go(Stage::Monitor));
    let (reports, _) = asked(&update(&mut state, Action::LiveOn));
    assert_eq!(reports.len(), 1);
    assert_eq!((state.living, lived(&state)), (true, 1));
    state
}

fn lived(state: &State) -> usize {
    state.record.lived().len()
}

fn quiet(state: &mut State) -> Vec<Effect> {
    let report = monitor(state, None);
    answer(state, report)
}

#[test]
fn it_stops_when_something_asks() {
    let mut state = living();
    for month in 2..=4 {
        let effects = quiet(&mut state);
        assert_eq!((lived(&state), asked(&effects).0.len()), (month, 1));
        assert!(effects.contains(&Effect::Save));
    }
    let report = monitor(&state, alarm());
    let effects = answer(&mut state, report);
    assert_eq!((state.living, lived(&state)), (false, 4));
    assert_eq!(asked(&effects).0, []);
    assert!(state.fresh(Stage::Monitor).is_some());
}

#[test]
fn it_stops_with_the_year() {
    let mut state = living();
    let mut told = Vec::new();
    while state.living {
        told.extend(quiet(&mut state).into_iter().filter(|e| matches!(e, Effect::Tell(_))));
        assert!(lived(&state) <= 9);
    }
    assert_eq!(lived(&state), 9);
    assert_eq!(told, [Effect::Tell(Message::Done { what: "year", lap: 1 })]);
    update(&mut state, Action::LiveMonth);
    update(&mut state, Action::LiveOn);
    assert_eq!((lived(&state), state.living), (9, false), "there is no month left");
}

#[test]
fn it_stops_when_the_learner_does_something_else() {
    for action in
        [Action::StopLiving, Action::Cancel, Action::Undo, Action::Go(Stage::Data), Shelve::Reset.into()]
    {
        let mut state = living();
        update(&mut state, action.clone());
        assert!(!state.living, "{action:?}");
    }
    let mut state = living();
    update(&mut state, Action::Arrive(Stage::Data));
    assert!(!state.living, "the browser's back button leaves the room as a click does");
}

#[test]
fn it_stops_when_the_engine_refuses() {
    let mut state = living();
    let id = state.asked.as_ref().map(|a| a.id);
    hear(&mut state, Event::Refused { id, error: engine::error::EngineError::NoFeatures });
    assert_eq!((state.living, lived(&state)), (false, 1));
}

#[test]
fn a_single_month_stays_single() {
    let (mut state, _) = ready();
    update(&mut state, Action::Go(Stage::Monitor));
    update(&mut state, Action::LiveMonth);
    quiet(&mut state);
    assert_eq!((lived(&state), state.living), (1, false));
    let first = state.record.lived()[0].0;
    assert_eq!(first, Month::new(2013, 4));
}

#[test]
fn a_dead_worker_does_not_lose_a_month() {
    let mut state = living();
    quiet(&mut state);
    update(&mut state, Action::WorkerDied);
    assert_eq!(lived(&state), 2);
    assert_eq!(asked(&ready_for(&mut state)).0.len(), 1);
    quiet(&mut state);
    assert_eq!((state.living, lived(&state)), (true, 3), "it goes on where it was");
}
