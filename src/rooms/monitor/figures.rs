//! The year drawn: what the model says against what happens, what it finds against the goal, and the money.

use std::rc::Rc;

use engine::expedition::Task;
use engine::expedition::monitor::{MonitorReport, MonthReport};
use engine::expedition::plan::Plan;
use engine::expedition::scenario;
use engine::expedition::verdict::{self, Than};
use yew::prelude::*;

use super::version;
use crate::charts::{Axis, Bar, BarGroup, Bars, Category, Figure, Lines, Mark, Plot, Role, Series, Unit};
use crate::rooms::fold::Fold;
use crate::rooms::words::Words;
use crate::widgets::{Column, Row, table_view};

/// What it says and what it finds; nothing before the first month.
pub fn panel(words: &Words, report: &MonitorReport, plan: &Plan) -> Html {
    let reigns = report.reigns();
    let Some([first, last]) = reigns.last() else { return Html::default() };
    html! { <>{ shares(words, report, [first, last]) }{ found(words, report, last, plan) }</> }
}

/// The money; nothing before the first month.
pub fn year(words: &Words, report: &MonitorReport, plan: &Plan) -> Html {
    if report.months.is_empty() {
        return Html::default();
    }
    html! {
        <section class="panel" aria-labelledby="money-heading">
            <h2 id="money-heading">{ words.say("monitor.money.title") }</h2>
            { money(words, report, plan) }
            { hurt(words, report, plan) }
            <Fold title={words.attr("monitor.money.by_month")}>{ by_month(words, report) }</Fold>
        </section>
    }
}

fn figure(words: &Words, name: &str, point: Html, plot: Plot) -> Html {
    html! {
        <Figure name={words.attr(name)} {point} plot={Rc::new(plot)} format={words.format.clone()}
            words={words.figure.clone()} />
    }
}

fn months(words: &Words, report: &MonitorReport) -> Vec<Category> {
    let category = |m: &MonthReport| Category::new(words.month(m.month), words.month_short(m.month));
    report.months.iter().map(category).collect()
}

/// Where alarms came, and where another version took over.
fn marks(words: &Words, report: &MonitorReport) -> Vec<Mark> {
    let mut marks = Vec::new();
    for (at, _) in report.months.iter().enumerate().filter(|(_, month)| month.alarm.is_some()) {
        marks.push(Mark { at: at as f64, label: words.say("monitor.alarm"), role: Role::Harm });
    }
    for (at, pair) in report.months.windows(2).enumerate() {
        if let (true, Some(number)) = (pair[0].version != pair[1].version, pair[1].version) {
            let values = [("number", words.number(f64::from(number), 0))];
            let label = words.fill("monitor.share.champion", &values);
            marks.push(Mark { at: at as f64 + 0.5, label, role: Role::Challenger });
        }
    }
    marks
}

/// Which version decides from which month on, where it changed.
fn changes(words: &Words, report: &MonitorReport) -> Html {
    let reigns = report.reigns();
    let told = |[first, _]: &[&MonthReport; 2]| {
        let number = words.number(f64::from(first.version?), 0);
        let values = [("number", number), ("month", words.month(first.month))];
        Some(html! { <>{ " " }{ words.line("monitor.changed", &values) }</> })
    };
    html! { <>{ for reigns.iter().skip(1).filter_map(told) }</> }
}

