//! What is computed only when it is asked for: how much freedom is best, whether more rows would help, what the model
//! leans on. Each takes training or scoring several times over.

use std::rc::Rc;

use engine::expedition::asked::{
    FOLDS, FREEDOM, IMPORTANCE, LEARNING, SPREAD, Setting, asks, repeats, shaped, spread,
};
use engine::expedition::plan::Plan;
use engine::expedition::stage::Stage;
use engine::expedition::train::{RunReport, TrainReport};
use engine::expedition::verdict;
use engine::expedition::{ModelSpec, Task};
use yew::prelude::*;

use crate::charts::{Axis, Bar, BarGroup, Bars, Category, Figure, Lines, Mark, Plot, Role, Series, Unit};
use crate::rooms::RoomProps;
use crate::rooms::kinds;
use crate::rooms::told::{self, waiting};
use crate::rooms::words::Words;
use crate::state::Action;

const QUESTIONS: [&str; 4] = [FREEDOM, LEARNING, IMPORTANCE, FOLDS];

/// Which question is being answered for the run that is shown, if one is: its progress stands here, and what was known
/// of the run before stays. After the four of this panel come those about a column and about two, and how steady the third is.
pub(super) fn answering(props: &RoomProps, report: Option<&TrainReport>) -> Option<usize> {
    let plan = props.state.plan();
    let report = report.filter(|r| r.current == plan.current && r.runs.len() == plan.runs.len())?;
    let (columns, pairs) = shaped(&props.state.record, &plan);
    let found = &report.asked;
    let lines = found.dependence.as_ref().map_or(0, Vec::len);
    let fields = found.surfaces.as_ref().map_or(0, Vec::len);
    let has = [
        !found.freedom.is_empty(),
        !found.learning.is_empty(),
        !found.importance.is_empty(),
        found.folds.is_some(),
        lines == columns.len(),
        fields == pairs.len(),
        found.spread.is_some(),
    ];
    let [freedom, learning, importance, folds] = asks(&props.state.record, &plan);
    let steady = spread(&props.state.record, &plan);
    let asked = [freedom, learning, importance, folds, true, true, steady];
    let open = props.state.fresh(Stage::Train).is_none() && plan.run().is_some_and(|run| plan.fresh(run));
    let pending = |i: &usize| open && asked[*i] && !has[*i];
    let phase = props.state.working(Stage::Train).and_then(|asked| asked.progress.as_ref());
    let named = QUESTIONS.iter().position(|what| phase.is_some_and(|now| now.phase == **what));
    // What does not tell its name is known by its turn.
    named.filter(pending).or_else(|| [0, 1, 2, 6, 3, 4, 5].into_iter().find(pending))
}

/// The four questions, with their answers where there are some.
pub(super) fn panel(props: &RoomProps, words: &Words, report: &TrainReport, run: Option<&RunReport>) -> Html {
    let Some(run) = run.filter(|run| run.spec != ModelSpec::Majority) else { return Html::default() };
    let answering = answering(props, Some(report));
    let asked = asks(&props.state.record, &Plan::of(&props.state.record));
    let settled = props.state.fresh(Stage::Train).is_some();
    let question = |(i, what): (usize, &'static str)| {
        let answer = match i {
            0 => freedom(words, &run.spec, &report.asked.freedom),
            1 => learning(words, &report.asked.learning),
            2 => importance(props, words, (report, run), answering == Some(6)),
            _ => parts(words, report, run),
        };
        let body = match answer {
            Some(answer) => answer,
            None if answering == Some(i) => waiting(props, Stage::Train),
            None if asked[i] && settled => words.prose("train.ask.nothing", &[]),
            None if asked[i] => words.prose("train.ask.queued", &[]),
            None => {
                let onclick = props.act.reform(move |_: MouseEvent| Action::Ask(what.into()));
                html! {
                    <>
                        { words.prose(&format!("train.ask.{what}.about"), &[]) }
                        <button type="button" class="or" {onclick}>{ words.say(&format!("train.ask.{what}.do")) }</button>
                    </>
                }
            }
        };
        html! { <><h3>{ words.say(&format!("train.ask.{what}")) }</h3>{ body }</> }
    };
    html! {
        <section class="panel" aria-labelledby="ask-heading">
            <h2 id="ask-heading">
                { words.fill("train.ask.title", &[("run", super::name(words, report, run.id))]) }
            </h2>
            { super::right::before(words, run) }
            { for QUESTIONS.into_iter().enumerate().map(question) }
        </section>
    }
}

