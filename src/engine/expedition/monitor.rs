//! Monitor: the months lived, each against what would have been, and what asks for the learner.

use serde::{Deserialize, Serialize};

use super::classes::{self, ClassMonth};
use super::deploy;
use super::evaluate;
use super::frame;
use super::keys::{self, Lived};
use super::month::{self, Decided};
use super::on_demand::OnDemand;
use super::pipeline;
use super::plan::{Decides, Plan, Version, today};
use super::record::{Problem, Record};
use super::report::{Interval, Outcome};
use super::retraining::{self, PolicyReport};
use super::seen::ENGINE;
use super::serving::Fallbacks;
use super::session::Session;
use super::verdict;
use crate::error::Result;
use crate::fingerprint::fingerprint;
use crate::metrics::{Scored, rank};
pub use crate::monitor::alarm::Alarm;
pub use crate::monitor::inputs::{BINS, ColumnDrift, DRIFT, FLOOR, Signal, WARNING};
use crate::monitor::{alarm, inputs};
use crate::order;
use crate::said::Said;
use crate::serve::decisions::Tally;
use crate::task::Task;
use crate::work::Pace;
use crate::worlds::calendar::{Month, Window};

/// The year so far.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MonitorReport {
    /// The kind of answer that was asked for.
    pub task: Task,
    /// The months lived, in order.
    pub months: Vec<MonthReport>,
    /// Cost so far in euros: as it was decided.
    pub cost: f64,
    /// Had nothing ever been decided.
    pub cost_nothing: f64,
    /// Had the rule decided.
    pub cost_rule: f64,
    /// Had the first version decided all the time.
    pub cost_first: f64,
    /// Had somebody known in advance what comes, at the same capacity; of numbers and names nothing.
    pub cost_knew: f64,
    /// The alarm of the last month, unless it was left as it is.
    pub asks: Option<Alarm>,
    /// The next month; `None` when the year is over.
    pub next: Option<Month>,
    /// The months a retraining could learn from.
    pub windows: Vec<Window>,
    /// What went live, in order: what each version claimed, and what came.
    pub versions: Vec<VersionReport>,
    /// The year once more under other policies of retraining; empty until it is over and they are asked for.
    pub policies: Vec<PolicyReport>,
}

/// A version that went live: what it claimed and what came.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VersionReport {
    /// Its number.
    pub number: u32,
    /// Its lap.
    pub lap: u32,
    /// The months it learned from; `None` for a rule.
    pub window: Option<Window>,
    /// The rows it learned from; `None` for a rule.
    pub rows: Option<u32>,
    /// Times its sealed rows had been opened before it went live; see [`keys::looks`].
    pub peeks: u32,
    /// Its score on the sealed test rows, if they were opened for it.
    pub claimed: Option<f64>,
    /// Months it decided.
    pub months: u32,
    /// Its score live.
    pub live: Option<f64>,
}

/// One month.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MonthReport {
    /// Which.
    pub month: Month,
    /// The number of the version that decided, if any.
    pub version: Option<u32>,
    /// Flights in the sample.
    pub n: u32,
    /// Cancelled among them.
    pub positives: u32,
    /// Mean probability, or forecast, that the model gave, of classes to the names it gave; `None` for a rule or nothing.
    pub predicted: Option<f64>,
    /// Area under the ROC curve of what decided.
    pub roc_auc: Option<f64>,
    /// What it came to.
    pub outcome: Outcome,
    /// 95 % interval of its score: Wilson's of the share found, otherwise Student's t over days.
    pub score: Option<Interval>,
    /// Cost in euros with nothing.
    pub cost_nothing: f64,
    /// Cost with the rule.
    pub cost_rule: f64,
    /// Of numbers and names, the score of the rule: it reads each row anew and has learned nothing that could grow old.
    pub score_rule: OnDemand<f64>,
    /// Cost with the version that went live first.
    pub cost_first: f64,
    /// Cost with what comes known in advance, at the same capacity; of numbers nothing.
    pub cost_knew: f64,
    /// What the model did not answer itself.
    pub fallbacks: Fallbacks,
    /// Of names, what came of each class, beside what the version had learned from.
    pub classes: OnDemand<Vec<ClassMonth>>,
    /// Inputs against what the version learned from, the most moved first.
    pub inputs: Vec<ColumnDrift>,
    /// Its alarm, if it has one.
    pub alarm: Option<Alarm>,
}

impl MonitorReport {
    /// What deciding in a way that cost `cost` euros saved against nothing; below zero if it cost more.
    #[must_use]
    pub fn saved(&self, cost: f64) -> f64 {
        self.cost_nothing - cost
    }

