//! Putting probabilities right: with which curve, if any, and what it makes of what the model says.

use std::rc::Rc;

use engine::expedition::ModelSpec;
use engine::expedition::calibrated::{Calibrated, Method};
use engine::expedition::record::{Choice, EntryId};
use engine::expedition::stage::Stage;
use engine::expedition::train::{RunReport, TrainReport};
use yew::prelude::*;

use crate::charts::{Axis, Curve, Figure, Plot, Role, Trace, Unit};
use crate::rooms::RoomProps;
use crate::rooms::words::Words;
use crate::state::Action;
use crate::widgets::{self, ChoiceGroup};

/// What is chosen for a run and not yet done.
pub(super) type Chosen = Option<(EntryId, Option<Method>)>;

/// No curve, and the two that there are.
const WAYS: [Option<Method>; 3] = [None, Some(Method::Sigmoid), Some(Method::Isotonic)];

/// The question for the run the learner goes on with, and its curves if it has some; nothing where numbers are the answer,
/// or for a run from before a change.
pub(super) fn panel(
    props: &RoomProps,
    words: &Words,
    report: &TrainReport,
    run: Option<&RunReport>,
    chosen: &UseStateHandle<Chosen>,
) -> Html {
    // While another is trained, the run before stays.
    let (plan, busy) = (props.state.plan(), props.state.working(Stage::Train).is_some());
    let has = |run: &RunReport| plan.runs.iter().any(|own| own.id == run.id);
    let can = |run: &&RunReport| has(run) && run.fresh && run.spec != ModelSpec::Majority;
    let Some(run) = run.filter(can).filter(|_| !words.numbers()) else { return Html::default() };
    let (id, standing) = (run.id, method(run));
    let now = chosen.filter(|(of, _)| *of == id).map_or(standing, |(_, way)| way);
    let options = WAYS.map(|way| {
        let key = format!("train.right.{}", name(way));
        widgets::Choice::new(name(way), words.attr(&key), words.line(&format!("{key}.says"), &[]))
    });
    let turn = {
        let chosen = chosen.clone();
        Callback::from(move |to: AttrValue| {
            chosen.set(WAYS.into_iter().find(|way| name(*way) == to).map(|way| (id, way)));
        })
    };
    // What was trained before is gone back to, and costs nothing.
    let of = plan.runs.iter().find(|own| own.id == id).map(|own| own.fit.put_right(now));
    let there = of.and_then(|fit| plan.runs.iter().find(|own| own.fit == fit)).map(|own| own.id);
    let train = {
        let act = props.act.clone();
        Callback::from(move |_: MouseEvent| {
            if !busy {
                act.emit(Action::Choose(match there {
                    Some(run) => Choice::Pick { run },
                    None => Choice::Calibrate { run: id, method: now },
                }));
            }
        })
    };
    let [act, why] = match there {
        Some(_) => ["train.right.back", "train.right.back.why"],
        None => ["train.right.do", "train.right.why"],
    };
    html! {
        <section class="panel" aria-labelledby="right-heading">
            <h2 id="right-heading">
                { words.fill("train.right.title", &[("run", super::name(words, report, id))]) }
            </h2>
            { words.prose("train.right.about", &[]) }
            <ChoiceGroup legend={words.attr("train.right.how")} options={options.to_vec()}
                chosen={AttrValue::from(name(now))} onchange={turn} />
            if now != standing {
                <div class="acts">
                    <button type="button" class="or" onclick={train}
                        aria-disabled={busy.then_some("true")}>{ words.say(act) }</button>
                    <p class="why">{ words.line(why, &[]) }</p>
                </div>
            }
            if let Some(calibrated) = run.judged.calibrated.as_ref() {
                { curves(words, run, calibrated) }
            }
        </section>
    }
}

/// The curve that puts the probabilities of a run right, if they are.
pub(super) fn method(run: &RunReport) -> Option<Method> {
    run.judged.calibrated.as_ref().map(|calibrated| calibrated.method)
}

/// That something is told of the model itself, where its probabilities are put right.
pub(super) fn before(words: &Words, run: &RunReport) -> Html {
    match method(run) {
        Some(_) => words.prose("train.right.before", &[]),
        None => Html::default(),
    }
}

fn name(way: Option<Method>) -> &'static str {
    way.map_or("none", Method::name)
}

/// What is said in the place of what the model says, and whether that fits validation rows better.
fn curves(words: &Words, run: &RunReport, calibrated: &Calibrated) -> Html {
    let class = |class: Option<u32>| class.map(|class| words.class(class)).unwrap_or_default();
    let trace = |curve: &engine::expedition::calibrated::Curve| {
        let (label, role) = match curve.class {
            Some(class) => (words.class(class), Role::Class(class)),
            None => (words.say("train.right.now"), Role::Model),
        };
        Trace::new(label, role, curve.points.clone())
    };
    let mut traces: Vec<Trace> = calibrated.curves.iter().map(trace).collect();
    let said = || calibrated.curves.iter().flat_map(|curve| curve.points.iter().map(|(x, _)| *x));
    let ends = [said().fold(1.0, f64::min), said().fold(0.0, f64::max)];
    traces.push(Trace {
        dashed: true,
        ..Trace::new(words.say("train.right.same"), Role::Soft, ends.map(|x| (x, x)).to_vec())
    });
    let plot = Plot::Curve(Curve {
        trace_label: words.say("figure.line"),
        x: Axis::new(words.say("train.right.x"), Unit::Percent).floating(),
        y: Axis::new(words.say("train.right.y"), Unit::Percent),
        traces,
        dots: Vec::new(),
        marks: Vec::new(),
        square: false,
    });
    let point = calibrated.most.and_then(|(at, from, to)| {
        let of = calibrated.curves.get(at as usize)?;
        let values = [("class", class(of.class)), ("from", words.share(from)), ("to", words.share(to))];
        Some(words.line("train.right.most", &values))
    });
    let losses = calibrated.before.zip(run.judged.log_loss).map(|(before, after)| {
        let key = if after < before { "train.right.better" } else { "train.right.no_better" };
        let values = [("before", super::loss(words, before)), ("after", super::loss(words, after))];
        words.prose(key, &values)
    });
    html! {
        <>
            <Figure name={words.attr("train.right.figure")} point={point.unwrap_or_default()} plot={Rc::new(plot)}
                format={words.format.clone()} words={words.figure.clone()} />
            { for losses }
            { words.prose("train.right.from", &[]) }
        </>
    }
}
