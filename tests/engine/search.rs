//! A search over dials: the same whatever the order of its jobs, and what was stopped is replayed as it was.

use std::rc::Rc;

use engine::expedition::folds::folds;
use engine::expedition::plan::Plan;
use engine::expedition::record::{Choice, Fact, Record};
use engine::expedition::report::Report;
use engine::expedition::search::{
    Done, Job, Method, SearchReport, SearchSpec, candidates, is_whole, open, sealed, stopped,
};
use engine::expedition::session::Session;
use engine::expedition::stage::Stage;
use engine::expedition::{By, ModelSpec, SplitSpec, WorldId, dials, scenario, versions};
use engine::rng::Rng;

use crate::replay::shipped;

fn spec(method: Method) -> SearchSpec {
    SearchSpec { spec: dials::offered("decision_tree"), method, most: 8, folds: 3, seconds: 60 }
}

fn begun(method: Method) -> (Record, u32) {
    let mut record = Record::new(WorldId::Flights, 7);
    record.choose(Choice::Recipe { recipe: scenario::at_decision(WorldId::Flights) });
    record.choose(Choice::Search { search: spec(method) });
    let id = record.cursor.unwrap();
    (record, id)
}

fn report(session: &Rc<Session>, record: &Record) -> SearchReport {
    match &*session.report(Stage::Train, record).finish().unwrap().report {
        Report::Train(report) => report.searches[0].clone(),
        other => panic!("{other:?}"),
    }
}

/// The jobs as a pool of `workers` would do them, the slowest first; what each came to, as it came.
fn pooled(session: &Rc<Session>, record: &Record, search: u32, workers: usize, rng: &mut Rng) -> Vec<Done> {
    let plan = Plan::of(record);
    let spec = &plan.searches[0].search;
    let n = candidates(spec, &plan.seed).len();
    let mut done: Vec<Done> = Vec::new();
    loop {
        let mut batch = open(spec, n, &done);
        if batch.is_empty() {
            return done;
        }
        rng.shuffle(&mut batch);
        for job in batch.into_iter().take(workers) {
            done.push((job, session.job(record, search, job).finish().unwrap()));
        }
    }
}

#[test]
fn a_search_comes_to_the_same_whatever_the_number_of_workers() {
    for method in [Method::Random, Method::Halving] {
        let (record, id) = begun(method);
        let alone = report(&Session::new(shipped()), &record);
        assert_eq!((alone.done, alone.tried.len()), (alone.all, 8));
        let mut rng = Rng::new(1, "workers");
        for workers in [1, 3] {
            // One session stands for the pool, another gets what it handed out.
            let (pool, engine) = (Session::new(shipped()), Session::new(shipped()));
            let done = pooled(&pool, &record, id, workers, &mut rng);
            assert_eq!(done.len() as u32, alone.all, "{method:?}: each training once");
            pool.take_kept().into_iter().for_each(|(key, value)| engine.restore(key, value));
            assert_eq!(report(&engine, &record), alone, "{method:?} with {workers}");
            // That it came to its end is recorded, and changes nothing.
            let n = candidates(&spec(method), &record.seed).len();
            let (mut ended, fact) = (record.clone(), stopped(id, &spec(method), n, &done));
            assert!(is_whole(&record, &fact));
            ended.happen(fact);
            assert_eq!(report(&engine, &ended), alone);
            let fact = stopped(id, &spec(method), n, &done[1..]);
            assert!(!is_whole(&record, &fact), "{method:?}: one is missing");
        }
    }
}

#[test]
fn halving_goes_on_with_the_better_half() {
    let (record, id) = begun(Method::Halving);
    let session = Session::new(shipped());
    let done = pooled(&session, &record, id, 99, &mut Rng::new(1, "halving"));
    let of = |round: u32| {
        let mut candidates: Vec<u32> =
            done.iter().filter(|(j, _)| j.round == round).map(|(j, _)| j.candidate).collect();
        candidates.sort_unstable();
        candidates.dedup();
        candidates
    };
    assert_eq!([of(0).len(), of(1).len(), of(2).len()], [8, 4, 2]);
    let mean = |candidate: u32, round: u32| {
        let losses: Vec<f64> = done
            .iter()
            .filter(|(job, _)| (job.candidate, job.round) == (candidate, round))
            .map(|(_, loss)| loss.unwrap())
            .collect();
        assert_eq!(losses.len(), 3);
        losses.iter().sum::<f64>() / 3.0
    };
    for round in [0, 1] {
        let (stay, go): (Vec<u32>, Vec<u32>) = of(round).iter().partition(|c| of(round + 1).contains(c));
        let worst = stay.iter().map(|c| mean(*c, round)).fold(0.0, f64::max);
        assert!(go.iter().all(|c| mean(*c, round) >= worst));
    }
    let tried = report(&session, &record).tried;
    assert!(tried[0].finished && tried[1].finished && !tried[2].finished);
    assert!(tried[0].loss <= tried[1].loss && tried[2].share == 0.5 && tried[7].share == 0.25);
}