    /// The month in which a later version cost most above what the first one would have, and how much in euros;
    /// `None` if no month was a euro dearer.
    #[must_use]
    pub fn dearest(&self) -> Option<(Month, f64)> {
        let more = self.months.iter().map(|m| (m.month, m.outcome.cost - m.cost_first));
        more.filter(|(_, more)| *more >= 1.0).reduce(|most, one| if one.1 > most.1 { one } else { most })
    }

    /// The months in a row that one version decided, in order: the first and the last of each.
    #[must_use]
    pub fn reigns(&self) -> Vec<[&MonthReport; 2]> {
        let reigns = self.months.chunk_by(|a, b| a.version == b.version);
        reigns.filter_map(|months| Some([months.first()?, months.last()?])).collect()
    }

    /// Months in a row up to now, or up to the last if that rang, in which the version that decided it did not ring.
    #[must_use]
    pub fn quiet(&self) -> u32 {
        let Some(last) = self.months.last() else { return 0 };
        let before = self.months.iter().rev().skip(usize::from(last.alarm.is_some()));
        before.take_while(|month| month.version == last.version && month.alarm.is_none()).count() as u32
    }
}

impl MonthReport {
    /// Whether chance does not explain that its score is worse than `than`: even the better end of the interval is.
    #[must_use]
    pub fn surely_worse(&self, than: f64) -> bool {
        self.score.is_some_and(|range| verdict::surely_worse(self.outcome.task(), range, than))
    }

    /// The share that was cancelled, of numbers the mean of what came, of names the share that was right; `None` without
    /// flights.
    #[must_use]
    pub fn came(&self) -> Option<f64> {
        match self.outcome.tally() {
            Tally::Amounts(amounts) => amounts.mean_needed(),
            Tally::Names(names) => names.accuracy(),
            Tally::Counts(_) => (self.n > 0).then(|| f64::from(self.positives) / f64::from(self.n)),
        }
    }

    /// What was said of it: the mean probability that a model gave, or the mean forecast of a model or a rule.
    #[must_use]
    pub fn said(&self) -> Option<f64> {
        match *self.outcome.amounts {
            Some(amounts) => amounts.mean_forecast().filter(|_| self.version.is_some()),
            None => self.predicted,
        }
    }
}

pub(super) async fn report(
    session: &Session,
    record: &Record,
    plan: &Plan,
    pace: &Pace,
) -> Result<MonitorReport> {
    let lived = keys::lived(record);
    let mut months = Vec::with_capacity(lived.len());
    for (done, month) in lived.iter().enumerate() {
        pace.rest("months", done, Some(lived.len()), None).await;
        months.push(month_report(session, month, pace).await?);
    }
    let last = months.last().filter(|m: &&MonthReport| !plan.ignored.contains(&m.month));
    // An alarm about a version that has been replaced since asks nobody.
    let asks = last.filter(|m| m.version == plan.live().map(|v| v.number)).and_then(|m| m.alarm.clone());
    let next = today(record);
    let total = |of: fn(&MonthReport) -> f64| months.iter().map(of).sum();
    Ok(MonitorReport {
        task: session.world.id.target().task,
        cost: total(|m| m.outcome.cost),
        cost_nothing: total(|m| m.cost_nothing),
        cost_rule: total(|m| m.cost_rule),
        cost_first: total(|m| m.cost_first),
        cost_knew: total(|m| m.cost_knew),
        asks,
        next: (next <= record.world.last()).then_some(next),
        windows: deploy::windows(record),
        versions: versions(session, record, plan, &months, pace).await?,
        policies: retraining::report(session, record, pace).await?,
        months,
    })
}

async fn versions(
    session: &Session,
    record: &Record,
    plan: &Plan,
    months: &[MonthReport],
    pace: &Pace,
) -> Result<Vec<VersionReport>> {
    let mut reports = Vec::new();
    for version in keys::versions(record, plan) {
        let peeks = keys::looks(record, &version)?;
        let Version { number, lap, decides, problem, .. } = version;
        let decided = months.iter().filter(|m| m.version == Some(number));
        let none = Tally::none(session.world.id.target().task);
        let tally = decided.clone().fold(none, |sum, month| sum.plus(&month.outcome.tally()));
        let (window, claimed) = match &decides {
            Decides::Model { fit, threshold } => {
                let claimed = evaluate::claimed(session, record, (fit, *threshold), &problem, pace).await?;
                (Some(fit.window), claimed)
            }
            Decides::Rule { .. } => (None, None),
        };
        let rows = window.map(|window| session.world.rows(window).len() as u32);
        let (months, live) = (decided.count() as u32, tally.score());
        reports.push(VersionReport { number, lap, window, rows, peeks, claimed, months, live });
    }
    Ok(reports)
}

