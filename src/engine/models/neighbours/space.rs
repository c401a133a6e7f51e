//! Where the training rows are, and which are nearest to a place: exactly those that comparing with all would find.
//!
//! A k-d tree (Friedman, Bentley and Finkel 1977): rows are parted at the median of the column they differ in most,
//! again and again; a box of rows is passed over if even its nearest point is too far. Columns stand in the order of
//! how much rows differ in them, so that a sum of squares is soon beyond what matters, and need not be finished. Sums are taken in
//! the same lanes for a box and for a row, so that rounding cannot put a row nearer than its box.

use std::collections::BinaryHeap;

use serde::{Deserialize, Serialize};

use crate::matrix::Matrix;
use crate::order;
use crate::work::{Meter, Pace};

/// Rows of a box that is not parted any more.
const LEAF: usize = 48;
/// Columns after which a sum of squares is looked at.
const SOME: usize = 8;

/// The rows in the order of the tree, packed: a column as its distinct values, and for each row which of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rows {
    /// For each row its place among the rows as they were given.
    given: Vec<u32>,
    columns: Vec<Packed>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Packed {
    /// Which column of the rows as they were given.
    feature: u32,
    levels: Vec<f64>,
    codes: Vec<u16>,
}

/// The rows unpacked, with their boxes.
#[derive(Debug, Default)]
pub struct Space {
    n_features: usize,
    /// The column of a row that stands first, and so on.
    features: Vec<u32>,
    given: Vec<u32>,
    rows: Vec<f64>,
    /// The lowest corner and the highest, `2 · n_features` numbers a node; the children of node `i` are `2i + 1` and
    /// `2i + 2`.
    boxes: Vec<f64>,
}

impl Rows {
    /// Puts rows in the order of the tree; at most 65,536 of them.
    pub async fn remember(x: &Matrix, pace: &Pace) -> Self {
        let (n, d) = (x.n_rows(), x.n_cols());
        let mut given: Vec<u32> = (0..n as u32).collect();
        let (mut open, mut meter) = (vec![(0, n)], Meter::default());
        while let Some((start, end)) = open.pop() {
            if end - start <= LEAF {
                continue;
            }
            let part = &mut given[start..end];
            if let Some(column) = widest(x, part) {
                let values: Vec<f64> = part.iter().map(|row| x.row(*row as usize)[column]).collect();
                let sorted: Vec<u32> =
                    order::sorted(&values).into_iter().map(|(_, at)| part[at as usize]).collect();
                part.copy_from_slice(&sorted);
            }
            let middle = middle(start, end);
            open.extend([(start, middle), (middle, end)]);
            if meter.spend((end - start) * (2 * d + 20)) {
                pace.pause().await;
            }
        }
        let mut columns = Vec::with_capacity(d);
        for feature in order::descending(&spreads(x, &given)) {
            let values: Vec<f64> = given.iter().map(|row| x.row(*row as usize)[feature as usize]).collect();
            columns.push(Packed::new(feature, &values));
            if meter.spend(n * 40) {
                pace.pause().await;
            }
        }
        Self { given, columns }
    }

    /// Numbers of a row.
    pub fn n_features(&self) -> u32 {
        self.columns.len() as u32
    }

    /// The rows as they are asked.
    pub async fn unpack(&self, pace: &Pace) -> Space {
        let (n, d) = (self.given.len(), self.columns.len());
        let (mut rows, mut meter) = (vec![0.0; n * d], Meter::default());
        for (j, column) in self.columns.iter().enumerate() {
            for (i, code) in column.codes.iter().enumerate() {
                rows[i * d + j] = column.levels[usize::from(*code)];
            }
            // A place of its own in memory for each number.
            if meter.spend(5 * n) {
                pace.pause().await;
            }
        }
        let features = self.columns.iter().map(|column| column.feature).collect();
        let mut space = Space { n_features: d, features, given: self.given.clone(), rows, boxes: Vec::new() };
        space.enclose(pace).await;
        space
    }
}

