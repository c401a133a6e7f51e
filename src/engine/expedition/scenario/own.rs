//! A learner's own file: prices and capacity are the learner's, times and what a person sees are assumptions as elsewhere.

use super::{Likely, Lookup, Person, Question, Scenario, Set, Source, Stakes};
use crate::models::rule::{Amount, Condition, Rule, Test, Usual};
use crate::serve::queue::LogNormal;
use crate::table::Kind;
use crate::task::Task;
use crate::worlds::WorldId;
use crate::worlds::own::{Asks, DELAY_DAYS, Own, id, rounded};

/// The share of the answers "yes" to be found, one for each framing …
const GOALS: [f64; 3] = [0.7, 0.5, 0.3];
/// … and of numbers, how far forecasts may be off, as a share of what rows are off from the mean of all.
const OFF: [f64; 3] = [0.5, 0.65, 0.8];
/// … and of names, the share of rows that are to be named rightly without asking.
const NAMED: [f64; 3] = [0.5, 0.6, 0.7];

pub(super) fn scenario(own: Own) -> Scenario {
    let (chosen, found, task) = (&own.chosen, &own.found, own.task());
    let stakes = |times: f64, goal: f64| Stakes {
        miss: chosen.miss * times,
        false_alarm: chosen.false_alarm,
        capacity: if task == Task::Binary { chosen.capacity } else { 1.0 },
        goal,
    };
    let mut numbers =
        own.features().filter(|(_, c)| c.kind == Kind::Number && !c.later).map(|(at, _)| id(at));
    let (first, second) = (numbers.next().unwrap_or_default(), numbers.next().unwrap_or_default());
    let time = own.features().find(|(_, column)| column.kind == Kind::Date).map(|(at, _)| id(at));
    let asked = found.how_much;
    // A number has neither room to run out of nor a line to be unsure about; of names it is the line that asks.
    let [careful, balanced, lean] = match asked {
        Some(how_much) => OFF.map(|share| rounded(share * how_much.off)),
        None if task == Task::Multiclass => NAMED,
        None => GOALS,
    };
    Scenario {
        stakes: [stakes(2.0, careful), stakes(1.0, balanced), stakes(0.5, lean)],
        rule: |world| match which(world) {
            Some(class) => {
                Rule::naming(rule(world).into_iter().map(|condition| (condition, class)).collect())
            }
            None => Rule { amount: amount(world), ..Rule::any(rule(world).into_iter().collect()) },
        },
        sets: [
            Set { key: "known", holds: |feature| feature.at_decision },
            Set { key: "all", holds: |_| true },
            Set { key: "numbers", holds: |feature| feature.at_decision && feature.group == "number" },
        ],
        // No model reads a date: it goes in by its parts.
        steps: match time {
            Some(_) => &["calendar", "indicator", "impute", "standardise", "one_hot"],
            None => &["indicator", "impute", "standardise", "one_hot"],
        },
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
        // Whoever is asked for a name has a price already.
        person: Person { finds: 0.7, alarms: 0.1, price: if task == Task::Multiclass { 0.0 } else { 5.0 } },
        safeguards: if task == Task::Binary { (0.06, 60) } else { (0.0, 0) },
        sources: &[
            Source { name: "file", groups: &["number", "category", "date"], cost: 0.0, delay_days: 0 },
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
            time: time.unwrap_or_default(),
            text: found.many.map_or("", id),
        },
    }
}

/// How much it plans, where a number is asked for.
fn amount(world: WorldId) -> Option<Amount> {
    let WorldId::Own(own) = world else { return None };
    own.found.how_much.map(|how_much| Amount { usual: Usual::Number(how_much.usual), then: how_much.then })
}

/// The name it gives, where one of several is asked for.
fn which(world: WorldId) -> Option<u32> {
    let WorldId::Own(own) = world else { return None };
    own.found.which.as_ref().map(|which| which.then)
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
