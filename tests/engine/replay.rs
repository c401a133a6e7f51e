//! Whole expeditions give these exact numbers, here and in every browser.
//!
//! `expeditions/` holds a file of every schema there ever was: each is opened and replayed for ever. A fingerprint
//! that changes means that learners' numbers change; then the app must say so to them, and the file be changed on
//! purpose.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::Instant;

use engine::expedition::Task;
use engine::expedition::deploy::windows;
use engine::expedition::evaluate::prediction;
use engine::expedition::journal::JournalReport;
use engine::expedition::monitor::MonitorReport;
use engine::expedition::plan::{Plan, today};
use engine::expedition::record::{Choice, Ending, Fact, Record};
use engine::expedition::report::Report;
use engine::expedition::session::Session;
use engine::expedition::stage::Stage;
use engine::expedition::train::TrainReport;
use engine::expedition::{
    ModelSpec, Recipe, Step, Window, World, WorldId, keys, logistic, scenario, status, versions,
};
use engine::table::{Column, Table, Values};
use engine::worlds::flights::TARGET;

use crate::flights::unpack;
use crate::kept::{OWN, SCREENING, world};

/// Every file: `<name>.fullloop.json`, and beside it `<name>.fingerprint`, that of its journal; the browser's tests
/// read the same two. An expedition on a file of somebody's own has that beside it too.
const FILES: &[&str] = &[TWO_LAPS, "v1-other-engine", "v1-numbers", "v1-classes", KINDS, SCREENING, OWN];

/// The story as it is meant to be lived.
pub const TWO_LAPS: &str = "v1-two-laps";
pub const KINDS: &str = "v1-kinds";

/// The shipped flights, loaded as the worker loads them.
pub fn shipped() -> World {
    let files: Vec<Vec<u8>> =
        WorldId::Flights.files().iter().map(|file| unpack(&format!("static/data/{file}"))).collect();
    World::open(WorldId::Flights, &files).expect("the shipped files are the ones the engine knows")
}

/// An expedition file as text.
pub fn file(name: &str) -> String {
    std::fs::read_to_string(folder().join(format!("{name}.fullloop.json"))).expect("the file is there")
}

/// The fingerprint that its journal has.
fn expected(name: &str) -> String {
    let text = std::fs::read_to_string(folder().join(format!("{name}.fingerprint")));
    text.expect("the fingerprint is there").trim().into()
}

pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/engine/expeditions")
}

pub fn show(session: &Rc<Session>, record: &Record, stage: Stage) -> Rc<Report> {
    session.report(stage, record).finish().unwrap_or_else(|e| panic!("{stage:?}: {e}")).report
}

pub fn journal(session: &Rc<Session>, record: &Record) -> JournalReport {
    match &*show(session, record, Stage::Journal) {
        Report::Journal(report) => report.clone(),
        other => panic!("{other:?}"),
    }
}

pub fn monitor(session: &Rc<Session>, record: &Record) -> MonitorReport {
    match &*show(session, record, Stage::Monitor) {
        Report::Monitor(report) => report.clone(),
        other => panic!("{other:?}"),
    }
}

fn logistic(c: f64, max_iter: u32) -> ModelSpec {
    ModelSpec::Logistic(logistic::Params { c: Some(c), max_iter, ..Default::default() })
}

/// Trains, predicts, opens the test rows and ships.
fn to_the_gate(record: &mut Record, magnitude: f64) {
    record.choose(Choice::Run { spec: logistic(1.0, 100) });
    let (what, because) = (prediction(Task::Binary).into(), "it looks so".into());
    record.happen(Fact::Committed { what, magnitude, confidence: 0.7, because });
    let plan = Plan::of(record);
    let (test, candidate) = (plan.test_key().unwrap(), plan.candidate_key().unwrap());
    record.happen(Fact::Peeked { test, candidate });
    record.choose(Choice::Gate { ending: Ending::Ship });
}

fn prepare(record: &mut Record, recipe: Recipe) {
    record.choose(Choice::Recipe { recipe });
}

fn live_month(record: &mut Record) {
    let month = today(record);
    record.happen(Fact::MonthLived { month });
}

