//! Least squares, ridge, lasso and elastic net; softmax; gradient descent step by step.

use engine::math;
use engine::models::logistic::{ClassWeight, Iterate, Params, descent};
use engine::models::{Answers, Model, ModelSpec, elastic_net, linear as least_squares};
use engine::rng::Rng;
use engine::work::Work;

use super::case::{Case, Tolerance, number};
use super::models::{matrix, predict};

/// Closed form: nothing but rounding lies between two right answers.
const CLOSED: &str = "closed_form(ridge,nb,pca,knn,isotonic)";

/// The family of its own: weights, odd units, columns that depend on each other.
pub fn run(case: &Case) {
    match case.kind.as_str() {
        "weighted" => weighted(case),
        "units" => units(case),
        "dependent" => dependent(case),
        "longley" => {
            let model = learn(case, &ridge(0.0), Answers::numbers(case.numbers("y_real")));
            same_line(case, "", &model, case.tolerance(Some("closed_form")));
        }
        _ => {}
    }
}

pub fn linear(case: &Case) {
    let exact = case.tolerance(Some(CLOSED));
    for name in case.expected.as_object().unwrap().keys() {
        let (spec, closed) = named(name);
        let model = learn(case, &spec, Answers::numbers(case.numbers("y")));
        let tolerance = if closed { exact } else { case.tolerance(None) };
        same_line(case, &format!("{name}/"), &model, tolerance);
        if case.has(&format!("{name}/predict")) {
            case.same_within(&format!("{name}/predict"), predict(&model, &case.rows("X_test")), tolerance);
        }
    }
}

pub fn softmax(case: &Case) {
    let model = learn(case, &logistic(case, ClassWeight::Equal), classes(case.numbers("y")));
    same_softmax(case, "", &model);
}

fn weighted(case: &Case) {
    let weights = || case.numbers("sample_weight");
    let numbers = || Answers::numbers(case.numbers("y_real")).weighted(weights());
    let kinds = || classes(case.numbers("y_class")).weighted(weights());
    for name in ["ols", "ridge_2.0", "lasso_0.1", "enet_0.2_0.3"] {
        let (spec, closed) = named(name);
        let tolerance = case.tolerance(closed.then_some("closed_form"));
        same_line(case, &format!("{name}/"), &learn(case, &spec, numbers()), tolerance);
    }
    same_softmax(case, "softmax/", &learn(case, &logistic(case, ClassWeight::Equal), kinds()));
    let balanced = logistic(case, ClassWeight::Balanced);
    same_softmax(case, "softmax_balanced/", &learn(case, &balanced, kinds()));
    let above = case.numbers("y_class").iter().map(|k| f64::from(u8::from(*k > 0.0))).collect::<Vec<f64>>();
    let model = learn(case, &balanced, Answers::binary(above).weighted(weights()));
    same_line(case, "logistic_balanced/", &model, case.tolerance(None));
    let exact = case.tolerance(Some("closed_form"));
    let usual = |answers| predict(&learn(case, &ModelSpec::Majority, answers), &case.rows("X")[..1]);
    case.same_within("dummy/prior", usual(kinds()), exact);
    case.same_within("dummy/mean", usual(numbers())[0], exact);
}

fn units(case: &Case) {
    let free = ModelSpec::Logistic(Params { c: None, ..Params::default() });
    let found = learn(case, &free, classes(case.numbers("y_class")));
    case.same("proba_test", lines(&predict(&found, &case.rows("X_test")), 3));
    let found = learn(case, &ridge(0.0), Answers::numbers(case.numbers("y_real")));
    let exact = case.tolerance(Some("closed_form"));
    case.same_within("ols_predict", predict(&found, &case.rows("X_test")), exact);
}

fn dependent(case: &Case) {
    let model = learn(case, &ridge(0.0), Answers::numbers(case.numbers("y_real")));
    let exact = case.tolerance(Some("closed_form"));
    case.same_within("ols_predict", predict(&model, &case.rows("X")), exact);
    let coef = model.lines().unwrap().coef;
    case.same_within("twins", coef[0] + coef[1], exact);
    assert!((coef[0] - coef[1]).abs() < 1e-9, "{case}: of two that say the same, neither is preferred");
}

