//! What explains an answer without a formula: scikit-learn's neighbours with how much each has to say, and its curves of
//! one class against the rest.

use std::rc::Rc;

use engine::expedition::ranked::by_class;
use engine::matrix::Matrix;
use engine::models::neighbours::{Neighbour, Params, Weights};
use engine::models::{Answers, Model, ModelSpec};
use engine::rng::Rng;
use engine::work::Pace;

use super::case::{Case, Got, object};
use crate::now;

pub fn run(case: &Case) {
    match case.kind.as_str() {
        "neighbours" => neighbours(case),
        "one_against_rest" => against(case),
        _ => {}
    }
}

fn matrix(rows: &[Vec<f64>]) -> Matrix {
    Matrix::new(rows.len(), rows[0].len(), rows.concat()).unwrap()
}

fn neighbours(case: &Case) {
    let (x, test) = (Rc::new(matrix(&case.rows("X"))), matrix(&case.rows("X_test")));
    let n_neighbors = case.input["k"].as_u64().unwrap() as u32;
    let params = Params { n_neighbors, weights: Weights::Distance, ..Params::default() };
    let y: Vec<f64> = (0..x.n_rows()).map(|i| i as f64).collect();
    let work = ModelSpec::KNeighbors(params).start(x, Answers::numbers(y), Rng::new(1, "golden"));
    let Model::KNeighbors(fitted) = work.finish().unwrap() else { panic!("another model") };
    let found = now(fitted.neighbours(&test, &Pace::default())).unwrap();
    let of = |one: fn(&Neighbour) -> f64| -> Vec<Vec<f64>> {
        found.iter().map(|near| near.iter().map(one).collect()).collect()
    };
    let rows: Vec<Vec<i64>> =
        found.iter().map(|near| near.iter().map(|one| i64::from(one.row)).collect()).collect();
    case.same("row", rows);
    case.same("distance", of(|one| one.distance));
    case.same("say", of(|one| one.say));
}

fn against(case: &Case) {
    let said = matrix(&case.rows("y_proba"));
    let found = now(by_class(&case.numbers("y"), &said, &Pace::default())).unwrap();
    let points = |points: &[(f64, f64)]| points.iter().map(|(x, y)| vec![*x, *y]).collect::<Vec<_>>();
    let each = (0..said.n_cols() as u32).map(|class| {
        let one = found.iter().find(|one| one.class == class);
        one.map_or(None::<f64>.into(), |one| {
            object(vec![
                ("n", i64::from(one.n).into()),
                ("roc_auc", one.roc_auc.into()),
                ("roc", points(&one.roc).into()),
                ("average_precision", one.average_precision.into()),
                ("pr", points(&one.pr).into()),
            ])
        })
    });
    case.same("each", each.collect::<Vec<Got>>());
}
