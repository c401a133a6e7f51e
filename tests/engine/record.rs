//! What a record says and what comes of it: laps without a model, claims, other engines, measured times.

use std::rc::Rc;

use engine::error::EngineError;
use engine::expedition::deploy::windows;
use engine::expedition::evaluate::prediction;
use engine::expedition::journal::JournalReport;
use engine::expedition::plan::{Decides, Plan, today};
use engine::expedition::record::{Choice, Ending, Entry, EntryId, Fact, Record};
use engine::expedition::report::Report;
use engine::expedition::seen::{ENGINE, Same, Seen, compare};
use engine::expedition::session::Session;
use engine::expedition::stage::Stage;
use engine::expedition::status::{self, Status};
use engine::expedition::trial::{self, SCORE_ROW_US};
use engine::expedition::{ModelSpec, Task, WorldId, keys, versions};

use crate::replay::{TWO_LAPS, file, shipped};

fn show(session: &Rc<Session>, record: &Record, stage: Stage) -> Rc<Report> {
    session.report(stage, record).finish().unwrap_or_else(|e| panic!("{stage:?}: {e}")).report
}

fn status_of(record: &Record, stage: Stage) -> Status {
    status::of(record).into_iter().find(|s| s.stage == stage).unwrap().status
}

/// The story up to May, when it asks.
fn first_lap() -> Record {
    let mut record = versions::open(&file(TWO_LAPS)).unwrap();
    let begins = |entry: &Entry| matches!(entry, Entry::Choice { choice: Choice::NewLap { .. }, .. });
    let lap = record.entries.iter().position(begins).unwrap();
    let Entry::Choice { after, .. } = record.entries[lap] else { unreachable!() };
    record.entries.truncate(lap);
    record.cursor = after;
    record
}

