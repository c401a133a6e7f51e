//! Every run of the lap beside the baselines, on validation rows.

use engine::expedition::Recipe;
use engine::expedition::plan::Plan;
use engine::expedition::record::{Choice, EntryId};
use engine::expedition::report::{Interval, Outcome};
use engine::expedition::train::{Judged, RunReport, TrainReport};
use engine::expedition::trial;
use yew::prelude::*;

use super::ranges::{Ranges, measures};
use crate::rooms::RoomProps;
use crate::rooms::fold::Fold;
use crate::rooms::told;
use crate::rooms::words::Words;
use crate::state::Action;
use crate::widgets::{Column, Row, table_view};

/// The table, the two runs that are pinned, and on demand the numbers of an engineer.
pub(super) fn panel(
    props: &RoomProps,
    words: &Words,
    report: &TrainReport,
    plan: &Plan,
    pinned: &UseStateHandle<Vec<EntryId>>,
) -> Html {
    let several = report.runs.len() > 1;
    let plain = |who: String, outcome: &Outcome| {
        row(who, cells(words, outcome, None), [Html::default(), Html::default()], false)
    };
    let mut rows = vec![
        plain(words.say("train.nothing"), &report.nothing),
        plain(words.say("train.rule"), &report.rule),
    ];
    if let Some(champion) = &*report.champion {
        let values = super::champion(words, plan, champion);
        rows.push(plain(words.fill("train.champion", &values), &champion.outcome));
    }
    rows.extend(report.runs.iter().map(|run| {
        let is_current = Some(run.id) == report.current;
        let last = html! {
            <div class="both">
                if is_current { { words.say("train.board.current") } } else { { pick(words, run, &props.act) } }
                if several { { pin(words, report, run, pinned) } }
            </div>
        };
        let ends = [made(props, words, plan, run), last];
        row(name(words, report, run), cells(words, &run.judged.outcome, Some(&run.judged)), ends, is_current)
    }));
    let values = [
        ("n", words.number(f64::from(report.validation.n), 0)),
        ("from", words.day(report.validation.from)),
        ("to", words.day(report.validation.to)),
    ];
    let of = |id: &EntryId| report.runs.iter().find(|run| run.id == *id);
    let pair = match pinned.as_slice() {
        [one, other] => of(one).zip(of(other)),
        _ => None,
    };
    html! {
        <>
            <section class="panel" aria-labelledby="board-heading">
                <h2 id="board-heading">{ words.say("train.board.title") }</h2>
                { words.prose("train.board.about", &values) }
                { table_view(
                    words.attr("train.board.table"),
                    heads(words, &["who", "cost", "found", "flagged", "right", "made", "go"]),
                    rows,
                ) }
                { for leaks(words, report, plan) }
                // The one that was trained last stands above.
                { for report.refused.iter().flatten().filter(|run| Some(run.id) != plan.current)
                    .map(|run| super::refused(words, run)) }
                if !report.runs.is_empty() {
                    <Ranges words={words.clone()} measures={measures(words, report, plan)} />
                }
                if !report.runs.is_empty() {
                    { words.prose("train.board.sure", &[]) }
                    <Fold title={words.attr("train.more")}>{ more(props, words, report, plan) }</Fold>
                }
            </section>
            if let Some((one, other)) = pair {
                { super::pair::panel(props, words, report, plan, one, other) }
            }
        </>
    }
}

/// Why runs from before the repair look better than they can be, those that read the same columns in one line: said once
/// the leak is out of the recipe, not before.
fn leaks(words: &Words, report: &TrainReport, plan: &Plan) -> Vec<Html> {
    let later = |recipe: &Recipe| told::known_later(words, plan.world, recipe);
    if !later(&plan.recipe).is_empty() {
        return Vec::new();
    }
    let mut same: Vec<(Vec<String>, Vec<usize>)> = Vec::new();
    for (at, run) in report.runs.iter().enumerate() {
        let fit = plan.runs.iter().find(|r| r.id == run.id).map(|run| &run.fit);
        let read = fit.map(|fit| later(&fit.recipe)).unwrap_or_default();
        match same.iter_mut().find(|(columns, _)| *columns == read) {
            Some((_, runs)) => runs.push(at),
            None if !read.is_empty() => same.push((read, vec![at])),
            None => {}
        }
    }
    let line = |(columns, runs): &(Vec<String>, Vec<usize>)| {
        let columns = ("columns", words.list(columns));
        let said = match runs.as_slice() {
            [one] => {
                let run = super::name(words, report, report.runs[*one].id);
                words.line("train.board.leak", &[("run", run), columns])
            }
            several => words.line("train.board.leak.several", &[("runs", numbers(words, several)), columns]),
        };
        html! { <p class="small">{ said }</p> }
    };
    same.iter().map(line).collect()
}

