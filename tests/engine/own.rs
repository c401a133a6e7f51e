//! A learner's own CSV: looked at, decided about or refused, laid out in time, and taken through the loop.

use std::rc::Rc;

use engine::error::{CsvProblem, EngineError, OwnProblem};
use engine::expedition::deploy::windows;
use engine::expedition::evaluate::prediction;
use engine::expedition::own::{
    Chosen, Decided, Draft, LEAST_OF_EACH, LEAST_ROWS, MOST_COLUMNS, MOST_ROWS, Own, OwnColumn, Written, Yes,
    id, plain, settle, study,
};
use engine::expedition::plan::{Plan, today};
use engine::expedition::record::{Choice, Ending, Fact, Record};
use engine::expedition::report::Report;
use engine::expedition::session::Session;
use engine::expedition::stage::Stage;
use engine::expedition::{Kind, World, WorldId, dials, scenario, status, versions};
use engine::table::{Column, Table, csv};

use crate::flights::unpack;
use crate::replay::{journal, show};

const SEED: u64 = 0x0c5f;

pub fn bytes(text: &str) -> Rc<[u8]> {
    text.as_bytes().into()
}

/// A column as a learner puts it right.
pub fn given(name: &str, kind: Kind, written: Option<Written>) -> OwnColumn {
    OwnColumn { name: name.into(), kind, out: false, later: false, written }
}

pub fn look(bytes: &Rc<[u8]>) -> Draft {
    study(bytes.clone(), Vec::new()).finish().unwrap()
}

pub fn decide(bytes: &Rc<[u8]>, chosen: Chosen) -> Result<Decided, EngineError> {
    settle(bytes.clone(), "my file.csv".into(), chosen, SEED).finish()
}

pub fn open(decided: &Decided, bytes: &Rc<[u8]>) -> World {
    World::of_file(Own::of(decided.clone()), bytes.clone()).finish().unwrap()
}

/// The 569 breast masses that are shipped, as somebody's file: numbers, and a word at the end.
fn masses() -> Rc<[u8]> {
    let source = engine::worlds::screening::read(&unpack("static/data/screening.cols")).unwrap().table;
    csv::write(&source).unwrap().into()
}

/// The shipped flights of a year as somebody's file: days, words, gaps, and names that mean mischief.
fn flights() -> Rc<[u8]> {
    let all = crate::replay::shipped().table;
    let names =
        ["date", "carrier", "origin", "hour", "wind_gust", "precip", "visib", "arr_delay", "cancelled"];
    let table = all.select(&names.map(String::from)).unwrap();
    let told = |column: &Column| {
        let name = match column.name.as_str() {
            "carrier" => "**carrier** [x](term:leakage)",
            "hour" => "hour=17",
            "wind_gust" => "wind_gust missing",
            other => other,
        };
        Column { name: name.into(), ..column.clone() }
    };
    csv::write(&Table::new(table.columns().iter().map(told).collect()).unwrap()).unwrap().into()
}

fn flights_chosen(bytes: &Rc<[u8]>) -> Chosen {
    let mut chosen = look(bytes).suggested;
    chosen.when = Some(0);
    chosen.columns[7].later = true;
    chosen
}

#[test]
fn what_numbers_the_rows_is_left_out_and_what_says_when_says_when() {
    let days = |i: i32| engine::table::date::iso(15_700 + i / 3);
    let row = |i: i32| {
        format!("{},{},{},{}\n", 1001 + i, days(i), 20 + i * 7 % 50, ["no", "yes"][(i % 4 == 0) as usize])
    };
    let text: String = std::iter::once("id,since,age,left\n".into()).chain((0..600).map(row)).collect();
    let suggested = look(&bytes(&text)).suggested;
    let out: Vec<bool> = suggested.columns.iter().map(|c| c.out).collect();
    assert_eq!((out, suggested.when), (vec![true, false, false, false], Some(1)));
    // Two months are too few to go round.
    let short: String = text.lines().take(150).map(|line| format!("{line}\n")).collect();
    assert_eq!(look(&bytes(&short)).suggested.when, None);
}

