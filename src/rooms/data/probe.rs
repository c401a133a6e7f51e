//! What each step did to a quick model: a line from nothing to perfect, so that a small change looks small. Of numbers
//! it is how far the model is off, and nought is perfect.

use std::rc::Rc;

use engine::expedition::data::DataReport;
use engine::expedition::prepare::Step;
use engine::expedition::probe::Score;
use engine::expedition::{Task, verdict};
use yew::prelude::*;

use crate::charts::{Axis, Category, Figure, Lines, Plot, Role, Series};
use crate::rooms::words::Words;

/// How the quick model did: the share of pairs, or of names, it gets right, or how far it is off.
pub(super) fn of(score: &Score) -> Option<f64> {
    score.error.or(*score.accuracy).or(score.roc_auc)
}

/// The same in words.
pub(super) fn said(words: &Words, score: f64) -> String {
    if words.numbers() { words.amount(score) } else { words.percent(score, 1) }
}

/// The axis of such scores.
pub(super) fn axis(words: &Words, from: f64) -> Axis {
    let axis = Axis::new(words.say("data.probe.score"), words.unit());
    if words.numbers() { axis } else { axis.within(from, 1.0) }
}

/// The scores of the probe before the first step and after each.
pub(super) fn figure(words: &Words, steps: &[Step], report: &DataReport) -> Html {
    let scores: Vec<Option<f64>> = report.probe.scores.iter().map(of).collect();
    let (Some(Some(first)), Some(Some(last))) = (scores.first(), scores.last()) else {
        return Html::default();
    };
    let values = [
        ("first", said(words, *first)),
        ("last", said(words, *last)),
        ("coin", words.share(0.5)),
        ("best", words.share(1.0)),
        ("train", words.number(f64::from(report.probe.n_train), 0)),
        ("validation", words.number(f64::from(report.probe.n_validation), 0)),
        ("from", words.day(report.validation.from)),
        ("to", words.day(report.validation.to)),
    ];
    // Below a coin is no better than a coin: the axis ends there.
    let least = if words.task() == Task::Binary { 0.5 } else { 0.0 };
    let task = words.world.target().task;
    let place = |at: usize| match at.checked_sub(1) {
        None => Category::new(words.say("data.probe.before"), words.number(0.0, 0)),
        Some(step) => {
            let n = words.number(at as f64, 0);
            let name = steps.get(step).map(|step| words.say(&format!("step.{}", step.word())));
            Category::new(
                words.fill("data.probe.after", &[("n", n.clone()), ("step", name.unwrap_or_default())]),
                n,
            )
        }
    };
    let plot = Plot::Lines(Lines {
        x_label: words.say("data.probe.step"),
        x: (0..scores.len()).map(place).collect(),
        y: axis(words, least),
        series: vec![Series::new(
            words.say("data.probe.line"),
            Role::Model,
            scores.iter().map(|score| score.map(|score| score.max(least))).collect(),
        )],
        marks: Vec::new(),
    });
    // One step of words turned into columns that made it worse: the reason is not in the numbers.
    let lowered = steps.iter().enumerate().any(|(at, step)| {
        let both = scores.get(at).copied().flatten().zip(scores.get(at + 1).copied().flatten());
        step.is_on()
            && step.word() == "one_hot"
            && both.is_some_and(|(before, after)| verdict::worse(task, after, before))
    });
    html! {
        <>
            <Figure name={words.attr("data.probe")} point={words.line("data.probe.point", &values)}
                plot={Rc::new(plot)} format={words.format.clone()} words={words.figure.clone()} />
            { words.prose("data.probe.about", &values) }
            if lowered {
                { words.prose("data.probe.one_hot", &values) }
            }
        </>
    }
}
