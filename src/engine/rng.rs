//! The only randomness: one seeded stream for each named purpose.
//!
//! A stream depends on the seed and the purpose alone, so a draw added for one purpose never moves another.
//! No `usize` enters a draw: it has 32 bits in the browser and 64 natively.

use rand_core::Rng as _;
use rand_pcg::Pcg32;

use crate::math;

/// A stream of random numbers for one purpose.
#[derive(Clone, Debug)]
pub struct Rng(Pcg32);

impl Rng {
    /// The stream of `purpose` under `seed`.
    ///
    /// ```
    /// use engine::rng::Rng;
    /// assert_eq!(Rng::new(7, "split").next_u64(), Rng::new(7, "split").next_u64());
    /// assert_ne!(Rng::new(7, "split").next_u64(), Rng::new(7, "bootstrap").next_u64());
    /// ```
    #[must_use]
    pub fn new(seed: u64, purpose: &str) -> Self {
        Self(Pcg32::new(seed, crate::fingerprint::fnv1a(purpose.as_bytes())))
    }

    /// 64 random bits.
    pub fn next_u64(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// Uniform in `[0, 1)`, from 53 bits.
    pub fn uniform(&mut self) -> f64 {
        (self.next_u64() >> 11) as f64 * (1.0 / (1_u64 << 53) as f64)
    }

    /// Uniform in `0..n` without bias (Lemire's method); 0 if `n` is 0.
    pub fn below(&mut self, n: u32) -> u32 {
        if n == 0 {
            return 0;
        }
        let n = u64::from(n);
        loop {
            let wide = u64::from(self.0.next_u32()) * n;
            let low = wide & 0xffff_ffff;
            // The bound is below `n`: nearly always there is no need to divide for it.
            if low >= n || low >= (1_u64 << 32) % n {
                return (wide >> 32) as u32;
            }
        }
    }

    /// Normal with mean 0 and standard deviation 1 (Box and Muller, on `libm`).
    pub fn normal(&mut self) -> f64 {
        let radius = math::sqrt(-2.0 * math::ln(1.0 - self.uniform()));
        radius * libm::cos(std::f64::consts::TAU * self.uniform())
    }

    /// Puts `items` in random order (Fisher and Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.below(i as u32 + 1) as usize);
        }
    }
}
