//! The desk's policy: each day the surest flights above the threshold, as many as it can prepare.

use serde::{Deserialize, Serialize};

use crate::metrics::cost::expected_cost;
use crate::metrics::{Confusion, CostMatrix};
use crate::order;

/// What each outcome costs, in euros a row.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Costs {
    /// A yes that nobody was warned of.
    pub miss: f64,
    /// A warning for nothing.
    pub false_alarm: f64,
    /// A warning that was right: the preparation itself.
    pub hit: f64,
}

impl Costs {
    /// The probability from which on a warning is worth its price, if probabilities can be believed:
    /// `false_alarm / (false_alarm + miss - hit)`, kept between 0 and 1 (Elkan 2001).
    ///
    /// ```
    /// use engine::expedition::Costs;
    /// assert_eq!(Costs { miss: 900.0, false_alarm: 60.0, hit: 0.0 }.threshold(), 0.0625);
    /// ```
    #[must_use]
    pub fn threshold(&self) -> f64 {
        let gain = self.miss - self.hit;
        if gain <= 0.0 { 1.0 } else { (self.false_alarm / (self.false_alarm + gain)).clamp(0.0, 1.0) }
    }

    /// The share of rows on which enough is planned where the plan is cheapest, if amounts are asked for: the newsvendor's
    /// critical ratio `miss / (miss + false_alarm)`; `None` where neither has a price.
    ///
    /// ```
    /// use engine::expedition::Costs;
    /// assert_eq!(Costs { miss: 400.0, false_alarm: 100.0, hit: 0.0 }.critical_ratio(), Some(0.8));
    /// ```
    #[must_use]
    pub fn critical_ratio(&self) -> Option<f64> {
        let sum = self.miss + self.false_alarm;
        (sum > 0.0).then(|| self.miss / sum)
    }

    /// How sure one is to be of a class to name it, if probabilities can be believed and asking costs `false_alarm`:
    /// `1 - false_alarm / miss`, not below 0 (Chow 1970).
    ///
    /// ```
    /// use engine::expedition::Costs;
    /// assert_eq!(Costs { miss: 10.0, false_alarm: 2.5, hit: 0.0 }.sure_enough(), 0.75);
    /// ```
    #[must_use]
    pub fn sure_enough(&self) -> f64 {
        if self.miss <= 0.0 { 0.0 } else { (1.0 - self.false_alarm / self.miss).clamp(0.0, 1.0) }
    }

    fn matrix(&self) -> CostMatrix {
        CostMatrix { tn: 0.0, fp: self.false_alarm, fn_: self.miss, tp: self.hit }
    }
}

/// What was decided against what happened, in rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Flagged, and it happened (true positives).
    pub tp: u32,
    /// Flagged for nothing (false positives).
    pub fp: u32,
    /// Not flagged, and it happened (false negatives).
    #[serde(rename = "fn")]
    pub missed: u32,
    /// Not flagged, and it did not happen (true negatives).
    pub tn: u32,
}

/// Counts at one threshold.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// Rows at or above it are flagged, as far as the capacity goes.
    pub threshold: f64,
    /// What comes of it.
    pub counts: Counts,
}

impl Counts {
    /// From a confusion without weights.
    #[must_use]
    pub fn of(confusion: &Confusion) -> Self {
        let Confusion { tn, fp, fn_, tp } = *confusion;
        Self { tp: tp as u32, fp: fp as u32, missed: fn_ as u32, tn: tn as u32 }
    }

    /// The same where the scores of decisions are defined.
    #[must_use]
    pub fn confusion(&self) -> Confusion {
        let [tn, fp, fn_, tp] = [self.tn, self.fp, self.missed, self.tp].map(f64::from);
        Confusion { tn, fp, fn_, tp }
    }

    /// Rows in all.
    #[must_use]
    pub fn n(&self) -> u32 {
        self.tp + self.fp + self.missed + self.tn
    }

    /// Share of what happened that was flagged: `tp / (tp + fn)`.
    #[must_use]
    pub fn recall(&self) -> Option<f64> {
        self.confusion().recall()
    }

