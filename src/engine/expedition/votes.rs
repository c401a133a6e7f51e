//! A look inside many trees, which nobody can read one by one: what they ask about, and how those of a forest do on rows
//! that they never saw.

use serde::{Deserialize, Serialize};

use super::inside::{Weight, by_column, largest};
use super::on_demand::OnDemand;
use super::pipeline::Pipeline;
use super::plan::Fit;
use crate::math;
use crate::models::Model;
use crate::prepare::balance::Method;
use crate::task::Task;

/// What many trees ask about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Votes {
    /// How many trees; of several classes boosting grows one a class at a time.
    pub trees: u32,
    /// The columns that count most, the first most: of a forest the share that questions about it, or about what is made
    /// of it, take of all impurity that is taken off (scikit-learn's `feature_importances_`); of boosting the share of all
    /// questions (LightGBM's `split`).
    pub columns: Vec<Weight>,
    /// Of a forest, how good its trees are on training rows that they never saw: the share of right ones, of numbers R²;
    /// `None` if there are no such rows, or R² is undefined, or rows were repeated before: then a tree that never saw a row
    /// may have seen its copy.
    pub oob_score: OnDemand<f64>,
    /// Beside it, how often always giving the commonest answer of the training rows would be right; of numbers nothing.
    pub usual: OnDemand<f64>,
}

/// What the trees of a forest, or of boosting, ask about; `None` of any other model.
/// `y` are the answers of the training rows.
pub(super) fn votes(pipeline: &Pipeline, fit: &Fit, y: &[f64]) -> Option<Votes> {
    let (trees, of_feature, oob_score) = match &pipeline.model {
        Model::RandomForest(fitted) => {
            (fitted.trees.len(), fitted.feature_importances.clone(), fitted.oob_score)
        }
        Model::Boosting(fitted) => {
            let mut asked = vec![0.0; fitted.n_features as usize];
            for tree in &fitted.trees {
                let nodes = tree.feature.iter().zip(&tree.left);
                nodes.filter(|(_, left)| **left > 0).for_each(|(feature, _)| asked[*feature as usize] += 1.0);
            }
            let all = math::sum(&asked).max(1.0);
            (fitted.trees.len(), asked.into_iter().map(|asked| asked / all).collect(), None)
        }
        _ => return None,
    };
    let repeated = fit.balance.is_some_and(|balance| balance.method == Method::Oversample);
    let oob_score = oob_score.filter(|_| !repeated);
    let (columns, groups) = by_column(&pipeline.recipe);
    let share = |features: &Vec<u32>| {
        math::sum(&features.iter().map(|j| of_feature[*j as usize]).collect::<Vec<f64>>())
    };
    let columns = columns.into_iter().zip(&groups);
    let columns = columns.map(|(column, of)| Weight { feature: column.into(), weight: share(of) });
    let columns = columns.filter(|column| column.weight > 0.0).collect();
    let usual = (pipeline.task != Task::Regression && oob_score.is_some()).then(|| match &pipeline.left {
        Some(left) => f64::from(left.of_each.iter().copied().max().unwrap_or(0)) / f64::from(left.n.max(1)),
        None => commonest(y),
    });
    Some(Votes {
        trees: trees as u32,
        columns: largest(columns),
        oob_score: OnDemand(oob_score),
        usual: OnDemand(usual),
    })
}

/// The share of the commonest of some classes.
fn commonest(y: &[f64]) -> f64 {
    let mut sorted: Vec<u32> = y.iter().map(|class| *class as u32).collect();
    sorted.sort_unstable();
    let most = sorted.chunk_by(|a, b| a == b).map(<[u32]>::len).max().unwrap_or(0);
    most as f64 / y.len().max(1) as f64
}
