//! Sums of gradients, Hessians and rows in every bin, in whole numbers.
//!
//! Whole numbers add up to the same whatever the order, a sibling is an exact difference, and the count of rows
//! rides along in the upper bits of the Hessian: `min_samples_leaf` is exact at the cost of two additions a value.

use super::binning::Binned;

/// What a bin holds: the gradient, and `rows << 40 | hessian`, both in fixed point.
pub type Cell = [i64; 2];

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
    vec![[[0; 2]; SLOTS]; n_cols]
}

/// How many units make one: the finest at which the Hessians of `n_rows` rows, 1/4 each, stay below the count.
#[must_use]
pub fn units(n_rows: usize) -> f64 {
    let bits = (usize::BITS - n_rows.leading_zeros()).clamp(8, COUNT - 1);
    (1_u64 << (COUNT + 2 - bits).min(32)) as f64
}

/// A row's cell: gradient and Hessian in `units`.
#[must_use]
#[inline]
pub fn cell(gradient: f64, hessian: f64, units: f64) -> Cell {
    // Adding 1.5 · 2^52 leaves the nearest whole number in the low bits, without a call.
    const ROUND: f64 = 6_755_399_441_055_744.0;
    let whole = |v: f64| (v + ROUND).to_bits().wrapping_sub(ROUND.to_bits()) as i64;
    [whole(gradient * units), 1 << COUNT | whole(hessian * units)]
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

/// What a cell, or a sum of cells, says.
#[must_use]
#[inline]
pub fn sums(cell: Cell, units: f64) -> Sums {
    Sums {
        gradient: cell[0] as f64 / units,
        hessian: (cell[1] & HESSIAN) as f64 / units,
        rows: (cell[1] >> COUNT) as u32,
    }
}

/// Sets the slots in use to nothing.
pub fn clear(histogram: &mut Histogram, binned: &Binned) {
    for (j, slots) in histogram.iter_mut().enumerate() {
        slots[..binned.n_slots(j)].fill([0; 2]);
    }
}

/// Adds rows: `rows` of `binned`, `cells` one a row of `binned`.
pub fn add(histogram: &mut Histogram, binned: &Binned, cells: &[Cell], rows: &[u32]) {
    let d = binned.n_cols;
    for row in rows {
        let i = *row as usize;
        let [gradient, hessian] = cells[i];
        for (slots, bin) in histogram.iter_mut().zip(&binned.by_row[i * d..(i + 1) * d]) {
            let slot = &mut slots[usize::from(*bin)];
            slot[0] += gradient;
            slot[1] += hessian;
        }
    }
}

/// Takes `part` away: what is left is the sibling.
pub fn subtract(whole: &mut Histogram, part: &Histogram, binned: &Binned) {
    for (j, (whole, part)) in whole.iter_mut().zip(part).enumerate() {
        for (whole, part) in whole.iter_mut().zip(part).take(binned.n_slots(j)) {
            whole[0] -= part[0];
            whole[1] -= part[1];
        }
    }
}
