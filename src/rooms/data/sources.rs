//! Where the rows come from, and whom they cover.

use engine::expedition::Task;
use engine::expedition::data::{Coverage, DataReport, Groups};
use engine::expedition::own::MOST_LEVELS;
use yew::prelude::*;

use crate::rooms::told;
use crate::rooms::words::Words;
use crate::widgets::{Column, Row, table_view};

fn heads(words: &Words, table: &str, keys: &[&str]) -> Vec<Column> {
    let head = |(at, key): (usize, &&str)| Column {
        label: words.attr(&format!("data.{table}.{key}")),
        numeric: at > 0,
    };
    keys.iter().enumerate().map(head).collect()
}

/// What each source brings, costs, and how much of it matched.
pub(super) fn sources(words: &Words, report: &DataReport) -> Html {
    let all = f64::from(report.train.n);
    let row = |source: &engine::expedition::data::Source| {
        let days = words.count("data.sources.days", source.delay_days, &[]);
        Row::new(vec![
            words.say(&format!("source.{}", source.name)).into(),
            words.number(f64::from(source.n_columns), 0).into(),
            words.percent(f64::from(source.matched) / all, 1).into(),
            words.money(source.cost).into(),
            days.into(),
        ])
    };
    let joined = report.sources.last().map_or(report.train.n, |source| source.matched);
    let values = [
        ("n", words.number(all, 0)),
        ("matched", words.number(f64::from(joined), 0)),
        ("alone", words.number(all - f64::from(joined), 0)),
    ];
    let heads = heads(words, "sources", &["name", "columns", "matched", "cost", "delay"]);
    html! {
        <>
            { words.prose("data.sources.about", &values) }
            { table_view(words.attr("data.sources.table"), heads, report.sources.iter().map(row).collect()) }
            { words.prose("data.sources.prices", &[]) }
        </>
    }
}

/// The groups of flights: how many of each there are to learn from.
pub(super) fn groups(words: &Words, report: &DataReport) -> Html {
    html! {
        <>
            { words.prose("data.groups.about", &[]) }
            if report.groups.is_empty() {
                { words.prose("data.groups.none", &[("most", words.number(MOST_LEVELS as f64, 0))]) }
            }
            { for report.groups.iter().map(|g| group(words, g)) }
        </>
    }
}

fn group(words: &Words, group: &Groups) -> Html {
    let number = |n: u32| words.number(f64::from(n), 0);
    let name = |level: &Coverage| told::level(words, &group.column, &level.level);
    let class = |level: &Coverage| level.class.map_or_else(String::new, |class| words.class(class));
    // What they were: how many yes, which mean, which class most often.
    let told = |level: &Coverage| match words.task() {
        Task::Binary => number(level.positives).into(),
        Task::Regression => level.mean.map_or_else(String::new, |mean| words.figures(mean)).into(),
        Task::Multiclass => class(level).into(),
    };
    let row = |level: &Coverage| {
        let gaps = level.missing_share.map_or_else(|| words.say("page.undefined"), |s| words.share(s));
        Row::new(vec![name(level).into(), number(level.n).into(), told(level), gaps.into()])
    };
    let mut heads = heads(words, "groups", &["level", "n", "cancelled", "gaps"]);
    let column = told::column(words, &group.column);
    if let Some(head) = heads.first_mut() {
        head.label = column.clone().into();
    }
    let least = group.levels.last().map(|least| {
        let mean = least.mean.map_or_else(String::new, |mean| words.amount(mean));
        let values = [
            ("level", name(least)),
            ("n", number(least.n)),
            ("cancelled", number(least.positives)),
            ("mean", mean),
            ("class", class(least)),
        ];
        words.line("data.groups.least", &values)
    });
    html! {
        <>
            <p>{ least }</p>
            { table_view(words.fill("data.groups.table", &[("column", column)]).into(), heads,
                group.levels.iter().map(row).collect()) }
        </>
    }
}
