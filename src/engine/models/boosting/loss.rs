//! What is made smaller, and which way: the loss, its gradients and Hessians, a block of rows at a time.
//!
//! | task | raw number `s` | loss of a row | gradient | Hessian |
//! |---|---|---|---|---|
//! | yes or no | log-odds | `ln(1 + exp(s)) − y s` (nats) | `p − y` | `p (1 − p)` |
//! | classes | one a class, `p = softmax(s)` | `−ln p_y` (nats) | `p_k − [y = k]` | `p_k (1 − p_k)` |
//! | numbers | the number itself | `(s − y)²` | `s − y` | 1 |
//!
//! Each times the row's weight; losses are weighted means. The gradients of numbers are those of half the square, as
//! in scikit-learn. Raw numbers stand class after class.

use std::ops::Range;

use super::histogram::{Cell, Units};
use crate::lanes::Pair;
use crate::math;
use crate::models::Answers;
use crate::task::Task;
use crate::work::{Meter, Pace};

/// Rows whose losses become one logarithm: a product of so many numbers up to 2 does not overflow.
const TOGETHER: usize = 512;

/// The answers to learn from, and where the trees so far stand.
pub struct Objective<'a> {
    answers: &'a Answers,
    units: Units,
    cells: Vec<Cell>,
    /// A probability a row and class; empty but for classes.
    chances: Vec<f64>,
}

impl<'a> Objective<'a> {
    /// For rows of which each has an answer.
    #[must_use]
    pub fn new(answers: &'a Answers) -> Self {
        let units = Units::of_chances(answers.y.len(), answers.total());
        Self { answers, units, cells: vec![Cell::ZERO; answers.y.len()], chances: Vec::new() }
    }

    /// What is said before the first tree, one number an output: log-odds, the logarithm of each class's share about
    /// their mean, or the mean.
    #[must_use]
    pub fn baseline(&self) -> Vec<f64> {
        let (answers, total) = (self.answers, self.answers.total());
        if answers.task != Task::Multiclass {
            let weighted: Vec<f64> = (0..answers.y.len()).map(|i| answers.weight(i) * answers.y[i]).collect();
            let mean = math::sum(&weighted) / total;
            return vec![if answers.task == Task::Binary { math::ln(mean / (1.0 - mean)) } else { mean }];
        }
        let share = |class: usize| {
            let of = |i: usize| if answers.y[i] == class as f64 { answers.weight(i) } else { 0.0 };
            math::sum(&(0..answers.y.len()).map(of).collect::<Vec<f64>>()) / total
        };
        // A class without rows gets the smallest share there is.
        let logs: Vec<f64> =
            (0..answers.n_outputs()).map(|class| math::ln(share(class).max(f64::EPSILON))).collect();
        let mean = math::sum(&logs) / logs.len() as f64;
        logs.iter().map(|log| log - mean).collect()
    }

    /// Takes in where the trees have come to; the mean loss there.
    pub async fn look(&mut self, raw: &[f64], meter: &mut Meter, pace: &Pace) -> f64 {
        let (answers, n) = (self.answers, self.cells.len());
        if answers.task != Task::Binary {
            let loss = mean_loss(answers, raw, &mut self.chances, meter, pace).await;
            if answers.task == Task::Regression {
                // What weighs nothing pushes nothing.
                let push =
                    |i: usize| if answers.weight(i) > 0.0 { (raw[i] - answers.y[i]).abs() } else { 0.0 };
                let steepest = (0..n).map(push).fold(0.0, |far, own| if own > far { own } else { far });
                self.units = Units::of_numbers(n, answers.total(), steepest);
            }
            return loss;
        }
        let (mut loss, mut decays) = (0.0, [0.0; TOGETHER]);
        for (block, raw) in raw.chunks(TOGETHER).enumerate() {
            let rows = block * TOGETHER..block * TOGETHER + raw.len();
            let decays = &mut decays[..raw.len()];
            loss += log_losses(raw, answers, rows.start, decays);
            chance_cells(raw, answers, rows.start, decays, self.units, &mut self.cells[rows]);
            if meter.spend(8 * raw.len()) {
                pace.pause().await;
            }
        }
        debug_assert_eq!(raw.len(), n);
        loss / answers.total()
    }

