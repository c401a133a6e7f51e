//! The decisions that went wrong, one by one, each with what spoke for it.

use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::deploy::Request;
use super::on_demand::OnDemand;
use super::pipeline::Pipeline;
use super::requests;
use crate::error::Result;
use crate::math;
use crate::order;
use crate::said::Said;
use crate::serve::decisions::Decisions;
use crate::table::levels::by_count;
use crate::table::{Column, MISSING, NO_DATE, Table, Values};
use crate::work::Pace;

/// Mistakes of each kind that are shown, the surest first, and reasons of each.
pub(super) const SHOWN: usize = 6;
const REASONS: usize = 3;

/// A decision that was wrong.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mistake {
    /// The row as it was decided on: flagged for nothing, or missed; planned too much for, or too little;
    /// given a wrong name.
    pub request: Request,
    /// What spoke for the mistake, the strongest first.
    pub reasons: Vec<Reason>,
    /// Of numbers, what came; of classes, which it was.
    pub came: OnDemand<f64>,
}

impl Mistake {
    /// Whether it was flagged for nothing, or too much was planned; else it was missed, or too little.
    #[must_use]
    pub fn too_much(&self) -> bool {
        self.left_over().map_or(self.request.flagged, |left| left > 0.0)
    }

    /// Of numbers, what was planned above what came; below 0 it was missing.
    #[must_use]
    pub fn left_over(&self) -> Option<f64> {
        Some((*self.request.planned)? - (*self.came)?)
    }

    /// What it was: of yes or no it follows from what was decided, and from whether that was `right`.
    #[must_use]
    pub fn was(&self, right: Option<bool>) -> Option<f64> {
        self.came.or_else(|| right.map(|right| f64::from(u8::from(self.request.flagged == right))))
    }
}

/// A value that spoke for a decision: with the usual one in its place, the model would have said something else.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reason {
    /// The column.
    pub column: String,
    /// The median, or the most frequent level, of the rows it learned from; `None` if they have none.
    pub usual: Option<String>,
    /// The score with it; of classes, that of the name that is then given.
    pub score: f64,
    /// Of classes, that name.
    pub class: OnDemand<u32>,
}

/// Decisions on rows whose outcome is known by now.
pub(super) struct Decided<'a> {
    /// The rows.
    pub table: &'a Table,
    /// The day of each.
    pub days: &'a [i32],
    /// What happened: 0 or 1, a class, or a number.
    pub y: &'a [f64],
    /// What the model said.
    pub said: &'a Said,
    /// What was decided.
    pub decisions: &'a Decisions,
}

/// Where the surest false alarms and the blindest misses stand, by turns; of numbers, where most was left over and most
/// was missing; of classes, the surest wrong names.
pub(super) fn shown(decided: &Decided<'_>) -> Vec<usize> {
    if let Decisions::Plans { planned, .. } = decided.decisions {
        let over: Vec<f64> = planned.iter().zip(decided.y).map(|(planned, y)| planned - y).collect();
        let falling: Vec<usize> = order::descending(&over).into_iter().map(|i| i as usize).collect();
        let most = falling.iter().copied().filter(|i| over[*i] > 0.0).take(SHOWN);
        let least = falling.iter().rev().copied().filter(|i| over[*i] < 0.0).take(SHOWN);
        return most.chain(least).collect();
    }
    let falling = order::descending(&decided.said.scores).into_iter().map(|i| i as usize);
    if let Decisions::Names(named) = decided.decisions {
        let wrong = |i: &usize| named[*i].is_some_and(|class| f64::from(class) != decided.y[*i]);
        return falling.filter(wrong).take(2 * SHOWN).collect();
    }
    let flagged = |i: &usize| decided.decisions.flagged(*i);
    let wrong: Vec<usize> = falling.filter(|i| flagged(i) != (decided.y[*i] == 1.0)).collect();
    let alarms = wrong.iter().copied().filter(flagged).take(SHOWN);
    let misses = wrong.iter().rev().copied().filter(|i| !flagged(i)).take(SHOWN);
    alarms.chain(misses).collect()
}

