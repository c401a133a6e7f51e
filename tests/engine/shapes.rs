//! How an answer moves with a column, as the room shows it, is partial dependence as the goldens hold it to
//! scikit-learn.

use std::rc::Rc;

use engine::expedition::asked::{DEPENDENCE, about};
use engine::expedition::pipeline::{self, Pipeline};
use engine::expedition::record::Fact;
use engine::expedition::session::Session;
use engine::expedition::shapes::{Dependence, Grid};
use engine::expedition::{ModelSpec, World, dials, scenario};
use engine::explain::partial_dependence_at;
use engine::matrix::Matrix;
use engine::order;
use engine::table::{Table, Values};
use engine::work::Pace;

use crate::inside::{learned, story};
use crate::now;
use crate::training::trained;

/// Rows that the room averages over at most.
const ROWS: usize = 500;

/// The validation rows that the room averages over, as the model sees them.
fn rows(pipeline: &Pipeline, table: &Table) -> Matrix {
    now(pipeline.matrix(table, &mut Vec::new(), &Pace::default())).unwrap()
}

/// What the recipe makes of a value of a column.
fn made(pipeline: &Pipeline, table: &Table, column: &str, at: usize, value: f64) -> f64 {
    let mut columns = table.take(&[0]).columns().to_vec();
    let own = columns.iter_mut().find(|own| own.name == column).unwrap();
    own.values = Values::Number(Rc::from([value]));
    rows(pipeline, &Table::new(columns).unwrap()).row(0)[at]
}

/// A column without gaps, of which the recipe makes one number.
fn check(world: &World, session: &Rc<Session>, spec: &ModelSpec, column: &str) {
    let what = format!("{}, {column}", spec.name());
    let (mut record, fit) = story(world, scenario::at_decision(world.id), spec);
    record.happen(Fact::Revealed { what: about(DEPENDENCE, &[column]) });
    let report = trained(session, &record);
    let shown: &Dependence = &report.asked.dependence.as_ref().unwrap()[0];
    let Grid::Numbers(values) = &shown.grid else { panic!("{what}") };

    let pipeline = learned(&fit, world);
    let split = pipeline::split(&fit, world).unwrap();
    let every = split.validation.len().div_ceil(ROWS).max(1);
    let averaged: Vec<u32> = split.validation.iter().step_by(every).copied().collect();
    let table = world.table.take(&averaged);
    assert!(table.numbers(column).unwrap().iter().all(|v| v.is_finite()), "{what} has gaps");
    let at = pipeline.recipe.output.iter().position(|name| name == column).unwrap();
    let grid: Vec<f64> = values.iter().map(|value| made(&pipeline, &table, column, at, *value)).collect();
    let x = rows(&pipeline, &table);
    let (n, pace) = (x.n_rows() as u32, Pace::default());
    let found = now(partial_dependence_at(&pipeline.model, &x, at as u32, &grid, n, &pace)).unwrap();

    let far = |ours: &[f64], theirs: &[f64]| {
        assert_eq!(ours.len(), theirs.len(), "{what}");
        ours.iter().zip(theirs).fold(0.0_f64, |far, (a, b)| far.max((a - b).abs() / b.abs().max(1.0)))
    };
    assert!(values.len() > 5 && shown.average.iter().any(|said| *said != shown.average[0]), "{what} moves");
    assert!(far(&shown.average, &found.average) < 1e-12, "{what}");
    // The rows whose own line is shown go from the one with the most to the one with the least.
    let said = now(pipeline.model.predict(&x, &pace)).unwrap().into_values();
    let ranked = order::descending(&said);
    for (k, line) in shown.lines.iter().enumerate() {
        let row = ranked[k * (said.len() - 1) / (shown.lines.len() - 1)] as usize;
        assert!(far(line, &found.individual[row]) < 1e-12, "{what}: line {k}");
    }
}

#[test]
fn what_the_room_shows_is_partial_dependence() {
    let flights = crate::replay::shipped();
    let session = Session::new(flights.clone());
    let deep = dials::with_freedom(&dials::offered("decision_tree"), 14.0);
    for spec in [dials::offered("logistic"), dials::offered("boosting"), deep] {
        for column in ["hour", "distance"] {
            check(&flights, &session, &spec, column);
        }
    }
    let ridership = crate::ridership::shipped();
    let session = Session::new(ridership.clone());
    for kind in ["linear", "random_forest"] {
        check(&ridership, &session, &dials::offered(kind), "temp");
    }
}

/// Of several classes the room's numbers are the same means, one a class.
#[test]
fn of_classes_each_is_averaged() {
    let world = crate::rodents::shipped();
    let column = "hindfoot_length";
    let (mut record, fit) = story(&world, scenario::at_decision(world.id), &dials::offered("logistic"));
    record.happen(Fact::Revealed { what: about(DEPENDENCE, &[column]) });
    let report = trained(&Session::new(world.clone()), &record);
    let shown = &report.asked.dependence.as_ref().unwrap()[0];
    let Grid::Numbers(values) = &shown.grid else { panic!() };
    let pipeline = learned(&fit, &world);
    let split = pipeline::split(&fit, &world).unwrap();
    let every = split.validation.len().div_ceil(ROWS).max(1);
    let averaged: Vec<u32> = split.validation.iter().step_by(every).copied().collect();
    let mut columns = world.table.take(&averaged).columns().to_vec();
    for (k, value) in values.iter().enumerate() {
        let own = columns.iter_mut().find(|own| own.name == column).unwrap();
        own.values = Values::Number(vec![*value; averaged.len()].into());
        let x = rows(&pipeline, &Table::new(columns.clone()).unwrap());
        let said = now(pipeline.model.predict(&x, &Pace::default())).unwrap();
        for (class, means) in shown.by_class.as_ref().unwrap().iter().enumerate() {
            let mean = (0..said.n_rows()).map(|i| said.row(i)[class]).sum::<f64>() / said.n_rows() as f64;
            assert!((means[k] - mean).abs() < 1e-12, "class {class}");
        }
    }
}
