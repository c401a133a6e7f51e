//! Who may see which row: training, validation and test rows, and folds for cross-validation.
//!
//! Counts and folds are scikit-learn's. Row numbers rise inside every part.

use std::rc::Rc;

use serde::{Deserialize, Serialize};

use crate::error::{EngineError, Result};
use crate::order;
use crate::rng::Rng;
use crate::table::NO_DATE;

/// How rows are divided. The shares are above 0 and sum to 1.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SplitSpec {
    /// The first days train, the next validate, the last test; a day is never divided.
    Time {
        /// Share of training rows, met as nearly as whole days allow.
        train: f64,
        /// Share of validation rows.
        validation: f64,
        /// Share of test rows.
        test: f64,
    },
    /// Rows at random.
    Random {
        /// Share of training rows.
        train: f64,
        /// Share of validation rows.
        validation: f64,
        /// Share of test rows.
        test: f64,
    },
    /// Rows at random, each class divided alike.
    Stratified {
        /// Share of training rows.
        train: f64,
        /// Share of validation rows.
        validation: f64,
        /// Share of test rows.
        test: f64,
    },
    /// Whole groups at random: rows of a group are never on two sides. The shares are of groups, not of rows
    /// (scikit-learn's `GroupShuffleSplit`).
    Group {
        /// What makes a group.
        by: By,
        /// Share of groups to learn from.
        train: f64,
        /// Share of groups to choose by.
        validation: f64,
        /// Share of groups that stay sealed.
        test: f64,
    },
}

/// What makes rows a group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// Their day.
    Day,
    /// What stands in a column; what is missing there is a group too.
    Column(String),
}

/// The rows of each part: together every row once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Split {
    /// Rows to learn from.
    pub train: Rc<[u32]>,
    /// Rows to choose by.
    pub validation: Rc<[u32]>,
    /// Rows to look at once, at the end.
    pub test: Rc<[u32]>,
}

/// One round of cross-validation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fold {
    /// Rows to learn from.
    pub train: Rc<[u32]>,
    /// Rows to score.
    pub test: Rc<[u32]>,
}

impl SplitSpec {
    /// The shares of the rows, or groups, to learn from, to choose by and that stay sealed.
    #[must_use]
    pub fn shares(&self) -> [f64; 3] {
        let (Self::Time { train, validation, test }
        | Self::Random { train, validation, test }
        | Self::Stratified { train, validation, test }
        | Self::Group { train, validation, test, .. }) = *self;
        [train, validation, test]
    }

    /// The same way of dividing, in other shares.
    ///
    /// ```
    /// use engine::split::SplitSpec;
    /// let third = SplitSpec::Time { train: 0.4, validation: 0.3, test: 0.3 };
    /// assert_eq!(third.with([0.6, 0.2, 0.2]).shares(), [0.6, 0.2, 0.2]);
    /// ```
    #[must_use]
    pub fn with(&self, [train, validation, test]: [f64; 3]) -> Self {
        match self {
            Self::Time { .. } => Self::Time { train, validation, test },
            Self::Random { .. } => Self::Random { train, validation, test },
            Self::Stratified { .. } => Self::Stratified { train, validation, test },
            Self::Group { by, .. } => Self::Group { by: by.clone(), train, validation, test },
        }
    }

    /// Divides `n_rows` rows. `days` (the day of each row) is read for [`SplitSpec::Time`] only, `codes` for
    /// [`SplitSpec::Stratified`] (the class of each row) and [`SplitSpec::Group`] (its group); elsewhere they may be empty.
    /// A time split draws nothing.
    ///
    /// # Errors
    /// [`EngineError::OutOfRange`] for shares, [`EngineError::LengthMismatch`], [`EngineError::TooFewRows`]
    /// if a part would be empty, [`EngineError::Data`] for a missing day.
    pub fn split(&self, n_rows: usize, days: &[i32], codes: &[u32], rng: &mut Rng) -> Result<Split> {
        let [train, validation, test] = self.shares();
        check_shares(train, validation, test)?;
        let split = match self {
            Self::Time { .. } => by_time(n_rows, days, train, validation)?,
            Self::Random { .. } => {
                let one_class = vec![0; n_rows];
                three_ways(&one_class, validation, test, rng)?
            }
            Self::Stratified { .. } => {
                same_length("classes", n_rows, codes.len())?;
                three_ways(codes, validation, test, rng)?
            }
            Self::Group { .. } => {
                same_length("groups", n_rows, codes.len())?;
                by_group(codes, validation, test, rng)?
            }
        };
        for (name, rows) in
            [("train", &split.train), ("validation", &split.validation), ("test", &split.test)]
        {
            at_least(name, 1, rows.len())?;
        }
        Ok(split)
    }
}

