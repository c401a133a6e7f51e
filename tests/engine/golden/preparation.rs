//! Rare levels, groups and texts.

use engine::expedition::own::Written;
use engine::prepare::aggregate::{self, Statistic};
use engine::prepare::calendar::{self, Part};
use engine::prepare::merge::{self, Group};
use engine::prepare::text::{self, Terms, Weight};
use engine::prepare::{Columns, FittedStep, Step, blank, convert, impute, one_hot, polynomial, pool, target};
use engine::quality::correlate::cramers_v;
use engine::table::written::number;
use engine::table::{Column, Kind, MISSING, Table, Values, date};
use engine::task::KnownAt;
use engine::work::Pace;

use super::case::Case;
use super::preprocessing::{apply, learn, numbers_table, table_rows};
use crate::now;

pub fn run(case: &Case) {
    match case.kind.as_str() {
        "pool" => pooled(case),
        "aggregate" => grouped(case),
        "target_classes" => classes(case),
        "text" => texts(case),
        "blank" => blanked(case),
        "blank_imputed" => imputed(case),
        "convert" => converted(case),
        "merge" => merged(case),
        "constant_number" | "constant_word" => constant(case),
        "written" => {
            let way: Written = serde_json::from_value(case.input["way"].clone()).unwrap();
            let read = |cell: &String| number(cell, way).unwrap();
            case.same("numbers", case.words("cells").iter().map(read).collect::<Vec<f64>>());
        }
        "pairs" => pairs(case),
        "association" => {
            let codes = |name: &str| case.numbers(name).iter().map(|v| *v as u32).collect::<Vec<_>>();
            case.same("cramers_v", cramers_v(&codes("a"), &codes("b")));
        }
        "dates" => {
            let day = |day: &String| date::parse_iso(day).unwrap();
            let days: Vec<i32> = case.words("days").iter().map(day).collect();
            taken_apart(case, Values::Date(days.into()), Kind::Date);
        }
        "clock" => taken_apart(case, Values::Number(case.numbers("times").into()), Kind::Number),
        _ => {}
    }
}

fn constant(case: &Case) {
    let (column, fill) = if let Some(value) = case.input["value"].as_f64() {
        let values = Values::Number(case.numbers("values").into());
        (Column { name: "x".into(), known_at: KnownAt::Decision, values }, impute::Fill::Number { value })
    } else {
        let value = case.input["value"].as_str().unwrap().into();
        (gappy("x", &case.words("words")), impute::Fill::Level { value })
    };
    let table = Table::new(vec![column]).unwrap();
    let fitted =
        learn(&Step::Impute(impute::Params { columns: Columns::All, fill }), &table, &[], &mut Vec::new());
    let filled = apply(&fitted, &table, &mut Vec::new());
    match &filled.column("x").unwrap().values {
        Values::Number(values) => case.same("filled", values.to_vec()),
        Values::Category { levels, codes } => {
            case.same("filled", codes.iter().map(|code| levels[*code as usize].as_str()).collect::<Vec<_>>());
        }
        Values::Date(_) => panic!("no date"),
    }
}

fn pooled(case: &Case) {
    let table = |words: &str| Table::new(vec![category("word", &case.words(words))]).unwrap();
    let min_share = case.input["min_share"].as_f64().unwrap();
    let step = Step::Pool(pool::Params { columns: Columns::All, min_share });
    let fitted = learn(&step, &table("words"), &[], &mut Vec::new());
    let FittedStep::Pool(learned) = &fitted else { panic!("another step") };
    case.same("kept", learned.columns[0].levels.iter().map(String::as_str).collect::<Vec<_>>());
    let pool = |words: &str| apply(&fitted, &table(words), &mut Vec::new());
    let step = Step::OneHot(one_hot::Params { columns: Columns::All, max_levels: None, drop_first: false });
    let one_hot = learn(&step, &pool("words"), &[], &mut Vec::new());
    case.same("one_hot", table_rows(&apply(&one_hot, &pool("live"), &mut Vec::new())));
}

fn classes(case: &Case) {
    let table = |words: &str| Table::new(vec![category("word", &case.words(words))]).unwrap();
    let of = |key: &str| case.input[key].as_f64().unwrap();
    let (smooth, cv, columns) = (of("smooth"), of("cv") as u32, Columns::All);
    let params = target::Params { columns, smooth, cv, n_classes: 3 };
    let y = case.numbers("y");
    let crossed = now(params.cross_fit(&table("words"), &y, &Pace::default())).unwrap();
    let fitted = learn(&Step::Target(params), &table("words"), &y, &mut Vec::new());
    case.same("live", table_rows(&apply(&fitted, &table("live"), &mut Vec::new())));
    case.same("crossed", table_rows(&crossed));
    let names: Vec<&str> = crossed.columns().iter().map(|column| column.name.as_str()).collect();
    assert_eq!(names, [0, 1, 2].map(|class| format!("word = {}{class}", target::CLASS)));
}

fn grouped(case: &Case) {
    let (groups, live) = (case.words("groups"), case.words("live"));
    let statistic = match case.input["statistic"].as_str().unwrap() {
        "mean" => Statistic::Mean,
        "median" => Statistic::Median,
        "std" => Statistic::Std,
        other => panic!("no statistic {other}"),
    };
    let table = |groups: &[String], values: Vec<f64>| {
        let values = Values::Number(values.into());
        Table::new(vec![category("group", groups), column("value", values)]).unwrap()
    };
    let step = Step::Aggregate(aggregate::Params { column: "value".into(), by: "group".into(), statistic });
    let fitted = learn(&step, &table(&groups, case.numbers("values")), &[], &mut Vec::new());
    let found = apply(&fitted, &table(&live, vec![0.0; live.len()]), &mut Vec::new());
    let name = format!("value {} by group", case.input["statistic"].as_str().unwrap());
    case.same("live", found.numbers(&name).unwrap().to_vec());
}

