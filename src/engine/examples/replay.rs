//! Replays an expedition file natively and prints its fingerprint: `cargo xtask replay FILE`, and for one on a file of the
//! learner's own `cargo xtask replay FILE --data FILE.csv`.
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
use engine::expedition::{World, WorldId, versions};
use flate2::read::GzDecoder;

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let (file, data) = match &args[..] {
        [file] => (file, None),
        [file, flag, data] if flag == "--data" => (file, Some(data)),
        _ => return Err("name an expedition file: cargo xtask replay FILE [--data FILE.csv]".into()),
    };
    let record = versions::open(&std::fs::read_to_string(file)?)?;
    let session = match record.world {
        WorldId::Own(own) => {
            let needs = format!("made on {}, of fingerprint {}: name it with --data", own.file, own.bytes);
            let bytes = std::fs::read(data.ok_or(needs)?)?;
            Session::new(World::of_file(own, bytes.into()).finish()?)
        }
        world => Session::new(shipped(world)?),
    };
    match &*session.report(Stage::Journal, &record).finish()?.report {
        Report::Journal(journal) => println!("{}", journal.fingerprint),
        _ => return Err("the journal did not come".into()),
    }
    Ok(())
}

fn shipped(world: WorldId) -> Result<World, Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../static/data");
    let mut files = Vec::new();
    for name in world.files() {
        let mut bytes = Vec::new();
        GzDecoder::new(File::open(folder.join(name))?).read_to_end(&mut bytes)?;
        files.push(bytes);
    }
    Ok(World::open(world, &files)?)
}
