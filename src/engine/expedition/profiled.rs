//! How the values of each column lie, more closely than a histogram shows, asked for in the Data room: on the training rows
//! alone ([`quality::profile`](crate::quality::profile)).

use serde::{Deserialize, Serialize};

use super::plan::Plan;
use super::seen::ENGINE;
use super::session::Session;
use crate::error::Result;
use crate::fingerprint::fingerprint;
use crate::math;
use crate::order;
use crate::quality::profile::{ColumnProfile, profile};
use crate::table::Table;
use crate::work::Pace;

pub use crate::quality::profile::{MODIFIED_Z, Numbers, Words, Z};

/// Every column a model may be given.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Profiles {
    /// One a column, in the order of the world's.
    pub columns: Vec<Profiled>,
    /// The positions of the numbers that lie lopsided, the most lopsided first.
    pub lopsided: Vec<u32>,
}

/// How the values of a column lie.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Profiled {
    /// All that is measured.
    pub column: ColumnProfile,
    /// Whether it names rows: no value is missing, and none is there twice.
    pub is_key: bool,
    /// Of words: so many that are equally frequent would be as hard to guess, the exponential of the entropy.
    pub even: Option<f64>,
}

impl Profiles {
    /// The column of that name, if there is one.
    #[must_use]
    pub fn of(&self, name: &str) -> Option<&Profiled> {
        self.columns.iter().find(|one| one.column.name == name)
    }
}

/// Looks at the training rows; kept, since it does not depend on the recipe.
///
/// # Errors
/// None in practice; a world whose table lacks a column.
pub(super) async fn report(session: &Session, plan: &Plan, train: &Table, pace: &Pace) -> Result<Profiles> {
    let key = fingerprint(&("profile", ENGINE, &plan.data, &plan.seed, &plan.window, &plan.split))?;
    if let Some(found) = session.recall(&key) {
        return Ok(found);
    }
    let names: Vec<String> = session.world.id.features().iter().map(|feature| feature.name.into()).collect();
    let found = profile(&train.select(&names)?, pace).await?;
    let skew = |column: &ColumnProfile| column.numbers.as_ref().and_then(|numbers| numbers.skew);
    let size: Vec<f64> = found.columns.iter().map(|column| skew(column).unwrap_or(0.0).abs()).collect();
    let lopsided = order::descending(&size).into_iter().filter(|at| size[*at as usize] > 0.0).collect();
    let keys = &found.unique_key_columns;
    let one = |column: ColumnProfile| Profiled {
        is_key: keys.contains(&column.name) && column.n_unique == found.n_rows,
        even: column.words.as_ref().map(|words| math::exp(words.entropy)),
        column,
    };
    let found = Profiles { lopsided, columns: found.columns.into_iter().map(one).collect() };
    session.keep(&key, &found);
    Ok(found)
}