#[test]
fn a_file_is_looked_at_and_something_is_suggested() {
    let draft = look(&masses());
    assert_eq!((draft.n_rows, draft.columns.len()), (569, 31));
    let target = &draft.columns[draft.suggested.target as usize];
    assert_eq!(target.values, [("no".into(), 357), ("yes".into(), 212)]);
    assert_eq!(draft.suggested.yes, Some(Yes::Is("yes".into())), "the rarer of two");
    assert!(draft.suggested.columns[..30].iter().all(|c| c.kind == Kind::Number && !c.out));
    assert_eq!(
        (draft.suggested.miss, draft.suggested.false_alarm),
        (50.0, 50.0),
        "as often yes as no, nearly"
    );
    let rare = look(&made(1000, |i| if i.is_multiple_of(25) { "yes" } else { "no" }));
    assert_eq!(rare.suggested.miss, 600.0, "half of 24 no for each yes, times a false alarm");
    assert_eq!(draft.columns[0].range.unwrap()[0], 6.981, "the smallest mean radius of the source");

    let text = "id;town;note;same;left\n1;Ulm;a;x;0\n2;Bonn;b;x;1\n3;Ulm;c;x;\n4;Ulm;\"d;e\";x;1\n";
    let draft = look(&bytes(text));
    let of: Vec<(Kind, bool)> = draft.suggested.columns.iter().map(|c| (c.kind, c.out)).collect();
    use Kind::{Category, Number};
    let expected = [(Number, true), (Category, true), (Category, true), (Category, true), (Number, false)];
    assert_eq!(of, expected, "names of rows and what says the same of all are left out");
    assert_eq!((draft.suggested.target, draft.suggested.yes.clone()), (4, Some(Yes::AtLeast(1.0))));
    assert_eq!((draft.columns[4].missing, draft.columns[2].values.len()), (1, 4));
    // A kind that is put right, and one that does not fit.
    let of = |name: &str, kind| vec![given(name, kind, None)];
    assert_eq!(study(bytes(text), of("id", Category)).finish().unwrap().columns[0].values.len(), 4);
    let wrong = study(bytes(text), of("town", Number)).finish().unwrap_err();
    let problem = CsvProblem::BadCell { expected: "number".into(), found: "Ulm".into() };
    assert_eq!(wrong, EngineError::Csv { line: 2, column: Some("town".into()), problem });
}

#[test]
fn what_cannot_be_read_is_refused_with_its_place() {
    let refused = |text: &[u8]| study(text.into(), Vec::new()).finish().unwrap_err();
    let csv = |line, column: Option<&str>, problem| EngineError::Csv {
        line,
        column: column.map(Into::into),
        problem,
    };
    assert_eq!(refused(b""), csv(1, None, CsvProblem::Empty));
    assert_eq!(refused(b"a,a\n1,2\n"), csv(1, Some("a"), CsvProblem::DuplicateColumn));
    assert_eq!(refused(b"a,\n1,2\n"), csv(1, None, CsvProblem::UnnamedColumn));
    assert_eq!(refused(b"a,b\n1,\xff\n"), csv(2, Some("b"), CsvProblem::NotUtf8));
    assert_eq!(refused(b"a,b\n1,2\n3\n"), csv(3, None, CsvProblem::WrongWidth { expected: 2, found: 1 }));
    assert_eq!(refused(b"a,b\n1,\"2\n"), csv(2, None, CsvProblem::Broken));
    assert_eq!(refused(b"a\n1\n"), EngineError::Own { problem: OwnProblem::OneColumn });
    let wide: Vec<String> = (0..=MOST_COLUMNS).map(|n| format!("x{n}")).collect();
    let (most, found) = (MOST_COLUMNS as u64, MOST_COLUMNS as u64 + 1);
    assert_eq!(refused(wide.join(",").as_bytes()), csv(1, None, CsvProblem::TooManyColumns { most, found }));
    let long = format!("a,b\n{}", "1,2\n".repeat(MOST_ROWS as usize + 10));
    let problem = CsvProblem::TooManyRows { most: MOST_ROWS };
    assert_eq!(refused(long.as_bytes()), csv(MOST_ROWS + 2, None, problem), "the rest is not looked at");
}

