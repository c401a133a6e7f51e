//! Where the effort went: days of a small team by stage and what was bought, reckoned from what the record says was
//! done.

use serde::{Deserialize, Serialize};

use super::deploy;
use super::plan::Plan;
use super::record::{Choice, Entry, Fact, Record};
use super::scenario::{self, Source};
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
    /// Settling a recipe, a split or the numbers of each answer: days.
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
    /// What was bought, in euros: the sources that the live world was read from.
    pub bought: f64,
    /// The days and what was bought, in euros.
    pub cost: f64,
}

/// What all stages took.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ledger {
    /// Each stage, in the order of the loop.
    pub stages: [Effort; 6],
    /// Days of one person.
    pub days: f64,
    /// What was bought, in euros.
    pub bought: f64,
    /// The days and what was bought, in euros.
    pub cost: f64,
    /// How often the learner answered for what was live, asked by an alarm or not: another lap, or left as it is.
    pub answers: u32,
    /// The stage that took most, and its share of the days; `None` if nothing took any.
    pub most: Option<(Stage, f64)>,
}

impl Prices {
    /// What answering so many alarms takes, in euros.
    #[must_use]
    pub fn attention(&self, answers: u32) -> f64 {
        f64::from(answers) * self.alarm * self.day
    }

    /// Days that a year of retraining takes: each retraining is trained, judged and shipped, each alarm answered.
    #[must_use]
    pub fn retraining(&self, retrained: u32, answered: u32) -> f64 {
        f64::from(retrained) * (self.run + self.evaluate + self.go_live) + f64::from(answered) * self.alarm
    }
}

/// What each stage of the loop took in `entries` of `record`, at `prices`; what was undone took its time all the same.
///
/// A source has its price for every month in which what was live read a column of it.
///
/// ```
/// use engine::expedition::effort::{Prices, ledger};
/// use engine::expedition::record::{Choice, Record};
/// use engine::expedition::{ModelSpec, WorldId, stage::Stage};
///
/// let mut record = Record::new(WorldId::Flights, 1);
/// record.choose(Choice::Run { spec: ModelSpec::Majority });
/// let prices = Prices { gather: 7.0, run: 0.5, ..Prices::default() };
/// let entries: Vec<_> = record.entries.iter().collect();
/// let ledger = ledger(&record, &entries, &prices);
/// assert_eq!(ledger.stages.map(|effort| effort.days), [0.0, 7.0, 0.5, 0.0, 0.0, 0.0]);
/// assert_eq!((ledger.days, ledger.bought, ledger.cost), (7.5, 0.0, 7.5 * prices.day));
/// assert_eq!(ledger.most, Some((Stage::Data, 7.0 / 7.5)));
/// ```
#[must_use]
pub fn ledger(record: &Record, entries: &[&Entry], prices: &Prices) -> Ledger {
    let mut stages = Stage::LOOP.map(|stage| Effort { stage, done: 0, days: 0.0, bought: 0.0, cost: 0.0 });
    let mut add = |stage: Stage, days: f64| {
        for effort in stages.iter_mut().filter(|effort| effort.stage == stage) {
            effort.done += 1;
            effort.days += days;
        }
    };
    let (mut gathered, mut answers, mut bought) = (false, 0, 0.0);
    for entry in entries {
        answers += u32::from(matches!(entry.choice(), Some(Choice::NewLap { .. } | Choice::Ignore { .. })));
        bought += read(record, entry).unwrap_or(0.0);
        let Some((stage, days)) = price(entry, prices) else { continue };
        add(stage, days);
        // Whoever prepares or trains has the rows.
        if !gathered && matches!(stage, Stage::Data | Stage::Train) {
            gathered = true;
            add(Stage::Data, prices.gather);
        }
    }
    for effort in &mut stages {
        effort.bought = if effort.stage == Stage::Data { bought } else { 0.0 };
        effort.cost = effort.days * prices.day + effort.bought;
    }
    let days: f64 = stages.iter().map(|effort| effort.days).sum();
    let most = stages.iter().max_by(|a, b| a.days.total_cmp(&b.days)).filter(|_| days > 0.0);
    let most = most.map(|most| (most.stage, most.days / days));
    Ledger { stages, days, bought, cost: days * prices.day + bought, answers, most }
}

/// The sources that are read for the columns `names` of the world of `record`, and have a price.
#[must_use]
pub fn bought(record: &Record, names: &[String]) -> Vec<&'static Source> {
    let features = record.world.features();
    let reads = |source: &Source| {
        features.iter().any(|f| source.groups.contains(&f.group) && names.iter().any(|name| name == f.name))
    };
    scenario::of(record.world).sources.iter().filter(|source| source.cost > 0.0 && reads(source)).collect()
}

/// What was bought for an entry, in euros: the sources that were read in the months lived at once.
fn read(record: &Record, entry: &Entry) -> Option<f64> {
    let Entry::Fact { at, fact: Fact::MonthLived { month } } = entry else { return None };
    let (plan, world) = (Plan::at(record, *at), record.world);
    let sources = bought(record, &deploy::reads(world, &plan.live()?.decides));
    let months = world.period(*month).to.min(world.last()).since(*month) + 1;
    Some(f64::from(months) * sources.iter().map(|source| source.cost).sum::<f64>())
}

/// Where an entry took its time, and the days; `None` if it took none.
fn price(entry: &Entry, prices: &Prices) -> Option<(Stage, f64)> {
    match entry {
        Entry::Choice { choice, .. } => match choice {
            Choice::Frame { .. } => Some((Stage::Frame, prices.frame)),
            Choice::Recipe { .. } | Choice::Split { .. } | Choice::Balance { .. } | Choice::Aside { .. } => {
                Some((Stage::Data, prices.recipe))
            }
            Choice::Run { .. } | Choice::Search { .. } | Choice::Calibrate { .. } => {
                Some((Stage::Train, prices.run))
            }
            Choice::Gate { .. } => Some((Stage::Evaluate, prices.evaluate)),
            Choice::GoLive => Some((Stage::Deploy, prices.go_live)),
            Choice::NewLap { .. } | Choice::Ignore { .. } => Some((Stage::Monitor, prices.alarm)),
            Choice::Pick { .. } | Choice::Threshold { .. } | Choice::Serve { .. } | Choice::Prices { .. } => {
                None
            }
        },
        Entry::Fact { fact, .. } => match fact {
            Fact::Peeked { .. } => Some((Stage::Evaluate, prices.evaluate)),
            Fact::MonthLived { .. } => Some((Stage::Monitor, prices.month)),
            _ => None,
        },
    }
}
