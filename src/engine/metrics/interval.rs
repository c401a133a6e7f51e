//! How sure a number is: Wilson's and Clopper and Pearson's intervals for a share, the bootstrap for
//! anything.

use serde::{Deserialize, Serialize};

use crate::distribution::{beta_quantile, normal_cdf, normal_quantile, t_quantile};
use crate::error::{EngineError, Result};
use crate::math;
use crate::rng::Rng;

/// From here to there.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// A statistic, and how it would have come out on other rows like these.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bootstrap {
    /// On the rows themselves.
    pub estimate: Option<f64>,
    /// Standard deviation over the resamples (n − 1); `None` with fewer than two.
    pub standard_error: Option<f64>,
    /// Percentile interval: the middle share `confidence` of the resamples.
    pub interval: Option<Interval>,
    /// The share asked for, in (0, 1).
    pub confidence: f64,
    /// Resamples drawn.
    pub n_resamples: u32,
    /// Resamples for which the statistic is undefined (a class that was not drawn), left out of the interval.
    pub n_undefined: u32,
}

/// Wilson's score interval for `successes` out of `n` (1927); `None` if `n` is 0 or `confidence` is not in
/// (0, 1).
///
/// `(p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n)`: it stays inside [0, 1] and is honest near 0 and 1.
///
/// ```
/// use engine::metrics::interval::wilson;
/// let none_of_ten = wilson(0.0, 10.0, 0.95).map(|i| (i.low, i.high < 0.31));
/// assert_eq!(none_of_ten, Some((0.0, true)));
/// ```
#[must_use]
pub fn wilson(successes: f64, n: f64, confidence: f64) -> Option<Interval> {
    if n <= 0.0 || !(0.0..=n).contains(&successes) {
        return None;
    }
    let z = two_sided_z(confidence)?;
    let (p, z2n) = (successes / n, z * z / n);
    let centre = p + z2n / 2.0;
    let half = z * math::sqrt(p * (1.0 - p) / n + z2n / (4.0 * n));
    let low = if successes == 0.0 { 0.0 } else { (centre - half) / (1.0 + z2n) };
    let high = if successes == n { 1.0 } else { (centre + half) / (1.0 + z2n) };
    Some(Interval { low, high })
}

/// Clopper and Pearson's exact interval for `successes` out of `n` (1934), from quantiles of the beta
/// distribution; `None` as for [`wilson`].
#[must_use]
pub fn clopper_pearson(successes: f64, n: f64, confidence: f64) -> Option<Interval> {
    if n <= 0.0 || !(0.0..=n).contains(&successes) || !(confidence > 0.0 && confidence < 1.0) {
        return None;
    }
    let tail = (1.0 - confidence) / 2.0;
    let low = if successes == 0.0 { 0.0 } else { beta_quantile(tail, successes, n - successes + 1.0) };
    let high = if successes == n { 1.0 } else { beta_quantile(1.0 - tail, successes + 1.0, n - successes) };
    Some(Interval { low, high })
}

/// The interval of a mean over rows that come in clusters, by Student's t; `None` with fewer than two clusters.
///
/// `clusters` has the sum and the number of rows of each. The standard error allows for rows of one cluster that go together
/// (Liang and Zeger 1986), with one degree of freedom less than there are clusters; of clusters of one row each this is the
/// textbook's interval of a mean.
#[must_use]
pub fn clustered_mean(clusters: &[(f64, f64)], confidence: f64) -> Option<Interval> {
    let d = clusters.len() as f64;
    let far = t_quantile(1.0 - confidence, d - 1.0)?;
    let rows = math::sum(&clusters.iter().map(|(_, n)| *n).collect::<Vec<f64>>());
    let mean = math::sum(&clusters.iter().map(|(sum, _)| *sum).collect::<Vec<f64>>()) / rows;
    let off = |(sum, n): &(f64, f64)| (sum - mean * n) * (sum - mean * n);
    let squares = math::sum(&clusters.iter().map(off).collect::<Vec<f64>>());
    let half = far * math::sqrt(d / (d - 1.0) * squares) / rows;
    Some(Interval { low: mean - half, high: mean + half })
}

/// One resample: `n` rows drawn from `n` with replacement.
#[must_use]
pub fn draw_resample(n: u32, rng: &mut Rng) -> Vec<u32> {
    (0..n).map(|_| rng.below(n)).collect()
}