/// A file of so many rows: a number, three words, a day of every third day, and an answer.
fn made(n: usize, answer: impl Fn(usize) -> &'static str) -> Rc<[u8]> {
    let mut text = String::from("amount,kind,day,bought\n");
    for i in 0..n {
        let (kind, day) =
            (["new", "old", "gone"][i % 3], engine::expedition::date::iso(15_000 + i as i32 / 3));
        text += &format!("{},{kind},{day},{}\n", (i * 7919) % 1000, answer(i));
    }
    bytes(&text)
}

#[test]
fn what_cannot_become_an_expedition_is_refused_with_the_reason() {
    fn own<T>(problem: OwnProblem) -> Result<T, EngineError> {
        Err(EngineError::Own { problem })
    }
    let third = |i: usize| if i.is_multiple_of(3) { "yes" } else { "no" };
    let file = made(400, third);
    let chosen = look(&file).suggested;
    assert_eq!((chosen.target, &chosen.yes), (3, &Some(Yes::Is("yes".into()))));
    assert!(decide(&file, chosen.clone()).is_ok());

    let with = |change: &dyn Fn(&mut Chosen)| {
        let mut chosen = chosen.clone();
        change(&mut chosen);
        decide(&file, chosen).map(|_| ())
    };
    assert_eq!(with(&|c| (c.target, c.yes) = (0, None)), own(OwnProblem::NumberTarget));
    assert_eq!(with(&|c| (c.target, c.yes) = (1, None)), own(OwnProblem::ManyAnswers { found: 3 }));
    assert_eq!(with(&|c| c.target = 2), own(OwnProblem::DateTarget));
    // What the words of these refusals suggest.
    assert_eq!(with(&|c| (c.target, c.yes) = (0, Some(Yes::AtLeast(500.0)))), Ok(()));
    assert_eq!(with(&|c| (c.target, c.yes) = (1, Some(Yes::Is("old".into())))), Ok(()));
    let few =
        |answer: &str, found| OwnProblem::FewAnswers { answer: answer.into(), needed: LEAST_OF_EACH, found };
    assert_eq!(with(&|c| c.yes = Some(Yes::Is("maybe".into()))), own(few("yes", 0)));
    assert_eq!(with(&|c| (c.target, c.yes) = (0, Some(Yes::AtLeast(0.0)))), own(few("no", 0)));
    assert_eq!(with(&|c| c.columns.iter_mut().for_each(|c| c.out = true)), Err(EngineError::NoFeatures));
    assert!(matches!(with(&|c| c.capacity = 2.0), Err(EngineError::OutOfRange { .. })));
    assert!(matches!(with(&|c| c.columns[0].name = "other".into()), Err(EngineError::UnknownColumn { .. })));
    assert_eq!(with(&|c| c.columns.truncate(3)), own(OwnProblem::Damaged));

    let refused = |file: &Rc<[u8]>| decide(file, look(file).suggested).map(|_| ());
    let (needed, found) = (LEAST_ROWS, 200);
    assert_eq!(
        refused(&made(200, third)),
        Err(EngineError::TooFewRows { what: "own".into(), needed, found })
    );
    let mut no_answers = look(&made(400, |_| "")).suggested;
    (no_answers.target, no_answers.yes) = (3, Some(Yes::AtLeast(1.0)));
    assert_eq!(decide(&made(400, |_| ""), no_answers).map(|_| ()), own(OwnProblem::NoAnswers));

    // Days of their own: at least some months, and none without a row.
    let dated = |days: &dyn Fn(usize) -> i32| {
        let mut text = String::from("x,day,y\n");
        (0..600).for_each(|i| {
            text += &format!("{},{},{}\n", i % 97, engine::expedition::date::iso(days(i)), i % 2)
        });
        let file = bytes(&text);
        let chosen = Chosen { when: Some(1), ..look(&file).suggested };
        decide(&file, chosen).map(|decided| (decided.found.history.months(), decided.found.last))
    };
    let day = |year, month| engine::expedition::Month::new(year, month).first_day();
    assert_eq!(
        dated(&|i| day(2020, 1) + i as i32 / 10),
        own(OwnProblem::Months { least: 4, most: 60, found: 2 })
    );
    assert_eq!(
        dated(&|i| day(2000 + i as i32 / 10, 1)),
        own(OwnProblem::Months { least: 4, most: 60, found: 709 })
    );
    let gap = |i: usize| if i < 300 { day(2020, 1) + i as i32 / 10 } else { day(2020, 4) + i as i32 / 6 };
    assert_eq!(dated(&gap), own(OwnProblem::EmptyMonth { day: "2020-02-01".into() }));
    let monthly = |i: usize| day(2020, 1 + i as u32 / 60);
    assert!(
        matches!(dated(&monthly), Err(EngineError::TooFewRows { .. })),
        "a month of one day has no parts"
    );
    let year = dated(&|i| day(2020, 1) + i as i32 / 2).unwrap();
    assert_eq!(year, (4, engine::expedition::Month::new(2020, 10)), "two fifths lie behind");
}

