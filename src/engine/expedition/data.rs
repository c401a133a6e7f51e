//! Data: every column of the past, what of it a model may see, and who may see which rows.

use serde::{Deserialize, Serialize};

use super::alone;
use super::aside::{self, AsideReport};
use super::asked::{about_rows, viewed};
use super::doubt::{self, Doubts};
pub use super::frame::Spread;
use super::frame::{extent, of_each, spread};
use super::odd::{self, OddReport};
use super::on_demand::OnDemand;
use super::parts::{self, Parts};
use super::pipeline;
use super::plan::Plan;
use super::probe::{self, Claimed, Probe};
use super::profiled::{self, Profiles};
use super::record::Record;
use super::related::{self, Related};
use super::report::Rows;
use super::scenario;
use super::seen::ENGINE;
use super::session::Session;
use super::sheet::{self, Views};
use crate::error::{EngineError, Result};
use crate::fingerprint::fingerprint;
use crate::models::ModelSpec;
use crate::note::Note;
use crate::order;
use crate::quality::profile::profile;
use crate::table::levels::by_name;
use crate::table::summary::{self, Summary};
use crate::table::{Column, Table};
use crate::task::{KnownAt, Task};
use crate::work::{Pace, apart};
use crate::worlds::WorldId;

/// The columns and the split.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DataReport {
    /// Every column a model may be given.
    pub columns: Vec<ColumnReport>,
    /// The training rows.
    pub train: Rows,
    /// The validation rows.
    pub validation: Rows,
    /// The sealed test rows.
    pub test: Rows,
    /// Training rows that are the same as an earlier one, cell by cell.
    pub repeats: u32,
    /// Cancellations among the training rows.
    pub positives: u32,
    /// Of numbers, how they lie in the training rows.
    pub spread: OnDemand<Spread>,
    /// Of classes, how many training rows of each.
    pub classes: OnDemand<Vec<u32>>,
    /// Numbers a row the recipe makes for the model.
    pub n_features: u32,
    /// What the recipe did anyway.
    pub notes: Vec<Note>,
    /// Why the recipe cannot go to a model as it stands: a step that refuses ([`EngineError::InStep`]), or what it ends
    /// with.
    pub refused: Option<EngineError>,
    /// The columns that still have gaps after the last step, in training or validation rows.
    pub gaps: Vec<String>,
    /// The columns that are still no numbers after the last step.
    pub words: Vec<String>,
    /// What each step of the recipe does to a quick model.
    pub probe: Probe,
    /// What a split by time and one at random claim, and what then comes of it; none of too few days.
    pub claims: Vec<Claimed>,
    /// Where the columns come from, and how far each source covers the training rows.
    pub sources: Vec<Source>,
    /// The positions in `columns` of those with gaps, most gaps first.
    pub gappy: Vec<u32>,
    /// The positions in `columns` of all, the one that says most alone first.
    pub telling: Vec<u32>,
    /// How the training rows spread over groups: for each column of groups, in the scenario's order.
    pub groups: Vec<Groups>,
    /// What rows to learn from and rows to choose by share, where they are not divided by time.
    pub parts: OnDemand<Parts>,
    /// What looks odd in the training rows.
    pub odd: OnDemand<Box<OddReport>>,
    /// Which of their answers look wrong.
    pub doubts: OnDemand<Doubts>,
    /// What is left of them where some are to teach nothing.
    pub aside: OnDemand<Box<AsideReport>>,
    /// How columns go together.
    pub related: OnDemand<Box<Related>>,
    /// How the values of each column lie, more closely.
    pub profiles: OnDemand<Box<Profiles>>,
    /// The training rows on one sheet, and which of them are alike.
    pub views: OnDemand<Box<Views>>,
}

/// Where columns come from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Source {
    /// Its name, as a text key.
    pub name: String,
    /// How many of the columns it brings.
    pub n_columns: u32,
    /// Training rows for which it has something.
    pub matched: u32,
    /// What it costs, in euros a month: an assumption of the scenario.
    pub cost: f64,
    /// Days after the flight until all of it is there.
    pub delay_days: u32,
}

/// One column of the training rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ColumnReport {
    /// Its name.
    pub name: String,
    /// When it is known.
    pub known_at: KnownAt,
    /// Whether the recipe uses it.
    pub used: bool,
    /// What is in it.
    pub summary: Summary,
    /// Share of the cancelled flights for which it is missing.
    pub missing_if_yes: Option<f64>,
    /// Share of the other flights for which it is missing.
    pub missing_if_no: Option<f64>,
    /// Values far from the others: beyond the quartiles by more than 1.5 times their distance. `None` for words.
    pub far: Option<u32>,
    /// What it says alone: area under the ROC curve, its gaps included. One half, or just below by chance, is nothing;
    /// near one is too good to be true. `None` where a class is absent. Of numbers, the share of their squared distance
    /// from the mean that it explains (R²): nought, or below, is nothing. Of classes, the share of the mistakes of always naming
    /// the commonest that it avoids.
    pub alone: Option<f64>,
}

