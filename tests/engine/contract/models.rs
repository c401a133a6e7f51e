//! What every algorithm promises: the same answer for the same question, however it is asked.

use std::rc::Rc;

use engine::error::EngineError;
use engine::matrix::Matrix;
use engine::models::logistic::{ClassWeight, Params};
use engine::models::naive_bayes::Likelihood;
use engine::models::tree::target::Criterion;
use engine::models::{
    Answers, Model, ModelSpec, boosting, decision_tree, elastic_net, linear, naive_bayes, neighbours,
    network, random_forest,
};
use engine::rng::Rng;
use engine::task::Task;
use engine::work::{Step, Work};

/// Enough rows that a pass over them takes several steps.
pub const ROWS: usize = 3_000;

/// Every algorithm for each task it can do, with its dials at several places.
pub fn specs() -> Vec<(Task, ModelSpec)> {
    let logistic = |c, class_weight, max_iter| ModelSpec::Logistic(Params { c, class_weight, max_iter });
    let binary = vec![
        ModelSpec::Majority,
        ModelSpec::Logistic(Params::default()),
        logistic(None, ClassWeight::Equal, 100),
        logistic(Some(0.01), ClassWeight::Balanced, 100),
        logistic(Some(10.0), ClassWeight::Equal, 1),
    ];
    let binary = [binary, trees(Task::Binary), boosted(20), bayes(), near(), networks()].concat();
    let multiclass = vec![
        ModelSpec::Majority,
        ModelSpec::Logistic(Params::default()),
        logistic(None, ClassWeight::Equal, 100),
        logistic(Some(0.01), ClassWeight::Balanced, 100),
        logistic(Some(10.0), ClassWeight::Equal, 1),
    ];
    let multiclass = [multiclass, trees(Task::Multiclass), boosted(20), bayes(), near(), networks()].concat();
    let elastic_net = |alpha, l1_ratio| elastic_net::Params { alpha, l1_ratio, ..Default::default() };
    let regression = vec![
        ModelSpec::Majority,
        ModelSpec::Linear(linear::Params { alpha: 0.0 }),
        ModelSpec::Linear(linear::Params { alpha: 1_000.0 }),
        ModelSpec::ElasticNet(elastic_net(0.001, 0.5)),
        ModelSpec::ElasticNet(elastic_net(0.1, 1.0)),
        ModelSpec::ElasticNet(elastic_net(100.0, 0.9)),
    ];
    let regression = [regression, trees(Task::Regression), boosted(5), near(), networks()].concat();
    let asked = |task: Task, specs: Vec<ModelSpec>| specs.into_iter().map(move |spec| (task, spec));
    let specs: Vec<(Task, ModelSpec)> = asked(Task::Binary, binary)
        .chain(asked(Task::Multiclass, multiclass))
        .chain(asked(Task::Regression, regression))
        .collect();
    // A new algorithm does not compile before it is looked for here, and then it must be in the list.
    let looked_for = |spec: &ModelSpec| match spec {
        ModelSpec::Majority => 0,
        ModelSpec::Logistic(_) => 1,
        ModelSpec::DecisionTree(_) => 2,
        ModelSpec::Boosting(_) => 3,
        ModelSpec::RandomForest(_) => 4,
        ModelSpec::Linear(_) => 5,
        ModelSpec::ElasticNet(_) => 6,
        ModelSpec::NaiveBayes(_) => 7,
        ModelSpec::KNeighbors(_) => 8,
        ModelSpec::Network(_) => 9,
    };
    (0..10).for_each(|i| {
        assert!(specs.iter().any(|(_, spec)| looked_for(spec) == i), "algorithm {i} is not listed");
    });
    specs
}

/// Decision trees and forests.
fn trees(task: Task) -> Vec<ModelSpec> {
    let (criterion, class_weight) = match task {
        Task::Regression => (Criterion::Gini, ClassWeight::Equal),
        _ => (Criterion::Entropy, ClassWeight::Balanced),
    };
    let tree = [
        decision_tree::Params::default(),
        full_depth(),
        decision_tree::Params { max_leaf_nodes: Some(9), ccp_alpha: 0.001, criterion, ..full_depth() },
        decision_tree::Params { class_weight, ..Default::default() },
    ];
    let forest = [
        random_forest::Params { n_estimators: 10, ..Default::default() },
        random_forest::Params {
            n_estimators: 5,
            criterion,
            max_features: random_forest::MaxFeatures::All,
            max_depth: Some(3),
            min_samples_leaf: 1,
            class_weight,
        },
    ];
    let trees = tree.into_iter().map(ModelSpec::DecisionTree);
    trees.chain(forest.into_iter().map(ModelSpec::RandomForest)).collect()
}

