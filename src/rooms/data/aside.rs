//! Which training rows teach nothing: copies of earlier rows, rows whose answer looks wrong; and what comes of it.

use engine::expedition::Task;
use engine::expedition::aside::{Aside, AsideReport};
use engine::expedition::data::DataReport;
use engine::expedition::drawn;
use yew::prelude::*;

use super::{balance, probe};
use crate::rooms::words::Words;
use crate::widgets::{self, ChoiceGroup};

/// The answers to each question, as text keys.
const WAYS: [&str; 2] = ["teach", "aside"];

/// The questions, and what comes of them: of `told`, the report if it tells of the choices as they stand. `untried`, whether
/// other columns stand on the page than those it goes by.
pub(super) fn panel(
    words: &Words,
    chosen: Option<Aside>,
    told: Option<&DataReport>,
    untried: bool,
    set: &Callback<Aside>,
) -> Html {
    let aside = chosen.unwrap_or_default();
    let ask = |what: &str, on: bool, with: fn(Aside, bool) -> Aside| {
        let option = |way: &&'static str| {
            let key = format!("data.aside.{what}.{way}");
            widgets::Choice::new(*way, words.attr(&key), words.line(&format!("{key}.says"), &[]))
        };
        let options: Vec<widgets::Choice> = WAYS.iter().map(option).collect();
        let onchange = set.reform(move |way: AttrValue| with(aside, way == WAYS[1]));
        html! {
            <ChoiceGroup legend={words.attr(&format!("data.aside.{what}"))} {options}
                chosen={WAYS[usize::from(on)]} {onchange} />
        }
    };
    html! {
        <section class="panel" aria-labelledby="aside-heading">
            <h2 id="aside-heading">{ words.say("data.aside.title") }</h2>
            { words.prose("data.aside.about", &[]) }
            { ask("copies", aside.copies, |aside, copies| Aside { copies, ..aside }) }
            if !words.numbers() {
                { ask("doubted", aside.doubted, |aside, doubted| Aside { doubted, ..aside }) }
            }
            <div role="status">
                { match (chosen, told) {
                    (None, _) => Html::default(),
                    (Some(_), _) if untried => html! { <p class="soft">{ words.say("data.aside.untried") }</p> },
                    (Some(_), None) => html! { <p class="soft">{ words.say("told.soon") }</p> },
                    (Some(chosen), Some(report)) => {
                        let told = report.aside.as_ref().map(|aside| outcome(words, chosen, report, aside));
                        told.unwrap_or_default()
                    }
                } }
            </div>
        </section>
    }
}

/// How many rows are left, of each answer too, and what that does to the quick model.
fn outcome(words: &Words, chosen: Aside, report: &DataReport, aside: &AsideReport) -> Html {
    let (left, number) = (&aside.left, |n: u32| words.number(f64::from(n), 0));
    let score = |score: &Option<_>| {
        let written = score.as_ref().and_then(probe::of).map(|score| probe::said(words, score));
        written.unwrap_or_else(|| words.say("page.undefined"))
    };
    let values = [
        ("before", number(left.before)),
        ("n", number(left.n)),
        ("copies", words.count("data.aside.copies.n", left.copies, &[])),
        ("doubted", words.count("data.aside.doubted.n", left.doubted, &[])),
        ("with", score(&aside.before)),
        ("without", score(&aside.after)),
        ("validation", number(report.probe.n_validation)),
    ];
    if left.gone() == 0 {
        return words.prose("data.aside.same", &values);
    }
    let found = match (chosen.copies, chosen.doubted) {
        (true, true) => "data.aside.both",
        (true, false) => "data.aside.only_copies",
        (false, _) => "data.aside.only_doubted",
    };
    let counts = drawn::came(report);
    html! {
        <>
            { words.prose(found, &values) }
            if words.task() != Task::Regression {
                { balance::table(words, words.attr("data.aside.table"), &counts, &left.of_each) }
            }
            if aside.before.is_some() && aside.after.is_some() {
                { words.prose("data.aside.probe", &values) }
            }
            if left.doubted > 0 {
                { words.prose("data.aside.risk", &[]) }
            }
        </>
    }
}