fn shares(words: &Words, report: &MonitorReport, [first, last]: [&MonthReport; 2]) -> Html {
    let than = |said, came| match (words.task(), last.outcome.score()) {
        (Task::Regression, Some(error)) => verdict::forecast(said, came, error),
        (Task::Multiclass, _) => verdict::surer(said, came),
        _ => verdict::expected(said, came),
    };
    let key = match (last.said(), last.came()) {
        (_, None) if words.several() => "monitor.share.caption.unnamed",
        (None, _) | (_, None) => "monitor.share.caption.rule",
        _ if first.month == last.month => "monitor.share.caption.one",
        (Some(said), Some(came)) if than(said, came) == Than::Less => "monitor.share.caption.under",
        (Some(said), Some(came)) if than(said, came) == Than::More => "monitor.share.caption.over",
        _ => "monitor.share.caption.right",
    };
    let said = |said: Option<f64>| said.map_or_else(|| words.say("page.undefined"), |said| words.said(said));
    let point = words.line(
        key,
        &[
            ("month", words.month(last.month)),
            ("version", version(words, last.version)),
            ("right", words.percent(verdict::RIGHT, 0)),
            ("real", said(last.came())),
            ("said", said(last.said())),
            ("first", words.month(first.month)),
            ("first_real", said(first.came())),
            ("first_said", said(first.said())),
        ],
    );
    let point = html! { <>{ point }{ changes(words, report) }</> };
    let mut series = vec![Series::new(
        words.say("monitor.share.real"),
        Role::Truth,
        report.months.iter().map(MonthReport::came).collect(),
    )];
    if report.months.iter().any(|m| m.said().is_some()) {
        let said = report.months.iter().map(MonthReport::said).collect();
        series.push(Series::new(words.say("monitor.share.said"), Role::Model, said));
    }
    let plot = Plot::Lines(Lines {
        x_label: words.say("figure.month"),
        x: months(words, report),
        y: Axis::new(words.say("monitor.share.axis"), words.unit()),
        series,
        marks: marks(words, report),
    });
    figure(words, "monitor.share.figure", point, plot)
}

/// What the version that decided in `month` claimed on its test set.
fn claimed(report: &MonitorReport, month: &MonthReport) -> Option<f64> {
    report.versions.iter().find(|version| Some(version.number) == month.version)?.claimed
}

fn found(words: &Words, report: &MonitorReport, last: &MonthReport, plan: &Plan) -> Html {
    let goal = plan.problem.goal;
    let key =
        if last.outcome.meets(goal) { "monitor.found.caption.met" } else { "monitor.found.caption.below" };
    let values = [
        ("month", words.month(last.month)),
        ("version", version(words, last.version)),
        ("recall", last.outcome.score().map_or_else(|| words.say("page.undefined"), |s| words.said(s))),
        ("goal", words.score(goal)),
    ];
    let point = html! {
        <>
            { words.line(key, &values) }
            if report.months.len() > 1 {
                { " " }{ words.line("monitor.found.band", &[]) }
            }
            if let Some(claimed) = claimed(report, last) {
                { " " }{ words.line("monitor.found.caption.claimed", &[("claimed", words.score(claimed))]) }
            }
            if let Some(rule) = last.score_rule.filter(|rule| Some(*rule) != last.outcome.score()) {
                { " " }{ words.line("monitor.found.caption.rule", &[("rule", words.score(rule))]) }
            }
            { changes(words, report) }
        </>
    };
    let n = report.months.len();
    let band = report.months.iter().map(|m| m.score.map(|range| (range.low, range.high))).collect();
    let recall = report.months.iter().map(|m| m.outcome.score()).collect();
    let dashed = |key: &str, role, values| Series {
        dashed: true,
        stepped: true,
        ..Series::new(words.say(key), role, values)
    };
    let mut series = vec![
        Series { band: Some(band), ..Series::new(words.say("monitor.found.found"), Role::Model, recall) },
        dashed("monitor.found.goal", Role::Soft, vec![Some(goal); n]),
    ];
    let claims: Vec<Option<f64>> = report.months.iter().map(|month| claimed(report, month)).collect();
    if claims.iter().any(Option::is_some) {
        series.push(dashed("monitor.found.claimed", Role::Challenger, claims));
    }
    // Where the rule has decided all the time, it is no other line.
    if report.months.iter().any(|m| m.score_rule.is_some() && *m.score_rule != m.outcome.score()) {
        let rule = report.months.iter().map(|month| *month.score_rule).collect();
        series.push(Series::new(words.say("monitor.money.rule"), Role::Baseline, rule));
    }
    let plot = Plot::Lines(Lines {
        x_label: words.say("figure.month"),
        x: months(words, report),
        y: Axis::new(words.say("monitor.found.axis"), words.unit()),
        series,
        marks: marks(words, report),
    });
    figure(words, "monitor.found.figure", point, plot)
}

