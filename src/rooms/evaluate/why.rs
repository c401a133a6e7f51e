//! On demand: how the score of a mistake came about, or what spoke for a wrong name against the right one, column by
//! column; of nearest neighbours, which rows answered; and of what nobody can say exactly, that it is so.

use std::rc::Rc;

use engine::expedition::ModelSpec;
use engine::expedition::asked::WHY;
use engine::expedition::deploy::Request;
use engine::expedition::evaluate::TestReport;
use engine::expedition::mistakes::Mistake;
use engine::expedition::others::Other;
use engine::expedition::why::{Scale, Why, exact};
use yew::prelude::*;

use super::{Panel, near};
use crate::charts::{Axis, Bar, BarGroup, Bars, Figure, Plot, Role};
use crate::rooms::words::{Value, Words};
use crate::rooms::{told, turns};

/// The way of the score of mistake `i`, or the way to ask for it.
pub fn panel(panel: &Panel, test: &TestReport, i: usize, mistake: &Mistake) -> Html {
    let words = &panel.words;
    let plan = panel.state.plan();
    let Some(run) = plan.run() else { return Html::default() };
    let curved = run.fit.calibrate.is_some();
    if let ModelSpec::KNeighbors(_) = run.fit.spec {
        return match test.near.as_ref() {
            Some(found) => found
                .get(i)
                .map(|near| near::panel(words, mistake, near, Some(false), &run.fit))
                .unwrap_or_default(),
            None => super::ask_as(panel, WHY, "near"),
        };
    }
    // What cannot be said is not offered.
    if !exact(&run.fit.spec) {
        return words.prose("evaluate.why.nobody", &[]);
    }
    match test.why.as_ref() {
        Some(whys) => match whys.iter().flat_map(|whys| whys.get(i)).next() {
            Some(Some(why)) => way(words, &mistake.request, (names(words, mistake), ""), why, curved),
            Some(None) => html! { <p>{ words.line("evaluate.why.unmet", &names(words, mistake)) }</p> },
            None => Html::default(),
        },
        None => super::ask(panel, WHY),
    }
}

/// The way of the score of a row that need not be a mistake.
pub fn other(panel: &Panel, other: &Other) -> Html {
    let words = &panel.words;
    let Some(run) = panel.state.plan().run().cloned() else { return Html::default() };
    if let Some(found) = other.near.as_ref() {
        return near::panel(words, &other.row, found, other.right, &run.fit);
    }
    if !exact(&run.fit.spec) {
        return words.prose("evaluate.why.nobody", &[]);
    }
    let class = |at: usize| other.pair.map(|pair| words.class(pair[at])).unwrap_or_default();
    let names = [("named", class(0)), ("truth", class(1))];
    match &other.why {
        Some(why) => {
            let end = if words.several() { ".other" } else { "" };
            way(words, &other.row.request, (names, end), why, run.fit.calibrate.is_some())
        }
        None => html! { <p>{ words.line("evaluate.why.unmet", &names) }</p> },
    }
}

/// Of a wrong name, the one it gave and the right one.
pub(super) fn names(words: &Words, mistake: &Mistake) -> [Value<'static>; 2] {
    let class = |class: Option<u32>| class.map(|class| words.class(class)).unwrap_or_default();
    [("named", class(*mistake.request.named)), ("truth", class(mistake.came.map(|class| class as u32)))]
}

