//! Who is served how well: what was decided, by the columns whose levels must not be forgotten.

use serde::{Deserialize, Serialize};

use super::mistakes::Decided;
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
use crate::table::Values;
use crate::work::Pace;

/// The levels of a column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Grouping {
    /// The column.
    pub column: String,
    /// One group a level.
    pub levels: Vec<GroupReport>,
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
    seed: &str,
    decided: &Decided<'_>,
    problem: &Problem,
    pace: &Pace,
) -> Result<Vec<Grouping>> {
    let world = &session.world;
    let mut found = Vec::new();
    for column in scenario::of(world.id).groups {
        let values = &decided.table.column(column)?.values;
        if parts(values) {
            let levels = match decided.decisions {
                Decisions::Flags(flagged) => groups(values, decided.y, flagged, problem, world.share)?,
                Decisions::Plans { .. } | Decisions::Names(_) => {
                    others(values, seed, decided, problem, world.share, pace).await?
                }
            };
            found.push(Grouping { column: (*column).into(), levels });
        }
    }
    Ok(found)
}

/// Whether a column parts its rows into groups.
fn parts(values: &Values) -> bool {
    matches!(values, Values::Category { codes, .. } if codes.windows(2).any(|two| two[0] != two[1]))
}

/// By the levels of `column`: decisions already taken are scores of 0 and 1.
fn groups(
    column: &Values,
    y: &[f64],
    flagged: &[bool],
    problem: &Problem,
    share: f64,
) -> Result<Vec<GroupReport>> {
    let Values::Category { levels, codes } = column else { return Ok(Vec::new()) };
    let decided: Vec<f64> = flagged.iter().map(|flagged| f64::from(u8::from(*flagged))).collect();
    let groups = by_group(&Scored::new(y, &decided, None)?, levels, codes, 0.5, 0.95)?;
    let report = |group: Group| GroupReport {
        level: group.level.unwrap_or_else(|| "missing".into()),
        outcome: Outcome::of(Counts::of(&group.confusion), &problem.costs, share),
        score: group.recall.interval,
    };
    Ok(groups.into_iter().map(report).collect())
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
    let Values::Category { levels, codes } = column else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for (code, level) in (0..).zip(levels.iter()) {
        let rows: Vec<usize> = (0..codes.len()).filter(|i| codes[*i] == code).collect();
        if rows.is_empty() {
            continue;
        }
        let of = |values: &[f64]| rows.iter().map(|i| values[*i]).collect::<Vec<f64>>();
        let days: Vec<i32> = rows.iter().map(|i| decided.days[*i]).collect();
        let (y, decisions) = (of(decided.y), decided.decisions.only(&rows));
        let score = by_day(seed, problem, share, (&days, &y), &decisions, None, pace).await?.score;
        let outcome = Outcome::of(decisions.all(&y), &problem.costs, share);
        found.push(GroupReport { level: level.clone(), outcome, score });
    }
    Ok(found)
}
