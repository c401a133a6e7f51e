//! A search: every training once, whoever comes and goes, and how far it came is recorded. With no pool of workers the
//! engine's own does it, under the same clock.

use engine::error::EngineError;
use engine::expedition::record::{Choice, Fact, Record};
use engine::expedition::search::{Job, Method, SearchSpec, is_whole};
use engine::expedition::stage::Stage;
use engine::expedition::{WorldId, dials};
use full_loop::route::Route;
use full_loop::state::{Action, Effect, HERE, Pool, Pooling, Shelve, State, update};
use full_loop::worker::protocol::{Event, Request};

use super::{asked, found, hear, ready, ready_for};

fn choice() -> Choice {
    let spec = dials::offered("decision_tree");
    Choice::Search { search: SearchSpec { spec, method: Method::Halving, most: 6, folds: 2, seconds: 30 } }
}

/// A training given: to whom, the request, and which.
type Given = (u32, u32, Job);

/// The Train room with a search begun, a pool of `n` workers that is there, and what was given to whom.
fn searching(n: u32) -> (State, Vec<Given>, u32) {
    let (mut state, _) = ready();
    update(&mut state, Action::Go(Stage::Train));
    let effects = update(&mut state, Action::Choose(choice()));
    assert!(effects.contains(&Effect::Pool(Pool::Start)) && asked(&effects).0.is_empty(), "its report waits");
    let mut given = jobs(&effects);
    assert_eq!(given.len(), 1, "the engine's own worker begins at once");
    for worker in 1..=n {
        given.extend(jobs(&pooled(&mut state, worker, Event::Ready(WorldId::Flights))));
    }
    (state, given, clock(&effects).expect("it has its time"))
}

/// The timer of a search of 30 seconds.
fn clock(effects: &[Effect]) -> Option<u32> {
    effects.iter().find_map(|effect| match effect {
        Effect::Wait(timer, 30_000) => Some(*timer),
        _ => None,
    })
}

fn pooled(state: &mut State, worker: u32, event: Event) -> Vec<Effect> {
    update(state, Action::Pool(Pooling::Said(worker, Box::new(event))))
}

fn jobs(effects: &[Effect]) -> Vec<Given> {
    let of = |effect: &Effect| {
        let (worker, request) = match effect {
            Effect::Post(request) => (HERE, request),
            Effect::Pool(Pool::Post(worker, request)) => (*worker, request),
            _ => return None,
        };
        match **request {
            Request::Job { id, job, .. } => Some((worker, id, job)),
            _ => None,
        }
    };
    effects.iter().filter_map(of).collect()
}

fn say(state: &mut State, worker: u32, event: Event) -> Vec<Effect> {
    if worker == HERE { hear(state, event) } else { pooled(state, worker, event) }
}

/// A training is done, with any loss: the lower the number of the candidate, the better.
fn done(state: &mut State, (worker, id, job): Given) -> Vec<Effect> {
    say(state, worker, Event::Job(id, Some(f64::from(job.candidate))))
}

/// All there is left to do is done by whoever gets it; what was done, and what the last of it led to.
fn to_the_end(state: &mut State, mut waiting: Vec<Given>) -> (Vec<Job>, Vec<Effect>) {
    let (mut all, mut last) = (Vec::new(), Vec::new());
    while let Some(given) = waiting.pop() {
        all.push(given.2);
        last = done(state, given);
        waiting.extend(jobs(&last));
    }
    (all, last)
}

/// How far the search came, if it has ended.
fn ended(state: &State) -> Option<(Vec<u32>, Vec<u32>, bool)> {
    state.record.facts().find_map(|(_, _, fact)| match fact {
        Fact::SearchStopped { finished, reached, .. } => {
            Some((finished.clone(), reached.clone(), is_whole(&state.record, fact)))
        }
        _ => None,
    })
}

/// 6 candidates, the better 3 of them, the better 2 of those, two folds each.
const ALL: usize = 2 * (6 + 3 + 2);
const WHOLE: (&[u32], &[u32]) = (&[0, 1], &[4, 2, 2, 2]);

fn is_done(state: &State, last: &[Effect]) {
    assert!(last.contains(&Effect::Pool(Pool::End)) && last.contains(&Effect::Save));
    assert!(state.searching.is_none());
    assert_eq!(asked(last).0.len(), 1, "now the engine tells what was found");
    assert_eq!(
        ended(state),
        Some((WHOLE.0.into(), WHOLE.1.into(), true)),
        "that it came to its end is recorded"
    );
}

