//! The runs drawn beside the baselines, each with its range, in the order of the table.

use std::rc::Rc;

use engine::expedition::Task;
use engine::expedition::plan::Plan;
use engine::expedition::report::{Interval, Outcome};
use engine::expedition::train::{Judged, TrainReport};
use yew::prelude::*;

use crate::charts::{Axis, Bar, BarGroup, Bars, Figure, Plot, Role, Unit};
use crate::rooms::words::Words;
use crate::widgets::select;

/// A number of every way of deciding that has it.
#[derive(Clone, PartialEq)]
pub(super) struct Measure {
    label: String,
    plot: Rc<Plot>,
    point: String,
}

/// What is drawn, and what can be.
#[derive(Clone, PartialEq, Properties)]
pub(super) struct RangesProps {
    pub words: Words,
    pub measures: Vec<Measure>,
}

/// One of the measures, as the learner chooses.
#[component]
pub(super) fn Ranges(props: &RangesProps) -> Html {
    let RangesProps { words, measures } = props;
    let chosen = use_state(|| 0_usize);
    let Some(measure) = measures.get(*chosen).or(measures.first()) else { return Html::default() };
    let named = |(at, one): (usize, &Measure)| (at.to_string().into(), one.label.clone().into());
    let pick = {
        let chosen = chosen.clone();
        Callback::from(move |at: AttrValue| chosen.set(at.parse().unwrap_or(0)))
    };
    let name = words.fill("train.board.figure", &[("measure", measure.label.clone())]);
    html! {
        <>
            if measures.len() > 1 {
                { select(words.attr("train.board.draw"), measures.iter().enumerate().map(named).collect(),
                    &chosen.to_string(), pick) }
            }
            <Figure name={AttrValue::from(name)} point={words.marked(measure.point.clone())}
                plot={measure.plot.clone()} format={words.format.clone()} words={words.figure.clone()} />
        </>
    }
}

/// What it costs; of numbers how far off it is, of classes how many it names rightly, else the area under the ROC curve,
/// which only a model has.
pub(super) fn measures(words: &Words, report: &TrainReport, plan: &Plan) -> Vec<Measure> {
    let score = |outcome: &Outcome| outcome.score();
    let cost = measure(
        words,
        (report, plan),
        ("cost", Unit::Money),
        |outcome| Some(outcome.cost),
        |judged| (Some(judged.outcome.cost), judged.cost_interval),
    );
    let other = match words.task() {
        Task::Binary => measure(
            words,
            (report, plan),
            ("auc", Unit::Number),
            |_| None,
            |judged| (judged.roc_auc, judged.roc_auc_interval),
        ),
        Task::Regression | Task::Multiclass => {
            measure(words, (report, plan), ("found", words.unit()), score, |judged| {
                (judged.outcome.score(), *judged.score)
            })
        }
    };
    cost.into_iter().chain(other).collect()
}

/// Nothing where no run has it.
fn measure(
    words: &Words,
    (report, plan): (&TrainReport, &Plan),
    (key, unit): (&str, Unit),
    of: impl Fn(&Outcome) -> Option<f64>,
    of_run: impl Fn(&Judged) -> (Option<f64>, Option<Interval>),
) -> Option<Measure> {
    let champion = report.champion.as_ref().map(|live| {
        let name = words.fill("train.champion", &super::champion(words, plan, live));
        (name, &live.outcome, Role::Model)
    });
    let plain = [
        (words.say("train.nothing"), &report.nothing, Role::Truth),
        (words.say("train.rule"), &report.rule, Role::Baseline),
    ];
    let plain = plain.into_iter().chain(champion);
    let mut bars: Vec<Bar> =
        plain.filter_map(|(name, outcome, role)| Some(Bar::new(name, of(outcome)?, role))).collect();
    let own = if report.champion.is_some() { Role::Challenger } else { Role::Model };
    for run in &report.runs {
        let (value, interval) = of_run(&run.judged);
        let Some(value) = value else { continue };
        let role = if run.fresh { own } else { Role::Soft };
        let name = super::board::name(words, report, run);
        let interval = interval.map(|i| (i.low, i.high));
        bars.push(Bar { interval, ..Bar::new(name, value, role) });
    }
    // Told of the run that is gone on with; where that one was not trained or has no range, of the last that has.
    let mut runs = super::current(report).into_iter().chain(report.runs.iter().rev());
    let (run, value, interval) = runs.find_map(|run| {
        let (value, interval) = of_run(&run.judged);
        Some((run, value?, interval?))
    })?;
    let written = |value: f64| words.format.write(value, unit);
    let rule = of(&report.rule);
    let says = match rule {
        None => "train.board.figure.alone",
        Some(rule) if interval.low <= rule && rule <= interval.high => "train.board.figure.inside",
        Some(_) => "train.board.figure.outside",
    };
    let values = [
        ("run", super::name(words, report, run.id)),
        ("value", written(value)),
        ("low", written(interval.low)),
        ("high", written(interval.high)),
        ("rule", rule.map(written).unwrap_or_default()),
    ];
    let label = words.say(&format!("train.board.{key}"));
    let plot = Plot::Bars(Bars {
        category_label: words.say("train.board.who"),
        value: Axis::new(label.clone(), unit).floating(),
        groups: vec![BarGroup { label: String::new(), bars }],
        goal: None,
    });
    Some(Measure { label, plot: Rc::new(plot), point: words.fill(says, &values) })
}
