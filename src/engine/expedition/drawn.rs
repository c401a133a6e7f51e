//! What a run learned from in other numbers than the rows come in, and what that made of its chances.

use serde::{Deserialize, Serialize};

use super::data::DataReport;
use super::pipeline::{self, Pipeline};
use super::plan::Fit;
use crate::error::Result;
use crate::math;
use crate::prepare::balance::Balance;
use crate::worlds::World;

/// A run on rows that were drawn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Drawn {
    /// How.
    pub balance: Balance,
    /// Training rows of each answer.
    pub before: Vec<u32>,
    /// Rows of each answer that the model got.
    pub after: Vec<u32>,
    /// The rarest answer among the training rows, of equals the first.
    pub rarest: u32,
    /// The mean chance that the model gives it on validation rows; `None` without any.
    pub said: Option<f64>,
    /// The share of validation rows that it is the answer of.
    pub came: Option<f64>,
}

/// Training rows of each answer that teach, no and yes or class by class; none where there are no classes.
#[must_use]
pub fn counts(report: &DataReport) -> Vec<u32> {
    report.aside.as_ref().map_or_else(|| came(report), |aside| aside.left.of_each.clone())
}

/// Training rows of each answer as they come, no and yes or class by class; none where there are no classes.
#[must_use]
pub fn came(report: &DataReport) -> Vec<u32> {
    match &*report.classes {
        Some(classes) => classes.clone(),
        None if report.spread.is_some() => Vec::new(),
        None => vec![report.train.n - report.positives, report.positives],
    }
}

/// Rows of each answer, as a room tells them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mix {
    /// All of them.
    pub n: u32,
    /// Those of the last answer: of yes or no, yes.
    pub yes: u32,
    /// Their share; 0 of no rows.
    pub share: f64,
    /// The commonest answer, of equals the first, and its rows.
    pub common: (u32, u32),
    /// The rarest answer that there is, of equals the first, and its rows.
    pub rare: (u32, u32),
}

impl Mix {
    /// Of so many rows of each answer.
    ///
    /// ```
    /// use engine::expedition::drawn::Mix;
    /// let mix = Mix::of(&[7, 0, 2, 7, 2]);
    /// assert_eq!((mix.n, mix.yes, mix.common, mix.rare), (18, 2, (0, 7), (2, 2)));
    /// assert_eq!(Mix::of(&[]).share, 0.0);
    /// ```
    #[must_use]
    pub fn of(counts: &[u32]) -> Self {
        let there = || (0..).zip(counts.iter().copied()).filter(|(_, n)| *n > 0);
        let rare = there().min_by_key(|(_, n)| *n).unwrap_or_default();
        let common = there().reduce(|most, one| if one.1 > most.1 { one } else { most }).unwrap_or_default();
        let (n, yes) = (counts.iter().sum(), counts.last().copied().unwrap_or(0));
        Self { n, yes, share: f64::from(yes) / f64::from(n.max(1)), common, rare }
    }
}

/// What the model of `fit` got, and what it says of validation rows whose answers are `y`: `chances` are its probabilities,
/// row by row. `None` if it got the rows as they come.
pub(super) fn report(
    fit: &Fit,
    learned: &Pipeline,
    world: &World,
    (y, chances): (&[f64], &[f64]),
) -> Result<Option<Drawn>> {
    let Some(balance) = fit.balance else { return Ok(None) };
    let before = match &learned.left {
        Some(left) => left.of_each.clone(),
        None => pipeline::of_classes(world, &pipeline::split(fit, world)?.train),
    };
    let (rarest, _) = Mix::of(&before).rare;
    // Of yes or no there is one probability a row: of yes.
    let width = chances.len() / y.len().max(1);
    let said: Vec<f64> = match width {
        1 if rarest == 0 => chances.iter().map(|yes| 1.0 - yes).collect(),
        1 => chances.to_vec(),
        _ => chances.chunks(width.max(1)).map(|row| row[rarest as usize]).collect(),
    };
    let came: Vec<f64> = y.iter().map(|class| f64::from(u8::from(*class == f64::from(rarest)))).collect();
    let (said, came) = (math::mean(&said), math::mean(&came));
    Ok(Some(Drawn { after: balance.counts(&before), balance, before, rarest, said, came }))
}
