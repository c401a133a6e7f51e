//! Dials that make no sense are refused before anything is learned.

use engine::error::EngineError;
use engine::models::logistic::Params;
use engine::models::naive_bayes::Likelihood;
use engine::models::{
    Answers, ModelSpec, boosting, decision_tree, elastic_net, linear, naive_bayes, neighbours, network,
    random_forest,
};
use engine::task::Task;

use super::listed::full_depth;
use super::models::{asked, rng, rows};

#[test]
fn dials_out_of_range_are_refused() {
    let (x, y) = rows(1);
    let default = Params::default;
    let wrong = [
        Params { c: Some(0.0), ..default() },
        Params { c: Some(-1.0), ..default() },
        Params { c: Some(f64::NAN), ..default() },
        Params { c: Some(f64::INFINITY), ..default() },
        Params { max_iter: 0, ..default() },
        Params { max_iter: u32::MAX, ..default() },
    ];
    let trees = [
        decision_tree::Params { max_depth: Some(0), ..full_depth() },
        decision_tree::Params { min_samples_leaf: 0, ..full_depth() },
        decision_tree::Params { max_leaf_nodes: Some(1), ..full_depth() },
        decision_tree::Params { ccp_alpha: -0.1, ..full_depth() },
        decision_tree::Params { ccp_alpha: f64::NAN, ..full_depth() },
        decision_tree::Params { ccp_share: 1.5, ..full_depth() },
    ];
    let base = boosting::Params::default;
    let boosted = [
        boosting::Params { learning_rate: 0.0, ..base() },
        boosting::Params { max_iter: 0, ..base() },
        boosting::Params { max_leaf_nodes: Some(1), ..base() },
        boosting::Params { max_depth: Some(0), ..base() },
        boosting::Params { min_samples_leaf: 0, ..base() },
        boosting::Params { l2_regularization: f64::NAN, ..base() },
        boosting::Params { max_bins: 256, ..base() },
        boosting::Params { validation_fraction: 1.0, ..base() },
        boosting::Params { n_iter_no_change: 0, ..base() },
        boosting::Params { tol: -1.0, ..base() },
        boosting::Params { monotonic_cst: vec![2], ..base() },
    ];
    let wrong = wrong.map(ModelSpec::Logistic).into_iter().chain(trees.map(ModelSpec::DecisionTree));
    let forests = [
        random_forest::Params { n_estimators: 0, ..Default::default() },
        random_forest::Params { max_depth: Some(0), ..Default::default() },
        random_forest::Params { min_samples_leaf: 0, ..Default::default() },
    ];
    let net = network::Params::default;
    let nets = [
        network::Params { hidden_layer_sizes: vec![], ..net() },
        network::Params { hidden_layer_sizes: vec![4; 4], ..net() },
        network::Params { hidden_layer_sizes: vec![8, 0], ..net() },
        network::Params { hidden_layer_sizes: vec![1024, 1024, 8], ..net() },
        network::Params { alpha: -1.0, ..net() },
        network::Params { dropout: 1.0, ..net() },
        network::Params { learning_rate_init: f64::NAN, ..net() },
        network::Params { batch_size: 0, ..net() },
        network::Params { max_iter: 0, ..net() },
        network::Params { validation_fraction: 1.0, ..net() },
        network::Params { n_iter_no_change: 0, ..net() },
        network::Params { tol: -1.0, ..net() },
    ];
    let wrong = wrong.chain(boosted.map(ModelSpec::Boosting)).chain(forests.map(ModelSpec::RandomForest));
    let near = [
        neighbours::Params { n_neighbors: 0, ..Default::default() },
        neighbours::Params { max_samples: 0, ..Default::default() },
        neighbours::Params { max_samples: 50_001, ..Default::default() },
    ];
    let bayes = [
        Likelihood::Gaussian { var_smoothing: 0.0 },
        Likelihood::Gaussian { var_smoothing: f64::NAN },
        Likelihood::Multinomial { alpha: 0.0 },
        Likelihood::Bernoulli { alpha: -1.0, binarize: 0.0 },
        Likelihood::Bernoulli { alpha: 1.0, binarize: f64::INFINITY },
    ];
    let bayes = bayes.map(|likelihood| naive_bayes::Params { likelihood, ..Default::default() });
    let odd = naive_bayes::Params { class_prior: Some(vec![0.5, 0.6]), ..Default::default() };
    let wrong = wrong.chain(near.map(ModelSpec::KNeighbors)).chain(bayes.map(ModelSpec::NaiveBayes));
    let wrong = wrong.chain(nets.map(ModelSpec::Network));
    for spec in wrong.chain([ModelSpec::NaiveBayes(odd)]) {
        let found = spec.start(x.clone(), Answers::binary(y.clone()), rng()).finish();
        assert!(matches!(found, Err(EngineError::OutOfRange { .. })), "{spec:?}: {found:?}");
    }
}

