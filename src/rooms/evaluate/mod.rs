//! Evaluate: the line on validation rows, a prediction, the sealed test rows, and the decision what to ship.

use engine::expedition::Task;
use engine::expedition::asked;
use engine::expedition::evaluate::EvaluateReport;
use engine::expedition::record::Choice;
use engine::expedition::report::Report;
use engine::expedition::stage::Stage;
use yew::prelude::*;

use super::RoomProps;
use super::kinds::fitted;
use super::standing::{is_locked, must_retrain, standing};
use super::words::{Words, use_words};
use crate::shared::Shared;
use crate::state::{Action, State};
use crate::widgets::{Column, Row, table_view};

mod card;
mod checks;
mod closer;
mod confusion;
mod fairness;
mod gains;
mod gate;
mod margin;
mod measures;
mod mistakes;
mod naming;
mod near;
mod predict;
mod ranked;
mod result;
mod slices;
mod threshold;
mod why;

use fairness::FairnessPanel;
use gate::GatePanel;
use margin::MarginPanel;
use measures::MeasuresPanel;
use mistakes::Mistakes;
use naming::NamingPanel;
use predict::PredictPanel;
use ranked::{RankedPanel, Which};
use threshold::ThresholdPanel;

/// What a panel of this room is given.
#[derive(Clone, PartialEq, Properties)]
pub struct Panel {
    /// What the page knows.
    pub state: Shared<State>,
    /// Where the learner's doing goes.
    pub act: Callback<Action>,
    /// The words.
    pub words: Words,
    /// The report, of this room.
    pub report: Shared<Report>,
    /// Whether it answers to the record as it stands.
    pub fresh: bool,
}

impl Panel {
    fn report(&self) -> Option<&EvaluateReport> {
        of(&self.report)
    }
}

/// The report of this room in a report.
fn of(report: &Report) -> Option<&EvaluateReport> {
    match report {
        Report::Evaluate(report) => Some(report),
        _ => None,
    }
}

/// The room.
#[component]
pub fn EvaluateRoom(props: &RoomProps) -> Html {
    let words = use_words(&props.texts);
    let standing = standing(props, Stage::Evaluate);
    let plan = props.state.plan();
    let (runless, decided) = (plan.run().is_none(), plan.gate.is_some());
    let held =
        props.state.held(Stage::Evaluate).filter(|_| !runless && !is_locked(&props.state, Stage::Evaluate));
    let Some((shared, report)) = held.and_then(|shared| Some((shared, of(shared)?))) else {
        return html! {
            <>
                <h1 tabindex="-1" id="room-heading">{ words.say("evaluate.title.sealed") }</h1>
                if !(runless && decided) {
                    { standing }
                }
                if runless && (decided || plan.framed.is_some()) {
                    { gate::without_model(&words, &props.state, &props.act) }
                }
            </>
        };
    };
    let fresh = props.state.fresh(Stage::Evaluate).is_some() && !must_retrain(&props.state.plan());
    let panel = Panel {
        state: props.state.clone(),
        act: props.act.clone(),
        words: words.clone(),
        report: shared.clone(),
        fresh,
    };
    let title = match &report.test {
        Some(_) if plan.live().is_some() => "evaluate.title.live",
        Some(_) => "evaluate.title.open",
        None if report.peeks > 0 => "evaluate.title.again",
        None => "evaluate.title.sealed",
    };
    // A line moved by hand is forgotten when the report changes.
    let key = format!("{}-{}", report.run, report.threshold);
    let line = match words.task() {
        Task::Binary => html! { <ThresholdPanel {key} ..panel.clone() /> },
        Task::Multiclass => html! { <NamingPanel {key} ..panel.clone() /> },
        Task::Regression => html! { <MarginPanel {key} ..panel.clone() /> },
    };
    html! {
        <>
            <h1 tabindex="-1" id="room-heading">{ words.say(title) }</h1>
            <div class="lead">{ lead(&words, report) }</div>
            if let Some(run) = plan.runs.iter().find(|run| run.id == report.run) {
                <p class="small">{ words.line("evaluate.model", &[("model", fitted(&words, &run.fit))]) }</p>
            }
            { standing }
            if let Some(test) = &report.test {
                { result::panel(&words, report, test, &props.state.plan_of(Stage::Evaluate).problem) }
                { closer::panel(&words, test, [
                    html! { <MeasuresPanel ..panel.clone() /> },
                    html! { <Mistakes ..panel.clone() /> },
                    html! { <FairnessPanel ..panel.clone() /> },
                    slices::panel(&panel, test),
                    html! { <RankedPanel panel={panel.clone()} which={Which::Roc} /> },
                    html! { <RankedPanel panel={panel.clone()} which={Which::Pr} /> },
                    line,
                    card::panel(&panel, test),
                ]) }
                if fresh {
                    <GatePanel ..panel />
                }
            } else {
                { line }
                if fresh {
                    <PredictPanel ..panel />
                }
            }
        </>
    }
}

