//! The kinds of model a learner can choose among, each with its dials that are numbers and its questions.
//!
//! The first dial of each is its **freedom**: how closely it may follow the rows it learns from. At most two others, and
//! a question, are turned often; the rest stand apart.

pub mod questions;

pub use self::questions::{Question, answered, push, pushed, questions, taken, usual, weighs, within};
use crate::models::naive_bayes::{self, Likelihood};
use crate::models::{
    ModelSpec, boosting, decision_tree, elastic_net, linear, logistic, neighbours, network, random_forest,
};
use crate::task::Task;

/// How naive Bayes takes its columns as it is offered.
const BELL: Likelihood = Likelihood::Gaussian { var_smoothing: 5.0 };

/// The kinds for a kind of answer, in the order they are offered; see [`ModelSpec::name`].
#[must_use]
pub fn families(task: Task) -> [&'static str; 7] {
    match task {
        Task::Regression => {
            ["linear", "elastic_net", "decision_tree", "boosting", "random_forest", "k_neighbors", "network"]
        }
        Task::Binary | Task::Multiclass => [
            "logistic",
            "decision_tree",
            "boosting",
            "random_forest",
            "naive_bayes",
            "k_neighbors",
            "network",
        ],
    }
}

/// A dial that is set by a number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dial {
    /// Which, as a text key: `mix` (the share of the penalty that takes columns out, percent), `trees` (how many), `group`
    /// (the smallest number of rows in a leaf), `cut` (what a leaf costs when a tree is cut back, thousandths of the
    /// impurity of all rows), `belief` (the share of what a tree would say that is believed, percent), `shrink` (the
    /// penalty on the square of what a leaf says), `deep` (questions one after the other at most; 0: as many as it takes),
    /// `pace` (how far a weight moves at a time, thousandths), `memory` (training rows remembered at most), `neighbours` (the freedom of neighbours to the number), `passes` over the rows at
    /// most, `patience` (passes without gain after which it stops early; 0: never), `left_out` (units left out at a time,
    /// percent), `decay` (weight decay).
    pub what: &'static str,
    /// Where it stands.
    pub value: f64,
    /// The smallest value.
    pub low: f64,
    /// The largest value.
    pub high: f64,
    /// From one value to the next.
    pub step: f64,
    /// Whether it is turned seldom, and stands apart.
    pub seldom: bool,
}

/// A kind of model as it is offered.
#[must_use]
pub fn offered(family: &str) -> ModelSpec {
    match family {
        "decision_tree" => ModelSpec::DecisionTree(decision_tree::Params::default()),
        "boosting" => {
            ModelSpec::Boosting(boosting::Params { max_leaf_nodes: Some(8), ..boosting::Params::default() })
        }
        "random_forest" => ModelSpec::RandomForest(random_forest::Params {
            n_estimators: 50,
            max_depth: Some(8),
            ..random_forest::Params::default()
        }),
        "naive_bayes" => {
            ModelSpec::NaiveBayes(naive_bayes::Params { likelihood: BELL, ..naive_bayes::Params::default() })
        }
        "linear" => ModelSpec::Linear(linear::Params::default()),
        // The lasso, which takes columns out altogether.
        "elastic_net" => {
            ModelSpec::ElasticNet(elastic_net::Params { alpha: 0.03, l1_ratio: 1.0, ..Default::default() })
        }
        "k_neighbors" => {
            ModelSpec::KNeighbors(neighbours::Params { n_neighbors: 100, ..neighbours::Params::default() })
        }
        "network" => ModelSpec::Network(network::Params {
            hidden_layer_sizes: vec![16],
            max_iter: 30,
            ..network::Params::default()
        }),
        _ => ModelSpec::Logistic(logistic::Params::default()),
    }
}

