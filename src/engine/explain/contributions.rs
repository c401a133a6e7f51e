//! What each feature adds to a single answer: exact for formulas, for naive Bayes and for trees.
//!
//! A base, the same for all rows, and an amount a feature sum up to what the model says. The base is what is said before
//! a row is looked at: on average over the training rows, by naive Bayes from the shares of the classes; an amount says
//! how far this row's value moves it.

use serde::{Deserialize, Serialize};

use super::tree_shap::{Walked, tree_shap};
use crate::error::Result;
use crate::math;
use crate::matrix::Matrix;
use crate::models::tree::check_features;
use crate::models::{Lines, Model, ModelSpec, naive_bayes};
use crate::task::Task;
use crate::work::{Meter, Pace};

/// What amounts are counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scale {
    /// `ln(p / (1 − p))`: what a formula, or trees one after the other, add up.
    LogOdds,
    /// A probability: what trees that vote share out.
    Probability,
    /// The unit of the target, where numbers are asked for.
    Number,
}

/// The contributions to some answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Contributions {
    /// What they are counted in.
    pub scale: Scale,
    /// What is said of no row in particular.
    pub base: f64,
    /// What each feature adds, `n_features` numbers a row.
    pub rows: Vec<Vec<f64>>,
}

impl Scale {
    /// What is said of a sum: the probability, or the number.
    #[must_use]
    pub fn says(self, sum: f64) -> f64 {
        match self {
            Self::LogOdds => math::sigmoid(sum),
            Self::Probability | Self::Number => sum,
        }
    }
}

/// Whether there is an exact way for this kind of model where it answers yes or no, or with a number.
#[must_use]
pub fn exact(spec: &ModelSpec) -> bool {
    match spec {
        ModelSpec::Majority
        | ModelSpec::Logistic(_)
        | ModelSpec::Linear(_)
        | ModelSpec::ElasticNet(_)
        | ModelSpec::NaiveBayes(_)
        | ModelSpec::DecisionTree(_)
        | ModelSpec::RandomForest(_)
        | ModelSpec::Boosting(_) => true,
        ModelSpec::KNeighbors(_) | ModelSpec::Network(_) => false,
    }
}

/// What each feature adds to what `model` says of each row of `x`, shape `(n_samples, n_features)`; `None` for a kind of
/// model without an exact way, or that names one of several classes.
///
/// Of a logistic regression `coef · (x − mean)`, the mean over the rows it learned from: the Shapley values of a sum,
/// features taken for independent. Of naive Bayes `ln P(value | yes) − ln P(value | no)`, the weights of evidence (Good
/// 1950). Of trees, see [`tree_shap`]; they carry their own background.
///
/// # Errors
/// [`LengthMismatch`](crate::error::EngineError::LengthMismatch) for rows of another width.
pub async fn contributions(model: &Model, x: &Matrix, pace: &Pace) -> Result<Option<Contributions>> {
    let [added, voted] = match model.task() {
        Task::Binary => [Scale::LogOdds, Scale::Probability],
        Task::Regression => [Scale::Number; 2],
        Task::Multiclass => return Ok(None),
    };
    let (trees, n_features, baseline, scale, share): (Vec<Walked>, _, _, _, _) = match model {
        Model::Majority(fitted) => (Vec::new(), fitted.n_features, fitted.usual[0], voted, 1.0),
        Model::NaiveBayes(fitted) => return evidence(fitted, x, pace).await.map(Some),
        Model::DecisionTree(fitted) => {
            let tree = &fitted.tree;
            (vec![Walked::of_tree(tree)], tree.n_features, 0.0, voted, 1.0)
        }
        Model::RandomForest(fitted) => {
            let trees: Vec<Walked> = fitted.trees.iter().map(Walked::of_short).collect();
            let share = 1.0 / trees.len().max(1) as f64;
            (trees, fitted.n_features, 0.0, voted, share)
        }
        Model::Boosting(fitted) => {
            let trees = fitted.trees.iter().map(Walked::of_boosted).collect();
            (trees, fitted.n_features, fitted.baseline[0], added, 1.0)
        }
        _ => return model.lines().map(|lines| linear(lines, added, x)).transpose(),
    };
    check_features(n_features, x)?;
    let (base, rows) = tree_shap(&trees, x, share, pace).await;
    Ok(Some(Contributions { scale, base: baseline + base, rows }))
}

fn linear(Lines { coef, intercept, mean }: Lines<'_>, scale: Scale, x: &Matrix) -> Result<Contributions> {
    check_features(coef.len() as u32, x)?;
    let amounts = |i: usize| {
        let of = coef.iter().zip(x.row(i)).zip(mean);
        of.map(|((coef, value), mean)| coef * (value - mean)).collect()
    };
    Ok(Contributions {
        scale,
        base: intercept[0] + math::dot(coef, mean),
        rows: (0..x.n_rows()).map(amounts).collect(),
    })
}

async fn evidence(fitted: &naive_bayes::Fitted, x: &Matrix, pace: &Pace) -> Result<Contributions> {
    check_features(fitted.n_features, x)?;
    let prior = &fitted.class_prior;
    let (mut rows, mut meter) = (Vec::with_capacity(x.n_rows()), Meter::default());
    for i in 0..x.n_rows() {
        rows.push(fitted.evidence(x.row(i)));
        if meter.spend(8 * x.n_cols()) {
            pace.pause().await;
        }
    }
    Ok(Contributions { scale: Scale::LogOdds, base: math::ln(prior[1]) - math::ln(prior[0]), rows })
}
