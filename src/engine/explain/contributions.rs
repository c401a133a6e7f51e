//! What each feature adds to a single answer: exact for formulas, for naive Bayes and for trees.
//!
//! A base and an amount a feature sum up to what the model says. The base is what is said before a row is looked at: on
//! average over the training rows, by naive Bayes from the shares of the classes; an amount says how far this row's value
//! moves it.
//!
//! Of several classes one is told against another. What a model says of two of them differs by what each says of the one
//! less what it says of the other, so that every way of two kinds of answer is one of this difference too: with both in
//! logarithms it is the log-odds of the first where only these two are in question.

use serde::{Deserialize, Serialize};

use super::tree_shap::{Walked, tree_shap};
use crate::error::{EngineError, Result};
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
    /// Of two classes, by how much the probability of the first is above that of the second: what trees that vote add
    /// up.
    Lead,
}

/// A class, and the one it is told against.
pub type Pair = [u32; 2];

/// The contributions to some answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Contributions {
    /// What they are counted in.
    pub scale: Scale,
    /// What is said of each row before it is looked at: the same of all, but for classes, where it is of each pair.
    pub base: Vec<f64>,
    /// What each feature adds, `n_features` numbers a row.
    pub rows: Vec<Vec<f64>>,
}

impl Scale {
    /// What is said of a sum: the probability, or the number.
    #[must_use]
    pub fn says(self, sum: f64) -> f64 {
        match self {
            Self::LogOdds => math::sigmoid(sum),
            Self::Probability | Self::Number | Self::Lead => sum,
        }
    }
}

/// Whether there is an exact way for this kind of model.
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
/// model without an exact way. Where it names one of several classes, `pairs` says for each row which class is told against
/// which; a class that it never learned has no amounts that are numbers.
///
/// Of a logistic regression `coef · (x − mean)`, the mean over the rows it learned from: the Shapley values of a sum,
/// features taken for independent. Of naive Bayes `ln P(value | yes) − ln P(value | no)`, the weights of evidence (Good
/// 1950). Of trees, see [`tree_shap`]; they carry their own background.
///
/// # Errors
/// [`LengthMismatch`](crate::error::EngineError::LengthMismatch) for rows of another width, or pairs that are not one a
/// row of classes and none elsewhere; [`OutOfRange`](crate::error::EngineError::OutOfRange) for a class.
pub async fn contributions(
    model: &Model,
    x: &Matrix,
    pairs: &[Pair],
    pace: &Pace,
) -> Result<Option<Contributions>> {
    let several = model.task() == Task::Multiclass;
    let (expected, found) = (if several { x.n_rows() as u64 } else { 0 }, pairs.len() as u64);
    if expected != found {
        return Err(EngineError::LengthMismatch { what: "pairs".into(), expected, found });
    }
    let all = || 0..x.n_rows() as u32;
    let mut groups: Vec<(Option<Pair>, Vec<u32>)> = Vec::new();
    for (row, pair) in all().zip(pairs) {
        match groups.iter_mut().find(|(known, _)| *known == Some(*pair)) {
            Some((_, rows)) => rows.push(row),
            None => groups.push((Some(*pair), vec![row])),
        }
    }
    if !several {
        groups.push((None, all().collect()));
    }
    let mut told = Contributions {
        scale: scale(model),
        base: vec![0.0; x.n_rows()],
        rows: vec![Vec::new(); x.n_rows()],
    };
    let mut before = 0;
    for (pair, rows) in groups {
        let Some((base, amounts)) = explained(model, (x, &rows, before), pair, pace).await? else {
            return Ok(None);
        };
        for (row, amounts) in rows.iter().zip(amounts) {
            told.base[*row as usize] = base;
            told.rows[*row as usize] = amounts;
        }
        before += rows.len();
        pace.pause().await;
    }
    Ok(Some(told))
}

fn scale(model: &Model) -> Scale {
    let votes = matches!(model, Model::Majority(_) | Model::DecisionTree(_) | Model::RandomForest(_));
    match (model.task(), votes) {
        (Task::Regression, _) => Scale::Number,
        (Task::Binary | Task::Multiclass, false) => Scale::LogOdds,
        (Task::Binary, true) => Scale::Probability,
        (Task::Multiclass, true) => Scale::Lead,
    }
}

/// Some rows of a matrix, and how many were explained before them.
type Rows<'a> = (&'a Matrix, &'a [u32], usize);

/// Base, and the amounts of each of some rows.
type Explained = (f64, Vec<Vec<f64>>);

