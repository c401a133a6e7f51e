//! Every algorithm with its dials at several places, and what it may leave unpromised.

use engine::models::logistic::{ClassWeight, Params};
use engine::models::naive_bayes::Likelihood;
use engine::models::tree::target::Criterion;
use engine::models::{
    ModelSpec, boosting, decision_tree, elastic_net, linear, naive_bayes, neighbours, network, random_forest,
};
use engine::task::Task;

use super::models::ROWS;

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
    let binary = [binary, trees(Task::Binary), boosted(20), pushed(), bayes(), near(), networks()].concat();
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
    let regression = [regression, trees(Task::Regression), boosted(5), pushed(), near(), networks()].concat();
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
        decision_tree::Params { ccp_share: 0.005, ..full_depth() },
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
        boosting::Params { max_iter: 8, class_weight: ClassWeight::Balanced, ..Default::default() },
    ];
    params.map(ModelSpec::Boosting).to_vec()
}

/// Boosting whose columns may push the answer one way only, alone and with all its other dials turned.
fn pushed() -> Vec<ModelSpec> {
    let plain = boosting::Params { max_iter: 8, min_samples_leaf: 1, ..Default::default() };
    let params = [
        boosting::Params { monotonic_cst: vec![1, 0, -1, 1], ..plain.clone() },
        boosting::Params {
            monotonic_cst: vec![0, 1, -1, 0],
            l2_regularization: 10.0,
            early_stopping: true,
            n_iter_no_change: 2,
            max_leaf_nodes: Some(5),
            ..plain
        },
    ];
    params.map(ModelSpec::Boosting).to_vec()
}

/// Naive Bayes of every kind; see [`counts`].
fn bayes() -> Vec<ModelSpec> {
    let smooth = Likelihood::Gaussian { var_smoothing: 1.0 };
    let there = Likelihood::Bernoulli { alpha: 1.0, binarize: 0.0 };
    let params = |likelihood| naive_bayes::Params { likelihood, ..Default::default() };
    let often = Likelihood::Multinomial { alpha: 1.0 };
    let kinds = [naive_bayes::Params::default(), params(smooth), params(there), params(often)];
    let class_weight = ClassWeight::Balanced;
    let balanced = kinds.clone().map(|kind| naive_bayes::Params { class_weight, ..kind });
    kinds.into_iter().chain(balanced).map(ModelSpec::NaiveBayes).collect()
}

fn near() -> Vec<ModelSpec> {
    let weights = neighbours::Weights::Distance;
    let params = [
        neighbours::Params::default(),
        neighbours::Params { n_neighbors: 30, weights, ..Default::default() },
        neighbours::Params { n_neighbors: 3, max_samples: 100, ..Default::default() },
        neighbours::Params { n_neighbors: 30, class_weight: ClassWeight::Balanced, ..Default::default() },
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
        network::Params { max_iter: 12, early_stopping: true, n_iter_no_change: 3, ..small.clone() },
        network::Params { class_weight: ClassWeight::Balanced, ..small.clone() },
        network::Params { batch_size: 5_000, max_iter: 60, learning_rate_init: 0.05, ..small.clone() },
        network::Params {
            hidden_layer_sizes: vec![5, 4, 3],
            activation: network::Activation::Tanh,
            dropout: 0.2,
            learning_rate_init: 0.05,
            ..small
        },
    ];
    params.map(ModelSpec::Network).to_vec()
}

/// Whether it takes counts, which are not below nought.
pub fn counts(spec: &ModelSpec) -> bool {
    matches!(spec, ModelSpec::NaiveBayes(p) if matches!(p.likelihood, Likelihood::Multinomial { .. }))
}

/// The same for these of the four columns: which way a column pushes is said by its place.
pub fn for_columns(spec: &ModelSpec, columns: &[usize]) -> ModelSpec {
    match spec {
        ModelSpec::Boosting(p) if !p.monotonic_cst.is_empty() => {
            let monotonic_cst =
                columns.iter().map(|j| p.monotonic_cst.get(*j).copied().unwrap_or(0)).collect();
            ModelSpec::Boosting(boosting::Params { monotonic_cst, ..p.clone() })
        }
        other => other.clone(),
    }
}

/// Whether it takes missing values.
pub fn takes_missing(spec: &ModelSpec) -> bool {
    matches!(spec, ModelSpec::Majority | ModelSpec::Boosting(_))
}

/// Whether it takes the columns as they stand: a forest draws its features by their number, a network its weights.
pub fn draws_columns(spec: &ModelSpec) -> bool {
    matches!(spec, ModelSpec::RandomForest(_) | ModelSpec::Network(_))
}

/// Whether it says the share or the mean where there is nothing else to go by: some weigh the classes, do not come to
/// the end, or see a part of the rows.
pub fn knows_the_share(spec: &ModelSpec) -> bool {
    match spec {
        ModelSpec::Logistic(p) => p.class_weight == ClassWeight::Equal && p.max_iter > 1,
        ModelSpec::Boosting(p) => !p.early_stopping && p.class_weight == ClassWeight::Equal,
        ModelSpec::NaiveBayes(p) => p.class_weight == ClassWeight::Equal,
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
        // What is held back is drawn from the rows as they stand.
        ModelSpec::Boosting(p) => {
            p.min_samples_leaf == 1 && !p.early_stopping && p.class_weight == ClassWeight::Equal
        }
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
