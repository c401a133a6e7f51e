//! What every step promises through the door by which models are trained: rows that are not trained on teach nothing,
//! whatever stands in them and however rows were divided.

use engine::expedition::aside::Aside;
use engine::expedition::balance::{Balance, Method as Drawn};
use engine::expedition::pipeline::{self, Pipeline};
use engine::expedition::plan::Fit;
use engine::models::{ModelSpec, decision_tree};
use engine::prepare::calendar::Part;
use engine::prepare::clip::Limits;
use engine::prepare::impute::Fill;
use engine::prepare::text::Terms;
use engine::prepare::{Columns, FittedStep, Recipe, Step, calendar, impute, one_hot, target};
use engine::split::{By, SplitSpec};
use engine::table::{Column, Table, Values};
use engine::work::Pace;
use engine::worlds::{World, WorldId};

use super::steps::{column, poisoned_but, steps as listed, table, targets};
use crate::now;

/// Rows a day, so that days make groups and can be divided.
const A_DAY: usize = 8;

/// The rows of the steps' contract as a world: a day and an answer each.
fn world(id: WorldId, table: &Table, y: Vec<f64>) -> World {
    let first = id.history().from.first_day();
    let days = (0..y.len()).map(|i| first + (i / A_DAY) as i32).collect();
    let mut columns = table.columns().to_vec();
    columns.push(column("date", Values::Date(days)));
    columns.push(column(&id.target().column, Values::Number(y.into())));
    World::new(id, Table::new(columns).unwrap(), 1.0).unwrap()
}

/// The clean rows, and such of which all but those to `keep` are poisoned, the answers with them.
fn clean() -> World {
    let table = table();
    world(WorldId::Flights, &table, targets(table.n_rows()))
}

fn poisoned(keep: impl Fn(usize) -> bool) -> World {
    let table = poisoned_but(&keep);
    let y = targets(table.n_rows()).into_iter().enumerate();
    world(WorldId::Flights, &table, y.map(|(i, y)| if keep(i) { y } else { 1.0 - y }).collect())
}

/// One step, and after it what makes numbers of all that it leaves.
fn recipe(step: &Step) -> Recipe {
    let features = ["full", "gap", "word", "place", "day"].map(String::from).to_vec();
    let rest = [
        Step::Calendar(calendar::Params { columns: Columns::All, parts: vec![Part::Weekday, Part::Month] }),
        Step::Impute(impute::Params { columns: Columns::All, fill: Fill::MostFrequent }),
        Step::OneHot(one_hot::Params { columns: Columns::All, max_levels: None, drop_first: false }),
    ];
    Recipe { features, steps: std::iter::once(step.clone()).chain(rest).collect() }
}

/// Every step, for a world that asks for yes or no: a column a class is made where there are classes, see below.
fn steps() -> Vec<Step> {
    let asked = |step| match step {
        Step::Target(params) => Step::Target(target::Params { n_classes: 0, ..params }),
        other => other,
    };
    listed().into_iter().map(asked).collect()
}

/// A tree takes what each step makes, levels too.
fn fit(world: &World, recipe: Recipe, split: SplitSpec) -> Fit {
    let tree = decision_tree::Params { min_samples_leaf: 3, ..Default::default() };
    Fit {
        data: world.fingerprint.clone(),
        seed: "0000000000000007".into(),
        window: world.id.history(),
        recipe,
        split,
        spec: ModelSpec::DecisionTree(tree),
        balance: None,
        calibrate: None,
        aside: None,
    }
}

fn learn(fit: &Fit, world: &World, rows: &[u32]) -> Pipeline {
    now(Pipeline::fit(fit, world, rows, &Pace::default())).unwrap_or_else(|e| panic!("{:?}: {e}", fit.recipe))
}

fn splits() -> [SplitSpec; 5] {
    let (train, validation, test) = (0.4, 0.3, 0.3);
    [
        SplitSpec::Time { train, validation, test },
        SplitSpec::Random { train, validation, test },
        SplitSpec::Stratified { train, validation, test },
        SplitSpec::Group { by: By::Day, train, validation, test },
        SplitSpec::Group { by: By::Column("group".into()), train, validation, test },
    ]
}

/// With a column to divide rows by, which is no feature and so is not poisoned.
fn grouped(world: &World) -> World {
    let n = world.table.n_rows();
    let levels: Vec<String> = (0..20).map(|i| format!("g{i}")).collect();
    let codes = (0..n as u32).map(|i| i * 7 % 20).collect();
    let mut columns: Vec<Column> = world.table.columns().to_vec();
    // What a model may be given, so that some rows are copies of others.
    columns.push(column("hour", Values::Number((0..n).map(|i| (i % 90) as f64).collect())));
    columns.push(column("group", Values::Category { levels: levels.into(), codes }));
    World::new(world.id, Table::new(columns).unwrap(), 1.0).unwrap()
}

/// Whether a step learns anything from rows, so that others would have taught it something else.
fn learns(step: &Step) -> bool {
    match step {
        Step::Off(_) | Step::Drop { .. } | Step::Ratio(_) | Step::Calendar(_) => false,
        Step::Normalise(_) | Step::Polynomial(_) => false,
        Step::Blank(_) | Step::Convert(_) | Step::Merge(_) => false,
        Step::Clip(p) => !matches!(p.limits, Limits::Given { .. }),
        Step::Text(p) => !matches!(p.terms, Terms::Hashed { .. }),
        Step::Impute(p) => !matches!(p.fill, Fill::Number { .. } | Fill::Level { .. }),
        _ => true,
    }
}

