//! The inputs that moved most: the last month against the months learned from, statistic and binning named.

use engine::expedition::monitor::{BINS, ColumnDrift, DRIFT, FLOOR, MonitorReport, Signal, WARNING};
use engine::expedition::{WorldId, scenario};
use yew::prelude::*;

use crate::rooms::fold::Fold;
use crate::rooms::told;
use crate::rooms::words::Words;
use crate::widgets::{Column, Row, table_view};

/// So many are shown at once.
const SHOWN: usize = 4;

/// The table; nothing before the first month.
pub fn panel(words: &Words, report: &MonitorReport, world: WorldId) -> Html {
    let Some(last) = report.months.last().filter(|last| !last.inputs.is_empty()) else {
        return Html::default();
    };
    let by_rule = report.versions.iter().any(|v| Some(v.number) == last.version && v.window.is_none());
    let about = if by_rule { "monitor.inputs.about.rule" } else { "monitor.inputs.about" };
    let all = &last.inputs;
    let n = words.number(all.len() as f64, 0);
    html! {
        <section class="panel" aria-labelledby="inputs-heading">
            <h2 id="inputs-heading">{ words.say("monitor.inputs.title") }</h2>
            { words.prose(about, &[
                ("month", words.month(last.month)),
                ("number", last.version.map(|v| words.number(f64::from(v), 0)).unwrap_or_default()),
                ("bins", words.number(f64::from(BINS), 0)),
                ("warning", words.number(WARNING, 2)),
                ("drift", words.number(DRIFT, 2)),
            ]) }
            { table(words, world, &all[..all.len().min(SHOWN)]) }
            { words.prose("monitor.inputs.caution", &[]) }
            if all.len() > SHOWN {
                <Fold title={words.fill("monitor.inputs.more", &[("n", n)])}>{ table(words, world, all) }</Fold>
            }
            <Fold title={words.attr("monitor.inputs.measured")}>
                { words.prose("monitor.inputs.how", &[
                    ("bins", words.number(f64::from(BINS), 0)),
                    ("floor", words.number(FLOOR, 4)),
                ]) }
            </Fold>
        </section>
    }
}

fn table(words: &Words, world: WorldId, inputs: &[ColumnDrift]) -> Html {
    let number = |value: Option<f64>, digits| {
        value.map_or_else(|| words.say("monitor.inputs.none"), |v| words.number(v, digits)).into()
    };
    // Degrees have no middle: 350 and 10 are neighbours.
    let turns = |input: &ColumnDrift| scenario::of(world).directions.contains(&input.column.as_str());
    let median =
        |input: &ColumnDrift, value: Option<f64>| number(value.filter(|_| !turns(input)), places(value));
    let row = |input: &ColumnDrift| Row {
        cells: vec![
            told::column(words, &input.column).into(),
            number(input.psi, 3),
            number(input.ks, 3),
            number(input.cramers_v, 2),
            median(input, input.median_then),
            median(input, input.median_now),
            words.share(input.missing_then).into(),
            words.share(input.missing_now).into(),
            words
                .say(match input.signal {
                    Signal::Stable => "monitor.signal.stable",
                    Signal::Warning => "monitor.signal.warning",
                    Signal::Drift => "monitor.signal.drift",
                })
                .into(),
        ],
        marked: input.signal == Signal::Drift,
    };
    let column = |key: &str, numeric| Column { label: words.attr(key), numeric };
    let columns = vec![
        column("monitor.inputs.column", false),
        column("monitor.inputs.psi", true),
        column("monitor.inputs.ks", true),
        column("monitor.inputs.v", true),
        column("monitor.inputs.then", true),
        column("monitor.inputs.now", true),
        column("monitor.inputs.missing_then", true),
        column("monitor.inputs.missing_now", true),
        column("monitor.inputs.says", false),
    ];
    let rows: Vec<Row> = inputs.iter().map(row).collect();
    table_view(words.attr("monitor.inputs.table"), columns, rows)
}

/// Small numbers need more digits to be told apart.
fn places(value: Option<f64>) -> u32 {
    if value.is_some_and(|v| v != 0.0 && v.abs() < 0.5) { 3 } else { 1 }
}
