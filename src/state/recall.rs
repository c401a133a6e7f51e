//! What stands around every room and was shown before the page was loaded again: the header counts by the report of Frame,
//! the margin by that of Evaluate. Once the room itself is answered, they are asked for too.

use engine::expedition::record::Fact;
use engine::expedition::stage::Stage;

use super::State;

impl State {
    /// A stage whose report was shown once, is not held now, and is not refused or cancelled either; with its key.
    pub(super) fn recalled(&self) -> Option<(Stage, String)> {
        let lost = |stage: &Stage| {
            !self.answers.contains_key(stage)
                && match stage {
                    Stage::Frame => self.plan().framed.is_some(),
                    _ => self.test_is_open(),
                }
        };
        let key = |stage: Stage| {
            let key = self.keys.get(&stage).filter(|key| self.cancelled.as_ref() != Some(key))?;
            Some((stage, key.clone()))
        };
        [Stage::Frame, Stage::Evaluate].into_iter().filter(lost).find_map(key)
    }

    /// Whether the sealed rows were opened for the model as it stands.
    fn test_is_open(&self) -> bool {
        let plan = self.plan();
        let (Ok(test), Ok(candidate)) = (plan.test_key(), plan.candidate_key()) else { return false };
        let opened = |fact: &Fact| matches!(fact, Fact::Peeked { test: t, candidate: c } if (t, c) == (&test, &candidate));
        self.record.facts().any(|(_, _, fact)| opened(fact))
    }
}