#[test]
fn dials_of_other_tasks_out_of_range_are_refused() {
    let net = elastic_net::Params::default;
    let ridges = [-1.0, f64::NAN, f64::INFINITY].map(|alpha| ModelSpec::Linear(linear::Params { alpha }));
    let nets = [
        elastic_net::Params { alpha: 0.0, ..net() },
        elastic_net::Params { alpha: f64::NAN, ..net() },
        elastic_net::Params { l1_ratio: 0.0, ..net() },
        elastic_net::Params { l1_ratio: 1.1, ..net() },
        elastic_net::Params { max_iter: 0, ..net() },
        elastic_net::Params { tol: -1.0, ..net() },
    ];
    let classes = [Params { c: Some(0.0), ..Params::default() }, Params { max_iter: 0, ..Params::default() }];
    let regressions = ridges.into_iter().chain(nets.map(ModelSpec::ElasticNet));
    let all = regressions
        .map(|spec| (Task::Regression, spec))
        .chain(classes.map(|params| (Task::Multiclass, ModelSpec::Logistic(params))));
    for (task, spec) in all {
        let (x, answers) = asked(task, 1);
        let found = spec.start(x, answers, rng()).finish();
        assert!(matches!(found, Err(EngineError::OutOfRange { .. })), "{spec:?}: {found:?}");
    }
}

/// Keys are fingerprints of what a record writes: a dial that came later is written where it is turned, so that what an
/// older record was opened for, or had measured, is still found.
#[test]
fn a_dial_that_came_later_leaves_older_keys_alone() {
    let json = |spec: &ModelSpec| serde_json::to_value(spec).unwrap();
    let tree = decision_tree::Params::default();
    let forest = random_forest::Params::default();
    let boosted = boosting::Params::default();
    let bayes = naive_bayes::Params::default();
    let near = neighbours::Params::default();
    let net = network::Params::default();
    let balanced = engine::models::logistic::ClassWeight::Balanced;
    let pairs = [
        (
            ModelSpec::DecisionTree(tree.clone()),
            ModelSpec::DecisionTree(decision_tree::Params { class_weight: balanced, ..tree.clone() }),
            "class_weight",
        ),
        (
            ModelSpec::RandomForest(forest.clone()),
            ModelSpec::RandomForest(random_forest::Params { class_weight: balanced, ..forest }),
            "class_weight",
        ),
        (
            ModelSpec::Boosting(boosted.clone()),
            ModelSpec::Boosting(boosting::Params { class_weight: balanced, ..boosted.clone() }),
            "class_weight",
        ),
        (
            ModelSpec::NaiveBayes(bayes.clone()),
            ModelSpec::NaiveBayes(naive_bayes::Params { class_weight: balanced, ..bayes }),
            "class_weight",
        ),
        (
            ModelSpec::KNeighbors(near.clone()),
            ModelSpec::KNeighbors(neighbours::Params { class_weight: balanced, ..near }),
            "class_weight",
        ),
        (
            ModelSpec::Network(net.clone()),
            ModelSpec::Network(network::Params { class_weight: balanced, ..net }),
            "class_weight",
        ),
        (
            ModelSpec::Boosting(boosted.clone()),
            ModelSpec::Boosting(boosting::Params { monotonic_cst: vec![1], ..boosted.clone() }),
            "monotonic_cst",
        ),
        (
            ModelSpec::Boosting(boosted.clone()),
            ModelSpec::Boosting(boosting::Params { monotonic_names: [("hour".into(), 1)].into(), ..boosted }),
            "monotonic_names",
        ),
        (
            ModelSpec::DecisionTree(tree.clone()),
            ModelSpec::DecisionTree(decision_tree::Params { ccp_share: 0.01, ..tree.clone() }),
            "ccp_share",
        ),
    ];
    for (left, turned, dial) in pairs {
        let written = |spec: &ModelSpec| json(spec)[spec.name()].get(dial).is_some();
        assert!(!written(&left) && written(&turned), "{dial} of {}", left.name());
        for spec in [left, turned] {
            assert_eq!(serde_json::from_value::<ModelSpec>(json(&spec)).unwrap(), spec);
            let bytes = postcard::to_allocvec(&spec).unwrap();
            assert_eq!(postcard::from_bytes::<ModelSpec>(&bytes).unwrap(), spec);
        }
    }
}
