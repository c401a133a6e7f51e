//! What the last steps taught of the curvature, and the next step (L-BFGS: Nocedal and Wright 2006, algorithm 7.4).

use crate::math;

/// Steps that are remembered: with as many as there are weights, a few dozen, even classes that a line nearly parts, whose
/// curvature is next to nothing in places, take no more than about a hundred.
const STEPS: usize = 40;

/// The memory of a descent.
pub struct Memory {
    /// Cholesky factor of the first idea of the curvature, `width × width`, the same for each block of the point.
    factor: Vec<f64>,
    width: usize,
    /// How much smaller the curvature was than the first idea of it.
    scale: f64,
    /// The last steps, the newest last.
    learned: Vec<Learned>,
}

/// A step, and how the gradient changed along it.
struct Learned {
    moved: Vec<f64>,
    turned: Vec<f64>,
    /// One over their product.
    inverse: f64,
}

impl Memory {
    /// Nothing learned yet.
    pub fn new(factor: Vec<f64>, width: usize) -> Self {
        Self { factor, width, scale: 1.0, learned: Vec::new() }
    }

    /// Where to go from a place with this gradient.
    #[inline(never)]
    pub fn step(&self, gradient: &[f64]) -> Vec<f64> {
        let mut step: Vec<f64> = gradient.iter().map(|own| -own).collect();
        let mut shares = Vec::with_capacity(STEPS);
        for old in self.learned.iter().rev() {
            let share = old.inverse * math::dot(&old.moved, &step);
            add(&mut step, -share, &old.turned);
            shares.push(share);
        }
        self.first_idea(&mut step);
        step.iter_mut().for_each(|own| *own *= self.scale);
        for (old, share) in self.learned.iter().zip(shares.into_iter().rev()) {
            let other = old.inverse * math::dot(&old.turned, &step);
            add(&mut step, share - other, &old.moved);
        }
        step
    }

    /// Remembers a step and how the gradient changed along it.
    #[inline(never)]
    pub fn learn(&mut self, moved: Vec<f64>, turned: Vec<f64>) {
        let along = math::dot(&moved, &turned);
        let mut ideal = turned.clone();
        self.first_idea(&mut ideal);
        let across = math::dot(&turned, &ideal);
        // Without a curve, rounding is all there is to learn.
        if along > 0.0 && across > 0.0 && (1.0 / along).is_finite() {
            if self.learned.len() == STEPS {
                self.learned.remove(0);
            }
            self.scale = along / across;
            self.learned.push(Learned { moved, turned, inverse: 1.0 / along });
        }
    }

    fn first_idea(&self, point: &mut [f64]) {
        point.chunks_exact_mut(self.width).for_each(|block| math::solve_factored(&self.factor, block));
    }
}

fn add(sum: &mut [f64], share: f64, other: &[f64]) {
    sum.iter_mut().zip(other).for_each(|(sum, other)| *sum += share * other);
}