/// The rows at `rows` with what spoke for what `pipeline` said of them, or for its mistake; of numbers, if `both`, what moved the
/// forecast most, up or down. `train` are rows it learned from.
///
/// A reason is found by putting the usual value in the place of one column after the other (one-at-a-time ablation):
/// it says what this model leans on in this row, not what caused the outcome.
pub(super) async fn found(
    pipeline: &Pipeline,
    features: &[String],
    train: &Table,
    decided: &Decided<'_>,
    (rows, both): (&[usize], bool),
    pace: &Pace,
) -> Result<Vec<Mistake>> {
    let usual = features.iter().map(|name| usual(train, name)).collect::<Result<Vec<_>>>()?;
    // Every row as often as there are columns, each time with one of them made usual.
    let repeated: Vec<u32> = features.iter().flat_map(|_| rows.iter().map(|i| *i as u32)).collect();
    let mut changed = decided.table.take(&repeated).columns().to_vec();
    for (at, (name, value)) in features.iter().zip(&usual).enumerate() {
        let block = at * rows.len()..(at + 1) * rows.len();
        changed
            .iter_mut()
            .filter(|column| column.name == *name)
            .for_each(|column| put(column, block.clone(), value));
    }
    let without = pipeline.say(&Table::new(changed)?, &mut Vec::new(), pace).await?;
    let mistake = |(place, row): (usize, &usize)| -> Result<Mistake> {
        let (score, planned) = (decided.said.scores[*row], decided.decisions.planned(*row));
        let class = decided.said.classes.get(*row);
        let too_much = planned.map_or(decided.decisions.flagged(*row), |planned| planned > decided.y[*row]);
        // How far the usual value would have moved it towards the right answer: numbers as they are, shares in log-odds.
        let place_of = |said: f64| if planned.is_some() { said } else { log_odds(said) };
        // Another name is as far away as can be.
        let other = |at: usize| without.classes.get(at) != class;
        let moved = |at: usize| {
            let then = at * rows.len() + place;
            if class.is_some() {
                return place_of(score)
                    - if other(then) { place_of(0.0) } else { place_of(without.scores[then]) };
            }
            let far = place_of(score) - place_of(without.scores[then]);
            match both && planned.is_some() {
                true => far.abs(),
                false if too_much => far,
                false => -far,
            }
        };
        let strength: Vec<f64> = (0..features.len()).map(moved).collect();
        let strong = order::descending(&strength).into_iter().map(|at| at as usize);
        let reason = |at: usize| Reason {
            column: features[at].clone(),
            usual: usual[at].as_ref().and_then(written),
            score: without.scores[at * rows.len() + place],
            class: OnDemand(without.classes.get(at * rows.len() + place).copied()),
        };
        Ok(Mistake {
            request: requests::request(
                features,
                decided.table,
                *row,
                decided.days[*row],
                (score, class.copied()),
                decided.decisions,
            )?,
            came: OnDemand((planned.is_some() || class.is_some()).then(|| decided.y[*row])),
            reasons: strong.take(REASONS).filter(|at| strength[*at] > 0.0).map(reason).collect(),
        })
    };
    rows.iter().enumerate().map(mistake).collect()
}

/// The usual value of a column, as the only row of a column; `None` if it has no value at all.
pub(super) fn usual(train: &Table, name: &str) -> Result<Option<Values>> {
    Ok(match &train.column(name)?.values {
        Values::Number(values) => {
            let median = math::quantile_sorted(&math::sorted_present(values), 0.5);
            median.map(|median| Values::Number(Rc::from([median])))
        }
        Values::Category { levels, codes } => by_count(levels, codes)
            .first()
            .map(|(code, _)| Values::Category { levels: levels.clone(), codes: Rc::from([*code]) }),
        Values::Date(days) => {
            let there = days.iter().filter(|day| **day != NO_DATE).map(|day| f64::from(*day));
            let median = math::quantile_sorted(&math::sorted_present(&there.collect::<Vec<f64>>()), 0.5);
            median.map(|median| Values::Date(Rc::from([median.floor() as i32])))
        }
    })
}

fn written(value: &Values) -> Option<String> {
    requests::text(value, 0)
}

/// Puts `value` into the rows `block` of a column of its kind.
pub(super) fn put(column: &mut Column, block: std::ops::Range<usize>, value: &Option<Values>) {
    match (&mut column.values, value) {
        (Values::Number(values), value) => {
            let usual = if let Some(Values::Number(usual)) = value { usual[0] } else { f64::NAN };
            Rc::make_mut(values)[block].fill(usual);
        }
        (Values::Category { codes, .. }, value) => {
            let usual = if let Some(Values::Category { codes, .. }) = value { codes[0] } else { MISSING };
            Rc::make_mut(codes)[block].fill(usual);
        }
        (Values::Date(days), value) => {
            let usual = if let Some(Values::Date(days)) = value { days[0] } else { NO_DATE };
            Rc::make_mut(days)[block].fill(usual);
        }
    }
}

fn log_odds(p: f64) -> f64 {
    let p = p.clamp(1e-9, 1.0 - 1e-9);
    math::ln(p / (1.0 - p))
}