impl Packed {
    fn new(feature: u32, values: &[f64]) -> Self {
        let mut levels = order::ascending(values);
        levels.dedup();
        let code = |value: &f64| levels.partition_point(|level| level < value) as u16;
        Self { feature, codes: values.iter().map(code).collect(), levels }
    }
}

/// How far these rows are apart in each column: the sum of distances from the mean. Not their squares: a few rows far
/// off part nothing.
fn spreads(x: &Matrix, rows: &[u32]) -> Vec<f64> {
    let (d, n) = (x.n_cols(), rows.len() as f64);
    let (mut means, mut sums) = (vec![0.0; d], vec![0.0; d]);
    for row in rows {
        means.iter_mut().zip(x.row(*row as usize)).for_each(|(mean, value)| *mean += value / n);
    }
    for row in rows {
        let row = means.iter().zip(x.row(*row as usize));
        sums.iter_mut().zip(row).for_each(|(sum, (mean, value))| *sum += (value - mean).abs());
    }
    sums
}

/// The column in which these rows differ most; `None` if in none.
fn widest(x: &Matrix, rows: &[u32]) -> Option<usize> {
    let (mut widest, mut most) = (None, 0.0);
    for (column, spread) in spreads(x, rows).into_iter().enumerate() {
        if spread > most {
            (widest, most) = (Some(column), spread);
        }
    }
    widest
}

fn middle(start: usize, end: usize) -> usize {
    start + (end - start) / 2
}

