//! Numbers and days as people write them elsewhere: read where every cell fits, left as words where nothing tells.

use engine::expedition::Kind;
use engine::expedition::own::{Decided, Written, study};
use engine::table::csv::{self, ReadOptions};
use engine::table::date::from_ymd;
use engine::table::{Table, Values};

use crate::own::{bytes, decide, given, look, open};

fn read(cells: &[&str]) -> Table {
    let file: String = cells.iter().map(|cell| format!("\"{cell}\",x\n")).collect();
    csv::read(format!("value,other\n{file}").as_bytes(), &ReadOptions::default()).unwrap()
}

/// What a column of these cells is taken for.
fn guessed(cells: &[&str]) -> (Kind, Written) {
    let file: String = cells.iter().map(|cell| format!("{cell};{}\n", cell.len())).collect();
    let bytes: Vec<u8> = format!("value;n\n{file}").into_bytes();
    let draft = study(bytes.into(), Vec::new()).finish().unwrap();
    (draft.suggested.columns[0].kind, draft.columns[0].written)
}

#[test]
fn decimal_commas_are_numbers_where_every_cell_fits() {
    let table = read(&["1,5", "-0,25", "", "1.234,5", "7"]);
    let numbers = table.numbers("value").unwrap();
    assert_eq!([numbers[0], numbers[1], numbers[3], numbers[4]], [1.5, -0.25, 1234.5, 7.0]);
    assert!(numbers[2].is_nan());
    assert_eq!(guessed(&["1,5", "2,25"]), (Kind::Number, Written::Commas));
    assert_eq!(guessed(&["1,5", "2.5"]), (Kind::Category, Written::Plain), "two ways in one column");
    assert_eq!(guessed(&["1.5", "2.25"]), (Kind::Number, Written::Plain));
    assert_eq!(guessed(&["1,5", "a"]), (Kind::Category, Written::Plain));
}

#[test]
fn a_comma_that_may_stand_between_thousands_is_no_decimal_comma() {
    assert_eq!(guessed(&["1,234", "12,500", "7"]), (Kind::Category, Written::Thousands));
    // Before three digits, but with nought or four digits before it: no thousands.
    assert_eq!(guessed(&["1,234", "0,500"]), (Kind::Number, Written::Commas));
    assert_eq!(guessed(&["1,234", "1234,500"]), (Kind::Number, Written::Commas));
}

#[test]
fn days_are_read_where_the_column_tells_what_comes_first() {
    let days = |cells: &[&str]| match &read(cells).column("value").unwrap().values {
        Values::Date(days) => days.to_vec(),
        other => panic!("{:?}", other.kind()),
    };
    let (second, last) = (from_ymd(2024, 2, 1), from_ymd(2024, 1, 31));
    assert_eq!(days(&["1.2.2024", "31.01.2024"]), [second, last]);
    assert_eq!(days(&["01/02/2024", "31/01/2024"]), [second, last]);
    assert_eq!(days(&["02/01/2024", "01/31/2024"]), [second, last]);
    assert_eq!(guessed(&["1.2.2024"]), (Kind::Date, Written::Dots));
    assert_eq!(guessed(&["01/02/2024", "31/01/2024"]), (Kind::Date, Written::DayFirst));
    assert_eq!(guessed(&["02/01/2024", "01/31/2024"]), (Kind::Date, Written::MonthFirst));
    assert_eq!(guessed(&["2024-02-01"]), (Kind::Date, Written::Plain));
    assert_eq!(guessed(&["01/02/2024", "03/04/2024"]), (Kind::Category, Written::EitherFirst));
    assert_eq!(guessed(&["31/01/2024", "01/31/2024"]), (Kind::Category, Written::Plain), "neither fits both");
    assert_eq!(guessed(&["30.02.2024"]), (Kind::Category, Written::Plain), "no such day");
}

#[test]
fn what_is_given_as_a_kind_is_read_as_it_is_written() {
    let kinds = vec![given("value", Kind::Number, None)];
    let draft = study(b"value;n\n1,5;0\n2,5;1\n".to_vec().into(), kinds.clone()).finish().unwrap();
    assert_eq!(draft.columns[0].range, Some([1.5, 2.0, 2.5]));
    let words = vec![given("value", Kind::Category, None)];
    let draft = study(b"value;n\n1,5;0\n2,5;1\n".to_vec().into(), words).finish().unwrap();
    assert_eq!((draft.columns[0].distinct, draft.columns[0].written), (2, Written::Plain));
    // What nothing tells is refused, and not taken for one of two things.
    assert!(study(b"value;n\n1,500;0\n2,500;1\n".to_vec().into(), kinds).finish().is_err());
    let days = vec![given("value", Kind::Date, None)];
    assert!(study(b"value;n\n01/02/2024;0\n".to_vec().into(), days).finish().is_err());
}

