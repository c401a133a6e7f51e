//! A look inside what was learned, and a promise about it that a learner asked for.

use engine::error::EngineError;
use engine::expedition::pipeline::{self, Pipeline};
use engine::expedition::plan::{Fit, Plan};
use engine::expedition::prepare::{Columns, Step, impute, one_hot};
use engine::expedition::record::{Choice, Record};
use engine::expedition::session::Session;
use engine::expedition::{Recipe, World, dials, scenario};
use engine::models::boosting::Params;
use engine::models::{Answers, Model, ModelSpec};
use engine::rng::Rng;
use engine::table::Values;
use engine::work::Pace;

use crate::now;
use crate::training::trained;

/// A run of this model on this recipe.
pub fn story(world: &World, recipe: Recipe, spec: &ModelSpec) -> (Record, Fit) {
    let mut record = Record::for_world(world, 0x2013);
    record.choose(Choice::Recipe { recipe });
    record.choose(Choice::Run { spec: spec.clone() });
    let fit = Plan::of(&record).fit(spec.clone());
    (record, fit)
}

/// What training learns from its rows.
pub fn learned(fit: &Fit, world: &World) -> Pipeline {
    let rows = pipeline::split(fit, world).unwrap().train;
    now(Pipeline::fit(fit, world, &rows, &Pace::default())).unwrap()
}

/// Which columns tell two classes apart: of a formula by how far their weights lie from each other, of naive Bayes by how
/// far their looks do, which the goldens hold to scikit-learn's `theta_` and `var_`.
#[test]
fn two_classes_are_told_apart_by_what_parts_them() {
    let world = crate::rodents::shipped();
    let session = Session::new(world.clone());
    let recipe = scenario::offered(world.id);
    for kind in ["logistic", "naive_bayes"] {
        let (record, fit) = story(&world, recipe.clone(), &dials::offered(kind));
        let pipeline = learned(&fit, &world);
        let report = trained(&session, &record);
        let by_class = report.runs[0].judged.by_class.as_ref().unwrap();
        let names = &pipeline.recipe.output;
        for one in &by_class.lines {
            for other in &by_class.lines {
                let expected: Vec<f64> = match &pipeline.model {
                    Model::Softmax(fitted) => {
                        let line = |class: u32| {
                            let at = fitted.classes.iter().position(|of| *of == class).unwrap();
                            &fitted.coef[at * names.len()..(at + 1) * names.len()]
                        };
                        line(one.0).iter().zip(line(other.0)).map(|(a, b)| a - b).collect()
                    }
                    Model::NaiveBayes(fitted) => fitted.differences([one.0 as usize, other.0 as usize]),
                    _ => panic!("{kind}"),
                };
                let found = by_class.between(one.0, other.0);
                assert!(found.windows(2).all(|two| two[0].weight.abs() >= two[1].weight.abs()), "{kind}");
                for weight in &found {
                    let at = names.iter().position(|name| *name == weight.feature).unwrap();
                    assert!((weight.weight - expected[at]).abs() < 1e-9, "{kind}: {}", weight.feature);
                }
                let told = |name: &String| found.iter().any(|weight| weight.feature == *name);
                let least = found.last().unwrap().weight.abs();
                let left = names.iter().zip(&expected).filter(|(name, _)| !told(name));
                assert!(
                    left.into_iter().all(|(_, weight)| weight.abs() <= least + 1e-9),
                    "{kind}: the largest"
                );
            }
        }
        let nobody = world.id.classes().len() as u32;
        assert!(by_class.between(nobody, 0).is_empty(), "{kind}: no such class");
    }
}

