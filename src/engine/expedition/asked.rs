//! What a room computes once the learner has asked for it, since it takes a model several times over: how much freedom
//! is best, what more rows would bring, what a model leans on, whether it holds on other parts, how its answer moves with
//! a column or two; in Evaluate how its mistakes, and other rows, came about, all measures, how far groups are apart, and
//! where its decisions cost most; in Data what looks odd, which answers look wrong, and two views of the rows.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::inside::{self, Weight};
pub use super::inside::{Spread, repeats};
use super::on_demand::OnDemand;
use super::pipeline::{self, Pipeline};
use super::plan::{Fit, Plan, Run};
use super::record::{Fact, Record};
use super::search::loss_on;
use super::seen::ENGINE;
use super::session::Session;
use super::shapes::{self, Dependence, Surface};
use super::{alike, dials};
use crate::error::{EngineError, Result};
use crate::fingerprint::fingerprint;
use crate::math;
use crate::models::ModelSpec;
use crate::work::Pace;

/// What is asked for with [`Fact::Revealed`]: how much freedom is best for this kind of model.
pub const FREEDOM: &str = "freedom";
/// What the model would have learned from fewer rows.
pub const LEARNING: &str = "learning";
/// What it leans on.
pub const IMPORTANCE: &str = "importance";
/// How far what it loses without a column lies apart from one random order to the next.
pub const SPREAD: &str = "spread";
/// Whether it holds on other parts of the rows it may see.
pub const FOLDS: &str = "folds";

/// How its answer moves with a column; see [`about`].
pub const DEPENDENCE: &str = "dependence";
/// What it says over the values of two columns; see [`about`].
pub const SURFACE: &str = "surface";
/// How the scores of its mistakes came about, asked for in Evaluate.
pub const WHY: &str = "why";
/// Where its decisions cost most, asked for in Evaluate.
pub const SLICES: &str = "slices";
/// All its measures, asked for in Evaluate.
pub const MEASURES: &str = "measures";
/// How far groups are apart, asked for in Evaluate.
pub const FAIRNESS: &str = "fairness";
/// Rows that are no mistakes, asked for in Evaluate.
pub const OTHERS: &str = "others";
/// How well each class is told from all others, asked for in Evaluate.
pub const RANKED: &str = "ranked";
/// What looks odd in the training rows, asked for in Data.
pub const ODD: &str = "odd";
/// Which answers of theirs look wrong, asked for in Data.
pub const DOUBT: &str = "doubt";
/// How their columns go together, asked for in Data.
pub const RELATED: &str = "related";
/// How the values of each lie, more closely, asked for in Data.
pub const PROFILE: &str = "profile";
/// All of them on one sheet, asked for in Data.
pub const SHEET: &str = "sheet";
/// Which of them are alike, in so many groups, asked for in Data; see [`about`].
pub const ALIKE: &str = "alike";

/// Parts that rows are divided into to see whether a model holds on others.
const PARTS: u32 = 5;
/// Shares of the training rows that a learning curve is made of.
const SHARES: [f64; 5] = [0.1, 0.2, 0.4, 0.7, 1.0];

/// What was asked for about the run the learner goes on with; each part is empty until then.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Asked {
    /// The same kind of model from little freedom to much.
    pub freedom: Vec<Setting>,
    /// The same model from few rows to all.
    pub learning: Vec<Setting>,
    /// What it loses without a column.
    pub importance: Vec<Weight>,
    /// Its loss on parts of the rows that are not sealed, each time learned from others (cross-validation).
    pub folds: OnDemand<OnParts>,
    /// How its answer moves with the columns asked about.
    pub dependence: OnDemand<Vec<Dependence>>,
    /// What it says over the pairs of columns asked about.
    pub surfaces: OnDemand<Vec<Surface>>,
    /// How far what it loses without a column lies apart, for every column.
    pub spread: OnDemand<Vec<Spread>>,
}

