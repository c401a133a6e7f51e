//! What is found in messy tables, and that nothing breaks on empty ones.

use engine::quality::gaps::gaps;
use engine::quality::leak::{self, power};
use engine::quality::noise::suspects;
use engine::quality::report::{About, Quality, inspect};
use engine::quality::rows::{Looks, differing_only_in, repeats};
use engine::quality::spelling::mixed;
use engine::quality::units::other_unit;
use engine::quality::{coverage, profile};
use engine::rng::Rng;
use engine::table::csv::{self, ReadOptions};
use engine::table::{Column, MISSING, NO_DATE, Table, Values};
use engine::task::{KnownAt, Task};
use engine::work::{Pace, Step, Work};

use crate::now;

fn read(text: &str) -> Table {
    csv::read(text.as_bytes(), &ReadOptions::default()).unwrap()
}

fn number(name: &str, values: Vec<f64>) -> Column {
    Column { name: name.into(), known_at: KnownAt::Decision, values: Values::Number(values.into()) }
}

fn look(table: &Table, about: Option<&About>) -> Quality {
    now(inspect(table, about, 5, &Pace::default())).unwrap()
}

#[test]
fn rows_that_are_there_twice_or_look_alike_are_found() {
    let table = read(
        "city,size,sold\nOslo,12.341,yes\nRome,7,no\nOslo,12.341,yes\n oslo,12.342,yes\nRome,7,yes\nRome,,no\nRome,,no\n",
    );
    let pace = Pace::default();
    let exact = now(repeats(&table, Looks::Exact, &pace)).unwrap();
    assert_eq!((exact.n_rows, exact.groups), (2, vec![vec![0, 2], vec![5, 6]]), "missing equals missing");
    let alike = now(repeats(&table, Looks::Alike, &pace)).unwrap();
    assert_eq!(alike.groups, vec![vec![0, 2, 3], vec![5, 6]]);
    let labels = now(differing_only_in(&table, "sold", Looks::Exact, &pace)).unwrap();
    assert_eq!((labels.n_groups, labels.groups), (1, vec![vec![1, 4]]), "same house, sold and not sold");
    let found = look(&table, Some(&About { target: "sold".into(), task: Task::Binary }));
    assert_eq!((found.profile.n_duplicate_rows, found.n_near_duplicates), (2, 1));
    assert_eq!(found.conflicting.unwrap().n_groups, 1);
    assert_eq!(found.alike.n_groups, 2);
}

#[test]
fn a_column_that_names_rows_hides_no_duplicates() {
    let table = read("id,a,b\n1,x,5\n2,x,5\n3,y,6\n");
    let found = look(&table, None);
    assert_eq!(found.profile.unique_key_columns, ["id"]);
    assert_eq!(found.profile.n_duplicate_rows, 0, "as a whole they differ");
    assert_eq!((found.alike.n_groups, found.n_near_duplicates), (1, 0), "but not in what they say");
}

#[test]
fn one_thing_in_several_spellings_is_found() {
    let mut cells = vec!["Bergen"; 60];
    cells.extend(["bergen ", "BERGEN", "Bergn", "Brgeen", "Oslo", "oslo.", "Rome", "N123AA", "N124AA"]);
    let table = read(&format!("city\n{}\n", cells.join("\n")));
    let found = mixed(table.column("city").unwrap());
    let names = |i: usize| found[i].levels.iter().map(|(level, _)| level.as_str()).collect::<Vec<_>>();
    assert_eq!(names(0), ["Bergen", "BERGEN", "bergen "]);
    assert_eq!(names(1), ["Oslo", "oslo."]);
    assert_eq!((names(2), found[2].by_letter), (vec!["Bergen", "Bergn"], true));
    assert_eq!(found.len(), 3, "Brgeen is two letters off, tail numbers are no slips: {found:?}");
    assert!(mixed(&number("n", vec![1.0])).is_empty());
}

#[test]
fn another_unit_and_codes_for_nothing_are_found() {
    let mut rng = Rng::new(1, "units");
    let mut weights: Vec<f64> = (0..200).map(|_| 70.0 + 8.0 * rng.normal()).collect();
    weights.extend([68_000.0, 71_500.0, 90_200.0, -1.0, 0.0, f64::NAN]);
    let column = number("kg", weights.clone());
    let found = other_unit(&column).unwrap();
    assert_eq!((found.n_rows, found.factor, found.low, found.high), (3, 1000.0, 68_000.0, 90_200.0));
    let table = Table::new(vec![column]).unwrap();
    let found = look(&table, None);
    assert_eq!(found.codes.iter().map(|c| c.value).collect::<Vec<_>>(), [-1.0]);
    assert_eq!(found.units.len(), 1);
    let wide = (0..200).map(|_| engine::math::exp(1.5 * rng.normal())).collect();
    assert_eq!(other_unit(&number("income", wide)), None, "a long tail is no second unit");
    let one = other_unit(&number("one", vec![1.0, 1.1, 0.9, 1000.0]));
    assert_eq!(one, None, "one wild value is no unit");
    let clock = (0..200).map(|i| f64::from(500 + i * 9)).chain((1..40).map(f64::from)).collect();
    assert_eq!(other_unit(&number("time", clock)), None, "just after midnight: no unit lies that far apart");
}