/// Two lines of losses over settings, each setting with its name.
fn losses(words: &Words, name: &str, x: &str, settings: &[Setting], named: Vec<String>, point: Html) -> Html {
    let line = |key: &str, role, of: fn(&Setting) -> f64| {
        Series::new(words.say(key), role, settings.iter().map(|setting| Some(of(setting))).collect())
    };
    let plot = Plot::Lines(Lines {
        x_label: words.say(x),
        x: named.iter().map(|name| Category::from(name.as_str())).collect(),
        y: Axis::new(words.say("train.curve.y"), Unit::Number),
        series: vec![
            line("train.curve.train", Role::Truth, |setting| setting.train),
            line("train.curve.validation", Role::Model, |setting| setting.validation),
        ],
        marks: Vec::new(),
    });
    html! {
        <Figure name={words.attr(name)} {point} plot={Rc::new(plot)} format={words.format.clone()}
            words={words.figure.clone()} />
    }
}

fn freedom(words: &Words, spec: &ModelSpec, settings: &[Setting]) -> Option<Html> {
    let (first, last) = (settings.first()?, settings.last()?);
    let best = verdict::best(settings)?;
    let turned = verdict::turned(best.validation, last.validation);
    let key = match turned {
        // What does not look for the lowest loss can miss it on the very rows it learned from.
        true if last.train > first.train => "train.ask.freedom.sure",
        true => "train.ask.freedom.turned",
        false => "train.ask.freedom.level",
    };
    let point = words.line(
        key,
        &[
            ("first", super::loss(words, first.train)),
            ("last", super::loss(words, last.train)),
            ("dial", kinds::freedom(words, spec, best.at)),
            ("best", super::loss(words, best.validation)),
            ("end", super::loss(words, last.validation)),
        ],
    );
    let named = settings.iter().map(|s| words.number(s.at, 3)).collect();
    let x = kinds::about(words, spec, |kind| format!("train.ask.freedom.x.{kind}"));
    Some(losses(words, "train.ask.freedom.figure", &x, settings, named, point))
}

fn learning(words: &Words, settings: &[Setting]) -> Option<Html> {
    let (first, last) = (settings.first()?, settings.last()?);
    let rows = |setting: &Setting| words.number(setting.at, 0);
    let point = words.line(
        if last.validation < first.validation {
            "train.ask.learning.helped"
        } else {
            "train.ask.learning.not"
        },
        &[
            ("few", rows(first)),
            ("all", rows(last)),
            ("few_train", super::loss(words, first.train)),
            ("few_other", super::loss(words, first.validation)),
            ("all_train", super::loss(words, last.train)),
            ("all_other", super::loss(words, last.validation)),
        ],
    );
    let named = settings.iter().map(rows).collect();
    Some(losses(words, "train.ask.learning.figure", "train.ask.learning.x", settings, named, point))
}

