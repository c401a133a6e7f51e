//! Two ways side by side: what was asked of the engine, and what came.

use engine::error::EngineError;
use engine::expedition::compare::Comparison;
use engine::expedition::record::Record;

use super::{Effect, State, Worker};
use crate::shared::Shared;
use crate::worker::protocol::Request;

/// Two ways, and how they compare.
#[derive(Clone, Debug)]
pub struct Sides {
    /// The two, each the one to the cursor of its record.
    pub ways: Shared<[Record; 2]>,
    /// The request; `None` as long as nobody could be asked.
    id: Option<u32>,
    /// What came.
    pub answer: Option<Result<Shared<Comparison>, EngineError>>,
}

impl State {
    /// Asks for two ways side by side, in the place of the two before.
    pub(super) fn compare(&mut self, ways: [Record; 2], out: &mut Vec<Effect>) {
        if let Some(Sides { id: Some(id), answer: None, .. }) = self.sides.take() {
            out.push(Effect::Post(Box::new(Request::Cancel { id })));
        }
        self.sides = Some(Sides { ways: Shared::new(ways), id: None, answer: None });
    }

    /// Asks the worker, if it was not asked yet and is there.
    pub(super) fn post_sides(&mut self, out: &mut Vec<Effect>) {
        if let (Some(sides @ Sides { id: None, .. }), Worker::Ready) = (&mut self.sides, &self.worker) {
            self.counter += 1;
            sides.id = Some(self.counter);
            out.push(Effect::Post(Box::new(Request::Compare(self.counter, Box::new((*sides.ways).clone())))));
        }
    }

    /// The worker is gone: what it has not answered is asked again of the next.
    pub(super) fn ask_sides_again(&mut self) {
        if let Some(sides) = self.sides.as_mut().filter(|sides| sides.answer.is_none()) {
            sides.id = None;
        }
    }

    /// An answer; whether it is of the two that are asked for.
    pub(super) fn compared(&mut self, id: u32, answer: Result<Comparison, EngineError>) -> bool {
        let sides = self.sides.as_mut().filter(|sides| sides.id == Some(id));
        let is = sides.is_some();
        if let Some(sides) = sides {
            sides.answer = Some(answer.map(Shared::new));
        }
        is
    }
}
