//! The distribution of the one-sample Kolmogorov-Smirnov statistic, for `n` values and in the limit.
//!
//! The choice of method by `n` and `d` is Simard and L'Ecuyer's (2011, "Computing the two-sided
//! Kolmogorov-Smirnov distribution"), as in scipy's `kstwo`.

use std::f64::consts::PI;

use crate::math;

/// Chance that `n` values drawn from the claimed distribution show a largest gap above `d`.
#[must_use]
pub fn kstwo_sf(d: f64, n: u64) -> f64 {
    let size = n as f64;
    let nd = size * d;
    if d >= 1.0 {
        return 0.0;
    }
    if nd <= 0.5 {
        return 1.0;
    }
    if nd <= 1.0 {
        // Ruben and Gambino: n! / nⁿ (2nd − 1)ⁿ.
        let ln_cdf = math::ln_gamma(size + 1.0) - size * math::ln(size) + size * math::ln(2.0 * nd - 1.0);
        return 1.0 - math::exp(ln_cdf);
    }
    if nd >= size - 1.0 {
        return (2.0 * math::pow(1.0 - d, size)).clamp(0.0, 1.0);
    }
    let nd2 = nd * d;
    let in_tail = if n <= 140 { nd2 > 4.0 } else { nd2 >= 2.2 };
    if d >= 0.5 || in_tail {
        return if nd2 >= 370.0 { 0.0 } else { (2.0 * smirnov_sf(d, n)).clamp(0.0, 1.0) };
    }
    let cdf = if n <= 140 || (n <= 100_000 && nd * math::sqrt(d) <= 1.4) {
        durbin_cdf(d, n)
    } else {
        pelz_good_cdf(d, n)
    };
    (1.0 - cdf).clamp(0.0, 1.0)
}

/// Kolmogorov's limit: chance that `√n · D` exceeds `x` for many values, `2 Σ (−1)^(k−1) exp(−2 k² x²)`.
#[must_use]
pub fn kolmogorov_limit_sf(x: f64) -> f64 {
    if x <= 0.0 {
        return 1.0;
    }
    if x < 1.0 {
        // The same by a sum that converges fast for small x: √(2π)/x Σ exp(−(2k − 1)² π² / 8x²) is the other
        // side.
        let term = |k: i32| {
            let odd = f64::from(2 * k - 1);
            math::exp(-odd * odd * PI * PI / (8.0 * x * x))
        };
        let cdf = math::sqrt(2.0 * PI) / x * (1..=20).rev().map(term).sum::<f64>();
        return (1.0 - cdf).clamp(0.0, 1.0);
    }
    let term = |k: i32| {
        let size = math::exp(-2.0 * f64::from(k * k) * x * x);
        if k % 2 == 1 { size } else { -size }
    };
    (2.0 * (1..=20).rev().map(term).sum::<f64>()).clamp(0.0, 1.0)
}

/// Smirnov's one-sided chance, exact: `d Σⱼ C(n, j) (d + j/n)^(j−1) (1 − d − j/n)^(n−j)`, `j ≤ n (1 − d)`.
fn smirnov_sf(d: f64, n: u64) -> f64 {
    let size = n as f64;
    let ln_all = math::ln_gamma(size + 1.0);
    let last = (size * (1.0 - d)).floor() as u64;
    let term = |j: u64| {
        let j = j as f64;
        let (up, down) = (d + j / size, 1.0 - d - j / size);
        if down <= 0.0 {
            return 0.0;
        }
        let ln_choose = ln_all - math::ln_gamma(j + 1.0) - math::ln_gamma(size - j + 1.0);
        math::exp(ln_choose + (j - 1.0) * math::ln(up) + (size - j) * math::ln(down))
    };
    d * math::sum(&(0..=last).map(term).collect::<Vec<_>>())
}

/// Durbin's matrix formula (Marsaglia, Tsang and Wang 2003): exact, in `O((nd)³ log n)`.
fn durbin_cdf(d: f64, n: u64) -> f64 {
    let nd = n as f64 * d;
    let k = nd.ceil();
    let h = k - nd;
    let k = k as usize;
    let m = 2 * k - 1;
    let mut matrix = vec![0.0; m * m];
    for i in 0..m {
        for j in 0..m.min(i + 2) {
            matrix[i * m + j] = 1.0;
        }
    }
    for i in 0..m {
        let power = math::pow(h, (i + 1) as f64);
        matrix[i * m] -= power;
        matrix[(m - 1) * m + (m - 1 - i)] -= power;
    }
    if h > 0.5 {
        matrix[(m - 1) * m] += math::pow(2.0 * h - 1.0, m as f64);
    }
    let mut factorial = vec![1.0; m + 1];
    for i in 1..=m {
        factorial[i] = factorial[i - 1] * i as f64;
    }
    for i in 0..m {
        for j in 0..m.min(i + 1) {
            matrix[i * m + j] /= factorial[i + 1 - j];
        }
    }
    let (power, ln_scale) = matrix_power(matrix, m, n);
    let size = n as f64;
    let ln_rest = math::ln_gamma(size + 1.0) - size * math::ln(size);
    let centre = power[(k - 1) * m + (k - 1)];
    if centre <= 0.0 { 0.0 } else { math::exp(math::ln(centre) + ln_scale + ln_rest) }
}

