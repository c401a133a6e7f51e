//! What every step of a recipe promises: it learns from training rows only, and treats each row on its own.

use engine::error::EngineError;
use engine::math::QuantileMethod;
use engine::matrix::Matrix;
use engine::note::Note;
use engine::prepare::aggregate::{self, Statistic};
use engine::prepare::bins::{self, Encode, Strategy};
use engine::prepare::calendar::{self, Part};
use engine::prepare::impute::Fill;
use engine::prepare::scale::{self, By};
use engine::prepare::text::{self, Terms, Weight};
use engine::prepare::{
    Columns, FittedRecipe, FittedStep, Recipe, Step, blank, categorical, clip, convert, frequency, impute,
    indicator, knn_impute, log, merge, normalise, one_hot, ordinal, polynomial, pool, power, ratio,
    standardise, target,
};
use engine::rng::Rng;
use engine::table::{Column, MISSING, NO_DATE, Table, Values};
use engine::task::KnownAt;
use engine::work::Pace;

use crate::now;

const ROWS: usize = 400;

/// Rows below this one train.
const TRAIN: u32 = 150;

const PARTS: [Part; 5] = [Part::Year, Part::Month, Part::Day, Part::Weekday, Part::DayOfYear];

/// Every kind of step, with its dials at several places.
pub(super) fn steps() -> Vec<Step> {
    let all = || Columns::All;
    let some = |name: &str| Columns::Named(vec![name.into()]);
    let fill = |columns, fill| Step::Impute(impute::Params { columns, fill });
    let clip = |limits| Step::Clip(clip::Params { columns: all(), limits });
    let bins = |strategy, encode| Step::Bins(bins::Params { columns: all(), n_bins: 4, strategy, encode });
    let aggregate =
        |statistic| Step::Aggregate(aggregate::Params { column: "gap".into(), by: "word".into(), statistic });
    let text = |terms, weight| Step::Text(text::Params { columns: some("place"), ngrams: 2, terms, weight });
    let blank = |columns, values, below, above| Step::Blank(blank::Params { columns, values, below, above });
    let convert =
        |columns, low, high| Step::Convert(convert::Params { columns, low, high, factor: 2.2, offset: -1.0 });
    let group = merge::Group { name: "a".into(), levels: vec!["b".into(), "f".into()] };
    let steps = vec![
        Step::Drop { columns: some("gap") },
        Step::Indicator(indicator::Params { columns: all() }),
        fill(all(), Fill::Mean),
        fill(all(), Fill::Median),
        fill(all(), Fill::MostFrequent),
        fill(some("gap"), Fill::Number { value: -1.0 }),
        fill(some("word"), Fill::Level { value: "none".into() }),
        Step::Standardise(standardise::Params { columns: all() }),
        Step::OneHot(one_hot::Params { columns: all(), max_levels: None, drop_first: false }),
        Step::OneHot(one_hot::Params { columns: some("word"), max_levels: Some(2), drop_first: false }),
        Step::Drop { columns: some("gap") }.switched(false),
        clip(clip::Limits::Given { lower: Some(-1.0), upper: None }),
        clip(clip::Limits::Iqr { k: 1.5 }),
        clip(clip::Limits::Quantiles { lower: 0.05, upper: 0.9 }),
        Step::Log(log::Params { columns: all() }),
        Step::Ratio(ratio::Params { numerator: "full".into(), denominator: "gap".into() }),
        Step::Calendar(calendar::Params { columns: all(), parts: PARTS.to_vec() }),
        Step::Calendar(calendar::Params { columns: some("gap"), parts: vec![Part::Hour, Part::Minute] }),
        bins(Strategy::Uniform, Encode::Ordinal),
        bins(Strategy::Quantile { method: QuantileMethod::Linear }, Encode::Ordinal),
        bins(Strategy::Quantile { method: QuantileMethod::AveragedInvertedCdf }, Encode::Level),
        Step::Scale(scale::Params { columns: all(), by: By::MinMax }),
        Step::Scale(scale::Params { columns: all(), by: By::Robust }),
        Step::Scale(scale::Params { columns: some("gap"), by: By::MaxAbs }),
        Step::Ordinal(ordinal::Params { columns: all() }),
        Step::Frequency(frequency::Params { columns: all(), normalize: false }),
        Step::Frequency(frequency::Params { columns: some("word"), normalize: true }),
        Step::Target(target::Params { columns: all(), smooth: 10.0, cv: 5, n_classes: 0 }),
        Step::Target(target::Params { columns: all(), smooth: 10.0, cv: 5, n_classes: 2 }),
        Step::Target(target::Params { columns: some("word"), smooth: 0.0, cv: 2, n_classes: 0 }),
        Step::Power(power::Params { columns: all() }),
        Step::Polynomial(polynomial::Params { columns: all(), interaction_only: false }),
        Step::Polynomial(polynomial::Params { columns: all(), interaction_only: true }),
        Step::KnnImpute(knn_impute::Params { columns: all(), n_neighbors: 3 }),
        Step::OneHot(one_hot::Params { columns: all(), max_levels: Some(2), drop_first: true }),
        Step::Normalise(normalise::Params { columns: all() }),
        Step::Pool(pool::Params { columns: all(), min_share: 0.25 }),
        Step::Pool(pool::Params { columns: some("word"), min_share: 0.0 }),
        aggregate(Statistic::Mean),
        aggregate(Statistic::Median),
        aggregate(Statistic::Std),
        text(Terms::Frequent { most: 3 }, Weight::TfIdf),
        text(Terms::Frequent { most: 100 }, Weight::Count),
        text(Terms::Hashed { width: 4 }, Weight::TfIdf),
        Step::Categorical(categorical::Params { columns: all() }),
        Step::Categorical(categorical::Params { columns: some("word") }),
        text(Terms::Frequent { most: 3 }, Weight::There),
        text(Terms::Hashed { width: 4 }, Weight::There),
        blank(all(), vec![8.0], None, None),
        blank(some("gap"), Vec::new(), Some(1.0), Some(6.0)),
        convert(all(), Some(3.0), None),
        convert(some("gap"), Some(2.0), Some(4.0)),
        Step::Merge(merge::Params { columns: all(), groups: Vec::new(), fold: true }),
        Step::Merge(merge::Params { columns: some("word"), groups: vec![group], fold: false }),
    ];
    // A new step does not compile before it is looked for here, and then it must be in the list.
    let looked_for = |step: &Step| match step {
        Step::Drop { .. } => 0,
        Step::Indicator(_) => 1,
        Step::Impute(_) => 2,
        Step::Standardise(_) => 3,
        Step::OneHot(_) => 4,
        Step::Off(_) => 5,
        Step::Clip(_) => 6,
        Step::Log(_) => 7,
        Step::Ratio(_) => 8,
        Step::Calendar(_) => 9,
        Step::Bins(_) => 10,
        Step::Scale(_) => 11,
        Step::Ordinal(_) => 12,
        Step::Frequency(_) => 13,
        Step::Target(_) => 14,
        Step::Power(_) => 15,
        Step::Polynomial(_) => 16,
        Step::KnnImpute(_) => 17,
        Step::Normalise(_) => 18,
        Step::Pool(_) => 19,
        Step::Aggregate(_) => 20,
        Step::Text(_) => 21,
        Step::Categorical(_) => 22,
        Step::Blank(_) => 23,
        Step::Convert(_) => 24,
        Step::Merge(_) => 25,
    };
    (0..26).for_each(|i| assert!(steps.iter().any(|step| looked_for(step) == i), "step {i} is not listed"));
    steps
}

