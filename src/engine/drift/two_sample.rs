//! Two samples of a number: distances between them, and tests of whether they can come from one source (scipy's names
//! and definitions). Missing values (NaN) are left out; what is undefined is `None`.

use std::f64::consts::PI;

use serde::{Deserialize, Serialize};

use crate::distribution::{bessel_k_scaled, normal_sf, t_two_sided};
use crate::drift::Test;
use crate::{math, order};

/// Welch's test of two means.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Welch {
    /// The difference of the means in standard errors.
    pub statistic: f64,
    /// Degrees of freedom, by Welch and Satterthwaite.
    pub dof: f64,
    /// Chance of a difference at least as large, on either side, if both means are the same.
    pub p: f64,
}

/// Both samples without gaps, in order.
struct Both {
    reference: Vec<f64>,
    current: Vec<f64>,
}

impl Both {
    fn of(reference: &[f64], current: &[f64]) -> Option<Self> {
        let both =
            Self { reference: math::sorted_present(reference), current: math::sorted_present(current) };
        (!both.reference.is_empty() && !both.current.is_empty()).then_some(both)
    }

    fn sizes(&self) -> (f64, f64) {
        (self.reference.len() as f64, self.current.len() as f64)
    }

    /// All values, the reference first.
    fn pooled(&self) -> Vec<f64> {
        [self.reference.as_slice(), &self.current].concat()
    }

    /// `∫ f(F − G)` over the gap between the cumulative shares.
    fn between(&self, f: fn(f64) -> f64) -> f64 {
        let all = math::sorted_present(&self.pooled());
        let (n, m) = self.sizes();
        let (mut i, mut j) = (0, 0);
        let piece = |ends: &[f64]| {
            let count = |of: &[f64], at: &mut usize| {
                *at += of[*at..].iter().take_while(|v| **v <= ends[0]).count();
                *at as f64
            };
            let gap = count(&self.reference, &mut i) / n - count(&self.current, &mut j) / m;
            f(gap) * (ends[1] - ends[0])
        };
        math::sum(&all.windows(2).map(piece).collect::<Vec<_>>())
    }
}

/// The first Wasserstein distance (earth mover's): how far, on average, a value must be moved to make one sample of the
/// other, in the column's unit.
///
/// ```
/// use engine::drift::two_sample::wasserstein_distance;
/// assert_eq!(wasserstein_distance(&[0.0, 1.0], &[5.0, 6.0]), Some(5.0));
/// ```
#[must_use]
pub fn wasserstein_distance(reference: &[f64], current: &[f64]) -> Option<f64> {
    Some(Both::of(reference, current)?.between(f64::abs))
}

/// The energy distance, `√(2 ∫ (F − G)²)` (Székely).
#[must_use]
pub fn energy_distance(reference: &[f64], current: &[f64]) -> Option<f64> {
    Some(math::sqrt(2.0 * Both::of(reference, current)?.between(|gap| gap * gap)))
}

/// The Cramér-von Mises test (Anderson 1962): the squared distance of the cumulative shares, with its chance for many
/// values. `None` with fewer than two values in a sample.
#[must_use]
pub fn cramer_von_mises(reference: &[f64], current: &[f64]) -> Option<Test> {
    let both = Both::of(reference, current)?;
    let (n, m) = both.sizes();
    if n < 2.0 || m < 2.0 {
        return None;
    }
    let ranks = order::average_ranks(&both.pooled());
    let (of_ref, of_cur) = ranks.split_at(both.reference.len());
    let apart = |ranks: &[f64]| {
        let gap = |(i, rank): (usize, &f64)| (rank - (i + 1) as f64) * (rank - (i + 1) as f64);
        math::sum(&ranks.iter().enumerate().map(gap).collect::<Vec<_>>())
    };
    let (product, all) = (n * m, n + m);
    let u = n * apart(of_ref) + m * apart(of_cur);
    let statistic = u / (product * all) - (4.0 * product - 1.0) / (6.0 * all);
    let mean = (1.0 + 1.0 / all) / 6.0;
    let variance = (all + 1.0) * (4.0 * product * all - 3.0 * (n * n + m * m) - 2.0 * product)
        / (45.0 * all * all * 4.0 * product);
    let normed = 1.0 / 6.0 + (statistic - mean) / math::sqrt(45.0 * variance);
    let p = if normed < 0.003 { 1.0 } else { (1.0 - cramer_von_mises_limit(normed)).max(0.0) };
    Some(Test { statistic, p })
}

/// The chance that the statistic of very many values stays below `x` (Csörgő and Faraway 1996, 1.3), up to terms of
/// 1e-7, as scipy has it.
fn cramer_von_mises_limit(x: f64) -> f64 {
    let (mut sum, mut ln_ratio) = (0.0, math::ln_gamma(0.5));
    for k in 0..1000 {
        let y = f64::from(4 * k + 1);
        let q = y * y / (16.0 * x);
        let front = math::exp(ln_ratio - 2.0 * q) / (PI * math::sqrt(PI * x));
        let term = front * math::sqrt(y) * bessel_k_scaled(0.25, q);
        sum += term;
        if term < 1e-7 {
            break;
        }
        // Γ(k + ½) / k! to the next.
        ln_ratio += math::ln((f64::from(k) + 0.5) / f64::from(k + 1));
    }
    sum
}

