//! How far groups are apart, and whether chance alone could have made it so.
//!
//! The two groups that are told are the farthest apart of all, and of many pairs one is always far apart: so the
//! interval of their difference is as sure as Bonferroni asks for that many pairs.

use serde::{Deserialize, Serialize};

use super::mistakes::Decided;
use super::report::Interval;
use crate::error::Result;
use crate::metrics::confusion::ratio;
pub use crate::metrics::group::Rate;
use crate::metrics::group::{Fairness, Gap, Group};
use crate::metrics::interval::wilson;
use crate::metrics::slices::{Parts, Rows, slices};
use crate::serve::decisions::Tally;
use crate::work::Pace;

/// How sure the intervals of all differences of a kind are together.
const CONFIDENCE: f64 = 0.95;

/// Rows that a share stands on, at least, where groups are compared by it: of fewer the farthest apart are those that
/// chance put there, and they would stand before the ones that matter.
pub const ENOUGH: u32 = 20;

/// How far the groups of a column are apart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fair {
    /// Of flags, the shares of each group, in the order of its levels; none where not yes or no is asked.
    pub rates: Vec<Rates>,
    /// The largest differences: of flags of the share flagged (demographic parity), and of the share flagged among those
    /// that were yes or among those that were not (equalised odds); else of the score.
    pub gaps: Vec<Apart>,
    /// Of flags, the shares of all rows together.
    pub all: Option<Rates>,
    /// How far all groups that are compared lie apart, share by share, however sure that is.
    pub spreads: Vec<Spread>,
}

/// How far groups lie apart in one number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// In what, as a text key: `selection`, `recall`, `fpr`, `accuracy`, `odds` (the wider of the two before) or `score`.
    pub of: String,
    /// The highest less the lowest.
    pub apart: Option<f64>,
    /// The lowest over the highest: of shares flagged what is called disparate impact.
    pub ratio: Option<f64>,
    /// The farthest that any lies from all rows together.
    pub to_all: Option<f64>,
}

/// The shares of a group, each with Wilson's 95 % interval.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rates {
    /// Rows that are flagged.
    pub selection_rate: Rate,
    /// Of those that were yes.
    pub recall: Rate,
    /// Of those that were not.
    pub fpr: Rate,
    /// Decisions that were right.
    pub accuracy: Rate,
}

/// Two groups and how far they are apart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Apart {
    /// In what, as a text key: `selection`, `odds_recall`, `odds_fpr` or `score`.
    pub of: String,
    /// The groups, by their place among the levels: the one with the higher number and the one with the lower.
    pub between: (u32, u32),
    /// Both numbers.
    pub values: (f64, f64),
    /// Interval of the difference: Newcombe's of two shares, of scores Student's t over days.
    pub interval: Option<Interval>,
    /// Pairs of groups that were compared; the interval is widened for them.
    pub pairs: u32,
}

impl Apart {
    /// The higher number less the lower one.
    #[must_use]
    pub fn difference(&self) -> f64 {
        self.values.0 - self.values.1
    }

    /// Whether chance does not explain it; `None` where nobody can say.
    #[must_use]
    pub fn holds(&self) -> Option<bool> {
        self.interval.map(|range| range.low > 0.0)
    }
}

/// Of flags: `groups` as they are listed.
pub(super) fn of_flags(groups: &[Group]) -> Fair {
    let rates = groups.iter().map(|group| Rates {
        selection_rate: group.selection_rate,
        recall: group.recall,
        fpr: group.fpr,
        accuracy: group.accuracy,
    });
    let enough = |rate: Rate| Rate { value: rate.value.filter(|_| rate.of >= f64::from(ENOUGH)), ..rate };
    let compared: Vec<Group> = groups
        .iter()
        .map(|group| Group {
            selection_rate: enough(group.selection_rate),
            recall: enough(group.recall),
            fpr: enough(group.fpr),
            accuracy: enough(group.accuracy),
            ..group.clone()
        })
        .collect();
    let groups = &compared[..];
    let [selected, found, alarmed] = [|g: &Group| g.selection_rate, |g: &Group| g.recall, |g: &Group| g.fpr]
        .map(|of| pairs(groups.iter().filter(|group| of(group).value.is_some()).count()));
    let selection = Fairness::between(groups, widened(selected)).selection_rate;
    // Equalised odds is the larger of two differences, so pairs of both were compared.
    let both = found + alarmed;
    let odds = Fairness::between(groups, widened(both));
    let (of, wider) = match odds.recall.difference >= odds.fpr.difference {
        true => ("odds_recall", (&odds.recall, (|g: &Group| g.recall) as fn(&Group) -> Rate)),
        false => ("odds_fpr", (&odds.fpr, (|g: &Group| g.fpr) as fn(&Group) -> Rate)),
    };
    // Where one of the two has no difference, nobody can say which is the larger.
    let odds = odds.equalized_odds_difference().and_then(|_| apart(of, wider.0, groups, wider.1, both));
    let selection = apart("selection", &selection, groups, |g| g.selection_rate, selected);
    Fair {
        rates: rates.collect(),
        gaps: selection.into_iter().chain(odds).collect(),
        all: Some(together(groups)),
        spreads: spreads(&Fairness::between(groups, CONFIDENCE)),
    }
}