    /// A cell a row for the next tree of an output.
    pub async fn cells(
        &mut self,
        output: usize,
        raw: &[f64],
        meter: &mut Meter,
        pace: &Pace,
    ) -> (&[Cell], Units) {
        let (answers, n) = (self.answers, self.cells.len());
        for (block, cells) in self.cells.chunks_mut(TOGETHER).enumerate() {
            let first = block * TOGETHER;
            match answers.task {
                Task::Binary => break,
                Task::Multiclass => {
                    let chances = &self.chances[output * n + first..][..cells.len()];
                    class_cells(chances, output, answers, first, self.units, cells);
                }
                Task::Regression => number_cells(&raw[first..], answers, first, self.units, cells),
            }
            if meter.spend(4 * cells.len()) {
                pace.pause().await;
            }
        }
        (&self.cells, self.units)
    }
}

/// The mean loss at `raw`; 0 of no rows. `chances` becomes a probability a row and class, class after class.
pub async fn mean_loss(
    answers: &Answers,
    raw: &[f64],
    chances: &mut Vec<f64>,
    meter: &mut Meter,
    pace: &Pace,
) -> f64 {
    let (n, mut loss, mut decays) = (answers.y.len(), 0.0, [0.0; TOGETHER]);
    if answers.task == Task::Multiclass {
        chances.resize(raw.len(), 0.0);
    }
    for first in (0..n).step_by(TOGETHER) {
        let rows = first..n.min(first + TOGETHER);
        let own = raw.get(rows.clone()).unwrap_or_default();
        loss += match answers.task {
            Task::Binary => log_losses(own, answers, first, &mut decays[..own.len()]),
            Task::Multiclass => {
                softmax(raw, n, rows, chances);
                class_losses(raw, chances, answers, first, own.len())
            }
            Task::Regression => square_losses(own, answers, first),
        };
        if meter.spend(4 * own.len() * answers.n_outputs()) {
            pace.pause().await;
        }
    }
    let total = answers.total();
    if n > 0 && total > 0.0 { loss / total } else { 0.0 }
}

/// The summed log loss of at most [`TOGETHER`] rows from `first` on; leaves `exp(−|s|)` of each in `decays`.
#[inline(never)]
fn log_losses(raw: &[f64], answers: &Answers, first: usize, decays: &mut [f64]) -> f64 {
    let y = &answers.y[first..first + raw.len()];
    let both = |v: f64| Pair::new(v, v);
    // `f64::max` is a call in WebAssembly.
    let positive = |s: f64| if s > 0.0 { s } else { 0.0 };
    let (quads, last) = raw.as_chunks::<4>();
    if let Some(weights) = &answers.weights {
        let mut sum = 0.0;
        for (i, s) in raw.iter().enumerate() {
            decays[i] = math::decay(*s);
            sum += weights[first + i] * (positive(*s) - y[i] * s + math::ln_1p_share(decays[i]));
        }
        return sum;
    }
    // Four sums and products side by side, in a fixed order.
    let (mut linear, mut product) = ([both(0.0); 2], [both(1.0); 2]);
    let (y_quads, y_last) = y.as_chunks::<4>();
    let (e_quads, e_last) = decays.as_chunks_mut::<4>();
    for ((s, y), e) in quads.iter().zip(y_quads).zip(e_quads) {
        for half in 0..2 {
            let s = Pair::new(s[2 * half], s[2 * half + 1]);
            let decay = s.decay();
            [e[2 * half], e[2 * half + 1]] = decay.get();
            let y = Pair::new(y[2 * half], y[2 * half + 1]);
            linear[half] = linear[half] + (s.choose(s, both(0.0)) - y * s);
            product[half] = product[half] * (both(1.0) + decay);
        }
    }
    let [mut linear, mut product] = [linear, product].map(|[a, b]| {
        let ([a, b], [c, d]) = (a.get(), b.get());
        [a, b, c, d]
    });
    for (lane, ((s, y), e)) in last.iter().zip(y_last).zip(e_last).enumerate() {
        *e = math::decay(*s);
        linear[lane] += positive(*s) - y * s;
        product[lane] *= 1.0 + *e;
    }
    let linear = (linear[0] + linear[1]) + (linear[2] + linear[3]);
    linear + math::ln((product[0] * product[1]) * (product[2] * product[3]))
}