/// The Mann-Whitney test: how many pairs have the larger value in the reference (ties count half), and the chance of a
/// number as far from the middle, with correction for ties and steps. `None` if all values are the same.
#[must_use]
pub fn mann_whitney_u(reference: &[f64], current: &[f64]) -> Option<Test> {
    let both = Both::of(reference, current)?;
    let (n, m) = both.sizes();
    let pooled = both.pooled();
    let ranks = order::average_ranks(&pooled);
    let u = math::sum(&ranks[..both.reference.len()]) - n * (n + 1.0) / 2.0;
    let all = n + m;
    let ties = |equal: &[f64]| {
        let t = equal.len() as f64;
        t * t * t - t
    };
    let tied: Vec<f64> = math::sorted_present(&pooled).chunk_by(|a, b| a == b).map(ties).collect();
    let spread = math::sqrt(n * m / 12.0 * (all + 1.0 - math::sum(&tied) / (all * (all - 1.0))));
    let z = (u.max(n * m - u) - n * m / 2.0 - 0.5) / spread;
    (spread > 0.0).then(|| Test { statistic: u, p: (2.0 * normal_sf(z)).min(1.0) })
}

/// Welch's t: whether two means differ, spreads aside. `None` with fewer than two values in a sample or without any
/// spread.
#[must_use]
pub fn welch_t(reference: &[f64], current: &[f64]) -> Option<Welch> {
    let part = |values: &[f64]| {
        let present: Vec<f64> = values.iter().copied().filter(|v| !v.is_nan()).collect();
        let n = present.len() as f64;
        Some((math::mean(&present)?, math::variance(&present, 1)? / n, n))
    };
    let ((mean, error, n), (other, other_error, m)) = (part(reference)?, part(current)?);
    let both = error + other_error;
    if both <= 0.0 {
        return None;
    }
    let statistic = (mean - other) / math::sqrt(both);
    let dof = both * both / (error * error / (n - 1.0) + other_error * other_error / (m - 1.0));
    Some(Welch { statistic, dof, p: t_two_sided(statistic, dof) })
}

/// The Anderson-Darling statistic of two samples, in the version for ties, normed to mean 0 and standard deviation 1
/// (Scholz and Stephens 1987): as Kolmogorov-Smirnov, but the tails count too. `None` with fewer than two different
/// values or fewer than four in all.
#[must_use]
pub fn anderson_darling(reference: &[f64], current: &[f64]) -> Option<f64> {
    let both = Both::of(reference, current)?;
    let (n, m) = both.sizes();
    let (all, pooled) = (n + m, math::sorted_present(&both.pooled()));
    if all < 4.0 || pooled.first() == pooled.last() {
        return None;
    }
    let mut terms = [Vec::new(), Vec::new()];
    let mut before = 0.0;
    for equal in pooled.chunk_by(|a, b| a == b) {
        let here = equal.len() as f64;
        let middle = before + here / 2.0;
        before += here;
        let below = middle * (all - middle) - all * here / 4.0;
        for ((sample, size), terms) in [(&both.reference, n), (&both.current, m)].iter().zip(&mut terms) {
            let at = |strict: bool| {
                let less = |v: &f64| if strict { *v < equal[0] } else { *v <= equal[0] };
                sample.partition_point(less) as f64
            };
            let gap = all * (at(true) + at(false)) / 2.0 - middle * size;
            terms.push(here / all * gap * gap / below);
        }
    }
    let raw = (math::sum(&terms[0]) / n + math::sum(&terms[1]) / m) * (all - 1.0) / all;
    Some((raw - 1.0) / anderson_darling_spread(n, m))
}

/// The standard deviation of the statistic of two samples if both come from one source (Scholz and Stephens, 4).
fn anderson_darling_spread(n: f64, m: f64) -> f64 {
    let (all, k) = (n + m, 2.0);
    let (mut sum, mut g) = (0.0, 0.0);
    for i in 1..(all as u32 - 1) {
        sum += 1.0 / (all - f64::from(i));
        g += sum / f64::from(i + 1);
    }
    let (sizes, h) = (1.0 / n + 1.0 / m, sum + 1.0);
    let a = (4.0 * g - 6.0) * (k - 1.0) + (10.0 - 6.0 * g) * sizes;
    let b =
        (2.0 * g - 4.0) * k * k + 8.0 * h * k + (2.0 * g - 14.0 * h - 4.0) * sizes - 8.0 * h + 4.0 * g - 6.0;
    let c =
        (6.0 * h + 2.0 * g - 2.0) * k * k + (4.0 * h - 4.0 * g + 6.0) * k + (2.0 * h - 6.0) * sizes + 4.0 * h;
    let d = (2.0 * h + 6.0) * k * k - 4.0 * h * k;
    let top = ((a * all + b) * all + c) * all + d;
    math::sqrt(top / ((all - 1.0) * (all - 2.0) * (all - 3.0)))
}
