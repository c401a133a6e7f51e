//! Trees of weighted rows node for node, through the door of every model; forests for classes and numbers inside the band
//! of the reference.

use std::rc::Rc;

use engine::matrix::Matrix;
use engine::metrics::regression::Predicted;
use engine::models::decision_tree::Params;
use engine::models::logistic::ClassWeight;
use engine::models::random_forest::{self, MaxFeatures};
use engine::models::tree::target::Criterion;
use engine::models::{Answers, Model, ModelSpec};
use engine::rng::Rng;
use engine::task::Task;
use engine::work::Work;
use serde_json::Value;

use super::case::{Case, Tolerance, number};
use super::trees::{matrix, nodes, shares};

pub fn run(case: &Case) {
    match case.kind.as_str() {
        "weighted_tree" => trees(case),
        "forest_band" => band(case),
        _ => {}
    }
}

/// Classes if the name says so, else numbers.
fn answers(case: &Case, classes: bool) -> Answers {
    if !classes {
        return Answers::numbers(case.numbers("y_real"));
    }
    let codes = case.codes("y");
    match codes.iter().max().unwrap() + 1 {
        2 => Answers::binary(case.numbers("y")),
        n_classes => Answers::classes(case.numbers("y"), n_classes),
    }
}

fn trees(case: &Case) {
    let (x, grid) = (matrix(&case.rows("X")), matrix(&case.rows("grid")));
    for (name, dials) in case.input["trees"].as_object().unwrap() {
        let answers = answers(case, name.starts_with("classes")).weighted(case.numbers("w"));
        let task = answers.task;
        let model = learned(ModelSpec::DecisionTree(params(dials)), &x, answers);
        let Model::DecisionTree(fitted) = &model else { panic!("another model") };
        let close = Tolerance { abs: 1e-5, rel: 1e-6 };
        let told = nodes(&fitted.tree, task == Task::Regression);
        case.same_within(&format!("{name}/nodes"), told, close);
        case.same(&format!("{name}/weights"), fitted.tree.weight.clone());
        let said = predicted(&model, &grid);
        let said: Vec<f64> = match task {
            Task::Binary => said.into_iter().flat_map(|p| shares(vec![p])).collect(),
            _ => said,
        };
        case.same(&format!("{name}/answers"), said);
        case.same(&format!("{name}/importances"), fitted.tree.feature_importances());
    }
}

fn params(dials: &Value) -> Params {
    let whole = |name: &str| dials[name].as_u64().map(|value| value as u32);
    let is = |name: &str, word: &str| dials[name].as_str() == Some(word);
    Params {
        criterion: if is("criterion", "entropy") { Criterion::Entropy } else { Criterion::Gini },
        max_depth: whole("max_depth"),
        min_samples_leaf: whole("min_samples_leaf").unwrap(),
        max_leaf_nodes: whole("max_leaf_nodes"),
        ccp_alpha: dials["ccp_alpha"].as_f64().unwrap_or(0.0),
        ccp_share: 0.0,
        class_weight: if is("class_weight", "balanced") { ClassWeight::Balanced } else { ClassWeight::Equal },
    }
}

fn band(case: &Case) {
    let (rows, k) = (case.rows("X"), number(&case.input["n_train"]) as usize);
    let (train, test) = (matrix(&rows[..k]), matrix(&rows[k..]));
    let inside = |name: &str, found: f64| {
        let ends: Vec<f64> = case.at(name).as_array().unwrap().iter().map(number).collect();
        let (low, high) = (ends[0] - 0.03, ends[ends.len() - 1] + 0.03);
        case.check(name, (low..=high).contains(&found), &format!("{found}"));
    };
    for (classes, max_features, score, oob) in
        [(true, MaxFeatures::Sqrt, "accuracy", "oob_accuracy"), (false, MaxFeatures::All, "r2", "oob_r2")]
    {
        let all = answers(case, classes);
        let mut learned_from = Answers { y: all.y[..k].into(), ..all.clone() };
        if !case.input["w"].is_null() {
            learned_from = learned_from.weighted(&case.numbers("w")[..k]);
        }
        let params = random_forest::Params { max_features, min_samples_leaf: 1, ..Default::default() };
        let model = learned(ModelSpec::RandomForest(params), &train, learned_from);
        let said = predicted(&model, &test);
        inside(score, if classes { accuracy(&said, &all.y[k..]) } else { r2(&said, &all.y[k..]) });
        if case.has(oob) {
            let Model::RandomForest(fitted) = model else { panic!("another model") };
            inside(oob, fitted.oob_score.unwrap());
        }
    }
}

fn accuracy(said: &[f64], y: &[f64]) -> f64 {
    let right = |(said, y): &(&[f64], &f64)| said.iter().all(|p| *p <= said[**y as usize]);
    let rows = said.chunks_exact(said.len() / y.len());
    rows.zip(y).filter(right).count() as f64 / y.len() as f64
}

fn r2(said: &[f64], y: &[f64]) -> f64 {
    Predicted::new(y, said, None).unwrap().r2().unwrap()
}

fn learned(spec: ModelSpec, x: &Rc<Matrix>, answers: Answers) -> Model {
    spec.start(x.clone(), answers, Rng::new(1, "golden")).finish().unwrap()
}

fn predicted(model: &Model, x: &Rc<Matrix>) -> Vec<f64> {
    let (model, x) = (model.clone(), x.clone());
    Work::new(|pace| async move { model.predict(&x, &pace).await }).finish().unwrap().values().to_vec()
}
