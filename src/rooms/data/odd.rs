//! On demand: what looks odd in the training rows, what can be done about it, and which answers look wrong.

use engine::expedition::Recipe;
use engine::expedition::Task;
use engine::expedition::asked::{DOUBT, ODD, about_rows};
use engine::expedition::data::DataReport;
use engine::expedition::doubt::{Doubted, Doubts, Misnamed};
use engine::expedition::odd::{Finding, OddReport, Sample, Shown};
use engine::expedition::prepare::dials;
use engine::expedition::stage::Stage;
use yew::prelude::*;

use super::recipe::Edit;
use super::{columns, steps};
use crate::rooms::words::{Value, Words};
use crate::rooms::{RoomProps, told, turns};
use crate::state::Action;
use crate::widgets::{Column, Row, table_view};

/// Spellings shown of a column, at most.
const SPELLINGS: usize = 12;

/// What the panel is given.
pub(super) struct Given<'a> {
    pub props: &'a RoomProps,
    pub words: &'a Words,
    /// The report, stale or not.
    pub report: &'a DataReport,
    /// The recipe as it stands on the page.
    pub recipe: &'a Recipe,
    pub edit: &'a Callback<Edit>,
}

/// Whether a question of this panel is being answered: its progress stands here.
pub(super) fn answering(props: &RoomProps, report: Option<&DataReport>) -> bool {
    let [odd, doubt, related, profile] = about_rows(&props.state.record, &props.state.plan());
    let lacks = |report: &DataReport| {
        (odd && report.odd.is_none())
            || (doubt && report.doubts.is_none())
            || (related && report.related.is_none())
            || (profile && report.profiles.is_none())
    };
    props.state.fresh(Stage::Data).is_none() && report.is_some_and(lacks)
}

/// What was found, or the way to it.
pub(super) fn panel(given: &Given) -> Html {
    let Given { words, report, .. } = given;
    let odd = match report.odd.as_ref() {
        Some(found) => findings(given, found),
        None => ask(given.props, words, ODD, ODD.into(), asked(given)[0]),
    };
    html! {
        <div class="odd">
            { odd }
            if report.odd.is_some() && words.task() != Task::Regression {
                <h4>{ words.say("data.doubt") }</h4>
                if let Some(found) = report.doubts.as_ref() {
                    { doubts(words, found) }
                } else {
                    { ask(given.props, words, DOUBT, DOUBT.into(), asked(given)[1]) }
                }
            }
        </div>
    }
}

fn asked(given: &Given) -> [bool; 4] {
    about_rows(&given.props.state.record, &given.props.state.plan())
}

/// The way to an answer to `what`, or how far it is; `key` begins its texts.
pub(super) fn ask(props: &RoomProps, words: &Words, key: &str, what: String, asked: bool) -> Html {
    if asked {
        return told::waiting(props, Stage::Data);
    }
    let onclick = props.act.reform(move |_: MouseEvent| Action::Ask(what.clone().into()));
    html! {
        <>
            { words.prose(&format!("data.{key}.about"), &[]) }
            <button type="button" class="or" {onclick}>{ words.say(&format!("data.{key}.ask")) }</button>
        </>
    }
}

fn findings(given: &Given, found: &OddReport) -> Html {
    let words = given.words;
    let clean: Vec<String> =
        found.clean.iter().map(|what| words.say(&format!("data.odd.{what}.clean"))).collect();
    let values = [
        ("n", words.number(f64::from(found.n), 0)),
        ("found", words.count("data.odd.found", found.findings.len() as u32, &[])),
        ("clean", words.list(&clean)),
    ];
    html! {
        <>
            { words.prose("data.odd.says", &values) }
            <ol class="findings">{ for found.findings.iter().map(|one| html! { <li>{ finding(given, found, one) }</li> }) }</ol>
            if !clean.is_empty() {
                { words.prose("data.odd.none", &values) }
            }
            { lacks(words, found) }
        </>
    }
}

/// Which columns are missing together, and in how many rows; nothing where nothing is missing.
fn lacks(words: &Words, found: &OddReport) -> Html {
    let lacks = &found.lacks;
    if lacks.sets.is_empty() {
        return Html::default();
    }
    let number = |n: u32| words.number(f64::from(n), 0);
    let values = [("complete", number(lacks.n_complete)), ("all", number(found.n))];
    let row = |(columns, n): &(Vec<String>, u32)| {
        let named: Vec<String> = columns.iter().map(|name| told::column(words, name)).collect();
        Row::new(vec![words.list(&named).into(), number(*n).into()])
    };
    html! {
        <>
            <h4>{ words.say("data.odd.lacks") }</h4>
            { words.paragraphs(&words.count("data.odd.lacks.says", lacks.n_sets, &values)) }
            { table_view(
                words.attr("data.odd.lacks.table"),
                heads(words, &[("lacking", false), ("rows", true)]),
                lacks.sets.iter().map(row).collect(),
            ) }
            if lacks.sets.len() < lacks.n_sets as usize {
                { words.prose("data.odd.lacks.some", &[("n", number(lacks.sets.len() as u32))]) }
            }
        </>
    }
}

