//! Every expedition that is kept, replayed in the browser, gives the numbers it gives natively, to the last digit that
//! counts.

use engine::expedition::report::Report;
use engine::expedition::stage::Stage;
use engine::expedition::versions;
use wasm_bindgen_test::wasm_bindgen_test;

use super::world::{answer, session_of};

/// A kept expedition and its fingerprint; `tests/engine/replay.rs` holds the list to the folder.
macro_rules! replayed {
    ($($test:ident: $name:literal),+ $(,)?) => {$(
        #[wasm_bindgen_test]
        fn $test() {
            replays(
                include_str!(concat!("../engine/expeditions/", $name, ".fullloop.json")),
                include_str!(concat!("../engine/expeditions/", $name, ".fingerprint")),
            );
        }
    )+};
}

replayed! {
    two_laps: "v1-two-laps",
    another_engine: "v1-other-engine",
    numbers: "v1-numbers",
    classes: "v1-classes",
    every_kind: "v1-kinds",
    screening: "v1-screening",
    own_file: "v1-own",
}

fn replays(file: &str, fingerprint: &str) {
    let record = versions::open(file).unwrap();
    let (_, report) = answer(&session_of(record.world), Stage::Journal, &record);
    let Report::Journal(journal) = report else { panic!("not a journal") };
    assert_eq!(journal.fingerprint, fingerprint.trim());
}
