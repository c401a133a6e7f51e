//! Questions about a kind of model that are answered by a word: the same ones in Train and in the record.

use std::collections::BTreeMap;

use super::{BELL, offered};
use crate::models::ModelSpec;
use crate::models::logistic::ClassWeight;
use crate::models::naive_bayes::Likelihood;
use crate::models::neighbours::Weights;
use crate::models::network::Activation;
use crate::models::random_forest::MaxFeatures;
use crate::models::tree::target::Criterion;
use crate::task::Task;

/// A question about a kind of model that is answered by one of a few words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question {
    /// Which, as a text key: `taken` (how naive Bayes takes its columns: around a mean, as counts that share one total, as
    /// there or not), `rare` (whether each class counts the same in all), `near` (whether the nearer of the neighbours count
    /// for more), `bend` (what the units of a network make of what they add up), `mixed` (how a tree measures how mixed rows
    /// are), `stop` (whether boosting stops when rows held back are no longer predicted better), `among` (among how many
    /// columns each question of a forest is chosen).
    pub what: &'static str,
    /// The answers, as text keys, in the order they are offered.
    pub answers: &'static [&'static str],
    /// How it is answered now.
    pub now: &'static str,
    /// Whether it is asked seldom, and stands apart.
    pub seldom: bool,
}

/// Its questions, where answers of this kind are asked for.
#[must_use]
pub fn questions(spec: &ModelSpec, task: Task) -> Vec<Question> {
    let ask = |what, answers: &'static [&'static str], at: usize| Question {
        what,
        answers,
        now: answers[at],
        seldom: false,
    };
    let seldom = |what, answers, at| Question { seldom: true, ..ask(what, answers, at) };
    let mixed =
        |criterion| seldom("mixed", &["gini", "entropy"], usize::from(criterion == Criterion::Entropy));
    let own = match spec {
        ModelSpec::Majority | ModelSpec::Linear(_) | ModelSpec::ElasticNet(_) | ModelSpec::Logistic(_) => {
            Vec::new()
        }
        ModelSpec::Boosting(params) => {
            vec![seldom("stop", &["last", "early"], usize::from(params.early_stopping))]
        }
        ModelSpec::DecisionTree(params) => vec![mixed(params.criterion)],
        ModelSpec::RandomForest(params) => {
            let all = usize::from(params.max_features == MaxFeatures::All);
            vec![mixed(params.criterion), seldom("among", &["some", "all"], all)]
        }
        ModelSpec::NaiveBayes(params) => {
            let at = match params.likelihood {
                Likelihood::Gaussian { .. } => 0,
                Likelihood::Multinomial { .. } => 1,
                Likelihood::Bernoulli { .. } => 2,
            };
            vec![ask("taken", &["bell", "counts", "there"], at)]
        }
        ModelSpec::KNeighbors(params) => {
            vec![ask("near", &["same", "nearer"], usize::from(params.weights == Weights::Distance))]
        }
        ModelSpec::Network(params) => {
            vec![seldom("bend", &["relu", "tanh"], usize::from(params.activation == Activation::Tanh))]
        }
    };
    let rare = |weight| ask("rare", &["alike", "more"], usize::from(weight == ClassWeight::Balanced));
    // Numbers have no classes that could be rare or mixed.
    let classes = task != Task::Regression;
    let own = own.into_iter().filter(|one| classes || one.what != "mixed");
    class_weight(spec).filter(|_| classes).map(rare).into_iter().chain(own).collect()
}

/// How much the classes count; `None` of a kind that has none.
fn class_weight(spec: &ModelSpec) -> Option<ClassWeight> {
    match spec {
        ModelSpec::Logistic(params) => Some(params.class_weight),
        ModelSpec::DecisionTree(params) => Some(params.class_weight),
        ModelSpec::Boosting(params) => Some(params.class_weight),
        ModelSpec::RandomForest(params) => Some(params.class_weight),
        ModelSpec::NaiveBayes(params) => Some(params.class_weight),
        ModelSpec::KNeighbors(params) => Some(params.class_weight),
        ModelSpec::Network(params) => Some(params.class_weight),
        ModelSpec::Majority | ModelSpec::Linear(_) | ModelSpec::ElasticNet(_) => None,
    }
}

