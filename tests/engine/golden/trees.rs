//! Decision trees node for node; forest and boosting inside the band of the reference.

use std::rc::Rc;

use engine::matrix::Matrix;
use engine::metrics::{Confusion, Scored, proba, rank};
use engine::models::tree::grow::{Limits, Presorted, Way, grow};
use engine::models::tree::target::{Binary, Classes, Criterion, Numbers, Target};
use engine::models::tree::{Columns, Tree};
use engine::models::{Answers, Model, ModelSpec, boosting, decision_tree, logistic, random_forest};
use engine::rng::Rng;
use engine::work::{Meter, Work};

use super::case::{Case, Got, Tolerance, number, object};

/// All trees of a case: the fields of `expected` name criterion and limits, e.g. `gini_depth3_leaf5`.
pub fn trees(case: &Case) {
    let x = matrix(&case.rows("X"));
    let grid = case.rows("grid");
    let codes = case.codes("y");
    let n_classes = codes.iter().max().unwrap() + 1;
    let close = Tolerance { abs: case.tolerance(Some("tree_threshold")).abs, rel: 1e-6 };
    for name in case.expected.as_object().unwrap().keys() {
        let dial = |word: &str| -> u32 {
            name.split(word).nth(1).unwrap().split('_').next().unwrap().parse().unwrap()
        };
        let limits =
            Limits { max_depth: Some(dial("_depth")), min_samples_leaf: dial("_leaf"), max_leaf_nodes: None };
        let criterion = if name.starts_with("entropy") { Criterion::Entropy } else { Criterion::Gini };
        let tree = if name.starts_with("regression_mse") {
            of(&x, Numbers::new(&case.numbers("y_real"), None), limits)
        } else if n_classes == 2 {
            let y = case.numbers("y");
            let tree = of(&x, Binary::new(&y, None, criterion), limits);
            assert_eq!(tree, by_spec(&x, &y, criterion, limits), "{case}: {name}");
            tree
        } else {
            of(&x, Classes::new(&case.numbers("y"), n_classes, None, criterion), limits)
        };
        case.same_within(&format!("{name}/nodes"), nodes(&tree, name.starts_with("regression")), close);
        let answers: Vec<Vec<f64>> = grid.iter().map(|row| value(&tree, tree.leaf(row))).collect();
        if case.has(&format!("{name}/predict_grid")) {
            case.same(&format!("{name}/predict_grid"), answers.concat());
        } else {
            let shares: Vec<Vec<f64>> = answers.into_iter().map(shares).collect();
            case.same(&format!("{name}/proba_grid"), shares);
            case.same(&format!("{name}/importances"), tree.feature_importances());
        }
    }
}

/// Forest, boosting and what they are to beat, judged on the rows after the first `n_train`.
pub fn band(case: &Case) {
    assert_eq!(case.input["rf"], "100 trees, gini, sqrt features, bootstrap", "{case}");
    let boosted = "60 iters, lr .1, 15 leaves, min leaf 10, 255 bins, no early stopping";
    assert_eq!(case.input["hgb"], boosted, "{case}");
    let band = "rf: inside [min-0.03, max+0.03]; hgb: within 0.04 accuracy / 0.03 auc";
    assert_eq!(case.at("band"), band, "{case}");
    let forest = random_forest::Params { min_samples_leaf: 1, ..Default::default() };
    let (model, accuracy, auc, _) = judged(case, &ModelSpec::RandomForest(forest));
    let Model::RandomForest(fitted) = model else { panic!("another model") };
    let oob = fitted.oob_score.unwrap();
    for (name, found) in [("rf_accuracy", accuracy), ("rf_auc", auc), ("rf_oob_accuracy", oob)] {
        let ends: Vec<f64> = case.at(name).as_array().unwrap().iter().map(number).collect();
        let (low, high) = (ends[0] - 0.03, ends[ends.len() - 1] + 0.03);
        case.check(name, (low..=high).contains(&found), &format!("{found}"));
    }
    let boosting = boosting::Params {
        max_iter: 60,
        max_leaf_nodes: Some(15),
        min_samples_leaf: 10,
        ..boosting::Params::default()
    };
    let (_, accuracy, auc, loss) = judged(case, &ModelSpec::Boosting(boosting));
    let within = |abs: f64| Tolerance { abs, rel: 0.0 };
    case.same_within("hgb_accuracy", accuracy, within(0.04));
    case.same_within("hgb_auc", auc, within(0.03));
    case.same_within("hgb_log_loss", loss, within(0.04));
    let (_, accuracy, ..) = judged(case, &ModelSpec::Logistic(logistic::Params::default()));
    case.same("baseline_logreg_accuracy", accuracy);
}

