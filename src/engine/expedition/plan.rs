//! What the choices on the way to the cursor add up to.

use serde::{Deserialize, Serialize};

use super::aside::Aside;
use super::calibrated::Method;
use super::effort::Prices;
use super::record::{Choice, Ending, Entry, EntryId, Problem, Record};
use super::scenario;
use super::search::SearchSpec;
pub use super::version::{Decides, Gate, Version};
use crate::error::Result;
use crate::fingerprint;
use crate::later::later;
use crate::models::ModelSpec;
use crate::prepare::Recipe;
use crate::prepare::balance::Balance;
use crate::serve::safeguards::Serving;
use crate::split::SplitSpec;
use crate::worlds::WorldId;
use crate::worlds::calendar::{Month, Window};

/// Everything a trained pipeline depends on: it names the pipeline.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Fit {
    /// Fingerprint of the world's data.
    pub data: String,
    /// Seed of all randomness.
    pub seed: String,
    /// Months learned from.
    pub window: Window,
    /// Features and steps.
    pub recipe: Recipe,
    /// Who sees which rows.
    pub split: SplitSpec,
    /// The model and its dials.
    pub spec: ModelSpec,
    /// In what numbers it gets the rows of each answer, if not as they come.
    #[serde(default)]
    pub balance: Option<Balance>,
    /// How its probabilities are put right, if they are.
    #[serde(default)]
    pub calibrate: Option<Method>,
    /// Which training rows teach nothing, if any.
    #[serde(default)]
    pub aside: Option<Aside>,
}

later!(Fit { data, seed, window, recipe, split, spec }
    balance if |fit| fit.balance.is_some(),
    calibrate if |fit| fit.calibrate.is_some(),
    aside if |fit| fit.aside.is_some());

impl Fit {
    /// The same with the probabilities as the model says them.
    #[must_use]
    pub fn bare(&self) -> Self {
        self.put_right(None)
    }

    /// The same with its probabilities put right so.
    #[must_use]
    pub fn put_right(&self, calibrate: Option<Method>) -> Self {
        Self { calibrate, ..self.clone() }
    }

    /// Names it in the record, e.g. where its training was measured.
    ///
    /// # Errors
    /// None in practice; see [`fingerprint::fingerprint`].
    pub fn key(&self) -> Result<String> {
        fingerprint::fingerprint(&("fit", self))
    }

    /// The key of its sealed test rows.
    ///
    /// # Errors
    /// None in practice; see [`fingerprint::fingerprint`].
    pub fn test_key(&self) -> Result<String> {
        test_key(&self.data, &self.seed, self.window, &self.split)
    }
}

/// A model trained by choice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// Its entry in the record.
    pub id: EntryId,
    /// What it was trained on and how.
    pub fit: Fit,
}

/// A search over dials.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Search {
    /// Its entry in the record.
    pub id: EntryId,
    /// What it was begun on, with the kind of model as it was offered.
    pub fit: Fit,
    /// As it was chosen.
    pub search: SearchSpec,
}

/// What the choices so far add up to.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// The world.
    pub world: WorldId,
    /// Fingerprint of its data.
    pub data: String,
    /// The seed, hex.
    pub seed: String,
    /// The lap, from 1.
    pub lap: u32,
    /// The months this lap learns from.
    pub window: Window,
    /// The problem, chosen or as offered.
    pub problem: Problem,
    /// The entry that framed it.
    pub framed: Option<EntryId>,
    /// The recipe, chosen or as offered.
    pub recipe: Recipe,
    /// The entry that chose it.
    pub prepared: Option<EntryId>,
    /// The split.
    pub split: SplitSpec,
    /// In what numbers a model gets the rows of each answer, if not as they come.
    pub balance: Option<Balance>,
    /// Which training rows teach nothing, if any.
    pub aside: Option<Aside>,
    /// The runs of this lap.
    pub runs: Vec<Run>,
    /// The searches of this lap.
    pub searches: Vec<Search>,
    /// The run the learner goes on with.
    pub current: Option<EntryId>,
    /// The threshold chosen for it; `None` is the one the costs imply.
    pub threshold: Option<f64>,
    /// How this lap's evaluation ended.
    pub gate: Option<Gate>,
    /// How a model is served.
    pub serving: Serving,
    /// Everything that went live, the latest last.
    pub versions: Vec<Version>,
    /// Alarms left as they are.
    pub ignored: Vec<Month>,
    /// What things done take.
    pub prices: Prices,
}

