//! Why a row got its score: how far each of the learner's columns moved it, where that can be said exactly. Where it got
//! a wrong name: what spoke for that name against the right one.

use serde::{Deserialize, Serialize};

use super::pipeline::Pipeline;
use crate::error::Result;
use crate::explain::contributions::{Contributions, contributions};
pub use crate::explain::contributions::{Pair, Scale, exact};
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
    /// What is said before any column is known. Of two classes: how likely the first is where only these are in question,
    /// or, of trees that vote, by how much it leads.
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
    pub fn end(&self) -> f64 {
        let last = self.parts.last().map(|part| part.to);
        self.others.map(|others| others.to).or(last).unwrap_or(self.base)
    }

    /// By what an amount multiplies the odds, what is said over what is left; `None` where probabilities add up.
    #[must_use]
    pub fn odds(&self, amount: f64) -> Option<f64> {
        (self.scale == Scale::LogOdds).then(|| math::exp(amount))
    }
}

/// How the scores of `rows` came about, or of classes the first of each of `pairs` against the second; `None` for a kind
/// of model of which nobody can say exactly, and of a row with a class of which it learned from no row, `learned` being how
/// many rows of each it had: there nothing is told apart.
pub(super) async fn found(
    pipeline: &Pipeline,
    rows: &Table,
    (pairs, learned): (&[Pair], &[u32]),
    pace: &Pace,
) -> Result<Option<Vec<Option<Why>>>> {
    let x = pipeline.matrix(rows, &mut Vec::new(), pace).await?;
    let Some(found) = contributions(&pipeline.model, &x, pairs, pace).await? else { return Ok(None) };
    let (mut columns, mut of): (Vec<&str>, Vec<usize>) = (Vec::new(), Vec::new());
    for feature in &pipeline.recipe.output {
        let column = Origin::among(feature, &pipeline.recipe.features);
        let at = columns.iter().position(|known| *known == column);
        of.push(at.unwrap_or(columns.len()));
        if at.is_none() {
            columns.push(column);
        }
    }
    let met = |class: &u32| learned.get(*class as usize).is_some_and(|n| *n > 0);
    let both = |i: &usize| pairs.get(*i).is_none_or(|pair| pair.iter().all(met));
    let why = |i: usize| Some(i).filter(both).map(|i| why(&found, i, &columns, &of));
    Ok(Some((0..x.n_rows()).map(why).collect()))
}

fn why(found: &Contributions, i: usize, columns: &[&str], of: &[usize]) -> Why {
    let mut amounts = vec![0.0; columns.len()];
    found.rows[i].iter().zip(of).for_each(|(amount, column)| amounts[*column] += amount);
    let sizes: Vec<f64> = amounts.iter().map(|amount| amount.abs()).collect();
    let (mut sum, mut parts, mut others) = (found.base[i], Vec::new(), None::<Others>);
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
    Why { scale: found.scale, base: found.scale.says(found.base[i]), parts, others }
}
