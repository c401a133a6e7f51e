//! How much a single column says about the answer: far too much is a leak until shown otherwise.
//!
//! The column is cut into bins (levels, or twentieths of the numbers; missing is one of its own), and each row is
//! answered by the mean of its bin over the *other* folds, so that a column of names, different in every row, says
//! nothing. Row `i` is in fold `i mod 5`.

use serde::{Deserialize, Serialize};

use crate::error::{EngineError, Result};
use crate::math;
use crate::order;
use crate::table::{Column, MISSING, NO_DATE, Values};
use crate::task::Task;
use crate::work::Pace;

/// From here on a column says suspiciously much.
pub const SUSPICIOUS: f64 = 0.9;

const FOLDS: usize = 5;
const BINS: usize = 20;
/// So many rows of the mean of all are mixed into each bin's.
const SMOOTH: f64 = 2.0;

/// What a column says alone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Power {
    /// The column.
    pub column: String,
    /// 0 nothing, 1 everything: for yes or no the distance of the area under the ROC curve from one half, doubled; for
    /// a number the share of its variance explained; for classes the share of the most frequent class's errors avoided.
    pub power: f64,
    /// Whether its value is known only after the decision.
    pub later: bool,
}

/// What `column` says of `y` (0 and 1, numbers, or classes from 0); `None` if there is nothing to say: one answer only,
/// or fewer than ten rows.
///
/// # Errors
/// [`EngineError::LengthMismatch`].
pub async fn power(column: &Column, y: &[f64], task: Task, pace: &Pace) -> Result<Option<Power>> {
    if y.len() != column.values.len() {
        let (expected, found) = (column.values.len() as u64, y.len() as u64);
        return Err(EngineError::LengthMismatch { what: "y".into(), expected, found });
    }
    if y.len() < 2 * FOLDS || y.iter().all(|v| *v == y[0]) {
        return Ok(None);
    }
    let (bins, n_bins) = bins(&column.values);
    pace.pause().await;
    let power = match task {
        Task::Binary => {
            let said = means(&bins, n_bins, y);
            pace.pause().await;
            (2.0 * area(&said, y, pace).await - 1.0).abs()
        }
        Task::Regression => {
            let said = means(&bins, n_bins, y);
            let mean = math::mean(y).unwrap_or(0.0);
            let of =
                |f: &dyn Fn(usize) -> f64| math::sum(&(0..y.len()).map(|i| f(i) * f(i)).collect::<Vec<_>>());
            (1.0 - of(&|i| y[i] - said[i]) / of(&|i| y[i] - mean)).max(0.0)
        }
        Task::Multiclass => classes(&bins, n_bins, y),
    };
    Ok(Some(Power { column: column.name.clone(), power, later: !column.known_at.at_decision() }))
}

/// The bin of each row, and how many there are; the last is for what is missing.
fn bins(values: &Values) -> (Vec<usize>, usize) {
    let of_numbers = |v: &[f64]| {
        let sorted = math::sorted_present(v);
        let cut = |i: usize| math::quantile_sorted(&sorted, i as f64 / BINS as f64);
        let mut edges: Vec<f64> = (1..BINS).filter_map(cut).collect();
        edges.dedup();
        let last = edges.len() + 1;
        let bin = |v: &f64| if v.is_nan() { last } else { edges.partition_point(|edge| edge < v) };
        (v.iter().map(bin).collect(), last + 1)
    };
    match values {
        Values::Number(v) => of_numbers(v),
        Values::Date(d) => of_numbers(
            &d.iter().map(|d| if *d == NO_DATE { f64::NAN } else { f64::from(*d) }).collect::<Vec<_>>(),
        ),
        Values::Category { levels, codes } => {
            let bin = |c: &u32| if *c == MISSING { levels.len() } else { *c as usize };
            (codes.iter().map(bin).collect(), levels.len() + 1)
        }
    }
}