/// A finding in a sentence, where to look, and what can be done.
fn finding(given: &Given, found: &OddReport, one: &Finding) -> Html {
    let (words, what) = (given.words, &one.what);
    let named: Vec<String> = one.columns.iter().map(|name| told::column(words, name)).collect();
    let first = one.columns.first().map_or("", String::as_str);
    let mut values: Vec<Value> = vec![
        ("n", words.number(f64::from(one.n), 0)),
        ("all", words.number(f64::from(found.n), 0)),
        ("column", named.first().cloned().unwrap_or_default()),
        ("columns", words.list(&named)),
    ];
    match &one.table {
        Shown::Unit { factor, low, high } => {
            let times = if *factor < 1.0 { 1.0 / factor } else { *factor };
            values.extend([
                ("times", words.number(times, 0)),
                ("how", words.say(if *factor < 1.0 { "data.odd.smaller" } else { "data.odd.larger" })),
                ("low", told::quantity(words, first, *low)),
                ("high", told::quantity(words, first, *high)),
            ]);
        }
        Shown::Gaps(gaps) => {
            if let Some((column, n, with, without)) = gaps.first() {
                values.extend([
                    ("first", told::column(words, column)),
                    ("gaps", words.number(f64::from(*n), 0)),
                    ("with", words.said(*with)),
                    ("without", words.said(*without)),
                ]);
            }
        }
        Shown::Powers(powers) => {
            values.push(("power", words.share(powers.first().map_or(0.0, |(_, power, _)| *power))));
        }
        _ => {}
    }
    let act = one.step(given.recipe).map(|step| {
        let (edit, mut all) = (given.edit.clone(), given.recipe.steps.clone());
        let (says, at) = (steps::step(words, &step), dials::place(&all, &step));
        all.insert(at, step);
        let onclick = Callback::from(move |_: MouseEvent| {
            edit.emit(Edit { steps: all.clone(), open: Some(at), focus: Some(format!("step-{at}")) });
        });
        html! {
            <>
                <p class="small soft">{ says }</p>
                <button type="button" class="or" {onclick}>{ words.say("data.odd.add") }</button>
            </>
        }
    });
    let goes_in = |name: &String| given.recipe.features.contains(name);
    let is_out = what != "late" && !one.mends.is_empty() && !one.mends.iter().any(goes_in);
    html! {
        <>
            <p>{ words.line(&format!("data.odd.{what}"), &values) }</p>
            { table(words, one, first) }
            <p>{ words.line(&advice(one, given.recipe), &values) }</p>
            if one.mended(given.recipe) {
                <p class="small soft">{ words.say("data.odd.does") }</p>
            }
            if is_out {
                <p class="small soft">{ words.say("data.odd.out") }</p>
            }
            { act }
        </>
    }
}

fn heads(words: &Words, keys: &[(&str, bool)]) -> Vec<Column> {
    let head = |(key, numeric): &(&str, bool)| Column {
        label: words.attr(&format!("data.odd.table.{key}")),
        numeric: *numeric,
    };
    keys.iter().map(head).collect()
}

/// Where to look.
fn table(words: &Words, one: &Finding, column: &str) -> Html {
    let number = |n: &u32| Html::from(words.number(f64::from(*n), 0));
    let named = |name: &str| Html::from(told::column(words, name));
    let missing = || words.say("deploy.requests.missing");
    let (heads, rows) = match &one.table {
        Shown::Nothing | Shown::Unit { .. } => return Html::default(),
        Shown::Powers(powers) => (
            heads(words, &[("column", false), ("power", true), ("known", false)]),
            powers
                .iter()
                .map(|(name, power, at)| {
                    Row::new(vec![named(name), words.share(*power).into(), columns::known(words, at).into()])
                })
                .collect::<Vec<_>>(),
        ),
        Shown::Codes(codes) => (
            heads(words, &[("column", false), ("value", true), ("rows", true)]),
            codes
                .iter()
                .map(|(name, value, n)| {
                    Row::new(vec![named(name), told::quantity(words, name, *value).into(), number(n)])
                })
                .collect(),
        ),
        Shown::Levels(levels) => (
            heads(words, &[("value", false), ("rows", true)]),
            levels
                .iter()
                .map(|(level, n)| {
                    let named = level.as_ref().map(|level| told::level(words, column, level));
                    let level = named.unwrap_or_else(missing);
                    Row::new(vec![level.into(), number(n)])
                })
                .collect(),
        ),
        Shown::Spellings(groups) => {
            let row = |(at, (level, n)): (usize, &(String, u32))| Row {
                // As it is written: that it is written otherwise elsewhere is the point.
                cells: vec![Html::from(format!("“{level}”")), number(n)],
                marked: at % 2 == 1,
            };
            let of = |(at, group): (usize, &Vec<(String, u32)>)| {
                group.iter().map(|level| row((at, level))).collect::<Vec<_>>()
            };
            let rows = groups.iter().enumerate().flat_map(of).take(SPELLINGS).collect();
            (heads(words, &[("value", false), ("rows", true)]), rows)
        }
        Shown::Gaps(gaps) => (
            heads(words, &[("column", false), ("gaps", true), ("with", true), ("without", true)]),
            gaps.iter()
                .map(|(name, n, with, without)| {
                    Row::new(vec![
                        named(name),
                        number(n),
                        words.said(*with).into(),
                        words.said(*without).into(),
                    ])
                })
                .collect(),
        ),
        Shown::Rows(samples) => {
            let Some(first) = samples.first() else { return Html::default() };
            (of_rows(words, first, false), samples.iter().map(|row| cells(words, row, None)).collect())
        }
    };
    table_view(words.attr(&format!("data.odd.{}.table", one.what)), heads, rows)
}

