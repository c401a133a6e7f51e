//! The live requests, one by one: what each carries, what is not known yet, and what is decided.

use engine::expedition::deploy::{DeployReport, Request, SHOWN};
use engine::expedition::report::Report;
use engine::expedition::serving::By;
use yew::prelude::*;

use super::serving::reason;
use crate::rooms::words::Words;
use crate::rooms::{told, turns};
use crate::shared::Shared;

/// What the requests are shown from.
#[derive(Clone, PartialEq, Properties)]
pub struct RequestsProps {
    /// The words.
    pub words: Words,
    /// The report of the Deploy room.
    pub report: Option<Shared<Report>>,
    /// Whether a rule decides.
    pub is_rule: bool,
}

/// One request at a time.
#[component]
pub fn Requests(props: &RequestsProps) -> Html {
    let at = use_state(|| 0_usize);
    let Some(Report::Deploy(report)) = props.report.as_deref() else { return Html::default() };
    let words = &props.words;
    let n = report.requests.len();
    let i = (*at).min(n.saturating_sub(1));
    let Some(request) = report.requests.get(i) else { return Html::default() };
    let turn = {
        let at = at.clone();
        Callback::from(move |to| at.set(to))
    };
    let inside = html! {
        <>
            <p>{ decision(words, report, request, props.is_rule) }</p>
            <dl class="pairs">
                { turns::pair(words.say("deploy.requests.day"), words.day(request.day), None) }
                { for request.values.iter().map(|(name, value)| pair(words, report, request, name, value.as_deref())) }
                { turns::pair(words.say("deploy.requests.outcome"), words.say("deploy.requests.outcome.unknown"), Some("soft")) }
            </dl>
        </>
    };
    html! {
        <section class="panel" aria-labelledby="requests-heading">
            <h2 id="requests-heading">{ words.say("deploy.requests.title") }</h2>
            { words.prose("deploy.requests.about", &[("n", words.number(SHOWN as f64, 0))]) }
            if report.requests.iter().any(|request| request.fell.is_some()) {
                { words.prose("deploy.requests.fell", &[]) }
            }
            { turns::turns(words, i, n, &turn, inside) }
        </section>
    }
}

fn decision(words: &Words, report: &DeployReport, request: &Request, is_rule: bool) -> Html {
    if let Some(fell) = request.fell {
        let column = request.struck.as_ref().map(|name| told::column(words, name)).unwrap_or_default();
        let why = words.fill(
            &format!("deploy.requests.why.{}", reason(fell)),
            &[("column", column), ("score", words.share(request.score))],
        );
        let who = match (request.by, request.flagged) {
            (By::Person, _) => "deploy.requests.person",
            (_, true) => "deploy.requests.fallback.flagged",
            (_, false) => "deploy.requests.fallback.left",
        };
        return words.line(who, &[("why", why)]);
    }
    let key = match (request.flagged, request.score >= report.threshold) {
        (true, _) => "deploy.requests.flagged",
        (false, true) => "deploy.requests.limit",
        (false, false) => "deploy.requests.left",
    };
    let key = if is_rule { format!("{key}.rule") } else { key.to_owned() };
    words.line(&key, &[("score", words.share(request.score))])
}

fn pair(words: &Words, report: &DeployReport, request: &Request, name: &str, value: Option<&str>) -> Html {
    let struck = request.struck.as_deref() == Some(name);
    let later = report.columns.iter().any(|c| c.name == name && !c.known_at.at_decision());
    let (class, value) = match value {
        Some(value) => (struck.then_some("r-harm"), turns::written(words, name, value)),
        None if later => (Some("r-harm"), words.say("deploy.requests.unknown")),
        None => (Some(if struck { "r-harm" } else { "soft" }), words.say("deploy.requests.missing")),
    };
    turns::pair(told::column(words, name), value, class)
}
