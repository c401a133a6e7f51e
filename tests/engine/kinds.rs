//! An expedition through every kind of model and most kinds of steps, kept so that each gives the same numbers for ever,
//! here and in every browser.

use std::rc::Rc;

use engine::expedition::asked::{DEPENDENCE, IMPORTANCE, WHY, about};
use engine::expedition::balance::{Balance, Method as Drawn};
use engine::expedition::calibrated::Method;
use engine::expedition::evaluate::prediction;
use engine::expedition::plan::{Plan, today};
use engine::expedition::prepare::aggregate::{self, Statistic};
use engine::expedition::prepare::bins::{self, Encode, Strategy};
use engine::expedition::prepare::clip::{self, Limits};
use engine::expedition::prepare::impute::{self, Fill};
use engine::expedition::prepare::{
    Columns, Step, categorical, frequency, indicator, knn_impute, log, one_hot, polynomial, pool, power,
    ratio, standardise, target,
};
use engine::expedition::record::{Choice, Ending, Fact, Record};
use engine::expedition::session::Session;
use engine::expedition::stage::Stage;
use engine::expedition::{ModelSpec, Recipe, Task, WorldId, dials, scenario, status, versions};
use engine::models::{boosting, decision_tree, network, random_forest};

use crate::replay::{KINDS, file, journal, monitor, shipped, show};

const WORLD: WorldId = WorldId::Flights;

fn named(columns: &[&str]) -> Columns {
    Columns::Named(columns.iter().map(|column| String::from(*column)).collect())
}

/// Numbers of everything, made in many ways; one step is switched off.
fn numbers() -> Recipe {
    let steps = vec![
        Step::Indicator(indicator::Params { columns: named(&["wind_gust"]) }),
        Step::KnnImpute(knn_impute::Params { columns: named(&["temp", "dewp", "humid"]), n_neighbors: 3 }),
        Step::Impute(impute::Params { columns: Columns::All, fill: Fill::Median }),
        Step::Clip(clip::Params {
            columns: named(&["wind_speed"]),
            limits: Limits::Quantiles { lower: 0.01, upper: 0.99 },
        }),
        Step::Log(log::Params { columns: named(&["precip"]) }),
        Step::Power(power::Params { columns: named(&["distance"]) }),
        Step::Ratio(ratio::Params { numerator: "wind_gust".into(), denominator: "humid".into() }),
        Step::Polynomial(polynomial::Params { columns: named(&["temp", "humid"]), interaction_only: true }),
        Step::Aggregate(aggregate::Params {
            column: "hour".into(),
            by: "origin".into(),
            statistic: Statistic::Mean,
        }),
        Step::Drop { columns: named(&["pressure"]) }.switched(false),
        Step::Pool(pool::Params { columns: named(&["carrier"]), min_share: 0.02 }),
        Step::Frequency(frequency::Params { columns: named(&["origin"]), normalize: true }),
        Step::Target(target::Params { columns: named(&["dest"]), smooth: 10.0, cv: 5, n_classes: 0 }),
        Step::Standardise(standardise::Params { columns: Columns::All }),
        Step::OneHot(one_hot::Params { columns: Columns::All, max_levels: Some(8), drop_first: false }),
    ];
    Recipe { steps, ..scenario::at_decision(WORLD) }
}

/// Words kept as levels, for models that ask for them.
fn levels() -> Recipe {
    let steps = vec![
        Step::Bins(bins::Params {
            columns: named(&["hour"]),
            n_bins: 6,
            strategy: Strategy::Uniform,
            encode: Encode::Ordinal,
        }),
        Step::Categorical(categorical::Params { columns: Columns::All }),
        Step::Impute(impute::Params { columns: Columns::All, fill: Fill::Median }),
    ];
    Recipe { steps, ..scenario::at_decision(WORLD) }
}

/// Every kind that is offered, and some with dials that are turned seldom.
fn kinds() -> Vec<ModelSpec> {
    let small = network::Params {
        hidden_layer_sizes: vec![8, 4],
        activation: network::Activation::Tanh,
        dropout: 0.1,
        max_iter: 8,
        ..Default::default()
    };
    let stopped = boosting::Params {
        early_stopping: true,
        l2_regularization: 1.0,
        n_iter_no_change: 3,
        ..Default::default()
    };
    let forest = random_forest::Params { n_estimators: 20, ..Default::default() };
    let pushed = dials::push(&ModelSpec::Boosting(stopped), "visib", -1);
    let offered = dials::families(Task::Binary).into_iter().map(dials::offered);
    // Those that take longest are smaller than offered: a browser goes through this file at every change.
    offered
        .map(|spec| match spec {
            ModelSpec::Network(_) => ModelSpec::Network(small.clone()),
            ModelSpec::RandomForest(_) => ModelSpec::RandomForest(forest.clone()),
            ModelSpec::Boosting(_) => pushed.clone(),
            other => other,
        })
        .collect()
}