/// Rows left and held out of `n` for a share: `ceil(share · n)` are held out (scikit-learn's rule).
///
/// ```
/// assert_eq!(engine::split::holdout_counts(10, 0.25), (7, 3));
/// ```
#[must_use]
pub fn holdout_counts(n: usize, share: f64) -> (usize, usize) {
    let held_out = ((share * n as f64).ceil().max(0.0) as usize).min(n);
    (n - held_out, held_out)
}

/// Holds out a share of rows, each class alike: the rows kept get class counts by largest remainder (of equal
/// remainders the lower class first), the rest is held out. `(kept, held out)`, each rising.
#[must_use]
pub fn stratified_holdout(classes: &[u32], share: f64, rng: &mut Rng) -> (Vec<u32>, Vec<u32>) {
    let (_, held_out) = holdout_counts(classes.len(), share);
    let all: Vec<u32> = (0..classes.len() as u32).collect();
    hold_out(&all, classes, held_out, rng)
}

/// `k` folds of rows in order; the first `n mod k` have one more (scikit-learn's `KFold`).
///
/// # Errors
/// [`EngineError::OutOfRange`] if `k` is below 2, [`EngineError::TooFewRows`] if it is above `n`.
pub fn kfold(n: usize, k: usize) -> Result<Vec<Fold>> {
    check_folds(k, n)?;
    let (size, longer) = (n / k, n % k);
    let fold_of: Vec<usize> = (0..k).flat_map(|f| vec![f; size + usize::from(f < longer)]).collect();
    Ok(folds(&fold_of, k))
}

/// `k` folds with each class divided alike, rows in order (scikit-learn's `StratifiedKFold`, unshuffled).
///
/// # Errors
/// As for [`kfold`].
pub fn stratified_kfold(classes: &[u32], k: usize) -> Result<Vec<Fold>> {
    check_folds(k, classes.len())?;
    // Classes by first appearance, laid end to end and dealt out in turn: how many of a class each fold gets.
    let mut seen: Vec<(u32, usize)> = Vec::new();
    for class in classes {
        match seen.iter_mut().find(|(c, _)| c == class) {
            Some((_, count)) => *count += 1,
            None => seen.push((*class, 1)),
        }
    }
    let mut fold_of = vec![0; classes.len()];
    let mut dealt = 0;
    for (class, count) in seen {
        let mut gets = vec![0_usize; k];
        (dealt..dealt + count).for_each(|i| gets[i % k] += 1);
        dealt += count;
        let mut order = gets.iter().enumerate().flat_map(|(fold, n)| vec![fold; *n]);
        for (slot, _) in fold_of.iter_mut().zip(classes).filter(|(_, c)| **c == class) {
            *slot = order.next().unwrap_or(0);
        }
    }
    Ok(folds(&fold_of, k))
}

/// `k` folds that never divide a group: the largest group first, each to the fold with fewest rows so far
/// (scikit-learn's `GroupKFold`). Of equally large groups the one with the higher number goes first.
///
/// # Errors
/// As for [`kfold`], with groups in place of rows.
pub fn group_kfold(groups: &[u32], k: usize) -> Result<Vec<Fold>> {
    let mut names = groups.to_vec();
    names.sort_unstable();
    names.dedup();
    check_folds(k, names.len())?;
    let slot = |group: &u32| names.partition_point(|name| name < group);
    let mut sizes = vec![0_usize; names.len()];
    groups.iter().for_each(|group| sizes[slot(group)] += 1);
    let rising = order::sorted(&sizes.iter().map(|size| *size as f64).collect::<Vec<_>>());
    let mut fold_of_group = vec![0; names.len()];
    let mut rows = vec![0_usize; k];
    for group in rising.into_iter().rev().map(|(_, group)| group as usize) {
        let lightest = (0..k).min_by_key(|f| rows[*f]).unwrap_or(0);
        rows[lightest] += sizes[group];
        fold_of_group[group] = lightest;
    }
    let fold_of: Vec<usize> = groups.iter().map(|group| fold_of_group[slot(group)]).collect();
    Ok(folds(&fold_of, k))
}