/// The heads of a table of rows like `first`.
fn of_rows(words: &Words, first: &Sample, said: bool) -> Vec<Column> {
    let answer = Column { label: words.attr("data.odd.table.answer"), numeric: words.numbers() };
    let mut all = heads(words, &[("day", false)]);
    all.extend((!said).then_some(answer));
    all.extend(said.then(|| heads(words, &[("said", true)])).into_iter().flatten());
    let label = |(name, _): &(String, Option<String>)| told::column(words, name).into();
    all.extend(first.values.iter().map(|value| Column { label: label(value), numeric: false }));
    all
}

/// A row as [`of_rows`]; every other group stands out.
fn cells(words: &Words, row: &Sample, said: Option<f64>) -> Row {
    let answer = if words.numbers() { words.amount(row.y) } else { words.answer(row.y as u32) };
    let value = |(name, value): &(String, Option<String>)| {
        let written = value.as_ref().map(|value| turns::written(words, name, value));
        Html::from(written.unwrap_or_else(|| words.say("deploy.requests.missing")))
    };
    let mut cells = vec![words.day(row.day).into()];
    // The caption says the answer where it is in doubt.
    cells.extend(said.is_none().then(|| Html::from(answer)));
    cells.extend(said.map(|said| Html::from(words.share(said))));
    cells.extend(row.values.iter().map(value));
    Row { cells, marked: said.is_none() && row.group % 2 == 1 }
}

/// The answers that look wrong.
fn doubts(words: &Words, found: &Doubts) -> Html {
    if let Some(names) = found.names.as_ref() {
        return misnamed(words, found.n, names);
    }
    let number = |n: u32| words.number(f64::from(n), 0);
    let values = [
        ("n", number(found.n)),
        ("yes", number(found.yes.n)),
        ("all_yes", number(found.yes.of)),
        ("no", number(found.no.n)),
        ("all_no", number(found.no.of)),
    ];
    let key = match (found.n, found.yes.n + found.no.n) {
        (0, _) => "data.doubt.cannot",
        (_, 0) => "data.doubt.none",
        _ => "data.doubt.says",
    };
    let shown = |key: &str, of: &Doubted| {
        of.rows.first().map(|(first, _)| {
            let rows = of.rows.iter().map(|(row, said)| cells(words, row, Some(*said))).collect();
            table_view(words.attr(&format!("data.doubt.table.{key}")), of_rows(words, first, true), rows)
        })
    };
    html! {
        <>
            { words.prose(key, &values) }
            { shown("yes", &found.yes) }
            { shown("no", &found.no) }
        </>
    }
}

/// The same of several classes.
fn misnamed(words: &Words, n: u32, names: &Misnamed) -> Html {
    let number = |n: u32| words.number(f64::from(n), 0);
    let suspected: u32 = names.classes.iter().map(|(_, _, n)| n).sum();
    let key = if suspected == 0 { "data.doubt.none" } else { "data.doubt.names" };
    let class = |(class, of, n): &(u32, u32, u32)| {
        Row::new(vec![words.class(*class).into(), number(*of).into(), number(*n).into()])
    };
    let row = |(sample, likelier, chance): &(Sample, u32, f64)| {
        let mut row = cells(words, sample, None);
        row.marked = false;
        row.cells.splice(2..2, [Html::from(words.class(*likelier)), words.share(*chance).into()]);
        row
    };
    let shown = names.rows.first().map(|(first, ..)| {
        let mut all = of_rows(words, first, false);
        all.splice(2..2, heads(words, &[("likelier", false), ("chance", true)]));
        table_view(words.attr("data.doubt.table.names"), all, names.rows.iter().map(row).collect())
    });
    html! {
        <>
            { words.prose(key, &[("n", number(n)), ("found", number(suspected))]) }
            { table_view(
                words.attr("data.doubt.table.classes"),
                heads(words, &[("answer", false), ("rows", true), ("doubted", true)]),
                names.classes.iter().map(class).collect(),
            ) }
            { shown }
        </>
    }
}

/// The text that says what to do about a finding; a unit that no step can convert is mended where the rows come from, and
/// what comes too late and does not go in has to stay out.
fn advice(one: &Finding, recipe: &Recipe) -> String {
    match one.what.as_str() {
        "late" if !one.columns.iter().any(|name| recipe.features.contains(name)) => {
            "data.odd.late.out".into()
        }
        "unit" if one.mends.is_empty() => "data.odd.unit.ask".into(),
        what => format!("data.odd.{what}.do"),
    }
}
