//! What a round of the loop can teach: each lesson with the numbers of this expedition, or not yet lived.

use super::effort;
use super::journal::JournalReport;
use super::keys;
use super::monitor::{MonthReport, VersionReport};
use super::plan::{Decides, Plan};
use super::record::{Choice, Ending, Fact, Record};
use super::scenario;
use super::serving::{Fell, Serving};
use super::stage::Stage;
use super::verdict;
use crate::models::rule::Usual;
use crate::worlds::calendar::Month;

/// A lesson, by its text key, and how it was lived; `None` if it has not been yet.
pub type Lesson = (&'static str, Option<Lived>);

/// A lesson as it was lived.
#[derive(Clone, Debug, PartialEq)]
pub enum Lived {
    /// The question comes before the model: its prices in euros, and how often the wish was answered.
    Frame {
        /// A miss.
        miss: f64,
        /// A false alarm.
        false_alarm: f64,
        /// Answers given; 0 if the wish was skipped.
        answers: u32,
    },
    /// Much of the work is the data.
    Data {
        /// Recipes settled on this way.
        recipes: u32,
        /// Days of one person that went into data, on all ways.
        days: f64,
        /// Their share of all days.
        share: f64,
    },
    /// What is known too late is no help: columns that a gate let through although they are known only later.
    Leak {
        /// Their names.
        columns: Vec<String>,
    },
    /// Training is often the quickest step.
    Train {
        /// Models trained and searches, on all ways.
        runs: u32,
        /// Days that went into them.
        days: f64,
        /// Their share of all days.
        share: f64,
        /// Whether no other stage of those that took any days took fewer.
        least: bool,
    },
    /// Say it before you look.
    Sealed {
        /// The score predicted.
        said: f64,
        /// The score found.
        found: f64,
        /// How far apart.
        gap: f64,
        /// Looks at sealed rows on all ways.
        peeks: u32,
    },
    /// Deployment is engineering: how the version that decided last was served, and what it met.
    Deploy {
        /// The version.
        number: u32,
        /// How it is served.
        serving: Serving,
        /// Live rows it was asked about.
        n: u32,
        /// Answers that came too late.
        late: u32,
        /// Rows that went to a person.
        person: u32,
        /// Rows that the rule answered.
        rule: u32,
    },
    /// A model goes stale while nothing in it changes: of the versions that were judged and have decided the first that
    /// did, or else the first.
    Stale {
        /// The version.
        number: u32,
        /// The score it claimed.
        claimed: f64,
        /// Its score live.
        live: f64,
        /// Whether that is worse.
        worse: bool,
        /// The first of its months that rang.
        alarm: Option<Month>,
        /// The first of its months that was surely worse than the claim, and its score.
        below: Option<(Month, f64)>,
        /// Of numbers and names, beside the rule: how it ended.
        ended: Option<Ended>,
        /// Of names, the class it had never learned from that came most often in its months.
        unmet: Option<Unmet>,
    },
    /// It is a loop, and each turn has a price.
    Loop {
        /// Laps after the first from which something went live.
        again: u32,
        /// What later versions saved against the first one in euros; below zero if they cost more.
        saved: f64,
        /// The month in which a later version cost most above the first, and how much.
        hurt: Option<(Month, f64)>,
    },
    /// The bar is the rule and doing nothing: what the year cost in euros.
    Rule {
        /// As it was decided.
        cost: f64,
        /// With the rule.
        rule: f64,
        /// With nothing.
        nothing: f64,
    },
    /// Scale changes nothing: the same loop, whatever the size.
    Scale {
        /// The model version that decided last.
        number: u32,
        /// The rows it learned from.
        rows: u32,
    },
}

/// The last month of a version beside the rule written by hand.
#[derive(Clone, Debug, PartialEq)]
pub struct Ended {
    /// The month.
    pub month: Month,
    /// The version's score in it.
    pub score: f64,
    /// The rule's.
    pub rule: f64,
    /// Whether the rule says what a column says, so that it moves with what it reads.
    pub moves: bool,
}

/// A class that came although the version had never learned from one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmet {
    /// The class.
    pub class: u32,
    /// The first month it came in.
    pub first: Month,
    /// How many of it came in the months of the version.
    pub n: u32,
}

/// Every lesson in the order of the loop.
#[must_use]
pub fn lessons(record: &Record, report: &JournalReport) -> [Lesson; 10] {
    [
        ("frame", frame(record)),
        ("data", data(record)),
        ("leak", leak(record)),
        ("train", train(record)),
        ("sealed", sealed(report)),
        ("deploy", deploy(record, report)),
        ("stale", stale(record, report)),
        ("loop", again(report)),
        ("rule", rule(report)),
        ("scale", scale(report)),
    ]
}

fn frame(record: &Record) -> Option<Lived> {
    let plan = Plan::of(record);
    plan.framed?;
    let costs = plan.problem.costs;
    let answers = record.facts().filter(|(_, _, fact)| matches!(fact, Fact::Answered { .. })).count() as u32;
    Some(Lived::Frame { miss: costs.miss, false_alarm: costs.false_alarm, answers })
}

/// What a stage took: how often something was done there, its days, their share, and whether no other took fewer.
fn effort(record: &Record, stage: Stage) -> Option<(u32, f64, f64, bool)> {
    let entries: Vec<_> = record.entries.iter().collect();
    let ledger = effort::ledger(record, &entries, &Plan::of(record).prices);
    let own = ledger.stages.iter().find(|effort| effort.stage == stage && effort.done > 0)?;
    let least = ledger.stages.iter().all(|other| other.done == 0 || other.days >= own.days);
    (ledger.days > 0.0).then_some((own.done, own.days, own.days / ledger.days, least))
}

