//! Ridership: the shipped file, what is known when, and whether the story it is chosen for is in it.

use std::collections::BTreeMap;

use engine::expedition::{ModelSpec, World, WorldId, rule::Usual, scenario};
use engine::models::{Answers, linear};
use engine::rng::Rng;
use engine::table::date;
use engine::task::Task;
use engine::work::{Pace, Work};
use engine::worlds::calendar::Month;
use engine::worlds::ridership::{self, FEATURES, MONTHS, TARGET, TWO_WEEKS_AGO};

use crate::flights::unpack;

pub const WORLD: WorldId = WorldId::Ridership;

/// The shipped world, loaded as the worker loads it: [`World::open`] holds its fingerprint to the file.
pub fn shipped() -> World {
    World::open(WORLD, &[unpack("static/data/ridership.cols")]).expect("the file is the one the engine knows")
}

/// The columns of one of the scenario's sets.
pub fn set(key: &str) -> Vec<String> {
    let sets = scenario::of(WORLD).sets;
    sets.iter().find(|set| set.key == key).unwrap_or_else(|| panic!("no set {key}")).of(WORLD)
}

pub fn mean_of(y: &[f64], rows: &[u32]) -> f64 {
    rows.iter().map(|row| y[*row as usize]).sum::<f64>() / rows.len() as f64
}

/// The mean absolute error of what was said, by year.
pub fn by_year(world: &World, said: &[f64]) -> BTreeMap<i32, f64> {
    let mut off: BTreeMap<i32, Vec<f64>> = BTreeMap::new();
    for ((day, y), said) in world.days.iter().zip(world.y.iter()).zip(said) {
        off.entry(date::to_ymd(*day).0).or_default().push((y - said).abs());
    }
    off.into_iter().map(|(year, off)| (year, off.iter().sum::<f64>() / off.len() as f64)).collect()
}

/// The mean absolute error by year of a model that learned the whole history on `columns`, by the recipe offered.
pub fn errors(world: &World, columns: Vec<String>, spec: ModelSpec) -> BTreeMap<i32, f64> {
    let recipe = scenario::recipe(WORLD, columns);
    let (table, rows) = (world.table.clone(), world.rows(WORLD.history()));
    let learned = table.take(&rows);
    let y: Vec<f64> = rows.iter().map(|row| world.y[*row as usize]).collect();
    let said = Work::new(move |pace: Pace| async move {
        let (recipe, x) = recipe.fit_transform(&learned, &y, &pace).await?;
        let answers = Answers::numbers(y);
        let model = spec.fit(&x, &answers, Rng::new(1, "ridership"), &pace).await?;
        let x = recipe.transform(&table, &mut Vec::new(), &pace).await?;
        Ok::<_, engine::error::EngineError>(model.predict(&x, &pace).await?.values().to_vec())
    });
    by_year(world, &said.finish().unwrap())
}

#[test]
fn every_day_is_there_with_its_weekday_and_month() {
    let world = shipped();
    assert!(world.days.windows(2).all(|pair| pair[1] == pair[0] + 1), "one row a day, no gap");
    let (weekdays, week) = world.table.categories("weekday").unwrap();
    let (months, month) = world.table.categories("month").unwrap();
    assert_eq!(**weekdays, engine::worlds::flights::WEEKDAYS.map(String::from));
    assert_eq!(**months, MONTHS.map(String::from));
    for (i, day) in world.days.iter().enumerate() {
        assert_eq!((week[i], month[i] + 1), (date::weekday(*day), date::month_of(*day)));
    }
}

/// Only how many came is known later, the next day.
#[test]
fn all_but_the_outcome_is_known_at_the_decision() {
    let table = shipped().table;
    for column in table.columns() {
        assert_eq!(column.known_at.at_decision(), column.name != TARGET, "{}", column.name);
    }
    assert!(FEATURES.iter().all(|feature| feature.at_decision && table.column(feature.name).is_ok()));
    // Every column of the table but the days and the answer can be given to a model.
    assert_eq!(table.columns().len(), FEATURES.len() + 2);
    let live = table.as_known_at_decision();
    assert!(live.numbers(TARGET).unwrap().iter().all(|y| y.is_nan()));
    assert_eq!((WORLD.target().task, WORLD.target().delay_days), (Task::Regression, 1));
}

