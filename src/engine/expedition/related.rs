//! How columns go together, with the answer and with each other, asked for in the Data room: on the training rows alone
//! ([`quality::correlate`](crate::quality::correlate), [`quality::relevance`](crate::quality::relevance)).
//!
//! Two numbers are told by Pearson's and Spearman's correlation, in both of which a pair is told from rows that have both.
//! Where one of the two is a category or a class, both are taken as levels, a number in [`PARTS`] parts of equally many
//! rows, and told by Cramér's V and by mutual information. Of many levels the rare ones are one: by chance alone a column
//! of hundreds would go with everything, and a table of such pairs would not fit into memory.

use serde::{Deserialize, Serialize};

use super::pipeline;
use super::plan::Plan;
use super::seen::ENGINE;
use super::session::Session;
use crate::error::Result;
use crate::fingerprint::{self, fingerprint};
use crate::math;
use crate::order;
use crate::quality::correlate::{cramers_v, pearson, spearman};
use crate::quality::relevance::{binned, mutual_info, vif};
use crate::rng::Rng;
use crate::split::Split;
use crate::table::{Column, MISSING, NO_DATE, Values};
use crate::task::Task;
use crate::work::Pace;

/// Rows that are looked at, at most: of more so many are drawn.
const ENOUGH: usize = 2000;

/// Parts that a number falls into beside levels.
const PARTS: u32 = 5;

/// Levels of a category, the most frequent; the others count as one.
const LEVELS: usize = 20;

/// Pairs of columns that are told, at most, the strongest first.
const PAIRS: usize = 20;

/// Numbers whose variance inflation is told, at most, and rows that have all of them, at least, for each of them.
const NUMBERS: usize = 40;
const ROWS_EACH: usize = 5;

/// A column with a larger share of gaps is left out of the variance inflation: too few rows would have all.
const GAPS: f64 = 0.1;

/// How columns go together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Related {
    /// Training rows looked at.
    pub n: u32,
    /// Each column with the answer, the strongest first.
    pub answer: Vec<Pair>,
    /// Columns with each other, the strongest first.
    pub between: Vec<Pair>,
    /// How many pairs there are.
    pub n_pairs: u32,
    /// The variance inflation factor of each number that is known at the decision, the largest first; `None` if there
    /// are fewer than two, too few rows have all of them, or one is exactly a sum of others.
    pub inflated: Option<Vec<(String, f64)>>,
}

/// A pair of columns; the second is the answer where it is empty.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pair {
    /// One.
    pub a: String,
    /// The other.
    pub b: String,
    /// How strong, 0 nothing to 1 everything: the size of Spearman's correlation, or Cramér's V.
    pub strength: f64,
    /// Pearson's correlation of two numbers, −1 to 1.
    pub pearson: Option<f64>,
    /// Spearman's.
    pub spearman: Option<f64>,
    /// Cramér's V of two that are not both numbers, 0 to 1.
    pub cramers_v: Option<f64>,
    /// Their mutual information, in nats.
    pub mutual: Option<f64>,
}

/// A column as it is compared.
struct Told {
    name: String,
    /// As numbers; none of a category.
    numbers: Option<Vec<f64>>,
    /// As levels, with [`MISSING`].
    codes: Vec<u32>,
}

/// Looks at the training rows; kept, since it does not depend on the recipe.
///
/// # Errors
/// None in practice; a world whose table lacks a column.
pub(super) async fn report(session: &Session, plan: &Plan, split: &Split, pace: &Pace) -> Result<Related> {
    let key = fingerprint(&("related", ENGINE, &plan.data, &plan.seed, &plan.window, &plan.split))?;
    if let Some(found) = session.recall(&key) {
        return Ok(found);
    }
    let world = &session.world;
    let rows = drawn(&split.train, fingerprint::from_hex(&plan.seed).unwrap_or(0));
    let table = world.table.take(&rows);
    let mut columns = Vec::new();
    for feature in world.id.features() {
        pace.pause().await;
        columns.push(told(table.column(feature.name)?));
    }
    let y = pipeline::targets(world, &rows);
    let answer = match world.id.target().task {
        Task::Regression => Told { name: String::new(), codes: parts(&y), numbers: Some(y) },
        // Of yes or no, one and nought: Pearson's is then the point-biserial correlation.
        task => Told {
            name: String::new(),
            codes: frequent(&pipeline::classes(world, &rows)),
            numbers: (task == Task::Binary).then_some(y),
        },
    };
    let (mut with_answer, mut between) = (Vec::new(), Vec::new());
    for (at, column) in columns.iter().enumerate() {
        pace.rest("related", at, Some(columns.len()), None).await;
        with_answer.extend(pair(column, &answer));
        for other in &columns[at + 1..] {
            pace.pause().await;
            between.extend(pair(column, other));
        }
    }
    let known: Vec<&Told> = columns
        .iter()
        .filter(|column| world.id.features().iter().any(|f| f.name == column.name && f.at_decision))
        .collect();
    pace.pause().await;
    let n_pairs = between.len() as u32;
    let mut between = strongest(between);
    between.truncate(PAIRS);
    let found = Related {
        n: rows.len() as u32,
        answer: strongest(with_answer),
        between,
        n_pairs,
        inflated: inflated(&known),
    };
    session.keep(&key, &found);
    Ok(found)
}

