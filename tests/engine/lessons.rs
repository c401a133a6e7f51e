//! The lessons of an expedition, each by name: told with its numbers, or not yet lived. And what the rooms tell of
//! December, looks at sealed rows, months to learn from, and what was bought.

use std::rc::Rc;

use engine::expedition::deploy::windows;
use engine::expedition::effort::{self, Prices, ledger};
use engine::expedition::journal::JournalReport;
use engine::expedition::lessons::{Lived, lessons};
use engine::expedition::monitor::{Alarm, MonitorReport};
use engine::expedition::plan::{Plan, today};
use engine::expedition::record::{Choice, Ending, Fact, Record};
use engine::expedition::report::Interval;
use engine::expedition::retraining::Past;
use engine::expedition::serving::{Mode, Serving};
use engine::expedition::session::Session;
use engine::expedition::stage::Stage;
use engine::expedition::{Counts, Month, Recipe, Window, WorldId, dials, scenario, versions};

use crate::replay::{TWO_LAPS, file, journal, monitor, shipped};

const NAMES: [&str; 10] =
    ["frame", "data", "leak", "train", "sealed", "deploy", "stale", "loop", "rule", "scale"];

fn lived(session: &Rc<Session>, record: &Record, name: &str) -> Option<Lived> {
    let found = lessons(record, &journal(session, record)).into_iter().find(|(key, _)| *key == name);
    found.unwrap_or_else(|| panic!("no lesson {name}")).1
}

fn live_month(record: &mut Record) {
    let month = today(record);
    record.happen(Fact::MonthLived { month });
}

fn train_and_go_live(record: &mut Record) {
    record.choose(Choice::Run { spec: dials::offered("logistic") });
    record.choose(Choice::Gate { ending: Ending::Ship });
    record.choose(Choice::GoLive);
}

/// Framed and prepared as it is offered without the leak, live with the model as it is offered.
fn begun(recipe: Recipe) -> Record {
    let mut record = Record::new(WorldId::Flights, 0x2013);
    record.choose(Choice::Frame { problem: scenario::problem(WorldId::Flights) });
    record.choose(Choice::Recipe { recipe });
    train_and_go_live(&mut record);
    record
}

#[test]
fn nothing_is_lived_before_anything_happened() {
    let session = Session::new(shipped());
    let fresh = Record::new(WorldId::Flights, 1);
    let all = lessons(&fresh, &journal(&session, &fresh));
    assert_eq!(all.each_ref().map(|(key, _)| *key), NAMES);
    for (key, lived) in all {
        assert_eq!(lived, None, "{key}");
    }
}

#[test]
fn each_lesson_of_the_story_has_its_numbers() {
    let session = Session::new(shipped());
    let record = versions::open(&file(TWO_LAPS)).unwrap();
    let report = journal(&session, &record);
    let year = &report.year;
    let ledger = ledger(&record, &record.entries.iter().collect::<Vec<_>>(), &Plan::of(&record).prices);
    let stage = |stage: Stage| ledger.stages.iter().find(|effort| effort.stage == stage).unwrap();
    let (data, train) = (stage(Stage::Data), stage(Stage::Train));
    for (key, lived) in lessons(&record, &report) {
        let lived = lived.unwrap_or_else(|| panic!("{key} is not lived"));
        println!("{key}: {lived:?}");
        match lived {
            Lived::Frame { miss, false_alarm, answers } => {
                let costs = scenario::problem(record.world).costs;
                assert_eq!((miss, false_alarm), (costs.miss, costs.false_alarm));
                assert_eq!(answers, 0, "the story skips the wish");
            }
            Lived::Data { recipes, days, share } => {
                assert_eq!((recipes, days, share), (2, data.days, data.days / ledger.days));
            }
            Lived::Leak { columns } => assert_eq!(columns, ["tailnum"]),
            Lived::Train { runs, days, share, least } => {
                assert_eq!((runs, days, share), (3, train.days, train.days / ledger.days));
                assert!(least, "at the prices as they are, no stage took less");
            }
            Lived::Sealed { said, found, gap, peeks } => {
                let first = &report.predictions[0];
                assert_eq!((said, Some(found), Some(gap)), (first.magnitude, first.result, first.gap));
                assert_eq!(peeks, 3);
            }
            Lived::Deploy { number, serving, n, late, person, rule } => {
                let of: u32 = year.months.iter().filter(|m| m.version == Some(2)).map(|m| m.n).sum();
                assert_eq!((number, serving, n), (2, Serving::default(), of));
                assert_eq!((late, person, rule), (0, 0, 0), "without safeguards it answers everything");
            }
            Lived::Stale { number, claimed, live, alarm, below, .. } => {
                let first = &year.versions[0];
                assert_eq!((number, Some(claimed), Some(live)), (1, first.claimed, first.live));
                let rang = year.months.iter().find(|m| m.version == Some(1) && m.alarm.is_some());
                assert_eq!(alarm, rang.map(|m| m.month));
                assert_eq!(alarm, Some(month(5)), "it is the alarm of May that begins the second lap");
                let (fell, share) = below.unwrap();
                let fell = year.months.iter().find(|m| m.month == fell).unwrap();
                assert_eq!(Some(share), fell.outcome.recall);
                assert!(fell.score.is_some_and(|found| found.high < claimed));
            }
            Lived::Loop { again, saved, hurt } => {
                assert_eq!(
                    (again, saved),
                    (1, year.cost_first - year.cost),
                    "lap 2 is one lap after the first"
                );
                assert_eq!(hurt, year.dearest());
                assert_eq!(hurt.map(|(month, _)| month), Some(month(12)), "it hurt in December");
                assert!(saved > 0.0, "and paid over the year");
            }
            Lived::Rule { cost, rule, nothing } => {
                assert_eq!((cost, rule, nothing), (year.cost, year.cost_rule, year.cost_nothing));
            }
            Lived::Scale { number, rows } => {
                let window = year.versions[1].window.unwrap();
                assert_eq!((number, rows as usize), (2, session.world.rows(window).len()));
            }
        }
    }
}

