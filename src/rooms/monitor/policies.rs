//! The year once more under other policies of retraining, when it is over and the learner asks for it.

use std::rc::Rc;

use engine::expedition::Task;
use engine::expedition::monitor::MonitorReport;
use engine::expedition::plan::Plan;
use engine::expedition::retraining::{Past, PolicyReport, RETRAINING, Trigger, asked, start};
use engine::expedition::stage::Stage;
use yew::prelude::*;

use crate::charts::{Axis, Bar, BarGroup, Bars, Figure, Plot, Role, Unit};
use crate::rooms::RoomProps;
use crate::rooms::told::waiting;
use crate::rooms::words::Words;
use crate::state::Action;
use crate::widgets::{Column, Row, table_view};

/// Whether the answer is being computed: its progress stands here, and the year stays as it is.
pub fn answering(props: &RoomProps, report: &MonitorReport) -> bool {
    props.state.fresh(Stage::Monitor).is_none() && report.policies.is_empty() && asked(&props.state.record)
}

/// The question and, once it was asked, its answer; nothing before the year is over.
pub fn panel(props: &RoomProps, words: &Words, report: &MonitorReport, plan: &Plan) -> Html {
    if report.next.is_some() {
        return Html::default();
    }
    let Some(first) = start(&props.state.record) else { return Html::default() };
    let body = if !report.policies.is_empty() {
        answer(words, report, plan)
    } else if answering(props, report) {
        waiting(props, Stage::Monitor)
    } else {
        let onclick = props.act.reform(|_: MouseEvent| Action::Ask(RETRAINING.into()));
        let number = words.number(f64::from(first.number), 0);
        html! {
            <>
                { words.prose("monitor.policies.about", &[("number", number)]) }
                <button type="button" class="or" {onclick}>{ words.say("monitor.policies.do") }</button>
            </>
        }
    };
    html! {
        <section class="panel" aria-labelledby="policies-heading">
            <h2 id="policies-heading">{ words.say("monitor.policies.title") }</h2>
            { body }
        </section>
    }
}

fn name(words: &Words, policy: &PolicyReport) -> String {
    let past = match policy.past {
        Past::LastTwo => "last",
        Past::All => "all",
    };
    match policy.trigger {
        Trigger::Never => words.say("monitor.policies.never"),
        Trigger::Every(1) => words.say(&format!("monitor.policies.month.{past}")),
        Trigger::Every(n) => {
            words.fill(&format!("monitor.policies.every.{past}"), &[("n", words.number(f64::from(n), 0))])
        }
        Trigger::Alarm => words.say(&format!("monitor.policies.alarm.{past}")),
    }
}

fn answer(words: &Words, report: &MonitorReport, plan: &Plan) -> Html {
    let all = &report.policies;
    let Some(best) = all.iter().reduce(|best, p| if p.cost < best.cost { p } else { best }) else {
        return Html::default();
    };
    let key = if report.cost <= best.cost { "monitor.policies.yours" } else { "monitor.policies.best" };
    let values = [
        ("policy", name(words, best)),
        ("cost", words.money(best.cost)),
        ("yours", words.money(report.cost)),
        ("knew", words.money(report.cost_knew)),
    ];
    let bar = |policy: &PolicyReport| {
        let role = if std::ptr::eq(policy, best) { Role::Good } else { Role::Soft };
        Bar::new(name(words, policy), policy.cost, role)
    };
    let mut bars = vec![Bar::new(words.say("monitor.money.decided"), report.cost, Role::Model)];
    bars.extend(all.iter().map(bar));
    if words.task() == Task::Binary {
        bars.push(Bar::new(words.say("monitor.money.knew"), report.cost_knew, Role::Truth));
    }
    let plot = Plot::Bars(Bars {
        category_label: words.say("monitor.policies.policy"),
        value: Axis::new(words.say("monitor.money.axis"), Unit::Money),
        groups: vec![BarGroup { label: String::new(), bars }],
        goal: None,
    });
    html! {
        <>
            <Figure name={words.attr("monitor.policies.figure")} point={words.line(key, &values)} plot={Rc::new(plot)}
                format={words.format.clone()} words={words.figure.clone()} />
            { table(words, all, best, plan) }
            { words.prose("monitor.policies.says", &[("day", words.money(plan.prices.day))]) }
        </>
    }
}

fn table(words: &Words, all: &[PolicyReport], best: &PolicyReport, plan: &Plan) -> Html {
    let count = |n: u32| words.number(f64::from(n), 0).into();
    let row = |policy: &PolicyReport| {
        let answered = if policy.trigger == Trigger::Alarm { policy.alarms } else { 0 };
        let days = plan.prices.retraining(policy.retrained, answered);
        Row {
            cells: vec![
                name(words, policy).into(),
                count(policy.retrained),
                count(policy.alarms),
                words.score_or(policy.score).into(),
                words.money(policy.cost).into(),
                words.money(days * plan.prices.day).into(),
            ],
            marked: std::ptr::eq(policy, best),
        }
    };
    let column = |key: &str, numeric| Column { label: words.attr(key), numeric };
    let columns = vec![
        column("monitor.policies.policy", false),
        column("monitor.policies.retrained", true),
        column("monitor.policies.alarms", true),
        column("monitor.policies.found", true),
        column("monitor.policies.cost", true),
        column("monitor.policies.work", true),
    ];
    table_view(words.attr("monitor.policies.figure"), columns, all.iter().map(row).collect())
}
