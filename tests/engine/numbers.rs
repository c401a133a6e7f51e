//! Numbers as answers: the whole loop of Ridership, to the journal and back, and what is said of it on the way.

use std::rc::Rc;

use engine::expedition::asked::{DEPENDENCE, FREEDOM, IMPORTANCE, LEARNING, SLICES, SURFACE, WHY, about};
use engine::expedition::deploy::windows;
use engine::expedition::evaluate::prediction;
use engine::expedition::lessons::{Lived, lessons};
use engine::expedition::monitor::{Alarm, MonitorReport};
use engine::expedition::plan::{Plan, today};
use engine::expedition::record::{Choice, Ending, Fact, Record};
use engine::expedition::report::Report;
use engine::expedition::retraining::{Past, RETRAINING, Trigger};
use engine::expedition::serving::{By, Fell, Serving};
use engine::expedition::session::Session;
use engine::expedition::stage::Stage;
use engine::expedition::why::exact;
use engine::expedition::{ModelSpec, Recipe, Task, World, WorldId, dials, scenario, status, versions};

use engine::table::{Table, Values};
use engine::worlds::ridership::TWO_WEEKS_AGO;

use crate::replay::show;
use crate::ridership::shipped;

const WORLD: WorldId = WorldId::Ridership;

fn to_the_gate(record: &mut Record, spec: ModelSpec) {
    record.choose(Choice::Run { spec });
    let (what, because) = (prediction(Task::Regression).into(), "days are much alike".into());
    record.happen(Fact::Committed { what, magnitude: 1.0, confidence: 0.75, because });
    let plan = Plan::of(record);
    let (test, candidate) = (plan.test_key().unwrap(), plan.candidate_key().unwrap());
    record.happen(Fact::Peeked { test, candidate });
    record.choose(Choice::Gate { ending: Ending::Ship });
    record.choose(Choice::GoLive);
}

fn begun(session: &Rc<Session>, recipe: Recipe, family: &str) -> Record {
    let mut record = Record::for_world(&session.world, 0x2001);
    record.choose(Choice::Frame { problem: scenario::problem(WORLD) });
    record.choose(Choice::Recipe { recipe });
    to_the_gate(&mut record, dials::offered(family));
    record
}

fn live(record: &mut Record) {
    let month = today(record);
    record.happen(Fact::MonthLived { month });
}

fn monitor(session: &Rc<Session>, record: &Record) -> MonitorReport {
    match &*show(session, record, Stage::Monitor) {
        Report::Monitor(report) => report.clone(),
        other => panic!("{other:?}"),
    }
}

/// Framed, prepared, trained, judged, live, rung, retrained on the latest two years, told back.
fn walked(session: &Rc<Session>) -> Record {
    let mut record = begun(session, scenario::offered(WORLD), "boosting");
    while monitor(session, &record).asks.is_none() {
        assert!(today(&record) <= WORLD.last(), "a year rings");
        live(&mut record);
    }
    record.choose(Choice::NewLap { window: windows(&record)[1] });
    to_the_gate(&mut record, dials::offered("linear"));
    while today(&record) <= WORLD.last() {
        live(&mut record);
    }
    record.happen(Fact::Revealed { what: RETRAINING.into() });
    record
}

#[test]
#[ignore = "writes a file of the repository; only for a new schema, and then under a new name"]
fn write_numbers() {
    let record = walked(&Session::new(shipped()));
    let file =
        concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/engine/expeditions/v1-numbers.fullloop.json");
    std::fs::write(file, versions::save(&record).unwrap() + "\n").unwrap();
}

