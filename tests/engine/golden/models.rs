//! Logistic regression; other models stand beside.

use std::rc::Rc;

use engine::math;
use engine::matrix::Matrix;
use engine::metrics::{Confusion, Scored, proba, rank};
use engine::models::logistic::{ClassWeight, Fitted, Params};
use engine::models::{Answers, Model, ModelSpec};
use engine::rng::Rng;
use engine::split::stratified_kfold;
use engine::work::Work;

use super::case::{Case, number};

pub fn run(case: &Case) {
    match case.kind.as_str() {
        "logistic_l2" => logistic(case, ClassWeight::Equal),
        "logistic_l2_balanced" => logistic(case, ClassWeight::Balanced),
        "cross_val" => cross_val(case),
        "linear" => super::linear::linear(case),
        "logistic_gd_trace" => super::linear::descent(case),
        "multinomial_l2" => super::linear::softmax(case),
        "band" => super::trees::band(case),
        "decision_tree" => super::trees::trees(case),
        "gaussian_nb" | "multinomial_nb" | "bernoulli_nb" => super::small::naive_bayes(case),
        "knn" => super::small::neighbours(case),
        "calibrators" => super::small::calibrators(case),
        "pca" => super::small::pca(case),
        "kmeans" => super::small::kmeans(case),
        _ => {}
    }
}

fn logistic(case: &Case, class_weight: ClassWeight) {
    let (x, y) = (case.rows("X"), case.numbers("y"));
    let c = Some(number(&case.input["C"])).filter(|c| c.is_finite());
    let model = fit(&x, &y, Params { c, class_weight, ..Params::default() });
    let Model::Logistic(fitted) = &model else { panic!("another model") };
    assert!(fitted.converged, "{case}: not converged");
    case.same("coef", fitted.coef.clone());
    case.same("intercept", fitted.intercept);
    case.same("proba_test", predict(&model, &case.rows("X_test")));
    if case.has("objective") {
        case.same("objective", objective(fitted, &x, &y, c));
    }
}

/// `½‖w‖² + C · Σ ln(1 + exp(−s (x·w + b)))`, without the penalty where there is none.
fn objective(fitted: &Fitted, x: &[Vec<f64>], y: &[f64], c: Option<f64>) -> f64 {
    let loss = |(row, y): (&Vec<f64>, &f64)| {
        let score = math::dot(row, &fitted.coef) + fitted.intercept;
        math::softplus(if *y == 1.0 { -score } else { score })
    };
    let losses = math::sum(&x.iter().zip(y).map(loss).collect::<Vec<f64>>());
    c.map_or(losses, |c| 0.5 * math::dot(&fitted.coef, &fitted.coef) + c * losses)
}

fn cross_val(case: &Case) {
    let (x, y) = (case.rows("X"), case.numbers("y"));
    let classes: Vec<u32> = y.iter().map(|y| *y as u32).collect();
    assert_eq!(case.input["folds"], "StratifiedKFold(5, shuffle=False)", "{case}");
    let c = Some(number(&case.input["C"]));
    let (mut accuracy, mut auc, mut loss) = (Vec::new(), Vec::new(), Vec::new());
    for fold in stratified_kfold(&classes, 5).unwrap() {
        let part = |rows: &[u32]| -> (Vec<Vec<f64>>, Vec<f64>) {
            rows.iter().map(|r| (x[*r as usize].clone(), y[*r as usize])).unzip()
        };
        let ((x_train, y_train), (x_test, y_test)) = (part(&fold.train), part(&fold.test));
        let model = fit(&x_train, &y_train, Params { c, ..Params::default() });
        let scored = Scored::new(&y_test, &predict(&model, &x_test), None).unwrap();
        accuracy.push(Confusion::at(&scored, 0.5).accuracy());
        auc.push(rank::roc_auc(&scored));
        loss.push(proba::log_loss(&scored).map(|loss| -loss));
    }
    case.same("accuracy", accuracy);
    case.same("roc_auc", auc);
    case.same("neg_log_loss", loss);
}

fn fit(x: &[Vec<f64>], y: &[f64], params: Params) -> Model {
    ModelSpec::Logistic(params).start(matrix(x), Answers::binary(y), Rng::new(1, "golden")).finish().unwrap()
}

pub fn predict(model: &Model, x: &[Vec<f64>]) -> Vec<f64> {
    let (model, x) = (model.clone(), matrix(x));
    let found = Work::new(|pace| async move { model.predict(&x, &pace).await }).finish().unwrap();
    found.values().to_vec()
}

pub fn matrix(rows: &[Vec<f64>]) -> Rc<Matrix> {
    Rc::new(Matrix::new(rows.len(), rows[0].len(), rows.concat()).unwrap())
}
