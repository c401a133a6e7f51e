//! What the learner asked for, in a sentence of the story.

use engine::expedition::asked::{
    ALIKE, DEPENDENCE, DOUBT, FAIRNESS, FOLDS, FREEDOM, IMPORTANCE, LEARNING, MEASURES, ODD, OTHERS, PROFILE,
    RANKED, RELATED, SHEET, SLICES, SPREAD, SURFACE, WHY,
};
use engine::expedition::retraining::RETRAINING;
use yew::prelude::*;

use crate::rooms::told;
use crate::rooms::words::Words;

/// The sentence for `what`; `None` for what this page does not know.
pub(super) fn line(words: &Words, what: &str) -> Option<Html> {
    let say = |key: &str| Some(words.line(&format!("journal.fact.{key}"), &[]));
    match what {
        FREEDOM => say("asked.freedom"),
        LEARNING => say("asked.learning"),
        IMPORTANCE => say("asked.importance"),
        SPREAD => say("asked.spread"),
        RETRAINING => say("asked.retraining"),
        WHY => say("asked.why"),
        SLICES => say("asked.slices"),
        FOLDS => say("asked.folds"),
        MEASURES => say("asked.measures"),
        FAIRNESS => say("asked.fairness"),
        OTHERS => say("asked.others"),
        RANKED => say("asked.ranked"),
        ODD => say("asked.odd"),
        DOUBT => say("asked.doubt"),
        RELATED => say("asked.related"),
        PROFILE => say("asked.profile"),
        SHEET => say("asked.sheet"),
        other => match other.split_once('/') {
            Some((ALIKE, n)) => Some(words.line("journal.fact.asked.alike", &[("n", n.into())])),
            Some((DEPENDENCE, column)) => {
                let values = [("column", told::column(words, column))];
                Some(words.line("journal.fact.asked.dependence", &values))
            }
            Some((SURFACE, two)) => {
                let two: Vec<String> = two.split('/').map(|name| told::column(words, name)).collect();
                Some(words.line("journal.fact.asked.surface", &[("columns", words.list(&two))]))
            }
            _ => None,
        },
    }
}
