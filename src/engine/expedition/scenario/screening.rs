//! Screening: which images of breast masses a panel of readers sees once more. Prices are in euros a mass.

use super::{Likely, Lookup, Person, Question, Scenario, Set, Source, Stakes};
use crate::models::rule::{Condition, Rule, Test};
use crate::serve::queue::LogNormal;
use crate::worlds::screening::is_size;

pub(super) const SCENARIO: Scenario = Scenario {
    stakes: [
        Stakes { miss: 5000.0, false_alarm: 100.0, capacity: 0.5, goal: 0.95 },
        Stakes { miss: 2000.0, false_alarm: 100.0, capacity: 0.5, goal: 0.9 },
        // As if no more hung on it than on a song that is suggested: a miss costs what a false alarm does.
        Stakes { miss: 100.0, false_alarm: 100.0, capacity: 0.4, goal: 0.8 },
    ],
    rule: |_| {
        Rule::any(vec![Condition { column: "radius_worst".into(), test: Test::AtLeast { value: 17.0 } }])
    },
    sets: [
        Set { key: "offered", holds: |_| true },
        Set { key: "means", holds: |feature| feature.group == "mean" },
        Set { key: "shape", holds: |feature| !is_size(feature.name) },
    ],
    // Every number is there in every row, and there are no words.
    steps: &["standardise"],
    groups: &["size", "clinic"],
    wish: &[
        Question { key: "decision", answers: ["doctors", "again", "insight"], sharp: "again" },
        Question { key: "action", answers: ["score", "letter", "panel"], sharp: "panel" },
        Question { key: "unit", answers: ["mass", "woman", "clinic"], sharp: "mass" },
        Question { key: "horizon", answers: ["laboratory", "early", "image"], sharp: "image" },
        Question { key: "capacity", answers: ["all", "some", "worst"], sharp: "some" },
        Question { key: "costs", answers: ["alike", "never", "priced"], sharp: "priced" },
        Question { key: "success", answers: ["agreed", "accurate", "happy"], sharp: "agreed" },
    ],
    live_days: 28,
    budget_ms: 2000.0,
    rush_s: 1800.0,
    lookups: &[Lookup { key: "image", time: LogNormal { median: 900.0, sigma: 0.5 }, holds: |_| true }],
    person: Person { finds: 0.9, alarms: 0.05, price: 40.0 },
    safeguards: (0.06, 20),
    sources: &[
        Source { name: "images", groups: &["mean", "error", "worst"], cost: 0.0, delay_days: 0 },
        Source { name: "laboratory", groups: &[], cost: 0.0, delay_days: 14 },
    ],
    retraining_hurts: None,
    directions: &[],
    likely: Likely {
        gaps: "",
        many: "",
        skewed: "area_error",
        ratio: ("area_worst", "area_mean"),
        curved: "radius_worst",
        time: "",
        text: "",
    },
};
