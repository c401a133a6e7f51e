//! Sums of gradients, Hessians and rows in every bin, in whole numbers.
//!
//! Whole numbers add up to the same whatever the order, a sibling is an exact difference, and the count of rows
//! rides along in the upper bits of the Hessian: `min_samples_leaf` is exact, and both numbers of a bin are added as
//! one pair.

use super::binning::Binned;
use crate::lanes::{Pair, Whole};

/// What a bin holds: the gradient, and `rows << 40 | hessian`, both in fixed point.
pub type Cell = Whole;

/// Bits under the count of rows.
pub const COUNT: u32 = 40;
/// The bits of the Hessian.
pub const HESSIAN: i64 = (1 << COUNT) - 1;
/// One more than there are bins, so that the same bins of all features do not fight for one place in the cache.
const SLOTS: usize = 257;

/// A histogram for each feature.
pub type Histogram = Vec<[Cell; SLOTS]>;

/// An empty histogram for `n_cols` features.
#[must_use]
pub fn empty(n_cols: usize) -> Histogram {
    vec![[Cell::ZERO; SLOTS]; n_cols]
}

/// How many units make one: powers of two, so that going there and back is exact.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Units {
    /// Of a gradient, before the row's weight.
    gradient: f64,
    /// Of a Hessian, before the row's weight.
    hessian: f64,
    /// What weights are multiplied by: 1, unless they are far from 1 on average.
    weight: f64,
}

impl Units {
    /// For the log loss of `n` rows that weigh `total`: gradients at most 1, Hessians at most 1/4.
    ///
    /// The finest at which the sum of Hessians stays below the count.
    #[must_use]
    pub fn of_chances(n: usize, total: f64) -> Self {
        let (bits, weight) = bits(n, total);
        let unit = power((COUNT as i32 + 2 - bits).min(32));
        Self { gradient: unit, hessian: unit, weight }
    }

    /// For squares: gradients at most `steepest`, Hessians 1. Sums of gradients stay exact as 64-bit numbers.
    #[must_use]
    pub fn of_numbers(n: usize, total: f64, steepest: f64) -> Self {
        let (bits, weight) = bits(n, total);
        let hessian = power((COUNT as i32 - bits).min(32));
        Self { gradient: power(50 - bits - above(steepest)), hessian, weight }
    }

    /// The cells of two rows that count once each.
    #[must_use]
    #[inline]
    pub fn cells(&self, gradient: Pair, hessian: Pair) -> [Cell; 2] {
        let gradients = Whole::nearest(gradient.times(self.gradient));
        let hessians = Whole::nearest(hessian.times(self.hessian));
        gradients.crossed(hessians + Whole::new(1 << COUNT, 1 << COUNT))
    }

    /// The cell of a row that counts `weight` times: twice is exactly the row two times, but that it is one row.
    #[must_use]
    #[inline]
    pub fn weighted(&self, gradient: f64, hessian: f64, weight: f64) -> Cell {
        let one = Whole::nearest(Pair::new(gradient * self.gradient, hessian * self.hessian));
        let [gradient, hessian] = one.to_pair().times(weight * self.weight).get();
        let [gradient, _] = Whole::nearest(Pair::new(gradient, 0.0)).get();
        // Cut, not rounded: so many Hessians cannot add up to more than there is room for.
        Whole::new(gradient, 1 << COUNT | hessian as i64)
    }

    /// What a cell, or a sum of cells, says.
    #[must_use]
    pub fn sums(&self, cell: Cell) -> Sums {
        let [gradient, both] = cell.get();
        Sums {
            gradient: gradient as f64 / (self.gradient * self.weight),
            hessian: (both & HESSIAN) as f64 / self.per_hessian(),
            rows: rows(cell),
        }
    }

    /// Units of a Hessian times its weight that make one.
    #[must_use]
    pub fn per_hessian(&self) -> f64 {
        self.hessian * self.weight
    }
}

/// Sums in the unit of the loss.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sums {
    /// Of gradients.
    pub gradient: f64,
    /// Of Hessians.
    pub hessian: f64,
    /// Of rows.
    pub rows: u32,
}

/// Rows in a cell.
#[must_use]
#[inline]
pub fn rows(cell: Cell) -> u32 {
    (cell.get()[1] >> COUNT) as u32
}

/// Bits of the weight of all rows, and what weights are multiplied by to come into a range where they leave room.
fn bits(n: usize, total: f64) -> (i32, f64) {
    const SLACK: i32 = 8;
    let (own, usual) = (above(total), above(n as f64));
    let kept = own.clamp((usual - SLACK).max(1), (usual + SLACK).min(COUNT as i32 - 1));
    (kept.max(8), power(kept - own))
}

/// The least `e` with `value < 2^e`, of a positive number.
fn above(value: f64) -> i32 {
    (value.to_bits() >> 52 & 0x7ff) as i32 - 1022
}

/// `2^exponent`.
fn power(exponent: i32) -> f64 {
    f64::from_bits(((exponent.clamp(-1000, 1000) + 1023) as u64) << 52)
}

/// Sets the slots in use to nothing.
pub fn clear(histogram: &mut Histogram, binned: &Binned) {
    for (j, slots) in histogram.iter_mut().enumerate() {
        slots[..binned.n_slots(j)].fill(Cell::ZERO);
    }
}

/// Adds rows: `rows` of `binned`, `cells` one a row of `binned`.
#[inline(never)]
pub fn add(histogram: &mut Histogram, binned: &Binned, cells: &[Cell], rows: &[u32]) {
    let d = binned.n_cols;
    let (quads, rest) = histogram.as_chunks_mut::<4>();
    for row in rows {
        let i = *row as usize;
        let cell = cells[i];
        let (bins, last) = binned.by_row[i * d..(i + 1) * d].as_chunks::<4>();
        for (slots, bins) in quads.iter_mut().zip(bins) {
            for (slots, bin) in slots.iter_mut().zip(bins) {
                let slot = &mut slots[usize::from(*bin)];
                *slot = *slot + cell;
            }
        }
        for (slots, bin) in rest.iter_mut().zip(last) {
            let slot = &mut slots[usize::from(*bin)];
            *slot = *slot + cell;
        }
    }
}

/// Takes `part` away: what is left is the sibling.
#[inline(never)]
pub fn subtract(whole: &mut Histogram, part: &Histogram, binned: &Binned) {
    for (j, (whole, part)) in whole.iter_mut().zip(part).enumerate() {
        for (whole, part) in whole.iter_mut().zip(part).take(binned.n_slots(j)) {
            *whole = *whole - *part;
        }
    }
}
