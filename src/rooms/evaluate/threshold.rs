//! The line: from which probability on the desk is warned, on validation rows, in flights and money.

use std::rc::Rc;

use engine::expedition::evaluate::EvaluateReport;
use engine::expedition::record::Problem;
use engine::expedition::{Counts, Point, view};
use yew::prelude::*;

use super::Panel;
use crate::charts::{Axis, Curve, Dot, Figure, Plot, Role, Trace, Unit};
use crate::rooms::words::Words;
use crate::widgets::{Row, Slider};

/// At most so many points are drawn and told.
const DRAWN: usize = 100;

/// The threshold, moved and seen at once; nothing is asked of the worker before it is chosen.
#[component]
pub fn ThresholdPanel(props: &Panel) -> Html {
    let line = use_state(|| None::<f64>);
    // A slider tells a move twice, while and after: the second time is not one more.
    let told = use_mut_ref(|| None::<f64>);
    let Some(report) = props.report() else { return Html::default() };
    let (words, problem) = (&props.words, props.state.plan().problem);
    // A model that tells no flights apart has the first point, which warns nobody, and one other.
    if report.points.len() <= 2 {
        return html! { <section class="panel">{ words.prose("evaluate.majority", &[]) }</section> };
    }
    let shown = line.unwrap_or(report.threshold);
    let counts = counts_at(report, *line);
    let set = Callback::from({
        let line = line.clone();
        move |threshold: f64| line.set(Some(threshold))
    });
    let slide = {
        let (report, set, now) = (props.report.clone(), set.clone(), flagged(&counts));
        Callback::from(move |flagged: f64| {
            if told.replace(Some(flagged)) == Some(flagged) {
                return;
            }
            if let Some(point) = super::of(&report).and_then(|r| onwards(&r.points, now, flagged)) {
                set.emit(point.threshold);
            }
        })
    };
    let implied = problem.costs.threshold();
    let moved = counts != report.at.counts;
    let cheapest = view::cheapest(&report.points, &problem.costs).map(|i| report.points[i].threshold);
    let cheapest = cheapest.filter(|cheapest| *cheapest != shown).map(|cheapest| {
        let onclick = set.reform(move |_: MouseEvent| cheapest);
        html! { <button type="button" class="quiet" {onclick}>{ words.say("evaluate.threshold.cheapest") }</button> }
    });
    html! {
        <section class="panel" aria-labelledby="threshold-heading">
            <h2 id="threshold-heading">{ words.say("evaluate.threshold.title") }</h2>
            { words.prose("evaluate.threshold.about", &[
                ("implied", words.share(implied)),
                ("false_alarm", words.money(problem.costs.false_alarm)),
                ("miss", words.money(problem.costs.miss)),
            ]) }
            { figure(words, report, &problem, &counts) }
            { slider(words, report, shown, &counts, slide) }
            { table(words, report, &problem, &counts) }
            if counts.missed > 0 && report.points.last().is_some_and(|p| p.counts.tp == counts.tp) {
                <p>{ words.say("evaluate.counts.limit") }</p>
            }
            { super::settled(props, report, moved, [shown, implied], cheapest.unwrap_or_default()) }
        </section>
    }
}

/// What comes of the line as it is moved, or as it stands.
fn counts_at(report: &EvaluateReport, line: Option<f64>) -> Counts {
    let moved = line.filter(|l| *l != report.threshold);
    let point = moved.and_then(|l| view::nearest(&report.points, l)).map(|i| report.points[i].counts);
    point.unwrap_or(report.at.counts)
}

fn flagged(counts: &Counts) -> f64 {
    f64::from(counts.tp + counts.fp)
}

/// The nearest point to `wanted` on that side of `now`: the smallest step, as an arrow key makes it, still moves the line.
fn onwards(points: &[Point], now: f64, wanted: f64) -> Option<&Point> {
    let far = |p: &&Point| (flagged(&p.counts) - wanted).abs();
    let beyond = points.iter().filter(|p| (flagged(&p.counts) - now) * (wanted - now) > 0.0);
    beyond.min_by(|a, b| far(a).total_cmp(&far(b)))
}

