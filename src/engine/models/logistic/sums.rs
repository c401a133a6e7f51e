//! Scores, losses and the sums of gradients and curvatures, a block of rows at a time.
//!
//! All of Newton's time goes into the sum of `curvature · x xᵀ`. Where most numbers are there, four columns by four are
//! summed up over a block of rows, sixteen sums in registers; where most are zero (one-hot columns, words), only pairs
//! of those that are not.

use crate::lanes::Pair;
use crate::math;
use crate::matrix::Matrix;

/// Rows of a block.
pub const ROWS: usize = 128;
/// Columns that are summed up together.
const SIDE: usize = 4;
/// Below this share of numbers that are not zero, pairs are picked.
const SPARSE: f64 = 0.2;

/// … among so many rows, the first ones.
const SEEN: usize = 1024;

/// Four columns of a row.
type Quad = [f64; SIDE];
/// The same, two and two side by side.
type Pairs = [Pair; SIDE / 2];

/// The sums under way.
pub struct Sums {
    d: usize,
    /// The block's columns four by four, group after group; the last group is filled up with zeros.
    groups: Vec<Pairs>,
    /// A group of the block times curvature.
    scaled: Vec<Quad>,
    /// Group by group, on the diagonal and below it: `Σ curvature · x xᵀ`.
    tiles: Vec<[Pairs; SIDE]>,
    /// Of each group: `Σ curvature · x` and `Σ residual · x`.
    edges: Vec<[Pairs; 2]>,
    /// For sparse rows the same plainly, `d` lines below the diagonal, then the two edges.
    lines: Option<Vec<f64>>,
    /// `Σ curvature` and `Σ residual`.
    corner: [f64; 2],
}

/// The score of each row of `x`, row after row; `beta` has the intercept last.
#[inline]
pub fn scores(x: &[f64], beta: &[f64], scores: &mut [f64]) {
    let d = beta.len() - 1;
    for (i, score) in scores.iter_mut().enumerate() {
        *score = math::dot(&x[i * d..(i + 1) * d], &beta[..d]) + beta[d];
    }
}

/// The loss of a block of rows, at most [`ROWS`]; adds them to `sums`, if they are asked for.
#[inline(never)]
pub fn block(x: &[f64], y: &[f64], weights: &[f64], beta: &[f64], sums: Option<&mut Sums>) -> f64 {
    let n = y.len();
    let [mut own, mut residuals, mut curvatures] = [[0.0; ROWS]; 3];
    let (residuals, curvatures) = (&mut residuals[..n], &mut curvatures[..n]);
    scores(x, beta, &mut own[..n]);
    let loss = slopes(&own[..n], y, weights, residuals, curvatures);
    if let Some(sums) = sums {
        sums.add(x, residuals, curvatures);
    }
    loss
}

/// The loss of a block of rows, at most [`ROWS`]; adds its slope along each weight, the intercept last.
#[inline(never)]
pub fn slope(x: &[f64], y: &[f64], weights: &[f64], beta: &[f64], slope: &mut [f64]) -> f64 {
    let (n, d) = (y.len(), beta.len() - 1);
    let [mut own, mut residuals, mut curvatures] = [[0.0; ROWS]; 3];
    scores(x, beta, &mut own[..n]);
    let loss = slopes(&own[..n], y, weights, &mut residuals[..n], &mut curvatures[..n]);
    for (i, residual) in residuals[..n].iter().enumerate() {
        let row = &x[i * d..(i + 1) * d];
        slope.iter_mut().zip(row).for_each(|(sum, value)| *sum += residual * value);
    }
    slope[d] += math::sum(&residuals[..n]);
    loss
}

