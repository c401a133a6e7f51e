//! The Train room: dials that do what they say, curves that end where the model ends, and what is asked for once.

use std::rc::Rc;

use engine::error::EngineError;
use engine::expedition::Task;
use engine::expedition::asked::{FOLDS, FREEDOM, IMPORTANCE, LEARNING, SPREAD, asks, repeats};
use engine::expedition::deploy::windows;
use engine::expedition::plan::{Decides, Plan, today};
use engine::expedition::prepare::{Step, scale};
use engine::expedition::record::{Choice, Ending, Fact, Problem, Record};
use engine::expedition::report::Report;
use engine::expedition::session::Session;
use engine::expedition::stage::Stage;
use engine::expedition::train::TrainReport;
use engine::expedition::trial::{SCORE_ROW_US, time_of};
use engine::expedition::{ModelSpec, WorldId, dials, keys, scenario};
use engine::matrix::Matrix;
use engine::metrics::{Scored, proba};
use engine::models::{Answers, Model, decision_tree, random_forest};
use engine::rng::Rng;
use engine::work::Pace;

use crate::now;
use crate::replay::{shipped, show};

pub fn record(spec: ModelSpec, asked: &[&str]) -> Record {
    let mut record = Record::new(WorldId::Flights, 0x2013);
    record.choose(Choice::Recipe { recipe: scenario::at_decision(WorldId::Flights) });
    record.choose(Choice::Run { spec });
    asked.iter().for_each(|what| {
        record.happen(Fact::Revealed { what: (*what).into() });
    });
    record
}

pub fn trained(session: &Rc<Session>, record: &Record) -> TrainReport {
    match &*show(session, record, Stage::Train) {
        Report::Train(report) => (**report).clone(),
        other => panic!("{other:?}"),
    }
}

/// Two overlapping clouds in five features, 400 rows.
fn rows() -> (Rc<Matrix>, Vec<f64>) {
    let mut rng = Rng::new(5, "rows");
    let y: Vec<f64> = (0..400).map(|_| f64::from(u8::from(rng.uniform() < 0.3))).collect();
    let values = y.iter().flat_map(|y| (0..5).map(|_| rng.uniform() + 0.4 * y).collect::<Vec<_>>()).collect();
    (Rc::new(Matrix::new(y.len(), 5, values).unwrap()), y)
}

fn fitted(spec: &ModelSpec, x: &Rc<Matrix>, y: &[f64]) -> Model {
    spec.start(x.clone(), Answers::binary(y), Rng::new(3, "model")).finish().unwrap()
}

/// Every kind that is offered, and naive Bayes with columns that are there or not.
fn kinds() -> Vec<ModelSpec> {
    let there = dials::answered(&dials::offered("naive_bayes"), "there");
    dials::families(Task::Binary).into_iter().map(dials::offered).chain([there]).collect()
}

#[test]
fn columns_are_counted_where_no_number_is_below_zero() {
    let session = Session::new(shipped());
    let counts = dials::answered(&dials::offered("naive_bayes"), "counts");
    assert_eq!(dials::taken(&counts), Some("counts"));
    let story = record(counts, &[]);
    let refused = crate::refused::last(&session, &story);
    let EngineError::Negative { column: Some(column), .. } = &refused else { panic!("{refused:?}") };
    let plan = Plan::of(&story);
    assert!(plan.recipe.features.contains(column), "{column} is named as the learner knows it");
    let mut recipe = plan.recipe.clone();
    for step in &mut recipe.steps {
        if let Step::Standardise(params) = step {
            *step = Step::Scale(scale::Params { columns: params.columns.clone(), by: scale::By::MinMax });
        }
    }
    let mut again = Record::for_world(&session.world, 7);
    again.choose(Choice::Recipe { recipe });
    again.choose(Choice::Run { spec: plan.run().unwrap().fit.spec.clone() });
    let report = trained(&session, &again);
    let judged = &report.runs[0].judged;
    assert!(judged.roc_auc.is_some_and(|auc| auc > 0.5), "{:?}", judged.roc_auc);
    assert!(judged.weights.iter().all(|weight| weight.times() >= 1.0) && !judged.weights.is_empty());
}

