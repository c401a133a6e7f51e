//! What the run learned: its weights, how cancelled flights look to it, or its tree.

use std::rc::Rc;

use engine::expedition::ModelSpec;
use engine::expedition::balance::Method;
use engine::expedition::dials;
use engine::expedition::train::{Layers, RunReport, TrainReport, Votes, Weight};
use yew::prelude::*;

use super::between::Between;
use super::tree::Drawn;
use crate::charts::{Axis, Bar, BarGroup, Bars, Figure, Plot, Role, Unit};
use crate::rooms::told;
use crate::rooms::words::{Value, Words};

/// The weights of a formula, the columns that speak most, the questions of a tree, how a network is wired; neighbours are
/// no rule, and many trees cannot be read.
pub(super) fn panel(words: &Words, report: &TrainReport, run: Option<&RunReport>) -> Html {
    let Some(run) = run else { return Html::default() };
    let judged = &run.judged;
    let body = if !judged.weights.is_empty() {
        weights(words, &run.spec, &judged.weights, &[])
    } else if let ModelSpec::KNeighbors(params) = &run.spec {
        let rows = judged
            .drawn
            .as_ref()
            .map_or_else(|| super::taught(report, run), |drawn| drawn.after.iter().sum());
        let number = |n: u32| words.number(f64::from(n), 0);
        let values = [("kept", number(params.max_samples)), ("n", number(rows))];
        html! {
            <>
                { words.prose("train.near.says", &[]) }
                if rows > params.max_samples {
                    { words.prose("train.near.some", &values) }
                }
            </>
        }
    } else if !judged.tree.is_empty() {
        let weighed = dials::weighs(&run.spec, words.task()) || words.counts().is_some();
        html! { <Drawn key={run.id.to_string()} words={words.clone()} nodes={judged.tree.clone()} {weighed} /> }
    } else if let Some(layers) = judged.layers.as_ref() {
        network(words, layers)
    } else if let Some(votes) = judged.votes.as_ref() {
        trees(words, run, votes)
    } else if let Some(by_class) = judged.by_class.as_ref() {
        html! { <Between words={words.clone()} spec={run.spec.clone()} by_class={by_class.clone()} /> }
    } else {
        return Html::default();
    };
    html! {
        <section class="panel" aria-labelledby="inside-heading">
            <h2 id="inside-heading">
                { words.fill("train.inside.title", &[("run", super::name(words, report, run.id))]) }
            </h2>
            { body }
        </section>
    }
}

/// Bars, the largest first as they come.
pub(super) fn bars(words: &Words, weights: &[Weight], named: impl Fn(&str) -> String, value: Axis) -> Plot {
    let bars = weights.iter().map(|w| Bar::new(named(&w.feature), w.weight, Role::Model)).collect();
    Plot::Bars(Bars {
        category_label: words.say("train.weights.feature"),
        value,
        groups: vec![BarGroup { label: String::new(), bars }],
        goal: None,
    })
}

/// The weights of a formula, the columns that speak most in naive Bayes; `between` are the two classes that are told
/// apart, where there are several.
pub(super) fn weights(words: &Words, spec: &ModelSpec, weights: &[Weight], between: &[Value]) -> Html {
    let key = |what: &str| match dials::taken(spec) {
        Some(taken) => format!("train.looks.{taken}.{what}"),
        None => format!("train.weights.{what}"),
    };
    let name = |feature: &str| told::feature(words, feature);
    let first = weights.first();
    let raises = first.is_some_and(|w| w.weight > 0.0);
    let values = [
        ("feature", first.map(|w| name(&w.feature)).unwrap_or_default()),
        ("n", words.number(weights.len() as f64, 0)),
        ("by", words.said(first.map_or(0.0, |w| w.weight.abs()))),
        ("times", words.number(first.map_or(1.0, Weight::times), 1)),
    ];
    let values = [&values, between].concat();
    let point = words.line(&key(if raises { "raises" } else { "lowers" }), &values);
    let axis = Axis::new(words.fill(&key("weight"), &values), Unit::Number);
    let plot = bars(words, weights, name, axis);
    html! {
        <>
            <Figure name={AttrValue::from(words.fill(&key("figure"), &values))} {point} plot={Rc::new(plot)}
                format={words.format.clone()} words={words.figure.clone()} />
            { words.prose(&key("about"), &values) }
        </>
    }
}

/// Too many weights to be read: how many, how it came to them, and how strongly each column is wired in.
fn network(words: &Words, layers: &Layers) -> Html {
    let number = |n: u32| words.number(f64::from(n), 0);
    let values = [
        ("n", number(layers.n_weights)),
        ("units", layers.hidden.iter().map(|n| number(*n)).collect::<Vec<String>>().join(" + ")),
        ("passes", number(layers.passes)),
        ("kept", number(layers.kept)),
        ("column", layers.columns.first().map(|w| told::feature(words, &w.feature)).unwrap_or_default()),
    ];
    let stopped = match (layers.held_back, layers.passes > layers.kept) {
        (false, _) => "train.network.through",
        (true, true) => "train.network.back",
        (true, false) => "train.network.held",
    };
    let named = |feature: &str| told::feature(words, feature);
    let axis = Axis::new(words.say("train.network.wired"), Unit::Number);
    let plot = bars(words, &layers.columns, named, axis);
    html! {
        <>
            { words.prose("train.network", &values) }
            { words.prose(stopped, &values) }
            <Figure name={words.attr("train.network.figure")} point={words.line("train.network.first", &values)}
                plot={Rc::new(plot)} format={words.format.clone()} words={words.figure.clone()} />
            { words.prose("train.network.about", &[]) }
        </>
    }
}

/// How the trees of a forest do on rows that they never saw, where that is known.
fn oob(words: &Words, votes: &Votes) -> Option<String> {
    votes.oob_score.map(|score| match words.numbers() {
        true => words.number(score, 2),
        false => words.share(score),
    })
}

/// Too many trees to be read: what they ask about, and how those of a forest do on rows they never saw.
fn trees(words: &Words, run: &RunReport, votes: &Votes) -> Html {
    let spec = &run.spec;
    let drawn = run.judged.drawn.as_ref();
    let bag = match &oob(words, votes) {
        Some(_) => "train.votes.oob",
        None if drawn.is_some_and(|drawn| drawn.balance.method == Method::Oversample) => {
            "train.votes.oob.copies"
        }
        None => "train.votes.oob.none",
    };
    let first = votes.columns.first();
    let values = [
        ("n", words.number(f64::from(votes.trees), 0)),
        ("column", first.map(|w| told::feature(words, &w.feature)).unwrap_or_default()),
        ("share", words.share(first.map_or(0.0, |w| w.weight))),
        ("oob", oob(words, votes).unwrap_or_default()),
        ("usual", votes.usual.map(|share| words.share(share)).unwrap_or_default()),
    ];
    let kind = spec.name();
    let axis = Axis::new(words.say(&format!("train.votes.axis.{kind}")), Unit::Percent);
    let plot = bars(words, &votes.columns, |feature| told::feature(words, feature), axis);
    html! {
        <>
            if matches!(spec, ModelSpec::RandomForest(_)) {
                { words.prose(bag, &values) }
            }
            if first.is_some() {
                <Figure name={words.attr("train.votes.figure")} point={words.line(&format!("train.votes.{kind}"), &values)}
                    plot={Rc::new(plot)} format={words.format.clone()} words={words.figure.clone()} />
                { words.prose("train.votes.about", &[]) }
            }
        </>
    }
}
