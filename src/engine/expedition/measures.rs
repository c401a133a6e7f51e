//! All measures of a model on the opened test rows, each with how sure it is, made in several ways.
//!
//! Rows of one day share what the day was like, so whole days are drawn again: the middle of what comes of it
//! (percentiles), and the same corrected for bias and for a spread that grows with the number (BCa, with one day left
//! out at a time). Of a share there are besides the textbook's intervals, Wilson's and Clopper and Pearson's, which take
//! every row for one of its own.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::measured::{One, Rows};
use super::mistakes::Decided;
use super::on_demand::OnDemand;
use super::pipeline;
use super::record::Problem;
use super::report::Interval;
use super::sure::RESAMPLES;
use crate::error::Result;
use crate::fingerprint::from_hex;
use crate::matrix::Matrix;
use crate::metrics::interval;
pub use crate::metrics::multiclass::ClassScores;
use crate::rng::Rng;
use crate::serve::decisions::Tally;
use crate::work::{Meter, Pace};

/// How sure all intervals are.
const CONFIDENCE: f64 = 0.95;

/// Every measure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measures {
    /// By what they judge, in the order they are shown.
    pub parts: Vec<Part>,
    /// Of classes, each against all others, and all together.
    pub classes: OnDemand<ByClass>,
    /// Days that the rows are of: so many are drawn each time.
    pub days: u32,
    /// How often they are drawn.
    pub resamples: u32,
}

/// Measures of one side of a model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// What they judge, as a text key: `line`, `rank`, `chance`, `names`, `forecast`, `money`.
    pub name: String,
    /// The measures.
    pub measures: Vec<Measure>,
}

/// A measure and how sure it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measure {
    /// Its name in scikit-learn, or nearly.
    pub name: String,
    /// What it is counted in.
    pub unit: Unit,
    /// On the rows themselves; `None` where it is undefined.
    pub value: Option<f64>,
    /// 95 % intervals, as far as there are any.
    pub ranges: Vec<(Way, Interval)>,
}

/// What a measure is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// A share of rows, or of an amount.
    Share,
    /// A number that has no unit.
    Bare,
    /// The unit of what is forecast.
    Amount,
    /// Euros.
    Money,
}

/// How an interval is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// Percentiles of what drawn days give.
    Percentile,
    /// The same, bias-corrected and accelerated.
    Bca,
    /// Wilson's, of a share.
    Wilson,
    /// Clopper and Pearson's, of a share.
    Exact,
}

/// The classes one by one, and together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ByClass {
    /// In the order of the world.
    pub each: Vec<ClassScores>,
    /// Each class counted alike.
    pub alike: ClassScores,
    /// Each counted as often as it is met.
    pub weighted: ClassScores,
}

impl Way {
    /// All of them, the one that rooms show elsewhere first.
    pub const ALL: [Self; 4] = [Self::Percentile, Self::Bca, Self::Wilson, Self::Exact];

    /// In a text key.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Percentile => "percentile",
            Self::Bca => "bca",
            Self::Wilson => "wilson",
            Self::Exact => "exact",
        }
    }
}

impl Measure {
    /// The interval that was made in this way; `None` if there is none.
    #[must_use]
    pub fn range(&self, way: Way) -> Option<Interval> {
        self.ranges.iter().find(|(made, _)| *made == way).map(|(_, range)| *range)
    }
}

impl Measures {
    /// Whether any interval was made in this way.
    #[must_use]
    pub fn knows(&self, way: Way) -> bool {
        self.parts.iter().flat_map(|part| &part.measures).any(|measure| measure.range(way).is_some())
    }

    /// A share whose interval was made both from days and from rows, and how many times as wide the one from days is:
    /// of yes or no the share found, of classes the share named rightly.
    #[must_use]
    pub fn by_days_against_rows(&self) -> Option<(&Measure, f64)> {
        let told = |measure: &&Measure| ["recall", "accuracy"].contains(&&*measure.name);
        let measure = self.parts.iter().flat_map(|part| &part.measures).find(told)?;
        let width = |way| measure.range(way).map(|range| range.high - range.low);
        let (days, rows) = (width(Way::Percentile)?, width(Way::Wilson)?);
        (days > 0.0 && rows > 0.0).then(|| (measure, days / rows))
    }
}

