//! Neural networks from given weights: gradients, and where some passes of Adam lead.

use std::rc::Rc;

use engine::matrix::Matrix;
use engine::models::network::{Activation, Fitted, Params};
use engine::models::{Answers, Model};
use engine::rng::Rng;
use engine::work::{Pace, Work};

use super::case::{Case, number};
use crate::now;

pub fn run(case: &Case) {
    if case.kind != "adam" {
        return;
    }
    let word = |name: &str| case.input[name].as_str().unwrap().to_owned();
    let params = Params {
        hidden_layer_sizes: case.codes("hidden_layer_sizes"),
        activation: if word("activation") == "tanh" { Activation::Tanh } else { Activation::Relu },
        alpha: number(&case.input["alpha"]),
        learning_rate_init: number(&case.input["learning_rate_init"]),
        batch_size: number(&case.input["batch_size"]) as u32,
        max_iter: number(&case.input["max_iter"]) as u32,
        shuffle: false,
        class_weight: case.class_weight(),
        ..Params::default()
    };
    let y = case.numbers("y");
    let answers = match word("task").as_str() {
        "binary" => Answers::binary(y),
        "multiclass" => Answers::classes(y, 3),
        _ => Answers::numbers(y),
    };
    let answers = match case.input.get("weights") {
        Some(_) => answers.weighted(case.numbers("weights")),
        None => answers,
    };
    let rows = case.rows("X");
    let x = Rc::new(Matrix::new(rows.len(), rows[0].len(), rows.concat()).unwrap());
    let start: Vec<f32> = case.numbers("start").iter().map(|w| *w as f32).collect();
    let wide = |list: &[f32]| -> Vec<f64> { list.iter().map(|v| f64::from(*v)).collect() };
    let pace = Pace::default();
    let (loss, gradient) = now(params.gradient(&start, &x, &answers, &pace)).unwrap();
    case.same("loss", loss);
    case.same("gradient", wide(&gradient));
    let fitted: Fitted =
        now(params.fit_from(Some(&start), &x, &answers, Rng::new(1, "golden"), &pace)).unwrap();
    case.same("weights", wide(&fitted.weights));
    if case.has("loss_curve") {
        case.same("loss_curve", fitted.train_loss.clone());
    }
    let model = Model::Network(fitted);
    let said = Work::new(|pace| async move { model.predict(&x, &pace).await }).finish().unwrap();
    case.same("predict", said.values().to_vec());
}