#[test]
fn columns_that_say_too_much_stand_out_for_every_task() {
    let mut rng = Rng::new(2, "leak");
    let n = 600;
    let score: Vec<f64> = (0..n).map(|_| rng.normal()).collect();
    let yes: Vec<f64> = score.iter().map(|s| f64::from(u8::from(s + 0.5 * rng.normal() > 0.0))).collect();
    let noise: Vec<f64> = (0..n).map(|_| rng.normal()).collect();
    let names: Vec<String> = (0..n).map(|i| format!("u{i:03}")).collect();
    let words = |levels: Vec<String>, codes: Vec<u32>| Column {
        name: "w".into(),
        known_at: KnownAt::Later("outcome".into()),
        values: Values::Category { levels: levels.into(), codes: codes.into() },
    };
    let of = |column: &Column, y: &[f64], task| {
        now(power(column, y, task, &Pace::default())).unwrap().unwrap().power
    };
    let told: Vec<f64> = yes.iter().map(|y| if *y > 0.0 { f64::NAN } else { 1.0 }).collect();
    assert!(of(&number("gap", told), &yes, Task::Binary) > 0.99, "what is missing tells");
    assert!((0.5..leak::SUSPICIOUS).contains(&of(&number("score", score.clone()), &yes, Task::Binary)));
    assert!(of(&number("noise", noise.clone()), &yes, Task::Binary) < 0.2);
    let id = words(names, (0..n as u32).collect());
    assert!(of(&id, &yes, Task::Binary) < 0.1, "a name of its own for each row says nothing");
    assert!(of(&number("score", score.clone()), &score, Task::Regression) > 0.85);
    assert!(of(&number("noise", noise.clone()), &score, Task::Regression) < 0.1);
    let classes: Vec<f64> = score
        .iter()
        .map(|s| {
            if *s < -0.5 {
                0.0
            } else if *s < 0.7 {
                1.0
            } else {
                2.0
            }
        })
        .collect();
    assert!(of(&number("score", score), &classes, Task::Multiclass) > 0.9);
    assert!(of(&number("noise", noise), &classes, Task::Multiclass) < 0.1);
    let twin = words(vec!["no".into(), "yes".into()], yes.iter().map(|y| *y as u32).collect());
    let found = now(power(&twin, &yes, Task::Binary, &Pace::default())).unwrap().unwrap();
    assert!(found.power > leak::SUSPICIOUS && found.later);
}

#[test]
fn what_is_missing_together_is_found() {
    let gap = |every: usize| (0..60).map(|i| if i % every == 0 { f64::NAN } else { 1.0 }).collect();
    let table = Table::new(vec![
        number("a", gap(6)),
        number("b", gap(6)),
        number("c", gap(10)),
        number("d", vec![1.0; 60]),
    ]);
    let y: Vec<f64> = (0..60).map(|i| f64::from(u8::from(i % 6 == 0))).collect();
    let found = now(gaps(&table.unwrap(), &y, &Pace::default()));
    assert_eq!(found.together.len(), 1);
    assert_eq!((found.together[0].a.as_str(), found.together[0].b.as_str()), ("a", "b"));
    assert!((found.together[0].phi - 1.0).abs() < 1e-12);
    let seen: Vec<(usize, u32)> = found.patterns.iter().map(|p| (p.columns.len(), p.n_rows)).collect();
    assert_eq!((found.n_patterns, seen), (3, vec![(2, 8), (1, 4), (3, 2)]));
    assert_eq!(found.n_complete, 60 - 14);
    assert_eq!((found.answers[0].where_missing, found.answers[0].where_present), (Some(1.0), Some(0.0)));
}

#[test]
fn groups_with_too_few_rows_are_thin() {
    let levels = ["a", "b", "c"].map(String::from).to_vec();
    let codes = [vec![0; 20], vec![1; 3], vec![MISSING; 2]].concat();
    let column = Column {
        name: "g".into(),
        known_at: KnownAt::Decision,
        values: Values::Category { levels: levels.into(), codes: codes.into() },
    };
    let found = coverage::coverage(&column, &[1.0; 25], 5).unwrap();
    let seen: Vec<(Option<&str>, u32, bool)> =
        found.groups.iter().map(|g| (g.level.as_deref(), g.n_rows, g.thin)).collect();
    let expected = [(Some("c"), 0, true), (None, 2, true), (Some("b"), 3, true), (Some("a"), 20, false)];
    assert_eq!((seen, found.n_thin), (expected.to_vec(), 3));
    assert_eq!((found.groups[0].answer, found.groups[3].answer), (None, Some(1.0)));
}