#[test]
fn names_are_placed_where_the_features_stand() {
    let names = |names: &[(&str, i8)]| Params {
        monotonic_names: names.iter().map(|(name, way)| (String::from(*name), *way)).collect(),
        ..Params::default()
    };
    let asked = names(&[("hour", 1), ("temp", -1), ("moon", 1), ("carrier", 1)]);
    let placed = asked.placed(&[Some("temp"), Some("wind"), None, Some("hour")]);
    assert_eq!(placed.monotonic_cst, [-1, 0, 0, 1], "what has levels, or is not there, says nothing");
    assert!(placed.monotonic_names.is_empty());
    let none = names(&[("moon", 1)]).placed(&[Some("temp"), Some("hour")]);
    assert_eq!(none, Params::default(), "nothing to push is nothing said");
    let given = Params { monotonic_cst: vec![0, 1], ..Params::default() };
    assert_eq!(given.placed(&[Some("temp"), Some("hour")]), given, "places stay");
    let other = dials::offered("logistic");
    assert_eq!(other.placed(&[Some("temp")]), other);
}

#[test]
fn names_that_nobody_placed_are_refused() {
    let (x, answers) = crate::contract::models::asked(engine::task::Task::Binary, 1);
    let spec = dials::push(&dials::offered("boosting"), "hour", 1);
    let work = spec.start(x.clone(), answers, Rng::new(1, "ways"));
    let refused = EngineError::Unsupported { what: "monotonic_names".into() };
    assert_eq!(work.finish().err(), Some(refused));
    let placed = spec.placed(&[Some("hour"), None, Some("temp"), None]);
    let y: Vec<f64> = (0..x.n_rows()).map(|i| x.row(i)[0]).collect();
    assert!(placed.start(x, Answers::numbers(y), Rng::new(1, "ways")).finish().is_ok());
}

/// A column that may push one way only pushes no row the other way, through the whole recipe and at any of its values.
#[test]
fn a_column_pushes_only_the_way_it_was_told_to() {
    for (world, columns) in [
        (crate::replay::shipped(), [("hour", -1), ("wind_gust", 1), ("pressure", -1)]),
        (crate::ridership::shipped(), [("temp", 1), ("precip", -1), ("wind", 1)]),
    ] {
        let (all, fill) = (|| Columns::All, impute::Fill::Median);
        let steps = vec![
            Step::Impute(impute::Params { columns: all(), fill }),
            Step::OneHot(one_hot::Params { columns: all(), max_levels: Some(10), drop_first: false }),
        ];
        let features = scenario::at_decision(world.id).features;
        let columns: Vec<(&str, i8)> =
            columns.into_iter().filter(|(name, _)| features.iter().any(|of| of == name)).collect();
        assert!(columns.len() > 1, "{features:?}");
        let free = dials::offered("boosting");
        let pushed = columns.iter().fold(free.clone(), |spec, (name, way)| dials::push(&spec, name, *way));
        let turns = |spec: &ModelSpec| {
            let (_, fit) = story(&world, Recipe { features: features.clone(), steps: steps.clone() }, spec);
            let pipeline = learned(&fit, &world);
            let rows = pipeline::split(&fit, &world).unwrap().train;
            let some: Vec<u32> = rows.iter().step_by(rows.len() / 60).copied().collect();
            let (mut turned, mut moved) = (0, 0);
            for (name, way) in &columns {
                let there = engine::math::sorted_present(world.table.take(&rows).numbers(name).unwrap());
                let values = (0..=12).map(|k| there[k * (there.len() - 1) / 12]);
                let mut before: Option<Vec<f64>> = None;
                for value in values {
                    let mut columns = world.table.take(&some).columns().to_vec();
                    let own = columns.iter_mut().find(|column| column.name == *name).unwrap();
                    own.values = Values::Number(vec![value; some.len()].into());
                    let table = engine::table::Table::new(columns).unwrap();
                    let said = now(pipeline.predict(&table, &mut Vec::new(), &Pace::default()))
                        .unwrap()
                        .into_values();
                    for (now, last) in said.iter().zip(before.iter().flatten()) {
                        turned += u32::from(f64::from(*way) * (now - last) < -1e-12);
                        moved += u32::from(now != last);
                    }
                    before = Some(said);
                }
            }
            assert!(moved > 100, "{moved}: the columns push");
            turned
        };
        assert_eq!(turns(&pushed), 0, "{:?}", world.id);
        assert!(turns(&free) > 0, "{:?}: left alone they push both ways", world.id);
    }
}
