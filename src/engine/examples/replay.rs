//! Replays an expedition file natively and prints its fingerprint: `cargo xtask replay FILE`.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "this program reads files; the engine does not"
)]

use std::error::Error;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use engine::expedition::report::Report;
use engine::expedition::session::Session;
use engine::expedition::stage::Stage;
use engine::expedition::{World, versions};
use flate2::read::GzDecoder;

fn main() -> Result<(), Box<dyn Error>> {
    let file = std::env::args().nth(1).ok_or("name an expedition file: cargo xtask replay FILE")?;
    let record = versions::open(&std::fs::read_to_string(file)?)?;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../static/data");
    let mut files = Vec::new();
    for name in record.world.files() {
        let mut bytes = Vec::new();
        GzDecoder::new(File::open(folder.join(name))?).read_to_end(&mut bytes)?;
        files.push(bytes);
    }
    let session = Session::new(World::open(record.world, &files)?);
    match &*session.report(Stage::Journal, &record).finish()?.report {
        Report::Journal(journal) => println!("{}", journal.fingerprint),
        _ => return Err("the journal did not come".into()),
    }
    Ok(())
}
