//! Predictions against results, claims against the live world, the money of the year, and the looks at sealed rows.

use engine::expedition::journal::{JournalReport, Prediction};
use engine::expedition::monitor::MonitorReport;
use engine::expedition::record::Record;
use yew::prelude::*;

use super::{engines, versions::versions};
use crate::rooms::words::Words;
use crate::widgets::{Column, Row, table_under_heading, table_view};

/// The tables.
pub fn panel(words: &Words, record: &Record, report: &JournalReport) -> Html {
    let section = |id: &'static str, key: &str, inside: Html| {
        html! {
            <section class="panel" aria-labelledby={id}>
                <h2 {id}>{ words.say(key) }</h2>
                { words.prose(&format!("{key}.about"), &[]) }
                { inside }
            </section>
        }
    };
    html! {
        <>
            { section("predictions-heading", "journal.predictions", predictions(words, report)) }
            { section("versions-heading", "journal.versions", versions(words, report)) }
            { section("money-heading", "journal.money", money(words, &report.year)) }
            { for engines::told(words, record, report).map(|told| section("engines-heading", "journal.engines", told)) }
        </>
    }
}

fn columns(words: &Words, keys: &[(&str, bool)]) -> Vec<Column> {
    keys.iter().map(|(key, numeric)| Column { label: words.attr(key), numeric: *numeric }).collect()
}

fn predictions(words: &Words, report: &JournalReport) -> Html {
    let peeks = match report.peeks {
        0 => words.say("journal.peeks.zero"),
        n => words.count("journal.peeks", n, &[]),
    };
    let all = &report.predictions;
    if all.is_empty() {
        return html! { <>{ words.prose("journal.predictions.none", &[]) }<p>{ peeks }</p></> };
    }
    let row = |p: &Prediction| {
        let what = format!("journal.predictions.{}", p.what);
        let open = || words.say("journal.predictions.open");
        Row::new(vec![
            words.say(if words.has(&what) { &what } else { "journal.predictions.what" }).into(),
            words.score(p.magnitude).into(),
            words.sure(p.confidence).into(),
            p.result.map_or_else(open, |result| words.score(result)).into(),
            p.gap.map_or_else(open, |gap| words.gap(gap)).into(),
        ])
    };
    let heads = columns(
        words,
        &[
            ("journal.predictions.what", false),
            ("journal.predictions.said", true),
            ("journal.predictions.sure", false),
            ("journal.predictions.came", true),
            ("journal.predictions.gap", true),
        ],
    );
    let rows: Vec<Row> = all.iter().map(row).collect();
    html! {
        <>
            { table_under_heading(words.attr("journal.predictions"), heads, rows) }
            if let Some((n, gap)) = report.missed {
                <p>{ words.count("journal.predictions.words", n, &[("gap", words.gap(gap))]) }</p>
            }
            <p>{ peeks }</p>
        </>
    }
}

fn money(words: &Words, year: &MonitorReport) -> Html {
    if year.months.is_empty() {
        return words.prose("journal.money.none", &[]);
    }
    let row = |key: &str, cost: f64, marked| Row {
        cells: vec![words.say(key).into(), words.money(cost).into(), words.money(year.saved(cost)).into()],
        marked,
    };
    let rows = vec![
        row("margin.money.decided", year.cost, true),
        row("margin.money.first", year.cost_first, false),
        row("margin.money.rule", year.cost_rule, false),
        row("margin.money.nothing", year.cost_nothing, false),
    ];
    let heads = columns(
        words,
        &[("journal.money.who", false), ("journal.money.cost", true), ("journal.money.against", true)],
    );
    table_view(words.attr("journal.money.table"), heads, rows)
}
