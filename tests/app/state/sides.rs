//! Two ways put side by side: asked once, given up for others, asked again of another worker.

use engine::error::EngineError;
use engine::expedition::compare::{Comparison, Way};
use engine::expedition::record::Record;
use engine::expedition::stage::Stage;
use full_loop::state::{Action, Effect, State, update};
use full_loop::worker::protocol::{Event, Request};

use super::{act, frame_with, hear, ready, ready_for};

fn ways(state: &State) -> Action {
    let other = Record { name: "another".into(), ..state.record.clone() };
    Action::Compare(Box::new([state.record.clone(), other]))
}

/// The numbers of the comparisons asked for and of the requests cancelled.
fn posted(effects: &[Effect]) -> (Vec<u32>, Vec<u32>) {
    let (mut compared, mut cancelled) = (Vec::new(), Vec::new());
    for effect in effects {
        if let Effect::Post(request) = effect {
            match &**request {
                Request::Compare(id, _) => compared.push(*id),
                Request::Cancel { id } => cancelled.push(*id),
                _ => {}
            }
        }
    }
    (compared, cancelled)
}

fn both() -> Comparison {
    let way = || Way {
        claimed: None,
        peeks: 0,
        lived: 0,
        found: None,
        cost: 1.0,
        saved: 2.0,
        alarms: 0,
        days: 3.0,
        effort: 4.0,
    };
    Comparison { ways: [way(), way()], months: Vec::new(), same_costs: true, more: 0.0 }
}

fn answered(state: &State) -> Option<bool> {
    state.sides.as_ref().and_then(|sides| sides.answer.as_ref()).map(Result::is_ok)
}

#[test]
fn they_are_asked_once_and_answered() {
    let (mut state, _) = ready();
    let (asked, _) = posted(&act(&mut state, ways));
    assert_eq!((asked.len(), answered(&state)), (1, None));
    assert_eq!(posted(&update(&mut state, Action::Go(Stage::Journal))).0, [0_u32; 0], "it is under way");
    hear(&mut state, Event::Compared(asked[0] + 99, Box::new(both())));
    assert_eq!(answered(&state), None, "of another question");
    hear(&mut state, Event::Compared(asked[0], Box::new(both())));
    assert_eq!(answered(&state), Some(true));
}

#[test]
fn another_question_takes_the_place_and_a_choice_ends_it() {
    let (mut state, _) = ready();
    let (first, _) = posted(&act(&mut state, ways));
    let (second, cancelled) = posted(&act(&mut state, ways));
    assert_eq!((second.len(), cancelled), (1, first.clone()));
    hear(&mut state, Event::Compared(first[0], Box::new(both())));
    assert_eq!(answered(&state), None);
    let error = EngineError::NoFeatures;
    let living = state.living;
    hear(&mut state, Event::Refused { id: Some(second[0]), error });
    assert_eq!((answered(&state), state.living), (Some(false), living));
    update(&mut state, Action::Choose(frame_with(0.3)));
    assert!(state.sides.is_none(), "it is no longer so");
}

#[test]
fn a_worker_that_is_not_there_is_asked_when_it_comes() {
    let (mut state, _) = ready();
    let (first, _) = posted(&act(&mut state, ways));
    update(&mut state, Action::WorkerDied);
    let (again, _) = posted(&ready_for(&mut state));
    assert!(again.len() == 1 && again[0] > first[0]);
    hear(&mut state, Event::Compared(again[0], Box::new(both())));
    update(&mut state, Action::WorkerDied);
    assert_eq!(posted(&ready_for(&mut state)).0, [0_u32; 0], "what is answered stays");
}
