//! How the run learned: the losses after each of its steps, at once or told slowly.

use std::rc::Rc;

use engine::expedition::ModelSpec;
use engine::expedition::train::{Losses, RunReport, TrainReport};
use engine::expedition::verdict;
use yew::prelude::*;

use crate::charts::{Axis, Curve, Figure, Plot, Role, Trace, Unit};
use crate::rooms::kinds::about;
use crate::rooms::words::Words;
use crate::state::{Action, Replay};

/// The curve with the means to watch it grow, or why there is none; nothing before the first run.
pub(super) fn panel(
    words: &Words,
    report: &TrainReport,
    run: Option<&RunReport>,
    replay: Option<Replay>,
    act: &Callback<Action>,
) -> Html {
    let at_once = |run: &RunReport| super::learns_at_once(&run.spec);
    let Some(run) = run.filter(|run| run.judged.curve.len() > 1 || at_once(run)) else {
        return Html::default();
    };
    let title = words.fill("train.curve.title", &[("run", super::name(words, report, run.id))]);
    html! {
        <section class="panel" aria-labelledby="curve-heading">
            <h2 id="curve-heading">{ title }</h2>
            if at_once(run) {
                { words.prose(&about(words, &run.spec, |kind| format!("train.once.{kind}")), &[]) }
            } else {
                { curve(words, run, replay) }
                { super::right::before(words, run) }
                { controls(words, run, replay, act) }
            }
        </section>
    }
}

/// Play or pause, a step, the end; none of it moves by itself before it is asked to.
fn controls(words: &Words, run: &RunReport, replay: Option<Replay>, act: &Callback<Action>) -> Html {
    let button = |key: &str, class: &'static str, to: Option<(usize, bool)>| {
        let onclick = act.reform(move |_: MouseEvent| Action::Replay(to));
        html! { <button type="button" {class} {onclick}>{ words.say(key) }</button> }
    };
    let Some(Replay { at, plays, .. }) = replay else {
        return html! {
            <>
                { words.prose("train.watch.about", &[]) }
                <div class="tools">
                    { button("train.watch", "quiet moves", Some((0, true))) }
                    { button("train.watch.step", "quiet", Some((0, false))) }
                </div>
            </>
        };
    };
    let last = at + 1 >= run.judged.curve.len();
    html! {
        <div class="tools">
            if plays {
                { button("train.watch.pause", "quiet", Some((at, false))) }
            } else if last {
                { button("train.watch.again", "quiet moves", Some((0, true))) }
            } else {
                { button("train.watch.play", "quiet moves", Some((at, true))) }
            }
            if !last {
                { button("train.watch.next", "quiet", Some((at + 1, false))) }
            }
            { button("train.watch.stop", "quiet", None) }
        </div>
    }
}

fn curve(words: &Words, run: &RunReport, replay: Option<Replay>) -> Html {
    let all = &run.judged.curve;
    let shown = &all[..replay.map_or(all.len(), |replay| (replay.at + 1).min(all.len()))];
    let (Some(start), Some(now), Some(end)) = (all.first(), shown.last(), all.last()) else {
        return Html::default();
    };
    let train = points(shown, |losses| Some(losses.train));
    let validation = points(shown, |losses| losses.validation);
    let said = match replay {
        Some(_) => so_far(words, run, now),
        None => ended(words, run, end),
    };
    // Told slowly, the axes stand still from the beginning.
    let top = all.iter().map(|l| l.validation.unwrap_or(0.0).max(l.train)).fold(0.0, f64::max);
    let x = match run.spec {
        ModelSpec::DecisionTree(_) => "train.curve.x.decision_tree",
        ModelSpec::Boosting(_) | ModelSpec::RandomForest(_) => "train.curve.x.trees",
        ModelSpec::Network(_) => "train.curve.x.passes",
        _ => "train.curve.x.logistic",
    };
    let x = Axis::new(words.say(x), Unit::Count);
    let y = Axis::new(words.say("train.curve.y"), Unit::Number);
    let (x, y) = match replay {
        Some(_) => (x.within(f64::from(start.at), f64::from(end.at)), y.within(0.0, top * 1.05)),
        None => (x.floating(), y),
    };
    let trace = |key: &str, role, points: Vec<(f64, f64)>| Trace {
        dots: points.len() < 20,
        ..Trace::new(words.say(key), role, points)
    };
    let plot = Plot::Curve(Curve {
        trace_label: words.say("figure.line"),
        x,
        y,
        traces: vec![
            trace("train.curve.train", Role::Truth, train),
            trace("train.curve.validation", Role::Model, validation),
        ],
        dots: Vec::new(),
        marks: Vec::new(),
        square: false,
    });
    // While it plays, a screen reader is left in peace; a step or a pause is said.
    let live = replay.filter(|replay| !replay.plays).map(|_| "polite");
    html! {
        <div aria-live={live}>
            <Figure name={words.attr("train.curve.figure")} point={said} plot={Rc::new(plot)}
                format={words.format.clone()} words={words.figure.clone()} />
        </div>
    }
}

fn points(curve: &[Losses], of: fn(&Losses) -> Option<f64>) -> Vec<(f64, f64)> {
    curve.iter().filter_map(|losses| Some((f64::from(losses.at), of(losses)?))).collect()
}

/// Where it stands, while it is told.
fn so_far(words: &Words, run: &RunReport, now: &Losses) -> Html {
    let values = [
        ("train", super::loss(words, now.train)),
        ("validation", or_undefined(words, now.validation)),
        ("last", words.number(f64::from(run.judged.n_iterations), 0)),
        ("steps", super::steps(words, &run.spec, now.at)),
    ];
    words.line("train.watch.now", &values)
}

/// How it went, in the end.
fn ended(words: &Words, run: &RunReport, end: &Losses) -> Html {
    let curve = &run.judged.curve;
    let best = verdict::lowest(curve).unwrap_or(end);
    let turned = best.validation.zip(end.validation).is_some_and(|(low, last)| verdict::turned(low, last));
    let key = match turned {
        true if best.at == 0 => "train.curve.never",
        true => "train.curve.turned",
        false => "train.curve.level",
    };
    let values = [
        ("best", super::steps(words, &run.spec, best.at)),
        ("low", or_undefined(words, best.validation)),
        ("end", or_undefined(words, end.validation)),
        ("train", super::loss(words, end.train)),
    ];
    let said = words.line(key, &values);
    match run.judged.left.as_ref() {
        Some(_) => html! { <>{ said }{ " " }{ words.line("train.curve.left", &[]) }</> },
        None => said,
    }
}

/// A loss, or that there is none: where no validation row was learned of, it is not nought.
fn or_undefined(words: &Words, loss: Option<f64>) -> String {
    loss.map_or_else(|| words.say("page.undefined"), |loss| super::loss(words, loss))
}
