//! The probe: what each step of the recipe does to a quick model, and what each column says alone.
//!
//! The probe is a logistic regression of a few iterations (of numbers a ridge regression) on a fixed sample of the
//! training rows, judged on validation rows. So that every beginning of a recipe can be scored, it brings its own least
//! preparation: columns that are no numbers yet are left out; what is missing becomes the mean of the column; every
//! column is standardised; a column without spread is left out; of very many columns those that go most with the answer
//! are kept. Mean, spread and choice come from the sampled training rows. A step that does only what the probe does anyway (a mean filled in,
//! numbers scaled) therefore changes nothing.

use serde::{Deserialize, Serialize};

use super::on_demand::OnDemand;
use super::pipeline;
use super::plan::Plan;
use super::session::Session;
use crate::error::{EngineError, Result};
use crate::fingerprint::{fingerprint, from_hex};
use crate::math;
use crate::matrix::Matrix;
use crate::metrics::regression::Predicted;
use crate::metrics::{Scored, rank};
use crate::models::{Model, ModelSpec, linear, logistic};
use crate::note::Note;
use crate::order;
use crate::prepare::FittedStep;
use crate::rng::Rng;
use crate::said::Said;
use crate::serve::decisions::Decisions;
use crate::split::{Split, SplitSpec};
use crate::table::{Kind, Table, Values};
use crate::task::Task;
use crate::work::Pace;
use crate::worlds::WorldId;

/// Training rows the probe learns from, at most, evenly spread.
pub const TRAIN_ROWS: usize = 4000;

/// Validation rows it is judged on, at most, evenly spread.
pub const VALIDATION_ROWS: usize = 8000;

/// Columns it looks at, at most.
pub const MOST_COLUMNS: usize = 100;

/// Iterations it takes.
const ITERATIONS: u32 = 4;

/// How [`claims`] divides the days that are open: to learn from, to claim on, and the later truth.
const SHARES: [f64; 3] = [0.5, 0.2, 0.3];

/// What the steps of a recipe do to the probe.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Probe {
    /// Training rows it learned from.
    pub n_train: u32,
    /// Validation rows it was judged on.
    pub n_validation: u32,
    /// Before the first step, then after each step of the recipe, switched off or on: one more than steps, or fewer
    /// if a step refused.
    pub scores: Vec<Score>,
}

/// How the probe did on validation rows.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// Numbers a row that it could use.
    pub n_columns: u32,
    /// Area under the ROC curve; one half without a column to use, `None` where a class is absent.
    pub roc_auc: Option<f64>,
    /// Average precision; the share of yes without a column to use.
    pub average_precision: Option<f64>,
    /// Of numbers, the mean absolute error; of the mean without a column to use.
    pub error: OnDemand<f64>,
    /// Of classes, the share named right (accuracy); of the commonest class without a column to use.
    pub accuracy: OnDemand<f64>,
}

/// What a way of splitting claims, and what then comes of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Claimed {
    /// The split.
    pub split: SplitSpec,
    /// How the probe does on the validation rows of that split.
    pub claimed: Score,
    /// How the same probe does on the later rows that no split was given.
    pub later: Score,
}

/// The recipe, fitted, and what was learned of it on the way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Prepared {
    pub probe: Probe,
    pub n_features: u32,
    pub notes: Vec<Note>,
    pub refused: Option<EngineError>,
    pub gaps: Vec<String>,
    pub words: Vec<String>,
}

impl Prepared {
    /// How the probe does after the last step; `None` if a step refuses.
    pub fn score(&self) -> Option<Score> {
        self.probe.scores.last().copied().filter(|_| self.refused.is_none())
    }
}

