//! An expedition made with another engine: its numbers as they were, beside this engine's.

use engine::expedition::evaluate::prediction;
use engine::expedition::journal::JournalReport;
use engine::expedition::record::{Entry, Fact, Record};
use engine::expedition::seen::{Compared, ENGINE, Same, compare};
use yew::prelude::*;

use crate::rooms::words::Words;
use crate::widgets::{Column, Row, table_view};

/// What is told of each; nothing if only this engine was ever here.
pub fn told(words: &Words, record: &Record, report: &JournalReport) -> Option<Html> {
    let engines = compare(record, report);
    let told = || engines.iter().map(|other| compared(words, record, other)).collect();
    (!engines.is_empty()).then(told)
}

fn compared(words: &Words, record: &Record, other: &Compared) -> Html {
    let key = match other.same {
        Same::Nothing => "journal.engines.nothing",
        Same::All => "journal.engines.same",
        Same::Facts => "journal.engines.facts",
        Same::No => "journal.engines.differ",
    };
    let said = words.prose(key, &[("made", other.engine.clone()), ("here", ENGINE.into())]);
    match other.same {
        Same::Nothing | Same::All => said,
        Same::Facts | Same::No => html! { <>{ said }{ table(words, record, other) }</> },
    }
}

fn table(words: &Words, record: &Record, other: &Compared) -> Html {
    let engine = |engine: &str| words.fill("journal.engines.engine", &[("engine", engine.into())]);
    let heads =
        [(words.say("journal.engines.what"), false), (engine(&other.engine), true), (engine(ENGINE), true)];
    let columns: Vec<Column> =
        heads.into_iter().map(|(label, numeric)| Column { label: label.into(), numeric }).collect();
    let row = |what: String, then: String, now: String| {
        let marked = then != now;
        Row { cells: vec![what.into(), then.into(), now.into()], marked }
    };
    let task = words.world.target().task;
    let number = |(entry, then, now): &(u32, f64, Option<f64>)| {
        let (what, is_money) = match record.entries.get(*entry as usize) {
            Some(Entry::Fact { fact: Fact::MonthLived { month }, .. }) => (words.month(*month), true),
            _ => (words.say(&format!("journal.predictions.{}", prediction(task))), false),
        };
        let write = |n: f64| match is_money {
            true => words.money(n),
            false if words.numbers() => words.amount(n),
            false => words.percent(n, 1),
        };
        row(what, write(*then), now.map_or_else(|| words.say("page.undefined"), write))
    };
    let mut rows: Vec<Row> = other.numbers.iter().map(number).collect();
    let (then, now) = other.fingerprints.clone();
    if !now.is_empty() {
        rows.push(row(words.say("journal.fingerprint"), then, now));
    }
    table_view(words.attr("journal.engines.table"), columns, rows)
}
