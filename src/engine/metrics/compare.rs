//! Is one share really larger than another, and how many rows would it take to see it: challenger against champion.

use crate::distribution::{binomial_pmf, chi2_sf, normal_cdf, normal_quantile, normal_sf};
use crate::math;
use crate::metrics::interval::{Interval, wilson};

/// Of equally likely outcomes, rounding must not make one count and the other not.
const AS_LIKELY: f64 = 1.0 + 1e-7;

/// Newcombe's interval (1998, method 10) for the difference of two independent shares, `a / of_a − b / of_b`, from
/// Wilson's intervals of both; `None` as for [`wilson`].
///
/// ```
/// use engine::metrics::compare::newcombe;
/// let apart = newcombe(56.0, 70.0, 48.0, 80.0, 0.95).map(|i| ((i.low * 1e4).round(), (i.high * 1e4).round()));
/// assert_eq!(apart, Some((524.0, 3339.0)));
/// ```
#[must_use]
pub fn newcombe(a: f64, of_a: f64, b: f64, of_b: f64, confidence: f64) -> Option<Interval> {
    let (first, second) = (wilson(a, of_a, confidence)?, wilson(b, of_b, confidence)?);
    let (p, q) = (a / of_a, b / of_b);
    let reach = |x: f64, y: f64| math::sqrt(x * x + y * y);
    Some(Interval {
        low: p - q - reach(p - first.low, second.high - q),
        high: p - q + reach(first.high - p, q - second.low),
    })
}

/// McNemar's exact chance for two models on the same rows, of which only `first` and only `second` get so many right:
/// the chance of so uneven a division if both were equally good, on either side. Rows that both get right or wrong say
/// nothing.
#[must_use]
pub fn mcnemar_exact(first: u32, second: u32) -> f64 {
    let n = first + second;
    let tail: Vec<f64> = (0..=first.min(second)).map(|k| binomial_pmf(k, n, 0.5)).collect();
    (2.0 * math::sum(&tail)).min(1.0)
}

/// McNemar's chi-square with Edwards' correction, `(|first − second| − 1)² / (first + second)`, and its chance; `None`
/// if both are 0.
#[must_use]
pub fn mcnemar_chi2(first: u32, second: u32) -> Option<(f64, f64)> {
    let n = f64::from(first) + f64::from(second);
    let gap = (f64::from(first) - f64::from(second)).abs() - 1.0;
    (n > 0.0).then(|| (gap * gap / n, chi2_sf(gap * gap / n, 1)))
}

/// The chance of a number of successes no likelier than `k` of `n` if the share were `p`; `None` unless `p` is in
/// [0, 1] and `k` at most `n`.
#[must_use]
pub fn binomial_test(k: u32, n: u32, p: f64) -> Option<f64> {
    if k > n || !(0.0..=1.0).contains(&p) {
        return None;
    }
    let limit = binomial_pmf(k, n, p) * AS_LIKELY;
    let chances: Vec<f64> =
        (0..=n).map(|i| binomial_pmf(i, n, p)).filter(|chance| *chance <= limit).collect();
    Some(math::sum(&chances).min(1.0))
}

/// Cohen's h, `2 asin √p − 2 asin √q`: a distance of shares that is as hard to see everywhere; .2 is small, .8 large.
#[must_use]
pub fn cohens_h(p: f64, q: f64) -> f64 {
    2.0 * math::asin(math::sqrt(p)) - 2.0 * math::asin(math::sqrt(q))
}

/// The chance that a two-sided test at level `alpha` sees a difference of `effect` (Cohen's h, or standard
/// deviations) with `n` rows an arm.
#[must_use]
pub fn power(effect: f64, n: f64, alpha: f64) -> Option<f64> {
    let critical = -normal_quantile(alpha / 2.0)?;
    let shift = effect.abs() * math::sqrt(n / 2.0);
    Some(normal_sf(critical - shift) + normal_cdf(-critical - shift))
}

/// Rows an arm needed to see a difference of `effect` with the chance `power`, at level `alpha`, as a real number;
/// `None` if there is no difference, or `power` is not above `alpha` and below 1.
#[must_use]
pub fn rows_per_arm(effect: f64, alpha: f64, wanted: f64) -> Option<f64> {
    if effect == 0.0 || !effect.is_finite() || wanted <= alpha || wanted >= 1.0 {
        return None;
    }
    power(effect, 1.0, alpha)?;
    let too_few = |n: f64| power(effect, n, alpha).is_some_and(|p| p < wanted);
    let mut high = 1.0;
    while too_few(high) {
        high *= 2.0;
    }
    Some(crate::distribution::bisect(0.0, high, too_few))
}