#[test]
fn every_question_has_answers_that_make_another_model() {
    let (x, y) = rows();
    let asked = |spec: &ModelSpec| dials::questions(spec, Task::Binary);
    for offered in dials::families(Task::Binary).map(dials::offered) {
        for question in asked(&offered) {
            assert_eq!(question.now, question.answers[0], "the first is offered");
            for answer in question.answers {
                let spec = dials::answered(&offered, answer);
                let again = asked(&spec).into_iter().find(|one| one.what == question.what);
                assert_eq!(again, Some(dials::Question { now: answer, ..question }));
                assert_eq!(dials::answered(&spec, question.now), offered, "{answer}");
                let same = fitted(&spec, &x, &y) == fitted(&offered, &x, &y);
                assert_eq!(same, *answer == question.now, "{answer} of {}", question.what);
            }
        }
        assert_eq!(dials::answered(&offered, "no such answer"), offered);
    }
    let whats: Vec<&str> = dials::families(Task::Binary)
        .iter()
        .flat_map(|kind| asked(&dials::offered(kind)))
        .map(|q| q.what)
        .collect();
    // Each is asked whether rare ones count for more.
    let rest = ["rare", "stop", "rare", "mixed", "among", "rare", "taken", "rare", "near", "rare", "bend"];
    assert_eq!(whats, [&["rare", "rare", "mixed"][..], &rest].concat());
    assert!(dials::families(Task::Regression).iter().all(|kind| {
        dials::questions(&dials::offered(kind), Task::Regression)
            .iter()
            .all(|question| !["rare", "mixed"].contains(&question.what))
    }));
}

#[test]
fn every_dial_can_be_turned_to_its_ends() {
    let (x, y) = rows();
    for offered in kinds() {
        let kind = offered.name();
        assert_eq!(dials::usual(&offered), offered);
        let freedoms = dials::freedoms(&offered);
        let falling = kind == "naive_bayes" || kind == "k_neighbors";
        assert!(if falling { freedoms.iter().rev().is_sorted() } else { freedoms.is_sorted() });
        assert!(freedoms[1..5].contains(&dials::freedom(&offered).unwrap()));
        for freedom in freedoms {
            let spec = dials::with_freedom(&offered, freedom);
            assert_eq!(dials::freedom(&spec), Some(freedom));
            assert_eq!(dials::with_freedom(&spec, dials::freedom(&offered).unwrap()), offered);
        }
        let often = dials::others(&offered).iter().filter(|dial| !dial.seldom).count();
        assert!(often <= 2, "three dials with the freedom");
        // How columns are taken stands with the freedom, before the others.
        let asked = dials::questions(&offered, Task::Binary);
        let asked = asked.iter().filter(|one| !one.seldom && one.what != "taken").count();
        assert!(often + asked <= 3, "{kind}: {often} dials and {asked} questions in sight");
        for dial in dials::others(&offered) {
            assert!((dial.low..=dial.high).contains(&dial.value));
            for value in [dial.low, dial.high] {
                let spec = dials::with(&offered, dial.what, value);
                let turned = dials::others(&spec).into_iter().find(|d| d.what == dial.what).unwrap();
                assert!((turned.value - value).abs() < 1e-9, "{kind} {}", dial.what);
                fitted(&spec, &x, &y);
            }
        }
    }
}