/// The kind, how it is written, and the readings among which nothing tells.
fn looked(
    cells: &[&str],
    reading: Option<(Kind, Option<Written>)>,
) -> (Kind, Written, Vec<Written>, [f64; 2]) {
    let file: String = cells.iter().map(|cell| format!("{cell};{}\n", cell.len())).collect();
    let given = reading.map(|(kind, written)| given("value", kind, written)).into_iter().collect();
    let bytes: Vec<u8> = format!("value;n\n{file}").into_bytes();
    let draft = study(bytes.into(), given).finish().unwrap();
    let (chosen, found) = (&draft.suggested.columns[0], &draft.columns[0]);
    let ends = found.range.map_or([f64::NAN; 2], |[low, _, high]| [low, high]);
    (chosen.kind, found.written, found.ways.clone(), ends)
}

#[test]
fn what_stands_between_thousands_is_told_apart() {
    use Written::{Commas, Grouped, Plain, Spaced};
    let number = |cells: &[&str]| looked(cells, None);
    assert_eq!(number(&["1 234", "12\u{a0}500,5", "7"]), (Kind::Number, Spaced, vec![], [7.0, 12_500.5]));
    assert_eq!(number(&["1'234.5", "7"]), (Kind::Number, Spaced, vec![], [7.0, 1_234.5]));
    assert_eq!(number(&["1,234.5", "7"]), (Kind::Number, Grouped, vec![], [7.0, 1_234.5]));
    assert_eq!(number(&["1,234,567", "7"]), (Kind::Number, Grouped, vec![], [7.0, 1_234_567.0]));
    assert_eq!(number(&["1.234.567", "1.234"]), (Kind::Number, Commas, vec![], [1_234.0, 1_234_567.0]));
    assert_eq!(number(&["1.234,56", "7"]), (Kind::Number, Commas, vec![], [7.0, 1_234.56]));
    // Nothing tells: a program writes points before fractions, and the learner can say otherwise.
    assert_eq!(number(&["1.234", "12.500", "7"]), (Kind::Number, Plain, vec![Plain, Commas], [1.234, 12.5]));
    for told in [&["1.234", "12.5"][..], &["0.234", "1.500"], &["1.234", "1234"], &["1.234", "1e3"]] {
        assert_eq!(number(told).2, [], "{told:?}");
    }
    assert_eq!(guessed(&["12 34", "7"]), (Kind::Category, Plain), "no thousands");
}

#[test]
fn a_learner_says_how_a_column_is_written() {
    use Written::{Commas, DayFirst, Grouped, MonthFirst, Plain};
    let say = |cells: &[&str], kind, way| looked(cells, Some((kind, Some(way))));
    let points = ["1.234", "12.500"];
    let found = say(&points, Kind::Number, Commas);
    assert_eq!(found, (Kind::Number, Commas, vec![Plain, Commas], [1_234.0, 12_500.0]));
    let commas = ["1,234", "12,500"];
    assert_eq!(looked(&commas, None).2, [Commas, Grouped]);
    assert_eq!(say(&commas, Kind::Number, Commas).3, [1.234, 12.5]);
    assert_eq!(say(&commas, Kind::Number, Grouped).3, [1_234.0, 12_500.0]);
    let days = ["01/02/2024", "03/04/2024"];
    assert_eq!(looked(&days, None).2, [DayFirst, MonthFirst]);
    let first = |day| f64::from(day);
    assert_eq!(say(&days, Kind::Date, DayFirst).3[0], first(from_ymd(2024, 2, 1)));
    assert_eq!(say(&days, Kind::Date, MonthFirst).3[0], first(from_ymd(2024, 1, 2)));
    // Written down only where it was said: files of before keep their keys.
    let column = |written| serde_json::to_value(given("value", Kind::Number, written)).unwrap();
    assert_eq!(column(None).get("written"), None);
    assert_eq!(column(Some(Commas))["written"], "commas");
}

/// What was said of a column goes with the expedition: its table holds the numbers that were meant.
#[test]
fn an_expedition_reads_as_it_was_said() {
    let rows = |i: usize| format!("{}.{:03},{}\n", i % 9 + 1, i * 7 % 1000, ["no", "yes"][i % 2]);
    let file = bytes(&format!("size,left\n{}", (0..400).map(rows).collect::<String>()));
    let mut chosen = look(&file).suggested;
    chosen.columns[0].written = Some(Written::Commas);
    let decided = decide(&file, chosen).unwrap();
    let sizes = open(&decided, &file).table.numbers("c01").unwrap().to_vec();
    assert!(sizes.iter().all(|size| *size >= 1000.0 * 0.5));
    let again: Decided = serde_json::from_str(&serde_json::to_string(&decided).unwrap()).unwrap();
    assert_eq!(again, decided);
}