#[test]
fn turned_labels_are_suspected() {
    let mut rng = Rng::new(5, "noise");
    let (mut labels, mut proba, mut turned) = (Vec::new(), Vec::new(), Vec::new());
    for row in 0..1000_u32 {
        let truth = rng.below(3);
        let wrong = rng.below(20) == 0;
        labels.push(if wrong { (truth + 1) % 3 } else { truth });
        turned.extend(wrong.then_some(row));
        let sure = 0.6 + 0.35 * rng.uniform();
        proba.extend((0..3).map(|class| if class == truth { sure } else { (1.0 - sure) / 2.0 }));
    }
    let found = suspects(&labels, &proba, 3).unwrap();
    let right = found.iter().filter(|s| turned.contains(&s.row)).count();
    assert!(right as f64 > 0.9 * turned.len() as f64 * 0.5, "{right} of {}", turned.len());
    assert_eq!(right, found.len(), "no true label is suspected here");
    assert!(found.windows(2).all(|pair| pair[0].margin >= pair[1].margin));
    assert!(suspects(&[3], &[0.2, 0.8], 2).is_err());
}

/// Tables without rows, without columns, without values, of one row: nothing panics, nothing is made up.
#[test]
fn empty_tables_and_columns_without_values_are_survived() {
    let text = "n,w,d,yes\n1,a,2013-04-01,1\n,,,0\n2,b,2013-04-02,1\n2,b,2013-04-02,0\n";
    let full = read(text);
    let about = About { target: "yes".into(), task: Task::Binary };
    let mut tables = vec![full.clone(), full.take(&[]), full.take(&[0]), full.take(&[1]), Table::default()];
    for blank in 0..full.columns().len() {
        let mut columns = full.columns().to_vec();
        columns[blank].values = columns[blank].values.blank();
        tables.push(Table::new(columns).unwrap());
    }
    tables.push(
        Table::new(full.columns().iter().map(|c| Column { values: c.values.blank(), ..c.clone() }).collect())
            .unwrap(),
    );
    tables.push(read("a,b\n"));
    for table in &tables {
        let found = look(table, None);
        assert_eq!(found.profile.n_rows as usize, table.n_rows());
        assert_eq!(found.profile.columns.len(), table.columns().len());
        for (column, seen) in table.columns().iter().zip(&found.profile.columns) {
            let present = (0..table.n_rows()).filter(|i| !column.values.is_missing(*i)).count();
            assert_eq!(seen.n_missing as usize, table.n_rows() - present);
            assert_eq!(seen.numbers.is_some(), present > 0 && matches!(column.values, Values::Number(_)));
        }
        if table.column("yes").is_ok() {
            for task in [Task::Binary, Task::Multiclass, Task::Regression] {
                look(table, Some(&About { task, ..about.clone() }));
            }
        }
        let json = serde_json::to_string(&found).unwrap();
        assert_eq!(serde_json::from_str::<Quality>(&json).unwrap(), found, "no NaN hides in it");
    }
    let days = Values::Date(vec![NO_DATE; 3].into());
    let table =
        Table::new(vec![Column { name: "d".into(), known_at: KnownAt::Decision, values: days }]).unwrap();
    let found = now(profile::profile(&table, &Pace::default())).unwrap();
    assert_eq!(found.constant_columns, ["d"], "nothing but missing is one value");
}

/// 200,000 rows, the most a file may have: no step may take long.
#[test]
fn a_long_table_is_looked_at_in_short_steps() {
    let mut rng = Rng::new(9, "long");
    let n = 200_000;
    let mut columns: Vec<Column> =
        (0..6).map(|j| number(&format!("x{j}"), (0..n).map(|_| rng.normal()).collect())).collect();
    columns.push(number("y", (0..n).map(|_| f64::from(rng.below(2))).collect()));
    let table = Table::new(columns).unwrap();
    let mut work = Work::new(|pace| async move {
        inspect(&table, Some(&About { target: "y".into(), task: Task::Binary }), 30, &pace).await
    });
    let mut longest = 0.0_f64;
    let begun = std::time::Instant::now();
    loop {
        let step = std::time::Instant::now();
        let done = matches!(work.step(), Step::Done(_));
        longest = longest.max(step.elapsed().as_secs_f64() * 1e3);
        if done {
            break;
        }
    }
    println!("200,000 x 7: {:.0} ms, longest step {longest:.0} ms", begun.elapsed().as_secs_f64() * 1e3);
}
