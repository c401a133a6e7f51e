//! Training rows that teach nothing: copies, and rows whose answer looks wrong.

use std::rc::Rc;

use engine::error::EngineError;
use engine::expedition::aside::{Aside, AsideReport};
use engine::expedition::asked::DOUBT;
use engine::expedition::balance::{Balance, Method};
use engine::expedition::data::DataReport;
use engine::expedition::pipeline::{self, Pipeline};
use engine::expedition::plan::{Fit, Plan};
use engine::expedition::record::{Choice, Fact, Record};
use engine::expedition::report::Report;
use engine::expedition::session::Session;
use engine::expedition::stage::Stage;
use engine::expedition::status::{self, Status};
use engine::expedition::train::Judged;
use engine::expedition::{ModelSpec, World, dials, drawn, keys, scenario, versions};
use engine::work::Pace;

use crate::now;
use crate::replay::{shipped, show};
use crate::{ridership, rodents};

const COPIES: Aside = Aside { copies: true, doubted: false };
const DOUBTED: Aside = Aside { copies: false, doubted: true };
const BOTH: Aside = Aside { copies: true, doubted: true };

fn record(world: &World, aside: Aside, spec: ModelSpec) -> Record {
    let mut record = Record::for_world(world, 7);
    record.choose(Choice::Recipe { recipe: scenario::at_decision(world.id) });
    if aside != Aside::default() {
        record.choose(Choice::Aside { aside });
    }
    record.choose(Choice::Run { spec });
    record
}

fn fit(record: &Record) -> Fit {
    Plan::of(record).runs[0].fit.clone()
}

fn data(session: &Rc<Session>, record: &Record) -> DataReport {
    match &*show(session, record, Stage::Data) {
        Report::Data(report) => report.clone(),
        other => panic!("{other:?}"),
    }
}

fn told(session: &Rc<Session>, record: &Record) -> AsideReport {
    (**data(session, record).aside.as_ref().unwrap()).clone()
}

fn judged(session: &Rc<Session>, record: &Record) -> Judged {
    match &*show(session, record, Stage::Train) {
        Report::Train(report) => report.runs[0].judged.clone(),
        other => panic!("{other:?}"),
    }
}

/// Every row of `world` so many times, one after the other.
fn times(world: &World, n: usize) -> World {
    let rows: Vec<u32> = (0..world.days.len() as u32).flat_map(|row| std::iter::repeat_n(row, n)).collect();
    World::new(world.id, world.table.take(&rows), 1.0).unwrap()
}

#[test]
fn a_row_that_is_there_three_times_teaches_once() {
    let once = shipped();
    let thrice = times(&once, 3);
    let fit = fit(&record(&once, COPIES, dials::offered("decision_tree")));
    let split = pipeline::split(&fit, &once).unwrap();
    let learn = |fit: &Fit, world: &World, rows: &[u32]| {
        now(Pipeline::fit(fit, world, rows, &Pace::default())).unwrap()
    };
    let first = learn(&fit, &once, &split.train);
    let copied: Vec<u32> = split.train.iter().flat_map(|row| [3 * row, 3 * row + 1, 3 * row + 2]).collect();
    let found = learn(&fit, &thrice, &copied);
    assert_eq!((&found.recipe, &found.model), (&first.recipe, &first.model));
    let (left, was) = (found.left.unwrap(), first.left.unwrap());
    // Some flights are the same as others even before any is copied.
    assert_eq!((left.before, left.n, left.of_each), (3 * was.before, was.n, was.of_each));
    assert_eq!(left.copies, 2 * was.before + was.copies);
    let all = learn(&Fit { aside: None, ..fit }, &thrice, &copied);
    assert_ne!(all.model, first.model);
    assert_eq!(all.left, None);
}

#[test]
fn rows_whose_answer_looks_wrong_are_those_that_the_room_shows() {
    for world in [shipped(), rodents::shipped()] {
        let session = Session::new(world.clone());
        let mut record = record(&world, DOUBTED, ModelSpec::Majority);
        record.happen(Fact::Revealed { what: DOUBT.into() });
        let report = data(&session, &record);
        let doubts = report.doubts.as_ref().unwrap();
        let named = doubts.names.as_ref().map_or(0, |names| names.classes.iter().map(|(.., n)| n).sum());
        let left = &report.aside.as_ref().unwrap().left;
        assert_eq!(left.doubted, doubts.yes.n + doubts.no.n + named);
        assert!(left.doubted > 0 && left.copies == 0);
        assert_eq!((left.before, left.n), (report.train.n, report.train.n - left.doubted));
        assert_eq!(left.of_each.iter().sum::<u32>(), left.n);
        assert_eq!(drawn::counts(&report), left.of_each);
        let came = drawn::came(&report);
        assert!(came.iter().sum::<u32>() == report.train.n && came != left.of_each);
    }
}

