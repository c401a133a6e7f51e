//! Every run of the lap beside the baselines, on validation rows.

use engine::expedition::plan::Plan;
use engine::expedition::record::Choice;
use engine::expedition::report::Outcome;
use engine::expedition::train::{RunReport, TrainReport};
use yew::prelude::*;

use crate::rooms::fold::Fold;
use crate::rooms::told;
use crate::rooms::words::Words;
use crate::state::Action;
use crate::widgets::{Column, Row, table_view};

/// The table, and on demand the numbers of an engineer.
pub(super) fn panel(words: &Words, report: &TrainReport, plan: &Plan, act: &Callback<Action>) -> Html {
    let mut rows = vec![
        row(words, words.say("train.nothing"), &report.nothing, Html::default(), false),
        row(words, words.say("train.rule"), &report.rule, Html::default(), false),
    ];
    rows.extend(report.runs.iter().map(|run| {
        let is_current = Some(run.id) == report.current;
        let last =
            if is_current { Html::from(words.say("train.board.current")) } else { pick(words, run, act) };
        row(words, name(words, report, run), &run.judged.outcome, last, is_current)
    }));
    let values = [
        ("n", words.number(f64::from(report.validation.n), 0)),
        ("from", words.day(report.validation.from)),
        ("to", words.day(report.validation.to)),
    ];
    html! {
        <section class="panel" aria-labelledby="board-heading">
            <h2 id="board-heading">{ words.say("train.board.title") }</h2>
            { words.prose("train.board.about", &values) }
            { table_view(
                words.attr("train.board.table"), heads(words, &["who", "cost", "found", "flagged", "right", "go"]), rows,
            ) }
            { for report.runs.iter().filter_map(|run| leak(words, report, plan, run)) }
            if !report.runs.is_empty() {
                <Fold title={words.attr("train.more")}>{ more(words, report) }</Fold>
            }
        </section>
    }
}

/// Why a run from before the repair looks better than it can be: said once the leak is out of the recipe, not before.
fn leak(words: &Words, report: &TrainReport, plan: &Plan, run: &RunReport) -> Option<Html> {
    let later = |features: &[String]| told::known_later(words, plan.world, features);
    let then = later(&plan.runs.iter().find(|r| r.id == run.id)?.fit.recipe.features);
    if then.is_empty() || !later(&plan.recipe.features).is_empty() {
        return None;
    }
    let values = [("run", super::name(words, report, run.id)), ("columns", words.list(&then))];
    Some(html! { <p class="small">{ words.line("train.board.leak", &values) }</p> })
}

fn heads(words: &Words, keys: &[&str]) -> Vec<Column> {
    let head = |key: &&str| {
        let numeric = !matches!(*key, "who" | "go");
        Column { label: words.attr(&format!("train.board.{key}")), numeric }
    };
    keys.iter().map(head).collect()
}

fn name(words: &Words, report: &TrainReport, run: &RunReport) -> String {
    let name = super::name(words, report, run.id);
    if run.fresh { name } else { words.fill("train.board.stale", &[("run", name)]) }
}

fn row(words: &Words, who: String, outcome: &Outcome, last: Html, marked: bool) -> Row {
    let share = |share: Option<f64>| {
        Html::from(share.map_or_else(|| words.say("page.undefined"), |s| words.share(s)))
    };
    Row {
        cells: vec![
            who.into(),
            words.money(outcome.cost).into(),
            share(outcome.recall),
            share(outcome.flagged),
            share(outcome.accuracy),
            last,
        ],
        marked,
    }
}

fn pick(words: &Words, run: &RunReport, act: &Callback<Action>) -> Html {
    let id = run.id;
    let onclick = act.reform(move |_: MouseEvent| Action::Choose(Choice::Pick { run: id }));
    html! { <button type="button" class="quiet" {onclick}>{ words.say("train.board.pick") }</button> }
}

fn more(words: &Words, report: &TrainReport) -> Html {
    let number = |value: Option<f64>| {
        Html::from(value.map_or_else(|| words.say("page.undefined"), |v| words.number(v, 3)))
    };
    let row = |run: &RunReport| Row {
        cells: vec![
            name(words, report, run).into(),
            number(run.judged.roc_auc),
            number(run.judged.log_loss),
            words.number(f64::from(run.judged.n_columns), 0).into(),
            words.number(f64::from(run.judged.n_features), 0).into(),
        ],
        marked: Some(run.id) == report.current,
    };
    html! {
        <>
            { words.prose("train.more.about", &[]) }
            { table_view(
                words.attr("train.more.table"), heads(words, &["who", "auc", "log_loss", "columns", "features"]),
                report.runs.iter().map(row).collect(),
            ) }
        </>
    }
}
