//! What a record says and what comes of it: laps without a model, claims, other engines, measured times.

use std::rc::Rc;

use engine::expedition::deploy::windows;
use engine::expedition::plan::{Decides, Plan, today};
use engine::expedition::record::{Choice, Ending, Entry, Fact, Record};
use engine::expedition::report::Report;
use engine::expedition::session::Session;
use engine::expedition::stage::Stage;
use engine::expedition::status::{self, Status};
use engine::expedition::{ModelSpec, Task, WorldId, versions};

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

#[test]
fn a_lap_can_keep_the_rule_without_a_run() {
    let session = Session::new(shipped());
    let mut record = first_lap();
    let window = windows(&record)[0];
    record.choose(Choice::NewLap { window });
    let undecided = record.clone();
    assert_eq!(status_of(&record, Stage::Evaluate), Status::Locked);

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
