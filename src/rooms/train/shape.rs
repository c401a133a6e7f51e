//! How the answer moves with a column, and where its line runs over two: drawn once they are asked for.

use std::rc::Rc;

use engine::expedition::ModelSpec;
use engine::expedition::asked::{DEPENDENCE, SURFACE, about, shaped};
use engine::expedition::shapes::{Dependence, Grid, Surface};
use engine::expedition::stage::Stage;
use engine::expedition::train::{RunReport, TrainReport};
use engine::expedition::verdict;
use engine::expedition::view::{self, Origin};
use yew::prelude::*;

use super::{ask, classes};
use crate::charts::{
    self, Axis, Bar, BarGroup, Bars, Category, Curve, Figure, Mark, Plot, Role, Trace, Unit,
};
use crate::rooms::RoomProps;
use crate::rooms::told::{self, waiting};
use crate::rooms::words::Words;
use crate::state::Action;
use crate::widgets::select;

/// The columns looked at: one for the line, two for the surface; what the learner has not chosen is chosen for them.
pub(super) type Chosen = [Option<String>; 3];

/// The two questions, each with its drop-downs.
pub(super) fn panel(
    props: &RoomProps,
    words: &Words,
    report: &TrainReport,
    run: Option<&RunReport>,
    chosen: &UseStateHandle<Chosen>,
) -> Html {
    let plan = props.state.plan();
    let same = report.current == plan.current;
    let Some(run) = run.filter(|run| same && run.spec != ModelSpec::Majority) else { return Html::default() };
    let features = plan.run().map(|run| run.fit.recipe.features.clone()).unwrap_or_default();
    let [column, across, up] = columns(run, &features, chosen);
    let line = report.asked.dependence.iter().flatten().find(|one| one.column == column);
    let field = report.asked.surfaces.iter().flatten().find(|one| one.columns == [&*across, &*up]);
    let (lines, fields) = shaped(&props.state.record, &plan);
    let asked = |columns: &[&str]| match columns {
        [one] => lines.iter().any(|line| line == one),
        pair => fields.iter().any(|field| field == pair),
    };
    let answer = |of: usize, what: &str, key: &str, columns: &[&str], answer: Option<Html>| match answer {
        Some(answer) => answer,
        // Another column may be at work than the one that is looked at now.
        None if asked(columns) && ask::answering(props, Some(report)) == Some(of) => {
            waiting(props, Stage::Train)
        }
        None => {
            let what = about(what, columns);
            let onclick = props.act.reform(move |_: MouseEvent| Action::Ask(what.clone().into()));
            html! {
                <>
                    { words.prose(&format!("train.shape.{key}.about"), &[]) }
                    <button type="button" class="or" {onclick}>{ words.say(&format!("train.shape.{key}.do")) }</button>
                </>
            }
        }
    };
    let pick = |at: usize, key: &str, now: &str| {
        let options =
            features.iter().map(|name| (name.clone().into(), told::column(words, name).into())).collect();
        let chosen = chosen.clone();
        let onchange = Callback::from(move |name: AttrValue| {
            let mut next = (*chosen).clone();
            next[at] = Some(name.to_string());
            chosen.set(next);
        });
        select(words.attr(key), options, now, onchange)
    };
    let drawn = line.map(|one| dependence(words, one));
    let field = field.map(|one| surface(words, one, run.judged.threshold));
    html! {
        <section class="panel" aria-labelledby="shape-heading">
            <h2 id="shape-heading">
                { words.fill("train.shape.title", &[("run", super::name(words, report, run.id))]) }
            </h2>
            <h3>{ words.say("train.shape.line") }</h3>
            { pick(0, "train.shape.column", &column) }
            { answer(4, DEPENDENCE, "line", &[&column], drawn) }
            if features.len() > 1 {
                <h3>{ words.say("train.shape.field") }</h3>
                <div class="acts">
                    { pick(1, "train.shape.across", &across) }
                    { pick(2, "train.shape.up", &up) }
                </div>
                if across == up {
                    <p>{ words.say("train.shape.same") }</p>
                } else {
                    { answer(5, SURFACE, "field", &[&across, &up], field) }
                }
            }
        </section>
    }
}

/// The columns looked at: as chosen, else those that the run leans on as far as it shows, else the first ones.
fn columns(run: &RunReport, features: &[String], chosen: &Chosen) -> [String; 3] {
    let leans = run.judged.weights.iter().map(|weight| weight.feature.as_str());
    let asks = run.judged.tree.iter().filter_map(|node| node.feature.as_deref());
    let shown = leans.chain(asks).map(|feature| Origin::among(feature, features));
    let mut all: Vec<&str> = Vec::new();
    for name in shown.chain(features.iter().map(String::as_str)) {
        if !all.contains(&name) && features.iter().any(|feature| feature == name) {
            all.push(name);
        }
    }
    let usual = |at: usize| all.get(at).or(all.last()).map(|name| (*name).to_owned()).unwrap_or_default();
    let there = |at: usize| chosen[at].clone().filter(|name| features.contains(name));
    [0, 0, 1].map(usual).into_iter().enumerate().fold(
        Default::default(),
        |mut found: [String; 3], (at, usual)| {
            found[at] = there(at).unwrap_or(usual);
            found
        },
    )
}

/// The values of a column in words: in full, and as short as can be.
pub(super) fn named(words: &Words, column: &str, grid: &Grid) -> Vec<Category> {
    match grid {
        Grid::Numbers(values) => values
            .iter()
            .map(|value| Category::new(told::quantity(words, column, *value), words.number(*value, 2)))
            .collect(),
        Grid::Levels(levels) => {
            let name = |level: &String| Category::from(told::level(words, column, level).as_str());
            levels.iter().map(name).collect()
        }
    }
}