/// Two laps: the leak is found before it goes live, the summer after, and December comes.
fn two_laps(session: &Rc<Session>) -> Record {
    let world = WorldId::Flights;
    let mut record = Record::new(world, 0x2013);
    record.choose(Choice::Frame { problem: scenario::problem(world) });
    prepare(&mut record, scenario::offered(world));
    to_the_gate(&mut record, 0.6);
    let Report::Deploy(live) = &*show(session, &record, Stage::Deploy) else { panic!("no live rows") };
    assert!(live.broken, "the leak fails before anything goes live");
    prepare(&mut record, scenario::at_decision(world));
    to_the_gate(&mut record, 0.5);
    let Report::Deploy(live) = &*show(session, &record, Stage::Deploy) else { panic!("no live rows") };
    assert!(!live.broken);
    let about = record.choose(Choice::GoLive);
    record
        .happen(Fact::Reason { about, text: "It beats the rule, “never”, and nothing is blank.".into() });
    while monitor(session, &record).asks.is_none() {
        live_month(&mut record);
    }
    assert_eq!(today(&record).number(), 6, "May asks");
    let window = windows(&record)[1];
    assert_eq!((window.from.number(), window.to.number()), (4, 5));
    record.choose(Choice::NewLap { window });
    to_the_gate(&mut record, 0.4);
    record.choose(Choice::GoLive);
    while today(&record) <= world.last() {
        if monitor(session, &record).asks.is_some() {
            let month = today(&record).plus(-1);
            record.choose(Choice::Ignore { month });
        }
        live_month(&mut record);
    }
    record
}

/// Makes the file of the newest schema: `cargo test -p engine write_two_laps -- --ignored`.
#[test]
#[ignore = "writes a file of the repository; only for a new schema, and then under a new name"]
fn write_two_laps() {
    let record = two_laps(&Session::new(shipped()));
    let text = versions::save(&record).unwrap() + "\n";
    std::fs::write(folder().join(format!("{TWO_LAPS}.fullloop.json")), text).unwrap();
}

#[test]
fn every_file_there_is_is_replayed() {
    let names = std::fs::read_dir(folder()).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap());
    let there: BTreeSet<String> = names.collect();
    let both = |name: &&str| [format!("{name}.fullloop.json"), format!("{name}.fingerprint")];
    let csv = format!("{OWN}.csv");
    assert_eq!(there, FILES.iter().flat_map(both).chain([csv]).collect());
}

#[test]
fn files_give_their_fingerprints() {
    for name in FILES {
        let record = versions::open(&file(name)).unwrap();
        let fresh = Session::new(world(&record));
        let first = journal(&fresh, &record);
        assert_eq!(first.fingerprint, expected(name), "{name}");
        assert_eq!(journal(&fresh, &record), first, "asked again");

        let restored = Session::new(world(&record));
        let kept = fresh.take_kept();
        assert!(kept.len() > 10, "what took long is handed out");
        kept.into_iter().for_each(|(key, value)| restored.restore(key, value));
        assert_eq!(journal(&restored, &record), first, "{name}: from kept results");
        assert!(restored.take_kept().is_empty(), "{name}: nothing was computed again");

        let again = versions::open(&versions::save(&record).unwrap()).unwrap();
        assert_eq!(again, record, "{name}: saved and opened");
        assert_eq!(journal(&Session::new(world(&record)), &again).fingerprint, expected(name));
    }
}

#[test]
fn undo_and_redo_lead_back_to_the_same_numbers() {
    let record = versions::open(&file(TWO_LAPS)).unwrap();
    let session = Session::new(shipped());
    let mut walked = record.clone();
    let mut undone = 0;
    while walked.undo() {
        undone += 1;
        // What is looked at on the way must not leave a trace.
        if undone % 4 == 0 {
            let _ = session.report(Stage::Evaluate, &walked).finish();
        }
    }
    assert_eq!((undone, walked.cursor), (record.path(record.cursor).len(), None));
    (0..undone).for_each(|_| assert!(walked.redo()));
    assert!(!walked.redo());
    assert_eq!(walked, record);
    assert_eq!(journal(&session, &walked).fingerprint, expected(TWO_LAPS));
}

#[test]
fn the_file_is_the_story() {
    let session = Session::new(shipped());
    let (told, kept) = (two_laps(&session), versions::open(&file(TWO_LAPS)).unwrap());
    assert_eq!(
        (told.entries, told.cursor, told.seed),
        (kept.entries.clone(), kept.cursor, kept.seed.clone())
    );
    let found = journal(&session, &kept);
    assert_eq!(found.peeks, 3, "two in lap 1, one in lap 2");
    assert_eq!(found.predictions.len(), 3);
    assert!(found.predictions.iter().all(|p| p.result.is_some()), "each prediction meets its result");
    assert_eq!(found.year.versions.iter().map(|v| (v.lap, v.months)).collect::<Vec<_>>(), [(1, 2), (2, 7)]);
    assert!(found.year.versions.iter().all(|v| v.claimed.is_some() && v.live.is_some()));
    assert_eq!((found.year.months.len(), found.year.next), (9, None));
}

