//! Layers, one after the other: what they say of some rows, and which way each weight has to move.
//!
//! All weights stand in one list. While they are worked with, widths are filled up to whole fours: what is filled in is
//! zero, and stays so.

use std::ops::Range;

use super::Activation;
use super::product::{LANES, add_products, filled, times, transpose};
use crate::math;
use crate::rng::Rng;

/// Rows that are worked on together at most.
pub const ROWS: usize = 64;
/// With so many rows times weights together, a piece of work takes some milliseconds.
const SOME: usize = 1 << 21;

/// A layer's place in the list.
struct Layer {
    /// Width of what comes in, filled.
    k: usize,
    /// Width of what goes out, filled.
    n: usize,
    weights: Range<usize>,
    bias: Range<usize>,
}

/// The widths of a network, and where its weights stand.
pub struct Shape {
    widths: Vec<usize>,
    layers: Vec<Layer>,
}

/// Room for some rows on their way through.
pub struct Space {
    /// Rows at most.
    pub rows: usize,
    /// What comes into each layer, and what goes out of the last.
    pub values: Vec<Vec<f32>>,
    /// The derivative of the loss by what goes out of each layer, before its activation.
    pub deltas: Vec<Vec<f32>>,
    /// The derivative of each hidden layer's activation.
    slopes: Vec<Vec<f32>>,
    /// The weights of each layer but the first, the other way round.
    turned: Vec<Vec<f32>>,
}

/// Which hidden units are left out for once: each with this probability, drawn by a stream.
pub type Dropout<'a> = Option<(f64, &'a mut Rng)>;

impl Shape {
    /// `widths`: of the input, of each hidden layer, of the output.
    pub fn new(widths: &[u32]) -> Self {
        let widths: Vec<usize> = widths.iter().map(|width| *width as usize).collect();
        let (mut layers, mut at) = (Vec::new(), 0);
        for pair in widths.windows(2) {
            let (k, n) = (filled(pair[0]), filled(pair[1]));
            layers.push(Layer { k, n, weights: at..at + k * n, bias: at + k * n..at + k * n + n });
            at += k * n + n;
        }
        Self { widths, layers }
    }

    /// Length of the filled list.
    pub fn len(&self) -> usize {
        self.layers.last().map_or(0, |layer| layer.bias.end)
    }

    /// The places of weights that count, as the plain list has them: layer after layer, the weights of an input after
    /// those of another, then the bias.
    fn places(&self) -> impl Iterator<Item = usize> {
        self.layers.iter().zip(self.widths.windows(2)).flat_map(|(layer, pair)| {
            let (weights, bias, n, n_out) = (layer.weights.start, layer.bias.start, layer.n, pair[1]);
            let weights = (0..pair[0]).flat_map(move |i| (0..n_out).map(move |j| weights + i * n + j));
            weights.chain((0..n_out).map(move |j| bias + j))
        })
    }

    /// The filled list of a plain one.
    pub fn fill(&self, plain: &[f32]) -> Vec<f32> {
        let mut weights = vec![0.0; self.len()];
        self.places().zip(plain).for_each(|(place, value)| weights[place] = *value);
        weights
    }

    /// The plain list of a filled one.
    pub fn plain(&self, weights: &[f32]) -> Vec<f32> {
        self.places().map(|place| weights[place]).collect()
    }

    /// Weights drawn by Glorot and Bengio's rule (2010), uniform within `√(6 / (n_in + n_out))`; biases too.
    pub fn draw(&self, rng: &mut Rng) -> Vec<f32> {
        let mut plain = Vec::new();
        for pair in self.widths.windows(2) {
            let bound = math::sqrt(6.0 / (pair[0] + pair[1]) as f64);
            plain.extend((0..(pair[0] + 1) * pair[1]).map(|_| ((2.0 * rng.uniform() - 1.0) * bound) as f32));
        }
        self.fill(&plain)
    }

    /// Room for rows: so many that a piece of work stays short.
    pub fn space(&self) -> Space {
        let rows = (SOME / self.len().max(1) / LANES * LANES).clamp(LANES, ROWS);
        let wide = |n: usize| vec![0.0; rows * n];
        let outs = || self.layers.iter().map(|layer| wide(layer.n));
        let first = self.layers.first().map_or(0, |layer| layer.k);
        Space {
            rows,
            values: std::iter::once(wide(first)).chain(outs()).collect(),
            deltas: outs().collect(),
            slopes: outs().take(self.layers.len() - 1).collect(),
            turned: self.layers.iter().skip(1).map(|layer| vec![0.0; layer.k * layer.n]).collect(),
        }
    }

