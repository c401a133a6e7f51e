//! On demand: ranking, precision and recall, calibration, and every group with its interval.

use std::rc::Rc;

use engine::expedition::Task;
use engine::expedition::evaluate::{GroupReport, Grouping, TestReport};
use engine::expedition::own::MOST_LEVELS;
use engine::expedition::{scenario, verdict, view};
use yew::prelude::*;

use crate::charts::{Axis, Bar, BarGroup, Bars, Curve, Dot, Figure, Mark, Plot, Role, Trace, Unit};
use crate::rooms::fold::Fold;
use crate::rooms::told;
use crate::rooms::words::Words;

/// The folds, with those that are made elsewhere: all measures, the mistakes, how far groups are apart, the worst slices,
/// of classes the two curves of one, the line to be moved again, the model card.
pub fn panel(
    words: &Words,
    test: &TestReport,
    [measures, mistakes, fairness, slices, ranks, finds, line, card]: [Html; 8],
) -> Html {
    html! {
        <section class="panel" aria-labelledby="closer-heading">
            <h2 id="closer-heading">{ words.say("evaluate.more") }</h2>
            <Fold title={words.attr("evaluate.more.measures")}>{ measures }</Fold>
            <Fold title={words.attr("evaluate.more.mistakes")}>{ mistakes }</Fold>
            <Fold title={words.attr("evaluate.more.groups")}>
                { groups(words, test) }
                { fairness }
            </Fold>
            <Fold title={words.attr("evaluate.more.slices")}>{ slices }</Fold>
            <Fold title={words.attr("evaluate.more.calibration")}>
                { if words.numbers() { came(words, test) } else { calibration(words, test) } }
            </Fold>
            if words.task() == Task::Binary {
                <Fold title={words.attr("evaluate.more.roc")}>{ roc(words, test) }</Fold>
                <Fold title={words.attr("evaluate.more.pr")}>{ pr(words, test) }</Fold>
            }
            if words.several() {
                <Fold title={words.attr("evaluate.more.roc")}>{ ranks }</Fold>
                <Fold title={words.attr("evaluate.more.pr")}>{ finds }</Fold>
            }
            <Fold title={words.attr("evaluate.threshold.again")}>{ line }</Fold>
            <Fold title={words.attr("evaluate.card")}>{ card }</Fold>
        </section>
    }
}

pub(super) fn figure(words: &Words, name: AttrValue, point: Html, plot: Plot) -> Html {
    html! {
        <Figure {name} {point} plot={Rc::new(plot)} format={words.format.clone()}
            words={words.figure.clone()} />
    }
}

pub(super) fn square(words: &Words, room: &str, traces: Vec<Trace>, dots: Vec<Dot>, most: f64) -> Plot {
    let axis =
        |end: &str| Axis::new(words.say(&format!("evaluate.{room}.{end}")), Unit::Percent).within(0.0, most);
    Plot::Curve(Curve {
        trace_label: words.say("figure.line"),
        x: axis("x"),
        y: axis("y"),
        traces,
        dots,
        marks: Vec::new(),
        square: true,
    })
}

pub(super) fn straight(label: String, points: Vec<(f64, f64)>) -> Trace {
    Trace { dashed: true, ..Trace::new(label, Role::Baseline, points) }
}

fn roc(words: &Words, test: &TestReport) -> Html {
    if test.roc.is_empty() {
        return words.prose("evaluate.roc.none", &[]);
    }
    let here = test.model.recall.zip(test.model.counts.fall_out()).map(|(recall, fall_out)| Dot {
        at: (fall_out, recall),
        label: words.say("evaluate.threshold.here"),
        role: Role::Model,
    });
    let traces = vec![
        Trace::new(words.say("evaluate.roc.model"), Role::Model, test.roc.clone()),
        straight(words.say("evaluate.roc.chance"), vec![(0.0, 0.0), (1.0, 1.0)]),
    ];
    let plot = square(words, "roc", traces, here.into_iter().collect(), 1.0);
    let point = words.line("evaluate.roc.caption", &[("auc", words.percent_or(test.roc_auc, 0))]);
    let here = test.model.counts.fall_out().zip(test.model.recall);
    html! { <>{ figure(words, words.attr("evaluate.roc.figure"), point, plot) }{ beside(words, &test.roc, here) }</> }
}

fn pr(words: &Words, test: &TestReport) -> Html {
    if test.pr.is_empty() {
        return words.prose("evaluate.roc.none", &[]);
    }
    let here = test.model.recall.zip(test.model.precision).map(|at| Dot {
        at,
        label: words.say("evaluate.threshold.here"),
        role: Role::Model,
    });
    let base = test.share_of_yes();
    let traces = vec![
        Trace::new(words.say("evaluate.roc.model"), Role::Model, test.pr.clone()),
        straight(words.say("evaluate.pr.share"), vec![(0.0, base), (1.0, base)]),
    ];
    let plot = square(words, "pr", traces, here.into_iter().collect(), 1.0);
    let all = test.model.recall == Some(1.0);
    let key = if all { "evaluate.pr.caption.all" } else { "evaluate.pr.caption" };
    let point = words.line(key, &[("precision", words.percent_or(test.model.precision, 0))]);
    let here = test.model.recall.zip(test.model.precision);
    html! { <>{ figure(words, words.attr("evaluate.pr.figure"), point, plot) }{ beside(words, &test.pr, here) }</> }
}