/// The groups that a column divides the training rows into.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Groups {
    /// The column.
    pub column: String,
    /// Its levels, most rows first, equals by name.
    pub levels: Vec<Coverage>,
}

/// How well the training rows cover one group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Coverage {
    /// Its name.
    pub level: String,
    /// Rows.
    pub n: u32,
    /// Cancellations among them.
    pub positives: u32,
    /// Of numbers, their mean.
    pub mean: OnDemand<f64>,
    /// Of classes, the commonest.
    pub class: OnDemand<u32>,
    /// Share of cells missing, in the columns the recipe uses; `None` if it uses none.
    pub missing_share: Option<f64>,
}

pub(super) async fn report(
    session: &Session,
    record: &Record,
    plan: &Plan,
    pace: &Pace,
) -> Result<DataReport> {
    let world = &session.world;
    let fit = plan.fit(ModelSpec::Majority);
    let split = pipeline::split(&fit, world)?;
    let train = world.table.take(&split.train);
    let y = pipeline::targets(world, &split.train);
    let (mut columns, repeats) = described(session, plan, &train, &y, pace).await?;
    columns.iter_mut().for_each(|column| column.used = plan.recipe.features.contains(&column.name));
    let sources = scenario::of(world.id).sources.iter().map(|source| covered(source, world.id, &train));
    let mut groups = Vec::new();
    for column in scenario::of(world.id).groups {
        pace.pause().await;
        groups.push(coverage(world.id, &train, &y, column, &plan.recipe.features)?);
    }
    let taught = apart(aside::of_plan(session, plan, &split, pace)).await?;
    let (teaches, left) = taught.map_or((split.clone(), None), |(split, left)| (split, Some(left)));
    let prepared = probe::prepare(session, plan, &teaches, pace).await?;
    let mut set_aside = OnDemand::default();
    if let Some(left) = left {
        let found = apart(aside::report(session, plan, &split, (left, &prepared), pace)).await?;
        set_aside = OnDemand(Some(Box::new(found)));
    }
    let claimed = match &prepared.refused {
        None => probe::claims(session, plan, &split, pace).await,
        Some(_) => Ok(Vec::new()),
    };
    let claims = match claimed {
        // A window of a few days cannot be divided once more; the rest of the report stands.
        Err(EngineError::TooFewRows { .. }) => Vec::new(),
        claims => claims?,
    };
    let [asks_odd, asks_doubt, asks_related, asks_profile] = about_rows(record, plan);
    let (mut odd, mut doubts, mut related) = (OnDemand::default(), OnDemand::default(), OnDemand::default());
    if asks_related {
        let found = apart(related::report(session, plan, &split, pace)).await?;
        related = OnDemand(Some(Box::new(found)));
    }
    if asks_odd {
        let found = apart(odd::report(session, plan, &split, pace)).await?;
        odd = OnDemand(Some(Box::new(found)));
    }
    if asks_doubt {
        doubts = OnDemand(Some(apart(doubt::report(session, plan, &split, pace)).await?));
    }
    let mut profiles = OnDemand::default();
    if asks_profile {
        profiles = OnDemand(Some(Box::new(apart(profiled::report(session, plan, &train, pace)).await?)));
    }
    let mut views = OnDemand::default();
    if let Some(groups) = viewed(record, plan) {
        let found = apart(sheet::report(session, plan, &split, &groups, pace)).await?;
        views = OnDemand(Some(Box::new(found)));
    }
    let missing: Vec<f64> = columns.iter().map(|c| c.summary.missing_share.unwrap_or(0.0)).collect();
    let alone: Vec<f64> = columns.iter().map(|c| c.alone.unwrap_or(0.0)).collect();
    Ok(DataReport {
        gappy: order::descending(&missing).into_iter().filter(|at| missing[*at as usize] > 0.0).collect(),
        telling: order::descending(&alone),
        sources: sources.collect::<Result<_>>()?,
        columns,
        repeats,
        train: extent(&pipeline::days(world, &split.train)),
        validation: extent(&pipeline::days(world, &split.validation)),
        test: extent(&pipeline::days(world, &split.test)),
        positives: pipeline::positives(world, &y),
        spread: OnDemand((world.id.target().task == Task::Regression).then(|| spread(&y)).flatten()),
        classes: of_each(world.id, &y),
        n_features: prepared.n_features,
        notes: prepared.notes,
        refused: prepared.refused,
        gaps: prepared.gaps,
        words: prepared.words,
        probe: prepared.probe,
        claims,
        groups,
        parts: OnDemand(parts::report(world, plan, &split)?),
        odd,
        doubts,
        aside: set_aside,
        related,
        profiles,
        views,
    })
}

