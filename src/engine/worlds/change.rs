//! What changes in an invented world, from when on, how fast: injected, seeded, and known to whoever made the world.

use std::rc::Rc;

use crate::rng::Rng;
use crate::table::{Column, Values};

/// A covariate change: from some day on a share of the rows comes from elsewhere, where numbers are measured otherwise.
/// What the outcome hangs on stays the same.
#[derive(Clone, Debug, PartialEq)]
pub struct Covariate {
    /// The first day on which a row can be changed, in days since 1970.
    pub position: i32,
    /// Days until the share is reached, growing evenly; none if it is there at once.
    pub width: i32,
    /// The share of rows that are changed in the end, 0 to 1.
    pub share: f64,
    /// Number columns with what they are multiplied by.
    pub factors: Vec<(String, f64)>,
}

impl Covariate {
    /// The share of rows changed on a day.
    #[must_use]
    pub fn share_on(&self, day: i32) -> f64 {
        let since = f64::from(day - self.position);
        match day < self.position {
            true => 0.0,
            false if self.width > 0 => self.share * (since / f64::from(self.width)).min(1.0),
            false => self.share,
        }
    }

    /// Which rows are changed: one draw for each row from the position on.
    #[must_use]
    pub fn strikes(&self, days: &[i32], rng: &mut Rng) -> Vec<bool> {
        days.iter().map(|day| *day >= self.position && rng.uniform() < self.share_on(*day)).collect()
    }

    /// Measures the rows `struck` otherwise.
    pub fn apply(&self, struck: &[bool], columns: &mut [Column]) {
        for (name, factor) in &self.factors {
            let column = columns.iter_mut().find(|column| column.name == *name);
            let Some(Column { values: Values::Number(values), .. }) = column else { continue };
            for (value, _) in Rc::make_mut(values).iter_mut().zip(struck).filter(|(_, struck)| **struck) {
                *value *= factor;
            }
        }
    }
}

/// A change of concept: from some day on a share of the rows ends with yes, or with a higher number, whatever their columns say. What the columns
/// look like stays the same.
#[derive(Clone, Debug, PartialEq)]
pub struct Answers {
    /// As [`Covariate::position`].
    pub position: i32,
    /// As [`Covariate::width`].
    pub width: i32,
    /// As [`Covariate::share`].
    pub share: f64,
}

impl Answers {
    /// As [`Covariate::strikes`].
    #[must_use]
    pub fn strikes(&self, days: &[i32], rng: &mut Rng) -> Vec<bool> {
        let Self { position, width, share } = *self;
        Covariate { position, width, share, factors: Vec::new() }.strikes(days, rng)
    }

    /// Turns the answers of the rows `struck` to yes.
    pub fn apply(struck: &[bool], y: &mut [f64]) {
        y.iter_mut().zip(struck).filter(|(_, struck)| **struck).for_each(|(answer, _)| *answer = 1.0);
    }

    /// Turns the classes of the rows `struck` to the next of `n_classes`, the last to the first: what was called one name
    /// is called another now.
    pub fn turn(struck: &[bool], y: &mut [f64], n_classes: u32) {
        let last = f64::from(n_classes) - 1.0;
        let next = |class: f64| if class >= last { 0.0 } else { class + 1.0 };
        y.iter_mut()
            .zip(struck)
            .filter(|(_, struck)| **struck)
            .for_each(|(answer, _)| *answer = next(*answer));
    }

    /// Raises the numbers of the rows `struck`.
    pub fn raise(struck: &[bool], y: &mut [f64], by: f64) {
        y.iter_mut().zip(struck).filter(|(_, struck)| **struck).for_each(|(answer, _)| *answer += by);
    }
}
