//! Slices of the rows in which decisions cost most, and what is left of that once one knows how many were looked at.
//!
//! A slice is a part of one column (a level, a range) or of two. Its mean cost is set against that of all other rows;
//! rows of one day go together, since they share their weather, so the standard error is clustered by day (Liang and
//! Zeger 1986). Of thousands of slices some are bad by chance alone: those shown have intervals widened for the choice,
//! so that on average at most the share asked for misses its true value, however the slices hang together (false
//! coverage rate, Benjamini and Yekutieli 2005).

use std::collections::BTreeMap;

use crate::distribution::t_quantile;
use crate::error::Result;
use crate::math;
use crate::metrics::interval::Interval;
use crate::metrics::scored::same_length;
use crate::order;
use crate::work::{Meter, Pace};

/// Of so many slices, those that look worst, are the ones shown taken.
const CANDIDATES: usize = 200;

/// A column cut into parts.
#[derive(Clone, Debug, PartialEq)]
pub struct Parts {
    /// How many there are.
    pub n_parts: u32,
    /// The part of each row.
    pub codes: Vec<u32>,
}

/// What is known of each row.
#[derive(Clone, Copy, Debug)]
pub struct Rows<'a> {
    /// What its decision cost.
    pub cost: &'a [f64],
    /// Its day, in order.
    pub days: &'a [i32],
}

/// A slice and its mean cost.
#[derive(Clone, Debug, PartialEq)]
pub struct Slice {
    /// One or two columns, by their place, each with the part.
    pub of: Vec<(u32, u32)>,
    /// Rows.
    pub n_rows: u32,
    /// Days with any of them.
    pub n_days: u32,
    /// Mean cost of its rows.
    pub mean: f64,
    /// Mean cost of all other rows.
    pub elsewhere: f64,
    /// Standard error of the difference of the two, clustered by day; `None` with fewer than two days.
    pub standard_error: Option<f64>,
}

/// Sums over the days of one slice.
#[derive(Clone, Copy, Default)]
struct Sums {
    rows: f64,
    cost: f64,
    days: u32,
    /// Of products a day: own cost and rows with themselves, with each other, and with those of all rows.
    cost_cost: f64,
    cost_rows: f64,
    rows_rows: f64,
    cost_all: f64,
    cost_every: f64,
    rows_all: f64,
    rows_every: f64,
}

/// Sums over the days of all rows.
#[derive(Default)]
struct Whole {
    rows: f64,
    cost: f64,
    days: f64,
    cost_cost: f64,
    cost_rows: f64,
    rows_rows: f64,
}

impl Slice {
    /// How much more a row costs than elsewhere.
    #[must_use]
    pub fn gap(&self) -> f64 {
        self.mean - self.elsewhere
    }

    /// The interval of [`Slice::gap`] that holds `confidence`, by Student's t with one degree of freedom less than it
    /// has days.
    #[must_use]
    pub fn interval(&self, confidence: f64) -> Option<Interval> {
        let far = self.far(confidence)? * self.standard_error?;
        Some(Interval { low: self.gap() - far, high: self.gap() + far })
    }

    /// Standard errors to either end of its interval.
    fn far(&self, confidence: f64) -> Option<f64> {
        t_quantile(1.0 - confidence, f64::from(self.n_days.checked_sub(1)?))
    }

    /// Whether it holds row `i`.
    fn holds(&self, columns: &[Parts], i: usize) -> bool {
        self.of.iter().all(|(column, part)| columns[*column as usize].codes[i] == *part)
    }

    /// Rows of both over rows of either (Jaccard).
    fn overlap(&self, other: &Self, columns: &[Parts], n_rows: usize) -> f64 {
        let (mut both, mut either) = (0_u32, 0_u32);
        for i in 0..n_rows {
            let (a, b) = (self.holds(columns, i), other.holds(columns, i));
            both += u32::from(a && b);
            either += u32::from(a || b);
        }
        f64::from(both) / f64::from(either.max(1))
    }
}

