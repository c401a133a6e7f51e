//! Two samples of a category: the chi-square test of a 2 × k table, and its effect size.

use serde::{Deserialize, Serialize};

use crate::math;

/// The chi-square test without Yates' correction, as `scipy.stats.chi2_contingency(correction=False)`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Chi2 {
    /// `Σ (observed − expected)² / expected` over the table.
    pub statistic: f64,
    /// Degrees of freedom: levels met in either sample, less one.
    pub dof: u32,
    /// Chance of a statistic at least as large if both samples come from one source.
    pub p: f64,
    /// Cramér's V, `√(χ² / n)`: 0 same shares, 1 no level in common.
    pub cramers_v: f64,
}

/// Tests two samples, given as rows of each level; `None` if a sample is empty or fewer than two levels were
/// met.
///
/// ```
/// use engine::drift::chi2::chi2_contingency;
/// let same = chi2_contingency(&[10, 20], &[20, 40]).map(|t| (t.statistic, t.dof, t.p));
/// assert_eq!(same, Some((0.0, 1, 1.0)));
/// ```
#[must_use]
pub fn chi2_contingency(reference: &[u32], current: &[u32]) -> Option<Chi2> {
    let total = |counts: &[u32]| counts.iter().map(|c| f64::from(*c)).sum::<f64>();
    let (n_ref, n_cur) = (total(reference), total(current));
    let n = n_ref + n_cur;
    let mut terms = Vec::new();
    for level in 0..reference.len().max(current.len()) {
        let count = |counts: &[u32]| counts.get(level).copied().map_or(0.0, f64::from);
        let (r, c) = (count(reference), count(current));
        if r + c > 0.0 {
            let (expected_r, expected_c) = ((r + c) * n_ref / n, (r + c) * n_cur / n);
            terms.push((r - expected_r) * (r - expected_r) / expected_r);
            terms.push((c - expected_c) * (c - expected_c) / expected_c);
        }
    }
    let dof = (terms.len() / 2).checked_sub(1)?;
    if n_ref == 0.0 || n_cur == 0.0 || dof == 0 {
        return None;
    }
    let statistic = math::sum(&terms);
    Some(Chi2 {
        statistic,
        dof: dof as u32,
        p: chi2_sf(statistic, dof as u32),
        cramers_v: math::sqrt(statistic / n),
    })
}

/// Chance that a chi-square variable of `dof` degrees of freedom exceeds `x`.
#[must_use]
pub fn chi2_sf(x: f64, dof: u32) -> f64 {
    gamma_q(f64::from(dof) / 2.0, x / 2.0)
}

/// The value a chi-square variable of `dof` degrees of freedom exceeds with chance `upper`; `None` unless
/// `upper` is in (0, 1) and `dof` above 0.
#[must_use]
pub fn chi2_isf(upper: f64, dof: u32) -> Option<f64> {
    if !(upper > 0.0 && upper < 1.0) || dof == 0 {
        return None;
    }
    let (mut low, mut high) = (0.0, f64::from(dof));
    while chi2_sf(high, dof) > upper {
        high *= 2.0;
    }
    loop {
        let middle = low + (high - low) / 2.0;
        if middle <= low || middle >= high {
            return Some(high);
        }
        if chi2_sf(middle, dof) > upper {
            low = middle;
        } else {
            high = middle;
        }
    }
}

/// The upper regularised incomplete gamma function `Q(a, x)`, `a > 0` (Press et al., Numerical Recipes, 6.2).
fn gamma_q(a: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 1.0;
    }
    let front = math::exp(a * math::ln(x) - x - math::ln_gamma(a));
    if x < a + 1.0 {
        // The series of the lower function.
        let (mut term, mut sum, mut at) = (1.0 / a, 1.0 / a, a);
        while term > sum * 1e-17 {
            at += 1.0;
            term *= x / at;
            sum += term;
        }
        return 1.0 - front * sum;
    }
    // The continued fraction of the upper one, by Lentz.
    let mut b = x + 1.0 - a;
    let mut c = 1e300;
    let mut d = 1.0 / b;
    let mut fraction = d;
    for step in 1..100_000 {
        let i = f64::from(step);
        let term = i * (a - i);
        b += 2.0;
        d = 1.0 / (term * d + b);
        c = b + term / c;
        let factor = d * c;
        fraction *= factor;
        if (factor - 1.0).abs() <= 1e-16 {
            break;
        }
    }
    front * fraction
}
