//! Evaluate: the threshold on validation rows, then the sealed test rows, opened on purpose.

use serde::{Deserialize, Serialize};

use super::asked;
use super::champion;
pub use super::champion::Champion;
pub use super::fair::{ENOUGH, Rate};
use super::frame::{self, decide};
use super::groups;
pub use super::groups::{Apart, Fair, GroupReport, Grouping, Rates, Spread};
use super::keys;
use super::line;
use super::measures::{self, Measures};
use super::mistakes::{self, Decided, Mistake};
use super::near::{self, Near};
use super::on_demand::OnDemand;
use super::others::{self, Others};
use super::pipeline::{self, Pipeline};
use super::plan::{Fit, Plan, Run};
use super::ranked::{self, Ranked};
use super::record::{EntryId, Problem, Record};
use super::report::{Interval, Outcome, Rows};
use super::scenario;
use super::seen::ENGINE;
use super::session::Session;
use super::slices::{self, SlicesReport};
use super::sure::{Sure, by_day};
use super::why::{self, Why};
use crate::error::{EngineError, Result};
use crate::fingerprint::fingerprint;
use crate::math;
use crate::metrics::{Scored, proba, rank};
use crate::order;
use crate::said::Said;
use crate::serve::amounts::{self, AtMargin};
use crate::serve::decisions::Decisions;
use crate::serve::names::{self, AtLine};
use crate::serve::policy::{self, Point};
use crate::split::Split;
use crate::task::Task;
use crate::work::{Pace, apart};
use crate::worlds::WorldId;

/// The key of the prediction made before the test rows are opened: the share of cancellations found, the mean
/// absolute error, or the share that gets its right name.
#[must_use]
pub fn prediction(task: Task) -> &'static str {
    match task {
        Task::Binary => "test_recall",
        Task::Multiclass => "test_right",
        Task::Regression => "test_error",
    }
}

/// At most so many thresholds are looked at.
const THRESHOLDS: usize = 400;

/// And at so many margins, or lines between naming and asking.
const MARGINS: usize = 200;

/// The judgement of one run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EvaluateReport {
    /// The kind of answer that was asked for.
    pub task: Task,
    /// The run judged.
    pub run: EntryId,
    /// The validation rows.
    pub validation: Rows,
    /// What comes of each threshold on them, the highest threshold first; none where not yes or
    /// no is asked.
    pub points: Vec<Point>,
    /// Of numbers, what comes of each margin on them, the smallest first.
    pub margins: OnDemand<Vec<AtMargin>>,
    /// Of classes, what comes of each line between naming and asking, the lowest first.
    pub lines: OnDemand<Vec<AtLine>>,
    /// The threshold as it stands; of numbers the margin.
    pub threshold: f64,
    /// Of numbers, the margin that the costs imply.
    pub implied: OnDemand<AtMargin>,
    /// Of classes, the line that the costs imply.
    pub implied_line: OnDemand<AtLine>,
    /// Whether the learner chose it, or the costs imply it.
    pub chosen: bool,
    /// What comes of it on validation rows.
    pub at: Outcome,
    /// What doing nothing comes to on validation rows.
    pub nothing: Outcome,
    /// What the rule comes to on them.
    pub rule: Outcome,
    /// Share of the real rows in the sample, to turn counts into money.
    pub share: f64,
    /// The sealed rows: how many, from when to when.
    pub sealed: Rows,
    /// How often they were opened in this lap, on any branch.
    pub peeks: u32,
    /// The sealed rows' answer, once they are opened for this run and threshold.
    pub test: Option<TestReport>,
}