/// Those of the steps that work on every column of their kind.
pub fn of_all_columns() -> Vec<Step> {
    let all = |step: &Step| format!("{step:?}").contains("columns: All");
    steps().into_iter().filter(all).collect()
}

/// All of a learner's steps, in the order offered.
pub(super) fn recipe() -> Recipe {
    let features = ["full", "gap", "word", "place"].map(String::from).to_vec();
    let steps = vec![
        Step::Indicator(indicator::Params { columns: Columns::All }),
        Step::Impute(impute::Params { columns: Columns::All, fill: Fill::Median }),
        Step::Standardise(standardise::Params { columns: Columns::All }),
        Step::OneHot(one_hot::Params { columns: Columns::All, max_levels: Some(3), drop_first: false }),
    ];
    Recipe { features, steps }
}

pub(super) fn column(name: &str, values: Values) -> Column {
    Column { name: name.into(), known_at: KnownAt::Decision, values }
}

pub(super) fn words(levels: &[&str], codes: Vec<u32>) -> Values {
    Values::Category { levels: levels.iter().map(|l| String::from(*l)).collect(), codes: codes.into() }
}

/// Numbers and categories, with and without gaps; some levels occur among the training rows only, some never there.
pub(super) fn table() -> Table {
    let mut rng = Rng::new(3, "rows");
    let full = (0..ROWS).map(|_| 10.0 * rng.normal()).collect();
    let gap = (0..ROWS).map(|_| if rng.below(4) == 0 { f64::NAN } else { f64::from(rng.below(9)) }).collect();
    let word = (0..ROWS as u32).map(|i| match rng.below(6) {
        5 => MISSING,
        // The last level is first met behind the training rows.
        code => {
            if i < TRAIN {
                code
            } else {
                code + 1
            }
        }
    });
    let word = words(&["a", "b", "c", "d", "e", "f"], word.collect());
    let place = words(&["north", "south"], (0..ROWS).map(|_| rng.below(2)).collect());
    let day = (0..ROWS as i32).map(|i| if i % 11 == 0 { NO_DATE } else { 15_700 + i }).collect();
    Table::new(vec![
        column("full", Values::Number(full)),
        column("gap", Values::Number(gap)),
        column("word", word),
        column("place", place),
        column("day", Values::Date(day)),
    ])
    .unwrap()
}

