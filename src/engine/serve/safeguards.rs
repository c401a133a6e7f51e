//! How the model is asked, and who answers where it should not: a person, as many a day as there is time for, then the
//! rule.

use serde::{Deserialize, Serialize};

use super::checks::Caught;

/// When the model is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Every evening about all flights of the next day, before anybody looks.
    #[default]
    NightlyBatch,
    /// About one flight at the moment somebody looks at it, within a time budget.
    EachRequest,
}

/// How a model is served. The default is the nightly batch without safeguards.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Serving {
    /// When it is asked.
    pub mode: Mode,
    /// Whether inputs are checked before they are scored.
    pub checks: bool,
    /// How near the threshold a probability counts as unsure; 0 for never.
    pub band: f64,
    /// Real rows a day that a person can look at.
    pub people: u32,
}

/// Why the model's answer was not used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fell {
    /// A value is missing that was nearly always there.
    Missing,
    /// A level that was never there.
    Unseen,
    /// A number outside what was there.
    Range,
    /// The probability is too near the threshold.
    Unsure,
    /// The answer came after the time budget.
    Late,
}

/// Every reason, in the order of the counts of a report.
pub const FELL: [Fell; 5] = [Fell::Missing, Fell::Unseen, Fell::Range, Fell::Unsure, Fell::Late];

/// Who decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// The model.
    Model,
    /// A person at the desk.
    Person,
    /// The rule.
    Rule,
}

/// Who answered a request, and why not the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Who.
    pub by: By,
    /// Why not the model.
    pub fell: Option<Fell>,
}

impl Fell {
    /// Its place in [`FELL`].
    #[must_use]
    pub fn place(self) -> usize {
        FELL.iter().position(|fell| *fell == self).unwrap_or(0)
    }
}

impl Serving {
    /// Who answers each request: `days`, `scores`, `late` and `caught` are one a row, the rows of a day next to each
    /// other, and `share` is a row's part of the real ones.
    ///
    /// What is late goes to the rule at once, since nobody can wait for a person either. The others that fall back go to
    /// the person in the order they come, until the day is full.
    #[must_use]
    pub fn answers(
        &self,
        days: &[i32],
        scores: &[f64],
        threshold: f64,
        (caught, late): (&[Option<Caught>], &[bool]),
        share: f64,
    ) -> Vec<Answer> {
        let room = (f64::from(self.people) * share).round() as u32;
        let (mut today, mut left) = (None, room);
        let one = |i: usize| {
            if today != Some(days[i]) {
                (today, left) = (Some(days[i]), room);
            }
            let fell = match (late.get(i), caught.get(i)) {
                (Some(true), _) => Some(Fell::Late),
                (_, Some(Some(caught))) => Some(caught.fell),
                _ => ((scores[i] - threshold).abs() < self.band).then_some(Fell::Unsure),
            };
            let by = match fell {
                None => By::Model,
                Some(Fell::Late) => By::Rule,
                Some(_) if left > 0 => {
                    left -= 1;
                    By::Person
                }
                Some(_) => By::Rule,
            };
            Answer { by, fell }
        };
        (0..days.len()).map(one).collect()
    }
}

/// The order in which the desk is warned, as scores against `threshold`: what a person warns of first, then what the
/// model is surest of, and what the rule warns of last.
#[must_use]
pub fn ranked(
    scores: &[f64],
    threshold: f64,
    answers: &[Answer],
    warns: impl Fn(usize, By) -> bool,
) -> Vec<f64> {
    let one = |(i, answer): (usize, &Answer)| match answer.by {
        By::Model => scores[i],
        by if !warns(i, by) => -1.0,
        By::Person => f64::INFINITY,
        By::Rule => threshold,
    };
    answers.iter().enumerate().map(one).collect()
}
