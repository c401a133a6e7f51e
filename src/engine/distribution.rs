//! Chances and quantiles of the distributions that tests and intervals lean on.
//!
//! Own code on `libm`: the crates that have them call the platform's `exp` and `ln`, and differ between a native
//! build and the browser in the last bits (ARCHITECTURE.md says what was compared). Where powers and factorials of
//! large numbers meet, Loader's saddle-point form (2000, "Fast and accurate computation of binomial probabilities")
//! keeps what a difference of logarithms would lose.

use std::f64::consts::{SQRT_2, TAU};

use crate::math;

/// Terms after which a series or fraction is taken as it is.
const MOST_TERMS: u32 = 100_000;

/// Chance that a standard normal variable is at most `x`.
#[must_use]
pub fn normal_cdf(x: f64) -> f64 {
    0.5 * math::erfc(-x / SQRT_2)
}

/// Chance that a standard normal variable exceeds `x`.
#[must_use]
pub fn normal_sf(x: f64) -> f64 {
    normal_cdf(-x)
}

/// The value a standard normal variable stays below with chance `p`; `None` unless `p` is in (0, 1).
///
/// ```
/// use engine::distribution::normal_quantile;
/// let z = normal_quantile(0.975).map(|z| (z * 1e6).round() / 1e6);
/// assert_eq!(z, Some(1.959964));
/// ```
#[must_use]
pub fn normal_quantile(p: f64) -> Option<f64> {
    if !(p > 0.0 && p < 1.0) {
        return None;
    }
    // From the lower side, where the chance keeps its digits; 1 − p is exact above one half.
    let lower = |p: f64| bisect(-40.0, 0.0, |x| normal_cdf(x) < p);
    Some(if p <= 0.5 { lower(p) } else { -lower(1.0 - p) })
}

/// Chance that a chi-square variable of `dof` degrees of freedom exceeds `x`.
#[must_use]
pub fn chi2_sf(x: f64, dof: u32) -> f64 {
    gamma_q(f64::from(dof) / 2.0, x / 2.0)
}

/// The value a chi-square variable of `dof` degrees of freedom exceeds with chance `upper`; `None` unless `upper` is
/// in (0, 1) and `dof` above 0.
#[must_use]
pub fn chi2_isf(upper: f64, dof: u32) -> Option<f64> {
    if !(upper > 0.0 && upper < 1.0) || dof == 0 {
        return None;
    }
    let mut high = f64::from(dof);
    while chi2_sf(high, dof) > upper {
        high *= 2.0;
    }
    Some(bisect(0.0, high, |x| chi2_sf(x, dof) > upper))
}

/// Chance that Student's t of `dof` degrees of freedom (which may be broken) lies as far from 0 as `t`, on either
/// side.
#[must_use]
pub fn t_two_sided(t: f64, dof: f64) -> f64 {
    if t.is_infinite() { 0.0 } else { beta_cdf(dof / (dof + t * t), dof / 2.0, 0.5) }
}

/// How far from 0 Student's t of `dof` degrees of freedom lies with chance `p` in (0, 1), either side: the inverse of
/// [`t_two_sided`]; `None` outside, or for no degree of freedom.
///
/// ```
/// use engine::distribution::{t_quantile, t_two_sided};
/// let far = t_quantile(0.05, 9.0).unwrap();
/// assert!((far - 2.262_157_162_798_205).abs() < 1e-12 && (t_two_sided(far, 9.0) - 0.05).abs() < 1e-12);
/// ```
#[must_use]
pub fn t_quantile(p: f64, dof: f64) -> Option<f64> {
    if !(p > 0.0 && p < 1.0 && dof > 0.0) {
        return None;
    }
    let share = beta_quantile(p, dof / 2.0, 0.5);
    Some(math::sqrt(dof * (1.0 - share) / share))
}

