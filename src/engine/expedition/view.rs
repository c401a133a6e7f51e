//! What a slider needs at once: pure look-ups on a report, for the page.

use super::frame::FrameReport;
use super::record::Problem;
use super::report::Outcome;
use crate::order;
pub use crate::prepare::origin::Origin;
use crate::serve::amounts::AtMargin;
use crate::serve::decisions::Tally;
use crate::serve::names::AtLine;
use crate::serve::policy::{Costs, Point};
use crate::table::levels::by_calendar;

/// The position of the point with the least cost; of equals the first (the highest threshold).
///
/// ```
/// use engine::expedition::{Costs, Counts, Point, view};
/// let point = |threshold, fp, missed| Point { threshold, counts: Counts { tp: 10 - missed, fp, missed, tn: 90 - fp } };
/// let points = [point(0.9, 0, 9), point(0.5, 5, 4), point(0.1, 80, 0)];
/// let costs = Costs { miss: 900.0, false_alarm: 60.0, hit: 0.0 };
/// assert_eq!(view::cheapest(&points, &costs), Some(1));
/// ```
#[must_use]
pub fn cheapest(points: &[Point], costs: &Costs) -> Option<usize> {
    let cost = |p: &Point| p.counts.cost(costs, 1.0);
    (0..points.len()).reduce(|best, i| if cost(&points[i]) < cost(&points[best]) { i } else { best })
}

/// The position of the smallest margin with which enough is planned for at least this share of the rows; the last if there
/// is none.
///
/// ```
/// use engine::expedition::{Amounts, AtMargin, view};
/// let at = |margin, n_short| AtMargin { margin, amounts: Amounts { n: 4, n_short, ..Default::default() } };
/// let margins = [at(-1.0, 3), at(0.0, 2), at(2.0, 0)];
/// assert_eq!([0.0, 0.5, 0.6, 1.0].map(|share| view::enough(&margins, share)), [0, 1, 2, 2].map(Some));
/// ```
#[must_use]
pub fn enough(margins: &[AtMargin], share: f64) -> Option<usize> {
    let is = |at: &AtMargin| {
        f64::from(at.amounts.n - at.amounts.n_short) >= share * f64::from(at.amounts.n) - 1e-9
    };
    margins.iter().position(is).or(margins.len().checked_sub(1))
}

/// The position of the highest line at which at least this share of the rows is given a name; the lowest line if there is
/// none. `lines` are the lowest first.
///
/// ```
/// use engine::expedition::{AtLine, Names, view};
/// let at = |line, asked| AtLine { line, names: Names { n: 4, asked, right: 0 } };
/// let lines = [at(0.3, 0), at(0.6, 1), at(0.9, 3)];
/// assert_eq!([0.0, 0.25, 0.5, 1.0].map(|share| view::named(&lines, share)), [2, 2, 1, 0].map(Some));
/// ```
#[must_use]
pub fn named(lines: &[AtLine], share: f64) -> Option<usize> {
    let is = |at: &AtLine| f64::from(at.names.named()) >= share * f64::from(at.names.n) - 1e-9;
    lines.iter().rposition(is).or((!lines.is_empty()).then_some(0))
}

/// The two classes that are mixed up most often: what rows were, what they were called, and how many; the first of
/// equals. `None` where no name is wrong. `confusion` is rows of each class by the name they were given, those of which
/// somebody is asked last.
///
/// ```
/// use engine::expedition::view::mixed_up;
/// assert_eq!(mixed_up(&[vec![5, 2, 1], vec![3, 9, 8]]), Some((1, 0, 3)));
/// assert_eq!(mixed_up(&[vec![5, 0, 1], vec![0, 9, 8]]), None);
/// ```
#[must_use]
pub fn mixed_up(confusion: &[Vec<u32>]) -> Option<(u32, u32, u32)> {
    let n = confusion.len();
    let wrong = (0..n).flat_map(|truth| (0..n).map(move |named| (truth, named)));
    let wrong = wrong.filter(|(truth, named)| truth != named);
    let counted = wrong.map(|(truth, named)| (truth as u32, named as u32, confusion[truth][named]));
    counted.filter(|of| of.2 > 0).reduce(|most, of| if of.2 > most.2 { of } else { most })
}

/// Rows of a class.
#[must_use]
pub fn of_class(confusion: &[Vec<u32>], class: u32) -> u32 {
    confusion.get(class as usize).map_or(0, |row| row.iter().sum())
}

/// The class of whose rows somebody is asked most often, the first of equals; `None` where nobody is asked.
///
/// ```
/// use engine::expedition::view::asked_most;
/// assert_eq!(asked_most(&[vec![5, 2, 1], vec![3, 9, 8]]), Some((1, 8)));
/// ```
#[must_use]
pub fn asked_most(confusion: &[Vec<u32>]) -> Option<(u32, u32)> {
    let asked = (0_u32..).zip(confusion.iter().filter_map(|row| row.last().copied()));
    asked.filter(|of| of.1 > 0).reduce(|most, of| if of.1 > most.1 { of } else { most })
}

