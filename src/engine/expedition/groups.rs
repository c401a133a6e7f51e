//! Who is served how well: what was decided, by the columns whose levels must not be forgotten.

use serde::{Deserialize, Serialize};

use super::fair;
pub use super::fair::{Apart, Fair, Rates, Spread};
use super::mistakes::Decided;
use super::on_demand::OnDemand;
use super::record::Problem;
use super::report::{Interval, Outcome};
use super::scenario;
use super::session::Session;
use super::sure::by_day;
use crate::error::Result;
use crate::metrics::Scored;
use crate::metrics::group::{Group, by_group};
use crate::serve::decisions::Decisions;
use crate::serve::policy::Counts;
use crate::table::{MISSING, Values};
use crate::work::Pace;

/// What rows are called that have no level.
const NO_LEVEL: &str = "missing";

/// The levels of a column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Grouping {
    /// The column.
    pub column: String,
    /// One group a level, rows without one last.
    pub levels: Vec<GroupReport>,
    /// How far they are apart.
    pub fair: OnDemand<Fair>,
}

/// One group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GroupReport {
    /// Its level.
    pub level: String,
    /// What the model comes to in it.
    pub outcome: Outcome,
    /// 95 % interval of its score: Wilson's of a share found, otherwise as for all rows.
    pub score: Option<Interval>,
}

/// By each column of the scenario whose levels must not be forgotten; not by one that is the same for all these rows.
pub(super) async fn found(
    session: &Session,
    (seed, asks_fairness): (&str, bool),
    decided: &Decided<'_>,
    problem: &Problem,
    pace: &Pace,
) -> Result<Vec<Grouping>> {
    let world = &session.world;
    let mut found = Vec::new();
    for column in scenario::of(world.id).groups {
        let values = &decided.table.column(column)?.values;
        if parts(values) {
            let (levels, fair) = match decided.decisions {
                Decisions::Flags(flagged) => {
                    let groups = flagged_by(values, decided.y, flagged)?;
                    let fair = asks_fairness.then(|| fair::of_flags(&groups));
                    (groups.into_iter().map(|group| report(group, problem, world.share)).collect(), fair)
                }
                Decisions::Plans { .. } | Decisions::Names(_) => {
                    let levels = others(values, seed, decided, problem, world.share, pace).await?;
                    let fair = match asks_fairness {
                        true => Some(fair::of_scores(&rows_of(values), decided, pace).await?),
                        false => None,
                    };
                    (levels, fair)
                }
            };
            found.push(Grouping { column: (*column).into(), levels, fair: OnDemand(fair) });
        }
    }
    Ok(found)
}

/// Whether a column parts its rows into groups.
fn parts(values: &Values) -> bool {
    matches!(values, Values::Category { codes, .. } if codes.windows(2).any(|two| two[0] != two[1]))
}

/// By the levels of `column`: decisions already taken are scores of 0 and 1.
fn flagged_by(column: &Values, y: &[f64], flagged: &[bool]) -> Result<Vec<Group>> {
    let Values::Category { levels, codes } = column else { return Ok(Vec::new()) };
    let decided: Vec<f64> = flagged.iter().map(|flagged| f64::from(u8::from(*flagged))).collect();
    by_group(&Scored::new(y, &decided, None)?, levels, codes, 0.5, 0.95)
}

fn report(group: Group, problem: &Problem, share: f64) -> GroupReport {
    GroupReport {
        level: group.level.unwrap_or_else(|| NO_LEVEL.into()),
        outcome: Outcome::of(Counts::of(&group.confusion), &problem.costs, share),
        score: group.recall.interval,
    }
}

/// The same of numbers and names.
async fn others(
    column: &Values,
    seed: &str,
    decided: &Decided<'_>,
    problem: &Problem,
    share: f64,
    pace: &Pace,
) -> Result<Vec<GroupReport>> {
    let mut found = Vec::new();
    for (level, rows) in rows_of(column) {
        let of = |values: &[f64]| rows.iter().map(|i| values[*i]).collect::<Vec<f64>>();
        let days: Vec<i32> = rows.iter().map(|i| decided.days[*i]).collect();
        let (y, decisions) = (of(decided.y), decided.decisions.only(&rows));
        let score = by_day(seed, problem, share, (&days, &y), &decisions, None, pace).await?.score;
        let outcome = Outcome::of(decisions.all(&y), &problem.costs, share);
        found.push(GroupReport { level, outcome, score });
    }
    Ok(found)
}

/// The rows of each level that has any, in order; those without a level come last.
fn rows_of(column: &Values) -> Vec<(String, Vec<usize>)> {
    let Values::Category { levels, codes } = column else { return Vec::new() };
    let mut found: Vec<(String, Vec<usize>)> =
        levels.iter().cloned().chain([NO_LEVEL.into()]).map(|level| (level, Vec::new())).collect();
    for (row, code) in codes.iter().enumerate() {
        found[if *code == MISSING { levels.len() } else { *code as usize }].1.push(row);
    }
    found.retain(|(_, rows)| !rows.is_empty());
    found
}