#[test]
fn facts_survive_undo_on_every_branch() {
    let session = Session::new(shipped());
    let record = versions::open(&file(TWO_LAPS)).unwrap();
    let mut back = record.clone();
    while back.undo() {}
    assert_eq!(back.facts().count(), record.facts().count());
    assert_eq!((today(&back), back.lived()), (today(&record), record.lived()), "months lived stay");
    assert_eq!(monitor(&session, &back).months, monitor(&session, &record).months);

    // Another way through lap 1: the sealed rows are the same, and were opened twice.
    prepare(&mut back, scenario::at_decision(WorldId::Flights));
    back.choose(Choice::Run { spec: logistic(0.1, 100) });
    let Report::Evaluate(judged) = &*show(&session, &back, Stage::Evaluate) else { panic!("not judged") };
    assert_eq!(judged.peeks, 2);
    assert!(judged.test.is_none(), "they were not opened for this run");
    // The very run they were opened for: open they stay.
    back.choose(Choice::Run { spec: logistic(1.0, 100) });
    let Report::Evaluate(judged) = &*show(&session, &back, Stage::Evaluate) else { panic!("not judged") };
    assert!(judged.test.is_some() && judged.peeks == 2);
    // Another split seals other rows.
    back.choose(Choice::Split {
        split: engine::expedition::SplitSpec::Time { train: 0.5, validation: 0.25, test: 0.25 },
    });
    assert_eq!(keys::peeks(&back, &Plan::of(&back)), Ok(0));
    back.undo();
    assert_eq!(keys::peeks(&back, &Plan::of(&back)), Ok(2));
    assert!(status::of(&back).iter().all(|state| state.stage != Stage::Evaluate || state.why.is_none()));
}

#[test]
fn an_earlier_choice_changes_only_what_hangs_on_it() {
    let record = versions::open(&file(TWO_LAPS)).unwrap();
    let keys = |record: &Record| Stage::LOOP.map(|stage| keys::key(stage, record).unwrap());
    let before = keys(&record);
    let mut after = record.clone();
    prepare(&mut after, scenario::everything(WorldId::Flights));
    let changed: Vec<Stage> =
        (0..6).filter(|i| before[*i] != keys(&after)[*i]).map(|i| Stage::LOOP[i]).collect();
    assert_eq!(changed, [Stage::Data, Stage::Train], "the run judged, shipped and watched is what it was");
    let mut after = record.clone();
    after.happen(Fact::Reason { about: 0, text: "late".into() });
    assert_eq!(keys(&after), before, "a reason moves no number");
}

#[test]
fn another_world_or_a_missing_choice_is_refused() {
    use engine::error::EngineError;
    let session = Session::new(shipped());
    let fresh = Record::new(WorldId::Flights, 1);
    let refused = |stage, record: &Record| session.report(stage, record).finish().err();
    let missing = |what: &str| Some(EngineError::NotYet { missing: what.into() });
    assert_eq!(refused(Stage::Evaluate, &fresh), missing("run"));
    assert_eq!(refused(Stage::Deploy, &fresh), missing("gate"));
    for stage in [Stage::Frame, Stage::Data, Stage::Train, Stage::Monitor, Stage::Journal] {
        assert_eq!(refused(stage, &fresh), None, "{stage:?} has something to show from the start");
    }
    let (data, here) = ("0123456789abcdef".to_string(), WorldId::Flights.fingerprint().to_string());
    let other = Record { data: data.clone(), ..fresh };
    for stage in Stage::ALL {
        let refusal = EngineError::OtherData { expected: data.clone(), found: here.clone() };
        assert_eq!(refused(stage, &other), Some(refusal));
    }
    let mut nothing = Record::new(WorldId::Flights, 1);
    let window = Window { from: WorldId::Flights.last().plus(5), to: WorldId::Flights.last().plus(6) };
    nothing.choose(Choice::NewLap { window });
    nothing.choose(Choice::Run { spec: logistic(1.0, 100) });
    assert!(
        matches!(refused(Stage::Train, &nothing), Some(EngineError::TooFewRows { .. })),
        "months without rows"
    );
}

