//! Weighted sums: one best answer each, so the same numbers.

use engine::models::{Answers, Model, ModelSpec, elastic_net, linear, logistic};
use linfa::Dataset;
use linfa::traits::Fit;
use linfa_elasticnet::ElasticNet;
use linfa_linear::LinearRegression;
use linfa_logistic::{LogisticRegression, MultiLogisticRegression};

use crate::{Rows, array, binary, classes, close, learn, rows, said};

/// Weights and intercept of a model of one line.
fn line(model: &Model) -> (Vec<f64>, f64) {
    let lines = model.lines().unwrap();
    (lines.coef.to_vec(), lines.intercept[0])
}

fn numbers(rows: &Rows, spec: &ModelSpec) -> (Vec<f64>, f64) {
    line(&learn(spec, rows.ours(), Answers::numbers(rows.score.clone())))
}

#[test]
fn logistic_regression_is_linfas() {
    let rows = rows(2_000);
    for c in [0.01, 1.0] {
        let spec = ModelSpec::Logistic(logistic::Params { c: Some(c), ..Default::default() });
        let ours = learn(&spec, rows.ours(), binary(&rows.yes()));
        let theirs = LogisticRegression::default()
            .alpha(1.0 / c)
            .gradient_tolerance(1e-8)
            .max_iterations(1_000)
            .fit(&Dataset::new(rows.linfa(), array(&rows.yes())))
            .unwrap();
        let (coef, intercept) = line(&ours);
        // Which of the two classes linfa calls the positive one it takes from the larger label.
        assert_eq!(theirs.labels().pos.class, 1);
        close("coef", &coef, theirs.params(), 1e-6);
        close("intercept", &[intercept], &[theirs.intercept()], 1e-6);
        close("proba", &said(&ours, rows.ours()), &theirs.predict_probabilities(&rows.linfa()), 1e-6);
    }
}

#[test]
fn logistic_regression_of_several_classes_is_linfas() {
    let rows = rows(2_000);
    let ours = learn(&ModelSpec::Logistic(logistic::Params::default()), rows.ours(), classes(&rows.class()));
    let theirs = MultiLogisticRegression::default()
        .alpha(1.0)
        .gradient_tolerance(1e-8)
        .max_iterations(1_000)
        .fit(&Dataset::new(rows.linfa(), array(&rows.class())))
        .unwrap();
    assert_eq!(theirs.classes(), [0, 1, 2]);
    let lines = ours.lines().unwrap();
    // Theirs stand column by column, ours line by line.
    close("coef", lines.coef, theirs.params().t(), 1e-4);
    close("proba", &said(&ours, rows.ours()), &theirs.predict_probabilities(&rows.linfa()), 1e-4);
}

#[test]
fn least_squares_are_linfas() {
    let rows = rows(1_000);
    let (coef, intercept) = numbers(&rows, &ModelSpec::Linear(linear::Params { alpha: 0.0 }));
    let theirs = LinearRegression::new().fit(&Dataset::new(rows.linfa(), array(&rows.score))).unwrap();
    close("coef", &coef, theirs.params(), 1e-10);
    close("intercept", &[intercept], &[theirs.intercept()], 1e-10);
}

/// linfa's penalty is a share of the rows' mean error, scikit-learn's ridge one of their sum; and linfa takes the mean of
/// the answers for the intercept, which it is where columns have none.
#[test]
fn ridge_lasso_and_elastic_net_are_linfas() {
    let rows = rows(1_000).centred();
    let data = Dataset::new(rows.linfa(), array(&rows.score));
    for (alpha, l1_ratio) in [(0.5, 0.0), (0.1, 1.0), (0.2, 0.5)] {
        let spec = if l1_ratio == 0.0 {
            ModelSpec::Linear(linear::Params { alpha: alpha * rows.n() as f64 })
        } else {
            let exact = elastic_net::Params { max_iter: 10_000, tol: 1e-12, ..Default::default() };
            ModelSpec::ElasticNet(elastic_net::Params { alpha, l1_ratio, ..exact })
        };
        let (coef, intercept) = numbers(&rows, &spec);
        let theirs = ElasticNet::params()
            .penalty(alpha)
            .l1_ratio(l1_ratio)
            .tolerance(1e-12)
            .max_iterations(10_000)
            .fit(&data)
            .unwrap();
        close("coef", &coef, theirs.hyperplane(), 1e-6);
        close("intercept", &[intercept], &[theirs.intercept()], 1e-6);
        assert_eq!(
            coef.iter().map(|w| *w == 0.0).collect::<Vec<_>>(),
            theirs.hyperplane().iter().map(|w| *w == 0.0).collect::<Vec<_>>(),
            "the same weights are nought"
        );
    }
}
