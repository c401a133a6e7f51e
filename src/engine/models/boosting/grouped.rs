//! The parting of a leaf's rows by a set of levels.
//!
//! Levels come in the order of their mean gradient, `G / (H + 10)`, and are parted as if they were numbers: for one
//! gradient and one Hessian a row no set can be better than the best of these (Fisher 1958). As in scikit-learn: a level
//! of fewer than ten rows (by its share of the Hessians) is too small to be placed and goes right; what is missing is one
//! more level; sets are built from both ends up to the middle, so that the smaller half of the levels is on the left.

use super::histogram::{Cell, HESSIAN};
use super::search::{MIN_HESSIAN, Search, Split, Standing, TINY};
use crate::models::levels::LevelSet;
use crate::order;

/// Rows that a level needs, and what is added to its Hessian to hold the mean of few rows back (LightGBM's
/// `cat_smooth`).
const SUPPORT: f64 = 10.0;
/// Just ten rows are enough, however sums were rounded.
const ROUNDING: f64 = 1e-9;

/// A level of a leaf's rows.
struct Level {
    /// Its place in a set.
    place: usize,
    cell: Cell,
    /// Its mean gradient, held back.
    mean: f64,
}

/// Looks at the sets of levels of a feature, whose cells are `slots`: the best split, if better, and its set.
#[inline(never)]
pub fn scan(
    search: &Search<'_>,
    feature: usize,
    slots: &[Cell],
    leaf: Standing,
    (best, set): (&mut Split, &mut LevelSet),
) {
    let (binned, whole) = (search.binned, search.units.sums(leaf.all));
    let rows_each = f64::from(whole.rows) / whole.hessian;
    let level = |(slot, cell): (usize, &Cell)| {
        let place = if slot == binned.n_bins(feature) { LevelSet::MISSING } else { slot };
        let sums = search.units.sums(*cell);
        let enough = sums.hessian * rows_each >= SUPPORT - ROUNDING;
        enough.then(|| Level { place, cell: *cell, mean: sums.gradient / (sums.hessian + SUPPORT) })
    };
    let levels: Vec<Level> = slots[..binned.n_slots(feature)].iter().enumerate().filter_map(level).collect();
    if levels.len() < 2 {
        return;
    }
    let means: Vec<f64> = levels.iter().map(|level| level.mean).collect();
    let sorted: Vec<&Level> =
        order::sorted(&means).into_iter().map(|(_, level)| &levels[level as usize]).collect();
    let half = sorted.len().div_ceil(2);
    let found = try_from(search, feature, sorted.iter().take(half), leaf, best);
    let other = try_from(search, feature, sorted.iter().rev().take(half - 1), leaf, best);
    let named = match (found, other) {
        (_, Some(n)) => &sorted[sorted.len() - n..],
        (Some(n), None) => &sorted[..n],
        (None, None) => return,
    };
    *set = LevelSet::of(named.iter().map(|level| level.place));
    best.missing_left = set.has(LevelSet::MISSING);
}

/// Sends one level after the other left; how many are left at the best place, if that is better than `best`.
fn try_from<'a>(
    search: &Search<'_>,
    feature: usize,
    levels: impl Iterator<Item = &'a &'a Level>,
    leaf: Standing,
    best: &mut Split,
) -> Option<usize> {
    let [least, most] = search.room(leaf.all);
    let (mut left, mut found) = (Cell::ZERO, None);
    for (n, level) in levels.enumerate() {
        left = left + level.cell;
        let sides = [left, leaf.all - left].map(|cell| search.units.sums(cell).hessian);
        let fits = (least..=most).contains(&left.get()[1]);
        if !fits || sides.iter().any(|hessian| *hessian < MIN_HESSIAN) {
            continue;
        }
        let gain = if search.limits.monotonic_cst.is_empty() {
            gain(search, left, leaf.all)
        } else {
            held(search, left, leaf)
        };
        if gain > best.gain {
            *best = Split { feature, bin: 0, missing_left: false, left, gain };
            found = Some(n + 1);
        }
    }
    found
}

/// What is gained, in the units of the cells and in the steps of `Search::scan_free`: alike partings gain the same bits.
fn gain(search: &Search<'_>, left: Cell, all: Cell) -> f64 {
    let unit = search.units.per_hessian();
    let (l2, tiny) = (search.limits.l2_regularization * unit, TINY * unit);
    let of = |cell: Cell| [cell.get()[0] as f64, (cell.get()[1] & HESSIAN) as f64];
    let ([gradient, hessian], [total, total_hessian]) = (of(left), of(all));
    let before = total * total / (total_hessian + l2 + tiny);
    let (h, r, g) = (hessian + l2, total_hessian - hessian + l2, total - gradient);
    (gradient * gradient * r + g * g * h) / (h * r) - before
}

/// The same where other features may only push one way: in the unit of the loss, answers in their bounds.
fn held(search: &Search<'_>, left: Cell, leaf: Standing) -> f64 {
    let total = search.units.sums(leaf.all);
    let sides = [left, leaf.all - left].map(|cell| search.units.sums(cell));
    let told = |side| search.answer(side, leaf.bounds) * side.gradient;
    search.answer(total, leaf.own) * total.gradient - told(sides[0]) - told(sides[1])
}