/// The sum of `weight · (ln(1 + e^score) − y · score)`; leaves `weight · (p − y)` and `weight · p (1 − p)`.
#[inline(always)]
fn slopes(scores: &[f64], y: &[f64], weights: &[f64], residuals: &mut [f64], curvatures: &mut [f64]) -> f64 {
    let mut losses = [0.0; ROWS];
    let losses = &mut losses[..scores.len()];
    let rows = scores.iter().zip(y).zip(weights).zip(&mut *losses);
    for ((((s, y), w), loss), (residual, curvature)) in rows.zip(residuals.iter_mut().zip(curvatures)) {
        let e = math::decay(*s);
        let inverse = 1.0 / (1.0 + e);
        let (p, positive) = if *s >= 0.0 { (inverse, *s) } else { (e * inverse, 0.0) };
        *loss = w * (positive + math::ln_1p_share(e) - y * s);
        *residual = w * (p - y);
        *curvature = w * (e * inverse * inverse);
    }
    math::sum(losses)
}

impl Sums {
    /// For rows like those of `x`.
    pub fn new(x: &Matrix) -> Self {
        let (d, sparse) = (x.n_cols(), is_sparse(&x.values()[..x.n_rows().min(SEEN) * x.n_cols()]));
        let n_groups = if sparse { 0 } else { d.div_ceil(SIDE) };
        let none = [Pair::new(0.0, 0.0); SIDE / 2];
        Self {
            d,
            groups: vec![none; n_groups * ROWS],
            scaled: vec![[0.0; SIDE]; ROWS],
            tiles: vec![[none; SIDE]; n_groups * (n_groups + 1) / 2],
            edges: vec![[none; 2]; n_groups],
            lines: sparse.then(|| vec![0.0; (d + 2) * d]),
            corner: [0.0; 2],
        }
    }

    /// Whether most numbers of such rows are zero.
    pub fn is_sparse(&self) -> bool {
        self.lines.is_some()
    }

    /// Adds `Σ curvature · x xᵀ`, `Σ curvature · x` and `Σ residual · x` of a block of rows, at most [`ROWS`].
    #[inline(never)]
    pub fn products(&mut self, x: &[f64], residuals: &[f64], curvatures: &[f64]) {
        self.add(x, residuals, curvatures);
    }

    #[inline(always)]
    fn add(&mut self, x: &[f64], residuals: &[f64], curvatures: &[f64]) {
        self.corner[0] += math::sum(curvatures);
        self.corner[1] += math::sum(residuals);
        if let Some(lines) = &mut self.lines {
            return pick(x, self.d, residuals, curvatures, lines);
        }
        self.pack(x, residuals.len());
        let (mut tiles, n) = (self.tiles.iter_mut(), residuals.len());
        for (g, edges) in self.edges.iter_mut().enumerate() {
            let group = &self.groups[g * ROWS..][..n];
            add_edges(curvatures, residuals, group, edges);
            scale(curvatures, group, &mut self.scaled);
            for (other, tile) in self.groups.chunks_exact(ROWS).take(g + 1).zip(&mut tiles) {
                add_products(&self.scaled[..n], &other[..n], tile);
            }
        }
    }

    #[inline(always)]
    fn pack(&mut self, x: &[f64], n_rows: usize) {
        for (g, group) in self.groups.chunks_exact_mut(ROWS).enumerate() {
            let width = SIDE.min(self.d - g * SIDE);
            for (i, pairs) in group[..n_rows].iter_mut().enumerate() {
                let values = &x[i * self.d + g * SIDE..][..width];
                *pairs = match *values {
                    [a, b, c, d] => [Pair::new(a, b), Pair::new(c, d)],
                    [a, b, c] => [Pair::new(a, b), Pair::new(c, 0.0)],
                    [a, b] => [Pair::new(a, b), Pair::new(0.0, 0.0)],
                    _ => [Pair::new(values[0], 0.0), Pair::new(0.0, 0.0)],
                };
            }
        }
    }

