//! On demand: all training rows on one sheet, and which of them are alike.

use std::rc::Rc;

use engine::expedition::Task;
use engine::expedition::alike::{self, Alike, GROUPS, Group, Told, Typical};
use engine::expedition::asked::{ALIKE, SHEET, about, viewed};
use engine::expedition::data::DataReport;
use engine::expedition::sheet::{ENOUGH, Sheet, Views};
use engine::expedition::stage::Stage;
use yew::prelude::*;

use super::odd;
use crate::charts::{Axis, Bar, BarGroup, Bars, Cloud, Figure, Plot, Role, Scatter, Unit};
use crate::rooms::words::{Value, Words};
use crate::rooms::{RoomProps, told};
use crate::widgets::{Column, Row, select, table_view};

/// What the panel is given.
pub(super) struct Given<'a> {
    pub props: &'a RoomProps,
    pub words: &'a Words,
    /// The report, stale or not.
    pub report: &'a DataReport,
    /// Whether it is of the recipe as it stands on the page.
    pub fresh: bool,
    /// How many groups the learner looks at.
    pub groups: &'a UseStateHandle<Option<u32>>,
}

/// Whether a question of this panel is being answered: its progress stands here.
pub(super) fn answering(props: &RoomProps, report: Option<&DataReport>) -> bool {
    let asked = viewed(&props.state.record, &props.state.plan());
    let lacks = |report: &DataReport| match (report.views.as_deref(), &asked) {
        (_, None) => false,
        (None, Some(_)) => true,
        (Some(views), Some(asked)) => views.sheet.is_some() && asked.iter().any(|n| of(views, *n).is_none()),
    };
    props.state.fresh(Stage::Data).is_none() && report.is_some_and(lacks)
}

fn of(views: &Views, groups: u32) -> Option<&Alike> {
    views.alike.iter().find(|alike| alike.asked == groups)
}

/// The two questions, one after the other.
pub(super) fn panel(given: &Given) -> Html {
    let Given { props, words, report, .. } = given;
    let asked = viewed(&props.state.record, &props.state.plan());
    let sheet = match report.views.as_deref() {
        None => odd::ask(props, words, "sheet", SHEET.into(), asked.is_some()),
        Some(Views { refused: Some(refused), .. }) => {
            words.prose("data.sheet.refused", &[("why", told::error(words, refused))])
        }
        Some(Views { sheet: None, .. }) => words.prose("data.sheet.same", &[]),
        Some(Views { sheet: Some(sheet), .. }) => on_one_sheet(words, sheet),
    };
    html! {
        <div class="views">
            <h4>{ words.say("data.sheet") }</h4>
            if report.views.is_some() && !given.fresh {
                <p class="small soft">{ words.line("data.sheet.stale", &[]) }</p>
            }
            { sheet }
            if let Some((views, sheet)) = report.views.as_deref().and_then(|views| Some((views, views.sheet.as_ref()?))) {
                <h4>{ words.say("data.alike") }</h4>
                { groups(given, views, sheet, &asked.unwrap_or_default()) }
            }
        </div>
    }
}

fn figure(words: &Words, key: &str, point: Html, plot: Plot) -> Html {
    html! {
        <Figure key={key.to_owned()} name={words.attr(key)} {point} plot={Rc::new(plot)} format={words.format.clone()}
            words={words.figure.clone()} />
    }
}

/// The points of the sheet in clouds: what each cloud is, and which points lie in it.
fn drawn(words: &Words, sheet: &Sheet, clouds: Vec<(String, Role)>, of: impl Fn(usize) -> u32) -> Plot {
    let axis = |at: usize| {
        let share = words.share(sheet.shares.get(at).copied().unwrap_or(0.0));
        Axis::new(words.fill(["data.sheet.x", "data.sheet.y"][at], &[("share", share)]), Unit::Number)
            .floating()
    };
    let cloud = |(n, (label, role)): (u32, (String, Role))| {
        let own = sheet.points.iter().enumerate().filter(|(at, _)| of(*at) == n);
        Cloud { label, role, points: own.map(|(_, point)| (point.x, point.y)).collect() }
    };
    let clouds = (0..).zip(clouds).map(cloud).collect();
    Plot::Scatter(Scatter { cloud_label: words.say("data.sheet.cloud"), x: axis(0), y: axis(1), clouds })
}

