//! Training rows that teach nothing, as the learner chose: copies of earlier rows, and rows whose answer looks wrong.
//!
//! Like the numbers in which a model gets the rows of each answer ([`balance`](crate::prepare::balance)) this is no step of
//! a recipe: it is decided before the recipe learns, anew for each set of rows that something is trained on, and from
//! these alone. Rows to choose by, sealed rows and rows that come are never set aside.

use serde::{Deserialize, Serialize};

use super::doubt;
use super::pipeline;
use super::plan::{Fit, Plan};
use super::probe::{self, Prepared, Score};
use super::seen::ENGINE;
use super::session::Session;
use crate::error::Result;
use crate::fingerprint::fingerprint;
use crate::models::ModelSpec;
use crate::quality::rows::{Looks, duplicated};
use crate::split::Split;
use crate::table::{Column, Table, Values};
use crate::task::KnownAt;
use crate::work::Pace;
use crate::worlds::World;

/// Which training rows are to teach nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Aside {
    /// Rows that are the same as an earlier one, in every column that a model may be given and in the answer.
    pub copies: bool,
    /// Rows whose answer a quick model doubts that did not learn from them; see [`doubt`]. Not of numbers.
    pub doubted: bool,
}

/// What is left of training rows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Left {
    /// Rows there were.
    pub before: u32,
    /// Copies that were set aside.
    pub copies: u32,
    /// Rows that were set aside for their answer.
    pub doubted: u32,
    /// Rows that are left.
    pub n: u32,
    /// Those of each class; none of numbers.
    pub of_each: Vec<u32>,
}

/// What the choice comes to in the training rows as they are split.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AsideReport {
    /// What is left of them.
    pub left: Left,
    /// How the probe does with the whole recipe when it learns from all training rows; `None` if the recipe refuses.
    pub before: Option<Score>,
    /// … and when it learns from those that are left.
    pub after: Option<Score>,
}

impl Left {
    /// Rows that were set aside.
    #[must_use]
    pub fn gone(&self) -> u32 {
        self.copies + self.doubted
    }
}

impl Aside {
    /// The choice, `None` if nothing is set aside.
    #[must_use]
    pub fn chosen(self) -> Option<Self> {
        (self != Self::default()).then_some(self)
    }
}

/// Those of `rows`, rising, that teach; all of them if `fit` sets none aside.
///
/// # Errors
/// [`EngineError::Unsupported`](crate::error::EngineError::Unsupported) for doubts of numbers; what the quick model refuses.
pub(super) async fn left(fit: &Fit, world: &World, rows: &[u32], pace: &Pace) -> Result<(Vec<u32>, Left)> {
    let aside = fit.aside.unwrap_or_default();
    let mut kept = rows.to_vec();
    if aside.copies {
        let gone = duplicated(&with_answers(world, &kept)?, Looks::Exact, pace).await?;
        kept = without(&kept, &gone);
    }
    let copies = (rows.len() - kept.len()) as u32;
    if aside.doubted {
        let gone = doubt::doubted(fit, world, &kept, pace).await?;
        kept = without(&kept, &gone);
    }
    let (before, n) = (rows.len() as u32, kept.len() as u32);
    let of_each = pipeline::of_classes(world, &kept);
    Ok((kept, Left { before, copies, doubted: before - copies - n, n, of_each }))
}

fn without(rows: &[u32], gone: &[bool]) -> Vec<u32> {
    rows.iter().zip(gone).filter(|(_, gone)| !**gone).map(|(row, _)| *row).collect()
}

/// The columns that a model may be given, the answers, and how much each row counts where a file says so: rows that differ
/// in that are no copies.
pub(super) fn with_answers(world: &World, rows: &[u32]) -> Result<Table> {
    let features = world.id.features();
    let table = world.table.take(rows);
    let given = table.columns().iter().filter(|column| features.iter().any(|f| f.name == column.name));
    let values = Values::Number(pipeline::targets(world, rows).into());
    let answers = Column { name: world.id.target().column.clone(), known_at: KnownAt::Decision, values };
    let counts = world.weights.as_ref().map(|weights| Column {
        name: "counts".into(),
        known_at: KnownAt::Decision,
        values: Values::Number(rows.iter().map(|row| weights[*row as usize]).collect()),
    });
    Table::new(given.cloned().chain([answers]).chain(counts).collect())
}

/// The training rows of `plan` that teach, with what the choice comes to; `None` if it sets none aside. Kept, since the steps
/// of the recipe change nothing of it.
pub(super) async fn of_plan(
    session: &Session,
    plan: &Plan,
    split: &Split,
    pace: &Pace,
) -> Result<Option<(Split, Left)>> {
    let Some(aside) = plan.aside else { return Ok(None) };
    let of = (&plan.data, &plan.seed, &plan.window, &plan.split, &plan.recipe.features, aside);
    let key = fingerprint(&("aside", ENGINE, of))?;
    let (gone, left) = match session.recall::<(Vec<u32>, Left)>(&key) {
        Some(found) => found,
        None => {
            let fit = plan.fit(ModelSpec::Majority);
            let (kept, left) = self::left(&fit, &session.world, &split.train, pace).await?;
            let gone = |row: &&u32| kept.binary_search(row).is_err();
            let found = (split.train.iter().filter(gone).copied().collect(), left);
            session.keep(&key, &found);
            found
        }
    };
    let kept: Vec<u32> = split.train.iter().filter(|row| gone.binary_search(row).is_err()).copied().collect();
    Ok(Some((Split { train: kept.into(), ..split.clone() }, left)))
}

/// What the choice does to the probe, which learned from the rows that are left in `prepared`.
pub(super) async fn report(
    session: &Session,
    plan: &Plan,
    split: &Split,
    (left, prepared): (Left, &Prepared),
    pace: &Pace,
) -> Result<AsideReport> {
    let all = Plan { aside: None, ..plan.clone() };
    let before = probe::prepare(session, &all, split, pace).await?.score();
    Ok(AsideReport { left, before, after: prepared.score() })
}
