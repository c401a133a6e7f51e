//! Sets of levels: what a question "is it one of these?" asks for.

use serde::{Deserialize, Serialize};

use crate::matrix::MOST_LEVELS;

/// A set of levels by their number, and whether what is missing belongs to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct LevelSet([u64; 4]);

impl LevelSet {
    /// The place of what is missing, behind all levels.
    pub const MISSING: usize = MOST_LEVELS as usize;

    /// The set of some places.
    #[must_use]
    pub fn of(places: impl Iterator<Item = usize>) -> Self {
        let mut set = Self::default();
        places.for_each(|place| set.insert(place));
        set
    }

    /// Takes a level in, or what is missing.
    pub fn insert(&mut self, level: usize) {
        self.0[level / 64] |= 1 << (level % 64);
    }

    /// Whether a level belongs to it, or what is missing.
    #[must_use]
    #[inline]
    pub fn has(&self, level: usize) -> bool {
        self.0[(level / 64) & 3] >> (level % 64) & 1 == 1
    }

    /// Whether the level in a matrix belongs to it; what is no level counts as missing.
    ///
    /// ```
    /// use engine::models::levels::LevelSet;
    /// let mut set = LevelSet::default();
    /// set.insert(2);
    /// assert_eq!([2.0, 1.0, f64::NAN].map(|value| set.takes(value)), [true, false, false]);
    /// set.insert(LevelSet::MISSING);
    /// assert!(set.takes(f64::NAN) && set.takes(-1.0));
    /// ```
    #[must_use]
    #[inline]
    pub fn takes(&self, value: f64) -> bool {
        self.has(place(value))
    }

    /// Its levels, ascending; [`LevelSet::MISSING`] last.
    pub fn levels(&self) -> impl Iterator<Item = usize> + '_ {
        (0..=Self::MISSING).filter(|level| self.has(*level))
    }
}

/// The place in a set of what stands in a matrix.
#[must_use]
#[inline]
pub fn place(value: f64) -> usize {
    let level = value >= 0.0 && value < f64::from(MOST_LEVELS);
    if level { value as usize } else { LevelSet::MISSING }
}

/// The sets that the nodes of a tree ask for, in place of a threshold.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
pub struct Sets {
    /// For each node up to the last one that asks for a set the place of that from 1 on; 0 where it asks for a number.
    of: Vec<u32>,
    sets: Vec<LevelSet>,
}

impl Sets {
    /// Whether no node asks for a set.
    #[must_use]
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.sets.is_empty()
    }

    /// The set that `node` asks for; `None` if it asks for a number, or nothing.
    #[must_use]
    #[inline]
    pub fn of(&self, node: usize) -> Option<&LevelSet> {
        let at = *self.of.get(node)? as usize;
        self.sets.get(at.checked_sub(1)?)
    }

    /// Lets `node` ask for a set.
    pub(super) fn put(&mut self, node: usize, set: LevelSet) {
        if self.of.len() <= node {
            self.of.resize(node + 1, 0);
        }
        self.sets.push(set);
        self.of[node] = self.sets.len() as u32;
    }
}
