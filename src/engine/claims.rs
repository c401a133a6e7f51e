//! What the texts say, each as a named claim with the numbers that prove it, computed on whole expeditions.
//!
//! A claim holds at the shipped sample of the flights and at others: a text may rely on it, and must not say more.
//! The expeditions are walked through the same door as a learner's.

use std::rc::Rc;

use serde::Serialize;

use crate::error::{EngineError, Result};
use crate::expedition::data::DataReport;
use crate::expedition::deploy::{self, DeployReport};
use crate::expedition::evaluate::{EvaluateReport, TestReport};
use crate::expedition::monitor::{MonitorReport, MonthReport};
use crate::expedition::plan::{Plan, today};
use crate::expedition::record::{Choice, Ending, Fact, Record};
use crate::expedition::report::{Outcome, Report};
use crate::expedition::session::Session;
use crate::expedition::stage::Stage;
use crate::expedition::frame::FrameReport;
use crate::expedition::scenario;
use crate::models::{ModelSpec, logistic};
use crate::monitor::alarm::Alarm;
use crate::prepare::Recipe;
use crate::work::{Pace, Work};
use crate::worlds::calendar::{Month, Window};

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

/// Every claim about the flights, in the world of `session`. Of the seed only bootstrap intervals depend.
///
/// # Errors
/// Of the work's result: whatever the expeditions are refused for.
#[must_use]
pub fn prove(session: &Rc<Session>, seed: u64) -> Work<Result<Vec<Claim>>> {
    let session = session.clone();
    Work::new(move |pace| async move {
        let told = Told::walk(&session, seed, &pace).await?;
        CLAIMS.iter().map(|claim| claim(&told)).collect()
    })
}

/// The reports that the claims are about.
struct Told {
    /// January to March: nothing and the rule, and every column.
    frame: FrameReport,
    data: DataReport,
    /// The first lap's run without the leak, judged with the test rows opened.
    honest: EvaluateReport,
    /// The same at threshold one half.
    at_half: EvaluateReport,
    /// The run with the leak left in, judged and then live.
    leak: EvaluateReport,
    leak_live: DeployReport,
    /// The year with the model of January to March, with one retrained each month on the last two months, and with
    /// one retrained each month on all past.
    old: MonitorReport,
    two: MonitorReport,
    all: MonitorReport,
    /// December under the models retrained on two months earlier in the year, from April and May on.
    december: Vec<MonitorReport>,
}

