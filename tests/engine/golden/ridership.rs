//! Ridership's days: what pandas says is in the source, and how far off scikit-learn's models and two simple answers are
//! year by year.

use engine::expedition::{ModelSpec, scenario};
use engine::models::{boosting, linear};
use engine::task::Task;

use super::case::{Case, Tolerance, object};
use crate::ridership::{WORLD, by_year, errors, mean_of, set, shipped};

/// How far a year's error by boosting may be off: what was counted two weeks ago at twenty stations parts the same days at
/// many places equally well, and two right programs then go on differently.
fn near_ties(set: &str) -> Tolerance {
    Tolerance { abs: if set == "everything" { 0.1 } else { 1e-3 }, rel: 0.0 }
}

pub fn run(case: &Case) {
    match case.kind.as_str() {
        "facts" => facts(case),
        "simple" => simple(case),
        "fitted" => fitted(case),
        _ => {}
    }
}

fn facts(case: &Case) {
    let world = shipped();
    let (table, n) = (&world.table, world.table.n_rows());
    case.same("n", n as i64);
    case.same("first_day", i64::from(world.days[0]));
    case.same("last_day", i64::from(world.days[n - 1]));
    let columns = case.at("columns").as_object().unwrap();
    let mut missing = 0;
    for name in columns.keys() {
        let values = table.numbers(name).unwrap();
        missing += values.iter().filter(|v| v.is_nan()).count() as i64;
        let (low, high) = values.iter().fold((f64::MAX, f64::MIN), |(l, h), v| (l.min(*v), h.max(*v)));
        let of = object(vec![
            ("sum", values.iter().sum::<f64>().into()),
            ("min", low.into()),
            ("max", high.into()),
            ("first", values[0].into()),
            ("last", values[n - 1].into()),
        ]);
        case.same(&format!("columns/{name}"), of);
    }
    case.same("missing", missing);
    for name in ["weekday", "month"] {
        let (levels, codes) = table.categories(name).unwrap();
        let count = |level| codes.iter().filter(|code| **code == level).count() as i64;
        case.same(&format!("levels/{name}"), (0..levels.len() as u32).map(count).collect::<Vec<i64>>());
    }
    // No column that a model may be given is left out of the comparison but the calendar's.
    let compared = |name: &str| columns.contains_key(name) || ["weekday", "month"].contains(&name);
    assert!(WORLD.features().iter().all(|feature| compared(feature.name)));
}

fn simple(case: &Case) {
    let world = shipped();
    is_history(case);
    let usual = scenario::problem(WORLD).rule.say(Task::Regression, 0, &world.table).unwrap().scores;
    let mean = vec![mean_of(&world.y, &world.rows(WORLD.history())); world.y.len()];
    for (name, said) in [("two_weeks_ago", usual), ("mean", mean)] {
        for (year, error) in by_year(&world, &said) {
            case.same(&format!("{name}/{year}"), error);
        }
    }
}

fn fitted(case: &Case) {
    is_history(case);
    let key = case.input["set"].as_str().unwrap();
    let specs = [
        ("ridge", ModelSpec::Linear(linear::Params::default()), case.tolerance(None)),
        ("boosting", ModelSpec::Boosting(boosting::Params::default()), near_ties(key)),
    ];
    for (name, spec, tolerance) in specs {
        for (year, error) in errors(&shipped(), set(key), spec) {
            case.same_within(&format!("{name}/{year}"), error, tolerance);
        }
    }
}

/// The rows learned from are those that lie behind the learner.
fn is_history(case: &Case) {
    let n = case.input["n_learned"].as_u64().unwrap();
    assert_eq!(shipped().rows(WORLD.history()), (0..n as u32).collect::<Vec<u32>>());
}