#[test]
fn every_training_is_done_once_whatever_the_number_of_workers() {
    for n in [0, 1, 4] {
        let (mut state, waiting, _) = searching(n);
        assert_eq!(waiting.len(), n as usize + 1);
        let (all, last) = to_the_end(&mut state, waiting);
        assert_eq!(all.len(), ALL);
        assert!(all.iter().enumerate().all(|(at, job)| !all[..at].contains(job)), "none twice");
        assert!(all.iter().filter(|job| job.round == 2).all(|job| job.candidate < 2));
        is_done(&state, &last);
    }
}

#[test]
fn what_a_worker_finds_goes_to_the_engine_and_is_kept() {
    let (mut state, _, _) = searching(1);
    let results = vec![("key".into(), vec![1])];
    let effects = pooled(&mut state, 1, Event::Keep { results: results.clone() });
    assert!(effects.contains(&Effect::Post(Box::new(Request::Restore(results.clone())))));
    assert!(effects.contains(&Effect::Keep(results.clone())));
    // The engine's own has it.
    assert_eq!(hear(&mut state, Event::Keep { results: results.clone() }), [Effect::Keep(results)]);
}

#[test]
fn a_pool_that_is_lost_midway_leaves_its_trainings_to_the_engine() {
    let (mut state, given, timer) = searching(2);
    let [here, lost, other] = given[..] else { panic!("three") };
    // One that has nothing to do takes it at once: nobody waits for a training that nobody does.
    update(&mut state, Action::Pool(Pooling::Lost(lost.0)));
    let next = jobs(&done(&mut state, other));
    assert_eq!(next[0].2, lost.2);
    update(&mut state, Action::Pool(Pooling::Lost(other.0)));
    let searching = state.searching.clone().expect("it goes on");
    assert_eq!((searching.workers, searching.done.len()), (vec![HERE], 1));
    let effects = done(&mut state, here);
    assert_eq!((jobs(&effects)[0].0, jobs(&effects)[0].2), (HERE, lost.2));
    let mut again = state.clone();
    let (all, last) = to_the_end(&mut state, jobs(&effects));
    assert_eq!(all.len(), ALL - 2);
    is_done(&state, &last);
    // Its clock runs on.
    update(&mut again, Action::Waited(timer));
    assert_eq!(ended(&again), Some((vec![], vec![1, 1, 0, 0, 0, 0], false)));
}

#[test]
fn an_idle_worker_takes_what_a_lost_one_leaves_at_the_end_of_a_round() {
    let (mut state, mut waiting, _) = searching(1);
    // All of the first round but the last training, which the worker of the pool has.
    let last = loop {
        let here = waiting.iter().position(|given| given.0 == HERE);
        let Some(here) = here else { break waiting[0] };
        let given = waiting.remove(here);
        waiting.extend(jobs(&done(&mut state, given)));
    };
    let effects = update(&mut state, Action::Pool(Pooling::Lost(last.0)));
    assert_eq!(
        jobs(&effects).iter().map(|(worker, _, job)| (*worker, *job)).collect::<Vec<_>>(),
        [(HERE, last.2)]
    );
}

#[test]
fn the_clock_and_the_learner_stop_it_and_that_is_a_fact() {
    for (n, by_clock) in [(0, true), (0, false), (2, true), (2, false)] {
        let (mut state, mut given, timer) = searching(n);
        let next = jobs(&done(&mut state, given[0]));
        given[0] = next[0];
        assert_eq!(update(&mut state, Action::Waited(timer + 99)), [], "another timer");
        let effects = update(&mut state, if by_clock { Action::Waited(timer) } else { Action::StopSearch });
        assert!(effects.contains(&Effect::Pool(Pool::End)) && effects.contains(&Effect::Save));
        assert_eq!(ended(&state), Some((vec![], vec![1, 0, 0, 0, 0, 0], false)));
        let (reports, cancelled) = asked(&effects);
        assert_eq!(
            (reports.len(), cancelled),
            (1, vec![given[0].1]),
            "what is done is told, and no more is done"
        );
        assert_eq!(asked(&update(&mut state, Action::StopSearch)).0, [], "there is nothing left to stop");
        assert_eq!(update(&mut state, Action::Waited(timer)), []);
        for late in given {
            assert_eq!(done(&mut state, late), [], "what comes late does not count");
        }
    }
}

