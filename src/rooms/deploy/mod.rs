//! Deploy: the learner's own recipe and model, or the rule, on the first live flights, as they really come.

use engine::expedition::deploy::{DeployReport, LiveColumn};
use engine::expedition::plan::{Decides, Plan};
use engine::expedition::record::{Choice, Record};
use engine::expedition::report::Report;
use engine::expedition::stage::Stage;
use engine::expedition::trial::{self, SCORE_ROW_US};
use engine::expedition::{Note, Task, keys};
use yew::prelude::*;

use super::RoomProps;
use super::kinds::fitted;
use super::standing::{is_locked, standing};
use super::told;
use super::words::{Words, use_words};
use crate::state::Action;
use crate::widgets::{NoticeKind, notice};

mod requests;
mod serving;
mod worlds;

use requests::Requests;

/// The room.
#[component]
pub fn DeployRoom(props: &RoomProps) -> Html {
    let words = use_words(&props.texts);
    let RoomProps { state, act, .. } = props.clone();
    let plan = state.plan();
    let held = state.held(Stage::Deploy).filter(|_| !is_locked(&state, Stage::Deploy)).cloned();
    let report = held.as_ref().and_then(|report| match &**report {
        Report::Deploy(report) => Some(report),
        _ => None,
    });
    let fresh = state.fresh(Stage::Deploy).is_some();
    let deciding = keys::deciding(&plan);
    let is_rule = matches!(deciding, Some(Decides::Rule { .. }));
    let key = deciding.as_ref().and_then(|decides| decides.key().ok());
    // What is held may be about another model than the one that would go live.
    let (report, old) = match report {
        Some(report) if key.as_ref() != Some(&report.decides) => (None, Some(report)),
        own => (own, None),
    };
    let title = match report {
        None if old.is_some() => "deploy.title.soon",
        Some(_) if plan.is_live() => "deploy.title.live",
        Some(report) if report.broken => "deploy.title.broken",
        _ => "deploy.title",
    };
    html! {
        <>
            <h1 tabindex="-1" id="room-heading">{ words.say(title) }</h1>
            if let Some(report) = report {
                <div class="lead">{ lead(&words, report, &plan, is_rule) }</div>
                { measured(&words, &state.record, &plan) }
            }
            { standing(props, Stage::Deploy) }
            if let Some(report) = report {
                if report.broken {
                    { broken(&words, report, is_rule) }
                }
                { worlds::figure(&words, report, is_rule) }
                if !is_rule && plan.shipped().is_some() {
                    { serving::panel(&words, report, &plan, &act) }
                }
                { acts(&words, report, &plan, &act, fresh) }
                { worlds::panel(&words, report, is_rule) }
                { notes(&words, &report.notes) }
                <Requests words={words.clone()} report={held.clone()} {is_rule} />
            }
            if let (Some(old), Some(decides)) = (old, &deciding) {
                { outdated(&words, old, decides) }
            }
        </>
    }
}

fn lead(words: &Words, report: &DeployReport, plan: &Plan, is_rule: bool) -> Html {
    let champion = plan.live().filter(|_| !plan.is_live());
    let key = match words.task() {
        Task::Regression if is_rule => "deploy.lead.plans",
        Task::Multiclass if is_rule => "deploy.lead.names",
        _ => "deploy.lead",
    };
    html! {
        <>
            { words.prose(key, &[
                ("from", words.day(report.live.from)),
                ("to", words.day(report.live.to)),
                ("n", words.number(f64::from(report.live.n), 0)),
                ("flags", planned(words, report.flags_a_day)),
                ("margin", words.said(report.threshold)),
                ("capacity", words.percent(plan.problem.capacity, 0)),
            ]) }
            { words.prose("deploy.lead.unknown", &[]) }
            if is_rule {
                { words.prose("deploy.lead.rule", &[]) }
            }
            if let Some(champion) = champion {
                { words.prose("deploy.lead.champion", &[("number", words.number(f64::from(champion.number), 0))]) }
            }
        </>
    }
}

/// Flags a day, or what is planned for a row on average.
fn planned(words: &Words, planned: f64) -> String {
    if words.numbers() { words.planned(planned) } else { words.few(planned) }
}

/// The figures of another model, until those of this one are there: marked, and with nothing to decide on them.
fn outdated(words: &Words, report: &DeployReport, decides: &Decides) -> Html {
    let what = match decides {
        Decides::Model { fit, .. } => fitted(words, fit),
        Decides::Rule { .. } => words.say("train.rule"),
    };
    html! {
        <>
            { notice(NoticeKind::Info, words.prose("deploy.old", &[("what", what)])) }
            <section class="old" aria-label={words.attr("deploy.old.label")}>
                { worlds::figure(words, report, report.is_rule) }
                { worlds::panel(words, report, report.is_rule) }
            </section>
        </>
    }
}

