//! A learner's own file: prices and capacity are the learner's, times and what a person sees are assumptions as elsewhere.

use super::{Likely, Lookup, Person, Question, Scenario, Set, Source, Stakes};
use crate::models::rule::{Condition, Rule, Test};
use crate::serve::queue::LogNormal;
use crate::table::Kind;
use crate::worlds::WorldId;
use crate::worlds::own::{Asks, DELAY_DAYS, Own, id};

/// The share of the answers "yes" to be found, one for each framing.
const GOALS: [f64; 3] = [0.7, 0.5, 0.3];

pub(super) fn scenario(own: Own) -> Scenario {
    let (chosen, found) = (&own.chosen, &own.found);
    let stakes = |times: f64, goal: f64| Stakes {
        miss: chosen.miss * times,
        false_alarm: chosen.false_alarm,
        capacity: chosen.capacity,
        goal,
    };
    let mut numbers =
        own.features().filter(|(_, c)| c.kind == Kind::Number && !c.later).map(|(at, _)| id(at));
    let (first, second) = (numbers.next().unwrap_or_default(), numbers.next().unwrap_or_default());
    let [careful, balanced, lean] = GOALS;
    Scenario {
        stakes: [stakes(2.0, careful), stakes(1.0, balanced), stakes(0.5, lean)],
        rule: |world| Rule::any(rule(world).into_iter().collect()),
        sets: [
            Set { key: "known", holds: |feature| feature.at_decision },
            Set { key: "all", holds: |_| true },
            Set { key: "numbers", holds: |feature| feature.at_decision && feature.group == "number" },
        ],
        steps: &["indicator", "impute", "standardise", "one_hot"],
        groups: own.groups(),
        wish: &[
            Question { key: "action", answers: ["score", "report", "someone"], sharp: "someone" },
            Question { key: "horizon", answers: ["afterwards", "early", "decision"], sharp: "decision" },
            Question { key: "costs", answers: ["alike", "never", "priced"], sharp: "priced" },
            Question { key: "success", answers: ["agreed", "accurate", "happy"], sharp: "agreed" },
        ],
        live_days: 28,
        budget_ms: 500.0,
        rush_s: 600.0,
        lookups: &[Lookup { key: "file", time: LogNormal { median: 40.0, sigma: 0.5 }, holds: |_| true }],
        person: Person { finds: 0.7, alarms: 0.1, price: 5.0 },
        safeguards: (0.06, 60),
        sources: &[
            Source { name: "file", groups: &["number", "category"], cost: 0.0, delay_days: 0 },
            Source { name: "answers", groups: &[], cost: 0.0, delay_days: DELAY_DAYS },
        ],
        retraining_hurts: None,
        directions: &[],
        likely: Likely {
            gaps: found.gaps.map_or("", id),
            many: found.many.map_or("", id),
            skewed: first,
            ratio: (first, second),
            curved: first,
            time: "",
            text: found.many.map_or("", id),
        },
    }
}

/// The rule that was found in the rows to learn from.
fn rule(world: WorldId) -> Option<Condition> {
    let WorldId::Own(own) = world else { return None };
    let (at, asks) = &own.found.rule;
    let test = match asks.clone() {
        Asks::AtLeast(value) => Test::AtLeast { value },
        Asks::AtMost(value) => Test::AtMost { value },
        Asks::Is(level) => Test::Is { level },
    };
    Some(Condition { column: id(*at).into(), test })
}