/// Fits the recipe on the training rows and probes it after each step; kept, since recipes are edited back and forth.
///
/// A recipe that cannot go to a model is no error: it is being edited. What was refused stands beside the scores of the
/// steps before.
pub(super) async fn prepare(session: &Session, plan: &Plan, split: &Split, pace: &Pace) -> Result<Prepared> {
    let of = (&plan.data, &plan.seed, &plan.window, &plan.recipe, &plan.split);
    let key = plan.taught(fingerprint(&("probe", env!("CARGO_PKG_VERSION"), of))?)?;
    if let Some(prepared) = session.recall(&key) {
        return Ok(prepared);
    }
    let world = &session.world;
    let (train, y) = (world.table.take(&split.train), pipeline::targets(world, &split.train));
    let judged = spread(&split.validation, VALIDATION_ROWS);
    let sample = spread(&(0..split.train.len() as u32).collect::<Vec<_>>(), TRAIN_ROWS);
    let y_sample: Vec<f64> = sample.iter().map(|i| y[*i as usize]).collect();
    let y_judged = pipeline::targets(world, &judged);
    let mut rows = world.table.take(&judged).select(&plan.recipe.features)?;
    let mut scores: Vec<Score> = Vec::with_capacity(plan.recipe.steps.len() + 1);
    let (mut last, mut kept) = (Table::default(), Vec::new());
    let done = plan
        .recipe
        .fit_watched(&train, &y, pace, async |step, table| {
            if let Some(step) = step {
                if let FittedStep::Categorical(fitted) = step {
                    kept.extend(fitted.columns.iter().map(|kept| kept.column.clone()));
                }
                rows = step.transform(&rows, &mut Vec::new(), pace).await?;
            }
            last = table.clone();
            let learned = Learned::of(world.id, &table.take(&sample), &y_sample, pace).await?;
            scores.push(learned.judge(&rows, &y_judged, pace).await?);
            Ok(())
        })
        .await;
    let (mut gaps, mut words) = (Vec::new(), Vec::new());
    if scores.len() > plan.recipe.steps.len() {
        for column in last.columns() {
            let name = column.name.clone();
            let gap = |table: &Table| Ok(table.numbers(&name)?.iter().any(|v| !v.is_finite()));
            if kept.contains(&name) {
                // A gap among levels is one more level.
            } else if column.values.kind() != Kind::Number {
                words.push(name);
            } else if gap(&last)? || gap(&rows)? {
                gaps.push(name);
            }
        }
    }
    let (n_features, notes, refused) = match done {
        Ok((fitted, _)) => (fitted.output.len() as u32, fitted.notes, None),
        Err(error) if scores.is_empty() => return Err(error),
        Err(error) => (0, Vec::new(), Some(error)),
    };
    let prepared = Prepared {
        probe: Probe { n_train: sample.len() as u32, n_validation: judged.len() as u32, scores },
        n_features,
        notes,
        refused,
        gaps,
        words,
    };
    session.keep(&key, &prepared);
    Ok(prepared)
}

/// At most `most` of `rows`, evenly spread.
fn spread(rows: &[u32], most: usize) -> Vec<u32> {
    let kept = rows.len().min(most);
    (0..kept).map(|i| rows[i * rows.len() / kept]).collect()
}

/// The probe once it has learned.
struct Learned {
    used: Vec<Used>,
    /// `None` if there is no column to learn from, or a class is absent.
    model: Option<Model>,
    /// The kind of answer.
    task: Task,
    /// What is said without a model: the mean, of classes the commonest.
    usual: f64,
}

impl Learned {
    /// From training rows as a beginning of the recipe leaves them.
    async fn of(world: WorldId, train: &Table, y: &[f64], pace: &Pace) -> Result<Self> {
        let task = world.target().task;
        let usual = match task {
            Task::Multiclass => pipeline::commonest(world, y).map_or(0.0, f64::from),
            Task::Binary | Task::Regression => math::mean(y).unwrap_or(0.0),
        };
        let used = used(task, train, y);
        if used.is_empty() {
            return Ok(Self { used, model: None, task, usual });
        }
        let x = matrix(train, &used)?;
        pace.pause().await;
        let spec = match task {
            Task::Regression => ModelSpec::Linear(linear::Params::default()),
            Task::Binary | Task::Multiclass => {
                ModelSpec::Logistic(logistic::Params { max_iter: ITERATIONS, ..Default::default() })
            }
        };
        // Neither of the two draws anything.
        let model = match spec.fit(&x, &pipeline::answers(world, y), Rng::new(0, "probe"), pace).await {
            Err(EngineError::OneClass { .. }) => None,
            learned => Some(learned?),
        };
        Ok(Self { used, model, task, usual })
    }

