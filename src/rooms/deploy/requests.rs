//! The live requests, one by one: what each carries, what is not known yet, and what is decided.

use engine::expedition::deploy::{DeployReport, Request};
use engine::expedition::report::Report;
use yew::prelude::*;

use crate::rooms::told;
use crate::rooms::words::Words;
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
    let step = |to: usize| {
        let at = at.clone();
        Callback::from(move |_: MouseEvent| at.set(to))
    };
    let place = words.fill(
        "deploy.requests.at",
        &[("i", words.number((i + 1) as f64, 0)), ("n", words.number(n as f64, 0))],
    );
    html! {
        <section class="panel" aria-labelledby="requests-heading">
            <h2 id="requests-heading">{ words.say("deploy.requests.title") }</h2>
            { words.prose("deploy.requests.about", &[]) }
            <div class="acts">
                <button type="button" class="or" disabled={i == 0} onclick={step(i.saturating_sub(1))}>
                    { words.say("deploy.requests.before") }
                </button>
                <button type="button" class="or" disabled={i + 1 >= n} onclick={step(i + 1)}>
                    { words.say("deploy.requests.next") }
                </button>
            </div>
            <div aria-live="polite">
                <h3>{ place }</h3>
                <p>{ decision(words, report, request, props.is_rule) }</p>
                <dl class="pairs">
                    <dt>{ words.say("deploy.requests.day") }</dt><dd>{ words.day(request.day) }</dd>
                    { for request.values.iter().map(|(name, value)| pair(words, report, name, value.as_deref())) }
                    <dt>{ words.say("deploy.requests.outcome") }</dt>
                    <dd class="soft">{ words.say("deploy.requests.outcome.unknown") }</dd>
                </dl>
            </div>
        </section>
    }
}

fn decision(words: &Words, report: &DeployReport, request: &Request, is_rule: bool) -> Html {
    let key = match (request.flagged, request.score >= report.threshold) {
        (true, _) => "deploy.requests.flagged",
        (false, true) => "deploy.requests.limit",
        (false, false) => "deploy.requests.left",
    };
    let key = if is_rule { format!("{key}.rule") } else { key.to_owned() };
    words.line(&key, &[("score", words.share(request.score))])
}

fn pair(words: &Words, report: &DeployReport, name: &str, value: Option<&str>) -> Html {
    let later = report.columns.iter().any(|c| c.name == name && !c.known_at.at_decision());
    let (class, value) = match value {
        Some(value) => (None, written(words, name, value)),
        None if later => (Some("r-harm"), words.say("deploy.requests.unknown")),
        None => (Some("soft"), words.say("deploy.requests.missing")),
    };
    html! { <><dt>{ told::column(words, name) }</dt><dd {class}>{ value }</dd></> }
}

/// A value in words: a named level, a number as the language writes it, or as it stands.
fn written(words: &Words, name: &str, value: &str) -> String {
    let level = format!("level.{name}.{value}");
    match value.parse() {
        _ if words.has(&level) => words.say(&level),
        Ok(number) => told::quantity(words, name, number),
        Err(_) => value.to_owned(),
    }
}
