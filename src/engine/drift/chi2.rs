//! Two samples of a category: tests of a 2 × k table, and effect sizes.

use serde::{Deserialize, Serialize};

use crate::distribution::hypergeometric_pmf;
pub use crate::distribution::{chi2_isf, chi2_sf};
use crate::drift::Test;
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

/// The cells of a table with what they would hold if both samples had the same shares.
struct Cells {
    n: f64,
    dof: u32,
    /// Observed and expected, the reference before the current sample, level by level.
    cells: Vec<(f64, f64)>,
}

impl Cells {
    fn of(reference: &[u32], current: &[u32]) -> Option<Self> {
        let total = |counts: &[u32]| counts.iter().map(|c| f64::from(*c)).sum::<f64>();
        let (n_ref, n_cur) = (total(reference), total(current));
        let n = n_ref + n_cur;
        let mut cells = Vec::new();
        for level in 0..reference.len().max(current.len()) {
            let count = |counts: &[u32]| counts.get(level).copied().map_or(0.0, f64::from);
            let (r, c) = (count(reference), count(current));
            if r + c > 0.0 {
                cells.extend([(r, (r + c) * n_ref / n), (c, (r + c) * n_cur / n)]);
            }
        }
        let dof = (cells.len() / 2).checked_sub(1)? as u32;
        (n_ref > 0.0 && n_cur > 0.0 && dof > 0).then_some(Self { n, dof, cells })
    }

    fn sum(&self, term: impl Fn(f64, f64) -> f64) -> f64 {
        math::sum(
            &self.cells.iter().map(|(observed, expected)| term(*observed, *expected)).collect::<Vec<_>>(),
        )
    }

    fn test(&self, statistic: f64) -> Test {
        Test { statistic, p: chi2_sf(statistic, self.dof) }
    }
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
    let cells = Cells::of(reference, current)?;
    let Test { statistic, p } = cells.test(cells.sum(|o, e| (o - e) * (o - e) / e));
    Some(Chi2 { statistic, dof: cells.dof, p, cramers_v: math::sqrt(statistic / cells.n) })
}

/// The same with Yates' correction for two levels, as scipy has it unless told otherwise: each cell is moved up to ½
/// towards what is expected.
#[must_use]
pub fn chi2_corrected(reference: &[u32], current: &[u32]) -> Option<Test> {
    let cells = Cells::of(reference, current)?;
    let most = if cells.dof == 1 { 0.5 } else { 0.0 };
    let gap = |o: f64, e: f64| (o - e).abs() - (o - e).abs().min(most);
    Some(cells.test(cells.sum(|o, e| gap(o, e) * gap(o, e) / e)))
}

/// The likelihood ratio test, `2 Σ observed ln(observed / expected)`; `None` as for [`chi2_contingency`].
#[must_use]
pub fn g_test(reference: &[u32], current: &[u32]) -> Option<Test> {
    let cells = Cells::of(reference, current)?;
    Some(cells.test(2.0 * cells.sum(|o, e| if o > 0.0 { o * math::ln(o / e) } else { 0.0 })))
}

/// Cramér's V less what chance alone makes of it (Bergsma 2013); `None` as for [`chi2_contingency`], or with too few
/// rows.
#[must_use]
pub fn cramers_v_corrected(reference: &[u32], current: &[u32]) -> Option<f64> {
    let cells = Cells::of(reference, current)?;
    let statistic = chi2_contingency(reference, current)?.statistic;
    let (n, dof) = (cells.n, f64::from(cells.dof));
    let left = (statistic / n - dof / (n - 1.0)).max(0.0);
    let (rows, levels) = (2.0 - 1.0 / (n - 1.0), dof + 1.0 - dof * dof / (n - 1.0));
    let most = (rows - 1.0).min(levels - 1.0);
    (most > 0.0).then(|| math::sqrt(left / most))
}

/// How well `current` fits the shares of `reference` (goodness of fit, `scipy.stats.chisquare`), which are taken as
/// known; `None` as for [`chi2_contingency`]. A level that the reference never had fits not at all: `p` is 0 and the
/// statistic infinite.
#[must_use]
pub fn goodness_of_fit(reference: &[u32], current: &[u32]) -> Option<Test> {
    let cells = Cells::of(reference, current)?;
    let of = |which: usize| cells.cells.iter().skip(which).step_by(2).map(|(observed, _)| *observed);
    let scale = of(1).sum::<f64>() / of(0).sum::<f64>();
    let term = |(r, c): (f64, f64)| {
        let gap = c - r * scale;
        gap * gap / (r * scale)
    };
    let statistic = math::sum(&of(0).zip(of(1)).map(term).collect::<Vec<_>>());
    Some(if statistic.is_finite() { cells.test(statistic) } else { Test { statistic, p: 0.0 } })
}

/// The pooled test of two shares, `hits / of`: their difference in standard errors if both were one, and its chance on
/// either side; `None` if a sample is empty or both shares are 0 or 1.
#[must_use]
pub fn two_proportion_z(first: (u32, u32), second: (u32, u32)) -> Option<Test> {
    let (a, n, b, m) = (f64::from(first.0), f64::from(first.1), f64::from(second.0), f64::from(second.1));
    let pooled = (a + b) / (n + m);
    let error = math::sqrt(pooled * (1.0 - pooled) * (1.0 / n + 1.0 / m));
    let statistic = (a / n - b / m) / error;
    (n > 0.0 && m > 0.0 && error > 0.0)
        .then(|| Test { statistic, p: 2.0 * crate::distribution::normal_sf(statistic.abs()) })
}

/// Fisher's exact test of a 2 × 2 table (rows × columns): the chance of a table no likelier, with the same sums.
///
/// Holds with few rows too, where chi-square does not.
///
/// ```
/// use engine::drift::chi2::fisher_exact;
/// let tea = fisher_exact([[3, 1], [1, 3]]);
/// assert!((tea - 34.0 / 70.0).abs() < 1e-12);
/// ```
#[must_use]
pub fn fisher_exact(table: [[u32; 2]; 2]) -> f64 {
    let [[a, b], [c, d]] = table;
    let (drawn, marked, unmarked) = (a + c, a + b, c + d);
    let chance = |k: u32| hypergeometric_pmf(k, drawn, marked, unmarked);
    // Of equally likely tables, rounding must not make one count and the other not.
    let limit = chance(a) * (1.0 + 1e-7);
    let cases = drawn.saturating_sub(unmarked)..=drawn.min(marked);
    let tail: Vec<f64> = cases.map(chance).filter(|chance| *chance <= limit).collect();
    math::sum(&tail).min(1.0)
}

/// How many times higher the odds are in the first row than in the second, `ad / bc`; `None` if `bc` is 0.
#[must_use]
pub fn odds_ratio(table: [[u32; 2]; 2]) -> Option<f64> {
    let [[a, b], [c, d]] = table.map(|row| row.map(f64::from));
    (b * c > 0.0).then(|| a * d / (b * c))
}