/// Whether rarer classes count for more in it: the chances it gives are then not those of rows as they come.
///
/// ```
/// use engine::expedition::Task;
/// use engine::expedition::dials::{answered, offered, weighs};
/// let spec = offered("boosting");
/// let more = answered(&spec, "more");
/// assert_eq!([&spec, &more].map(|spec| weighs(spec, Task::Binary)), [false, true]);
/// assert!(!weighs(&more, Task::Regression), "numbers have no classes");
/// ```
#[must_use]
pub fn weighs(spec: &ModelSpec, task: Task) -> bool {
    task != Task::Regression && class_weight(spec) == Some(ClassWeight::Balanced)
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
        (ModelSpec::Boosting(params), "alike" | "more") => params.class_weight = weight,
        (ModelSpec::RandomForest(params), "alike" | "more") => params.class_weight = weight,
        (ModelSpec::NaiveBayes(params), "alike" | "more") => params.class_weight = weight,
        (ModelSpec::KNeighbors(params), "alike" | "more") => params.class_weight = weight,
        (ModelSpec::Network(params), "alike" | "more") => params.class_weight = weight,
        (ModelSpec::DecisionTree(params), "gini") => params.criterion = Criterion::Gini,
        (ModelSpec::DecisionTree(params), "entropy") => params.criterion = Criterion::Entropy,
        (ModelSpec::RandomForest(params), "gini") => params.criterion = Criterion::Gini,
        (ModelSpec::RandomForest(params), "entropy") => params.criterion = Criterion::Entropy,
        (ModelSpec::RandomForest(params), "some") => params.max_features = MaxFeatures::Sqrt,
        (ModelSpec::RandomForest(params), "all") => params.max_features = MaxFeatures::All,
        (ModelSpec::Boosting(params), "last" | "early") => params.early_stopping = answer == "early",
        (ModelSpec::NaiveBayes(params), "bell") => params.likelihood = BELL,
        (ModelSpec::NaiveBayes(params), "counts") => {
            params.likelihood = Likelihood::Multinomial { alpha: 1.0 }
        }
        (ModelSpec::NaiveBayes(params), "there") => {
            params.likelihood = Likelihood::Bernoulli { alpha: 1.0, binarize: 0.0 };
        }
        (ModelSpec::KNeighbors(params), "same") => params.weights = Weights::Uniform,
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

/// Which way a model may be pushed by columns, by name: up (1) or down (−1); `None` of a kind, or for a kind of answer, of
/// which none can be asked that.
#[must_use]
pub fn pushed(spec: &ModelSpec, task: Task) -> Option<&BTreeMap<String, i8>> {
    match spec {
        ModelSpec::Boosting(params) if task != Task::Multiclass => Some(&params.monotonic_names),
        _ => None,
    }
}

/// The same model with a column that may push it one way only, or either way (0).
#[must_use]
pub fn push(spec: &ModelSpec, column: &str, way: i8) -> ModelSpec {
    let mut spec = spec.clone();
    if let ModelSpec::Boosting(params) = &mut spec {
        match way {
            0 => params.monotonic_names.remove(column),
            way => params.monotonic_names.insert(column.into(), way),
        };
    }
    spec
}

/// The same model without a word about columns that are none of `whole`: what a recipe no longer hands on cannot push.
#[must_use]
pub fn within(spec: &ModelSpec, whole: &[String]) -> ModelSpec {
    let mut spec = spec.clone();
    if let ModelSpec::Boosting(params) = &mut spec {
        params.monotonic_names.retain(|column, _| whole.contains(column));
    }
    spec
}