/// What the sealed rows say.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TestReport {
    /// The prediction that was made before, if one was: its number, see [`prediction`], and how sure.
    pub predicted: Option<(f64, f64)>,
    /// Cancellations among the rows.
    pub positives: u32,
    /// What the model comes to.
    pub model: Outcome,
    /// 95 % interval of the model's score: bootstrap over days, percentiles.
    pub score: Option<Interval>,
    /// 95 % interval of the cost in euros.
    pub cost: Option<Interval>,
    /// That of what is saved against doing nothing, in euros: on the same drawn days both share what they were like.
    pub saved: Option<Interval>,
    /// What doing nothing comes to.
    pub nothing: Outcome,
    /// What the rule comes to.
    pub rule: Outcome,
    /// Area under the ROC curve.
    pub roc_auc: Option<f64>,
    /// The ROC curve: false positive rate, true positive rate.
    pub roc: Vec<(f64, f64)>,
    /// The precision-recall curve: recall, precision.
    pub pr: Vec<(f64, f64)>,
    /// Mean squared difference of probability and outcome (Brier).
    pub brier: Option<f64>,
    /// Of classes, rows of each (in order) by the name they were given; those of which somebody is asked last.
    pub confusion: OnDemand<Vec<Vec<u32>>>,
    /// Predicted probability and real share in ten bins of equally many rows; of numbers, means; of classes, how sure
    /// it was of the likeliest, and how often that was right.
    pub calibration: Vec<CalibrationPoint>,
    /// Of numbers, what was forecast and what came, row by row, evenly drawn.
    pub pairs: OnDemand<Vec<(f64, f64)>>,
    /// By each column whose levels must not be forgotten (the scenario's `groups`), as far as it parts these rows.
    pub groups: Vec<Grouping>,
    /// The version that decides today, if there is one; the model is its challenger.
    pub champion: Option<Champion>,
    /// Decisions that were wrong, one by one.
    pub mistakes: Vec<Mistake>,
    /// Whether its score reaches the goal.
    pub goal_met: bool,
    /// How the scores of the mistakes came about, in their order; `None` inside for a kind of model of which nobody can
    /// say exactly.
    pub why: OnDemand<Option<Vec<Option<Why>>>>,
    /// Where nearest neighbours are the model, those that answered, asked for with the same question.
    pub near: OnDemand<Vec<Near>>,
    /// Where the decisions cost most.
    pub slices: OnDemand<SlicesReport>,
    /// All measures, each with how sure it is.
    pub measures: OnDemand<Measures>,
    /// Rows that need not be mistakes.
    pub others: OnDemand<Others>,
    /// Of classes, how well each is told from all others.
    pub ranked: OnDemand<Vec<Ranked>>,
}

impl TestReport {
    /// The share of the rows that is yes.
    #[must_use]
    pub fn share_of_yes(&self) -> f64 {
        f64::from(self.positives) / f64::from(self.model.counts.n().max(1))
    }
}

/// One bin of the calibration curve.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct CalibrationPoint {
    /// Mean probability.
    pub predicted: f64,
    /// Real share.
    pub real: f64,
}

pub(super) async fn report(
    session: &Session,
    record: &Record,
    plan: &Plan,
    pace: &Pace,
) -> Result<EvaluateReport> {
    let run = plan.run().ok_or(EngineError::NotYet { missing: "run".into() })?;
    let world = &session.world;
    let problem = &plan.problem;
    let pipeline = session.pipeline(&run.fit, false, pace).await?;
    let split = pipeline::split(&run.fit, world)?;
    let rows = &split.validation;
    let (y, days) = (pipeline::targets(world, rows), pipeline::days(world, rows));
    let said = pipeline.say(&world.table.take(rows), &mut Vec::new(), pace).await?;
    let threshold = line::of_fit(session, &run.fit, plan.threshold, problem, pace).await?;
    let task = pipeline.task;
    // What the costs imply, where a learner moves away from it step by step.
    let line = line::of_fit(session, &run.fit, None, problem, pace).await?;
    let there = decide(session, problem, rows, &said, line);
    let test = if keys::opened(record, plan)? {
        Some(test(session, record, plan, run, &pipeline, threshold, pace).await?)
    } else {
        None
    };
    Ok(EvaluateReport {
        task,
        run: run.id,
        validation: frame::extent(&days),
        points: match task {
            Task::Binary => policy::sweep(&days, &y, &said.scores, problem.capacity, THRESHOLDS),
            Task::Multiclass | Task::Regression => Vec::new(),
        },
        margins: OnDemand((task == Task::Regression).then(|| amounts::sweep(&y, &said.scores, MARGINS))),
        lines: OnDemand(
            (task == Task::Multiclass).then(|| names::sweep(&y, &said.scores, &said.classes, MARGINS)),
        ),
        threshold,
        implied: OnDemand(there.amounts.map(|amounts| AtMargin { margin: line, amounts })),
        implied_line: OnDemand(there.names.map(|names| AtLine { line, names })),
        chosen: plan.threshold.is_some(),
        at: decide(session, problem, rows, &said, threshold),
        nothing: frame::nothing(session, problem, rows),
        rule: frame::rule(session, problem, rows)?,
        share: world.share,
        sealed: frame::extent(&pipeline::days(world, &split.test)),
        peeks: keys::peeks(record, plan)?,
        test,
    })
}

