//! The parting of a leaf's rows that gains most.
//!
//! `gain = G_l² / (H_l + l2) + G_r² / (H_r + l2) − G² / (H + l2)` (Chen and Guestrin 2016, equation 7, without the
//! half). Where a feature may only push one way, what a leaf says is held between bounds, as in scikit-learn.

use super::binning::Binned;
use super::grouped;
use super::grow::Limits;
use super::histogram::{COUNT, Cell, HESSIAN, Histogram, Sums, Units};
use crate::lanes::Pair;
use crate::models::levels::LevelSet;

/// Least sum of Hessians in a leaf (scikit-learn's and LightGBM's `1e-3`).
pub(super) const MIN_HESSIAN: f64 = 1e-3;
/// Where there is no curvature, nothing is divided by 0.
pub(super) const TINY: f64 = 1e-15;

/// A parting of a leaf's rows.
#[derive(Clone, Copy, Debug)]
pub struct Split {
    /// What is asked for.
    pub feature: usize,
    /// The last bin that goes left; of a feature of levels none is.
    pub bin: usize,
    /// Where missing values go.
    pub missing_left: bool,
    /// The sums of the left child.
    pub left: Cell,
    /// What is gained, in a unit that all leaves of a tree share.
    pub gain: f64,
}

/// A leaf before it is parted.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    /// The sums of its rows.
    pub all: Cell,
    /// The least and the greatest answer of its own.
    pub own: [f64; 2],
    /// The least and the greatest answer of its children.
    pub bounds: [f64; 2],
}

/// No bounds.
pub const FREE: [f64; 2] = [f64::NEG_INFINITY, f64::INFINITY];

/// What is looked for in every leaf of a tree.
#[derive(Clone, Copy, Debug)]
pub struct Search<'a> {
    /// The rows.
    pub binned: &'a Binned,
    /// The dials.
    pub limits: &'a Limits,
    /// Those of the sums.
    pub units: Units,
}