/// The smoothed mean of each row's bin over the other folds.
fn means(bins: &[usize], n_bins: usize, y: &[f64]) -> Vec<f64> {
    let mut cells = vec![(0.0, 0.0); FOLDS * n_bins];
    let (mut of_bin, mut of_fold) = (vec![(0.0, 0.0); n_bins], [(0.0, 0.0); FOLDS]);
    let mut all = (0.0, 0.0);
    let add = |sum: &mut (f64, f64), y: f64| *sum = (sum.0 + 1.0, sum.1 + y);
    for (i, (bin, y)) in bins.iter().zip(y).enumerate() {
        add(&mut cells[i % FOLDS * n_bins + bin], *y);
        add(&mut of_bin[*bin], *y);
        add(&mut of_fold[i % FOLDS], *y);
        add(&mut all, *y);
    }
    let value = |(i, bin): (usize, &usize)| {
        let (cell, bin, fold) = (cells[i % FOLDS * n_bins + bin], of_bin[*bin], of_fold[i % FOLDS]);
        let mean = (all.1 - fold.1) / (all.0 - fold.0);
        (bin.1 - cell.1 + SMOOTH * mean) / (bin.0 - cell.0 + SMOOTH)
    };
    bins.iter().enumerate().map(value).collect()
}

/// The chance that a yes has the larger value, ties counting half: the area under the ROC curve. Each fold by itself,
/// since folds have other means.
async fn area(said: &[f64], y: &[f64], pace: &Pace) -> f64 {
    let (mut won, mut pairs) = (0.0, 0.0);
    for fold in 0..FOLDS {
        let of = |v: &[f64]| v.iter().skip(fold).step_by(FOLDS).copied().collect::<Vec<f64>>();
        let (said, y) = (of(said), of(y));
        let ranks = order::average_ranks(&said);
        let yes: Vec<f64> = ranks.iter().zip(&y).filter(|(_, y)| **y == 1.0).map(|(rank, _)| *rank).collect();
        let (n, m) = (yes.len() as f64, (y.len() - yes.len()) as f64);
        won += math::sum(&yes) - n * (n + 1.0) / 2.0;
        pairs += n * m;
        pace.pause().await;
    }
    if pairs > 0.0 { won / pairs } else { 0.5 }
}

/// The share of errors avoided that the most frequent class makes, answering each row by its bin's most frequent class
/// over the other folds.
fn classes(bins: &[usize], n_bins: usize, y: &[f64]) -> f64 {
    let n_classes = y.iter().fold(0.0_f64, |most, y| most.max(*y)) as usize + 1;
    let place = |bin: usize, class: usize| bin * n_classes + class;
    let mut cells = vec![0.0; FOLDS * n_bins * n_classes];
    let mut of_bin = vec![0.0; n_bins * n_classes];
    let mut of_class = vec![0.0; n_classes];
    for (i, (bin, y)) in bins.iter().zip(y).enumerate() {
        cells[i % FOLDS * n_bins * n_classes + place(*bin, *y as usize)] += 1.0;
        of_bin[place(*bin, *y as usize)] += 1.0;
        of_class[*y as usize] += 1.0;
    }
    let most = |votes: &dyn Fn(usize) -> f64| {
        (1..n_classes).fold(0, |best, class| if votes(class) > votes(best) { class } else { best })
    };
    let usual = most(&|class| of_class[class]);
    let right = |(i, (bin, y)): (usize, (&usize, &f64))| {
        let others = |class: usize| {
            let at = place(*bin, class);
            // A trace of all rows decides where the bin is empty.
            of_bin[at] - cells[i % FOLDS * n_bins * n_classes + at] + 1e-6 * of_class[class]
        };
        most(&others) == *y as usize
    };
    let right = bins.iter().zip(y).enumerate().filter(|row| right(*row)).count() as f64;
    let errors = y.len() as f64 - of_class[usual];
    ((right - of_class[usual]) / errors).max(0.0)
}
