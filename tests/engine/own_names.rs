//! A learner's own CSV with several names as target: looked at, decided about or refused, and taken through the loop.

use std::collections::BTreeMap;
use std::rc::Rc;

use engine::error::{EngineError, OwnProblem};
use engine::expedition::asked::LEARNING;
use engine::expedition::own::{Chosen, LEAST_OF_NAME, OTHER, Own, Yes, settle};
use engine::expedition::record::{Choice, Fact, Record};
use engine::expedition::report::Report;
use engine::expedition::search::{Method, SearchSpec};
use engine::expedition::session::Session;
use engine::expedition::stage::Stage;
use engine::expedition::{Kind, ModelSpec, Task, WorldId, scenario};
use engine::models::boosting;
use engine::table::{csv, date};
use engine::worlds::rodents::SPECIES;

use crate::own::{bytes, decide, look, open, walk};
use crate::replay::show;
use crate::rodents::shipped;

/// Animals as somebody's file: five on each day of a year, two measures, and the species as a word at the end.
fn animals(n: u32) -> Rc<[u8]> {
    let world = shipped();
    let names = ["hindfoot_length", "weight"];
    let rows: Vec<u32> = (0..n).collect();
    let table = world.table.take(&rows).select(&names.map(String::from)).unwrap();
    let text = String::from_utf8(csv::write(&table).unwrap()).unwrap();
    let mut lines = text.lines();
    let mut file = format!("day,{},species\n", lines.next().unwrap());
    let first = date::from_ymd(2031, 1, 1);
    for (i, (line, class)) in (0..).zip(lines.zip(world.y.iter())) {
        file += &format!("{},{line},{}\n", date::iso(first + i / 5), SPECIES[*class as usize]);
    }
    bytes(&file)
}

fn chosen(file: &Rc<[u8]>, dated: bool) -> Chosen {
    let mut chosen = look(file).suggested;
    chosen.when = dated.then_some(0);
    chosen
}

#[test]
fn which_it_is_is_suggested_where_the_last_column_holds_a_few_names() {
    let draft = look(&animals(1_500));
    let chosen = &draft.suggested;
    assert_eq!((chosen.target, &chosen.yes, chosen.task()), (3, &Some(Yes::Each), Task::Multiclass));
    assert!(chosen.miss > chosen.false_alarm, "a wrong name is dearer than asking");
    let one = draft.asked(chosen, Some(Yes::Is("DM".into())));
    assert_eq!(one.task(), Task::Binary);
    assert_ne!(one.miss, chosen.miss, "the price of a miss is that of a rare yes");
}

#[test]
fn rare_names_are_one_and_the_others_stand_in_order() {
    let file = animals(1_500);
    let decided = decide(&file, chosen(&file, true)).unwrap();
    let mut counts = BTreeMap::new();
    shipped().y[..1_500]
        .iter()
        .for_each(|class| *counts.entry(SPECIES[*class as usize]).or_insert(0_u64) += 1);
    let own = counts.iter().filter(|(name, n)| **n >= LEAST_OF_NAME && **name != OTHER);
    let mut expected: Vec<&str> = own.map(|(name, _)| *name).collect();
    assert!(expected.len() < counts.len() && expected.len() >= 3, "some are rare");
    expected.push(OTHER);
    let which = decided.found.which.clone().unwrap();
    assert_eq!(which.names, expected);
    let world = open(&decided, &file);
    assert_eq!(world.id.classes(), which.names);
    for (y, class) in world.y.iter().zip(shipped().y.iter()) {
        let name = SPECIES[*class as usize];
        let told = which.names.iter().position(|one| one == name).unwrap_or(which.names.len() - 1);
        assert_eq!(*y, told as f64);
    }
    // Somebody's rule gives the name that is commonest where its question holds.
    let problem = scenario::problem(WorldId::Own(Own::of(decided)));
    assert_eq!((problem.rule.any.len(), &problem.rule.classes[..]), (1, &[which.then][..]));
}

