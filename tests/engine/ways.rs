//! Ways through a record: stood on again, put side by side, and predictions paired with what answered them.

use std::rc::Rc;

use engine::expedition::Task;
use engine::expedition::compare::Comparison;
use engine::expedition::effort;
use engine::expedition::evaluate::prediction;
use engine::expedition::journal::JournalReport;
use engine::expedition::monitor::MonitorReport;
use engine::expedition::plan::{Plan, today};
use engine::expedition::record::{Choice, Entry, EntryId, Fact, Record};
use engine::expedition::report::Report;
use engine::expedition::session::Session;
use engine::expedition::stage::Stage;
use engine::expedition::{ModelSpec, keys, versions};

use crate::replay::{TWO_LAPS, file, shipped, show};

fn story() -> Record {
    versions::open(&file(TWO_LAPS)).unwrap()
}

/// The choice before the second lap began: the first version goes on.
fn before_lap_two(record: &Record) -> Option<EntryId> {
    record.entries.iter().find_map(|entry| match entry {
        Entry::Choice { after, choice: Choice::NewLap { .. } } => Some(*after),
        _ => None,
    })?
}

fn compare(session: &Rc<Session>, a: &Record, b: &Record) -> Comparison {
    session.compare([a.clone(), b.clone()]).finish().unwrap()
}

fn year(session: &Rc<Session>, record: &Record) -> MonitorReport {
    match &*show(session, record, Stage::Monitor) {
        Report::Monitor(report) => report.clone(),
        other => panic!("{other:?}"),
    }
}

