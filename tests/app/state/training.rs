//! A training told slowly, and what is computed when it is asked for.

use engine::expedition::asked::{FREEDOM, ODD, about_rows};
use engine::expedition::record::{Choice, Fact};
use engine::expedition::report::{Outcome, Report, Rows};
use engine::expedition::stage::Stage;
use engine::expedition::train::{Asked, Judged, Losses, RunReport, TrainReport};
use engine::expedition::{Counts, ModelSpec, Recipe, Task, WorldId, keys, scenario};
use full_loop::state::{Action, Effect, State, update};
use full_loop::worker::protocol::Event;

use super::{answer, asked, count, ready, recipe};

/// A report with one run, whose curve has `points` points.
fn report(state: &State, points: u32) -> Report {
    let costs = scenario::problem(WorldId::Flights).costs;
    let outcome = || Outcome::of(Counts { tp: 1, fp: 2, missed: 3, tn: 4 }, &costs, 0.3);
    let rows = Rows { n: 10, from: 0, to: 9 };
    let judged = Judged {
        n_columns: 1,
        n_features: 1,
        curve: (0..points).map(|at| Losses { at, train: 0.1, validation: Some(0.2) }).collect(),
        n_iterations: points.saturating_sub(1),
        converged: true,
        weights: Vec::new(),
        by_class: Default::default(),
        votes: Default::default(),
        tree: Vec::new(),
        layers: Default::default(),
        calibrated: Default::default(),
        bytes: 1,
        roc_auc: None,
        roc_auc_interval: None,
        log_loss: None,
        r2: Default::default(),
        score: Default::default(),
        accuracy: Default::default(),
        threshold: 0.5,
        outcome: outcome(),
        turned_away: Default::default(),
        cost_interval: None,
        days: Vec::new(),
        drawn: Default::default(),
        left: Default::default(),
    };
    let id = state.record.cursor.unwrap();
    Report::Train(Box::new(TrainReport {
        task: Task::Binary,
        train: rows,
        validation: rows,
        nothing: outcome(),
        rule: outcome(),
        champion: Default::default(),
        runs: vec![RunReport { id, spec: ModelSpec::Majority, fresh: true, judged }],
        current: Some(id),
        asked: Asked::default(),
        searches: Vec::new(),
        refused: Default::default(),
    }))
}

/// A page in the Train room, its first run there.
fn trained(points: u32) -> State {
    let (mut state, _) = ready();
    update(&mut state, Action::Choose(Choice::Run { spec: ModelSpec::Majority }));
    update(&mut state, Action::Go(Stage::Train));
    let report = report(&state, points);
    answer(&mut state, report);
    state
}

fn waits(effects: &[Effect]) -> Vec<u32> {
    let timer = |effect: &Effect| match effect {
        Effect::Wait(timer, millis) => {
            assert!((150..=900).contains(millis), "{millis} ms");
            Some(*timer)
        }
        _ => None,
    };
    effects.iter().filter_map(timer).collect()
}

fn at(state: &State) -> Option<(usize, bool)> {
    state.replay.map(|replay| (replay.at, replay.plays))
}

#[test]
fn it_plays_to_its_end_and_stands_still() {
    let mut state = trained(4);
    let mut timers = waits(&update(&mut state, Action::Replay(Some((0, true)))));
    for step in 1..=3 {
        let [timer] = timers[..] else { panic!("one timer at a time: {timers:?}") };
        timers = waits(&update(&mut state, Action::Waited(timer)));
        assert_eq!(at(&state), Some((step, step < 3)));
    }
    assert_eq!(timers, [0_u32; 0]);
    update(&mut state, Action::Replay(None));
    assert_eq!(at(&state), None);
}

#[test]
fn a_pause_a_step_and_what_comes_late() {
    let mut state = trained(4);
    let [late] = waits(&update(&mut state, Action::Replay(Some((0, true)))))[..] else { panic!() };
    assert_eq!(waits(&update(&mut state, Action::Replay(Some((0, false))))), [0_u32; 0]);
    update(&mut state, Action::Waited(late));
    assert_eq!(at(&state), Some((0, false)), "the timer of what was paused says nothing");
    let [now] = waits(&update(&mut state, Action::Replay(Some((1, true)))))[..] else { panic!() };
    update(&mut state, Action::Waited(late));
    assert_eq!(at(&state), Some((1, true)));
    update(&mut state, Action::Waited(now));
    assert_eq!(at(&state), Some((2, true)));
    update(&mut state, Action::Replay(Some((99, true))));
    assert_eq!(at(&state), Some((3, false)), "not beyond the end");
}

