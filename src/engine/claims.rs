//! What the texts say, each as a named claim with the numbers that prove it, computed on whole expeditions.
//!
//! A claim holds at the shipped sample of the flights and at others: a text may rely on it, and must not say more.
//! Its bounds leave room: they hold with a margin in two dozen samples, not just in those that the tests draw. The
//! expeditions are walked through the same door as a learner's.

use std::rc::Rc;

use serde::Serialize;

use crate::error::{EngineError, Result};
use crate::expedition::deploy::DeployReport;
use crate::expedition::evaluate::{EvaluateReport, TestReport};
use crate::expedition::monitor::{MonitorReport, MonthReport};
use crate::expedition::probe::Claimed;
use crate::expedition::report::Outcome;
use crate::expedition::serving::Fell;
use crate::expedition::session::Session;
use crate::work::Work;
use crate::worlds::WorldId;

mod ridership;
mod rodents;
mod screening;
mod training;
mod walk;

use walk::Told;

/// One thing the texts say.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Claim {
    /// Its name, by which a text cites it.
    pub name: &'static str,
    /// Whether it holds in this world.
    pub holds: bool,
    /// The numbers that show it: name and value; money in euros.
    pub numbers: Vec<(String, f64)>,
}

/// Every claim about the world of `session`. Only bootstrap intervals depend on the seed.
///
/// # Errors
/// Of the work's result: whatever the expeditions are refused for.
#[must_use]
pub fn prove(session: &Rc<Session>, seed: u64) -> Work<Result<Vec<Claim>>> {
    let session = session.clone();
    Work::new(move |pace| async move {
        match session.world.id {
            WorldId::Flights => {
                let told = Told::walk(&session, seed, &pace).await?;
                CLAIMS.iter().map(|claim| claim(&told)).collect()
            }
            WorldId::Screening => screening::prove(&session, seed, &pace).await,
            WorldId::Ridership => ridership::prove(&session, seed, &pace).await,
            WorldId::Rodents => rodents::prove(&session, seed, &pace).await,
            // The texts claim nothing of what nobody has seen.
            WorldId::Own(_) => Ok(Vec::new()),
        }
    })
}

const CLAIMS: [fn(&Told) -> Result<Claim>; 32] = [
    accuracy_of_never,
    tailnum_missing_is_the_answer,
    too_good_is_too_late,
    a_leak_can_hide,
    filling_and_scaling_leave_the_probe,
    many_words_few_cancellations,
    random_split_promises_too_much,
    useful_but_less_accurate,
    half_finds_next_to_nothing,
    rule_is_about_winter,
    leak_looks_better,
    leak_fails_by_mechanism,
    checks_catch_the_leak,
    checks_stop_more_in_summer,
    another_source_is_slower,
    first_alarm_in_may,
    july_nothing_changed_but_useless,
    july_expects_next_to_nothing,
    july_ranks_worse,
    july_retraining_helps,
    december_retraining_hurts,
    december_ranks_worse,
    december_rings_after_retraining,
    december_hurts_whenever_retrained,
    year_old_still_pays,
    year_retraining_pays,
    training::freedom_fits_training_rows,
    training::naive_bayes_is_too_sure,
    training::too_much_freedom_overfits,
    training::few_rows_are_learned_by_heart,
    training::boosting_turns,
    training::rows_evened_out_say_too_much,
];

fn claim(name: &'static str, holds: bool, numbers: &[(&str, f64)]) -> Result<Claim> {
    let numbers = numbers.iter().map(|(name, value)| (String::from(*name), *value)).collect();
    Ok(Claim { name, holds, numbers })
}

/// Saying "never cancelled" all year is right in 97.5 % of cases.
fn accuracy_of_never(told: &Told) -> Result<Claim> {
    let sum = |of: fn(&MonthReport) -> u32| told.old.months.iter().map(of).sum::<u32>();
    let cancelled = told.frame.positives + sum(|m| m.positives);
    let accuracy = 1.0 - f64::from(cancelled) / f64::from(told.frame.history.n + sum(|m| m.n));
    claim("accuracy_of_never", (accuracy - 0.9755).abs() < 0.0005, &[("accuracy", accuracy)])
}

/// A flight without an aeroplane was always cancelled, and many cancelled flights have none.
fn tailnum_missing_is_the_answer(told: &Told) -> Result<Claim> {
    let column = told.data.columns.iter().find(|c| c.name == "tailnum");
    let column = column.ok_or(EngineError::UnknownColumn { column: "tailnum".into() })?;
    let (yes, no) = (known(column.missing_if_yes)?, known(column.missing_if_no)?);
    let numbers = [("missing_if_cancelled", yes), ("missing_if_left", no)];
    claim("tailnum_missing_is_the_answer", no == 0.0 && yes > 0.2, &numbers)
}

