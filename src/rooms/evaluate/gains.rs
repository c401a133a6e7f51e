//! What is among the surest rows: how much of all there is to find, and how many times as much as without a model.

use engine::expedition::measures::Top;
use yew::prelude::*;

use super::closer::{figure, square, straight};
use crate::charts::{Dot, Role, Trace};
use crate::rooms::words::Words;
use crate::widgets::{Column, Row, table_view};

/// The gain curve, and the same in a table with precision and lift.
pub fn panel(words: &Words, tops: &[Top]) -> Html {
    let found: Option<Vec<(f64, f64)>> = tops.iter().map(|at| Some((at.share, at.top.recall?))).collect();
    let (Some(found), Some(room)) = (found, tops.iter().find(|at| at.is_room)) else {
        return words.prose("evaluate.gains.none", &[]);
    };
    let number = |n: u32| words.number(f64::from(n), 0);
    let values = [
        ("share", words.percent(room.share, 0)),
        ("k", number(room.top.k)),
        ("hits", number(room.top.hits)),
        ("lift", words.number(room.top.lift.unwrap_or_default(), 1)),
    ];
    let curve = [vec![(0.0, 0.0)], found, vec![(1.0, 1.0)]].concat();
    let traces = vec![
        Trace { dots: true, ..Trace::new(words.say("evaluate.roc.model"), Role::Model, curve) },
        straight(words.say("evaluate.roc.chance"), vec![(0.0, 0.0), (1.0, 1.0)]),
    ];
    let here = room.top.recall.map(|recall| Dot {
        at: (room.share, recall),
        label: words.say("evaluate.gains.room"),
        role: Role::Model,
    });
    let plot = square(words, "gains", traces, here.into_iter().collect(), 1.0);
    html! {
        <>
            { figure(words, words.attr("evaluate.gains.figure"), words.line("evaluate.gains.caption", &values), plot) }
            { table(words, tops) }
            { words.prose("evaluate.gains.says", &values) }
        </>
    }
}

fn table(words: &Words, tops: &[Top]) -> Html {
    let row = |at: &Top| {
        let precision = words.percent_or(at.top.precision, 1);
        let precision = match at.sure {
            Some(range) => {
                let ends = [("low", words.percent(range.low, 1)), ("high", words.percent(range.high, 1))];
                words.fill("evaluate.fairness.rate", &[[("share", precision)].as_slice(), &ends].concat())
            }
            None => precision,
        };
        let cells = [
            words.percent(at.share, 0),
            words.number(f64::from(at.top.k), 0),
            words.number(f64::from(at.top.hits), 0),
            precision,
            words.percent_or(at.top.recall, 1),
            at.top.lift.map_or_else(|| words.say("page.undefined"), |lift| words.number(lift, 1)),
        ];
        Row { cells: cells.map(Html::from).into(), marked: at.is_room }
    };
    let head = |key: &str| Column { label: words.attr(&format!("evaluate.gains.head.{key}")), numeric: true };
    let heads = ["share", "k", "hits", "precision", "recall", "lift"].map(head);
    table_view(words.attr("evaluate.gains.table"), heads.into(), tops.iter().map(row).collect())
}
