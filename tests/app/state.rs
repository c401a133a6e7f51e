//! The pure `update`: the page played without a browser, a worker or storage.

mod engines;
mod living;
mod measure;
mod own;
mod recall;
mod record;
mod route;
mod search;
mod shelf;
mod sides;
mod training;
mod worlds;

use engine::error::EngineError;
use engine::expedition::record::{Choice, Fact, Record};
use engine::expedition::report::{Outcome, Report, Rows};
use engine::expedition::stage::Stage;
use engine::expedition::{Counts, Progress, WorldId, frame::FrameReport, scenario};
use engine::expedition::{keys, versions};
use full_loop::route::Route;
use full_loop::state::{
    About, Action, Answer, Effect, Saved, State, Stored, Trouble, Worker, stored, update,
};
use full_loop::worker::protocol::{Event, Request};

/// A fresh page whose worker is ready, and what it did.
fn ready() -> (State, Vec<Effect>) {
    let mut state = State::new(Record::new(WorldId::Flights, 7), Route::default());
    let effects = ready_for(&mut state);
    (state, effects)
}

fn hear(state: &mut State, event: Event) -> Vec<Effect> {
    update(state, Action::Heard(Box::new(event)))
}

/// The worker has opened the world of the record.
fn ready_for(state: &mut State) -> Vec<Effect> {
    let world = state.record.world;
    hear(state, Event::Ready(world))
}

fn key(stage: Stage, record: &Record) -> String {
    keys::key(stage, record).unwrap()
}

fn frame_with(goal: f64) -> Choice {
    let mut problem = scenario::problem(WorldId::Flights);
    problem.goal = goal;
    Choice::Frame { problem }
}

fn recipe() -> Choice {
    Choice::Recipe { recipe: scenario::at_decision(WorldId::Flights) }
}

/// Any report: `update` never looks at its numbers.
fn frame_report() -> Report {
    let problem = scenario::problem(WorldId::Flights);
    let outcome = || Outcome::of(Counts { tp: 1, fp: 2, missed: 3, tn: 4 }, &problem.costs, 0.3);
    Report::Frame(FrameReport {
        classes: Default::default(),
        spread: Default::default(),
        history: Rows { n: 10, from: 0, to: 9 },
        share: 0.3,
        positives: 4,
        flights_a_day: 3.0,
        capacity_a_day: 0.6,
        nothing: outcome(),
        rule: outcome(),
        rule_at: Vec::new(),
        columns: Vec::new(),
    })
}

/// The reports asked for and the requests cancelled, in order.
fn asked(effects: &[Effect]) -> (Vec<(u32, Stage)>, Vec<u32>) {
    let (mut reports, mut cancelled) = (Vec::new(), Vec::new());
    for effect in effects {
        if let Effect::Post(request) = effect {
            match &**request {
                Request::Report { id, stage, .. } => reports.push((*id, *stage)),
                Request::Cancel { id } => cancelled.push(*id),
                _ => {}
            }
        }
    }
    (reports, cancelled)
}

/// Storage holds this record alone, in the form of the page's first days.
fn found(record: &Record) -> Action {
    let (id, text) = (stored::FIRST.into(), versions::save(record).unwrap());
    Action::Found(vec![Stored { id, text, changed: None, deleted: false }], None)
}

/// Does what depends on the state as it is.
fn act(state: &mut State, action: impl FnOnce(&State) -> Action) -> Vec<Effect> {
    let action = action(state);
    update(state, action)
}

/// What became of keeping the open expedition.
fn was_saved(state: &mut State, saved: Saved) -> Vec<Effect> {
    act(state, |state| Action::WasSaved(state.open.clone(), saved))
}

/// Answers what is under way.
fn answer(state: &mut State, report: Report) -> Vec<Effect> {
    let under_way = state.asked.clone().expect("something is asked");
    hear(state, Event::Report { id: under_way.id, key: under_way.key, report: Box::new(report) })
}

#[test]
fn nothing_is_asked_before_the_worker_is_there() {
    let mut state = State::new(Record::new(WorldId::Flights, 7), Route::default());
    assert_eq!(asked(&update(&mut state, Action::Go(Stage::Data))), (vec![], vec![]));
    assert_eq!(asked(&update(&mut state, Action::Choose(frame_with(0.3)))), (vec![], vec![]));
    let (reports, _) = asked(&ready_for(&mut state));
    assert_eq!(
        reports.iter().map(|(_, stage)| *stage).collect::<Vec<_>>(),
        [Stage::Data],
        "the room it is in"
    );
    let under_way = state.asked.as_ref().unwrap();
    assert_eq!(under_way.key, key(Stage::Data, &state.record));
}