    /// On rows that the same beginning of the recipe has prepared.
    async fn judge(&self, rows: &Table, y: &[f64], pace: &Pace) -> Result<Score> {
        let said = match (&self.model, self.task) {
            (Some(model), task) => Said::by(task, model.predict(&matrix(rows, &self.used)?, pace).await?),
            (None, Task::Regression) => Said::of(vec![self.usual; y.len()]),
            (None, Task::Binary) => Said::of(vec![0.5; y.len()]),
            (None, Task::Multiclass) => Said::known(self.task, &vec![self.usual; y.len()]),
        };
        let mut score = Score {
            n_columns: self.used.len() as u32,
            roc_auc: None,
            average_precision: None,
            error: OnDemand(None),
            accuracy: OnDemand(None),
        };
        match self.task {
            Task::Binary => {
                let scored = Scored::new(y, &said.scores, None)?;
                score.roc_auc = rank::roc_auc(&scored);
                score.average_precision = rank::average_precision(&scored);
            }
            Task::Regression => {
                score.error = OnDemand(Predicted::new(y, &said.scores, None)?.mean_absolute_error());
            }
            Task::Multiclass => {
                let named = Decisions::take(self.task, &[], &said, 0.0, 1.0);
                score.accuracy = OnDemand(named.all(y).accuracy());
            }
        }
        Ok(score)
    }
}

/// The columns the probe can use, in the order of the table.
fn used(task: Task, train: &Table, y: &[f64]) -> Vec<Used> {
    let numbers = train.columns().iter().filter_map(|column| match &column.values {
        Values::Number(values) => Used::of(task, &column.name, values, y),
        _ => None,
    });
    let mut used: Vec<Used> = numbers.collect();
    let strength: Vec<f64> = used.iter().map(|one| one.strength).collect();
    let mut strong = vec![false; used.len()];
    order::descending(&strength).iter().take(MOST_COLUMNS).for_each(|i| strong[*i as usize] = true);
    let mut strong = strong.into_iter();
    used.retain(|_| strong.next().unwrap_or(false));
    used
}

/// A column as the probe sees it.
struct Used {
    name: String,
    mean: f64,
    scale: f64,
    /// How much it goes with the answer.
    strength: f64,
}

impl Used {
    /// `None` for a column without spread.
    fn of(task: Task, name: &str, values: &[f64], y: &[f64]) -> Option<Self> {
        let present: Vec<f64> = values.iter().copied().filter(|v| v.is_finite()).collect();
        let mean = math::mean(&present)?;
        let off = |v: &f64| if v.is_finite() { v - mean } else { 0.0 };
        let centred: Vec<f64> = values.iter().map(off).collect();
        let variance = math::mean(&centred.iter().map(|v| v * v).collect::<Vec<_>>())?;
        if !variance.is_finite() || variance <= 1e-20 * mean * mean || variance == 0.0 {
            return None;
        }
        let scale = math::sqrt(variance);
        let strength = match task {
            Task::Binary | Task::Regression => math::dot(&centred, y).abs() / scale,
            Task::Multiclass => math::sqrt(between(&centred, y)) / scale,
        };
        Some(Self { name: name.into(), mean, scale, strength })
    }
}

/// How far the means of the classes `y` lie from nought: the sum of their squares, each times its rows.
fn between(centred: &[f64], y: &[f64]) -> f64 {
    let n = y.iter().fold(0.0_f64, |most, class| most.max(*class)) as usize + 1;
    let mut of_class = vec![(0.0_f64, 0.0_f64); n];
    for (value, class) in centred.iter().zip(y) {
        let (sum, rows) = &mut of_class[*class as usize];
        (*sum, *rows) = (*sum + value, *rows + 1.0);
    }
    math::sum(&of_class.iter().map(|(sum, rows)| sum * sum / rows.max(1.0)).collect::<Vec<f64>>())
}

