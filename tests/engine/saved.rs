//! What a model saves against doing nothing, and how sure that is: both on the same drawn days.

use std::rc::Rc;

use engine::expedition::evaluate::TestReport;
use engine::expedition::plan::Plan;
use engine::expedition::record::{Choice, Fact, Record};
use engine::expedition::report::Report;
use engine::expedition::session::Session;
use engine::expedition::stage::Stage;
use engine::expedition::{ModelSpec, dials, scenario};

use crate::replay::{shipped, show};

fn opened(session: &Rc<Session>, spec: ModelSpec) -> TestReport {
    let world = session.world.id;
    let mut record = Record::for_world(&session.world, 0x2013);
    record.choose(Choice::Frame { problem: scenario::problem(world) });
    record.choose(Choice::Recipe { recipe: scenario::offered(world) });
    record.choose(Choice::Run { spec });
    let plan = Plan::of(&record);
    let (test, candidate) = (plan.test_key().unwrap(), plan.candidate_key().unwrap());
    record.happen(Fact::Peeked { test, candidate });
    match &*show(session, &record, Stage::Evaluate) {
        Report::Evaluate(report) => report.test.clone().unwrap(),
        other => panic!("{other:?}"),
    }
}

/// A model that warns nobody decides as nothing does, so it saves nothing, and that is certain, whatever storms are drawn;
/// set against what nothing cost on the real days, as if that were fixed, it would seem to save or to lose thousands.
#[test]
fn who_decides_as_nothing_does_surely_saves_nothing() {
    let never = opened(&Session::new(shipped()), ModelSpec::Majority);
    let (cost, saved) = (never.cost.unwrap(), never.saved.unwrap());
    assert_eq!((never.model.counts.fp, never.model.cost), (0, never.nothing.cost));
    assert_eq!((saved.low, saved.high), (0.0, 0.0));
    assert!(cost.low < never.nothing.cost && never.nothing.cost < cost.high, "{cost:?}");
}

#[test]
fn what_is_saved_lies_in_its_interval() {
    let test = opened(&Session::new(shipped()), dials::offered("logistic"));
    let (cost, saved) = (test.cost.unwrap(), test.saved.unwrap());
    let found = test.nothing.cost - test.model.cost;
    assert!(saved.low < found && found < saved.high, "{found} {saved:?}");
    // Not what would be left of it if the same days always came.
    assert!((test.nothing.cost - cost.high - saved.low).abs() > 1.0, "{saved:?} {cost:?}");
}