fn data(record: &Record) -> Option<Lived> {
    let path = record.path(record.cursor);
    let count = |of: fn(&Choice) -> bool| path.iter().filter(|(_, choice)| of(choice)).count() as u32;
    let recipes = count(|choice| matches!(choice, Choice::Recipe { .. }));
    let runs = count(|choice| matches!(choice, Choice::Run { .. }));
    let (_, days, share, _) = effort(record, Stage::Data)?;
    (recipes > 0 && runs > 0).then_some(Lived::Data { recipes, days, share })
}

fn leak(record: &Record) -> Option<Lived> {
    let later = |name: &&String| record.world.features().iter().any(|f| f.name == **name && !f.at_decision);
    record.path(record.cursor).into_iter().find_map(|(id, choice)| match choice {
        Choice::Gate { ending: Ending::Ship } => {
            let plan = Plan::at(record, Some(id));
            let read = scenario::reads(record.world, &plan.run()?.fit.recipe);
            let columns: Vec<String> = read.iter().filter(later).cloned().collect();
            (!columns.is_empty()).then_some(Lived::Leak { columns })
        }
        _ => None,
    })
}

fn train(record: &Record) -> Option<Lived> {
    let (runs, days, share, least) = effort(record, Stage::Train)?;
    Some(Lived::Train { runs, days, share, least })
}

fn sealed(report: &JournalReport) -> Option<Lived> {
    let (said, found, gap) =
        report.predictions.iter().find_map(|p| Some((p.magnitude, p.result?, p.gap?)))?;
    Some(Lived::Sealed { said, found, gap, peeks: report.peeks })
}

fn deploy(record: &Record, report: &JournalReport) -> Option<Lived> {
    let versions = keys::versions(record, &Plan::of(record));
    let model = |number: u32| {
        versions.iter().find(|v| v.number == number && matches!(v.decides, Decides::Model { .. }))
    };
    let last = report.year.months.iter().rev().find_map(|month| model(month.version?))?;
    let (mut n, mut late, mut person, mut rule) = (0, 0, 0, 0);
    for month in report.year.months.iter().filter(|month| month.version == Some(last.number)) {
        n += month.n;
        late += month.fallbacks.why[Fell::Late.place()];
        person += month.fallbacks.person;
        rule += month.fallbacks.rule;
    }
    Some(Lived::Deploy { number: last.number, serving: last.serving, n, late, person, rule })
}

fn stale(record: &Record, report: &JournalReport) -> Option<Lived> {
    let versions = keys::versions(record, &Plan::of(record));
    let moves = |number: u32| {
        let version = versions.iter().find(|version| version.number == number);
        let amount = version.and_then(|version| version.problem.rule.amount.as_ref());
        amount.is_some_and(|amount| matches!(amount.usual, Usual::Column(_)))
    };
    let held = |version: &VersionReport| {
        let (number, claimed, live) = (version.number, version.claimed?, version.live?);
        let months = || report.year.months.iter().filter(|month| month.version == Some(number));
        let alarm = months().find(|month| month.alarm.is_some()).map(|month| month.month);
        let below = months().find(|month| month.surely_worse(claimed));
        let below = below.and_then(|month| Some((month.month, month.outcome.score()?)));
        let worse = verdict::worse(report.year.task, live, claimed);
        let ended = months().next_back().and_then(|last| {
            let (month, score, rule) = (last.month, last.outcome.score()?, (*last.score_rule)?);
            Some(Ended { month, score, rule, moves: moves(number) })
        });
        let unmet = unmet(months());
        Some(Lived::Stale { number, claimed, live, worse, alarm, below, ended, unmet })
    };
    let judged = || report.year.versions.iter().filter_map(held);
    judged().find(Lived::is_stale).or_else(|| judged().next())
}

/// The class that came most often in these months of one version, of those it had never learned from.
fn unmet<'a>(months: impl Iterator<Item = &'a MonthReport>) -> Option<Unmet> {
    let mut all: Vec<Unmet> = Vec::new();
    for month in months {
        let classes = (0_u32..).zip(month.classes.iter().flatten());
        for (class, came) in classes.filter(|(_, came)| came.is_unmet()) {
            match all.iter_mut().find(|one| one.class == class) {
                Some(one) => one.n += came.names.n,
                None => all.push(Unmet { class, first: month.month, n: came.names.n }),
            }
        }
    }
    all.into_iter().reduce(|most, one| if one.n > most.n { one } else { most })
}

impl Lived {
    /// Whether a model did worse than it claimed, over all its months or surely in one, or rang.
    fn is_stale(&self) -> bool {
        match self {
            Self::Stale { worse, alarm, below, .. } => *worse || alarm.is_some() || below.is_some(),
            _ => false,
        }
    }
}

fn again(report: &JournalReport) -> Option<Lived> {
    let year = &report.year;
    // Versions come in order, and several of a lap one after the other.
    let mut laps: Vec<u32> = year.versions.iter().filter(|v| v.months > 0).map(|v| v.lap).collect();
    laps.dedup();
    let saved = year.cost_first - year.cost;
    (laps.len() > 1).then(|| Lived::Loop { again: laps.len() as u32 - 1, saved, hurt: year.dearest() })
}

fn rule(report: &JournalReport) -> Option<Lived> {
    let year = &report.year;
    let (cost, rule, nothing) = (year.cost, year.cost_rule, year.cost_nothing);
    (!year.months.is_empty()).then_some(Lived::Rule { cost, rule, nothing })
}

fn scale(report: &JournalReport) -> Option<Lived> {
    let year = &report.year;
    let decided = year.versions.iter().rev().find(|v| v.months > 0 && v.rows.is_some())?;
    Some(Lived::Scale { number: decided.number, rows: decided.rows? })
}
