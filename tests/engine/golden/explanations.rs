//! Contributions against shap's, slices against statsmodels'.

use std::rc::Rc;

use engine::explain::contributions::{Contributions, Scale, contributions};
use engine::math;
use engine::matrix::Matrix;
use engine::metrics::slices::{Parts, Rows, slices};
use engine::models::naive_bayes::{self, Likelihood};
use engine::models::random_forest::ShortTree;
use engine::models::{
    Answers, Model, ModelSpec, boosting, decision_tree, logistic, random_forest, softmax, tree,
};
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

    /// What nodes answer: one number each, or one a class.
    fn values(&self) -> Vec<f64> {
        all(&self.0["value"])
    }

    fn codes(&self, name: &str) -> Vec<u32> {
        self.numbers(name).into_iter().map(|v| v as u32).collect()
    }
}

/// All numbers of a value, in lists or alone, one after the other.
fn all(value: &Value) -> Vec<f64> {
    match value.as_array() {
        Some(list) => list.iter().flat_map(all).collect(),
        None => vec![number(value)],
    }
}

fn given(case: &Case) -> Vec<Lists<'_>> {
    case.input["trees"].as_array().unwrap().iter().map(Lists).collect()
}

fn width(case: &Case) -> u32 {
    case.rows("X")[0].len() as u32
}

/// Which class is told against which; none where it is yes or no.
fn pair(case: &Case) -> Option<[u32; 2]> {
    let pair = case.input.get("pair")?.as_array().unwrap();
    Some([0, 1].map(|i| number(&pair[i]) as u32))
}

/// The task, and how many numbers are answered.
fn task(case: &Case) -> (Task, u32) {
    if pair(case).is_some() { (Task::Multiclass, 3) } else { (Task::Binary, 1) }
}

fn trees(case: &Case) {
    let (n_features, (task, n_outputs)) = (width(case), task(case));
    let whole = |lists: &Lists| tree::Tree {
        n_features,
        n_outputs,
        feature: lists.codes("feature"),
        threshold: lists.numbers("threshold"),
        left: lists.codes("left"),
        right: lists.codes("right"),
        value: lists.values(),
        impurity: vec![0.0; lists.codes("left").len()],
        n_samples: lists.codes("weight"),
        weight: lists.numbers("weight"),
        ..tree::Tree::default()
    };
    let short = |lists: &Lists| {
        let (left, value, k) = (lists.codes("left"), lists.values(), n_outputs as usize);
        assert!((1..).zip(&left).all(|(next, left)| *left == 0 || *left == next), "depth first");
        // Of several classes a leaf says where its shares are.
        let at_leaf = |i: usize| if k > 1 { (i * k) as f64 } else { value[i] };
        let number = |(i, threshold): (usize, f64)| if left[i] > 0 { threshold } else { at_leaf(i) };
        ShortTree {
            feature: lists.codes("feature"),
            right: lists.codes("right"),
            number: lists.numbers("threshold").into_iter().enumerate().map(number).collect(),
            shares: if k > 1 { value.clone() } else { Vec::new() },
            weight: lists.numbers("weight").into_iter().map(|weight| weight as f32).collect(),
            ..ShortTree::default()
        }
    };
    let given = given(case);
    let voted = if task == Task::Multiclass { Scale::Lead } else { Scale::Probability };
    if case.kind == "tree_shap" {
        let model = Model::DecisionTree(decision_tree::Fitted { task, tree: whole(&given[0]) });
        compare(case, &model, voted);
    }
    // A tree is a forest of one.
    let model = Model::RandomForest(random_forest::Fitted {
        task,
        n_features,
        n_outputs,
        trees: given.iter().map(short).collect(),
        feature_importances: Vec::new(),
        oob_score: None,
    });
    compare(case, &model, voted);
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
        "task": task(case).0,
        "n_features": width(case),
        "n_outputs": task(case).1,
        "baseline": all(&case.input["baseline"]),
        "trees": given(case).iter().map(boosted).collect::<Vec<_>>(),
        "train_loss": [],
        "validation_loss": [],
    }))
    .unwrap();
    compare(case, &Model::Boosting(fitted), Scale::LogOdds);
}

fn linear(case: &Case) {
    let (coef, intercept) = (all(&case.input["coef"]), all(&case.input["intercept"]));
    let (background, converged) = (case.rows("background"), true);
    let of = |j: usize| math::mean(&background.iter().map(|row| row[j]).collect::<Vec<_>>()).unwrap();
    let mean = (0..background[0].len()).map(of).collect();
    let model = match pair(case) {
        None => {
            let path = Vec::new();
            Model::Logistic(logistic::Fitted { coef, intercept: intercept[0], converged, path, mean })
        }
        Some(_) => {
            let (classes, path) = (vec![0, 1, 2], Vec::new());
            Model::Softmax(softmax::Fitted { n_classes: 3, classes, coef, intercept, mean, converged, path })
        }
    };
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
    let spec = ModelSpec::NaiveBayes(naive_bayes::Params { likelihood, ..Default::default() });
    let y = case.numbers("y");
    let answers = if pair(case).is_some() { Answers::classes(y, 3) } else { Answers::binary(y) };
    let model = spec.start(matrix(case, "learned_from"), answers, Rng::new(1, "model")).finish().unwrap();
    compare(case, &model, Scale::LogOdds);
}

fn compare(case: &Case, model: &Model, scale: Scale) {
    let x = matrix(case, "X");
    let (of, rows) = (model.clone(), x.clone());
    let pair = pair(case);
    let pairs: Vec<[u32; 2]> = pair.iter().flat_map(|pair| vec![*pair; rows.n_rows()]).collect();
    let work = Work::new(|pace| async move {
        let found: Contributions = contributions(&of, &rows, &pairs, &pace).await.unwrap().unwrap();
        (found, of.predict(&rows, &pace).await.unwrap())
    });
    let (found, said) = work.finish();
    assert_eq!(found.scale, scale, "{case}");
    case.same("base", found.base[0]);
    case.same("values", found.rows.clone());
    let sums: Vec<f64> = found.rows.iter().map(|row| found.base[0] + row.iter().sum::<f64>()).collect();
    case.same("output", sums.clone());
    for (i, sum) in sums.into_iter().enumerate() {
        let said = match pair.map(|pair| pair.map(|class| said.row(i)[class as usize])) {
            None => said.row(i)[0],
            Some([one, other]) if scale == Scale::Lead => one - other,
            Some([one, other]) => one / (one + other),
        };
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
