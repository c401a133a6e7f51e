//! Rodents: the shipped file, what is known when, and whether the story it is chosen for is in it.

use std::collections::{BTreeMap, BTreeSet};

use engine::error::EngineError;
use engine::expedition::record::{Choice, Record};
use engine::expedition::session::Session;
use engine::expedition::{ModelSpec, World, WorldId, dials, scenario};
use engine::models::Answers;
use engine::prepare::{Columns, Step, target};
use engine::rng::Rng;
use engine::said::Said;
use engine::table::date;
use engine::task::Task;
use engine::work::{Pace, Work};
use engine::worlds::calendar::Month;
use engine::worlds::rodents::{self, CATEGORIES, FEATURES, SPECIES, TARGET, class};

use crate::flights::unpack;

pub const WORLD: WorldId = WorldId::Rodents;

/// The shipped world, loaded as the worker loads it: [`World::open`] holds its fingerprint to the file.
pub fn shipped() -> World {
    World::open(WORLD, &[unpack("static/data/rodents.cols")]).expect("the file is the one the engine knows")
}

/// How many of the animals `which` there are by year, by `of` the class of each.
pub fn by_year(
    world: &World,
    which: impl Fn(usize) -> bool,
    of: impl Fn(usize) -> usize,
) -> BTreeMap<i32, [u32; SPECIES.len()]> {
    let mut counts = BTreeMap::new();
    for (i, day) in world.days.iter().enumerate() {
        let year = counts.entry(date::to_ymd(*day).0).or_insert([0; SPECIES.len()]);
        year[of(world.y[i] as usize)] += u32::from(which(i));
    }
    counts
}

/// What a model that learned `rows` by both measures says of every animal, by the recipe offered.
pub fn said(world: &World, rows: Vec<u32>, spec: ModelSpec) -> Said {
    let recipe = scenario::offered(WORLD);
    let table = world.table.clone();
    let learned = table.take(&rows);
    let y: Vec<f64> = rows.iter().map(|row| world.y[*row as usize]).collect();
    let found = Work::new(move |pace: Pace| async move {
        let (recipe, x) = recipe.fit_transform(&learned, &y, &pace).await?;
        let answers = Answers::classes(y, SPECIES.len() as u32);
        let model = spec.fit(&x, &answers, Rng::new(1, "rodents"), &pace).await?;
        let x = recipe.transform(&table, &mut Vec::new(), &pace).await?;
        model.predict(&x, &pace).await
    });
    Said::by(Task::Multiclass, found.finish().unwrap())
}

/// Only the species is known later, when the records have been checked.
#[test]
fn all_but_the_species_is_known_at_the_decision() {
    let table = shipped().table;
    for column in table.columns() {
        assert_eq!(column.known_at.at_decision(), column.name != TARGET, "{}", column.name);
    }
    assert!(FEATURES.iter().all(|feature| feature.at_decision && table.column(feature.name).is_ok()));
    // Every column of the table but the days and the answer can be given to a model.
    assert_eq!(table.columns().len(), FEATURES.len() + 2);
    let live = table.as_known_at_decision();
    assert!(live.numbers(TARGET).unwrap().iter().all(|y| y.is_nan()));
    assert_eq!((WORLD.target().task, WORLD.target().delay_days), (Task::Multiclass, 30));
    assert!(CATEGORIES.iter().all(|name| FEATURES.iter().any(|feature| feature.name == *name)));
}

#[test]
fn every_animal_has_a_class_a_day_and_a_measure() {
    let world = shipped();
    assert_eq!(WORLD.classes(), SPECIES);
    assert!(world.y.iter().all(|y| *y >= 0.0 && *y < SPECIES.len() as f64 && y.fract() == 0.0));
    assert!(SPECIES.iter().zip(0..).all(|(species, at)| class(species) == Some(at)));
    assert_eq!(class("HOMO"), None);
    let [foot, weight] = ["hindfoot_length", "weight"].map(|name| world.table.numbers(name).unwrap());
    assert!(foot.iter().zip(weight.iter()).all(|(foot, weight)| !foot.is_nan() || !weight.is_nan()));
    let (months, month) = world.table.categories("month").unwrap();
    assert_eq!(months.len(), 12);
    assert!(world.days.iter().zip(month.iter()).all(|(day, month)| date::month_of(*day) == month + 1));
    // Each plot is of one kind from the first day to the last.
    let [kinds, plots] = ["plot_type", "plot"].map(|name| world.table.categories(name).unwrap().1);
    let pairs: BTreeSet<(u32, u32)> = plots.iter().copied().zip(kinds.iter().copied()).collect();
    assert_eq!(pairs.len(), world.table.categories("plot").unwrap().0.len());
}