#[test]
fn a_column_pushes_one_way_only_where_it_was_said_to() {
    let offered = dials::offered("boosting");
    let up = dials::push(&offered, "hour", 1);
    let both = dials::push(&up, "wind_speed", -1);
    let told = |spec: &ModelSpec, task| dials::pushed(spec, task).cloned();
    let expected: std::collections::BTreeMap<String, i8> =
        [("hour".into(), 1), ("wind_speed".into(), -1)].into();
    assert_eq!(told(&both, Task::Binary), Some(expected));
    assert_eq!(
        told(&both, Task::Multiclass),
        None,
        "scikit-learn has it for one answer only, and so have we"
    );
    assert_eq!(told(&dials::offered("logistic"), Task::Binary), None);
    assert_eq!(dials::push(&up, "hour", 0), offered);
    assert_eq!(dials::within(&both, &["hour".into()]), up, "a column that does not go in says nothing");
    let whole = scenario::whole(WorldId::Flights, &scenario::offered(WorldId::Flights));
    assert!(whole.iter().any(|name| name == "wind_speed") && !whole.iter().any(|name| name == "carrier"));
}

#[test]
fn what_is_asked_holds_for_the_run_it_was_asked_of() {
    let asked = |record: &Record| asks(record, &Plan::of(record));
    let tree = dials::offered("decision_tree");
    let mut story = record(tree.clone(), &[FREEDOM, LEARNING]);
    assert_eq!(asked(&story), [true, true, false, false]);
    let before = keys::key(Stage::Train, &story).unwrap();
    story.happen(Fact::Revealed { what: IMPORTANCE.into() });
    assert_ne!(keys::key(Stage::Train, &story).unwrap(), before);
    story.choose(Choice::Run { spec: dials::with_freedom(&tree, 6.0) });
    assert_eq!(asked(&story), [true, false, false, false], "freedom is one question for a kind");
    story.choose(Choice::Run { spec: dials::with(&tree, "group", 5.0) });
    assert_eq!(asked(&story), [false; 4], "another dial, another model");
    story.choose(Choice::Run { spec: dials::offered("boosting") });
    assert_eq!(asked(&story), [false; 4]);
    assert!(story.undo() && story.undo() && story.undo());
    assert_eq!(asked(&story), [true, true, true, false], "a fact stays");
    story.choose(Choice::Recipe { recipe: scenario::offered(WorldId::Flights) });
    story.choose(Choice::Run { spec: tree });
    assert_eq!(asked(&story), [false; 4], "other columns");
}

#[test]
fn what_is_asked_agrees_with_the_run() {
    let session = Session::new(shipped());
    for spec in kinds() {
        let kind = spec.name();
        let report =
            trained(&session, &record(spec.clone(), &[FREEDOM, LEARNING, IMPORTANCE, FOLDS, SPREAD]));
        let (asked, judged) = (&report.asked, &report.runs[0].judged);
        let same = |a: Option<f64>, b: Option<f64>| (a.unwrap() - b.unwrap()).abs() < 1e-9;
        // What learns in one go has no curve, and so no end of one.
        let end = judged.curve.last();
        assert_eq!(end.is_none(), ["naive_bayes", "k_neighbors"].contains(&kind), "{kind}");
        if let Some(end) = end {
            assert!(end.at == judged.n_iterations && same(judged.log_loss, end.validation), "{kind}");
        }
        let settings = dials::freedoms(&spec).to_vec();
        assert_eq!(asked.freedom.iter().map(|s| s.at).collect::<Vec<_>>(), settings);
        let own = asked.freedom.iter().find(|s| Some(s.at) == dials::freedom(&spec)).unwrap();
        let all = asked.learning.last().unwrap();
        assert!(asked.learning.is_sorted_by(|a, b| a.at < b.at) && all.at == f64::from(report.train.n));
        for setting in [own, all] {
            // The loss of what is said of the same rows, once by the model and once on the way there.
            assert!(
                end.is_none_or(|end| (setting.train - end.train).abs() < 1e-9),
                "{kind}: {setting:?} {end:?}"
            );
            assert_eq!(Some(setting.validation), judged.log_loss);
        }
        let sizes: Vec<f64> = asked.importance.iter().map(|w| w.weight.abs()).collect();
        assert!(!sizes.is_empty() && sizes.iter().rev().is_sorted(), "the largest first");
        for one in &asked.importance {
            let spread = asked.spread.iter().flatten().find(|of| of.feature == one.feature).unwrap();
            assert!(spread.low <= one.weight + 1e-12 && one.weight <= spread.high + 1e-12, "{spread:?}");
            assert!(repeats(&spec) > 1 || spread.low == spread.high, "{kind}");
        }
        let folds: Vec<f64> = asked.folds.as_ref().unwrap().losses.iter().map(|loss| loss.unwrap()).collect();
        assert!(
            folds.len() == 5 && folds.iter().all(|loss| loss.is_finite() && *loss > 0.0),
            "{kind}: {folds:?}"
        );
    }
}

