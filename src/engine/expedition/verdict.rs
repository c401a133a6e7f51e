//! From where on a sentence calls a number close, turned or too good: every cut-off that words rest on.

use super::asked::Setting;
use super::evaluate::{GroupReport, Grouping, TestReport};
use super::probe::Claimed;
use super::report::Interval;
use super::train::Losses;
use crate::task::Task;

/// A loss higher than its lowest by this share has turned: less cannot be seen in a figure.
const TURNED: f64 = 0.01;

/// An area under the ROC curve from which on one looks for a leak first.
const TOO_GOOD: f64 = 0.95;

/// A prediction and what was found are close up to this part of the scale.
const CLOSE: f64 = 0.05;

/// The share a model expects is right within this share of the real one.
pub const RIGHT: f64 = 0.25;

/// Two shares are different from this factor on.
const DIFFERENT: f64 = 1.5;

/// A line that moves a probability by less than this says the same everywhere; of large numbers this share of them.
const FLAT: f64 = 0.001;

/// A skewness, or an excess kurtosis, from which on a picture shows it.
const LOPSIDED: f64 = 1.0;

/// Whether an answer hardly moves between its lowest and its highest.
///
/// ```
/// use engine::expedition::verdict::flat;
/// assert_eq!([flat(0.2, 0.21), flat(0.2, 0.2005), flat(20_000.0, 20_001.0)], [false, true, true]);
/// ```
#[must_use]
pub fn flat(low: f64, high: f64) -> bool {
    high - low < FLAT * low.abs().max(high.abs()).max(1.0)
}

/// Whether a way of dividing promised more than it kept: a score was better on the rows it was claimed on than later.
#[must_use]
pub fn promised_too_much(of: &Claimed) -> bool {
    match (*of.claimed.error, *of.later.error) {
        (Some(claimed), Some(later)) => claimed < later,
        // The share named rightly, or the pairs put right.
        _ => of.claimed.accuracy.or(of.claimed.roc_auc) > of.later.accuracy.or(of.later.roc_auc),
    }
}

/// A number beside another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Than {
    /// Clearly less.
    Less,
    /// As good as the same.
    Same,
    /// Clearly more.
    More,
}

/// Whether values lie to one side, by their skewness, or have other tails than a bell, by their excess kurtosis.
///
/// ```
/// use engine::expedition::verdict::{Than, lopsided};
/// assert_eq!([1.2, 0.3, -4.0].map(lopsided), [Than::More, Than::Same, Than::Less]);
/// ```
#[must_use]
pub fn lopsided(measure: f64) -> Than {
    match measure {
        m if m >= LOPSIDED => Than::More,
        m if m <= -LOPSIDED => Than::Less,
        _ => Than::Same,
    }
}

/// Whether a loss rose again after its lowest.
#[must_use]
pub fn turned(lowest: f64, last: f64) -> bool {
    last > lowest * (1.0 + TURNED)
}

/// Whether an area under the ROC curve is too good to be believed at once.
#[must_use]
pub fn too_good(roc_auc: Option<f64>) -> bool {
    roc_auc.is_some_and(|auc| auc >= TOO_GOOD)
}

/// Whether the score `a` is worse than `b`: a smaller share found, or a larger error.
///
/// ```
/// use engine::expedition::{Task, verdict::worse};
/// assert_eq!([worse(Task::Binary, 0.2, 0.3), worse(Task::Regression, 0.2, 0.3)], [true, false]);
/// ```
#[must_use]
pub fn worse(task: Task, a: f64, b: f64) -> bool {
    if task == Task::Regression { a > b } else { a < b }
}

/// Whether chance does not explain that a score is worse than `than`: even the better end of its interval is.
#[must_use]
pub fn surely_worse(task: Task, range: Interval, than: f64) -> bool {
    worse(task, better_end(task, range), than)
}

/// The better end of the interval of a score.
fn better_end(task: Task, range: Interval) -> f64 {
    if task == Task::Regression { range.low } else { range.high }
}

/// The learner's prediction beside what was found, on a scale from 0 to `whole`: 1 for a share, of numbers what doing
/// nothing is off by.
///
/// ```
/// use engine::expedition::verdict::{Than, predicted};
/// assert_eq!([predicted(0.3, 0.28, 1.0), predicted(0.3, 0.5, 1.0)], [Than::Same, Than::Less]);
/// assert_eq!([predicted(30.0, 28.0, 100.0), predicted(3.0, 2.0, 5.0)], [Than::Same, Than::More]);
/// ```
#[must_use]
pub fn predicted(said: f64, found: f64, whole: f64) -> Than {
    if (said - found).abs() <= CLOSE * whole {
        return Than::Same;
    }
    if said > found { Than::More } else { Than::Less }
}

/// The share that a model expects beside the real one.
#[must_use]
pub fn expected(said: f64, real: f64) -> Than {
    match said {
        said if said < real * (1.0 - RIGHT) => Than::Less,
        said if said > real * (1.0 + RIGHT) => Than::More,
        _ => Than::Same,
    }
}

/// How sure a model was of the names it gave beside the share of them that was right: the same within one point, or as
/// long as it is not wrong half as often again as it expects, or expects it so.
///
/// ```
/// use engine::expedition::verdict::{Than, surer};
/// assert_eq!([surer(0.95, 0.85), surer(0.95, 0.93), surer(0.7, 0.9)], [Than::More, Than::Same, Than::Less]);
/// ```
#[must_use]
pub fn surer(said: f64, right: f64) -> Than {
    if (said - right).abs() < 0.01 {
        return Than::Same;
    }
    flagged(1.0 - right, 1.0 - said)
}

