//! Training world and live world side by side: scores, shares, and columns that are blank live.

use std::rc::Rc;

use engine::expedition::classes;
use engine::expedition::deploy::{DeployReport, LiveColumn, SCORE_EDGES};
use engine::expedition::verdict::{self, Than};
use engine::expedition::{KnownAt, Task};
use yew::prelude::*;

use crate::charts::{Axis, Bins, Category, Figure, Histogram, Outline, Plot, Role, Unit};
use crate::rooms::classes::figure as by_class;
use crate::rooms::fold::Fold;
use crate::rooms::told;
use crate::rooms::words::Words;
use crate::widgets::{Column, Row, table_view};

/// How the scores spread, in rehearsal and live.
pub fn figure(words: &Words, report: &DeployReport, is_rule: bool) -> Html {
    let (rehearsal, live) = (report.above_rehearsal, report.above_live);
    let than = match words.task() {
        Task::Multiclass => verdict::surer(live, rehearsal),
        Task::Binary | Task::Regression => verdict::flagged(live, rehearsal),
    };
    let caption = match than {
        _ if is_rule => "deploy.scores.caption.rule",
        Than::More => "deploy.scores.caption.more",
        Than::Less => "deploy.scores.caption.less",
        Than::Same => "deploy.scores.caption.same",
    };
    let point = words.line(
        caption,
        &[
            ("live", words.share(live)),
            ("rehearsal", words.share(rehearsal)),
            ("threshold", words.said(report.threshold)),
            ("mean", mean(words, report.mean_live, is_rule)),
            ("mean_rehearsal", mean(words, report.mean_rehearsal, is_rule)),
        ],
    );
    if let (true, Some(shares)) = (is_rule, report.classes.as_ref()) {
        return likeliest(words, shares, Role::Baseline, point);
    }
    let of = |key: &str| if is_rule { words.say(&format!("{key}.rule")) } else { words.say(key) };
    let outline =
        |key: &str, role, values: &[f64]| Outline { label: words.say(key), role, values: values.to_vec() };
    let role = if is_rule { Role::Baseline } else { Role::Model };
    let class = |edges: &[f64]| {
        let ends = [("from", words.bare(edges[0])), ("to", words.bare(edges[1]))];
        Category::new(
            words.fill("deploy.scores.class", &ends),
            words.fill("deploy.scores.class.short", &ends),
        )
    };
    let edges = report.edges.as_deref().unwrap_or(&SCORE_EDGES);
    let plot = Plot::Histogram(Histogram {
        x: Axis::new(of("deploy.scores.x"), words.unit()),
        bins: Bins::Names(edges.windows(2).map(class).collect()),
        y: Axis::new(words.say("deploy.scores.y"), Unit::Percent),
        reference: outline("deploy.scores.rehearsal", Role::Soft, &report.scores_rehearsal),
        current: Some(outline(
            "deploy.scores.live",
            if report.broken { Role::Harm } else { role },
            &report.scores_live,
        )),
    });
    html! {
        <>
            <Figure name={of("deploy.scores.figure")} {point} plot={Rc::new(plot)} format={words.format.clone()}
                words={words.figure.clone()} />
            { for report.classes.as_ref().map(|shares| likeliest(words, shares, role, Html::default())) }
        </>
    }
}

/// Of how many rows each class is the likeliest, in rehearsal and live; what is told `before` the class that moved most.
fn likeliest(words: &Words, [then, now]: &[Vec<f64>; 2], role: Role, before: Html) -> Html {
    let outline =
        |key: &str, role, values: &[f64]| Outline { label: words.say(key), role, values: values.to_vec() };
    let moved = classes::furthest(then, now).map(|(class, [then, now])| {
        let values =
            [("class", words.class(class)), ("live", words.share(now)), ("rehearsal", words.share(then))];
        words.line("deploy.classes.caption", &values)
    });
    let keys = ["deploy.classes.figure", "deploy.classes.x", "deploy.scores.y"];
    let rehearsal = outline("deploy.scores.rehearsal", Role::Soft, then);
    let live = outline("deploy.scores.live", role, now);
    let point = html! { <>{ before }{ " " }{ moved.unwrap_or_default() }</> };
    by_class(words, keys, point, rehearsal, Some(live))
}