    /// Width of the rows that come in, filled.
    pub fn n_in(&self) -> usize {
        self.layers.first().map_or(0, |layer| layer.k)
    }

    /// Width of what comes out, filled.
    pub fn n_out(&self) -> usize {
        self.layers.last().map_or(0, |layer| layer.n)
    }

    /// Takes the first `rows` rows of `space` (a multiple of four) through all layers.
    pub fn forward(
        &self,
        weights: &[f32],
        activation: Activation,
        rows: usize,
        space: &mut Space,
        mut dropout: Dropout,
    ) {
        for (l, layer) in self.layers.iter().enumerate() {
            let (done, open) = space.values.split_at_mut(l + 1);
            let out = &mut open[0][..rows * layer.n];
            let bias = &weights[layer.bias.clone()];
            times(&done[l][..rows * layer.k], &weights[layer.weights.clone()], bias, out);
            if let Some(slopes) = space.slopes.get_mut(l) {
                let slopes = &mut slopes[..rows * layer.n];
                activation.apply(out, slopes);
                if let Some((share, rng)) = &mut dropout {
                    drop_some(out, slopes, *share, rng);
                }
            }
        }
    }

    /// Adds to `gradient`, a filled list, what the rows say by `space.deltas` of the last layer.
    pub fn backward(&self, weights: &[f32], rows: usize, space: &mut Space, gradient: &mut [f32]) {
        for (l, layer) in self.layers.iter().enumerate().rev() {
            let (before, now) = space.deltas.split_at_mut(l);
            let delta = &now[0][..rows * layer.n];
            let own = &mut gradient[layer.weights.clone()];
            add_products(&space.values[l][..rows * layer.k], layer.k, delta, layer.n, own);
            let own = &mut gradient[layer.bias.clone()];
            for delta in delta.chunks_exact(layer.n) {
                own.iter_mut().zip(delta).for_each(|(sum, delta)| *sum += delta);
            }
            let Some(before) = before.last_mut() else { continue };
            let (before, turned) = (&mut before[..rows * layer.k], &mut space.turned[l - 1]);
            transpose(&weights[layer.weights.clone()], layer.n, turned);
            times(delta, turned, &vec![0.0; layer.k], before);
            before.iter_mut().zip(&space.slopes[l - 1]).for_each(|(delta, slope)| *delta *= slope);
        }
    }

    /// `‖weights‖²`, biases not among them.
    pub fn squares(&self, weights: &[f32]) -> f64 {
        let own = self.layers.iter().flat_map(|layer| &weights[layer.weights.clone()]);
        math::sum(&own.map(|weight| f64::from(*weight) * f64::from(*weight)).collect::<Vec<f64>>())
    }

    /// The mean of the gradient over rows that count `all` in total, with the slope of `½ alpha · ‖weights‖² / all`.
    pub fn settle(&self, weights: &[f32], alpha: f64, all: f64, gradient: &mut [f32]) {
        let (alpha, share) = (alpha as f32, (1.0 / all) as f32);
        for layer in &self.layers {
            let own = gradient[layer.weights.clone()].iter_mut().zip(&weights[layer.weights.clone()]);
            own.for_each(|(sum, weight)| *sum = (*sum + alpha * weight) * share);
            gradient[layer.bias.clone()].iter_mut().for_each(|sum| *sum *= share);
        }
    }
}

impl Activation {
    /// Puts values through, and leaves the slopes there.
    fn apply(self, values: &mut [f32], slopes: &mut [f32]) {
        let both = values.iter_mut().zip(slopes);
        match self {
            Self::Relu => both.for_each(|(value, slope)| {
                let on = *value > 0.0;
                *slope = if on { 1.0 } else { 0.0 };
                *value = if on { *value } else { 0.0 };
            }),
            Self::Tanh => both.for_each(|(value, slope)| {
                *value = tanh(f64::from(*value)) as f32;
                *slope = 1.0 - *value * *value;
            }),
        }
    }
}

/// The hyperbolic tangent to some 10⁻¹⁶, several at once.
#[inline]
fn tanh(x: f64) -> f64 {
    let e = math::decay(2.0 * x);
    let size = (1.0 - e) / (1.0 + e);
    if x < 0.0 { -size } else { size }
}

/// Leaves each unit out with probability `share`, and lets the others say so much more (Srivastava et al. 2014).
fn drop_some(values: &mut [f32], slopes: &mut [f32], share: f64, rng: &mut Rng) {
    let more = (1.0 / (1.0 - share)) as f32;
    for (value, slope) in values.iter_mut().zip(slopes) {
        let factor = if rng.uniform() < share { 0.0 } else { more };
        *value *= factor;
        *slope *= factor;
    }
}
