//! Linear models: what is true of them on any rows, whatever a reference says.

use std::rc::Rc;

use engine::matrix::Matrix;
use engine::models::logistic::Params;
use engine::models::{Answers, Model, ModelSpec, elastic_net, linear};
use engine::rng::Rng;
use engine::work::Work;
use proptest::prelude::*;

/// Rows, a number each, and how much they count.
#[derive(Clone, Debug)]
struct Rows {
    x: Rc<Matrix>,
    y: Vec<f64>,
    weights: Vec<f64>,
}

/// Columns of different size and place, some of which say nearly the same.
fn rows() -> impl Strategy<Value = Rows> {
    (1_usize..6, 12_usize..60, any::<u64>()).prop_map(|(d, n, seed)| {
        let mut rng = Rng::new(seed, "rows");
        let scale: Vec<f64> = (0..d).map(|_| [0.01, 1.0, 30.0][rng.below(3) as usize]).collect();
        let (mut values, mut y) = (Vec::new(), Vec::new());
        for _ in 0..n {
            let common = rng.normal();
            let row: Vec<f64> = scale.iter().map(|s| s * (rng.normal() + common + 2.0)).collect();
            y.push(row.iter().zip(&scale).map(|(v, s)| v / s).sum::<f64>() + rng.normal());
            values.extend(row);
        }
        let weights = (0..n).map(|_| f64::from(rng.below(4)) + 0.5).collect();
        Rows { x: Rc::new(Matrix::new(n, d, values).unwrap()), y, weights }
    })
}

impl Rows {
    fn numbers(&self) -> Answers {
        Answers::numbers(self.y.clone()).weighted(self.weights.clone())
    }

    /// Three classes, from the lowest numbers to the highest.
    fn classes(&self) -> Answers {
        let mut sorted = self.y.clone();
        sorted.sort_by(f64::total_cmp);
        let cuts = [sorted[sorted.len() / 3], sorted[2 * sorted.len() / 3]];
        let class = |y: &f64| cuts.iter().filter(|cut| y >= *cut).count() as f64;
        Answers::classes(self.y.iter().map(class).collect::<Vec<f64>>(), 3).weighted(self.weights.clone())
    }

    /// `Σ weight · x · e` for each column, and last `Σ weight · e`.
    fn slopes(&self, errors: &[f64]) -> Vec<f64> {
        let mut found = vec![0.0; self.x.n_cols() + 1];
        for (i, error) in errors.iter().enumerate() {
            for (found, value) in found.iter_mut().zip(self.x.row(i).iter().chain([&1.0])) {
                *found += self.weights[i] * error * value;
            }
        }
        found
    }

    /// What counts as nothing beside the column's numbers.
    fn nothing(&self, j: usize) -> f64 {
        let size = |i: usize| self.weights[i] * self.x.row(i).get(j).map_or(1.0, |v| v.abs());
        1e-7 * (0..self.y.len()).map(size).sum::<f64>() * self.y.iter().fold(1.0_f64, |m, y| m.max(y.abs()))
    }
}

fn fit(spec: &ModelSpec, x: &Rc<Matrix>, answers: Answers) -> Model {
    spec.start(x.clone(), answers, Rng::new(1, "model")).finish().unwrap()
}

fn predict(model: &Model, x: &Rc<Matrix>) -> Vec<f64> {
    let (model, x) = (model.clone(), x.clone());
    Work::new(|pace| async move { model.predict(&x, &pace).await }).finish().unwrap().values().to_vec()
}

fn errors(model: &Model, rows: &Rows) -> Vec<f64> {
    predict(model, &rows.x).iter().zip(&rows.y).map(|(found, y)| y - found).collect()
}

fn ridge(alpha: f64) -> ModelSpec {
    ModelSpec::Linear(linear::Params { alpha })
}

