//! Who sees which rows: the days to learn from, the days to choose by, and the days that stay sealed.

use engine::expedition::data::DataReport;
use engine::expedition::report::Rows;
use yew::prelude::*;

use crate::rooms::words::Words;

/// A strip of the days, and each part in words; `waiting` stands in its room until the report is there.
pub(super) fn panel(words: &Words, report: Option<&DataReport>, waiting: Html) -> Html {
    html! {
        <section class="panel" aria-labelledby="split-heading">
            <h2 id="split-heading">{ words.say("data.split.title") }</h2>
            { words.prose("data.split.about", &[]) }
            <div class="split">
                if let Some(report) = report {
                    { strip(report) }
                    { parts(words, report) }
                }
                { waiting }
            </div>
        </section>
    }
}

/// The parts of the split with their text keys and the class of their mark.
fn rows(report: &DataReport) -> [(&'static str, &'static str, Rows); 3] {
    [
        ("train", "r-truth", report.train),
        ("validation", "r-model", report.validation),
        ("test", "r-soft", report.test),
    ]
}

fn days(rows: &Rows) -> f64 {
    f64::from(rows.to - rows.from + 1)
}

/// As wide as the days are many. The list under it says the same in words.
fn strip(report: &DataReport) -> Html {
    let parts = rows(report);
    let all: f64 = parts.iter().map(|(_, _, rows)| days(rows)).sum();
    let mut x = 0.0;
    let marks = parts.map(|(key, class, rows)| {
        let width = 600.0 * days(&rows) / all;
        let from = x;
        x += width;
        let sealed = (key == "test").then_some("sealed");
        html! {
            <rect key={key} class={classes!(class, sealed)} x={format!("{from:.1}")} y="1"
                width={format!("{:.1}", width - 3.0)} height="14" />
        }
    });
    html! { <svg class="strip" viewBox="0 0 600 16" preserveAspectRatio="none" aria-hidden="true">{ for marks }</svg> }
}

fn parts(words: &Words, report: &DataReport) -> Html {
    let part = |(key, class, rows): (&'static str, &'static str, Rows)| {
        let says = words.line(
            &format!("data.split.{key}"),
            &[
                ("n", words.number(f64::from(rows.n), 0)),
                ("days", words.number(days(&rows), 0)),
                ("from", words.day(rows.from)),
                ("to", words.day(rows.to)),
            ],
        );
        html! { <li key={key}><span class={classes!("swatch", class)} aria-hidden="true">{ "■ " }</span>{ says }</li> }
    };
    html! { <ul class="plain">{ for rows(report).into_iter().map(part) }</ul> }
}