/// Sums up the statistic's values over resamples; undefined ones are counted and left out.
///
/// # Errors
/// [`EngineError::OutOfRange`] if `confidence` is not in (0, 1).
pub fn bootstrap(estimate: Option<f64>, values: &[Option<f64>], confidence: f64) -> Result<Bootstrap> {
    check_confidence(confidence)?;
    let defined: Vec<f64> = values.iter().copied().flatten().collect();
    let sorted = math::sorted_present(&defined);
    let tail = (1.0 - confidence) / 2.0;
    let ends = math::quantile_sorted(&sorted, tail).zip(math::quantile_sorted(&sorted, 1.0 - tail));
    Ok(Bootstrap {
        estimate,
        standard_error: math::variance(&defined, 1).map(math::sqrt),
        interval: ends.map(|(low, high)| Interval { low, high }),
        confidence,
        n_resamples: values.len() as u32,
        n_undefined: (values.len() - defined.len()) as u32,
    })
}

/// The basic interval of a bootstrap, `2 · estimate −` the percentile ends in turn; `None` where one is undefined.
#[must_use]
pub fn basic(bootstrap: &Bootstrap) -> Option<Interval> {
    let (estimate, percentile) = (bootstrap.estimate?, bootstrap.interval?);
    Some(Interval { low: 2.0 * estimate - percentile.high, high: 2.0 * estimate - percentile.low })
}

/// An interval that allows for bias and for a spread that grows with the statistic (Efron 1987).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bca {
    /// How far the resamples lie to one side of the estimate, as a normal quantile; 0 is in the middle.
    pub bias: f64,
    /// How the statistic's spread changes with it, from leaving out one row at a time.
    pub acceleration: f64,
    /// The shares of the resamples below the two ends.
    pub shares: [f64; 2],
    /// The ends.
    pub interval: Interval,
}

/// The bias-corrected and accelerated interval: `values` of the resamples, `jackknife` of the rows with one left out
/// at a time; undefined ones are left out.
///
/// `None` where it is undefined: all resamples on one side of the estimate, or a statistic that no row moves.
///
/// # Errors
/// [`EngineError::OutOfRange`] if `confidence` is not in (0, 1).
pub fn bca(
    estimate: f64,
    values: &[Option<f64>],
    jackknife: &[Option<f64>],
    confidence: f64,
) -> Result<Option<Bca>> {
    check_confidence(confidence)?;
    let defined: Vec<f64> = values.iter().copied().flatten().collect();
    let sorted = math::sorted_present(&defined);
    let below = sorted.partition_point(|v| *v < estimate) + sorted.partition_point(|v| *v <= estimate);
    let bias = normal_quantile(below as f64 / (2 * sorted.len()) as f64);
    let left_out: Vec<f64> = jackknife.iter().copied().flatten().collect();
    let Some((bias, acceleration)) = bias.zip(acceleration(&left_out)) else { return Ok(None) };
    let tail = (1.0 - confidence) / 2.0;
    let share = |p: f64| {
        let z = bias + normal_quantile(p)?;
        Some(normal_cdf(bias + z / (1.0 - acceleration * z)))
    };
    let Some((low, high)) = share(tail).zip(share(1.0 - tail)) else { return Ok(None) };
    let ends = math::quantile_sorted(&sorted, low).zip(math::quantile_sorted(&sorted, high));
    Ok(ends.map(|(from, to)| Bca {
        bias,
        acceleration,
        shares: [low, high],
        interval: Interval { low: from, high: to },
    }))
}

/// `Σ d³ / (6 (Σ d²)^1.5)`, `d` from each to the mean.
fn acceleration(left_out: &[f64]) -> Option<f64> {
    let mean = math::mean(left_out)?;
    let sum = |of: fn(f64) -> f64| math::sum(&left_out.iter().map(|v| of(mean - v)).collect::<Vec<_>>());
    let (squares, cubes) = (sum(|d| d * d), sum(|d| d * d * d));
    (squares > 0.0).then(|| cubes / (6.0 * squares * math::sqrt(squares)))
}

fn check_confidence(confidence: f64) -> Result<()> {
    if confidence > 0.0 && confidence < 1.0 {
        return Ok(());
    }
    Err(EngineError::OutOfRange { what: "confidence".into(), low: 0.0, high: 1.0, found: confidence })
}

/// The normal quantile that leaves `(1 − confidence) / 2` above it: 1.96 for 0.95.
fn two_sided_z(confidence: f64) -> Option<f64> {
    if confidence > 0.0 { normal_quantile((1.0 - confidence) / 2.0).map(|z| -z) } else { None }
}