fn texts(case: &Case) {
    let whole = |name: &str| case.input[name].as_u64().unwrap() as u32;
    let terms = match case.input["terms"].as_str().unwrap() {
        "frequent" => Terms::Frequent { most: whole("n") },
        "hashed" => Terms::Hashed { width: whole("n") },
        other => panic!("no terms {other}"),
    };
    let weight = match case.input["weight"].as_str().unwrap() {
        "count" => Weight::Count,
        "tf_idf" => Weight::TfIdf,
        "there" => Weight::There,
        other => panic!("no weight {other}"),
    };
    let table = |texts: &str| Table::new(vec![category("text", &case.words(texts))]).unwrap();
    let step = Step::Text(text::Params { columns: Columns::All, ngrams: whole("ngrams"), terms, weight });
    let fitted = learn(&step, &table("texts"), &[], &mut Vec::new());
    case.same("train", table_rows(&apply(&fitted, &table("texts"), &mut Vec::new())));
    case.same("live", table_rows(&apply(&fitted, &table("live"), &mut Vec::new())));
    let FittedStep::Text(learned) = &fitted else { panic!("another step") };
    if case.has("terms") {
        case.same(
            "terms",
            learned.columns[0].terms.iter().map(|(term, _)| term.as_str()).collect::<Vec<_>>(),
        );
    }
}

/// What a step of numbers makes of `values`.
fn mended(case: &Case, steps: &[Step]) -> Vec<f64> {
    let values = Values::Number(case.numbers("values").into());
    let mut table = Table::new(vec![column("x", values)]).unwrap();
    for step in steps {
        table = apply(&learn(step, &table, &[], &mut Vec::new()), &table, &mut Vec::new());
    }
    table.numbers("x").unwrap().to_vec()
}

fn blanked(case: &Case) {
    let limit = |name: &str| case.input[name].as_f64();
    let (columns, values) = (Columns::All, case.numbers("codes"));
    let step = Step::Blank(blank::Params { columns, values, below: limit("below"), above: limit("above") });
    case.same("mended", mended(case, &[step]));
}

fn imputed(case: &Case) {
    let (columns, values) = (Columns::All, case.numbers("codes"));
    let blank = Step::Blank(blank::Params { columns, values, below: None, above: None });
    let fill = Step::Impute(impute::Params { columns: Columns::All, fill: impute::Fill::Median });
    let filled = mended(case, &[blank, fill]);
    let gap = case.numbers("values").iter().position(|v| v.is_nan()).unwrap();
    case.same("median", filled[gap]);
    case.same("filled", filled);
}

fn converted(case: &Case) {
    let of = |name: &str| case.input[name].as_f64();
    let step = Step::Convert(convert::Params {
        columns: Columns::All,
        low: of("low"),
        high: of("high"),
        factor: of("factor").unwrap(),
        offset: of("offset").unwrap(),
    });
    case.same("mended", mended(case, &[step]));
}

fn merged(case: &Case) {
    let words = case.words("words");
    let group = |(level, name): (&String, &String)| Group { name: name.clone(), levels: vec![level.clone()] };
    let groups = case.words("from").iter().zip(&case.words("to")).map(group).collect();
    let fold = case.input["fold"].as_bool().unwrap();
    let step = Step::Merge(merge::Params { columns: Columns::All, groups, fold });
    let table = Table::new(vec![category("word", &words)]).unwrap();
    let found = apply(&learn(&step, &table, &[], &mut Vec::new()), &table, &mut Vec::new());
    let (levels, codes) = found.categories("word").unwrap();
    case.same("merged", codes.iter().map(|code| levels[*code as usize].as_str()).collect::<Vec<_>>());
}

fn taken_apart(case: &Case, values: Values, kind: Kind) {
    let parts = Part::of(kind).to_vec();
    let columns = Columns::Named(vec!["x".into()]);
    let step = Step::Calendar(calendar::Params { columns, parts: parts.clone() });
    let table = Table::new(vec![column("x", values)]).unwrap();
    let found = apply(&learn(&step, &table, &[], &mut Vec::new()), &table, &mut Vec::new());
    for part in parts {
        case.same(part.name(), found.numbers(&format!("x {}", part.name())).unwrap().to_vec());
    }
}

fn pairs(case: &Case) {
    let step = Step::Polynomial(polynomial::Params { columns: Columns::All, interaction_only: true });
    let rows = numbers_table(&case.rows("rows"));
    case.same(
        "pairs",
        table_rows(&apply(&learn(&step, &rows, &[], &mut Vec::new()), &rows, &mut Vec::new())),
    );
}

pub(super) fn category(name: &str, words: &[String]) -> Column {
    let mut levels = words.to_vec();
    levels.sort();
    levels.dedup();
    let code = |word: &String| levels.binary_search(word).unwrap() as u32;
    let codes = words.iter().map(code).collect();
    column(name, Values::Category { levels: levels.into(), codes })
}

/// The same where an empty word is missing.
fn gappy(name: &str, words: &[String]) -> Column {
    let mut column = category(name, words);
    if let Values::Category { levels, codes } = &mut column.values {
        let empty = levels.iter().position(|level| level.is_empty()).map(|at| at as u32);
        *codes = codes.iter().map(|code| if Some(*code) == empty { MISSING } else { *code }).collect();
    }
    column
}

pub(super) fn column(name: &str, values: Values) -> Column {
    Column { name: name.into(), known_at: KnownAt::Decision, values }
}
