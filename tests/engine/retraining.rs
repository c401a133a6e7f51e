//! Policies of retraining, against the same year walked by hand, lap by lap.

use std::rc::Rc;

use engine::expedition::monitor::MonitorReport;
use engine::expedition::plan::today;
use engine::expedition::record::{Choice, Ending, Fact, Record};
use engine::expedition::report::Report;
use engine::expedition::retraining::{Past, RETRAINING, Trigger};
use engine::expedition::session::Session;
use engine::expedition::stage::Stage;
use engine::expedition::{ModelSpec, WorldId, logistic, scenario};

use crate::replay::shipped;

fn go_live(record: &mut Record) {
    record.choose(Choice::Run { spec: ModelSpec::Logistic(logistic::Params::default()) });
    record.choose(Choice::Gate { ending: Ending::Ship });
    record.choose(Choice::GoLive);
}

/// The year, retrained where `again` says so of the year so far.
fn year(session: &Rc<Session>, again: impl Fn(&MonitorReport) -> Option<Past>) -> Record {
    let mut record = Record::new(WorldId::Flights, 7);
    record.choose(Choice::Recipe { recipe: scenario::at_decision(WorldId::Flights) });
    go_live(&mut record);
    while today(&record) <= record.world.last() {
        let month = today(&record);
        record.happen(Fact::MonthLived { month });
        let over = today(&record) > record.world.last();
        if let Some(past) = again(&watched(session, &record)).filter(|_| !over) {
            let window = past.window(record.world, today(&record).plus(-1));
            record.choose(Choice::NewLap { window });
            go_live(&mut record);
        }
    }
    record
}

fn watched(session: &Rc<Session>, record: &Record) -> MonitorReport {
    match &*session.report(Stage::Monitor, record).finish().unwrap().report {
        Report::Monitor(report) => report.clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn each_policy_comes_to_what_its_laps_come_to() {
    let session = Session::new(shipped());
    let mut never = year(&session, |_| None);
    assert!(watched(&session, &never).policies.is_empty(), "nobody asked");
    never.happen(Fact::Revealed { what: RETRAINING.into() });
    let policies = watched(&session, &never).policies;
    assert_eq!(policies.len(), 7);

    let on_alarm = |year: &MonitorReport| year.asks.is_some().then_some(Past::All);
    let walked = [
        (Trigger::Never, Past::All, never.clone()),
        (Trigger::Every(1), Past::LastTwo, year(&session, |_| Some(Past::LastTwo))),
        (Trigger::Every(3), Past::All, year(&session, |y| (y.months.len() % 3 == 0).then_some(Past::All))),
        (Trigger::Alarm, Past::All, year(&session, on_alarm)),
    ];
    for (trigger, past, record) in walked {
        let policy = policies.iter().find(|p| (p.trigger, p.past) == (trigger, past)).unwrap();
        let year = watched(&session, &record);
        assert_eq!(policy.cost, year.cost, "{trigger:?} {past:?}");
        assert_eq!(policy.retrained as usize, year.versions.len() - 1);
        assert_eq!(policy.alarms as usize, year.months.iter().filter(|m| m.alarm.is_some()).count());
        assert!(year.cost_knew < policy.cost && year.cost_knew > 0.0);
    }
    assert!(policies.iter().any(|p| p.cost != policies[0].cost));
}

#[test]
fn a_year_under_way_tells_nothing_of_the_months_to_come() {
    let session = Session::new(shipped());
    let mut record = Record::new(WorldId::Flights, 7);
    record.choose(Choice::Recipe { recipe: scenario::at_decision(WorldId::Flights) });
    go_live(&mut record);
    let month = today(&record);
    record.happen(Fact::MonthLived { month });
    record.happen(Fact::Revealed { what: RETRAINING.into() });
    assert!(watched(&session, &record).policies.is_empty());
}
