//! What rooms show: numbers, computed; never words, never rows that are still sealed.

use serde::{Deserialize, Serialize};

use super::data::DataReport;
use super::deploy::DeployReport;
use super::evaluate::EvaluateReport;
use super::frame::FrameReport;
use super::journal::JournalReport;
use super::monitor::MonitorReport;
use super::on_demand::OnDemand;
use super::stage::Stage;
use super::train::TrainReport;
use super::verdict;
pub use crate::metrics::interval::Interval;
use crate::serve::amounts::Amounts;
use crate::serve::decisions::Tally;
use crate::serve::names::Names;
use crate::serve::policy::{Costs, Counts};
use crate::task::Task;

/// The report of one room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Report {
    /// See [`FrameReport`].
    Frame(FrameReport),
    /// See [`DataReport`].
    Data(DataReport),
    /// See [`TrainReport`].
    Train(Box<TrainReport>),
    /// See [`EvaluateReport`].
    Evaluate(Box<EvaluateReport>),
    /// See [`DeployReport`].
    Deploy(DeployReport),
    /// See [`MonitorReport`].
    Monitor(MonitorReport),
    /// See [`JournalReport`].
    Journal(JournalReport),
}

/// What a way of deciding comes to on some rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// Decisions against what happened, in rows of the sample; where not yes or no is asked, all 0.
    pub counts: Counts,
    /// Share of cancellations flagged.
    pub recall: Option<f64>,
    /// Share of flagged that were cancelled.
    pub precision: Option<f64>,
    /// Share of right decisions.
    pub accuracy: Option<f64>,
    /// Share flagged.
    pub flagged: Option<f64>,
    /// Cost in euros, for all the real rows that the sample stands for.
    pub cost: f64,
    /// Of numbers, what was planned against what came.
    pub amounts: OnDemand<Amounts>,
    /// Of classes, what was named against what they were.
    pub names: OnDemand<Names>,
}

/// Rows of some days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rows {
    /// How many.
    pub n: u32,
    /// The first day, in days since 1970.
    pub from: i32,
    /// The last day.
    pub to: i32,
}

impl Report {
    /// Whose report it is.
    #[must_use]
    pub fn stage(&self) -> Stage {
        match self {
            Self::Frame(_) => Stage::Frame,
            Self::Data(_) => Stage::Data,
            Self::Train(_) => Stage::Train,
            Self::Evaluate(_) => Stage::Evaluate,
            Self::Deploy(_) => Stage::Deploy,
            Self::Monitor(_) => Stage::Monitor,
            Self::Journal(_) => Stage::Journal,
        }
    }
}

impl Outcome {
    /// From a tally, at these costs, where a row stands for `1 / share` real ones.
    #[must_use]
    pub fn of(tally: impl Into<Tally>, costs: &Costs, share: f64) -> Self {
        let tally = tally.into();
        let (mut counts, mut amounts, mut names) = (Counts::default(), None, None);
        match tally {
            Tally::Counts(found) => counts = found,
            Tally::Amounts(found) => amounts = Some(found),
            Tally::Names(found) => names = Some(found),
        }
        Self {
            counts,
            recall: counts.recall(),
            precision: counts.precision(),
            accuracy: counts.accuracy(),
            flagged: counts.flagged(),
            cost: tally.cost(costs, share),
            amounts: OnDemand(amounts),
            names: OnDemand(names),
        }
    }

    /// The decisions against what happened.
    #[must_use]
    pub fn tally(&self) -> Tally {
        let names = || self.names.map_or(Tally::Counts(self.counts), Tally::Names);
        self.amounts.map_or_else(names, Tally::Amounts)
    }

    /// The kind of answer that was decided on.
    #[must_use]
    pub fn task(&self) -> Task {
        match self.tally() {
            Tally::Counts(_) => Task::Binary,
            Tally::Amounts(_) => Task::Regression,
            Tally::Names(_) => Task::Multiclass,
        }
    }

    /// The number that a goal is set for: the share found, the mean absolute error, or the share
    /// that got its right name; `None` where it is undefined.
    #[must_use]
    pub fn score(&self) -> Option<f64> {
        self.tally().score()
    }

    /// Whether the score reaches `goal`.
    #[must_use]
    pub fn meets(&self, goal: f64) -> bool {
        self.score().is_some_and(|score| !verdict::worse(self.task(), score, goal))
    }
}
