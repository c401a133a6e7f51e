//! What the last layer's numbers mean, and how far that is from what happened.

use super::layers::ROWS;
use crate::math;
use crate::task::Task;

/// The loss of rows, `Σ wᵢ · lossᵢ`, and its derivatives: log loss of a sigmoid or of a softmax, half the squared error.
///
/// `z` and `deltas` have `n` numbers a row, of which the first `n_outputs` count; the other `deltas` are zero and stay so.
pub fn loss(
    task: Task,
    (z, n, n_outputs): (&[f32], usize, usize),
    y: &[f64],
    weights: &[f64],
    deltas: &mut [f32],
) -> f64 {
    let mut losses = [0.0; ROWS];
    let losses = &mut losses[..y.len()];
    let rows = z.chunks_exact(n).zip(deltas.chunks_exact_mut(n));
    match task {
        Task::Binary => sigmoid_loss((z, n), y, weights, deltas, losses),
        Task::Multiclass => {
            for (((z, delta), loss), (y, w)) in rows.zip(&mut *losses).zip(y.iter().zip(weights)) {
                let (z, class) = (&z[..n_outputs], *y as usize);
                let (top, sum) = softmax(z);
                for (j, (delta, z)) in delta.iter_mut().zip(z).enumerate() {
                    let p = math::decay(top - f64::from(*z)) / sum;
                    *delta = (w * if j == class { p - 1.0 } else { p }) as f32;
                }
                *loss = w * (math::ln(sum) + (top - f64::from(z[class])));
            }
        }
        Task::Regression => {
            for (((z, delta), loss), (y, w)) in rows.zip(&mut *losses).zip(y.iter().zip(weights)) {
                let off = f64::from(z[0]) - y;
                delta[0] = (w * off) as f32;
                *loss = w * (0.5 * off * off);
            }
        }
    }
    math::sum(losses)
}

/// `ln(1 + eᶻ) − y z`, several rows at once.
fn sigmoid_loss((z, n): (&[f32], usize), y: &[f64], weights: &[f64], deltas: &mut [f32], losses: &mut [f64]) {
    let [mut scores, mut off] = [[0.0; ROWS]; 2];
    scores.iter_mut().zip(z.chunks_exact(n)).for_each(|(score, z)| *score = f64::from(z[0]));
    let said = scores.iter().zip(&mut off).zip(losses);
    for (((z, off), loss), (y, w)) in said.zip(y.iter().zip(weights)) {
        let e = math::decay(*z);
        let inverse = 1.0 / (1.0 + e);
        let (p, positive) = if *z >= 0.0 { (inverse, *z) } else { (e * inverse, 0.0) };
        *off = w * (p - y);
        *loss = w * (positive + math::ln_1p_share(e) - y * z);
    }
    deltas.chunks_exact_mut(n).zip(&off).for_each(|(delta, off)| delta[0] = *off as f32);
}

/// The largest number, and `Σ exp(zⱼ − largest)`.
fn softmax(z: &[f32]) -> (f64, f64) {
    let top = f64::from(z.iter().copied().fold(f32::NEG_INFINITY, f32::max));
    (top, z.iter().map(|z| math::decay(top - f64::from(*z))).sum())
}

/// What one row's numbers say: the probability of yes, a probability a class, or the number itself.
pub fn said(task: Task, z: &[f32], out: &mut Vec<f64>) {
    match task {
        Task::Binary => out.push(math::sigmoid(f64::from(z[0]))),
        Task::Multiclass => {
            let (top, sum) = softmax(z);
            out.extend(z.iter().map(|z| math::decay(top - f64::from(*z)) / sum));
        }
        Task::Regression => out.push(f64::from(z[0])),
    }
}