#[test]
fn a_report_is_asked_for_once_and_held() {
    let (mut state, _) = ready();
    assert!(state.working(Stage::Frame).is_some() && state.fresh(Stage::Frame).is_none());
    assert_eq!(asked(&update(&mut state, Action::Redo)), (vec![], vec![]), "it is under way");
    assert_eq!(asked(&answer(&mut state, frame_report())), (vec![], vec![]));
    assert!(state.asked.is_none() && state.fresh(Stage::Frame).is_some());
    let away_and_back =
        [update(&mut state, Action::Go(Stage::Data)), update(&mut state, Action::Go(Stage::Frame))];
    assert_eq!(asked(&away_and_back[1]).0, [], "it is held");
    assert_eq!(asked(&away_and_back[0]).0.len(), 1);
    assert_eq!(
        asked(&away_and_back[1]).1,
        [asked(&away_and_back[0]).0[0].0],
        "what nobody looks at is cancelled"
    );
}

#[test]
fn a_choice_that_matters_asks_anew_and_one_that_does_not_leaves_the_work_alone() {
    let (mut state, effects) = ready();
    let first = asked(&effects).0[0].0;
    let effects = update(&mut state, Action::Choose(recipe()));
    assert_eq!(asked(&effects), (vec![], vec![]), "the recipe is nothing to the Frame room");
    let effects = update(&mut state, Action::Choose(frame_with(0.3)));
    let (reports, cancelled) = asked(&effects);
    assert_eq!(cancelled, [first]);
    assert_eq!(reports.len(), 1);
    assert!(reports[0].0 > first && effects.contains(&Effect::Save));
    // The answer to the cancelled request comes late: it is kept under its own key, and the new one stays asked.
    let late = Event::Report { id: first, key: "another key".into(), report: Box::new(frame_report()) };
    hear(&mut state, late);
    assert!(state.working(Stage::Frame).is_some() && state.fresh(Stage::Frame).is_none());
    answer(&mut state, frame_report());
    assert!(state.fresh(Stage::Frame).is_some());
    update(&mut state, Action::Undo);
    assert!(
        state.fresh(Stage::Frame).is_none() && state.held(Stage::Frame).is_some(),
        "stale, and still to be seen"
    );
}

#[test]
fn what_is_held_goes_with_the_goal_it_was_made_for() {
    let (mut state, _) = ready();
    let goals = |state: &State| [state.plan(), state.plan_of(Stage::Frame)].map(|plan| plan.problem.goal);
    update(&mut state, Action::Choose(frame_with(0.3)));
    answer(&mut state, frame_report());
    update(&mut state, Action::Choose(frame_with(0.6)));
    assert_eq!(goals(&state), [0.6, 0.3], "the report is of the goal before");
    answer(&mut state, frame_report());
    assert_eq!(goals(&state), [0.6, 0.6]);
    update(&mut state, Action::Undo);
    assert_eq!(goals(&state), [0.3, 0.6], "an undone choice is found too");
}

#[test]
fn cancel_pause_resume_and_retry() {
    let (mut state, effects) = ready();
    let id = asked(&effects).0[0].0;
    let pause = update(&mut state, Action::Pause);
    assert_eq!(pause, [Effect::Post(Box::new(Request::Pause { id }))]);
    assert!(state.asked.as_ref().unwrap().paused);
    assert_eq!(update(&mut state, Action::Resume), [Effect::Post(Box::new(Request::Resume { id }))]);
    let progress = Progress { phase: "train".into(), done: 2, total: None, value: None };
    hear(&mut state, Event::Progress { id: id + 9, progress: Some(progress.clone()) });
    assert_eq!(state.asked.as_ref().unwrap().progress, None, "of another request");
    hear(&mut state, Event::Progress { id, progress: Some(progress.clone()) });
    assert_eq!(state.asked.as_ref().unwrap().progress, Some(progress));
    assert_eq!(update(&mut state, Action::Cancel), [Effect::Post(Box::new(Request::Cancel { id }))]);
    assert!(state.cancelled(Stage::Frame) && state.asked.is_none());
    assert_eq!(hear(&mut state, Event::Cancelled { id }), [], "it stays cancelled");
    assert_eq!(update(&mut state, Action::Cancel), [], "nothing is left to cancel");
    let (reports, _) = asked(&update(&mut state, Action::Retry));
    assert_eq!(reports.len(), 1);
    assert!(!state.cancelled(Stage::Frame));
}