impl Plan {
    /// The plan at the cursor of `record`.
    #[must_use]
    pub fn of(record: &Record) -> Self {
        Self::at(record, record.cursor)
    }

    /// The plan at the choice `at`.
    #[must_use]
    pub fn at(record: &Record, at: Option<EntryId>) -> Self {
        let mut plan = Self::start(record);
        for (id, choice) in record.path(at) {
            plan.follow(record, id, choice);
        }
        plan
    }

    /// The plan that the choice `id` was made on.
    #[must_use]
    pub fn before(record: &Record, id: EntryId) -> Self {
        match record.entries.get(id as usize) {
            Some(Entry::Choice { after, .. }) => Self::at(record, *after),
            _ => Self::start(record),
        }
    }

    fn start(record: &Record) -> Self {
        let world = record.world;

        Self {
            world,
            data: record.data.clone(),
            seed: record.seed.clone(),
            lap: 1,
            window: world.history(),
            problem: scenario::problem(world),
            framed: None,
            recipe: scenario::offered(world),
            prepared: None,
            split: scenario::split(),
            balance: None,
            aside: None,
            runs: Vec::new(),
            searches: Vec::new(),
            current: None,
            threshold: None,
            gate: None,
            serving: Serving::default(),
            versions: Vec::new(),
            ignored: Vec::new(),
            prices: Prices::default(),
        }
    }

    fn follow(&mut self, record: &Record, id: EntryId, choice: &Choice) {
        match choice {
            Choice::Frame { problem } => {
                self.problem = problem.clone();
                self.framed = Some(id);
            }
            Choice::Recipe { recipe } => {
                self.recipe = recipe.clone();
                self.prepared = Some(id);
            }
            Choice::Split { split } => self.split = split.clone(),
            Choice::Run { spec } => {
                self.runs.push(Run { id, fit: self.fit(spec.clone()) });
                self.go_on_with(id);
            }
            Choice::Search { search } => {
                let (fit, search) = (self.fit(search.spec.clone()), search.clone());
                self.searches.push(Search { id, fit, search });
            }
            Choice::Pick { run } => {
                if self.runs.iter().any(|r| r.id == *run) {
                    self.go_on_with(*run);
                }
            }
            Choice::Calibrate { run, method } => {
                let of = self.runs.iter().find(|r| r.id == *run);
                let Some(fit) = of.map(|r| r.fit.put_right(*method)) else { return };
                // What was trained before is not trained again.
                let same = self.runs.iter().find(|r| r.fit == fit).map(|r| r.id);
                if same.is_none() {
                    self.runs.push(Run { id, fit });
                }
                self.go_on_with(same.unwrap_or(id));
            }
            Choice::Threshold { threshold } => self.threshold = Some(*threshold),
            Choice::Gate { ending } => {
                let (ending, run) = (*ending, self.current);
                // Only a model needs a run: the rule, or nothing, can be chosen without one.
                if run.is_some() || ending != Ending::Ship {
                    self.gate = Some(Gate { id, ending, run, threshold: self.threshold });
                }
            }
            Choice::Serve { serving } => self.serving = *serving,
            Choice::GoLive => {
                if let Some(decides) = self.shipped() {
                    let number = golive_number(record, id);
                    let (lap, serving, problem) = (self.lap, self.serving, self.problem.clone());
                    self.versions.push(Version { id, number, lap, decides, serving, problem });
                }
            }
            Choice::NewLap { window } => {
                self.lap += 1;
                self.window = *window;
                self.runs.clear();
                self.searches.clear();
                (self.current, self.threshold, self.gate) = (None, None, None);
            }
            Choice::Prices { prices } => self.prices = *prices,
            Choice::Ignore { month } => self.ignored.push(*month),
            Choice::Balance { balance } => self.balance = *balance,
            Choice::Aside { aside } => self.aside = aside.chosen(),
        }
    }

