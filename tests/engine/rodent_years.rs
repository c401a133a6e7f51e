//! Rodents' years, lived: which animals came beside those that were learned from, and what became of them.

use engine::expedition::aside::Aside;
use engine::expedition::classes::{shares, unmet};
use engine::expedition::evaluate::prediction;
use engine::expedition::lessons::{Lived, lessons};
use engine::expedition::pipeline::Pipeline;
use engine::expedition::plan::{Plan, today};
use engine::expedition::record::{Choice, Ending, Fact, Record};
use engine::expedition::report::Report;
use engine::expedition::session::Session;
use engine::expedition::stage::Stage;
use engine::expedition::{Month, Names, Task, dials, scenario};
use engine::work::Pace;
use engine::worlds::rodents::{SPECIES, class};
use serde_json::Value;

use crate::golden;
use crate::now;
use crate::replay::{journal, monitor, show};
use crate::rodents::{WORLD, shipped};

fn begun() -> Record {
    let mut record = Record::new(WORLD, 0x1995);
    record.choose(Choice::Frame { problem: scenario::problem(WORLD) });
    record.choose(Choice::Recipe { recipe: scenario::offered(WORLD) });
    record
}

/// A tree that is judged on its sealed rows, gated and not yet live.
fn judged() -> Record {
    let mut record = begun();
    record.choose(Choice::Run { spec: dials::offered("decision_tree") });
    let (what, because) = (prediction(Task::Multiclass).into(), String::new());
    record.happen(Fact::Committed { what, magnitude: 0.6, confidence: 0.75, because });
    let plan = Plan::of(&record);
    let (test, candidate) = (plan.test_key().unwrap(), plan.candidate_key().unwrap());
    record.happen(Fact::Peeked { test, candidate });
    record.choose(Choice::Gate { ending: Ending::Ship });
    record
}

fn live_on(record: &mut Record, last: i32) {
    while today(record) <= WORLD.last() && today(record).year() <= last {
        let month = today(record);
        record.happen(Fact::MonthLived { month });
    }
}

/// How many of each species pandas counts in a year.
fn counted(file: &Value, year: i32) -> Vec<u32> {
    let counts = &file["cases"][0]["expected"]["species"][year.to_string()];
    let counts: Vec<u32> = serde_json::from_value(counts.clone()).unwrap();
    assert_eq!(counts.len(), SPECIES.len());
    counts
}

fn pandas() -> Value {
    let file = std::fs::read(golden::own_folder().join("rodents.json")).unwrap();
    serde_json::from_slice(&file).unwrap()
}

#[test]
fn each_year_tells_what_came_beside_what_was_learned() {
    let (session, file, newcomer) = (Session::new(shipped()), pandas(), class("PB").unwrap());
    let mut record = judged();
    record.choose(Choice::GoLive);
    live_on(&mut record, 1996);
    if let Ok(file) = std::env::var("RODENT_YEARS") {
        std::fs::write(file, engine::expedition::versions::save(&record).unwrap()).unwrap();
    }
    let told = journal(&session, &record);
    let past = (1977..=1991).map(|year| counted(&file, year));
    let past = past.reduce(|a, b| a.iter().zip(&b).map(|(a, b)| a + b).collect()).unwrap();
    for year in &told.year.months {
        let classes = year.classes.as_ref().unwrap();
        let came: Vec<u32> = classes.iter().map(|class| class.names.n).collect();
        assert_eq!(came, counted(&file, year.month.year()), "{:?}", year.month);
        let learned: Vec<Option<u32>> = classes.iter().map(|class| class.learned).collect();
        assert_eq!(learned, past.iter().map(|n| Some(*n)).collect::<Vec<_>>());
        let sum = classes.iter().fold(Names::default(), |sum, class| sum.plus(&class.names));
        assert_eq!(Some(sum), *year.outcome.names);
        // The newcomer is never named, and what it is called instead is said with a probability.
        let of = &classes[newcomer as usize];
        assert_eq!((of.is_unmet(), of.names.right), (year.month.year() >= 1995, 0));
        assert_eq!(of.sure.is_some(), of.names.named() > 0);
        assert!(of.taken_for.is_none_or(|name| past[name as usize] > 0));
    }
    let (class, came) = unmet(told.year.months.last().unwrap().classes.as_ref().unwrap()).unwrap();
    assert_eq!((class, came.names.n), (newcomer, counted(&file, 1996)[newcomer as usize]));
    let stale = lessons(&record, &told).into_iter().find_map(|(_, lived)| match lived {
        Some(Lived::Stale { unmet, .. }) => unmet,
        _ => None,
    });
    let stale = stale.unwrap();
    assert_eq!((stale.class, stale.first), (newcomer, Month::new(1995, 1)));
    assert_eq!(stale.n, (1995..=1996).map(|year| counted(&file, year)[newcomer as usize]).sum::<u32>());
}

