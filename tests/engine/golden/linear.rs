//! Least squares, ridge, lasso and elastic net; softmax; gradient descent step by step.

use engine::math;
use engine::models::logistic::{Params, descent};
use engine::models::{Answers, Model, ModelSpec, elastic_net, linear as least_squares};
use engine::rng::Rng;
use engine::work::Work;

use super::case::{Case, number};
use super::models::{matrix, predict};

/// Closed form: nothing but rounding lies between two right answers.
const CLOSED: &str = "closed_form(ridge,nb,pca,knn,isotonic)";

pub fn linear(case: &Case) {
    let (x, y, x_test) = (matrix(&case.rows("X")), case.numbers("y"), case.rows("X_test"));
    let exact = case.tolerance(Some(CLOSED));
    for name in case.expected.as_object().unwrap().keys() {
        let dials: Vec<f64> = name.split('_').skip(1).map(|dial| dial.parse().unwrap()).collect();
        let ridge = |alpha| ModelSpec::Linear(least_squares::Params { alpha });
        let net = |alpha, l1_ratio| {
            ModelSpec::ElasticNet(elastic_net::Params { alpha, l1_ratio, ..Default::default() })
        };
        let (spec, tolerance) = match (name.split('_').next().unwrap(), &dials[..]) {
            ("ols", []) => (ridge(0.0), exact),
            ("ridge", [alpha]) => (ridge(*alpha), exact),
            ("lasso", [alpha]) => (net(*alpha, 1.0), case.tolerance(None)),
            ("enet", [alpha, l1_ratio]) => (net(*alpha, *l1_ratio), case.tolerance(None)),
            other => panic!("{case}: {other:?}"),
        };
        let model =
            spec.start(x.clone(), Answers::numbers(y.clone()), Rng::new(1, "golden")).finish().unwrap();
        let lines = model.lines().unwrap();
        case.same_within(&format!("{name}/coef"), lines.coef.to_vec(), tolerance);
        case.same_within(&format!("{name}/intercept"), lines.intercept[0], tolerance);
        if case.has(&format!("{name}/predict")) {
            case.same_within(&format!("{name}/predict"), predict(&model, &x_test), tolerance);
        }
    }
}

pub fn softmax(case: &Case) {
    let y = case.numbers("y");
    let n_classes = y.iter().fold(0.0_f64, |most, y| most.max(*y)) as u32 + 1;
    let c = Some(number(&case.input["C"])).filter(|c| c.is_finite());
    let spec = ModelSpec::Logistic(Params { c, ..Params::default() });
    let answers = Answers::classes(y, n_classes);
    let model = spec.start(matrix(&case.rows("X")), answers, Rng::new(1, "golden")).finish().unwrap();
    let Model::Softmax(fitted) = &model else { panic!("another model") };
    assert!(fitted.converged, "{case}: not converged");
    let lines = |all: &[f64], width: usize| all.chunks(width).map(<[f64]>::to_vec).collect::<Vec<_>>();
    case.same("coef", lines(&fitted.coef, fitted.mean.len()));
    let mean = math::mean(&fitted.intercept).unwrap();
    case.same("intercept_centred", fitted.intercept.iter().map(|b| b - mean).collect::<Vec<f64>>());
    case.same("proba_test", lines(&predict(&model, &case.rows("X_test")), n_classes as usize));
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
    let objective = |at: &engine::models::logistic::Iterate| {
        let (_, w) = at.beta.split_last().unwrap();
        at.loss + 0.5 * l2 * math::dot(w, w)
    };
    case.same("loss", path.iter().map(objective).collect::<Vec<f64>>());
}
