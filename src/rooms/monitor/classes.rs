//! Which classes the last month brought, beside those that the version learned from, and what became of each.

use engine::expedition::classes::{self, ClassMonth};
use engine::expedition::monitor::{MonitorReport, MonthReport};
use yew::prelude::*;

use super::{number, version};
use crate::charts::{Outline, Role};
use crate::rooms::classes::figure;
use crate::rooms::fold::Fold;
use crate::rooms::words::Words;
use crate::widgets::{Column, Row, table_view};

/// The figure and the tables; nothing before the first month, or where no classes are asked for.
pub fn panel(words: &Words, report: &MonitorReport) -> Html {
    let last = report.months.last();
    let Some((last, all)) = last.and_then(|last| Some((last, last.classes.as_ref()?))) else {
        return Html::default();
    };
    let (learned, came) = classes::shares(all);
    let month = words.month(last.month);
    let outline = |label: String, role, values| Outline { label, role, values };
    let now = outline(month.clone(), Role::Truth, came.clone().unwrap_or_default());
    let (reference, current) = match learned.clone() {
        Some(then) => (outline(words.say("monitor.classes.then"), Role::Soft, then), Some(now)),
        None => (now, None),
    };
    let keys = ["monitor.classes.figure", "monitor.classes.class", "deploy.scores.y"];
    let by_month = by_month(words, report);
    html! {
        <section class="panel" aria-labelledby="classes-heading">
            <h2 id="classes-heading">{ words.say("monitor.classes.title") }</h2>
            { words.prose("monitor.classes.about", &[("month", month)]) }
            if learned.is_some() {
                { words.prose("monitor.classes.about.model", &[]) }
            }
            { figure(words, keys, point(words, last, all), reference, current) }
            { table(words, last, all, [learned, came]) }
            if !by_month.is_empty() {
                <Fold title={words.attr("monitor.classes.months")}>{ months(words, by_month) }</Fold>
            }
        </section>
    }
}

fn share(words: &Words, share: Option<f64>) -> String {
    share.map_or_else(|| words.say("monitor.inputs.none"), |share| words.share(share))
}

/// What stands out: a class that was never learned, or the one whose share moved most.
fn point(words: &Words, last: &MonthReport, all: &[ClassMonth]) -> Html {
    let told = [("month", words.month(last.month)), ("version", version(words, last.version))];
    if let Some((class, came)) = classes::unmet(all) {
        let (names, taken) = (came.names, came.taken_for.map(|taken| words.class(taken)));
        let values = [
            ("class", words.class(class)),
            ("n", number(words, names.n)),
            ("asked", number(words, names.asked)),
            ("wrong", number(words, names.wrong())),
            ("taken", taken.unwrap_or_default()),
            ("sure", share(words, came.sure)),
        ];
        let key = if names.asked < names.n { "monitor.classes.unmet" } else { "monitor.classes.unmet.asked" };
        return words.line(key, &[&told[..], &values].concat());
    }
    match classes::moved(all) {
        Some((class, [then, now])) => {
            let values =
                [("class", words.class(class)), ("then", words.share(then)), ("now", words.share(now))];
            words.line("monitor.classes.moved", &[&told[..], &values].concat())
        }
        None => words.line("monitor.classes.rule", &told),
    }
}

/// The classes that came or were learned, the commonest of the world first.
fn table(
    words: &Words,
    last: &MonthReport,
    all: &[ClassMonth],
    [learned, came]: [Option<Vec<f64>>; 2],
) -> Html {
    // A rule has learned nothing, and is as sure of each name.
    let is_model = learned.is_some();
    let row = |(at, class): (usize, &ClassMonth)| {
        let then = learned.as_ref().and_then(|then| then.get(at).copied());
        let (n, taken) = (class.names, class.taken_for.map(|taken| words.class(taken)));
        let then = match then {
            Some(0.0) => words.say("monitor.classes.never"),
            then => share(words, then),
        };
        let mut cells: Vec<Html> = vec![
            words.class(at as u32).into(),
            share(words, came.as_ref().and_then(|came| came.get(at).copied())).into(),
            number(words, n.n).into(),
            number(words, n.right).into(),
            number(words, n.wrong()).into(),
            number(words, n.asked).into(),
            taken.unwrap_or_else(|| words.say("monitor.inputs.none")).into(),
        ];
        if is_model {
            cells.insert(1, then.into());
            cells.push(share(words, class.sure).into());
        }
        Row { cells, marked: class.is_unmet() }
    };
    let there = |(_, class): &(usize, &ClassMonth)| class.names.n > 0 || class.learned.unwrap_or(0) > 0;
    let rows = all.iter().enumerate().filter(there).map(row).collect();
    let heads = ["class", "learned", "share", "n", "right", "wrong", "asked", "taken", "sure"].into_iter();
    let heads = heads.filter(|key| is_model || !["learned", "sure"].contains(key));
    let column = |key: &str| Column {
        label: words.attr(&format!("monitor.classes.{key}")),
        numeric: !["class", "taken"].contains(&key),
    };
    let caption = words.fill("monitor.classes.table", &[("month", words.month(last.month))]);
    table_view(caption.into(), heads.map(column).collect(), rows)
}

/// The months in which a class came that the version had never learned from.
fn by_month<'a>(words: &Words, report: &'a MonitorReport) -> Vec<(&'a MonthReport, String)> {
    let one = |month: &'a MonthReport| {
        let unmet = (0_u32..).zip(month.classes.iter().flatten()).filter(|(_, class)| class.is_unmet());
        let told = unmet.map(|(class, came)| {
            let values = [("class", words.class(class)), ("n", number(words, came.names.n))];
            words.fill("monitor.classes.of", &values)
        });
        let told: Vec<String> = told.collect();
        (!told.is_empty()).then(|| (month, words.list(&told)))
    };
    report.months.iter().filter_map(one).collect()
}

fn months(words: &Words, months: Vec<(&MonthReport, String)>) -> Html {
    let row = |(month, unmet): (&MonthReport, String)| {
        let cells = [words.month(month.month), version(words, month.version), unmet];
        Row::new(cells.into_iter().map(Html::from).collect())
    };
    let heads = ["monitor.money.month", "monitor.money.version", "monitor.classes.came"];
    let heads = heads.map(|key| Column { label: words.attr(key), numeric: false });
    table_view(words.attr("monitor.classes.months"), heads.to_vec(), months.into_iter().map(row).collect())
}
