//! What a learner or a cable can break: files that are refused with the place, and nothing else happens.

use engine::error::{CsvProblem, EngineError};
use engine::expedition::record::{Record, SCHEMA};
use engine::expedition::{World, WorldId, versions};
use engine::fingerprint::{from_hex, hex};
use engine::table::{Kind, csv};

use crate::flights::unpack;
use crate::replay::{TWO_LAPS, file};

/// The committed file of two laps, as JSON.
fn record() -> serde_json::Value {
    serde_json::from_str(&file(TWO_LAPS)).unwrap()
}

/// Where a text is refused, and why.
fn refused(text: &str) -> (u64, u64, String) {
    match versions::open(text) {
        Err(EngineError::BadRecord { line, column, problem }) => (line, column, problem),
        other => panic!("{:?}", other.map(|r: Record| r.entries.len())),
    }
}

fn check_csv(text: &[u8], line: u64, column: Option<&str>, problem: CsvProblem) {
    let kinds = vec![("price".to_string(), Kind::Number), ("day".to_string(), Kind::Date)];
    let found = csv::read(text, &csv::ReadOptions { kinds, ..Default::default() });
    let expected = EngineError::Csv { line, column: column.map(Into::into), problem };
    assert_eq!(found, Err(expected), "{}", String::from_utf8_lossy(text));
}

#[test]
fn each_kind_of_broken_csv_names_its_place() {
    let bad =
        |expected: &str, found: &str| CsvProblem::BadCell { expected: expected.into(), found: found.into() };
    check_csv(b"", 1, None, CsvProblem::Empty);
    check_csv(b"\n\n", 1, None, CsvProblem::Empty);
    check_csv(b"price, ,day\n", 1, None, CsvProblem::UnnamedColumn);
    check_csv(b"price,day,price\n", 1, Some("price"), CsvProblem::DuplicateColumn);
    check_csv(b"price,day\n1,2013-04-01\n2\n", 3, None, CsvProblem::WrongWidth { expected: 2, found: 1 });
    check_csv(b"price,day\n1,2013-04-01,\n", 2, None, CsvProblem::WrongWidth { expected: 2, found: 3 });
    check_csv(b"price,day\n1,2013-04-01\ncheap,2013-04-02\n", 3, Some("price"), bad("number", "cheap"));
    check_csv(b"price,day\n1,2013-02-29\n", 2, Some("day"), bad("date", "2013-02-29"));
    check_csv(b"price,day\ninf,2013-02-28\n", 2, Some("price"), bad("number", "inf"));
    let long = "x".repeat(1_000);
    let shown = "x".repeat(40);
    check_csv(format!("price,day\n{long},\n").as_bytes(), 2, Some("price"), bad("number", &shown));
    check_csv(b"price,day\n1,\"2013-04-01\n2,2013-04-02\n", 2, None, CsvProblem::Broken);
    check_csv(b"price,day\n1,\xff\xfe\n", 2, Some("day"), CsvProblem::NotUtf8);
    check_csv(b"pr\xffce,day\n", 1, None, CsvProblem::NotUtf8);
}

#[test]
fn a_spreadsheet_or_picture_is_no_csv() {
    // The first bytes of a zip (a spreadsheet), a PNG picture, and UTF-16 text.
    for bytes in
        [&b"PK\x03\x04\x14\x00\x06\x00"[..], b"\x89PNG\r\n\x1a\n\x00", b"\xff\xfea\x00,\x00b\x00\n\x00"]
    {
        let found = csv::read(bytes, &csv::ReadOptions::default());
        if let Ok(table) = &found {
            assert_eq!(table.n_rows(), 0, "{bytes:?}: at most a name without rows");
        }
    }
}