/// The lesson follows the months: it holds as long as nothing rings and no month is surely below the claim.
#[test]
fn a_model_that_rang_is_stale_however_much_it_found_in_all() {
    let session = Session::new(shipped());
    let mut report = journal(&session, &versions::open(&file(TWO_LAPS)).unwrap());
    let record = Record::new(WorldId::Flights, 1);
    let stale = |report: &JournalReport| {
        let found = lessons(&record, report).into_iter().find(|(key, _)| *key == "stale");
        match found.and_then(|(_, lived)| lived) {
            Some(Lived::Stale { number, alarm, below, .. }) => (number, alarm, below),
            other => panic!("{other:?}"),
        }
    };
    for version in &mut report.year.versions {
        (version.claimed, version.live) = (Some(0.3), Some(0.4));
    }
    for lived in &mut report.year.months {
        (lived.alarm, lived.score) = (None, None);
    }
    assert_eq!(stale(&report), (1, None, None), "so far it holds, and the first is told");
    let last = report.year.months.last_mut().unwrap();
    last.alarm = Some(Alarm::WorseThanNothing { cost: 2.0, nothing: 1.0 });
    assert_eq!(stale(&report), (2, Some(month(12)), None), "the one that rang is told");
    let second = &mut report.year.months[1];
    second.score = Some(Interval { low: 0.1, high: 0.29 });
    second.outcome.counts = Counts { tp: 1, missed: 4, ..Counts::default() };
    assert_eq!(stale(&report), (1, None, Some((month(5), 0.2))), "of several the first");
}

#[test]
fn months_are_told_by_the_version_that_decided_them() {
    let session = Session::new(shipped());
    let year = monitor(&session, &versions::open(&file(TWO_LAPS)).unwrap());
    let reigns: Vec<(Option<u32>, u32, u32)> = year
        .reigns()
        .iter()
        .map(|[first, last]| (first.version, first.month.number(), last.month.number()))
        .collect();
    assert_eq!(reigns, [(Some(1), 4, 5), (Some(2), 6, 12)]);
    assert!(year.months[1].alarm.is_some() && year.months.last().unwrap().alarm.is_some());
    let until = |n: usize| MonitorReport { months: year.months[..n].to_vec(), ..year.clone() }.quiet();
    assert_eq!([0, 1, 2, 3].map(until), [0, 1, 1, 1], "April; then May, which rings; then version 2’s June");
}