/// How a model does on parts of the rows, each time learned from others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OnParts {
    /// Its loss on each part; `None` where it could not be trained for it: too few rows came before, or of one answer only.
    pub losses: Vec<Option<f64>>,
    /// The smallest, the largest and the mean of those that there are.
    pub told: Option<[f64; 3]>,
}

impl OnParts {
    fn of(losses: Vec<Option<f64>>) -> Self {
        let known: Vec<f64> = losses.iter().copied().flatten().collect();
        let ends = known.iter().copied().reduce(f64::min).zip(known.iter().copied().reduce(f64::max));
        let told = ends.zip(math::mean(&known)).map(|((low, high), mean)| [low, high, mean]);
        Self { losses, told }
    }
}

/// A question about columns, as [`Fact::Revealed`] names it.
///
/// ```
/// use engine::expedition::asked::{SURFACE, about};
/// assert_eq!(about(SURFACE, &["hour", "wind"]), "surface/hour/wind");
/// ```
#[must_use]
pub fn about(what: &str, columns: &[&str]) -> String {
    columns.iter().fold(what.into(), |name, column| format!("{name}/{column}"))
}

/// A model trained in another way.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Setting {
    /// The freedom it had, see [`dials::freedoms`]; or the number of rows it learned from.
    pub at: f64,
    /// The loss on the rows it learned from: see [`Losses`](super::train::Losses).
    pub train: f64,
    /// The same on validation rows.
    pub validation: f64,
}

/// Which of [`FREEDOM`], [`LEARNING`], [`IMPORTANCE`] and [`FOLDS`] were asked for, for the run as it stands: freedom is
/// the same question for all models of a kind on these columns and rows.
#[must_use]
pub fn asks(record: &Record, plan: &Plan) -> [bool; 4] {
    let Some(run) = plan.run() else { return [false; 4] };
    let alike = |other: &Run| {
        let freed = Fit { spec: level(&other.fit.spec), ..other.fit.bare() };
        freed == Fit { spec: level(&run.fit.spec), ..run.fit.bare() }
    };
    let asked = |wanted: &str| {
        record.facts().any(|(_, at, fact)| {
            matches!(fact, Fact::Revealed { what } if what == wanted)
                && Plan::at(record, at).run().is_some_and(|other| {
                    if wanted == FREEDOM { alike(other) } else { other.fit.bare() == run.fit.bare() }
                })
        })
    };
    [FREEDOM, LEARNING, IMPORTANCE, FOLDS].map(asked)
}

/// Whether [`SPREAD`] was asked for, for the run as it stands.
#[must_use]
pub fn spread(record: &Record, plan: &Plan) -> bool {
    let Some(run) = plan.run() else { return false };
    record.facts().any(|(_, at, fact)| {
        matches!(fact, Fact::Revealed { what } if what == SPREAD)
            && Plan::at(record, at).run().is_some_and(|other| other.fit.bare() == run.fit.bare())
    })
}

/// The columns, and the pairs of columns, that were asked about for the run as it stands, in the order of its features.
#[must_use]
pub fn shaped(record: &Record, plan: &Plan) -> (Vec<String>, Vec<[String; 2]>) {
    let Some(run) = plan.run() else { return Default::default() };
    let (asked, features) = (of_run(record, run), &run.fit.recipe.features);
    let named = |what: &str, columns: &[&str]| asked.contains(&about(what, columns).as_str());
    let columns = features.iter().filter(|column| named(DEPENDENCE, &[column])).cloned().collect();
    // Only if any pair was asked about are all of them spelled out.
    let any = asked.iter().any(|what| what.starts_with(SURFACE));
    let pairs = features.iter().filter(|_| any).flat_map(|a| features.iter().map(move |b| [a, b]));
    let pairs = pairs.filter(|[a, b]| named(SURFACE, &[a, b])).map(|pair| pair.map(String::clone));
    (columns, pairs.collect())
}