/// What is in every column of the training rows, and how many rows are there twice; kept, since it does not depend on the recipe.
async fn described(
    session: &Session,
    plan: &Plan,
    train: &Table,
    y: &[f64],
    pace: &Pace,
) -> Result<(Vec<ColumnReport>, u32)> {
    let of = (&plan.data, &plan.seed, &plan.window, &plan.split);
    let key = fingerprint(&("columns", ENGINE, of))?;
    if let Some(described) = session.recall(&key) {
        return Ok(described);
    }
    let world = &session.world;
    let features = world.id.features();
    let profile = profile(train, pace).await?;
    let mut columns = Vec::with_capacity(features.len());
    for (done, feature) in features.iter().enumerate() {
        pace.rest("summary", done, Some(features.len()), None).await;
        let column = train.column(feature.name)?;
        let missing_share = |class: f64| {
            if world.id.target().task != Task::Binary {
                return None;
            }
            let of_class = (0..y.len()).filter(|i| y[*i] == class);
            let (mut n, mut missing) = (0_u32, 0_u32);
            for i in of_class {
                n += 1;
                missing += u32::from(column.values.is_missing(i));
            }
            (n > 0).then(|| f64::from(missing) / f64::from(n))
        };
        columns.push(ColumnReport {
            name: column.name.clone(),
            known_at: column.known_at.clone(),
            used: false,
            summary: summary::summarise(column, pace).await?,
            missing_if_yes: missing_share(1.0),
            missing_if_no: missing_share(0.0),
            far: profile.of(feature.name).and_then(|of| of.numbers.as_ref()).map(|of| of.n_outlier_iqr),
            alone: alone::alone(world.id, column, y, pace).await?,
        });
    }
    let described = (columns, profile.n_duplicate_rows);
    session.keep(&key, &described);
    Ok(described)
}

/// What a source brings: a row is covered if any of its columns has a value there.
fn covered(source: &scenario::Source, world: WorldId, train: &Table) -> Result<Source> {
    let features = world.features().iter().filter(|f| source.groups.contains(&f.group));
    let columns: Vec<&Column> = features.map(|f| train.column(f.name)).collect::<Result<_>>()?;
    // A source without columns brings what happened, of every row.
    let there = |row: &usize| columns.is_empty() || columns.iter().any(|c| !c.values.is_missing(*row));
    Ok(Source {
        name: source.name.into(),
        n_columns: columns.len() as u32,
        matched: (0..train.n_rows()).filter(there).count() as u32,
        cost: source.cost,
        delay_days: source.delay_days,
    })
}

/// Rows, cancellations and gaps of each level of `column`.
fn coverage(world: WorldId, train: &Table, y: &[f64], column: &str, used: &[String]) -> Result<Groups> {
    let (levels, codes) = train.categories(column)?;
    let used = train.select(used)?;
    let task = world.target().task;
    let (numbers, binary) = (task == Task::Regression, task == Task::Binary);
    let mut counts = vec![(0_u32, 0_u32, 0_u32); levels.len()];
    let mut sums = vec![0.0; levels.len()];
    let mut answers = vec![Vec::new(); levels.len()];
    for (i, code) in codes.iter().enumerate() {
        let Some((n, positives, missing)) = counts.get_mut(*code as usize) else { continue };
        *n += 1;
        *positives += u32::from(binary && y[i] == 1.0);
        sums[*code as usize] += y[i];
        answers[*code as usize].push(y[i]);
        *missing += used.columns().iter().filter(|c| c.values.is_missing(i)).count() as u32;
    }
    let width = f64::from(used.columns().len() as u32);
    let level = |(at, ((n, positives, missing), sum)): (usize, (&(u32, u32, u32), &f64))| Coverage {
        level: levels[at].clone(),
        n: *n,
        positives: *positives,
        mean: OnDemand(numbers.then(|| sum / f64::from(*n))),
        class: OnDemand(pipeline::commonest(world, &answers[at])),
        missing_share: (width > 0.0).then(|| f64::from(*missing) / (f64::from(*n) * width)),
    };
    let levels: Vec<Coverage> =
        counts.iter().zip(&sums).enumerate().filter(|(_, ((n, ..), _))| *n > 0).map(level).collect();
    let names: Vec<String> = levels.iter().map(|level| level.level.clone()).collect();
    let named = by_name(&names);
    let sizes: Vec<f64> = named.iter().map(|at| f64::from(levels[*at as usize].n)).collect();
    let place = |at: u32| levels[named[at as usize] as usize].clone();
    let levels = order::descending(&sizes).into_iter().map(place).collect();
    Ok(Groups { column: column.into(), levels })
}