pub(super) fn train() -> Vec<u32> {
    (0..TRAIN).collect()
}

/// The same training rows; all others changed beyond recognition, with levels nobody knows.
fn poisoned() -> Table {
    poisoned_but(|i| i < TRAIN as usize)
}

/// The same rows but for those not to `keep`.
pub(super) fn poisoned_but(keep: impl Fn(usize) -> bool) -> Table {
    let table = table();
    let poison = |column: &Column| {
        let train = &keep;
        let values = match &column.values {
            Values::Number(v) => {
                let wild = |i: usize| [f64::NAN, 1e12, -1e12][i % 3];
                Values::Number((0..ROWS).map(|i| if train(i) { v[i] } else { wild(i) }).collect())
            }
            Values::Category { levels, codes } => {
                let levels: Vec<String> =
                    std::iter::once("poison".to_string()).chain(levels.iter().cloned()).collect();
                let code = |i: usize| match codes[i] {
                    MISSING => MISSING,
                    code => code + 1,
                };
                let codes = (0..ROWS).map(|i| if train(i) { code(i) } else { [0, MISSING][i % 2] }).collect();
                Values::Category { levels: levels.into(), codes }
            }
            Values::Date(d) => {
                Values::Date((0..ROWS).map(|i| if train(i) { d[i] } else { NO_DATE }).collect())
            }
        };
        Column { values, ..column.clone() }
    };
    Table::new(table.columns().iter().map(poison).collect()).unwrap()
}

/// One 0 or 1 a row.
pub(super) fn targets(rows: usize) -> Vec<f64> {
    (0..rows).map(|i| f64::from(u8::from(i % 3 == 0))).collect()
}

pub(super) fn try_fit(step: &Step, table: &Table) -> Result<FittedStep, EngineError> {
    now(step.fit(table, &targets(table.n_rows()), &mut Vec::new(), &Pace::default()))
}

pub(super) fn fit(step: &Step, table: &Table) -> FittedStep {
    try_fit(step, table).unwrap_or_else(|e| panic!("{step:?}: {e}"))
}

pub(super) fn transform(step: &FittedStep, table: &Table) -> Table {
    now(step.transform(table, &mut Vec::new(), &Pace::default())).unwrap_or_else(|e| panic!("{step:?}: {e}"))
}

