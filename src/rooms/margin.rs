//! The margin that remembers: the prediction beside what came, the money of the year, a nudge.

use engine::expedition::evaluate::TestReport;
use engine::expedition::monitor::{Alarm, MonitorReport};
use engine::expedition::plan::Plan;
use engine::expedition::record::Fact;
use engine::expedition::report::Report;
use engine::expedition::scenario;
use engine::expedition::stage::Stage;
use engine::expedition::verdict;
use yew::prelude::*;

use super::RoomProps;
use super::standing::is_locked;
use super::told;
use super::words::{Words, use_words};
use crate::state::State;

/// The margin of every room.
#[component]
pub fn Margin(props: &RoomProps) -> Html {
    let dismissed = use_state(Vec::<&'static str>::new);
    let words = use_words(&props.texts);
    let (state, plan) = (&props.state, props.state.plan());
    let nudge = nudge(state, &words, &plan).filter(|key| !dismissed.contains(key));
    let dismiss = {
        let dismissed = dismissed.clone();
        Callback::from(move |_: MouseEvent| {
            dismissed.set(dismissed.iter().copied().chain(nudge).collect());
        })
    };
    html! {
        <>
            <section aria-labelledby="margin-prediction">
                <h2 id="margin-prediction">{ words.say("margin.prediction") }</h2>
                { prediction(&words, state) }
            </section>
            <section aria-labelledby="margin-money">
                <h2 id="margin-money">{ words.say("margin.money") }</h2>
                { money(&words, year(state), &plan, state.record.lived().len()) }
            </section>
            if let Some(key) = nudge {
                <section aria-labelledby="margin-nudge">
                    <h2 id="margin-nudge" class="hint">{ words.say("margin.nudge") }</h2>
                    <p>{ words.line(key, &[
                        ("from", words.month(plan.window.from)), ("to", words.month(plan.window.to)),
                    ]) }</p>
                    <button type="button" class="quiet" onclick={dismiss}>{ words.say("margin.nudge.dismiss") }</button>
                </section>
            }
        </>
    }
}

fn year(state: &State) -> Option<&MonitorReport> {
    match state.held(Stage::Monitor).map(|report| &**report) {
        Some(Report::Monitor(year)) if !state.record.lived().is_empty() => Some(year),
        _ => None,
    }
}

fn test(state: &State) -> Option<&TestReport> {
    match state.held(Stage::Evaluate).map(|report| &**report) {
        Some(Report::Evaluate(report)) => report.test.as_ref(),
        _ => None,
    }
}

/// What was said last, what the sealed rows said, what the last month says.
fn prediction(words: &Words, state: &State) -> Html {
    let last = state.record.facts().filter_map(|(id, _, fact)| match fact {
        Fact::Committed { magnitude, .. } => Some((id, *magnitude)),
        _ => None,
    });
    let Some((made, said)) = last.last() else {
        return html! { <p>{ words.say("margin.prediction.none") }</p> };
    };
    let opened = test(state).map(|test| words.score_or(test.model.score()));
    // A month lived before it was said is another version's.
    let lived = |(id, _, fact): (_, _, &Fact)| id > made && matches!(fact, Fact::MonthLived { .. });
    let live = year(state).and_then(|year| year.months.last()).filter(|_| state.record.facts().any(lived));
    let alarm = live.and_then(|month| month.alarm.as_ref());
    let rings = matches!(alarm, Some(Alarm::BelowGoal { .. } | Alarm::AboveGoal { .. }));
    html! {
        <>
            <p class="small soft">{ words.say("margin.prediction.what") }</p>
            <dl class="pairs">
                <dt>{ words.say("margin.prediction.said") }</dt><dd>{ words.score(said) }</dd>
                if let Some(opened) = opened {
                    <dt>{ words.say("margin.prediction.test") }</dt><dd class="r-model">{ opened }</dd>
                }
                if let Some(month) = live {
                    <dt>{ words.fill("margin.prediction.live", &[("month", words.month(month.month))]) }</dt>
                    <dd class={rings.then_some("r-harm")}>
                        { words.score_or(month.outcome.score()) }
                    </dd>
                }
            </dl>
        </>
    }
}

fn money(words: &Words, year: Option<&MonitorReport>, plan: &Plan, lived: usize) -> Html {
    let Some(year) = year else {
        let says = match lived {
            0 if plan.live().is_some() => words.say("margin.money.live"),
            0 => words.say("margin.money.none"),
            n => words.fill("margin.money.lived", &[("n", words.number(n as f64, 0))]),
        };
        return html! { <p>{ says }</p> };
    };
    html! {
        <>
            <p class="small soft">{ words.say("margin.money.what") }</p>
            <dl class="pairs">
                <dt class="r-model">{ words.say("margin.money.decided") }</dt>
                <dd class="r-model">{ words.money(year.cost) }</dd>
                if plan.versions.len() > 1 {
                    <dt>{ words.say("margin.money.first") }</dt><dd>{ words.money(year.cost_first) }</dd>
                }
                <dt class="r-baseline">{ words.say("margin.money.rule") }</dt>
                <dd class="r-baseline">{ words.money(year.cost_rule) }</dd>
                <dt>{ words.say("margin.money.nothing") }</dt><dd>{ words.money(year.cost_nothing) }</dd>
            </dl>
        </>
    }
}

/// A question that fits where the learner stands.
fn nudge(state: &State, words: &Words, plan: &Plan) -> Option<&'static str> {
    let stage = state.route.stage;
    if is_locked(state, stage) {
        return None;
    }
    match (stage, state.fresh(stage).map(|report| &**report)) {
        (Stage::Frame, _) if scenario::is_wish(&state.record) => Some("nudge.frame.wish"),
        (Stage::Frame, _) => plan.framed.is_none().then_some("nudge.frame"),
        (Stage::Data, _) => {
            // On the first visit the leak is the learner's own to find.
            let again = plan.gate.is_some() || plan.lap > 1;
            let later = !told::known_later(words, plan.world, &plan.recipe).is_empty();
            Some(match plan.aside {
                _ if again && later => "nudge.data.later",
                Some(_) => "nudge.data.aside",
                None => "nudge.data",
            })
        }
        (Stage::Train, Some(Report::Train(report))) => {
            let run = report.runs.iter().find(|run| Some(run.id) == report.current)?;
            let good = verdict::too_good(run.judged.roc_auc);
            Some(match () {
                () if good => "nudge.train.good",
                () if report.rule.cost < run.judged.outcome.cost => match plan.run() {
                    Some(now) if now.fit.aside.is_some() => "nudge.train.aside",
                    _ => "nudge.train.rule",
                },
                () => "nudge.train",
            })
        }
        (Stage::Evaluate, Some(Report::Evaluate(report))) => Some(match &report.test {
            None if report.peeks == 0 => "nudge.evaluate.sealed",
            Some(test) if verdict::too_good(test.roc_auc) => "nudge.evaluate.perfect",
            Some(test) if test.rule.cost < test.model.cost => "nudge.evaluate.rule",
            Some(_) => "nudge.evaluate.open",
            None => return None,
        }),
        // Where it is broken, the room itself says what to do.
        (Stage::Deploy, Some(Report::Deploy(report))) => (!report.broken).then_some("nudge.deploy"),
        (Stage::Monitor, Some(Report::Monitor(report))) => {
            let lap = plan.live().is_some_and(|live| live.lap < plan.lap);
            let last = report.months.last().and_then(|last| last.version);
            let own = plan.live().is_some_and(|live| Some(live.number) == last);
            Some(match (&report.asks, report.months.is_empty()) {
                _ if report.next.is_none() => return None,
                _ if lap => "nudge.monitor.lap",
                (Some(Alarm::BelowGoal { .. } | Alarm::AboveGoal { .. }), _) => "nudge.monitor.below",
                (Some(Alarm::WorseThanNothing { .. }), _) => "nudge.monitor.worse",
                // What went live has not lived a month yet.
                (None, true) => "nudge.monitor.start",
                (None, false) if !own => "nudge.monitor.start",
                (None, false) => "nudge.monitor",
            })
        }
        (Stage::Journal, Some(Report::Journal(report))) if report.predictions.len() > 1 => {
            Some("nudge.journal")
        }
        _ => None,
    }
}
