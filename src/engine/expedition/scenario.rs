//! What a learner finds on opening an expedition: the problem as it is offered, before it is framed.

use super::record::{Fact, Problem, Record};
use crate::models::rule::{Condition, Rule, Test};
use crate::prepare::{Columns, Recipe, Step, impute, indicator, one_hot, standardise};
use crate::serve::policy::Costs;
use crate::serve::queue::LogNormal;
use crate::split::SplitSpec;
use crate::worlds::{Feature, WorldId, flights};

/// The problem as it is offered: every number of it can be changed in the Frame room.
///
/// The prices are assumptions of the scenario, in euros a flight, and are shown as such.
#[must_use]
pub fn problem(world: WorldId) -> Problem {
    match world {
        WorldId::Flights => Problem {
            costs: Costs { miss: 900.0, false_alarm: 60.0, hit: 0.0 },
            capacity: 0.2,
            goal: 0.2,
            rule: Rule {
                any: vec![Condition { column: "wind_gust".into(), test: Test::AtLeast { value: 30.0 } }],
            },
        },
    }
}

/// A recipe for `features`: missing values marked and filled, numbers scaled, categories encoded.
#[must_use]
pub fn recipe(features: Vec<String>) -> Recipe {
    let steps = vec![
        Step::Indicator(indicator::Params { columns: Columns::All }),
        Step::Impute(impute::Params { columns: Columns::All, fill: impute::Fill::Median }),
        Step::Standardise(standardise::Params { columns: Columns::All }),
        Step::OneHot(one_hot::Params { columns: Columns::All, max_levels: Some(20) }),
    ];
    Recipe { features, steps }
}

/// The recipe as it is offered: the schedule, the weather, and which aeroplane flies.
///
/// The aeroplane looks innocent and is a leak: it is entered when the flight leaves, so a cancelled flight has none.
#[must_use]
pub fn offered(world: WorldId) -> Recipe {
    let innocent = |f: &&Feature| f.at_decision || f.name == "tailnum";
    recipe(world.features().iter().filter(innocent).map(|f| f.name.into()).collect())
}

/// The columns whose levels are groups that must not be forgotten: who is covered, and who is not.
#[must_use]
pub fn groups(world: WorldId) -> &'static [&'static str] {
    match world {
        WorldId::Flights => &["origin", "carrier"],
    }
}

/// How the history is divided: 40 % of the days to learn from, so that a storm is left for each other part.
#[must_use]
pub fn split() -> SplitSpec {
    SplitSpec::Time { train: 0.4, validation: 0.3, test: 0.3 }
}

/// How high the stakes are taken to be: three problems to choose among, as text keys, each with its own prices. The
/// middle one is [`problem`].
#[must_use]
pub fn framings(world: WorldId) -> [(&'static str, Problem); 3] {
    let offered = problem(world);
    let other = |miss, false_alarm, capacity, goal| Problem {
        costs: Costs { miss, false_alarm, ..offered.costs },
        capacity,
        goal,
        ..offered.clone()
    };
    match world {
        WorldId::Flights => [
            ("careful", other(1500.0, 40.0, 0.3, 0.3)),
            ("balanced", offered.clone()),
            ("lean", other(500.0, 100.0, 0.1, 0.1)),
        ],
    }
}

/// A question that a vague wish leaves open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question {
    /// Which, as a text key.
    pub key: &'static str,
    /// The answers in the order shown, as text keys.
    pub answers: [&'static str; 3],
    /// The one that can be built on.
    pub sharp: &'static str,
}

/// What has to be asked until the wish of a stakeholder is a problem, in order.
#[must_use]
pub fn wish(world: WorldId) -> &'static [Question] {
    match world {
        WorldId::Flights => &[
            Question { key: "decision", answers: ["reduce", "prepare", "understand"], sharp: "prepare" },
            Question { key: "action", answers: ["seats", "dashboard", "cancel"], sharp: "seats" },
            Question { key: "unit", answers: ["passenger", "day", "departure"], sharp: "departure" },
            Question { key: "horizon", answers: ["soon", "evening", "gate"], sharp: "evening" },
        ],
    }
}

/// The question that is open in `record`, with the last answer if it was too vague; `None` once all are answered well.
#[must_use]
pub fn open_question(record: &Record) -> Option<(&'static Question, Option<&str>)> {
    let open = wish(record.world).iter().find(|one| !said(record, one).any(|answer| answer == one.sharp))?;
    Some((open, said(record, open).last()))
}

fn said<'a>(record: &'a Record, question: &'static Question) -> impl Iterator<Item = &'a str> {
    record.facts().filter_map(|(_, _, fact)| match fact {
        Fact::Answered { what, answer } if what == question.key => Some(answer.as_str()),
        _ => None,
    })
}

/// The capacities a learner can choose among, as shares of a day's flights.
pub const CAPACITIES: [f64; 10] = [0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5];

/// The most time an answer may take when somebody waits for it, in milliseconds. This and what follows are assumptions
/// of the scenario, shown as such.
pub const BUDGET_MS: f64 = 500.0;

/// All of a day's flights are asked about within this time, in seconds.
pub const RUSH_S: f64 = 300.0;

/// Where values are looked up when a flight is asked about.
#[derive(Debug)]
pub struct Source {
    /// Its name, as a text key.
    pub key: &'static str,
    /// The time of one look-up, in milliseconds.
    pub time: LogNormal,
    holds: fn(&str) -> bool,
}

impl Source {
    /// Whether any of the columns is looked up there.
    #[must_use]
    pub fn serves(&self, columns: &[String]) -> bool {
        columns.iter().any(|name| (self.holds)(name))
    }
}

/// The sources of the flights: what is not in one of the two others is in the schedule.
pub const SOURCES: [Source; 3] = [
    Source {
        key: "schedule",
        time: LogNormal { median: 15.0, sigma: 0.4 },
        holds: |name| !flights::WEATHER.contains(&name) && !flights::LATER.contains(&name),
    },
    Source {
        key: "weather",
        time: LogNormal { median: 80.0, sigma: 0.7 },
        holds: |name| flights::WEATHER.contains(&name),
    },
    Source {
        key: "operations",
        time: LogNormal { median: 60.0, sigma: 0.7 },
        holds: |name| flights::LATER.contains(&name),
    },
];

/// A person who looks at a flight.
#[derive(Clone, Copy, Debug)]
pub struct Person {
    /// The share of flights to be cancelled that they warn of.
    pub finds: f64,
    /// The share of other flights that they warn of.
    pub alarms: f64,
    /// What a look costs, in euros.
    pub price: f64,
}

/// How well a person does, and for how much.
pub const PERSON: Person = Person { finds: 0.6, alarms: 0.1, price: 5.0 };

/// The widest unsure band and the most flights a day that people can be given.
pub const SAFEGUARDS: (f64, u32) = (0.06, 60);

/// The recipe with every column there is.
#[must_use]
pub fn everything(world: WorldId) -> Recipe {
    recipe(world.features().iter().map(|f| f.name.into()).collect())
}

/// The recipe with the columns whose values are known when the decision is taken.
#[must_use]
pub fn at_decision(world: WorldId) -> Recipe {
    recipe(world.features().iter().filter(|f| f.at_decision).map(|f| f.name.into()).collect())
}