    /// Share of what did not happen that was flagged: `fp / (fp + tn)`.
    #[must_use]
    pub fn fall_out(&self) -> Option<f64> {
        let n = self.fp + self.tn;
        (n > 0).then(|| f64::from(self.fp) / f64::from(n))
    }

    /// Share of the flagged that happened: `tp / (tp + fp)`.
    #[must_use]
    pub fn precision(&self) -> Option<f64> {
        self.confusion().precision()
    }

    /// Share of right decisions: `(tp + tn) / n`.
    #[must_use]
    pub fn accuracy(&self) -> Option<f64> {
        self.confusion().accuracy()
    }

    /// Share flagged: `(tp + fp) / n`.
    #[must_use]
    pub fn flagged(&self) -> Option<f64> {
        self.confusion().selection_rate()
    }

    /// What it cost, in euros, if each row stands for `1 / share` real ones.
    #[must_use]
    pub fn cost(&self, costs: &Costs, share: f64) -> f64 {
        expected_cost(&self.confusion(), &costs.matrix()).total / share
    }

    /// Adds other rows.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        Self {
            tp: self.tp + other.tp,
            fp: self.fp + other.fp,
            missed: self.missed + other.missed,
            tn: self.tn + other.tn,
        }
    }
}

/// Which rows the desk could take: the `capacity` share of each day's rows with the highest scores, at least one.
///
/// `days` and `scores`: one a row, the rows of a day next to each other. Of equal scores the earlier row comes first.
#[must_use]
pub fn within_capacity(days: &[i32], scores: &[f64], capacity: f64) -> Vec<bool> {
    let mut within = vec![false; days.len()];
    let mut start = 0;
    for day in days.chunk_by(|a, b| a == b) {
        let order = order::descending(&scores[start..start + day.len()]);
        let n = ((capacity * day.len() as f64).round() as usize).max(1);
        order.iter().take(n).for_each(|i| within[start + *i as usize] = true);
        start += day.len();
    }
    within
}

/// Which rows are flagged: within capacity, and the score at least the threshold.
#[must_use]
pub fn flag(days: &[i32], scores: &[f64], threshold: f64, capacity: f64) -> Vec<bool> {
    let within = within_capacity(days, scores, capacity);
    within.iter().zip(scores).map(|(w, s)| *w && *s >= threshold).collect()
}

/// Decisions against what happened (`y`, 0 or 1).
#[must_use]
pub fn count(y: &[f64], flagged: &[bool]) -> Counts {
    let mut counts = Counts::default();
    for (y, flagged) in y.iter().zip(flagged) {
        match (*y == 1.0, flagged) {
            (true, true) => counts.tp += 1,
            (false, true) => counts.fp += 1,
            (true, false) => counts.missed += 1,
            (false, false) => counts.tn += 1,
        }
    }
    counts
}

/// Counts at up to `most` thresholds, the highest first; the first is above 1, and flags nobody.
#[must_use]
pub fn sweep(days: &[i32], y: &[f64], scores: &[f64], capacity: f64, most: usize) -> Vec<Point> {
    let within = within_capacity(days, scores, capacity);
    let order = order::descending(scores).into_iter().map(|i| i as usize);
    let able: Vec<(f64, bool)> = order.filter(|i| within[*i]).map(|i| (scores[i], y[i] == 1.0)).collect();
    let positives = y.iter().filter(|v| **v == 1.0).count() as u32;
    let mut counts = Counts { tp: 0, fp: 0, missed: positives, tn: y.len() as u32 - positives };
    let mut points = vec![Point { threshold: 1.0_f64.next_up(), counts }];
    let every = able.len().div_ceil(most.max(2) - 1).max(1);
    let mut since = 0;
    for same in able.chunk_by(|a, b| a.0 == b.0) {
        for (_, positive) in same {
            if *positive {
                (counts.tp, counts.missed) = (counts.tp + 1, counts.missed - 1);
            } else {
                (counts.fp, counts.tn) = (counts.fp + 1, counts.tn - 1);
            }
        }
        since += same.len();
        if since >= every {
            points.push(Point { threshold: same[0].0, counts });
            since = 0;
        }
    }
    if since > 0
        && let Some((threshold, _)) = able.last()
    {
        points.push(Point { threshold: *threshold, counts });
    }
    points
}
