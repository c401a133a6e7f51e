//! Screening: the shipped file, the invented calendar, the second clinic, and the whole loop to the journal.

use std::rc::Rc;

use engine::expedition::Task;
use engine::expedition::asked::{SLICES, WHY};
use engine::expedition::deploy::windows;
use engine::expedition::evaluate::{GroupReport, prediction};
use engine::expedition::plan::{Plan, today};
use engine::expedition::record::{Choice, Ending, Fact, Record};
use engine::expedition::report::Report;
use engine::expedition::session::Session;
use engine::expedition::stage::Stage;
use engine::expedition::{ModelSpec, World, WorldId, logistic, scenario, status, versions};
use engine::table::{Table, Values};
use engine::worlds::screening::{
    self, BLUR, FEATURES, LENGTH, SECOND, SEED, TARGET, calendar as mondays, second_from,
};

use crate::flights::unpack;
use crate::replay::show;

const FILE: &str = "static/data/screening.cols";
const WORLD: WorldId = WorldId::Screening;

/// The shipped world, loaded as the worker loads it.
pub fn shipped() -> World {
    World::open(WORLD, &[unpack(FILE)]).expect("the shipped file is the one the engine knows")
}

/// The same masses in another calendar.
pub fn calendar(seed: u64) -> World {
    World::new(WORLD, screening::table(&source(), seed).unwrap(), 1.0).unwrap()
}

fn source() -> Table {
    screening::read(&unpack(FILE)).unwrap().table
}

fn codes(table: &Table, column: &str) -> Vec<u32> {
    table.categories(column).unwrap().1.to_vec()
}

/// Known facts of the source: 569 masses, 212 of them malignant, and its first row.
#[test]
fn the_file_is_the_source() {
    let file = screening::read(&unpack(FILE)).unwrap();
    assert_eq!((file.about.n_rows, file.table.columns().len()), (569, 31));
    let (levels, found) = file.table.categories(TARGET).unwrap();
    let yes = levels.iter().position(|level| level == "yes").unwrap() as u32;
    assert_eq!(found.iter().filter(|code| **code == yes).count(), 212);
    let first = |name: &str| file.table.numbers(name).unwrap()[0];
    assert_eq!((first("radius_mean"), first("area_worst"), first("fractal_worst")), (17.99, 2019.0, 0.1189));
    for column in file.table.columns() {
        assert!((0..569).all(|row| !column.values.is_missing(row)), "{}", column.name);
    }
}

#[test]
fn the_same_seed_gives_the_same_rows() {
    let (one, two) = (calendar(SEED), calendar(7));
    assert_eq!(one.table, shipped().table);
    assert_ne!(one.fingerprint, two.fingerprint);
    assert_eq!(one.days, two.days, "the calendar is the same");
    assert_eq!(one.rows(WORLD.history()).len(), 240);
    assert!(one.days.chunk_by(|a, b| a == b).all(|day| day.len() == 20));
}

/// Only what the laboratory finds is known later; what a model may be given is there in every row.
#[test]
fn all_but_the_outcome_is_known_at_the_decision() {
    let table = shipped().table;
    for column in table.columns() {
        assert_eq!(column.known_at.at_decision(), column.name != TARGET, "{}", column.name);
    }
    let live = table.as_known_at_decision();
    assert!((0..live.n_rows()).all(|row| live.column(TARGET).unwrap().values.is_missing(row)));
    for feature in FEATURES {
        assert!(table.numbers(feature.name).unwrap().iter().all(|v| v.is_finite() && *v >= 0.0));
    }
}

/// What is to come differs from the past only as it is written down: a mass that comes for the first time has the
/// source's numbers, times the scanner's factors if the second clinic sent it.
#[test]
fn live_rows_differ_only_as_documented() {
    let source = source();
    for seed in [SEED, 1, 2] {
        let table = screening::table(&source, seed).unwrap();
        let drawn = mondays().draw(569, seed).unwrap();
        let second = codes(&table, "clinic");
        let from = second_from().first_day();
        let history = &drawn.rows[..240];
        let (mut seen, mut later) = (vec![0_u32; 569], 0_u32);
        for (i, row) in drawn.rows.iter().enumerate() {
            assert_eq!(drawn.again[i], seen[*row as usize], "rounds: none comes again before all have");
            assert!(i < 240 || !history.contains(row), "the past is never drawn from");
            seen[*row as usize] += 1;
            later += u32::from(drawn.days[i] >= from);
            assert!(second[i] == 0 || drawn.days[i] >= from);
        }
        let share = f64::from(second.iter().sum::<u32>()) / f64::from(later);
        assert!((share - SECOND).abs() < 0.06, "{share}");
        for feature in FEATURES {
            let (then, now) = (source.numbers(feature.name).unwrap(), table.numbers(feature.name).unwrap());
            let begins = |word: &str| feature.name.starts_with(word);
            let factor = match () {
                () if begins("area") => LENGTH * LENGTH,
                () if begins("radius") || begins("perimeter") => LENGTH,
                () if begins("texture") || begins("smoothness") || begins("conca") => 1.0 - BLUR,
                () => 1.0,
            };
            for i in (0..now.len()).filter(|i| drawn.again[*i] == 0) {
                let measured = then[drawn.rows[i] as usize] * if second[i] == 1 { factor } else { 1.0 };
                assert_eq!(now[i], measured, "{} of row {i}", feature.name);
            }
            // Measured again: near the first measurement, and seldom the same.
            let apart: Vec<f64> = (0..now.len())
                .filter(|i| drawn.again[*i] > 0 && second[*i] == 0 && then[drawn.rows[*i] as usize] > 0.0)
                .map(|i| now[i] / then[drawn.rows[i] as usize] - 1.0)
                .collect();
            assert!(apart.iter().all(|gap| gap.abs() < 0.15) && apart.iter().any(|gap| *gap != 0.0));
        }
        let y = table.numbers(TARGET).unwrap();
        let (levels, found) = source.categories(TARGET).unwrap();
        let real = |row: u32| levels[found[row as usize] as usize] == "yes";
        assert!((0..y.len()).all(|i| (y[i] == 1.0) == real(drawn.rows[i])), "a mass stays what it is");
    }
}

