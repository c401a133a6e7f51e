//! Expeditions in several worlds: the worker opens the world of the one that is open, and answers about no other.

use engine::expedition::WorldId;
use engine::expedition::stage::Stage;
use full_loop::route::{Route, SHIPPED_SEED};
use full_loop::state::stored::FIRST;
use full_loop::state::{Action, Effect, Shelve, State, Trouble, Worker, update};
use full_loop::worker::protocol::{Event, Request};

use super::{frame_with, hear, ready, ready_for};

fn begin(state: &mut State, world: WorldId) -> Vec<Effect> {
    update(state, Shelve::New("Another".into(), world).into())
}

fn asked(effects: &[Effect]) -> Vec<WorldId> {
    let world = |effect: &Effect| match effect {
        Effect::Post(request) => match &**request {
            Request::Report { record, .. } => Some(record.world),
            _ => None,
        },
        _ => None,
    };
    effects.iter().filter_map(world).collect()
}

#[test]
fn another_world_is_opened_before_anything_is_asked() {
    let (mut state, _) = ready();
    update(&mut state, Action::Choose(frame_with(0.3)));
    let effects = begin(&mut state, WorldId::Screening);
    assert!(effects.contains(&Effect::OpenWorld) && asked(&effects).is_empty());
    assert_eq!((state.worker.clone(), state.record.world), (Worker::Starting, WorldId::Screening));
    assert!(state.asked.is_none() && state.held(Stage::Frame).is_none());
    let effects = ready_for(&mut state);
    assert_eq!(asked(&effects), [WorldId::Screening]);

    // Back to the flights, which wait on the shelf with what was chosen.
    let effects = update(&mut state, Shelve::Open(FIRST.into()).into());
    assert!(effects.contains(&Effect::OpenWorld));
    assert_eq!((state.record.world, state.record.entries.len()), (WorldId::Flights, 1));
    assert_eq!(asked(&ready_for(&mut state)), [WorldId::Flights]);
}

#[test]
fn a_world_that_is_ready_too_late_is_not_taken_for_the_one_that_is_opened() {
    let mut state = State::new(Route::default().fresh(), Route::default());
    begin(&mut state, WorldId::Screening);
    // The worker had opened the flights before it heard of the other world.
    assert!(asked(&hear(&mut state, Event::Ready(WorldId::Flights))).is_empty());
    assert_eq!(state.worker, Worker::Starting);
    assert_eq!(asked(&ready_for(&mut state)), [WorldId::Screening]);
    assert_eq!(state.worker, Worker::Ready);
}

#[test]
fn the_same_world_is_not_opened_again() {
    let (mut state, _) = ready();
    let effects = begin(&mut state, WorldId::Flights);
    assert!(!effects.contains(&Effect::OpenWorld));
    assert_eq!(state.worker, Worker::Ready);
}

#[test]
fn a_worker_that_cannot_be_had_is_not_waited_for() {
    let (mut state, _) = ready();
    state.worker = Worker::Failed(Trouble::NoWay);
    begin(&mut state, WorldId::Screening);
    assert_eq!(state.worker, Worker::Failed(Trouble::NoWay));
    // A file that did not come is another matter: another world has other files.
    let (mut state, _) = ready();
    state.worker = Worker::Failed(Trouble::NotLoaded { file: "flights.cols".into(), status: Some(404) });
    begin(&mut state, WorldId::Screening);
    assert_eq!(state.worker, Worker::Starting);
}

#[test]
fn a_link_names_its_own_expedition() {
    let route = Route { world: Some(WorldId::Screening), ..Route::default() };
    assert_eq!(route.own().as_deref(), Some("seed-0000000000002013-screening"));
    let mut state = State::new(route.fresh(), route);
    assert_eq!((state.record.world, state.record.seed()), (WorldId::Screening, SHIPPED_SEED));
    update(&mut state, Action::Found(Vec::new(), None));
    update(&mut state, Action::Choose(frame_with(0.3)));
    let effects = begin(&mut state, WorldId::Flights);
    assert!(effects.contains(&Effect::Address { push: false }) && state.route.own().is_none());
}
