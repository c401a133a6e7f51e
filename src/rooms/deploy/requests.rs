//! The live requests: a whole day of them in order, ten at a time, and the surest one by one. Of each what it carries,
//! what is not known yet, and what is decided.

use engine::expedition::deploy::{DeployReport, Request, SURE};
use engine::expedition::report::Report;
use engine::expedition::serving::By;
use yew::prelude::*;

use super::serving::reason;
use crate::rooms::words::Words;
use crate::rooms::{told, turns};
use crate::shared::Shared;
use crate::widgets::{Column, Row, table_view};

/// Requests of the day that are shown at once.
const PAGE: usize = 10;

/// Columns that tell one request of the day from another; of amounts one less, for what is planned takes more room.
const TELLING: usize = 4;

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

/// The day, and the picked ones.
#[component]
pub fn Requests(props: &RequestsProps) -> Html {
    let (from, open, at) = (use_state(|| 0_usize), use_state(|| None::<usize>), use_state(|| 0_usize));
    let Some(Report::Deploy(report)) = props.report.as_deref() else { return Html::default() };
    let told = Told { words: &props.words, report, is_rule: props.is_rule };
    html! { <>{ told.day(&from, &open) }{ told.picked(&at) }</> }
}

/// What all parts of the panels are told from.
struct Told<'a> {
    words: &'a Words,
    report: &'a DeployReport,
    is_rule: bool,
}

