//! Which training rows are alike, asked for in the Data room: groups of them
//! ([`views::kmeans`](crate::views::kmeans)), and what is typical of each in the learner's own columns and units.
//!
//! Groups are found whatever there is, so nothing here says that they exist. Where the centres end depends on where they
//! begin, so several beginnings are tried and the tightest groups are kept, as with scikit-learn's `n_init`.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use super::pipeline;
use super::sheet::Looked;
use crate::error::Result;
use crate::math;
use crate::order;
use crate::rng::Rng;
use crate::table::Values;
use crate::task::Task;
use crate::views::kmeans::{Fitted, Params, Start};
use crate::work::Pace;
use crate::worlds::WorldId;

/// How many groups can be asked for.
pub const GROUPS: RangeInclusive<u32> = 2..=8;

/// How many are offered first.
pub const OFFERED: u32 = 3;

/// Beginnings tried: as many as keep the numbers met by one move of all of them near [`MET`], so that few rows are tried
/// often, and many quickly.
const STARTS: RangeInclusive<usize> = 5..=50;

/// See [`STARTS`].
const MET: usize = 20_000_000;

/// Moves of all centres at most.
const MOVES: u32 = 100;

/// Columns told of a group, at most.
const TYPICAL: usize = 4;

/// The training rows in groups.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Alike {
    /// How many groups were asked for.
    pub asked: u32,
    /// Sum of the squared distances of the rows to the centres of their groups (`inertia_`), in standardised columns.
    pub inertia: f64,
    /// That as a share of what it is without groups: 1 if they tell nothing.
    pub left: f64,
    /// The answers of all rows.
    pub all: Told,
    /// The groups, most rows first; fewer than were asked for where fewer rows differ.
    pub groups: Vec<Group>,
    /// The group of each point of the sheet.
    pub of: Vec<u32>,
}

/// A group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Group {
    /// Rows.
    pub n: u32,
    /// As a share of all.
    pub share: f64,
    /// Their answers.
    pub told: Told,
    /// What tells it from all rows, what does most first.
    pub typical: Vec<Typical>,
}

/// Answers of rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Told {
    /// The share of yes, of numbers their mean; none of classes.
    pub mean: Option<f64>,
    /// Of classes how many of each.
    pub classes: Vec<u32>,
}

/// What is typical of a group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Typical {
    /// The column.
    pub column: String,
    /// Of words, the one whose share differs most.
    pub level: Option<String>,
    /// The mean in the group, of a word its share.
    pub here: f64,
    /// The same of all rows.
    pub all: f64,
    /// How far they are apart, in standard deviations of all rows.
    pub by: f64,
}

/// So many groups of the rows.
///
/// # Errors
/// None in practice: the rows are finite.
pub(super) async fn report(rows: &Looked, asked: u32, pace: &Pace) -> Result<Alike> {
    let n_clusters = asked.min(rows.x.n_rows() as u32);
    let params = Params { start: Start::PlusPlus { n_clusters }, max_iter: MOVES };
    let mut best: Option<Fitted> = None;
    let one = rows.x.values().len() * n_clusters as usize;
    let starts = (MET / one.max(1)).clamp(*STARTS.start(), *STARTS.end());
    for start in 0..starts {
        pace.rest("alike", start, Some(starts), None).await;
        let rng = Rng::new(rows.seed, &format!("alike {asked} {start}"));
        // What one beginning among several tells of itself is not told.
        let found = params.fit(&rows.x, rng, &Pace::default()).await?;
        if best.as_ref().is_none_or(|best| found.inertia < best.inertia) {
            best = Some(found);
        }
    }
    let (labels, inertia) = best.map(|found| (found.labels, found.inertia)).unwrap_or_default();
    let (labels, sizes) = by_size(&labels, n_clusters);
    let typical = typical(rows, &labels, sizes.len(), pace).await?;
    let group = |((at, n), typical): ((u32, u32), Vec<Typical>)| {
        let own: Vec<f64> =
            labels.iter().zip(&rows.y).filter(|(label, _)| **label == at).map(|(_, y)| *y).collect();
        let share = f64::from(n) / labels.len() as f64;
        Group { n, share, told: told(rows.world, &own), typical }
    };
    Ok(Alike {
        asked,
        inertia,
        left: inertia / total(rows),
        all: told(rows.world, &rows.y),
        groups: (0..).zip(sizes).zip(typical).map(group).collect(),
        of: rows.drawn.iter().map(|row| labels[*row as usize]).collect(),
    })
}

