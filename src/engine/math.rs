//! The same bits everywhere: elementary functions from `libm`, sums in a fixed order.
//!
//! `std`'s `exp`, `ln` and `powf` differ between a native build and WebAssembly in the last bits, so the engine
//! calls these instead; `clippy.toml` bans the others.

use serde::{Deserialize, Serialize};

use crate::lanes::Pair;
use crate::order;

/// `e^x`.
#[must_use]
pub fn exp(x: f64) -> f64 {
    libm::exp(x)
}

/// Natural logarithm.
#[must_use]
pub fn ln(x: f64) -> f64 {
    libm::log(x)
}

/// `ln(1 + x)`, exact near 0.
#[must_use]
pub fn ln_1p(x: f64) -> f64 {
    libm::log1p(x)
}

/// `e^x - 1`, exact near 0.
#[must_use]
pub fn exp_m1(x: f64) -> f64 {
    libm::expm1(x)
}

/// Base-2 logarithm.
#[must_use]
pub fn log2(x: f64) -> f64 {
    libm::log2(x)
}

/// `x^y`.
#[must_use]
pub fn pow(x: f64, y: f64) -> f64 {
    libm::pow(x, y)
}

/// Square root (exact in IEEE 754, so `std`'s is the same everywhere).
#[must_use]
pub fn sqrt(x: f64) -> f64 {
    x.sqrt()
}

/// The logistic function `1 / (1 + e^-x)`, without overflow at either end.
#[must_use]
#[inline]
pub fn sigmoid(x: f64) -> f64 {
    let e = decay(x);
    let inverse = 1.0 / (1.0 + e);
    if x >= 0.0 { inverse } else { e * inverse }
}

/// `ln(1 + e^x)`, without overflow.
#[must_use]
#[inline]
pub fn softplus(x: f64) -> f64 {
    // `f64::max` is a call in WebAssembly.
    (if x > 0.0 { x } else { 0.0 }) + ln_1p_share(decay(x))
}

/// `e^-|x|` to the last bit or two, without a branch, a call or a table, so that several are computed at once; the same
/// bits everywhere, since it is made of exact operations.
#[must_use]
#[inline]
pub fn decay(x: f64) -> f64 {
    Pair::new(x, x).decay().get()[0]
}

/// What [`decay`] is made of.
pub(crate) mod decaying {
    /// ln 2 in two parts, the first with so few bits that its multiples are exact.
    pub const HIGH: f64 = 6.931_471_803_691_238e-1;
    /// The rest of it.
    pub const LOW: f64 = 1.908_214_929_270_587_7e-10;
    /// Of the series of `e^x`, that of the highest power first, the last 1 left out.
    pub const TERMS: [f64; 13] = [
        1.0 / 6_227_020_800.0,
        1.0 / 479_001_600.0,
        1.0 / 39_916_800.0,
        1.0 / 3_628_800.0,
        1.0 / 362_880.0,
        1.0 / 40_320.0,
        1.0 / 5_040.0,
        1.0 / 720.0,
        1.0 / 120.0,
        1.0 / 24.0,
        1.0 / 6.0,
        0.5,
        1.0,
    ];
}

/// `ln(1 + e)` of a share `e`, 0 to 1, to the last bit or two: several at once, as [`decay`].
///
/// fdlibm's `log` (Sun Microsystems 1993) where the power of two is 0 or 1.
#[must_use]
#[inline]
pub fn ln_1p_share(e: f64) -> f64 {
    const TERMS: [f64; 6] = [
        1.531_383_769_920_937_3e-1,
        1.818_357_216_161_805e-1,
        2.222_219_843_214_978_4e-1,
        2.857_142_874_366_239e-1,
        3.999_999_999_940_942e-1,
        6.666_666_666_666_735e-1,
    ];
    // 1 + e = 2^k (1 + f) with 1 + f between √½ and √2.
    let (f, high, low) = if e > std::f64::consts::SQRT_2 - 1.0 {
        (0.5 * (e - 1.0), 6.931_471_803_691_238e-1, 1.908_214_929_270_587_7e-10)
    } else {
        (e, 0.0, 0.0)
    };
    let (s, half) = (f / (2.0 + f), 0.5 * f * f);
    let square = s * s;
    let mut sum = 1.479_819_860_511_658_6e-1;
    for term in TERMS {
        sum = sum * square + term;
    }
    high - ((half - (s * (half + square * sum) + low)) - f)
}

