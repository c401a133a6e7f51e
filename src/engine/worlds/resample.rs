//! A calendar for rows that carry none: the first rows of a seeded shuffle lie behind the learner, the others are held
//! back, and the days to come draw from them.

use crate::error::{EngineError, Result};
use crate::rng::Rng;

/// An invented calendar: on every so many days, so many rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Calendar {
    /// The first day, in days since 1970.
    pub first: i32,
    /// Days from one to the next.
    pub every: i32,
    /// Rows on each.
    pub a_day: u32,
    /// How many of the days lie behind the learner at the start.
    pub behind: u32,
    /// No row comes on or after this day.
    pub end: i32,
}

/// The rows in order of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawn {
    /// The place of each in the source.
    pub rows: Vec<u32>,
    /// The day of each.
    pub days: Vec<i32>,
    /// How often the same row came before it.
    pub again: Vec<u32>,
}

impl Calendar {
    /// Lays `n` rows out: history without repetition, then rounds through those held back, each round in a new order,
    /// so that none comes again before all others have come.
    ///
    /// Every draw is of the stream `calendar`: the same seed gives the same rows.
    ///
    /// # Errors
    /// [`EngineError::TooFewRows`] if the history leaves nothing to be held back.
    pub fn draw(&self, n: u32, seed: u64) -> Result<Drawn> {
        let behind = self.a_day.saturating_mul(self.behind);
        if n <= behind {
            let (needed, found) = (u64::from(behind) + 1, u64::from(n));
            return Err(EngineError::TooFewRows { what: "calendar".into(), needed, found });
        }
        let mut rng = Rng::new(seed, "calendar");
        let mut order: Vec<u32> = (0..n).collect();
        rng.shuffle(&mut order);
        let held_back = order.split_off(behind as usize);
        let (mut round, mut at, mut turn) = (held_back.clone(), 0, 0);
        let mut past = order.into_iter();
        let mut drawn = Drawn { rows: Vec::new(), days: Vec::new(), again: Vec::new() };
        let mut day = self.first;
        while day < self.end {
            for _ in 0..self.a_day {
                let (row, again) = match past.next() {
                    Some(row) => (row, 0),
                    None => {
                        if at == round.len() {
                            (at, turn) = (0, turn + 1);
                            rng.shuffle(&mut round);
                        }
                        at += 1;
                        (round[at - 1], turn)
                    }
                };
                drawn.rows.push(row);
                drawn.days.push(day);
                drawn.again.push(again);
            }
            day += self.every;
        }
        Ok(drawn)
    }
}
