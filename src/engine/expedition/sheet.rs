//! Two views of the training rows, asked for in the Data room: all of them on one sheet (principal components,
//! [`views::pca`](crate::views::pca)), and which of them are alike ([`alike`]).
//!
//! Both look at the matrix that the recipe makes, since that is what a model sees, with every column standardised besides:
//! otherwise the column with the smallest unit would be the whole sheet. Gaps and words are the recipe's business; where it
//! leaves any, there is no sheet, and it is told why. Of many rows some are drawn by lot, of many columns those are looked
//! at whose spread comes of many rows: in a column that is nearly always the same a single row stands far out.
//!
//! Only training rows are looked at. Rooms get all points, loadings and shares as they are shown.

use serde::{Deserialize, Serialize};

use super::alike::{self, Alike};
use super::inside::{Weight, largest};
use super::pipeline;
use super::plan::Plan;
use super::seen::ENGINE;
use super::session::Session;
use crate::error::{EngineError, Result};
use crate::fingerprint::{fingerprint, from_hex};
use crate::math;
use crate::matrix::Matrix;
use crate::order;
use crate::prepare::{Columns, Step, one_hot, standardise};
use crate::rng::Rng;
use crate::split::Split;
use crate::table::Table;
use crate::task::Task;
use crate::views::pca::Keep;
use crate::work::Pace;
use crate::worlds::WorldId;

/// Training rows looked at, at most, drawn from all of them.
pub const ROWS: usize = 4000;

/// Of these, those that are drawn, at most: more dots lie on each other.
pub const POINTS: usize = 1000;

/// Columns of the matrix looked at, at most.
pub const COLUMNS: usize = 100;

/// Where the spread of a column comes of so few rows as this one, which is another in one of a hundred, its axis would be
/// about them: for what is there or not the number is one in how many.
const PEAK: f64 = 100.0;

/// Levels of a kept column looked at, at most, the most frequent first; the others are one.
const LEVELS: u32 = 20;

/// Components whose share is told, at most.
const SHARES: usize = 6;

/// Columns told of an axis, at most, the heaviest first.
const LOADINGS: usize = 6;

/// The share of the variance of which is told how many axes it takes.
pub const ENOUGH: f64 = 0.9;

/// Points are told to a thousandth: a dot is larger.
const GRAIN: f64 = 1000.0;

/// The two views.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Views {
    /// Why there is nothing to see: what the recipe refuses, or leaves behind.
    pub refused: Option<EngineError>,
    /// The sheet; none either where the rows differ in nothing.
    pub sheet: Option<Sheet>,
    /// The groups, for each number of them that was asked for, the fewest first.
    pub alike: Vec<Alike>,
}

/// The rows on a plane.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sheet {
    /// Training rows looked at.
    pub n: u32,
    /// Training rows there are.
    pub of: u32,
    /// Columns of the matrix looked at.
    pub n_columns: u32,
    /// Columns of the matrix that differ in these rows, and were left out since there were too many.
    pub left_out: u32,
    /// The share of the variance along each of the first components, the largest first.
    pub shares: Vec<f64>,
    /// The share along the first two together.
    pub held: f64,
    /// So many components hold [`ENOUGH`] of it.
    pub needed: u32,
    /// What weighs most in each of the two axes, with its loading (`components_`); one where rows differ in one way only.
    pub axes: Vec<Vec<Weight>>,
    /// Where the answers of [`Point::kind`] part, of numbers.
    pub parted: Option<[f64; 2]>,
    /// Some of the rows.
    pub points: Vec<Point>,
}

/// A row on the sheet.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// Along the first axis.
    pub x: f64,
    /// Along the second.
    pub y: f64,
    /// Its answer: 1 yes, 0 no; its class; of numbers 0 in the lowest third, 1 in the middle, 2 in the highest.
    pub kind: u32,
}

