//! Naive Bayes, nearest neighbours, calibrators, principal components and k-means.

use std::rc::Rc;

use engine::calibrate::{Calibrator, Method};
use engine::math;
use engine::matrix::Matrix;
use engine::metrics::clusters::{calinski_harabasz_score, davies_bouldin_score, silhouette_score};
use engine::models::naive_bayes::{self, Fitted, Likelihood, Looks};
use engine::models::neighbours::{Params, Weights};
use engine::models::{Answers, Model, ModelSpec};
use engine::rng::Rng;
use engine::views::kmeans::{self, Start};
use engine::views::pca::Keep;
use engine::work::{Pace, Work};

use super::case::{Case, Tolerance, number};
use crate::now;

pub fn naive_bayes(case: &Case) {
    let likelihood = match case.kind.as_str() {
        "gaussian_nb" => Likelihood::Gaussian { var_smoothing: number(&case.input["var_smoothing"]) },
        "multinomial_nb" => Likelihood::Multinomial { alpha: number(&case.input["alpha"]) },
        _ => Likelihood::Bernoulli { alpha: number(&case.input["alpha"]), binarize: 0.0 },
    };
    let spec = ModelSpec::NaiveBayes(naive_bayes::Params { likelihood, ..Default::default() });
    let (model, said) = asked(&spec, &case.rows("X"), classes(&case.numbers("y")), &case.rows("X_test"));
    let Model::NaiveBayes(fitted) = &model else { panic!("another model") };
    let d = fitted.n_features as usize;
    let same = |path: &str, got: Vec<Vec<f64>>| case.same_within(path, got, closed(case));
    let by_class = |numbers: &[f64]| numbers.chunks_exact(d).map(<[f64]>::to_vec).collect();
    match &fitted.looks {
        Looks::Gaussian(looks) => {
            same("theta", by_class(&looks.theta));
            same("var", by_class(&looks.var));
            case.same_within("epsilon", looks.epsilon, closed(case));
            case.same_within("class_prior", fitted.class_prior.clone(), closed(case));
            same("log_joint_test", joint(fitted, &case.rows("X_test")));
            let within = standardised(case).into_iter().zip(fitted.differences([1, 0]));
            let within = within.fold(0.0_f64, |most, (a, b)| most.max((a - b).abs()));
            case.check("theta", within < 1e-9, "differences");
        }
        Looks::Counts(looks) => {
            same("feature_log_prob", by_class(&looks.feature_log_prob));
            let [first, second] = [0, 1].map(|class| {
                let logs = case.at(&format!("feature_log_prob/{class}")).as_array().unwrap();
                logs.iter().map(number).collect::<Vec<f64>>()
            });
            let apart = fitted.differences([1, 0]).into_iter().zip(first.iter().zip(&second));
            let within = apart.fold(0.0_f64, |most, (d, (a, b))| most.max((d - (b - a)).abs()));
            case.check("feature_log_prob", within < 1e-9, "differences");
            let logs: Vec<f64> = fitted.class_prior.iter().map(|share| math::ln(*share)).collect();
            case.same_within("class_log_prior", logs, closed(case));
        }
    }
    same("proba_test", said);
}

/// Naive Bayes of rows that count differently, by themselves or by their class.
pub fn counting(case: &Case) {
    let dial = |name: &str| case.input.get(name).map_or(0.0, number);
    let likelihood = match case.kind.as_str() {
        "gaussian_nb" => Likelihood::Gaussian { var_smoothing: dial("var_smoothing") },
        "multinomial_nb" => Likelihood::Multinomial { alpha: dial("alpha") },
        "bernoulli_nb" => Likelihood::Bernoulli { alpha: dial("alpha"), binarize: 0.0 },
        _ => return,
    };
    let class_weight = case.class_weight();
    let spec = ModelSpec::NaiveBayes(naive_bayes::Params { likelihood, class_weight, ..Default::default() });
    let answers = classes(&case.numbers("y"));
    let weighs = case.input.get("weights").is_some();
    let answers = if weighs { answers.weighted(case.numbers("weights")) } else { answers };
    let (model, said) = asked(&spec, &case.rows("X"), answers, &case.rows("X"));
    let Model::NaiveBayes(fitted) = model else { panic!("another model") };
    case.same("class_prior", fitted.class_prior);
    case.same("predict", said);
}