/// The sum of the squared distances of the rows to their mean.
fn total(rows: &Looked) -> f64 {
    let column = |j: usize| (0..rows.x.n_rows()).map(|i| rows.x.row(i)[j]).collect::<Vec<f64>>();
    let spread = |j: usize| math::variance(&column(j), 0).unwrap_or(0.0);
    rows.x.n_rows() as f64 * (0..rows.x.n_cols()).map(spread).sum::<f64>()
}

/// Groups numbered by their size, the largest first and none without rows; and their sizes.
fn by_size(labels: &[u32], n: u32) -> (Vec<u32>, Vec<u32>) {
    let mut counts = vec![0_u32; n as usize];
    labels.iter().for_each(|label| counts[*label as usize] += 1);
    let order = order::descending(&counts.iter().map(|n| f64::from(*n)).collect::<Vec<f64>>());
    let mut place = vec![0; counts.len()];
    (0..).zip(&order).for_each(|(at, label)| place[*label as usize] = at);
    let sizes = order.iter().map(|label| counts[*label as usize]).filter(|n| *n > 0);
    (labels.iter().map(|label| place[*label as usize]).collect(), sizes.collect())
}

fn told(world: WorldId, y: &[f64]) -> Told {
    let mean = if world.target().task == Task::Multiclass { None } else { math::mean(y) };
    Told { mean, classes: pipeline::of_each(world, y) }
}

/// For each group what tells it from all rows, column by column of those that go in; dates tell nothing.
async fn typical(rows: &Looked, labels: &[u32], n: usize, pace: &Pace) -> Result<Vec<Vec<Typical>>> {
    let mut found = vec![Vec::new(); n];
    for column in rows.table.columns() {
        pace.pause().await;
        let of = |by: (Option<String>, f64, f64, f64)| {
            let (level, here, all, by) = by;
            Typical { column: column.name.clone(), level, here, all, by }
        };
        match &column.values {
            Values::Number(values) => {
                let present: Vec<f64> = values.iter().copied().filter(|v| v.is_finite()).collect();
                let (Some(all), Some(variance)) = (math::mean(&present), math::variance(&present, 0)) else {
                    continue;
                };
                for (at, found) in (0_u32..).zip(&mut found) {
                    let own = values.iter().zip(labels).filter(|(v, label)| **label == at && v.is_finite());
                    if let Some(here) = math::mean(&own.map(|(v, _)| *v).collect::<Vec<f64>>())
                        && variance > 0.0
                    {
                        found.push(of((None, here, all, (here - all) / math::sqrt(variance))));
                    }
                }
            }
            Values::Category { levels, codes } => {
                let mut counts = vec![vec![0_u32; levels.len()]; n];
                let mut sizes = vec![0_u32; n];
                for (code, label) in codes.iter().zip(labels) {
                    sizes[*label as usize] += 1;
                    if let Some(count) = counts[*label as usize].get_mut(*code as usize) {
                        *count += 1;
                    }
                }
                let rows = f64::from(labels.len() as u32);
                let share = |level: usize| {
                    f64::from(counts.iter().map(|of_group| of_group[level]).sum::<u32>()) / rows
                };
                let all: Vec<f64> = (0..levels.len()).map(share).collect();
                for ((own, size), found) in counts.iter().zip(&sizes).zip(&mut found) {
                    let here = |level: usize| f64::from(own[level]) / f64::from(*size);
                    let apart: Vec<f64> =
                        (0..levels.len()).map(|level| (here(level) - all[level]).abs()).collect();
                    let Some(level) = order::descending(&apart).first().map(|level| *level as usize) else {
                        continue;
                    };
                    let deviation = math::sqrt(all[level] * (1.0 - all[level]));
                    if deviation > 0.0 {
                        let (name, here, all) = (levels[level].clone(), here(level), all[level]);
                        found.push(of((Some(name), here, all, (here - all) / deviation)));
                    }
                }
            }
            Values::Date(_) => {}
        }
    }
    let strongest = |all: Vec<Typical>| {
        let sizes: Vec<f64> = all.iter().map(|one| one.by.abs()).collect();
        order::descending(&sizes).into_iter().take(TYPICAL).map(|at| all[at as usize].clone()).collect()
    };
    Ok(found.into_iter().map(strongest).collect())
}