/// `n_splits` rounds that learn from the past and score what follows, `gap` rows later (scikit-learn's
/// `TimeSeriesSplit`). Rows must be in order of time; `test_size` is `n / (n_splits + 1)` unless given.
///
/// # Errors
/// [`EngineError::OutOfRange`] if `n_splits` is below 1 or `test_size` is 0, [`EngineError::TooFewRows`] if
/// nothing is left to learn from.
pub fn time_series_split(
    n: usize,
    n_splits: usize,
    gap: usize,
    test_size: Option<usize>,
) -> Result<Vec<Fold>> {
    if n_splits < 1 || test_size == Some(0) {
        let what = if n_splits < 1 { "n_splits" } else { "test_size" };
        return Err(EngineError::OutOfRange { what: what.into(), low: 1.0, high: n as f64, found: 0.0 });
    }
    let test_size = test_size.unwrap_or(n / (n_splits + 1)).max(1);
    at_least("time_series_split", n_splits * test_size + gap + 1, n)?;
    let range = |from: usize, to: usize| (from as u32..to as u32).collect::<Rc<[u32]>>();
    let starts = (0..n_splits).map(|i| n - (n_splits - i) * test_size);
    Ok(starts
        .map(|start| Fold { train: range(0, start - gap), test: range(start, start + test_size) })
        .collect())
}

fn by_time(n_rows: usize, days: &[i32], train: f64, validation: f64) -> Result<Split> {
    same_length("days", n_rows, days.len())?;
    if days.contains(&NO_DATE) {
        return Err(EngineError::Data { what: "days".into(), problem: "missing day".into() });
    }
    let mut sorted = days.to_vec();
    sorted.sort_unstable();
    // Where a new day begins: the places where a cut may lie.
    let starts: Vec<usize> = (1..n_rows).filter(|i| sorted[*i] != sorted[*i - 1]).collect();
    at_least("days", 3, starts.len() + usize::from(n_rows > 0))?;
    let nearest = |among: &[usize], share: f64| {
        let wanted = share * n_rows as f64;
        let distance = |i: &usize| (among[*i] as f64 - wanted).abs();
        (0..among.len()).min_by(|a, b| distance(a).total_cmp(&distance(b))).unwrap_or(0)
    };
    let first = nearest(&starts[..starts.len() - 1], train);
    let second = first + 1 + nearest(&starts[first + 1..], train + validation);
    let (first, second) = (sorted[starts[first]], sorted[starts[second]]);
    let rows =
        |inside: &dyn Fn(i32) -> bool| (0..n_rows as u32).filter(|r| inside(days[*r as usize])).collect();
    Ok(Split {
        train: rows(&|day| day < first),
        validation: rows(&|day| (first..second).contains(&day)),
        test: rows(&|day| day >= second),
    })
}

fn three_ways(classes: &[u32], validation: f64, test: f64, rng: &mut Rng) -> Result<Split> {
    let n = classes.len();
    let (_, n_test) = holdout_counts(n, test);
    let (_, n_validation) = holdout_counts(n, validation);
    at_least("split", n_test + n_validation + 1, n)?;
    let all: Vec<u32> = (0..n as u32).collect();
    let (rest, test) = hold_out(&all, classes, n_test, rng);
    let (train, validation) = hold_out(&rest, classes, n_validation, rng);
    Ok(Split { train: train.into(), validation: validation.into(), test: test.into() })
}

