//! Two codings of the same rows against each other: how many rows have which pair of codes.

use crate::math;

/// The table of two codings. A code that no row has is a row or a column of noughts.
pub(super) struct Crossed {
    /// Rows with each pair: all codes of the second for the first one's 0, then for its 1, and so on.
    pub cells: Vec<f64>,
    /// Rows with each code of the first.
    pub of_a: Vec<f64>,
    /// Rows with each code of the second.
    pub of_b: Vec<f64>,
}

impl Crossed {
    /// Counts the pairs of `a` and `b`, one code a row.
    pub fn of(a: &[u32], b: &[u32]) -> Self {
        let size = |codes: &[u32]| codes.iter().max().map_or(0, |code| *code as usize + 1);
        let (rows, columns) = (size(a), size(b));
        let mut cells = vec![0.0_f64; rows * columns];
        a.iter().zip(b).for_each(|(a, b)| cells[*a as usize * columns + *b as usize] += 1.0);
        let of_a = cells.chunks(columns.max(1)).map(math::sum).collect();
        let of_b = (0..columns).map(|j| (0..rows).map(|i| cells[i * columns + j]).sum()).collect();
        Self { cells, of_a, of_b }
    }

    /// `term(rows with a pair, rows with its first code, rows with its second)`, summed over all pairs.
    pub fn sum(&self, term: impl Fn(f64, f64, f64) -> f64) -> f64 {
        let columns = self.of_b.len();
        let of = |(at, count): (usize, &f64)| term(*count, self.of_a[at / columns], self.of_b[at % columns]);
        math::sum(&self.cells.iter().enumerate().map(of).collect::<Vec<_>>())
    }
}
