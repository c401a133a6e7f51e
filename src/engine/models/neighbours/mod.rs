//! k nearest neighbours (scikit-learn's `KNeighborsClassifier` and `KNeighborsRegressor`): a row is like the training
//! rows nearest to it, by Euclid's distance.
//!
//! Nothing is learned but where the rows are: the model keeps them, at most [`Params::max_samples`], and so it is as
//! large as they are and has its work when it is asked. Columns should be on one scale. Of rows equally near the
//! first ones count, as in scikit-learn's brute force where that is defined at all.

mod space;

use serde::{Deserialize, Serialize};

use self::space::{Rows, Space};
use super::logistic::ClassWeight;
use super::tree::check_features;
use super::weights::{self, equal};
use super::{Answers, one_class};
use crate::error::{EngineError, Result};
use crate::later::later;
use crate::math;
use crate::matrix::Matrix;
use crate::rng::Rng;
use crate::task::Task;
use crate::work::{Meter, Pace};

/// How much each neighbour counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weights {
    /// All the same.
    Uniform,
    /// By the inverse of its distance; rows in the very same place leave no say to others.
    Distance,
}

/// The dials.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Params {
    /// How many neighbours are asked; all rows, if there are fewer (scikit-learn refuses).
    pub n_neighbors: u32,
    /// How much each counts.
    pub weights: Weights,
    /// Training rows remembered at most; of more, so many are drawn. scikit-learn remembers all.
    pub max_samples: u32,
    /// How much the classes count, rows counted by their weights; of no matter for numbers. Balanced, a row of a rare class
    /// is several neighbours, one of a common class a part of one.
    #[serde(default = "equal")]
    pub class_weight: ClassWeight,
}

later!(Params { n_neighbors, weights, max_samples } class_weight if |params| params.class_weight != ClassWeight::Equal);

impl Default for Params {
    /// scikit-learn's, but for the rows: of 10,000, with some tens of columns, a page can still keep several models.
    fn default() -> Self {
        Self {
            n_neighbors: 5,
            weights: Weights::Uniform,
            max_samples: 10_000,
            class_weight: ClassWeight::Equal,
        }
    }
}

/// A remembered row that another is near to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Neighbour {
    /// Its place among the remembered rows.
    pub row: u32,
    /// How far it is, in the units of the columns.
    pub distance: f64,
    /// Its share of what all neighbours have to say, 0 to 1.
    pub say: f64,
}

/// The training rows, and what is asked of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    /// The kind of answer.
    pub task: Task,
    /// Number of classes; 0 of numbers.
    pub n_classes: u32,
    /// How many neighbours are asked.
    pub n_neighbors: u32,
    /// How much each counts.
    pub weights: Weights,
    /// The answer of each row remembered, in the order of the training rows.
    y: Vec<f64>,
    /// How much each row counts beside its nearness; empty: all the same.
    sample_weights: Vec<f64>,
    rows: Rows,
}

impl Params {
    /// Remembers finite `x`, shape `(n_samples, n_features)`, and its answers. A row of weight 2 is two neighbours
    /// (scikit-learn knows no weights here), one of weight 0 none. `rng` draws, where there are too many rows.
    ///
    /// # Errors
    /// [`EngineError::OneClass`], [`EngineError::OutOfRange`] for a dial.
    pub async fn fit(&self, x: &Matrix, answers: &Answers, mut rng: Rng, pace: &Pace) -> Result<Fitted> {
        EngineError::unless_within("n_neighbors", 1.0, 10_000.0, f64::from(self.n_neighbors))?;
        EngineError::unless_within("max_samples", 1.0, 50_000.0, f64::from(self.max_samples))?;
        if answers.task != Task::Regression {
            one_class(&answers.y)?;
        }
        let answers = &weights::counting(answers, self.class_weight, true);
        pace.rest("train", 0, Some(1), None).await;
        let kept = self.kept(answers, &mut rng);
        let of = |all: &[f64]| kept.iter().map(|i| all[*i as usize]).collect();
        let fitted = Fitted {
            task: answers.task,
            n_classes: answers.n_classes,
            n_neighbors: self.n_neighbors,
            weights: self.weights,
            y: of(&answers.y),
            sample_weights: answers.weights.as_ref().map_or_else(Vec::new, |weights| of(weights)),
            rows: Rows::remember(&x.take(&kept), pace).await,
        };
        pace.rest("train", 1, Some(1), None).await;
        Ok(fitted)
    }

