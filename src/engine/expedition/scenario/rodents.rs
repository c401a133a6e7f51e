//! Rodents: which name is written on the card of an animal from the trap, and which one a specialist looks at. Prices are
//! in euros an animal: a wrong name, and a look by the specialist.

use super::{Likely, Lookup, Person, Question, Scenario, Set, Source, Stakes};
use crate::models::rule::{Condition, Rule, Test};
use crate::serve::queue::LogNormal;
use crate::worlds::rodents::{FEATURES, class};

pub(super) const SCENARIO: Scenario = Scenario {
    stakes: [
        Stakes { miss: 15.0, false_alarm: 3.0, capacity: 1.0, goal: 0.4 },
        Stakes { miss: 10.0, false_alarm: 3.0, capacity: 1.0, goal: 0.5 },
        Stakes { miss: 6.0, false_alarm: 3.0, capacity: 1.0, goal: 0.6 },
    ],
    // In this order: what has a foot that long is heavy too.
    rule: |_| {
        let at_least =
            |column: &str, value| Condition { column: column.into(), test: Test::AtLeast { value } };
        let named =
            [("hindfoot_length", 45.0, "DS"), ("weight", 90.0, "NL"), ("hindfoot_length", 34.0, "DM")];
        let named = named
            .into_iter()
            .filter_map(|(column, from, species)| Some((at_least(column, from), class(species)?)));
        Rule::naming(named.collect())
    },
    sets: [
        Set { key: "offered", holds: |feature| feature.group == "measures" },
        Set { key: "animal", holds: |feature| ["measures", "animal"].contains(&feature.group) },
        Set { key: "everything", holds: |_| true },
    ],
    steps: &["indicator", "impute", "standardise", "one_hot"],
    groups: &["plot_type", "sex"],
    wish: &[
        Question { key: "decision", answers: ["protect", "name", "insight"], sharp: "name" },
        Question { key: "action", answers: ["dashboard", "hint", "card"], sharp: "card" },
        Question { key: "unit", answers: ["species", "animal", "plot"], sharp: "animal" },
        Question { key: "horizon", answers: ["hand", "records", "trap"], sharp: "hand" },
        Question { key: "unsure", answers: ["guess", "ask", "blank"], sharp: "ask" },
        Question { key: "costs", answers: ["alike", "never", "priced"], sharp: "priced" },
        Question { key: "success", answers: ["accurate", "agreed", "happy"], sharp: "agreed" },
    ],
    // The traps are set for a few nights a month.
    live_days: 84,
    budget_ms: 2000.0,
    rush_s: 3600.0,
    lookups: &[
        Lookup {
            key: "card",
            time: LogNormal { median: 60.0, sigma: 0.5 },
            holds: |name| of(name, "measures") || of(name, "animal"),
        },
        Lookup {
            key: "plots",
            time: LogNormal { median: 15.0, sigma: 0.4 },
            holds: |name| of(name, "plot") || of(name, "calendar"),
        },
    ],
    // Whoever looks at an animal is the specialist, and asked by the line: nobody else looks.
    person: Person { finds: 0.0, alarms: 0.0, price: 0.0 },
    safeguards: (0.0, 0),
    sources: &[
        Source { name: "traps", groups: &["measures", "animal"], cost: 50.0, delay_days: 0 },
        Source { name: "plots", groups: &["plot", "calendar"], cost: 0.0, delay_days: 0 },
        Source { name: "records", groups: &[], cost: 0.0, delay_days: 30 },
    ],
    retraining_hurts: None,
    directions: &[],
    likely: Likely {
        gaps: "hindfoot_length",
        many: "plot",
        skewed: "weight",
        ratio: ("weight", "hindfoot_length"),
        curved: "hindfoot_length",
        time: "",
        text: "",
    },
};

/// Whether the column `name` belongs to `group`.
fn of(name: &str, group: &str) -> bool {
    FEATURES.iter().any(|feature| feature.name == name && feature.group == group)
}
