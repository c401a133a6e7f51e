//! Contributions against shap's, slices against statsmodels'.

use std::rc::Rc;

use engine::explain::contributions::{Contributions, Scale, contributions};
use engine::math;
use engine::matrix::Matrix;
use engine::metrics::slices::{Parts, Rows, slices};
use engine::models::naive_bayes::{self, Likelihood};
use engine::models::random_forest::ShortTree;
use engine::models::{Answers, Model, ModelSpec, boosting, decision_tree, logistic, random_forest, tree};
use engine::rng::Rng;
use engine::task::Task;
use engine::work::Work;
use serde_json::{Value, json};

use super::case::{Case, number};

pub fn run(case: &Case) {
    match case.kind.as_str() {
        "tree_shap" | "forest_shap" => trees(case),
        "boosting_shap" => boosted(case),
        "linear_shap" => linear(case),
        "naive_bayes" => naive(case),
        "slice_cost" => slice(case),
        _ => {}
    }
}

/// The lists of a tree.
struct Lists<'a>(&'a Value);

impl Lists<'_> {
    fn numbers(&self, name: &str) -> Vec<f64> {
        self.0[name].as_array().unwrap().iter().map(number).collect()
    }

    fn codes(&self, name: &str) -> Vec<u32> {
        self.numbers(name).into_iter().map(|v| v as u32).collect()
    }
}

fn given(case: &Case) -> Vec<Lists<'_>> {
    case.input["trees"].as_array().unwrap().iter().map(Lists).collect()
}

fn width(case: &Case) -> u32 {
    case.rows("X")[0].len() as u32
}

fn trees(case: &Case) {
    let n_features = width(case);
    let whole = |lists: &Lists| tree::Tree {
        n_features,
        n_outputs: 1,
        feature: lists.codes("feature"),
        threshold: lists.numbers("threshold"),
        left: lists.codes("left"),
        right: lists.codes("right"),
        value: lists.numbers("value"),
        impurity: vec![0.0; lists.codes("left").len()],
        n_samples: lists.codes("weight"),
        weight: lists.numbers("weight"),
        ..tree::Tree::default()
    };
    let short = |lists: &Lists| {
        let (left, value) = (lists.codes("left"), lists.numbers("value"));
        assert!((1..).zip(&left).all(|(next, left)| *left == 0 || *left == next), "depth first");
        let number = |(i, threshold): (usize, f64)| if left[i] > 0 { threshold } else { value[i] };
        ShortTree {
            feature: lists.codes("feature"),
            right: lists.codes("right"),
            number: lists.numbers("threshold").into_iter().enumerate().map(number).collect(),
            shares: Vec::new(),
            weight: lists.numbers("weight").into_iter().map(|weight| weight as f32).collect(),
            ..ShortTree::default()
        }
    };
    let given = given(case);
    if case.kind == "tree_shap" {
        let model = Model::DecisionTree(decision_tree::Fitted { task: Task::Binary, tree: whole(&given[0]) });
        compare(case, &model, Scale::Probability);
    }
    // A tree is a forest of one.
    let model = Model::RandomForest(random_forest::Fitted {
        task: Task::Binary,
        n_features,
        n_outputs: 1,
        trees: given.iter().map(short).collect(),
        feature_importances: Vec::new(),
        oob_score: None,
    });
    compare(case, &model, Scale::Probability);
}

