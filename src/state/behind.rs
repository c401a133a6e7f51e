//! What a held report answers to, where the record has gone on since.

use engine::expedition::keys;
use engine::expedition::plan::Plan;
use engine::expedition::record::{Entry, EntryId};
use engine::expedition::stage::Stage;

use super::State;

/// Choices that are looked back at: a report does not stand for long.
const BACK: usize = 20;

impl State {
    /// The plan that what is held for `stage` was made of: where the key was last this one; the plan as it stands, if that
    /// is fresh or cannot be found.
    #[must_use]
    pub fn plan_of(&self, stage: Stage) -> Plan {
        if let Some((held, _)) = self.answers.get(&stage).filter(|_| !self.is_answered(stage)) {
            let mut then = self.record.clone();
            let choices = self.record.entries.iter().enumerate().rev();
            let choices = choices.filter(|(_, entry)| matches!(entry, Entry::Choice { .. })).take(BACK);
            for cursor in choices.map(|(id, _)| Some(id as EntryId)).chain([None]) {
                then.cursor = cursor;
                if keys::key(stage, &then).is_ok_and(|key| key == *held) {
                    return Plan::of(&then);
                }
            }
        }
        self.plan()
    }
}
