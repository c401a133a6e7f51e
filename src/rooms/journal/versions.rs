//! What each version claimed on sealed rows, after how many looks at them, and what came.

use std::rc::Rc;

use engine::expedition::journal::JournalReport;
use engine::expedition::monitor::VersionReport;
use yew::prelude::*;

use crate::charts::{Axis, Bar, BarGroup, Bars, Figure, Plot, Role};
use crate::rooms::words::Words;
use crate::widgets::{Column, Row, table_view};

/// The figure and the table; a line, as long as nothing has gone live.
pub fn versions(words: &Words, report: &JournalReport) -> Html {
    let versions = &report.year.versions;
    if versions.is_empty() {
        return words.prose("journal.versions.none", &[]);
    }
    let judged: Vec<&VersionReport> = versions.iter().filter(|v| v.claimed.is_some()).collect();
    html! {
        <>
            if !judged.is_empty() {
                { figure(words, report, &judged) }
            }
            { table(words, versions) }
        </>
    }
}

fn number(words: &Words, n: u32) -> String {
    words.number(f64::from(n), 0)
}

fn looks(words: &Words, version: &VersionReport) -> String {
    match version.peeks {
        0 => words.say("journal.versions.looks.zero"),
        n => words.count("journal.versions.looks", n, &[]),
    }
}

/// Claimed and live for each version that was judged, the looks named.
fn figure(words: &Words, report: &JournalReport, judged: &[&VersionReport]) -> Html {
    let worst = report.worst.and_then(|at| report.year.versions.get(at as usize));
    let worst = worst.and_then(|v| Some((v, v.claimed?, v.live?)));
    let point = match worst {
        Some((version, claimed, live)) => words.line(
            "journal.versions.caption.worst",
            &[
                ("number", number(words, version.number)),
                ("looks", looks(words, version)),
                ("claimed", words.score(claimed)),
                ("live", words.score(live)),
            ],
        ),
        None if judged.iter().any(|v| v.live.is_some()) => words.line("journal.versions.caption.held", &[]),
        None => words.line("journal.versions.caption.open", &[]),
    };
    let bar = |key: &str, value, role| Bar { value, ..Bar::new(words.say(key), 0.0, role) };
    let group = |version: &&VersionReport| BarGroup {
        label: words.fill(
            "journal.versions.group",
            &[("number", number(words, version.number)), ("looks", looks(words, version))],
        ),
        bars: vec![
            bar("journal.versions.claimed", version.claimed, Role::Challenger),
            bar("journal.versions.live", version.live, Role::Model),
        ],
    };
    let plot = Plot::Bars(Bars {
        category_label: words.say("journal.versions.version"),
        value: Axis::new(words.say("journal.versions.axis"), words.unit()),
        groups: judged.iter().map(group).collect(),
        goal: None,
    });
    html! {
        <Figure name={words.attr("journal.versions.figure")} {point} plot={Rc::new(plot)}
            format={words.format.clone()} words={words.figure.clone()} />
    }
}

fn table(words: &Words, versions: &[VersionReport]) -> Html {
    let share = |share: Option<f64>| {
        share.map_or_else(|| words.say("journal.versions.open"), |share| words.score(share))
    };
    let row = |v: &VersionReport| {
        let learned = match v.window {
            Some(window) => words.fill(
                "journal.versions.window",
                &[("from", words.month(window.from)), ("to", words.month(window.to))],
            ),
            None => words.say("journal.versions.rule"),
        };
        Row::new(vec![
            number(words, v.number).into(),
            learned.into(),
            number(words, v.peeks).into(),
            share(v.claimed).into(),
            share(v.live).into(),
            number(words, v.months).into(),
        ])
    };
    let heads = [
        ("journal.versions.version", false),
        ("journal.versions.learned", false),
        ("journal.versions.peeks", true),
        ("journal.versions.claimed", true),
        ("journal.versions.live", true),
        ("journal.versions.months", true),
    ];
    let heads = heads.map(|(key, numeric)| Column { label: words.attr(key), numeric });
    table_view(words.attr("journal.versions.table"), heads.to_vec(), versions.iter().map(row).collect())
}
