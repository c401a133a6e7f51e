//! How two columns of numbers go together: Pearson, Spearman, Kendall (pandas' and scipy's definitions). Rows in which
//! one of both is missing (NaN) are left out, pair by pair; without spread on both sides it is `None`.

use super::crossed::Crossed;
use crate::{math, order};

/// Pearson's r: how nearly the points lie on a straight line, in [−1, 1]. With a column of 0 and 1 it is the
/// point-biserial correlation.
///
/// ```
/// use engine::quality::correlate::pearson;
/// assert!(pearson(&[1.0, 2.0, f64::NAN], &[6.0, 4.0, 9.0]).is_some_and(|r| (r + 1.0).abs() < 1e-12));
/// assert_eq!(pearson(&[1.0, 1.0], &[6.0, 4.0]), None);
/// assert_eq!(pearson(&[0.1; 3], &[0.1; 3]), None);
/// ```
#[must_use]
pub fn pearson(x: &[f64], y: &[f64]) -> Option<f64> {
    let (x, y) = both_present(x, y);
    // A mean is rounded: alike numbers need not have it.
    let spread = |values: &[f64]| values.iter().any(|value| *value != values[0]);
    if !(spread(&x) && spread(&y)) {
        return None;
    }
    let (dx, dy) = (from_mean(&x)?, from_mean(&y)?);
    let (xx, yy) = (math::dot(&dx, &dx), math::dot(&dy, &dy));
    (xx > 0.0 && yy > 0.0).then(|| (math::dot(&dx, &dy) / (math::sqrt(xx) * math::sqrt(yy))).clamp(-1.0, 1.0))
}

/// Spearman's rho: Pearson's r of the ranks, so that any rising curve is 1 and a wild value weighs no more than others.
#[must_use]
pub fn spearman(x: &[f64], y: &[f64]) -> Option<f64> {
    let (x, y) = both_present(x, y);
    pearson(&order::average_ranks(&x), &order::average_ranks(&y))
}

/// Kendall's tau-b: pairs of rows in the same order less pairs in opposite order, over all, corrected for ties. By
/// sorting (Knight 1966), in `n log n`.
#[must_use]
pub fn kendall_tau_b(x: &[f64], y: &[f64]) -> Option<f64> {
    let (x, y) = both_present(x, y);
    // By x, within equal x by y: sorting by y first, and then, keeping that order, by x.
    let by_y: Vec<u32> = order::sorted(&y).into_iter().map(|(_, row)| row).collect();
    let x_by_y: Vec<f64> = by_y.iter().map(|row| x[*row as usize]).collect();
    let rows: Vec<usize> =
        order::sorted(&x_by_y).into_iter().map(|(_, i)| by_y[i as usize] as usize).collect();
    let pairs = |n: usize| n as f64 * (n as f64 - 1.0) / 2.0;
    let tied = |same: &dyn Fn(usize, usize) -> bool, rows: &[usize]| -> f64 {
        rows.chunk_by(|a, b| same(*a, *b)).map(|equal| pairs(equal.len())).sum()
    };
    let tied_x = tied(&|a, b| x[a] == x[b], &rows);
    let tied_both = tied(&|a, b| x[a] == x[b] && y[a] == y[b], &rows);
    let by_y: Vec<usize> = by_y.into_iter().map(|row| row as usize).collect();
    let tied_y = tied(&|a, b| y[a] == y[b], &by_y);
    let mut ys: Vec<f64> = rows.iter().map(|row| y[*row]).collect();
    let all = pairs(ys.len());
    let swaps = inversions(&mut ys) as f64;
    let bottom = math::sqrt(all - tied_x) * math::sqrt(all - tied_y);
    (bottom > 0.0).then(|| ((all - tied_x - tied_y + tied_both - 2.0 * swaps) / bottom).clamp(-1.0, 1.0))
}

/// Cramér's V of two codings of the same rows (scipy's `contingency.association`): 0 where knowing one says nothing of the
/// other, 1 where it says all. `None` unless both have two levels or more.
///
/// ```
/// use engine::quality::correlate::cramers_v;
/// assert_eq!(cramers_v(&[0, 0, 1, 1], &[1, 1, 0, 0]), Some(1.0));
/// assert_eq!(cramers_v(&[0, 0, 1, 1], &[0, 1, 0, 1]), Some(0.0));
/// assert_eq!(cramers_v(&[0, 0], &[0, 1]), None);
/// ```
#[must_use]
pub fn cramers_v(a: &[u32], b: &[u32]) -> Option<f64> {
    let (table, n) = (Crossed::of(a, b), a.len() as f64);
    let met = |sums: &[f64]| sums.iter().filter(|sum| **sum > 0.0).count();
    let least = met(&table.of_a).min(met(&table.of_b));
    if least < 2 {
        return None;
    }
    let chi2 = table.sum(|count, of_a, of_b| {
        let expected = of_a * of_b / n;
        // A level that no row has adds nothing.
        if expected > 0.0 { (count - expected) * (count - expected) / expected } else { 0.0 }
    });
    Some(math::sqrt(chi2 / (n * (least as f64 - 1.0))).min(1.0))
}

/// A correlation for each pair of columns, both ways round; 1 with itself where there is spread.
#[must_use]
pub fn pairwise(columns: &[&[f64]], correlation: fn(&[f64], &[f64]) -> Option<f64>) -> Vec<Vec<Option<f64>>> {
    let mut all = vec![vec![None; columns.len()]; columns.len()];
    for i in 0..columns.len() {
        for j in 0..=i {
            let found = correlation(columns[i], columns[j]);
            (all[i][j], all[j][i]) = (found, found);
        }
    }
    all
}

fn both_present(x: &[f64], y: &[f64]) -> (Vec<f64>, Vec<f64>) {
    x.iter().zip(y).filter(|(x, y)| !x.is_nan() && !y.is_nan()).map(|(x, y)| (*x, *y)).unzip()
}

fn from_mean(values: &[f64]) -> Option<Vec<f64>> {
    let mean = math::mean(values)?;
    Some(values.iter().map(|v| v - mean).collect())
}

/// Sorts, and counts the pairs that stood in falling order.
fn inversions(values: &mut [f64]) -> u64 {
    let n = values.len();
    if n < 2 {
        return 0;
    }
    let (left, right) = values.split_at_mut(n / 2);
    let mut found = inversions(left) + inversions(right);
    let mut merged = Vec::with_capacity(n);
    let (mut i, mut j) = (0, 0);
    while i < left.len() || j < right.len() {
        if j == right.len() || (i < left.len() && left[i] <= right[j]) {
            merged.push(left[i]);
            i += 1;
        } else {
            merged.push(right[j]);
            found += (left.len() - i) as u64;
            j += 1;
        }
    }
    values.copy_from_slice(&merged);
    found
}