/// The `n`-th power of an `m × m` matrix, as a matrix of handy size and the logarithm of what it was divided
/// by.
fn matrix_power(base: Vec<f64>, m: usize, n: u64) -> (Vec<f64>, f64) {
    let (mut base, mut ln_base) = (base, 0.0);
    let mut power: Vec<f64> = (0..m * m).map(|i| if i % (m + 1) == 0 { 1.0 } else { 0.0 }).collect();
    let mut ln_power = 0.0;
    let mut left = n;
    while left > 0 {
        if left % 2 == 1 {
            power = product(&power, &base, m);
            ln_power += ln_base + rescale(&mut power, m);
        }
        left /= 2;
        if left > 0 {
            base = product(&base, &base, m);
            ln_base = 2.0 * ln_base + rescale(&mut base, m);
        }
    }
    (power, ln_power)
}

/// Divides by the entry in the middle, and says the logarithm of it.
fn rescale(matrix: &mut [f64], m: usize) -> f64 {
    let middle = matrix[(m / 2) * m + m / 2];
    if middle <= 0.0 {
        return 0.0;
    }
    matrix.iter_mut().for_each(|v| *v /= middle);
    math::ln(middle)
}

fn product(a: &[f64], b: &[f64], m: usize) -> Vec<f64> {
    let mut out = vec![0.0; m * m];
    for i in 0..m {
        for k in 0..m {
            let factor = a[i * m + k];
            for j in 0..m {
                out[i * m + j] += factor * b[k * m + j];
            }
        }
    }
    out
}

/// Pelz and Good's series in `1 / √n` (1976), for many values.
fn pelz_good_cdf(d: f64, n: u64) -> f64 {
    let size = n as f64;
    let z = math::sqrt(size) * d;
    let z2 = z * z;
    let (z3, z4, z6) = (z2 * z, z2 * z2, z2 * z2 * z2);
    let p2 = PI * PI;
    let (p4, p6) = (p2 * p2, p2 * p2 * p2);
    let ln_q = -p2 / 8.0 / z2;
    if ln_q < -708.0 {
        return 0.0;
    }
    let last = (16.0 * z / PI).ceil() as i32;
    let mut sums = [0.0_f64; 4];
    for k in (1..=last).rev() {
        let odd = f64::from(2 * k - 1);
        let (o2, o4, o6) = (odd * odd, odd * odd * odd * odd, odd * odd * odd * odd * odd * odd);
        let q = math::exp(ln_q * o2);
        sums[0] += q;
        sums[1] += q * (-z2 + p2 / 4.0 * o2);
        sums[2] += q
            * (6.0 * z6
                + 2.0 * z4
                + (2.0 * z4 - 5.0 * z2) * p2 / 4.0 * o2
                + p4 * (1.0 - 2.0 * z2) / 16.0 * o4);
        sums[3] += q
            * (-30.0 * z6 - 90.0 * z4 * z4
                + p2 * (135.0 * z4 - 96.0 * z6) / 4.0 * o2
                + p4 * (-60.0 * z2 + 212.0 * z4) / 16.0 * o4
                + p6 * (5.0 - 30.0 * z2) / 64.0 * o6);
    }
    let root = math::sqrt(2.0 * PI);
    let divisors = [z, 6.0 * z4, 72.0 * z6 * z, 6480.0 * z4 * z6];
    let mut parts = [0.0; 4];
    for ((part, sum), divisor) in parts.iter_mut().zip(sums).zip(divisors) {
        *part = sum * root / divisor;
    }
    for k in (1..=last).rev() {
        let k2 = f64::from(k) * f64::from(k);
        let q = k2 * math::exp(-p2 / 2.0 / z2 * k2) * p2 * root;
        parts[2] += q / (-36.0 * z3);
        parts[3] += q * (3.0 * z2 - p2 * k2) / (216.0 * z6);
    }
    let step = math::sqrt(size);
    (parts[0] + parts[1] / step + parts[2] / size + parts[3] / (size * step)).clamp(0.0, 1.0)
}