async fn explained(
    model: &Model,
    of: Rows<'_>,
    pair: Option<Pair>,
    pace: &Pace,
) -> Result<Option<Explained>> {
    // What is told of the outputs of a model: the only one, or how far one is above another.
    let outputs = |n: usize| -> Result<()> {
        let highest = pair.iter().flatten().fold(0, |highest, class| highest.max(*class));
        EngineError::unless_within("class", 0.0, n as f64 - 1.0, f64::from(highest))
    };
    let answer = |outputs: &[f64]| match pair {
        None => outputs[0],
        Some([one, other]) => outputs[one as usize] - outputs[other as usize],
    };
    let (trees, n_features, baseline, share): (Vec<Walked>, _, _, _) = match model {
        Model::Majority(fitted) => {
            outputs(fitted.usual.len())?;
            (Vec::new(), fitted.n_features, answer(&fitted.usual), 1.0)
        }
        Model::NaiveBayes(fitted) => {
            return evidence(fitted, of, pair.unwrap_or([1, 0]), pace).await.map(Some);
        }
        Model::DecisionTree(fitted) => {
            let tree = &fitted.tree;
            outputs(tree.n_outputs as usize)?;
            (vec![Walked::of_tree(tree, answer)], tree.n_features, 0.0, 1.0)
        }
        Model::RandomForest(fitted) => {
            let k = fitted.n_outputs as usize;
            outputs(k)?;
            let trees: Vec<Walked> =
                fitted.trees.iter().map(|tree| Walked::of_short(tree, k, answer)).collect();
            let share = 1.0 / trees.len().max(1) as f64;
            (trees, fitted.n_features, 0.0, share)
        }
        Model::Boosting(fitted) => {
            let k = fitted.baseline.len();
            outputs(k)?;
            // Each class has trees of its own: what those of another say is not told.
            let sign = |class: usize| match pair {
                None => Some(1.0),
                Some([one, _]) if one as usize == class => Some(1.0),
                Some([_, other]) if other as usize == class => Some(-1.0),
                Some(_) => None,
            };
            let trees = fitted.trees.iter().enumerate();
            let trees = trees.filter_map(|(i, tree)| Some(Walked::of_boosted(tree, sign(i % k)?)));
            (trees.collect(), fitted.n_features, answer(&fitted.baseline), 1.0)
        }
        _ => return lines(model, pair, of),
    };
    check_features(n_features, of.0)?;
    let (base, rows) = tree_shap(&trees, of, share, pace).await;
    Ok(Some((baseline + base, rows)))
}

/// A straight line, or how far one of several is above another.
fn lines(model: &Model, pair: Option<Pair>, (x, rows, _): Rows<'_>) -> Result<Option<Explained>> {
    let Some(Lines { coef, intercept, mean }) = model.lines() else { return Ok(None) };
    check_features(mean.len() as u32, x)?;
    let line = |at: usize| (&coef[at * mean.len()..][..mean.len()], intercept[at]);
    let (coef, intercept) = match (model, pair) {
        (Model::Softmax(fitted), Some(pair)) => {
            let n = f64::from(fitted.n_classes) - 1.0;
            pair.iter().try_for_each(|k| EngineError::unless_within("class", 0.0, n, f64::from(*k)))?;
            let places = pair.map(|class| fitted.classes.iter().position(|known| *known == class));
            let [Some(one), Some(other)] = places.map(|place| place.map(line)) else {
                return Ok(Some((f64::NAN, vec![vec![f64::NAN; mean.len()]; rows.len()])));
            };
            (one.0.iter().zip(other.0).map(|(a, b)| a - b).collect::<Vec<f64>>(), one.1 - other.1)
        }
        _ => (line(0).0.to_vec(), line(0).1),
    };
    let amounts = |row: &u32| {
        let of = coef.iter().zip(x.row(*row as usize)).zip(mean);
        of.map(|((coef, value), mean)| coef * (value - mean)).collect()
    };
    Ok(Some((intercept + math::dot(&coef, mean), rows.iter().map(amounts).collect())))
}

async fn evidence(
    fitted: &naive_bayes::Fitted,
    (x, rows, _): Rows<'_>,
    pair: Pair,
    pace: &Pace,
) -> Result<Explained> {
    check_features(fitted.n_features, x)?;
    let prior = &fitted.class_prior;
    let n = prior.len() as f64 - 1.0;
    pair.iter().try_for_each(|k| EngineError::unless_within("class", 0.0, n, f64::from(*k)))?;
    let (mut amounts, mut meter) = (Vec::with_capacity(rows.len()), Meter::default());
    for row in rows {
        amounts.push(fitted.evidence(x.row(*row as usize), pair));
        if meter.spend(8 * x.n_cols()) {
            pace.pause().await;
        }
    }
    let [one, other] = pair.map(|class| math::ln(prior[class as usize]));
    Ok((one - other, amounts))
}