pub(super) async fn month_report(session: &Session, lived: &Lived, pace: &Pace) -> Result<MonthReport> {
    let key = fingerprint(&("month", ENGINE, &session.world.fingerprint, lived))?;
    if let Some(report) = session.recall(&key) {
        return Ok(report);
    }
    let world = &session.world;
    let problem = lived.version.as_ref().map_or(&lived.problem, |v| &v.problem);
    let rows = world.rows(world.id.period(lived.month));
    let y = pipeline::targets(world, &rows);
    let nothing = nothing(session, lived.month, problem);
    let [now_us, first_us] = lived.score_us;
    let now = month::by(session, lived, lived.version.as_ref(), now_us, pace).await?;
    let first = month::by(session, lived, lived.first.as_ref(), first_us, pace).await?;
    let outcome = now.as_ref().map_or_else(|| nothing.clone(), |month| month.outcome.clone());
    let said = now.as_ref().map(|month| &month.said);
    let rule = frame::rule(session, problem, &rows)?;
    let is_model = lived.version.as_ref().is_some_and(|v| matches!(v.decides, Decides::Model { .. }));
    let task = world.id.target().task;
    let score = match &now {
        Some(month) => month.score,
        None => month::range(session, &outcome, None, &rows, pace).await?,
    };
    let report = MonthReport {
        month: lived.month,
        version: lived.version.as_ref().map(|v| v.number),
        n: y.len() as u32,
        positives: pipeline::positives(world, &y),
        predicted: now.as_ref().filter(|_| is_model).and_then(Decided::expected),
        roc_auc: match said {
            Some(said) if task == Task::Binary => rank::roc_auc(&Scored::new(&y, &said.scores, None)?),
            _ => None,
        },
        score,
        cost_nothing: nothing.cost,
        cost_rule: rule.cost,
        score_rule: OnDemand(rule.score().filter(|_| task != Task::Binary)),
        cost_first: first.map_or(nothing.cost, |month| month.outcome.cost),
        // Where a warning costs more than it saves, whoever knows everything warns nobody.
        cost_knew: knew(session, problem, &rows, &y).min(nothing.cost),
        fallbacks: now.as_ref().map(|month| month.fallbacks.clone()).unwrap_or_default(),
        classes: OnDemand(classes::of_month(session, lived.version.as_ref(), now.as_ref(), &y, pace).await?),
        inputs: match &lived.version {
            Some(version) => moved(session, version, &rows, pace).await?,
            None => Vec::new(),
        },
        alarm: lived
            .version
            .as_ref()
            .and_then(|_| alarm::of_month(&outcome.tally(), score, problem.goal, outcome.cost, nothing.cost)),
        outcome,
    };
    session.keep(&key, &report);
    Ok(report)
}

/// What comes of a month with nothing.
pub(super) fn nothing(session: &Session, month: Month, problem: &Problem) -> Outcome {
    let world = &session.world;
    frame::nothing(session, problem, &world.rows(world.id.period(month)))
}

/// What it costs if all answers are known in advance.
fn knew(session: &Session, problem: &Problem, rows: &[u32], y: &[f64]) -> f64 {
    let task = session.world.id.target().task;
    let line = if task == Task::Regression { 0.0 } else { 1.0 };
    frame::decide(session, problem, rows, &Said::known(task, y), line).cost
}

/// The inputs of a month against the rows the version learned from, the most moved first.
async fn moved(session: &Session, version: &Version, rows: &[u32], pace: &Pace) -> Result<Vec<ColumnDrift>> {
    let world = &session.world;
    let window = match &version.decides {
        Decides::Model { fit, .. } => fit.window,
        Decides::Rule { .. } => world.id.history(),
    };
    let reference = world.table.take(&world.rows(window)).as_known_at_decision();
    let current = world.table.take(rows).as_known_at_decision();
    let mut found = Vec::new();
    for name in deploy::reads(world.id, &version.decides) {
        pace.pause().await;
        found.push(inputs::compare(&reference, &current, &name)?);
    }
    let shift: Vec<f64> = found.iter().map(|column: &inputs::ColumnDrift| column.moved()).collect();
    Ok(order::descending(&shift).into_iter().map(|i| found[i as usize].clone()).collect())
}
