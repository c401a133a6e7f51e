//! A name for each row where one of several classes is the answer: given by what is sure enough, else asked of somebody
//! who knows.
//!
//! The line that the prices imply is Chow's: a name is worth its risk where its probability is at least
//! `1 - false_alarm / miss`, a wrong name costing `miss` and asking `false_alarm` (Chow 1970, On optimum recognition error
//! and reject tradeoff).

use serde::{Deserialize, Serialize};

use super::policy::Costs;
use crate::order;

/// Names against what rows were, in rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Names {
    /// Rows.
    pub n: u32,
    /// Rows of which somebody is asked.
    pub asked: u32,
    /// Rows that were given their right name without asking.
    pub right: u32,
}

/// Names at one line.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct AtLine {
    /// A name is given from this probability on.
    pub line: f64,
    /// What comes of it.
    pub names: Names,
}

impl Names {
    /// Of one row of the class `y`, given the name `named`, or asked of.
    #[must_use]
    pub fn of(y: f64, named: Option<u32>) -> Self {
        let right = named.is_some_and(|class| f64::from(class) == y);
        Self { n: 1, asked: u32::from(named.is_none()), right: u32::from(right) }
    }

    /// Adds other rows.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        Self { n: self.n + other.n, asked: self.asked + other.asked, right: self.right + other.right }
    }

    /// Rows that were given a name.
    #[must_use]
    pub fn named(&self) -> u32 {
        self.n - self.asked
    }

    /// Rows that were given a wrong one.
    #[must_use]
    pub fn wrong(&self) -> u32 {
        self.named() - self.right
    }

    /// What it cost, in euros, if each row stands for `1 / share` real ones: for wrong names, and for asking.
    ///
    /// ```
    /// use engine::expedition::{Costs, Names};
    /// let costs = Costs { miss: 10.0, false_alarm: 2.0, hit: 0.0 };
    /// assert_eq!(Names { n: 10, asked: 3, right: 5 }.bill(&costs, 0.5), [40.0, 12.0]);
    /// ```
    #[must_use]
    pub fn bill(&self, costs: &Costs, share: f64) -> [f64; 2] {
        [f64::from(self.wrong()) * costs.miss / share, f64::from(self.asked) * costs.false_alarm / share]
    }

    /// Share of all rows that were given their right name without asking.
    #[must_use]
    pub fn right_share(&self) -> Option<f64> {
        ratio(self.right, self.n)
    }

    /// Share of the names given that are right.
    #[must_use]
    pub fn accuracy(&self) -> Option<f64> {
        ratio(self.right, self.named())
    }

    /// Share of all rows that were given a name (coverage).
    #[must_use]
    pub fn coverage(&self) -> Option<f64> {
        ratio(self.named(), self.n)
    }
}

fn ratio(part: u32, whole: u32) -> Option<f64> {
    (whole > 0).then(|| f64::from(part) / f64::from(whole))
}

/// What comes of up to `most` lines, the lowest first: probabilities met among these rows, evenly spread by rank, the
/// lowest among them; `y` and what was said are one a row.
#[must_use]
pub fn sweep(y: &[f64], scores: &[f64], classes: &[u32], most: usize) -> Vec<AtLine> {
    let falling = order::descending(scores);
    let (n, shown) = (falling.len(), falling.len().min(most.max(2)));
    let places = (1..=shown).map(|k| n * k / shown);
    let (mut names, mut at) = (Names { n: n as u32, asked: n as u32, right: 0 }, 0);
    let mut points: Vec<AtLine> = Vec::with_capacity(shown);
    for place in places {
        let line = scores[falling[place - 1] as usize];
        // All rows that are as sure are named together.
        while at < n && scores[falling[at] as usize] >= line {
            let i = falling[at] as usize;
            names.asked -= 1;
            names.right += u32::from(f64::from(classes[i]) == y[i]);
            at += 1;
        }
        if points.last().is_none_or(|last| last.line != line) {
            points.push(AtLine { line, names });
        }
    }
    points.reverse();
    points
}