/// What the sealed rows say of `pipeline` at `threshold`. Callers see to it that they were opened.
async fn test(
    session: &Session,
    record: &Record,
    plan: &Plan,
    run: &Run,
    pipeline: &Pipeline,
    threshold: f64,
    pace: &Pace,
) -> Result<TestReport> {
    let world = &session.world;
    let problem = &plan.problem;
    let Split { train, test: rows, .. } = pipeline::split(&run.fit, world)?;
    let table = world.table.take(&rows);
    let y = pipeline::targets(world, &rows);
    let said = pipeline.say(&table, &mut Vec::new(), pace).await?;
    let days = pipeline::days(world, &rows);
    let decisions = frame::decisions(session, problem, &days, &said, threshold);
    let nothing = frame::nothing_of(session, problem, &days);
    let [model, idle] = [&decisions, &nothing].map(|of| Outcome::of(of.all(&y), &problem.costs, world.share));
    let (seed, against) = (&plan.seed, Some(&nothing));
    let Sure { score, cost, saved } =
        by_day(seed, problem, world.share, (&days, &y), &decisions, against, pace).await?;
    let task = pipeline.task;
    let scored = (task == Task::Binary).then(|| Scored::new(&y, &said.scores, None)).transpose()?;
    let decided = Decided { table: &table, days: &days, y: &y, said: &said, decisions: &decisions };
    let learned_from = world.table.take(&train);
    let learned = match &pipeline.left {
        Some(left) if task == Task::Multiclass => left.of_each.clone(),
        _ => pipeline::of_each(world.id, &pipeline::targets(world, &train)),
    };
    let (features, shown) = (&run.fit.recipe.features, mistakes::shown(&decided));
    let [asks_why, asks_slices] = asked::closer(record, plan);
    let (mut why, mut near) = (OnDemand(None), OnDemand(None));
    if asks_why {
        let shown: Vec<u32> = shown.iter().map(|i| *i as u32).collect();
        let against = |i: &u32| Some([*said.classes.get(*i as usize)?, y[*i as usize] as u32]);
        let pairs: Vec<why::Pair> = shown.iter().filter_map(against).collect();
        why = OnDemand(Some(why::found(pipeline, &table.take(&shown), (&pairs, &learned), pace).await?));
        near = OnDemand(near::found(pipeline, (&run.fit, world), &table.take(&shown), pace).await?);
    }
    let mut slices = OnDemand(None);
    if asks_slices {
        // Groups count whether the model may read them or not.
        let groups =
            scenario::of(world.id).groups.iter().filter(|group| !features.iter().any(|f| f == *group));
        let columns: Vec<&str> = features.iter().map(String::as_str).chain(groups.copied()).collect();
        slices = OnDemand(Some(slices::found(&decided, &columns, problem, pace).await?));
    }
    let [asks_measures, asks_fairness, asks_others] = asked::measured(record, plan);
    let mut others = OnDemand(None);
    if asks_others {
        let of = (&run.fit, world);
        let found = others::found(pipeline, of, (&learned_from, &learned), &decided, seed, pace);
        others = OnDemand(Some(apart(found).await?));
    }
    let mut measures = OnDemand(None);
    if asks_measures {
        let said = pipeline.predict(&table, &mut Vec::new(), pace).await?;
        let rule = frame::rule_decides(session, problem, &rows)?;
        let found = measures::found(&decided, (&said, &rule), problem, world.share, seed, pace);
        measures = OnDemand(Some(apart(found).await?));
    }
    let mut ranked = OnDemand(None);
    if asked::ranked(record, plan) && task == Task::Multiclass {
        let said = pipeline.predict(&table, &mut Vec::new(), pace).await?;
        ranked = OnDemand(Some(ranked::by_class(&y, &said, pace).await?));
    }
    Ok(TestReport {
        champion: champion::on(session, plan, &rows, pace).await?,
        mistakes: mistakes::found(pipeline, features, &learned_from, &decided, (&shown, false), pace).await?,
        others,
        ranked,
        near,
        why,
        slices,
        measures,
        predicted: keys::committed(record, plan, prediction(pipeline.task))?
            .and_then(|id| record.predicted(id)),
        positives: pipeline::positives(world, &y),
        goal_met: model.meets(problem.goal),
        model,
        score,
        cost,
        saved,
        nothing: idle,
        rule: frame::rule(session, problem, &rows)?,
        roc_auc: scored.as_ref().and_then(rank::roc_auc),
        roc: scored.as_ref().map(ranked::roc).unwrap_or_default(),
        pr: scored.as_ref().map(ranked::pr).unwrap_or_default(),
        brier: scored.as_ref().and_then(proba::brier),
        confusion: OnDemand(confusion(world.id, &y, &decisions)),
        calibration: match &scored {
            Some(scored) => points_of(scored),
            None if task == Task::Multiclass => {
                points_of(&Scored::new(&right(&y, &said), &said.scores, None)?)
            }
            None => binned(&y, &said.scores),
        },
        pairs: OnDemand((task == Task::Regression).then(|| pairs(&y, &said.scores))),
        groups: groups::found(session, (&plan.seed, asks_fairness), &decided, problem, pace).await?,
    })
}

