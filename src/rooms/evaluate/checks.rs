//! What is asked at the gate, one by one: does it beat the baselines, reach the goal, hold in the groups, fit the time?

use engine::expedition::evaluate::TestReport;
use engine::expedition::plan::Plan;
use engine::expedition::record::Record;
use engine::expedition::serving::Mode;
use engine::expedition::stage::Stage;
use engine::expedition::{keys, scenario, trial, verdict};
use yew::prelude::*;

use super::result;
use crate::rooms::told;
use crate::rooms::words::{Value, Words};
use crate::state::State;

/// The questions with their answers: yes, no, or that nobody can say yet.
pub fn panel(words: &Words, state: &State, test: &TestReport) -> Html {
    let plan = &state.plan_of(Stage::Evaluate);
    let asked = [
        ("beats", verdict::beats(test), beats(words, test)),
        ("goal", verdict::reaches(test, plan.problem.goal), result::goal(words, test, &plan.problem)),
        (
            "groups",
            (!test.groups.is_empty()).then(|| verdict::underserved(test).is_none()),
            groups(words, test),
        ),
        time(words, &state.record, plan),
    ];
    let check = |(key, holds, says): (&str, Option<bool>, Html)| {
        let holds = match holds {
            Some(true) => "yes",
            Some(false) => "no",
            None => "open",
        };
        html! {
            <>
                <dt>{ words.say(&format!("evaluate.gate.check.{key}")) }</dt>
                <dd><b>{ words.say(&format!("evaluate.gate.check.{holds}")) }</b>{ " " }{ says }</dd>
            </>
        }
    };
    html! { <dl class="pairs told">{ for asked.map(check) }</dl> }
}

fn beats(words: &Words, test: &TestReport) -> Html {
    let values = [
        ("model", words.money(test.model.cost)),
        ("nothing", words.money(test.nothing.cost)),
        ("rule", words.money(test.rule.cost)),
    ];
    let key = match (verdict::beats(test), &test.champion) {
        (None, _) => "evaluate.gate.beats.open",
        (_, None) => "evaluate.gate.beats",
        (_, Some(_)) => "evaluate.gate.beats.champion",
    };
    let live = test.champion.as_ref().map(|champion| words.money(champion.outcome.cost));
    html! {
        <>
            { words.line(key, &[values.as_slice(), &[("champion", live.unwrap_or_default())]].concat()) }
            // What costs more was not asked whether chance explains it.
            if verdict::beats(test) == Some(true) {
                { " " }{ words.line("evaluate.gate.beats.sure", &[]) }
            }
        </>
    }
}

/// The group that is served clearly worse, or that there is none.
fn groups(words: &Words, test: &TestReport) -> Html {
    let found = verdict::underserved(test).and_then(|(column, group)| Some((column, group, group.score?)));
    let Some((column, group, range)) = found else {
        let any = if test.groups.is_empty() { "evaluate.gate.groups.none" } else { "evaluate.gate.groups" };
        return words.line(any, &[]);
    };
    let counts = group.outcome.counts;
    let values = [
        ("column", told::column(words, column)),
        ("group", told::level(words, column, &group.level)),
        ("tp", words.number(f64::from(counts.tp), 0)),
        ("all", words.number(f64::from(counts.tp + counts.missed), 0)),
        ("error", words.score_or(group.outcome.score())),
        ("low", result::low(words, &range)),
        ("high", words.score(range.high)),
        ("share", words.score_or(test.model.score())),
    ];
    words.line("evaluate.gate.group", &values)
}

/// The time budget, as far as a time was measured of this model.
fn time(words: &Words, record: &Record, plan: &Plan) -> (&'static str, Option<bool>, Html) {
    let budget = scenario::of(plan.world).budget_ms;
    let us = plan.run().and_then(|run| trial::time_of(record, &run.fit));
    let fits = verdict::in_time(us, budget);
    let values: [Value; 2] =
        [("time", words.number(us.unwrap_or_default() / 1000.0, 3)), ("budget", words.number(budget, 0))];
    let waits = keys::serving(plan).mode == Mode::EachRequest;
    let key = match (fits, waits) {
        (None, true) => "evaluate.gate.time.unmeasured.request",
        (None, false) => "evaluate.gate.time.unmeasured",
        (Some(_), true) => "evaluate.gate.time.request",
        (Some(_), false) => "evaluate.gate.time",
    };
    // Where nobody waits, no answer comes too late.
    ("time", if waits { fits } else { Some(true) }, words.line(key, &values))
}