/// Answers that somebody wrote down wrong are found. A model without them, and without rows that are hard to tell, is surer
/// than it should be: where it is wrong, it is wrong with certainty.
#[test]
fn wrong_answers_are_set_aside_and_what_is_left_makes_a_model_surer() {
    let clean = crate::screening::shipped();
    let free = dials::freedoms(&dials::offered("decision_tree"))[3];
    let spec = dials::with_freedom(&dials::offered("decision_tree"), free);
    let record = |aside| record(&clean, aside, spec.clone());
    let plain = fit(&record(Aside::default()));
    let split = pipeline::split(&plain, &clean).unwrap();
    let wrong: Vec<u32> = split.train.iter().step_by(9).copied().collect();
    let mut spoilt = clean.clone();
    let turned =
        clean.y.iter().enumerate().map(|(row, y)| if wrong.contains(&(row as u32)) { 1.0 - y } else { *y });
    spoilt.y = turned.collect();
    let y = pipeline::targets(&clean, &split.validation);
    let judge = |fit: &Fit| {
        let learned = now(Pipeline::fit(fit, &spoilt, &split.train, &Pace::default())).unwrap();
        let table = clean.table.take(&split.validation);
        let said = now(learned.predict(&table, &mut Vec::new(), &Pace::default())).unwrap();
        let sure = said.values().iter().map(|p| p.max(1.0 - p)).sum::<f64>() / y.len() as f64;
        (sure, pipeline::loss(learned.task, &y, said.values()).unwrap().unwrap(), learned.left)
    };
    let ((sure, loss, none), (surer, worse, left)) = (judge(&plain), judge(&fit(&record(DOUBTED))));
    let left = left.unwrap();
    assert!(none.is_none() && left.doubted as usize >= wrong.len() / 2, "{left:?} of {}", wrong.len());
    assert!(surer > sure && worse > loss, "{surer} {sure}, {worse} {loss}");
}

#[test]
fn the_probe_learns_from_what_is_left_and_is_told_with_and_without() {
    let session = Session::new(shipped());
    let spec = || ModelSpec::Majority;
    let plain = data(&session, &record(&session.world, Aside::default(), spec()));
    assert!(plain.aside.is_none());
    let chosen = record(&session.world, DOUBTED, spec());
    let (report, aside) = (data(&session, &chosen), told(&session, &chosen));
    assert_eq!(aside.before, plain.probe.scores.last().copied());
    assert_eq!(aside.after, report.probe.scores.last().copied());
    assert_ne!(aside.before, aside.after);
    // What is told of the columns and of the rows is of all training rows.
    assert_eq!((report.columns, report.train, report.claims), (plain.columns, plain.train, plain.claims));
}

#[test]
fn a_run_tells_what_it_learned_from() {
    let session = Session::new(shipped());
    let plain = judged(&session, &record(&session.world, Aside::default(), dials::offered("logistic")));
    assert!(plain.left.is_none());
    let mut story = record(&session.world, BOTH, dials::offered("logistic"));
    let run = judged(&session, &story);
    let left = run.left.as_ref().unwrap();
    assert_eq!(*left, told(&session, &story).left, "in the Data room and here");
    assert_ne!(run.weights, plain.weights);
    // The loss on training rows is of all of them, so that it can stand beside other runs.
    assert!(run.curve.last().unwrap().train > plain.curve.last().unwrap().train);
    // What is evened out is what is left.
    story.undo();
    let balance = Balance { method: Method::Oversample, sampling_strategy: 1.0 };
    story.choose(Choice::Balance { balance: Some(balance) });
    story.choose(Choice::Run { spec: dials::offered("logistic") });
    let drawn = judged(&session, &story).drawn.clone();
    assert_eq!(drawn.as_ref().unwrap().before, left.of_each);
}

#[test]
fn a_record_keeps_it_and_older_keys_stand() {
    let session = Session::new(shipped());
    let mut story = record(&session.world, Aside::default(), ModelSpec::Majority);
    let key = |record: &Record, stage| keys::key(stage, record).unwrap();
    let before = [Stage::Data, Stage::Train].map(|stage| key(&story, stage));
    assert!(!serde_json::to_string(&fit(&story)).unwrap().contains("aside"));
    story.choose(Choice::Aside { aside: COPIES });
    let status = |record: &Record| status::of(record).into_iter().find(|s| s.stage == Stage::Train).unwrap();
    assert_eq!(status(&story).status, Status::Stale, "the run learned from other rows");
    for (stage, before) in [Stage::Data, Stage::Train].into_iter().zip(&before) {
        assert_ne!(key(&story, stage), *before);
    }
    assert_eq!(versions::open(&versions::save(&story).unwrap()).unwrap(), story);
    story.choose(Choice::Run { spec: dials::offered("logistic") });
    let fit = &Plan::of(&story).runs[1].fit;
    assert_eq!(fit.aside, Some(COPIES));
    let bytes: Fit = postcard::from_bytes(&postcard::to_allocvec(fit).unwrap()).unwrap();
    let text: Fit = serde_json::from_str(&serde_json::to_string(fit).unwrap()).unwrap();
    assert_eq!((&bytes, &text), (fit, fit));
    // Whoever takes it back stands where nothing was ever set aside.
    story.choose(Choice::Aside { aside: Aside::default() });
    assert_eq!(key(&story, Stage::Data), before[0]);
    assert_eq!(Plan::of(&story).aside, None);
}

#[test]
fn numbers_have_copies_but_no_doubted_answers() {
    let session = Session::new(ridership::shipped());
    let copies = record(&session.world, COPIES, dials::offered("linear"));
    assert_eq!(told(&session, &copies).left.of_each, [0; 0]);
    assert!(judged(&session, &copies).left.is_some());
    let doubted = record(&session.world, DOUBTED, dials::offered("linear"));
    let refused = crate::refused::last(&session, &doubted);
    assert_eq!(refused, EngineError::Unsupported { what: "doubted answers for regression".into() });
}