fn money(words: &Words, report: &MonitorReport, plan: &Plan) -> Html {
    let saved = report.cost_nothing - report.cost;
    let ahead = saved >= 0.0;
    let key = if ahead { "monitor.money.caption.ahead" } else { "monitor.money.caption.behind" };
    let later = report.cost_first - report.cost;
    let retrained = plan.versions.len() > 1 && later.abs() >= 1.0;
    let point = html! {
        <>
            { words.line(key, &[
                ("saved", words.money(saved.abs())),
                ("cost", words.money(report.cost)),
                ("nothing", words.money(report.cost_nothing)),
                ("rule", words.money(report.cost_rule)),
            ]) }
            if retrained {
                { " " }
                { words.line(
                    if later > 0.0 { "monitor.money.first.better" } else { "monitor.money.first.worse" },
                    &[("saved", words.money(later.abs()))],
                ) }
            }
        </>
    };
    let mut bars = vec![Bar::new(words.say("monitor.money.decided"), report.cost, Role::Model)];
    if retrained {
        bars.push(Bar::new(words.say("monitor.money.first"), report.cost_first, Role::Soft));
    }
    bars.push(Bar::new(words.say("monitor.money.rule"), report.cost_rule, Role::Baseline));
    bars.push(Bar::new(words.say("monitor.money.nothing"), report.cost_nothing, Role::Truth));
    // Whoever knows each number or name in advance decides just that: it costs nothing.
    if words.task() == Task::Binary {
        bars.push(Bar::new(words.say("monitor.money.knew"), report.cost_knew, Role::Soft));
    }
    let plot = Plot::Bars(Bars {
        category_label: words.say("evaluate.who"),
        value: Axis::new(words.say("monitor.money.axis"), Unit::Money),
        groups: vec![BarGroup { label: String::new(), bars }],
        goal: None,
    });
    figure(words, "monitor.money.figure", point, plot)
}

/// The month in which a later version was dearer than the first would have been, with the honest total beside it.
fn hurt(words: &Words, report: &MonitorReport, plan: &Plan) -> Html {
    let Some((month, more)) = report.dearest() else { return Html::default() };
    let saved = report.cost_first - report.cost;
    let year = if saved >= 0.0 { "monitor.money.hurt.saved" } else { "monitor.money.hurt.cost" };
    let is_proved = report.next.is_none() && scenario::of(plan.world).retraining_hurts == Some(month);
    let values =
        [("month", words.month(month)), ("gap", words.money(more)), ("saved", words.money(saved.abs()))];
    html! {
        <>
            <p>{ words.line("monitor.money.hurt", &values) }{ " " }{ words.line(year, &values) }</p>
            if is_proved {
                { words.prose("monitor.money.hurt.proved", &[]) }
            }
        </>
    }
}

fn by_month(words: &Words, report: &MonitorReport) -> Html {
    let row = |m: &MonthReport| Row {
        cells: vec![
            words.month(m.month).into(),
            m.version
                .map_or_else(|| words.say("monitor.money.nobody"), |v| words.number(f64::from(v), 0))
                .into(),
            words.money(m.outcome.cost).into(),
            words.money(m.cost_first).into(),
            words.money(m.cost_rule).into(),
            words.money(m.cost_nothing).into(),
        ],
        marked: m.alarm.is_some(),
    };
    let column = |key: &str, numeric| Column { label: words.attr(key), numeric };
    let columns = vec![
        column("monitor.money.month", false),
        column("monitor.money.version", true),
        column("monitor.money.decided", true),
        column("monitor.money.first", true),
        column("monitor.money.rule", true),
        column("monitor.money.nothing", true),
    ];
    let rows: Vec<Row> = report.months.iter().map(row).collect();
    table_view(words.attr("monitor.money.by_month"), columns, rows)
}
