//! Numbers and days as people write them elsewhere: read where every cell fits, left as words where nothing tells.

use engine::expedition::Kind;
use engine::expedition::own::{Written, study};
use engine::table::csv::{self, ReadOptions};
use engine::table::date::from_ymd;
use engine::table::{Table, Values};

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
    let kinds = vec![("value".to_owned(), Kind::Number)];
    let draft = study(b"value;n\n1,5;0\n2,5;1\n".to_vec().into(), kinds.clone()).finish().unwrap();
    assert_eq!(draft.columns[0].range, Some([1.5, 2.0, 2.5]));
    let words = vec![("value".to_owned(), Kind::Category)];
    let draft = study(b"value;n\n1,5;0\n2,5;1\n".to_vec().into(), words).finish().unwrap();
    assert_eq!((draft.columns[0].distinct, draft.columns[0].written), (2, Written::Plain));
    // What nothing tells is refused, and not taken for one of two things.
    assert!(study(b"value;n\n1,500;0\n2,500;1\n".to_vec().into(), kinds).finish().is_err());
    let days = vec![("value".to_owned(), Kind::Date)];
    assert!(study(b"value;n\n01/02/2024;0\n".to_vec().into(), days).finish().is_err());
}
