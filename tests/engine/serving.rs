//! How a model is served: times against queueing theory, safeguards one by one, and both on a whole expedition.

use std::rc::Rc;

use engine::expedition::deploy::{DeployReport, SURE};
use engine::expedition::monitor::MonthReport;
use engine::expedition::plan::{Plan, today};
use engine::expedition::record::{Choice, Entry, Fact, Record};
use engine::expedition::report::Report;
use engine::expedition::scenario;
use engine::expedition::serving::{By, Fell, Mode, Serving};
use engine::expedition::session::Session;
use engine::expedition::stage::Stage;
use engine::expedition::trial::SCORE_ROW_US;
use engine::expedition::{keys, versions};
use engine::math;
use engine::rng::Rng;
use engine::serve::checks::{Caught, Checks};
use engine::serve::policy;
use engine::serve::queue::{LogNormal, arrivals, sojourns};
use engine::serve::safeguards::ranked;
use engine::table::{Column, MISSING, Table, Values};
use engine::task::KnownAt;
use proptest::collection::vec;
use proptest::prelude::*;

use crate::replay::{TWO_LAPS, file, shipped};

/// Standard normal quantiles, `scipy.stats.norm.ppf`.
const NORMAL: [(f64, f64); 3] =
    [(0.5, 0.0), (0.95, 1.644_853_626_951_472_2), (0.99, 2.326_347_874_040_840_8)];

fn near(found: f64, expected: f64, tolerance: f64) {
    assert!((found / expected - 1.0).abs() < tolerance, "{found} is not near {expected}");
}

/// Half a million requests at a rate of `rate`, and the time each takes.
fn busy(rate: f64, rng: &mut Rng, mut service: impl FnMut(&mut Rng) -> f64) -> (Vec<f64>, Vec<f64>) {
    let n = 500_000;
    let came = arrivals(n, f64::from(n) / rate, rng);
    let services = (0..n).map(|_| service(rng)).collect();
    (came, services)
}

/// M/M/1: the time in the system is exponential with rate `mu - lambda`.
#[test]
fn a_queue_of_exponential_times_is_what_theory_says() {
    let (lambda, mu) = (0.6, 1.0);
    let mut rng = Rng::new(1, "test");
    let (came, services) = busy(lambda, &mut rng, |rng| -math::ln(1.0 - rng.uniform()) / mu);
    let took = sojourns(&came, &services);
    near(math::mean(&took).unwrap(), 1.0 / (mu - lambda), 0.02);
    let sorted = math::sorted_present(&took);
    for q in [0.5, 0.95, 0.99] {
        near(math::quantile_sorted(&sorted, q).unwrap(), -math::ln(1.0 - q) / (mu - lambda), 0.04);
    }
}

/// M/G/1 with log-normal service: the mean wait by Pollaczek and Khinchine, `lambda E[S²] / (2 (1 - rho))`.
#[test]
fn a_queue_of_log_normal_times_is_what_theory_says() {
    let time = LogNormal { median: 0.5, sigma: 0.5 };
    let lambda = 1.0;
    let mut rng = Rng::new(2, "test");
    let (came, services) = busy(lambda, &mut rng, |rng| time.draw(rng));
    let mean = time.median * math::exp(0.125);
    let square = time.median * time.median * math::exp(2.0 * 0.25);
    near(math::mean(&services).unwrap(), mean, 0.01);
    let sorted = math::sorted_present(&services);
    for (q, z) in NORMAL {
        near(math::quantile_sorted(&sorted, q).unwrap(), time.median * math::exp(0.5 * z), 0.01);
    }
    let wait = math::mean(&sojourns(&came, &services)).unwrap() - math::mean(&services).unwrap();
    near(wait, lambda * square / (2.0 * (1.0 - lambda * mean)), 0.03);
}

