//! The three products of matrices that all of training is made of, in tiles of four lines by eight columns: 32 sums in
//! registers, each in the order of its terms, so that the bits are the same everywhere.
//!
//! All matrices are row-major; numbers of columns are multiples of [`LANES`], and so are numbers of rows.

use crate::lanes::Four;

/// Columns, and rows, come in fours.
pub const LANES: usize = 4;

/// A number of rows or columns filled up to whole fours, at least one.
pub fn filled(n: usize) -> usize {
    n.max(1).next_multiple_of(LANES)
}

/// `out = first + a · b`: `a` of shape `(n_rows, k)`, `b` of shape `(k, n)`, `first` a row of `n` numbers.
pub fn times(a: &[f32], b: &[f32], first: &[f32], out: &mut [f32]) {
    let n = first.len();
    let k = b.len() / n;
    for (a, out) in a.chunks_exact(LANES * k).zip(out.chunks_exact_mut(LANES * n)) {
        let mut j = 0;
        while j + 2 * LANES <= n {
            times_tile::<2>(a, b, first, out, j);
            j += 2 * LANES;
        }
        if j < n {
            times_tile::<1>(a, b, first, out, j);
        }
    }
}

/// Four rows of it, `4 · C` columns from `j` on.
#[inline]
fn times_tile<const C: usize>(a: &[f32], b: &[f32], first: &[f32], out: &mut [f32], j: usize) {
    let n = first.len();
    let (top, bottom) = a.split_at(a.len() / 2);
    let (one, two) = top.split_at(top.len() / 2);
    let (three, four) = bottom.split_at(bottom.len() / 2);
    let mut sums = [load::<C>(first, j); LANES];
    for ((((one, two), three), four), b) in one.iter().zip(two).zip(three).zip(four).zip(b.chunks_exact(n)) {
        let b = load::<C>(b, j);
        for c in 0..C {
            sums[0][c] = sums[0][c].plus(*one, b[c]);
            sums[1][c] = sums[1][c].plus(*two, b[c]);
            sums[2][c] = sums[2][c].plus(*three, b[c]);
            sums[3][c] = sums[3][c].plus(*four, b[c]);
        }
    }
    for (row, sums) in out.chunks_exact_mut(n).zip(sums) {
        store(sums, row, j);
    }
}

/// `out += aᵀ · b`: `a` of shape `(n_rows, k)`, `b` of shape `(n_rows, n)`, `out` of shape `(k, n)`.
pub fn add_products(a: &[f32], k: usize, b: &[f32], n: usize, out: &mut [f32]) {
    for (at, out) in (0..k).step_by(LANES).zip(out.chunks_exact_mut(LANES * n)) {
        let mut j = 0;
        while j + 2 * LANES <= n {
            products_tile::<2>((a, k, at), (b, n, j), out);
            j += 2 * LANES;
        }
        if j < n {
            products_tile::<1>((a, k, at), (b, n, j), out);
        }
    }
}

/// Four rows of it, `4 · C` columns from `j` on.
#[inline]
fn products_tile<const C: usize>(
    (a, k, at): (&[f32], usize, usize),
    (b, n, j): (&[f32], usize, usize),
    out: &mut [f32],
) {
    let mut sums = [[Four::new([0.0; 4]); C]; LANES];
    for (sums, row) in sums.iter_mut().zip(out.chunks_exact(n)) {
        *sums = load(row, j);
    }
    for (a, b) in a.chunks_exact(k).zip(b.chunks_exact(n)) {
        let (a, b) = (&a[at..at + LANES], load::<C>(b, j));
        for i in 0..LANES {
            for c in 0..C {
                sums[i][c] = sums[i][c].plus(a[i], b[c]);
            }
        }
    }
    for (row, sums) in out.chunks_exact_mut(n).zip(sums) {
        store(sums, row, j);
    }
}

/// `out = aᵀ`, `a` of shape `(k, n)`.
pub fn transpose(a: &[f32], n: usize, out: &mut [f32]) {
    let k = a.len() / n;
    for (i, row) in a.chunks_exact(n).enumerate() {
        for (j, value) in row.iter().enumerate() {
            out[j * k + i] = *value;
        }
    }
}

#[inline]
fn load<const C: usize>(row: &[f32], j: usize) -> [Four; C] {
    let row = &row[j..j + LANES * C];
    std::array::from_fn(|c| Four::new([row[4 * c], row[4 * c + 1], row[4 * c + 2], row[4 * c + 3]]))
}

#[inline]
fn store<const C: usize>(sums: [Four; C], row: &mut [f32], j: usize) {
    for (to, sums) in row[j..j + LANES * C].chunks_exact_mut(LANES).zip(sums) {
        to.copy_from_slice(&sums.get());
    }
}