/// Whether what was decided lies on a curve, and why it may not: it knows of no limit a day.
fn beside(words: &Words, curve: &[(f64, f64)], here: Option<(f64, f64)>) -> Html {
    let off = here.is_some_and(|at| view::is_off(curve, at));
    words.prose(if off { "evaluate.roc.beside" } else { "evaluate.roc.on" }, &[])
}

fn calibration(words: &Words, test: &TestReport) -> Html {
    let points: Vec<(f64, f64)> = test.calibration.iter().map(|p| (p.predicted, p.real)).collect();
    let Some(surest) = test.calibration.last() else {
        return words.prose("evaluate.calibration.none", &[]);
    };
    let most = points.iter().fold(0.0_f64, |most, (x, y)| most.max(*x).max(*y));
    let model =
        Trace { dots: true, ..Trace::new(words.say("evaluate.calibration.model"), Role::Model, points) };
    let right = straight(words.say("evaluate.calibration.right"), vec![(0.0, 0.0), (most, most)]);
    let plot = square(words, "calibration", vec![model, right], Vec::new(), most);
    let point = words.line(
        "evaluate.calibration.caption",
        &[("predicted", words.share(surest.predicted)), ("real", words.share(surest.real))],
    );
    figure(words, words.attr("evaluate.calibration.figure"), point, plot)
}

/// What came against what was forecast, row by row, and on average of rows with like forecasts.
fn came(words: &Words, test: &TestReport) -> Html {
    let (Some(pairs), Some(highest)) = (test.pairs.as_ref(), test.calibration.last()) else {
        return words.prose("evaluate.calibration.none", &[]);
    };
    let all = || pairs.iter().copied().chain(test.calibration.iter().map(|p| (p.predicted, p.real)));
    let low = all().fold(0.0_f64, |low, (x, y)| low.min(x).min(y));
    let high = all().fold(0.0_f64, |high, (x, y)| high.max(x).max(y));
    let means = test.calibration.iter().map(|p| (p.predicted, p.real)).collect();
    let axis = |end: &str| {
        Axis::new(words.say(&format!("evaluate.calibration.{end}")), Unit::Number).within(low, high)
    };
    let plot = Plot::Curve(Curve {
        trace_label: words.say("figure.line"),
        x: axis("x"),
        y: axis("y"),
        traces: vec![
            Trace { loose: true, ..Trace::new(words.say("evaluate.came.rows"), Role::Soft, pairs.clone()) },
            straight(words.say("evaluate.calibration.right"), vec![(low, low), (high, high)]),
            Trace { dots: true, ..Trace::new(words.say("evaluate.calibration.model"), Role::Model, means) },
        ],
        dots: Vec::new(),
        marks: Vec::new(),
        square: true,
    });
    let values = [("predicted", words.amount(highest.predicted)), ("real", words.amount(highest.real))];
    let point = words.line("evaluate.calibration.caption", &values);
    figure(words, words.attr("evaluate.calibration.figure"), point, plot)
}

/// Each grouping with its figure, or that there is none.
fn groups(words: &Words, test: &TestReport) -> Html {
    if test.groups.is_empty() {
        // A column can hold the same in all these rows; a file of one's own need not have any.
        let any = !scenario::of(words.world).groups.is_empty();
        let key = if any { "evaluate.groups.one" } else { "evaluate.groups.no_column" };
        return words.prose(key, &[("most", words.number(MOST_LEVELS as f64, 0))]);
    }
    html! { <>{ for test.groups.iter().map(|by| grouping(words, test, by)) }</> }
}

fn grouping(words: &Words, test: &TestReport, by: &Grouping) -> Html {
    let name = |group: &GroupReport| told::level(words, &by.column, &group.level);
    let bar = |group: &GroupReport| {
        let counts = group.outcome.counts;
        let values = [
            ("group", name(group)),
            ("n", words.number(f64::from(group.outcome.tally().n()), 0)),
            ("tp", words.number(f64::from(counts.tp), 0)),
            ("all", words.number(f64::from(counts.tp + counts.missed), 0)),
        ];
        Bar {
            value: group.outcome.score(),
            interval: group.score.map(|range| (range.low, range.high)),
            ..Bar::new(words.fill("evaluate.groups.bar", &values), 0.0, Role::Model)
        }
    };
    let column = told::column(words, &by.column);
    let point = match verdict::ends(by) {
        Some([(_, low), (_, high)]) if low == high => words.line(
            "evaluate.groups.caption.same",
            &[("column", column.clone()), ("share", words.score(high))],
        ),
        Some([(worst, low), (best, high)]) => words.line(
            "evaluate.groups.caption",
            &[
                ("column", column.clone()),
                ("best", name(best)),
                ("high", words.score(high)),
                ("worst", name(worst)),
                ("low", words.score(low)),
            ],
        ),
        None => words.line("evaluate.groups.caption.none", &[]),
    };
    let overall =
        test.model.score().map(|at| Mark { at, label: words.say("evaluate.groups.all"), role: Role::Soft });
    let value = Axis::new(words.say("evaluate.groups.value"), words.unit());
    let plot = Plot::Bars(Bars {
        category_label: column.clone(),
        value: if words.numbers() { value } else { value.within(0.0, 1.0) },
        groups: vec![BarGroup { label: String::new(), bars: by.levels.iter().map(bar).collect() }],
        goal: overall,
    });
    let name = words.fill("evaluate.groups.figure", &[("column", column)]);
    figure(words, name.into(), point, plot)
}