/// The score of `fit` on its sealed test rows at `threshold`; `None` unless they were opened for it.
pub(super) async fn claimed(
    session: &Session,
    record: &Record,
    (fit, threshold): (&Fit, Option<f64>),
    problem: &Problem,
    pace: &Pace,
) -> Result<Option<f64>> {
    if !keys::opened_for(record, fit, threshold)? {
        return Ok(None);
    }
    let key = fingerprint(&("claimed", ENGINE, fit, threshold, problem))?;
    if let Some(claimed) = session.recall(&key) {
        return Ok(claimed);
    }
    let rows = pipeline::split(fit, &session.world)?.test;
    let pipeline = session.pipeline(fit, false, pace).await?;
    let said = pipeline.say(&session.world.table.take(&rows), &mut Vec::new(), pace).await?;
    let line = line::of_fit(session, fit, threshold, problem, pace).await?;
    let claimed = decide(session, problem, &rows, &said, line).score();
    session.keep(&key, &claimed);
    Ok(claimed)
}

/// 1 for each row whose likeliest class is its own, else 0.
fn right(y: &[f64], said: &Said) -> Vec<f64> {
    let one = |(class, y): (&u32, &f64)| f64::from(u8::from(f64::from(*class) == *y));
    said.classes.iter().zip(y).map(one).collect()
}

/// Rows of each class by the name they were given, asked ones last; `None` where there are no names.
fn confusion(world: WorldId, y: &[f64], decided: &Decisions) -> Option<Vec<Vec<u32>>> {
    let Decisions::Names(named) = decided else { return None };
    let n = world.classes().len();
    let mut counts = vec![vec![0; n + 1]; n];
    for (y, named) in y.iter().zip(named) {
        counts[*y as usize][named.map_or(n, |class| class as usize)] += 1;
    }
    Some(counts)
}

/// Mean forecast and mean answer in ten bins of equally many rows, the smallest forecasts first.
fn binned(y: &[f64], forecasts: &[f64]) -> Vec<CalibrationPoint> {
    let rising: Vec<usize> = order::descending(forecasts).into_iter().rev().map(|i| i as usize).collect();
    let mean = |of: &[f64], rows: &[usize]| math::mean(&rows.iter().map(|i| of[*i]).collect::<Vec<f64>>());
    let bins = rising.chunks(rising.len().div_ceil(10).max(1));
    let point = |rows| Some(CalibrationPoint { predicted: mean(forecasts, rows)?, real: mean(y, rows)? });
    bins.filter_map(point).collect()
}

/// At most 300 of the rows, evenly spread: what was forecast, what came.
fn pairs(y: &[f64], forecasts: &[f64]) -> Vec<(f64, f64)> {
    let every = y.len().div_ceil(300).max(1);
    forecasts.iter().copied().zip(y.iter().copied()).step_by(every).collect()
}

fn points_of(scored: &Scored) -> Vec<CalibrationPoint> {
    let point = |bin: &proba::Bin| CalibrationPoint { predicted: bin.prob_pred, real: bin.prob_true };
    let calibration = proba::calibration(scored, 10, proba::Binning::Quantile);
    calibration.map(|of| of.bins.iter().map(point).collect()).unwrap_or_default()
}