/// Two expeditions of one world that differ in nothing but what was predicted are told each its own prediction.
#[test]
fn a_prediction_is_of_its_own_expedition() {
    let session = Session::new(shipped());
    let predicted = |magnitude: Option<f64>| {
        let mut record = Record::for_world(&session.world, 7);
        record.choose(Choice::Run { spec: ModelSpec::Majority });
        if let Some(magnitude) = magnitude {
            let (what, because) = (prediction(Task::Binary).into(), String::new());
            record.happen(Fact::Committed { what, magnitude, confidence: 0.7, because });
        }
        let plan = Plan::of(&record);
        let (test, candidate) = (plan.test_key().unwrap(), plan.candidate_key().unwrap());
        record.happen(Fact::Peeked { test, candidate });
        match &*show(&session, &record, Stage::Evaluate) {
            Report::Evaluate(report) => report.test.as_ref().unwrap().predicted,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!([0.5, 0.8].map(|p| predicted(Some(p))), [Some((0.5, 0.7)), Some((0.8, 0.7))]);
    assert_eq!(predicted(None), None);
}

#[test]
fn a_lap_can_keep_the_rule_without_a_run() {
    let session = Session::new(shipped());
    let mut record = first_lap();
    let window = windows(&record)[0];
    record.choose(Choice::NewLap { window });
    let undecided = record.clone();
    assert_eq!(status_of(&record, Stage::Evaluate), Status::Open);

    record.choose(Choice::Gate { ending: Ending::Ship });
    assert_eq!(Plan::of(&record).gate, None, "there is no model to ship");
    record.undo();
    record.choose(Choice::Gate { ending: Ending::KeepRule });
    let plan = Plan::of(&record);
    assert_eq!(plan.gate.as_ref().map(|gate| gate.run), Some(None));
    assert!(matches!(plan.shipped(), Some(Decides::Rule { .. })));
    for stage in [Stage::Train, Stage::Evaluate] {
        assert_eq!(status_of(&record, stage), Status::Done, "{stage:?}");
    }
    assert_eq!(status::next(&record), Stage::Deploy);
    assert!(matches!(&*show(&session, &record, Stage::Deploy), Report::Deploy(_)));

    record.choose(Choice::GoLive);
    let month = today(&record);
    record.happen(Fact::MonthLived { month });
    let Report::Monitor(year) = &*show(&session, &record, Stage::Monitor) else { panic!("no year") };
    let last = year.months.last().unwrap();
    assert_eq!((last.version, last.outcome.cost), (Some(2), last.cost_rule), "the rule decides");
    assert_eq!(year.versions[1].window, None);
    show(&session, &record, Stage::Journal);
    let again = versions::open(&versions::save(&record).unwrap()).unwrap();
    assert_eq!(Plan::of(&again), Plan::of(&record));

    // A model trained after all is to be judged anew.
    let mut after = record.clone();
    after.choose(Choice::Run { spec: ModelSpec::Majority });
    assert_eq!(status_of(&after, Stage::Evaluate), Status::Stale);

    let mut nothing = undecided;
    nothing.choose(Choice::Gate { ending: Ending::DoNotShip });
    assert_eq!((status_of(&nothing, Stage::Deploy), Plan::of(&nothing).shipped()), (Status::Locked, None));
}

#[test]
fn claims_come_with_the_year() {
    let record = versions::open(&file(TWO_LAPS)).unwrap();
    let session = Session::new(shipped());
    let Report::Monitor(year) = &*show(&session, &record, Stage::Monitor) else { panic!("no year") };
    let found = |record: &Record| {
        let Report::Evaluate(judged) = &*show(&session, record, Stage::Evaluate) else {
            panic!("not judged")
        };
        judged.test.as_ref().and_then(|test| test.model.recall)
    };
    for (version, claimed) in Plan::of(&record).versions.iter().zip(&year.versions) {
        let there = Record { cursor: Some(version.id), ..record.clone() };
        assert!(claimed.claimed.is_some());
        assert_eq!(found(&there), claimed.claimed, "version {}", version.number);
    }
    // Nobody looked: nothing is claimed.
    let mut unseen = record.clone();
    for entry in &mut unseen.entries {
        if let Entry::Fact { fact: fact @ Fact::Peeked { .. }, .. } = entry {
            *fact = Fact::Revealed { what: "nothing".into() };
        }
    }
    let Report::Monitor(year) = &*show(&session, &unseen, Stage::Monitor) else { panic!("no year") };
    assert!(year.versions.iter().all(|version| version.claimed.is_none() && version.live.is_some()));
}

#[test]
fn what_hangs_on_the_task_names_it() {
    let record = versions::open(&file(TWO_LAPS)).unwrap();
    let session = Session::new(shipped());
    let task = |stage| match &*show(&session, &record, stage) {
        Report::Train(report) => Some(report.task),
        Report::Evaluate(report) => Some(report.task),
        Report::Deploy(report) => Some(report.task),
        Report::Monitor(report) => Some(report.task),
        _ => None,
    };
    assert_eq!(WorldId::Flights.target().task, Task::Binary);
    for stage in [Stage::Train, Stage::Evaluate, Stage::Deploy, Stage::Monitor] {
        assert_eq!(task(stage), Some(Task::Binary), "{stage:?}");
    }
}

/// A file that says it was made by an engine 0.0.9, which came to other numbers in two months.
const OTHER: &str = "v1-other-engine";

fn journal(session: &Rc<Session>, record: &Record) -> JournalReport {
    match &*show(session, record, Stage::Journal) {
        Report::Journal(report) => report.clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn another_engines_numbers_stand_beside_these() {
    let session = Session::new(shipped());
    let mut record = versions::open(&file(OTHER)).unwrap();
    assert_eq!((record.engine.as_str(), record.seen_by()), ("0.0.9", "0.0.9"));
    let told = journal(&session, &record);
    let compared = compare(&record, &told);
    let [other] = &compared[..] else { panic!("{compared:?}") };
    assert_eq!((other.engine.as_str(), other.same), ("0.0.9", Same::No));
    let differ: Vec<EntryId> =
        other.numbers.iter().filter(|(_, then, now)| *now != Some(*then)).map(|n| n.0).collect();
    assert_eq!((differ, other.numbers.len()), (vec![14, 28], 7));
    assert_eq!(other.fingerprints, ("0123456789abcdef".into(), told.fingerprint.clone()));

    // This engine's own numbers are noted; the other's stay what they are, in the file as well.
    let (left, key) = (record.seen.clone(), keys::key(Stage::Journal, &record).unwrap());
    assert!(record.see(&show(&session, &record, Stage::Journal)));
    assert!(!record.see(&show(&session, &record, Stage::Journal)), "no news");
    assert_eq!((&record.seen[..1], record.seen.len(), record.seen_by()), (&left[..], 2, ENGINE));
    assert_eq!(keys::key(Stage::Journal, &record).unwrap(), key, "what is noted changes no report");
    let again = versions::open(&versions::save(&record).unwrap()).unwrap();
    assert_eq!((&again.seen, again.engine.as_str()), (&record.seen, "0.0.9"));

    // The expedition goes on: the comparison is made where the other engine was.
    let mut on = again;
    on.choose(Choice::Recipe { recipe: engine::expedition::scenario::everything(WorldId::Flights) });
    on.choose(Choice::Run { spec: ModelSpec::Majority });
    let later = journal(&session, &on);
    assert_ne!(later.fingerprint, told.fingerprint);
    assert_eq!(compare(&on, &later), compared);
}

/// A file that engine 0.1.0 made and looked at, before the look inside forests, boosting and classes told more.
#[test]
fn what_the_last_version_made_opens_and_both_are_shown() {
    let record = versions::open(&file("v1-classes")).unwrap();
    assert_eq!((record.engine.as_str(), record.seen_by()), ("0.1.0", "0.1.0"));
    assert_ne!(ENGINE, "0.1.0");
    let told = journal(&Session::new(crate::rodents::shipped()), &record);
    let compared = compare(&record, &told);
    let [other] = &compared[..] else { panic!("{compared:?}") };
    assert_eq!((other.engine.as_str(), other.same), ("0.1.0", Same::Facts));
    assert!(other.numbers.len() > 10 && other.numbers.iter().all(|(_, then, now)| *now == Some(*then)));
    assert_eq!(other.fingerprints, ("427b3937c266a51e".into(), told.fingerprint));
}

#[test]
fn engines_that_agree_are_said_to() {
    let session = Session::new(shipped());
    let mut record = versions::open(&file(TWO_LAPS)).unwrap();
    assert_eq!(compare(&record, &journal(&session, &record)), [], "it was this engine");
    for stage in [Stage::Monitor, Stage::Evaluate, Stage::Journal] {
        record.see(&show(&session, &record, stage));
    }
    let own = record.seen[0].clone();
    assert_eq!(own.numbers, journal(&session, &record).numbers, "rooms and journal come to the same");

    let mut other = Record { engine: "0.0.8".into(), ..record };
    other.seen[0].engine = "0.0.8".into();
    let same = |record: &Record| {
        compare(record, &journal(&session, record)).iter().map(|other| other.same).collect::<Vec<_>>()
    };
    assert_eq!(same(&other), [Same::All]);
    other.seen[0].fingerprint = "0".repeat(16);
    assert_eq!(same(&other), [Same::Facts]);
    other.seen[0].numbers[2].1 *= 1.0 + 1e-9;
    assert_eq!(same(&other), [Same::No]);
    other.seen.clear();
    assert_eq!(same(&other), [Same::Nothing], "it left nothing to compare");

    other.seen = vec![Seen { cursor: Some(3), ..own }];
    let text = versions::save(&other).unwrap();
    assert!(versions::open(&text).is_err(), "entry 3 is a fact, nobody can stand there");
}

#[test]
fn the_model_that_ships_can_be_timed_and_its_time_is_no_number_of_a_report() {
    let session = Session::new(shipped());
    let mut record = versions::open(&file(TWO_LAPS)).unwrap();
    let version = Plan::of(&record).live().unwrap().decides.key().unwrap();
    let trial = session.trial(&record).finish().unwrap();
    assert_eq!((&trial.version, trial.rows()), (&version, 512));
    assert_eq!((trial.round(), trial.round()), (Ok(()), Ok(())), "as often as the host likes");

    assert_eq!(trial::unmeasured(&record).as_ref(), Some(&version));
    let keys = |record: &Record| Stage::LOOP.map(|stage| keys::key(stage, record).unwrap());
    let (before, told) = (keys(&record), journal(&session, &record).fingerprint);
    let what = SCORE_ROW_US.to_string();
    record.happen(Fact::Measured { version: version.clone(), what: what.clone(), value: 12.5 });
    record.happen(Fact::Measured { version: version.clone(), what, value: 99.0 });
    assert_eq!(trial::measured(&record, &version, SCORE_ROW_US), Some(12.5), "once, and kept");
    assert_eq!(trial::unmeasured(&record), None);
    assert_eq!((keys(&record), journal(&session, &record).fingerprint), (before, told));

    // Another version is another matter; a rule or nothing is none.
    record.choose(Choice::Run { spec: ModelSpec::Majority });
    record.choose(Choice::Gate { ending: Ending::Ship });
    assert!(trial::unmeasured(&record).is_some_and(|other| other != version));
    record.choose(Choice::Gate { ending: Ending::KeepRule });
    assert_eq!(trial::unmeasured(&record), None);
    let refused = session.trial(&record).finish().err();
    assert_eq!(refused, Some(EngineError::NotYet { missing: "model".into() }));
    let fresh = Record::new(WorldId::Flights, 1);
    assert_eq!((trial::unmeasured(&fresh), session.trial(&fresh).finish().err()), (None, refused));
}