/// Chance that Fisher's F of `between` and `within` degrees of freedom exceeds `f`.
#[must_use]
pub fn f_sf(f: f64, between: f64, within: f64) -> f64 {
    if f <= 0.0 {
        return 1.0;
    }
    beta_cdf(within / (within + between * f), within / 2.0, between / 2.0)
}

/// The regularised incomplete beta function `Iₓ(a, b)`, `a, b > 0`: chance that a beta variable is at most `x`.
///
/// By its continued fraction from the nearer end (Press et al., Numerical Recipes, 6.4), by Lentz.
#[must_use]
pub fn beta_cdf(x: f64, a: f64, b: f64) -> f64 {
    if x <= 0.0 || x >= 1.0 {
        return if x <= 0.0 { 0.0 } else { 1.0 };
    }
    // xᵃ (1 − x)ᵇ / B(a, b).
    let front = choose_term(a, b, x, 1.0 - x) * (a * b / (a + b));
    if x < (a + 1.0) / (a + b + 2.0) {
        front * beta_fraction(x, a, b) / a
    } else {
        1.0 - front * beta_fraction(1.0 - x, b, a) / b
    }
}

/// The value a beta variable stays below with chance `p` in (0, 1).
#[must_use]
pub fn beta_quantile(p: f64, a: f64, b: f64) -> f64 {
    bisect(0.0, 1.0, |x| beta_cdf(x, a, b) < p)
}