#[test]
fn a_newer_file_is_refused_with_both_versions() {
    let mut newer = record();
    newer["schema"] = (SCHEMA + 1).into();
    newer["something"] = "that only the newer version knows".into();
    let found = versions::open(&newer.to_string());
    assert_eq!(found, Err(EngineError::NewerRecord { found: SCHEMA + 1, supported: SCHEMA }));
    let found = versions::open(r#"{ "schema": 99 }"#);
    assert_eq!(
        found,
        Err(EngineError::NewerRecord { found: 99, supported: SCHEMA }),
        "whatever else it holds"
    );
}

#[test]
fn a_file_cut_off_anywhere_is_refused_with_its_place() {
    let text = file(TWO_LAPS);
    let text = text.trim_end();
    for end in (0..text.len() - 1).step_by(211).filter(|end| text.is_char_boundary(*end)) {
        let (line, column, problem) = refused(&text[..end]);
        let lines = text[..end].lines().count().max(1) as u64;
        assert!(line <= lines + 1 && line + 1 >= lines, "cut at {end}: line {line} of {lines}");
        assert!(column <= 200 && !problem.is_empty());
    }
}

#[test]
fn damage_is_named_with_line_and_column() {
    let lines = |n: u64, (line, column, problem): (u64, u64, String), word: &str| {
        assert_eq!(line, n, "{problem}");
        assert!(column > 0 && problem.contains(word), "{column}: {problem}");
    };
    lines(1, refused("hello"), "expected value");
    lines(2, refused("{\n  \"schema\": one\n}"), "expected value");
    lines(1, refused("{}"), "schema");
    lines(1, refused(r#"{"schema": -1}"#), "u32");
    lines(1, refused(r#"{"schema": 0}"#), "schema 0");
    let text = serde_json::to_string_pretty(&Record::new(WorldId::Flights, 1)).unwrap();
    let line_of = |word: &str| 1 + text.lines().position(|line| line.contains(word)).unwrap() as u64;
    let world = text.replace("\"flights\"", "\"trains\"");
    lines(line_of("world"), refused(&world), "trains");
    let entries = text.replace("\"entries\": []", "\"entries\": [{\"wish\": {}}]");
    lines(line_of("entries"), refused(&entries), "wish");
    let unknown = text.replace("\"cursor\": null", "\"cursor\": null, \"colour\": \"red\"");
    lines(line_of("cursor"), refused(&unknown), "colour");
}

/// What its types cannot hold: references between entries.
#[test]
fn a_record_that_leads_nowhere_is_refused() {
    let broken = |change: &dyn Fn(&mut serde_json::Value)| {
        let mut value = record();
        change(&mut value);
        refused(&value.to_string()).2
    };
    assert!(broken(&|v| v["cursor"] = 9_999.into()).contains("cursor"), "beyond the end");
    let fact = record()["entries"].as_array().unwrap().iter().position(|e| e.get("fact").is_some()).unwrap();
    assert!(broken(&|v| v["cursor"] = fact.into()).contains("cursor"), "on a fact");
    assert!(
        broken(&|v| v["entries"][1]["choice"]["after"] = 5.into()).contains("entry 1"),
        "after a later one"
    );
    assert!(broken(&|v| v["entries"][1]["choice"]["after"] = 1.into()).contains("entry 1"), "after itself");
    assert!(
        broken(&|v| v["entries"][fact + 4]["choice"]["after"] = fact.into()).contains("entry"),
        "after a fact"
    );
    assert!(broken(&|v| v["seed"] = "not hex".into()).contains("seed"));
    assert!(broken(&|v| v["seed"] = "1".repeat(17).into()).contains("seed"));
    assert!(broken(&|v| v["seed"] = "1".repeat(15).into()).contains("seed"), "one seed has one name");
}

#[test]
fn a_month_that_is_none_is_refused() {
    for month in ["2013-13", "2013-0", "april", "", "99999-01"] {
        let text = file(TWO_LAPS).replacen("\"2013-04\"", &format!("\"{month}\""), 1);
        let (line, _, problem) = refused(&text);
        assert!(line > 1 && problem.contains("not a month"), "{problem}");
    }
}

#[test]
fn data_files_that_are_not_the_shipped_ones_are_refused() {
    let id = WorldId::Flights;
    let files: Vec<Vec<u8>> = id.files().iter().map(|f| unpack(&format!("static/data/{f}"))).collect();
    let check = |files: &[Vec<u8>]| match World::open(id, files) {
        Err(EngineError::OtherData { expected, found }) => {
            assert_eq!(expected, id.fingerprint());
            assert_ne!(found, expected);
        }
        other => panic!("{:?}", other.map(|w| w.table.n_rows())),
    };
    check(&[]);
    check(&files[..1]);
    check(&[files[1].clone(), files[0].clone()]);
    let mut flipped = files.clone();
    flipped[0][40_000] ^= 1;
    check(&flipped);
    let mut short = files.clone();
    short[1].pop();
    check(&short);
    check(&[b"<!doctype html><title>Not found</title>".to_vec(), files[1].clone()]);
    let glued = [files.concat(), Vec::new()];
    assert!(World::open(id, &glued).is_err(), "the right bytes in the wrong files");
}

#[test]
fn hex_is_exactly_sixteen_digits() {
    for bits in [0, 1, 0x2013, u64::MAX] {
        assert_eq!(from_hex(&hex(bits)), Some(bits));
    }
    for text in
        ["", "0", "7dd", "000000000000201", "00000000000002013", "+000000000002013", "000000000000201g"]
    {
        assert_eq!(from_hex(text), None, "{text}");
    }
}