/// Boosting, stopped early with leaves of so many rows, and such to which a row of weight 2 is the row twice: the size
/// of a leaf, which is in rows, does not matter to it.
fn boosted(min_samples_leaf: u32) -> Vec<ModelSpec> {
    let params = [
        boosting::Params { max_iter: 20, ..Default::default() },
        boosting::Params {
            max_leaf_nodes: None,
            max_depth: Some(3),
            max_bins: 16,
            l2_regularization: 1.0,
            min_samples_leaf,
            early_stopping: true,
            n_iter_no_change: 3,
            ..Default::default()
        },
        boosting::Params { max_iter: 8, min_samples_leaf: 1, ..Default::default() },
    ];
    params.map(ModelSpec::Boosting).to_vec()
}

/// Naive Bayes for any rows; counts are not negative, and stand in `tests/engine/small.rs`.
fn bayes() -> Vec<ModelSpec> {
    let smooth = Likelihood::Gaussian { var_smoothing: 1.0 };
    let there = Likelihood::Bernoulli { alpha: 1.0, binarize: 0.0 };
    let params = |likelihood| naive_bayes::Params { likelihood, class_prior: None };
    [naive_bayes::Params::default(), params(smooth), params(there)].map(ModelSpec::NaiveBayes).to_vec()
}

fn near() -> Vec<ModelSpec> {
    let weights = neighbours::Weights::Distance;
    let params = [
        neighbours::Params::default(),
        neighbours::Params { n_neighbors: 30, weights, ..Default::default() },
        neighbours::Params { n_neighbors: 3, max_samples: 100, ..Default::default() },
    ];
    params.map(ModelSpec::KNeighbors).to_vec()
}

/// Networks that have learned something after some passes.
fn networks() -> Vec<ModelSpec> {
    let small = network::Params {
        hidden_layer_sizes: vec![9],
        learning_rate_init: 0.01,
        max_iter: 6,
        ..Default::default()
    };
    let params = [
        small.clone(),
        network::Params { early_stopping: true, n_iter_no_change: 1, ..small.clone() },
        network::Params { batch_size: 5_000, ..small.clone() },
        network::Params {
            hidden_layer_sizes: vec![5, 4, 3],
            activation: network::Activation::Tanh,
            dropout: 0.2,
            ..small
        },
    ];
    params.map(ModelSpec::Network).to_vec()
}

/// Whether it takes missing values.
pub fn takes_missing(spec: &ModelSpec) -> bool {
    matches!(spec, ModelSpec::Majority | ModelSpec::Boosting(_))
}

/// Whether it takes the columns as they stand: a forest draws its features by their number, a network its weights.
fn draws_columns(spec: &ModelSpec) -> bool {
    matches!(spec, ModelSpec::RandomForest(_) | ModelSpec::Network(_))
}

/// Whether it says the share or the mean where there is nothing else to go by: some weigh the classes, do not come to
/// the end, or see a part of the rows.
pub fn knows_the_share(spec: &ModelSpec) -> bool {
    match spec {
        ModelSpec::Logistic(p) => p.class_weight == ClassWeight::Equal && p.max_iter > 1,
        ModelSpec::Boosting(p) => !p.early_stopping,
        ModelSpec::DecisionTree(p) => p.class_weight == ClassWeight::Equal,
        ModelSpec::RandomForest(_) | ModelSpec::KNeighbors(_) | ModelSpec::Network(_) => false,
        _ => true,
    }
}

/// Whether a row of weight 2 is to it exactly the row twice: some draw rows, cut them into bins, or know no weights.
pub fn weighs(spec: &ModelSpec) -> bool {
    match spec {
        ModelSpec::Majority | ModelSpec::Logistic(_) | ModelSpec::Linear(_) | ModelSpec::ElasticNet(_) => {
            true
        }
        // The size of a leaf is counted in rows, and so are balanced classes.
        ModelSpec::DecisionTree(p) => p.min_samples_leaf == 1 && p.class_weight == ClassWeight::Equal,
        ModelSpec::Boosting(p) => p.min_samples_leaf == 1,
        // What smooths is a share of the largest variance of all rows, whatever they weigh.
        ModelSpec::NaiveBayes(p) => p.likelihood != Likelihood::Gaussian { var_smoothing: 1.0 },
        ModelSpec::KNeighbors(p) => p.max_samples as usize >= 2 * ROWS,
        ModelSpec::RandomForest(_) | ModelSpec::Network(_) => false,
    }
}

/// A tree that grows until its leaves are pure.
pub fn full_depth() -> decision_tree::Params {
    decision_tree::Params { max_depth: None, min_samples_leaf: 1, ..Default::default() }
}