pub(super) fn fit_recipe(recipe: &Recipe, table: &Table) -> Result<FittedRecipe, EngineError> {
    now(recipe.fit(table, &targets(table.n_rows()), &Pace::default()))
}

pub(super) fn matrix(recipe: &FittedRecipe, table: &Table) -> (Result<Matrix, EngineError>, Vec<Note>) {
    let mut notes = Vec::new();
    (now(recipe.transform(table, &mut notes, &Pace::default())), notes)
}

/// What a table holds, cell by cell as text; codes of levels are no content.
pub(super) fn cells(table: &Table) -> Vec<(String, Vec<String>)> {
    let cell = |values: &Values, i: usize| match values {
        _ if values.is_missing(i) => "missing".into(),
        Values::Number(v) => format!("{:?}", v[i]),
        Values::Category { levels, codes } => levels[codes[i] as usize].clone(),
        Values::Date(d) => d[i].to_string(),
    };
    let column = |c: &Column| (c.name.clone(), (0..table.n_rows()).map(|i| cell(&c.values, i)).collect());
    table.columns().iter().map(column).collect()
}

#[test]
fn steps_learn_from_training_rows_only() {
    let (clean, poisoned) = (table().take(&train()), poisoned().take(&train()));
    for step in steps() {
        let (one, other) = (fit(&step, &clean), fit(&step, &poisoned));
        assert_eq!(one, other, "{step:?}");
        assert_eq!(cells(&transform(&one, &clean)), cells(&transform(&other, &poisoned)), "{step:?}");
    }
    assert_eq!(fit_recipe(&recipe(), &clean), fit_recipe(&recipe(), &poisoned));
}

#[test]
fn each_row_is_treated_on_its_own() {
    let table = table();
    let some: Vec<u32> = (0..ROWS as u32).rev().step_by(7).collect();
    for step in steps() {
        let fitted = fit(&step, &table.take(&train()));
        let (all, alone) = (transform(&fitted, &table), transform(&fitted, &table.take(&some)));
        assert_eq!(cells(&all.take(&some)), cells(&alone), "{step:?}");
    }
}

#[test]
fn a_table_without_rows_keeps_its_columns() {
    let table = table();
    for step in steps() {
        let fitted = fit(&step, &table.take(&train()));
        let names = |t: &Table| t.columns().iter().map(|c| c.name.clone()).collect::<Vec<_>>();
        let empty = transform(&fitted, &table.take(&[]));
        assert_eq!((empty.n_rows(), names(&empty)), (0, names(&transform(&fitted, &table))), "{step:?}");
        // Learning from no rows is refused or says nothing; it is no panic.
        if let Ok(idle) = try_fit(&step, &table.take(&[])) {
            let _ = now(idle.transform(&table, &mut Vec::new(), &Pace::default()));
        }
    }
    let fitted = fit_recipe(&recipe(), &table.take(&train())).unwrap();
    let (empty, _) = matrix(&fitted, &table.take(&[]));
    assert_eq!(empty.map(|m| (m.n_rows(), m.n_cols())), Ok((0, fitted.output.len())));
}

#[test]
fn a_file_keeps_chosen_and_fitted_steps() {
    let table = table();
    for step in steps() {
        let again: Step = serde_json::from_str(&serde_json::to_string(&step).unwrap()).unwrap();
        assert_eq!(again, step);
        let fitted = fit(&step, &table.take(&train()));
        let kept: FittedStep = serde_json::from_str(&serde_json::to_string(&fitted).unwrap()).unwrap();
        assert_eq!(kept, fitted);
        assert_eq!(cells(&transform(&kept, &table)), cells(&transform(&fitted, &table)), "{step:?}");
    }
    let fitted = fit_recipe(&recipe(), &table).unwrap();
    let kept: FittedRecipe = serde_json::from_str(&serde_json::to_string(&fitted).unwrap()).unwrap();
    assert_eq!((matrix(&kept, &table), &kept), (matrix(&fitted, &table), &fitted));
}

