//! Ridership's years, lived: how far off what decides is beside the rule, what is planned, and what the Journal makes of it.

use engine::expedition::Task;
use engine::expedition::deploy::DeployReport;
use engine::expedition::evaluate::prediction;
use engine::expedition::lessons::{Lived, lessons};
use engine::expedition::plan::{Plan, today};
use engine::expedition::record::{Choice, Ending, Fact, Record};
use engine::expedition::report::Report;
use engine::expedition::retraining::RETRAINING;
use engine::expedition::session::Session;
use engine::expedition::stage::Stage;
use engine::expedition::{ModelSpec, scenario};
use engine::models::linear;
use serde_json::Value;

use crate::golden;
use crate::replay::{journal, monitor, show};
use crate::ridership::{WORLD, shipped};

fn begun() -> Record {
    let mut record = Record::new(WORLD, 0x2001);
    record.choose(Choice::Frame { problem: scenario::problem(WORLD) });
    record.choose(Choice::Recipe { recipe: scenario::offered(WORLD) });
    record
}

fn live(record: &mut Record, ending: Ending) {
    record.choose(Choice::Gate { ending });
    record.choose(Choice::GoLive);
}

/// A model that is judged on its sealed rows and goes live.
fn shipped_model() -> Record {
    let mut record = begun();
    record.choose(Choice::Run { spec: ModelSpec::Linear(linear::Params::default()) });
    let (what, because) = (prediction(Task::Regression).into(), "it follows the week".into());
    record.happen(Fact::Committed { what, magnitude: 1.5, confidence: 0.75, because });
    let plan = Plan::of(&record);
    let (test, candidate) = (plan.test_key().unwrap(), plan.candidate_key().unwrap());
    record.happen(Fact::Peeked { test, candidate });
    live(&mut record, Ending::Ship);
    record
}

fn live_on(record: &mut Record) {
    while today(record) <= WORLD.last() {
        let month = today(record);
        record.happen(Fact::MonthLived { month });
    }
}

/// What pandas says of the rule, year by year, is what each year says of it, whoever decides.
#[test]
fn each_year_says_how_far_off_the_rule_was() {
    let session = Session::new(shipped());
    let mut record = begun();
    live(&mut record, Ending::KeepRule);
    live_on(&mut record);
    let file = std::fs::read(golden::own_folder().join("ridership.json")).unwrap();
    let golden: Value = serde_json::from_slice(&file).unwrap();
    let simple = golden["cases"].as_array().unwrap().iter().find(|case| case["id"] == "simple").unwrap();
    let report = monitor(&session, &record);
    assert_eq!(report.months.len(), 13);
    for year in &report.months {
        let pandas = simple["expected"]["two_weeks_ago"][year.month.year().to_string()].as_f64().unwrap();
        let rule = year.score_rule.unwrap();
        assert!((rule - pandas).abs() < 1e-8, "{:?}: {rule}, pandas {pandas}", year.month);
        assert_eq!((year.outcome.score(), year.cost_rule), (Some(rule), year.outcome.cost));
        assert_eq!(year.said(), year.outcome.amounts.unwrap().mean_forecast());
    }
}

#[test]
fn a_model_left_alone_ends_further_off_than_the_rule() {
    let session = Session::new(shipped());
    let mut record = shipped_model();
    live_on(&mut record);
    record.happen(Fact::Revealed { what: RETRAINING.into() });
    if let Ok(file) = std::env::var("YEARS") {
        std::fs::write(file, engine::expedition::versions::save(&record).unwrap()).unwrap();
    }
    let told = journal(&session, &record);
    let stale = lessons(&record, &told).into_iter().find_map(|(_, lived)| match lived {
        Some(Lived::Stale { claimed, live, worse, alarm, ended, .. }) => {
            Some((claimed, live, worse, alarm, ended))
        }
        _ => None,
    });
    let (claimed, live, worse, alarm, ended) = stale.unwrap();
    let (ended, last) = (ended.unwrap(), told.year.months.last().unwrap());
    assert!(worse && live > claimed && alarm.is_some());
    assert_eq!(
        (ended.month, Some(ended.score), Some(ended.rule)),
        (last.month, last.outcome.score(), *last.score_rule)
    );
    assert!(ended.moves && ended.rule < ended.score, "{ended:?}");
    // Whoever retrains each year is nearer in the end than who never does.
    let policies = &told.year.policies;
    assert_eq!(policies.len(), 7);
    assert!(policies[3].score < policies[0].score, "{policies:?}");
}

#[test]
fn what_is_planned_is_the_forecast_and_the_margin() {
    let session = Session::new(shipped());
    let of = |record: &Record| -> DeployReport {
        match &*show(&session, record, Stage::Deploy) {
            Report::Deploy(report) => report.clone(),
            other => panic!("{other:?}"),
        }
    };
    let model = of(&shipped_model());
    assert_eq!(model.day.len() as u32, model.live.n, "one request a day: all of them");
    assert!(model.day.windows(2).all(|pair| pair[1].day == pair[0].day + 1));
    for request in &model.day {
        assert_eq!(*request.planned, Some(request.score + model.threshold));
    }
    let mut kept = begun();
    live(&mut kept, Ending::KeepRule);
    let rule = of(&kept);
    assert!(rule.day.iter().all(|request| *request.planned == Some(request.score)));
    // The classes reach over all that was said, in rehearsal and live.
    for report in [model, rule] {
        assert_eq!((report.edges.as_ref().unwrap().len(), report.above_rehearsal), (9, 0.0));
        for shares in [report.scores_rehearsal, report.scores_live] {
            assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-9, "{shares:?}");
        }
    }
}
