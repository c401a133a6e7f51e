//! The model and the rule on the same rows: on how many only one of them was right, and whether chance parts them so.

use serde::{Deserialize, Serialize};

use crate::metrics::compare::{cohens_h, mcnemar_chi2, mcnemar_exact, rows_per_arm};
use crate::metrics::confusion::ratio;
use crate::serve::decisions::Decisions;

/// Of more rows than these the chi-square says the same, and takes no time.
const EXACT: u32 = 5_000;
/// How often a test may see what is not there.
const LEVEL: f64 = 0.05;
/// How often it is to see what is.
pub const POWER: f64 = 0.8;

/// Right decisions of both, row by row.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Paired {
    /// Rows.
    pub n: u32,
    /// Rows that only the model decided rightly.
    pub model: u32,
    /// Rows that only the rule did.
    pub rule: u32,
    /// The chance of so uneven a division if both were equally good (McNemar), rows taken for independent.
    pub chance: f64,
    /// Rows that each of two would have to decide, were rows dealt to them, to see a difference of this size.
    pub per_arm: Option<f64>,
}

/// `None` where there is no right and wrong, but more and less.
pub(super) fn found(y: &[f64], model: &Decisions, rule: &Decisions) -> Option<Paired> {
    let [model, rule] = [model, rule].map(|decided| right(y, decided));
    let (model, rule) = (model?, rule?);
    let only = |a: &[bool], b: &[bool]| a.iter().zip(b).filter(|(a, b)| **a && !**b).count() as u32;
    let (first, second) = (only(&model, &rule), only(&rule, &model));
    let n = y.len() as u32;
    let share = |of: &[bool]| ratio(of.iter().filter(|right| **right).count() as f64, f64::from(n));
    let apart = share(&model).zip(share(&rule)).map(|(a, b)| cohens_h(a, b));
    let exact = first + second <= EXACT;
    let chance = if exact { None } else { mcnemar_chi2(first, second).map(|(_, chance)| chance) };
    Some(Paired {
        n,
        model: first,
        rule: second,
        chance: chance.unwrap_or_else(|| mcnemar_exact(first, second)),
        per_arm: apart.and_then(|effect| rows_per_arm(effect, LEVEL, POWER)),
    })
}

fn right(y: &[f64], decided: &Decisions) -> Option<Vec<bool>> {
    match decided {
        Decisions::Flags(flagged) => Some(flagged.iter().zip(y).map(|(f, y)| *f == (*y == 1.0)).collect()),
        Decisions::Names(named) => Some(
            named.iter().zip(y).map(|(name, y)| name.is_some_and(|name| f64::from(name) == *y)).collect(),
        ),
        Decisions::Plans { .. } => None,
    }
}
