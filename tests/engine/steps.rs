//! Work falls into steps of a fixed size: of more rows there are more steps, not longer ones. What is counted are steps,
//! so that it comes to the same on every machine; how long they take is only printed.

use std::rc::Rc;
use std::time::Instant;

use engine::calibrate::Method;
use engine::error::EngineError;
use engine::expedition::own::{MOST_BYTES, MOST_ROWS, Own, settle, study};
use engine::expedition::record::{Choice, Record};
use engine::expedition::session::Session;
use engine::expedition::stage::Stage;
use engine::expedition::{World, WorldId, dials, scenario};
use engine::fingerprint::{of_bytes, of_bytes_in_steps};
use engine::matrix::Matrix;
use engine::models::Answers;
use engine::models::logistic::ClassWeight;
use engine::models::naive_bayes::{Likelihood, Params};
use engine::order::{ascending_in_steps, sorted_in_steps};
use engine::prepare::balance::{self, Balance};
use engine::prepare::{Columns, Recipe, Step as Prepared, polynomial};
use engine::rng::Rng;
use engine::table::summary::summarise;
use engine::table::{Column, Kind, Table, Values};
use engine::task::KnownAt;
use engine::work::{Pace, Step, Work};

use crate::now;

/// Four times as many rows, or columns, take about four times as many steps.
fn check<T>(what: &str, n: usize, work: impl Fn(usize) -> Work<T>) {
    let steps = |n| {
        let (mut work, mut steps) = (work(n), 1);
        while matches!(work.step(), Step::Running) {
            steps += 1;
        }
        steps
    };
    let (few, many) = (steps(n), steps(4 * n));
    assert!(many >= 3 * few, "{what}: {few} steps for {n}, {many} for four times as many");
}

fn normals(n: usize) -> Vec<f64> {
    let mut rng = Rng::new(1, "steps");
    (0..n).map(|_| rng.normal()).collect()
}

/// One in fifty.
fn rare(n: usize) -> Vec<f64> {
    (0..n).map(|i| f64::from(u8::from(i % 50 == 0))).collect()
}

#[test]
fn of_more_rows_there_are_more_steps() {
    let n = 1 << 16;
    check("the order of numbers", n, |n| {
        let values = normals(n);
        Work::new(move |pace| async move { ascending_in_steps(&values, &pace).await })
    });
    check("the order of rows", n, |n| {
        let values = normals(n);
        Work::new(move |pace| async move { sorted_in_steps(&values, &pace).await })
    });
    check("a column at a glance", n, |n| {
        let values = Values::Number(normals(n).into());
        let column = Column { name: "x".into(), known_at: KnownAt::Decision, values };
        Work::new(move |pace| async move { summarise(&column, &pace).await })
    });
    for method in Method::EACH {
        check(method.name(), n, |n| {
            let (scores, y) = (normals(n), rare(n));
            Work::new(move |pace| async move { method.fit(&scores, &y, None, &pace).await })
        });
    }
    check("a matrix", n, |n| {
        let column = normals(n);
        Work::new(
            move |pace| async move { Matrix::from_columns_in_steps(n, &[&column, &column], &pace).await },
        )
    });
    check("rows drawn", n / 2, |n| {
        let balance = Balance { method: balance::Method::Oversample, sampling_strategy: 1.0 };
        let (y, mut rng) = (rare(n), Rng::new(1, "steps"));
        Work::new(move |pace| async move { balance.rows(&y, 2, &mut rng, &pace).await })
    });
    check("a count below nought", n, |n| {
        let mut counts = vec![1.0; n];
        counts[n - 1] = -1.0;
        let (x, answers) = (Matrix::new(n, 1, counts).unwrap(), Answers::binary(rare(n)));
        let params = Params {
            likelihood: Likelihood::Multinomial { alpha: 1.0 },
            class_prior: None,
            class_weight: ClassWeight::Equal,
        };
        Work::new(move |pace| async move {
            match params.fit(&x, &answers, &pace).await {
                Err(EngineError::Negative { .. }) => {}
                other => panic!("{other:?}"),
            }
        })
    });
    check("the fingerprint of a file", 1 << 22, |n| {
        let bytes = vec![7; n];
        Work::new(move |pace| async move { of_bytes_in_steps(&bytes, &pace).await })
    });
}

/// A step of a recipe rests after each column.
#[test]
fn of_more_columns_there_are_more_steps() {
    let (n, y) = (300, rare(300));
    for step in crate::contract::steps::of_all_columns() {
        // What works on all of a kind needs columns of that kind: numbers with gaps, words, days.
        let of = |at: usize, rng: &mut Rng| {
            let gap = |rng: &mut Rng| if rng.below(9) == 0 { f64::NAN } else { rng.normal() };
            let levels: Vec<String> = ["a", "b", "c"].map(String::from).to_vec();
            [
                ("x", Values::Number((0..n).map(|_| gap(rng)).collect())),
                (
                    "w",
                    Values::Category { levels: levels.into(), codes: (0..n).map(|_| rng.below(3)).collect() },
                ),
                ("d", Values::Date((0..n).collect())),
            ]
            .map(|(name, values)| Column {
                name: format!("{name}{at}"),
                known_at: KnownAt::Decision,
                values,
            })
        };
        let (named, y) = (format!("{step:?}"), y.clone());
        check(&named, 6, move |columns| {
            let mut rng = Rng::new(5, "steps");
            let table = Table::new((0..columns).flat_map(|at| of(at, &mut rng)).collect()).unwrap();
            let (step, y) = (step.clone(), y.clone());
            Work::new(move |pace| async move { step.fit_transform(&table, &y, &mut Vec::new(), &pace).await })
        });
    }
}

