//! The same metric for each level of a category column: whom the model serves less well.

use serde::{Deserialize, Serialize};

use crate::error::{EngineError, Result};
use crate::metrics::compare::newcombe;
use crate::metrics::confusion::{Confusion, ratio};
use crate::metrics::interval::{Interval, wilson};
use crate::metrics::scored::{Scored, same_length};
use crate::table::MISSING;

/// A share, how many rows it stands on and how sure it is.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rate {
    /// `hits / of`; `None` if `of` is 0.
    pub value: Option<f64>,
    /// Rows (or weights) counted.
    pub hits: f64,
    /// Out of so many.
    pub of: f64,
    /// Wilson's interval; `None` if `of` is 0 or rows have weights.
    pub interval: Option<Interval>,
}

/// How the model does in one group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Group {
    /// The level; `None`: rows where it is missing.
    pub level: Option<String>,
    /// Rows.
    pub n_rows: u32,
    /// What came of the decisions.
    pub confusion: Confusion,
    /// Share of right decisions.
    pub accuracy: Rate,
    /// Share that is flagged.
    pub selection_rate: Rate,
    /// Share of the positives that are flagged (true positive rate).
    pub recall: Rate,
    /// Share of the negatives that are flagged (false positive rate).
    pub fpr: Rate,
}

/// How far groups are apart in one rate (fairlearn's names). Which group is the better served is not said by it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Gap {
    /// Highest less lowest rate.
    pub difference: Option<f64>,
    /// Lowest over highest rate; `None` if the highest is 0.
    pub ratio: Option<f64>,
    /// Largest distance of a group's rate from the rate of all rows.
    pub to_overall: Option<f64>,
    /// The group with the highest and the one with the lowest rate, by their place in the list.
    pub between: Option<(u32, u32)>,
    /// Newcombe's interval of the difference between these two. They were picked for being far apart, so it is
    /// somewhat too narrow; with more than a few groups, chance alone makes a gap.
    pub interval: Option<Interval>,
}

/// The gaps between groups. Groups for which a rate is undefined do not enter it; with fewer than two there is no gap.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fairness {
    /// Of the share of right decisions.
    pub accuracy: Gap,
    /// Of the share flagged: demographic parity.
    pub selection_rate: Gap,
    /// Of the share of positives flagged: equal opportunity.
    pub recall: Gap,
    /// Of the share of negatives flagged.
    pub fpr: Gap,
}

impl Fairness {
    /// The gaps between `groups`, with `confidence` for their intervals.
    #[must_use]
    pub fn between(groups: &[Group], confidence: f64) -> Self {
        let gap = |rate: fn(&Group) -> &Rate| gap(&groups.iter().map(rate).collect::<Vec<_>>(), confidence);
        Self {
            accuracy: gap(|g| &g.accuracy),
            selection_rate: gap(|g| &g.selection_rate),
            recall: gap(|g| &g.recall),
            fpr: gap(|g| &g.fpr),
        }
    }

    /// Equalised odds: the larger of the differences of recall and of false positive rate.
    #[must_use]
    pub fn equalized_odds_difference(&self) -> Option<f64> {
        Some(self.recall.difference?.max(self.fpr.difference?))
    }

    /// Equalised odds as the smaller of both ratios.
    #[must_use]
    pub fn equalized_odds_ratio(&self) -> Option<f64> {
        Some(self.recall.ratio?.min(self.fpr.ratio?))
    }
}

fn gap(rates: &[&Rate], confidence: f64) -> Gap {
    let defined = || rates.iter().enumerate().filter_map(|(i, rate)| Some((i, rate.value?)));
    let pick = |better: fn(f64, f64) -> bool| {
        defined().reduce(|best, next| if better(next.1, best.1) { next } else { best })
    };
    let ends = pick(|a, b| a > b).zip(pick(|a, b| a < b)).filter(|_| defined().count() > 1);
    let (hits, of) = rates.iter().fold((0.0, 0.0), |(hits, of), rate| (hits + rate.hits, of + rate.of));
    let overall = ratio(hits, of);
    let furthest = |all: f64| defined().fold(0.0, |most: f64, (_, value)| most.max((value - all).abs()));
    let interval = |((high, _), (low, _)): ((usize, f64), (usize, f64))| {
        let (a, b) = (rates[high], rates[low]);
        a.interval.and(b.interval)?;
        newcombe(a.hits, a.of, b.hits, b.of, confidence)
    };
    Gap {
        difference: ends.map(|(high, low)| high.1 - low.1),
        ratio: ends.and_then(|(high, low)| ratio(low.1, high.1)),
        to_overall: ends.and(overall).map(furthest),
        between: ends.map(|(high, low)| (high.0 as u32, low.0 as u32)),
        interval: ends.and_then(interval),
    }
}

/// Every group's rates at `threshold`, in the order of `levels`, missing last; levels without rows are left
/// out. Intervals hold `confidence` (0.95 as a rule).
///
/// # Errors
/// [`EngineError::LengthMismatch`], [`EngineError::Data`] for a code without a level.
pub fn by_group(
    scored: &Scored,
    levels: &[String],
    codes: &[u32],
    threshold: f64,
    confidence: f64,
) -> Result<Vec<Group>> {
    let groups = rows_by_group(scored, levels, codes)?;
    Ok(groups
        .into_iter()
        .map(|(level, rows)| group(level, &scored.take(&rows), threshold, confidence))
        .collect())
}

fn rows_by_group(
    scored: &Scored,
    levels: &[String],
    codes: &[u32],
) -> Result<Vec<(Option<String>, Vec<u32>)>> {
    same_length("group", scored.n_samples(), codes.len())?;
    let mut rows = vec![Vec::new(); levels.len() + 1];
    for (row, code) in codes.iter().enumerate() {
        let slot = if *code == MISSING { levels.len() } else { *code as usize };
        if *code != MISSING && slot >= levels.len() {
            let problem = format!("code {code} of {} levels", levels.len());
            return Err(EngineError::Data { what: "group".into(), problem });
        }
        rows[slot].push(row as u32);
    }
    let names = levels.iter().cloned().map(Some).chain([None]);
    Ok(names.zip(rows).filter(|(_, rows)| !rows.is_empty()).collect())
}

fn group(level: Option<String>, scored: &Scored, threshold: f64, confidence: f64) -> Group {
    let c = Confusion::at(scored, threshold);
    let rate = |hits: f64, of: f64| Rate {
        value: ratio(hits, of),
        hits,
        of,
        // Wilson counts rows; weights are no counts.
        interval: if scored.sample_weight().is_some() { None } else { wilson(hits, of, confidence) },
    };
    Group {
        level,
        n_rows: scored.n_samples() as u32,
        accuracy: rate(c.tn + c.tp, c.total()),
        selection_rate: rate(c.fp + c.tp, c.total()),
        recall: rate(c.tp, c.fn_ + c.tp),
        fpr: rate(c.fp, c.tn + c.fp),
        confusion: c,
    }
}