/// How long the model takes, once that was measured.
fn measured(words: &Words, record: &Record, plan: &Plan) -> Html {
    let version = keys::deciding(plan).and_then(|decides| decides.key().ok());
    match version.and_then(|version| trial::measured(record, &version, SCORE_ROW_US)) {
        Some(time) => {
            words.prose("deploy.measured", &[("n", words.number(time, if time < 10.0 { 1 } else { 0 }))])
        }
        None => Html::default(),
    }
}

/// The columns that were filled in rehearsal and are blank live, because they are known only later.
fn leaks(report: &DeployReport) -> Vec<&LiveColumn> {
    let blank = |c: &&LiveColumn| !c.known_at.at_decision() && c.missing_live > c.missing_rehearsal;
    report.columns.iter().filter(blank).collect()
}

/// What goes wrong, and by which mechanism.
fn broken(words: &Words, report: &DeployReport, is_rule: bool) -> Html {
    let leaks = leaks(report);
    let names: Vec<String> = leaks.iter().map(|c| told::column(words, &c.name)).collect();
    let missing = leaks.iter().map(|c| c.missing_live).fold(0.0, f64::max);
    let flags = words.few(report.flags_a_day);
    let says = html! {
        <>
            { words.prose("deploy.broken", &[
                ("live", words.share(report.above_live)),
                ("rehearsal", words.share(report.above_rehearsal)),
            ]) }
            if !leaks.is_empty() {
                <p>{ words.marked(words.count("deploy.broken.leak", leaks.len() as u32, &[
                    ("columns", words.list(&names)),
                    ("missing", words.percent(missing, 0)),
                ])) }</p>
                { words.prose("deploy.broken.leak.why", &[]) }
                if !is_rule && !report.serving.checks {
                    { words.prose("deploy.broken.leak.checks", &[]) }
                }
            } else if is_rule {
                { words.prose("deploy.broken.rule", &[]) }
            } else {
                { words.prose("deploy.broken.moved", &[]) }
            }
            if report.above_live > 0.5 && words.task() == Task::Binary {
                { words.prose("deploy.broken.limit", &[("flags", flags)]) }
            }
        </>
    };
    notice(NoticeKind::Harm, says)
}

fn notes(words: &Words, notes: &[Note]) -> Html {
    let unseen: Vec<(&String, u64)> = notes
        .iter()
        .filter_map(|note| match note {
            Note::UnseenLevels { column, rows } => Some((column, *rows)),
            _ => None,
        })
        .collect();
    if unseen.is_empty() {
        return Html::default();
    }
    let item = |(column, rows): &(&String, u64)| {
        let values = [("column", told::column(words, column)), ("n", words.number(*rows as f64, 0))];
        html! { <li>{ words.line("deploy.note.unseen", &values) }</li> }
    };
    html! {
        <section class="panel prose" aria-labelledby="notes-heading">
            <h3 id="notes-heading">{ words.say("deploy.notes") }</h3>
            <ul>{ for unseen.iter().map(item) }</ul>
        </section>
    }
}

/// Go live, or back; what is broken leads back first.
fn acts(words: &Words, report: &DeployReport, plan: &Plan, act: &Callback<Action>, fresh: bool) -> Html {
    let go = |stage: Stage| act.reform(move |_: MouseEvent| Action::Go(stage));
    let live = {
        let act = act.clone();
        Callback::from(move |_: MouseEvent| {
            act.emit(Action::Choose(Choice::GoLive));
            act.emit(Action::Go(Stage::Monitor));
        })
    };
    let button = |class: &'static str, key: &str, onclick: Callback<MouseEvent>, open: bool| {
        html! { <button type="button" {class} disabled={!open} {onclick}>{ words.say(key) }</button> }
    };
    let can = fresh && plan.shipped().is_some();
    html! {
        <div class="acts">
            if plan.is_live() {
                { button("do", "deploy.next", go(Stage::Monitor), true) }
                if report.broken {
                    { button("or", "deploy.back", go(Stage::Data), true) }
                }
            } else if report.broken {
                { button("do", "deploy.back", go(Stage::Data), true) }
                { button("or", "deploy.go_live.anyway", live, can) }
            } else {
                { button("do", "deploy.go_live", live, can) }
            }
        </div>
    }
}