/// Each column that alone tells nearly every pair is known too late; none that is known in time does.
fn too_good_is_too_late(told: &Told) -> Result<Claim> {
    let of = |in_time: bool| {
        let columns = told.data.columns.iter().filter(move |c| c.known_at.at_decision() == in_time);
        columns.filter_map(|c| c.alone).fold(0.0, f64::max)
    };
    let (late, in_time) = (of(false), of(true));
    let first = told.data.telling.first().and_then(|at| told.data.columns.get(*at as usize));
    let is_late = first.is_some_and(|c| !c.known_at.at_decision());
    let numbers = [("best_late", late), ("best_in_time", in_time)];
    claim("too_good_is_too_late", is_late && late > 0.95 && in_time < 0.9, &numbers)
}

/// The aeroplane is known too late as well, and stands out far less: it can be missed.
fn a_leak_can_hide(told: &Told) -> Result<Claim> {
    let tail = told.data.columns.iter().find(|c| c.name == "tailnum").and_then(|c| c.alone);
    let tail = known(tail)?;
    claim("a_leak_can_hide", tail < 0.9, &[("alone", tail)])
}

/// Steps that fill gaps or scale numbers hardly move the probe.
fn filling_and_scaling_leave_the_probe(told: &Told) -> Result<Claim> {
    let scores: Vec<f64> = told.prepared.probe.scores.iter().filter_map(|s| s.roc_auc).collect();
    let [_, marked, filled, scaled, encoded] = scores[..] else {
        return Err(EngineError::NotYet { missing: "probe".into() });
    };
    let holds = (filled - marked).abs() < 0.02 && (scaled - filled).abs() < 0.001;
    let numbers = [("marked", marked), ("filled", filled), ("scaled", scaled), ("encoded", encoded)];
    claim("filling_and_scaling_leave_the_probe", holds, &numbers)
}

/// Of many airlines there are few flights to learn from, and hardly a cancellation.
fn many_words_few_cancellations(told: &Told) -> Result<Claim> {
    let levels = told.data.groups.iter().find(|g| g.column == "carrier").map(|g| &g.levels[..]);
    let levels = levels.unwrap_or_default();
    let few = levels.iter().filter(|l| l.positives < 10 && l.n * 20 < told.data.train.n).count();
    let numbers = [("levels", levels.len() as f64), ("few", few as f64)];
    claim("many_words_few_cancellations", few >= 4, &numbers)
}

/// A split at random claims more than it keeps on later days, and by more than one by time does.
fn random_split_promises_too_much(told: &Told) -> Result<Claim> {
    let [time, random] = &told.prepared.claims[..] else {
        return Err(EngineError::NotYet { missing: "claims".into() });
    };
    let gap = |of: &Claimed| Ok::<f64, EngineError>(known(of.claimed.roc_auc)? - known(of.later.roc_auc)?);
    let (by_time, at_random) = (gap(time)?, gap(random)?);
    let numbers = [("gap_by_time", by_time), ("gap_at_random", at_random)];
    claim("random_split_promises_too_much", at_random > 0.03 && at_random > by_time + 0.03, &numbers)
}

/// On the sealed rows of lap 1 the model saves over a tenth and reaches the goal, less accurate than "never".
fn useful_but_less_accurate(told: &Told) -> Result<Claim> {
    let test = opened(&told.honest)?;
    let (model, never) = (known(test.model.accuracy)?, known(test.nothing.accuracy)?);
    let holds = test.goal_met && saving(&test.model, &test.nothing) > 0.1 && model < never;
    let numbers = [
        ("recall", known(test.model.recall)?),
        ("cost", test.model.cost),
        ("cost_nothing", test.nothing.cost),
        ("accuracy", model),
        ("accuracy_never", never),
    ];
    claim("useful_but_less_accurate", holds, &numbers)
}

/// At threshold one half the same model finds next to none of the cancellations of the sealed rows.
fn half_finds_next_to_nothing(told: &Told) -> Result<Claim> {
    let test = opened(&told.at_half)?;
    let recall = known(test.model.recall)?;
    claim("half_finds_next_to_nothing", recall < 0.03, &[("recall", recall)])
}