#[test]
fn the_whole_loop_to_the_journal() {
    let session = Session::new(shipped());
    let record = walked(&session);
    for stage in Stage::LOOP {
        show(&session, &record, stage);
    }
    assert!(status::of(&record).iter().all(|state| state.why.is_none()));
    let year = monitor(&session, &record);
    assert_eq!((year.task, year.months.len(), year.next), (Task::Regression, 13, None));
    let scores: Vec<f64> = year.months.iter().filter_map(|month| month.outcome.score()).collect();
    assert_eq!(scores.len(), 13);
    for month in &year.months {
        let amounts = month.outcome.amounts.as_ref().unwrap();
        assert_eq!(amounts.n, month.n);
        assert!((amounts.cost(&scenario::problem(WORLD).costs, 1.0) - month.outcome.cost).abs() < 1e-6);
        assert_eq!((month.cost_knew, month.positives, month.roc_auc), (0.0, 0, None));
        let range = month.score.unwrap();
        assert!((range.low..range.high).contains(&month.outcome.score().unwrap()));
    }
    let rang = year.months.iter().find(|month| month.alarm.is_some()).unwrap();
    let Some(Alarm::AboveGoal { error, low, goal }) = rang.alarm.clone() else { panic!("{rang:?}") };
    assert!(goal < low && low < error && rang.surely_worse(goal));
    // Whoever learns from the latest years keeps up; whoever never learns again does not.
    let cost = |trigger, past| {
        year.policies.iter().find(|p| (p.trigger, p.past) == (trigger, past)).map(|p| p.cost).unwrap()
    };
    assert!(cost(Trigger::Alarm, Past::LastTwo) < cost(Trigger::Alarm, Past::All));
    assert!(cost(Trigger::Alarm, Past::All) < cost(Trigger::Never, Past::All));

    let Report::Journal(told) = &*show(&session, &record, Stage::Journal) else { panic!() };
    assert!(told.predictions.len() == 2 && told.predictions.iter().all(|p| p.result.is_some()));
    let stale =
        lessons(&record, told).into_iter().find(|(key, _)| *key == "stale").and_then(|(_, lived)| lived);
    let Some(Lived::Stale { claimed, live, worse, alarm, .. }) = stale else { panic!("{stale:?}") };
    assert!(worse && live > claimed && alarm == Some(rang.month));

    // Saved, opened and replayed elsewhere: the same numbers.
    let again = versions::open(&versions::save(&record).unwrap()).unwrap();
    let Report::Journal(replayed) = &*show(&Session::new(shipped()), &again, Stage::Journal) else {
        panic!()
    };
    assert_eq!(replayed.fingerprint, told.fingerprint);
}

/// The margin that the costs imply is the cheapest of all that are looked at, and what was asked has an answer.
#[test]
fn a_forecast_is_judged_from_all_sides() {
    let session = Session::new(shipped());
    for family in dials::families(Task::Regression) {
        let mut record = begun(&session, scenario::offered(WORLD), family);
        for what in [FREEDOM, LEARNING, IMPORTANCE, SLICES, WHY] {
            record.happen(Fact::Revealed { what: what.into() });
        }
        record.happen(Fact::Revealed { what: about(DEPENDENCE, &["temp"]) });
        record.happen(Fact::Revealed { what: about(SURFACE, &["weekday", "temp"]) });
        let Report::Train(train) = &*show(&session, &record, Stage::Train) else { panic!() };
        let judged = &train.runs[0].judged;
        assert!(judged.outcome.cost < train.nothing.cost, "{family}");
        assert!(judged.r2.is_some_and(|r2| r2 > 0.0 && r2 < 1.0), "{family}: {:?}", judged.r2);
        let range = judged.score.unwrap();
        assert!((range.low..range.high).contains(&judged.outcome.score().unwrap()), "{family}");
        assert_eq!((judged.roc_auc, judged.log_loss, train.asked.freedom.len()), (None, None, 6), "{family}");
        assert!(train.asked.importance.iter().any(|one| one.feature == "weekday"), "{family}");
        let surface = &train.asked.surfaces.as_ref().unwrap()[0];
        assert!(surface.scores.iter().all(|said| said.is_finite()), "{family}");

        let Report::Evaluate(report) = &*show(&session, &record, Stage::Evaluate) else { panic!() };
        let (margins, costs) = (report.margins.as_ref().unwrap(), scenario::problem(WORLD).costs);
        assert!(margins.iter().all(|at| report.at.cost <= at.amounts.cost(&costs, 1.0) + 1e-6), "{family}");
        let implied = report.implied.unwrap();
        assert_eq!(
            (implied.margin, Some(implied.amounts)),
            (report.threshold, *report.at.amounts),
            "{family}"
        );
        assert!(report.points.is_empty());
        let test = report.test.as_ref().unwrap();
        assert_eq!(test.goal_met, test.model.score().unwrap() <= scenario::problem(WORLD).goal, "{family}");
        assert_eq!(
            (test.calibration.len(), test.roc.len(), test.pairs.as_ref().unwrap().len()),
            (10, 0, 161)
        );
        let [short, over] = [true, false].map(|short| {
            test.mistakes.iter().filter(|m| (m.came.unwrap() > m.request.planned.unwrap()) == short).count()
        });
        assert_eq!([short, over], [6, 6], "{family}");
        let why = test.why.as_ref().unwrap();
        assert_eq!(why.is_some(), exact(&dials::offered(family)), "{family}");
        for (why, mistake) in why.iter().flatten().zip(&test.mistakes) {
            let why = why.as_ref().unwrap();
            assert!((why.end() - mistake.request.score).abs() < 1e-9, "{family}: {why:?}");
        }
        assert!(test.slices.as_ref().unwrap().slices.iter().all(|s| s.outcome.amounts.is_some()));
    }
}