/// The confidence that each of `shown` intervals out of `looked` must have, so that on average at most 1 − `confidence`
/// of them miss: `1 − shown (1 − confidence) / (looked · Σ 1/j)`.
///
/// ```
/// use engine::metrics::slices::widened;
/// assert!((widened(0.95, 1, 1) - 0.95).abs() < 1e-12);
/// assert!((widened(0.95, 1, 2) - (1.0 - 0.05 / 3.0)).abs() < 1e-12);
/// ```
#[must_use]
pub fn widened(confidence: f64, shown: usize, looked: usize) -> f64 {
    let parts: Vec<f64> = (1..=looked).map(|j| 1.0 / j as f64).collect();
    1.0 - (1.0 - confidence) * shown as f64 / (looked as f64 * math::sum(&parts)).max(1.0)
}

/// All slices by one column or two that have at least `min_rows` rows on `min_days` days, and leave as many elsewhere.
///
/// # Errors
/// [`EngineError::LengthMismatch`](crate::error::EngineError::LengthMismatch) for lists of different lengths.
pub async fn slices(
    rows: Rows<'_>,
    columns: &[Parts],
    min_rows: u32,
    min_days: u32,
    pace: &Pace,
) -> Result<Vec<Slice>> {
    same_length("days", rows.cost.len(), rows.days.len())?;
    for column in columns {
        same_length("slices", rows.cost.len(), column.codes.len())?;
    }
    let (whole, mut found, mut meter) = (Whole::of(rows), Vec::new(), Meter::default());
    for a in 0..columns.len() {
        pace.rest("slices", a, Some(columns.len()), None).await;
        for b in a..columns.len() {
            let (first, second) = (&columns[a], &columns[b]);
            let wide = if a == b { 1 } else { second.n_parts };
            let cell = |i: usize| first.codes[i] * wide + if a == b { 0 } else { second.codes[i] };
            let sums = by_cell(rows, (first.n_parts * wide) as usize, cell);
            for (at, sums) in (0_u32..).zip(&sums) {
                let others = whole.rows - sums.rows;
                if sums.rows.min(others) < f64::from(min_rows) || sums.days < min_days {
                    continue;
                }
                let mut of = vec![(a as u32, at / wide)];
                if a != b {
                    of.push((b as u32, at % wide));
                }
                found.push(sums.slice(of, &whole));
            }
            if meter.spend(8 * rows.cost.len()) {
                pace.pause().await;
            }
        }
    }
    Ok(found)
}

/// The `shown` worst of `slices`, by the lower end of the interval that holds `confidence`: a large gap that is hardly
/// known does not come first. Of slices that share more than half of their rows the worst is taken, and of those by two
/// columns only what is worse than by either. Fewer than `shown` where no more than that are worse than elsewhere.
pub async fn worst(
    slices: &[Slice],
    columns: &[Parts],
    shown: usize,
    confidence: f64,
    pace: &Pace,
) -> Vec<Slice> {
    // A quantile takes longer than all else here, and there are far fewer of them than slices.
    let mut far: BTreeMap<u32, Option<f64>> = BTreeMap::new();
    let mut lows = Vec::with_capacity(slices.len());
    for slice in slices {
        let known = far.get(&slice.n_days).copied();
        let of = known.unwrap_or_else(|| slice.far(confidence));
        if known.is_none() {
            far.insert(slice.n_days, of);
            pace.pause().await;
        }
        let ends = slice.standard_error.zip(of);
        lows.push(ends.map_or(f64::NEG_INFINITY, |(error, far)| slice.gap() - far * error));
    }
    let mut best: Vec<Slice> = Vec::new();
    let n_rows = columns.first().map_or(0, |column| column.codes.len());
    for at in order::descending(&lows).into_iter().take(CANDIDATES) {
        let slice = &slices[at as usize];
        if slice.gap() <= 0.0 || slice.standard_error.is_none_or(|error| error <= 0.0) {
            continue;
        }
        let parent = |other: &Slice| {
            other.of.len() == 1
                && slice.of.len() == 2
                && slice.of.contains(&other.of[0])
                && other.gap() >= slice.gap()
        };
        pace.pause().await;
        if slices.iter().any(parent) || best.iter().any(|b| b.overlap(slice, columns, n_rows) > 0.5) {
            continue;
        }
        best.push(slice.clone());
        if best.len() == shown {
            break;
        }
    }
    best
}