/// A row that was set aside was not learned from, though it lay behind.
#[test]
fn what_was_set_aside_was_not_learned() {
    let session = Session::new(shipped());
    let mut record = begun();
    record.choose(Choice::Aside { aside: Aside { copies: false, doubted: true } });
    record.choose(Choice::Run { spec: dials::offered("decision_tree") });
    record.choose(Choice::Gate { ending: Ending::Ship });
    record.choose(Choice::GoLive);
    live_on(&mut record, 1992);
    let fit = Plan::of(&record).runs[0].fit.clone();
    let rows = session.world.rows(fit.window);
    let whole = now(Pipeline::fit(&fit, &session.world, &rows, &Pace::default())).unwrap();
    let left = whole.left.unwrap();
    assert!(left.doubted > 0 && left.n < rows.len() as u32);
    let months = monitor(&session, &record).months;
    let learned = months[0].classes.as_ref().unwrap().iter().map(|class| class.learned.unwrap());
    assert_eq!(learned.collect::<Vec<u32>>(), left.of_each);
}

#[test]
fn a_rule_and_nobody_have_learned_nothing() {
    let (session, file) = (Session::new(shipped()), pandas());
    let mut record = begun();
    record.choose(Choice::Gate { ending: Ending::KeepRule });
    record.choose(Choice::GoLive);
    live_on(&mut record, 1995);
    for year in &monitor(&session, &record).months {
        let classes = year.classes.as_ref().unwrap();
        let (then, now) = shares(classes);
        let all = f64::from(year.n);
        let pandas = counted(&file, year.month.year()).into_iter().map(|n| f64::from(n) / all);
        assert_eq!((then, now), (None, Some(pandas.collect::<Vec<f64>>())));
        assert!(classes.iter().all(|class| class.sure.is_none()) && unmet(classes).is_none());
    }
}

/// In rehearsal and live each class has its share; of a rule only what it names.
#[test]
fn names_at_the_door_are_shared_out() {
    let session = Session::new(shipped());
    let mut rule = begun();
    rule.choose(Choice::Gate { ending: Ending::KeepRule });
    for (record, is_rule) in [(judged(), false), (rule, true)] {
        let report = show(&session, &record, Stage::Deploy);
        let Report::Deploy(report) = &*report else { panic!("{report:?}") };
        let [rehearsal, live] = report.classes.as_ref().unwrap();
        let sums = [rehearsal, live].map(|shares| shares.iter().sum::<f64>());
        let all = if is_rule { [report.above_rehearsal, report.above_live] } else { [1.0; 2] };
        for (sum, all) in sums.into_iter().zip(all) {
            assert!((sum - all).abs() < 1e-12, "{is_rule}: {sum}, {all}");
        }
        let names = report.day.iter().filter(|request| request.named.is_some());
        assert!(names.clone().all(|request| request.score >= report.threshold));
        assert!(names.count() > 0);
    }
}