#[test]
fn a_fingerprint_in_steps_is_the_same() {
    let mut rng = Rng::new(2, "steps");
    let bytes: Vec<u8> = (0..(3 << 20) + 17).map(|_| rng.below(256) as u8).collect();
    for n in [0, 1, 1 << 20, bytes.len()] {
        assert_eq!(now(of_bytes_in_steps(&bytes[..n], &Pace::default())), of_bytes(&bytes[..n]));
    }
}

/// So many columns are refused as soon as the recipe is fitted; who only asks what it reads must not name their products.
#[test]
fn of_too_many_columns_no_pair_is_named() {
    let features: Vec<String> = (0..6_000).map(|i| format!("c{i}")).collect();
    let params = polynomial::Params { columns: Columns::All, interaction_only: false };
    let recipe = Recipe { features: features.clone(), steps: vec![Prepared::Polynomial(params)] };
    assert_eq!(recipe.whole(|_| Kind::Number), features);
}

/// The result, and the longest step in milliseconds beside the whole.
fn timed<T>(what: &str, mut work: Work<T>) -> T {
    let (begun, mut longest) = (Instant::now(), 0.0_f64);
    loop {
        let step = Instant::now();
        let came = work.step();
        longest = longest.max(step.elapsed().as_secs_f64() * 1e3);
        if let Step::Done(result) = came {
            let whole = begun.elapsed().as_secs_f64() * 1e3;
            println!("{what}: {whole:.0} ms, longest step {longest:.1} ms");
            return result;
        }
    }
}

/// A file of the largest size: numbers, words, days, and yes or no.
fn largest() -> Rc<[u8]> {
    let mut rng = Rng::new(9, "largest");
    let (numbers, words) = (24, ["red", "green", "blue", "yellow"]);
    let mut file = String::with_capacity(MOST_BYTES as usize);
    file.push_str("day,word");
    (0..numbers).for_each(|j| file.push_str(&format!(",x{j}")));
    file.push_str(",answer\n");
    for i in 0..MOST_ROWS {
        // Out of order, so that there is something to sort.
        let (day, word) = (rng.below(28) + 1, words[rng.below(4) as usize]);
        file.push_str(&format!("{}-{:02}-{day:02},{word}", 2020 + i % 2, 1 + i % 12));
        let mut sum = 0.0;
        for _ in 0..numbers {
            let x = rng.normal();
            sum += x;
            file.push_str(&format!(",{x:.5}"));
        }
        file.push_str(if sum + rng.normal() > 6.0 { ",yes\n" } else { ",no\n" });
    }
    assert!(file.len() as u64 <= MOST_BYTES, "{}", file.len());
    file.into_bytes().into()
}

#[test]
#[ignore = "prints how long steps take on a file of the largest size"]
fn steps_of_the_largest_file() {
    let bytes = largest();
    let hashed = bytes.clone();
    timed("hash", Work::new(move |pace| async move { of_bytes_in_steps(&hashed, &pace).await }));
    let draft = timed("study", study(bytes.clone(), Vec::new())).unwrap();
    for dates in [true, false] {
        let mut chosen = draft.suggested.clone();
        if !dates {
            chosen.when = None;
        }
        let decided = timed("settle", settle(bytes.clone(), "file.csv".into(), chosen, 7)).unwrap();
        let own = Own::of(decided);
        let world = timed("table", World::of_file(own, bytes.clone())).unwrap();
        let session = Session::new(world);
        let mut record = Record::new(WorldId::Own(own), 7);
        timed("data", session.report(Stage::Data, &record)).unwrap();
        record.choose(Choice::Recipe { recipe: scenario::at_decision(WorldId::Own(own)) });
        for kind in ["naive_bayes", "logistic"] {
            record.choose(Choice::Run { spec: dials::offered(kind) });
            timed(kind, session.report(Stage::Train, &record)).unwrap();
        }
    }
}

#[test]
#[ignore = "prints how long steps take of each step of a recipe, on the training rows of a file of the largest size"]
fn steps_of_each_step_of_a_recipe() {
    let (n, mut rng) = (MOST_ROWS as usize * 2 / 5, Rng::new(3, "largest"));
    let gap = |rng: &mut Rng| if rng.below(9) == 0 { f64::NAN } else { rng.normal() };
    let mut columns: Vec<Column> = (0..24)
        .map(|i| {
            let values = Values::Number((0..n).map(|_| gap(&mut rng)).collect());
            Column { name: format!("x{i}"), known_at: KnownAt::Decision, values }
        })
        .collect();
    for i in 0..6 {
        let levels: Vec<String> = (0..40).map(|level| format!("level {level}")).collect();
        let values =
            Values::Category { levels: levels.into(), codes: (0..n).map(|_| rng.below(40)).collect() };
        columns.push(Column { name: format!("w{i}"), known_at: KnownAt::Decision, values });
    }
    let table = Table::new(columns).unwrap();
    let y: Vec<f64> = (0..n).map(|_| f64::from(rng.below(2))).collect();
    for step in crate::contract::steps::of_all_columns() {
        let (table, y, named) = (table.clone(), y.clone(), format!("{step:?}"));
        let work = Work::new(move |pace: Pace| async move {
            step.fit_transform(&table, &y, &mut Vec::new(), &pace).await
        });
        let _ = timed(named.split_once('{').map_or(&*named, |(name, _)| name), work);
    }
}