/// Errors that lie to one side by this share of their mean size go one way.
const ONE_WAY: f64 = 0.5;

/// What was forecast on average beside what came, where forecasts are off by `error` on average: close as long as the
/// errors go both ways.
///
/// ```
/// use engine::expedition::verdict::{Than, forecast};
/// assert_eq!([forecast(12.0, 12.5, 1.5), forecast(12.0, 13.0, 1.5)], [Than::Same, Than::Less]);
/// ```
#[must_use]
pub fn forecast(said: f64, came: f64, error: f64) -> Than {
    match said - came {
        gap if gap < -ONE_WAY * error => Than::Less,
        gap if gap > ONE_WAY * error => Than::More,
        _ => Than::Same,
    }
}

/// The share above the threshold live, beside the one in rehearsal.
#[must_use]
pub fn flagged(live: f64, rehearsal: f64) -> Than {
    match live {
        live if live > rehearsal * DIFFERENT => Than::More,
        live if live * DIFFERENT < rehearsal => Than::Less,
        _ => Than::Same,
    }
}

/// Whether the model costs less than nothing, the rule and what is live; `None` if it does, and chance may explain what
/// it saves against doing nothing, or nobody can say.
#[must_use]
pub fn beats(test: &TestReport) -> Option<bool> {
    let live = test.champion.iter().map(|champion| champion.outcome.cost);
    let others = [test.nothing.cost, test.rule.cost].into_iter().chain(live);
    let least = others.fold(f64::INFINITY, f64::min);
    if test.model.cost >= least {
        return Some(false);
    }
    test.saved.is_some_and(|saved| saved.low > 0.0).then_some(true)
}

/// Whether its score reaches the goal; `None` if it does not, and chance may explain that.
#[must_use]
pub fn reaches(test: &TestReport, goal: f64) -> Option<bool> {
    let open = test.score.is_some_and(|range| !surely_worse(test.model.task(), range, goal));
    if test.goal_met { Some(true) } else { (!open).then_some(false) }
}

/// Whether a row is scored within the budget, of what was measured; `None` if nothing was.
#[must_use]
pub fn in_time(score_us: Option<f64>, budget_ms: f64) -> Option<bool> {
    score_us.map(|us| us / 1000.0 <= budget_ms)
}

/// The group, with its column, that the model serves worst: of those whose own 95 % interval is worse than the score of
/// all rows from end to end, the one with the worst better end. Where there are many groups, one in some may end there by chance.
#[must_use]
pub fn underserved(test: &TestReport) -> Option<(&str, &GroupReport)> {
    let (all, task) = (test.model.score()?, test.model.task());
    let ends = |group: &GroupReport| {
        group.score.filter(|range| surely_worse(task, *range, all)).map(|range| better_end(task, range))
    };
    let groups = test.groups.iter().flat_map(|by| by.levels.iter().map(|level| (&*by.column, level)));
    let lower =
        |a: &GroupReport, b: &GroupReport| ends(a).zip(ends(b)).is_some_and(|(a, b)| worse(task, a, b));
    groups.filter(|(_, group)| ends(group).is_some()).reduce(|low, g| if lower(g.1, low.1) { g } else { low })
}

/// The group, with its column, that has the worst score, sure or not; and the score.
#[must_use]
pub fn weakest(test: &TestReport) -> Option<(&str, &GroupReport, f64)> {
    let groups =
        test.groups.iter().flat_map(|by| scored(by).map(|(group, score)| (&*by.column, group, score)));
    groups.reduce(|low, group| if below((group.1, group.2), (low.1, low.2)) { group } else { low })
}

/// The groups of a column with the worst and the best score, and the scores; `None` of fewer than two that have one.
#[must_use]
pub fn ends(by: &Grouping) -> Option<[(&GroupReport, f64); 2]> {
    let worst = scored(by).reduce(|low, group| if below(group, low) { group } else { low })?;
    let best = scored(by).reduce(|high, group| {
        let higher = worse(group.0.outcome.task(), high.1, group.1);
        if higher || (group.1 == high.1 && to_find(group.0) > to_find(high.0)) { group } else { high }
    })?;
    (scored(by).count() > 1).then_some([worst, best])
}

fn scored(by: &Grouping) -> impl Iterator<Item = (&GroupReport, f64)> {
    by.levels.iter().filter_map(|group| Some((group, group.outcome.score()?)))
}

/// Whether a group stands below another; of equals the one with most to find does: nought of two says little.
fn below(a: (&GroupReport, f64), b: (&GroupReport, f64)) -> bool {
    worse(a.0.outcome.task(), a.1, b.1) || (a.1 == b.1 && to_find(a.0) > to_find(b.0))
}

fn to_find(group: &GroupReport) -> u32 {
    group.outcome.counts.tp + group.outcome.counts.missed
}

/// The setting with the lowest loss on validation rows, the first of equals.
#[must_use]
pub fn best(settings: &[Setting]) -> Option<&Setting> {
    settings.iter().reduce(|best, s| if s.validation < best.validation { s } else { best })
}

/// Where a curve is lowest on validation rows, the first of equals.
#[must_use]
pub fn lowest(curve: &[Losses]) -> Option<&Losses> {
    let lower = |a: &Losses, b: &Losses| a.validation.zip(b.validation).is_some_and(|(a, b)| a < b);
    curve.iter().reduce(|best, l| if lower(l, best) { l } else { best })
}