/// The training rows as both views look at them.
pub(super) struct Looked {
    pub world: WorldId,
    pub seed: u64,
    /// Their columns that go in, as they come.
    pub table: Table,
    /// Their answers.
    pub y: Vec<f64>,
    /// What a model sees of them, standardised.
    pub x: Matrix,
    /// The names of its columns.
    pub names: Vec<String>,
    /// Positions of those that are drawn.
    pub drawn: Vec<u32>,
    of: u32,
    left_out: u32,
}

/// Looks at the training rows, and at groups of so many; each is kept.
///
/// # Errors
/// None in practice: what the recipe refuses is told.
pub(super) async fn report(
    session: &Session,
    plan: &Plan,
    split: &Split,
    groups: &[u32],
    pace: &Pace,
) -> Result<Views> {
    let of = (&plan.data, &plan.seed, &plan.window, &plan.recipe, &plan.split);
    let key = |groups: u32| fingerprint(&("views", ENGINE, of, groups));
    let mut looked = None;
    let mut views: Views = match session.recall(&key(0)?) {
        Some(views) => views,
        None => {
            let mut views = Views::default();
            match Looked::at(session, plan, split, pace).await {
                // A recipe that no model can take is being edited.
                Err(refused) => views.refused = Some(refused),
                Ok(rows) => {
                    views.sheet = rows.sheet(pace).await?;
                    looked = Some(rows);
                }
            }
            session.keep(&key(0)?, &views);
            views
        }
    };
    if views.sheet.is_none() {
        return Ok(views);
    }
    for n in groups {
        let found = match session.recall(&key(*n)?) {
            Some(found) => found,
            None => {
                let rows = match looked.take() {
                    Some(rows) => rows,
                    None => Looked::at(session, plan, split, pace).await?,
                };
                let found = alike::report(looked.insert(rows), *n, pace).await?;
                session.keep(&key(*n)?, &found);
                found
            }
        };
        views.alike.push(found);
    }
    Ok(views)
}

impl Looked {
    /// The rows drawn, and what the recipe makes of them; it learns from all training rows.
    async fn at(session: &Session, plan: &Plan, split: &Split, pace: &Pace) -> Result<Self> {
        let (world, seed) = (&session.world, from_hex(&plan.seed).unwrap_or(0));
        let mut recipe = plan.recipe.clone();
        for step in &mut recipe.steps {
            // Levels that are kept have no size: on a sheet each is there or not.
            if let Step::Categorical(kept) = step {
                let columns = kept.columns.clone();
                *step =
                    Step::OneHot(one_hot::Params { columns, max_levels: Some(LEVELS), drop_first: false });
            }
        }
        recipe.steps.push(Step::Standardise(standardise::Params { columns: Columns::All }));
        let (train, y) = (world.table.take(&split.train), pipeline::targets(world, &split.train));
        let (fitted, x) = recipe.fit_transform(&train, &y, pace).await?;
        let mut rows: Vec<u32> = (0..split.train.len() as u32).collect();
        Rng::new(seed, "views").shuffle(&mut rows);
        rows.truncate(ROWS);
        // By lot, whatever the order they come in.
        let mut drawn = rows[..rows.len().min(POINTS)].to_vec();
        rows.sort_unstable();
        drawn.sort_unstable();
        let place = |row: &u32| rows.partition_point(|other| other < row) as u32;
        pace.pause().await;
        let (x, names, left_out) = spread(&x.take(&rows), &fitted.output, pace).await?;
        Ok(Self {
            world: world.id,
            seed,
            table: train.select(&plan.recipe.features)?.take(&rows),
            y: rows.iter().map(|row| y[*row as usize]).collect(),
            x,
            names,
            drawn: drawn.iter().map(place).collect(),
            of: split.train.len() as u32,
            left_out,
        })
    }

