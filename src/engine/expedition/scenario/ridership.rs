//! Ridership: how many places a railway provides at a station, the evening before. Prices are in euros a thousand riders
//! without a place, and a thousand places that stay empty; goals are in thousands of rides, off by on average.

use super::{Likely, Lookup, Person, Question, Scenario, Set, Source, Stakes};
use crate::models::rule::{Amount, Rule, Usual};
use crate::serve::queue::LogNormal;
use crate::worlds::ridership::TWO_WEEKS_AGO;

pub(super) const SCENARIO: Scenario = Scenario {
    stakes: [
        Stakes { miss: 600.0, false_alarm: 100.0, capacity: 1.0, goal: 1.2 },
        Stakes { miss: 400.0, false_alarm: 100.0, capacity: 1.0, goal: 1.5 },
        Stakes { miss: 200.0, false_alarm: 100.0, capacity: 1.0, goal: 2.0 },
    ],
    // Near the mean of the history where nobody counted.
    rule: |_| Rule {
        amount: Some(Amount { usual: Usual::Column(TWO_WEEKS_AGO.into()), then: 11.0 }),
        ..Rule::any(Vec::new())
    },
    sets: [
        Set { key: "offered", holds: |feature| ["calendar", "weather"].contains(&feature.group) },
        Set { key: "calendar", holds: |feature| feature.group == "calendar" },
        Set { key: "everything", holds: |_| true },
    ],
    // Every number is there on every day.
    steps: &["standardise", "one_hot"],
    groups: &["weekday"],
    wish: &[
        Question { key: "decision", answers: ["comfort", "insight", "places"], sharp: "places" },
        Question { key: "action", answers: ["dashboard", "evening", "retell"], sharp: "evening" },
        Question { key: "unit", answers: ["rider", "day", "train"], sharp: "day" },
        Question { key: "horizon", answers: ["afterwards", "before", "season"], sharp: "before" },
        Question { key: "amount", answers: ["busy", "rides", "crowd"], sharp: "rides" },
        Question { key: "costs", answers: ["alike", "never", "priced"], sharp: "priced" },
        Question { key: "success", answers: ["agreed", "perfect", "happy"], sharp: "agreed" },
    ],
    live_days: 28,
    budget_ms: 2000.0,
    rush_s: 300.0,
    lookups: &[
        Lookup {
            key: "calendar",
            time: LogNormal { median: 15.0, sigma: 0.4 },
            holds: |name| of(name, "calendar") || of(name, "games"),
        },
        Lookup {
            key: "weather",
            time: LogNormal { median: 80.0, sigma: 0.7 },
            holds: |name| of(name, "weather"),
        },
        Lookup {
            key: "counters",
            time: LogNormal { median: 60.0, sigma: 0.5 },
            holds: |name| of(name, "lines"),
        },
    ],
    // One plan a day: nobody looks at rows one by one.
    person: Person { finds: 0.0, alarms: 0.0, price: 0.0 },
    safeguards: (0.0, 0),
    sources: &[
        Source { name: "calendar", groups: &["calendar"], cost: 0.0, delay_days: 0 },
        Source { name: "station", groups: &[], cost: 0.0, delay_days: 1 },
        Source { name: "weather", groups: &["weather"], cost: 100.0, delay_days: 0 },
        Source { name: "lines", groups: &["lines"], cost: 200.0, delay_days: 0 },
        Source { name: "games", groups: &["games"], cost: 20.0, delay_days: 0 },
    ],
    retraining_hurts: None,
    directions: &[],
    likely: Likely {
        gaps: "",
        many: "month",
        skewed: "precip",
        ratio: ("gust_max", "wind_max"),
        curved: "temp",
        time: "",
        text: "",
    },
};

/// Whether the column `name` belongs to `group`.
fn of(name: &str, group: &str) -> bool {
    crate::worlds::ridership::FEATURES.iter().any(|feature| feature.name == name && feature.group == group)
}
