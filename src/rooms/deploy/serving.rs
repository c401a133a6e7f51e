//! How the model is asked, and who answers where it should not: chosen here, and its effect on the first live days.

use std::rc::Rc;

use engine::expedition::deploy::DeployReport;
use engine::expedition::plan::Plan;
use engine::expedition::record::Choice as Chosen;
use engine::expedition::scenario::{self, Scenario};
use engine::expedition::serving::{FELL, Fell, Mode, Serving, Times};
use yew::prelude::*;

use super::planned;
use crate::charts::{Axis, Bar, BarGroup, Bars, Figure, Plot, Role, Unit};
use crate::rooms::fold::Fold;
use crate::rooms::words::Words;
use crate::rooms::{told, turns};
use crate::state::Action;
use crate::widgets::{CheckList, Choice, ChoiceGroup, Slider};

/// Columns that are named at most; the others are few requests.
const NAMED: usize = 3;

/// The questions, as they stand in the plan, and what `report` says of them.
pub fn panel(words: &Words, report: &DeployReport, plan: &Plan, act: &Callback<Action>) -> Html {
    let now = plan.serving;
    let scenario = &scenario::of(plan.world);
    let set = act.reform(|serving| Action::Choose(Chosen::Serve { serving }));
    let modes = ["batch", "request"].map(|key| {
        let values = [
            ("budget", number(words, scenario.budget_ms)),
            ("minutes", number(words, scenario.rush_s / 60.0)),
        ];
        let says = words.line(&format!("deploy.mode.{key}.says"), &values);
        Choice::new(key, words.attr(&format!("deploy.mode.{key}")), says)
    });
    let chosen = if now.mode == Mode::EachRequest { "request" } else { "batch" };
    let turn = set.reform(move |key: AttrValue| Serving {
        mode: if key == "request" { Mode::EachRequest } else { Mode::NightlyBatch },
        ..now
    });
    html! {
        <section class="panel" aria-labelledby="serving-heading">
            <h2 id="serving-heading">{ words.say("deploy.serving.title") }</h2>
            <ChoiceGroup legend={words.attr("deploy.mode")} options={modes.to_vec()}
                chosen={AttrValue::from(chosen)} onchange={turn} />
            <Fold title={words.attr("deploy.safeguards")}>{ dials(words, scenario, now, &set) }</Fold>
            <div aria-live="polite">
                if let Some(times) = &report.times {
                    { took(words, scenario, report, times) }
                }
                { answered(words, report) }
            </div>
        </section>
    }
}

fn number(words: &Words, value: f64) -> String {
    words.number(value, 0)
}

fn dials(words: &Words, scenario: &Scenario, now: Serving, set: &Callback<Serving>) -> Html {
    let (widest, most) = scenario.safeguards;
    let check = Choice::new("checks", words.attr("deploy.checks.on"), words.line("deploy.checks.says", &[]));
    let chosen = if now.checks { vec![check.value.clone()] } else { Vec::new() };
    let tick = set.reform(move |on: Vec<AttrValue>| Serving { checks: !on.is_empty(), ..now });
    let slider = |key: &str, value: f64, max: f64, step: f64, says: Html, turned: Callback<f64>| {
        let (own, unit) = (words.clone(), format!("deploy.{key}.value"));
        let format = Callback::from(move |value: f64| {
            let key = if value == 0.0 { format!("{unit}.none") } else { unit.clone() };
            own.fill(&key, &[("n", own.number(value, 1))]).into()
        });
        let clamped = words.fill("deploy.safeguards.clamped", &[("most", number(words, max))]);
        html! {
            <Slider stepped={words.attr("page.stepped")} label={words.attr(&format!("deploy.{key}"))} {says} {value} min={0.0} {max} {step}
                unit={words.attr(&format!("deploy.{key}.unit"))} {format} {clamped} onchange={turned} />
        }
    };
    let person = words.line(
        "deploy.people.says",
        &[
            ("finds", words.percent(scenario.person.finds, 0)),
            ("alarms", words.percent(scenario.person.alarms, 0)),
            ("price", words.money(scenario.person.price)),
        ],
    );
    html! {
        <>
            { words.prose("deploy.safeguards.about", &[]) }
            <CheckList legend={words.attr("deploy.checks")} options={vec![check]} {chosen} onchange={tick} />
            if most > 0 {
                { slider("band", now.band * 100.0, widest * 100.0, 0.5, words.line("deploy.band.says", &[]),
                    set.reform(move |points: f64| Serving { band: points / 100.0, ..now })) }
                { slider("people", f64::from(now.people), f64::from(most), 5.0, person,
                    set.reform(move |people: f64| Serving { people: people as u32, ..now })) }
            }
        </>
    }
}