fn boosted(case: &Case) {
    let boosted = |lists: &Lists| {
        let (left, right) = (lists.codes("left"), lists.codes("right"));
        // Ours has the children of a node side by side: nodes in the order in which they are met, level by level.
        let (mut order, mut next) = (vec![0_usize], 0);
        let mut ours = boosting::Tree::default();
        while next < order.len() {
            let at = order[next];
            next += 1;
            let asks = left[at] > 0;
            ours.left.push(if asks { order.len() as u32 } else { 0 });
            ours.feature.push(lists.codes("feature")[at]);
            ours.threshold.push(lists.numbers("threshold")[at]);
            ours.missing_left.push(lists.codes("missing_left")[at] == 1);
            ours.value.push(if asks { 0.0 } else { lists.numbers("value")[at] });
            ours.n_samples.push(lists.codes("weight")[at]);
            if asks {
                order.extend([left[at] as usize, right[at] as usize]);
            }
        }
        ours
    };
    // As it comes back from where it was kept: how it answers quickly is no part of that.
    let fitted: boosting::Fitted = serde_json::from_value(json!({
        "task": Task::Binary,
        "n_features": width(case),
        "n_outputs": 1,
        "baseline": [number(&case.input["baseline"])],
        "trees": given(case).iter().map(boosted).collect::<Vec<_>>(),
        "train_loss": [],
        "validation_loss": [],
    }))
    .unwrap();
    compare(case, &Model::Boosting(fitted), Scale::LogOdds);
}

fn linear(case: &Case) {
    let (coef, intercept) = (case.numbers("coef"), number(&case.input["intercept"]));
    let (background, path) = (case.rows("background"), Vec::new());
    let of = |j: usize| math::mean(&background.iter().map(|row| row[j]).collect::<Vec<_>>()).unwrap();
    let mean = (0..coef.len()).map(of).collect();
    let model = Model::Logistic(logistic::Fitted { coef, intercept, converged: true, path, mean });
    compare(case, &model, Scale::LogOdds);
}

fn matrix(case: &Case, name: &str) -> Rc<Matrix> {
    let rows = case.rows(name);
    Rc::new(Matrix::new(rows.len(), rows[0].len(), rows.concat()).unwrap())
}

fn naive(case: &Case) {
    let dial = |name: &str| number(&case.input["params"][name]);
    let likelihood = match case.input["likelihood"].as_str() {
        Some("gaussian") => Likelihood::Gaussian { var_smoothing: dial("var_smoothing") },
        Some("multinomial") => Likelihood::Multinomial { alpha: dial("alpha") },
        _ => Likelihood::Bernoulli { alpha: dial("alpha"), binarize: dial("binarize") },
    };
    let spec = ModelSpec::NaiveBayes(naive_bayes::Params { likelihood, class_prior: None });
    let answers = Answers::binary(case.numbers("y"));
    let model = spec.start(matrix(case, "learned_from"), answers, Rng::new(1, "model")).finish().unwrap();
    compare(case, &model, Scale::LogOdds);
}

fn compare(case: &Case, model: &Model, scale: Scale) {
    let x = matrix(case, "X");
    let (of, rows) = (model.clone(), x.clone());
    let work = Work::new(|pace| async move {
        let found: Contributions = contributions(&of, &rows, &pace).await.unwrap().unwrap();
        (found, of.predict_proba(&rows, &pace).await.unwrap())
    });
    let (found, said) = work.finish();
    assert_eq!(found.scale, scale, "{case}");
    case.same("base", found.base);
    case.same("values", found.rows.clone());
    let sums: Vec<f64> = found.rows.iter().map(|row| found.base + row.iter().sum::<f64>()).collect();
    case.same("output", sums.clone());
    for (sum, said) in sums.into_iter().zip(said) {
        assert!((scale.says(sum) - said).abs() < 1e-12, "{case}: {sum} is not what is said, {said}");
    }
}

fn slice(case: &Case) {
    let (cost, codes) = (case.numbers("cost"), case.codes("part"));
    let days: Vec<i32> = case.numbers("day").into_iter().map(|day| day as i32).collect();
    let columns = vec![Parts { n_parts: 2, codes }];
    let work = Work::new(|pace| async move {
        slices(Rows { cost: &cost, days: &days }, &columns, 1, 2, &pace).await.unwrap()
    });
    let found = work.finish();
    let slice = found.iter().find(|slice| slice.of == [(0, 1)]).unwrap();
    case.same("elsewhere", slice.elsewhere);
    case.same("gap", slice.gap());
    case.same("standard_error", slice.standard_error);
    let interval = slice.interval(0.95).unwrap();
    case.same("interval", vec![interval.low, interval.high]);
}
