//! Boosting beside scikit-learn's, for every task: the same trees, so the same losses and answers.

use std::rc::Rc;

use engine::matrix::Matrix;
use engine::models::boosting::Params;
use engine::models::{Answers, Model, ModelSpec};
use engine::rng::Rng;
use engine::work::Work;

use super::case::{Case, number};

pub fn run(case: &Case) {
    let rows = case.rows("X");
    let x = Rc::new(Matrix::new(rows.len(), rows[0].len(), rows.concat()).unwrap());
    let work = ModelSpec::Boosting(params(case)).start(x.clone(), answers(case), Rng::new(1, "golden"));
    let model = work.finish().unwrap();
    let told = case.at("predict").as_array().unwrap().len() as u32;
    predicted(case, &model, Rc::new(x.take(&(0..told).collect::<Vec<u32>>())));
    let Model::Boosting(fitted) = model else { panic!("another model") };
    case.same("baseline", fitted.baseline);
    case.same("loss", fitted.train_loss);
}

/// The answers of a case, by the last word of its kind.
pub fn answers(case: &Case) -> Answers {
    let y = case.numbers("y");
    let answers = match case.kind.trim_start_matches("parted_") {
        "binary" => Answers::binary(y),
        "multiclass" => {
            let classes = y.iter().fold(0.0_f64, |most, y| most.max(*y)) as u32 + 1;
            Answers::classes(y, classes)
        }
        _ => Answers::numbers(y),
    };
    if case.input.get("weights").is_some() { answers.weighted(case.numbers("weights")) } else { answers }
}

/// Compares what a model says of some rows.
pub fn predicted(case: &Case, model: &Model, x: Rc<Matrix>) {
    let asked = model.clone();
    let said = Work::new(|pace| async move { asked.predict(&x, &pace).await }).finish().unwrap();
    if said.n_cols() == 1 {
        case.same("predict", said.values().to_vec());
    } else {
        let rows: Vec<Vec<f64>> = said.values().chunks(said.n_cols()).map(<[f64]>::to_vec).collect();
        case.same("predict", rows);
    }
}

pub fn params(case: &Case) -> Params {
    let dial = |name: &str| case.input.get(name).map(number);
    let whole = |name: &str| dial(name).map(|value| value as u32);
    let base = Params::default();
    Params {
        max_iter: whole("max_iter").unwrap_or(base.max_iter),
        max_leaf_nodes: whole("max_leaf_nodes").or(base.max_leaf_nodes),
        max_depth: whole("max_depth"),
        min_samples_leaf: whole("min_samples_leaf").unwrap_or(base.min_samples_leaf),
        l2_regularization: dial("l2_regularization").unwrap_or(base.l2_regularization),
        max_bins: whole("max_bins").unwrap_or(base.max_bins),
        monotonic_cst: case.input.get("monotonic_cst").map_or(Vec::new(), |ways| {
            ways.as_array().unwrap().iter().map(|way| number(way) as i8).collect()
        }),
        class_weight: case.class_weight(),
        ..base
    }
}
