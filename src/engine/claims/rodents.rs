//! What the texts of Rodents say: two measures name enough animals to pay, a name for every animal does not, the years leave
//! a model behind, and no model says a name that it has never heard.

use std::rc::Rc;

use super::walk::Walk;
use super::{Claim, claim, known, opened, saving};
use crate::error::Result;
use crate::expedition::dials;
use crate::expedition::evaluate::{EvaluateReport, TestReport};
use crate::expedition::frame::FrameReport;
use crate::expedition::monitor::{MonitorReport, MonthReport};
use crate::expedition::record::{Choice, Record};
use crate::expedition::retraining::Past;
use crate::expedition::scenario;
use crate::expedition::session::Session;
use crate::monitor::alarm::Alarm;
use crate::work::Pace;
use crate::worlds::calendar::Month;
use crate::worlds::rodents::class;

/// The reports that the claims are about.
struct Told {
    /// The past: nothing and the rule.
    frame: FrameReport,
    /// The first lap's run of boosting, judged on its sealed animals with the line its prices imply, and with none.
    judged: EvaluateReport,
    named_all: EvaluateReport,
    /// A lap that begins with 2002: on all years, whose first 40 % of animals are of before the newcomer, and on the last two.
    unheard: EvaluateReport,
    heard: EvaluateReport,
    /// The years with the first model, and with one retrained each year on the last two.
    old: MonitorReport,
    two: MonitorReport,
}

const CLAIMS: [fn(&Told) -> Result<Claim>; 7] = [
    long_feet_pay,
    two_measures_pay,
    a_name_for_all_is_dear,
    the_desert_leaves_the_model_behind,
    new_years_keep_up_with_the_desert,
    who_never_saw_it_cannot_say_it,
    who_saw_it_can_say_it,
];

pub(super) async fn prove(session: &Rc<Session>, seed: u64, pace: &Pace) -> Result<Vec<Claim>> {
    let world = session.world.id;
    let walk = Walk { session, seed, pace };
    let offered = scenario::offered(world);
    let boosted = |mut record: Record| {
        record.choose(Choice::Run { spec: dials::offered("boosting") });
        record
    };
    let first = boosted(walk.record(offered.clone()));
    let last = Month::new(world.last().year(), 1);
    let later =
        |past: Past| boosted(walk.begun_again(offered.clone(), last, past.window(world, last.plus(-1))));
    let told = Told {
        frame: walk.framed(&first).await?,
        judged: walk.judged(&first, None).await?,
        named_all: walk.judged(&first, Some(0.0)).await?,
        unheard: walk.judged(&later(Past::All), None).await?,
        heard: walk.judged(&later(Past::LastTwo), None).await?,
        old: walk.lived(offered.clone(), None).await?,
        two: walk.lived(offered.clone(), Some(Past::LastTwo)).await?,
    };
    CLAIMS.iter().map(|claim| claim(&told)).collect()
}

/// In the past, the rule about long feet and heavy animals would have cost a good part less than asking each time.
fn long_feet_pay(told: &Told) -> Result<Claim> {
    let saved = saving(&told.frame.rule, &told.frame.nothing);
    claim("long_feet_pay", saved > 0.15, &[("saved", saved)])
}

/// On the sealed animals the model of the two measures reaches its goal, costs a good part less than asking each time,
/// and less than the rule.
fn two_measures_pay(told: &Told) -> Result<Claim> {
    let test = opened(&told.judged)?;
    let numbers = [
        ("right", known(test.model.score())?),
        ("cost", test.model.cost),
        ("cost_rule", test.rule.cost),
        ("cost_nothing", test.nothing.cost),
    ];
    let holds = test.goal_met && saving(&test.model, &test.nothing) > 0.1 && test.model.cost < test.rule.cost;
    claim("two_measures_pay", holds, &numbers)
}

/// The same model with a name for every animal names more rightly, and costs a good part more for its wrong names.
fn a_name_for_all_is_dear(told: &Told) -> Result<Claim> {
    let (with, without) = (opened(&told.judged)?, opened(&told.named_all)?);
    let numbers = [
        ("line", told.judged.threshold),
        ("right", known(with.model.score())?),
        ("right_all", known(without.model.score())?),
        ("cost", with.model.cost),
        ("cost_all", without.model.cost),
    ];
    let more = numbers[2].1 > numbers[1].1;
    claim("a_name_for_all_is_dear", more && numbers[4].1 > 1.1 * numbers[3].1, &numbers)
}

/// Never retrained, a model names in 2000 to 2002 less than half the share of the animals rightly that it named in its
/// first three years, and rings.
fn the_desert_leaves_the_model_behind(told: &Told) -> Result<Claim> {
    let mean = |months: &[MonthReport]| {
        let scores: Result<Vec<f64>> = months.iter().map(|month| known(month.outcome.score())).collect();
        Ok::<f64, crate::error::EngineError>(scores?.iter().sum::<f64>() / months.len() as f64)
    };
    let months = &told.old.months;
    let (first, last) = (mean(&months[..3])?, mean(&months[months.len() - 3..])?);
    let rings =
        matches!(known(months.last())?.alarm, Some(Alarm::BelowGoal { .. } | Alarm::WorseThanNothing { .. }));
    let numbers = [("first", first), ("last", last)];
    claim("the_desert_leaves_the_model_behind", last < 0.5 * first && rings, &numbers)
}

/// Retrained each year on the last two, a model costs a good part less than never retrained, and more of its animals are
/// named rightly in the last year.
fn new_years_keep_up_with_the_desert(told: &Told) -> Result<Claim> {
    let last = |report: &MonitorReport| known(known(report.months.last())?.outcome.score());
    let numbers = [
        ("two", told.two.cost),
        ("never", told.old.cost),
        ("right_two", last(&told.two)?),
        ("right_never", last(&told.old)?),
    ];
    let holds = numbers[0].1 < 0.95 * numbers[1].1 && numbers[2].1 > 2.0 * numbers[3].1;
    claim("new_years_keep_up_with_the_desert", holds, &numbers)
}

/// The newcomers among the sealed animals: all, and those that were given their right name.
fn newcomers(test: &TestReport) -> Result<(f64, f64)> {
    let newcomer = known(class("PB"))? as usize;
    let row = known(test.confusion.as_ref().and_then(|counts| counts.get(newcomer)))?;
    Ok((row.iter().map(|n| f64::from(*n)).sum(), f64::from(row[newcomer])))
}

/// Of hundreds of animals of a species that is in none of the years it learned from, a model names not one rightly.
fn who_never_saw_it_cannot_say_it(told: &Told) -> Result<Claim> {
    let (all, right) = newcomers(opened(&told.unheard)?)?;
    claim("who_never_saw_it_cannot_say_it", all > 500.0 && right == 0.0, &[("all", all), ("right", right)])
}

/// One that learned from years with the newcomer names most of them rightly.
fn who_saw_it_can_say_it(told: &Told) -> Result<Claim> {
    let (all, right) = newcomers(opened(&told.heard)?)?;
    claim("who_saw_it_can_say_it", right > 0.6 * all, &[("all", all), ("right", right)])
}