#[test]
fn what_was_not_done_is_not_lived() {
    let session = Session::new(shipped());
    let mut record = begun(scenario::at_decision(WorldId::Flights));
    for name in ["leak", "sealed", "deploy", "stale", "loop", "rule", "scale"] {
        assert_eq!(lived(&session, &record, name), None, "{name}");
    }
    live_month(&mut record);
    assert!(matches!(lived(&session, &record, "deploy"), Some(Lived::Deploy { number: 1, .. })));
    assert_eq!(lived(&session, &record, "stale"), None, "nothing was claimed of it");
    assert_eq!(lived(&session, &record, "loop"), None);
    record.happen(Fact::Answered { what: "decision".into(), answer: "prepare".into() });
    assert!(matches!(lived(&session, &record, "frame"), Some(Lived::Frame { answers: 1, .. })));

    // A lap that was only begun has taught nothing of the loop yet; one whose model decided has.
    record.choose(Choice::NewLap { window: windows(&record)[1] });
    live_month(&mut record);
    assert_eq!(lived(&session, &record, "loop"), None);
    train_and_go_live(&mut record);
    live_month(&mut record);
    assert!(matches!(lived(&session, &record, "loop"), Some(Lived::Loop { again: 1, .. })));

    // Served otherwise, the lesson of serving tells what fell back.
    let mut asked = begun(scenario::at_decision(WorldId::Flights));
    let serving = Serving { mode: Mode::EachRequest, people: 20, band: 0.02, checks: true };
    asked.choose(Choice::Serve { serving });
    asked.choose(Choice::GoLive);
    live_month(&mut asked);
    let Some(Lived::Deploy { number: 2, serving: as_served, late, person, rule, n }) =
        lived(&session, &asked, "deploy")
    else {
        panic!("not served")
    };
    let fell = &monitor(&session, &asked).months[0].fallbacks;
    assert_eq!((as_served, person, rule), (serving, fell.person, fell.rule));
    assert!(late > 0 && person > 0 && rule > late && n > rule, "{late} {person} {rule} {n}");
}

/// The claim `december_hurts_whenever_retrained`, as the Monitor room tells it to whoever walks as the end-to-end test
/// does: retrained once, in October, on the two months before. Over the year that one does not pay; retraining in June
/// (the story of two laps) or every month (the claim `year_retraining_pays`) does.
#[test]
fn december_is_the_month_that_hurts() {
    let session = Session::new(shipped());
    let mut record = begun(scenario::at_decision(WorldId::Flights));
    while today(&record).number() < 10 {
        live_month(&mut record);
    }
    assert_eq!(monitor(&session, &record).dearest(), None, "the first version is no dearer than itself");
    let window = windows(&record)[1];
    assert_eq!((window.from.number(), window.to.number()), (8, 9));
    record.choose(Choice::NewLap { window });
    train_and_go_live(&mut record);
    while today(&record) <= record.world.last() {
        live_month(&mut record);
    }
    let year = monitor(&session, &record);
    let december = year.months.last().unwrap();
    println!("{:?} {:?} {}", year.dearest(), december.alarm, year.cost_first - year.cost);
    assert!(december.alarm.is_some(), "December rings, and nobody is left to answer");
    let more = december.outcome.cost - december.cost_first;
    assert_eq!(year.dearest(), Some((Month::new(2013, 12), more)));
    assert!(more > 0.0 && year.cost > year.cost_first);
    let months: f64 = year.months.iter().map(|m| m.outcome.cost - m.cost_first).sum();
    assert!((months - (year.cost - year.cost_first)).abs() < 1e-6, "the months add up to the year");
}

#[test]
fn looks_are_counted_for_each_version_up_to_its_shipping() {
    let session = Session::new(shipped());
    let mut record = versions::open(&file(TWO_LAPS)).unwrap();
    let peeks = |record: &Record| -> Vec<u32> {
        monitor(&session, record).versions.iter().map(|v| v.peeks).collect()
    };
    // The leak and the honest model were judged on the same sealed days before the first version shipped.
    assert_eq!(peeks(&record), [2, 1]);
    let plan = Plan::of(&record);
    record.happen(Fact::Peeked { test: plan.test_key().unwrap(), candidate: plan.candidate_key().unwrap() });
    assert_eq!(peeks(&record), [2, 1], "a look that came after changes no claim");
    assert_eq!(journal(&session, &record).peeks, 4);
    let rows: Vec<Option<u32>> = monitor(&session, &record).versions.iter().map(|v| v.rows).collect();
    let windows = [(1, 3), (4, 5)].map(|(from, to)| Window { from: month(from), to: month(to) });
    assert_eq!(rows, windows.map(|window| Some(session.world.rows(window).len() as u32)));
}