/// The upper regularised incomplete gamma function `Q(a, x)`, `a > 0` (Press et al., Numerical Recipes, 6.2).
#[must_use]
pub fn gamma_q(a: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 1.0;
    }
    // xᵃ e⁻ˣ / Γ(a).
    let front = a * poisson_term(a, x);
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
    for step in 1..MOST_TERMS {
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

/// Chance of exactly `k` successes in `n` trials of chance `p`.
#[must_use]
pub fn binomial_pmf(k: u32, n: u32, p: f64) -> f64 {
    if k > n { 0.0 } else { choose_term(f64::from(k), f64::from(n - k), p, 1.0 - p) }
}

/// Chance of exactly `k` marked among `drawn` that are drawn, without putting back, from `marked + unmarked`.
///
/// ```
/// use engine::distribution::hypergeometric_pmf;
/// assert!((hypergeometric_pmf(1, 1, 2, 3) - 0.4).abs() < 1e-15);
/// ```
#[must_use]
pub fn hypergeometric_pmf(k: u32, drawn: u32, marked: u32, unmarked: u32) -> f64 {
    if k > drawn || k > marked || drawn - k > unmarked {
        return 0.0;
    }
    let all = f64::from(marked) + f64::from(unmarked);
    if all == 0.0 {
        return 1.0;
    }
    // Any share will do; this one keeps all three terms large (Loader).
    let (p, q) = (f64::from(drawn) / all, (all - f64::from(drawn)) / all);
    let term = |hits: u32, of: u32| choose_term(f64::from(hits), f64::from(of - hits), p, q);
    let all_drawn = choose_term(f64::from(drawn), all - f64::from(drawn), p, q);
    term(k, marked) * term(drawn - k, unmarked) / all_drawn
}

/// The modified Bessel function of the second kind times `eˣ`: `eˣ K_ν(x)`, `x > 0`.
///
/// `∫₀^∞ exp(x − x cosh t) cosh(ν t) dt` by the trapezoidal rule, which for such integrands converges as
/// fast as `exp(−π² / step)` (Trefethen and Weideman 2014).
#[must_use]
pub fn bessel_k_scaled(order: f64, x: f64) -> f64 {
    const STEP: f64 = 0.125;
    let term = |k: u32| {
        let t = f64::from(k) * STEP;
        let (up, down) = (math::exp(t), math::exp(-t));
        // 1 − cosh t without cancellation: −½ (e^{t/2} − e^{−t/2})².
        let fall = -0.5 * (up + down - 2.0) * x;
        let cosh = 0.5 * (math::exp(order * t + fall) + math::exp(fall - order * t));
        if k == 0 { 0.5 * cosh } else { cosh }
    };
    let mut sum = term(0);
    for k in 1..MOST_TERMS {
        let next = term(k);
        sum += next;
        if next <= sum * 1e-18 {
            break;
        }
    }
    sum * STEP
}

/// Where `below` turns from true to false between `low` and `high`, to the last bit.
pub(crate) fn bisect(mut low: f64, mut high: f64, below: impl Fn(f64) -> bool) -> f64 {
    for _ in 0..200 {
        let middle = low + (high - low) / 2.0;
        if middle <= low || middle >= high {
            break;
        }
        if below(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    high
}

fn beta_fraction(x: f64, a: f64, b: f64) -> f64 {
    let away_from_0 = |v: f64| if v.abs() < 1e-300 { 1e-300 } else { v };
    let mut c = 1.0;
    let mut d = 1.0 / away_from_0(1.0 - (a + b) * x / (a + 1.0));
    let mut fraction = d;
    for step in 1..MOST_TERMS {
        let m = f64::from(step);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        let before = fraction;
        for term in [even, odd] {
            d = 1.0 / away_from_0(1.0 + term * d);
            c = away_from_0(1.0 + term / c);
            fraction *= d * c;
        }
        if (fraction - before).abs() <= 1e-16 * fraction.abs() {
            break;
        }
    }
    fraction
}

/// `C(a + b, a) pᵃ qᵇ`, for broken `a` and `b` too.
fn choose_term(a: f64, b: f64, p: f64, q: f64) -> f64 {
    let power = |n: f64, share: f64| if n == 0.0 { 1.0 } else { math::exp(n * math::ln(share)) };
    if p == 0.0 || q == 0.0 {
        return f64::from(u8::from(if p == 0.0 { a == 0.0 } else { b == 0.0 }));
    }
    if a == 0.0 || b == 0.0 {
        // qⁿ by ln(1 − p), so that a small share is not lost.
        let (n, share, other) = if a == 0.0 { (b, q, p) } else { (a, p, q) };
        return if other < 0.1 { math::exp(n * math::ln_1p(-other)) } else { power(n, share) };
    }
    let n = a + b;
    let ln =
        stirling_error(n) - stirling_error(a) - stirling_error(b) - deviance(a, n * p) - deviance(b, n * q);
    math::exp(ln) * math::sqrt(n / (TAU * a * b))
}

/// `λⁿ e^{−λ} / n!`, for broken `n > 0` too.
fn poisson_term(n: f64, lambda: f64) -> f64 {
    math::exp(-stirling_error(n) - deviance(n, lambda)) / math::sqrt(TAU * n)
}

/// `ln n! − ln(√(2πn) (n/e)ⁿ)`: what Stirling's formula leaves out.
fn stirling_error(n: f64) -> f64 {
    if n < 16.0 {
        return math::ln_gamma(n + 1.0) - (n + 0.5) * math::ln(n) + n - 0.5 * math::ln(TAU);
    }
    let n2 = n * n;
    let series = 1.0 / 1260.0 - (1.0 / 1680.0 - (1.0 / 1188.0 - 691.0 / 360_360.0 / n2) / n2) / n2;
    (1.0 / 12.0 - (1.0 / 360.0 - series / n2) / n2) / n
}

/// `x ln(x / mean) + mean − x`, exact near `x = mean` too.
fn deviance(x: f64, mean: f64) -> f64 {
    let gap = x - mean;
    if gap.abs() >= 0.1 * (x + mean) {
        return x * math::ln(x / mean) + mean - x;
    }
    let v = gap / (x + mean);
    let (mut sum, mut power) = (gap * v, 2.0 * x * v);
    for step in 1..1000 {
        power *= v * v;
        let next = sum + power / f64::from(2 * step + 1);
        if next == sum {
            break;
        }
        sum = next;
    }
    sum
}
