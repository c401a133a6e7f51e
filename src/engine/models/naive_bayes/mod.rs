//! Naive Bayes (scikit-learn's `GaussianNB`, `MultinomialNB` and `BernoulliNB`): how the columns of each class usually
//! look, and by Bayes' rule which class a row looks like, as if columns had nothing to do with each other.
//!
//! `P(class | row) ∝ P(class) · Π P(value | class)` over the columns. It is learned in one pass, and sums in logarithms.

mod counts;
mod gaussian;

use serde::{Deserialize, Serialize};

pub use self::counts::Counts;
pub use self::gaussian::Gaussian;
use super::logistic::ClassWeight;
use super::tree::check_features;
use super::weights::{self, equal};
use super::{Answers, one_class};
use crate::error::{EngineError, Result};
use crate::later::later;
use crate::math;
use crate::matrix::Matrix;
use crate::task::Task;
use crate::work::{BLOCK, Meter, Pace};

/// How the values of a column are taken to come about within a class.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Likelihood {
    /// Around a mean, as a bell curve (`GaussianNB`).
    Gaussian {
        /// Added to each variance, as a share of the largest variance of a column: of more, single columns say less.
        var_smoothing: f64,
    },
    /// As counts, such as words of a text, that share one total (`MultinomialNB`).
    Multinomial {
        /// Added to each count, so that nothing is impossible.
        alpha: f64,
    },
    /// As there or not (`BernoulliNB`).
    Bernoulli {
        /// Added to both counts, so that nothing is impossible.
        alpha: f64,
        /// A value above it is "there".
        binarize: f64,
    },
}

/// The dials.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Params {
    /// How values come about.
    pub likelihood: Likelihood,
    /// The share of each class, beforehand; `None`: as among the training rows.
    pub class_prior: Option<Vec<f64>>,
    /// How much the classes count, rows counted by their weights: balanced, they are equally likely beforehand, unless
    /// `class_prior` says otherwise.
    #[serde(default = "equal")]
    pub class_weight: ClassWeight,
}

later!(Params { likelihood, class_prior } class_weight if |params| params.class_weight != ClassWeight::Equal);

impl Default for Params {
    /// scikit-learn's `GaussianNB`.
    fn default() -> Self {
        let likelihood = Likelihood::Gaussian { var_smoothing: 1e-9 };
        Self { likelihood, class_prior: None, class_weight: ClassWeight::Equal }
    }
}

/// What was learned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    /// The kind of answer.
    pub task: Task,
    /// Number of features of the rows learned from.
    pub n_features: u32,
    /// The share of each class, beforehand.
    pub class_prior: Vec<f64>,
    /// How each class looks.
    pub looks: Looks,
}

/// How each class looks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Looks {
    /// By bell curves.
    Gaussian(Gaussian),
    /// By counts, or by there or not.
    Counts(Counts),
}

/// The training rows.
struct Rows<'a> {
    x: &'a Matrix,
    answers: &'a Answers,
    /// Weight of the rows of each class.
    totals: Vec<f64>,
}

impl Rows<'_> {
    /// Each row with its class and its weight.
    fn each(&self) -> impl Iterator<Item = (&[f64], usize, f64)> {
        let y = self.answers.y.iter();
        y.enumerate().map(|(i, y)| (self.x.row(i), *y as usize, self.answers.weight(i)))
    }

    /// Sums over the rows of each class, weighted: `of(class, column, value)`, class after class.
    async fn sums(&self, of: impl Fn(usize, usize, f64) -> f64, pace: &Pace) -> Vec<f64> {
        let d = self.x.n_cols();
        let (mut sums, mut meter) = (vec![0.0; self.totals.len() * d], Meter::default());
        for (row, class, weight) in self.each() {
            let sums = &mut sums[class * d..(class + 1) * d];
            for (j, (sum, value)) in sums.iter_mut().zip(row).enumerate() {
                *sum += weight * of(class, j, *value);
            }
            if meter.spend(4 * d) {
                pace.pause().await;
            }
        }
        sums
    }
}

impl Params {
    /// Learns from finite `x`, shape `(n_samples, n_features)`, and its answers, classes or yes and no.
    ///
    /// # Errors
    /// [`EngineError::OneClass`]; [`EngineError::OutOfRange`] for a dial; [`EngineError::Negative`] for a count below 0.
    pub async fn fit(&self, x: &Matrix, answers: &Answers, pace: &Pace) -> Result<Fitted> {
        self.check(x, answers, pace).await?;
        let answers = &weights::counting(answers, self.class_weight, true);
        pace.rest("train", 0, Some(1), None).await;
        let mut totals = vec![0.0; answers.n_classes as usize];
        (0..x.n_rows()).for_each(|i| totals[answers.y[i] as usize] += answers.weight(i));
        let shares = |shares: &[f64]| {
            let all = math::sum(shares);
            shares.iter().map(|share| share / all).collect()
        };
        let class_prior = shares(self.class_prior.as_ref().unwrap_or(&totals));
        let rows = Rows { x, answers, totals };
        let looks = match self.likelihood {
            Likelihood::Gaussian { var_smoothing } => {
                Looks::Gaussian(Gaussian::learn(&rows, var_smoothing, pace).await)
            }
            Likelihood::Multinomial { alpha } => Looks::Counts(Counts::multinomial(&rows, alpha, pace).await),
            Likelihood::Bernoulli { alpha, binarize } => {
                Looks::Counts(Counts::bernoulli(&rows, alpha, binarize, pace).await)
            }
        };
        pace.rest("train", 1, Some(1), None).await;
        Ok(Fitted { task: answers.task, n_features: x.n_cols() as u32, class_prior, looks })
    }