#[test]
fn another_choice_another_room_and_no_report_end_it() {
    let ends: [fn(&mut State); 4] = [
        |state| drop(update(state, Action::Go(Stage::Data))),
        |state| drop(update(state, Action::Arrive(Stage::Frame))),
        |state| drop(update(state, Action::Choose(Choice::Run { spec: ModelSpec::Majority }))),
        |state| drop(update(state, Action::Undo)),
    ];
    for end in ends {
        let mut state = trained(4);
        update(&mut state, Action::Replay(Some((0, true))));
        end(&mut state);
        assert_eq!(at(&state), None);
    }
    let (mut state, _) = ready();
    assert_eq!(update(&mut state, Action::Replay(Some((0, true)))), []);
    assert_eq!(at(&state), None);
}

#[test]
fn a_question_is_a_fact_and_asked_once() {
    let mut state = trained(4);
    let effects = update(&mut state, Action::Ask(FREEDOM.into()));
    assert!(effects.contains(&Effect::Save));
    assert_eq!(asked(&effects).0.iter().map(|(_, stage)| *stage).collect::<Vec<_>>(), [Stage::Train]);
    assert!(state.held(Stage::Train).is_some() && state.fresh(Stage::Train).is_none());
    assert_eq!(update(&mut state, Action::Ask(FREEDOM.into())), []);
    let revealed = count(&state.record, |fact| matches!(fact, Fact::Revealed { what } if what == FREEDOM));
    assert_eq!(revealed, 1);
}

#[test]
fn training_rows_are_asked_about_in_data_and_the_answer_can_be_cancelled() {
    let (mut state, _) = ready();
    update(&mut state, Action::Go(Stage::Data));
    let before = state.asked.clone().unwrap();
    let effects = update(&mut state, Action::Ask(ODD.into()));
    assert_eq!(asked(&effects).1, [before.id], "what was under way answers less than what is asked now");
    let now = state.asked.clone().unwrap();
    assert_eq!((now.stage, now.key == before.key), (Stage::Data, false));
    // What was shown of the recipe is still of it.
    assert!(keys::is_data(&state.record, &before.key) && keys::is_data(&state.record, &now.key));
    update(&mut state, Action::Cancel);
    assert!(state.cancelled(Stage::Data) && state.asked.is_none());
    update(&mut state, Action::Retry);
    assert_eq!(state.asked.as_ref().map(|asked| &asked.key), Some(&now.key));
    // Another recipe is asked about the same rows.
    update(&mut state, recipe_without_steps());
    assert!(about_rows(&state.record, &state.plan())[0]);
    assert!(!keys::is_data(&state.record, &now.key));
}

fn recipe_without_steps() -> Action {
    let Choice::Recipe { recipe: of } = recipe() else { unreachable!() };
    Action::Choose(Choice::Recipe { recipe: Recipe { steps: Vec::new(), ..of } })
}

/// A report that was on its way when the learner went on to another expedition is not shown there.
#[test]
fn a_report_of_another_expedition_comes_too_late() {
    let (mut state, effects) = ready();
    let (asks, _) = asked(&effects);
    let (id, stage) = *asks.last().unwrap();
    assert_eq!(stage, Stage::Frame);
    let old = Event::Report { id, key: "another".into(), report: Box::new(super::frame_report()) };
    state.asked = None;
    super::hear(&mut state, old.clone());
    assert!(state.held(Stage::Frame).is_none());
    // What answers to the choices as they stand is welcome, whoever asked for it.
    let key = keys::key(Stage::Frame, &state.record).unwrap();
    let Event::Report { report, .. } = old else { unreachable!() };
    super::hear(&mut state, Event::Report { id: 99, key, report });
    assert!(state.fresh(Stage::Frame).is_some());
}
