//! The record: a versioned, append-only list of what the learner chose and what happened to them.
//!
//! **Choices** can be undone, redone and branched: each names the choice it was made after, and undo moves a cursor.
//! **Facts** can never be undone and show on every branch.

use serde::{Deserialize, Serialize};

use super::aside::Aside;
use super::calibrated::Method;
use super::effort::Prices;
use super::search::SearchSpec;
use super::seen::{ENGINE, Seen};
use crate::fingerprint;
use crate::models::{ModelSpec, rule::Rule};
use crate::prepare::Recipe;
use crate::prepare::balance::Balance;
use crate::serve::policy::Costs;
use crate::serve::safeguards::Serving;
use crate::split::SplitSpec;
use crate::worlds::calendar::{Month, Window};
use crate::worlds::{World, WorldId};

/// The version of the record's form. An older one is read for ever, a newer one refused with words.
pub const SCHEMA: u32 = 1;

/// The position of an entry in its record.
pub type EntryId = u32;

/// One learner's run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// The version of its form.
    pub schema: u32,
    /// What the learner calls it; empty until it has a name.
    #[serde(default)]
    pub name: String,
    /// The version of the engine that made it.
    pub engine: String,
    /// The world its rows come from.
    pub world: WorldId,
    /// The fingerprint of that world's data.
    pub data: String,
    /// The seed of all its randomness, 16 hex digits.
    pub seed: String,
    /// What was chosen and what happened, in order.
    pub entries: Vec<Entry>,
    /// The choice the learner stands on; `None` before the first.
    pub cursor: Option<EntryId>,
    /// What engines made of it, the last one last. Each writes its own; none touches another's.
    #[serde(default)]
    pub seen: Vec<Seen>,
}

/// A choice or a fact.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Entry {
    /// Something chosen, after another choice.
    Choice {
        /// The choice it was made after.
        after: Option<EntryId>,
        /// What.
        choice: Choice,
    },
    /// Something that happened.
    Fact {
        /// The choice the learner stood on.
        at: Option<EntryId>,
        /// What.
        fact: Fact,
    },
}

impl Entry {
    /// The choice, if it is one.
    #[must_use]
    pub fn choice(&self) -> Option<&Choice> {
        match self {
            Self::Choice { choice, .. } => Some(choice),
            Self::Fact { .. } => None,
        }
    }
}

/// What a learner can choose.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// The problem: costs, capacity, rule, goal.
    Frame {
        /// It, whole.
        problem: Problem,
    },
    /// The features and the steps that prepare them.
    Recipe {
        /// It, whole.
        recipe: Recipe,
    },
    /// Who may see which rows, when.
    Split {
        /// How.
        split: SplitSpec,
    },
    /// Train a model with these dials on the recipe and split as they stand.
    Run {
        /// The model.
        spec: ModelSpec,
    },
    /// Search over the dials of a kind of model, on the recipe and split as they stand.
    Search {
        /// How.
        search: SearchSpec,
    },
    /// Go on with an earlier run.
    Pick {
        /// Its entry.
        run: EntryId,
    },
    /// From which score on a row is flagged; of numbers what is added to each forecast.
    Threshold {
        /// A probability; or the margin, in the target's unit.
        threshold: f64,
    },
    /// How the evaluation ended.
    Gate {
        /// The ending.
        ending: Ending,
    },
    /// How the model is asked, and who answers where it should not.
    Serve {
        /// It, whole.
        serving: Serving,
    },
    /// Let the shipped version, or the rule, decide in the live world from now on.
    GoLive,
    /// Begin the next lap on other history.
    NewLap {
        /// The months to learn from.
        window: Window,
    },
    /// What things done take, for the effort ledger.
    Prices {
        /// All of it.
        prices: Prices,
    },
    /// Leave an alarm as it is and live on.
    Ignore {
        /// The month that raised it.
        month: Month,
    },
    /// In what numbers a model gets the rows of each answer.
    Balance {
        /// How; `None` is as they come.
        balance: Option<Balance>,
    },
    /// Which training rows teach nothing.
    Aside {
        /// Which; none of them is as they come.
        aside: Aside,
    },
    /// Put the probabilities of an earlier run right: train the same again with a curve on what it says, or without.
    Calibrate {
        /// Its entry.
        run: EntryId,
        /// The curve; `None` leaves them as they are.
        method: Option<Method>,
    },
}

/// How an evaluation can end; each can be right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// Ship the model.
    Ship,
    /// Ship nothing.
    DoNotShip,
    /// Let the hand-written rule decide.
    KeepRule,
}