const CLAIMS: [fn(&Told) -> Result<Claim>; 18] = [
    accuracy_of_never,
    tailnum_missing_is_the_answer,
    useful_but_less_accurate,
    half_finds_next_to_nothing,
    rule_is_about_winter,
    leak_looks_better,
    leak_fails_by_mechanism,
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

/// The rule about wind saves something in January to March, and nothing in the year after.
fn rule_is_about_winter(told: &Told) -> Result<Claim> {
    let past = saving(&told.frame.rule, &told.frame.nothing);
    let live = 1.0 - told.old.cost_rule / told.old.cost_nothing;
    let numbers = [("saving_past", past), ("saving_year", live)];
    claim("rule_is_about_winter", past > 0.03 && live < 0.01, &numbers)
}

/// With the aeroplane left in, the model finds far more of the sealed rows' cancellations.
fn leak_looks_better(told: &Told) -> Result<Claim> {
    let (leak, honest) = (opened(&told.leak)?, opened(&told.honest)?);
    let (with, without) = (known(leak.model.recall)?, known(honest.model.recall)?);
    let numbers = [("recall_leak", with), ("recall_honest", without)];
    claim("leak_looks_better", with > without + 0.1 && leak.model.cost < honest.model.cost, &numbers)
}

/// Live no aeroplane is known yet, and nearly every flight is above the threshold.
fn leak_fails_by_mechanism(told: &Told) -> Result<Claim> {
    let live = &told.leak_live;
    let numbers = [("above_live", live.above_live), ("above_rehearsal", live.above_rehearsal)];
    claim("leak_fails_by_mechanism", live.broken && live.above_live > 0.9, &numbers)
}

/// Nothing rings in April; in May the old model surely finds less than the goal.
fn first_alarm_in_may(told: &Told) -> Result<Claim> {
    let (april, may) = (month(&told.old, 4)?, month(&told.old, 5)?);
    let rings = matches!(may.alarm, Some(Alarm::BelowGoal { .. }));
    let numbers = [("april_high", high(april)?), ("may_high", high(may)?)];
    claim("first_alarm_in_may", april.alarm.is_none() && rings, &numbers)
}

/// In July the old model saves less than one percent against doing nothing.
fn july_nothing_changed_but_useless(told: &Told) -> Result<Claim> {
    let july = month(&told.old, 7)?;
    let numbers = [("nothing", july.cost_nothing), ("old", july.outcome.cost)];
    claim("july_nothing_changed_but_useless", saved(july) < 0.01, &numbers)
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
    claim("july_ranks_worse", old < two - 0.08, &[("auc_old", old), ("auc_two", two)])
}

/// Retrained on the last two months it saves over a fifth of July's cost, and more than retrained on all past.
fn july_retraining_helps(told: &Told) -> Result<Claim> {
    let (two, all) = (month(&told.two, 7)?, month(&told.all, 7)?);
    let holds = saved(two) > 0.2 && saved(two) > saved(all);
    let numbers =
        [("nothing", two.cost_nothing), ("two", two.outcome.cost), ("all", all.outcome.cost)];
    claim("july_retraining_helps", holds, &numbers)
}

/// In December the same habit costs at least 140,000 euros against having left the old model alone.
fn december_retraining_hurts(told: &Told) -> Result<Claim> {
    let (old, two) = (month(&told.old, 12)?, month(&told.two, 12)?);
    let holds = two.outcome.cost - old.outcome.cost > 140_000.0 && saved(two) < 0.03;
    let numbers =
        [("nothing", two.cost_nothing), ("old", old.outcome.cost), ("two", two.outcome.cost)];
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
    let holds = matches!(december.alarm, Some(Alarm::BelowGoal { .. }));
    claim("december_rings_after_retraining", holds, &[("high", high(december)?)])
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

impl Told {
    async fn walk(session: &Rc<Session>, seed: u64, pace: &Pace) -> Result<Self> {
        let world = session.world.id;
        let walk = Walk { session, seed, pace };
        let (honest, leak) = (scenario::at_decision(world), scenario::offered(world));
        let with_leak = walk.record(leak.clone());
        Ok(Self {
            frame: match &*walk.show(Stage::Frame, &with_leak).await? {
                Report::Frame(report) => report.clone(),
                other => return Err(odd(other)),
            },
            data: match &*walk.show(Stage::Data, &with_leak).await? {
                Report::Data(report) => report.clone(),
                other => return Err(odd(other)),
            },
            honest: walk.judged(&walk.record(honest.clone()), None).await?,
            at_half: walk.judged(&walk.record(honest), Some(0.5)).await?,
            leak: walk.judged(&with_leak, None).await?,
            leak_live: walk.before_live(with_leak).await?,
            old: walk.year(None).await?,
            two: walk.year(Some(Past::LastTwo)).await?,
            all: walk.year(Some(Past::All)).await?,
            december: walk.decembers().await?,
        })
    }
}

/// What a model is retrained on.
#[derive(Clone, Copy, PartialEq)]
enum Past {
    LastTwo,
    All,
}

/// Expeditions as a learner would make them.
struct Walk<'a> {
    session: &'a Rc<Session>,
    seed: u64,
    pace: &'a Pace,
}

impl Walk<'_> {
    /// Framed as offered, prepared by `recipe`, one model trained.
    fn record(&self, recipe: Recipe) -> Record {
        let world = &self.session.world;
        let mut record = Record::for_world(world, self.seed);
        record.choose(Choice::Frame { problem: scenario::problem(world.id) });
        record.choose(Choice::Recipe { recipe });
        record.choose(Choice::Run { spec: model() });
        record
    }

    async fn show(&self, stage: Stage, record: &Record) -> Result<Rc<Report>> {
        Ok(self.session.answer(stage, record, self.pace).await?.report)
    }

    /// The run judged, its test rows opened.
    async fn judged(&self, record: &Record, threshold: Option<f64>) -> Result<EvaluateReport> {
        let mut record = record.clone();
        if let Some(threshold) = threshold {
            record.choose(Choice::Threshold { threshold });
        }
        let plan = Plan::of(&record);
        record.happen(Fact::Peeked { test: plan.test_key()?, candidate: plan.candidate_key()? });
        match &*self.show(Stage::Evaluate, &record).await? {
            Report::Evaluate(report) => Ok((**report).clone()),
            other => Err(odd(other)),
        }
    }

    /// The run shipped, the first live days looked at.
    async fn before_live(&self, mut record: Record) -> Result<DeployReport> {
        record.choose(Choice::Gate { ending: Ending::Ship });
        match &*self.show(Stage::Deploy, &record).await? {
            Report::Deploy(report) => Ok(report.clone()),
            other => Err(odd(other)),
        }
    }

    /// The months after the history, the model retrained before each or never.
    async fn year(&self, retrain: Option<Past>) -> Result<MonitorReport> {
        let world = self.session.world.id;
        let mut record = self.record(scenario::at_decision(world));
        go_live(&mut record);
        while today(&record) <= world.last() {
            let windows = deploy::windows(&record);
            let window = match retrain {
                None => None,
                Some(Past::LastTwo) => windows.first(),
                Some(Past::All) => windows.last(),
            };
            if let Some(window) = window {
                retrain_on(&mut record, *window);
            }
            let month = today(&record);
            record.happen(Fact::MonthLived { month });
        }
        self.watched(&record).await
    }

    /// December under the models of April and May, May and June, … August and September.
    async fn decembers(&self) -> Result<Vec<MonitorReport>> {
        let world = self.session.world.id;
        let mut years = Vec::new();
        for from in 4..=8 {
            let mut record = self.record(scenario::at_decision(world));
            go_live(&mut record);
            let from = Month::new(world.last().year(), from);
            retrain_on(&mut record, Window { from, to: from.plus(1) });
            record.happen(Fact::MonthLived { month: world.last() });
            years.push(self.watched(&record).await?);
        }
        Ok(years)
    }

    async fn watched(&self, record: &Record) -> Result<MonitorReport> {
        match &*self.show(Stage::Monitor, record).await? {
            Report::Monitor(report) => Ok(report.clone()),
            other => Err(odd(other)),
        }
    }
}

fn model() -> ModelSpec {
    ModelSpec::Logistic(logistic::Params::default())
}

fn retrain_on(record: &mut Record, window: Window) {
    record.choose(Choice::NewLap { window });
    record.choose(Choice::Run { spec: model() });
    go_live(record);
}

fn go_live(record: &mut Record) {
    record.choose(Choice::Gate { ending: Ending::Ship });
    record.choose(Choice::GoLive);
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
    known(month.recall.map(|r| r.high))
}

fn opened(report: &EvaluateReport) -> Result<&TestReport> {
    report.test.as_ref().ok_or_else(|| EngineError::NotYet { missing: "peek".into() })
}

fn known(value: Option<f64>) -> Result<f64> {
    value.ok_or_else(|| EngineError::OneClass { what: "claim".into() })
}

fn odd(report: &Report) -> EngineError {
    EngineError::Unsupported { what: report.stage().word().into() }
}
