//! What a learner can choose is explained where it is chosen: each kind of step, kind of model, dial, question and
//! search has a text of its own that opens the glossary.

use std::collections::BTreeMap;

use engine::expedition::search::Method;
use engine::expedition::{dials, scenario};
use engine::task::Task;

use super::english;
use crate::tidy::none;

/// What plain words say in full, each with what there is to know.
const PLAIN: &[(&str, &str)] = &[
    ("recipe.drop", "a column is there or not"),
    ("recipe.convert", "a number is multiplied, and something is added"),
    ("recipe.merge", "two spellings become one"),
    ("recipe.ratio", "one number over another"),
    ("recipe.calendar", "its parts are named"),
    ("recipe.pool", "the share from which on a word is rare stands there"),
    ("train.dials.trees.says", "how many; what a tree is, the kind of model opens"),
    ("train.dials.memory.says", "how many rows are kept"),
    ("train.question.near", "what twice as near counts for stands there"),
];

const TASKS: [Task; 3] = [Task::Binary, Task::Regression, Task::Multiclass];

/// The beginnings of the texts that must link, each once.
fn chosen() -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for (_, kinds) in scenario::STEPS {
        all.extend(kinds.iter().map(|kind| format!("recipe.{kind}")));
    }
    for task in TASKS {
        for family in dials::families(task) {
            let spec = dials::offered(family);
            all.push(format!("train.why.{family}"));
            all.extend(dials::others(&spec).iter().map(|dial| format!("train.dials.{}.says", dial.what)));
            all.extend(
                dials::questions(&spec, task).iter().map(|one| format!("train.question.{}", one.what)),
            );
            all.extend(dials::pushed(&spec, task).map(|_| "train.push.says".into()));
        }
    }
    for method in [Method::Grid, Method::Random, Method::Halving] {
        let word = match method {
            Method::Grid => "grid",
            Method::Random => "random",
            Method::Halving => "halving",
        };
        all.push(format!("train.search.{word}.says"));
    }
    all.sort();
    all.dedup();
    all
}

/// Whether the text of a key, or of one that begins so, links to the glossary: in itself and in all that stands in its
/// place in some world or for some kind of answer.
fn is_linked(by_key: &BTreeMap<String, Vec<String>>, begin: &str) -> bool {
    let of = |key: &String| key == begin || key.strip_prefix(begin).is_some_and(|rest| rest.starts_with('.'));
    let links = |texts: &Vec<String>| texts.iter().all(|text| text.contains("](term:"));
    by_key.iter().any(|(key, texts)| of(key) && links(texts))
}

#[test]
fn what_can_be_chosen_opens_the_glossary() {
    let mut by_key: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (key, text) in english() {
        by_key.entry(key.split('@').next().unwrap_or_default().into()).or_default().push(text);
    }
    let chosen = chosen();
    assert!(chosen.len() > 50, "{chosen:?}");
    let is_plain = |begin: &str| PLAIN.iter().any(|(plain, _)| *plain == begin);
    let mut broken: Vec<String> =
        chosen.iter().filter(|begin| !is_plain(begin) && !is_linked(&by_key, begin)).cloned().collect();
    let idle = PLAIN.iter().filter(|(plain, _)| !chosen.iter().any(|one| one == plain));
    broken.extend(idle.map(|(plain, _)| format!("{plain}: nothing to choose")));
    let linked = PLAIN.iter().filter(|(plain, _)| is_linked(&by_key, plain));
    broken.extend(linked.map(|(plain, _)| format!("{plain}: links, and need not be plain")));
    none("what can be chosen without a link to the glossary", &broken);
}

/// An entry that no text opens is read by nobody.
#[test]
fn every_entry_of_the_glossary_is_opened() {
    let english = english();
    let opened = |term: &str| english.values().any(|text| text.contains(&format!("](term:{term})")));
    let terms = english.keys().filter_map(|key| key.strip_prefix("term.")?.strip_suffix(".text"));
    none(
        "a term that no text opens",
        &terms.filter(|term| !opened(term)).map(String::from).collect::<Vec<_>>(),
    );
}