/// What happened to the learner.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// A prediction made before a reveal.
    Committed {
        /// What was predicted, as a text key.
        what: String,
        /// The number.
        magnitude: f64,
        /// How sure, 0.5 to 1.
        confidence: f64,
        /// The reason given; may be empty.
        because: String,
    },
    /// A question of the scenario was answered; see [`Scenario::wish`](super::scenario::Scenario::wish).
    Answered {
        /// The question, as a text key.
        what: String,
        /// The answer, as a text key.
        answer: String,
    },
    /// The sealed test set was opened.
    Peeked {
        /// The key of the test rows.
        test: String,
        /// The key of the run and threshold they were opened for.
        candidate: String,
    },
    /// Something was shown that is computed only when asked for, other than sealed rows, which are [`Fact::Peeked`]:
    /// see [`asked`](super::asked).
    Revealed {
        /// What, as a text key.
        what: String,
    },
    /// A reason given for a choice.
    Reason {
        /// The choice.
        about: EntryId,
        /// The learner's words.
        text: String,
    },
    /// A month went by in the live world, under what was live on the way to `at`.
    MonthLived {
        /// Which.
        month: Month,
    },
    /// Something measured on a machine (a time), replayed as it was: once for each model that ships.
    Measured {
        /// The key of what was measured; see [`Decides::key`](super::plan::Decides::key).
        version: String,
        /// What, as a text key.
        what: String,
        /// The value, in the unit `what` names.
        value: f64,
    },
    /// A search ended: stopped by the clock or the learner, or because nothing was left to do; see
    /// [`stopped`](super::search::stopped). Of a search without such a fact a replay does all.
    SearchStopped {
        /// The search's entry.
        search: EntryId,
        /// Candidates that had done every training there was for them.
        finished: Vec<u32>,
        /// Trainings that each of the others had done, in order.
        reached: Vec<u32>,
    },
}

/// A wish turned into a decision.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Problem {
    /// What each outcome costs, in euros a row; of numbers a unit short, and a unit too many.
    pub costs: Costs,
    /// The share of a day's rows that can be dealt with, 0 to 1; of numbers nothing runs out of room.
    pub capacity: f64,
    /// The number that means success: the share it must find, 0 to 1; of numbers the mean absolute error at most.
    pub goal: f64,
    /// What a person would do without any learning.
    pub rule: Rule,
}

impl Record {
    /// An empty record on the shipped data of `world`.
    #[must_use]
    pub fn new(world: WorldId, seed: u64) -> Self {
        Self {
            schema: SCHEMA,
            name: String::new(),
            engine: ENGINE.into(),
            world,
            data: world.fingerprint().into(),
            seed: fingerprint::hex(seed),
            entries: Vec::new(),
            cursor: None,
            seen: Vec::new(),
        }
    }

    /// An empty record on the data of a loaded world, shipped or not.
    #[must_use]
    pub fn for_world(world: &World, seed: u64) -> Self {
        Self { data: world.fingerprint.clone(), ..Self::new(world.id, seed) }
    }

    /// The seed as a number; 0 if its digits are damaged.
    #[must_use]
    pub fn seed(&self) -> u64 {
        fingerprint::from_hex(&self.seed).unwrap_or(0)
    }

    /// Adds a choice after the one the cursor stands on, and steps onto it.
    pub fn choose(&mut self, choice: Choice) -> EntryId {
        let id = self.entries.len() as EntryId;
        self.entries.push(Entry::Choice { after: self.cursor, choice });
        self.cursor = Some(id);
        id
    }

    /// Adds a fact.
    pub fn happen(&mut self, fact: Fact) -> EntryId {
        self.entries.push(Entry::Fact { at: self.cursor, fact });
        self.entries.len() as EntryId - 1
    }

    /// The choice that undo would take back.
    #[must_use]
    pub fn undoable(&self) -> Option<&Choice> {
        self.choice(self.cursor?)
    }

    /// The choice that redo would bring again: the latest made after the one the cursor stands on.
    #[must_use]
    pub fn redoable(&self) -> Option<EntryId> {
        self.entries.iter().enumerate().rev().find_map(|(id, entry)| match entry {
            Entry::Choice { after, .. } if *after == self.cursor => Some(id as EntryId),
            _ => None,
        })
    }

    /// Steps back before the last choice. Facts stay.
    pub fn undo(&mut self) -> bool {
        match self.cursor.and_then(|id| self.entries.get(id as usize)) {
            Some(Entry::Choice { after, .. }) => {
                self.cursor = *after;
                true
            }
            _ => false,
        }
    }

    /// Steps onto the choice undone last.
    pub fn redo(&mut self) -> bool {
        let next = self.redoable();
        self.cursor = next.or(self.cursor);
        next.is_some()
    }

    /// The choice at `id`.
    #[must_use]
    pub fn choice(&self, id: EntryId) -> Option<&Choice> {
        self.entries.get(id as usize).and_then(Entry::choice)
    }

    /// The choices on the way to `to`, the first first.
    #[must_use]
    pub fn path(&self, to: Option<EntryId>) -> Vec<(EntryId, &Choice)> {
        let mut path = Vec::new();
        let mut at = to;
        while let Some(id) = at {
            let Some(Entry::Choice { after, choice }) = self.entries.get(id as usize) else { break };
            path.push((id, choice));
            // A choice comes after an earlier one; a damaged record must not turn in a circle.
            at = after.filter(|a| *a < id);
        }
        path.reverse();
        path
    }

    /// All facts with the choice they happened at.
    pub fn facts(&self) -> impl Iterator<Item = (EntryId, Option<EntryId>, &Fact)> {
        self.entries.iter().enumerate().filter_map(|(id, entry)| match entry {
            Entry::Fact { at, fact } => Some((id as EntryId, *at, fact)),
            Entry::Choice { .. } => None,
        })
    }

    /// The months lived, in order, each with the choice it was lived at.
    #[must_use]
    pub fn lived(&self) -> Vec<(Month, Option<EntryId>)> {
        let lived = self.facts().filter_map(|(_, at, fact)| match fact {
            Fact::MonthLived { month } => Some((*month, at)),
            _ => None,
        });
        lived.collect()
    }
}
