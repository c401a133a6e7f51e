//! An expedition replayed in the browser gives the numbers it gives natively, to the last digit that counts.

use engine::expedition::report::Report;
use engine::expedition::stage::Stage;
use engine::expedition::versions;
use wasm_bindgen_test::wasm_bindgen_test;

use super::world::{answer, session};

#[wasm_bindgen_test]
fn gives_the_same_fingerprint_as_natively() {
    let record = versions::open(include_str!("../engine/expeditions/v1-two-laps.fullloop.json")).unwrap();
    let (_, report) = answer(&session(), Stage::Journal, &record);
    let Report::Journal(journal) = report else { panic!("not a journal") };
    assert_eq!(journal.fingerprint, include_str!("../engine/expeditions/v1-two-laps.fingerprint").trim());
}