fn journal(session: &Rc<Session>, record: &Record) -> JournalReport {
    match &*show(session, record, Stage::Journal) {
        Report::Journal(report) => report.clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_way_not_taken_costs_what_it_would_have_cost() {
    let session = Session::new(shipped());
    let lived = story();
    let mut stayed = lived.clone();
    assert!(stayed.stand(before_lap_two(&lived)));
    // The same choices in a record of their own, where the first version really decides all months.
    let mut alone = lived.clone();
    let lap = alone.entries.iter().position(|e| matches!(e.choice(), Some(Choice::NewLap { .. }))).unwrap();
    alone.entries.truncate(lap);
    assert!(alone.stand(before_lap_two(&lived)));
    while today(&alone) <= alone.world.last() {
        let month = today(&alone);
        alone.happen(Fact::MonthLived { month });
    }
    let (really, once) = (year(&session, &lived), year(&session, &alone));
    let both = compare(&session, &lived, &stayed);
    assert_eq!(both.months.len(), really.months.len());
    let costs = |side: usize| both.months.iter().map(|(_, cost)| cost[side]).collect::<Vec<_>>();
    let of = |year: &MonitorReport| year.months.iter().map(|m| m.outcome.cost).collect::<Vec<_>>();
    assert_eq!((costs(0), costs(1)), (of(&really), of(&once)));
    let [went, stayed_on] = &both.ways;
    assert_eq!((went.cost, stayed_on.cost), (really.cost, once.cost));
    assert_eq!(
        (went.saved, stayed_on.saved),
        (really.cost_nothing - really.cost, once.cost_nothing - once.cost)
    );
    let alarms = |year: &MonitorReport| year.months.iter().filter(|m| m.alarm.is_some()).count() as u32;
    assert_eq!((went.alarms, stayed_on.alarms), (alarms(&really), alarms(&once)));
    assert_eq!(went.lived as usize, really.months.len(), "all of them were lived on this way");
    let before = really.months.iter().filter(|m| m.version == Some(1)).count();
    assert_eq!(stayed_on.lived as usize, before, "the rest is reckoned");
    assert_eq!((went.claimed, stayed_on.claimed), (really.versions[1].claimed, really.versions[0].claimed));
    assert_eq!(stayed_on.found, once.versions[0].live);
    assert!(both.same_costs && went.days > stayed_on.days && went.peeks > stayed_on.peeks);
    let own = effort::ledger(&lived, &lived.entries.iter().collect::<Vec<_>>(), &Plan::of(&lived).prices);
    assert!(went.days <= own.days, "what was done elsewhere is not on this way");
    // Two expeditions: the same numbers as of two branches.
    let apart = compare(&session, &lived, &alone);
    assert_eq!((&apart.months, apart.ways[1].cost), (&both.months, stayed_on.cost));
    assert_eq!(apart.ways[1].lived as usize, apart.months.len());
}

#[test]
fn a_month_is_never_decided_by_what_learned_from_it() {
    let record = story();
    let mut ahead = record.clone();
    // The second lap, put before any month was lived.
    assert!(ahead.stand(record.cursor));
    let months = keys::on_the_way(&ahead);
    assert!(months.iter().all(|(_, lived)| *lived));
    let mut elsewhere = record.clone();
    for entry in &mut elsewhere.entries {
        // Nothing was lived where it was: all of it is reckoned.
        if let Entry::Fact { at, fact: Fact::MonthLived { .. } } = entry {
            *at = None;
        }
    }
    for (month, lived) in keys::on_the_way(&elsewhere) {
        let version = month.version.expect("the first version has seen none of them");
        let window = Plan::at(&elsewhere, Some(version.id)).window;
        assert!(!lived && window.to < month.month, "{:?} by version {}", month.month, version.number);
    }
}

#[test]
fn what_only_one_way_chose_is_told() {
    let record = story();
    let mut stayed = record.clone();
    stayed.stand(before_lap_two(&record));
    assert!(stayed.only_here(&record).is_empty());
    let only = record.only_here(&stayed);
    assert!(matches!(record.choice(only[0]), Some(Choice::NewLap { .. })), "{only:?}");
    assert_eq!(only.len(), record.path(record.cursor).len() - stayed.path(stayed.cursor).len());
    assert!(record.only_here(&record).is_empty());
    let mut twice = stayed.clone();
    twice.choose(Choice::Run { spec: ModelSpec::Majority });
    let again = twice.choose(Choice::Run { spec: ModelSpec::Majority });
    stayed.choose(Choice::Run { spec: ModelSpec::Majority });
    assert_eq!(twice.only_here(&stayed), [again], "once is not twice");
}

#[test]
fn undo_goes_back_along_what_redo_brings_again() {
    let mut record = story();
    let end = record.cursor;
    for _ in 0..3 {
        record.undo();
    }
    let undone = record.undone();
    assert_eq!((undone.len(), undone.last().copied()), (3, end));
    assert_eq!(record.cursor, record.path(end).iter().rev().nth(3).map(|(id, _)| *id), "nothing has moved");
    let far = record.far();
    assert_eq!(
        (far.choices as usize, far.months as usize),
        (record.path(record.cursor).len(), record.lived().len())
    );
}

fn predict(record: &mut Record, magnitude: f64) -> EntryId {
    let (what, because) = (prediction(Task::Binary).into(), String::new());
    record.happen(Fact::Committed { what, magnitude, confidence: 0.5, because })
}

fn peek(record: &mut Record) -> EntryId {
    let plan = Plan::of(record);
    record.happen(Fact::Peeked { test: plan.test_key().unwrap(), candidate: plan.candidate_key().unwrap() })
}

#[test]
fn an_opening_answers_the_latest_prediction_about_its_rows() {
    let story = story();
    let session = Session::new(shipped());
    let told = journal(&session, &story);
    let by: Vec<Option<EntryId>> =
        keys::predictions(&story, prediction(Task::Binary)).unwrap().into_iter().map(|(_, by)| by).collect();
    let peeked: Vec<Option<EntryId>> = story
        .facts()
        .filter(|(_, _, fact)| matches!(fact, Fact::Peeked { .. }))
        .map(|(id, ..)| Some(id))
        .collect();
    assert_eq!(by, peeked, "one for each");
    let gaps: Vec<f64> = told.predictions.iter().map(|p| (p.magnitude - p.result.unwrap()).abs()).collect();
    assert_eq!(told.predictions.iter().filter_map(|p| p.gap).collect::<Vec<_>>(), gaps);
    let (n, mean) = told.missed.unwrap();
    assert!(n as usize == gaps.len() && (mean - gaps.iter().sum::<f64>() / gaps.len() as f64).abs() < 1e-15);

    let mut record = story.clone();
    record.entries.clear();
    (record.cursor, record.seen) = (None, Vec::new());
    record.choose(Choice::Run { spec: ModelSpec::Majority });
    let (early, late) = (predict(&mut record, 0.1), predict(&mut record, 0.2));
    let opening = peek(&mut record);
    assert_eq!(
        keys::predictions(&record, prediction(Task::Binary)).unwrap(),
        [(early, None), (late, Some(opening))]
    );
    assert_eq!(keys::committed(&record, &Plan::of(&record), prediction(Task::Binary)).unwrap(), Some(late));
    assert_eq!(record.predicted(late), Some((0.2, 0.5)));
    // Another look at the same rows answers nothing that has been answered; another threshold is another candidate.
    record.choose(Choice::Threshold { threshold: 0.5 });
    peek(&mut record);
    assert_eq!(keys::predictions(&record, prediction(Task::Binary)).unwrap()[1], (late, Some(opening)));
    assert_eq!(keys::committed(&record, &Plan::of(&record), prediction(Task::Binary)).unwrap(), None);
    // Other rows are another question.
    let window = engine::expedition::deploy::windows(&story)[0];
    let waiting = predict(&mut record, 0.3);
    record.choose(Choice::NewLap { window });
    record.choose(Choice::Run { spec: ModelSpec::Majority });
    peek(&mut record);
    assert_eq!(keys::predictions(&record, prediction(Task::Binary)).unwrap()[2], (waiting, None));
}
