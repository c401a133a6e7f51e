//! A search on a pool of workers: every training once, whoever comes and goes, and what is stopped is recorded.

use engine::expedition::record::{Choice, Fact};
use engine::expedition::search::{Job, Method, SearchSpec};
use engine::expedition::stage::Stage;
use engine::expedition::{WorldId, dials};
use full_loop::state::{Action, Effect, Pool, Pooling, Shelve, State, update};
use full_loop::worker::protocol::{Event, Request};

use super::{asked, ready};

fn choice() -> Choice {
    let spec = dials::offered("decision_tree");
    Choice::Search { search: SearchSpec { spec, method: Method::Halving, most: 6, folds: 2, seconds: 30 } }
}

/// The Train room with a search begun, and a pool of `n` workers that is there.
fn searching(n: u32) -> (State, Vec<(u32, Job)>, u32) {
    let (mut state, _) = ready();
    update(&mut state, Action::Go(Stage::Train));
    let effects = update(&mut state, Action::Choose(choice()));
    assert!(
        effects.contains(&Effect::Pool(Pool::Start)) && asked(&effects).0.is_empty(),
        "the engine waits for the pool"
    );
    let timer = effects.iter().find_map(|effect| match effect {
        Effect::Wait(timer, 30_000) => Some(*timer),
        _ => None,
    });
    update(&mut state, Action::Pool(Pooling::Started(n as usize)));
    let mut given = Vec::new();
    for worker in 1..=n {
        given.extend(jobs(&pooled(&mut state, worker, Event::Ready(WorldId::Flights))));
    }
    (state, given, timer.expect("it has its time"))
}

fn pooled(state: &mut State, worker: u32, event: Event) -> Vec<Effect> {
    update(state, Action::Pool(Pooling::Said(worker, Box::new(event))))
}

/// The trainings given: to whom, and which.
fn jobs(effects: &[Effect]) -> Vec<(u32, Job)> {
    let of = |effect: &Effect| match effect {
        Effect::Pool(Pool::Post(worker, request)) => match **request {
            Request::Job { job, .. } => Some((*worker, job)),
            _ => None,
        },
        _ => None,
    };
    effects.iter().filter_map(of).collect()
}

/// Any loss: the lower the number of the candidate, the better.
fn loss(job: Job) -> Event {
    Event::Job(0, Some(f64::from(job.candidate)))
}

#[test]
fn every_training_is_done_once_whatever_the_number_of_workers() {
    for n in [1, 2, 5] {
        let (mut state, mut waiting, _) = searching(n);
        assert_eq!(waiting.len(), n as usize);
        let mut done: Vec<Job> = Vec::new();
        let mut last = Vec::new();
        while let Some((worker, job)) = waiting.pop() {
            assert!(!done.contains(&job), "{job:?} twice");
            done.push(job);
            last = pooled(&mut state, worker, loss(job));
            waiting.extend(jobs(&last));
        }
        // 6 candidates, the better 3 of them, the better 2 of those, two folds each.
        assert_eq!(done.len(), 2 * (6 + 3 + 2));
        assert!(done.iter().filter(|job| job.round == 2).all(|job| job.candidate < 2));
        assert!(last.contains(&Effect::Pool(Pool::End)) && state.searching.is_none());
        assert_eq!(asked(&last).0.len(), 1, "now the engine tells what was found");
        assert!(!state.record.facts().any(|(_, _, fact)| matches!(fact, Fact::SearchStopped { .. })));
    }
}

#[test]
fn what_a_worker_finds_goes_to_the_engine_and_is_kept() {
    let (mut state, _, _) = searching(1);
    let results = vec![("key".into(), vec![1])];
    let effects = pooled(&mut state, 1, Event::Keep { results: results.clone() });
    assert!(effects.contains(&Effect::Post(Box::new(Request::Restore(results.clone())))));
    assert!(effects.contains(&Effect::Keep(results)));
}

#[test]
fn a_worker_that_is_lost_leaves_its_training_to_another_and_the_last_one_to_the_engine() {
    let (mut state, given, _) = searching(2);
    let lost = given[0];
    update(&mut state, Action::Pool(Pooling::Lost(lost.0)));
    let next = jobs(&pooled(&mut state, given[1].0, loss(given[1].1)));
    assert_eq!(next[0].1, lost.1);
    let effects = update(&mut state, Action::Pool(Pooling::Lost(given[1].0)));
    assert!(state.searching.is_none());
    assert_eq!(asked(&effects).0.len(), 1, "it goes on alone");
    // Nobody to begin with.
    let (mut state, _) = ready();
    update(&mut state, Action::Go(Stage::Train));
    update(&mut state, Action::Choose(choice()));
    assert_eq!(asked(&update(&mut state, Action::Pool(Pooling::Started(0)))).0.len(), 1);
}

#[test]
fn the_clock_and_the_learner_stop_it_and_that_is_a_fact() {
    for by_clock in [true, false] {
        let (mut state, given, timer) = searching(2);
        pooled(&mut state, given[0].0, loss(given[0].1));
        assert_eq!(update(&mut state, Action::Waited(timer + 99)), [], "another timer");
        let effects = update(&mut state, if by_clock { Action::Waited(timer) } else { Action::StopSearch });
        assert!(effects.contains(&Effect::Pool(Pool::End)) && effects.contains(&Effect::Save));
        let stop = state.record.facts().find_map(|(_, _, fact)| match fact {
            Fact::SearchStopped { finished, reached, .. } => Some((finished.clone(), reached.clone())),
            _ => None,
        });
        assert_eq!(stop, Some((vec![], vec![1, 0, 0, 0, 0, 0])));
        assert_eq!(asked(&effects).0.len(), 1, "what is done is told");
        assert_eq!(asked(&update(&mut state, Action::StopSearch)).0, [], "there is nothing left to stop");
        let late = pooled(&mut state, given[1].0, loss(given[1].1));
        assert_eq!(late, [], "what comes late does not count");
    }
}

#[test]
fn another_room_and_another_record() {
    let (mut state, given, _) = searching(2);
    update(&mut state, Action::Go(Stage::Data));
    assert!(state.searching.is_some(), "it goes on behind another room");
    let next = jobs(&pooled(&mut state, given[0].0, loss(given[0].1)));
    assert_eq!(next.len(), 1);
    update(&mut state, Action::Undo);
    update(&mut state, Action::Go(Stage::Train));
    assert!(state.searching.is_none(), "a search that is taken back ends");
    update(&mut state, Action::Redo);
    assert!(state.searching.is_some(), "and begins again");
    let effects = update(&mut state, Shelve::Reset.into());
    assert!(effects.contains(&Effect::Pool(Pool::End)) && state.searching.is_none());
}

#[test]
fn workers_are_there_before_they_are_needed_and_go_when_they_are_not() {
    let (mut state, _) = ready();
    update(&mut state, Action::Go(Stage::Train));
    assert_eq!(update(&mut state, Action::Pool(Pooling::Wanted)), [Effect::Pool(Pool::Warm)]);
    assert_eq!(update(&mut state, Action::Pool(Pooling::Unwanted)), [Effect::Pool(Pool::End)]);
    // While they search, the form that opened them may come and go.
    let (mut state, ..) = searching(2);
    for pooling in [Pooling::Unwanted, Pooling::Wanted] {
        assert_eq!(update(&mut state, Action::Pool(pooling)), []);
    }
    assert!(state.searching.is_some());
}
