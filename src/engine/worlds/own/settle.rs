//! From what a learner chose about a file to what is decided, or to what stands in the way.

use std::rc::Rc;

use super::lay::{BEHIND, DAYS, days, kept, order, read, weights};
use super::{
    Asks, Chosen, Decided, Found, HowMuch, LEAST_NUMBERS, LEAST_OF_EACH, LEAST_OF_NAME, LEAST_ROWS, MONTHS,
    MOST_LEVELS, MOST_NAMES, OTHER, Which, Yes, check_prices, id,
};
use crate::error::{EngineError, OwnProblem, Result};
use crate::fingerprint;
use crate::math;
use crate::order;
use crate::table::levels::by_count;
use crate::table::{Kind, Table, Values, date};
use crate::task::Task;
use crate::work::{Pace, Work};
use crate::worlds::calendar::{Month, Window};

/// The share of rows that lie behind the learner, where there are few: the parts of the history must not be a handful.
const BEHIND_SHARE: f64 = 0.4;
/// On a Monday that has so many rows, the history is long enough, and no row need come again.
const ENOUGH: u32 = 100;
/// Columns of groups at most.
const MOST_GROUPS: usize = 3;
/// The share of the history's rows that a rule is found on: those that a model learns from, and no sealed ones.
const LEARNED: f64 = 0.4;
/// Fewest days of a history: one for each of its parts, and some.
const LEAST_DAYS: u64 = 6;

/// Decides about a file as chosen.
///
/// # Errors
/// Of the work's result: [`EngineError::Own`] and others that say what stands in the way.
pub fn settle(bytes: Rc<[u8]>, file: String, chosen: Chosen, seed: u64) -> Work<Result<Decided>> {
    Work::new(move |pace| async move {
        check_prices(&chosen)?;
        let table = read(&bytes, &chosen, &pace).await?;
        let found = found(&table, &chosen, seed, &pace).await?;
        let (bytes, seed) = (fingerprint::of_bytes_in_steps(&bytes, &pace).await, fingerprint::hex(seed));
        let decided = Decided { file, bytes, seed, chosen, found };
        decided.check()?;
        Ok(decided)
    })
}

fn refuse<T>(problem: OwnProblem) -> Result<T> {
    Err(EngineError::Own { problem })
}

/// The answer of each row of the file, 0, 1, the position of its name in `names`, or the number; `None` where it is
/// missing.
///
/// # Errors
/// [`EngineError::Own`] where the target has no two answers.
pub(super) fn answers(table: &Table, chosen: &Chosen, names: &[String]) -> Result<Vec<Option<f64>>> {
    let answer = |yes: bool| f64::from(u8::from(yes));
    match (&table.column(id(chosen.target))?.values, &chosen.yes) {
        (Values::Date(_), _) => refuse(OwnProblem::DateTarget),
        (Values::Number(_), None | Some(Yes::Is(_) | Yes::Each)) => refuse(OwnProblem::NumberTarget),
        (Values::Number(numbers), Some(Yes::AtLeast(limit))) => {
            Ok(numbers.iter().map(|v| (!v.is_nan()).then_some(answer(v >= limit))).collect())
        }
        (Values::Number(numbers), Some(Yes::Itself)) => {
            Ok(numbers.iter().map(|v| v.is_finite().then_some(*v)).collect())
        }
        (Values::Category { levels, .. }, None | Some(Yes::AtLeast(_) | Yes::Itself)) => {
            refuse(OwnProblem::ManyAnswers { found: levels.len() as u64 })
        }
        (Values::Category { levels, codes }, Some(Yes::Each)) => {
            let place = |level: &String| names.iter().position(|name| name == level);
            let of: Vec<f64> =
                levels.iter().map(|level| place(level).unwrap_or(names.len() - 1) as f64).collect();
            Ok(codes.iter().map(|code| of.get(*code as usize).copied()).collect())
        }
        (Values::Category { levels, codes }, Some(Yes::Is(yes))) => Ok(codes
            .iter()
            .map(|code| levels.get(*code as usize).map(|level| answer(level == yes)))
            .collect()),
    }
}

