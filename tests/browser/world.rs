//! The shipped worlds inside the test itself, and reports of a walk through the loop.

use std::io::Read;
use std::rc::Rc;

use engine::expedition::record::Record;
use engine::expedition::report::Report;
use engine::expedition::session::Session;
use engine::expedition::stage::Stage;
use engine::expedition::{World, WorldId};
use flate2::read::GzDecoder;

const FLIGHTS: [&[u8]; 2] =
    [include_bytes!("../../static/data/flights.cols"), include_bytes!("../../static/data/weather.cols")];
const SCREENING: [&[u8]; 1] = [include_bytes!("../../static/data/screening.cols")];
const RIDERSHIP: [&[u8]; 1] = [include_bytes!("../../static/data/ridership.cols")];
const RODENTS: [&[u8]; 1] = [include_bytes!("../../static/data/rodents.cols")];

/// A session on the shipped flights.
pub fn session() -> Rc<Session> {
    session_of(WorldId::Flights)
}

/// The file of somebody's own that a kept expedition is about.
const OWN: &[u8] = include_bytes!("../engine/expeditions/v1-own.csv");

/// A session on a shipped world, or on the kept file of somebody's own.
pub fn session_of(world: WorldId) -> Rc<Session> {
    let packed: &[&[u8]] = match world {
        WorldId::Flights => &FLIGHTS,
        WorldId::Screening => &SCREENING,
        WorldId::Ridership => &RIDERSHIP,
        WorldId::Rodents => &RODENTS,
        WorldId::Own(own) => return Session::new(World::of_file(own, OWN.into()).finish().unwrap()),
    };
    let unpack = |packed: &&[u8]| {
        let mut bytes = Vec::new();
        GzDecoder::new(*packed).read_to_end(&mut bytes).unwrap();
        bytes
    };
    let files: Vec<Vec<u8>> = packed.iter().map(unpack).collect();
    Session::new(World::open(world, &files).unwrap())
}

/// What `stage` shows of `record`, with its key.
pub fn answer(session: &Rc<Session>, stage: Stage, record: &Record) -> (String, Report) {
    let answer = session.report(stage, record).finish().unwrap();
    (answer.key, (*answer.report).clone())
}