/// Whether [`WHY`] and [`SLICES`] were asked for, for the run as it stands.
#[must_use]
pub fn closer(record: &Record, plan: &Plan) -> [bool; 2] {
    let asked = plan.run().map(|run| of_run(record, run)).unwrap_or_default();
    [WHY, SLICES].map(|what| asked.contains(&what))
}

/// Whether [`MEASURES`], [`FAIRNESS`] and [`OTHERS`] were asked for, for the run as it stands.
#[must_use]
pub fn measured(record: &Record, plan: &Plan) -> [bool; 3] {
    let asked = plan.run().map(|run| of_run(record, run)).unwrap_or_default();
    [MEASURES, FAIRNESS, OTHERS].map(|what| asked.contains(&what))
}

/// Whether [`RANKED`] was asked for, for the run as it stands.
#[must_use]
pub fn ranked(record: &Record, plan: &Plan) -> bool {
    plan.run().is_some_and(|run| of_run(record, run).contains(&RANKED))
}

/// Whether [`ODD`], [`DOUBT`], [`RELATED`] and [`PROFILE`] were asked for, for the training rows as they stand.
#[must_use]
pub fn about_rows(record: &Record, plan: &Plan) -> [bool; 4] {
    let asked = of_rows(record, plan);
    [ODD, DOUBT, RELATED, PROFILE].map(|wanted| asked.contains(&wanted))
}

/// How many groups of alike ones [`ALIKE`] asked for, for the training rows as they stand, the fewest first; `None` if
/// neither that nor [`SHEET`] was asked for.
#[must_use]
pub fn viewed(record: &Record, plan: &Plan) -> Option<Vec<u32>> {
    groups(&of_rows(record, plan))
}

/// The same out of what was asked.
pub(super) fn groups(asked: &[&str]) -> Option<Vec<u32>> {
    let wanted = |n: &u32| asked.contains(&about(ALIKE, &[&n.to_string()]).as_str());
    let groups: Vec<u32> = alike::GROUPS.filter(wanted).collect();
    (!groups.is_empty() || asked.contains(&SHEET)).then_some(groups)
}

/// What was asked for about the training rows as they stand, in the order it was.
pub(super) fn of_rows<'a>(record: &'a Record, plan: &Plan) -> Vec<&'a str> {
    let what = record.facts().filter_map(|(_, at, fact)| match fact {
        Fact::Revealed { what } => {
            let then = Plan::at(record, at);
            (then.window == plan.window && then.split == plan.split).then_some(what.as_str())
        }
        _ => None,
    });
    what.collect()
}

/// What was asked for about `run`.
fn of_run<'a>(record: &'a Record, run: &Run) -> Vec<&'a str> {
    let what = record.facts().filter_map(|(_, at, fact)| match fact {
        Fact::Revealed { what } => {
            Plan::at(record, at).run().filter(|other| other.fit == run.fit).map(|_| what.as_str())
        }
        _ => None,
    });
    what.collect()
}

/// The model with the same freedom as any other.
fn level(spec: &ModelSpec) -> ModelSpec {
    dials::with_freedom(spec, dials::freedoms(spec)[0])
}

