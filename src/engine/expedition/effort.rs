//! Where the effort went: days of a small team by stage, reckoned from what the record says was done.

use serde::{Deserialize, Serialize};

use super::record::{Choice, Entry, Fact, Record};
use super::stage::Stage;

/// What a thing done takes, in days of one person: assumptions of the scenario, shown and to be changed.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Prices {
    /// A day of one person, in euros.
    pub day: f64,
    /// Settling a problem with those who have it: days.
    pub frame: f64,
    /// Getting and joining the sources, once an expedition: days.
    pub gather: f64,
    /// Settling a recipe or a split: days.
    pub recipe: f64,
    /// Training and reading a run: days.
    pub run: f64,
    /// An evaluation, and each look at sealed rows: days.
    pub evaluate: f64,
    /// Going live: days.
    pub go_live: f64,
    /// Watching a month: days.
    pub month: f64,
    /// Answering an alarm, whatever the answer: days.
    pub alarm: f64,
}

impl Default for Prices {
    fn default() -> Self {
        Self {
            day: 600.0,
            frame: 3.0,
            gather: 10.0,
            recipe: 3.0,
            run: 0.25,
            evaluate: 1.0,
            go_live: 8.0,
            month: 1.0,
            alarm: 2.0,
        }
    }
}

/// What a stage took.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effort {
    /// Which.
    pub stage: Stage,
    /// Things done there.
    pub done: u32,
    /// Days of one person.
    pub days: f64,
}

impl Prices {
    /// Days that a year of retraining takes: each retraining is trained, judged and shipped, each alarm answered.
    #[must_use]
    pub fn retraining(&self, retrained: u32, answered: u32) -> f64 {
        f64::from(retrained) * (self.run + self.evaluate + self.go_live) + f64::from(answered) * self.alarm
    }
}

/// What each stage of the loop took, at `prices`; what was undone took its time all the same.
///
/// ```
/// use engine::expedition::effort::{Prices, ledger};
/// use engine::expedition::record::{Choice, Record};
/// use engine::expedition::{ModelSpec, WorldId, stage::Stage};
///
/// let mut record = Record::new(WorldId::Flights, 1);
/// record.choose(Choice::Run { spec: ModelSpec::Majority });
/// let prices = Prices { gather: 7.0, run: 0.5, ..Prices::default() };
/// let days: Vec<f64> = ledger(&record, &prices).iter().map(|effort| effort.days).collect();
/// assert_eq!(days, [0.0, 7.0, 0.5, 0.0, 0.0, 0.0]);
/// ```
#[must_use]
pub fn ledger(record: &Record, prices: &Prices) -> [Effort; 6] {
    let mut all = Stage::LOOP.map(|stage| Effort { stage, done: 0, days: 0.0 });
    let mut add = |stage: Stage, days: f64| {
        for effort in all.iter_mut().filter(|effort| effort.stage == stage) {
            effort.done += 1;
            effort.days += days;
        }
    };
    let mut gathered = false;
    for choice in record.entries.iter().filter_map(Entry::choice) {
        let (stage, days) = match choice {
            Choice::Frame { .. } => (Stage::Frame, prices.frame),
            Choice::Recipe { .. } | Choice::Split { .. } => (Stage::Data, prices.recipe),
            Choice::Run { .. } | Choice::Search { .. } => (Stage::Train, prices.run),
            Choice::Gate { .. } => (Stage::Evaluate, prices.evaluate),
            Choice::GoLive => (Stage::Deploy, prices.go_live),
            Choice::NewLap { .. } | Choice::Ignore { .. } => (Stage::Monitor, prices.alarm),
            Choice::Pick { .. } | Choice::Threshold { .. } | Choice::Serve { .. } | Choice::Prices { .. } => {
                continue;
            }
        };
        add(stage, days);
        // Whoever prepares or trains has the rows.
        if !gathered && matches!(stage, Stage::Data | Stage::Train) {
            gathered = true;
            add(Stage::Data, prices.gather);
        }
    }
    for (_, _, fact) in record.facts() {
        match fact {
            Fact::Peeked { .. } => add(Stage::Evaluate, prices.evaluate),
            Fact::MonthLived { .. } => add(Stage::Monitor, prices.month),
            _ => {}
        }
    }
    all
}