/// The way to what the model says, which is the score unless it is put right after that. `other` ends the keys of what is
/// said otherwise where neither of two names need be the right one.
fn way(
    words: &Words,
    request: &Request,
    (names, other): ([Value; 2], &str),
    why: &Why,
    curved: bool,
) -> Html {
    let value = |column: &str| {
        let here = request.values.iter().find(|(name, _)| name == column);
        let here = here.and_then(|(_, value)| value.as_ref());
        here.map_or_else(|| words.say("deploy.requests.missing"), |v| turns::written(words, column, v))
    };
    let label = |column: &str| {
        let known = request.values.iter().any(|(name, _)| name == column);
        let name = told::column(words, column);
        // A column made of two has no value of its own in the row.
        if known {
            words.fill("evaluate.why.bar", &[("column", name), ("here", value(column))])
        } else {
            name
        }
    };
    let mut bars = vec![Bar::new(words.say("evaluate.why.base"), why.base, Role::Soft)];
    let mut at = why.base;
    let mut step = |label: String, amount: f64, to: f64| {
        let times = why.odds(amount).map(|by| odds(words, by));
        let label = match times {
            Some(times) => words.fill("evaluate.why.step", &[("step", label), ("times", times)]),
            None if why.scale == Scale::Number => {
                let key = if amount < 0.0 { "evaluate.why.less" } else { "evaluate.why.more" };
                words.fill(key, &[("step", label), ("by", words.figures(amount.abs()))])
            }
            None => label,
        };
        // More rides are no harm.
        let role = match why.scale {
            Scale::Number => Role::Soft,
            _ if to >= at => Role::Harm,
            _ => Role::Good,
        };
        bars.push(Bar { from: Some(at), ..Bar::new(label, to, role) });
        at = to;
    };
    why.parts.iter().for_each(|part| step(label(&part.column), part.amount, part.to));
    if let Some(others) = why.others {
        step(words.count("evaluate.why.others", others.n, &[]), others.amount, others.to);
    }
    bars.push(Bar::new(words.say("evaluate.why.score"), why.end(), Role::Model));
    let says = if why.scale == Scale::Lead { "evaluate.why.leads" } else { "evaluate.why.says" };
    let plot = Plot::Bars(Bars {
        category_label: words.say("evaluate.why.column"),
        value: Axis::new(words.fill(says, &names), words.unit()),
        groups: vec![BarGroup { label: String::new(), bars }],
        goal: None,
    });
    let [named, truth] = names.clone();
    let ends = [("base", words.said(why.base)), ("score", words.said(why.end())), named, truth];
    let point = match why.parts.first() {
        Some(first) => {
            let times = why.odds(first.amount).map(|by| odds(words, by));
            let step = [
                ("column", told::column(words, &first.column)),
                ("here", value(&first.column)),
                ("to", words.said(first.to)),
                ("times", times.clone().unwrap_or_default()),
            ];
            let key = if times.is_some() { "evaluate.why.point.odds" } else { "evaluate.why.point" };
            words.line(key, &[ends.as_slice(), &step].concat())
        }
        None => words.line("evaluate.why.still", &ends),
    };
    let about = match why.scale {
        Scale::LogOdds => "evaluate.why.log_odds",
        Scale::Probability => "evaluate.why.probability",
        Scale::Number => "evaluate.why.number",
        Scale::Lead => "evaluate.why.lead",
    };
    let about = if why.scale == Scale::Lead { format!("{about}{other}") } else { about.into() };
    let figure = words.attr(&format!("evaluate.why.figure{other}"));
    html! {
        <>
            <Figure name={figure} {point} plot={Rc::new(plot)}
                format={words.format.clone()} words={words.figure.clone()} />
            { words.prose(&about, &names) }
            if curved {
                { words.prose("evaluate.why.curved", &[ends[1].clone(), ("said", words.said(request.score))]) }
            }
        </>
    }
}

/// A factor of the odds: "× 10", or "÷ 10" for one that makes them less.
fn odds(words: &Words, by: f64) -> String {
    let (key, by) = if by < 1.0 { ("evaluate.why.divided", 1.0 / by) } else { ("evaluate.why.times", by) };
    let most = 1e6;
    let n = words.number(by.min(most), if by < 10.0 { 1 } else { 0 });
    let key = if by > most { format!("{key}.more") } else { key.into() };
    words.fill(&key, &[("n", n)])
}