/// What a model says on average, or what a rule plans.
fn mean(words: &Words, mean: f64, is_rule: bool) -> String {
    if is_rule { words.planned_or(mean) } else { words.said(mean) }
}

/// Both worlds in numbers, and the columns that differ.
pub fn panel(words: &Words, report: &DeployReport, is_rule: bool) -> Html {
    let about = if is_rule { "deploy.worlds.about.rule" } else { "deploy.worlds.about" };
    let what = if is_rule { "deploy.worlds.mean.rule" } else { "deploy.worlds.mean" };
    let row = |key: &str, rehearsal: String, live: String| {
        Row::new(vec![words.say(key).into(), rehearsal.into(), live.into()])
    };
    let number = |n: u32| words.number(f64::from(n), 0);
    let mut rows = vec![
        row("deploy.worlds.flights", number(report.rehearsal.n), number(report.live.n)),
        row("deploy.worlds.above", words.share(report.above_rehearsal), words.share(report.above_live)),
    ];
    // Of a rule that names it would say the same once more.
    if !(is_rule && words.several()) {
        let [then, now] = [report.mean_rehearsal, report.mean_live].map(|value| mean(words, value, is_rule));
        rows.push(row(what, then, now));
    }
    let column = |key: &str, numeric| Column { label: words.attr(key), numeric };
    let heads = vec![
        column("deploy.worlds.what", false),
        column("deploy.scores.rehearsal", true),
        column("deploy.scores.live", true),
    ];
    let later: Vec<&LiveColumn> = report.columns.iter().filter(|c| !c.known_at.at_decision()).collect();
    let all: Vec<&LiveColumn> = report.columns.iter().collect();
    let more = words.count("deploy.columns.more", all.len() as u32, &[]);
    html! {
        <section class="panel" aria-labelledby="worlds-heading">
            <h2 id="worlds-heading">{ words.say("deploy.worlds.title") }</h2>
            { words.prose(about, &[
                ("rehearsal_from", words.day(report.rehearsal.from)),
                ("rehearsal_to", words.day(report.rehearsal.to)),
                ("live_from", words.day(report.live.from)),
                ("live_to", words.day(report.live.to)),
            ]) }
            { table_view(words.attr("deploy.worlds.table"), heads, rows) }
            <h3>{ words.say("deploy.columns.title") }</h3>
            if later.is_empty() {
                { words.prose("deploy.worlds.none", &[]) }
            } else {
                { columns(words, &later) }
            }
            if later.len() < all.len() {
                <Fold title={more}>{ columns(words, &all) }</Fold>
            }
        </section>
    }
}

fn columns(words: &Words, columns: &[&LiveColumn]) -> Html {
    let row = |c: &&LiveColumn| Row {
        cells: vec![
            told::column(words, &c.name).into(),
            known(words, &c.known_at).into(),
            words.share(c.missing_rehearsal).into(),
            words.share(c.missing_live).into(),
        ],
        marked: !c.known_at.at_decision(),
    };
    let column = |key: &str, numeric| Column { label: words.attr(key), numeric };
    let heads = vec![
        column("deploy.columns.column", false),
        column("deploy.columns.known", false),
        column("deploy.columns.rehearsal", true),
        column("deploy.columns.live", true),
    ];
    let rows: Vec<Row> = columns.iter().map(row).collect();
    table_view(words.attr("deploy.columns.table"), heads, rows)
}

fn known(words: &Words, known_at: &KnownAt) -> String {
    match known_at {
        KnownAt::Decision => words.say("deploy.columns.decision"),
        KnownAt::Later(event) => {
            let key = format!("deploy.columns.{event}");
            words.say(if words.has(&key) { &key } else { "deploy.columns.later" })
        }
    }
}