/// Years are lived one at a time, to the last one there is.
#[test]
fn a_period_is_a_year() {
    let world = shipped();
    let history = WORLD.history();
    assert_eq!((history.months(), WORLD.stride()), (180, 12));
    let mut from = history.to.plus(1);
    let mut lived = Vec::new();
    while from <= WORLD.last() {
        lived.push(world.rows(WORLD.period(from)).len());
        from = from.plus(WORLD.stride());
    }
    assert_eq!(lived, [920, 657, 567, 1101, 1634, 2424, 1520, 1078, 1471, 1493, 2129]);
    assert_eq!(Month::of(world.days[world.days.len() - 1]), WORLD.last());
    let all = world.rows(history).len() + lived.iter().sum::<usize>();
    assert_eq!(all, world.y.len(), "no animal is left out");
    let live = world.between(world.days[world.rows(history).len()], i32::MAX);
    let first = world.days[live[0] as usize];
    let before = world.between(first, first + scenario::of(WORLD).live_days).len();
    assert!(before > 150, "{before} animals are looked at before going live");
}

#[test]
fn the_sets_and_sources_are_what_they_say() {
    let scenario = scenario::of(WORLD);
    let columns = |key: &str| {
        let sets = scenario.sets;
        sets.iter().find(|set| set.key == key).unwrap_or_else(|| panic!("no set {key}")).of(WORLD)
    };
    assert_eq!(columns("offered"), ["hindfoot_length", "weight"]);
    assert_eq!(columns("animal"), ["hindfoot_length", "weight", "sex"]);
    assert_eq!(columns("everything").len(), FEATURES.len());
    for feature in FEATURES {
        let sources = scenario.sources.iter().filter(|source| source.groups.contains(&feature.group));
        assert_eq!(sources.count(), 1, "{} comes from one source", feature.name);
        let name = [feature.name.to_string()];
        let lookups = scenario.lookups.iter().filter(|lookup| lookup.serves(&name));
        assert_eq!(lookups.count(), 1, "{} is looked up in one place", feature.name);
    }
    let late = scenario.sources.iter().map(|source| source.delay_days).max();
    assert_eq!(late, Some(WORLD.target().delay_days), "the records are the answer");
    let rule = scenario::problem(WORLD).rule;
    assert_eq!(rule.columns(), ["hindfoot_length", "weight"]);
    assert_eq!(rule.classes.len(), rule.any.len());
    let source = rodents::read(&unpack("static/data/rodents.cols")).unwrap();
    assert_eq!((source.about.licence.as_str(), source.about.sample.share), ("CC0-1.0", 1.0));
}

/// The species that comes in 1995 was never seen before, and is the commonest from 2000 on: a model of the years before
/// cannot say its name, one that learned some of them can.
#[test]
fn the_newcomer_is_not_named_by_who_never_saw_it() {
    let world = shipped();
    let newcomer = class("PB").unwrap();
    let species = by_year(&world, |_| true, |class| class);
    for (year, counts) in &species {
        let most = (0..SPECIES.len()).max_by_key(|class| counts[*class]).unwrap();
        assert_eq!(counts[newcomer as usize] > 0, *year >= 1995, "{year}");
        assert_eq!(most == newcomer as usize, *year >= 2000, "{year}: {counts:?}");
    }
    for family in dials::families(Task::Multiclass) {
        let old = said(&world, world.rows(WORLD.history()), dials::offered(family));
        assert!(old.classes.iter().all(|class| *class != newcomer), "{family}");
    }
    let learned = world.between(0, date::from_ymd(2000, 1, 1));
    let (n, new) = (learned.len(), said(&world, learned, dials::offered("boosting")));
    let found = (n..world.y.len()).filter(|i| world.y[*i] == f64::from(newcomer));
    let right = found.clone().filter(|i| new.classes[*i] == newcomer).count();
    assert!(right * 10 > found.count() * 8, "{right}");
}

/// A file of another hand could name other classes than the world has: a column a class would then be made of words.
#[test]
fn a_recipe_made_for_other_classes_is_refused() {
    let mut record = Record::new(WorldId::Rodents, 7);
    let mut recipe = scenario::offered(WorldId::Rodents);
    let n_classes = 2;
    let columns = Columns::All;
    let target = target::Params { columns, smooth: 1.0, cv: 3, n_classes };
    recipe.steps.insert(0, Step::Target(target));
    record.choose(Choice::Recipe { recipe });
    record.choose(Choice::Run { spec: ModelSpec::Majority });
    let refused = crate::refused::last(&Session::new(shipped()), &record);
    let EngineError::InStep { step: 0, error } = refused else { panic!("{refused:?}") };
    assert!(matches!(&*error, EngineError::OutOfRange { what, .. } if what == "n_classes"), "{error:?}");
}