/// Four columns of different size, the second nearly the first, and a score that has to do with them.
fn scored(seed: u64) -> (Rc<Matrix>, Vec<f64>) {
    let mut rng = Rng::new(seed, "rows");
    let (mut values, mut scores) = (Vec::new(), Vec::new());
    for _ in 0..ROWS {
        let a = rng.normal();
        let row = [a, a + 0.1 * rng.normal(), 20.0 * rng.normal() - 5.0, f64::from(rng.below(2))];
        scores.push(row[0] - 0.05 * row[2] + 2.0 * row[3] - 2.0 + rng.normal());
        values.extend(row);
    }
    (Rc::new(Matrix::new(ROWS, 4, values).unwrap()), scores)
}

/// The rows, and yes where the score is above 0.
pub fn rows(seed: u64) -> (Rc<Matrix>, Rc<[f64]>) {
    let (x, scores) = scored(seed);
    (x, scores.iter().map(|score| f64::from(u8::from(*score > 0.0))).collect())
}

/// The rows, and an answer of the task's kind: yes or no; one of three classes that overlap and have no order; the
/// score.
pub fn asked(task: Task, seed: u64) -> (Rc<Matrix>, Answers) {
    let (x, scores) = scored(seed);
    let mut rng = Rng::new(seed, "classes");
    let mut class = |(i, score): (usize, &f64)| match x.row(i)[1] + rng.normal() {
        _ if *score > 1.0 => 2.0,
        other => f64::from(u8::from(other > 0.0)),
    };
    let answers = match task {
        Task::Binary => Answers::binary(rows(seed).1),
        Task::Multiclass => {
            Answers::classes(scores.iter().enumerate().map(&mut class).collect::<Vec<f64>>(), 3)
        }
        Task::Regression => Answers::numbers(scores),
    };
    (x, answers)
}

pub fn rng() -> Rng {
    Rng::new(5, "model")
}

pub fn fit(spec: &ModelSpec, x: &Rc<Matrix>, answers: &Answers) -> Model {
    spec.start(x.clone(), answers.clone(), rng()).finish().unwrap_or_else(|e| panic!("{spec:?}: {e}"))
}

/// The numbers it gives the rows, one row after the other.
pub fn predict(model: &Model, x: &Rc<Matrix>) -> Result<Vec<f64>, EngineError> {
    let (model, x) = (model.clone(), x.clone());
    Work::new(|pace| async move { model.predict(&x, &pace).await })
        .finish()
        .map(|found| found.values().to_vec())
}

/// Whether they are what the task asks for: probabilities, which come to 1 over the classes, or finite numbers.
pub fn is_answer(answers: &Answers, found: &[f64]) -> bool {
    let probabilities = found.iter().all(|p| (0.0..=1.0).contains(p));
    match answers.task {
        Task::Binary => probabilities,
        Task::Multiclass => {
            let sums = found.chunks_exact(answers.n_outputs()).map(|row| row.iter().sum::<f64>());
            probabilities && sums.into_iter().all(|sum| (sum - 1.0).abs() < 1e-9)
        }
        Task::Regression => found.iter().all(|v| v.is_finite()),
    }
}

/// The furthest that two lists of numbers are apart.
pub fn apart(one: &[f64], other: &[f64]) -> f64 {
    assert_eq!(one.len(), other.len());
    one.iter().zip(other).fold(0.0_f64, |far, (a, b)| far.max((a - b).abs()))
}

/// Steps to the end by hand: what came, and after how many steps.
fn step_by_step<T>(mut work: Work<T>) -> (T, u32) {
    let mut steps = 1;
    loop {
        match work.step() {
            Step::Done(result) => return (result, steps),
            Step::Running => steps += 1,
        }
    }
}

#[test]
fn the_same_seed_gives_the_same_bits() {
    for (task, spec) in specs() {
        let (x, answers) = asked(task, 1);
        let text = |model: Model| serde_json::to_string(&model).unwrap();
        assert_eq!(text(fit(&spec, &x, &answers)), text(fit(&spec, &x, &answers)), "{spec:?}");
    }
}

#[test]
fn stepping_equals_fitting() {
    for (task, spec) in specs() {
        let (x, answers) = asked(task, 1);
        let (model, steps) = step_by_step(spec.start(x.clone(), answers.clone(), rng()));
        assert_eq!(model.unwrap(), fit(&spec, &x, &answers), "{spec:?}");
        let (_, again) = step_by_step(spec.start(x.clone(), answers.clone(), rng()));
        assert_eq!(steps, again, "{spec:?}: a step is a fixed piece of work");
        if let ModelSpec::Logistic(params) = &spec {
            // One pass over the rows is at least three blocks, and one more to begin with.
            assert!(steps > 3 * params.max_iter.min(3), "{spec:?}: {steps} steps");
        }
    }
}