/// The names that are classes of their own, by code point; the others, if there are any, are one more at the end.
///
/// # Errors
/// [`OwnProblem::FewNames`] of fewer than three.
fn names(table: &Table, chosen: &Chosen) -> Result<Vec<String>> {
    let Values::Category { levels, codes } = &table.column(id(chosen.target))?.values else {
        return Ok(Vec::new());
    };
    let often = by_count(levels, codes);
    let own = |(code, n): &(u32, u32)| u64::from(*n) >= LEAST_OF_NAME && levels[*code as usize] != OTHER;
    let mut names: Vec<String> = often
        .iter()
        .filter(|one| own(one))
        .take(MOST_NAMES)
        .map(|(code, _)| levels[*code as usize].clone())
        .collect();
    let pooled: u32 =
        often.iter().filter(|(code, _)| !names.contains(&levels[*code as usize])).map(|(_, n)| n).sum();
    // A handful of rarities are no name to be told from others.
    let found = names.len() as u64 + u64::from(u64::from(pooled) >= LEAST_OF_NAME);
    names.sort_unstable();
    names.extend((pooled > 0).then(|| OTHER.into()));
    if found < 3 { refuse(OwnProblem::FewNames { needed: LEAST_OF_NAME, found }) } else { Ok(names) }
}

async fn found(table: &Table, chosen: &Chosen, seed: u64, pace: &Pace) -> Result<Found> {
    let task = chosen.task();
    let names = if task == Task::Multiclass { names(table, chosen)? } else { Vec::new() };
    let answers = answers(table, chosen, &names)?;
    let days = days(table, chosen)?.map(|days| &**days);
    let kept = kept(&answers, days);
    if kept.is_empty() {
        return refuse(OwnProblem::NoAnswers);
    }
    let n = kept.len() as u32;
    enough_answers(&of(&answers, &kept), task, pace).await?;
    if u64::from(n) < LEAST_ROWS {
        return Err(EngineError::TooFewRows { what: "own".into(), needed: LEAST_ROWS, found: u64::from(n) });
    }
    weights(table, chosen, &kept)?;
    let share = (BEHIND_SHARE * f64::from(n) / f64::from(BEHIND)) as u32;
    let a_day = if days.is_some() { 0 } else { share.min(ENOUGH).max(n / DAYS) };
    let drawn = order(days, &kept, a_day, seed, pace).await?;
    let (history, last) = if days.is_some() { months(&drawn.days)? } else { invented() };
    let behind = drawn.days.partition_point(|day| *day < history.to.plus(1).first_day());
    let learned = &drawn.rows[..(LEARNED * behind as f64) as usize];
    let learned_from = of(&answers, learned);
    let features = || chosen.features();
    let mut rule: Option<(f64, (u32, Asks))> = None;
    for (at, column) in features() {
        pace.pause().await;
        if column.later {
            continue;
        }
        let values = table.column(id(at))?.values.take(learned);
        if let Some((tells, asks)) = best(&values, &learned_from, task, pace).await
            && rule.as_ref().is_none_or(|(most, _)| tells > *most)
        {
            rule = Some((tells, (at, asks)));
        }
    }
    let Some((_, rule)) = rule else { return Err(EngineError::NoFeatures) };
    let holds = holds(&table.column(id(rule.0))?.values.take(learned), &rule.1);
    let how_much = if task == Task::Regression { how_much(&learned_from, &holds) } else { None };
    let which = (task == Task::Multiclass).then(|| {
        let then = commonest(&learned_from, &holds).map_or(0, |(class, _)| class);
        Which { names, then }
    });
    let levels = |at: u32| match table.column(id(at)).map(|column| &column.values) {
        Ok(Values::Category { levels, .. }) => levels.len(),
        _ => 0,
    };
    let gap = |at: u32| {
        table.column(id(at)).is_ok_and(|column| {
            matches!(column.values, Values::Number(_))
                && kept.iter().any(|row| column.values.is_missing(*row as usize))
        })
    };
    let mut gaps = None;
    for (at, _) in features() {
        pace.pause().await;
        gaps = gaps.or_else(|| gap(at).then_some(at));
    }
    let categories: Vec<u32> =
        features().filter(|(_, c)| c.kind == Kind::Category).map(|(at, _)| at).collect();
    let many = categories.iter().copied().reduce(|a, b| if levels(b) > levels(a) { b } else { a });
    let grouping = |at: &u32| (2..=MOST_LEVELS).contains(&levels(*at)) && !chosen.columns[*at as usize].later;
    Ok(Found {
        n_rows: n,
        a_day,
        history,
        last,
        rule,
        groups: categories.into_iter().filter(grouping).take(MOST_GROUPS).collect(),
        gaps,
        many,
        how_much,
        which,
    })
}

