//! How well clusters are apart (scikit-learn's names), without knowing what they should be.
//!
//! All take `x`, shape `(n_samples, n_features)`, and the cluster of each row, and are `None` unless there are at least
//! two clusters and fewer than rows.

use crate::math;
use crate::matrix::Matrix;
use crate::work::{Meter, Pace};

/// The rows with their clusters' centres.
struct Clusters {
    /// Which of the clusters that have rows each row is in.
    labels: Vec<usize>,
    centers: Vec<Vec<f64>>,
    sizes: Vec<f64>,
}

impl Clusters {
    fn new(x: &Matrix, labels: &[u32]) -> Option<Self> {
        let (n, d) = (x.n_rows(), x.n_cols());
        let mut names = labels.to_vec();
        names.sort_unstable();
        names.dedup();
        if labels.len() != n || !(2..n).contains(&names.len()) {
            return None;
        }
        let labels: Vec<usize> =
            labels.iter().map(|label| names.partition_point(|name| name < label)).collect();
        let (mut centers, mut sizes) = (vec![vec![0.0; d]; names.len()], vec![0.0; names.len()]);
        for (i, label) in labels.iter().enumerate() {
            sizes[*label] += 1.0;
            centers[*label].iter_mut().zip(x.row(i)).for_each(|(sum, value)| *sum += value);
        }
        centers.iter_mut().zip(&sizes).for_each(|(sum, n)| sum.iter_mut().for_each(|value| *value /= n));
        Some(Self { labels, centers, sizes })
    }
}

/// How much nearer rows are to their own cluster than to the next, mean over the rows: −1 to 1, more is better
/// (Rousseeuw 1987). `(b − a) / max(a, b)` of a row, `a` the mean distance to the others of its own cluster, `b` the
/// least mean distance to another one; 0 of a row that is alone. It compares each row with each.
pub async fn silhouette_score(x: &Matrix, labels: &[u32], pace: &Pace) -> Option<f64> {
    let clusters = Clusters::new(x, labels)?;
    let (mut scores, mut meter) = (Vec::with_capacity(x.n_rows()), Meter::default());
    for (i, own) in clusters.labels.iter().enumerate() {
        let mut sums = vec![0.0; clusters.sizes.len()];
        for (j, label) in clusters.labels.iter().enumerate() {
            sums[*label] += math::sqrt(square(x.row(i), x.row(j)));
        }
        if meter.spend(x.n_rows() * (x.n_cols() + 4)) {
            pace.pause().await;
        }
        let others = (0..sums.len()).filter(|k| k != own).map(|k| sums[k] / clusters.sizes[k]);
        let (a, b) = (sums[*own] / (clusters.sizes[*own] - 1.0), others.fold(f64::INFINITY, f64::min));
        let most = a.max(b);
        scores.push(if clusters.sizes[*own] > 1.0 && most > 0.0 { (b - a) / most } else { 0.0 });
    }
    math::mean(&scores)
}

/// Variance between clusters over variance within, each by its degrees of freedom (Caliński and Harabasz 1974): more is
/// better; 1 if there is none within, as scikit-learn has it.
#[must_use]
pub fn calinski_harabasz_score(x: &Matrix, labels: &[u32]) -> Option<f64> {
    let clusters = Clusters::new(x, labels)?;
    let (n, k) = (x.n_rows() as f64, clusters.centers.len() as f64);
    let mut mean = vec![0.0; x.n_cols()];
    for i in 0..x.n_rows() {
        mean.iter_mut().zip(x.row(i)).for_each(|(sum, value)| *sum += value / n);
    }
    let centers = clusters.centers.iter().zip(&clusters.sizes);
    let between: f64 = centers.map(|(center, size)| size * square(center, &mean)).sum();
    let of = |(i, label): (usize, &usize)| square(x.row(i), &clusters.centers[*label]);
    let within: f64 = clusters.labels.iter().enumerate().map(of).sum();
    Some(if within > 0.0 { between * (n - k) / (within * (k - 1.0)) } else { 1.0 })
}

/// How wide clusters are against how far they are apart, each with the neighbour it is most mixed with, mean over the
/// clusters (Davies and Bouldin 1979): 0 or more, less is better.
#[must_use]
pub fn davies_bouldin_score(x: &Matrix, labels: &[u32]) -> Option<f64> {
    let clusters = Clusters::new(x, labels)?;
    let mut widths = vec![0.0; clusters.sizes.len()];
    for (i, label) in clusters.labels.iter().enumerate() {
        let distance = math::sqrt(square(x.row(i), &clusters.centers[*label]));
        widths[*label] += distance / clusters.sizes[*label];
    }
    let worst = |k: usize| {
        let mixed = |other: usize| {
            let apart = math::sqrt(square(&clusters.centers[k], &clusters.centers[other]));
            if apart > 0.0 { (widths[k] + widths[other]) / apart } else { 0.0 }
        };
        (0..widths.len()).filter(|other| *other != k).map(mixed).fold(0.0_f64, f64::max)
    };
    math::mean(&(0..widths.len()).map(worst).collect::<Vec<_>>())
}

fn square(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum()
}
