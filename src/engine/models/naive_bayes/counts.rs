//! Columns as counts, or as there or not (`MultinomialNB`, `BernoulliNB`).

use serde::{Deserialize, Serialize};

use super::Rows;
use crate::math;
use crate::work::Pace;

/// How often the columns of each class say what.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Counts {
    /// Logarithm of the share of each column among all counts of a class, or of the share of rows where it is there:
    /// class after class.
    pub feature_log_prob: Vec<f64>,
    /// Logarithm of the share of rows where it is not there; empty for counts.
    pub absent_log_prob: Vec<f64>,
    /// A value above it is "there".
    pub binarize: f64,
}

impl Counts {
    pub(super) async fn multinomial(rows: &Rows<'_>, alpha: f64, pace: &Pace) -> Self {
        let d = rows.x.n_cols();
        let counts = rows.sums(|_, _, value| value, pace).await;
        let counts: Vec<f64> = counts.into_iter().map(|count| count + alpha).collect();
        let share = |counts: &[f64]| {
            let all = math::ln(math::sum(counts));
            counts.iter().map(|count| math::ln(*count) - all).collect::<Vec<_>>()
        };
        let feature_log_prob = counts.chunks(d.max(1)).flat_map(share).collect();
        Self { feature_log_prob, absent_log_prob: Vec::new(), binarize: 0.0 }
    }

    pub(super) async fn bernoulli(rows: &Rows<'_>, alpha: f64, binarize: f64, pace: &Pace) -> Self {
        let d = rows.x.n_cols();
        let counts = rows.sums(|_, _, value| f64::from(u8::from(value > binarize)), pace).await;
        let log = |i: usize, count: f64| math::ln(count + alpha) - math::ln(rows.totals[i / d] + 2.0 * alpha);
        let there = counts.iter().enumerate().map(|(i, count)| log(i, *count));
        // Of weights the rows there may come to a little more than all.
        let absent =
            counts.iter().enumerate().map(|(i, count)| log(i, (rows.totals[i / d] - count).max(0.0)));
        Self { feature_log_prob: there.collect(), absent_log_prob: absent.collect(), binarize }
    }

    /// `Σ x · ln p`, or `Σ ln p` where it is there and `Σ ln (1 − p)` where it is not.
    pub(super) fn log_likelihood(&self, class: usize, row: &[f64]) -> f64 {
        let own = class * row.len()..(class + 1) * row.len();
        let logs = &self.feature_log_prob[own.clone()];
        if self.absent_log_prob.is_empty() {
            return math::dot(row, logs);
        }
        let absent = &self.absent_log_prob[own];
        let mut sum = 0.0;
        for (j, value) in row.iter().enumerate() {
            sum += if *value > self.binarize { logs[j] } else { absent[j] };
        }
        sum
    }

    /// The part of a single column of it.
    pub(super) fn log_likelihood_of(&self, class: usize, j: usize, row: &[f64]) -> f64 {
        let at = class * row.len() + j;
        match self.absent_log_prob.get(at) {
            None => row[j] * self.feature_log_prob[at],
            Some(_) if row[j] > self.binarize => self.feature_log_prob[at],
            Some(absent) => *absent,
        }
    }
}