    /// Which of the training rows are remembered, as positions in them, ascending. The model does not hold this: who wants
    /// to know draws once more, with the same `rng` that it was fitted with.
    #[must_use]
    pub fn kept(&self, answers: &Answers, rng: &mut Rng) -> Vec<u32> {
        let mut kept: Vec<u32> =
            (0..answers.y.len() as u32).filter(|i| answers.weight(*i as usize) > 0.0).collect();
        if kept.len() > self.max_samples as usize {
            rng.shuffle(&mut kept);
            kept.truncate(self.max_samples as usize);
            kept.sort_unstable();
        }
        kept
    }
}

impl Fitted {
    /// Number of training rows remembered.
    #[must_use]
    pub fn n_samples(&self) -> usize {
        self.y.len()
    }

    /// What the neighbours of each row of `x` say: the share of yes, the share of each class, or the mean; shape
    /// `(n_samples, n_outputs)`.
    ///
    /// # Errors
    /// [`EngineError::LengthMismatch`] for another number of features.
    pub async fn predict(&self, x: &Matrix, pace: &Pace) -> Result<Matrix> {
        check_features(self.rows.n_features(), x)?;
        let n_outputs = if self.task == Task::Multiclass { self.n_classes as usize } else { 1 };
        let mut said = Vec::with_capacity(x.n_rows() * n_outputs);
        // Where the rows are is unpacked for many questions at once.
        let space = if x.n_rows() > 0 { self.rows.unpack(pace).await } else { Space::default() };
        let mut meter = Meter::default();
        for row in 0..x.n_rows() {
            let (near, cost) = space.nearest(x.row(row), f64::from(self.n_neighbors), &self.sample_weights);
            let weights = self.weigh(&near);
            let weighed = near.iter().zip(&weights);
            if self.task == Task::Multiclass {
                let mut shares = vec![0.0; n_outputs];
                weighed.for_each(|((_, i), weight)| shares[self.y[*i as usize] as usize] += weight);
                let all = math::sum(&shares);
                said.extend(shares.into_iter().map(|share| share / all));
            } else {
                let sum: Vec<f64> = weighed.map(|((_, i), weight)| weight * self.y[*i as usize]).collect();
                said.push(math::sum(&sum) / math::sum(&weights));
            }
            if meter.spend(cost) {
                pace.pause().await;
            }
        }
        Matrix::new(x.n_rows(), n_outputs, said)
    }

    /// The neighbours of each row of `x`, shape `(n_samples, n_features)`, that [`predict`](Fitted::predict) asks, the
    /// nearest first: what it says of a row is the mean of their answers, each weighed by its say.
    ///
    /// # Errors
    /// [`EngineError::LengthMismatch`] for another number of features.
    pub async fn neighbours(&self, x: &Matrix, pace: &Pace) -> Result<Vec<Vec<Neighbour>>> {
        check_features(self.rows.n_features(), x)?;
        let space = if x.n_rows() > 0 { self.rows.unpack(pace).await } else { Space::default() };
        let (mut found, mut meter) = (Vec::with_capacity(x.n_rows()), Meter::default());
        for row in 0..x.n_rows() {
            let (near, cost) = space.nearest(x.row(row), f64::from(self.n_neighbors), &self.sample_weights);
            let weights = self.weigh(&near);
            let all = math::sum(&weights);
            let one = |(&(square, row), weight): (&(f64, u32), &f64)| Neighbour {
                row,
                distance: math::sqrt(square),
                say: weight / all,
            };
            found.push(near.iter().zip(&weights).map(one).collect());
            if meter.spend(cost) {
                pace.pause().await;
            }
        }
        Ok(found)
    }

    /// How much each of these neighbours, squared distance and row, counts; never nothing in all.
    fn weigh(&self, near: &[(f64, u32)]) -> Vec<f64> {
        let own = |(_, i): &(f64, u32)| self.sample_weights.get(*i as usize).copied().unwrap_or(1.0);
        let mut own: Vec<f64> = near.iter().map(own).collect();
        // Of the last one only as much as is still asked for.
        let excess = math::sum(&own) - f64::from(self.n_neighbors);
        if let Some(last) = own.last_mut().filter(|_| excess > 0.0) {
            *last -= excess;
        }
        if self.weights == Weights::Uniform {
            return own;
        }
        let inverse = |square: f64| 1.0 / math::sqrt(square);
        let same_place = near.iter().any(|(square, _)| inverse(*square).is_infinite());
        let weigh = |square: f64| match same_place {
            true => f64::from(u8::from(inverse(square).is_infinite())),
            false => inverse(square),
        };
        let weights: Vec<f64> =
            near.iter().zip(&own).map(|((square, _), own)| own * weigh(*square)).collect();
        // Rows infinitely far are all as far.
        if math::sum(&weights) > 0.0 { weights } else { own }
    }
}
