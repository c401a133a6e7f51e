//! The margin, where numbers are asked for: how much is planned on top of each forecast, on validation rows, in units and
//! money.

use std::rc::Rc;

use engine::expedition::evaluate::EvaluateReport;
use engine::expedition::record::Problem;
use engine::expedition::{Amounts, view};
use yew::prelude::*;

use super::Panel;
use crate::charts::{Axis, Curve, Dot, Figure, Plot, Role, Trace, Unit};
use crate::rooms::words::Words;
use crate::widgets::{Row, Slider};

/// From this share of rows on for which it is enough a margin is drawn.
const LEAST: f64 = 0.1;

/// A margin, and what comes of it.
type At = (f64, Amounts);

/// The margin, moved and seen at once; nothing is asked of the worker before it is chosen.
#[component]
pub fn MarginPanel(props: &Panel) -> Html {
    let enough = use_state(|| None::<f64>);
    let Some(report) = props.report() else { return Html::default() };
    let (words, problem) = (&props.words, props.state.plan().problem);
    let Some((stands, margins)) = (*report.at.amounts).zip(report.margins.as_ref()) else {
        return Html::default();
    };
    let stands = (report.threshold, stands);
    let at = |percent: f64| {
        view::enough(margins, percent / 100.0).map(|i| (margins[i].margin, margins[i].amounts))
    };
    let shown = enough.and_then(at).unwrap_or(stands);
    let best = report.implied.map_or(stands, |at| (at.margin, at.amounts));
    let implied = best.0;
    let (costs, percent) = (&problem.costs, enough.unwrap_or_else(|| standing(&stands.1)));
    let format = {
        let (words, report) = (words.clone(), props.report.clone());
        Callback::from(move |percent: f64| {
            let margins = super::of(&report).and_then(|report| report.margins.as_ref());
            let found = margins.and_then(|m| view::enough(m, percent / 100.0).map(|i| m[i].margin));
            let margin = if percent == standing(&stands.1) { stands.0 } else { found.unwrap_or(stands.0) };
            words.fill("evaluate.threshold.value", &[("threshold", words.amount(margin))]).into()
        })
    };
    let set = {
        let enough = enough.clone();
        Callback::from(move |percent: f64| enough.set(Some(percent).filter(|p| *p != standing(&stands.1))))
    };
    html! {
        <section class="panel" aria-labelledby="threshold-heading">
            <h2 id="threshold-heading">{ words.say("evaluate.threshold.title") }</h2>
            { words.prose("evaluate.threshold.about", &[
                ("implied", words.amount(implied)),
                ("level", words.percent_or(costs.critical_ratio(), 0)),
                ("false_alarm", words.money(costs.false_alarm)),
                ("miss", words.money(costs.miss)),
            ]) }
            { figure(words, report, &problem, shown, best) }
            <Slider stepped={words.attr("page.stepped")} label={words.attr("evaluate.threshold.label")} unit="%" value={percent} min={0.0} max={100.0}
                step={1.0} {format} clamped={words.attr("evaluate.threshold.clamped")}
                oninput={set.clone()} onchange={set} />
            { table(words, report, &problem, &shown.1) }
            { super::settled(props, report, shown.0 != report.threshold, [shown.0, implied], Html::default()) }
        </section>
    }
}

/// On how many of a hundred rows enough is planned.
fn standing(amounts: &Amounts) -> f64 {
    (100.0 * (1.0 - amounts.short_share().unwrap_or_default())).round()
}

fn figure(words: &Words, report: &EvaluateReport, problem: &Problem, shown: At, best: At) -> Html {
    let cost = |amounts: &Amounts| amounts.cost(&problem.costs, report.share);
    let margins = report.margins.as_deref().unwrap_or_default();
    let dot = |(margin, amounts): At, key: &str, role| Dot {
        at: (margin, cost(&amounts)),
        label: words.say(key),
        role,
    };
    let mut dots = vec![dot(shown, "evaluate.threshold.here", Role::Model)];
    if best.0 != shown.0 {
        dots.push(dot(best, "evaluate.threshold.cheapest", Role::Good));
    }
    // Margins that are enough on hardly any row cost so much that nothing could be seen of the others.
    let end = |share: f64| view::enough(margins, share).map_or(0.0, |i| margins[i].margin);
    let (low, high) = (end(LEAST).min(shown.0), end(1.0 - LEAST / 10.0).max(shown.0));
    let drawn = margins.iter().filter(|at| (low..=high).contains(&at.margin));
    let points = drawn.map(|at| (at.margin, cost(&at.amounts))).collect();
    let plot = Plot::Curve(Curve {
        trace_label: words.say("figure.line"),
        x: Axis::new(words.say("evaluate.threshold.x"), Unit::Number).floating(),
        y: Axis::new(words.say("evaluate.threshold.y"), Unit::Money),
        traces: vec![Trace::new(words.say("evaluate.threshold.curve"), Role::Model, points)],
        dots,
        marks: Vec::new(),
        square: false,
    });
    let point = words.line("evaluate.threshold.caption", &[("cost", words.money(cost(&shown.1)))]);
    html! {
        <Figure name={words.attr("evaluate.threshold.figure")} {point} plot={Rc::new(plot)}
            format={words.format.clone()} words={words.figure.clone()} />
    }
}

fn table(words: &Words, report: &EvaluateReport, problem: &Problem, amounts: &Amounts) -> Html {
    let costs = &problem.costs;
    let row = |key: &str, n: u32, amount: Option<f64>, money: f64, marked| Row {
        cells: vec![
            words.say(key).into(),
            words.number(f64::from(n), 0).into(),
            amount.map(|amount| words.figures(amount)).unwrap_or_default().into(),
            words.money(money).into(),
        ],
        marked,
    };
    let [short, over] = amounts.bill(costs, report.share);
    let rows = vec![
        row("evaluate.counts.short", amounts.n_short, Some(amounts.short), short, false),
        row("evaluate.counts.over", amounts.n - amounts.n_short, Some(amounts.over), over, false),
        row("evaluate.counts.total", amounts.n, None, amounts.cost(costs, report.share), true),
    ];
    super::counted(words, &["what", "n", "amount", "money"], rows)
}