fn month(number: u32) -> Month {
    Month::new(2013, number)
}

#[test]
fn a_retraining_can_learn_from_as_many_of_the_latest_months_as_there_are() {
    let mut record = begun(scenario::at_decision(WorldId::Flights));
    let offered = |record: &Record| -> Vec<(u32, u32)> {
        windows(record).iter().map(|w| (w.from.number(), w.to.number())).collect()
    };
    assert_eq!(offered(&record), [(3, 3), (2, 3), (1, 3)], "January to March is all there is");
    (0..2).for_each(|_| live_month(&mut record));
    assert_eq!(offered(&record), [(5, 5), (4, 5), (3, 5), (1, 5)]);
    (0..4).for_each(|_| live_month(&mut record));
    assert_eq!(offered(&record), [(9, 9), (8, 9), (7, 9), (4, 9), (1, 9)]);
    // What the policies learn from is among them.
    let to = today(&record).plus(-1);
    for past in Past::EACH {
        assert!(windows(&record).contains(&past.window(record.world, to)));
    }
    // The shortest is enough to train, judge and ship.
    let session = Session::new(shipped());
    record.choose(Choice::NewLap { window: windows(&record)[0] });
    train_and_go_live(&mut record);
    live_month(&mut record);
    assert_eq!(monitor(&session, &record).months.last().unwrap().version, Some(2));
}

#[test]
fn a_source_is_paid_for_each_month_in_which_it_is_read() {
    let prices = Prices::default();
    let reckoned = |record: &Record| ledger(record, &record.entries.iter().collect::<Vec<_>>(), &prices);
    let columns = |record: &Record, weather: bool| -> Vec<String> {
        let features = record.world.features().iter().filter(|f| f.at_decision);
        features.filter(|f| weather || f.group != "weather").map(|f| f.name.to_string()).collect()
    };
    let price =
        |record: &Record| scenario::of(record.world).sources.iter().map(|source| source.cost).sum::<f64>();
    let any = Record::new(WorldId::Flights, 1);
    assert!(price(&any) > 0.0);
    assert_eq!(effort::bought(&any, &columns(&any, true)).len(), 1, "the list of flights costs nothing");

    let mut with = begun(scenario::at_decision(WorldId::Flights));
    assert_eq!(reckoned(&with).bought, 0.0, "nothing is read before it is live");
    (0..2).for_each(|_| live_month(&mut with));
    let ledger = reckoned(&with);
    assert_eq!(ledger.bought, 2.0 * price(&with));
    assert_eq!(ledger.cost, ledger.days * prices.day + ledger.bought);
    let data = ledger.stages.iter().find(|effort| effort.stage == Stage::Data).unwrap();
    assert_eq!((data.bought, data.cost), (ledger.bought, data.days * prices.day + ledger.bought));
    assert!(ledger.stages.iter().all(|effort| effort.stage == Stage::Data || effort.bought == 0.0));

    let mut without = begun(scenario::recipe(any.world, columns(&any, false)));
    (0..2).for_each(|_| live_month(&mut without));
    assert_eq!(reckoned(&without).bought, 0.0, "the schedule alone is free");
    // The rule as it is offered is about wind: back to it, and the weather is paid.
    without.choose(Choice::NewLap { window: windows(&without)[0] });
    without.choose(Choice::Gate { ending: Ending::KeepRule });
    without.choose(Choice::GoLive);
    live_month(&mut without);
    assert_eq!(reckoned(&without).bought, price(&without));
}

#[test]
fn answering_takes_attention_whatever_the_answer() {
    let prices = Prices::default();
    let mut record = begun(scenario::at_decision(WorldId::Flights));
    let answers =
        |record: &Record| ledger(record, &record.entries.iter().collect::<Vec<_>>(), &prices).answers;
    assert_eq!(answers(&record), 0);
    live_month(&mut record);
    record.choose(Choice::Ignore { month: month(4) });
    record.choose(Choice::NewLap { window: windows(&record)[0] });
    record.undo();
    assert_eq!(answers(&record), 2, "what was taken back took its time all the same");
    assert_eq!(prices.attention(2), 2.0 * prices.alarm * prices.day);
}