fn net(alpha: f64, l1_ratio: f64) -> ModelSpec {
    ModelSpec::ElasticNet(elastic_net::Params { alpha, l1_ratio, ..Default::default() })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// At the best place, what the errors say of a column is what its weight costs.
    #[test]
    fn ridge_stands_where_the_slope_is_zero(rows in rows(), alpha in prop_oneof![Just(0.0), 0.01..100.0_f64]) {
        let model = fit(&ridge(alpha), &rows.x, rows.numbers());
        let coef = model.lines().unwrap().coef.to_vec();
        for (j, slope) in rows.slopes(&errors(&model, &rows)).into_iter().enumerate() {
            let cost = alpha * coef.get(j).unwrap_or(&0.0);
            prop_assert!((slope - cost).abs() < rows.nothing(j), "{j}: {slope} {cost}");
        }
    }

    #[test]
    fn a_penalty_of_next_to_nothing_changes_nothing(rows in rows()) {
        let free = predict(&fit(&ridge(0.0), &rows.x, rows.numbers()), &rows.x);
        let held = predict(&fit(&ridge(1e-11), &rows.x, rows.numbers()), &rows.x);
        prop_assert!(free.iter().zip(held).all(|(a, b)| (a - b).abs() < 1e-6));
    }

    /// A weight of 0 is not worth its cost; any other is worth exactly that.
    #[test]
    fn an_elastic_net_stands_where_no_weight_pays(
        rows in rows(), alpha in 0.001..3.0_f64, l1_ratio in 0.01..=1.0_f64,
    ) {
        let model = fit(&net(alpha, l1_ratio), &rows.x, rows.numbers());
        let Model::ElasticNet(fitted) = &model else { panic!("another model") };
        prop_assert!(fitted.converged);
        let total: f64 = rows.weights.iter().sum();
        let slopes = rows.slopes(&errors(&model, &rows));
        for (j, w) in fitted.coef.iter().enumerate() {
            let slope = slopes[j] / total - alpha * (1.0 - l1_ratio) * w;
            let (cost, nothing) = (alpha * l1_ratio, rows.nothing(j) / total);
            if *w == 0.0 {
                prop_assert!(slope.abs() < cost + nothing, "{j}: {slope} {cost}");
            } else {
                prop_assert!((slope - cost.copysign(*w)).abs() < nothing, "{j}: {w} {slope} {cost}");
            }
        }
        prop_assert!(slopes[fitted.coef.len()].abs() < rows.nothing(fitted.coef.len()));
    }

    /// From the penalty on at which the first weight would pay, there is nothing but the mean.
    #[test]
    fn a_large_enough_penalty_leaves_the_mean(rows in rows(), l1_ratio in 0.1..=1.0_f64) {
        let total: f64 = rows.weights.iter().sum();
        let mean = rows.y.iter().zip(&rows.weights).map(|(y, w)| y * w).sum::<f64>() / total;
        let centred: Vec<f64> = rows.y.iter().map(|y| y - mean).collect();
        let d = rows.x.n_cols();
        let steepest = rows.slopes(&centred)[..d].iter().fold(0.0_f64, |m, s| m.max(s.abs())) / total;
        prop_assume!(steepest > 1e-6);
        let weights = |share: f64| {
            fit(&net(share * steepest / l1_ratio, l1_ratio), &rows.x, rows.numbers()).lines().unwrap().coef.to_vec()
        };
        prop_assert!(weights(1.001).iter().all(|w| *w == 0.0));
        prop_assert!(weights(0.98).iter().any(|w| *w != 0.0));
    }

    /// Softmax: the same slopes, class by class.
    #[test]
    fn softmax_stands_where_the_slope_is_zero(rows in rows(), c in 0.01..10.0_f64) {
        let answers = rows.classes();
        // A few rows, nearly parted by a line, can take more than the usual hundred steps.
        let params = Params { c: Some(c), max_iter: 1_000, ..Params::default() };
        let model = fit(&ModelSpec::Logistic(params), &rows.x, answers.clone());
        let Model::Softmax(fitted) = &model else { panic!("another model") };
        prop_assert!(fitted.converged, "{} steps", fitted.path.len());
        let (found, d) = (predict(&model, &rows.x), rows.x.n_cols());
        for k in 0..3 {
            let is = |i: usize| f64::from(u8::from(answers.y[i] == k as f64));
            let errors: Vec<f64> = (0..rows.y.len()).map(|i| is(i) - found[3 * i + k]).collect();
            for (j, slope) in rows.slopes(&errors).into_iter().enumerate() {
                let cost = if j < d { fitted.coef[k * d + j] / c } else { 0.0 };
                prop_assert!((slope - cost).abs() < rows.nothing(j), "{k} {j}: {slope} {cost}");
            }
        }
        prop_assert!(fitted.intercept.iter().sum::<f64>().abs() < 1e-6);
        // The loss goes down from what knowing nothing costs.
        prop_assert!((fitted.path[0].loss - 3.0_f64.ln()).abs() < 1e-9);
    }

    /// The parts of an explanation add up: what an average row has, and what each feature brings.
    #[test]
    fn lines_add_up_to_the_answer(rows in rows()) {
        let model = fit(&ridge(1.0), &rows.x, rows.numbers());
        let lines = model.lines().unwrap();
        let total: f64 = rows.weights.iter().sum();
        for (j, mean) in lines.mean.iter().enumerate() {
            let sum: f64 = (0..rows.y.len()).map(|i| rows.weights[i] * rows.x.row(i)[j]).sum();
            prop_assert!((mean - sum / total).abs() < 1e-9 * (1.0 + mean.abs()));
        }
        let base = lines.intercept[0] + lines.coef.iter().zip(lines.mean).map(|(w, m)| w * m).sum::<f64>();
        for (i, found) in predict(&model, &rows.x).into_iter().enumerate() {
            let parts = rows.x.row(i).iter().zip(lines.mean).zip(lines.coef).map(|((x, m), w)| w * (x - m));
            prop_assert!((base + parts.sum::<f64>() - found).abs() < 1e-9 * (1.0 + found.abs()));
        }
    }
}

/// Where two classes are all there is, their odds are a logistic regression's with half the penalty: two lines, each of
/// which pays.
#[test]
fn softmax_of_two_classes_is_logistic_regression() {
    let mut rng = Rng::new(4, "rows");
    let values: Vec<f64> = (0..600).map(|_| rng.normal()).collect();
    let x = Rc::new(Matrix::new(200, 3, values).unwrap());
    let y: Vec<f64> = (0..200).map(|i| f64::from(u8::from(x.row(i)[0] + rng.normal() > 0.3))).collect();
    let spec = |c| ModelSpec::Logistic(Params { c: Some(c), ..Params::default() });
    let two = predict(&fit(&spec(1.0), &x, Answers::classes(y.clone(), 2)), &x);
    let yes = predict(&fit(&spec(2.0), &x, Answers::binary(y)), &x);
    let furthest = yes.iter().zip(two.chunks(2)).fold(0.0_f64, |far, (p, both)| far.max((p - both[1]).abs()));
    assert!(furthest < 1e-8, "{furthest}");
}
