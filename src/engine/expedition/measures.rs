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
pub use super::paired::{POWER, Paired};
use super::record::Problem;
use super::report::Interval;
use super::sure::RESAMPLES;
use super::{paired, pipeline};
use crate::error::Result;
use crate::fingerprint::from_hex;
use crate::matrix::Matrix;
use crate::metrics::interval;
pub use crate::metrics::multiclass::ClassScores;
pub use crate::metrics::rank::TopK;
use crate::rng::Rng;
use crate::serve::decisions::{Decisions, Tally};
use crate::work::{Meter, Pace};

/// How sure all intervals are.
pub(super) const CONFIDENCE: f64 = 0.95;

/// Every measure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measures {
    /// By what they judge, in the order they are shown.
    pub parts: Vec<Part>,
    /// Of classes, each against all others, and all together.
    pub classes: OnDemand<ByClass>,
    /// Of yes or no, what is among the surest rows, the fewest first.
    pub tops: OnDemand<Vec<Top>>,
    /// Of flags and names, the model beside the rule, row by row.
    pub paired: OnDemand<Paired>,
    /// Days that the rows are of: so many are drawn each time.
    pub days: u32,
    /// How often they are drawn.
    pub resamples: u32,
}

/// Measures of one side of a model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// What they judge, as a text key: `line`, `rank`, `chance`, `names`, `forecast`, `plan`, `money`.
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
    /// A number from 0 to 1 that is no share.
    Score,
    /// A number that has no unit, and can lie anywhere.
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
    /// The same, turned round the number: as far as draws lie above it, the truth may lie below.
    Basic,
    /// The percentiles, bias-corrected and accelerated.
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

/// The surest rows.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Top {
    /// Which share of all rows.
    pub share: f64,
    /// Whether that is what there is room for.
    pub is_room: bool,
    /// How many are yes, and how many times as many that is as without a model.
    pub top: TopK,
    /// Wilson's 95 % interval of the share of them that is yes.
    pub sure: Option<Interval>,
}

impl Way {
    /// All of them, the one that rooms show elsewhere first.
    pub const ALL: [Self; 5] = [Self::Percentile, Self::Basic, Self::Bca, Self::Wilson, Self::Exact];

    /// In a text key.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Percentile => "percentile",
            Self::Basic => "basic",
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

    /// Why it is undefined, as a text key; `None` of what has a value.
    #[must_use]
    pub fn undefined(&self) -> Option<&'static str> {
        self.value.is_none().then(|| why_undefined(&self.name))
    }
}

/// What must have been so, where this measure is undefined and there are rows.
fn why_undefined(name: &str) -> &'static str {
    match name {
        "precision" => "none_flagged",
        "npv" => "all_flagged",
        "recall" | "fnr" | "average_precision" => "no_yes",
        "specificity" | "fpr" => "no_other",
        "f1" | "f2" | "jaccard" => "neither",
        "roc_auc" | "pairs_roc_auc" | "ks_statistic" | "youden_j" => "one_answer",
        "mcc" | "kappa" => "constant",
        "macro_roc_auc" => "unmet_class",
        "r2" | "explained_variance" | "d2_absolute_error" => "same_numbers",
        "mean_absolute_percentage_error" => "zero",
        "root_mean_squared_log_error" => "log",
        "mean_poisson_deviance" | "mean_gamma_deviance" => "not_positive",
        _ => "no_chance",
    }
}

impl ByClass {
    /// Classes that rows are of, and that no row was said to be of: they have no precision.
    #[must_use]
    pub fn unsaid(&self) -> Vec<u32> {
        self.those(|one| one.support > 0.0 && one.precision.is_none())
    }

    /// Classes that rows were said to be of, and that none is of: they have no recall.
    #[must_use]
    pub fn unmet(&self) -> Vec<u32> {
        self.those(|one| one.support == 0.0 && one.precision.is_some())
    }

    fn those(&self, are: impl Fn(&ClassScores) -> bool) -> Vec<u32> {
        (0..).zip(&self.each).filter(|(_, one)| are(one)).map(|(class, _)| class).collect()
    }
}

impl Measures {
    /// Whether any interval was made in this way.
    #[must_use]
    pub fn knows(&self, way: Way) -> bool {
        self.parts.iter().flat_map(|part| &part.measures).any(|measure| measure.range(way).is_some())
    }

    /// The measure of this name.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<&Measure> {
        self.parts.iter().flat_map(|part| &part.measures).find(|measure| measure.name == name)
    }

    /// What can stand on one scale: shares and scores from 0 to 1, of numbers the amounts; part by part, those that are
    /// defined and have some interval.
    #[must_use]
    pub fn on_one_scale(&self) -> Vec<(&str, Vec<&Measure>)> {
        let amounts = self.parts.iter().any(|part| part.name == "forecast");
        let fits = |measure: &&Measure| {
            let fit = match measure.unit {
                Unit::Amount => amounts,
                Unit::Share | Unit::Score => !amounts,
                Unit::Bare | Unit::Money => false,
            };
            fit && !measure.ranges.is_empty()
        };
        let parts = self.parts.iter().map(|part| (&*part.name, part.measures.iter().filter(fits).collect()));
        parts.filter(|(_, measures): &(_, Vec<_>)| !measures.is_empty()).collect()
    }

    /// Of those the one with the widest interval made in this way.
    #[must_use]
    pub fn widest(&self, way: Way) -> Option<(&Measure, Interval)> {
        let parts = self.on_one_scale().into_iter();
        let all = parts.flat_map(|(_, measures)| measures);
        let known = all.filter_map(|measure| Some((measure, measure.range(way)?)));
        let width = |range: Interval| range.high - range.low;
        known.reduce(|widest, one| if width(one.1) > width(widest.1) { one } else { widest })
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

/// All measures of what was `decided`; `said` is what the model says, shape `(n_samples, n_outputs)`, and `rule` what the
/// rule decides.
///
/// # Errors
/// Lengths that differ, or what is no number.
pub(super) async fn found(
    decided: &Decided<'_>,
    (said, rule): (&Matrix, &Decisions),
    problem: &Problem,
    share: f64,
    seed: &str,
    pace: &Pace,
) -> Result<Measures> {
    let rows = Rows::of(decided, said, problem)?;
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
    let (classes, tops) = (OnDemand(rows.by_class()), OnDemand(rows.tops(problem.capacity)));
    pace.pause().await;
    let paired = OnDemand(paired::found(decided.y, decided.decisions, rule));
    Ok(Measures { parts, classes, tops, paired, days: n, resamples: RESAMPLES })
}

impl One {
    /// With its intervals, from what it came to on drawn days and with one day left out.
    fn sure(&self, drawn: &[Option<f64>], left_out: &[Option<f64>]) -> Result<Measure> {
        let mut ranges = Vec::new();
        let mut add = |way, range: Option<Interval>| ranges.extend(range.map(|range| (way, range)));
        if let Some(value) = self.value {
            let bootstrap = interval::bootstrap(Some(value), drawn, CONFIDENCE)?;
            add(Way::Percentile, bootstrap.interval);
            add(Way::Basic, interval::basic(&bootstrap));
            add(Way::Bca, interval::bca(value, drawn, left_out, CONFIDENCE)?.map(|bca| bca.interval));
        }
        if let Some((hits, of)) = self.counts {
            add(Way::Wilson, interval::wilson(hits, of, CONFIDENCE));
            add(Way::Exact, interval::clopper_pearson(hits, of, CONFIDENCE));
        }
        Ok(Measure { name: self.name.into(), unit: self.unit, value: self.value, ranges })
    }
}