#[test]
fn rows_that_are_not_trained_on_teach_nothing() {
    let clean = grouped(&clean());
    for split in splits() {
        let trained =
            pipeline::split(&fit(&clean, recipe(&steps()[0]), split.clone()), &clean).unwrap().train;
        assert!(trained.len() > 100 && trained.len() < 250, "{split:?}: {}", trained.len());
        let spoilt = grouped(&poisoned(|i| trained.contains(&(i as u32))));
        assert_ne!(spoilt.fingerprint, clean.fingerprint);
        for step in steps() {
            let honest = learn(&fit(&clean, recipe(&step), split.clone()), &clean, &trained);
            let other = learn(&fit(&spoilt, recipe(&step), split.clone()), &spoilt, &trained);
            assert_eq!(other, honest, "{step:?}, {split:?}");
            let text = |pipeline: &Pipeline| serde_json::to_string(pipeline).unwrap();
            assert_eq!(text(&other), text(&honest), "{step:?}, {split:?}: to the bit");
        }
    }
}

/// The test above can fail: a poisoned row that is trained on shows.
#[test]
fn rows_that_are_trained_on_teach() {
    let clean = grouped(&clean());
    let split = splits()[1].clone();
    let trained = pipeline::split(&fit(&clean, recipe(&steps()[0]), split.clone()), &clean).unwrap().train;
    let spoilt = grouped(&poisoned(|i| !trained[..60].contains(&(i as u32))));
    let mut otherwise = Vec::new();
    for step in steps() {
        let honest = learn(&fit(&clean, recipe(&step), split.clone()), &clean, &trained);
        let other = learn(&fit(&spoilt, recipe(&step), split.clone()), &spoilt, &trained);
        assert_ne!(other, honest, "{step:?}");
        let own = |pipeline: &Pipeline| -> FittedStep { pipeline.recipe.steps[0].clone() };
        if (own(&other) != own(&honest)) != learns(&step) {
            otherwise.push(step);
        }
    }
    assert_eq!(otherwise, [], "the step itself learns from them, or does not");
}

/// The same with rows set aside, with rows drawn for rare answers and with probabilities put right, which learn from
/// training rows too.
#[test]
fn setting_aside_drawing_and_putting_right_learn_from_training_rows_only() {
    let clean = grouped(&clean());
    for split in splits() {
        let plain = fit(&clean, super::steps::recipe(), split.clone());
        let trained = pipeline::split(&plain, &clean).unwrap().train;
        let spoilt = grouped(&poisoned(|i| trained.contains(&(i as u32))));
        let balance = Some(Balance { method: Drawn::Oversample, sampling_strategy: 1.0 });
        let aside = Some(Aside { copies: true, doubted: true });
        for (aside, balance, calibrate) in [
            (aside, None, None),
            (None, balance, None),
            (None, None, Some(engine::calibrate::Method::Sigmoid)),
            (aside, balance, Some(engine::calibrate::Method::Isotonic)),
        ] {
            let asked = |world: &World| Fit {
                aside,
                balance,
                calibrate,
                ..fit(world, super::steps::recipe(), split.clone())
            };
            let honest = learn(&asked(&clean), &clean, &trained);
            assert_eq!(learn(&asked(&spoilt), &spoilt, &trained), honest, "{split:?}");
            assert_eq!(honest.curves.is_some(), calibrate.is_some());
            let left = honest.left.as_ref();
            assert_eq!(left.map(|left| left.copies > 0 && left.doubted > 0), aside.map(|_| true), "{left:?}");
        }
    }
}

/// A level that becomes a number a class learns them all from training rows only: of other rows values and classes are
/// changed.
#[test]
fn of_several_classes_too_rows_that_are_not_trained_on_teach_nothing() {
    let n_classes = WorldId::Rodents.classes().len() as u32;
    let class = |i: usize| f64::from((i as u32 * 5 + i as u32 / 7) % n_classes);
    let n = table().n_rows();
    let clean = grouped(&world(WorldId::Rodents, &table(), (0..n).map(class).collect()));
    let changed = |i: usize| f64::from((class(i) as u32 + 1 + i as u32 % (n_classes - 1)) % n_classes);
    for split in splits() {
        for (columns, smooth, cv) in [(Columns::All, 10.0, 5), (Columns::Named(vec!["word".into()]), 0.0, 2)]
        {
            let step = Step::Target(target::Params { columns, smooth, cv, n_classes });
            let asked = fit(&clean, recipe(&step), split.clone());
            let trained = pipeline::split(&asked, &clean).unwrap().train;
            let taught = |keep: &dyn Fn(usize) -> bool| {
                let y = (0..n).map(|i| if keep(i) { class(i) } else { changed(i) }).collect();
                let spoilt = grouped(&world(WorldId::Rodents, &poisoned_but(keep), y));
                learn(&fit(&spoilt, recipe(&step), split.clone()), &spoilt, &trained)
            };
            let honest = learn(&asked, &clean, &trained);
            assert_eq!(taught(&|i| trained.contains(&(i as u32))), honest, "{split:?}");
            let other = taught(&|i| !trained[..60].contains(&(i as u32)));
            assert_ne!(
                other.recipe.steps[0], honest.recipe.steps[0],
                "{split:?}: what is trained on teaches"
            );
        }
    }
}