#[test]
fn what_was_stopped_is_replayed_as_it_was() {
    let (mut record, id) = begun(Method::Random);
    let session = Session::new(shipped());
    let all = candidates(&spec(Method::Random), &record.seed).len();
    let first = open(&spec(Method::Random), all, &[]);
    // Candidate 0 is done, of candidate 2 the first fold, and of candidate 3 a later one only: that one does not count.
    let jobs: Vec<Job> = first
        .into_iter()
        .filter(|j| j.candidate == 0 || (j.candidate, j.fold) == (2, 0) || (j.candidate, j.fold) == (3, 1))
        .collect();
    let done: Vec<Done> =
        jobs.iter().map(|job| (*job, session.job(&record, id, *job).finish().unwrap())).collect();
    let fact = stopped(id, &spec(Method::Random), all, &done);
    let expected = Fact::SearchStopped { search: id, finished: vec![0], reached: vec![0, 1, 0, 0, 0, 0, 0] };
    assert_eq!(fact, expected);
    record.happen(fact);
    let found = report(&session, &record);
    assert_eq!((found.done, found.all), (4, 24));
    assert!(found.tried[0].finished && found.tried[0].loss.is_some());
    assert!(found.tried[1..].iter().all(|tried| tried.loss.is_none() && !tried.finished));
    let again = versions::open(&versions::save(&record).unwrap()).unwrap();
    assert_eq!(report(&Session::new(shipped()), &again), found);
}

#[test]
fn folds_leave_the_sealed_rows_alone() {
    let (record, _) = begun(Method::Grid);
    let world = shipped();
    let mut fit = Plan::of(&record).fit(ModelSpec::Majority);
    let splits = [
        fit.split.clone(),
        scenario::split_at_random(),
        scenario::split_stratified(),
        scenario::split_in_groups(By::Day),
        scenario::split_in_groups(By::Column("carrier".into())),
    ];
    let (_, carriers) = world.table.categories("carrier").unwrap();
    for split in splits {
        fit.split = split;
        let sealed = sealed(&fit, &world).unwrap();
        for fold in folds(&fit, &world, 4).unwrap() {
            assert!(!fold.train.is_empty() && !fold.test.is_empty());
            for row in fold.train.iter().chain(&*fold.test) {
                assert!(sealed.binary_search(row).is_err());
            }
            assert!(fold.train.iter().all(|row| fold.test.binary_search(row).is_err()));
            let group = |row: &u32| match &fit.split {
                SplitSpec::Group { by: By::Column(_), .. } => carriers[*row as usize],
                _ => world.days[*row as usize].cast_unsigned(),
            };
            if let SplitSpec::Group { .. } = fit.split {
                let apart = |rows: &[u32], others: &[u32]| {
                    let others: std::collections::BTreeSet<u32> = others.iter().map(group).collect();
                    rows.iter().all(|row| !others.contains(&group(row)))
                };
                assert!(apart(&fold.train, &fold.test) && apart(&fold.test, &sealed));
            }
            if let SplitSpec::Time { .. } = fit.split {
                let day = |row: &u32| world.days[*row as usize];
                assert!(fold.train.iter().map(day).max() < fold.test.iter().map(day).min());
            }
        }
    }
}

#[test]
fn as_many_settings_and_parts_as_were_chosen_and_more_parts_than_days_are_no_refusal() {
    let session = Session::new(shipped());
    let found = |most, folds| {
        let mut record = Record::new(WorldId::Flights, 7);
        record.choose(Choice::Recipe { recipe: scenario::at_decision(WorldId::Flights) });
        let search = SearchSpec { most, folds, ..spec(Method::Random) };
        record.choose(Choice::Search { search });
        report(&session, &record)
    };
    let few = found(2, 2);
    assert_eq!((few.tried.len(), few.done, few.all), (2, 4, 4));
    assert!(few.tried.iter().all(|tried| tried.loss.is_some() && tried.finished));
    let many = found(1, 500);
    assert_eq!((many.done, many.tried[0].loss), (500, None));
}