/// The same world with the rows behind the training rows changed beyond recognition.
pub fn poisoned(world: &World, behind: i32) -> World {
    let first = world.between(0, behind + 1).len();
    let poison = |column: &Column| {
        let values = match &column.values {
            Values::Number(v) if column.name == TARGET => Values::Number(
                v.iter().enumerate().map(|(i, y)| if i < first { *y } else { 1.0 - y }).collect(),
            ),
            Values::Number(v) => {
                let wild = |i: usize| [f64::NAN, 1e9, -1e9][i % 3];
                Values::Number(
                    v.iter().enumerate().map(|(i, x)| if i < first { *x } else { wild(i) }).collect(),
                )
            }
            Values::Category { levels, codes } => {
                let code = |(i, code): (usize, &u32)| if i < first { *code } else { 0 };
                Values::Category {
                    levels: levels.clone(),
                    codes: codes.iter().enumerate().map(code).collect(),
                }
            }
            Values::Date(_) => column.values.clone(),
        };
        Column { values, ..column.clone() }
    };
    let table = Table::new(world.table.columns().iter().map(poison).collect()).unwrap();
    World::new(world.id, table, world.share).unwrap()
}

#[test]
fn rows_behind_the_training_rows_teach_nothing() {
    let clean = shipped();
    let train = |world: World, behind: Option<i32>| {
        let world = behind.map_or(world.clone(), |day| poisoned(&world, day));
        let mut record = Record::for_world(&world, 7);
        prepare(&mut record, scenario::everything(WorldId::Flights));
        record.choose(Choice::Run { spec: logistic(1.0, 100) });
        match &*show(&Session::new(world), &record, Stage::Train) {
            Report::Train(report) => (**report).clone(),
            other => panic!("{other:?}"),
        }
    };
    let honest = train(clean.clone(), None);
    let spoilt = train(clean, Some(honest.train.to));
    let learned = |report: &TrainReport| {
        let run = &report.runs[0].judged;
        let losses: Vec<f64> = run.curve.iter().map(|l| l.train).collect();
        (report.train, run.n_features, run.weights.clone(), losses)
    };
    assert_eq!(learned(&spoilt), learned(&honest));
    assert_ne!(
        spoilt.runs[0].judged.roc_auc, honest.runs[0].judged.roc_auc,
        "they were judged on other rows"
    );
}

/// The bar: an expedition of 500 entries and 100 runs, the worker killed, and the room is back in under 2 s.
#[test]
fn a_long_expedition_is_back_without_learning_again() {
    let mut record = Record::new(WorldId::Flights, 7);
    record.choose(Choice::Frame { problem: scenario::problem(WorldId::Flights) });
    prepare(&mut record, scenario::at_decision(WorldId::Flights));
    for run in 0..100 {
        // One pass over the rows: what counts is that none of them is done again.
        record.choose(Choice::Run { spec: logistic(0.01 * f64::from(run + 1), 1) });
    }
    for i in record.entries.len()..500 {
        if i % 2 == 0 {
            record.choose(Choice::Threshold { threshold: 0.001 * i as f64 });
        } else {
            record.happen(Fact::Reason { about: 0, text: format!("reason {i}") });
        }
    }
    let first = Session::new(shipped());
    let rooms = [Stage::Train, Stage::Evaluate];
    let reports = rooms.map(|stage| show(&first, &record, stage));

    let text = versions::save(&record).unwrap();
    let kept = first.take_kept();
    let size: usize = kept.iter().map(|(key, value)| key.len() + value.len()).sum();
    let begun = Instant::now();
    let second = Session::new(shipped());
    let opened = Instant::now();
    kept.into_iter().for_each(|(key, value)| second.restore(key, value));
    let record = versions::open(&text).unwrap();
    for (stage, report) in rooms.into_iter().zip(reports) {
        let mut work = second.report(stage, &record);
        let found = loop {
            match work.step() {
                Step::Done(found) => break found.unwrap().report,
                Step::Running => {
                    let phase = work.progress().map(|p| p.phase);
                    assert!(!matches!(phase.as_deref(), Some("train" | "prepare")), "{stage:?} learns again");
                }
            }
        };
        assert_eq!(found, report, "{stage:?}");
    }
    println!(
        "500 entries, 100 runs: data open in {:?}, rooms back in {:?}, {} kB kept",
        opened - begun,
        opened.elapsed(),
        size / 1_000
    );
}
