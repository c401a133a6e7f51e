//! How sure a result is, day by day: of a share and of money the bootstrap over days, of a mean absolute error and of a
//! share of right names Student's t over days, since a bootstrap of a handful of days is too sure of itself.

use std::ops::Range;

use super::pipeline;
use super::record::Problem;
use super::report::Interval;
use crate::error::Result;
use crate::fingerprint::from_hex;
use crate::metrics::interval;
use crate::rng::Rng;
use crate::serve::decisions::{Decisions, Tally};
use crate::work::Pace;

/// Resamples, each of whole days: flights of one day share their weather.
pub(super) const RESAMPLES: u32 = 400;

/// 95 % intervals: percentiles of the resamples, but for errors and names.
pub(super) struct Sure {
    /// Of the score.
    pub score: Option<Interval>,
    /// Of the cost in euros.
    pub cost: Option<Interval>,
    /// Of how much less that is than other decisions cost on the same drawn days, in euros; `None` without any.
    pub saved: Option<Interval>,
}

/// How sure the results of some decisions are, and what they save against others; of rows the day and what came.
pub(super) async fn by_day(
    seed: &str,
    problem: &Problem,
    share: f64,
    (days, y): (&[i32], &[f64]),
    decided: &Decisions,
    against: Option<&Decisions>,
    pace: &Pace,
) -> Result<Sure> {
    let both = [decided, against.unwrap_or(decided)];
    let tallies = |rows: Range<usize>| both.map(|decisions| decisions.tally(y, rows.clone()));
    let a_day: Vec<[Tally; 2]> = pipeline::by_day(days).map(tallies).collect();
    let results = |[tally, other]: [Tally; 2]| {
        let cost = tally.cost(&problem.costs, share);
        [tally.score(), Some(cost), Some(other.cost(&problem.costs, share) - cost)]
    };
    let mut rng = Rng::new(from_hex(seed).unwrap_or(0), "bootstrap");
    let mut found: [Vec<Option<f64>>; 3] = Default::default();
    for done in 0..RESAMPLES {
        if done % 50 == 0 {
            pace.rest("bootstrap", done as usize, Some(RESAMPLES as usize), None).await;
        }
        let drawn = interval::draw_resample(a_day.len() as u32, &mut rng);
        let plus = |sum: [Tally; 2], day: &u32| {
            let [ours, theirs] = &a_day[*day as usize];
            [sum[0].plus(ours), sum[1].plus(theirs)]
        };
        let drawn = results(drawn.iter().fold(tallies(0..0), plus));
        found.iter_mut().zip(drawn).for_each(|(values, value)| values.push(value));
    }
    let interval = |values: &[Option<f64>]| Ok(interval::bootstrap(None, values, 0.95)?.interval);
    let score = match decided {
        Decisions::Flags(_) => interval(&found[0])?,
        Decisions::Plans { .. } | Decisions::Names(_) => mean(&a_day),
    };
    Ok(Sure { score, cost: interval(&found[1])?, saved: interval(&found[2])?.filter(|_| against.is_some()) })
}

/// Of the mean absolute error, which is not below nought, or of a share.
fn mean(a_day: &[[Tally; 2]]) -> Option<Interval> {
    let day = |[tally, _]: &[Tally; 2]| match tally {
        Tally::Amounts(amounts) => (amounts.error, f64::from(amounts.n)),
        Tally::Names(names) => (f64::from(names.right), f64::from(names.n)),
        Tally::Counts(_) => (0.0, 0.0),
    };
    let most = match a_day.first() {
        Some([Tally::Names(_), _]) => 1.0,
        _ => f64::INFINITY,
    };
    let range = interval::clustered_mean(&a_day.iter().map(day).collect::<Vec<_>>(), 0.95)?;
    Some(Interval { low: range.low.max(0.0), high: range.high.min(most) })
}