impl Search<'_> {
    /// The best split, the first of several; `None` if nothing is gained. If it asks for a feature of levels, `set` is
    /// those that go left: kept apart, since a split is copied at every bin that is better than those before.
    #[must_use]
    pub fn best(&self, histogram: &Histogram, leaf: Standing, set: &mut LevelSet) -> Option<Split> {
        let mut best = NONE;
        for (feature, slots) in histogram.iter().enumerate() {
            let bins = self.binned.n_bins(feature);
            if self.binned.of_levels[feature] {
                grouped::scan(self, feature, slots, leaf, (&mut best, &mut *set));
            } else if self.binned.has_missing[feature] {
                // Missing right: every bin may be the last on the left; missing left: all but the last one.
                self.scan(&slots[..bins], Split { feature, ..NONE }, leaf, &mut best);
                let missing = Split { feature, missing_left: true, left: slots[bins], ..NONE };
                self.scan(&slots[..bins - 1], missing, leaf, &mut best);
            } else {
                self.scan(&slots[..bins - 1], Split { feature, ..NONE }, leaf, &mut best);
            }
        }
        (best.gain > 0.0).then_some(best)
    }

    /// Looks at a split after each of `slots`, with what `begin` has on the left from the beginning.
    fn scan(&self, slots: &[Cell], begin: Split, leaf: Standing, best: &mut Split) {
        if self.limits.monotonic_cst.is_empty() {
            self.scan_free(slots, begin, leaf.all, best);
        } else {
            self.scan_held(slots, begin, leaf, best);
        }
    }

    /// Rows of a left child at least and at most, as what a cell holds beside its gradient.
    pub(super) fn room(&self, all: Cell) -> [i64; 2] {
        let least = i64::from(self.limits.min_samples_leaf) << COUNT;
        [least, all.get()[1] - least]
    }

    /// Two bins at a time.
    #[inline(never)]
    fn scan_free(&self, slots: &[Cell], begin: Split, all: Cell, best: &mut Split) {
        // All in the units of the cells: they are powers of two, so the gains differ by one from those in the unit of
        // the loss, and not in their order.
        let unit = self.units.per_hessian();
        let [least, most] = self.room(all);
        let (min_hessian, tiny) = (MIN_HESSIAN * unit, TINY * unit);
        let l2 = self.limits.l2_regularization * unit;
        let [total, total_hessian] = [all.get()[0] as f64, (all.get()[1] & HESSIAN) as f64];
        let before = total * total / (total_hessian + l2 + tiny);
        let [before, both_l2] = [before, l2].map(|v| Pair::new(v, v));
        let [whole, whole_hessian] = [total, total_hessian].map(|v| Pair::new(v, v));
        let mut left = begin.left;
        let (pairs, last) = slots.as_chunks::<2>();
        // Without a partner, the last bin meets one of no rows: it gains as much, not more.
        let last = last.first().map(|slot| [*slot, Cell::ZERO]);
        for (i, [one, two]) in pairs.iter().chain(&last).enumerate() {
            let sums = [left + *one, left + *one + *two];
            left = sums[1];
            let [gradients, both] = sums[0].crossed(sums[1]);
            let Some(may) = both.within(least, most) else { continue };
            let (gradient, hessian) = (gradients.to_pair(), both.masked(HESSIAN).to_pair());
            let rest = whole_hessian - hessian;
            let (h, r, g) = (hessian + both_l2, rest + both_l2, whole - gradient);
            // G²/H on both sides, in one division.
            let gain = (gradient * gradient * r + g * g * h) / (h * r) - before;
            let gain =
                gain.masked(may).masked(hessian.reaches(min_hessian)).masked(rest.reaches(min_hessian));
            if gain.any_above(best.gain) {
                for (lane, gain) in gain.get().into_iter().enumerate() {
                    if gain > best.gain {
                        *best = Split { bin: 2 * i + lane, left: sums[lane], gain, ..begin };
                    }
                }
            }
        }
    }

    /// The same where answers are held: the gain is what the answers in their bounds bring.
    #[inline(never)]
    fn scan_held(&self, slots: &[Cell], begin: Split, leaf: Standing, best: &mut Split) {
        let way = self.limits.monotonic_cst[begin.feature];
        let [least, most] = self.room(leaf.all);
        let total = self.units.sums(leaf.all);
        let before = self.answer(total, leaf.own) * total.gradient;
        let mut left = begin.left;
        for (bin, slot) in slots.iter().enumerate() {
            left = left + *slot;
            let sides = [left, leaf.all - left].map(|cell| self.units.sums(cell));
            let fits = (least..=most).contains(&left.get()[1]);
            if !fits || sides.iter().any(|side| side.hessian < MIN_HESSIAN) {
                continue;
            }
            let [low, high] = sides.map(|side| self.answer(side, leaf.bounds));
            if (way > 0 && low > high) || (way < 0 && low < high) {
                continue;
            }
            let gain = before - low * sides[0].gradient - high * sides[1].gradient;
            if gain > best.gain {
                *best = Split { bin, left, gain, ..begin };
            }
        }
    }

    /// What a leaf says: Newton's step, shortened, no further than the bounds: `−rate · G / (H + l2)`.
    #[must_use]
    pub fn answer(&self, sums: Sums, [low, high]: [f64; 2]) -> f64 {
        let curvature = sums.hessian + self.limits.l2_regularization;
        let step = -self.limits.learning_rate * sums.gradient / (curvature + TINY);
        if step < low {
            low
        } else if step > high {
            high
        } else {
            step
        }
    }

    /// The bounds of the children of the left and of the right child.
    #[must_use]
    pub fn bounds(&self, split: Split, leaf: Standing) -> [[f64; 2]; 2] {
        let [low, high] = leaf.bounds;
        let way = self.limits.monotonic_cst.get(split.feature).copied().unwrap_or(0);
        if way == 0 {
            return [leaf.bounds; 2];
        }
        let [a, b] =
            [split.left, leaf.all - split.left].map(|cell| self.answer(self.units.sums(cell), leaf.bounds));
        let middle = (a + b) / 2.0;
        let (below, above) = ([low, middle], [middle, high]);
        if way > 0 { [below, above] } else { [above, below] }
    }
}

/// Nothing on the left yet, nothing gained.
const NONE: Split = Split { feature: 0, bin: 0, missing_left: false, left: Cell::ZERO, gain: 0.0 };