/// The classes that rows are of, and that no row is named.
///
/// ```
/// use engine::expedition::view::never_named;
/// assert_eq!(never_named(&[vec![5, 0, 1], vec![3, 0, 8]]), [1]);
/// ```
#[must_use]
pub fn never_named(confusion: &[Vec<u32>]) -> Vec<u32> {
    let never = |class: &u32| {
        of_class(confusion, *class) > 0 && confusion.iter().all(|row| row[*class as usize] == 0)
    };
    (0..confusion.len() as u32).filter(never).collect()
}

/// Whether a point lies off a curve, which goes from left to right, as far as an eye can see.
///
/// ```
/// use engine::expedition::view::is_off;
/// let curve = [(0.0, 0.0), (0.0, 0.4), (0.5, 0.8), (1.0, 1.0)];
/// assert_eq!([(0.25, 0.6), (0.0, 0.2), (0.25, 0.5)].map(|at| is_off(&curve, at)), [false, false, true]);
/// ```
#[must_use]
pub fn is_off(curve: &[(f64, f64)], (x, y): (f64, f64)) -> bool {
    let seen = 0.01;
    let near = |ends: &[(f64, f64)]| {
        let ((a, low), (b, high)) = (ends[0], ends[1]);
        let beside = x < a - seen || x > b + seen;
        // A steep piece is near all along its height.
        let part = |x: f64, upright| if b > a { ((x - a) / (b - a)).clamp(0.0, 1.0) } else { upright };
        let [from, to] = [part(x - seen, 0.0), part(x + seen, 1.0)].map(|part| low + (high - low) * part);
        !beside && y >= from.min(to) - seen && y <= from.max(to) + seen
    };
    !curve.windows(2).any(near)
}

/// The most frequent of `counts`, at most so many, and the share of all that each is: those that there are, of equals the
/// first.
///
/// ```
/// assert_eq!(engine::expedition::view::commonest(&[1, 0, 2, 1], 2), [(2, 0.5), (0, 0.25)]);
/// assert_eq!(engine::expedition::view::commonest(&[0, 0], 2), []);
/// ```
#[must_use]
pub fn commonest(counts: &[u32], most: usize) -> Vec<(u32, f64)> {
    let all = f64::from(counts.iter().sum::<u32>());
    let shares: Vec<f64> = counts.iter().filter(|_| all > 0.0).map(|n| f64::from(*n) / all).collect();
    let falling = order::descending(&shares).into_iter().map(|class| (class, shares[class as usize]));
    falling.filter(|(_, share)| *share > 0.0).take(most).collect()
}

/// The position of the point whose threshold is the nearest at or below `threshold`; the last if there is none.
#[must_use]
pub fn nearest(points: &[Point], threshold: f64) -> Option<usize> {
    points.iter().position(|p| p.threshold <= threshold).or(points.len().checked_sub(1))
}

/// The positions of the lowest and the highest of some numbers, the first of equals.
///
/// ```
/// assert_eq!(engine::expedition::view::ends(&[0.2, 0.1, 0.4, 0.1]), Some((1, 2)));
/// ```
#[must_use]
pub fn ends(values: &[f64]) -> Option<(usize, usize)> {
    let pick = |better: fn(f64, f64) -> bool| {
        (0..values.len()).reduce(|best, i| if better(values[i], values[best]) { i } else { best })
    };
    pick(|a, b| a < b).zip(pick(|a, b| a > b))
}

/// What doing nothing and the rule come to, were the problem `problem` and not the one that the report was made for:
/// other prices, or another of the capacities offered (the nearest one).
#[must_use]
pub fn reframed(report: &FrameReport, problem: &Problem) -> (Outcome, Outcome) {
    let far = |capacity: f64| (capacity - problem.capacity).abs();
    let outcome = |tally| Outcome::of(tally, &problem.costs, report.share);
    let nearest = report.rule_at.iter().min_by(|a, b| far(a.capacity).total_cmp(&far(b.capacity)));
    let rule = nearest.map_or(report.rule.tally(), |at| Tally::Counts(at.counts));
    (outcome(report.nothing.tally()), outcome(rule))
}

/// On how many days the first cost less than the second, and on how many more; `a` and `b` are their costs day by day.
///
/// ```
/// assert_eq!(engine::expedition::view::cheaper_days(&[1.0, 5.0, 2.0], &[2.0, 4.0, 2.0]), (1, 1));
/// ```
#[must_use]
pub fn cheaper_days(a: &[f64], b: &[f64]) -> (u32, u32) {
    let count = |less: fn(&f64, &f64) -> bool| a.iter().zip(b).filter(|(a, b)| less(a, b)).count() as u32;
    (count(|a, b| a < b), count(|a, b| a > b))
}

/// The levels of a column as one looks for them: in the order of the calendar where they are days of the week or months,
/// else as they come.
#[must_use]
pub fn in_order(levels: &[String]) -> Vec<String> {
    by_calendar(levels).unwrap_or_else(|| levels.to_vec())
}