fn to_the_gate(record: &mut Record) {
    record.choose(Choice::Run { spec: ModelSpec::Logistic(logistic::Params::default()) });
    let (what, because) = (prediction(Task::Binary).into(), "sizes look telling".into());
    record.happen(Fact::Committed { what, magnitude: 0.9, confidence: 0.75, because });
    let plan = Plan::of(record);
    let (test, candidate) = (plan.test_key().unwrap(), plan.candidate_key().unwrap());
    record.happen(Fact::Peeked { test, candidate });
    record.choose(Choice::Gate { ending: Ending::Ship });
    record.choose(Choice::GoLive);
}

/// Two laps by the door a learner uses: framed, prepared, trained, judged, live, rung, retrained, told back.
fn walked(session: &Rc<Session>) -> Record {
    let mut record = Record::for_world(&session.world, 0x569);
    record.choose(Choice::Frame { problem: scenario::problem(WORLD) });
    record.choose(Choice::Recipe { recipe: scenario::offered(WORLD) });
    to_the_gate(&mut record);
    let asks = |record: &Record| match &*show(session, record, Stage::Monitor) {
        Report::Monitor(report) => report.asks.is_some(),
        other => panic!("{other:?}"),
    };
    while !asks(&record) {
        assert!(today(&record) <= WORLD.last(), "a month rings");
        let month = today(&record);
        record.happen(Fact::MonthLived { month });
    }
    record.choose(Choice::NewLap { window: windows(&record)[0] });
    to_the_gate(&mut record);
    while today(&record) <= WORLD.last() {
        let month = today(&record);
        record.happen(Fact::MonthLived { month });
    }
    record
}

#[test]
fn the_whole_loop_to_the_journal() {
    let session = Session::new(shipped());
    let record = walked(&session);
    for stage in Stage::LOOP {
        show(&session, &record, stage);
    }
    let Report::Data(data) = &*show(&session, &record, Stage::Data) else { panic!() };
    assert_eq!((data.columns.len(), data.n_features, &data.refused), (30, 30, &None));
    assert!(data.gaps.is_empty() && data.words.is_empty());
    let names: Vec<&str> = data.groups.iter().map(|groups| groups.column.as_str()).collect();
    assert_eq!(names, scenario::of(WORLD).groups);
    let Report::Evaluate(judged) = &*show(&session, &record, Stage::Evaluate) else { panic!() };
    let groups = &judged.test.as_ref().unwrap().groups;
    assert_eq!(groups.iter().map(|by| by.column.as_str()).collect::<Vec<_>>(), scenario::of(WORLD).groups);
    let clinics = groups.iter().find(|by| by.column == "clinic").unwrap();
    assert_eq!(clinics.levels.iter().map(|g| g.level.as_str()).collect::<Vec<_>>(), screening::CLINICS);
    let Report::Journal(told) = &*show(&session, &record, Stage::Journal) else { panic!() };
    assert_eq!((told.year.months.len(), told.year.next, told.year.versions.len()), (9, None, 2));
    assert!(told.predictions.iter().all(|p| p.result.is_some()));
    assert!(status::of(&record).iter().all(|state| state.why.is_none()));

    // Saved, opened and replayed elsewhere: the same numbers.
    let again = versions::open(&versions::save(&record).unwrap()).unwrap();
    let Report::Journal(replayed) = &*show(&Session::new(shipped()), &again, Stage::Journal) else {
        panic!()
    };
    assert_eq!(replayed.fingerprint, told.fingerprint);
}

/// Lap 1 has one clinic: its groups are sizes.
#[test]
fn a_model_is_judged_by_what_parts_its_rows() {
    let session = Session::new(shipped());
    let mut record = Record::for_world(&session.world, 1);
    to_the_gate(&mut record);
    for what in [WHY, SLICES] {
        record.happen(Fact::Revealed { what: what.into() });
    }
    let Report::Evaluate(judged) = &*show(&session, &record, Stage::Evaluate) else { panic!() };
    let test = judged.test.as_ref().unwrap();
    let groups = &test.groups;
    assert_eq!(
        groups.iter().map(|by| by.column.as_str()).collect::<Vec<_>>(),
        ["size"],
        "one clinic parts nothing"
    );
    // What is asked on demand has an answer here too, though the masses are few.
    assert_eq!(test.why.as_ref().unwrap().as_ref().unwrap().len(), test.mistakes.len());
    let slices = &test.slices.as_ref().unwrap().slices;
    assert!(slices.iter().all(|slice| slice.of.iter().all(|(column, _)| column != "clinic")), "{slices:?}");
    let sizes = |group: &GroupReport| screening::SIZES.contains(&group.level.as_str());
    assert!(groups[0].levels.iter().all(sizes), "{groups:?}");
    let Report::Frame(frame) = &*show(&session, &record, Stage::Frame) else { panic!() };
    assert_eq!((frame.flights_a_day, frame.capacity_a_day), (20.0, 10.0), "a day is a Monday");
    let Values::Category { codes, .. } = &session.world.table.column("clinic").unwrap().values else {
        panic!()
    };
    assert!(codes[..240].iter().all(|code| *code == 0));
}