#[test]
fn a_run_is_judged_by_days_and_read_as_it_decides() {
    let session = Session::new(shipped());
    for spec in kinds() {
        let (kind, story) = (spec.name(), record(spec.clone(), &[]));
        let report = trained(&session, &story);
        let judged = &report.runs[0].judged;
        let days = report.validation.to - report.validation.from + 1;
        assert_eq!(judged.days.len(), days as usize);
        assert!((judged.days.iter().sum::<f64>() - judged.outcome.cost).abs() < 1e-3);
        let range = judged.cost_interval.unwrap();
        assert!(range.low < judged.outcome.cost && judged.outcome.cost < range.high);
        assert!(judged.bytes > 500 && judged.curve.len() <= 62);
        assert_eq!(!judged.weights.is_empty(), ["logistic", "naive_bayes"].contains(&kind));
        assert_eq!(!judged.tree.is_empty(), kind == "decision_tree");
        assert_eq!(judged.layers.is_some(), kind == "network");
        if let Some(layers) = judged.layers.as_ref() {
            // Features of columns into units, units into the answer, a bias each.
            let n_weights = (judged.n_features + 1) * layers.hidden[0] + layers.hidden[0] + 1;
            assert_eq!((layers.n_weights, layers.kept, layers.held_back), (n_weights, 30, false));
            assert!(layers.columns.iter().all(|column| session.world.table.column(&column.feature).is_ok()));
            assert!(layers.columns.iter().rev().is_sorted_by(|a, b| a.weight <= b.weight));
        }
        // A group is parted into two that make it up, and its children follow it, "at most" first.
        let mut open: Vec<(u32, u32)> = Vec::new();
        for node in judged.tree.iter().rev() {
            if node.feature.is_some() {
                let (one, other) = (open.pop().unwrap(), open.pop().unwrap());
                assert_eq!((one.0, other.0, one.1 + other.1), (node.depth + 1, node.depth + 1, node.n));
            }
            open.push((node.depth, node.n));
        }
        assert!(judged.tree.is_empty() || open == [(0, report.train.n)]);
        // The recipe moves and stretches numbers, so a question can be put in the column's own unit.
        let numbers = |name: &String| session.world.table.numbers(name).is_ok();
        let asked = judged.tree.iter().filter(|node| node.feature.as_ref().is_some_and(numbers));
        asked.for_each(|node| assert!(node.in_unit, "{node:?}"));
    }
}

#[test]
fn who_finds_no_room_is_counted() {
    let session = Session::new(shipped());
    let mut tight = record(dials::offered("logistic"), &[]);
    let of = |record: &Record| trained(&session, record).runs.last().unwrap().judged.clone();
    let full = of(&tight);
    let away = full.turned_away.unwrap();
    let problem = Problem { capacity: 1.0, ..scenario::problem(WorldId::Flights) };
    tight.choose(Choice::Frame { problem });
    let roomy = of(&tight);
    assert!(roomy.turned_away.is_none() && away.positives > 0);
    // With room for all they would have been warned of, and nobody else.
    let [tight, roomy] = [full.outcome.counts, roomy.outcome.counts];
    assert_eq!(roomy.tp, tight.tp + away.positives);
    assert_eq!(roomy.fp, tight.fp + away.n - away.positives);
}