/// How far the second class lies from the first, by scikit-learn's `theta_`, `var_`, `epsilon_` and `class_prior_`: in
/// standard deviations within all classes, without what smooths.
fn standardised(case: &Case) -> Vec<f64> {
    let lines = |path: &str| -> Vec<Vec<f64>> {
        let line = |line: &serde_json::Value| line.as_array().unwrap().iter().map(number).collect();
        case.at(path).as_array().unwrap().iter().map(line).collect()
    };
    let (theta, var, epsilon) = (lines("theta"), lines("var"), number(case.at("epsilon")));
    let prior: Vec<f64> = case.at("class_prior").as_array().unwrap().iter().map(number).collect();
    let within =
        |j: usize| prior.iter().zip(&var).map(|(share, var)| share * (var[j] - epsilon)).sum::<f64>();
    (0..theta[0].len()).map(|j| (theta[1][j] - theta[0][j]) / within(j).sqrt()).collect()
}

fn joint(fitted: &Fitted, rows: &[Vec<f64>]) -> Vec<Vec<f64>> {
    rows.iter().map(|row| fitted.joint_log_proba(row)).collect()
}

/// Where no two rows are equally near at the edge, and no two classes equally likely.
pub fn neighbours(case: &Case) {
    let (x, test) = (case.rows("X"), case.rows("X_test"));
    for name in case.expected.as_object().unwrap().keys() {
        let n_neighbors = name.trim_start_matches('k').parse().unwrap();
        let spec = |weights| ModelSpec::KNeighbors(Params { n_neighbors, weights, ..Params::default() });
        let class = |weights| asked(&spec(weights), &x, classes(&case.numbers("y")), &test).1;
        let uniform = class(Weights::Uniform);
        case.same_within(&format!("{name}/proba"), uniform.clone(), closed(case));
        case.same_within(&format!("{name}/proba_distance"), class(Weights::Distance), closed(case));
        let real = asked(&spec(Weights::Uniform), &x, Answers::numbers(case.numbers("y_real")), &test).1;
        case.same_within(&format!("{name}/reg_uniform"), real.concat(), closed(case));
        let said: Vec<usize> = uniform.iter().map(|shares| first_largest(shares)).collect();
        let (expected, no_tie) = (case.at(&format!("{name}/predict")), case.at(&format!("{name}/no_tie")));
        let right = said.iter().enumerate().all(|(i, class)| {
            !no_tie[i].as_bool().unwrap() || expected[i].as_u64().unwrap() == *class as u64
        });
        case.check(&format!("{name}/predict"), right, &format!("{said:?}"));
        // The mask is a question, and was asked.
        case.check(
            &format!("{name}/no_tie"),
            no_tie.as_array().unwrap().len() == said.len(),
            "another length",
        );
    }
}

fn first_largest(shares: &[f64]) -> usize {
    (0..shares.len()).fold(0, |best, k| if shares[k] > shares[best] { k } else { best })
}

pub fn calibrators(case: &Case) {
    let (scores, y, grid) = (case.numbers("score"), case.numbers("y"), case.numbers("grid"));
    let isotonic = now(Method::Isotonic.fit(&scores, &y, None, &Pace::default())).unwrap();
    case.same_within("isotonic/predict_grid", isotonic.apply(&grid), closed(case));
    let Calibrator::Isotonic(curve) = isotonic else { panic!("another way") };
    case.same_within("isotonic/x_thresholds", curve.x_thresholds, closed(case));
    case.same_within("isotonic/y_thresholds", curve.y_thresholds, closed(case));
    let platt = now(Method::Sigmoid.fit(&scores, &y, None, &Pace::default())).unwrap();
    case.same_within("platt/predict_grid", platt.apply(&grid), closed(case));
    let Calibrator::Sigmoid(curve) = platt else { panic!("another way") };
    case.same_within("platt/a", curve.a, closed(case));
    case.same_within("platt/b", curve.b, closed(case));
    case.same("platt/sklearn_a_b", vec![curve.a, curve.b]);
}