impl Told<'_> {
    /// The first live day in order.
    fn day(&self, from: &UseStateHandle<usize>, open: &UseStateHandle<Option<usize>>) -> Html {
        let (words, day) = (self.words, &self.report.day);
        let Some(first) = day.first() else { return Html::default() };
        let start = if **from < day.len() { **from } else { 0 };
        let end = (start + PAGE).min(day.len());
        let number = |n: usize| words.number(n as f64, 0);
        let to = words.day(day.last().map_or(first.day, |last| last.day));
        let turn = |to: usize| {
            let (from, open) = (from.clone(), open.clone());
            Callback::from(move |_: MouseEvent| {
                from.set(to);
                open.set(None);
            })
        };
        let place = [("from", number(start + 1)), ("to", number(end)), ("n", number(day.len()))];
        let opened = (**open).filter(|i| (start..end).contains(i)).and_then(|i| Some((i, day.get(i)?)));
        html! {
            <section class="panel" aria-labelledby="day-heading">
                <h2 id="day-heading">{ words.say(&self.of_days("title")) }</h2>
                { words.prose(&self.of_days("about"), &[("day", words.day(first.day)), ("to", to), ("n", number(day.len()))]) }
                <div class="acts">
                    <button type="button" class="or" disabled={start == 0} onclick={turn(start.saturating_sub(PAGE))}>
                        { words.fill("deploy.day.before", &[("n", number(PAGE))]) }
                    </button>
                    <button type="button" class="or" disabled={end == day.len()} onclick={turn(end)}>
                        { words.fill("deploy.day.next", &[("n", number(PAGE))]) }
                    </button>
                </div>
                <p class="small soft" role="status">{ words.fill("deploy.day.at", &place) }</p>
                { self.table(start, end, open) }
                <div aria-live="polite">
                    if let Some((i, request)) = opened {
                        <h3>{ self.named("flight", i, request) }</h3>
                        { self.inside(request) }
                    }
                </div>
            </section>
        }
    }

    /// Requests of the day from `start` up to `end`, a row each; a row's number opens it.
    fn table(&self, start: usize, end: usize, open: &UseStateHandle<Option<usize>>) -> Html {
        let (words, day) = (self.words, &self.report.day);
        let telling = telling(day, if words.numbers() { TELLING - 1 } else { TELLING });
        let mut heads = vec![Column { label: words.attr(&self.of_days("number")), numeric: false }];
        let names = telling.iter().filter_map(|at| Some(&day.first()?.values.get(*at)?.0));
        heads.extend(names.map(|name| Column { label: told::column(words, name).into(), numeric: false }));
        let score = if self.is_rule { "deploy.day.score.rule" } else { "deploy.day.score" };
        heads.push(Column { label: words.attr(score), numeric: true });
        heads.extend(
            [("who", false), ("what", words.numbers())]
                .map(|(key, numeric)| Column { label: words.attr(&format!("deploy.day.{key}")), numeric }),
        );
        let row = |(i, request): (usize, &Request)| {
            let opens = {
                let open = open.clone();
                Callback::from(move |_: MouseEvent| open.set((*open != Some(i)).then_some(i)))
            };
            let shown = (**open == Some(i)).to_string();
            let number = words.number((i + 1) as f64, 0);
            let label = self.named("open", i, request);
            let number = if self.days() { label.clone() } else { number };
            let mut cells = vec![html! {
                <button type="button" class="quiet" aria-label={label} aria-expanded={shown} onclick={opens}>
                    { number }
                </button>
            }];
            let told = telling.iter().filter_map(|at| request.values.get(*at));
            cells.extend(told.map(|(name, value)| match value {
                Some(value) => turns::written(words, name, value).into(),
                None => words.say("deploy.requests.missing").into(),
            }));
            cells.push(words.bare(request.score).into());
            cells.push(words.say(&format!("deploy.day.by.{}", self.by(request))).into());
            cells.push(match *request.planned {
                Some(planned) => words.bare(planned).into(),
                None if words.several() => words.named(*request.named).into(),
                None => words.say(self.what(request)).into(),
            });
            let asks = words.several() && request.named.is_none();
            Row { cells, marked: request.flagged || asks }
        };
        let rows = day.iter().enumerate().take(end).skip(start).map(row).collect();
        table_view(words.attr(&self.of_days("table")), heads, rows)
    }

    /// Whether the day is several: where one row is decided on a day, all live days are shown.
    fn days(&self) -> bool {
        self.report.day.first().map(|first| first.day) != self.report.day.last().map(|last| last.day)
    }

    fn of_days(&self, key: &str) -> String {
        if self.days() { format!("deploy.day.{key}.days") } else { format!("deploy.day.{key}") }
    }

    /// What a request is called: its day, if there are several, or its number.
    fn named(&self, key: &str, i: usize, request: &Request) -> String {
        let words = self.words;
        if self.days() {
            return words.day(request.day);
        }
        words.fill(&format!("deploy.day.{key}"), &[("i", words.number((i + 1) as f64, 0))])
    }

    fn by(&self, request: &Request) -> &'static str {
        match request.by {
            By::Person => "person",
            By::Rule => "rule",
            By::Model if self.is_rule => "rule",
            By::Model => "model",
        }
    }

    /// What is decided of a request, in a word or two.
    fn what(&self, request: &Request) -> &'static str {
        match (request.by, request.flagged) {
            (By::Person, _) => "deploy.day.what.open",
            (_, true) => "deploy.day.what.warned",
            (By::Model, false) if request.score >= self.report.threshold => "deploy.day.what.limit",
            (_, false) => "deploy.day.what.left",
        }
    }

    /// The surest of all live requests, and one of each reason to fall back, one at a time.
    fn picked(&self, at: &UseStateHandle<usize>) -> Html {
        let (words, report) = (self.words, self.report);
        let n = report.requests.len();
        let i = (**at).min(n.saturating_sub(1));
        let Some(request) = report.requests.get(i) else { return Html::default() };
        let turn = {
            let at = at.clone();
            Callback::from(move |to| at.set(to))
        };
        html! {
            <section class="panel" aria-labelledby="requests-heading">
                <h2 id="requests-heading">{ words.say("deploy.requests.title") }</h2>
                { words.prose("deploy.requests.about", &[("n", words.number(SURE as f64, 0))]) }
                if self.weather() {
                    { words.prose("deploy.requests.weather", &[]) }
                }
                if report.requests.iter().any(|request| request.fell.is_some()) {
                    { words.prose("deploy.requests.fell", &[]) }
                }
                { turns::turns(words, i, n, &turn, self.inside(request)) }
            </section>
        }
    }

    /// Whether any of the picked ones carries the weather.
    fn weather(&self) -> bool {
        let features = self.words.world.features();
        let is = |name: &str| features.iter().any(|f| f.name == name && f.group == "weather");
        self.report.requests.iter().flat_map(|request| &request.values).any(|(name, _)| is(name))
    }

    /// What a request carries and what was decided of it.
    fn inside(&self, request: &Request) -> Html {
        let words = self.words;
        let pairs = request.values.iter().map(|(name, value)| self.pair(request, name, value.as_deref()));
        html! {
            <>
                <p>{ self.decision(request) }</p>
                <dl class="pairs">
                    { turns::pair(words.say("deploy.requests.day"), words.day(request.day), None) }
                    { for pairs }
                    { turns::pair(words.say("deploy.requests.outcome"), words.say("deploy.requests.outcome.unknown"), Some("soft")) }
                </dl>
            </>
        }
    }

    fn decision(&self, request: &Request) -> Html {
        let words = self.words;
        let planned = request.planned.map(|planned| words.planned(planned));
        let (score, is_plan) = (words.said(request.score), planned.is_some());
        let planned = ("planned", planned.unwrap_or_default());
        let class = request.named.or(*request.class).map(|class| words.class(class));
        let class = ("class", class.unwrap_or_default());
        let (named, several) = (request.named.is_some(), words.several());
        if let Some(fell) = request.fell {
            let column = request.struck.as_ref().map(|name| told::column(words, name)).unwrap_or_default();
            let why = words.fill(
                &format!("deploy.requests.why.{}", reason(fell)),
                &[("column", column), ("score", score)],
            );
            let who = match (request.by, request.flagged) {
                (By::Person, _) => "deploy.requests.person",
                _ if is_plan => "deploy.requests.fallback.plan",
                _ if several && named => "deploy.requests.fallback.name",
                _ if several => "deploy.requests.fallback.ask",
                (_, true) => "deploy.requests.fallback.flagged",
                (_, false) => "deploy.requests.fallback.left",
            };
            return words.line(who, &[("why", why), planned, class]);
        }
        let key = match (request.flagged, request.score >= self.report.threshold) {
            _ if is_plan => "deploy.requests.plan",
            _ if several && named => "deploy.requests.name",
            _ if several => "deploy.requests.ask",
            (true, _) => "deploy.requests.flagged",
            (false, true) => "deploy.requests.limit",
            (false, false) => "deploy.requests.left",
        };
        let key = if self.is_rule { format!("{key}.rule") } else { key.to_owned() };
        let line = ("threshold", words.said(self.report.threshold));
        words.line(&key, &[("score", score), planned, class, line])
    }

    fn pair(&self, request: &Request, name: &str, value: Option<&str>) -> Html {
        let words = self.words;
        let struck = request.struck.as_deref() == Some(name);
        let later = self.report.columns.iter().any(|c| c.name == name && !c.known_at.at_decision());
        let (class, value) = match value {
            Some(value) => (struck.then_some("r-harm"), turns::written(words, name, value)),
            None if later => (Some("r-harm"), words.say("deploy.requests.unknown")),
            None => (Some(if struck { "r-harm" } else { "soft" }), words.say("deploy.requests.missing")),
        };
        turns::pair(told::column(words, name), value, class)
    }
}

/// The places of the first columns, `most` of them, whose value is not the same all day.
fn telling(day: &[Request], most: usize) -> Vec<usize> {
    let Some(first) = day.first() else { return Vec::new() };
    let differs = |at: &usize| day.iter().any(|one| one.values.get(*at) != first.values.get(*at));
    (0..first.values.len()).filter(differs).take(most).collect()
}
