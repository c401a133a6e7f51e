//! What a learner finds on opening an expedition: the problem as it is offered, before it is framed.

use super::record::{Fact, Problem, Record};
use crate::math::QuantileMethod;
use crate::models::rule::{Condition, Rule, Test};
use crate::prepare::{
    Columns, Recipe, Step, bins, calendar, clip, frequency, impute, indicator, knn_impute, log, one_hot,
    ordinal, power, ratio, scale, standardise, target,
};
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
        Step::OneHot(one_hot::Params { columns: Columns::All, max_levels: Some(20), drop_first: false }),
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

/// The same shares, drawn at random: what it claims is seen in the Data room, what it keeps later.
#[must_use]
pub fn split_at_random() -> SplitSpec {
    SplitSpec::Random { train: 0.4, validation: 0.3, test: 0.3 }
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
            Question { key: "capacity", answers: ["all", "some", "worst"], sharp: "some" },
            Question { key: "costs", answers: ["alike", "never", "priced"], sharp: "priced" },
            Question { key: "success", answers: ["agreed", "accurate", "happy"], sharp: "agreed" },
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
pub struct Lookup {
    /// Its name, as a text key.
    pub key: &'static str,
    /// The time of one look-up, in milliseconds.
    pub time: LogNormal,
    holds: fn(&str) -> bool,
}

impl Lookup {
    /// Whether any of the columns is looked up there.
    #[must_use]
    pub fn serves(&self, columns: &[String]) -> bool {
        columns.iter().any(|name| (self.holds)(name))
    }
}

/// The sources of the flights: what is not in one of the two others is in the schedule.
pub const SOURCES: [Lookup; 3] = [
    Lookup {
        key: "schedule",
        time: LogNormal { median: 15.0, sigma: 0.4 },
        holds: |name| !flights::WEATHER.contains(&name) && !flights::LATER.contains(&name),
    },
    Lookup {
        key: "weather",
        time: LogNormal { median: 80.0, sigma: 0.7 },
        holds: |name| flights::WEATHER.contains(&name),
    },
    Lookup {
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

/// Where columns come from. The prices are assumptions of the scenario, in euros a month, and are shown as such.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Source {
    /// Its name, as a text key.
    pub name: &'static str,
    /// The groups of columns it brings; see [`Feature::group`].
    pub groups: &'static [&'static str],
    /// What it costs, in euros a month.
    pub cost: f64,
    /// Days after the flight until all of it is there; none if it is there when the decision is taken.
    pub delay_days: u32,
}

/// The sources of a world, the first of which has the rows; the others are joined to it.
#[must_use]
pub fn sources(world: WorldId) -> [Source; 2] {
    match world {
        WorldId::Flights => [
            Source {
                name: "flights",
                groups: &["schedule", "day"],
                cost: 0.0,
                delay_days: world.target().delay_days,
            },
            Source { name: "weather", groups: &["weather"], cost: 300.0, delay_days: 0 },
        ],
    }
}

/// The steps a learner can add, in groups, all as text keys.
pub const STEPS: [(&str, &[&str]); 3] = [
    ("repairs", &["impute", "knn_impute", "indicator", "clip", "standardise", "scale"]),
    ("features", &["one_hot", "target", "frequency", "ordinal", "log", "power", "ratio", "bins", "calendar"]),
    ("drops", &["drop"]),
];

/// A new step of a kind (one of [`STEPS`]), its dials where they most often belong; one of another kind drops
/// `feature`.
#[must_use]
pub fn step(world: WorldId, kind: &str, feature: &str) -> Step {
    let columns = Columns::All;
    let WorldId::Flights = world;
    let of = |name: &str| Columns::Named(vec![name.into()]);
    match kind {
        "impute" => Step::Impute(impute::Params { columns, fill: impute::Fill::Median }),
        "knn_impute" => Step::KnnImpute(knn_impute::Params { columns: of("wind_gust"), n_neighbors: 5 }),
        "indicator" => Step::Indicator(indicator::Params { columns }),
        "clip" => {
            let limits = clip::Limits::Quantiles { lower: 0.01, upper: 0.99 };
            Step::Clip(clip::Params { columns, limits })
        }
        "standardise" => Step::Standardise(standardise::Params { columns }),
        "scale" => Step::Scale(scale::Params { columns, by: scale::By::Robust }),
        "one_hot" => Step::OneHot(one_hot::Params { columns, max_levels: Some(20), drop_first: false }),
        "target" => Step::Target(target::Params { columns: of("dest"), smooth: 20.0, cv: 5 }),
        "frequency" => Step::Frequency(frequency::Params { columns: of("dest"), normalize: true }),
        "ordinal" => Step::Ordinal(ordinal::Params { columns: of("dest") }),
        "log" => Step::Log(log::Params { columns: of("precip") }),
        "power" => Step::Power(power::Params { columns: of("precip") }),
        "ratio" => {
            Step::Ratio(ratio::Params { numerator: "wind_gust".into(), denominator: "wind_speed".into() })
        }
        "bins" => Step::Bins(bins::Params {
            columns: of("hour"),
            n_bins: 5,
            strategy: bins::Strategy::Quantile { method: QuantileMethod::Linear },
            encode: bins::Encode::Level,
        }),
        "calendar" => {
            let parts = vec![calendar::Part::Hour];
            Step::Calendar(calendar::Params { columns: of("dep_time"), parts })
        }
        _ => Step::Drop { columns: of(feature) },
    }
}