/// Trees cannot say a number that they have never seen; a straight line through the rides of two weeks ago can, if they
/// are all that it has.
#[test]
fn a_line_through_what_was_follows_where_trees_stay() {
    let session = Session::new(shipped());
    let last = |family: &str| {
        let recipe = scenario::recipe(WORLD, vec![TWO_WEEKS_AGO.into()]);
        let mut record = begun(&session, recipe, family);
        while today(&record) <= WORLD.last() {
            live(&mut record);
        }
        monitor(&session, &record).months.last().and_then(|month| month.outcome.score()).unwrap()
    };
    let (line, trees) = (last("linear"), last("boosting"));
    assert!(line < 0.75 * trees, "{line} {trees}");
}

/// One day says nothing of how sure an error is, and a handful of days little: no alarm without an interval.
#[test]
fn a_period_of_one_day_rings_no_alarm() {
    let whole = shipped();
    let first = whole.rows(whole.id.period(whole.id.history().to.plus(1)))[0];
    let rows: Vec<u32> = (0..=first).collect();
    let mut columns = whole.table.take(&rows).columns().to_vec();
    for column in columns.iter_mut().filter(|column| column.name == "rides") {
        let Values::Number(values) = &mut column.values else { panic!() };
        Rc::make_mut(values)[first as usize] += 9.0;
    }
    let session = Session::new(World::new(WORLD, Table::new(columns).unwrap(), 1.0).unwrap());
    let mut record = begun(&session, scenario::offered(WORLD), "linear");
    live(&mut record);
    let year = &monitor(&session, &record).months[0];
    assert!(year.n == 1 && year.outcome.score().unwrap() > scenario::problem(WORLD).goal);
    assert!(year.score.is_none() && !matches!(year.alarm, Some(Alarm::AboveGoal { .. })), "{year:?}");
}

/// A look at sealed rows is kept as it was shown.
#[test]
fn what_a_look_came_to_is_kept() {
    let session = Session::new(shipped());
    let mut record = begun(&session, scenario::offered(WORLD), "linear");
    let report = show(&session, &record, Stage::Evaluate);
    let Report::Evaluate(judged) = &*report else { panic!() };
    let found = judged.test.as_ref().unwrap().model.score().unwrap();
    record.see(&report);
    assert!(record.seen.last().unwrap().numbers.iter().any(|(_, number)| *number == found));
}

/// What falls back takes the rule's number, without a margin of the model's.
#[test]
fn what_falls_back_plans_as_the_rule_does() {
    // A thermometer breaks on the third live day.
    let whole = shipped();
    let broken = whole.rows(whole.id.period(whole.id.history().to.plus(1)))[2] as usize;
    let mut columns = whole.table.columns().to_vec();
    for column in columns.iter_mut().filter(|column| column.name == "temp") {
        let Values::Number(values) = &mut column.values else { panic!() };
        Rc::make_mut(values)[broken] = 451.0;
    }
    let session = Session::new(World::new(WORLD, Table::new(columns).unwrap(), 1.0).unwrap());
    let mut record = begun(&session, scenario::offered(WORLD), "linear");
    let alone = match &*show(&session, &record, Stage::Deploy) {
        Report::Deploy(report) => report.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(alone.edges.as_ref().map(Vec::len), Some(9));
    assert!((alone.scores_live.iter().sum::<f64>() - 1.0).abs() < 1e-9 && !alone.broken);
    record.choose(Choice::Serve { serving: Serving { checks: true, ..Serving::default() } });
    let Report::Deploy(checked) = &*show(&session, &record, Stage::Deploy) else { panic!() };
    let fell = checked.fallbacks.rule;
    assert_eq!((checked.fallbacks.person, checked.struck.iter().map(|s| s.n).sum::<u32>()), (0, fell));
    assert!(fell > 0 && checked.flags_a_day != checked.flags_alone);
    let day = session.world.days[broken];
    let request =
        checked.requests.iter().find(|request| request.by == By::Rule && request.day == day).unwrap();
    let usual = session.world.table.numbers(TWO_WEEKS_AGO).unwrap()[broken];
    assert_eq!((request.planned.unwrap(), request.struck.as_deref()), (usual, Some("temp")));
    assert_eq!(request.fell, Some(Fell::Range));
}