pub(super) fn figure(words: &Words, key: &str, point: Html, plot: Plot) -> Html {
    html! {
        <Figure name={words.attr(key)} {point} plot={Rc::new(plot)} format={words.format.clone()}
            words={words.figure.clone()} />
    }
}

/// What one of the single rows is called.
pub(super) fn nth(words: &Words, n: usize) -> String {
    words.fill("train.shape.line.one", &[("n", words.number(n as f64 + 1.0, 0))])
}

fn dependence(words: &Words, one: &Dependence) -> Html {
    if let Some(by_class) = one.by_class.as_ref() {
        return classes::dependence(words, one, by_class);
    }
    let names = named(words, &one.column, &one.grid);
    let Some((low, high)) = view::ends(&one.average).filter(|_| names.len() > 1) else {
        return words.prose("train.shape.line.single", &[]);
    };
    let says = |at: usize| words.said(one.average[at]);
    let values = [
        ("column", told::column(words, &one.column)),
        ("low_at", names[low].name.clone()),
        ("low", says(low)),
        ("high_at", names[high].name.clone()),
        ("high", says(high)),
    ];
    let flat = verdict::flat(one.average[low], one.average[high]);
    let point = words.line(if flat { "train.shape.line.flat" } else { "train.shape.line.moves" }, &values);
    let y = Axis::new(words.say("train.shape.says"), words.unit());
    let mut off = 0;
    let (plot, more) = match &one.grid {
        Grid::Numbers(at) => {
            let trace = |label: String, role, of: &[f64]| {
                Trace::new(label, role, at.iter().copied().zip(of.iter().copied()).collect())
            };
            let single =
                |(n, of): (usize, &Vec<f64>)| Trace { faint: true, ..trace(nth(words, n), Role::Soft, of) };
            let mut traces: Vec<Trace> = one.lines.iter().enumerate().map(single).collect();
            traces.push(trace(words.say("train.shape.line.mean"), Role::Model, &one.average));
            let plot = Plot::Curve(Curve {
                trace_label: words.say("figure.line"),
                x: Axis::new(told::column(words, &one.column), Unit::Number).floating(),
                y,
                traces,
                dots: Vec::new(),
                marks: Vec::new(),
                square: false,
            });
            (plot, "train.shape.line.thin")
        }
        Grid::Levels(_) => {
            let single = |(n, of): (usize, &Vec<f64>), at: usize| Some((nth(words, n), *of.get(at)?));
            let marks =
                |at: usize| one.lines.iter().enumerate().filter_map(|line| single(line, at)).collect();
            let bar = |(at, (name, says)): (usize, (Category, &f64))| Bar {
                marks: marks(at),
                ..Bar::new(name.name, *says, Role::Model)
            };
            let bars = names.into_iter().zip(&one.average).enumerate().map(bar).collect();
            let category_label = told::column(words, &one.column);
            let groups = vec![BarGroup { label: String::new(), bars }];
            let bars = Bars { category_label, value: y, groups, goal: None };
            off = bars.off_scale() as u32;
            (Plot::Bars(bars), "train.shape.line.levels")
        }
    };
    html! {
        <>
            { figure(words, "train.shape.line.figure", point, plot) }
            { words.prose(more, &[]) }
            if off > 0 {
                <p>{ words.count("train.shape.line.off", off, &[]) }</p>
            }
        </>
    }
}

fn surface(words: &Words, one: &Surface, threshold: f64) -> Html {
    if let Some(named) = one.named(threshold) {
        return classes::surface(words, one, &named, threshold);
    }
    let [across, up] = [0, 1].map(|i| named(words, &one.columns[i], &one.grids[i]));
    let Some((low, high)) = view::ends(&one.scores).filter(|_| across.len() > 1 && up.len() > 1) else {
        return words.prose("train.shape.line.single", &[]);
    };
    let [least, most] = [low, high].map(|at| one.scores[at]);
    let place = |at: usize| (across[at % across.len()].name.clone(), up[at / across.len()].name.clone());
    let [x, y] = [0, 1].map(|i| told::column(words, &one.columns[i]));
    let (x_at, y_at) = place(high);
    let values = [
        ("x", x.clone()),
        ("y", y.clone()),
        ("low", words.said(least)),
        ("high", words.said(most)),
        ("x_at", x_at),
        ("y_at", y_at),
        ("threshold", words.said(threshold)),
    ];
    // A margin is no line that a forecast could reach.
    let (threshold, dark) =
        if words.numbers() { (f64::INFINITY, most) } else { (threshold, most.max(threshold)) };
    let key = match (least >= threshold, most >= threshold) {
        _ if verdict::flat(least, most) => "train.shape.field.flat",
        (true, _) => "train.shape.field.above",
        (false, true) => "train.shape.field.crosses",
        (false, false) => "train.shape.field.below",
    };
    let crosses = least < threshold && most >= threshold;
    let label = words.fill("train.shape.field.line", &values[6..]);
    let line = Mark { at: threshold, label, role: Role::Truth };
    let plot = Plot::Surface(charts::Surface {
        x: Axis::new(x, Unit::Number),
        y: Axis::new(y, Unit::Number),
        across,
        up,
        // The darkest is at least where a warning pays: what hardly changes is painted in one shade.
        value: Axis::new(words.say("train.shape.says"), words.unit()).within(least.min(0.0), dark),
        values: one.scores.clone(),
        line: crosses.then_some(line),
        areas: None,
    });
    html! {
        <>
            { figure(words, "train.shape.field.figure", words.line(key, &values), plot) }
            { words.prose("train.shape.field.usual", &[]) }
        </>
    }
}