proptest! {
    /// Little's law on every path: the number there, summed over time, is the sum of the times there.
    #[test]
    fn what_is_there_over_time_is_the_time_of_all(rows in vec((0.0..100.0_f64, 0.0..9.0_f64), 1..60)) {
        let came = math::sorted_present(&rows.iter().map(|r| r.0).collect::<Vec<_>>());
        let services: Vec<f64> = rows.iter().map(|r| r.1).collect();
        let took = sojourns(&came, &services);
        let gone: Vec<f64> = came.iter().zip(&took).map(|(came, took)| came + took).collect();
        prop_assert!(gone.is_sorted(), "first come, first served");
        prop_assert!(took.iter().zip(&services).all(|(took, service)| took + 1e-9 >= *service));
        let mut events: Vec<(f64, f64)> = came.iter().map(|t| (*t, 1.0)).chain(gone.iter().map(|t| (*t, -1.0))).collect();
        events.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (mut area, mut there, mut last) = (0.0, 0.0, 0.0);
        for (moment, change) in events {
            area += there * (moment - last);
            (there, last) = (there + change, moment);
        }
        prop_assert!((area - took.iter().sum::<f64>()).abs() < 1e-6);
    }

    /// Without safeguards the model answers everything; with them each day's people are not asked for more than they can.
    #[test]
    fn a_day_of_people_is_never_overfull(
        rows in vec((0_i32..4, 0.0..=1.0_f64, any::<bool>(), any::<bool>()), 0..80),
        band in 0.0..0.5_f64,
        people in 0_u32..20,
    ) {
        let mut rows = rows;
        rows.sort_by_key(|r| r.0);
        let days: Vec<i32> = rows.iter().map(|r| r.0).collect();
        let scores: Vec<f64> = rows.iter().map(|r| r.1).collect();
        let caught: Vec<_> = rows.iter().map(|r| r.2.then_some(Caught { column: 0, fell: Fell::Range })).collect();
        let late: Vec<bool> = rows.iter().map(|r| r.3).collect();
        let none = Serving::default().answers(&days, &scores, 0.5, (&[], &[]), 0.5);
        prop_assert!(none.iter().all(|answer| answer.by == By::Model && answer.fell.is_none()));
        prop_assert_eq!(ranked(&scores, 0.5, &none, |_, _| true), scores.clone());
        let serving = Serving { band, people, ..Serving::default() };
        let answers = serving.answers(&days, &scores, 0.5, (&caught, &late), 0.5);
        for (i, answer) in answers.iter().enumerate() {
            prop_assert_eq!(answer.by == By::Model, answer.fell.is_none());
            prop_assert_eq!(answer.fell == Some(Fell::Late), late[i]);
            prop_assert!(answer.fell != Some(Fell::Late) || answer.by == By::Rule);
            prop_assert!(answer.fell != Some(Fell::Unsure) || (scores[i] - 0.5).abs() < band);
            prop_assert!(answer.fell.is_some() || (scores[i] - 0.5).abs() >= band);
        }
        for day in 0..4 {
            let of = |by| answers.iter().zip(&days).filter(|(a, d)| **d == day && a.by == by).count() as u32;
            let room = (f64::from(people) * 0.5).round() as u32;
            prop_assert!(of(By::Person) <= room);
        }
        // What the rule warns of stands behind what the model is surer of, and what nobody warns of is never flagged.
        let order = ranked(&scores, 0.5, &answers, |_, by| by == By::Rule);
        let flagged = policy::flag(&days, &order, 0.5, 1.0);
        for (i, answer) in answers.iter().enumerate() {
            let expected = match answer.by {
                By::Model => scores[i] >= 0.5,
                By::Rule => true,
                By::Person => false,
            };
            prop_assert_eq!(flagged[i], expected);
        }
    }
}

#[test]
fn a_check_strikes_at_blanks_new_levels_and_numbers_never_seen() {
    let column = |name: &str, values| Column { name: name.into(), known_at: KnownAt::Decision, values };
    let levels: Rc<[String]> = ["a", "b", "c"].map(String::from).into();
    let category = |codes: &[u32]| Values::Category { levels: levels.clone(), codes: codes.into() };
    let number = |values: &[f64]| Values::Number(values.into());
    let table = |x: &[f64], rare: &[f64], k: &[u32]| {
        Table::new(vec![column("x", number(x)), column("rare", number(rare)), column("k", category(k))])
            .unwrap()
    };
    let nan = f64::NAN;
    let reference = table(&[1.0, 5.0], &[nan, 2.0], &[0, 1]);
    let names = ["x", "rare", "k"].map(String::from);
    let checks = Checks::learn(&reference, &names).unwrap();
    let live =
        table(&[1.0, 0.9, nan, 3.0, 3.0, 5.1], &[nan, 2.0, 2.0, 2.5, nan, 9.0], &[0, 1, MISSING, 0, 2, 2]);
    let found: Vec<_> =
        checks.caught(&live).unwrap().into_iter().map(|c| c.map(|c| (c.column, c.fell))).collect();
    let expected = [
        None,
        Some((0, Fell::Range)),
        Some((0, Fell::Missing)),
        Some((1, Fell::Range)),
        Some((2, Fell::Unseen)),
        Some((0, Fell::Range)),
    ];
    assert_eq!(found, expected);
    assert!(checks.caught(&reference).unwrap().iter().all(Option::is_none), "what was learned from passes");
}