/// A column without a single value in training, a number or a category, must not spoil the rest.
#[test]
fn a_column_without_values_spoils_nothing() {
    let table = table();
    for blank in 0..table.columns().len() {
        let mut columns = table.columns().to_vec();
        columns[blank].values = columns[blank].values.blank();
        let name = columns[blank].name.clone();
        let blank = Table::new(columns).unwrap();
        for step in steps() {
            let fitted = fit(&step, &blank.take(&train()));
            assert_eq!(transform(&fitted, &blank).n_rows(), ROWS, "{step:?}, {name}");
            // Live it may have values after all.
            assert_eq!(transform(&fitted, &table).n_rows(), ROWS, "{step:?}, {name}");
        }
        let fitted = fit_recipe(&recipe(), &blank.take(&train())).unwrap();
        for rows in [&blank, &table] {
            let found = matrix(&fitted, rows).0.unwrap();
            assert_eq!((found.n_rows(), found.n_cols()), (ROWS, fitted.output.len()), "{name}");
            assert!(found.values().iter().all(|v| v.is_finite()), "{name}");
        }
    }
}

#[test]
fn columns_that_do_not_fit_are_refused() {
    let table = table();
    let unknown = |columns: &[&str]| Columns::Named(columns.iter().map(|c| String::from(*c)).collect());
    let missing = EngineError::UnknownColumn { column: "moon".into() };
    let check = |step: Step, expected: &EngineError| {
        assert_eq!(try_fit(&step, &table).err().as_ref(), Some(expected), "{step:?}");
        // In a recipe the refusal says at which step, and steps switched off count.
        let features = table.columns().iter().map(|c| c.name.clone()).collect();
        let idle = Step::Off(Box::new(Step::Drop { columns: unknown(&["moon"]) }));
        let first = Step::Impute(impute::Params { columns: Columns::All, fill: Fill::MostFrequent });
        let recipe = Recipe { features, steps: vec![idle, first, step] };
        let told = EngineError::InStep { step: 2, error: Box::new(expected.clone()) };
        assert_eq!(fit_recipe(&recipe, &table), Err(told));
    };
    // What is not there is left out already.
    let dropped = fit(&Step::Drop { columns: unknown(&["full", "moon"]) }, &table);
    assert_eq!(dropped, FittedStep::Drop { columns: vec!["full".into()] });
    check(Step::Indicator(indicator::Params { columns: unknown(&["moon"]) }), &missing);
    check(Step::Impute(impute::Params { columns: unknown(&["moon"]), fill: Fill::Mean }), &missing);
    check(Step::Standardise(standardise::Params { columns: unknown(&["moon"]) }), &missing);
    check(
        Step::OneHot(one_hot::Params { columns: unknown(&["moon"]), max_levels: None, drop_first: false }),
        &missing,
    );
    let kind = |column: &str, expected: &str, found: &str| EngineError::WrongKind {
        column: column.into(),
        expected: expected.into(),
        found: found.into(),
    };
    let word = kind("word", "number", "category");
    check(Step::Standardise(standardise::Params { columns: unknown(&["word"]) }), &word);
    let full = kind("full", "category", "number");
    check(
        Step::OneHot(one_hot::Params { columns: unknown(&["full"]), max_levels: None, drop_first: false }),
        &full,
    );
    check(Step::Categorical(categorical::Params { columns: unknown(&["moon"]) }), &missing);
    check(Step::Categorical(categorical::Params { columns: unknown(&["full"]) }), &full);
    let none = Recipe { features: Vec::new(), steps: Vec::new() };
    assert_eq!(fit_recipe(&none, &table), Err(EngineError::NoFeatures));
    let raw = Recipe { features: vec!["gap".into()], steps: Vec::new() };
    assert_eq!(fit_recipe(&raw, &table), Err(EngineError::NotFinite { what: "gap".into() }));
    let words = Recipe { features: vec!["word".into()], steps: Vec::new() };
    assert!(matches!(fit_recipe(&words, &table), Err(EngineError::WrongKind { .. })));
    let gone = Recipe { features: vec!["moon".into()], steps: Vec::new() };
    assert_eq!(fit_recipe(&gone, &table), Err(missing));
}
