//! The mistakes and other rows, one by one: what the row was, what the model said, and what spoke for it.

use engine::expedition::Task;
use engine::expedition::asked::OTHERS;
use engine::expedition::evaluate::TestReport;
use engine::expedition::mistakes::{Mistake, Reason};
use yew::prelude::*;

use super::{Panel, why};
use crate::rooms::words::Words;
use crate::rooms::{told, turns};
use crate::widgets::{Choice, ChoiceGroup};

/// Which rows are read: those that went wrong, those that did not, and whatever comes.
const WHICH: [&str; 3] = ["mistakes", "right", "drawn"];

/// One row at a time: of the mistakes, or of others.
#[component]
pub fn Mistakes(props: &Panel) -> Html {
    let at = use_state(|| 0_usize);
    let which = use_state(|| WHICH[0]);
    let Some(test) = props.report().and_then(|report| report.test.as_ref()) else { return Html::default() };
    let words = &props.words;
    let turn = {
        let at = at.clone();
        Callback::from(move |to| at.set(to))
    };
    let onchange = {
        let (at, which) = (at.clone(), which.clone());
        Callback::from(move |word: AttrValue| {
            at.set(0);
            WHICH.into_iter().find(|one| *one == word).into_iter().for_each(|one| which.set(one));
        })
    };
    let option = |one| Choice::new(one, words.attr(&format!("evaluate.others.{one}")), Html::default());
    let options: Vec<Choice> = WHICH.map(option).into();
    html! {
        <>
            <ChoiceGroup legend={words.attr("evaluate.others.which")} {options} chosen={*which} {onchange} />
            { match *which {
                "mistakes" => mistakes(props, test, *at, &turn),
                which => others(props, test, which, *at, &turn),
            } }
        </>
    }
}

fn mistakes(props: &Panel, test: &TestReport, at: usize, turn: &Callback<usize>) -> Html {
    let (words, n) = (&props.words, test.mistakes.len());
    let i = at.min(n.saturating_sub(1));
    let Some(mistake) = test.mistakes.get(i) else {
        return html! { <p>{ words.say("evaluate.mistakes.none") }</p> };
    };
    html! {
        <>
            { words.prose("evaluate.mistakes.about", &[]) }
            { turns::turns(words, i, n, turn, told(words, mistake, (why::panel(props, test, i, mistake), test.near.is_some()))) }
        </>
    }
}

/// Rows that need not be mistakes, or the way to them.
fn others(props: &Panel, test: &TestReport, which: &str, at: usize, turn: &Callback<usize>) -> Html {
    let Some(found) = test.others.as_ref() else { return super::ask(props, OTHERS) };
    let words = &props.words;
    let rows = if which == "right" { &found.right } else { &found.drawn };
    let i = at.min(rows.len().saturating_sub(1));
    let Some(other) = rows.get(i) else {
        return html! { <p>{ words.say("evaluate.others.none") }</p> };
    };
    let why = (why::other(props, other), other.near.is_some());
    let inside = if other.right == Some(false) {
        told(words, &other.row, why)
    } else {
        let key = match (words.task(), other.right, other.row.request.flagged) {
            (Task::Regression, ..) => "evaluate.others.forecast",
            (Task::Multiclass, None, _) => "evaluate.others.asked",
            (Task::Binary, _, false) => "evaluate.others.peace",
            _ => "evaluate.others.hit",
        };
        let texts = [key, "evaluate.others.reasons", "evaluate.others.no_reason"];
        read(words, &other.row, texts, why)
    };
    html! {
        <>
            { words.prose(&format!("evaluate.others.{which}.says"), &[]) }
            { words.prose("evaluate.others.how", &[]) }
            { turns::turns(words, i, rows.len(), turn, inside) }
        </>
    }
}

/// A mistake; `why` is how its score came about, and whether the row's values are told with that.
fn told(words: &Words, mistake: &Mistake, why: (Html, bool)) -> Html {
    // A wrong name is one kind of mistake, and has one text.
    let alarm = words.several() || mistake.too_much();
    let key = if alarm { "evaluate.mistakes.alarm" } else { "evaluate.mistakes.miss" };
    read(words, mistake, [key, "evaluate.mistakes.reasons", "evaluate.mistakes.no_reason"], why)
}

/// A row: what was decided and what came, what spoke for it, and its values; `texts` are the keys of the first three.
fn read(
    words: &Words,
    mistake: &Mistake,
    [key, reasons, no_reason]: [&str; 3],
    (why, with_values): (Html, bool),
) -> Html {
    let request = &mistake.request;
    let [planned, came] = [*request.planned, *mistake.came].map(Option::unwrap_or_default);
    let [named, truth] = why::names(words, mistake);
    let values = [
        ("score", words.said(request.score)),
        ("day", words.day(request.day)),
        ("planned", words.planned_or(planned)),
        ("came", words.said(came)),
        ("gap", words.planned_or(mistake.left_over().unwrap_or_default().abs())),
        ("likeliest", request.class.map(|class| words.class(class)).unwrap_or_default()),
        named,
        truth,
    ];
    let value = |(name, value): &(String, Option<String>)| {
        let value = value.as_ref().map(|value| turns::written(words, name, value));
        let class = value.is_none().then_some("soft");
        turns::pair(
            told::column(words, name),
            value.unwrap_or_else(|| words.say("deploy.requests.missing")),
            class,
        )
    };
    html! {
        <>
            <p>{ words.line(key, &values) }</p>
            if mistake.reasons.is_empty() {
                <p>{ words.say(no_reason) }</p>
            } else {
                <p>{ words.say(reasons) }</p>
                <ul class="settled">{ for mistake.reasons.iter().map(|one| reason(words, mistake, one)) }</ul>
            }
            { why }
            if !with_values {
                <dl class="pairs">{ for request.values.iter().map(value) }</dl>
            }
        </>
    }
}

fn reason(words: &Words, mistake: &Mistake, reason: &Reason) -> Html {
    let written = |value: Option<&String>| {
        value.map_or_else(
            || words.say("deploy.requests.missing"),
            |value| turns::written(words, &reason.column, value),
        )
    };
    let here = mistake.request.values.iter().find(|(name, _)| *name == reason.column);
    let values = [
        ("column", told::column(words, &reason.column)),
        ("here", written(here.and_then(|(_, value)| value.as_ref()))),
        ("usual", written(reason.usual.as_ref())),
        ("score", words.said(reason.score)),
        ("named", reason.class.map(|class| words.class(class)).unwrap_or_default()),
    ];
    html! { <li>{ words.line("evaluate.mistakes.reason", &values) }</li> }
}
