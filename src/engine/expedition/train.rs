//! Train: every run of the lap beside the baselines, judged on validation rows.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::aside::Left;
use super::asked;
pub use super::asked::{Asked, Setting};
use super::calibrated;
pub use super::calibrated::Calibrated;
use super::champion;
pub use super::champion::Champion;
pub use super::curve::Losses;
use super::curve::{Learned, curve, thin};
use super::dials;
use super::drawn::{self, Drawn};
use super::frame;
use super::inside::{self, weights};
pub use super::inside::{ByClass, Layers, TreeNode, Weight};
use super::line;
use super::on_demand::OnDemand;
use super::pipeline::{self, Pipeline};
use super::plan::{Fit, Plan, Run};
use super::record::{EntryId, Problem, Record};
use super::report::{Interval, Outcome, Rows};
use super::search::{self, SearchReport};
use super::seen::ENGINE;
use super::session::Session;
use super::sure::{Sure, by_day};
pub use super::votes::Votes;
use super::votes::votes;
use crate::error::{EngineError, Result};
use crate::fingerprint::{fingerprint, from_hex};
use crate::metrics::regression::Predicted;
use crate::metrics::{Scored, interval, rank};
use crate::models::{Model, ModelSpec};
use crate::rng::Rng;
use crate::said::Said;
use crate::serve::decisions::Decisions;
use crate::serve::policy::{self, Counts};
use crate::task::Task;
use crate::work::Pace;

/// Resamples of the bootstrap, each of whole days: flights of one day share their weather.
const RESAMPLES: u32 = 200;

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
    /// What the version that decides today comes to on them; none in the first lap.
    pub champion: OnDemand<Champion>,
    /// The runs, the first first.
    pub runs: Vec<RunReport>,
    /// The run the learner goes on with.
    pub current: Option<EntryId>,
    /// What was asked for about it.
    pub asked: Asked,
    /// The lap's searches, the first first.
    pub searches: Vec<SearchReport>,
    /// Runs that could not be trained, if there are any: on a recipe that is not finished, say. They stand in the way of
    /// no other.
    pub refused: OnDemand<Vec<Refused>>,
}

/// A run that could not be trained.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Refused {
    /// Its entry in the record.
    pub id: EntryId,
    /// The model and its dials.
    pub spec: ModelSpec,
    /// Why not.
    pub error: EngineError,
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
    /// The loss as it learned (mean log loss; of numbers mean squared error), one point after another: after iterations of a logistic regression, after trees of
    /// boosting and of a forest, after questions one below the other of a tree, after passes of a network. At most 60 of them.
    pub curve: Vec<Losses>,
    /// How many of these there were.
    pub n_iterations: u32,
    /// Whether training reached the optimum.
    pub converged: bool,
    /// The largest weights by size: feature, weight per standard deviation or level. Linear models and naive Bayes only.
    pub weights: Vec<Weight>,
    /// Of several classes, what a formula or naive Bayes tells any two of them apart by.
    pub by_class: OnDemand<ByClass>,
    /// The top of the tree, each node before those below it; of a decision tree only.
    pub tree: Vec<TreeNode>,
    /// What a neural network is made of; of that only.
    pub layers: OnDemand<Layers>,
    /// What many trees ask about; of a forest and of boosting only.
    pub votes: OnDemand<Votes>,
    /// If its probabilities are put right, how. What is told above is of the model before that.
    pub calibrated: OnDemand<Calibrated>,
    /// What was learned, recipe, model and curves, as it is kept: bytes.
    pub bytes: u32,
    /// Area under the ROC curve on validation rows.
    pub roc_auc: Option<f64>,
    /// 95 % interval of it: bootstrap over days, percentiles.
    pub roc_auc_interval: Option<Interval>,
    /// Mean log loss on validation rows (nats).
    pub log_loss: Option<f64>,
    /// Of numbers, the share of their squared distance from the mean that it explains on validation rows.
    pub r2: OnDemand<f64>,
    /// Of classes, the share of validation rows whose likeliest class is theirs (accuracy).
    pub accuracy: OnDemand<f64>,
    /// The threshold that the costs imply; of numbers the margin.
    pub threshold: f64,
    /// What the model comes to on validation rows at that threshold.
    pub outcome: Outcome,
    /// What it would have flagged had there been room, if there was none for some.
    pub turned_away: OnDemand<TurnedAway>,
    /// Where not yes or no is asked, the 95 % interval of the score: Student's t over days.
    pub score: OnDemand<Interval>,
    /// 95 % interval of its cost in euros: bootstrap over days, percentiles.
    pub cost_interval: Option<Interval>,
    /// What it costs on each of the days, in euros: two runs can be compared day by day.
    pub days: Vec<f64>,
    /// In what other numbers it got the rows of each answer, and what came of its chances.
    pub drawn: OnDemand<Drawn>,
    /// What was left of the training rows, where some taught nothing.
    pub left: OnDemand<Left>,
}