    async fn check(&self, x: &Matrix, answers: &Answers, pace: &Pace) -> Result<()> {
        match self.likelihood {
            Likelihood::Gaussian { var_smoothing } => {
                EngineError::unless_within("var_smoothing", 1e-15, 1e9, var_smoothing)?;
            }
            Likelihood::Multinomial { alpha } => {
                EngineError::unless_within("alpha", 1e-10, 1e9, alpha)?;
                let d = x.n_cols().max(1);
                for rows in x.values().chunks(BLOCK * d) {
                    if let Some(at) = rows.iter().position(|value| *value < 0.0) {
                        return Err(EngineError::Negative { feature: (at % d) as u32, column: None });
                    }
                    pace.pause().await;
                }
            }
            Likelihood::Bernoulli { alpha, binarize } => {
                EngineError::unless_within("alpha", 1e-10, 1e9, alpha)?;
                EngineError::unless_within("binarize", f64::MIN, f64::MAX, binarize)?;
            }
        }
        if let Some(prior) = &self.class_prior {
            let (expected, found) = (u64::from(answers.n_classes), prior.len() as u64);
            if expected != found {
                return Err(EngineError::LengthMismatch { what: "class_prior".into(), expected, found });
            }
            prior.iter().try_for_each(|share| EngineError::unless_within("class_prior", 0.0, 1.0, *share))?;
            EngineError::unless_within("class_prior", 1.0 - 1e-8, 1.0 + 1e-8, math::sum(prior))?;
        }
        one_class(&answers.y)
    }
}

impl Fitted {
    /// `ln (P(class) · P(row | class))` of each class for one row of `n_features` numbers; `-∞` of what cannot be.
    #[must_use]
    pub fn joint_log_proba(&self, row: &[f64]) -> Vec<f64> {
        let k = 0..self.class_prior.len();
        let likely = |class| match &self.looks {
            Looks::Gaussian(looks) => looks.log_likelihood(class, row),
            Looks::Counts(looks) => looks.log_likelihood(class, row),
        };
        k.map(|class| math::ln(self.class_prior[class]) + likely(class)).collect()
    }

    /// How much each column speaks for a class `a` against another, `b`: `ln (P(value | a) / P(value | b))`. With `ln
    /// (P(a) / P(b))` they sum up to the logarithm of how many times as likely `a` is said to be. Nothing speaks in a row
    /// that no class could have.
    #[must_use]
    pub fn evidence(&self, row: &[f64], [a, b]: [u32; 2]) -> Vec<f64> {
        let likely = |class, j| match &self.looks {
            Looks::Gaussian(looks) => looks.log_likelihood_of(class, j, row),
            Looks::Counts(looks) => looks.log_likelihood_of(class, j, row),
        };
        if says_nothing(&self.joint_log_proba(row)) {
            return vec![0.0; row.len()];
        }
        (0..row.len()).map(|j| likely(a as usize, j) - likely(b as usize, j)).collect()
    }

    /// The probability of yes, or of each class, for each row of `x`: shape `(n_samples, n_outputs)`. A row that no
    /// class could have gets the shares beforehand.
    ///
    /// # Errors
    /// [`EngineError::LengthMismatch`] for another number of features.
    pub async fn predict(&self, x: &Matrix, pace: &Pace) -> Result<Matrix> {
        check_features(self.n_features, x)?;
        let k = self.class_prior.len();
        let binary = self.task == Task::Binary;
        let (mut said, mut meter) = (Vec::new(), Meter::default());
        for i in 0..x.n_rows() {
            let shares = self.shares(&self.joint_log_proba(x.row(i)));
            said.extend_from_slice(if binary { &shares[1..] } else { &shares });
            if meter.spend(4 * k * (x.n_cols() + 4)) {
                pace.pause().await;
            }
        }
        Matrix::new(x.n_rows(), if binary { 1 } else { k }, said)
    }

    /// How far a class `a` lies from another, `b`, column by column. Of bell curves the difference of the means in
    /// standard deviations within the classes (all of them), without what smooths; 0 where there is none. Otherwise `ln
    /// (P(a) / P(b))` of what a count falls to, or of being there: 0 where it is as common in both, `ln 2` where twice as
    /// common in `a`.
    #[must_use]
    pub fn differences(&self, [a, b]: [usize; 2]) -> Vec<f64> {
        let d = self.n_features as usize;
        let looks = match &self.looks {
            Looks::Gaussian(looks) => looks,
            Looks::Counts(looks) => {
                let log = &looks.feature_log_prob;
                return (0..d).map(|j| log[a * d + j] - log[b * d + j]).collect();
            }
        };
        let difference = |j: usize| {
            let within = |class: usize| self.class_prior[class] * (looks.var[class * d + j] - looks.epsilon);
            let all = (0..self.class_prior.len()).fold(0.0, |sum, class| sum + within(class));
            let spread = math::sqrt(all.max(0.0));
            if spread > 0.0 { (looks.theta[a * d + j] - looks.theta[b * d + j]) / spread } else { 0.0 }
        };
        (0..d).map(difference).collect()
    }

    fn shares(&self, logs: &[f64]) -> Vec<f64> {
        let highest = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        if says_nothing(logs) {
            return self.class_prior.clone();
        }
        let powers: Vec<f64> = logs.iter().map(|log| math::exp(log - highest)).collect();
        let all = math::sum(&powers);
        powers.iter().map(|power| power / all).collect()
    }
}

/// Whether no class could have a row with these logarithms: squares of huge numbers are infinite, and then a sum of them
/// may be no number.
fn says_nothing(logs: &[f64]) -> bool {
    logs.iter().all(|log| *log == f64::NEG_INFINITY) || logs.iter().any(|log| log.is_nan())
}