/// Numbers of runs: "1 to 3", or "1, 3 and 4" where some between are not meant.
fn numbers(words: &Words, runs: &[usize]) -> String {
    let written: Vec<String> = runs.iter().map(|at| words.number(*at as f64 + 1.0, 0)).collect();
    match written.as_slice() {
        [first, _, .., last] if runs.windows(2).all(|pair| pair[0] + 1 == pair[1]) => {
            words.fill("train.board.runs", &[("from", first.clone()), ("to", last.clone())])
        }
        _ => words.list(&written),
    }
}

fn heads(words: &Words, keys: &[&str]) -> Vec<Column> {
    let head = |key: &&str| {
        let numeric = !matches!(*key, "who" | "go" | "turned");
        Column { label: words.attr(&format!("train.board.{key}")), numeric }
    };
    keys.iter().map(head).collect()
}

pub(super) fn name(words: &Words, report: &TrainReport, run: &RunReport) -> String {
    let name = super::name(words, report, run.id);
    if run.fresh { name } else { words.fill("train.board.stale", &[("run", name)]) }
}

fn row(who: String, cells: [Html; 4], ends: [Html; 2], marked: bool) -> Row {
    Row { cells: [who.into()].into_iter().chain(cells).chain(ends).collect(), marked }
}

/// What a way of deciding costs and finds, how many it warns of and how often it is right; of numbers how far off it is, for
/// how many rows it plans too little, and how much of the ups and downs it follows; of classes how many it names rightly, how
/// many it names at all, and how many of those names are right. What was trained says how sure that is.
pub(super) fn cells(words: &Words, outcome: &Outcome, judged: Option<&Judged>) -> [Html; 4] {
    let share = |share: Option<f64>| {
        Html::from(share.map_or_else(|| words.say("page.undefined"), |s| words.share(s)))
    };
    // The unit stands over the column.
    let figures = |value: f64| words.figures(value);
    let written = |score: f64| if words.numbers() { figures(score) } else { words.share(score) };
    let range = judged.and_then(|judged| *judged.score);
    let score = match outcome.score() {
        Some(score) => ranged(words, written(score), range.map(|i| [i.low, i.high].map(written))),
        None => words.say("page.undefined").into(),
    };
    let [flagged, right] = match (&*outcome.amounts, &*outcome.names) {
        (Some(amounts), _) => {
            // Of what was not trained it is not reckoned; of what was it can be undefined.
            let without = if judged.is_some() { words.say("page.undefined") } else { String::new() };
            let r2 = judged.and_then(|judged| *judged.r2).map(|r2| words.number(r2, 2));
            [share(amounts.short_share()), r2.unwrap_or_else(|| without.clone()).into()]
        }
        (_, Some(names)) => [names.coverage(), names.accuracy()].map(share),
        _ => [outcome.flagged, outcome.accuracy].map(share),
    };
    [cost(words, outcome, judged.and_then(|judged| judged.cost_interval)), score, flagged, right]
}

/// Money, and under it between which amounts it could have been on other days.
fn cost(words: &Words, outcome: &Outcome, interval: Option<Interval>) -> Html {
    ranged(words, words.money(outcome.cost), interval.map(|i| [i.low, i.high].map(|cost| words.money(cost))))
}

/// The area under the ROC curve, in the same way; of numbers the root mean squared error; of classes how often it would be
/// right if it named every row.
pub(super) fn auc(words: &Words, run: &RunReport) -> Html {
    if let Some(amounts) = &*run.judged.outcome.amounts {
        return amounts
            .root_mean_squared_error()
            .map_or_else(|| words.say("page.undefined"), |error| words.figures(error))
            .into();
    }
    if words.several() {
        let accuracy = run.judged.accuracy.map(|share| words.share(share));
        return accuracy.unwrap_or_else(|| words.say("page.undefined")).into();
    }
    let number = |value: f64| words.number(value, 3);
    let auc = run.judged.roc_auc.map_or_else(|| words.say("page.undefined"), number);
    ranged(words, auc, run.judged.roc_auc_interval.map(|i| [i.low, i.high].map(number)))
}

