//! Splits by sets of levels beside scikit-learn's boosting, and beside all sets there are.

use std::rc::Rc;

use engine::matrix::Matrix;
use engine::models::levels::LevelSet;
use engine::models::tree::target::Criterion;
use engine::models::{Model, ModelSpec, decision_tree};
use engine::rng::Rng;

use super::boosting::{answers, params, predicted};
use super::case::{Case, number};

pub fn run(case: &Case) {
    match case.kind.strip_prefix("parted_") {
        Some(_) => parted(case),
        None => boosted(case),
    }
}

fn boosted(case: &Case) {
    let levels: Vec<Option<u32>> =
        case.numbers("levels").iter().map(|n| (*n > 0.0).then_some(*n as u32)).collect();
    let matrix = |name: &str| {
        let rows = case.rows(name);
        let all = Matrix::new(rows.len(), rows[0].len(), rows.concat()).unwrap();
        Rc::new(all.with_levels(levels.clone()).unwrap())
    };
    let work = ModelSpec::Boosting(params(case)).start(matrix("X"), answers(case), Rng::new(1, "golden"));
    predicted(case, &work.finish().unwrap(), matrix("asked"));
}

/// A tree of one question: its gain, and the levels it names.
fn parted(case: &Case) {
    let criterion = match case.input["criterion"].as_str() {
        Some("entropy") => Criterion::Entropy,
        _ => Criterion::Gini,
    };
    let x = case.numbers("x");
    let levels = Some(number(&case.input["levels"]) as u32);
    let x = Rc::new(Matrix::new(x.len(), 1, x).unwrap().with_levels(vec![levels]).unwrap());
    let params = decision_tree::Params {
        criterion,
        max_depth: Some(1),
        min_samples_leaf: 1,
        ..decision_tree::Params::default()
    };
    let work = ModelSpec::DecisionTree(params).start(x, answers(case), Rng::new(1, "golden"));
    let Model::DecisionTree(fitted) = work.finish().unwrap() else { panic!("another model") };
    let tree = fitted.tree;
    let share = |node: usize| tree.weight[node] / tree.weight[0] * tree.impurity[node];
    case.same("gain", share(0) - share(tree.left[0] as usize) - share(tree.right[0] as usize));
    let set: &LevelSet = tree.sets.of(0).unwrap();
    case.same("named", set.levels().map(|level| level as f64).collect::<Vec<f64>>());
}
