//! What a model learns from: an answer a row, and how much each row counts.

use std::rc::Rc;

use crate::error::{EngineError, Result};
use crate::math;
use crate::rng::Rng;
use crate::task::Task;

/// The answers of the training rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Answers {
    /// Of which kind they are.
    pub task: Task,
    /// One a row: 0 or 1; the number of a class, 0 to `n_classes − 1`; or any finite number.
    pub y: Rc<[f64]>,
    /// Number of classes; 2 for yes or no, 0 for numbers.
    pub n_classes: u32,
    /// How much each row counts, finite and not negative; `None`: all the same.
    pub weights: Option<Rc<[f64]>>,
    /// Where rows are there more than once, the first of those that each is the same as; `None`: each is there once.
    pub copy_of: Option<Rc<[u32]>>,
}

impl Answers {
    /// Yes (1) or no (0).
    #[must_use]
    pub fn binary(y: impl Into<Rc<[f64]>>) -> Self {
        Self { task: Task::Binary, y: y.into(), n_classes: 2, weights: None, copy_of: None }
    }

    /// Classes, numbered from 0 to `n_classes − 1`.
    #[must_use]
    pub fn classes(y: impl Into<Rc<[f64]>>, n_classes: u32) -> Self {
        Self { task: Task::Multiclass, y: y.into(), n_classes, weights: None, copy_of: None }
    }

    /// Numbers.
    #[must_use]
    pub fn numbers(y: impl Into<Rc<[f64]>>) -> Self {
        Self { task: Task::Regression, y: y.into(), n_classes: 0, weights: None, copy_of: None }
    }

    /// The same, but rows count differently.
    #[must_use]
    pub fn weighted(self, weights: impl Into<Rc<[f64]>>) -> Self {
        Self { weights: Some(weights.into()), ..self }
    }

    /// The answers of the rows `rows`, in that order; a row may be among them more than once.
    ///
    /// ```
    /// use engine::models::Answers;
    /// let drawn = Answers::binary([0.0, 1.0, 0.0]).take(&[1, 2, 1]);
    /// assert_eq!((&drawn.y[..], drawn.copy_of.as_deref()), (&[1.0, 0.0, 1.0][..], Some(&[0, 1, 0][..])));
    /// ```
    #[must_use]
    pub fn take(&self, rows: &[u32]) -> Self {
        let of = |values: &[f64]| rows.iter().map(|row| values[*row as usize]).collect();
        let own = |row: u32| self.copy_of.as_ref().map_or(row, |of| of[row as usize]);
        let mut first = vec![u32::MAX; self.y.len()];
        let place = |(at, row): (u32, &u32)| {
            let first = &mut first[own(*row) as usize];
            *first = (*first).min(at);
            *first
        };
        let copy_of: Rc<[u32]> = (0..).zip(rows).map(place).collect();
        let twice = (0..).zip(copy_of.iter()).any(|(at, first)| at != *first);
        Self {
            y: of(&self.y),
            weights: self.weights.as_deref().map(of),
            copy_of: twice.then_some(copy_of),
            ..self.clone()
        }
    }

    /// Draws the rows to learn from and those held back to see how it goes, a share of each class. A row that is there
    /// more than once is on one side: what was learned by heart would look like something learned.
    #[must_use]
    pub fn hold_back(&self, share: f64, rng: &mut Rng) -> (Vec<u32>, Vec<u32>) {
        let n = self.y.len() as u32;
        let first = |row: u32| self.copy_of.as_ref().map_or(row, |of| of[row as usize]);
        let (mut train, mut held) = (Vec::new(), Vec::new());
        for class in 0..self.n_classes.max(1) {
            let among =
                |row: &u32| self.task == Task::Regression || self.y[*row as usize] == f64::from(class);
            let mut rows: Vec<u32> = (0..n).filter(|row| first(*row) == *row).filter(among).collect();
            rng.shuffle(&mut rows);
            let n = (rows.len() as f64 * share).round() as usize;
            held.extend(&rows[..n]);
            train.extend(&rows[n..]);
        }
        let mut is_held = vec![false; n as usize];
        held.iter().for_each(|row| is_held[*row as usize] = true);
        for row in (0..n).filter(|row| first(*row) != *row) {
            if is_held[first(row) as usize] { held.push(row) } else { train.push(row) }
        }
        (train, held)
    }

    /// Numbers a model gives a row: the probability of yes, one probability a class, or a number.
    ///
    /// ```
    /// use engine::models::Answers;
    /// assert_eq!(Answers::binary([0.0, 1.0]).n_outputs(), 1);
    /// assert_eq!(Answers::classes([0.0, 1.0, 2.0], 3).n_outputs(), 3);
    /// ```
    #[must_use]
    pub fn n_outputs(&self) -> usize {
        if self.task == Task::Multiclass { self.n_classes as usize } else { 1 }
    }

    /// How much row `i` counts.
    #[must_use]
    pub fn weight(&self, i: usize) -> f64 {
        self.weights.as_ref().map_or(1.0, |weights| weights[i])
    }

    /// How much all rows count.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.weights.as_ref().map_or(self.y.len() as f64, |weights| math::sum(weights))
    }

    /// Refuses what nothing can be learned from, for `n_rows` rows.
    #[inline(never)]
    pub(super) fn check(&self, n_rows: usize) -> Result<()> {
        let length = |what: &str, found: usize| {
            let (expected, found) = (n_rows as u64, found as u64);
            Err(EngineError::LengthMismatch { what: what.into(), expected, found })
        };
        if self.y.len() != n_rows {
            return length("y", self.y.len());
        }
        if n_rows == 0 {
            return Err(EngineError::TooFewRows { what: "training".into(), needed: 1, found: 0 });
        }
        if self.task == Task::Regression {
            if self.y.iter().any(|v| !v.is_finite()) {
                return Err(EngineError::NotFinite { what: "y".into() });
            }
        } else {
            let high = f64::from(self.n_classes) - 1.0;
            let odd = |v: &&f64| !(0.0..=high).contains(*v) || v.fract() != 0.0;
            if let Some(odd) = self.y.iter().find(odd) {
                return Err(EngineError::OutOfRange { what: "y".into(), low: 0.0, high, found: *odd });
            }
        }
        let Some(weights) = &self.weights else { return Ok(()) };
        if weights.len() != n_rows {
            return length("weights", weights.len());
        }
        if let Some(odd) = weights.iter().find(|w| !w.is_finite() || **w < 0.0) {
            let (low, high) = (0.0, f64::MAX);
            return Err(EngineError::OutOfRange { what: "weights".into(), low, high, found: *odd });
        }
        if weights.iter().all(|w| *w == 0.0) {
            return Err(EngineError::TooFewRows { what: "training".into(), needed: 1, found: 0 });
        }
        Ok(())
    }
}