/// The loss on training and on validation rows, as far as it is known.
pub(super) fn losses(words: &Words, run: &RunReport) -> [Html; 2] {
    let last = run.judged.curve.last();
    let other = run.judged.log_loss.or_else(|| last.and_then(|last| last.validation));
    // What learned in one go noted nothing on its way; how far off it is now is known all the same.
    let other = other.or_else(|| run.judged.outcome.amounts.as_ref()?.mean_squared_error());
    let without = if super::learns_at_once(&run.spec) { "train.board.at_once" } else { "page.undefined" };
    let loss = |loss: Option<f64>| loss.map_or_else(|| words.say(without), |v| super::loss(words, v));
    let [train, other] = [last.map(|last| last.train), other].map(loss);
    // What is noted of training rows is of the model alone.
    let train = match super::right::method(run) {
        Some(_) if last.is_some() => {
            html! { <>{ train }<span class="range">{ words.say("train.board.before") }</span></> }
        }
        _ => train.into(),
    };
    [train, other.into()]
}

fn ranged(words: &Words, value: String, ends: Option<[String; 2]>) -> Html {
    let ends = ends.map(|[low, high]| words.fill("train.board.range", &[("low", low), ("high", high)]));
    html! { <>{ value }if let Some(ends) = ends { <span class="range">{ ends }</span> }</> }
}

/// How long it took to learn, and under it how large what was learned is.
pub(super) fn made(props: &RoomProps, words: &Words, plan: &Plan, run: &RunReport) -> Html {
    let took =
        super::took(words, &props.state, plan, run).unwrap_or_else(|| words.say("train.board.untimed"));
    let size = words.number(f64::from(run.judged.bytes) / 1000.0, 1);
    html! { <>{ took }<span class="range">{ words.fill("train.board.kilobytes", &[("n", size)]) }</span></> }
}

/// Two are shown side by side; a third takes the place of the first.
fn pin(words: &Words, report: &TrainReport, run: &RunReport, pinned: &UseStateHandle<Vec<EntryId>>) -> Html {
    let (id, is_pinned, pins) = (run.id, pinned.contains(&run.id), pinned.clone());
    let onclick = Callback::from(move |_: MouseEvent| {
        let mut next: Vec<EntryId> = pins.iter().copied().filter(|other| *other != id).collect();
        if !is_pinned {
            if next.len() > 1 {
                next.remove(0);
            }
            next.push(id);
        }
        pins.set(next);
    });
    let label = words.fill("train.board.pin.which", &[("run", super::name(words, report, id))]);
    html! {
        <button type="button" class="quiet pin" aria-pressed={is_pinned.to_string()} aria-label={label} {onclick}>
            { words.say("train.board.pin") }
        </button>
    }
}

fn pick(words: &Words, run: &RunReport, act: &Callback<Action>) -> Html {
    let id = run.id;
    let onclick = act.reform(move |_: MouseEvent| Action::Choose(Choice::Pick { run: id }));
    html! { <button type="button" class="quiet" {onclick}>{ words.say("train.board.pick") }</button> }
}

fn more(props: &RoomProps, words: &Words, report: &TrainReport, plan: &Plan) -> Html {
    let whole = |n: u32| Html::from(words.number(f64::from(n), 0));
    // A time is there once a model was measured, on this machine or another: it is a fact, and in no report.
    let time =
        |run: &RunReport| {
            let fit = &plan.runs.iter().find(|r| r.id == run.id)?.fit;
            let micros = trial::time_of(&props.state.record, fit)?;
            Some(words.fill(
                "train.board.micros",
                &[("n", words.number(micros, if micros < 10.0 { 1 } else { 0 }))],
            ))
        };
    let row = |run: &RunReport| {
        let [train, other] = losses(words, run);
        Row {
            cells: vec![
                name(words, report, run).into(),
                auc(words, run),
                train,
                other,
                whole(run.judged.n_columns),
                whole(run.judged.n_features),
                time(run).unwrap_or_else(|| words.say("train.board.untimed")).into(),
                super::dials::turned(words, &run.spec).into(),
            ],
            marked: Some(run.id) == report.current,
        }
    };
    let keys = ["who", "auc", "loss_train", "log_loss", "columns", "features", "time", "turned"];
    html! {
        <>
            { words.prose("train.more.about", &[]) }
            { table_view(
                words.attr("train.more.table"), heads(words, &keys), report.runs.iter().map(row).collect(),
            ) }
        </>
    }
}
