//! The log loss of log-odds, its gradient and Hessian, a block of rows at a time.

use super::histogram::{Cell, cell};
use crate::math;
use crate::work::{Meter, Pace};

/// Rows whose losses become one logarithm: a product of so many numbers up to 2 does not overflow.
const TOGETHER: usize = 512;

/// Fills `cells` with gradient and Hessian at `raw` (log-odds), in `units`; the mean loss (nats).
///
/// `loss = ln(1 + exp(s)) − y s`, `gradient = p − y`, `hessian = p (1 − p)`.
pub async fn gradients(
    raw: &[f64],
    y: &[f64],
    units: f64,
    cells: &mut [Cell],
    meter: &mut Meter,
    pace: &Pace,
) -> f64 {
    let mut loss = 0.0;
    let mut decays = [0.0; TOGETHER];
    let blocks = raw.chunks(TOGETHER).zip(y.chunks(TOGETHER)).zip(cells.chunks_mut(TOGETHER));
    for ((raw, y), cells) in blocks {
        let decays = &mut decays[..raw.len()];
        loss += block(raw, y, decays);
        for (((s, y), e), own) in raw.iter().zip(y).zip(decays).zip(cells) {
            let inverse = 1.0 / (1.0 + *e);
            let p = if *s >= 0.0 { inverse } else { *e * inverse };
            *own = cell(p - y, *e * inverse * inverse, units);
        }
        if meter.spend(8 * raw.len()) {
            pace.pause().await;
        }
    }
    loss / raw.len() as f64
}

/// Mean log loss at `raw` (nats); 0 of no rows.
pub async fn log_loss(raw: &[f64], y: &[f64], meter: &mut Meter, pace: &Pace) -> f64 {
    let mut loss = 0.0;
    let mut decays = [0.0; TOGETHER];
    for (raw, y) in raw.chunks(TOGETHER).zip(y.chunks(TOGETHER)) {
        loss += block(raw, y, &mut decays[..raw.len()]);
        if meter.spend(4 * raw.len()) {
            pace.pause().await;
        }
    }
    loss / raw.len().max(1) as f64
}

/// The loss of at most [`TOGETHER`] rows; leaves `exp(−|s|)` of each in `decays`.
fn block(raw: &[f64], y: &[f64], decays: &mut [f64]) -> f64 {
    for (s, e) in raw.iter().zip(&mut *decays) {
        *e = math::decay(*s);
    }
    // Four sums and products side by side, in a fixed order.
    let (mut linear, mut product) = ([0.0; 4], [1.0; 4]);
    for ((s, y), e) in raw.chunks(4).zip(y.chunks(4)).zip(decays.chunks(4)) {
        for (lane, ((s, y), e)) in s.iter().zip(y).zip(e).enumerate() {
            // `f64::max` is a call in WebAssembly.
            linear[lane] += if *s > 0.0 { *s } else { 0.0 } - y * s;
            product[lane] *= 1.0 + e;
        }
    }
    let linear = (linear[0] + linear[1]) + (linear[2] + linear[3]);
    linear + math::ln((product[0] * product[1]) * (product[2] * product[3]))
}
