//! What a column of numbers has to do with a class, and how much of it the other columns say already (scikit-learn's
//! and scipy's definitions). Values must be present; what is undefined is `None`.

use super::crossed::Crossed;
use crate::distribution::{chi2_sf, f_sf};
use crate::math;

/// A score of a column, and the chance of one as large if the column had nothing to do with the class.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Score {
    /// The larger, the more it has to do with it.
    pub statistic: f64,
    /// The chance.
    pub p: f64,
}

/// Rows, sum and number of classes by class.
fn by_class(x: &[f64], classes: &[u32]) -> Vec<(f64, f64)> {
    let n_classes = classes.iter().max().map_or(0, |class| *class as usize + 1);
    let mut sums = vec![(0.0, 0.0); n_classes];
    for (x, class) in x.iter().zip(classes) {
        let sum = &mut sums[*class as usize];
        *sum = (sum.0 + 1.0, sum.1 + x);
    }
    sums.retain(|(n, _)| *n > 0.0);
    sums
}

/// One-way analysis of variance (`f_classif`): spread of the classes' means over spread within classes. `None` with
/// fewer than two classes, or no more rows than classes, or no spread within.
#[must_use]
pub fn anova_f(x: &[f64], classes: &[u32]) -> Option<Score> {
    let sums = by_class(x, classes);
    let (n, k) = (x.len() as f64, sums.len() as f64);
    let mean = math::mean(x)?;
    let part = |(rows, sum): &(f64, f64)| {
        let gap = sum / rows - mean;
        rows * gap * gap
    };
    let between = math::sum(&sums.iter().map(part).collect::<Vec<_>>());
    let within = math::variance(x, 0)? * n - between;
    if k < 2.0 || n <= k || within <= 0.0 {
        return None;
    }
    let statistic = (between / (k - 1.0)) / (within / (n - k));
    Some(Score { statistic, p: f_sf(statistic, k - 1.0, n - k) })
}

/// Chi-square of amounts (`chi2`): the sum of `x` in each class against what its rows would get by number. For counts;
/// `None` if a value is negative, all are 0, or there are fewer than two classes.
#[must_use]
pub fn chi2(x: &[f64], classes: &[u32]) -> Option<Score> {
    let sums = by_class(x, classes);
    let (n, total) = (x.len() as f64, math::sum(x));
    if x.iter().any(|v| *v < 0.0) || total <= 0.0 || sums.len() < 2 {
        return None;
    }
    let term = |(rows, sum): &(f64, f64)| {
        let expected = rows / n * total;
        (sum - expected) * (sum - expected) / expected
    };
    let statistic = math::sum(&sums.iter().map(term).collect::<Vec<_>>());
    Some(Score { statistic, p: chi2_sf(statistic, sums.len() as u32 - 1) })
}

/// Mutual information of two codings of the same rows (nats): how much knowing one says of the other; 0 nothing.
///
/// ```
/// use engine::quality::relevance::mutual_info;
/// assert_eq!(mutual_info(&[0, 0, 1, 1], &[0, 1, 0, 1]), 0.0);
/// assert!((mutual_info(&[0, 0, 1, 1], &[1, 1, 0, 0]) - std::f64::consts::LN_2).abs() < 1e-15);
/// ```
#[must_use]
pub fn mutual_info(a: &[u32], b: &[u32]) -> f64 {
    let n = a.len() as f64;
    let said = |count: f64, of_a: f64, of_b: f64| {
        if count > 0.0 { count / n * math::ln(count * n / (of_a * of_b)) } else { 0.0 }
    };
    Crossed::of(a, b).sum(said).max(0.0)
}

/// The code of each value among rising `edges`: how many of them are at or below it.
#[must_use]
pub fn binned(x: &[f64], edges: &[f64]) -> Vec<u32> {
    x.iter().map(|v| edges.partition_point(|edge| edge <= v) as u32).collect()
}

/// The variance inflation factor of each column: `1 / (1 − R²)` of it on all the others; 1 says nothing new is lost,
/// above 10 the others say it already. `None` for all if one is exactly a sum of others or has no spread.
#[must_use]
pub fn vif(columns: &[&[f64]]) -> Option<Vec<f64>> {
    let k = columns.len();
    let centred = |x: &&[f64]| {
        let (mean, spread) = (math::mean(x)?, math::sqrt(math::variance(x, 0)? * x.len() as f64));
        (spread > 0.0).then(|| x.iter().map(|v| (v - mean) / spread).collect::<Vec<f64>>())
    };
    let columns = columns.iter().map(centred).collect::<Option<Vec<_>>>()?;
    let correlations: Vec<f64> = (0..k * k).map(|at| math::dot(&columns[at / k], &columns[at % k])).collect();
    // The diagonal of the inverse.
    let factor = |j: usize| {
        let mut unit = vec![0.0; k];
        unit[j] = 1.0;
        math::solve_cholesky(&mut correlations.clone(), &mut unit)?;
        // A pivot that only rounding keeps from 0.
        (unit[j] < 1e12).then(|| unit[j])
    };
    (0..k).map(factor).collect()
}
