//! Rare levels, groups and texts.

use engine::prepare::aggregate::{self, Statistic};
use engine::prepare::text::{self, Terms, Weight};
use engine::prepare::{Columns, FittedStep, Step, one_hot, pool, target};
use engine::table::{Column, Table, Values};
use engine::task::KnownAt;

use super::case::Case;
use super::preprocessing::{apply, learn, table_rows};

pub fn run(case: &Case) {
    match case.kind.as_str() {
        "pool" => pooled(case),
        "aggregate" => grouped(case),
        "target_classes" => classes(case),
        "text" => texts(case),
        _ => {}
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
    let crossed = params.cross_fit(&table("words"), &y).unwrap();
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

fn category(name: &str, words: &[String]) -> Column {
    let mut levels = words.to_vec();
    levels.sort();
    levels.dedup();
    let code = |word: &String| levels.binary_search(word).unwrap() as u32;
    let codes = words.iter().map(code).collect();
    column(name, Values::Category { levels: levels.into(), codes })
}

fn column(name: &str, values: Values) -> Column {
    Column { name: name.into(), known_at: KnownAt::Decision, values }
}
