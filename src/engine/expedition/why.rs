//! Why a row got its score: how far each of the learner's columns moved it, where that can be said exactly.

use serde::{Deserialize, Serialize};

use super::pipeline::Pipeline;
use crate::error::Result;
use crate::explain::contributions::{Contributions, contributions};
pub use crate::explain::contributions::{Scale, exact};
use crate::math;
use crate::order;
use crate::prepare::origin::Origin;
use crate::table::Table;
use crate::work::Pace;

/// Columns told one by one, those that moved the score farthest.
const SHOWN: usize = 7;

/// A score from where it starts to where it ends.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Why {
    /// What the amounts are counted in.
    pub scale: Scale,
    /// What is said before any column is known.
    pub base: f64,
    /// The columns that moved it farthest, the farthest first.
    pub parts: Vec<Part>,
    /// All others together; `None` if there are none.
    pub others: Option<Others>,
}

/// What a column, with everything the recipe made of it, did to a score.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// The column.
    pub column: String,
    /// What it adds, in the unit of [`Why::scale`].
    pub amount: f64,
    /// What is said once it and those before it are added.
    pub to: f64,
}

/// What the remaining columns did together.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Others {
    /// How many.
    pub n: u32,
    /// What they add, in the unit of [`Why::scale`].
    pub amount: f64,
    /// What is said then: the score.
    pub to: f64,
}

impl Why {
    /// What is said in the end: by the model itself, before any curve on it.
    #[must_use]
    pub fn to(&self) -> f64 {
        self.others.map(|others| others.to).or(self.parts.last().map(|part| part.to)).unwrap_or(self.base)
    }

    /// By what an amount multiplies the odds, what is said over what is left; `None` where probabilities add up.
    #[must_use]
    pub fn odds(&self, amount: f64) -> Option<f64> {
        (self.scale == Scale::LogOdds).then(|| math::exp(amount))
    }
}

/// How the scores of `rows` came about; `None` for a kind of model of which nobody can say exactly.
pub(super) async fn found(pipeline: &Pipeline, rows: &Table, pace: &Pace) -> Result<Option<Vec<Why>>> {
    let x = pipeline.matrix(rows, &mut Vec::new(), pace).await?;
    let Some(found) = contributions(&pipeline.model, &x, pace).await? else { return Ok(None) };
    let (mut columns, mut of): (Vec<&str>, Vec<usize>) = (Vec::new(), Vec::new());
    for feature in &pipeline.recipe.output {
        let column = Origin::among(feature, &pipeline.recipe.features);
        let at = columns.iter().position(|known| *known == column);
        of.push(at.unwrap_or(columns.len()));
        if at.is_none() {
            columns.push(column);
        }
    }
    Ok(Some(found.rows.iter().map(|row| why(&found, row, &columns, &of)).collect()))
}

fn why(found: &Contributions, row: &[f64], columns: &[&str], of: &[usize]) -> Why {
    let mut amounts = vec![0.0; columns.len()];
    row.iter().zip(of).for_each(|(amount, column)| amounts[*column] += amount);
    let sizes: Vec<f64> = amounts.iter().map(|amount| amount.abs()).collect();
    let (mut sum, mut parts, mut others) = (found.base, Vec::new(), None::<Others>);
    for at in order::descending(&sizes).into_iter().map(|at| at as usize).filter(|at| sizes[*at] > 0.0) {
        sum += amounts[at];
        let to = found.scale.says(sum);
        if parts.len() < SHOWN {
            parts.push(Part { column: columns[at].into(), amount: amounts[at], to });
        } else {
            let before = others.map_or((0, 0.0), |others| (others.n, others.amount));
            others = Some(Others { n: before.0 + 1, amount: before.1 + amounts[at], to });
        }
    }
    Why { scale: found.scale, base: found.scale.says(found.base), parts, others }
}
