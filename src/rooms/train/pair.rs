//! Two runs side by side, number by number and day by day.

use engine::expedition::Task;
use engine::expedition::plan::Plan;
use engine::expedition::train::{RunReport, TrainReport};
use engine::expedition::view;
use yew::prelude::*;

use crate::rooms::RoomProps;
use crate::rooms::words::Words;
use crate::widgets::{Column, Row, table_view};

/// The two that were pinned.
pub(super) fn panel(
    props: &RoomProps,
    words: &Words,
    report: &TrainReport,
    plan: &Plan,
    one: &RunReport,
    other: &RunReport,
) -> Html {
    let [left, right] = [one, other].map(|run| super::name(words, report, run.id));
    let (less, more) = view::cheaper_days(&one.judged.days, &other.judged.days);
    let number = |n: u32| words.number(f64::from(n), 0);
    let values = [
        ("one", left.clone()),
        ("other", right.clone()),
        ("days", number(one.judged.days.len() as u32)),
        ("less", number(less)),
        ("more", number(more)),
    ];
    let about = match one.fresh && other.fresh {
        true if (less + more) as usize == one.judged.days.len() => "train.pair.days",
        true => "train.pair.days.same",
        false => "train.pair.apart",
    };
    let both = [one, other];
    let row = |key: &str, [left, right]: [Html; 2]| {
        Row::new(vec![words.say(&format!("train.board.{key}")).into(), left, right])
    };
    let cells = both.map(|run| super::board::cells(words, &run.judged.outcome, Some(&run.judged)));
    let losses = both.map(|run| super::board::losses(words, run));
    let cell = |at: usize| [0, 1].map(|run: usize| cells[run][at].clone());
    let loss = |at: usize| [0, 1].map(|run: usize| losses[run][at].clone());
    let rows = vec![
        row("cost", cell(0)),
        row("found", cell(1)),
        row("flagged", cell(2)),
        // A share of right decisions says little beside money; how much of the ups and downs is followed says more.
        if words.task() == Task::Binary {
            row("auc", both.map(|run| super::board::auc(words, run)))
        } else {
            row("right", cell(3))
        },
        row("loss_train", loss(0)),
        row("log_loss", loss(1)),
        row("turned", both.map(|run| super::dials::turned(words, &run.spec).into())),
        row("made", both.map(|run| super::board::made(props, words, plan, run))),
    ];
    let head = |label: String, numeric| Column { label: label.into(), numeric };
    let heads = vec![head(words.say("train.pair.what"), false), head(left, true), head(right, true)];
    html! {
        <section class="panel" aria-labelledby="pair-heading">
            <h2 id="pair-heading">{ words.say("train.pair.title") }</h2>
            { words.prose(about, &values) }
            { table_view(words.attr("train.pair.table"), heads, rows) }
        </section>
    }
}