/// What it loses without each column; `waits` if how steady that is is being found out.
fn importance(
    props: &RoomProps,
    words: &Words,
    (report, run): (&TrainReport, &RunReport),
    waits: bool,
) -> Option<Html> {
    let first = report.asked.importance.first()?;
    let unit = if words.several() { Unit::Percent } else { Unit::Number };
    let lost = |lost: f64| match words.task() {
        Task::Regression => words.amount(lost),
        Task::Multiclass => words.number(lost * 100.0, 1),
        Task::Binary => words.number(lost, 3),
    };
    let values = [("column", told::feature(words, &first.feature)), ("lost", lost(first.weight.abs()))];
    let key = if first.weight > 0.0 { "train.ask.importance.first" } else { "train.ask.importance.none" };
    let point = words.line(key, &values);
    let named = |feature: &str| told::feature(words, feature);
    let axis = Axis::new(words.say("train.ask.importance.lost"), unit);
    let spread = report.asked.spread.as_deref().unwrap_or_default();
    let mut plot = super::inside::bars(words, &report.asked.importance, named, axis);
    if let Plot::Bars(Bars { groups, .. }) = &mut plot {
        let bars = groups.iter_mut().flat_map(|group| &mut group.bars);
        for (bar, weight) in bars.zip(&report.asked.importance) {
            let of = spread.iter().find(|one| one.feature == weight.feature);
            bar.interval = of.map(|one| (one.low, one.high));
        }
    }
    let n = repeats(&run.spec);
    let times = [("n", words.number(f64::from(n), 0))];
    let steady = spread.iter().find(|one| one.feature == first.feature).map(|one| {
        let values = [&times[..], &values, &[("low", lost(one.low)), ("high", lost(one.high))]].concat();
        words.prose("train.ask.spread.says", &values)
    });
    let ask = || {
        let onclick = props.act.reform(|_: MouseEvent| Action::Ask(SPREAD.into()));
        html! {
            <>
                { words.prose("train.ask.spread.about", &times) }
                <button type="button" class="or" {onclick}>{ words.say("train.ask.spread.do") }</button>
            </>
        }
    };
    Some(html! {
        <>
            <Figure name={words.attr("train.ask.importance.figure")} {point} plot={Rc::new(plot)}
                format={words.format.clone()} words={words.figure.clone()} />
            { words.prose("train.ask.importance.says", &[]) }
            { match steady {
                Some(steady) => steady,
                None if waits => waiting(props, Stage::Train),
                // One order has nothing to lie apart from.
                None if n > 1 => ask(),
                None => words.prose("train.ask.spread.once", &[]),
            } }
        </>
    })
}

/// The loss on each part beside what it was on validation rows.
fn parts(words: &Words, report: &TrainReport, run: &RunReport) -> Option<Html> {
    let folds = report.asked.folds.as_ref()?;
    let [low, high, mean] = folds.told?;
    let known = folds.losses.iter().flatten().count();
    let own = run.judged.log_loss.or_else(|| run.judged.outcome.amounts.as_ref()?.mean_squared_error());
    let values = [
        ("n", words.number(known as f64, 0)),
        ("all", words.number(folds.losses.len() as f64, 0)),
        ("low", super::loss(words, low)),
        ("high", super::loss(words, high)),
        ("mean", super::loss(words, mean)),
        ("own", own.map_or_else(|| words.say("page.undefined"), |own| super::loss(words, own))),
    ];
    let named = |at: usize| words.fill("train.ask.folds.part", &[("n", words.number(at as f64 + 1.0, 0))]);
    let bar = |(at, loss): (usize, &Option<f64>)| Some(Bar::new(named(at), (*loss)?, Role::Model));
    let bars = folds.losses.iter().enumerate().filter_map(bar).collect();
    let label = words.fill("train.ask.folds.own", &values);
    let plot = Plot::Bars(Bars {
        category_label: words.say("train.ask.folds.parts"),
        value: Axis::new(words.say("train.curve.y"), Unit::Number),
        groups: vec![BarGroup { label: String::new(), bars }],
        goal: own.map(|at| Mark { at, label, role: Role::Truth }),
    });
    Some(html! {
        <>
            <Figure name={words.attr("train.ask.folds.figure")} point={words.line("train.ask.folds.found", &values)}
                plot={Rc::new(plot)} format={words.format.clone()} words={words.figure.clone()} />
            if known < folds.losses.len() {
                { words.prose("train.ask.folds.fewer", &values) }
            }
            { words.prose("train.ask.folds.says", &[]) }
        </>
    })
}
