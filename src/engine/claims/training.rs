//! What the Train room says of freedom and of how many rows there are.

use super::walk::Told;
use super::{Claim, claim};
use crate::error::{EngineError, Result};
use crate::expedition::dials::families;
use crate::expedition::train::{Judged, Setting, TrainReport};
use crate::task::Task;

/// Whatever the kind of model, but for naive Bayes, which does not look for the lowest loss: with the most freedom it
/// fits the training rows better than with the least.
pub(super) fn freedom_fits_training_rows(told: &Told) -> Result<Claim> {
    let mut numbers = Vec::new();
    for (kind, report) in told.trained.iter().filter(|(kind, _)| *kind != "naive_bayes") {
        let (least, most) = ends(&report.asked.freedom)?;
        numbers.push((*kind, most.train / least.train));
    }
    let holds =
        numbers.len() + 1 == families(Task::Binary).len() && numbers.iter().all(|(_, ratio)| *ratio < 0.95);
    claim("freedom_fits_training_rows", holds, &numbers)
}

/// With much freedom naive Bayes is so sure of itself that even on its training rows it says worse than with little.
pub(super) fn naive_bayes_is_too_sure(told: &Told) -> Result<Claim> {
    let (least, most) = ends(&of(told, "naive_bayes")?.asked.freedom)?;
    let numbers = [("least", least.train), ("most", most.train)];
    claim("naive_bayes_is_too_sure", most.train > 2.0 * least.train, &numbers)
}

/// With the most freedom a tree, and many trees after each other, are worse on other rows than with less.
pub(super) fn too_much_freedom_overfits(told: &Told) -> Result<Claim> {
    let mut numbers = Vec::new();
    for kind in ["decision_tree", "boosting"] {
        let settings = &of(told, kind)?.asked.freedom;
        let best = settings.iter().map(|setting| setting.validation).fold(f64::INFINITY, f64::min);
        numbers.push((kind, ends(settings)?.1.validation / best));
    }
    claim("too_much_freedom_overfits", numbers.iter().all(|(_, ratio)| *ratio > 1.1), &numbers)
}

/// A model that learned from few rows knows them better than the same model from many, and others worse: the gap
/// between the two is what it learned by heart.
pub(super) fn few_rows_are_learned_by_heart(told: &Told) -> Result<Claim> {
    let (few, all) = ends(&of(told, "boosting")?.asked.learning)?;
    let numbers = [("gap_few", few.validation - few.train), ("gap_all", all.validation - all.train)];
    claim("few_rows_are_learned_by_heart", numbers[0].1 > numbers[1].1 && few.train < all.train, &numbers)
}

/// Got rare answers as often as common ones, a formula ranks about as well as before, and says several times too much.
pub(super) fn rows_evened_out_say_too_much(told: &Told) -> Result<Claim> {
    let (plain, evened) = (&of(told, "logistic")?.runs[0].judged, &told.evened.runs[0].judged);
    let auc =
        |judged: &Judged| judged.roc_auc.ok_or_else(|| EngineError::NotYet { missing: "roc_auc".into() });
    let (said, came) = evened.drawn.as_ref().and_then(|drawn| drawn.said.zip(drawn.came)).unwrap_or_default();
    let (plain, evened) = (auc(plain)?, auc(evened)?);
    let numbers = [("said", said), ("came", came), ("roc_auc_plain", plain), ("roc_auc_evened", evened)];
    claim("rows_evened_out_say_too_much", said > 3.0 * came && (evened - plain).abs() < 0.05, &numbers)
}

/// After its last tree boosting is worse on validation rows than after an earlier one.
pub(super) fn boosting_turns(told: &Told) -> Result<Claim> {
    let curve = &of(told, "boosting")?.runs[0].judged.curve;
    let losses: Vec<f64> = curve.iter().filter_map(|losses| losses.validation).collect();
    let best = losses.iter().copied().fold(f64::INFINITY, f64::min);
    let end = losses.last().copied().unwrap_or_default();
    claim("boosting_turns", end > best * 1.01, &[("best", best), ("end", end)])
}

fn of<'a>(told: &'a Told, kind: &str) -> Result<&'a TrainReport> {
    let found = told.trained.iter().find(|(name, _)| *name == kind);
    found.map(|(_, report)| report).ok_or_else(|| EngineError::NotYet { missing: kind.into() })
}

pub(super) fn ends(settings: &[Setting]) -> Result<(&Setting, &Setting)> {
    let ends = settings.first().zip(settings.last());
    ends.ok_or_else(|| EngineError::NotYet { missing: "setting".into() })
}
