//! Where decisions cost most: the learner's columns cut into parts, and the worst of these on the opened test rows.

use serde::{Deserialize, Serialize};

use super::mistakes::Decided;
use super::record::Problem;
use super::report::{Interval, Outcome};
use crate::error::Result;
use crate::math;
use crate::metrics::slices::{Parts, Rows, Slice, slices, widened, worst};
use crate::order;
use crate::table::levels::by_count;
use crate::table::{MISSING, Table, Values};
use crate::work::Pace;

/// Rows and days a slice must have, and must leave elsewhere: in fewer, one bad day is all there is to see.
const LEAST: (u32, u32) = (50, 5);
/// Slices shown.
const SHOWN: usize = 5;
/// How sure intervals are, before and after they are widened.
const CONFIDENCE: f64 = 0.95;
/// Levels that are looked at one by one.
const LEVELS: usize = 12;

/// The slices in which decisions cost most.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SlicesReport {
    /// Slices looked at.
    pub looked: u32,
    /// Rows that each of them has at least.
    pub least: u32,
    /// The mean cost of a row, in euros.
    pub cost: f64,
    /// The worst, as far as can be said; those that cost most more than elsewhere first.
    pub slices: Vec<SliceReport>,
}

/// A slice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SliceReport {
    /// One column or two, each with its part.
    pub of: Vec<(String, Part)>,
    /// What came of the decisions in it.
    pub outcome: Outcome,
    /// Days with any of its rows.
    pub days: u32,
    /// The mean cost of its rows, in euros.
    pub cost: f64,
    /// That of all other rows.
    pub elsewhere: f64,
    /// The interval of the difference, widened for the number of slices looked at.
    pub gap: Option<Interval>,
    /// Whether even so it lies above 0.
    pub holds: bool,
}

/// A part of a column.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// A level.
    Level(String),
    /// Any of the rarer levels.
    Other,
    /// No value.
    Missing,
    /// Numbers below this one.
    Below(f64),
    /// Numbers from the first on, and below the second.
    Between(f64, f64),
    /// Numbers from this one on.
    From(f64),
}

/// The worst slices by `columns` of what was decided.
pub(super) async fn found(
    decided: &Decided<'_>,
    columns: &[&str],
    problem: &Problem,
    pace: &Pace,
) -> Result<SlicesReport> {
    let (mut parts, mut named) = (Vec::new(), Vec::new());
    for column in columns {
        let (cut, names) = cut(decided.table, column)?;
        parts.push(cut);
        pace.pause().await;
        named.push(names);
    }
    let cost = decided.decisions.costs(decided.y, &problem.costs);
    let rows = Rows { cost: &cost, days: decided.days };
    let all = slices(rows, &parts, LEAST.0, LEAST.1, pace).await?;
    let shown = worst(&all, &parts, SHOWN, CONFIDENCE, pace).await;
    let confidence = widened(CONFIDENCE, shown.len(), all.len());
    // Picked by what is sure of the gap, told by its size.
    let gaps: Vec<f64> = shown.iter().map(Slice::gap).collect();
    let report = |at: u32| {
        let slice = &shown[at as usize];
        let within = |i: &usize| slice.of.iter().all(|(c, part)| parts[*c as usize].codes[*i] == *part);
        let rows: Vec<usize> = (0..cost.len()).filter(within).collect();
        let y: Vec<f64> = rows.iter().map(|i| decided.y[*i]).collect();
        let gap = slice.interval(confidence);
        let of = |(column, part): &(u32, u32)| {
            (columns[*column as usize].into(), named[*column as usize][*part as usize].clone())
        };
        SliceReport {
            of: slice.of.iter().map(of).collect(),
            outcome: Outcome::of(decided.decisions.only(&rows).all(&y), &problem.costs, 1.0),
            days: slice.n_days,
            cost: slice.mean,
            elsewhere: slice.elsewhere,
            gap,
            holds: gap.is_some_and(|gap| gap.low > 0.0),
        }
    };
    Ok(SlicesReport {
        looked: all.len() as u32,
        least: LEAST.0,
        cost: math::mean(&cost).unwrap_or(0.0),
        slices: order::descending(&gaps).into_iter().map(report).collect(),
    })
}

/// A column cut into levels, or at its quartiles; what is missing is a part of its own.
fn cut(table: &Table, name: &str) -> Result<(Parts, Vec<Part>)> {
    let (mut names, codes): (Vec<Part>, Vec<u32>) = match &table.column(name)?.values {
        Values::Number(values) => {
            let sorted = order::ascending(values);
            let mut edges: Vec<f64> = Vec::new();
            for quarter in [0.25, 0.5, 0.75] {
                let edge = math::quantile_sorted(&sorted, quarter);
                edges.extend(edge.filter(|edge| sorted[0] < *edge && edges.last() != Some(edge)));
            }
            let part = |i: usize| match (i.checked_sub(1).map(|i| edges[i]), edges.get(i)) {
                (None, Some(first)) => Part::Below(*first),
                (Some(from), Some(to)) => Part::Between(from, *to),
                (Some(last), None) => Part::From(last),
                (None, None) => Part::Other,
            };
            let code = |v: &f64| {
                if v.is_nan() { edges.len() + 1 } else { edges.partition_point(|edge| edge <= v) }
            };
            ((0..=edges.len()).map(part).collect(), values.iter().map(|v| code(v) as u32).collect())
        }
        Values::Category { levels, codes } => {
            let often: Vec<u32> =
                by_count(levels, codes).into_iter().take(LEVELS).map(|(code, _)| code).collect();
            let mut of = vec![often.len() as u32; levels.len()];
            (0_u32..).zip(&often).for_each(|(part, code)| of[*code as usize] = part);
            let named = often.iter().map(|code| Part::Level(levels[*code as usize].clone()));
            let missing = often.len() as u32 + 1;
            let code = |code: &u32| if *code == MISSING { missing } else { of[*code as usize] };
            (named.chain([Part::Other]).collect(), codes.iter().map(code).collect())
        }
        Values::Date(days) => (vec![Part::Other], vec![0; days.len()]),
    };
    names.push(Part::Missing);
    Ok((Parts { n_parts: names.len() as u32, codes }, names))
}
