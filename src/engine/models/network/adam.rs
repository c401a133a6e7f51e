//! Adam (Kingma and Ba 2015), in scikit-learn's form: each weight moves by its usual gradient, measured by how large its
//! gradients usually are.

use crate::math;

const BETA_1: f64 = 0.9;
const BETA_2: f64 = 0.999;
const EPSILON: f32 = 1e-8;

/// What is remembered of earlier gradients.
pub struct Adam {
    rate: f64,
    /// `β₁ᵗ` and `β₂ᵗ` of the step taken last.
    powers: [f64; 2],
    means: Vec<f32>,
    squares: Vec<f32>,
}

impl Adam {
    /// For a list of `n` weights.
    pub fn new(rate: f64, n: usize) -> Self {
        Self { rate, powers: [1.0; 2], means: vec![0.0; n], squares: vec![0.0; n] }
    }

    /// Moves the weights.
    pub fn step(&mut self, weights: &mut [f32], gradient: &[f32]) {
        self.powers = [self.powers[0] * BETA_1, self.powers[1] * BETA_2];
        let rate = self.rate * math::sqrt(1.0 - self.powers[1]) / (1.0 - self.powers[0]);
        let (b1, b2, rate) = (BETA_1 as f32, BETA_2 as f32, rate as f32);
        let (new_1, new_2) = ((1.0 - BETA_1) as f32, (1.0 - BETA_2) as f32);
        let memory = self.means.iter_mut().zip(&mut self.squares);
        for ((weight, g), (mean, square)) in weights.iter_mut().zip(gradient).zip(memory) {
            *mean = b1 * *mean + new_1 * g;
            *square = b2 * *square + new_2 * (g * g);
            *weight -= rate * *mean / (square.sqrt() + EPSILON);
        }
    }
}