#[test]
fn a_refusal_is_shown_and_asked_again_only_by_hand_or_by_another_choice() {
    let (mut state, effects) = ready();
    let id = asked(&effects).0[0].0;
    let error = EngineError::NoFeatures;
    let effects = hear(&mut state, Event::Refused { id: Some(id), error: error.clone() });
    assert_eq!((asked(&effects), state.refused(Stage::Frame)), ((vec![], vec![]), Some(&error)));
    assert_eq!(asked(&update(&mut state, Action::Choose(recipe()))).0, []);
    assert_eq!(asked(&update(&mut state, Action::Choose(frame_with(0.4)))).0.len(), 1);
    assert_eq!(state.refused(Stage::Frame), None);
    answer(&mut state, frame_report());
    update(&mut state, Action::Undo);
    let id = state.asked.as_ref().unwrap().id;
    hear(&mut state, Event::Refused { id: Some(id), error: error.clone() });
    assert_eq!(asked(&update(&mut state, Action::Retry)).0.len(), 1);
    // Of a request that is no longer asked.
    hear(&mut state, Event::Refused { id: Some(id), error });
    assert!(state.refused(Stage::Frame).is_none() && state.asked.is_some());
}

#[test]
fn a_dead_worker_is_started_again_and_asked_again() {
    let (mut state, effects) = ready();
    update(&mut state, Action::Choose(frame_with(0.3)));
    let (record, first) = (state.record.clone(), asked(&effects).0[0].0);
    let effects = update(&mut state, Action::WorkerDied);
    assert!(effects.contains(&Effect::RestartWorker));
    assert_eq!((asked(&effects).0, &state.worker), (vec![], &Worker::Starting));
    assert_eq!(state.record, record, "nothing is lost");
    let abouts = |state: &State| state.notices.iter().map(|n| n.about.clone()).collect::<Vec<_>>();
    assert_eq!(abouts(&state), [About::WorkerRestarted]);
    let (reports, _) = asked(&ready_for(&mut state));
    assert_eq!(reports.len(), 1);
    assert!(reports[0].0 > first && reports[0].1 == Stage::Frame);
    update(&mut state, Action::WorkerDied);
    assert_eq!(abouts(&state), [About::WorkerRestarted], "said once");
    let id = state.notices[0].id;
    update(&mut state, Action::Dismiss(id));
    assert!(state.notices.is_empty());
}

#[test]
fn a_worker_that_cannot_be_had_is_told_with_its_reason_and_can_be_tried_again() {
    let error = EngineError::OtherData { expected: "a".into(), found: "b".into() };
    let not_loaded = |status| Event::NotLoaded { file: "flights.cols".into(), status };
    let trouble = |status| Trouble::NotLoaded { file: "flights.cols".into(), status };
    let cases = [
        (not_loaded(Some(404)), trouble(Some(404))),
        (not_loaded(None), trouble(None)),
        (Event::Refused { id: None, error: error.clone() }, Trouble::Engine(error)),
    ];
    for (event, expected) in cases {
        let mut state = State::new(Record::new(WorldId::Flights, 7), Route::default());
        hear(&mut state, event);
        assert_eq!(state.worker, Worker::Failed(expected));
        let effects = update(&mut state, Action::Retry);
        assert_eq!((effects, &state.worker), (vec![Effect::RestartWorker], &Worker::Starting));
    }
    for trouble in [Trouble::OtherVersion, Trouble::NoWay] {
        let (mut state, _) = ready();
        update(&mut state, Action::WorkerFailed(trouble.clone()));
        assert_eq!(state.worker, Worker::Failed(trouble));
        assert_eq!(asked(&update(&mut state, Action::Go(Stage::Train))).0, [], "nobody is there to be asked");
    }
}

#[test]
fn results_to_be_kept_are_kept() {
    let (mut state, _) = ready();
    let results = vec![("key".to_string(), b"value".to_vec())];
    assert_eq!(hear(&mut state, Event::Keep { results: results.clone() }), [Effect::Keep(results)]);
}

#[test]
fn answers_are_of_the_stage_they_are_for() {
    let (mut state, _) = ready();
    answer(&mut state, frame_report());
    assert!(matches!(state.answers.get(&Stage::Frame), Some((_, Answer::Report(_)))));
    assert!(Stage::ALL.iter().all(|stage| *stage == Stage::Frame || state.held(*stage).is_none()));
}

/// The facts of a kind in a record.
fn count(record: &Record, kind: fn(&Fact) -> bool) -> usize {
    record.facts().filter(|(_, _, fact)| kind(fact)).count()
}