#[test]
fn the_engine_dies_in_the_middle_and_comes_back() {
    let (mut state, given, timer) = searching(1);
    let effects = update(&mut state, Action::WorkerDied);
    assert_eq!(jobs(&effects), [], "the other has something to do");
    let next = jobs(&done(&mut state, given[1]));
    assert_eq!((next[0].0, next[0].2), (1, given[0].2), "it does what the dead one left");
    assert_eq!(done(&mut state, given[0]), [], "of which nothing can come any more");
    let back = jobs(&ready_for(&mut state));
    assert_eq!(back[0].0, HERE);
    done(&mut state, next[0]);
    update(&mut state, Action::Waited(timer));
    assert_eq!(ended(&state), Some((vec![], vec![2, 0, 0, 0, 0, 0], false)));
    // Nobody is there for a while.
    let (mut state, ..) = searching(0);
    update(&mut state, Action::WorkerDied);
    assert!(state.searching.as_ref().unwrap().workers.is_empty());
    let given = jobs(&ready_for(&mut state));
    let (all, last) = to_the_end(&mut state, given);
    assert_eq!(all.len(), ALL);
    is_done(&state, &last);
}

#[test]
fn what_the_engine_refuses_its_report_says() {
    let (mut state, given, _) = searching(1);
    let refused = |id: u32| Event::Refused { id: Some(id), error: EngineError::NoFeatures };
    pooled(&mut state, 1, refused(given[1].1));
    assert!(state.searching.is_some(), "another machine may do it");
    let effects = hear(&mut state, refused(given[0].1));
    assert!(state.searching.is_none() && effects.contains(&Effect::Pool(Pool::End)));
    assert_eq!((asked(&effects).0.len(), ended(&state)), (1, None));
}

#[test]
fn another_room_and_another_record() {
    let (mut state, given, _) = searching(2);
    update(&mut state, Action::Go(Stage::Data));
    assert!(state.searching.is_some(), "it goes on behind another room");
    let next = jobs(&done(&mut state, given[0]));
    assert_eq!(next.len(), 1);
    let effects = update(&mut state, Action::Go(Stage::Journal));
    assert_eq!(asked(&effects).0, [], "whose story tells what was found, and would search for it alone");
    update(&mut state, Action::Undo);
    update(&mut state, Action::Go(Stage::Train));
    assert!(state.searching.is_none(), "a search that is taken back ends");
    update(&mut state, Action::Redo);
    assert!(state.searching.is_some(), "and begins again");
    let here = state.searching.as_ref().unwrap().is_here();
    let effects = update(&mut state, Shelve::Reset.into());
    assert!(effects.contains(&Effect::Pool(Pool::End)) && state.searching.is_none());
    assert!(here && asked(&effects).1.len() == 1, "the engine's own worker lets go of it too");
}

#[test]
fn one_that_had_not_ended_goes_on_under_its_clock_when_the_page_is_loaded_again() {
    let mut record = Record::new(WorldId::Flights, 7);
    record.choose(choice());
    record.choose(Choice::Run { spec: dials::offered("logistic") });
    for room in [Stage::Train, Stage::Journal] {
        let mut state = State::new(Record::new(WorldId::Flights, 7), Route::default());
        update(&mut state, found(&record));
        update(&mut state, Action::Go(room));
        let effects = ready_for(&mut state);
        let timer = clock(&effects).expect("its clock runs, whatever was chosen after it");
        let given = jobs(&effects);
        assert_eq!((given.len(), asked(&effects).0.len()), (1, 0), "{room:?}");
        let mut stopped = state.clone();
        done(&mut stopped, given[0]);
        let effects = update(&mut stopped, Action::Waited(timer));
        assert_eq!(ended(&stopped), Some((vec![], vec![1, 0, 0, 0, 0, 0], false)));
        assert_eq!(asked(&effects).0[0].1, room);
        let (_, last) = to_the_end(&mut state, given);
        is_done(&state, &last);
        // What has ended is over: loaded once more, nobody searches.
        for record in [&stopped.record, &state.record] {
            let mut again = State::new(Record::new(WorldId::Flights, 7), Route::default());
            update(&mut again, found(record));
            update(&mut again, Action::Go(room));
            let effects = ready_for(&mut again);
            assert!(again.searching.is_none() && asked(&effects).0[0].1 == room);
        }
    }
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