/// The way to what is computed only when it is asked for: what it is, and a button; a word while it is on its way.
fn ask(panel: &Panel, what: &'static str) -> Html {
    ask_as(panel, what, what)
}

/// The same; `key` begins its texts.
fn ask_as(panel: &Panel, what: &'static str, key: &str) -> Html {
    let words = &panel.words;
    let (record, plan) = (&panel.state.record, panel.state.plan());
    let [why, slices] = asked::closer(record, &plan);
    let [measures, fairness, others] = asked::measured(record, &plan);
    let asked = [
        (asked::WHY, why),
        (asked::SLICES, slices),
        (asked::MEASURES, measures),
        (asked::FAIRNESS, fairness),
        (asked::OTHERS, others),
        (asked::RANKED, asked::ranked(record, &plan)),
    ];
    if asked.contains(&(what, true)) {
        let came = panel.state.refused(Stage::Evaluate).is_none() && !panel.state.cancelled(Stage::Evaluate);
        let key = if came { "evaluate.ask.wait" } else { "evaluate.ask.stopped" };
        return html! { <p class="small soft">{ words.say(key) }</p> };
    }
    let onclick = panel.act.reform(move |_: MouseEvent| Action::Ask(what.into()));
    html! {
        <>
            { words.prose(&format!("evaluate.{key}.about"), &[]) }
            <button type="button" class="or" disabled={!panel.fresh} {onclick}>
                { words.say(&format!("evaluate.{key}.do")) }
            </button>
        </>
    }
}

/// What comes of a line or a margin, counted: `heads` are the columns, the first says what is counted.
fn counted(words: &Words, heads: &[&str], rows: Vec<Row>) -> Html {
    let column = |head: &&str| Column {
        label: words.attr(&format!("evaluate.counts.{head}")),
        numeric: *head != "what",
    };
    table_view(words.attr("evaluate.counts"), heads.iter().map(column).collect(), rows)
}

/// What money counts where the rows are a sample.
fn sample(words: &Words, report: &EvaluateReport) -> Html {
    if report.share >= 1.0 {
        return Html::default();
    }
    let weight = ("weight", words.number(1.0 / report.share, 1));
    html! { <p class="small soft">{ words.line("evaluate.sample", &[weight]) }</p> }
}

/// Under a line or a margin that is `moved`: whether it stands, the ways to let it, and `more` ways.
fn settled(
    props: &Panel,
    report: &EvaluateReport,
    moved: bool,
    [shown, implied]: [f64; 2],
    more: Html,
) -> Html {
    let words = &props.words;
    let choose = |threshold: f64| {
        props.act.reform(move |_: MouseEvent| Action::Choose(Choice::Threshold { threshold }))
    };
    html! {
        <>
            { sample(words, report) }
            if moved && report.test.is_some() {
                <p>{ words.line("evaluate.threshold.closes", &[]) }</p>
            }
            <div class="acts">
                if moved {
                    <button type="button" class="or" disabled={!props.fresh} onclick={choose(shown)}>
                        { words.say("evaluate.threshold.use") }
                    </button>
                }
                <p class="why" role="status">{ words.line(
                    match (moved, report.chosen) {
                        (true, _) => "evaluate.threshold.trial",
                        (false, true) => "evaluate.threshold.used",
                        (false, false) => "evaluate.threshold.used.costs",
                    },
                    &[("threshold", words.said(report.threshold))],
                ) }</p>
                { more }
                if report.chosen && report.threshold != implied {
                    <button type="button" class="quiet" disabled={!props.fresh} onclick={choose(implied)}>
                        { words.say("evaluate.threshold.implied") }
                    </button>
                }
            </div>
        </>
    }
}

fn lead(words: &Words, report: &EvaluateReport) -> Html {
    let (key, rows, outcome) = match &report.test {
        Some(test) => ("evaluate.lead.open", report.sealed, &test.model),
        None if report.peeks > 0 => ("evaluate.lead.again", report.validation, &report.at),
        None => ("evaluate.lead.sealed", report.validation, &report.at),
    };
    let counts = outcome.counts;
    let number = |n: u32| words.number(f64::from(n), 0);
    let named = naming::named(words, outcome);
    let values = [
        ("n", number(rows.n)),
        ("from", words.day(rows.from)),
        ("to", words.day(rows.to)),
        ("tp", number(counts.tp)),
        ("all", number(counts.tp + counts.missed)),
        ("fp", number(counts.fp)),
        ("error", words.score_or(outcome.score())),
        ("short", number(outcome.amounts.map_or(0, |amounts| amounts.n_short))),
    ];
    words.prose(key, &[values.as_slice(), &named].concat())
}
