//! A neural network (scikit-learn's `MLPClassifier` and `MLPRegressor`): one to three hidden layers of units, each of
//! which adds up what comes in, with a weight each, and passes it on bent.
//!
//! It learns by gradient descent on small batches of rows in random order, each weight at its own speed ([`adam`]). It
//! computes with 32-bit numbers. Nothing is scaled here but the answers of a regression, which are learned as distances
//! from their mean in standard deviations (scikit-learn's `TransformedTargetRegressor`): columns of large numbers drown
//! the others, so a recipe should standardise them first.

mod adam;
mod layers;
mod learn;
mod output;
mod product;

use serde::{Deserialize, Serialize};

use self::layers::Shape;
use super::Answers;
use super::logistic::ClassWeight;
use super::weights::{self, equal};
use crate::error::{EngineError, Result};
use crate::later::later;
use crate::matrix::Matrix;
use crate::rng::Rng;
use crate::task::Task;
use crate::work::{Meter, Pace};

/// More weights than this, and one step of learning takes longer than a step may.
const MOST_WEIGHTS: f64 = 1_048_576.0;
/// Inputs beyond this count as this: squares of what comes of them must stay numbers of 32 bits.
const REACH: f64 = 1e9;

/// How a hidden unit bends what it passes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Activation {
    /// Nothing below zero, the number itself above.
    Relu,
    /// The hyperbolic tangent: an S from −1 to 1.
    Tanh,
}

/// The dials.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Params {
    /// Units of each hidden layer, the first first: one to three layers.
    pub hidden_layer_sizes: Vec<u32>,
    /// How they bend.
    pub activation: Activation,
    /// Weight decay: `½ alpha · ‖weights‖²`, divided by the rows of a batch, is added to its loss.
    pub alpha: f64,
    /// Probability of leaving a hidden unit out, drawn anew for each row while it learns.
    pub dropout: f64,
    /// How far a weight moves at a time, about.
    pub learning_rate_init: f64,
    /// Rows after which the weights move.
    pub batch_size: u32,
    /// Whether the rows go by in another order in each pass.
    pub shuffle: bool,
    /// Passes over the rows (epochs) at most.
    pub max_iter: u32,
    /// Whether to hold back rows, stop when their loss no longer falls, and go back to where it was lowest.
    pub early_stopping: bool,
    /// Share of the rows (of each class) held back for that.
    pub validation_fraction: f64,
    /// Passes without gain after which to stop.
    pub n_iter_no_change: u32,
    /// Less than this is no gain.
    pub tol: f64,
    /// How much the classes count, rows counted by their weights; of no matter for numbers.
    #[serde(default = "equal")]
    pub class_weight: ClassWeight,
}

later!(Params { hidden_layer_sizes, activation, alpha, dropout, learning_rate_init, batch_size, shuffle, max_iter, early_stopping, validation_fraction, n_iter_no_change, tol }
    class_weight if |params| params.class_weight != ClassWeight::Equal);

impl Default for Params {
    /// scikit-learn's, but for what suits the thousands of rows of a page: 32 hidden units (100 there), batches of 64
    /// (200), weight decay of 0.1 (0.0001). Stopping goes by the loss, not by the accuracy, which tells little where yes
    /// is rare; and without early stopping all passes are gone through.
    fn default() -> Self {
        Self {
            hidden_layer_sizes: vec![32],
            activation: Activation::Relu,
            alpha: 0.1,
            dropout: 0.0,
            learning_rate_init: 1e-3,
            batch_size: 64,
            shuffle: true,
            max_iter: 200,
            early_stopping: false,
            validation_fraction: 0.1,
            n_iter_no_change: 10,
            tol: 1e-4,
            class_weight: ClassWeight::Equal,
        }
    }
}

/// The weights on the way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    /// After so many passes.
    pub epoch: u32,
    /// As [`Fitted::weights`].
    pub weights: Vec<f32>,
}