/// The answers of rows that have one.
fn of(answers: &[Option<f64>], rows: &[u32]) -> Vec<f64> {
    rows.iter().filter_map(|row| answers[*row as usize]).collect()
}

/// Refuses answers that nothing can be told apart by.
async fn enough_answers(answers: &[f64], task: Task, pace: &Pace) -> Result<()> {
    // Of names there are enough, or they would be no names.
    if task == Task::Multiclass {
        return Ok(());
    }
    if task == Task::Regression {
        let sorted = order::ascending_in_steps(answers, pace).await;
        let found = 1 + sorted.windows(2).filter(|two| two[0] < two[1]).count() as u64;
        let needed = LEAST_NUMBERS;
        return if found < needed { refuse(OwnProblem::FewNumbers { needed, found }) } else { Ok(()) };
    }
    let yes = answers.iter().filter(|answer| **answer == 1.0).count() as u64;
    for (answer, found) in [("yes", yes), ("no", answers.len() as u64 - yes)] {
        if found < LEAST_OF_EACH {
            return refuse(OwnProblem::FewAnswers { answer: answer.into(), needed: LEAST_OF_EACH, found });
        }
    }
    Ok(())
}

/// The means of rows for which a question does not hold and of those for which it does, at three digits, and how far
/// rows are from the mean of all.
fn how_much(answers: &[f64], holds: &[bool]) -> Option<HowMuch> {
    let mean = |held: bool| {
        let rows = answers.iter().zip(holds).filter(|(_, holds)| **holds == held);
        math::mean(&rows.map(|(answer, _)| *answer).collect::<Vec<f64>>())
    };
    let all = math::mean(answers)?;
    let off = math::mean(&answers.iter().map(|answer| (answer - all).abs()).collect::<Vec<f64>>())?;
    let (usual, then) = (mean(false).unwrap_or(all), mean(true).unwrap_or(all));
    Some(HowMuch { usual: rounded(usual), then: rounded(then), off })
}

fn invented() -> (Window, Month) {
    let month = |month| Month::new(super::lay::YEAR, month);
    (Window { from: month(1), to: month(3) }, month(12))
}

/// The months of the rows' own days: those behind, and the last one.
pub(super) fn months(days: &[i32]) -> Result<(Window, Month)> {
    let (Some(first), Some(last)) = (days.first(), days.last()) else { return refuse(OwnProblem::NoAnswers) };
    let (from, last) = (Month::of(*first), Month::of(*last));
    let (span, (least, most)) = (last.since(from) as u64 + 1, MONTHS);
    if !(least..=most).contains(&span) {
        return refuse(OwnProblem::Months { least, most, found: span });
    }
    let before = |month: Month| days.partition_point(|day| *day < month.first_day());
    for n in 0..span as i32 {
        if before(from.plus(n)) == before(from.plus(n + 1)) {
            return refuse(OwnProblem::EmptyMonth { day: date::iso(from.plus(n).first_day()) });
        }
    }
    let enough = |n: &i32| before(from.plus(*n)) as f64 >= BEHIND_SHARE * days.len() as f64;
    let n = (1..span as i32 - 1).find(enough).unwrap_or(span as i32 - 1);
    let behind = &days[..before(from.plus(n))];
    let found = behind.chunk_by(|a, b| a == b).count() as u64;
    if found < LEAST_DAYS {
        return Err(EngineError::TooFewRows { what: "days".into(), needed: LEAST_DAYS, found });
    }
    Ok((Window { from, to: from.plus(n - 1) }, last))
}

