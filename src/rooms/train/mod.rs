//! Train: the baselines first, then one model with one dial, how it learned, and every run beside the others.

use engine::expedition::record::{Choice, EntryId};
use engine::expedition::report::Report;
use engine::expedition::stage::Stage;
use engine::expedition::train::{RunReport, TrainReport};
use engine::expedition::{ModelSpec, logistic};
use yew::prelude::*;

use super::RoomProps;
use super::told::{stale, waiting};
use super::words::{Words, use_words};
use crate::state::{Action, State};
use crate::widgets::{self, ChoiceGroup};

mod board;
mod inside;

/// The dial: how freely the model may follow the data, as text keys and values of `C`.
const FREEDOM: [(&str, f64); 4] = [("least", 0.01), ("little", 0.1), ("some", 1.0), ("much", 10.0)];

/// The room.
#[component]
pub fn TrainRoom(props: &RoomProps) -> Html {
    let words = use_words(&props.texts);
    let plan = props.state.plan();
    let standing = plan.run().and_then(|run| freedom(&run.fit.spec)).unwrap_or("some");
    let dial = use_state(|| standing);
    {
        // What is undone, redone or opened shows at once.
        let dial = dial.clone();
        use_effect_with(standing, move |standing| dial.set(standing));
    }
    let has_run = plan.run().is_some();
    let is_stale = plan.run().is_some_and(|run| !plan.fresh(run));
    let options = FREEDOM.map(|(key, c)| {
        let says = words.line(&format!("train.dial.{key}.says"), &[("c", words.number(c, 2))]);
        widgets::Choice::new(key, words.attr(&format!("train.dial.{key}")), says)
    });
    let pick = {
        let dial = dial.clone();
        Callback::from(move |key: AttrValue| {
            if let Some((key, _)) = FREEDOM.iter().find(|(name, _)| *name == key) {
                dial.set(key);
            }
        })
    };
    // A second press while the first run is under way would train the same again.
    let busy = has_run && props.state.working(Stage::Train).is_some();
    let train = {
        let c = FREEDOM.iter().find(|(key, _)| *key == *dial).map(|(_, c)| *c);
        let act = props.act.clone();
        Callback::from(move |_: MouseEvent| {
            if !busy {
                let spec = ModelSpec::Logistic(logistic::Params { c, ..logistic::Params::default() });
                act.emit(Action::Choose(Choice::Run { spec }));
            }
        })
    };
    let go = props.act.reform(|_: MouseEvent| Action::Go(Stage::Evaluate));
    let label = match (has_run, is_stale) {
        (false, _) => "train.do",
        (true, true) => "train.again",
        (true, false) => "train.another",
    };
    let on = has_run && !is_stale;
    let report = report(&props.state);
    let title = if report.and_then(current).is_some() { "train.title.done" } else { "train.title" };
    html! {
        <>
            <h1 tabindex="-1" id="room-heading">{ words.say(title) }</h1>
            <div class="lead three-lines">{ lead(&words, &props.state, report) }</div>
            if is_stale {
                { stale("stale.recipe", &props.texts) }
            }
            <ChoiceGroup legend={words.attr("train.dial")} options={options.to_vec()} chosen={AttrValue::from(*dial)} onchange={pick} />
            <div class="acts">
                <button type="button" class={if on { "or" } else { "do" }} onclick={train}
                    aria-disabled={busy.then_some("true")}>{ words.say(label) }</button>
                if on {
                    <button type="button" class="do" onclick={go}>{ words.say("train.go") }</button>
                }
                <p class="why">{ words.line("train.why", &[]) }</p>
            </div>
            <div class="slot" role="status">
                if let Some(report) = report.filter(|_| props.state.fresh(Stage::Train).is_some()) {
                    { result(&words, report) }
                } else {
                    { waiting(props, Stage::Train) }
                }
            </div>
            <div class="reserve">
                if let Some(report) = report {
                    { board::panel(&words, report, &plan, &props.act) }
                    { inside::panel(&words, report, current(report)) }
                }
            </div>
        </>
    }
}

/// The key of a run's place on the dial.
fn freedom(spec: &ModelSpec) -> Option<&'static str> {
    match spec {
        ModelSpec::Logistic(params) => {
            FREEDOM.iter().find(|(_, c)| Some(*c) == params.c).map(|(key, _)| *key)
        }
        ModelSpec::Majority
        | ModelSpec::DecisionTree(_)
        | ModelSpec::Boosting(_)
        | ModelSpec::RandomForest(_) => None,
    }
}

/// What has to be beaten.
fn lead(words: &Words, state: &State, report: Option<&TrainReport>) -> Html {
    let Some(report) = report else {
        let window = state.plan().window;
        let months = [("from", words.month(window.from)), ("to", words.month(window.to))];
        return words.prose("train.lead.soon", &months);
    };
    words.prose(
        "train.lead",
        &[
            ("from", words.day(report.validation.from)),
            ("to", words.day(report.validation.to)),
            ("nothing", words.money(report.nothing.cost)),
            ("rule", words.money(report.rule.cost)),
            ("share", words.percent_or(report.rule.recall, 0)),
        ],
    )
}

/// The run the learner goes on with.
fn current(report: &TrainReport) -> Option<&RunReport> {
    report.runs.iter().find(|run| Some(run.id) == report.current)
}

/// What came of the run the learner goes on with, in a sentence or two.
fn result(words: &Words, report: &TrainReport) -> Html {
    let Some(run) = current(report) else { return words.prose("train.none", &[]) };
    let (judged, money) = (&run.judged, |cost: f64| words.money(cost));
    let iterations = judged.curve.len().saturating_sub(1) as u32;
    let values = [
        ("rows", words.number(f64::from(report.train.n), 0)),
        ("features", words.number(f64::from(judged.n_features), 0)),
        ("model", money(judged.outcome.cost)),
        ("rule", money(report.rule.cost)),
        ("nothing", money(report.nothing.cost)),
        ("share", words.percent_or(judged.outcome.recall, 0)),
        ("threshold", words.share(judged.threshold)),
    ];
    let (model, rule, nothing) = (judged.outcome.cost, report.rule.cost, report.nothing.cost);
    let place = if model < rule.min(nothing) {
        "train.place.best"
    } else if model < nothing {
        "train.place.rule"
    } else {
        "train.place.nothing"
    };
    let done = if judged.converged { "train.done" } else { "train.stopped" };
    html! {
        <div class="prose">
            <p>{ words.marked(words.count(done, iterations, &values)) }</p>
            <p>{ words.line(place, &values) }</p>
        </div>
    }
}

/// The name of a run: its number among the lap's runs, and its dial.
fn name(words: &Words, report: &TrainReport, id: EntryId) -> String {
    let at = report.runs.iter().position(|run| run.id == id).map_or(0, |at| at + 1);
    let dial = report.runs.iter().find(|run| run.id == id).and_then(|run| freedom(&run.spec));
    let dial = dial
        .map_or_else(|| words.say("train.dial.other"), |key| words.say(&format!("train.dial.{key}.short")));
    words.fill("train.run", &[("n", words.number(at as f64, 0)), ("dial", dial)])
}

/// The report of this room, stale or not.
fn report(state: &State) -> Option<&TrainReport> {
    match &**state.held(Stage::Train)? {
        Report::Train(report) => Some(report),
        _ => None,
    }
}