/// The rule about wind saves a little in January to March, and costs more than nothing in the year after.
fn rule_is_about_winter(told: &Told) -> Result<Claim> {
    let past = saving(&told.frame.rule, &told.frame.nothing);
    let live = 1.0 - told.old.cost_rule / told.old.cost_nothing;
    let numbers = [("saving_past", past), ("saving_year", live)];
    claim("rule_is_about_winter", past > 0.02 && live < 0.0, &numbers)
}

/// With the aeroplane left in, the model finds more of the sealed rows' cancellations and costs less.
fn leak_looks_better(told: &Told) -> Result<Claim> {
    let (leak, honest) = (opened(&told.leak)?, opened(&told.honest)?);
    let (with, without) = (known(leak.model.recall)?, known(honest.model.recall)?);
    let numbers = [("recall_leak", with), ("recall_honest", without)];
    claim("leak_looks_better", with > without + 0.05 && leak.model.cost < honest.model.cost, &numbers)
}

/// Live no aeroplane is known yet, and nearly every flight is above the threshold.
fn leak_fails_by_mechanism(told: &Told) -> Result<Claim> {
    let live = &told.leak_live;
    let numbers = [("above_live", live.above_live), ("above_rehearsal", live.above_rehearsal)];
    claim("leak_fails_by_mechanism", live.broken && live.above_live > 0.9, &numbers)
}

/// With input checks the leak's blanks are stopped, and the rule answers nearly every flight.
fn checks_catch_the_leak(told: &Told) -> Result<Claim> {
    let live = &told.leak_checked;
    let stopped = f64::from(live.fallbacks.why[Fell::Missing.place()]) / f64::from(live.live.n);
    claim("checks_catch_the_leak", stopped > 0.9 && live.fallbacks.person == 0, &[("stopped", stopped)])
}

/// What winter taught stops ever more flights: input checks strike several times as often in July as in April.
fn checks_stop_more_in_summer(told: &Told) -> Result<Claim> {
    let stopped = |m: &MonthReport| f64::from(m.fallbacks.rule) / f64::from(m.n);
    let (april, july) = (stopped(month(&told.checked, 4)?), stopped(month(&told.checked, 7)?));
    let numbers = [("april", april), ("july", july)];
    claim("checks_stop_more_in_summer", july > 2.0 * april, &numbers)
}

/// A model that reads from one source more answers later, and more often too late; look-ups take most of the time.
fn another_source_is_slower(told: &Told) -> Result<Claim> {
    let asked = |report: &DeployReport| {
        let times = report.times.clone().ok_or_else(|| EngineError::NotYet { missing: "times".into() })?;
        let late = f64::from(report.fallbacks.why[Fell::Late.place()]) / f64::from(report.live.n);
        Ok((times.sources.iter().map(|(_, mean)| mean).sum::<f64>(), times.waiting, times.p50, late))
    };
    let (two, three) = (asked(&told.honest_asked)?, asked(&told.leak_asked)?);
    let holds = two.0 > two.1 && three.2 > two.2 && three.3 > 2.0 * two.3 && two.3 > 0.005;
    let numbers = [
        ("lookups", two.0),
        ("waiting", two.1),
        ("half_two", two.2),
        ("half_three", three.2),
        ("late_two", two.3),
        ("late_three", three.3),
    ];
    claim("another_source_is_slower", holds, &numbers)
}

/// Nothing rings in April; in May the old model does.
fn first_alarm_in_may(told: &Told) -> Result<Claim> {
    let (april, may) = (month(&told.old, 4)?, month(&told.old, 5)?);
    let numbers = [("april_high", high(april)?), ("may_high", high(may)?)];
    claim("first_alarm_in_may", april.alarm.is_none() && may.alarm.is_some(), &numbers)
}

/// In July the old model saves less than three percent against doing nothing.
fn july_nothing_changed_but_useless(told: &Told) -> Result<Claim> {
    let july = month(&told.old, 7)?;
    let numbers = [("nothing", july.cost_nothing), ("old", july.outcome.cost)];
    claim("july_nothing_changed_but_useless", saved(july) < 0.03, &numbers)
}

/// The old model expects less than half a percent of July's flights to be cancelled; over three percent are.
fn july_expects_next_to_nothing(told: &Told) -> Result<Claim> {
    let july = month(&told.old, 7)?;
    let (expected, real) = (known(july.predicted)?, f64::from(july.positives) / f64::from(july.n));
    let numbers = [("expected", expected), ("real", real)];
    claim("july_expects_next_to_nothing", expected < 0.005 && real > 0.03, &numbers)
}