#[test]
fn a_file_that_cannot_be_asked_which_is_refused() {
    let two: String = std::iter::once("size,kind\n".into())
        .chain((0..600).map(|i| format!("{},{}\n", i * 13 % 97, ["left", "right"][i % 2])))
        .collect();
    let file = bytes(&two);
    let refused = decide(&file, Chosen { yes: Some(Yes::Each), ..look(&file).suggested }).unwrap_err();
    let few = |found| EngineError::Own { problem: OwnProblem::FewNames { needed: LEAST_OF_NAME, found } };
    assert_eq!(refused, few(2));
    // A name of its own in each row: all of them are rare.
    let many: String = std::iter::once("size,kind\n".into())
        .chain((0..600).map(|i| format!("{},kind{i}\n", i * 13 % 97)))
        .collect();
    let file = bytes(&many);
    let mut chosen = look(&file).suggested;
    (chosen.target, chosen.columns[1].kind, chosen.columns[1].out) = (1, Kind::Category, false);
    assert_eq!(decide(&file, Chosen { yes: Some(Yes::Each), ..chosen }).unwrap_err(), few(1));
}

#[test]
fn a_forged_file_of_names_is_refused() {
    let file = animals(1_500);
    let decided = decide(&file, chosen(&file, true)).unwrap();
    let mut forged = decided.clone();
    forged.found.which.as_mut().unwrap().then = 99;
    assert!(forged.check().is_err());
    forged = decided.clone();
    forged.found.which.as_mut().unwrap().names.truncate(2);
    assert!(forged.check().is_err());
    forged = decided;
    forged.found.which = None;
    assert!(forged.check().is_err());
}

#[test]
fn the_loop_on_days_of_their_own() {
    let file = animals(1_500);
    walk(&decide(&file, chosen(&file, true)).unwrap(), &file);
}

#[test]
fn the_loop_in_an_invented_year() {
    let file = animals(1_500);
    let chosen = chosen(&file, false);
    walk(&decide(&file, chosen.clone()).unwrap(), &file);
    // Something changes, by the seed: a number is measured otherwise, or a name goes to others than before.
    let share = |y: &[f64], rows: Vec<u32>| {
        rows.iter().filter(|row| y[**row as usize] == 0.0).count() as f64 / rows.len() as f64
    };
    let moved = (0..12).filter(|seed| {
        let decided = settle(file.clone(), "x".into(), chosen.clone(), *seed).finish().unwrap();
        let world = open(&decided, &file);
        let last = share(&world.y, world.between(world.id.last().first_day(), i32::MAX));
        (last - share(&world.y, world.rows(world.id.history()))).abs() > 0.05
    });
    let moved = moved.count();
    assert!((1..12).contains(&moved), "{moved}");
}

/// A question or a search that trains on a part of few rows says of the parts it could not train on that there is nothing,
/// and the report of the room stands.
#[test]
fn parts_that_cannot_be_trained_on_refuse_no_report() {
    let row = |i: u32| format!("{},name{}\n", (i % 10) * 5 + i % 3, i % 10);
    let file = bytes(&(0..400).fold(String::from("size,name\n"), |text, i| text + &row(i)));
    let decided = decide(&file, chosen(&file, false)).unwrap();
    let session = Session::new(open(&decided, &file));
    let mut record = Record::for_world(&session.world, 7);
    let params = boosting::Params { early_stopping: true, ..Default::default() };
    let spec = ModelSpec::Boosting(params);
    record.choose(Choice::Run { spec: spec.clone() });
    record.happen(Fact::Revealed { what: LEARNING.into() });
    let (method, most, folds, seconds) = (Method::Halving, 4, 4, 60);
    record.choose(Choice::Search { search: SearchSpec { spec, method, most, folds, seconds } });
    let Report::Train(report) = &*show(&session, &record, Stage::Train) else { panic!("no runs") };
    assert!(report.asked.learning.len() < 5, "of a tenth of the rows there are too few of each");
    assert_eq!((report.runs.len(), report.searches.len()), (1, 1));
}