/// A model of the first `n_train` rows; accuracy, area and log loss on the others.
fn judged(case: &Case, spec: &ModelSpec) -> (Model, f64, f64, f64) {
    let (rows, y) = (case.rows("X"), case.numbers("y"));
    let n = number(&case.input["n_train"]) as usize;
    let (train, test) = (matrix(&rows[..n]), matrix(&rows[n..]));
    let model = spec.start(train, Answers::binary(&y[..n]), Rng::new(1, "golden")).finish().unwrap();
    let asked = model.clone();
    let scores = Work::new(|pace| async move { asked.predict_proba(&test, &pace).await }).finish().unwrap();
    let scored = Scored::new(&y[n..], &scores, None).unwrap();
    let accuracy = Confusion::at(&scored, 0.5).accuracy().unwrap();
    (model, accuracy, rank::roc_auc(&scored).unwrap(), proba::log_loss(&scored).unwrap())
}

fn of<T: Target + 'static>(x: &Rc<Matrix>, target: T, limits: Limits) -> Tree {
    let x = x.clone();
    Work::new(|pace| async move {
        let mut columns = Columns::sort(&x, &pace).await;
        let (mut source, mut meter) = (Presorted::new(&mut columns, None), Meter::default());
        let rows: Vec<u32> = (0..x.n_rows() as u32).collect();
        let mut way = Way { pace: &pace, meter: &mut meter, tells: true };
        grow(&columns, &mut source, &target, &rows, limits, &mut way).await
    })
    .finish()
}

fn by_spec(x: &Rc<Matrix>, y: &[f64], criterion: Criterion, limits: Limits) -> Tree {
    let Limits { max_depth, min_samples_leaf, max_leaf_nodes } = limits;
    let params = decision_tree::Params {
        criterion,
        max_depth,
        min_samples_leaf,
        max_leaf_nodes,
        ..decision_tree::Params::default()
    };
    let model =
        ModelSpec::DecisionTree(params).start(x.clone(), Answers::binary(y), Rng::new(1, "golden")).finish();
    let Ok(Model::DecisionTree(fitted)) = model else { panic!("{model:?}") };
    fitted.tree
}

/// Each node as the reference tells of it.
pub fn nodes(tree: &Tree, regression: bool) -> Vec<Got> {
    let node = |i: usize| {
        let asks = |got: f64| if tree.is_leaf(i) { Got::from(None) } else { got.into() };
        let whole = |n: u32| if tree.is_leaf(i) { Got::from(None) } else { i64::from(n).into() };
        let value = value(tree, i);
        object(vec![
            ("id", (i as i64).into()),
            ("feature", whole(tree.feature[i])),
            ("threshold", asks(tree.threshold[i])),
            ("left", whole(tree.left[i])),
            ("right", whole(tree.right[i])),
            ("n", i64::from(tree.n_samples[i]).into()),
            ("impurity", tree.impurity[i].into()),
            ("value", (if regression { value } else { shares(value) }).into()),
        ])
    };
    (0..tree.n_nodes()).map(node).collect()
}

fn value(tree: &Tree, node: usize) -> Vec<f64> {
    let k = tree.n_outputs as usize;
    tree.value[node * k..(node + 1) * k].to_vec()
}

/// A binary tree answers the share of yes alone.
pub fn shares(value: Vec<f64>) -> Vec<f64> {
    if value.len() == 1 { vec![1.0 - value[0], value[0]] } else { value }
}

pub fn matrix(rows: &[Vec<f64>]) -> Rc<Matrix> {
    Rc::new(Matrix::new(rows.len(), rows[0].len(), rows.concat()).unwrap())
}