/// The shares of all groups as one.
fn together(groups: &[Group]) -> Rates {
    let rate = |of: fn(&Group) -> Rate| {
        let add = |(hits, all): (f64, f64), rate: Rate| (hits + rate.hits, all + rate.of);
        let (hits, of) = groups.iter().map(of).fold((0.0, 0.0), add);
        Rate { value: ratio(hits, of), hits, of, interval: wilson(hits, of, CONFIDENCE) }
    };
    Rates {
        selection_rate: rate(|g| g.selection_rate),
        recall: rate(|g| g.recall),
        fpr: rate(|g| g.fpr),
        accuracy: rate(|g| g.accuracy),
    }
}

fn spreads(found: &Fairness) -> Vec<Spread> {
    let of = |of: &str, gap: &Gap| Spread {
        of: of.into(),
        apart: gap.difference,
        ratio: gap.ratio,
        to_all: gap.to_overall,
    };
    let odds = Spread {
        of: "odds".into(),
        apart: found.equalized_odds_difference(),
        ratio: found.equalized_odds_ratio(),
        to_all: None,
    };
    vec![
        of("selection", &found.selection_rate),
        of("recall", &found.recall),
        of("fpr", &found.fpr),
        odds,
        of("accuracy", &found.accuracy),
    ]
}

fn apart(of: &str, gap: &Gap, groups: &[Group], rate: fn(&Group) -> Rate, pairs: u32) -> Option<Apart> {
    let between = gap.between?;
    let value = |at: u32| rate(&groups[at as usize]).value;
    let values = (value(between.0)?, value(between.1)?);
    Some(Apart { of: of.into(), between, values, interval: gap.interval, pairs })
}

/// Of numbers and names: the rows of each group, as they are listed. The difference of two means over rows of the same
/// days, clustered by day; see [`slices`].
pub(super) async fn of_scores(
    groups: &[(String, Vec<usize>)],
    decided: &Decided<'_>,
    pace: &Pace,
) -> Result<Fair> {
    let score = |rows: &[usize]| {
        let y: Vec<f64> = rows.iter().map(|i| decided.y[*i]).collect();
        decided.decisions.only(rows).all(&y).score()
    };
    let enough = (0..).zip(groups).filter(|(_, (_, rows))| rows.len() >= ENOUGH as usize);
    let scores: Vec<(u32, f64)> = enough.filter_map(|(at, (_, rows))| Some((at, score(rows)?))).collect();
    let pick = |better: fn(f64, f64) -> bool| {
        scores.iter().copied().reduce(|best, next| if better(next.1, best.1) { next } else { best })
    };
    let ends = pick(|a, b| a > b).zip(pick(|a, b| a < b)).filter(|_| scores.len() > 1);
    let fair = |gaps, spreads| Fair { rates: Vec::new(), gaps, all: None, spreads };
    let Some((high, low)) = ends else { return Ok(fair(Vec::new(), Vec::new())) };
    let pairs = pairs(scores.len());
    let rows = [high, low].map(|(at, _)| &groups[at as usize].1);
    let interval = if high.0 == low.0 { None } else { between(rows, decided, widened(pairs), pace).await? };
    let gap =
        Apart { of: "score".into(), between: (high.0, low.0), values: (high.1, low.1), interval, pairs };
    let all = decided.decisions.all(decided.y).score();
    let far = |all: f64| scores.iter().fold(0.0, |far: f64, (_, score)| far.max((score - all).abs()));
    let spread = Spread {
        of: "score".into(),
        apart: Some(high.1 - low.1),
        ratio: ratio(low.1, high.1),
        to_all: all.map(far),
    };
    Ok(fair(vec![gap], vec![spread]))
}

/// The interval of the mean of the first rows less that of the second.
async fn between(
    [first, second]: [&Vec<usize>; 2],
    decided: &Decided<'_>,
    confidence: f64,
    pace: &Pace,
) -> Result<Option<Interval>> {
    let mut rows: Vec<(usize, u32)> =
        first.iter().map(|i| (*i, 1)).chain(second.iter().map(|i| (*i, 0))).collect();
    rows.sort_unstable();
    let value = |i: usize| match decided.decisions.tally(decided.y, i..i + 1) {
        Tally::Amounts(amounts) => amounts.error,
        Tally::Names(names) => f64::from(names.right),
        Tally::Counts(_) => 0.0,
    };
    let cost: Vec<f64> = rows.iter().map(|(i, _)| value(*i)).collect();
    let days: Vec<i32> = rows.iter().map(|(i, _)| decided.days[*i]).collect();
    let parts = Parts { n_parts: 2, codes: rows.iter().map(|(_, part)| *part).collect() };
    let found = slices(Rows { cost: &cost, days: &days }, &[parts], 1, 1, pace).await?;
    // Of the two halves the one on fewer days says how sure one can be.
    let fewest = found.iter().min_by_key(|slice| slice.n_days);
    let range = fewest.and_then(|slice| Some((slice.of.first()?.1 == 1, slice.interval(confidence)?)));
    Ok(range.map(|(is_first, range)| match is_first {
        true => range,
        false => Interval { low: -range.high, high: -range.low },
    }))
}

fn pairs(groups: usize) -> u32 {
    (groups * groups.saturating_sub(1) / 2) as u32
}

/// How sure each of so many intervals must be, so that all hold together.
fn widened(pairs: u32) -> f64 {
    1.0 - (1.0 - CONFIDENCE) / f64::from(pairs.max(1))
}