/// It is no matter of the threshold alone: in July the old model also puts flights in a worse order.
fn july_ranks_worse(told: &Told) -> Result<Claim> {
    let (old, two) = (known(month(&told.old, 7)?.roc_auc)?, known(month(&told.two, 7)?.roc_auc)?);
    claim("july_ranks_worse", old < two - 0.05, &[("auc_old", old), ("auc_two", two)])
}

/// Retrained on the last two months it saves over a fifth of July's cost, and more than retrained on all past.
fn july_retraining_helps(told: &Told) -> Result<Claim> {
    let (two, all) = (month(&told.two, 7)?, month(&told.all, 7)?);
    let holds = saved(two) > 0.2 && saved(two) > saved(all);
    let numbers = [("nothing", two.cost_nothing), ("two", two.outcome.cost), ("all", all.outcome.cost)];
    claim("july_retraining_helps", holds, &numbers)
}

/// In December the same habit costs at least 100,000 euros against having left the old model alone.
fn december_retraining_hurts(told: &Told) -> Result<Claim> {
    let (old, two) = (month(&told.old, 12)?, month(&told.two, 12)?);
    let holds = two.outcome.cost - old.outcome.cost > 100_000.0 && saved(two) < 0.06;
    let numbers = [("nothing", two.cost_nothing), ("old", old.outcome.cost), ("two", two.outcome.cost)];
    claim("december_retraining_hurts", holds, &numbers)
}

/// And in December it is the retrained model that puts flights in a worse order.
fn december_ranks_worse(told: &Told) -> Result<Claim> {
    let (old, two) = (known(month(&told.old, 12)?.roc_auc)?, known(month(&told.two, 12)?.roc_auc)?);
    claim("december_ranks_worse", two < old, &[("auc_old", old), ("auc_two", two)])
}

/// December rings for the model retrained on October and November.
fn december_rings_after_retraining(told: &Told) -> Result<Claim> {
    let december = month(&told.two, 12)?;
    claim("december_rings_after_retraining", december.alarm.is_some(), &[("high", high(december)?)])
}

/// A model retrained on any two months from April to September decides worse in December than the old one.
fn december_hurts_whenever_retrained(told: &Told) -> Result<Claim> {
    let old = month(&told.old, 12)?.outcome.cost;
    let costs = told.december.iter().map(|year| Ok(month(year, 12)?.outcome.cost));
    let costs = costs.collect::<Result<Vec<f64>>>()?;
    let cheapest = costs.iter().copied().fold(f64::INFINITY, f64::min);
    let numbers = [("old", old), ("cheapest_of_two_months", cheapest)];
    claim("december_hurts_whenever_retrained", costs.len() == 5 && old < cheapest, &numbers)
}

/// Even the old model, never touched, costs less over the year than doing nothing.
fn year_old_still_pays(told: &Told) -> Result<Claim> {
    let numbers = [("nothing", told.old.cost_nothing), ("old", told.old.cost)];
    claim("year_old_still_pays", told.old.cost < told.old.cost_nothing, &numbers)
}

/// Over the year either way of retraining saves at least 350,000 euros against the old model.
fn year_retraining_pays(told: &Told) -> Result<Claim> {
    let (old, two, all) = (told.old.cost, told.two.cost, told.all.cost);
    let numbers = [("nothing", told.old.cost_nothing), ("old", old), ("two", two), ("all", all)];
    claim("year_retraining_pays", old - two > 350_000.0 && old - all > 350_000.0, &numbers)
}

fn month(year: &MonitorReport, number: u32) -> Result<&MonthReport> {
    let found = year.months.iter().find(|m| m.month.number() == number);
    found.ok_or_else(|| EngineError::NotYet { missing: "month".into() })
}

/// The share of the cost of doing nothing that a month's decisions saved.
fn saved(month: &MonthReport) -> f64 {
    1.0 - month.outcome.cost / month.cost_nothing
}

fn saving(outcome: &Outcome, nothing: &Outcome) -> f64 {
    1.0 - outcome.cost / nothing.cost
}

fn high(month: &MonthReport) -> Result<f64> {
    known(month.score.map(|r| r.high))
}

fn opened(report: &EvaluateReport) -> Result<&TestReport> {
    report.test.as_ref().ok_or_else(|| EngineError::NotYet { missing: "peek".into() })
}

fn known<T>(value: Option<T>) -> Result<T> {
    value.ok_or_else(|| EngineError::OneClass { what: "claim".into() })
}
