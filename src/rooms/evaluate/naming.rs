//! The line between naming and asking, where one of several classes is asked for: how sure a name has to be, on validation
//! rows, in rows and money.

use std::rc::Rc;

use engine::expedition::evaluate::EvaluateReport;
use engine::expedition::record::Problem;
use engine::expedition::report::Outcome;
use engine::expedition::{AtLine, Names, view};
use yew::prelude::*;

use super::Panel;
use crate::charts::{Axis, Curve, Dot, Figure, Plot, Role, Trace, Unit};
use crate::rooms::words::{Value, Words};
use crate::widgets::{Row, Slider};

/// What was named, in words; nought of each where nothing is named.
pub(super) fn named(words: &Words, outcome: &Outcome) -> [Value<'static>; 7] {
    let names = (*outcome.names).unwrap_or_default();
    let number = |n: u32| words.number(f64::from(n), 0);
    [
        ("rows", number(names.n)),
        ("named", number(names.named())),
        ("right", number(names.right)),
        ("wrong", number(names.wrong())),
        ("asked", number(names.asked)),
        ("coverage", words.percent_or(names.coverage(), 0)),
        ("accuracy", words.percent_or(names.accuracy(), 0)),
    ]
}

/// The line, moved and seen at once; nothing is asked of the worker before it is chosen.
#[component]
pub fn NamingPanel(props: &Panel) -> Html {
    let share = use_state(|| None::<f64>);
    let Some(report) = props.report() else { return Html::default() };
    let (words, problem) = (&props.words, props.state.plan().problem);
    let (Some(lines), Some(names)) = (report.lines.as_ref(), *report.at.names) else {
        return Html::default();
    };
    let stands = AtLine { line: report.threshold, names };
    let at = |percent: f64| view::named(lines, percent / 100.0).map(|i| lines[i]);
    let shown = share.and_then(at).unwrap_or(stands);
    let implied = report.implied_line.unwrap_or(stands);
    let percent = share.unwrap_or_else(|| standing(&names));
    let format = {
        let (words, report) = (words.clone(), props.report.clone());
        Callback::from(move |percent: f64| {
            let lines = super::of(&report).and_then(|report| report.lines.as_ref());
            let found = lines.and_then(|lines| view::named(lines, percent / 100.0).map(|i| lines[i]));
            let at = found.filter(|_| percent != standing(&stands.names)).unwrap_or(stands);
            let values = [
                ("threshold", words.share(at.line)),
                ("named", words.number(f64::from(at.names.named()), 0)),
                ("asked", words.number(f64::from(at.names.asked), 0)),
            ];
            words.fill("evaluate.threshold.value", &values).into()
        })
    };
    let set = {
        let share = share.clone();
        Callback::from(move |percent: f64| share.set(Some(percent).filter(|p| *p != standing(&stands.names))))
    };
    let costs = &problem.costs;
    html! {
        <section class="panel" aria-labelledby="threshold-heading">
            <h2 id="threshold-heading">{ words.say("evaluate.threshold.title") }</h2>
            { words.prose("evaluate.threshold.about", &[
                ("implied", words.share(implied.line)),
                ("false_alarm", words.money(costs.false_alarm)),
                ("miss", words.money(costs.miss)),
            ]) }
            { figures(words, report, &problem, shown, implied) }
            <Slider stepped={words.attr("page.stepped")} label={words.attr("evaluate.threshold.label")} unit="%" value={percent} min={0.0} max={100.0}
                step={1.0} {format} clamped={words.attr("evaluate.threshold.clamped")}
                oninput={set.clone()} onchange={set} />
            { table(words, report, &problem, &shown.names) }
            { super::settled(props, report, shown.line != report.threshold, [shown.line, implied.line], Html::default()) }
        </section>
    }
}

/// Of how many of a hundred rows a name is given.
fn standing(names: &Names) -> f64 {
    (100.0 * names.coverage().unwrap_or_default()).round()
}

/// What each line costs, and how many of its names are right, both by how many rows it names.
fn figures(
    words: &Words,
    report: &EvaluateReport,
    problem: &Problem,
    shown: AtLine,
    implied: AtLine,
) -> Html {
    let lines = report.lines.as_deref().unwrap_or_default();
    let cost = |names: &Names| Some(names.bill(&problem.costs, report.share).iter().sum::<f64>());
    let figure = |key: &str, unit, of: &dyn Fn(&Names) -> Option<f64>, point: Html| {
        let place = |names: &Names| names.coverage().zip(of(names));
        let dot = |names: Option<&Names>, key: &str, role| {
            names.and_then(place).map(|at| Dot { at, label: words.say(key), role })
        };
        let apart = shown.line != implied.line;
        let dots = [
            dot(Some(&shown.names), "evaluate.threshold.here", Role::Model),
            dot(report.rule.names.as_ref(), "evaluate.threshold.rule", Role::Baseline),
            dot(Some(&implied.names).filter(|_| apart), "evaluate.threshold.priced", Role::Good),
        ];
        let plot = Plot::Curve(Curve {
            trace_label: words.say("figure.line"),
            x: Axis::new(words.say("evaluate.threshold.x"), Unit::Percent).within(0.0, 1.0),
            y: Axis::new(words.say(&format!("evaluate.{key}.y")), unit).floating(),
            traces: vec![Trace::new(
                words.say("evaluate.threshold.curve"),
                Role::Model,
                lines.iter().filter_map(|at| place(&at.names)).collect(),
            )],
            dots: dots.into_iter().flatten().collect(),
            marks: Vec::new(),
            square: false,
        });
        html! {
            <Figure name={words.attr(&format!("evaluate.{key}.figure"))} {point} plot={Rc::new(plot)}
                format={words.format.clone()} words={words.figure.clone()} />
        }
    };
    let says = [
        ("cost", words.money(cost(&shown.names).unwrap_or_default())),
        ("coverage", words.percent_or(shown.names.coverage(), 0)),
        ("accuracy", words.percent_or(shown.names.accuracy(), 0)),
    ];
    html! {
        <>
            { figure("threshold", Unit::Money, &cost, words.line("evaluate.threshold.caption", &says)) }
            { figure("coverage", Unit::Percent, &Names::accuracy, words.line("evaluate.coverage.caption", &says)) }
        </>
    }
}

fn table(words: &Words, report: &EvaluateReport, problem: &Problem, names: &Names) -> Html {
    let [wrong, asked] = names.bill(&problem.costs, report.share);
    let row = |key: &str, n: u32, money: f64, marked| Row {
        cells: vec![words.say(key).into(), words.number(f64::from(n), 0).into(), words.money(money).into()],
        marked,
    };
    let rows = vec![
        row("evaluate.counts.named", names.right, 0.0, false),
        row("evaluate.counts.wrong", names.wrong(), wrong, false),
        row("evaluate.counts.asked", names.asked, asked, false),
        row("evaluate.counts.total", names.n, wrong + asked, true),
    ];
    super::counted(words, &["what", "n", "money"], rows)
}