/// Whole groups three ways, by lot.
fn by_group(groups: &[u32], validation: f64, test: f64, rng: &mut Rng) -> Result<Split> {
    let mut names = groups.to_vec();
    names.sort_unstable();
    names.dedup();
    at_least("groups", 3, names.len())?;
    let of_groups = three_ways(&vec![0; names.len()], validation, test, rng)?;
    let rows = |part: &[u32]| -> Rc<[u32]> {
        let of_part = |row: &u32| {
            let group = names.partition_point(|name| *name < groups[*row as usize]) as u32;
            part.binary_search(&group).is_ok()
        };
        (0..groups.len() as u32).filter(of_part).collect()
    };
    Ok(Split {
        train: rows(&of_groups.train),
        validation: rows(&of_groups.validation),
        test: rows(&of_groups.test),
    })
}

/// Divides `rows` into kept and held out, each class alike; `classes` are those of all rows.
fn hold_out(rows: &[u32], classes: &[u32], n_held_out: usize, rng: &mut Rng) -> (Vec<u32>, Vec<u32>) {
    let mut names: Vec<u32> = rows.iter().map(|r| classes[*r as usize]).collect();
    names.sort_unstable();
    names.dedup();
    let of_class = |name: &u32| rows.iter().copied().filter(|r| classes[*r as usize] == *name).collect();
    let members: Vec<Vec<u32>> = names.iter().map(of_class).collect();
    let sizes: Vec<usize> = members.iter().map(Vec::len).collect();
    let keeps = largest_remainder(&sizes, rows.len() - n_held_out);
    let (mut kept, mut held_out) = (Vec::new(), Vec::new());
    for (mut rows, keep) in members.into_iter().zip(keeps) {
        rng.shuffle(&mut rows);
        kept.extend_from_slice(&rows[..keep]);
        held_out.extend_from_slice(&rows[keep..]);
    }
    kept.sort_unstable();
    held_out.sort_unstable();
    (kept, held_out)
}

/// Divides `seats` in proportion to `sizes`: whole parts first, then the largest remainders.
fn largest_remainder(sizes: &[usize], seats: usize) -> Vec<usize> {
    let total: usize = sizes.iter().sum();
    let exact: Vec<f64> = sizes.iter().map(|s| *s as f64 / total.max(1) as f64 * seats as f64).collect();
    let mut counts: Vec<usize> = exact.iter().map(|e| e.floor() as usize).collect();
    let rests: Vec<f64> = exact.iter().map(|e| e - e.floor()).collect();
    let missing = seats - counts.iter().sum::<usize>();
    order::descending(&rests).into_iter().take(missing).for_each(|class| counts[class as usize] += 1);
    counts
}

fn folds(fold_of: &[usize], k: usize) -> Vec<Fold> {
    let rows = |test: &dyn Fn(usize) -> bool| -> Rc<[u32]> {
        (0..fold_of.len() as u32).filter(|r| test(fold_of[*r as usize])).collect()
    };
    (0..k).map(|fold| Fold { train: rows(&|f| f != fold), test: rows(&|f| f == fold) }).collect()
}

fn check_shares(train: f64, validation: f64, test: f64) -> Result<()> {
    for (what, share) in [("train", train), ("validation", validation), ("test", test)] {
        if !(share > 0.0 && share < 1.0) {
            return Err(EngineError::OutOfRange { what: what.into(), low: 0.0, high: 1.0, found: share });
        }
    }
    let sum = train + validation + test;
    if (sum - 1.0).abs() > 1e-9 {
        let what = "train + validation + test".into();
        return Err(EngineError::OutOfRange { what, low: 1.0, high: 1.0, found: sum });
    }
    Ok(())
}

fn check_folds(k: usize, n: usize) -> Result<()> {
    if k < 2 {
        return Err(EngineError::OutOfRange { what: "k".into(), low: 2.0, high: n as f64, found: k as f64 });
    }
    at_least("folds", k, n)
}

fn at_least(what: &str, needed: usize, found: usize) -> Result<()> {
    if found >= needed {
        return Ok(());
    }
    Err(EngineError::TooFewRows { what: what.into(), needed: needed as u64, found: found as u64 })
}

fn same_length(what: &str, expected: usize, found: usize) -> Result<()> {
    if expected == found {
        return Ok(());
    }
    Err(EngineError::LengthMismatch { what: what.into(), expected: expected as u64, found: found as u64 })
}