fn walked(session: &Rc<Session>) -> Record {
    let mut record = Record::new(WORLD, 0x51DE);
    record.choose(Choice::Frame { problem: scenario::problem(WORLD) });
    record.choose(Choice::Recipe { recipe: numbers() });
    for spec in kinds() {
        record.choose(Choice::Run { spec });
    }
    // Rare answers more often, and the chances put right afterwards.
    let balance = Balance { method: Drawn::Oversample, sampling_strategy: 0.25 };
    record.choose(Choice::Balance { balance: Some(balance) });
    let run = record.choose(Choice::Run { spec: dials::offered("naive_bayes") });
    record.choose(Choice::Calibrate { run, method: Some(Method::Isotonic) });
    record.choose(Choice::Balance { balance: None });
    record.choose(Choice::Recipe { recipe: levels() });
    let forest = random_forest::Params { n_estimators: 10, ..Default::default() };
    record.choose(Choice::Run { spec: ModelSpec::RandomForest(forest) });
    record.choose(Choice::Run { spec: dials::offered("boosting") });
    let cut = decision_tree::Params { max_depth: Some(8), ccp_share: 0.002, ..Default::default() };
    let run = record.choose(Choice::Run { spec: ModelSpec::DecisionTree(cut) });
    record.choose(Choice::Calibrate { run, method: Some(Method::Sigmoid) });
    for what in [IMPORTANCE.into(), WHY.into(), about(DEPENDENCE, &["carrier"])] {
        record.happen(Fact::Revealed { what });
    }
    let (what, because) = (prediction(Task::Binary).into(), "storms come by themselves".into());
    record.happen(Fact::Committed { what, magnitude: 0.5, confidence: 0.7, because });
    let plan = Plan::of(&record);
    let (test, candidate) = (plan.test_key().unwrap(), plan.candidate_key().unwrap());
    record.happen(Fact::Peeked { test, candidate });
    record.choose(Choice::Gate { ending: Ending::Ship });
    record.choose(Choice::GoLive);
    for _ in 0..3 {
        if monitor(session, &record).asks.is_some() {
            record.choose(Choice::Ignore { month: today(&record).plus(-1) });
        }
        let month = today(&record);
        record.happen(Fact::MonthLived { month });
    }
    record
}

/// Makes the file and its fingerprint: `cargo test -p engine write_kinds -- --ignored`.
#[test]
#[ignore = "writes two files of the repository; only for a new schema, and then under a new name"]
fn write_kinds() {
    let session = Session::new(shipped());
    let record = walked(&session);
    let file = |ending: &str| {
        format!("{}/../../tests/engine/expeditions/{KINDS}.{ending}", env!("CARGO_MANIFEST_DIR"))
    };
    std::fs::write(file("fullloop.json"), versions::save(&record).unwrap() + "\n").unwrap();
    std::fs::write(file("fingerprint"), journal(&session, &record).fingerprint + "\n").unwrap();
}

#[test]
fn the_file_goes_through_every_kind() {
    let session = Session::new(shipped());
    let (told, kept) = (walked(&session), versions::open(&file(KINDS)).unwrap());
    assert_eq!(
        (told.entries, told.cursor, told.seed),
        (kept.entries.clone(), kept.cursor, kept.seed.clone())
    );
    let plan = Plan::of(&kept);
    let runs = |name: &str| plan.runs.iter().filter(|run| run.fit.spec.name() == name).count();
    assert!(dials::families(Task::Binary).into_iter().all(|kind| runs(kind) > 0));
    assert!(plan.runs.iter().any(|run| run.fit.balance.is_some() && run.fit.calibrate.is_some()));
    let learned = plan.runs.iter().filter(|run| run.fit.calibrate.is_some()).count();
    assert_eq!(learned, 2);
    for stage in Stage::LOOP {
        show(&session, &kept, stage);
    }
    assert!(status::of(&kept).iter().all(|state| state.why.is_none()));
    assert_eq!(monitor(&session, &kept).months.len(), 3);
}

/// Chromium and Firefox replay all that are kept.
#[test]
fn every_kept_expedition_is_replayed_in_browsers() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests");
    let read = |path: &str| std::fs::read_to_string(format!("{folder}/{path}")).unwrap();
    for entry in std::fs::read_dir(format!("{folder}/engine/expeditions")).unwrap() {
        let file = entry.unwrap().file_name().into_string().unwrap();
        let Some(name) = file.strip_suffix(".fullloop.json") else { continue };
        assert!(read("browser/replay.rs").contains(&format!("\"{name}\"")), "{name} in Chromium");
        assert!(read("e2e/firefox.spec.ts").contains(&format!("'{name}'")), "{name} in Firefox");
    }
}