/// Where the time goes, and how many waited in vain.
fn took(words: &Words, scenario: &Scenario, report: &DeployReport, times: &Times) -> Html {
    let late = f64::from(report.fallbacks.why[Fell::Late as usize]) / f64::from(report.live.n.max(1));
    let ms = |value: f64| number(words, value);
    let bar = |label: String, value: Option<f64>, role| Bar { value, ..Bar::new(label, 0.0, role) };
    let mut bars: Vec<Bar> = times
        .sources
        .iter()
        .map(|(key, mean)| bar(words.say(&format!("deploy.source.{key}")), Some(*mean), Role::Soft))
        .collect();
    bars.push(bar(words.say("deploy.source.waiting"), Some(times.waiting), Role::Soft));
    bars.push(bar(words.say("deploy.source.model"), times.model, Role::Model));
    let lookups: f64 = times.sources.iter().map(|(_, mean)| mean).sum();
    let point = match times.model {
        Some(model) => {
            words.line("deploy.times.caption", &[("lookups", ms(lookups)), ("model", words.number(model, 3))])
        }
        None => words.line("deploy.times.caption.unmeasured", &[("lookups", ms(lookups))]),
    };
    let plot = Plot::Bars(Bars {
        category_label: words.say("deploy.times.part"),
        value: Axis::new(words.say("deploy.times.value"), Unit::Number),
        groups: vec![BarGroup { label: String::new(), bars }],
        goal: None,
    });
    html! {
        <>
            { words.prose("deploy.times", &[
                ("half", ms(times.p50)),
                ("most", ms(times.p95)),
                ("slow", ms(times.p99)),
                ("late", words.share(late)),
                ("budget", ms(scenario.budget_ms)),
            ]) }
            <Figure name={words.attr("deploy.times.figure")} {point} plot={Rc::new(plot)}
                format={words.format.clone()} words={words.figure.clone()} />
            { words.prose("deploy.times.from", &[]) }
        </>
    }
}

/// Who answered in the first live days, and why not the model.
fn answered(words: &Words, report: &DeployReport) -> Html {
    let fell = &report.fallbacks;
    if report.serving == Serving::default() {
        return words.prose("deploy.answered.model", &[]);
    }
    let n = |n: u32| number(words, f64::from(n));
    let alone = report.flags_alone;
    let alone = if words.numbers() { words.planned(alone) } else { number(words, alone) };
    let why = |(i, key): (usize, &Fell)| {
        let says = words.say(&format!("deploy.why.{}", reason(*key)));
        (fell.why[i] > 0).then(|| turns::pair(says, n(fell.why[i]), None))
    };
    let struck: Vec<String> = report
        .struck
        .iter()
        .take(NAMED)
        .map(|one| {
            let values = [("column", told::column(words, &one.column)), ("n", n(one.n))];
            words.fill(&format!("deploy.struck.{}", reason(one.fell)), &values)
        })
        .collect();
    html! {
        <>
            { words.prose("deploy.answered", &[
                ("n", n(report.live.n)),
                ("model", n(report.live.n - fell.person - fell.rule)),
                ("person", n(fell.person)),
                ("rule", n(fell.rule)),
            ]) }
            if fell.person + fell.rule > 0 {
                <dl class="pairs">{ for FELL.iter().enumerate().filter_map(why) }</dl>
            }
            if !struck.is_empty() {
                <p>{ words.fill("deploy.struck", &[("columns", words.list(&struck))]) }</p>
            }
            { words.prose("deploy.answered.flags", &[
                ("flags", planned(words, report.flags_a_day)),
                ("alone", alone),
            ]) }
        </>
    }
}

/// A reason as a text key.
pub(super) fn reason(fell: Fell) -> &'static str {
    match fell {
        Fell::Missing => "missing",
        Fell::Unseen => "unseen",
        Fell::Range => "range",
        Fell::Unsure => "unsure",
        Fell::Late => "late",
    }
}
