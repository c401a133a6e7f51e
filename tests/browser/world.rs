//! The shipped flights inside the test itself, and reports of a walk through the loop.

use std::io::Read;
use std::rc::Rc;

use engine::expedition::record::Record;
use engine::expedition::report::Report;
use engine::expedition::session::Session;
use engine::expedition::stage::Stage;
use engine::expedition::{World, WorldId};
use flate2::read::GzDecoder;

const FILES: [&[u8]; 2] =
    [include_bytes!("../../static/data/flights.cols"), include_bytes!("../../static/data/weather.cols")];

/// A session on the shipped flights.
pub fn session() -> Rc<Session> {
    let unpack = |packed: &&[u8]| {
        let mut bytes = Vec::new();
        GzDecoder::new(*packed).read_to_end(&mut bytes).unwrap();
        bytes
    };
    let files: Vec<Vec<u8>> = FILES.iter().map(unpack).collect();
    Session::new(World::open(WorldId::Flights, &files).unwrap())
}

/// What `stage` shows of `record`, with its key.
pub fn answer(session: &Rc<Session>, stage: Stage, record: &Record) -> (String, Report) {
    let answer = session.report(stage, record).finish().unwrap();
    (answer.key, (*answer.report).clone())
}