#[test]
fn two_at_once_do_not_meet() {
    for (task, spec) in specs() {
        let ((x, answers), (other_x, other_answers)) = (asked(task, 1), asked(task, 2));
        let mut first = spec.start(x.clone(), answers.clone(), rng());
        let mut second = spec.start(other_x.clone(), other_answers.clone(), rng());
        let (mut one, mut two) = (None, None);
        while one.is_none() || two.is_none() {
            for (work, done) in [(&mut first, &mut one), (&mut second, &mut two)] {
                if done.is_none()
                    && let Step::Done(model) = work.step()
                {
                    *done = Some(model.unwrap());
                }
            }
        }
        let alone = (Some(fit(&spec, &x, &answers)), Some(fit(&spec, &other_x, &other_answers)));
        assert_eq!((one, two), alone, "{spec:?}");
    }
}

#[test]
fn progress_is_told_and_never_runs_back() {
    for (task, spec) in specs().into_iter().filter(|(_, spec)| *spec != ModelSpec::Majority) {
        let (x, answers) = asked(task, 1);
        let mut work = spec.start(x, answers, rng());
        let (mut last, mut told) = (0, 0);
        while matches!(work.step(), Step::Running) {
            if let Some(progress) = work.progress() {
                assert!(progress.done >= last && progress.total.is_none_or(|total| progress.done <= total));
                assert!(progress.value.is_none_or(f64::is_finite));
                (last, told) = (progress.done, told + 1);
            }
        }
        assert!(told > 0, "{spec:?} says nothing");
    }
}

#[test]
fn the_order_of_columns_does_not_matter() {
    let order = [2, 0, 3, 1];
    for (task, spec) in specs().into_iter().filter(|(_, spec)| !draws_columns(spec)) {
        let (x, answers) = asked(task, 1);
        let turned = (0..ROWS).flat_map(|i| order.map(|j| x.row(i)[j])).collect();
        let turned = Rc::new(Matrix::new(ROWS, 4, turned).unwrap());
        let plain = predict(&fit(&spec, &x, &answers), &x).unwrap();
        let other = predict(&fit(&spec, &turned, &answers), &turned).unwrap();
        let furthest = apart(&plain, &other);
        assert!(furthest < 1e-8, "{spec:?}: {furthest}");
    }
}

#[test]
fn a_second_fit_forgets_the_first() {
    for (task, spec) in specs() {
        let ((x, answers), (other_x, other_answers)) = (asked(task, 1), asked(task, 2));
        let first = fit(&spec, &x, &answers);
        assert_ne!(fit(&spec, &other_x, &other_answers), first, "{spec:?} learns from its rows");
        assert_eq!(fit(&spec, &x, &answers), first, "{spec:?}");
    }
}

#[test]
fn dropped_halfway_it_leaves_nothing() {
    for (task, spec) in specs() {
        let (x, answers) = asked(task, 1);
        let whole = fit(&spec, &x, &answers);
        let (_, steps) = step_by_step(spec.start(x.clone(), answers.clone(), rng()));
        for halfway in [0, 1, steps / 2, steps - 1].map(|n| n.min(steps - 1)) {
            let mut work = spec.start(x.clone(), answers.clone(), rng());
            (0..halfway).for_each(|_| assert!(matches!(work.step(), Step::Running)));
            drop(work);
            let held = (Rc::strong_count(&x), Rc::strong_count(&answers.y));
            assert_eq!(held, (1, 1), "{spec:?} holds on to its rows");
        }
        assert_eq!(fit(&spec, &x, &answers), whole, "{spec:?}");
    }
}

#[test]
fn a_file_keeps_spec_and_model_to_the_bit() {
    for (task, spec) in specs() {
        let (x, answers) = asked(task, 1);
        let again: ModelSpec = serde_json::from_str(&serde_json::to_string(&spec).unwrap()).unwrap();
        assert_eq!(again, spec);
        let model = fit(&spec, &x, &answers);
        let text = serde_json::to_string(&model).unwrap();
        let kept: Model = serde_json::from_str(&text).unwrap();
        assert_eq!(kept, model, "{spec:?}");
        assert_eq!(serde_json::to_string(&kept).unwrap(), text);
        assert_eq!(predict(&kept, &x), predict(&model, &x));
    }
}

/// Rows a line can part have no best weights without a penalty, and numbers on a line leave no error: it must still end.
#[test]
fn separable_rows_end() {
    let x = Rc::new(Matrix::new(42, 1, (0..42).map(f64::from).collect()).unwrap());
    for (task, spec) in specs() {
        let part = |into: u32| (0..42).map(|i| f64::from(i / (42 / into))).collect::<Vec<f64>>();
        let answers = match task {
            Task::Binary => Answers::binary(part(2)),
            Task::Multiclass => Answers::classes(part(3), 3),
            Task::Regression => Answers::numbers(part(42)),
        };
        let found = predict(&fit(&spec, &x, &answers), &x).unwrap();
        assert!(is_answer(&answers, &found), "{spec:?}");
    }
}