fn matrix(table: &Table, used: &[Used]) -> Result<Matrix> {
    let mut columns = Vec::with_capacity(used.len());
    for one in used {
        let scaled = |v: &f64| if v.is_finite() { (v - one.mean) / one.scale } else { 0.0 };
        columns.push(table.numbers(&one.name)?.iter().map(scaled).collect::<Vec<f64>>());
    }
    let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
    Matrix::from_columns(table.n_rows(), &columns)
}

/// What a split by time and one at random claim, and what comes of each. The sealed test rows are left aside; of the
/// other days the last are the later truth, and each split divides the days before them. Both learn from equally many
/// rows, with the recipe as it stands.
///
/// # Errors
/// What the recipe refuses; too few rows to divide.
pub(super) async fn claims(
    session: &Session,
    plan: &Plan,
    split: &Split,
    pace: &Pace,
) -> Result<Vec<Claimed>> {
    let of = (&plan.data, &plan.seed, &plan.window, &plan.recipe, &plan.split);
    let key = fingerprint(&("claims", env!("CARGO_PKG_VERSION"), of))?;
    if let Some(claims) = session.recall(&key) {
        return Ok(claims);
    }
    let mut open: Vec<u32> = split.train.iter().chain(split.validation.iter()).copied().collect();
    open.sort_unstable();
    let [train, validation, test] = SHARES;
    let (by_time, at_random) =
        (SplitSpec::Time { train, validation, test }, SplitSpec::Random { train, validation, test });
    let mut rng = Rng::new(from_hex(&plan.seed).unwrap_or(0), "claims");
    let parts = by_time.split(open.len(), &pipeline::days(&session.world, &open), &[], &mut rng)?;
    let rows = |part: &[u32]| part.iter().map(|i| open[*i as usize]).collect::<Vec<u32>>();
    let (early, middle, later) = (rows(&parts.train), rows(&parts.validation), rows(&parts.test));
    let mut drawn = [early.clone(), middle.clone()].concat();
    rng.shuffle(&mut drawn);
    let (one, other) = drawn.split_at_mut(early.len());
    one.sort_unstable();
    other.sort_unstable();
    let mut claims = Vec::with_capacity(2);
    for (split, train, validation) in [(by_time, &*early, &*middle), (at_random, one, other)] {
        let [claimed, later] = judged(session, plan, train, [validation, &later], pace).await?;
        claims.push(Claimed { split, claimed, later });
    }
    session.keep(&key, &claims);
    Ok(claims)
}

/// The probe on the whole recipe, learned from `rows`, judged on each of `others`.
async fn judged(
    session: &Session,
    plan: &Plan,
    rows: &[u32],
    others: [&[u32]; 2],
    pace: &Pace,
) -> Result<[Score; 2]> {
    let world = &session.world;
    let sample = spread(rows, TRAIN_ROWS);
    let y = pipeline::targets(world, &sample);
    let table = world.table.take(&sample);
    let mut last = Table::default();
    let watch = async |_: Option<&FittedStep>, table: &Table| {
        last = table.clone();
        Ok(())
    };
    let (fitted, _) = plan.recipe.fit_watched(&table, &y, pace, watch).await?;
    let learned = Learned::of(world.id, &last, &y, pace).await?;
    let mut scores = Vec::with_capacity(2);
    for rows in others {
        let rows = spread(rows, VALIDATION_ROWS);
        let mut table = world.table.take(&rows).select(&plan.recipe.features)?;
        for step in &fitted.steps {
            pace.pause().await;
            table = step.transform(&table, &mut Vec::new(), pace).await?;
        }
        scores.push(learned.judge(&table, &pipeline::targets(world, &rows), pace).await?);
    }
    Ok([scores[0], scores[1]])
}