pub(super) async fn report(session: &Session, record: &Record, plan: &Plan, pace: &Pace) -> Result<Asked> {
    let mut asked = Asked::default();
    let Some(run) = plan.run() else { return Ok(asked) };
    // These four are asked of the model, whatever is made of its probabilities.
    let (model, fit, world) = (run.fit.bare(), &run.fit, &session.world);
    let [by_freedom, by_rows, by_column, by_parts] = asks(record, plan);
    if by_freedom {
        let settings = dials::freedoms(&run.fit.spec);
        for (done, at) in settings.into_iter().enumerate() {
            pace.rest("freedom", done, Some(settings.len()), None).await;
            let fit = Fit { spec: dials::with_freedom(&model.spec, at), ..model.clone() };
            asked.freedom.extend(losses(session, &fit, 1.0).await?.map(|setting| Setting { at, ..setting }));
        }
    }
    if by_rows {
        for (done, share) in SHARES.into_iter().enumerate() {
            pace.rest("learning", done, Some(SHARES.len()), None).await;
            asked.learning.extend(losses(session, &model, share).await?);
        }
    }
    if by_column {
        let key = fingerprint(&("importance", ENGINE, &model))?;
        let ask = async |pipeline: &Pipeline| inside::importance(pipeline, &model, world, pace).await;
        asked.importance = kept(session, &model, key, pace, ask).await?;
    }
    if spread(record, plan) {
        let key = fingerprint(&("spread", ENGINE, &model))?;
        let ask = async |pipeline: &Pipeline| inside::spread(pipeline, &model, world, pace).await;
        asked.spread = OnDemand(Some(kept(session, &model, key, pace, ask).await?));
    }
    if by_parts {
        let mut found = Vec::new();
        for part in 0..PARTS {
            pace.rest("folds", part as usize, Some(PARTS as usize), None).await;
            found.push(match loss_on(session, &model, (PARTS, part), 1.0).await {
                // Of few days or groups there are not that many parts.
                Err(EngineError::TooFewRows { .. }) => None,
                found => found?,
            });
        }
        asked.folds = OnDemand(Some(OnParts::of(found)));
    }
    let (columns, pairs) = shaped(record, plan);
    if !columns.is_empty() {
        let mut found = Vec::new();
        for column in &columns {
            let key = fingerprint(&("dependence", ENGINE, fit, column))?;
            let ask =
                async |pipeline: &Pipeline| shapes::dependence(pipeline, fit, world, column, pace).await;
            found.push(kept(session, fit, key, pace, ask).await?);
        }
        asked.dependence = OnDemand(Some(found));
    }
    if !pairs.is_empty() {
        let mut found = Vec::new();
        for pair in &pairs {
            let key = fingerprint(&("surface", ENGINE, fit, pair))?;
            let ask = async |pipeline: &Pipeline| shapes::surface(pipeline, fit, world, pair, pace).await;
            found.push(kept(session, fit, key, pace, ask).await?);
        }
        asked.surfaces = OnDemand(Some(found));
    }
    Ok(asked)
}

/// Trains once more, on this share of the training rows; `None` if they cannot train it, see
/// [`pipeline::among_several`].
///
/// The rows of a smaller share are among those of a larger one, drawn from all days: what differs is their number.
async fn losses(session: &Session, fit: &Fit, share: f64) -> Result<Option<Setting>> {
    let key = fingerprint(&("losses", ENGINE, fit, share))?;
    if let Some(setting) = session.recall(&key) {
        return Ok(setting);
    }
    // What the model itself tells of its progress is of one model among several.
    let (world, pace) = (&session.world, &Pace::default());
    let split = pipeline::split(fit, world)?;
    let rows = pipeline::some(&split.train, share, fit);
    let learned = Pipeline::fit(fit, world, &rows, pace).await;
    let Some(pipeline) = pipeline::among_several(learned)? else { return Ok(None) };
    let mut of = [None; 2];
    for (loss, rows) in of.iter_mut().zip([&rows[..], &split.validation[..]]) {
        *loss = pipeline.loss(world, rows, pace).await?;
    }
    let [train, validation] = of;
    let at = pipeline.left.as_ref().map_or(rows.len() as f64, |left| f64::from(left.n));
    let setting = train.zip(validation).map(|(train, validation)| Setting { at, train, validation });
    session.keep(&key, &setting);
    Ok(setting)
}

/// What is asked of the model of `fit`; kept under `key`.
async fn kept<T: Serialize + DeserializeOwned>(
    session: &Session,
    fit: &Fit,
    key: String,
    pace: &Pace,
    ask: impl AsyncFnOnce(&Pipeline) -> Result<T>,
) -> Result<T> {
    if let Some(found) = session.recall(&key) {
        return Ok(found);
    }
    let found = ask(&*session.pipeline(fit, false, pace).await?).await?;
    session.keep(&key, &found);
    Ok(found)
}
