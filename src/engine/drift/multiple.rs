//! Many tests at once: of twenty columns that did not change, one is "significant" at 5 %. Chances adjusted for it may
//! be compared with the level as if there were one test.

use crate::{math, order};

/// Each chance times the number of tests (Bonferroni): at level α, the chance of *any* false alarm is at most α.
#[must_use]
pub fn bonferroni(p: &[f64]) -> Vec<f64> {
    p.iter().map(|chance| (chance * p.len() as f64).min(1.0)).collect()
}

/// Benjamini and Hochberg (1995): at level α, the share of false alarms *among alarms* is at most α on average, for
/// tests that do not work against each other.
///
/// ```
/// use engine::drift::multiple::{benjamini_hochberg, bonferroni};
/// assert_eq!(benjamini_hochberg(&[0.02, 0.04]), [0.04, 0.04]);
/// assert_eq!(bonferroni(&[0.02, 0.04]), [0.04, 0.08]);
/// ```
#[must_use]
pub fn benjamini_hochberg(p: &[f64]) -> Vec<f64> {
    step_up(p, 1.0)
}

/// Benjamini and Yekutieli (2001): the same, however tests hang together.
#[must_use]
pub fn benjamini_yekutieli(p: &[f64]) -> Vec<f64> {
    let parts: Vec<f64> = (1..=p.len()).map(|i| 1.0 / i as f64).collect();
    step_up(p, math::sum(&parts))
}

/// `p · m / rank · factor`, not above that of any larger chance.
fn step_up(p: &[f64], factor: f64) -> Vec<f64> {
    let mut adjusted = vec![1.0; p.len()];
    let mut least = 1.0_f64;
    for (rank, (chance, row)) in order::sorted(p).into_iter().enumerate().rev() {
        least = least.min(chance * (p.len() as f64 / (rank + 1) as f64 * factor));
        adjusted[row as usize] = least;
    }
    adjusted
}