pub fn pca(case: &Case) {
    let (x, test) = (matrix(&case.rows("X")), matrix(&case.rows("X_test")));
    let pace = Pace::default();
    let all = now(Keep::Number(x.n_cols() as u32).fit(&x, &pace)).unwrap();
    let same = |path: &str, got: Vec<f64>| case.same_within(path, got, closed(case));
    same("mean", all.mean.clone());
    same("explained_variance", all.explained_variance.clone());
    same("ratio", all.explained_variance_ratio.clone());
    same("singular_values", all.singular_values.clone());
    case.same_within("components_up_to_sign", all.components.clone(), closed(case));
    let two = now(Keep::Number(2).fit(&x, &pace)).unwrap();
    let places = two.transform(&test).unwrap();
    let sizes = |i: usize| places.row(i).iter().map(|v| v.abs()).collect::<Vec<f64>>();
    case.same_within("abs_scores_2", (0..places.n_rows()).map(sizes).collect::<Vec<_>>(), closed(case));
    let back = two.inverse_transform(&places).unwrap();
    let rows: Vec<Vec<f64>> = (0..back.n_rows()).map(|i| back.row(i).to_vec()).collect();
    let off = |(a, b): (&f64, &f64)| (a - b) * (a - b);
    let norm = |i: usize| test.row(i).iter().zip(&rows[i]).map(off).sum::<f64>().sqrt();
    same("recon_error_norm_2", (0..rows.len()).map(norm).collect());
    case.same_within("reconstruction_2", rows, closed(case));
    let enough = now(Keep::Share(0.65).fit(&x, &pace)).unwrap();
    case.same("n_components_for_0.65", enough.components.len() as i64);
}

pub fn kmeans(case: &Case) {
    let (x, pace) = (matrix(&case.rows("X")), Pace::default());
    let params = kmeans::Params { start: Start::Given(case.rows("init")), max_iter: 300 };
    let fitted = now(params.fit(&x, Rng::new(1, "golden"), &pace)).unwrap();
    case.same("labels", fitted.labels.iter().map(|label| i64::from(*label)).collect::<Vec<_>>());
    case.same_within("centers", fitted.centers.clone(), closed(case));
    case.same_within("inertia", fitted.inertia, closed(case));
    case.same_within("silhouette", now(silhouette_score(&x, &fitted.labels, &pace)), closed(case));
    case.same_within("calinski_harabasz", calinski_harabasz_score(&x, &fitted.labels), closed(case));
    case.same_within("davies_bouldin", davies_bouldin_score(&x, &fitted.labels), closed(case));
    assert_eq!(now(fitted.predict(&x, &pace)).unwrap(), fitted.labels, "{case}");
}

fn closed(case: &Case) -> Tolerance {
    case.tolerance(Some("closed_form(ridge,nb,pca,knn,isotonic)"))
}

fn classes(y: &[f64]) -> Answers {
    let n_classes = y.iter().fold(0.0_f64, |most, y| most.max(*y)) as u32 + 1;
    Answers::classes(y, n_classes)
}

/// A model of these rows, and what it says of others, row by row.
fn asked(spec: &ModelSpec, x: &[Vec<f64>], answers: Answers, test: &[Vec<f64>]) -> (Model, Vec<Vec<f64>>) {
    let model = spec.start(matrix(x), answers, Rng::new(1, "golden")).finish().unwrap();
    let (asked, test) = (model.clone(), matrix(test));
    let said = Work::new(|pace| async move { asked.predict(&test, &pace).await }).finish().unwrap();
    (model, (0..said.n_rows()).map(|i| said.row(i).to_vec()).collect())
}

fn matrix(rows: &[Vec<f64>]) -> Rc<Matrix> {
    Rc::new(Matrix::new(rows.len(), rows[0].len(), rows.concat()).unwrap())
}