#[test]
fn a_time_is_found_again_at_any_threshold() {
    let mut story = record(dials::offered("boosting"), &[]);
    let fit = Plan::of(&story).run().unwrap().fit.clone();
    assert_eq!(time_of(&story, &fit), None);
    story.choose(Choice::Threshold { threshold: 0.125 });
    let version = Decides::Model { fit: fit.clone(), threshold: Some(0.125) }.key().unwrap();
    story.happen(Fact::Measured { version, what: SCORE_ROW_US.into(), value: 7.5 });
    assert_eq!(time_of(&story, &fit), Some(7.5));
    let other = record(dials::offered("logistic"), &[]);
    assert_eq!(time_of(&story, &Plan::of(&other).run().unwrap().fit), None);
}

#[test]
fn a_tree_cut_at_a_depth_is_the_tree_allowed_no_more() {
    let (x, y) = rows();
    let grown = |max_depth| {
        let params = decision_tree::Params { max_depth, min_samples_leaf: 5, ..Default::default() };
        match fitted(&ModelSpec::DecisionTree(params), &x, &y) {
            Model::DecisionTree(fitted) => fitted,
            other => panic!("{other:?}"),
        }
    };
    let (whole, pace) = (grown(None), Pace::default());
    assert!(whole.tree.depth() > 4);
    for depth in 1..=whole.tree.depth() {
        let cut = now(whole.predict_at(depth, &x, &pace)).unwrap();
        assert_eq!(cut, now(grown(Some(depth)).predict(&x, &pace)).unwrap(), "{depth}");
    }
    assert!(now(whole.predict_at(1, &Matrix::new(1, 2, vec![0.0; 2]).unwrap(), &pace)).is_err());
}

#[test]
fn a_forest_so_far_is_the_forest_of_so_many_trees() {
    let (x, y) = rows();
    let grown = |n_estimators| {
        let params = random_forest::Params { n_estimators, ..Default::default() };
        match fitted(&ModelSpec::RandomForest(params), &x, &y) {
            Model::RandomForest(fitted) => fitted,
            other => panic!("{other:?}"),
        }
    };
    let pace = Pace::default();
    let staged = now(grown(12).staged_loss(&x, &y, &pace)).unwrap();
    assert_eq!(staged.len(), 12);
    for (n, loss) in (1..).zip(&staged) {
        let scores = now(grown(n).predict(&x, &pace)).unwrap();
        let own = proba::log_loss(&Scored::new(&y, scores.values(), None).unwrap()).unwrap();
        assert!((own - loss).abs() < 1e-12, "{n}: {own} {loss}");
    }
    assert!(now(grown(1).staged_loss(&x, &y[1..], &pace)).is_err());
}

/// In a later lap the version that is live stands beside the baselines, judged on the same validation rows.
#[test]
fn what_is_live_is_judged_on_the_rows_of_the_lap() {
    let session = Session::new(shipped());
    let mut story = record(dials::offered("logistic"), &[]);
    assert_eq!(*trained(&session, &story).champion, None, "in the first lap nothing is live");
    story.choose(Choice::Gate { ending: Ending::Ship });
    story.choose(Choice::GoLive);
    assert_eq!(*trained(&session, &story).champion, None, "this lap's own version is no champion of it");
    for _ in 0..2 {
        let month = today(&story);
        story.happen(Fact::MonthLived { month });
    }
    let all = Choice::NewLap { window: *windows(&story).last().unwrap() };
    story.choose(Choice::NewLap { window: windows(&story)[1] });
    let report = trained(&session, &story);
    let champion = report.champion.as_ref().unwrap();
    assert_eq!((champion.number, champion.learned_from), (1, false));
    let counts = champion.outcome.counts;
    assert_eq!(counts.n(), report.validation.n);
    assert_eq!(counts.tp + counts.missed, report.nothing.counts.missed, "the same rows");
    assert!(counts.tp > 0 && champion.outcome.cost < report.nothing.cost);
    // On all past months it is judged on days that it learned from, and that is said.
    assert!(story.undo());
    story.choose(all);
    assert!(trained(&session, &story).champion.as_ref().unwrap().learned_from);
}
