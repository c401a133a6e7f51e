//! k-means (scikit-learn's `KMeans`, `algorithm="lloyd"`): rows in `k` clusters, each row in that of the nearest mean.
//!
//! Lloyd's way (1957): put each row to the nearest centre, move each centre to the mean of its rows, until no row changes
//! sides. Where it ends depends on where it starts; columns should be on one scale.

use serde::{Deserialize, Serialize};

use crate::error::{EngineError, Result};
use crate::math;
use crate::matrix::Matrix;
use crate::rng::Rng;
use crate::work::{Meter, Pace};

/// Where the centres stand first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Start {
    /// On rows, each drawn by its squared distance to those drawn before (k-means++; Arthur and Vassilvitskii 2007).
    PlusPlus {
        /// So many clusters.
        n_clusters: u32,
    },
    /// On these places, `n_features` numbers each.
    Given(Vec<Vec<f64>>),
}

/// The dials.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Params {
    /// Where the centres stand first.
    pub start: Start,
    /// Moves of all centres at most.
    pub max_iter: u32,
}

/// What was learned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    /// The centre of each cluster, `n_features` numbers each.
    pub centers: Vec<Vec<f64>>,
    /// The cluster of each row learned from.
    pub labels: Vec<u32>,
    /// Sum of the squared distances of the rows to their centres.
    pub inertia: f64,
    /// Moves of all centres.
    pub n_iter: u32,
}

impl Params {
    /// Learns from finite `x`, shape `(n_samples, n_features)`. `rng` draws the start. A cluster that loses all rows goes
    /// on at the row furthest from its centre.
    ///
    /// # Errors
    /// [`EngineError::NotFinite`], [`EngineError::TooFewRows`] of fewer rows than clusters,
    /// [`EngineError::LengthMismatch`] for places of another size, [`EngineError::OutOfRange`] for a dial.
    pub async fn fit(&self, x: &Matrix, rng: Rng, pace: &Pace) -> Result<Fitted> {
        let mut centers = self.start(x, rng, pace).await?;
        let (mut labels, mut distances) = nearest(x, &centers, pace).await;
        let mut n_iter = 0;
        while n_iter < self.max_iter {
            n_iter += 1;
            centers = means(x, &labels, &mut distances, centers.len(), pace).await;
            pace.rest("clusters", n_iter as usize, None, Some(math::sum(&distances))).await;
            let before = labels;
            (labels, distances) = nearest(x, &centers, pace).await;
            if labels == before {
                break;
            }
        }
        Ok(Fitted { centers, labels, inertia: math::sum(&distances), n_iter })
    }

    async fn start(&self, x: &Matrix, rng: Rng, pace: &Pace) -> Result<Vec<Vec<f64>>> {
        let k = match &self.start {
            Start::PlusPlus { n_clusters } => *n_clusters as usize,
            Start::Given(places) => places.len(),
        };
        EngineError::unless_within("n_clusters", 1.0, 1_000.0, k as f64)?;
        EngineError::unless_within("max_iter", 1.0, 100_000.0, f64::from(self.max_iter))?;
        if x.n_rows() < k {
            let (needed, found) = (k as u64, x.n_rows() as u64);
            return Err(EngineError::TooFewRows { what: "clusters".into(), needed, found });
        }
        let given: &[Vec<f64>] = if let Start::Given(places) = &self.start { places } else { &[] };
        if let Some(odd) = given.iter().find(|place| place.len() != x.n_cols()) {
            let (expected, found) = (x.n_cols() as u64, odd.len() as u64);
            return Err(EngineError::LengthMismatch { what: "start".into(), expected, found });
        }
        if x.values().iter().chain(given.iter().flatten()).any(|value| !value.is_finite()) {
            return Err(EngineError::NotFinite { what: "x".into() });
        }
        Ok(if given.is_empty() { plus_plus(x, k, rng, pace).await } else { given.to_vec() })
    }
}

async fn plus_plus(x: &Matrix, k: usize, mut rng: Rng, pace: &Pace) -> Vec<Vec<f64>> {
    let n = x.n_rows();
    let mut centers = vec![x.row(rng.below(n as u32) as usize).to_vec()];
    let (mut distances, mut meter) = (vec![f64::INFINITY; n], Meter::default());
    while centers.len() < k {
        let last = &centers[centers.len() - 1];
        for (i, own) in distances.iter_mut().enumerate() {
            *own = own.min(square(x.row(i), last));
            if meter.spend(x.n_cols()) {
                pace.pause().await;
            }
        }
        let mut left = rng.uniform() * math::sum(&distances);
        // Where all rows stand on centres, any row will do.
        let mut drawn = rng.below(n as u32) as usize;
        for (i, distance) in distances.iter().enumerate().filter(|(_, distance)| **distance > 0.0) {
            drawn = i;
            left -= distance;
            if left <= 0.0 {
                break;
            }
        }
        centers.push(x.row(drawn).to_vec());
    }
    centers
}

/// The nearest centre of each row, of equally near ones the first, and the squared distance to it.
async fn nearest(x: &Matrix, centers: &[Vec<f64>], pace: &Pace) -> (Vec<u32>, Vec<f64>) {
    let (mut labels, mut distances, mut meter) = (Vec::new(), Vec::new(), Meter::default());
    for i in 0..x.n_rows() {
        let (mut label, mut least) = (0, f64::INFINITY);
        for (k, center) in (0_u32..).zip(centers) {
            let distance = square(x.row(i), center);
            if distance < least {
                (label, least) = (k, distance);
            }
        }
        labels.push(label);
        distances.push(least);
        if meter.spend(centers.len() * x.n_cols()) {
            pace.pause().await;
        }
    }
    (labels, distances)
}

/// The mean of the rows of each cluster.
async fn means(x: &Matrix, labels: &[u32], distances: &mut [f64], k: usize, pace: &Pace) -> Vec<Vec<f64>> {
    let (mut sums, mut counts, mut meter) =
        (vec![vec![0.0; x.n_cols()]; k], vec![0_u32; k], Meter::default());
    for (i, label) in labels.iter().enumerate() {
        counts[*label as usize] += 1;
        sums[*label as usize].iter_mut().zip(x.row(i)).for_each(|(sum, value)| *sum += value);
        if meter.spend(x.n_cols()) {
            pace.pause().await;
        }
    }
    for (sum, count) in sums.iter_mut().zip(&counts) {
        if *count > 0 {
            sum.iter_mut().for_each(|value| *value /= f64::from(*count));
            continue;
        }
        let furthest =
            (0..distances.len()).fold(0, |far, i| if distances[i] > distances[far] { i } else { far });
        *sum = x.row(furthest).to_vec();
        distances[furthest] = 0.0;
    }
    sums
}

fn square(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum()
}

impl Fitted {
    /// The cluster of each row of `x`.
    ///
    /// # Errors
    /// [`EngineError::LengthMismatch`] for another number of features.
    pub async fn predict(&self, x: &Matrix, pace: &Pace) -> Result<Vec<u32>> {
        let (expected, found) = (self.centers[0].len() as u64, x.n_cols() as u64);
        if expected != found {
            return Err(EngineError::LengthMismatch { what: "features".into(), expected, found });
        }
        Ok(nearest(x, &self.centers, pace).await.0)
    }
}