/// Settings of its freedom, the least first: `C` of a logistic regression, questions one after the other of a tree or
/// of each tree of a forest, leaves of each tree of boosting, units of a network's first hidden layer; falling, how much
/// is added to each variance, or to each count, by naive Bayes, how many neighbours are asked, and how much a regression's weights are
/// punished (`alpha`). The four in the middle are offered.
#[must_use]
pub fn freedoms(spec: &ModelSpec) -> [f64; 6] {
    match spec {
        ModelSpec::Majority | ModelSpec::Logistic(_) => [0.001, 0.01, 0.1, 1.0, 10.0, 100.0],
        ModelSpec::Linear(_) => [1e4, 1e3, 100.0, 10.0, 1.0, 0.01],
        ModelSpec::ElasticNet(_) => [1.0, 0.3, 0.1, 0.03, 0.01, 0.001],
        ModelSpec::DecisionTree(_) => [1.0, 2.0, 4.0, 6.0, 10.0, 14.0],
        ModelSpec::Boosting(_) => [2.0, 4.0, 8.0, 16.0, 31.0, 64.0],
        ModelSpec::RandomForest(_) => [2.0, 4.0, 8.0, 12.0, 16.0, 24.0],
        ModelSpec::NaiveBayes(params) => match params.likelihood {
            Likelihood::Gaussian { .. } => [100.0, 10.0, 5.0, 2.0, 1.0, 0.1],
            Likelihood::Multinomial { .. } | Likelihood::Bernoulli { .. } => {
                [1_000.0, 100.0, 10.0, 1.0, 0.1, 0.01]
            }
        },
        ModelSpec::KNeighbors(_) => [500.0, 200.0, 100.0, 50.0, 20.0, 1.0],
        ModelSpec::Network(_) => [1.0, 4.0, 8.0, 16.0, 32.0, 64.0],
    }
}

/// Its freedom, in the unit of [`freedoms`]; `None` if nothing limits it.
#[must_use]
pub fn freedom(spec: &ModelSpec) -> Option<f64> {
    match spec {
        ModelSpec::Majority => None,
        ModelSpec::Logistic(params) => params.c,
        ModelSpec::Linear(params) => Some(params.alpha),
        ModelSpec::ElasticNet(params) => Some(params.alpha),
        ModelSpec::DecisionTree(params) => params.max_depth.map(f64::from),
        ModelSpec::Boosting(params) => params.max_leaf_nodes.map(f64::from),
        ModelSpec::RandomForest(params) => params.max_depth.map(f64::from),
        ModelSpec::NaiveBayes(params) => Some(smoothing(params.likelihood)),
        ModelSpec::KNeighbors(params) => Some(f64::from(params.n_neighbors)),
        ModelSpec::Network(params) => params.hidden_layer_sizes.first().map(|units| f64::from(*units)),
    }
}

/// The same model with another freedom.
#[must_use]
pub fn with_freedom(spec: &ModelSpec, freedom: f64) -> ModelSpec {
    let (mut spec, whole) = (spec.clone(), Some(freedom as u32));
    match &mut spec {
        ModelSpec::Majority => {}
        ModelSpec::Logistic(params) => params.c = Some(freedom),
        ModelSpec::Linear(params) => params.alpha = freedom,
        ModelSpec::ElasticNet(params) => params.alpha = freedom,
        ModelSpec::DecisionTree(params) => params.max_depth = whole,
        ModelSpec::Boosting(params) => params.max_leaf_nodes = whole,
        ModelSpec::RandomForest(params) => params.max_depth = whole,
        ModelSpec::NaiveBayes(params) => match &mut params.likelihood {
            Likelihood::Gaussian { var_smoothing: smoothing }
            | Likelihood::Multinomial { alpha: smoothing }
            | Likelihood::Bernoulli { alpha: smoothing, .. } => *smoothing = freedom,
        },
        ModelSpec::KNeighbors(params) => params.n_neighbors = freedom as u32,
        ModelSpec::Network(params) => {
            params.hidden_layer_sizes.iter_mut().take(1).for_each(|units| *units = freedom as u32);
        }
    }
    spec
}

fn smoothing(likelihood: Likelihood) -> f64 {
    match likelihood {
        Likelihood::Gaussian { var_smoothing: smoothing }
        | Likelihood::Multinomial { alpha: smoothing }
        | Likelihood::Bernoulli { alpha: smoothing, .. } => smoothing,
    }
}

