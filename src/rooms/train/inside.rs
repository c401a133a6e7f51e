//! How the run learned, and what it learned: the loss after each iteration, and its largest weights.

use std::rc::Rc;

use engine::expedition::train::{Judged, RunReport, TrainReport};
use yew::prelude::*;

use crate::charts::{Axis, Bar, BarGroup, Bars, Curve, Figure, Plot, Role, Trace, Unit};
use crate::rooms::fold::Fold;
use crate::rooms::told;
use crate::rooms::words::Words;

/// The curve, and the weights on demand; nothing before the first run.
pub(super) fn panel(words: &Words, report: &TrainReport, run: Option<&RunReport>) -> Html {
    let Some(run) = run else { return Html::default() };
    let title = words.fill("train.curve.title", &[("run", super::name(words, report, run.id))]);
    html! {
        <section class="panel" aria-labelledby="curve-heading">
            <h2 id="curve-heading">{ title }</h2>
            { curve(words, &run.judged) }
            if !run.judged.weights.is_empty() {
                <Fold title={words.attr("train.weights")}>{ weights(words, &run.judged) }</Fold>
            }
        </section>
    }
}

fn curve(words: &Words, judged: &Judged) -> Html {
    let at = |i: usize| i as f64;
    let train: Vec<(f64, f64)> = judged.curve.iter().enumerate().map(|(i, l)| (at(i), l.train)).collect();
    let validation: Vec<(f64, f64)> =
        judged.curve.iter().enumerate().filter_map(|(i, l)| Some((at(i), l.validation?))).collect();
    let best = validation.iter().copied().reduce(|a, b| if b.1 < a.1 { b } else { a });
    let (Some(end), Some(best)) = (validation.last().copied(), best) else { return Html::default() };
    let learned = train.last().map_or(0.0, |p| p.1);
    // A loss next to nothing is not nothing.
    let number = |value: f64| words.number(value, if value < 0.001 { 6 } else { 3 });
    // Worse by a hundredth of its best is a turn that can be seen.
    let turned = end.1 > best.1 * 1.01;
    let point = words.line(
        if turned { "train.curve.turned" } else { "train.curve.level" },
        &[
            ("best", words.number(best.0, 0)),
            ("low", number(best.1)),
            ("end", number(end.1)),
            ("train", number(learned)),
        ],
    );
    let trace = |key: &str, role, points| Trace { dots: true, ..Trace::new(words.say(key), role, points) };
    let plot = Plot::Curve(Curve {
        trace_label: words.say("figure.line"),
        x: Axis::new(words.say("train.curve.x"), Unit::Count),
        y: Axis::new(words.say("train.curve.y"), Unit::Number),
        traces: vec![
            trace("train.curve.train", Role::Truth, train),
            trace("train.curve.validation", Role::Model, validation),
        ],
        dots: Vec::new(),
        marks: Vec::new(),
        square: false,
    });
    html! {
        <Figure name={words.attr("train.curve.figure")} {point} plot={Rc::new(plot)} format={words.format.clone()}
            words={words.figure.clone()} />
    }
}

fn weights(words: &Words, judged: &Judged) -> Html {
    let name = |feature: &str| told::feature(words, feature);
    let bars = judged.weights.iter().map(|w| Bar::new(name(&w.feature), w.weight, Role::Model)).collect();
    let plot = Plot::Bars(Bars {
        category_label: words.say("train.weights.feature"),
        value: Axis::new(words.say("train.weights.weight"), Unit::Number),
        groups: vec![BarGroup { label: String::new(), bars }],
        goal: None,
    });
    let first = judged.weights.first();
    let raises = first.is_some_and(|w| w.weight > 0.0);
    let point = words.line(
        if raises { "train.weights.raises" } else { "train.weights.lowers" },
        &[
            ("feature", first.map(|w| name(&w.feature)).unwrap_or_default()),
            ("n", words.number(judged.weights.len() as f64, 0)),
        ],
    );
    html! {
        <>
            <Figure name={words.attr("train.weights.figure")} {point} plot={Rc::new(plot)}
                format={words.format.clone()} words={words.figure.clone()} />
            { words.prose("train.weights.about", &[]) }
        </>
    }
}