/// `ln Γ(x)` for `x > 0`.
#[must_use]
pub fn ln_gamma(x: f64) -> f64 {
    libm::lgamma(x)
}

/// The angle in [−π/2, π/2] whose sine is `x`.
#[must_use]
pub fn asin(x: f64) -> f64 {
    libm::asin(x)
}

/// The complementary error function.
#[must_use]
pub fn erfc(x: f64) -> f64 {
    libm::erfc(x)
}

/// The sum in four fixed lanes: the same order, so the same bits, whatever the machine.
#[must_use]
pub fn sum(values: &[f64]) -> f64 {
    let mut lanes = [0.0_f64; 4];
    let mut chunks = values.chunks_exact(4);
    for chunk in &mut chunks {
        for (lane, value) in lanes.iter_mut().zip(chunk) {
            *lane += value;
        }
    }
    for (lane, value) in lanes.iter_mut().zip(chunks.remainder()) {
        *lane += value;
    }
    (lanes[0] + lanes[1]) + (lanes[2] + lanes[3])
}

/// The dot product in four fixed lanes.
#[must_use]
#[inline]
pub fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut lanes = [0.0_f64; 4];
    let mut left = a.chunks_exact(4);
    let mut right = b.chunks_exact(4);
    for (p, q) in (&mut left).zip(&mut right) {
        for k in 0..4 {
            lanes[k] += p[k] * q[k];
        }
    }
    for (lane, (p, q)) in lanes.iter_mut().zip(left.remainder().iter().zip(right.remainder())) {
        *lane += p * q;
    }
    (lanes[0] + lanes[1]) + (lanes[2] + lanes[3])
}

/// The arithmetic mean; `None` of nothing.
#[must_use]
pub fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| sum(values) / values.len() as f64)
}

/// The variance, `n − ddof` below (0 of all there is, 1 of a sample); `None` unless there are more values than that.
#[must_use]
pub fn variance(values: &[f64], ddof: usize) -> Option<f64> {
    let mean = mean(values)?;
    let squares: Vec<f64> = values.iter().map(|v| (v - mean) * (v - mean)).collect();
    (values.len() > ddof).then(|| sum(&squares) / (values.len() - ddof) as f64)
}

/// The `q`-quantile of sorted values by linear interpolation (NumPy's `linear`, R's type 7); `None` of nothing.
#[must_use]
pub fn quantile_sorted(sorted: &[f64], q: f64) -> Option<f64> {
    quantile_of(sorted.len(), q, |k| sorted[k])
}

/// The same of `n` values, of which `kth` says the `k`-th, from 0, in ascending order.
#[must_use]
pub fn quantile_of(n: usize, q: f64, kth: impl Fn(usize) -> f64) -> Option<f64> {
    let last = n.checked_sub(1)?;
    let at = q * last as f64;
    let low = at.floor() as usize;
    let high = (low + 1).min(last);
    let share = at - low as f64;
    let (a, b) = (kth(low), kth(high));
    // NumPy's lerp: from the nearer end, so that the bits agree with the reference.
    Some(if share >= 0.5 { b - (b - a) * (1.0 - share) } else { a + (b - a) * share })
}

/// How a quantile is read off sorted values; the names are NumPy's (Hyndman and Fan 1996 number some of them).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuantileMethod {
    /// Type 1: the first value with at least that share of values up to it.
    InvertedCdf,
    /// Type 2: the same, averaged where the share falls between two values.
    AveragedInvertedCdf,
    /// Type 5: straight between the middles of the steps.
    Hazen,
    /// Type 7: straight between the values, the smallest at 0, the largest at 1.
    Linear,
    /// Type 8: nearly free of bias for the median, whatever the distribution.
    MedianUnbiased,
    /// As `Linear`, the value below.
    Lower,
    /// As `Linear`, the value above.
    Higher,
    /// As `Linear`, the middle of the two.
    Midpoint,
    /// As `Linear`, the nearer of the two; of two as near, the one with an even position.
    Nearest,
}