#[test]
fn the_table_is_the_file_in_time() {
    // On its own days.
    let file = flights();
    let decided = decide(&file, flights_chosen(&file)).unwrap();
    let world = open(&decided, &file);
    let source = crate::replay::shipped();
    assert_eq!(world.days, source.days);
    assert_eq!(world.y, source.y);
    let (ours, theirs) = (world.table.numbers("c06").unwrap(), source.table.numbers("precip").unwrap());
    assert!(ours.iter().zip(theirs.iter()).all(|(a, b)| a.to_bits() == b.to_bits()), "gaps are gaps");
    assert!(!world.table.column("c08").unwrap().known_at.at_decision(), "known afterwards, as was said");
    assert!(world.table.column("c01").is_err(), "the day is no feature");

    // On invented ones: history as it is in the file; something changes later.
    let file = masses();
    let decided = decide(&file, look(&file).suggested).unwrap();
    let world = open(&decided, &file);
    let history = world.rows(world.id.history());
    assert_eq!((decided.found.a_day, history.len()), (18, 12 * 18));
    let radii = csv::read(&file, &csv::ReadOptions::default()).unwrap();
    let radii = radii.numbers("radius_mean").unwrap();
    let then = world.table.numbers("c01").unwrap();
    assert!(history.iter().all(|row| radii.contains(&then[*row as usize])));
    assert_eq!(world.table, open(&decided, &file).table, "the same seed, the same rows");
    let other = settle(file.clone(), "x".into(), decided.chosen.clone(), 7).finish().unwrap();
    assert_ne!(world.table, open(&other, &file).table);
    assert_ne!(Own::of(other).data(), Own::of(decided.clone()).data());

    let wrong: Rc<[u8]> = flights();
    let refused = World::of_file(Own::of(decided), wrong).finish().unwrap_err();
    assert!(matches!(refused, EngineError::OtherData { .. }));
}

#[test]
fn something_changes_in_every_invented_year() {
    let file = masses();
    let chosen = look(&file).suggested;
    let (mut measured, mut answered) = (0, 0);
    for seed in 0..12 {
        let world = open(&settle(file.clone(), "x".into(), chosen.clone(), seed).finish().unwrap(), &file);
        let mean = |values: &[f64], rows: &[u32]| {
            rows.iter().map(|row| values[*row as usize]).sum::<f64>() / rows.len() as f64
        };
        let (before, after) =
            (world.rows(world.id.history()), world.between(world.id.last().first_day(), i32::MAX));
        answered += u32::from(mean(&world.y, &after) > mean(&world.y, &before) + 0.06);
        let moved = |at: u32| {
            let values = world.table.numbers(id(at)).unwrap();
            (mean(values, &after) / mean(values, &before) - 1.0).abs() > 0.12
        };
        measured += u32::from((0..30).any(moved));
    }
    assert!(measured > 2 && answered > 2, "{measured} {answered}");
}

#[test]
fn a_name_means_what_it_says() {
    assert_eq!(plain("Age (years)"), "Age (years)");
    assert_eq!(plain("a*b*"), "a∗b∗");
    assert_eq!(plain("two\nlines"), "two lines");
    assert!(!plain("[x](https://example.org)").contains("]("));
    let own = Own::of(decide(&masses(), look(&masses()).suggested).unwrap());
    let columns = WorldId::Own(own).features();
    assert_eq!((columns[0].name, columns[29].name, columns.len()), ("c01", "c30", 30));
}

