//! Scaling, encoding, imputing.

use engine::math;
use engine::note::Note;
use engine::prepare::impute::{self, Fill, Filling};
use engine::prepare::{Columns, FittedStep, Step, indicator, one_hot, standardise};
use engine::table::{Column, Table, Values};
use engine::task::KnownAt;

use super::case::{Case, object};

pub fn run(case: &Case) {
    match case.kind.as_str() {
        "scalers" => scalers(case),
        "encoders" => encoders(case),
        "imputers" => imputers(case),
        _ => {}
    }
}

fn scalers(case: &Case) {
    let (fit, transform) = (case.rows("fit"), case.rows("transform"));
    let mut notes = Vec::new();
    let step = Step::Standardise(standardise::Params { columns: Columns::All });
    let fitted = step.fit(&numbers_table(&fit), &mut notes).unwrap();
    let FittedStep::Standardise(learned) = &fitted else { panic!("another step") };
    let constant = |name: &String| notes.contains(&Note::ConstantColumn { column: name.clone() });
    let variance = |s: &standardise::Scale| if constant(&s.column) { 0.0 } else { s.scale * s.scale };
    let got = object(vec![
        ("mean", learned.columns.iter().map(|s| s.mean).collect::<Vec<f64>>().into()),
        ("var", learned.columns.iter().map(variance).collect::<Vec<f64>>().into()),
        ("scale", learned.columns.iter().map(|s| s.scale).collect::<Vec<f64>>().into()),
        ("transform", table_rows(&fitted.transform(&numbers_table(&transform), &mut notes).unwrap()).into()),
    ]);
    case.same("standard", got);
    let sorted = math::sorted_present(&fit.iter().map(|row| row[1]).collect::<Vec<f64>>());
    let shares = case.at("quantile_q").as_array().unwrap();
    let quantiles: Vec<Option<f64>> =
        shares.iter().map(|q| math::quantile_sorted(&sorted, q.as_f64().unwrap())).collect();
    case.same("quantiles/linear", quantiles);
}

fn encoders(case: &Case) {
    let names = ["color", "size"];
    let table = |part: &str| {
        let column = |name: &&str| Column {
            name: (*name).into(),
            known_at: KnownAt::Decision,
            values: words(&case.words(&format!("{part}/{name}"))),
        };
        Table::new(names.iter().map(column).collect()).unwrap()
    };
    let step = Step::OneHot(one_hot::Params { columns: Columns::All, max_levels: None });
    let fitted = step.fit(&table("fit"), &mut Vec::new()).unwrap();
    let FittedStep::OneHot(learned) = &fitted else { panic!("another step") };
    let levels =
        |l: &one_hot::Levels| l.levels.iter().map(|w| w.as_str().into()).collect::<Vec<super::case::Got>>();
    case.same("onehot/categories", learned.columns.iter().map(levels).collect::<Vec<_>>());
    let mut notes = Vec::new();
    case.same("onehot/transform", table_rows(&fitted.transform(&table("transform"), &mut notes).unwrap()));
    assert!(notes.iter().any(|note| matches!(note, Note::UnseenLevels { .. })), "{case}: a level is unseen");
}

fn imputers(case: &Case) {
    let (fit, transform) = (numbers_table(&case.rows("fit")), numbers_table(&case.rows("transform")));
    let impute = |fill: Fill| Step::Impute(impute::Params { columns: Columns::All, fill });
    for (name, fill) in
        [("mean", Fill::Mean), ("median", Fill::Median), ("most_frequent", Fill::MostFrequent)]
    {
        let fitted = impute(fill).fit(&fit, &mut Vec::new()).unwrap();
        let FittedStep::Impute(learned) = &fitted else { panic!("another step") };
        let filling = |(_, filling): &(String, Filling)| match filling {
            Filling::Number(number) => *number,
            Filling::Level(level) => panic!("{level} for a number"),
        };
        case.same(&format!("{name}/statistics"), learned.columns.iter().map(filling).collect::<Vec<f64>>());
        let filled = fitted.transform(&transform, &mut Vec::new()).unwrap();
        case.same(&format!("{name}/transform"), table_rows(&filled));
    }
    let indicator = Step::Indicator(indicator::Params { columns: Columns::All });
    let filled =
        [indicator, impute(Fill::Mean)].iter().fold((fit.clone(), transform.clone()), |(fit, rows), step| {
            let fitted = step.fit(&fit, &mut Vec::new()).unwrap();
            let then = |table: &Table| fitted.transform(table, &mut Vec::new()).unwrap();
            (then(&fit), then(&rows))
        });
    case.same("mean_with_indicator/transform", table_rows(&filled.1));
    let zero = impute(Fill::Number { value: 0.0 }).fit(&fit, &mut Vec::new()).unwrap();
    case.same("constant0", table_rows(&zero.transform(&transform, &mut Vec::new()).unwrap()));
}

fn numbers_table(rows: &[Vec<f64>]) -> Table {
    let column = |j: usize| Column {
        name: format!("x{j}"),
        known_at: KnownAt::Decision,
        values: Values::Number(rows.iter().map(|row| row[j]).collect()),
    };
    Table::new((0..rows[0].len()).map(column).collect()).unwrap()
}

fn words(words: &[String]) -> Values {
    let mut levels = words.to_vec();
    levels.sort();
    levels.dedup();
    let codes = words.iter().map(|word| levels.binary_search(word).unwrap() as u32).collect();
    Values::Category { levels: levels.into(), codes }
}

fn table_rows(table: &Table) -> Vec<Vec<f64>> {
    let cell = |i: usize, column: &Column| table.numbers(&column.name).unwrap()[i];
    let row = |i: usize| table.columns().iter().map(|column| cell(i, column)).collect();
    (0..table.n_rows()).map(row).collect()
}
