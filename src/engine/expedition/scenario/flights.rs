//! The flights: which of tomorrow's flights the rebooking desk prepares for cancellation. Prices are in euros a flight.

use super::{Likely, Lookup, Person, Question, Scenario, Set, Source, Stakes};
use crate::models::rule::{Condition, Rule, Test};
use crate::serve::queue::LogNormal;
use crate::worlds::calendar::Month;
use crate::worlds::flights::{LATER, WEATHER};

pub(super) const SCENARIO: Scenario = Scenario {
    stakes: [
        Stakes { miss: 1500.0, false_alarm: 40.0, capacity: 0.3, goal: 0.3 },
        Stakes { miss: 900.0, false_alarm: 60.0, capacity: 0.2, goal: 0.2 },
        Stakes { miss: 500.0, false_alarm: 100.0, capacity: 0.1, goal: 0.1 },
    ],
    rule: |_| Rule::any(vec![Condition { column: "wind_gust".into(), test: Test::AtLeast { value: 30.0 } }]),
    sets: [
        // The aeroplane is entered when the flight leaves, so a cancelled flight has none.
        Set { key: "offered", holds: |feature| feature.at_decision || feature.name == "tailnum" },
        Set { key: "everything", holds: |_| true },
        Set { key: "evening", holds: |feature| feature.at_decision },
    ],
    steps: &["indicator", "impute", "standardise", "one_hot"],
    groups: &["origin", "carrier"],
    wish: &[
        Question { key: "decision", answers: ["reduce", "prepare", "understand"], sharp: "prepare" },
        Question { key: "action", answers: ["seats", "dashboard", "cancel"], sharp: "seats" },
        Question { key: "unit", answers: ["passenger", "day", "departure"], sharp: "departure" },
        Question { key: "horizon", answers: ["soon", "evening", "gate"], sharp: "evening" },
        Question { key: "capacity", answers: ["all", "some", "worst"], sharp: "some" },
        Question { key: "costs", answers: ["alike", "never", "priced"], sharp: "priced" },
        Question { key: "success", answers: ["agreed", "accurate", "happy"], sharp: "agreed" },
    ],
    live_days: 7,
    budget_ms: 500.0,
    rush_s: 300.0,
    // What is not in one of the two others is in the schedule.
    lookups: &[
        Lookup {
            key: "schedule",
            time: LogNormal { median: 15.0, sigma: 0.4 },
            holds: |name| !WEATHER.contains(&name) && !LATER.contains(&name),
        },
        Lookup {
            key: "weather",
            time: LogNormal { median: 80.0, sigma: 0.7 },
            holds: |name| WEATHER.contains(&name),
        },
        Lookup {
            key: "operations",
            time: LogNormal { median: 60.0, sigma: 0.7 },
            holds: |name| LATER.contains(&name),
        },
    ],
    person: Person { finds: 0.6, alarms: 0.1, price: 5.0 },
    safeguards: (0.06, 60),
    sources: &[
        Source { name: "flights", groups: &["schedule", "day"], cost: 0.0, delay_days: 1 },
        Source { name: "weather", groups: &["weather"], cost: 300.0, delay_days: 0 },
    ],
    // `december_hurts_whenever_retrained` and `year_retraining_pays`.
    retraining_hurts: Some(Month::new(2013, 12)),
    directions: &["wind_dir"],
    likely: Likely {
        gaps: "wind_gust",
        many: "dest",
        skewed: "precip",
        ratio: ("wind_gust", "wind_speed"),
        curved: "hour",
        time: "dep_time",
        text: "",
    },
};
