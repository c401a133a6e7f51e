//! What a model loses without a feature, and how its answer moves with one.

use std::rc::Rc;

use engine::explain::{PartialDependence, PermutationImportance, Score};
use engine::explain::{importance_in_orders, partial_dependence, permutation_importance};
use engine::matrix::Matrix;
use engine::models::{Model, logistic};
use engine::rng::Rng;
use engine::work::Work;

use super::case::{Case, number};

/// The case's model, rows and labels.
struct Asked {
    model: Model,
    x: Matrix,
    y: Vec<f64>,
}

pub fn run(case: &Case) {
    let rows = case.rows("X");
    let (coef, intercept) = (case.numbers("coef"), number(&case.input["intercept"]));
    let asked = Rc::new(Asked {
        model: Model::Logistic(logistic::Fitted {
            mean: vec![0.0; coef.len()],
            coef,
            intercept,
            converged: true,
            path: Vec::new(),
        }),
        x: Matrix::new(rows.len(), rows[0].len(), rows.concat()).unwrap(),
        y: case.numbers("y"),
    });
    let given = case.input["permutations"].as_array().unwrap().iter();
    let orders: Rc<Vec<Vec<Vec<u32>>>> =
        Rc::new(given.map(|group| serde_json::from_value(group.clone()).unwrap()).collect());
    let scores =
        [("accuracy", Score::Accuracy), ("roc_auc", Score::RocAuc), ("neg_log_loss", Score::NegLogLoss)];
    for (name, score) in scores {
        let found = in_orders(&asked, &orders, score);
        case.same(&format!("{name}/baseline"), found.baseline);
        let all: Vec<Vec<f64>> = found.groups.iter().map(|group| group.importances.clone()).collect();
        case.same(&format!("{name}/importances"), all);
        case.same(&format!("{name}/mean"), found.groups.iter().map(|g| g.mean).collect::<Vec<f64>>());
        case.same(&format!("{name}/std_ddof0"), found.groups.iter().map(|g| g.std).collect::<Vec<f64>>());
    }
    band(case, &asked);
    let found = dependence(&asked);
    case.same("partial_dependence_0/grid", found.grid);
    case.same("partial_dependence_0/average", found.average);
    case.same("partial_dependence_0/ice_first5", found.individual);
}

/// Other random orders, the same distribution: within four standard errors of the difference.
fn band(case: &Case, asked: &Rc<Asked>) {
    let repeats = 200_u32;
    let shared = asked.clone();
    let found = Work::new(|pace| async move {
        let Asked { model, x, y } = &*shared;
        let rng = Rng::new(1, "golden");
        permutation_importance(model, x, y, &single(x), Score::Accuracy, repeats, rng, &pace).await
    });
    let found = found.finish().unwrap();
    for (part, of) in [("mean", 2.0), ("std", 1.0)] {
        let path = format!("sklearn_accuracy_200_repeats_band/{part}");
        let list = |path: &str| -> Vec<f64> { serde_json::from_value(case.at(path).clone()).unwrap() };
        let (expected, std) = (list(&path), list("sklearn_accuracy_200_repeats_band/std"));
        let got: Vec<f64> =
            found.groups.iter().map(|g| if part == "mean" { g.mean } else { g.std }).collect();
        let near = |i: usize| (got[i] - expected[i]).abs() <= 4.0 * std[i] * (of / f64::from(repeats)).sqrt();
        case.check(&path, (0..got.len()).all(near), &format!("{got:?}"));
    }
}

fn in_orders(asked: &Rc<Asked>, orders: &Rc<Vec<Vec<Vec<u32>>>>, score: Score) -> PermutationImportance {
    let (asked, orders) = (asked.clone(), orders.clone());
    let work = Work::new(|pace| async move {
        let Asked { model, x, y } = &*asked;
        let order = |group: usize, repeat: u32| orders[group][repeat as usize].clone();
        let repeats = orders[0].len() as u32;
        importance_in_orders(model, x, y, &single(x), score, repeats, order, &pace).await
    });
    work.finish().unwrap()
}

fn dependence(asked: &Rc<Asked>) -> PartialDependence {
    let asked = asked.clone();
    let work =
        Work::new(|pace| async move { partial_dependence(&asked.model, &asked.x, 0, 12, 5, &pace).await });
    work.finish().unwrap()
}

/// Each column by itself.
fn single(x: &Matrix) -> Vec<Vec<u32>> {
    (0..x.n_cols() as u32).map(|column| vec![column]).collect()
}