/// Its other dials.
#[must_use]
pub fn others(spec: &ModelSpec) -> Vec<Dial> {
    let dial = |what, value, low, high, step| Dial { what, value, low, high, step, seldom: false };
    let seldom = |what, value, low, high, step| Dial { seldom: true, ..dial(what, value, low, high, step) };
    let group = |rows: u32| dial("group", f64::from(rows), 1.0, 200.0, 1.0);
    match spec {
        ModelSpec::Majority | ModelSpec::Logistic(_) | ModelSpec::Linear(_) | ModelSpec::NaiveBayes(_) => {
            Vec::new()
        }
        ModelSpec::ElasticNet(params) => vec![dial("mix", params.l1_ratio * 100.0, 10.0, 100.0, 10.0)],
        ModelSpec::DecisionTree(params) => {
            vec![group(params.min_samples_leaf), dial("cut", params.ccp_share * 1_000.0, 0.0, 100.0, 1.0)]
        }
        ModelSpec::Boosting(params) => vec![
            dial("trees", f64::from(params.max_iter), 10.0, 300.0, 10.0),
            dial("belief", params.learning_rate * 100.0, 1.0, 50.0, 1.0),
            Dial { seldom: true, ..group(params.min_samples_leaf) },
            seldom("deep", f64::from(params.max_depth.unwrap_or(0)), 0.0, 12.0, 1.0),
            seldom("shrink", params.l2_regularization, 0.0, 100.0, 1.0),
        ],
        ModelSpec::RandomForest(params) => vec![
            dial("trees", f64::from(params.n_estimators), 10.0, 100.0, 10.0),
            group(params.min_samples_leaf),
        ],
        ModelSpec::KNeighbors(params) => {
            vec![
                dial("memory", f64::from(params.max_samples), 1_000.0, 20_000.0, 1_000.0),
                seldom("neighbours", f64::from(params.n_neighbors), 1.0, 500.0, 1.0),
            ]
        }
        ModelSpec::Network(params) => vec![
            dial("passes", f64::from(params.max_iter), 5.0, 200.0, 5.0),
            dial("patience", f64::from(patience(params)), 0.0, 30.0, 1.0),
            seldom("pace", params.learning_rate_init * 1_000.0, 0.1, 20.0, 0.1),
            seldom("left_out", params.dropout * 100.0, 0.0, 80.0, 5.0),
            seldom("decay", params.alpha, 0.0, 10.0, 0.1),
        ],
    }
}

/// The settings of its other dials that a search tries, dial by dial; see [`others`].
#[must_use]
pub fn searched(spec: &ModelSpec) -> Vec<(&'static str, Vec<f64>)> {
    match spec {
        ModelSpec::Majority
        | ModelSpec::Logistic(_)
        | ModelSpec::Linear(_)
        | ModelSpec::ElasticNet(_)
        | ModelSpec::NaiveBayes(_) => Vec::new(),
        ModelSpec::DecisionTree(_) => vec![("group", vec![1.0, 5.0, 20.0, 80.0])],
        ModelSpec::Boosting(_) => {
            vec![("trees", vec![50.0, 100.0, 200.0]), ("belief", vec![3.0, 10.0, 30.0])]
        }
        ModelSpec::RandomForest(_) => vec![("trees", vec![20.0, 50.0]), ("group", vec![1.0, 5.0, 20.0])],
        ModelSpec::KNeighbors(_) => vec![("memory", vec![2_000.0, 10_000.0])],
        ModelSpec::Network(_) => vec![("passes", vec![10.0, 30.0, 100.0]), ("patience", vec![0.0, 5.0])],
    }
}

/// The same model with one of its other dials set; a dial it does not have changes nothing.
#[must_use]
pub fn with(spec: &ModelSpec, what: &str, value: f64) -> ModelSpec {
    let (mut spec, whole) = (spec.clone(), value as u32);
    match (&mut spec, what) {
        (ModelSpec::ElasticNet(params), "mix") => params.l1_ratio = value / 100.0,
        (ModelSpec::DecisionTree(params), "group") => params.min_samples_leaf = whole,
        (ModelSpec::DecisionTree(params), "cut") => params.ccp_share = value / 1_000.0,
        (ModelSpec::Boosting(params), "trees") => params.max_iter = whole,
        (ModelSpec::Boosting(params), "belief") => params.learning_rate = value / 100.0,
        (ModelSpec::Boosting(params), "group") => params.min_samples_leaf = whole,
        (ModelSpec::Boosting(params), "deep") => params.max_depth = (whole > 0).then_some(whole),
        (ModelSpec::Boosting(params), "shrink") => params.l2_regularization = value,
        (ModelSpec::RandomForest(params), "trees") => params.n_estimators = whole,
        (ModelSpec::RandomForest(params), "group") => params.min_samples_leaf = whole,
        (ModelSpec::KNeighbors(params), "memory") => params.max_samples = whole,
        (ModelSpec::KNeighbors(params), "neighbours") => params.n_neighbors = whole,
        (ModelSpec::Network(params), "passes") => params.max_iter = whole,
        (ModelSpec::Network(params), "pace") => params.learning_rate_init = value / 1_000.0,
        (ModelSpec::Network(params), "left_out") => params.dropout = value / 100.0,
        (ModelSpec::Network(params), "decay") => params.alpha = value,
        (ModelSpec::Network(params), "patience") => {
            params.early_stopping = whole > 0;
            if whole > 0 {
                params.n_iter_no_change = whole;
            }
        }
        _ => {}
    }
    spec
}

/// Passes without gain on rows held back after which a network stops; 0 if it holds none back.
fn patience(params: &network::Params) -> u32 {
    if params.early_stopping { params.n_iter_no_change } else { 0 }
}
