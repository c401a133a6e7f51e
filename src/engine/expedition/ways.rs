//! The ways through a record: its choices form a tree, and each of its ends is a way that can be stood on again.

use super::plan::Plan;
use super::record::{Choice, Entry, EntryId, Fact, Record};
use super::stage::Stage;
use super::status;

/// How far a learner is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Far {
    /// The lap, from 1.
    pub lap: u32,
    /// Choices on the way to the cursor.
    pub choices: u32,
    /// Months lived, on whatever way.
    pub months: u32,
    /// The stage that comes next.
    pub next: Stage,
}

impl Record {
    /// How far its learner is.
    #[must_use]
    pub fn far(&self) -> Far {
        Far {
            lap: Plan::of(self).lap,
            choices: self.path(self.cursor).len() as u32,
            months: self.lived().len() as u32,
            next: status::next(self),
        }
    }

    /// The choices that nothing was chosen after, in the order they were made; and the one the learner stands on, if
    /// it is none of them.
    ///
    /// ```
    /// use engine::expedition::record::{Choice, Record};
    /// use engine::expedition::{ModelSpec, WorldId};
    ///
    /// let mut record = Record::new(WorldId::Flights, 1);
    /// let run = || Choice::Run { spec: ModelSpec::Majority };
    /// let (first, second) = (record.choose(run()), record.choose(run()));
    /// record.undo();
    /// assert_eq!(record.ends(), [second, first]);
    /// let third = record.choose(run());
    /// assert_eq!(record.ends(), [second, third]);
    /// assert!(record.stand(Some(second)) && !record.stand(Some(9)));
    /// assert_eq!((record.cursor, record.ends()), (Some(second), vec![second, third]));
    /// ```
    #[must_use]
    pub fn ends(&self) -> Vec<EntryId> {
        let ids = 0..self.entries.len() as EntryId;
        let goes_on = |id: EntryId| {
            let after = |entry: &Entry| matches!(entry, Entry::Choice { after, .. } if *after == Some(id));
            self.entries.iter().any(after)
        };
        let mut ends: Vec<EntryId> = ids.filter(|id| self.choice(*id).is_some() && !goes_on(*id)).collect();
        ends.extend(self.cursor.filter(|cursor| goes_on(*cursor)));
        ends
    }

    /// The choices that redo would bring again, one after the other.
    #[must_use]
    pub fn undone(&self) -> Vec<EntryId> {
        let mut there =
            Self { cursor: self.cursor, entries: self.entries.clone(), ..Self::new(self.world, 0) };
        let mut undone = Vec::new();
        while there.redo() {
            undone.extend(there.cursor);
        }
        undone
    }

    /// Stands on a choice, on whatever way it is, or before the first; whether there is such a choice.
    pub fn stand(&mut self, on: Option<EntryId>) -> bool {
        let there = on.is_none_or(|id| self.choice(id).is_some());
        if there {
            self.cursor = on;
        }
        there
    }

    /// The same record, standing on `on`.
    #[must_use]
    pub fn standing(&self, on: EntryId) -> Self {
        let mut there = self.clone();
        there.stand(Some(on));
        there
    }

    /// What was chosen on the way to the cursor, and what happened on it.
    #[must_use]
    pub fn along(&self) -> Vec<&Entry> {
        let way: Vec<EntryId> = self.path(self.cursor).into_iter().map(|(id, _)| id).collect();
        let along = self.entries.iter().enumerate().filter_map(|(id, entry)| {
            let on = match entry {
                Entry::Choice { .. } => Some(id as EntryId),
                Entry::Fact { at, .. } => *at,
            };
            on.is_none_or(|on| way.contains(&on)).then_some(entry)
        });
        along.collect()
    }

    /// The choices on the way to the cursor that the way of `other` has not made, or made less often.
    #[must_use]
    pub fn only_here(&self, other: &Self) -> Vec<EntryId> {
        let mut theirs: Vec<&Choice> =
            other.path(other.cursor).into_iter().map(|(_, choice)| choice).collect();
        let mut only = Vec::new();
        for (id, choice) in self.path(self.cursor) {
            match theirs.iter().position(|their| *their == choice) {
                Some(at) => drop(theirs.remove(at)),
                None => only.push(id),
            }
        }
        only
    }

    /// The number predicted by the fact `id`, and how sure the learner was, if it is a prediction.
    #[must_use]
    pub fn predicted(&self, id: EntryId) -> Option<(f64, f64)> {
        match self.entries.get(id as usize)? {
            Entry::Fact { fact: Fact::Committed { magnitude, confidence, .. }, .. } => {
                Some((*magnitude, *confidence))
            }
            _ => None,
        }
    }
}