/// Rows that reach the threshold on days that are full.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TurnedAway {
    /// Such rows.
    pub n: u32,
    /// Those of them that a warning would have found.
    pub positives: u32,
}

pub(super) async fn report(
    session: &Session,
    record: &Record,
    plan: &Plan,
    pace: &Pace,
) -> Result<TrainReport> {
    let world = &session.world;
    let split = pipeline::split(&plan.fit(ModelSpec::Majority), world)?;
    let (mut runs, mut refused) = (Vec::with_capacity(plan.runs.len()), Vec::new());
    for run in &plan.runs {
        match run_report(session, plan, run, pace).await {
            Ok(report) => runs.push(report),
            Err(error) => refused.push(Refused { id: run.id, spec: run.fit.spec.clone(), error }),
        }
    }
    // Nothing can be asked of what could not be trained.
    let current = plan.current.filter(|id| runs.iter().any(|run| run.id == *id));
    let plan = &Plan { current, ..plan.clone() };
    Ok(TrainReport {
        task: world.id.target().task,
        train: frame::extent(&pipeline::days(world, &split.train)),
        validation: frame::extent(&pipeline::days(world, &split.validation)),
        nothing: frame::nothing(session, &plan.problem, &split.validation),
        rule: frame::rule(session, &plan.problem, &split.validation)?,
        champion: OnDemand(champion::on(session, plan, &split.validation, pace).await?),
        runs,
        current,
        asked: asked::report(session, record, plan, pace).await?,
        searches: search::reports(session, record, plan, pace).await?,
        refused: OnDemand(Some(refused).filter(|refused| !refused.is_empty())),
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
    let found = pipeline.model.predict(&x, pace).await?;
    let calibrated = calibrated::drawn(&pipeline, fit, &found, &y)?;
    let found = pipeline.put_right(found, pace).await?;
    let task = pipeline.task;
    let log_loss = match task {
        Task::Regression => None,
        Task::Binary | Task::Multiclass => pipeline::loss(task, &y, found.values())?,
    };
    let drawn = OnDemand(drawn::report(fit, &pipeline, world, (&y, found.values()))?);
    let said = Said::by(task, found);
    let scored = (task == Task::Binary).then(|| Scored::new(&y, &said.scores, None)).transpose()?;
    let days = pipeline::days(world, &rows);
    let threshold = line::of_fit(session, fit, None, problem, pace).await?;
    let decided = frame::decisions(session, problem, &days, &said, threshold);
    let Sure { score, cost, .. } =
        by_day(&fit.seed, problem, world.share, (&days, &y), &decided, None, pace).await?;
    let train = learned(&pipeline, fit, session, pace).await?;
    let curve = curve(&pipeline, &train, (&x, &y), world.id, pace).await?;
    let judged = Judged {
        n_columns: fit.recipe.features.len() as u32,
        n_features: pipeline.recipe.output.len() as u32,
        n_iterations: curve.last().map_or(0, |losses| losses.at),
        curve: thin(curve),
        converged: converged(&pipeline.model),
        weights: weights(&pipeline),
        by_class: OnDemand(inside::by_class(&pipeline)),
        tree: inside::tree(&pipeline, &train.table, &train.x),
        layers: OnDemand(inside::layers(&pipeline)),
        votes: OnDemand(votes(&pipeline, fit, &train.y)),
        calibrated: OnDemand(calibrated),
        bytes: bytes(&pipeline),
        roc_auc: scored.as_ref().and_then(rank::roc_auc),
        roc_auc_interval: match &scored {
            Some(scored) => auc_by_day(fit, &days, scored, pace).await?,
            None => None,
        },
        log_loss,
        r2: OnDemand(match task {
            Task::Regression => Predicted::new(&y, &said.scores, None)?.r2(),
            Task::Binary | Task::Multiclass => None,
        }),
        accuracy: OnDemand(match task {
            Task::Multiclass => frame::decisions(session, problem, &days, &said, 0.0).all(&y).accuracy(),
            Task::Binary | Task::Regression => None,
        }),
        threshold,
        outcome: Outcome::of(decided.all(&y), &problem.costs, world.share),
        turned_away: turned_away(&y, &said.scores, &decided, threshold),
        score: OnDemand(score.filter(|_| task != Task::Binary)),
        cost_interval: cost,
        days: costs(problem, world.share, &days, &y, &decided),
        drawn,
        left: OnDemand(pipeline.left.clone()),
    };
    session.keep(&key, &judged);
    Ok(judged)
}

fn turned_away(y: &[f64], scores: &[f64], decided: &Decisions, threshold: f64) -> OnDemand<TurnedAway> {
    let Decisions::Flags(flagged) = decided else { return OnDemand(None) };
    let away: Vec<bool> =
        scores.iter().zip(flagged).map(|(s, flagged)| *s >= threshold && !flagged).collect();
    let Counts { tp, fp, .. } = policy::count(y, &away);
    OnDemand((tp + fp > 0).then_some(TurnedAway { n: tp + fp, positives: tp }))
}

async fn learned(pipeline: &Pipeline, fit: &Fit, session: &Session, pace: &Pace) -> Result<Learned> {
    let rows = pipeline::split(fit, &session.world)?.train;
    let table = session.world.table.take(&rows);
    let x = pipeline.matrix(&table, &mut Vec::new(), pace).await?;
    let weighs = dials::weighs(&fit.spec, pipeline.task) || session.world.weights.is_some();
    let drawn = fit.balance.is_some() || fit.aside.is_some() || weighs;
    Ok(Learned { table, x, y: pipeline::targets(&session.world, &rows), drawn })
}

/// What the decisions cost on each day, in euros.
fn costs(problem: &Problem, share: f64, days: &[i32], y: &[f64], decided: &Decisions) -> Vec<f64> {
    let cost = |day: Range<usize>| decided.tally(y, day).cost(&problem.costs, share);
    pipeline::by_day(days).map(cost).collect()
}

/// What serves, without the story of how it came about.
fn bytes(pipeline: &Pipeline) -> u32 {
    let mut bare = pipeline.clone();
    match &mut bare.model {
        Model::Logistic(fitted) => fitted.path.clear(),
        Model::Softmax(fitted) => fitted.path.clear(),
        Model::ElasticNet(fitted) => fitted.path.clear(),
        Model::Boosting(fitted) => {
            fitted.train_loss.clear();
            fitted.validation_loss.clear();
        }
        Model::Network(fitted) => {
            fitted.path.clear();
            fitted.train_loss.clear();
            fitted.held_loss.clear();
        }
        _ => {}
    }
    let size = |kept: postcard::Result<Vec<u8>>| kept.map_or(0, |kept| kept.len() as u32);
    let curves = bare.curves.as_ref().map_or(0, |curves| size(postcard::to_allocvec(curves)));
    // Sets of levels came later: the two empty lists of a tree that asks for none are no part of it.
    let idle = 2 * bare.model.trees_of_numbers() as u32;
    size(postcard::to_allocvec(&(&bare.recipe, &bare.model, bare.task))).saturating_sub(idle) + curves
}

/// Bootstrap over days: the interval of the area under the ROC curve.
async fn auc_by_day(fit: &Fit, days: &[i32], scored: &Scored, pace: &Pace) -> Result<Option<Interval>> {
    let a_day: Vec<Range<u32>> = pipeline::by_day(days).map(|day| day.start as u32..day.end as u32).collect();
    let mut rng = Rng::new(from_hex(&fit.seed).unwrap_or(0), "bootstrap");
    let mut areas = Vec::new();
    for done in 0..RESAMPLES {
        if done % 20 == 0 {
            pace.rest("bootstrap", done as usize, Some(RESAMPLES as usize), None).await;
        }
        let drawn = interval::draw_resample(a_day.len() as u32, &mut rng);
        let rows: Vec<u32> = drawn.iter().flat_map(|day| a_day[*day as usize].clone()).collect();
        areas.push(rank::roc_auc(&scored.resample(&rows)));
    }
    Ok(interval::bootstrap(rank::roc_auc(scored), &areas, 0.95)?.interval)
}

fn converged(model: &Model) -> bool {
    match model {
        Model::Logistic(fitted) => fitted.converged,
        Model::Softmax(fitted) => fitted.converged,
        Model::ElasticNet(fitted) => fitted.converged,
        // Trees have nothing to converge to: they are grown until their dials stop them; others learn in one go.
        _ => true,
    }
}