    /// Gradient and Hessian (row-major, both halves), the intercept last; and begins anew.
    pub fn take(&mut self) -> (Vec<f64>, Vec<f64>) {
        let (d, width) = (self.d, self.d + 1);
        let (mut gradient, mut hessian) = (vec![0.0; width], vec![0.0; width * width]);
        for j in 0..d {
            for k in 0..=j {
                let value = self.product(j, k);
                (hessian[j * width + k], hessian[k * width + j]) = (value, value);
            }
            let edge = self.edge(0, j);
            (hessian[j * width + d], hessian[d * width + j]) = (edge, edge);
            gradient[j] = self.edge(1, j);
        }
        [hessian[d * width + d], gradient[d]] = std::mem::take(&mut self.corner);
        let none = [Pair::new(0.0, 0.0); SIDE / 2];
        self.tiles.fill([none; SIDE]);
        self.edges.fill([none; 2]);
        self.lines.iter_mut().flatten().for_each(|value| *value = 0.0);
        (gradient, hessian)
    }

    fn product(&self, j: usize, k: usize) -> f64 {
        if let Some(lines) = &self.lines {
            return lines[j * self.d + k];
        }
        let (l, r) = (j / SIDE, k / SIDE);
        self.tiles[l * (l + 1) / 2 + r][j % SIDE][k % SIDE / 2].get()[k % 2]
    }

    fn edge(&self, which: usize, j: usize) -> f64 {
        match &self.lines {
            Some(lines) => lines[(self.d + which) * self.d + j],
            None => self.edges[j / SIDE][which][j % SIDE / 2].get()[j % 2],
        }
    }
}

#[inline(never)]
fn is_sparse(values: &[f64]) -> bool {
    let there = values.iter().filter(|v| **v != 0.0).count();
    (there as f64) < SPARSE * values.len() as f64
}

#[inline(always)]
fn scale(curvatures: &[f64], group: &[Pairs], scaled: &mut [Quad]) {
    for ((curvature, pairs), scaled) in curvatures.iter().zip(group).zip(scaled) {
        let ([a, b], [c, d]) = (pairs[0].times(*curvature).get(), pairs[1].times(*curvature).get());
        *scaled = [a, b, c, d];
    }
}

#[inline(always)]
fn add_edges(curvatures: &[f64], residuals: &[f64], group: &[Pairs], edges: &mut [Pairs; 2]) {
    let mut sums = *edges;
    for ((curvature, residual), pairs) in curvatures.iter().zip(residuals).zip(group) {
        for (sums, factor) in sums.iter_mut().zip([curvature, residual]) {
            for (sum, pair) in sums.iter_mut().zip(pairs) {
                *sum = sum.plus(*factor, *pair);
            }
        }
    }
    *edges = sums;
}

/// Adds `Σ left · rightᵀ`.
#[inline(always)]
fn add_products(left: &[Quad], right: &[Pairs], tile: &mut [Pairs; SIDE]) {
    let mut sums = *tile;
    for (left, right) in left.iter().zip(right) {
        for (sums, left) in sums.iter_mut().zip(left) {
            for (sum, right) in sums.iter_mut().zip(right) {
                *sum = sum.plus(*left, *right);
            }
        }
    }
    *tile = sums;
}

/// The sums of sparse rows: only what is there is looked at.
#[inline(never)]
fn pick(x: &[f64], d: usize, residuals: &[f64], curvatures: &[f64], lines: &mut [f64]) {
    let mut there: Vec<(usize, f64)> = Vec::with_capacity(d);
    for (i, (residual, curvature)) in residuals.iter().zip(curvatures).enumerate() {
        there.clear();
        there.extend((0..d).zip(x[i * d..(i + 1) * d].iter().copied()).filter(|(_, v)| *v != 0.0));
        for (at, (j, value)) in there.iter().enumerate() {
            let scaled = curvature * value;
            let line = &mut lines[j * d..(j + 1) * d];
            there[..=at].iter().for_each(|(k, other)| line[*k] += scaled * other);
            lines[d * d + j] += scaled;
            lines[(d + 1) * d + j] += residual * value;
        }
    }
}