/// What was learned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    /// The kind of answer.
    pub task: Task,
    /// How hidden units bend.
    pub activation: Activation,
    /// Width of the input, of each hidden layer and of the output.
    pub widths: Vec<u32>,
    /// Layer after layer: a weight from each input to each unit (all of the first input, then of the next), then a bias
    /// a unit. See [`Fitted::layer`].
    pub weights: Vec<f32>,
    /// Mean and standard deviation of the answers learned from, of a regression; else 0 and 1.
    pub target: [f64; 2],
    /// The weights are those after so many passes.
    pub n_iter: u32,
    /// The mean loss over the training rows as each pass went by them, without weight decay (nats, or half the squared
    /// error in the unit of `target`).
    pub train_loss: Vec<f64>,
    /// The same over the rows held back, before the first pass and after each; empty without.
    pub held_loss: Vec<f64>,
    /// The way to the answer, evenly thinned: the start first, the answer itself not among them.
    pub path: Vec<Snapshot>,
}

impl Params {
    /// Learns from finite `x`, shape `(n_samples, n_features)`, and `answers`. `rng` draws the rows held back, the first
    /// weights, the order of rows and the units left out.
    ///
    /// # Errors
    /// [`EngineError::OneClass`], [`EngineError::OutOfRange`] for a dial or more than a million weights,
    /// [`EngineError::TooFewRows`] if none can be held back, [`EngineError::NotFinite`] if the loss runs away.
    pub async fn fit(&self, x: &Matrix, answers: &Answers, rng: Rng, pace: &Pace) -> Result<Fitted> {
        self.fit_from(None, x, answers, rng, pace).await
    }

    /// The same from given weights on, in the order of [`Fitted::weights`] (scikit-learn's `warm_start`); `None`: drawn
    /// ones.
    ///
    /// # Errors
    /// As [`Params::fit`], and [`EngineError::LengthMismatch`] for another number of weights.
    pub async fn fit_from(
        &self,
        start: Option<&[f32]>,
        x: &Matrix,
        answers: &Answers,
        rng: Rng,
        pace: &Pace,
    ) -> Result<Fitted> {
        let widths = self.widths(x, answers, start)?;
        if answers.task != Task::Regression {
            super::one_class(&answers.y)?;
        }
        let answers = &weights::counting(answers, self.class_weight, true);
        learn::learn(self, widths, start, (x, answers), rng, pace).await
    }

    /// The mean loss over all rows at the weights `start`, weight decay included (over the rows' sum of weights), and its
    /// derivatives, in the order of [`Fitted::weights`]. Nothing is left out.
    ///
    /// # Errors
    /// [`EngineError::OutOfRange`], [`EngineError::LengthMismatch`] for another number of weights.
    pub async fn gradient(
        &self,
        start: &[f32],
        x: &Matrix,
        answers: &Answers,
        pace: &Pace,
    ) -> Result<(f64, Vec<f32>)> {
        let widths = self.widths(x, answers, Some(start))?;
        let answers = &weights::counting(answers, self.class_weight, true);
        Ok(learn::gradient(self, &widths, start, (x, answers), pace).await)
    }

    /// Width of the input, of each hidden layer and of the output, if it is possible.
    fn widths(&self, x: &Matrix, answers: &Answers, start: Option<&[f32]>) -> Result<Vec<u32>> {
        self.check()?;
        let mut widths = vec![x.n_cols() as u32];
        widths.extend(&self.hidden_layer_sizes);
        widths.push(answers.n_outputs() as u32);
        let weights: f64 = widths.windows(2).map(|w| (f64::from(w[0]) + 1.0) * f64::from(w[1])).sum();
        EngineError::unless_within("weights", 0.0, MOST_WEIGHTS, weights)?;
        match start.map(<[f32]>::len) {
            Some(found) if found as f64 != weights => Err(EngineError::LengthMismatch {
                what: "weights".into(),
                expected: weights as u64,
                found: found as u64,
            }),
            _ => Ok(widths),
        }
    }