/// The `q`-quantile of sorted values; `None` of nothing.
///
/// ```
/// use engine::math::{QuantileMethod, quantile};
/// assert_eq!(quantile(&[1.0, 2.0, 4.0], 0.25, QuantileMethod::Linear), Some(1.5));
/// assert_eq!(quantile(&[1.0, 2.0, 4.0], 0.25, QuantileMethod::InvertedCdf), Some(1.0));
/// ```
#[must_use]
pub fn quantile(sorted: &[f64], q: f64, method: QuantileMethod) -> Option<f64> {
    use QuantileMethod as M;
    let last = sorted.len().checked_sub(1)? as f64;
    let n = sorted.len() as f64;
    let linear = q * last;
    // The place among the values, from 0, and between two values the share of the way to the next.
    let at = match method {
        M::InvertedCdf => (n * q - 1.0).ceil(),
        M::AveragedInvertedCdf => {
            let at = n * q - 1.0;
            if at == at.floor() { at + 0.5 } else { at.ceil() }
        }
        M::Hazen => n * q - 0.5,
        M::Linear => return quantile_sorted(sorted, q),
        M::MedianUnbiased => n * q + (1.0 + q) / 3.0 - 1.0,
        M::Lower => linear.floor(),
        M::Higher => linear.ceil(),
        M::Midpoint => 0.5 * (linear.floor() + linear.ceil()),
        M::Nearest => linear.round_ties_even(),
    };
    let at = at.clamp(0.0, last);
    let (low, share) = (at.floor(), at - at.floor());
    let (a, b) = (sorted[low as usize], sorted[at.ceil() as usize]);
    Some(if share >= 0.5 { b - (b - a) * (1.0 - share) } else { a + (b - a) * share })
}

/// A sorted copy without missing values (NaN).
#[must_use]
pub fn sorted_present(values: &[f64]) -> Vec<f64> {
    order::ascending(values)
}

/// Solves `a · x = b` for a symmetric positive definite `a` (row-major, `n × n`) by Cholesky; `None` if it is not.
///
/// `a` is overwritten by its factor, `b` by the solution.
pub fn solve_cholesky(a: &mut [f64], b: &mut [f64]) -> Option<()> {
    cholesky(a, b.len())?;
    solve_factored(a, b);
    Some(())
}

/// Puts the factor `L` of `a = L · Lᵀ` in the place of a symmetric positive definite `a` (row-major, `n × n`): its lower
/// half; what stands above is left alone. `None` if `a` is not positive definite.
pub fn cholesky(a: &mut [f64], n: usize) -> Option<()> {
    for i in 0..n {
        for j in 0..=i {
            let (head, tail) = a.split_at_mut(i * n);
            let product =
                if i == j { dot(&tail[..j], &tail[..j]) } else { dot(&tail[..j], &head[j * n..j * n + j]) };
            let rest = tail[j] - product;
            if i == j {
                if rest <= 0.0 || !rest.is_finite() {
                    return None;
                }
                tail[j] = sqrt(rest);
            } else {
                tail[j] = rest / head[j * n + j];
            }
        }
    }
    Some(())
}

/// Solves `L · Lᵀ · x = b` for a factor of [`cholesky`]; the solution takes the place of `b`.
pub fn solve_factored(factor: &[f64], b: &mut [f64]) {
    let n = b.len();
    for i in 0..n {
        let done = dot(&factor[i * n..i * n + i], &b[..i]);
        b[i] = (b[i] - done) / factor[i * n + i];
    }
    for i in (0..n).rev() {
        let mut rest = b[i];
        for k in i + 1..n {
            rest -= factor[k * n + i] * b[k];
        }
        b[i] = rest / factor[i * n + i];
    }
}