/// `ols`, `ridge_ALPHA`, `lasso_ALPHA`, `enet_ALPHA_RATIO`; and whether it has a closed form.
fn named(name: &str) -> (ModelSpec, bool) {
    let dials: Vec<f64> = name.split('_').skip(1).map(|dial| dial.parse().unwrap()).collect();
    let net = |alpha, l1_ratio| {
        ModelSpec::ElasticNet(elastic_net::Params { alpha, l1_ratio, ..Default::default() })
    };
    match (name.split('_').next().unwrap(), &dials[..]) {
        ("ols", []) => (ridge(0.0), true),
        ("ridge", [alpha]) => (ridge(*alpha), true),
        ("lasso", [alpha]) => (net(*alpha, 1.0), false),
        ("enet", [alpha, l1_ratio]) => (net(*alpha, *l1_ratio), false),
        other => panic!("{other:?}"),
    }
}

fn ridge(alpha: f64) -> ModelSpec {
    ModelSpec::Linear(least_squares::Params { alpha })
}

fn logistic(case: &Case, class_weight: ClassWeight) -> ModelSpec {
    let c = Some(number(&case.input["C"])).filter(|c| c.is_finite());
    ModelSpec::Logistic(Params { c, class_weight, ..Params::default() })
}

fn classes(y: Vec<f64>) -> Answers {
    let n_classes = y.iter().fold(0.0_f64, |most, y| most.max(*y)) as u32 + 1;
    Answers::classes(y, n_classes)
}

fn learn(case: &Case, spec: &ModelSpec, answers: Answers) -> Model {
    let model = spec.start(matrix(&case.rows("X")), answers, Rng::new(1, "golden")).finish().unwrap();
    let converged = match &model {
        Model::Softmax(fitted) => fitted.converged,
        Model::Logistic(fitted) => fitted.converged,
        Model::ElasticNet(fitted) => fitted.converged,
        _ => true,
    };
    assert!(converged, "{case}: {spec:?} did not come to the end");
    model
}

fn same_line(case: &Case, path: &str, model: &Model, tolerance: Tolerance) {
    let line = model.lines().unwrap();
    case.same_within(&format!("{path}coef"), line.coef.to_vec(), tolerance);
    case.same_within(&format!("{path}intercept"), line.intercept[0], tolerance);
}

fn same_softmax(case: &Case, path: &str, model: &Model) {
    let all = model.lines().unwrap();
    case.same(&format!("{path}coef"), lines(all.coef, all.mean.len()));
    let mean = math::mean(all.intercept).unwrap();
    let centred: Vec<f64> = all.intercept.iter().map(|b| b - mean).collect();
    case.same(&format!("{path}intercept_centred"), centred);
    let found = predict(model, &case.rows("X_test"));
    case.same(&format!("{path}proba_test"), lines(&found, all.intercept.len()));
}

fn lines(all: &[f64], width: usize) -> Vec<Vec<f64>> {
    all.chunks(width).map(<[f64]>::to_vec).collect()
}

pub fn descent(case: &Case) {
    let (x, answers) = (matrix(&case.rows("X")), Answers::binary(case.numbers("y")));
    let value = |name: &str| number(&case.input[name]);
    let (learning_rate, l2, steps) = (value("lr"), value("l2"), value("steps") as u32);
    let params = descent::Params { learning_rate, l2, steps };
    let path = Work::new(|pace| async move { params.path(&x, &answers, &pace).await }).finish().unwrap();
    let (b, w) = path.last().unwrap().beta.split_last().unwrap();
    case.same("w", w.to_vec());
    case.same("b", *b);
    let objective = |at: &Iterate| {
        let (_, w) = at.beta.split_last().unwrap();
        at.loss + 0.5 * l2 * math::dot(w, w)
    };
    case.same("loss", path.iter().map(objective).collect::<Vec<f64>>());
}