    /// The sheet; `None` if the rows differ in no column, or there is only one.
    async fn sheet(&self, pace: &Pace) -> Result<Option<Sheet>> {
        if self.names.is_empty() || self.x.n_rows() < 2 {
            return Ok(None);
        }
        pace.rest("sheet", 0, None, None).await;
        let found = Keep::Number(self.names.len() as u32).fit(&self.x, pace).await?;
        let mut held = 0.0;
        let short = found.explained_variance_ratio.iter().take_while(|share| {
            held += **share;
            held < ENOUGH
        });
        let needed = (short.count() + 1).min(found.components.len()) as u32;
        let axis = |component: &Vec<f64>| {
            let named = self.names.iter().zip(component);
            let weights = named.map(|(name, weight)| Weight { feature: name.clone(), weight: *weight });
            let mut weights = largest(weights.collect());
            weights.truncate(LOADINGS);
            weights
        };
        let axes = found.components.iter().take(2).map(axis).collect();
        pace.pause().await;
        let places = found.transform(&self.x.take(&self.drawn))?;
        let parted = self.parted();
        let round = |value: Option<&f64>| value.map_or(0.0, |value| (value * GRAIN).round() / GRAIN);
        let point = |(at, row): (usize, &u32)| {
            let (place, y) = (places.row(at), self.y[*row as usize]);
            let kind = match parted {
                Some(parts) => parts.iter().filter(|part| y > **part).count() as u32,
                None => y as u32,
            };
            Point { x: round(place.first()), y: round(place.get(1)), kind }
        };
        let ratio = &found.explained_variance_ratio;
        Ok(Some(Sheet {
            n: self.x.n_rows() as u32,
            of: self.of,
            n_columns: self.names.len() as u32,
            left_out: self.left_out,
            shares: ratio.iter().take(SHARES).copied().collect(),
            held: ratio.iter().take(2).sum(),
            needed,
            axes,
            parted,
            points: self.drawn.iter().enumerate().map(point).collect(),
        }))
    }

    /// Where the lowest and the highest third of the answers begin and end, of numbers.
    fn parted(&self) -> Option<[f64; 2]> {
        if self.world.target().task != Task::Regression {
            return None;
        }
        let sorted = math::sorted_present(&self.y);
        let at = |third: f64| math::quantile_sorted(&sorted, third / 3.0);
        at(1.0).zip(at(2.0)).map(|(low, high)| [low, high])
    }
}

/// The columns of `x` that differ in its rows, at most [`COLUMNS`] of them; their names; and how many were left out.
///
/// What counts is the fourth power of the deviations against the square of their second: where it is small the spread
/// comes of many rows. Columns above [`PEAK`] are left out, and of too many those that are furthest up.
async fn spread(x: &Matrix, names: &[String], pace: &Pace) -> Result<(Matrix, Vec<String>, u32)> {
    let (mut columns, mut peaks) = (Vec::new(), Vec::new());
    for j in 0..names.len() {
        let values: Vec<f64> = (0..x.n_rows()).map(|i| x.row(i)[j]).collect();
        let mean = math::mean(&values).unwrap_or(0.0);
        let squares: Vec<f64> = values.iter().map(|v| (v - mean) * (v - mean)).collect();
        let variance = math::mean(&squares).unwrap_or(0.0);
        // Standardised, what differs at all is of size one.
        if variance > 1e-12 {
            let fourth = math::dot(&squares, &squares) / squares.len() as f64;
            peaks.push(fourth / (variance * variance));
            columns.push((j, values));
        }
        pace.pause().await;
    }
    let mut kept = vec![false; columns.len()];
    let mut flattest = order::descending(&peaks);
    flattest.reverse();
    let low = flattest.iter().take_while(|at| peaks[**at as usize] < PEAK).count();
    // An axis needs something to run along, and a sheet two.
    flattest.truncate(COLUMNS.min(if low < 2 { flattest.len() } else { low }));
    flattest.iter().for_each(|at| kept[*at as usize] = true);
    let left_out = kept.iter().filter(|kept| !**kept).count() as u32;
    let mut kept = kept.into_iter();
    columns.retain(|_| kept.next().unwrap_or(false));
    let values: Vec<&[f64]> = columns.iter().map(|(_, values)| values.as_slice()).collect();
    let names = columns.iter().map(|(j, _)| names[*j].clone()).collect();
    Ok((Matrix::from_columns(x.n_rows(), &values)?, names, left_out))
}
