//! Probabilities put right out of fold, beside scikit-learn's `CalibratedClassifierCV(ensemble=False)`.

use engine::calibrate::curves::Curves;
use engine::calibrate::{Calibrator, Method};
use engine::matrix::Matrix;
use engine::models::naive_bayes::{self, Likelihood};
use engine::models::{Answers, Model, ModelSpec, boosting, logistic, neighbours};
use engine::rng::Rng;
use engine::split::stratified_kfold;
use engine::work::Pace;

use super::case::{Case, Got, number, object};
use super::models::matrix;
use crate::now;

pub fn run(case: &Case) {
    let (x, codes) = (matrix(&case.rows("X")), case.codes("y"));
    let n_classes = number(&case.input["n_classes"]) as u32;
    let answers = |y: Vec<f64>| match n_classes {
        2 => Answers::binary(y),
        n => Answers::classes(y, n),
    };
    let y = case.numbers("y");
    let fit = |x: &Matrix, y: Vec<f64>| -> Model {
        now(spec(case).fit(x, &answers(y), Rng::new(1, "golden"), &Pace::default())).unwrap()
    };
    let says = |model: &Model, x: &Matrix| now(model.predict(x, &Pace::default())).unwrap();
    let model = fit(&x, y.clone());
    let k = answers(y.clone()).n_outputs();
    let mut said = Matrix::new(y.len(), k, vec![0.0; y.len() * k]).unwrap();
    for fold in stratified_kfold(&codes, 5).unwrap() {
        let learned = fit(&x.take(&fold.train), fold.train.iter().map(|row| y[*row as usize]).collect());
        let found = says(&learned, &x.take(&fold.test));
        for (i, row) in fold.test.iter().enumerate() {
            (0..k).for_each(|class| said.set(*row as usize, class, found.row(i)[class]));
        }
    }
    let test = says(&model, &matrix(&case.rows("X_test")));
    let log_odds = model.adds_log_odds();
    case.check("log_odds", case.at("log_odds").as_bool() == Some(log_odds), &log_odds.to_string());
    for method in Method::EACH {
        let at = |path: &str| format!("{}/{path}", method.name());
        let curves = now(Curves::fit(method, &said, &y, log_odds, 5, &Pace::default())).unwrap();
        let put_right = now(curves.apply(&test, &Pace::default())).unwrap();
        let each = |i: usize| match put_right.row(i) {
            [yes] => vec![1.0 - yes, *yes],
            all => all.to_vec(),
        };
        case.same(&at("proba"), (0..test.n_rows()).map(each).collect::<Vec<_>>());
        let none = |i: &usize| k > 1 && (0..k).all(|class| curves.says(class, test.row(*i)[class]) == 0.0);
        case.same(&at("none_left"), (0..test.n_rows()).filter(none).count() as i64);
        let curve = |curve: Option<Calibrator>| match curve.unwrap() {
            Calibrator::Sigmoid(fitted) => object(vec![("a", fitted.a.into()), ("b", fitted.b.into())]),
            Calibrator::Isotonic(fitted) => {
                object(vec![("x", fitted.x_thresholds.into()), ("y", fitted.y_thresholds.into())])
            }
        };
        case.same(&at("curves"), curves.curves.into_iter().map(curve).collect::<Vec<Got>>());
    }
}

fn spec(case: &Case) -> ModelSpec {
    let dial = |name: &str| number(&case.input["dials"][name]);
    match case.input["model"].as_str() {
        Some("gaussian_nb") => ModelSpec::NaiveBayes(naive_bayes::Params {
            likelihood: Likelihood::Gaussian { var_smoothing: dial("var_smoothing") },
            ..Default::default()
        }),
        Some("k_neighbors") => ModelSpec::KNeighbors(neighbours::Params {
            n_neighbors: dial("n_neighbors") as u32,
            ..Default::default()
        }),
        Some("logistic") => {
            ModelSpec::Logistic(logistic::Params { c: Some(dial("C")), ..Default::default() })
        }
        Some("boosting") => ModelSpec::Boosting(boosting::Params {
            max_iter: dial("max_iter") as u32,
            learning_rate: dial("learning_rate"),
            max_leaf_nodes: Some(dial("max_leaf_nodes") as u32),
            min_samples_leaf: dial("min_samples_leaf") as u32,
            ..Default::default()
        }),
        other => panic!("{case}: {other:?}"),
    }
}
