//! Train: every run of the lap beside the baselines, judged on validation rows.

use serde::{Deserialize, Serialize};

use super::frame;
use super::pipeline::{self, Pipeline};
use super::plan::{Fit, Plan, Run};
use super::record::{EntryId, Problem};
use super::report::{Outcome, Rows};
use super::seen::ENGINE;
use super::session::Session;
use crate::error::Result;
use crate::fingerprint::fingerprint;
use crate::matrix::Matrix;
use crate::metrics::{Scored, proba, rank};
use crate::models::{Model, ModelSpec};
use crate::task::Task;
use crate::work::Pace;

/// The lap's runs and the baselines.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TrainReport {
    /// The kind of answer that was asked for.
    pub task: Task,
    /// The rows learned from.
    pub train: Rows,
    /// The rows judged on.
    pub validation: Rows,
    /// What doing nothing comes to on the validation rows.
    pub nothing: Outcome,
    /// What the rule comes to on them.
    pub rule: Outcome,
    /// The runs, the first first.
    pub runs: Vec<RunReport>,
    /// The run the learner goes on with.
    pub current: Option<EntryId>,
}

/// One run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunReport {
    /// Its entry in the record.
    pub id: EntryId,
    /// The model and its dials.
    pub spec: ModelSpec,
    /// Whether it was trained on the recipe and split as they stand now.
    pub fresh: bool,
    /// How it did.
    pub judged: Judged,
}

/// How a run did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Judged {
    /// Columns of the table the recipe used.
    pub n_columns: u32,
    /// Numbers a row that the model saw.
    pub n_features: u32,
    /// Mean log loss after each iteration: training rows, validation rows (nats).
    pub curve: Vec<Losses>,
    /// Whether training reached the optimum.
    pub converged: bool,
    /// The largest weights by size: feature, weight per standard deviation or level.
    pub weights: Vec<Weight>,
    /// Area under the ROC curve on validation rows.
    pub roc_auc: Option<f64>,
    /// Mean log loss on validation rows (nats).
    pub log_loss: Option<f64>,
    /// The threshold that the costs imply.
    pub threshold: f64,
    /// What the model comes to on validation rows at that threshold.
    pub outcome: Outcome,
}

/// Mean log loss on training and validation rows.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Losses {
    /// On training rows.
    pub train: f64,
    /// On validation rows.
    pub validation: Option<f64>,
}

/// One weight of a linear model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Weight {
    /// The feature.
    pub feature: String,
    /// Its weight.
    pub weight: f64,
}

pub(super) async fn report(session: &Session, plan: &Plan, pace: &Pace) -> Result<TrainReport> {
    let world = &session.world;
    let split = pipeline::split(&plan.fit(ModelSpec::Majority), world)?;
    let y = pipeline::targets(world, &split.validation);
    let mut runs = Vec::with_capacity(plan.runs.len());
    for run in &plan.runs {
        runs.push(run_report(session, plan, run, pace).await?);
    }
    Ok(TrainReport {
        task: world.id.target().task,
        train: frame::extent(&pipeline::days(world, &split.train)),
        validation: frame::extent(&pipeline::days(world, &split.validation)),
        nothing: frame::nothing(&y, &plan.problem, world.share),
        rule: frame::rule(session, &plan.problem, &split.validation)?,
        runs,
        current: plan.current,
    })
}

async fn run_report(session: &Session, plan: &Plan, run: &Run, pace: &Pace) -> Result<RunReport> {
    let judged = judge(session, &run.fit, &plan.problem, pace).await?;
    Ok(RunReport { id: run.id, spec: run.fit.spec.clone(), fresh: plan.fresh(run), judged })
}

/// How `fit` does on its validation rows; kept, since a leaderboard may hold a hundred.
pub(super) async fn judge(session: &Session, fit: &Fit, problem: &Problem, pace: &Pace) -> Result<Judged> {
    let key = fingerprint(&("judged", ENGINE, fit, &problem.costs, problem.capacity))?;
    if let Some(judged) = session.recall(&key) {
        return Ok(judged);
    }
    let world = &session.world;
    let pipeline = session.pipeline(fit, false, pace).await?;
    let rows = pipeline::split(fit, world)?.validation;
    let x = pipeline.matrix(&world.table.take(&rows), &mut Vec::new(), pace).await?;
    let y = pipeline::targets(world, &rows);
    let scores = pipeline.model.predict_proba(&x, pace).await?;
    let scored = Scored::new(&y, &scores, None)?;
    let threshold = problem.costs.threshold();
    let judged = Judged {
        n_columns: fit.recipe.features.len() as u32,
        n_features: pipeline.recipe.output.len() as u32,
        curve: curve(&pipeline, &x, &y, pace).await?,
        converged: converged(&pipeline.model),
        weights: weights(&pipeline),
        roc_auc: rank::roc_auc(&scored),
        log_loss: proba::log_loss(&scored),
        threshold,
        outcome: frame::decide(session, problem, &rows, &scores, threshold),
    };
    session.keep(&key, &judged);
    Ok(judged)
}

async fn curve(pipeline: &Pipeline, x: &Matrix, y: &[f64], pace: &Pace) -> Result<Vec<Losses>> {
    let mut curve = Vec::new();
    match &pipeline.model {
        Model::Majority(_) | Model::DecisionTree(_) | Model::RandomForest(_) => {}
        Model::Logistic(fitted) => {
            for iterate in &fitted.path {
                let scores = fitted.predict_at(iterate, x, pace).await?;
                let validation = proba::log_loss(&Scored::new(y, &scores, None)?);
                curve.push(Losses { train: iterate.loss, validation });
            }
        }
        Model::Boosting(fitted) => {
            let staged = fitted.staged_log_loss(x, y, pace).await?;
            let both = fitted.train_loss.iter().zip(staged);
            curve.extend(both.map(|(train, other)| Losses { train: *train, validation: Some(other) }));
        }
    }
    Ok(curve)
}

fn converged(model: &Model) -> bool {
    match model {
        // Trees have nothing to converge to: they are grown until their dials stop them.
        Model::Majority(_) | Model::DecisionTree(_) | Model::Boosting(_) | Model::RandomForest(_) => true,
        Model::Logistic(fitted) => fitted.converged,
    }
}

fn weights(pipeline: &Pipeline) -> Vec<Weight> {
    let Model::Logistic(fitted) = &pipeline.model else { return Vec::new() };
    let named = pipeline.recipe.output.iter().zip(&fitted.coef);
    let mut weights: Vec<Weight> =
        named.map(|(feature, weight)| Weight { feature: feature.clone(), weight: *weight }).collect();
    weights.sort_by(|a, b| b.weight.abs().total_cmp(&a.weight.abs()).then_with(|| a.feature.cmp(&b.feature)));
    weights.truncate(12);
    weights
}
