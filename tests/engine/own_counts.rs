//! A column of a learner's own file that says how much each row counts: it is no feature, models learn by it, and nothing
//! else knows of it.

use std::rc::Rc;

use engine::error::{EngineError, OwnProblem};
use engine::expedition::fingerprint::from_hex;
use engine::expedition::own::{Chosen, Decided, Own, Yes};
use engine::expedition::pipeline;
use engine::expedition::session::Session;
use engine::expedition::{Kind, Task, WorldId, dials, scenario, versions};
use engine::models::Answers;
use engine::rng::Rng;
use engine::work::Pace;

use crate::inside::{learned, story};
use crate::now;
use crate::own::{bytes, decide, look, open, walk};
use crate::training::trained;

/// The last column but one says how many people a row stands for.
fn households(people: impl Fn(usize) -> String) -> Rc<[u8]> {
    let mut text = String::from("income,size,town,people,left,spent\n");
    for i in 0..600_usize {
        let (income, size) = ((i * 7919) % 1000, (i * 31) % 7);
        let left = ["no", "yes"][usize::from(income + (i * 389) % 700 > 900)];
        let spent = income * 2 + size * 100 + (i * 53) % 97;
        text += &format!("{income},{size},{},{},{left},{spent}\n", ["Ulm", "Bonn", "Hof"][i % 3], people(i));
    }
    bytes(&text)
}

fn people(i: usize) -> String {
    format!("{}", 1 + (i * 17) % 5)
}

fn chosen(file: &Rc<[u8]>, yes: bool) -> Chosen {
    let suggested = look(file).suggested;
    let (target, of) = if yes { (4, Yes::Is("yes".into())) } else { (5, Yes::Itself) };
    let mut chosen = Chosen { target, yes: Some(of), counts: Some(3), when: None, ..suggested };
    chosen.columns[if yes { 5 } else { 4 }].out = true;
    chosen
}

fn decided(file: &Rc<[u8]>, yes: bool) -> Decided {
    decide(file, chosen(file, yes)).unwrap()
}

#[test]
fn it_is_no_feature_and_older_files_know_nothing_of_it() {
    let file = households(people);
    let with = decided(&file, true);
    let world = open(&with, &file);
    let names: Vec<&str> = world.id.features().iter().map(|feature| feature.name).collect();
    assert_eq!(names, ["c01", "c02", "c03"]);
    assert!(world.table.column("c04").is_err(), "it is not among the columns that anything reads");
    let weights = world.weights.as_ref().unwrap();
    assert_eq!(weights.len(), world.y.len());
    assert!(weights.iter().all(|weight| (1.0..=5.0).contains(weight)));

    // A row keeps its own: there is one of each income and size.
    let of =
        |i: usize| (((i * 7919) % 1000) as f64, ((i * 31) % 7) as f64, people(i).parse::<f64>().unwrap());
    let all: Vec<(f64, f64, f64)> = (0..600).map(of).collect();
    let (income, size) = (world.table.numbers("c01").unwrap(), world.table.numbers("c02").unwrap());
    for row in world.rows(world.id.history()) {
        let row = row as usize;
        assert!(all.contains(&(income[row], size[row], weights[row])), "row {row}");
    }

    let without = Chosen { counts: None, ..with.chosen.clone() };
    let written = serde_json::to_string(&without).unwrap();
    assert!(!written.contains("counts"), "{written}");
    assert_eq!(serde_json::from_str::<Chosen>(&written).unwrap(), without);
    let without = decide(&file, without).unwrap();
    assert_eq!(open(&without, &file).weights, None);
    assert_ne!(Own::of(without).data(), Own::of(with).data(), "another way to count, other keys");
}

#[test]
fn what_does_not_say_how_much_every_row_counts_is_refused() {
    for odd in ["", "0", "-1"] {
        let file = households(|i| if i.is_multiple_of(100) { odd.into() } else { people(i) });
        let refused = decide(&file, chosen(&file, true)).unwrap_err();
        assert_eq!(refused, EngineError::Own { problem: OwnProblem::Weights { found: 6 } }, "{odd}");
    }
    let file = households(people);
    for at in [2, 4, 9] {
        let chosen = Chosen { counts: Some(at), ..chosen(&file, true) };
        assert_eq!(chosen.clone().whole().counts, None, "words, the target and what is not there");
        assert!(decide(&file, chosen).is_err());
    }
    assert_eq!(chosen(&file, true).whole().counts, Some(3));
    assert_eq!(look(&file).suggested.columns[3].kind, Kind::Number);
}

/// What a model learns is what it learns of weighted rows, and how it learned is told by rows that count once each.
#[test]
fn every_kind_learns_by_it_and_is_told_by_rows_as_they_are() {
    for yes in [true, false] {
        let file = households(people);
        let world = open(&decided(&file, yes), &file);
        let (session, task) = (Session::new(world.clone()), world.id.target().task);
        assert_eq!(task == Task::Binary, yes);
        let recipe = scenario::offered(world.id);
        for kind in dials::families(task) {
            let (record, fit) = story(&world, recipe.clone(), &dials::offered(kind));
            let pipeline = learned(&fit, &world);
            let rows = pipeline::split(&fit, &world).unwrap().train;
            let weights: Vec<f64> =
                rows.iter().map(|r| world.weights.as_ref().unwrap()[*r as usize]).collect();
            let y = pipeline::targets(&world, &rows);
            let answers = if yes { Answers::binary(y) } else { Answers::numbers(y) };
            let table = world.table.take(&rows);
            let x = Rc::new(now(pipeline.matrix(&table, &mut Vec::new(), &Pace::default())).unwrap());
            let of = |answers: Answers| {
                let rng = Rng::new(from_hex(&fit.seed).unwrap(), "model");
                fit.spec.start(x.clone(), answers, rng).finish().unwrap()
            };
            assert_eq!(pipeline.model, of(answers.clone().weighted(weights)), "{kind}");
            assert_ne!(pipeline.model, of(answers), "{kind}");

            let report = trained(&session, &record);
            let Some(last) = report.runs[0].judged.curve.last() else { continue };
            let loss = now(pipeline.loss(&world, &rows, &Pace::default())).unwrap().unwrap();
            assert!((last.train - loss).abs() < 1e-9 * loss.max(1.0), "{kind}: {} {loss}", last.train);
        }
    }
}

#[test]
fn the_loop_on_rows_that_count_differently() {
    let file = households(people);
    walk(&decided(&file, true), &file);
    walk(&decided(&file, false), &file);
    let record = engine::expedition::record::Record::new(WorldId::Own(Own::of(decided(&file, true))), 7);
    let text = versions::save(&record).unwrap();
    assert!(text.contains("\"counts\": 3") || text.contains("\"counts\":3"), "{text}");
}