/// Sums for each cell; `cell` is that of a row.
fn by_cell(rows: Rows<'_>, n_cells: usize, cell: impl Fn(usize) -> u32) -> Vec<Sums> {
    let mut sums = vec![Sums::default(); n_cells];
    let mut today = vec![(0.0, 0.0); n_cells];
    let (mut touched, mut start): (Vec<u32>, usize) = (Vec::new(), 0);
    for day in rows.days.chunk_by(|a, b| a == b) {
        let (mut all, every) = (0.0, day.len() as f64);
        for i in start..start + day.len() {
            let at = cell(i);
            let (cost, n) = &mut today[at as usize];
            if *n == 0.0 {
                touched.push(at);
            }
            *cost += rows.cost[i];
            *n += 1.0;
            all += rows.cost[i];
        }
        start += day.len();
        for at in touched.drain(..) {
            let (c, n) = std::mem::take(&mut today[at as usize]);
            let sums = &mut sums[at as usize];
            sums.rows += n;
            sums.cost += c;
            sums.days += 1;
            sums.cost_cost += c * c;
            sums.cost_rows += c * n;
            sums.rows_rows += n * n;
            sums.cost_all += c * all;
            sums.cost_every += c * every;
            sums.rows_all += n * all;
            sums.rows_every += n * every;
        }
    }
    sums
}

impl Whole {
    fn of(rows: Rows<'_>) -> Self {
        let (mut whole, mut start) = (Self::default(), 0);
        for day in rows.days.chunk_by(|a, b| a == b) {
            let (c, n) = (math::sum(&rows.cost[start..start + day.len()]), day.len() as f64);
            start += day.len();
            whole.rows += n;
            whole.cost += c;
            whole.days += 1.0;
            whole.cost_cost += c * c;
            whole.cost_rows += c * n;
            whole.rows_rows += n * n;
        }
        whole
    }
}

impl Sums {
    /// The slice, its standard error with the usual small-sample factor `G/(G−1) · (n−1)/(n−2)` for `G` days.
    fn slice(&self, of: Vec<(u32, u32)>, whole: &Whole) -> Slice {
        let others = whole.rows - self.rows;
        let (mean, elsewhere) = (self.cost / self.rows, (whole.cost - self.cost) / others);
        // What a day does to the difference is a·cost + b·rows of the slice + c·cost + d·rows of all; their squares.
        let (a, c) = (1.0 / self.rows + 1.0 / others, -1.0 / others);
        let (b, d) = (-mean / self.rows - elsewhere / others, elsewhere / others);
        let own = a * a * self.cost_cost + 2.0 * a * b * self.cost_rows + b * b * self.rows_rows;
        let mixed =
            a * (c * self.cost_all + d * self.cost_every) + b * (c * self.rows_all + d * self.rows_every);
        let all = c * c * whole.cost_cost + 2.0 * c * d * whole.cost_rows + d * d * whole.rows_rows;
        let squares = (own + 2.0 * mixed + all).max(0.0);
        let factor = whole.days / (whole.days - 1.0) * ((whole.rows - 1.0) / (whole.rows - 2.0));
        let standard_error = (self.days > 1 && whole.rows > 2.0).then(|| math::sqrt(factor * squares));
        Slice { of, n_rows: self.rows as u32, n_days: self.days, mean, elsewhere, standard_error }
    }
}