fn to_the_gate(record: &mut Record) {
    let task = record.world.target().task;
    record.choose(Choice::Run { spec: dials::offered(dials::families(task)[0]) });
    let (what, because) = (prediction(task).into(), String::new());
    record.happen(Fact::Committed { what, magnitude: 0.9, confidence: 0.75, because });
    let plan = Plan::of(record);
    let (test, candidate) = (plan.test_key().unwrap(), plan.candidate_key().unwrap());
    record.happen(Fact::Peeked { test, candidate });
    record.choose(Choice::Gate { ending: Ending::Ship });
    record.choose(Choice::GoLive);
}

/// Two laps on a file, saved, opened elsewhere and replayed with the file in hand: the same fingerprint.
pub fn walk(decided: &Decided, file: &Rc<[u8]>) {
    let world = WorldId::Own(Own::of(decided.clone()));
    let session = Session::new(open(decided, file));
    let mut record = Record::new(world, SEED);
    assert_eq!(record.data, session.world.fingerprint);
    record.choose(Choice::Frame { problem: scenario::problem(world) });
    record.choose(Choice::Recipe { recipe: scenario::offered(world) });
    to_the_gate(&mut record);
    for _ in 0..2 {
        let month = today(&record);
        record.happen(Fact::MonthLived { month });
    }
    record.choose(Choice::NewLap { window: windows(&record)[0] });
    to_the_gate(&mut record);
    let month = today(&record);
    record.happen(Fact::MonthLived { month });
    for stage in Stage::LOOP {
        show(&session, &record, stage);
    }
    let Report::Data(data) = &*show(&session, &record, Stage::Data) else { panic!() };
    assert_eq!(data.refused, None);
    assert!(data.gaps.is_empty() && data.words.is_empty());
    let Report::Evaluate(judged) = &*show(&session, &record, Stage::Evaluate) else { panic!() };
    assert!(judged.test.is_some());
    let told = journal(&session, &record);
    assert_eq!((told.year.months.len(), told.year.versions.len()), (3, 2));
    assert!(status::of(&record).iter().all(|state| state.why.is_none()));

    let text = versions::save(&record).unwrap();
    assert!(text.contains("my file.csv") && !text.contains("17.99"), "what was decided, and no cell");
    let again = versions::open(&text).unwrap();
    assert_eq!(again, record);
    let WorldId::Own(own) = again.world else { panic!() };
    let elsewhere = Session::new(World::of_file(own, file.clone()).finish().unwrap());
    assert_eq!(journal(&elsewhere, &again).fingerprint, told.fingerprint);
}

#[test]
fn the_loop_on_numbers_in_an_invented_year() {
    let file = masses();
    walk(&decide(&file, look(&file).suggested).unwrap(), &file);
}

#[test]
fn the_loop_on_words_and_gaps_on_days_of_their_own() {
    let file = flights();
    walk(&decide(&file, flights_chosen(&file)).unwrap(), &file);
}

#[test]
fn the_loop_on_the_smallest_file_of_words_alone() {
    let file = made(LEAST_ROWS as usize, |i| if i.is_multiple_of(5) { "yes" } else { "no" });
    let mut chosen = look(&file).suggested;
    chosen.columns[0].out = true;
    walk(&decide(&file, chosen).unwrap(), &file);
}

#[test]
fn a_damaged_file_is_no_world() {
    let file = masses();
    let decided = decide(&file, look(&file).suggested).unwrap();
    let record = Record::new(WorldId::Own(Own::of(decided.clone())), SEED);
    let spoil = |change: &dyn Fn(&mut Decided)| {
        let mut decided = decided.clone();
        change(&mut decided);
        let record = Record { world: WorldId::Own(Own::of(decided)), ..record.clone() };
        versions::open(&versions::save(&record).unwrap()).map(|_| ())
    };
    assert_eq!(spoil(&|_| ()), Ok(()));
    let damaged = Err(EngineError::Own { problem: OwnProblem::Damaged });
    assert_eq!(spoil(&|d| d.chosen.target = 40), damaged);
    assert_eq!(spoil(&|d| d.found.groups = vec![99]), damaged);
    assert_eq!(spoil(&|d| d.found.rule.0 = 30), damaged, "a rule on the target");
    assert_eq!(spoil(&|d| d.seed = "x".into()), damaged);
    assert_eq!(spoil(&|d| d.found.last = d.found.history.from), damaged);
}
