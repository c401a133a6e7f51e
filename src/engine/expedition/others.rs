//! Opened test rows that need not be mistakes, one by one: those decided rightly and some drawn at random, each with what
//! spoke for the decision and how its score came about.

use serde::{Deserialize, Serialize};

use super::mistakes::{self, Decided, Mistake, SHOWN};
use super::near::{self, Near};
use super::on_demand::OnDemand;
use super::pipeline::Pipeline;
use super::plan::Fit;
use super::why::{self, Pair, Why};
use crate::error::Result;
use crate::fingerprint::from_hex;
use crate::order;
use crate::rng::Rng;
use crate::serve::decisions::Decisions;
use crate::table::Table;
use crate::work::Pace;
use crate::worlds::World;

/// Rows of both kinds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Others {
    /// Flagged rightly or named rightly, the surest first; of numbers those whose forecast came nearest.
    pub right: Vec<Other>,
    /// Drawn from all rows, in their order.
    pub drawn: Vec<Other>,
}

/// A row, whatever came of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Other {
    /// As it was decided on, with what spoke for the decision; of numbers, with what moved the forecast most.
    pub row: Mistake,
    /// Whether it was decided rightly; `None` where somebody is asked, and of numbers, which are hardly ever met exactly.
    pub right: Option<bool>,
    /// Of classes, the likeliest and the one that it is told against: the right one, or the next likeliest.
    pub pair: Option<Pair>,
    /// How the score came about; `None` where nobody can say exactly.
    pub why: Option<Why>,
    /// Where nearest neighbours are the model, those that answered.
    pub near: OnDemand<Near>,
}

/// The rows, of `pipeline`, which was fitted as `fit` says and learned from `train` and of classes from so many of each as `learned` says.
///
/// # Errors
/// What recipe or model refuse.
pub(super) async fn found(
    pipeline: &Pipeline,
    of: (&Fit, &World),
    (train, learned): (&Table, &[u32]),
    decided: &Decided<'_>,
    seed: &str,
    pace: &Pace,
) -> Result<Others> {
    let right = told(pipeline, of, (train, learned), decided, &rightly(decided), pace).await?;
    let drawn = told(pipeline, of, (train, learned), decided, &drawn(decided, seed), pace).await?;
    Ok(Others { right, drawn })
}

/// Whether row `i` was decided rightly.
fn is_right(decided: &Decided<'_>, i: usize) -> Option<bool> {
    match decided.decisions {
        Decisions::Flags(flagged) => Some(flagged[i] == (decided.y[i] == 1.0)),
        Decisions::Names(named) => named[i].map(|class| f64::from(class) == decided.y[i]),
        Decisions::Plans { .. } => None,
    }
}

/// Where the surest right flags or names stand; of numbers, the nearest forecasts.
fn rightly(decided: &Decided<'_>) -> Vec<usize> {
    let scores = &decided.said.scores;
    let falling = |values: &[f64]| order::descending(values).into_iter().map(|i| i as usize);
    if let Decisions::Plans { forecasts, .. } = decided.decisions {
        let near: Vec<f64> = forecasts.iter().zip(decided.y).map(|(said, y)| -(said - y).abs()).collect();
        return falling(&near).take(2 * SHOWN).collect();
    }
    let flags = matches!(decided.decisions, Decisions::Flags(_));
    let told = |i: &usize| is_right(decided, *i) == Some(true) && (!flags || decided.decisions.flagged(*i));
    falling(scores).filter(told).take(2 * SHOWN).collect()
}

fn drawn(decided: &Decided<'_>, seed: &str) -> Vec<usize> {
    let mut rows: Vec<usize> = (0..decided.y.len()).collect();
    Rng::new(from_hex(seed).unwrap_or(0), "rows to read").shuffle(&mut rows);
    rows.truncate(2 * SHOWN);
    rows.sort_unstable();
    rows
}

async fn told(
    pipeline: &Pipeline,
    of: (&Fit, &World),
    (train, learned): (&Table, &[u32]),
    decided: &Decided<'_>,
    rows: &[usize],
    pace: &Pace,
) -> Result<Vec<Other>> {
    let told = mistakes::found(pipeline, &of.0.recipe.features, train, decided, (rows, true), pace).await?;
    let table = decided.table.take(&rows.iter().map(|i| *i as u32).collect::<Vec<_>>());
    let said = pipeline.predict(&table, &mut Vec::new(), pace).await?;
    let pair = |(place, i): (usize, &usize)| -> Option<Pair> {
        let likeliest = *decided.said.classes.get(*i)?;
        let truth = decided.y[*i] as u32;
        let next = || {
            let others = (0_u32..).zip(said.row(place)).filter(|(class, _)| *class != likeliest);
            others.reduce(|most, one| if one.1 > most.1 { one } else { most }).map(|(class, _)| class)
        };
        let against = if truth == likeliest { next()? } else { truth };
        Some([likeliest, against])
    };
    let pairs: Vec<Option<Pair>> = rows.iter().enumerate().map(pair).collect();
    let of_classes: Vec<Pair> = pairs.iter().copied().flatten().collect();
    let mut whys =
        why::found(pipeline, &table, (&of_classes, learned), pace).await?.unwrap_or_default().into_iter();
    let mut near = near::found(pipeline, of, &table, pace).await?.unwrap_or_default().into_iter();
    let other = |((row, i), pair): ((Mistake, &usize), Option<Pair>)| Other {
        row,
        right: is_right(decided, *i),
        pair,
        why: whys.next().flatten(),
        near: OnDemand(near.next()),
    };
    Ok(told.into_iter().zip(rows).zip(pairs).map(other).collect())
}