/// What came fourteen days ago is told exactly, so a rule that repeats it can be held against every model.
#[test]
fn the_rule_repeats_what_was_two_weeks_ago() {
    let world = shipped();
    let rule = scenario::problem(WORLD).rule;
    assert_eq!(rule.amount.as_ref().unwrap().usual, Usual::Column(TWO_WEEKS_AGO.into()));
    assert_eq!(rule.columns(), [TWO_WEEKS_AGO]);
    let said = rule.say(Task::Regression, 0, &world.table).unwrap().scores;
    assert_eq!(said[14..], world.y[..world.y.len() - 14]);
}

/// Years are lived one at a time; the last one ends in August.
#[test]
fn a_period_is_a_year() {
    let world = shipped();
    let history = WORLD.history();
    assert_eq!((history.months(), WORLD.stride()), (36, 12));
    let mut from = history.to.plus(1);
    let mut lived = Vec::new();
    while from <= WORLD.last() {
        lived.push(world.rows(WORLD.period(from)).len());
        from = from.plus(WORLD.stride());
    }
    assert_eq!(lived, [366, 365, 365, 365, 366, 365, 365, 365, 366, 365, 365, 365, 241]);
    assert_eq!(Month::of(world.days[world.days.len() - 1]), WORLD.last());
    let all = world.rows(history).len() + lived.iter().sum::<usize>();
    assert_eq!(all, world.y.len(), "no day is left out");
}

#[test]
fn the_sets_and_sources_are_what_they_say() {
    let scenario = scenario::of(WORLD);
    let groups = |columns: &[String]| {
        let group = |name: &String| FEATURES.iter().find(|f| f.name == name).unwrap().group;
        columns.iter().map(group).collect::<std::collections::BTreeSet<_>>()
    };
    assert_eq!(groups(&set("calendar")), ["calendar"].into());
    assert_eq!(groups(&set("offered")), ["calendar", "weather"].into());
    assert_eq!(set("everything").len(), FEATURES.len());
    for feature in FEATURES {
        let sources = scenario.sources.iter().filter(|source| source.groups.contains(&feature.group));
        assert_eq!(sources.count(), 1, "{} comes from one source", feature.name);
        let name = [feature.name.to_string()];
        let lookups = scenario.lookups.iter().filter(|lookup| lookup.serves(&name));
        assert_eq!(lookups.count(), 1, "{} is looked up in one place", feature.name);
    }
    assert_eq!(scenario.safeguards, (0.0, 0), "nobody looks at days one by one");
    // No gap, no word without a step: the recipe offered makes numbers of all of it.
    let table = shipped().table;
    for feature in FEATURES {
        let values = &table.column(feature.name).unwrap().values;
        assert!((0..values.len()).all(|row| !values.is_missing(row)), "{}", feature.name);
    }
}

/// A model is good enough in the first year and not two years later, when the rule, which moves with the city, is.
#[test]
fn the_goal_is_met_at_first_and_missed_later() {
    let world = shipped();
    let problem = scenario::problem(WORLD);
    let rule = by_year(&world, &problem.rule.say(Task::Regression, 0, &world.table).unwrap().scores);
    let model = errors(&world, set("offered"), ModelSpec::Linear(linear::Params::default()));
    assert!(model[&2004] <= problem.goal && model[&2004] < rule[&2004], "{model:?}");
    for year in 2006..=2016 {
        assert!(model[&year] > problem.goal && model[&year] > rule[&year], "{year}: {model:?} {rule:?}");
    }
    assert!(rule[&2006] <= problem.goal, "{rule:?}");
    let source = ridership::read(&unpack("static/data/ridership.cols")).unwrap();
    assert_eq!((source.about.licence.as_str(), source.about.sample.share), ("MIT", 1.0));
}
