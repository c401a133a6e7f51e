//! Columns as bell curves, each class with its own mean and variance (`GaussianNB`).

use serde::{Deserialize, Serialize};

use super::Rows;
use crate::math;
use crate::work::{Meter, Pace};

/// Where the columns of each class lie.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Gaussian {
    /// Mean of each column, class after class.
    pub theta: Vec<f64>,
    /// Its variance, with `epsilon`.
    pub var: Vec<f64>,
    /// What was added to each variance: `var_smoothing` times the largest variance of a column; `var_smoothing` itself
    /// if no column varies (scikit-learn then divides by 0).
    pub epsilon: f64,
    /// `Σ ln 2πσ²` of each class.
    pub log_spread: Vec<f64>,
}

impl Gaussian {
    pub(super) async fn learn(rows: &Rows<'_>, var_smoothing: f64, pace: &Pace) -> Self {
        let (n, d) = (rows.x.n_rows() as f64, rows.x.n_cols());
        let share = |sums: Vec<f64>| -> Vec<f64> {
            let total = |i: usize| rows.totals[i / d];
            let share = |(i, sum): (usize, f64)| if total(i) > 0.0 { sum / total(i) } else { 0.0 };
            sums.into_iter().enumerate().map(share).collect()
        };
        let theta = share(rows.sums(|_, _, value| value, pace).await);
        let off = |class: usize, j: usize, value: f64| {
            let off = value - theta[class * d + j];
            off * off
        };
        let own = share(rows.sums(off, pace).await);
        // The largest variance is that of all rows together, whatever they weigh.
        let (mut means, mut squares, mut meter) = (vec![0.0; d], vec![0.0; d], Meter::default());
        for (row, ..) in rows.each() {
            means.iter_mut().zip(row).for_each(|(mean, value)| *mean += value / n);
            if meter.spend(d) {
                pace.pause().await;
            }
        }
        for (row, ..) in rows.each() {
            let row = means.iter().zip(row);
            squares
                .iter_mut()
                .zip(row)
                .for_each(|(sum, (mean, value))| *sum += (value - mean) * (value - mean));
            if meter.spend(d) {
                pace.pause().await;
            }
        }
        let largest = squares.iter().fold(0.0_f64, |largest, sum| largest.max(sum / n));
        let epsilon = var_smoothing * if largest > 0.0 { largest } else { 1.0 };
        let var: Vec<f64> = own.into_iter().map(|var| var + epsilon).collect();
        let spread = |class: usize| {
            let logs =
                var[class * d..(class + 1) * d].iter().map(|var| math::ln(std::f64::consts::TAU * var));
            math::sum(&logs.collect::<Vec<f64>>())
        };
        let log_spread = (0..rows.totals.len()).map(spread).collect();
        Self { theta, var, epsilon, log_spread }
    }

    /// `−½ Σ (ln 2πσ² + (x − μ)² / σ²)`.
    pub(super) fn log_likelihood(&self, class: usize, row: &[f64]) -> f64 {
        let own = class * row.len()..(class + 1) * row.len();
        let mut lanes = [0.0_f64; 4];
        for (j, ((value, mean), var)) in
            row.iter().zip(&self.theta[own.clone()]).zip(&self.var[own]).enumerate()
        {
            lanes[j % 4] += (value - mean) * (value - mean) / var;
        }
        -0.5 * (self.log_spread[class] + ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])))
    }

    /// The part of a single column of it.
    pub(super) fn log_likelihood_of(&self, class: usize, j: usize, row: &[f64]) -> f64 {
        let (at, tau) = (class * row.len() + j, std::f64::consts::TAU);
        let off = row[j] - self.theta[at];
        -0.5 * (math::ln(tau * self.var[at]) + off * off / self.var[at])
    }
}
