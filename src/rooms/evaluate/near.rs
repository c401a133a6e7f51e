//! On demand: the training rows that answered a row, where nearest neighbours are the model.

use engine::expedition::dials;
use engine::expedition::mistakes::Mistake;
use engine::expedition::near::{Near, Neighbour};
use engine::expedition::plan::Fit;
use yew::prelude::*;

use crate::rooms::words::Words;
use crate::rooms::{told, turns};
use crate::widgets::{Column, Row, table_beside};

/// What the neighbours of a row said, and the nearest of them beside it. `right` is whether the row was decided rightly,
/// where that can be said; `fit`, what the model is.
pub fn panel(words: &Words, row: &Mistake, near: &Near, right: Option<bool>, fit: &Fit) -> Html {
    let number = |n: u32| words.number(f64::from(n), 0);
    let [low, high] = near.ends.unwrap_or_default();
    let values = [
        ("n", number(near.n)),
        ("alike", number(near.alike)),
        ("named", near.class.map(|class| words.class(class)).unwrap_or_default()),
        ("low", words.said(low)),
        ("high", words.said(high)),
        ("score", words.said(near.says)),
        ("shown", number(near.rows.len() as u32)),
        ("said", words.said(row.request.score)),
    ];
    let says = if near.nearer { "evaluate.near.says.nearer" } else { "evaluate.near.says" };
    html! {
        <>
            <p>
                { words.line(says, &values) }
                if dials::weighs(&fit.spec, words.task()) || words.counts().is_some() {
                    { " " }{ words.line("evaluate.near.weighed", &[]) }
                }
            </p>
            { table(words, row, &near.rows, right) }
            { words.prose("evaluate.near.how", &values) }
            if fit.calibrate.is_some() {
                { words.prose("evaluate.why.curved", &values) }
            }
        </>
    }
}

/// The row and its neighbours side by side, a column of theirs in a line.
fn table(words: &Words, row: &Mistake, rows: &[Neighbour], right: Option<bool>) -> Html {
    let request = &row.request;
    let head = |label: String| Column { label: label.into(), numeric: false };
    let nth = |at: usize| head(words.fill("evaluate.near.nth", &[("n", words.number(at as f64 + 1.0, 0))]));
    let names = ["evaluate.near.column", "evaluate.near.this"].map(|key| head(words.say(key)));
    let heads = names.into_iter().chain((0..rows.len()).map(nth)).collect();
    let line = |key: &str, here: String, of: &dyn Fn(&Neighbour) -> String| {
        let cells = [words.say(key), here].into_iter().chain(rows.iter().map(of));
        Row::new(cells.map(Html::from).collect())
    };
    let none = || words.say("evaluate.near.no");
    let answer = |y: f64| if words.numbers() { words.amount(y) } else { words.answer(y as u32) };
    let came = row.was(right).map_or_else(none, answer);
    let mut lines = vec![
        line("evaluate.near.day", words.day(request.day), &|row| words.day(row.day)),
        line("evaluate.near.came", came, &|row| answer(row.y)),
        line("evaluate.near.distance", none(), &|row| words.number(row.distance, 2)),
        line("evaluate.near.say", none(), &|row| words.share(row.say)),
    ];
    if rows.iter().any(|row| row.times > 1) {
        lines.push(line("evaluate.near.times", none(), &|row| words.number(f64::from(row.times), 0)));
    }
    let written = |name: &str, value: Option<&String>| {
        let written = value.map(|value| turns::written(words, name, value));
        Html::from(written.unwrap_or_else(|| words.say("deploy.requests.missing")))
    };
    lines.extend(request.values.iter().enumerate().map(|(at, (name, here))| {
        let theirs = rows.iter().map(|row| row.values.get(at).and_then(|(_, value)| value.as_ref()));
        let cells = std::iter::once(here.as_ref()).chain(theirs).map(|value| written(name, value));
        Row::new(std::iter::once(Html::from(told::column(words, name))).chain(cells).collect())
    }));
    table_beside(words.attr("evaluate.near.table"), heads, lines)
}
