//! Two runs side by side, number by number and day by day.

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
    let row = |key: &str, of: &dyn Fn(&RunReport) -> Html| {
        Row::new(vec![words.say(&format!("train.board.{key}")).into(), of(one), of(other)])
    };
    let loss = |loss: Option<f64>| Html::from(loss.map(|loss| super::loss(words, loss)).unwrap_or_default());
    let rows = vec![
        row("cost", &|run| super::board::cost(words, &run.judged.outcome, run.judged.cost_interval)),
        row("found", &|run| words.percent_or(run.judged.outcome.recall, 0).into()),
        row("flagged", &|run| words.percent_or(run.judged.outcome.flagged, 0).into()),
        row("auc", &|run| super::board::auc(words, run)),
        row("loss_train", &|run| loss(run.judged.curve.last().map(|l| l.train))),
        row("log_loss", &|run| loss(run.judged.log_loss)),
        row("made", &|run| super::board::made(props, words, plan, run)),
    ];
    let head = |label: String, numeric| Column { label: label.into(), numeric };
    let heads = vec![head(words.say("train.pair.what"), false), head(left, true), head(right, true)];
    html! {
        <section class="panel" aria-labelledby="pair-heading">
            <h2 id="pair-heading">{ words.say("train.pair.title") }</h2>
            { words.prose(if one.fresh && other.fresh { "train.pair.days" } else { "train.pair.apart" }, &values) }
            { table_view(words.attr("train.pair.table"), heads, rows) }
        </section>
    }
}