    fn go_on_with(&mut self, run: EntryId) {
        self.current = Some(run);
        self.threshold = None;
    }

    /// A model on the recipe, split and window as they stand.
    #[must_use]
    pub fn fit(&self, spec: ModelSpec) -> Fit {
        Fit {
            data: self.data.clone(),
            seed: self.seed.clone(),
            window: self.window,
            recipe: self.recipe.clone(),
            split: self.split.clone(),
            spec,
            balance: self.balance,
            calibrate: None,
            aside: self.aside,
        }
    }

    /// A key of something that training rows teach: as it was before any could be set aside, where none are.
    ///
    /// # Errors
    /// None in practice; see [`fingerprint::fingerprint`].
    pub(super) fn taught(&self, key: String) -> Result<String> {
        self.aside.map_or(Ok(key.clone()), |aside| fingerprint::fingerprint(&(key, aside)))
    }

    /// The run the learner goes on with.
    #[must_use]
    pub fn run(&self) -> Option<&Run> {
        self.runs.iter().find(|r| Some(r.id) == self.current)
    }

    /// Whether a run was trained on the recipe, split and window as they stand now.
    #[must_use]
    pub fn fresh(&self, run: &Run) -> bool {
        self.fit(run.fit.spec.clone()) == run.fit.bare()
    }

    /// What the gate of this lap lets go live.
    #[must_use]
    pub fn shipped(&self) -> Option<Decides> {
        let gate = self.gate.as_ref()?;
        match gate.ending {
            Ending::Ship => {
                let run = self.runs.iter().find(|r| Some(r.id) == gate.run)?;
                Some(Decides::Model { fit: run.fit.clone(), threshold: gate.threshold })
            }
            Ending::KeepRule => Some(Decides::Rule { rule: self.problem.rule.clone() }),
            Ending::DoNotShip => None,
        }
    }

    /// What decides in the live world now.
    #[must_use]
    pub fn live(&self) -> Option<&Version> {
        self.versions.last()
    }

    /// The version that decided until this lap began: the champion that a challenger has to beat.
    #[must_use]
    pub fn champion(&self) -> Option<&Version> {
        self.versions.iter().rev().find(|version| version.lap < self.lap)
    }

    /// Whether what this lap's gate let through is what decides in the live world now.
    #[must_use]
    pub fn is_live(&self) -> bool {
        let shipped = self.shipped();
        let live = self.live().filter(|v| v.lap == self.lap && Some(&v.decides) == shipped.as_ref());
        // A rule is served as it is, whatever was chosen for a model.
        live.is_some_and(|v| v.serving == self.serving || matches!(v.decides, Decides::Rule { .. }))
    }

    /// The key of this lap's sealed test rows.
    ///
    /// # Errors
    /// None in practice; see [`fingerprint::fingerprint`].
    pub fn test_key(&self) -> Result<String> {
        test_key(&self.data, &self.seed, self.window, &self.split)
    }

    /// The key of what would be judged on them now: a run at a threshold.
    ///
    /// # Errors
    /// None in practice; see [`fingerprint::fingerprint`].
    pub fn candidate_key(&self) -> Result<String> {
        candidate_key(self.run().map(|r| &r.fit), self.threshold)
    }
}

fn test_key(data: &str, seed: &str, window: Window, split: &SplitSpec) -> Result<String> {
    fingerprint::fingerprint(&(data, seed, window, split))
}

/// The key of a fit at a threshold, as sealed test rows are opened for it.
///
/// # Errors
/// None in practice; see [`fingerprint::fingerprint`].
pub fn candidate_key(fit: Option<&Fit>, threshold: Option<f64>) -> Result<String> {
    fingerprint::fingerprint(&(fit, threshold))
}

/// The month the learner stands before: the first not yet lived.
#[must_use]
pub fn today(record: &Record) -> Month {
    let world = record.world;
    record.lived().last().map_or(world.history().to, |(month, _)| world.period(*month).to).plus(1)
}

fn golive_number(record: &Record, id: EntryId) -> u32 {
    let upto = &record.entries[..=id as usize];
    upto.iter().filter(|e| matches!(e, Entry::Choice { choice: Choice::GoLive, .. })).count() as u32
}