/// What the points are told apart by: the answer.
fn answers(words: &Words, sheet: &Sheet) -> Vec<(String, Role)> {
    match (words.task(), sheet.parted) {
        (Task::Regression, Some([low, high])) => {
            let values = [("low", words.amount(low)), ("high", words.amount(high))];
            let third = |(key, role)| (words.fill(key, &values), role);
            // The ends are told from the middle, and from each other.
            let ends = [Role::Class(5), Role::Soft, Role::Class(1)];
            ["data.sheet.low", "data.sheet.middle", "data.sheet.high"]
                .into_iter()
                .zip(ends)
                .map(third)
                .collect()
        }
        (Task::Multiclass, _) => {
            let n = words.world.classes().len() as u32;
            (0..n).map(|class| (words.class(class), Role::Class(class))).collect()
        }
        _ => vec![(words.say("data.odd.no"), Role::Soft), (words.say("data.odd.yes"), Role::Truth)],
    }
}

fn on_one_sheet(words: &Words, sheet: &Sheet) -> Html {
    let number = |n: u32| words.number(f64::from(n), 0);
    let share = |at: usize| words.share(sheet.shares.get(at).copied().unwrap_or(0.0));
    let heavy = |at: usize| {
        let axis = sheet.axes.get(at).map(Vec::as_slice).unwrap_or_default();
        let names: Vec<String> = axis.iter().take(2).map(|one| told::feature(words, &one.feature)).collect();
        words.list(&names)
    };
    let values: Vec<Value> = vec![
        ("n", number(sheet.n)),
        ("all", number(sheet.of)),
        ("drawn", words.number(sheet.points.len() as f64, 0)),
        ("columns", number(sheet.n_columns)),
        ("left_out", number(sheet.left_out)),
        ("held", words.share(sheet.held)),
        ("enough", words.share(ENOUGH)),
        ("needed", words.count("data.sheet.axes", sheet.needed, &[])),
        ("first", share(0)),
        ("second", share(1)),
        ("across", heavy(0)),
        ("up", heavy(1)),
    ];
    let plot = drawn(words, sheet, answers(words, sheet), |at| sheet.points[at].kind);
    let bar = |(at, share): (usize, &f64)| {
        let label = words.fill("data.sheet.axis", &[("n", words.number(at as f64 + 1.0, 0))]);
        Bar::new(label, *share, if at < 2 { Role::Model } else { Role::Soft })
    };
    let shares = Plot::Bars(Bars {
        category_label: words.say("data.sheet.table.axis"),
        value: Axis::new(words.say("data.sheet.table.share"), Unit::Percent),
        groups: vec![BarGroup {
            label: String::new(),
            bars: sheet.shares.iter().enumerate().map(bar).collect(),
        }],
        goal: None,
    });
    let axes = sheet.axes.iter().enumerate().map(|(at, axis)| BarGroup {
        label: words.fill("data.sheet.axis", &[("n", words.number(at as f64 + 1.0, 0))]),
        bars: axis
            .iter()
            .map(|one| Bar::new(told::feature(words, &one.feature), one.weight, Role::Model))
            .collect(),
    });
    let loadings = Plot::Bars(Bars {
        category_label: words.say("data.sheet.table.column"),
        value: Axis::new(words.say("data.sheet.table.weight"), Unit::Number),
        groups: axes.collect(),
        goal: None,
    });
    let weighs = if sheet.axes.len() > 1 { "data.sheet.weighs" } else { "data.sheet.weighs.one" };
    html! {
        <>
            { figure(words, "data.sheet.figure", words.line("data.sheet.point", &values), plot) }
            { words.prose("data.sheet.made", &values) }
            if sheet.left_out > 0 {
                <p class="small soft">{ words.line("data.sheet.many", &values) }</p>
            }
            { figure(words, "data.sheet.shares", words.line("data.sheet.out", &values), shares) }
            { figure(words, "data.sheet.loadings", words.line(weighs, &values), loadings) }
        </>
    }
}

