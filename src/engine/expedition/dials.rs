//! The kinds of model a learner can choose among, each with at most three dials that are numbers, and a question.
//!
//! The first dial of each is its **freedom**: how closely it may follow the rows it learns from.

use crate::models::logistic::ClassWeight;
use crate::models::naive_bayes::{self, Likelihood};
use crate::models::neighbours::Weights;
use crate::models::network::Activation;
use crate::models::{
    ModelSpec, boosting, decision_tree, elastic_net, linear, logistic, neighbours, network, random_forest,
};
use crate::task::Task;

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
    /// Which, as a text key: `mix` (the share of the penalty that takes columns out), `trees` (how many), `group` (the smallest number of rows in a leaf), `belief` (the share
    /// of what a tree would say that is believed), `memory` (training rows remembered at most), `passes` over the rows at
    /// most, `patience` (passes without gain after which it stops early; 0: never).
    pub what: &'static str,
    /// Where it stands.
    pub value: f64,
    /// The smallest value.
    pub low: f64,
    /// The largest value.
    pub high: f64,
    /// From one value to the next.
    pub step: f64,
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
        "naive_bayes" => ModelSpec::NaiveBayes(naive_bayes::Params {
            likelihood: Likelihood::Gaussian { var_smoothing: 5.0 },
            ..naive_bayes::Params::default()
        }),
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

/// A question about a kind of model that is answered by one of a few words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question {
    /// Which, as a text key: `taken` (how naive Bayes takes its columns: around a mean, as counts that share one total, as
    /// there or not), `rare` (whether each class counts the same in all), `near` (whether the nearer of the neighbours count
    /// for more), `bend` (what the units of a network make of what they add up).
    pub what: &'static str,
    /// The answers, as text keys, in the order they are offered.
    pub answers: &'static [&'static str],
    /// How it is answered now.
    pub now: &'static str,
}

/// Its questions, where answers of this kind are asked for.
#[must_use]
pub fn questions(spec: &ModelSpec, task: Task) -> Vec<Question> {
    let one = |what, answers: &'static [&'static str], at: usize| {
        vec![Question { what, answers, now: answers[at] }]
    };
    let rare = |weight| match task {
        Task::Regression => Vec::new(),
        Task::Binary | Task::Multiclass => {
            one("rare", &["alike", "more"], usize::from(weight == ClassWeight::Balanced))
        }
    };
    match spec {
        ModelSpec::Majority | ModelSpec::Linear(_) | ModelSpec::ElasticNet(_) | ModelSpec::Boosting(_) => {
            Vec::new()
        }
        ModelSpec::Logistic(params) => rare(params.class_weight),
        ModelSpec::DecisionTree(params) => rare(params.class_weight),
        ModelSpec::RandomForest(params) => rare(params.class_weight),
        ModelSpec::NaiveBayes(params) => {
            let at = match params.likelihood {
                Likelihood::Gaussian { .. } => 0,
                Likelihood::Multinomial { .. } => 1,
                Likelihood::Bernoulli { .. } => 2,
            };
            one("taken", &["bell", "counts", "there"], at)
        }
        ModelSpec::KNeighbors(params) => {
            one("near", &["alike", "nearer"], usize::from(params.weights == Weights::Distance))
        }
        ModelSpec::Network(params) => {
            one("bend", &["relu", "tanh"], usize::from(params.activation == Activation::Tanh))
        }
    }
}

/// The same model with a question answered so; an answer that there is not changes nothing. Columns that are taken otherwise
/// have another unit of freedom: there it is as offered.
#[must_use]
pub fn answered(spec: &ModelSpec, answer: &str) -> ModelSpec {
    let mut spec = spec.clone();
    let weight = if answer == "more" { ClassWeight::Balanced } else { ClassWeight::Equal };
    match (&mut spec, answer) {
        (ModelSpec::Logistic(params), "alike" | "more") => params.class_weight = weight,
        (ModelSpec::DecisionTree(params), "alike" | "more") => params.class_weight = weight,
        (ModelSpec::RandomForest(params), "alike" | "more") => params.class_weight = weight,
        (ModelSpec::NaiveBayes(_), "bell") => return offered("naive_bayes"),
        (ModelSpec::NaiveBayes(params), "counts") => {
            params.likelihood = Likelihood::Multinomial { alpha: 1.0 }
        }
        (ModelSpec::NaiveBayes(params), "there") => {
            params.likelihood = Likelihood::Bernoulli { alpha: 1.0, binarize: 0.0 };
        }
        (ModelSpec::KNeighbors(params), "alike") => params.weights = Weights::Uniform,
        (ModelSpec::KNeighbors(params), "nearer") => params.weights = Weights::Distance,
        (ModelSpec::Network(params), "relu") => params.activation = Activation::Relu,
        (ModelSpec::Network(params), "tanh") => params.activation = Activation::Tanh,
        _ => {}
    }
    spec
}

/// How naive Bayes takes its columns, as it answers its [`questions`]; `None` of another kind.
#[must_use]
pub fn taken(spec: &ModelSpec) -> Option<&'static str> {
    let taken = questions(spec, Task::Binary).into_iter().find(|question| question.what == "taken");
    taken.map(|question| question.now)
}

/// The kind of `spec` as it is offered, taking its columns as `spec` does.
#[must_use]
pub fn usual(spec: &ModelSpec) -> ModelSpec {
    answered(&offered(spec.name()), taken(spec).unwrap_or_default())
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
    let dial = |what, value, low, high, step| Dial { what, value, low, high, step };
    let group = |rows: u32| dial("group", f64::from(rows), 1.0, 200.0, 1.0);
    match spec {
        ModelSpec::Majority | ModelSpec::Logistic(_) | ModelSpec::Linear(_) | ModelSpec::NaiveBayes(_) => {
            Vec::new()
        }
        ModelSpec::ElasticNet(params) => vec![dial("mix", params.l1_ratio * 100.0, 10.0, 100.0, 10.0)],
        ModelSpec::DecisionTree(params) => vec![group(params.min_samples_leaf)],
        ModelSpec::Boosting(params) => vec![
            dial("trees", f64::from(params.max_iter), 10.0, 300.0, 10.0),
            dial("belief", params.learning_rate * 100.0, 1.0, 50.0, 1.0),
        ],
        ModelSpec::RandomForest(params) => vec![
            dial("trees", f64::from(params.n_estimators), 10.0, 100.0, 10.0),
            group(params.min_samples_leaf),
        ],
        ModelSpec::KNeighbors(params) => {
            vec![dial("memory", f64::from(params.max_samples), 1_000.0, 20_000.0, 1_000.0)]
        }
        ModelSpec::Network(params) => vec![
            dial("passes", f64::from(params.max_iter), 5.0, 200.0, 5.0),
            dial("patience", f64::from(patience(params)), 0.0, 30.0, 1.0),
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
        (ModelSpec::Boosting(params), "trees") => params.max_iter = whole,
        (ModelSpec::Boosting(params), "belief") => params.learning_rate = value / 100.0,
        (ModelSpec::RandomForest(params), "trees") => params.n_estimators = whole,
        (ModelSpec::RandomForest(params), "group") => params.min_samples_leaf = whole,
        (ModelSpec::KNeighbors(params), "memory") => params.max_samples = whole,
        (ModelSpec::Network(params), "passes") => params.max_iter = whole,
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
