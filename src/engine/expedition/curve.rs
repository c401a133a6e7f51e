//! How a run learned: its losses after each of its steps.

use serde::{Deserialize, Serialize};

use super::pipeline::{self, Pipeline};
use crate::error::Result;
use crate::matrix::Matrix;
use crate::models::Model;
use crate::table::Table;
use crate::work::Pace;
use crate::worlds::WorldId;

/// Points of a curve at most; trees one after the other are many.
const POINTS: usize = 60;

/// The loss on training and validation rows: mean log loss, of numbers mean squared error.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Losses {
    /// After how much.
    pub at: u32,
    /// On training rows.
    pub train: f64,
    /// On validation rows.
    pub validation: Option<f64>,
}

/// The rows a run learned from, as the table has them and as the model sees them.
pub(super) struct Learned {
    pub(super) table: Table,
    pub(super) x: Matrix,
    pub(super) y: Vec<f64>,
    /// Whether the model got them in other numbers than they are there, or some counted for more: what it noted of its loss
    /// is then not about them.
    pub(super) drawn: bool,
}

/// The losses as it learned, all of them.
pub(super) async fn curve(
    pipeline: &Pipeline,
    train: &Learned,
    (x, y): (&Matrix, &[f64]),
    world: WorldId,
    pace: &Pace,
) -> Result<Vec<Losses>> {
    let task = pipeline.task;
    let loss = |y: &[f64], said: &[f64]| pipeline::loss(task, y, said);
    let mut curve = Vec::new();
    match &pipeline.model {
        // These learn in one go.
        Model::Majority(_) | Model::Linear(_) | Model::NaiveBayes(_) | Model::KNeighbors(_) => {}
        Model::Logistic(fitted) => {
            for (at, iterate) in (0..).zip(&fitted.path) {
                let mut learned = Some(iterate.loss);
                if train.drawn {
                    learned = loss(&train.y, &fitted.predict_at(iterate, &train.x, pace).await?)?;
                }
                let validation = loss(y, &fitted.predict_at(iterate, x, pace).await?)?;
                curve.extend(learned.map(|train| Losses { at, train, validation }));
            }
        }
        Model::ElasticNet(fitted) => {
            for (at, iterate) in (0..).zip(&fitted.path) {
                let mut learned = Some(iterate.loss);
                if train.drawn {
                    learned = loss(&train.y, &fitted.predict_at(iterate, &train.x, pace).await?)?;
                }
                let validation = loss(y, &fitted.predict_at(iterate, x, pace).await?)?;
                curve.extend(learned.map(|train| Losses { at, train, validation }));
            }
        }
        Model::Softmax(fitted) => {
            for (at, iterate) in (0..).zip(&fitted.path) {
                let mut learned = Some(iterate.loss);
                if train.drawn {
                    learned = loss(&train.y, fitted.predict_at(iterate, &train.x, pace).await?.values())?;
                }
                let validation = loss(y, fitted.predict_at(iterate, x, pace).await?.values())?;
                curve.extend(learned.map(|train| Losses { at, train, validation }));
            }
        }
        Model::DecisionTree(fitted) => {
            for at in 0..=fitted.tree.depth() {
                let learned = loss(&train.y, fitted.predict_at(at, &train.x, pace).await?.values())?;
                let validation = loss(y, fitted.predict_at(at, x, pace).await?.values())?;
                curve.extend(learned.map(|train| Losses { at, train, validation }));
            }
        }
        Model::Boosting(fitted) => {
            let mut learned = fitted.train_loss.clone();
            if train.drawn {
                let answers = pipeline::answers(world, train.y.clone());
                learned = fitted.staged_loss(&train.x, &answers, pace).await?;
            }
            let staged = fitted.staged_loss(x, &pipeline::answers(world, y), pace).await?;
            let both = (0..).zip(learned.iter().zip(staged));
            curve.extend(both.map(|(at, (train, other))| Losses {
                at,
                train: *train,
                validation: Some(other),
            }));
        }
        Model::RandomForest(fitted) => {
            let learned = fitted.staged_loss(&train.x, &train.y, pace).await?;
            let both = (1..).zip(learned.iter().zip(fitted.staged_loss(x, y, pace).await?));
            curve.extend(both.map(|(at, (train, other))| Losses {
                at,
                train: *train,
                validation: Some(other),
            }));
        }
        Model::Network(fitted) => {
            let end = (fitted.n_iter, &fitted.weights);
            for (at, weights) in fitted.path.iter().map(|s| (s.epoch, &s.weights)).chain([end]) {
                let learned = loss(&train.y, fitted.predict_at(weights, &train.x, pace).await?.values())?;
                let validation = loss(y, fitted.predict_at(weights, x, pace).await?.values())?;
                curve.extend(learned.map(|train| Losses { at, train, validation }));
            }
        }
    }
    Ok(curve)
}

/// Evenly spread points of a long curve, the first and the last among them.
pub(super) fn thin(curve: Vec<Losses>) -> Vec<Losses> {
    let last = curve.len().saturating_sub(1);
    let step = last.div_ceil(POINTS).max(1);
    let shown = curve.into_iter().enumerate().filter(|(at, _)| at % step == 0 || *at == last);
    shown.map(|(_, losses)| losses).collect()
}
