//! Two samples of a number: the Kolmogorov-Smirnov test, as `scipy.stats.ks_2samp`.

use serde::{Deserialize, Serialize};

use crate::drift::Presence;
use crate::drift::kolmogorov::{kolmogorov_limit_sf, kstwo_sf};
use crate::drift::pair::Pair;
use crate::math;

/// The exact chance is worked out for at most so many pairs of values (some milliseconds); above, the
/// asymptotic one.
pub const EXACT_PAIRS: u64 = 1_000_000;

/// The two-sample Kolmogorov-Smirnov test.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ks {
    /// `max |F(x) − G(x)|`, the largest gap between the two samples' cumulative shares.
    pub statistic: f64,
    /// Where that gap is.
    pub statistic_location: f64,
    /// 1 if the reference lies lower there (more of it is at or below), -1 if the current sample does.
    pub statistic_sign: i8,
    /// `max (G − F)`, the statistic of the alternative "less".
    pub statistic_less: f64,
    /// `max (F − G)`, the statistic of the alternative "greater".
    pub statistic_greater: f64,
    /// Chance of a gap at least as large if both samples come from one source.
    pub p: f64,
    /// Whether `p` is exact, see [`EXACT_PAIRS`].
    pub exact: bool,
    /// Values present and missing in the reference.
    pub reference: Presence,
    /// Values present and missing in the current sample.
    pub current: Presence,
}

/// Compares two samples; NaN is missing and left out; `None` if one has no value.
///
/// ```
/// use engine::drift::ks::ks_2samp;
/// let apart = ks_2samp(&[1.0, 2.0, f64::NAN], &[3.0, 4.0]).map(|ks| (ks.statistic, ks.reference.n_missing));
/// assert_eq!(apart, Some((1.0, 1)));
/// ```
#[must_use]
pub fn ks_2samp(reference: &[f64], current: &[f64]) -> Option<Ks> {
    ks_of(&Pair::of(reference, current, 1))
}

/// The same of samples that are in order already.
#[must_use]
pub fn ks_of(pair @ Pair { reference, current, .. }: &Pair) -> Option<Ks> {
    let (n_ref, n_cur) = (u64::from(reference.presence.n), u64::from(current.presence.n));
    let Gaps { greater, less } = gaps(pair)?;
    let (statistic, statistic_location, statistic_sign) =
        if less.0 > greater.0 { (less.0, less.1, -1) } else { (greater.0, greater.1, 1) };
    let exact = n_ref.saturating_mul(n_cur) <= EXACT_PAIRS;
    Some(Ks {
        statistic,
        statistic_location,
        statistic_sign,
        statistic_less: less.0,
        statistic_greater: greater.0,
        p: if exact { p_exact(statistic, n_ref, n_cur) } else { p_asymptotic(statistic, n_ref, n_cur) },
        exact,
        reference: reference.presence,
        current: current.presence,
    })
}

/// The statistic alone, without its chance, which takes longer to work out than the statistic of large samples.
#[must_use]
pub fn statistic_of(pair: &Pair) -> Option<f64> {
    gaps(pair).map(|Gaps { greater, less }| greater.0.max(less.0))
}

