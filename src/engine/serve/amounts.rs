//! From a forecast to an amount: a margin is added, and what is too little or too much has its price.
//!
//! The margin that the prices imply is the newsvendor's: with too little costing `miss` a unit and too much
//! `false_alarm`, the cheapest amount is the quantile of what may come at `miss / (miss + false_alarm)` (Arrow, Harris and
//! Marschak 1951).

use serde::{Deserialize, Serialize};

use super::policy::Costs;
use crate::math;
use crate::order;

/// What was planned against what came, in rows and in units of the target.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Amounts {
    /// Rows.
    pub n: u32,
    /// Rows for which too little was planned.
    pub n_short: u32,
    /// Sum of what came.
    pub needed: f64,
    /// Sum of what was forecast.
    pub forecast: f64,
    /// Sum of what was missing.
    pub short: f64,
    /// Sum of what was too much.
    pub over: f64,
    /// Sum of the sizes of the errors of the forecasts.
    pub error: f64,
    /// Sum of their squares.
    pub squared: f64,
}

impl Amounts {
    /// Of one row: what came, what was forecast, and what was planned.
    #[must_use]
    pub fn of(y: f64, forecast: f64, planned: f64) -> Self {
        let (missing, error) = (y - planned, y - forecast);
        Self {
            n: 1,
            n_short: u32::from(missing > 0.0),
            needed: y,
            forecast,
            short: missing.max(0.0),
            over: (-missing).max(0.0),
            error: error.abs(),
            squared: error * error,
        }
    }

    /// Adds other rows.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        Self {
            n: self.n + other.n,
            n_short: self.n_short + other.n_short,
            needed: self.needed + other.needed,
            forecast: self.forecast + other.forecast,
            short: self.short + other.short,
            over: self.over + other.over,
            error: self.error + other.error,
            squared: self.squared + other.squared,
        }
    }

    /// What it cost, in euros, if each row stands for `1 / share` real ones.
    ///
    /// ```
    /// use engine::expedition::{Amounts, Costs};
    /// let costs = Costs { miss: 400.0, false_alarm: 100.0, hit: 0.0 };
    /// let both = Amounts::of(12.0, 10.0, 11.0).plus(&Amounts::of(9.0, 10.0, 11.0));
    /// assert_eq!(both.cost(&costs, 0.5), 2.0 * (400.0 + 200.0));
    /// ```
    #[must_use]
    pub fn cost(&self, costs: &Costs, share: f64) -> f64 {
        let [short, over] = self.bill(costs, share);
        short + over
    }

    /// The same in its parts: for what was missing, and for what was too much.
    #[must_use]
    pub fn bill(&self, costs: &Costs, share: f64) -> [f64; 2] {
        [self.short * costs.miss / share, self.over * costs.false_alarm / share]
    }

    fn mean(&self, sum: f64) -> Option<f64> {
        (self.n > 0).then(|| sum / f64::from(self.n))
    }

    /// Mean size of the forecasts' errors, in the target's unit.
    #[must_use]
    pub fn mean_absolute_error(&self) -> Option<f64> {
        self.mean(self.error)
    }

    /// Their mean square, in the square of the target's unit.
    #[must_use]
    pub fn mean_squared_error(&self) -> Option<f64> {
        self.mean(self.squared)
    }

    /// Its root, in the target's unit.
    #[must_use]
    pub fn root_mean_squared_error(&self) -> Option<f64> {
        self.mean_squared_error().map(math::sqrt)
    }

    /// Mean of what came.
    #[must_use]
    pub fn mean_needed(&self) -> Option<f64> {
        self.mean(self.needed)
    }

    /// Mean of what was forecast.
    #[must_use]
    pub fn mean_forecast(&self) -> Option<f64> {
        self.mean(self.forecast)
    }

    /// Mean of what was planned.
    #[must_use]
    pub fn mean_planned(&self) -> Option<f64> {
        self.mean(self.needed - self.short + self.over)
    }

    /// Share of the rows for which too little was planned.
    #[must_use]
    pub fn short_share(&self) -> Option<f64> {
        self.mean(f64::from(self.n_short))
    }
}

/// Amounts at one margin.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct AtMargin {
    /// What is added to each forecast, in the target's unit.
    pub margin: f64,
    /// What comes of it.
    pub amounts: Amounts,
}

/// The margin that the prices imply, from what was forecast of rows whose answer is known; 0 without rows.
///
/// The smallest of the errors that a share of at least `miss / (miss + false_alarm)` does not exceed: no other margin is
/// cheaper on these rows.
#[must_use]
pub fn margin(costs: &Costs, y: &[f64], forecasts: &[f64]) -> f64 {
    let errors = errors(y, forecasts);
    let n = errors.len();
    let Some(share) = costs.critical_ratio().filter(|_| n > 0) else { return 0.0 };
    let place = (share * n as f64).ceil() as usize;
    errors[place.clamp(1, n) - 1]
}

/// Amounts at up to `most` margins, the smallest first: errors of these rows, evenly spread by rank.
#[must_use]
pub fn sweep(y: &[f64], forecasts: &[f64], most: usize) -> Vec<AtMargin> {
    let errors = errors(y, forecasts);
    let (last, n) = (errors.len().saturating_sub(1), errors.len().min(most.max(2)));
    let mut margins: Vec<f64> = (0..n).map(|k| errors[k * last / (n - 1).max(1)]).collect();
    margins.dedup();
    // Of the errors in order, the sum of those before each: then no margin has to look at all rows.
    let mut before = vec![0.0];
    errors.iter().for_each(|error| before.push(before[before.len() - 1] + error));
    let all =
        (0..y.len()).fold(Amounts::default(), |sum, i| sum.plus(&Amounts::of(y[i], forecasts[i], y[i])));
    let at = |margin: f64| {
        let up_to = errors.partition_point(|error| *error <= margin);
        let n_short = errors.len() - up_to;
        let short = before[errors.len()] - before[up_to] - margin * n_short as f64;
        let over = margin * up_to as f64 - before[up_to];
        AtMargin { margin, amounts: Amounts { n_short: n_short as u32, short, over, ..all } }
    };
    margins.into_iter().map(at).collect()
}

/// What came above what was forecast, rising.
fn errors(y: &[f64], forecasts: &[f64]) -> Vec<f64> {
    order::ascending(&y.iter().zip(forecasts).map(|(y, forecast)| y - forecast).collect::<Vec<f64>>())
}
