//! An expedition made with another engine: its numbers as they were, beside this engine's.

use engine::expedition::record::{Entry, Fact, Record};
use engine::expedition::seen::{Beside, Compared, ENGINE, Same};
use yew::prelude::*;

use crate::rooms::words::Words;
use crate::widgets::{Column, Row, table_view};

/// The panel; nothing if only this engine was ever here.
pub fn panel(words: &Words, record: &Record, engines: &[Compared]) -> Html {
    if engines.is_empty() {
        return Html::default();
    }
    html! {
        <section class="panel" aria-labelledby="engines-heading">
            <h2 id="engines-heading">{ words.say("journal.engines") }</h2>
            { words.prose("journal.engines.about", &[("here", ENGINE.into())]) }
            { for engines.iter().map(|other| compared(words, record, other)) }
        </section>
    }
}

fn compared(words: &Words, record: &Record, other: &Compared) -> Html {
    let values = || [("made", other.engine.clone()), ("here", ENGINE.into())];
    match other.same {
        None => words.prose("journal.engines.nothing", &values()),
        Some(Same::All) => words.prose("journal.engines.same", &values()),
        Some(same) => {
            let key = if same == Same::Facts { "journal.engines.facts" } else { "journal.engines.differ" };
            html! { <>{ words.prose(key, &values()) }{ table(words, record, other) }</> }
        }
    }
}

fn table(words: &Words, record: &Record, other: &Compared) -> Html {
    let made = words.fill("journal.engines.engine", &[("engine", other.engine.clone())]);
    let here = words.fill("journal.engines.engine", &[("engine", ENGINE.into())]);
    let heads = [(words.say("journal.engines.what"), false), (made, true), (here, true)];
    let columns: Vec<Column> =
        heads.map(|(label, numeric)| Column { label: label.into(), numeric }).into_iter().collect();
    let mut rows: Vec<Row> = other.numbers.iter().filter_map(|beside| row(words, record, beside)).collect();
    if let Some((then, now)) = &other.whole {
        let cells = vec![words.say("journal.fingerprint").into(), then.clone().into(), now.clone().into()];
        rows.push(Row { cells, marked: then != now });
    }
    table_view(words.attr("journal.engines.table"), columns, rows)
}

fn row(words: &Words, record: &Record, beside: &Beside) -> Option<Row> {
    let Some(Entry::Fact { fact, .. }) = record.entries.get(beside.entry as usize) else { return None };
    let (what, write): (String, fn(&Words, f64) -> String) = match fact {
        Fact::MonthLived { month } => (words.month(*month), |words, cost| words.money(cost)),
        _ => (words.say("journal.predictions.test_recall"), |words, share| words.percent(share, 1)),
    };
    let then = write(words, beside.then);
    let now = beside.now.map_or_else(|| words.say("page.undefined"), |now| write(words, now));
    let marked = then != now;
    Some(Row { cells: vec![what.into(), then.into(), now.into()], marked })
}