/// The rows, or of many so many drawn, in their order.
fn drawn(train: &[u32], seed: u64) -> Vec<u32> {
    let mut rows = train.to_vec();
    if rows.len() > ENOUGH {
        Rng::new(seed, "related").shuffle(&mut rows);
        rows.truncate(ENOUGH);
        rows.sort_unstable();
    }
    rows
}

fn strongest(pairs: Vec<Pair>) -> Vec<Pair> {
    let strength: Vec<f64> = pairs.iter().map(|pair| pair.strength).collect();
    order::descending(&strength).into_iter().map(|at| pairs[at as usize].clone()).collect()
}

fn told(column: &Column) -> Told {
    let name = column.name.clone();
    let of = |numbers: Vec<f64>| (parts(&numbers), Some(numbers));
    let (codes, numbers) = match &column.values {
        Values::Number(numbers) => of(numbers.to_vec()),
        Values::Date(days) => {
            of(days.iter().map(|day| if *day == NO_DATE { f64::NAN } else { f64::from(*day) }).collect())
        }
        Values::Category { codes, .. } => (frequent(codes), None),
    };
    Told { name, numbers, codes }
}

/// Levels by how often they are there, the most frequent first, from 0 on; of more than [`LEVELS`] the others are one.
fn frequent(codes: &[u32]) -> Vec<u32> {
    let mut sorted: Vec<u32> = codes.iter().copied().filter(|code| *code != MISSING).collect();
    sorted.sort_unstable();
    let runs: Vec<(u32, f64)> =
        sorted.chunk_by(|a, b| a == b).map(|run| (run[0], run.len() as f64)).collect();
    let ranked = order::descending(&runs.iter().map(|run| run.1).collect::<Vec<f64>>());
    let mut place = vec![0; runs.len()];
    ranked.iter().zip(0..).for_each(|(run, at)| place[*run as usize] = at);
    let known = |code: &u32| runs.binary_search_by_key(code, |run| run.0).ok();
    codes.iter().map(|code| known(code).map_or(MISSING, |run| place[run].min(LEVELS as u32))).collect()
}

/// Numbers in parts of equally many rows, as far as equal values allow.
fn parts(numbers: &[f64]) -> Vec<u32> {
    let sorted = math::sorted_present(numbers);
    let edge = |part: u32| math::quantile_sorted(&sorted, f64::from(part) / f64::from(PARTS));
    let mut edges: Vec<f64> = (1..PARTS).filter_map(edge).collect();
    edges.dedup();
    // An edge at the smallest value parts nothing; where most are that value, the others stand against it.
    edges.retain(|edge| sorted.first().is_some_and(|least| edge > least));
    if edges.is_empty() {
        edges.extend(sorted.iter().find(|value| **value > sorted[0]));
    }
    let codes = binned(numbers, &edges);
    codes.into_iter().zip(numbers).map(|(code, v)| if v.is_nan() { MISSING } else { code }).collect()
}

/// How two columns go together; `None` where nothing can be said, since one of them never changes.
fn pair(a: &Told, b: &Told) -> Option<Pair> {
    let (name, other) = (a.name.clone(), b.name.clone());
    if let (Some(x), Some(y)) = (&a.numbers, &b.numbers) {
        let (pearson, spearman) = (pearson(x, y), spearman(x, y));
        let strength = spearman?.abs();
        return Some(Pair { a: name, b: other, strength, pearson, spearman, cramers_v: None, mutual: None });
    }
    let there = |(a, b): &(&u32, &u32)| **a != MISSING && **b != MISSING;
    let (x, y): (Vec<u32>, Vec<u32>) = a.codes.iter().zip(&b.codes).filter(there).unzip();
    let strength = cramers_v(&x, &y)?;
    let (cramers_v, mutual) = (Some(strength), Some(mutual_info(&x, &y)));
    Some(Pair { a: name, b: other, strength, pearson: None, spearman: None, cramers_v, mutual })
}

/// How much of each number the others say already.
fn inflated(known: &[&Told]) -> Option<Vec<(String, f64)>> {
    let whole = |told: &&&Told| {
        told.numbers.as_ref().is_some_and(|numbers| {
            let gaps = numbers.iter().filter(|v| v.is_nan()).count();
            gaps as f64 <= GAPS * numbers.len() as f64
        })
    };
    let columns: Vec<&Told> = known.iter().filter(whole).take(NUMBERS).copied().collect();
    let numbers: Vec<&[f64]> = columns.iter().filter_map(|told| told.numbers.as_deref()).collect();
    let n = numbers.first()?.len();
    let all = |row: &usize| numbers.iter().all(|column| !column[*row].is_nan());
    let rows: Vec<usize> = (0..n).filter(all).collect();
    let present = |column: &&[f64]| rows.iter().map(|row| column[*row]).collect::<Vec<f64>>();
    // What is the same in all these rows has nothing that could be said already.
    let moving = columns.iter().zip(numbers.iter().map(present));
    let (columns, present): (Vec<&Told>, Vec<Vec<f64>>) =
        moving.filter(|(_, values)| values.iter().any(|value| *value != values[0])).unzip();
    if columns.len() < 2 || rows.len() < ROWS_EACH * columns.len() {
        return None;
    }
    let factors = vif(&present.iter().map(Vec::as_slice).collect::<Vec<_>>())?;
    let named = |at: u32| (columns[at as usize].name.clone(), factors[at as usize]);
    Some(order::descending(&factors).into_iter().map(named).collect())
}
