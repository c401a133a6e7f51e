//! The mistakes, one by one: what the row was, what the model said, and what spoke for it.

use engine::expedition::mistakes::{Mistake, Reason};
use yew::prelude::*;

use super::{Panel, why};
use crate::rooms::words::Words;
use crate::rooms::{told, turns};

/// One mistake at a time.
#[component]
pub fn Mistakes(props: &Panel) -> Html {
    let at = use_state(|| 0_usize);
    let Some(test) = props.report().and_then(|report| report.test.as_ref()) else { return Html::default() };
    let words = &props.words;
    let n = test.mistakes.len();
    let i = (*at).min(n.saturating_sub(1));
    let Some(mistake) = test.mistakes.get(i) else {
        return html! { <p>{ words.say("evaluate.mistakes.none") }</p> };
    };
    let turn = {
        let at = at.clone();
        Callback::from(move |to| at.set(to))
    };
    html! {
        <>
            { words.prose("evaluate.mistakes.about", &[]) }
            { turns::turns(words, i, n, &turn, told(words, mistake, why::panel(props, test, i, mistake))) }
        </>
    }
}

/// A mistake; `why` is how its score came about.
fn told(words: &Words, mistake: &Mistake, why: Html) -> Html {
    let request = &mistake.request;
    let [planned, came] = [*request.planned, *mistake.came].map(Option::unwrap_or_default);
    // A wrong name is one kind of mistake, and has one text.
    let alarm = words.several() || mistake.too_much();
    let key = if alarm { "evaluate.mistakes.alarm" } else { "evaluate.mistakes.miss" };
    let [named, truth] = why::names(words, mistake);
    let values = [
        ("score", words.said(request.score)),
        ("day", words.day(request.day)),
        ("planned", words.planned_or(planned)),
        ("came", words.said(came)),
        ("gap", words.planned_or(mistake.left_over().unwrap_or_default().abs())),
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
                <p>{ words.say("evaluate.mistakes.no_reason") }</p>
            } else {
                <p>{ words.say("evaluate.mistakes.reasons") }</p>
                <ul class="settled">{ for mistake.reasons.iter().map(|one| reason(words, mistake, one)) }</ul>
            }
            { why }
            <dl class="pairs">{ for request.values.iter().map(value) }</dl>
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