/// The point that warns the nearest number of flights.
fn point_of(points: &[Point], wanted: f64) -> Option<&Point> {
    let far = |p: &&Point| (flagged(&p.counts) - wanted).abs();
    points.iter().min_by(|a, b| far(a).total_cmp(&far(b)))
}

fn slider(
    words: &Words,
    report: &EvaluateReport,
    threshold: f64,
    counts: &Counts,
    onmove: Callback<f64>,
) -> Html {
    let most = report.points.last().map_or(0.0, |p| flagged(&p.counts)).max(flagged(counts));
    let format = {
        let (words, points) = (words.clone(), report.points.clone());
        let at = (flagged(counts), threshold);
        Callback::from(move |n: f64| {
            let found = point_of(&points, n).map_or(threshold, |p| p.threshold);
            let threshold = if n == at.0 { at.1 } else { found };
            let values = [("threshold", words.share(threshold)), ("flagged", words.number(n, 0))];
            AttrValue::from(words.fill("evaluate.threshold.value", &values))
        })
    };
    let clamped = words.fill("evaluate.threshold.clamped", &[("most", words.number(most, 0))]);
    html! {
        <Slider stepped={words.attr("page.stepped")} label={words.attr("evaluate.threshold.label")} unit={words.attr("evaluate.threshold.unit")}
            value={flagged(counts)} min={0.0} max={most} step={1.0} {format} {clamped}
            oninput={onmove.clone()} onchange={onmove} />
    }
}

fn figure(words: &Words, report: &EvaluateReport, problem: &Problem, counts: &Counts) -> Html {
    let cost = |c: &Counts| c.cost(&problem.costs, report.share);
    let place = |c: &Counts| (c.flagged().unwrap_or(0.0), cost(c));
    let every = report.points.len().div_ceil(DRAWN).max(1);
    let last = report.points.len() - 1;
    let drawn = report.points.iter().enumerate().filter(|(i, _)| i % every == 0 || *i == last);
    let points = drawn.map(|(_, p)| place(&p.counts)).collect();
    let dot = |counts: &Counts, key: &str, role| Dot { at: place(counts), label: words.say(key), role };
    let plot = Plot::Curve(Curve {
        trace_label: words.say("figure.line"),
        x: Axis::new(words.say("evaluate.threshold.x"), Unit::Percent),
        y: Axis::new(words.say("evaluate.threshold.y"), Unit::Money),
        traces: vec![Trace::new(words.say("evaluate.threshold.curve"), Role::Model, points)],
        dots: vec![
            dot(&report.rule.counts, "evaluate.threshold.rule", Role::Baseline),
            dot(counts, "evaluate.threshold.here", Role::Model),
        ],
        marks: Vec::new(),
        square: false,
    });
    let point = words.line("evaluate.threshold.caption", &[("cost", words.money(cost(counts)))]);
    html! {
        <Figure name={words.attr("evaluate.threshold.figure")} {point} plot={Rc::new(plot)}
            format={words.format.clone()} words={words.figure.clone()} />
    }
}

fn table(words: &Words, report: &EvaluateReport, problem: &Problem, counts: &Counts) -> Html {
    let costs = &problem.costs;
    let row = |key: &str, n: u32, each: f64| {
        let money = words.money(f64::from(n) * each / report.share);
        Row::new(vec![words.say(key).into(), words.number(f64::from(n), 0).into(), money.into()])
    };
    let total = words.money(counts.cost(costs, report.share));
    let rows = vec![
        row("evaluate.counts.found", counts.tp, costs.hit),
        row("evaluate.counts.missed", counts.missed, costs.miss),
        row("evaluate.counts.alarm", counts.fp, costs.false_alarm),
        row("evaluate.counts.peace", counts.tn, 0.0),
        Row {
            cells: vec![
                words.say("evaluate.counts.total").into(),
                words.number(f64::from(counts.n()), 0).into(),
                total.into(),
            ],
            marked: true,
        },
    ];
    super::counted(words, &["what", "n", "money"], rows)
}
