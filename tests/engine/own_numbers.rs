//! A learner's own CSV with a number as target: looked at, decided about or refused, and taken through the loop.

use std::rc::Rc;

use engine::error::{EngineError, OwnProblem};
use engine::expedition::own::{Chosen, LEAST_NUMBERS, Own, Yes, settle};
use engine::expedition::rule::Usual;
use engine::expedition::{Task, WorldId, scenario};
use engine::table::csv;

use crate::own::{bytes, decide, look, open, walk};
use crate::ridership::shipped;

/// The rides of the first years as somebody's file: days, words and numbers, the rides at the end.
fn rides() -> Rc<[u8]> {
    let all = shipped().table;
    let names = ["date", "weekday", "month", "temp", "snow", "Clark_Lake", "rides"];
    let rows: Vec<u32> = (0..1_400).collect();
    csv::write(&all.take(&rows).select(&names.map(String::from)).unwrap()).unwrap().into()
}

fn chosen(file: &Rc<[u8]>, dated: bool) -> Chosen {
    let mut chosen = look(file).suggested;
    chosen.when = dated.then_some(0);
    chosen
}

#[test]
fn how_much_is_suggested_where_the_last_column_holds_numbers() {
    let draft = look(&rides());
    let chosen = &draft.suggested;
    assert_eq!((chosen.target, &chosen.yes, chosen.when), (6, &Some(Yes::Itself), Some(0)));
    // A unit has a price that fits its size: a tenth of all there is costs about what a false alarm does elsewhere.
    let [low, _, high] = draft.columns[6].range.unwrap();
    let tenth = chosen.false_alarm * (high - low) / 10.0;
    assert!((35.0..70.0).contains(&tenth) && chosen.miss == 3.0 * chosen.false_alarm, "{chosen:?}");
    // A limit makes it yes or no, and the prices follow.
    let limited = draft.priced(Chosen { yes: Some(Yes::AtLeast(10.0)), ..chosen.clone() });
    assert_eq!(limited.false_alarm, 50.0);
}

#[test]
fn what_is_decided_holds_a_rule_and_goals_in_the_unit_of_the_target() {
    let file = rides();
    let decided = decide(&file, chosen(&file, true)).unwrap();
    let world = open(&decided, &file);
    assert_eq!((world.id.target().task, world.y.len()), (Task::Regression, 1_400));
    assert!(world.y.iter().zip(shipped().y.iter()).all(|(a, b)| a.to_bits() == b.to_bits()));
    let id = WorldId::Own(Own::of(decided.clone()));
    let problem = scenario::problem(id);
    let amount = problem.rule.amount.clone().unwrap();
    let how_much = decided.found.how_much.unwrap();
    assert_eq!((amount.usual, amount.then), (Usual::Number(how_much.usual), how_much.then));
    // The rule asks what tells most of how much: here what there was two weeks before.
    assert_eq!(problem.rule.any[0].column, "c06");
    assert!(problem.goal > 0.5 * how_much.off && problem.goal < how_much.off);
    assert_eq!(scenario::of(id).safeguards, (0.0, 0));
}

#[test]
fn a_file_that_cannot_be_asked_how_much_is_refused() {
    let few: String = std::iter::once("size,stars\n".into())
        .chain((0..600).map(|i| format!("{}.5,{}\n", i * 13 % 97, i % 5)))
        .collect();
    let file = bytes(&few);
    let mut chosen = look(&file).suggested;
    assert_eq!(chosen.yes, None, "five different numbers are no amount: a limit has to be chosen");
    chosen.yes = Some(Yes::Itself);
    let refused = decide(&file, chosen).unwrap_err();
    let problem = OwnProblem::FewNumbers { needed: LEAST_NUMBERS, found: 5 };
    assert_eq!(refused, EngineError::Own { problem });
}

#[test]
fn the_loop_on_days_of_their_own() {
    let file = rides();
    walk(&decide(&file, chosen(&file, true)).unwrap(), &file);
}

#[test]
fn the_loop_in_an_invented_year() {
    let file = rides();
    let chosen = chosen(&file, false);
    walk(&decide(&file, chosen.clone()).unwrap(), &file);
    // Something changes, by the seed: a number is measured otherwise, or there is more of what is asked for.
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let raised = (0..12).filter(|seed| {
        let decided = settle(file.clone(), "x".into(), chosen.clone(), *seed).finish().unwrap();
        let world = open(&decided, &file);
        let of = |rows: Vec<u32>| mean(&rows.iter().map(|row| world.y[*row as usize]).collect::<Vec<f64>>());
        of(world.between(world.id.last().first_day(), i32::MAX)) > of(world.rows(world.id.history())) + 0.5
    });
    let raised = raised.count();
    assert!((1..12).contains(&raised), "{raised}");
}