/// The exact chance of a statistic of at least `statistic` for samples of `n_ref` and `n_cur` values: the
/// share of all orders of the pooled values in which the gap reaches it.
///
/// Values are walked through in order, as a path from `(0, 0)` to `(n_ref, n_cur)`. With `P(i, j)` the chance
/// that a path to `(i, j)` has reached the gap, `P(i, j) = (i · P(i − 1, j) + j · P(i, j − 1)) / (i + j)`
/// inside, 1 outside (Hodges 1957). Takes `n_ref · n_cur` steps.
#[must_use]
pub fn p_exact(statistic: f64, n_ref: u64, n_cur: u64) -> f64 {
    let (m, n) = (n_ref.max(n_cur), n_ref.min(n_cur));
    let common = gcd(m, n);
    if common == 0 {
        return 1.0;
    }
    let (m_part, n_part) = ((m / common) as i64, (n / common) as i64);
    // The gap i/m − j/n as a whole number of 1 / lcm(m, n).
    let gap = (statistic * (m_part as f64 * n as f64)).round() as i64;
    if gap == 0 {
        return 1.0;
    }
    let mut reached = vec![1.0_f64; n as usize + 1];
    let mut first_before = 0;
    for i in 0..=m as i64 {
        // Inside: |n_part · i − m_part · j| < gap.
        let first = ((n_part * i - gap).div_euclid(m_part) + 1).max(0);
        let last = ((n_part * i + gap - 1).div_euclid(m_part)).min(n as i64);
        for gone in first_before..first.min(n as i64 + 1) {
            reached[gone as usize] = 1.0;
        }
        first_before = first;
        let mut left = 1.0;
        for j in first..=last {
            let above = reached[j as usize];
            left = if i + j == 0 { 0.0 } else { (above * i as f64 + left * j as f64) / (i + j) as f64 };
            reached[j as usize] = left;
        }
    }
    reached[n as usize].clamp(0.0, 1.0)
}

/// scipy's asymptotic chance: that of the one-sample test of `round(mn / (m + n))` values.
#[must_use]
pub fn p_asymptotic(statistic: f64, n_ref: u64, n_cur: u64) -> f64 {
    kstwo_sf(statistic, effective_size(n_ref, n_cur).round_ties_even() as u64)
}

/// The textbook's chance: Kolmogorov's limit at `√(mn / (m + n)) · D`. Right for large samples only.
#[must_use]
pub fn p_kolmogorov_limit(statistic: f64, n_ref: u64, n_cur: u64) -> f64 {
    kolmogorov_limit_sf(math::sqrt(effective_size(n_ref, n_cur)) * statistic)
}

fn effective_size(m: u64, n: u64) -> f64 {
    let (m, n) = (m as f64, n as f64);
    m * n / (m + n)
}

fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// The largest gap each way, and where: of equal gaps the first at a value of the reference, as scipy has it.
struct Gaps {
    greater: (f64, f64),
    less: (f64, f64),
}

fn gaps(Pair { reference: r, current: c, .. }: &Pair) -> Option<Gaps> {
    let (n, m) = (i64::from(r.presence.n), i64::from(c.presence.n));
    if n.min(m) == 0 {
        return None;
    }
    // For each way: the best at values of the reference, and at values of the current sample. Gaps are whole numbers of
    // `1 / (n m)`; the shares are worked out for the largest alone.
    let mut best = [[(i64::MIN, 0, 0, 0.0); 2]; 2];
    let (mut i, mut j, mut r_upto, mut c_upto) = (0, 0, 0, 0);
    loop {
        let value = match (r.turn(i), c.turn(j)) {
            (Some((a, _)), Some((b, _))) => a.min(b),
            (Some((a, _)), None) | (None, Some((a, _))) => a,
            (None, None) => break,
        };
        let (i_before, j_before) = (i, j);
        while let Some((_, upto)) = r.turn(i).filter(|(v, _)| *v <= value) {
            (i, r_upto) = (i + 1, i64::from(upto));
        }
        while let Some((_, upto)) = c.turn(j).filter(|(v, _)| *v <= value) {
            (j, c_upto) = (j + 1, i64::from(upto));
        }
        let gap = r_upto * m - c_upto * n;
        for (way, size) in [gap, -gap].into_iter().enumerate() {
            if i > i_before && size > best[way][0].0 {
                best[way][0] = (size, r_upto, c_upto, value);
            }
            if j > j_before && size > best[way][1].0 {
                best[way][1] = (size, r_upto, c_upto, value);
            }
        }
    }
    let first = |way: usize| {
        let [at_ref, at_cur] = best[way];
        let (_, i, j, value) = if at_cur.0 > at_ref.0 { at_cur } else { at_ref };
        let size = i as f64 / n as f64 - j as f64 / m as f64;
        // Adding 0 turns -0 into 0.
        ((if way == 0 { size } else { -size }).clamp(0.0, 1.0) + 0.0, value)
    };
    Some(Gaps { greater: first(0), less: first(1) })
}
