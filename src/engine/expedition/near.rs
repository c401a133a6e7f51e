//! The training rows that a row was answered by, where nearest neighbours are the model: that is all there is to explain of
//! it, and it is exact.

use serde::{Deserialize, Serialize};

use super::pipeline::{self, Pipeline};
use super::plan::Fit;
use super::requests;
use crate::error::Result;
use crate::models::Model;
use crate::models::neighbours::{self, Weights};
use crate::said::Said;
use crate::table::Table;
use crate::task::Task;
use crate::work::Pace;
use crate::worlds::World;

/// Neighbours shown, the nearest.
const SHOWN: usize = 5;

/// The neighbours of a row, and what they say.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Near {
    /// How many were asked.
    pub n: u32,
    /// How many of them are yes; of classes, how many are of `class`; of numbers none.
    pub alike: u32,
    /// Of classes, the one with most say.
    pub class: Option<u32>,
    /// Of numbers, the smallest and the largest answer among them.
    pub ends: Option<[f64; 2]>,
    /// Whether a nearer one has more say than one farther off.
    pub nearer: bool,
    /// What they say together: the score, before any curve on it.
    pub says: f64,
    /// The nearest, the nearest first.
    pub rows: Vec<Neighbour>,
}

/// A training row near another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Neighbour {
    /// Its day.
    pub day: i32,
    /// Its answer: 1, 0, the number of a class, or a number.
    pub y: f64,
    /// Its columns and what is written there; `None` if nothing is.
    pub values: Vec<(String, Option<String>)>,
    /// How far it is: the square root of the summed squares of what it differs by in each column, as the recipe hands
    /// them on.
    pub distance: f64,
    /// Its share of what all have to say, 0 to 1.
    pub say: f64,
    /// How often it is remembered: more than once where rows of rare answers were repeated.
    pub times: u32,
}

/// The neighbours of each of `rows`; `None` where the model is of another kind.
///
/// # Errors
/// What the recipe refuses.
pub(super) async fn found(
    pipeline: &Pipeline,
    (fit, world): (&Fit, &World),
    rows: &Table,
    pace: &Pace,
) -> Result<Option<Vec<Near>>> {
    let Model::KNeighbors(model) = &pipeline.model else { return Ok(None) };
    let Some(remembered) =
        pipeline::remembered(fit, world, &pipeline::split(fit, world)?.train, pace).await?
    else {
        return Ok(None);
    };
    pace.pause().await;
    let x = pipeline.matrix(rows, &mut Vec::new(), pace).await?;
    let said = Said::by(pipeline.task, pipeline.model.predict(&x, pace).await?);
    let mut found = Vec::with_capacity(x.n_rows());
    for (i, near) in model.neighbours(&x, pace).await?.into_iter().enumerate() {
        let of: Vec<(u32, neighbours::Neighbour)> =
            near.into_iter().map(|one| (remembered[one.row as usize], one)).collect();
        let answers = || of.iter().map(|(row, _)| world.y[*row as usize]);
        let class = said.classes.get(i).copied();
        let alike = answers().filter(|y| *y == class.map_or(1.0, f64::from)).count() as u32;
        let numbers = pipeline.task == Task::Regression;
        let ends = answers().reduce(f64::min).zip(answers().reduce(f64::max)).filter(|_| numbers);
        found.push(Near {
            n: of.len() as u32,
            alike: if numbers { 0 } else { alike },
            class,
            ends: ends.map(|(low, high)| [low, high]),
            nearer: model.weights == Weights::Distance,
            says: said.scores[i],
            rows: shown(&of, (fit, world))?,
        });
        pace.pause().await;
    }
    Ok(Some(found))
}

/// The nearest of some rows of a world, each once.
fn shown(of: &[(u32, neighbours::Neighbour)], (fit, world): (&Fit, &World)) -> Result<Vec<Neighbour>> {
    let mut nearest: Vec<(u32, Neighbour)> = Vec::new();
    for (row, near) in of {
        if let Some((_, known)) = nearest.iter_mut().find(|(known, _)| known == row) {
            (known.say, known.times) = (known.say + near.say, known.times + 1);
        } else if nearest.len() < SHOWN {
            let i = *row as usize;
            let value = |name: &String| {
                let column = world.table.column(name)?;
                Ok((name.clone(), requests::text(&column.values, i)))
            };
            let values = fit.recipe.features.iter().map(value).collect::<Result<_>>()?;
            let (day, y, distance, say) = (world.days[i], world.y[i], near.distance, near.say);
            nearest.push((*row, Neighbour { day, y, values, distance, say, times: 1 }));
        }
    }
    Ok(nearest.into_iter().map(|(_, near)| near).collect())
}