/// The question on a column that tells most: of yes and no the share of yes it finds less the share of no (Youden's J),
/// of numbers how much it takes off their squared distances from the mean, of names the rows it names rightly less those
/// it names wrongly. `None` where there is nothing to ask.
async fn best(values: &Values, answers: &[f64], task: Task, pace: &Pace) -> Option<(f64, Asks)> {
    let (n, sum) = (answers.len() as f64, math::sum(answers));
    let told = |asks: &Asks| {
        let held = holds(values, asks);
        let own: Vec<f64> = answers.iter().zip(&held).filter(|(_, held)| **held).map(|(y, _)| *y).collect();
        let (m, own) = (own.len() as f64, math::sum(&own));
        if task == Task::Multiclass {
            return commonest(answers, &held).map_or(0.0, |(_, right)| 2.0 * f64::from(right) - m);
        }
        if task == Task::Regression {
            let apart = own / m.max(1.0) - (sum - own) / (n - m).max(1.0);
            return m * (n - m) / n.max(1.0) * apart * apart;
        }
        own / sum.max(1.0) - (m - own) / (n - sum).max(1.0)
    };
    let mut found: Vec<(f64, Asks)> = Vec::new();
    match values {
        Values::Number(numbers) => {
            let sorted = order::ascending_in_steps(numbers, pace).await;
            for q in [0.2, 0.4, 0.6, 0.8] {
                let Some(limit) = math::quantile_sorted(&sorted, q) else { continue };
                // A limit in a rule is written down and read: no more digits than it takes to tell.
                let limit = rounded(limit);
                for asks in [Asks::AtLeast(limit), Asks::AtMost(limit)] {
                    pace.pause().await;
                    found.push((told(&asks), asks));
                }
            }
        }
        Values::Category { levels, .. } if levels.len() <= MOST_LEVELS => {
            for level in levels.iter() {
                pace.pause().await;
                let asks = Asks::Is(level.clone());
                found.push((told(&asks), asks));
            }
        }
        Values::Category { .. } | Values::Date(_) => {}
    }
    found.into_iter().reduce(|a, b| if b.0 > a.0 { b } else { a })
}

/// The commonest class of the rows for which a question holds, of equals the first, and how many rows it has.
fn commonest(answers: &[f64], holds: &[bool]) -> Option<(u32, u32)> {
    let mut counts: Vec<u32> = Vec::new();
    for (class, _) in answers.iter().zip(holds).filter(|(_, holds)| **holds) {
        let class = *class as usize;
        counts.resize(counts.len().max(class + 1), 0);
        counts[class] += 1;
    }
    (0..).zip(counts).reduce(|most, one| if one.1 > most.1 { one } else { most })
}

/// Of which rows a question holds; of a value that is missing it does not.
fn holds(values: &Values, asks: &Asks) -> Vec<bool> {
    match (values, asks) {
        (Values::Number(numbers), Asks::AtLeast(limit)) => numbers.iter().map(|v| v >= limit).collect(),
        (Values::Number(numbers), Asks::AtMost(limit)) => numbers.iter().map(|v| v <= limit).collect(),
        (Values::Category { levels, codes }, Asks::Is(level)) => {
            codes.iter().map(|code| levels.get(*code as usize) == Some(level)).collect()
        }
        (other, _) => vec![false; other.len()],
    }
}

/// At three digits.
#[must_use]
pub fn rounded(value: f64) -> f64 {
    let (mut scale, size) = (1.0, value.abs());
    while size > 0.0 && size * scale < 100.0 && scale < 1e12 {
        scale *= 10.0;
    }
    (value * scale).round() / scale
}