/// The story up to the door of Deploy, with the recipe without the leak, or with it.
fn before_live(leak: bool) -> Record {
    let mut record = versions::open(&file(TWO_LAPS)).unwrap();
    let gates = record
        .entries
        .iter()
        .enumerate()
        .filter(|(_, entry)| matches!(entry, Entry::Choice { choice: Choice::Gate { .. }, .. }));
    let gates: Vec<u32> = gates.map(|(id, _)| id as u32).collect();
    let at = gates[usize::from(!leak)];
    record.entries.truncate(at as usize + 1);
    record.cursor = Some(at);
    record.seen.clear();
    record
}

fn deploy(session: &Rc<Session>, record: &Record) -> DeployReport {
    match &*session.report(Stage::Deploy, record).finish().unwrap().report {
        Report::Deploy(report) => report.clone(),
        other => panic!("{other:?}"),
    }
}

fn months(session: &Rc<Session>, mut record: Record, serving: Option<Serving>, n: u32) -> Vec<MonthReport> {
    if let Some(serving) = serving {
        record.choose(Choice::Serve { serving });
    }
    record.choose(Choice::GoLive);
    for _ in 0..n {
        let month = today(&record);
        record.happen(Fact::MonthLived { month });
    }
    match &*session.report(Stage::Monitor, &record).finish().unwrap().report {
        Report::Monitor(report) => report.months.clone(),
        other => panic!("{other:?}"),
    }
}

fn served(session: &Rc<Session>, record: &Record, serving: Serving) -> DeployReport {
    let mut record = record.clone();
    record.choose(Choice::Serve { serving });
    deploy(session, &record)
}

#[test]
fn a_choice_of_serving_is_lived_by() {
    let session = Session::new(shipped());
    let record = before_live(false);
    let plain = deploy(&session, &record);
    assert_eq!(plain.serving, Serving::default());
    assert_eq!((plain.flags_a_day, plain.fallbacks.person, plain.fallbacks.rule), (plain.flags_alone, 0, 0));
    assert_eq!(served(&session, &record, Serving::default()), plain, "what is offered is the nightly batch");

    let careful = Serving { checks: true, band: 0.02, people: 20, ..Serving::default() };
    let report = served(&session, &record, careful);
    println!("{:?} {:?} {:?}", report.fallbacks, report.struck, report.flags_a_day);
    let why = report.fallbacks.why;
    assert_eq!(why.iter().sum::<u32>(), report.fallbacks.person + report.fallbacks.rule);
    assert_eq!(report.struck.iter().map(|s| s.n).sum::<u32>(), why[..3].iter().sum::<u32>());
    assert!(why[Fell::Unsure.place()] > 0 && why[Fell::Late.place()] == 0);
    assert!(report.requests.len() > plain.requests.len());
    // The first day, whole and in order: each request as it was answered, whoever answered.
    let of_day = session.world.between(report.live.from, report.live.from + 1);
    assert_eq!(report.day.len(), of_day.len());
    let carriers = &session.world.table.column("carrier").unwrap().values;
    let Values::Category { levels, codes } = carriers else { panic!("carriers are words") };
    for (request, row) in report.day.iter().zip(of_day) {
        let carrier = request.values.iter().find(|(name, _)| name == "carrier").unwrap().1.as_deref();
        assert_eq!(carrier, Some(&*levels[codes[row as usize] as usize]));
        assert_eq!((request.day, request.by == By::Model), (report.live.from, request.fell.is_none()));
    }
    assert!(report.day.iter().any(|r| r.by == By::Person) && report.day.iter().any(|r| r.by == By::Rule));
    assert_eq!(plain.requests.len(), SURE);
    assert!(report.requests.iter().all(|r| (r.by == By::Model) == r.fell.is_none()));
    assert!(report.requests.iter().any(|r| r.fell == Some(Fell::Unsure) && r.struck.is_none()));

    let offered = months(&session, record.clone(), None, 2);
    assert_eq!(months(&session, record.clone(), Some(Serving::default()), 2), offered);
    let lived = months(&session, record.clone(), Some(careful), 2);
    for (with, without) in lived.iter().zip(&offered) {
        println!("{:?} {} {}", with.fallbacks, with.outcome.cost, without.outcome.cost);
        assert_eq!((with.n, with.roc_auc), (without.n, without.roc_auc), "the model itself is the same");
        assert!(with.fallbacks.person > 0 && with.fallbacks.rule > 0 && with.outcome != without.outcome);
        let price =
            f64::from(with.fallbacks.person) * scenario::of(record.world).person.price / session.world.share;
        let bare = with.outcome.counts.cost(&scenario::problem(record.world).costs, session.world.share);
        assert_eq!(with.outcome.cost, bare + price, "every look is paid");
    }
}

