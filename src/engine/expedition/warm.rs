//! A training that nobody asked for and of which nothing is kept.
//!
//! A browser translates WebAssembly well once it has run for a while: so the formula, which learns in an instant, is nearly
//! as quick the first time as later.

use crate::matrix::Matrix;
use crate::models::{Answers, ModelSpec, logistic};
use crate::rng::Rng;
use crate::work::{BLOCK, Work};

/// Rows and columns: with fewer, a browser sometimes does not take the trouble.
const SHAPE: (usize, usize) = (30_000, 20);

/// The formula, learned from noise.
#[must_use]
pub fn warm() -> Work<()> {
    Work::new(|pace| async move {
        let (mut rng, (n, d)) = (Rng::new(0, "warm"), SHAPE);
        let mut values = Vec::with_capacity(n * d);
        for _ in 0..n.div_ceil(BLOCK) {
            values.extend((0..BLOCK * d).map(|_| rng.uniform() - 0.5));
            pace.pause().await;
        }
        values.truncate(n * d);
        let y: Vec<f64> = (0..n).map(|_| f64::from(rng.below(2))).collect();
        if let Ok(x) = Matrix::new(n, d, values) {
            // Whatever came of it.
            let spec = ModelSpec::Logistic(logistic::Params::default());
            let _ = spec.fit(&x, &Answers::binary(y), rng, &pace).await;
        }
    })
}