impl Space {
    /// The box of every node.
    async fn enclose(&mut self, pace: &Pace) {
        let (n, d, mut meter) = (self.given.len(), self.n_features, Meter::default());
        let (mut nodes, mut next) = (vec![(0_usize, 0, n)], 0);
        while let Some((node, start, end)) = nodes.get(next).copied() {
            if end - start > LEAF {
                let middle = middle(start, end);
                nodes.extend([(2 * node + 1, start, middle), (2 * node + 2, middle, end)]);
            }
            next += 1;
        }
        // Of equally large halves the numbers of the nodes may have a gap.
        let last = nodes.iter().fold(0, |last, (node, ..)| last.max(*node));
        self.boxes = vec![0.0; 2 * d * (last + 1)];
        // Those below a node stand behind it.
        for (node, start, end) in nodes.into_iter().rev() {
            let (low, high) = (2 * d * node, 2 * d * node + d);
            if end - start > LEAF {
                let [one, other] = [2 * node + 1, 2 * node + 2].map(|child| 2 * d * child);
                for j in 0..d {
                    self.boxes[low + j] = self.boxes[one + j].min(self.boxes[other + j]);
                    self.boxes[high + j] = self.boxes[one + d + j].max(self.boxes[other + d + j]);
                }
            } else {
                for j in 0..d {
                    let values = (start..end).map(|i| self.rows[i * d + j]);
                    (self.boxes[low + j], self.boxes[high + j]) = values
                        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)));
                }
            }
            if meter.spend(2 * d * (end - start).min(LEAF)) {
                pace.pause().await;
            }
        }
    }

    /// The rows nearest to `place` until their weights come to `k`: squared distance and place among the rows as given,
    /// the nearest first, of equally near ones the first given; all, if they do not come to it. No weights: 1 each. Also,
    /// what it cost: numbers looked at.
    pub fn nearest(&self, place: &[f64], k: f64, weights: &[f64]) -> (Vec<(f64, u32)>, usize) {
        let (n, d) = (self.given.len(), self.n_features);
        let place: Vec<f64> = self.features.iter().map(|feature| place[*feature as usize]).collect();
        let weight = |row: u32| weights.get(row as usize).copied().unwrap_or(1.0);
        // Squares are never negative, and the bits of such numbers are ordered as they are.
        let mut near: BinaryHeap<(u64, u32)> = BinaryHeap::new();
        let (mut all, mut far) = (0.0, f64::INFINITY);
        let (mut open, mut cost) = (vec![(0_usize, 0_usize, n, 0.0)], 0);
        while let Some((node, start, end, distance)) = open.pop() {
            if distance > far {
                continue;
            }
            if end - start > LEAF {
                let middle = middle(start, end);
                let [one, other] = [(2 * node + 1, start, middle), (2 * node + 2, middle, end)]
                    .map(|(node, start, end)| (node, start, end, self.to_box(&place, node, far)));
                cost += 2 * d;
                // The nearer one is looked at first: it stands last.
                open.extend(if one.3 <= other.3 { [other, one] } else { [one, other] });
                continue;
            }
            cost += (end - start) * d;
            for row in start..end {
                let distance = to_row(&place, &self.rows[row * d..(row + 1) * d], far);
                if distance > far {
                    continue;
                }
                near.push((distance.to_bits(), self.given[row]));
                all += weight(self.given[row]);
                // The furthest goes if the others are enough.
                while let Some((_, row)) = near.peek().copied().filter(|(_, row)| all - weight(*row) >= k) {
                    near.pop();
                    all -= weight(row);
                }
                if all >= k {
                    far = near.peek().map_or(far, |(bits, _)| f64::from_bits(*bits));
                }
            }
        }
        cost += 20 * near.len();
        let sorted = near.into_sorted_vec();
        (sorted.into_iter().map(|(bits, row)| (f64::from_bits(bits), row)).collect(), cost)
    }

    /// The squared distance to the nearest point of a box, 0 within; or something beyond `far` if it is beyond.
    fn to_box(&self, place: &[f64], node: usize, far: f64) -> f64 {
        let d = self.n_features;
        let (low, high) = self.boxes[2 * d * node..2 * d * (node + 1)].split_at(d);
        let mut lanes = [0.0_f64; 4];
        let (mut places, mut lows, mut highs) =
            (place.chunks_exact(SOME), low.chunks_exact(SOME), high.chunks_exact(SOME));
        for ((place, low), high) in (&mut places).zip(&mut lows).zip(&mut highs) {
            for k in 0..SOME {
                let off = outside(place[k], low[k], high[k]);
                lanes[k % 4] += off * off;
            }
            if total(lanes) > far {
                return f64::INFINITY;
            }
        }
        let rest = places.remainder().iter().zip(lows.remainder()).zip(highs.remainder());
        for (k, ((value, low), high)) in rest.enumerate() {
            let off = outside(*value, *low, *high);
            lanes[k % 4] += off * off;
        }
        total(lanes)
    }
}

/// How far `value` lies outside of `low` to `high`. One side is negative where the other counts; `f64::max` is a call in
/// WebAssembly.
#[inline]
fn outside(value: f64, low: f64, high: f64) -> f64 {
    let (below, above) = (low - value, value - high);
    let off = if below > above { below } else { above };
    if off > 0.0 { off } else { 0.0 }
}

/// The squared distance of two rows, or something beyond `far` if it is beyond.
fn to_row(a: &[f64], b: &[f64], far: f64) -> f64 {
    let mut lanes = [0.0_f64; 4];
    let (mut left, mut right) = (a.chunks_exact(SOME), b.chunks_exact(SOME));
    for (p, q) in (&mut left).zip(&mut right) {
        for k in 0..SOME {
            lanes[k % 4] += (p[k] - q[k]) * (p[k] - q[k]);
        }
        if total(lanes) > far {
            return f64::INFINITY;
        }
    }
    for (k, (p, q)) in left.remainder().iter().zip(right.remainder()).enumerate() {
        lanes[k % 4] += (p - q) * (p - q);
    }
    total(lanes)
}

fn total(lanes: [f64; 4]) -> f64 {
    (lanes[0] + lanes[1]) + (lanes[2] + lanes[3])
}
