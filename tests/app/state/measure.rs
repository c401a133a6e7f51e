//! A model that ships is measured once, and what was measured is a fact.

use engine::error::EngineError;
use engine::expedition::deploy::DeployReport;
use engine::expedition::record::{Choice, Ending, Fact, Record};
use engine::expedition::report::{Report, Rows};
use engine::expedition::serving::{Fallbacks, Serving};
use engine::expedition::stage::Stage;
use engine::expedition::trial::{self, SCORE_ROW_US};
use engine::expedition::{ModelSpec, Task};
use full_loop::state::{Action, Effect, Shelve, State, update};
use full_loop::worker::protocol::{Event, Request};

use super::{answer, count, hear, ready, ready_for};

fn deploy() -> Report {
    let rows = Rows { n: 1, from: 0, to: 0 };
    Report::Deploy(DeployReport {
        task: Task::Binary,
        decides: String::new(),
        live: rows,
        rehearsal: rows,
        columns: Vec::new(),
        above_rehearsal: 0.0,
        above_live: 0.0,
        mean_rehearsal: 0.0,
        mean_live: 0.0,
        classes: Default::default(),
        edges: Default::default(),
        is_rule: false,
        scores_rehearsal: Vec::new(),
        scores_live: Vec::new(),
        threshold: 0.5,
        flags_a_day: 0.0,
        serving: Serving::default(),
        fallbacks: Fallbacks::default(),
        struck: Vec::new(),
        times: None,
        flags_alone: 0.0,
        day: Vec::new(),
        requests: Vec::new(),
        notes: Vec::new(),
        broken: false,
    })
}

/// In the Deploy room, its report there; what was asked to be measured.
fn in_deploy(ending: Ending) -> (State, Vec<u32>) {
    let (mut state, _) = ready();
    update(&mut state, Action::Choose(Choice::Run { spec: ModelSpec::Majority }));
    update(&mut state, Action::Choose(Choice::Gate { ending }));
    assert_eq!(
        measures(&update(&mut state, Action::Go(Stage::Deploy))),
        [0_u32; 0],
        "its report comes first"
    );
    let asked = measures(&answer(&mut state, deploy()));
    (state, asked)
}

fn measures(effects: &[Effect]) -> Vec<u32> {
    let id = |effect: &Effect| match effect {
        Effect::Post(request) => match &**request {
            Request::Measure(id, _) => Some(*id),
            _ => None,
        },
        _ => None,
    };
    effects.iter().filter_map(id).collect()
}

fn measured(state: &State, id: u32) -> Event {
    let version = state.plan().shipped().unwrap().key().unwrap();
    Event::Measured(id, Fact::Measured { version, what: SCORE_ROW_US.into(), value: 7.5 })
}

fn facts(record: &Record) -> usize {
    count(record, |fact| matches!(fact, Fact::Measured { .. }))
}

#[test]
fn once_and_recorded() {
    let (mut state, asked) = in_deploy(Ending::Ship);
    let [id] = asked[..] else { panic!("{asked:?}") };
    assert_eq!(measures(&update(&mut state, Action::Redo)), [0_u32; 0], "it is under way");
    let event = measured(&state, id);
    let effects = hear(&mut state, event.clone());
    assert!(effects.contains(&Effect::Save) && state.fresh(Stage::Deploy).is_some());
    assert_eq!((measures(&effects), facts(&state.record)), (vec![], 1));
    let version = state.plan().shipped().unwrap().key().unwrap();
    assert_eq!(trial::measured(&state.record, &version, SCORE_ROW_US), Some(7.5));
    hear(&mut state, event);
    update(&mut state, Action::Choose(Choice::GoLive));
    assert_eq!(measures(&answer_all(&mut state)), [0_u32; 0], "it is the same version");
    update(&mut state, Action::Undo);
    assert_eq!(facts(&state.record), 1, "a fact stays");
}

fn answer_all(state: &mut State) -> Vec<Effect> {
    if state.asked.is_some() { answer(state, deploy()) } else { update(state, Action::Redo) }
}

#[test]
fn a_rule_and_a_refusal_are_left_alone() {
    assert_eq!(in_deploy(Ending::KeepRule).1, [0_u32; 0]);
    let (mut state, asked) = in_deploy(Ending::Ship);
    let refused = Event::Refused { id: Some(asked[0]), error: EngineError::NoFeatures };
    assert_eq!(hear(&mut state, refused), []);
    assert_eq!(measures(&update(&mut state, Action::Redo)), [0_u32; 0], "not again and again");
}

#[test]
fn a_dead_worker_is_asked_again_and_another_record_is_not_meant() {
    let (mut state, asked) = in_deploy(Ending::Ship);
    update(&mut state, Action::WorkerDied);
    let again = measures(&ready_for(&mut state));
    assert!(again.len() == 1 && again[0] > asked[0]);
    let (late, event) = (measured(&state, asked[0]), measured(&state, again[0]));
    hear(&mut state, late);
    assert_eq!(facts(&state.record), 0, "of a worker that is gone");
    update(&mut state, Shelve::Reset.into());
    hear(&mut state, event);
    assert!(state.record.entries.is_empty());
}