#[test]
fn a_new_way_of_serving_must_go_live_again() {
    let mut record = before_live(false);
    record.choose(Choice::GoLive);
    assert!(Plan::of(&record).is_live());
    let serving = Serving { band: 0.01, ..Serving::default() };
    record.choose(Choice::Serve { serving });
    assert!(!Plan::of(&record).is_live() && Plan::of(&record).live().unwrap().serving == Serving::default());
    record.choose(Choice::GoLive);
    let plan = Plan::of(&record);
    assert!(plan.is_live() && plan.live().unwrap().serving == serving);
    assert_eq!(versions::open(&versions::save(&record).unwrap()).unwrap(), record);
    let short: Choice = serde_json::from_str(r#"{"serve":{"serving":{"band":0.01}}}"#).unwrap();
    assert_eq!(short, Choice::Serve { serving });
}

#[test]
fn waiting_for_an_answer_takes_time_and_the_measured_one_counts() {
    let session = Session::new(shipped());
    let mut record = before_live(false);
    let each = Serving { mode: Mode::EachRequest, ..Serving::default() };
    record.choose(Choice::Serve { serving: each });
    let unmeasured = deploy(&session, &record);
    let times = unmeasured.times.clone().unwrap();
    println!("{times:?} {:?}", unmeasured.fallbacks);
    assert_eq!(times.model, None);
    assert!(times.p50 < times.p95 && times.p95 < times.p99 && times.waiting > 0.0);
    let names: Vec<&str> = times.sources.iter().map(|s| s.0.as_str()).collect();
    assert_eq!(names, ["schedule", "weather"], "what is not read is not looked up");
    for (name, mean) in &times.sources {
        let time = scenario::of(record.world).lookups.iter().find(|s| s.key == name).unwrap().time;
        near(*mean, time.median * math::exp(time.sigma * time.sigma / 2.0), 0.05);
    }
    assert!(unmeasured.fallbacks.why[Fell::Late.place()] > 0 && unmeasured.fallbacks.person == 0);

    let version = keys::deciding(&Plan::of(&record)).unwrap().key().unwrap();
    let key = keys::key(Stage::Deploy, &record).unwrap();
    record.happen(Fact::Measured { version: version.clone(), what: SCORE_ROW_US.into(), value: 40_000.0 });
    assert_ne!(keys::key(Stage::Deploy, &record).unwrap(), key);
    let slow = deploy(&session, &record);
    assert_eq!(slow.times.as_ref().unwrap().model, Some(40.0));
    assert!(slow.times.as_ref().unwrap().p50 > times.p50 + 40.0, "its time and the longer queue");
    assert!(slow.fallbacks.why[Fell::Late.place()] > unmeasured.fallbacks.why[Fell::Late.place()]);

    record.choose(Choice::Serve { serving: Serving::default() });
    let key = keys::key(Stage::Deploy, &record).unwrap();
    record.happen(Fact::Measured { version, what: SCORE_ROW_US.into(), value: 1.0 });
    assert_eq!(keys::key(Stage::Deploy, &record).unwrap(), key, "nobody waits for a nightly batch");
}

#[test]
fn checks_catch_the_leak() {
    let session = Session::new(shipped());
    let record = before_live(true);
    let report = served(&session, &record, Serving { checks: true, ..Serving::default() });
    println!("{:?} {:?}", report.fallbacks, report.struck);
    assert_eq!(report.struck[0].column, "tailnum");
    assert!(report.broken && f64::from(report.fallbacks.rule) > 0.9 * f64::from(report.live.n));
}
