//! The columnar format of shipped data: how codes become values, and what damaged bytes do.

use engine::error::EngineError;
use engine::worlds::columns::{self, Columns};

use crate::flights::{WEATHER, unpack};

fn check_refused(bytes: &[u8], why: &str) {
    match columns::read("a file", bytes) {
        Err(EngineError::Data { what, problem }) => assert!(what == "a file" && !problem.is_empty(), "{why}"),
        other => panic!("{why}: {:?}", other.map(|c: Columns| c.about)),
    }
}

#[test]
fn a_file_cut_off_anywhere_is_refused() {
    let bytes = unpack(WEATHER);
    for length in (0..bytes.len()).step_by(9_973).chain([1, 3, 4, 5, 500, bytes.len() - 1]) {
        check_refused(&bytes[..length], &format!("cut at {length}"));
    }
    check_refused(&[&bytes[..], &[0]].concat(), "a byte too many");
    check_refused(b"not such a file at all", "text");
}

/// A file of one or two columns, with the header given.
fn file(n_rows: u32, columns: &str, payload: &[u8]) -> Vec<u8> {
    let header = format!(
        r#"{{"name":"t","n_rows":{n_rows},"source":"","licence":"","licence_url":null,"provenance":"",
        "sample":{{"method":"","seed":null,"share":1,"of":1}},"columns":[{columns}]}}"#
    );
    [&(header.len() as u32).to_le_bytes(), header.as_bytes(), payload].concat()
}

fn column(kind: &str, more: &str) -> String {
    format!(r#"{{"name":"a","kind":"{kind}","unit":"","known_at":"arrival","scale":1,"offset":0,{more}}}"#)
}

#[test]
fn codes_become_values() {
    let scaled = columns::read(
        "t",
        &file(
            3,
            &column("number", r#""planes":2"#).replace(r#"scale":1"#, r#"scale":10"#),
            &[0, 1, 255, 0, 0, 1],
        ),
    )
    .unwrap();
    let found = scaled.table.numbers("a").unwrap();
    assert!(found[0].is_nan());
    assert_eq!((found[1], found[2]), (0.0, 51.0), "the second plane holds the higher bytes");
    let clock = r#""planes":1,"terms":["previous"],"modulus":1440,"as":"clock""#;
    let clock = columns::read("t", &file(3, &column("number", clock), &[1, 91, 0])).unwrap();
    let found = clock.table.numbers("a").unwrap();
    assert_eq!(
        (found[0], found[1], found[2].is_nan()),
        (2400.0, 130.0, true),
        "midnight, half past one, missing"
    );
}

#[test]
fn damaged_headers_are_refused() {
    let with = |kind: &str, more: &str, payload: &[u8]| file(1, &column(kind, more), payload);
    check_refused(&with("number", r#""planes":9"#, &[0; 9]), "nine planes");
    check_refused(&with("number", r#""planes":1,"modulus":0"#, &[1]), "modulus 0");
    check_refused(&with("number", r#""planes":1,"terms":["b"]"#, &[1]), "a term that is not there");
    check_refused(&with("number", r#""planes":1,"terms":["a"]"#, &[1]), "a term that is itself");
    check_refused(&with("number", r#""planes":1,"base":{"by":[],"table":[]}"#, &[1]), "an empty base table");
    check_refused(&with("number", r#""planes":2,"as":"clock""#, &[255, 255]), "no time of day");
    check_refused(&with("number", r#""planes":4"#, &[255; 4]), "beyond 32 bits");
    check_refused(&with("category", r#""planes":1"#, &[1]), "a category without levels");
    check_refused(&with("category", r#""planes":1,"as":"levels","levels":["x"]"#, &[2]), "an unknown level");
    check_refused(&with("date", r#""planes":1,"as":"clock""#, &[1]), "a date on a clock");
    check_refused(&with("picture", r#""planes":1"#, &[1]), "an unknown kind");
    check_refused(&file(u32::MAX, &column("number", r#""planes":0"#), &[]), "too many rows");
    let twice = [column("number", r#""planes":1"#), column("number", r#""planes":1"#)].join(",");
    assert!(
        matches!(columns::read("t", &file(1, &twice, &[1, 1])), Err(EngineError::Data { .. })),
        "a name twice"
    );
}

#[test]
fn a_damaged_byte_never_panics() {
    let bytes = unpack(WEATHER);
    let header = 4 + u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]) as usize;
    // Some bytes of the header and a few of the columns: refused or read as other values, never a panic.
    for at in (0..header).step_by(7).chain((header..bytes.len()).step_by(49_999)) {
        let mut broken = bytes.clone();
        broken[at] ^= 0x15;
        let _ = columns::read("weather.cols", &broken);
    }
}
