//! What the rows to learn from and the rows to choose by have in common, and what they could be divided by.

use serde::{Deserialize, Serialize};

use super::data::DataReport;
use super::pipeline;
use super::plan::Plan;
use crate::error::Result;
use crate::split::{By, Split, SplitSpec, holdout_counts};
use crate::table::Kind;
use crate::task::Task;
use crate::worlds::World;

/// Fewer groups are no way to divide rows: a search deals those that are not sealed to its folds.
pub const LEAST_GROUPS: u32 = 10;

/// The shares that rows can be divided in: to learn from, to choose by, and sealed. The first are those of
/// [`scenario::split`](super::scenario::split).
pub const SHARES: [[f64; 3]; 4] = [[0.4, 0.3, 0.3], [0.6, 0.2, 0.2], [0.7, 0.15, 0.15], [0.8, 0.1, 0.1]];

/// A part of fewer rows is not offered: what is said of it is chance.
pub const LEAST_PART: u32 = 30;

/// How many rows each part has in other shares: just so many where they are drawn one by one, about so many where days or
/// groups stay whole.
///
/// ```
/// use engine::expedition::parts::sizes;
/// assert_eq!(sizes(101, [0.8, 0.1, 0.1]), [79, 11, 11]);
/// ```
#[must_use]
pub fn sizes(n: u32, [_, validation, test]: [f64; 3]) -> [u32; 3] {
    let of = |share| holdout_counts(n as usize, share).1 as u32;
    let (validation, test) = (of(validation), of(test));
    [n.saturating_sub(validation + test), validation, test]
}

/// What the two parts share. The sealed rows are not looked at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Parts {
    /// Groups of which each part has rows: by day first, then by what the rows are divided by.
    pub shared: Vec<Shared>,
    /// Share of yes among the rows to learn from, and among those to choose by; none of numbers.
    pub yes: Option<[f64; 2]>,
}

/// Rows to choose by whose group there is among the rows to learn from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Shared {
    /// What makes a group.
    pub by: By,
    /// Rows to choose by.
    pub n: u32,
    /// How many of them share their group with rows to learn from.
    pub shared: u32,
    /// Groups among the rows to learn from, and among those to choose by.
    pub groups: [u32; 2],
}

/// By what whole groups can be told apart: the day, where it has several rows, and each column of words with enough
/// different ones in the training rows, few enough for a group to have several rows.
#[must_use]
pub fn ways(report: &DataReport) -> Vec<By> {
    let train = &report.train;
    let days = (train.to - train.from + 1).max(0).cast_unsigned();
    let by_day = (days >= LEAST_GROUPS && train.n >= 2 * days).then_some(By::Day);
    let columns = report.columns.iter().filter(|column| {
        let n = column.summary.n_distinct;
        column.summary.kind == Kind::Category && n >= LEAST_GROUPS && 2 * n <= train.n
    });
    by_day.into_iter().chain(columns.map(|column| By::Column(column.name.clone()))).collect()
}

/// `None` where rows are divided by time: there is no day on two sides, and the answers are as they came.
pub(super) fn report(world: &World, plan: &Plan, split: &Split) -> Result<Option<Parts>> {
    let day = shared(world, split, By::Day)?;
    // Where every row is a day of its own, days tell nothing.
    let several = day.groups[0] + day.groups[1] < (split.train.len() + split.validation.len()) as u32;
    let mut all: Vec<Shared> = several.then_some(day).into_iter().collect();
    match &plan.split {
        SplitSpec::Time { .. } => return Ok(None),
        SplitSpec::Group { by: own @ By::Column(_), .. } => all.push(shared(world, split, own.clone())?),
        _ => {}
    }
    let share = |rows: &[u32]| {
        let y = pipeline::targets(world, rows);
        f64::from(pipeline::positives(world, &y)) / rows.len().max(1) as f64
    };
    let binary = world.id.target().task == Task::Binary;
    let yes = binary.then(|| [share(&split.train), share(&split.validation)]);
    Ok(Some(Parts { shared: all, yes }))
}

fn shared(world: &World, split: &Split, by: By) -> Result<Shared> {
    let names = |rows: &[u32]| -> Result<Vec<u32>> {
        let mut names = pipeline::groups(world, rows, &by)?;
        names.sort_unstable();
        names.dedup();
        Ok(names)
    };
    let (learned, judged) = (names(&split.train)?, names(&split.validation)?);
    let rows = pipeline::groups(world, &split.validation, &by)?;
    let shared = rows.iter().filter(|group| learned.binary_search(group).is_ok()).count() as u32;
    let groups = [learned.len() as u32, judged.len() as u32];
    Ok(Shared { by, n: rows.len() as u32, shared, groups })
}