/// All measures of what was `decided`; `said` is what the model says, shape `(n_samples, n_outputs)`.
///
/// # Errors
/// Lengths that differ, or what is no number.
pub(super) async fn found(
    decided: &Decided<'_>,
    said: &Matrix,
    problem: &Problem,
    share: f64,
    seed: &str,
    pace: &Pace,
) -> Result<Measures> {
    let rows = Rows::of(decided, said)?;
    let days: Vec<Range<usize>> = pipeline::by_day(decided.days).collect();
    let tallies: Vec<Tally> =
        days.iter().map(|day| decided.decisions.tally(decided.y, day.clone())).collect();
    let cost = |drawn: &[u32]| {
        let none = decided.decisions.tally(decided.y, 0..0);
        let all = drawn.iter().fold(none, |sum, day| sum.plus(&tallies[*day as usize]));
        One::new("money", "cost", Unit::Money, Some(all.cost(&problem.costs, share)))
    };
    let n = days.len() as u32;
    let mut meter = Meter::default();
    let mut ones = rows.measured(None, &mut meter, pace).await;
    ones.push(cost(&(0..n).collect::<Vec<u32>>()));
    // Drawn as for the intervals that are shown anyway: they are the same.
    let mut rng = Rng::new(from_hex(seed).unwrap_or(0), "bootstrap");
    let (mut drawn, mut left_out) = (vec![Vec::new(); ones.len()], vec![Vec::new(); ones.len()]);
    for done in 0..RESAMPLES + n {
        pace.rest("bootstrap", done as usize, Some((RESAMPLES + n) as usize), None).await;
        let (of, chosen) = match done.checked_sub(RESAMPLES) {
            None => (&mut drawn, interval::draw_resample(n, &mut rng)),
            Some(out) => (&mut left_out, (0..n).filter(|day| *day != out).collect()),
        };
        let chosen_rows = chosen.iter().flat_map(|day| days[*day as usize].clone()).map(|i| i as u32);
        let mut again = rows.measured(Some(&chosen_rows.collect::<Vec<_>>()), &mut meter, pace).await;
        again.push(cost(&chosen));
        of.iter_mut().zip(again).for_each(|(values, one)| values.push(one.value));
    }
    let mut parts: Vec<Part> = Vec::new();
    for (one, (drawn, left_out)) in ones.iter().zip(drawn.iter().zip(&left_out)) {
        if parts.last().is_none_or(|part| part.name != one.part) {
            parts.push(Part { name: one.part.into(), measures: Vec::new() });
        }
        let measure = one.sure(drawn, left_out)?;
        parts.last_mut().into_iter().for_each(|part| part.measures.push(measure.clone()));
    }
    Ok(Measures { parts, classes: OnDemand(rows.by_class()), days: n, resamples: RESAMPLES })
}

impl One {
    /// With its intervals, from what it came to on drawn days and with one day left out.
    fn sure(&self, drawn: &[Option<f64>], left_out: &[Option<f64>]) -> Result<Measure> {
        let mut ranges = Vec::new();
        let mut add = |way, range: Option<Interval>| ranges.extend(range.map(|range| (way, range)));
        if let Some(value) = self.value {
            add(Way::Percentile, interval::bootstrap(None, drawn, CONFIDENCE)?.interval);
            add(Way::Bca, interval::bca(value, drawn, left_out, CONFIDENCE)?.map(|bca| bca.interval));
        }
        if let Some((hits, of)) = self.counts {
            add(Way::Wilson, interval::wilson(hits, of, CONFIDENCE));
            add(Way::Exact, interval::clopper_pearson(hits, of, CONFIDENCE));
        }
        Ok(Measure { name: self.name.into(), unit: self.unit, value: self.value, ranges })
    }
}