/// The cells of the rows of [`log_losses`].
#[inline(never)]
fn chance_cells(
    raw: &[f64],
    answers: &Answers,
    first: usize,
    decays: &[f64],
    units: Units,
    cells: &mut [Cell],
) {
    let y = &answers.y[first..first + raw.len()];
    let one = Pair::new(1.0, 1.0);
    let push = |s: Pair, y: Pair, e: Pair| {
        let inverse = one / (one + e);
        let p = s.choose(inverse, e * inverse);
        (p - y, e * inverse * inverse)
    };
    if let Some(weights) = &answers.weights {
        for (i, cell) in cells.iter_mut().enumerate() {
            let twice = |v: f64| Pair::new(v, v);
            let (g, h) = push(twice(raw[i]), twice(y[i]), twice(decays[i]));
            *cell = units.weighted(g.get()[0], h.get()[0], weights[first + i]);
        }
        return;
    }
    for (((s, y), e), cells) in raw.chunks(2).zip(y.chunks(2)).zip(decays.chunks(2)).zip(cells.chunks_mut(2))
    {
        // An odd row goes with itself.
        let pair = |v: &[f64]| Pair::new(v[0], v[v.len() - 1]);
        let (g, h) = push(pair(s), pair(y), pair(e));
        cells.copy_from_slice(&units.cells(g, h)[..cells.len()]);
    }
}

/// Probabilities of `rows`, of `n`: `exp(s_k) / Σ exp(s)`.
#[inline(never)]
pub fn softmax(raw: &[f64], n: usize, rows: Range<usize>, chances: &mut [f64]) {
    let n_classes = raw.len() / n;
    let (mut most, mut sums) = ([0.0; TOGETHER], [0.0; TOGETHER]);
    for first in rows.clone().step_by(TOGETHER) {
        let len = TOGETHER.min(rows.end - first);
        let of = |class: usize| class * n + first..class * n + first + len;
        most[..len].copy_from_slice(&raw[of(0)]);
        sums.fill(0.0);
        for class in 1..n_classes {
            for (most, s) in most.iter_mut().zip(&raw[of(class)]) {
                *most = if *s > *most { *s } else { *most };
            }
        }
        for class in 0..n_classes {
            let both = chances[of(class)].iter_mut().zip(&raw[of(class)]);
            for ((chance, s), (most, sum)) in both.zip(most.iter().zip(&mut sums)) {
                *chance = math::decay(*most - *s);
                *sum += *chance;
            }
        }
        for class in 0..n_classes {
            chances[of(class)].iter_mut().zip(&sums).for_each(|(chance, sum)| *chance /= *sum);
        }
    }
}

/// The summed loss of `len` rows from `first` on.
fn class_losses(raw: &[f64], chances: &[f64], answers: &Answers, first: usize, len: usize) -> f64 {
    let n = answers.y.len();
    let loss = |i: usize| {
        let own = answers.y[i] as usize * n + i;
        // A probability that is too small to be a number has a logarithm all the same: by its distance to the largest.
        let of = |class: usize| raw[class * n + i];
        let top = (1..raw.len() / n).fold(0, |top, class| if of(class) > of(top) { class } else { top });
        answers.weight(i) * (raw[top * n + i] - raw[own] - math::ln(chances[top * n + i]))
    };
    (first..first + len).fold(0.0, |sum, i| sum + loss(i))
}

#[inline(never)]
fn class_cells(
    chances: &[f64],
    output: usize,
    answers: &Answers,
    first: usize,
    units: Units,
    cells: &mut [Cell],
) {
    for (i, (cell, p)) in cells.iter_mut().zip(chances).enumerate() {
        let yes = f64::from(u8::from(answers.y[first + i] == output as f64));
        *cell = a_cell(answers, first + i, units, p - yes, p * (1.0 - p));
    }
}

fn square_losses(raw: &[f64], answers: &Answers, first: usize) -> f64 {
    let loss = |i: usize| {
        answers.weight(first + i) * (raw[i] - answers.y[first + i]) * (raw[i] - answers.y[first + i])
    };
    (0..raw.len()).fold(0.0, |sum, i| sum + loss(i))
}

#[inline(never)]
fn number_cells(raw: &[f64], answers: &Answers, first: usize, units: Units, cells: &mut [Cell]) {
    for (i, (cell, s)) in cells.iter_mut().zip(raw).enumerate() {
        *cell = a_cell(answers, first + i, units, s - answers.y[first + i], 1.0);
    }
}

#[inline]
fn a_cell(answers: &Answers, row: usize, units: Units, gradient: f64, hessian: f64) -> Cell {
    match &answers.weights {
        Some(weights) => units.weighted(gradient, hessian, weights[row]),
        None => units.cells(Pair::new(gradient, gradient), Pair::new(hessian, hessian))[0],
    }
}