/// The number of groups to choose, and what came of it or the way to it.
fn groups(given: &Given, views: &Views, sheet: &Sheet, asked: &[u32]) -> Html {
    let Given { props, words, .. } = given;
    let last = views.alike.last().map(|alike| alike.asked);
    let n = given.groups.or(last).unwrap_or(alike::OFFERED);
    let options = GROUPS.map(|n| (n.to_string().into(), words.number(f64::from(n), 0).into())).collect();
    let chosen = given.groups.clone();
    let onchange = Callback::from(move |n: AttrValue| chosen.set(n.parse().ok()));
    html! {
        <>
            { select(words.attr("data.alike.groups"), options, &n.to_string(), onchange) }
            {
                match of(views, n) {
                    Some(found) => in_groups(words, views, sheet, found),
                    None => {
                        odd::ask(props, words, "alike", about(ALIKE, &[&n.to_string()]), asked.contains(&n))
                    }
                }
            }
        </>
    }
}

fn in_groups(words: &Words, views: &Views, sheet: &Sheet, found: &Alike) -> Html {
    let name = |at: usize| words.fill("data.alike.group", &[("n", words.number(at as f64 + 1.0, 0))]);
    let clouds = (0..found.groups.len()).map(|at| (name(at), Role::Class(at as u32))).collect();
    let plot = drawn(words, sheet, clouds, |at| found.of[at]);
    let values = [
        ("n", words.number(f64::from(sheet.n), 0)),
        ("left", words.share(found.left)),
        ("inertia", words.number(found.inertia, 0)),
        ("groups", words.count("data.alike.found", found.groups.len() as u32, &[])),
        ("asked", words.number(f64::from(found.asked), 0)),
    ];
    let column = |(key, numeric): (&str, bool)| Column { label: words.attr(key), numeric };
    let heads = [
        ("data.alike.table.group", false),
        ("data.alike.table.rows", true),
        ("data.alike.table.share", true),
        ("data.alike.table.answer", !words.several()),
        ("data.alike.table.typical", false),
    ];
    let row = |name: String, n: u32, share: f64, told: &Told, typical: Html| {
        let n = words.number(f64::from(n), 0);
        Row::new(vec![name.into(), n.into(), words.share(share).into(), answer(words, told).into(), typical])
    };
    let group = |(at, group): (usize, &Group)| {
        let typical = group.typical.iter().map(|one| html! { <p>{ typical(words, one) }</p> });
        row(name(at), group.n, group.share, &group.told, html! { <>{ for typical }</> })
    };
    let mut rows: Vec<Row> = found.groups.iter().enumerate().map(group).collect();
    rows.push(row(words.say("data.alike.all"), sheet.n, 1.0, &found.all, Html::default()));
    let tried = |alike: &Alike| Row {
        cells: vec![
            words.number(f64::from(alike.asked), 0).into(),
            words.number(alike.inertia, 0).into(),
            words.share(alike.left).into(),
        ],
        marked: alike.asked == found.asked,
    };
    let tries = ["data.alike.groups", "data.alike.table.inertia", "data.alike.table.left"];
    html! {
        <>
            { figure(words, "data.alike.figure", words.line("data.alike.point", &values), plot) }
            { table_view(words.attr("data.alike.table"), heads.map(column).to_vec(), rows) }
            { words.prose("data.alike.typical", &[]) }
            { words.prose("data.alike.honest", &values) }
            { table_view(
                words.attr("data.alike.tried"),
                tries.map(|key| column((key, true))).to_vec(),
                views.alike.iter().map(tried).collect(),
            ) }
            { words.prose("data.alike.tried.about", &[]) }
        </>
    }
}

/// How often the answer is yes, how large it is on average, or which classes are commonest.
fn answer(words: &Words, told: &Told) -> String {
    told.mean.map_or_else(|| told::commonest(words, &told.classes), |mean| words.said(mean))
}

fn typical(words: &Words, one: &Typical) -> Html {
    let column = told::column(words, &one.column);
    match &one.level {
        Some(level) => words.line(
            "data.alike.level",
            &[
                ("column", column),
                ("level", told::level(words, &one.column, level)),
                ("here", words.share(one.here)),
                ("all", words.share(one.all)),
            ],
        ),
        None => words.line(
            "data.alike.number",
            &[
                ("column", column),
                ("here", told::quantity(words, &one.column, one.here)),
                ("all", told::quantity(words, &one.column, one.all)),
            ],
        ),
    }
}