    fn check(&self) -> Result<()> {
        let within = EngineError::unless_within;
        within("hidden_layers", 1.0, 3.0, self.hidden_layer_sizes.len() as f64)?;
        for units in &self.hidden_layer_sizes {
            within("hidden_layer_sizes", 1.0, 1024.0, f64::from(*units))?;
        }
        within("alpha", 0.0, 1e6, self.alpha)?;
        within("dropout", 0.0, 0.9, self.dropout)?;
        within("learning_rate_init", 1e-7, 1.0, self.learning_rate_init)?;
        within("batch_size", 1.0, 10_000.0, f64::from(self.batch_size))?;
        within("max_iter", 1.0, 10_000.0, f64::from(self.max_iter))?;
        within("validation_fraction", 0.01, 0.9, self.validation_fraction)?;
        within("n_iter_no_change", 1.0, 10_000.0, f64::from(self.n_iter_no_change))?;
        within("tol", 0.0, 1.0, self.tol)
    }
}

impl Fitted {
    /// The weights into layer `l` (0: the first hidden one), shape `(n_in, n_out)`, and its biases; `None` beyond the
    /// last layer.
    #[must_use]
    pub fn layer(&self, l: usize) -> Option<(&[f32], &[f32])> {
        let sizes = self.widths.windows(2).map(|w| ((w[0] * w[1]) as usize, w[1] as usize));
        let at: usize = sizes.clone().take(l).map(|(weights, biases)| weights + biases).sum();
        let (weights, biases) = sizes.clone().nth(l)?;
        Some(self.weights.get(at..at + weights + biases)?.split_at(weights))
    }

    /// What it says of each row of `x`: shape `(n_samples, n_outputs)`.
    ///
    /// # Errors
    /// [`EngineError::LengthMismatch`] for another number of features.
    pub async fn predict(&self, x: &Matrix, pace: &Pace) -> Result<Matrix> {
        self.predict_at(&self.weights, x, pace).await
    }

    /// The probability of yes for each row of `x`, where the answer is yes or no.
    ///
    /// # Errors
    /// [`EngineError::Unsupported`] for another task, [`EngineError::LengthMismatch`] for another number of features.
    pub async fn predict_proba(&self, x: &Matrix, pace: &Pace) -> Result<Vec<f64>> {
        if self.task != Task::Binary {
            return Err(EngineError::Unsupported { what: format!("predict_proba for {}", self.task.name()) });
        }
        Ok(self.predict(x, pace).await?.values().to_vec())
    }

    /// What it says with the weights of a [`Snapshot`].
    ///
    /// # Errors
    /// [`EngineError::LengthMismatch`] for another number of features.
    pub async fn predict_at(&self, weights: &[f32], x: &Matrix, pace: &Pace) -> Result<Matrix> {
        let (first, last) = (self.widths.first(), self.widths.last());
        super::tree::check_features(first.copied().unwrap_or(0), x)?;
        let n_outputs = last.map_or(1, |n| *n as usize);
        let shape = Shape::new(&self.widths);
        let (weights, mut space, mut meter) = (shape.fill(weights), shape.space(), Meter::default());
        let mut said = Vec::with_capacity(x.n_rows() * n_outputs);
        for from in (0..x.n_rows()).step_by(space.rows) {
            let to = (from + space.rows).min(x.n_rows());
            let lines = product::filled(to - from);
            for (line, row) in space.values[0].chunks_exact_mut(shape.n_in()).zip(from..to) {
                line.iter_mut().zip(x.row(row)).for_each(|(to, value)| *to = near(*value));
            }
            shape.forward(&weights, self.activation, lines, &mut space, None);
            let z = space.values.last().map_or(&[][..], |z| z);
            for z in z.chunks_exact(shape.n_out()).take(to - from) {
                output::said(self.task, &z[..n_outputs], &mut said);
            }
            if meter.spend(lines * shape.len() / 4) {
                pace.pause().await;
            }
        }
        let [mean, spread] = self.target;
        if self.task == Task::Regression {
            said.iter_mut().for_each(|value| *value = mean + spread * *value);
        }
        Matrix::new(x.n_rows(), n_outputs, said)
    }
}

/// A number as it is computed with.
fn near(value: f64) -> f32 {
    value.clamp(-REACH, REACH) as f32
}
