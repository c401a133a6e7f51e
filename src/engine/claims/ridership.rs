//! What the texts of Ridership say: a margin is worth money, the years leave a model behind, and a rule that moves with
//! them stays.

use std::rc::Rc;

use super::training::ends;
use super::walk::Walk;
use super::{Claim, claim, known, opened};
use crate::error::Result;
use crate::expedition::evaluate::EvaluateReport;
use crate::expedition::frame::FrameReport;
use crate::expedition::monitor::MonitorReport;
use crate::expedition::report::Outcome;
use crate::expedition::retraining::Past;
use crate::expedition::scenario;
use crate::expedition::session::Session;
use crate::expedition::train::TrainReport;
use crate::monitor::alarm::Alarm;
use crate::work::Pace;

/// The reports that the claims are about.
struct Told {
    /// What an error must not exceed, as it is offered.
    goal: f64,
    /// The past: nothing and the rule.
    frame: FrameReport,
    /// Each kind of model as it is offered, with how much freedom is best.
    trained: Vec<(&'static str, TrainReport)>,
    /// The first lap's run, judged on its sealed days.
    judged: EvaluateReport,
    /// The years with the first model, with one retrained each year on the last two, and with one on all past.
    old: MonitorReport,
    two: MonitorReport,
    all: MonitorReport,
}

const CLAIMS: [fn(&Told) -> Result<Claim>; 6] = [
    two_weeks_ago_beats_the_mean,
    a_margin_is_worth_money,
    years_leave_the_model_behind,
    a_rule_that_moves_stays,
    latest_years_keep_up,
    freedom_fits_the_days_learned_from,
];

pub(super) async fn prove(session: &Rc<Session>, seed: u64, pace: &Pace) -> Result<Vec<Claim>> {
    let world = session.world.id;
    let walk = Walk { session, seed, pace };
    let offered = scenario::offered(world);
    let record = walk.record(offered.clone());
    let told = Told {
        goal: scenario::problem(world).goal,
        frame: walk.framed(&record).await?,
        trained: walk.trained(&offered).await?,
        judged: walk.judged(&record, None).await?,
        old: walk.lived(offered.clone(), None).await?,
        two: walk.lived(offered.clone(), Some(Past::LastTwo)).await?,
        all: walk.lived(offered, Some(Past::All)).await?,
    };
    CLAIMS.iter().map(|claim| claim(&told)).collect()
}

fn error(outcome: &Outcome) -> Result<f64> {
    known(outcome.score())
}

/// In the past, planning as many as two weeks ago would have cost less than half of planning the mean.
fn two_weeks_ago_beats_the_mean(told: &Told) -> Result<Claim> {
    let numbers = [("rule", told.frame.rule.cost), ("nothing", told.frame.nothing.cost)];
    claim("two_weeks_ago_beats_the_mean", numbers[0].1 < 0.5 * numbers[1].1, &numbers)
}

/// On the sealed days the model with its margin costs less than the rule, though the rule's numbers are hardly farther
/// off, if at all.
fn a_margin_is_worth_money(told: &Told) -> Result<Claim> {
    let test = opened(&told.judged)?;
    let numbers = [
        ("margin", told.judged.threshold),
        ("cost", test.model.cost),
        ("cost_rule", test.rule.cost),
        ("error", error(&test.model)?),
        ("error_rule", error(&test.rule)?),
    ];
    let holds = told.judged.threshold > 0.0
        && test.model.cost < 0.95 * test.rule.cost
        && error(&test.rule)? < 1.1 * error(&test.model)?;
    claim("a_margin_is_worth_money", holds, &numbers)
}

/// Never retrained, the model meets the goal in its first year; in the last one it is off by more than twice as much as
/// then, and rings, as it has for years.
fn years_leave_the_model_behind(told: &Told) -> Result<Claim> {
    let rings = told.old.months.iter().filter(|m| matches!(m.alarm, Some(Alarm::AboveGoal { .. }))).count();
    let [first, last] = [told.old.months.first(), told.old.months.last()];
    let (first, last) = (known(first)?, known(last)?);
    let numbers =
        [("first", error(&first.outcome)?), ("last", error(&last.outcome)?), ("rang", rings as f64)];
    let (goal, rang) = (told.goal, matches!(last.alarm, Some(Alarm::AboveGoal { .. })));
    let holds = first.outcome.meets(goal) && numbers[1].1 > 2.0 * numbers[0].1 && rang && rings >= 6;
    claim("years_leave_the_model_behind", holds, &numbers)
}

/// Over all years the rule costs less than half of the model that is never retrained.
fn a_rule_that_moves_stays(told: &Told) -> Result<Claim> {
    let numbers = [("rule", told.old.cost_rule), ("never", told.old.cost)];
    claim("a_rule_that_moves_stays", numbers[0].1 < 0.5 * numbers[1].1, &numbers)
}

/// Retrained each year on the last two, a model costs less than retrained on all past, and much less than never.
fn latest_years_keep_up(told: &Told) -> Result<Claim> {
    let numbers = [("two", told.two.cost), ("all", told.all.cost), ("never", told.old.cost)];
    claim("latest_years_keep_up", numbers[0].1 < numbers[1].1 && numbers[0].1 < 0.5 * numbers[2].1, &numbers)
}

/// Whatever the kind of model: with the most freedom it fits the days it learned from no worse than with the least, and
/// trees, neighbours and networks better.
fn freedom_fits_the_days_learned_from(told: &Told) -> Result<Claim> {
    let (mut numbers, mut holds) = (Vec::new(), true);
    for (kind, report) in &told.trained {
        let (least, most) = ends(&report.asked.freedom)?;
        let ratio = most.train / least.train;
        holds &= ratio <= 1.0 && (matches!(*kind, "linear" | "elastic_net") || ratio < 0.95);
        numbers.push((*kind, ratio));
    }
    claim("freedom_fits_the_days_learned_from", holds, &numbers)
}
