//! What single steps promise beyond what all of them do, and what a recipe does with steps that are off or misplaced.

use engine::error::EngineError;
use engine::note::Note;
use engine::prepare::bins::{self, Encode, Strategy};
use engine::prepare::calendar::{self, Part};
use engine::prepare::clip::{self, Limits};
use engine::prepare::{
    Columns, FittedRecipe, FittedStep, Recipe, Step, blank, categorical, convert, impute, knn_impute, log,
    one_hot, polynomial, power, ratio, standardise, target,
};
use engine::table::{NO_DATE, Table, Values, date};
use engine::task::KnownAt;
use engine::work::Pace;

use super::steps::{
    cells, column, fit, fit_recipe, matrix, recipe, table, targets, train, transform, try_fit, words,
};
use crate::now;

fn numbers(values: &[f64]) -> Table {
    Table::new(vec![column("x", Values::Number(values.into()))]).unwrap()
}

fn of(table: &Table, name: &str) -> Vec<f64> {
    table.numbers(name).unwrap().to_vec()
}

fn some(name: &str) -> Columns {
    Columns::Named(vec![name.into()])
}

/// A step without its column: it was dropped or encoded by a step before it.
#[test]
fn a_step_whose_column_is_gone_is_named_with_it() {
    let some = |name: &str| Columns::Named(vec![name.into()]);
    let mut recipe = recipe();
    recipe.steps.insert(1, Step::Drop { columns: some("gap") });
    recipe.steps.insert(2, Step::Standardise(standardise::Params { columns: some("gap") }));
    let gone = EngineError::UnknownColumn { column: "gap".into() };
    assert_eq!(fit_recipe(&recipe, &table()), Err(EngineError::InStep { step: 2, error: Box::new(gone) }));
    recipe.steps[1] = recipe.steps[1].switched(false);
    assert!(fit_recipe(&recipe, &table()).is_ok());
    // Live, too: a fitted step whose column does not come.
    let fitted = fit_recipe(&recipe, &table()).unwrap();
    let bare = Recipe { features: Vec::new(), steps: Vec::new() };
    let live = FittedRecipe { features: vec!["word".into()], ..fitted };
    let refused = matrix(&live, &table()).0;
    assert!(matches!(refused, Err(EngineError::InStep { step: 0, .. })), "{refused:?}");
    assert_eq!(fit_recipe(&bare, &table()), Err(EngineError::NoFeatures));
}

#[test]
fn a_step_switched_off_keeps_its_place_and_does_nothing() {
    let train = table().take(&train());
    let whole = recipe();
    for at in 0..whole.steps.len() {
        let (mut off, mut without) = (whole.clone(), whole.clone());
        off.steps[at] = off.steps[at].switched(false);
        without.steps.remove(at);
        let again: Recipe = serde_json::from_str(&serde_json::to_string(&off).unwrap()).unwrap();
        assert_eq!(again, off, "a file keeps what is off");
        match (fit_recipe(&off, &train), fit_recipe(&without, &train)) {
            (Ok(one), Ok(other)) => {
                assert_eq!((one.steps.len(), &one.steps[at]), (whole.steps.len(), &FittedStep::Off));
                assert_eq!(matrix(&one, &train), matrix(&other, &train));
            }
            (Err(one), Err(other)) => assert_eq!(one, other),
            (one, other) => panic!("{at}: {one:?} {other:?}"),
        }
        off.steps[at] = off.steps[at].switched(true);
        assert_eq!(off, whole);
    }
}

/// An older file knows no switch; what is on is written as it always was, so that keys made of it stand.
#[test]
fn a_recipe_without_switches_is_written_as_before() {
    let text = r#"{"features":["gap"],"steps":[{"indicator":{"columns":"all"}},{"impute":{"columns":"all","fill":"median"}},{"standardise":{"columns":"all"}}]}"#;
    let recipe: Recipe = serde_json::from_str(text).unwrap();
    assert!(recipe.steps.iter().all(Step::is_on));
    assert_eq!(serde_json::to_string(&recipe).unwrap(), text);
}

#[test]
fn settings_out_of_range_are_refused() {
    let clip = |limits| Step::Clip(clip::Params { columns: Columns::All, limits });
    let target =
        |smooth, cv| Step::Target(target::Params { columns: Columns::All, smooth, cv, n_classes: 0 });
    let bins = |n_bins| {
        let (strategy, encode) = (Strategy::Uniform, Encode::Ordinal);
        Step::Bins(bins::Params { columns: Columns::All, n_bins, strategy, encode })
    };
    let blank =
        |values, below| Step::Blank(blank::Params { columns: Columns::All, values, below, above: Some(1.0) });
    let convert = |factor, high| {
        let (columns, low) = (Columns::All, Some(1.0));
        Step::Convert(convert::Params { columns, low, high, factor, offset: 0.0 })
    };
    for step in [
        clip(Limits::Given { lower: Some(1.0), upper: Some(0.0) }),
        clip(Limits::Iqr { k: -1.0 }),
        clip(Limits::Iqr { k: f64::NAN }),
        clip(Limits::Quantiles { lower: 0.9, upper: 0.1 }),
        clip(Limits::Quantiles { lower: 0.0, upper: 1.5 }),
        target(-1.0, 5),
        target(1.0, 1),
        bins(1),
        bins(101),
        Step::KnnImpute(knn_impute::Params { columns: Columns::All, n_neighbors: 0 }),
        blank(vec![0.0; 101], None),
        blank(Vec::new(), Some(2.0)),
        convert(0.0, None),
        convert(f64::NAN, None),
        convert(1.0, Some(0.5)),
        Step::Calendar(calendar::Params { columns: Columns::All, parts: Vec::new() }),
    ] {
        assert!(matches!(try_fit(&step, &table()), Err(EngineError::OutOfRange { .. })), "{step:?}");
    }
    let hour = Step::Calendar(calendar::Params { columns: some("day"), parts: vec![Part::Hour] });
    assert!(matches!(try_fit(&hour, &table()), Err(EngineError::WrongKind { .. })));
    let many = (0..41).map(|i| column(&format!("x{i}"), Values::Number(vec![0.0].into()))).collect();
    let all = Step::Polynomial(polynomial::Params { columns: Columns::All, interaction_only: true });
    assert!(matches!(try_fit(&all, &Table::new(many).unwrap()), Err(EngineError::OutOfRange { .. })));
    let target = target(1.0, 2);
    let short = now(target.fit(&table(), &[1.0], &mut Vec::new(), &Pace::default()));
    assert!(matches!(short, Err(EngineError::LengthMismatch { .. })), "{short:?}");
}

#[test]
fn clipping_moves_what_lies_beyond_and_nothing_else() {
    let limits = Limits::Given { lower: None, upper: Some(2.0) };
    let step = Step::Clip(clip::Params { columns: Columns::All, limits });
    let rows = numbers(&[-5.0, 1.0, 2.0, 9.0]);
    assert_eq!(of(&transform(&fit(&step, &rows), &rows), "x"), [-5.0, 1.0, 2.0, 2.0]);
}

#[test]
fn a_logarithm_of_numbers_below_zero_is_shifted_and_said() {
    let step = Step::Log(log::Params { columns: Columns::All });
    let rows = numbers(&[-3.0, 0.0, f64::NAN, 6.0]);
    let mut notes = Vec::new();
    let fitted = now(step.fit(&rows, &[0.0; 4], &mut notes, &Pace::default())).unwrap();
    assert_eq!(notes, [Note::Shifted { column: "x".into(), by: 3.0 }]);
    let later = of(&transform(&fitted, &numbers(&[-99.0, -3.0, 6.0])), "x");
    assert_eq!((later[0], later[1]), (0.0, 0.0), "below the smallest counts as the smallest");
    assert!(later[2] > 2.3 && later[2] < 2.31, "the logarithm of 10");
    let above = fit(&step, &numbers(&[0.0, 4.0]));
    let FittedStep::Log(learned) = &above else { panic!("{above:?}") };
    assert!(learned.columns[0].shift == 0.0 && learned.columns[0].shift.is_sign_positive());
}

#[test]
fn a_ratio_by_zero_is_missing_and_known_when_both_are() {
    let mut below = column("b", Values::Number(vec![2.0, 0.0, f64::NAN, 1e-320].into()));
    below.known_at = KnownAt::Later("arrival".into());
    let a = column("a", Values::Number(vec![1.0, 1.0, 1.0, 1.0].into()));
    let rows = Table::new(vec![a, below]).unwrap();
    let step = |numerator: &str, denominator: &str| {
        Step::Ratio(ratio::Params { numerator: numerator.into(), denominator: denominator.into() })
    };
    for (above, below) in [("a", "b"), ("b", "a")] {
        let made = transform(&fit(&step(above, below), &rows), &rows);
        assert_eq!(made.columns()[2].known_at, KnownAt::Later("arrival".into()));
    }
    let made = of(&transform(&fit(&step("a", "b"), &rows), &rows), "a / b");
    assert_eq!(made[0], 0.5);
    assert!(made[1..].iter().all(|v| v.is_nan()), "{made:?}");
    let twice =
        Recipe { features: vec!["a".into(), "b".into()], steps: vec![step("a", "b"), step("a", "b")] };
    assert!(matches!(fit_recipe(&twice, &rows), Err(EngineError::InStep { step: 1, .. })));
}

#[test]
fn a_calendar_has_the_right_days_and_hours() {
    let days = vec![date::from_ymd(2012, 12, 31), date::from_ymd(2013, 3, 1), NO_DATE];
    let rows = Table::new(vec![
        column("day", Values::Date(days.into())),
        column("time", Values::Number(vec![5.0, 1745.0, 2400.0].into())),
    ])
    .unwrap();
    let parts = vec![Part::Year, Part::Month, Part::Day, Part::Weekday, Part::DayOfYear];
    let dates = Step::Calendar(calendar::Params { columns: Columns::All, parts });
    let hour = Step::Calendar(calendar::Params { columns: some("time"), parts: vec![Part::Hour] });
    let made = transform(&fit(&dates, &rows), &rows);
    let made = transform(&fit(&hour, &made), &made);
    assert_eq!(of(&made, "time hour"), [0.0, 17.0, 0.0]);
    let expected =
        [("year", 2012.0, 2013.0), ("month", 12.0, 3.0), ("day", 31.0, 1.0), ("weekday", 0.0, 4.0)];
    for (part, first, second) in expected.into_iter().chain([("day_of_year", 366.0, 60.0)]) {
        let found = of(&made, &format!("day {part}"));
        assert_eq!((found[0], found[1]), (first, second), "{part}");
        assert!(found[2].is_nan());
    }
}

#[test]
fn bins_can_be_levels_with_names() {
    let params =
        bins::Params { columns: Columns::All, n_bins: 3, strategy: Strategy::Uniform, encode: Encode::Level };
    let rows = numbers(&[0.0, 1.0, 2.0, 3.0, f64::NAN]);
    let made = transform(&fit(&Step::Bins(params), &rows), &rows);
    let names = ["< 1", "[1, 2)", ">= 2", ">= 2", "missing"];
    assert_eq!(cells(&made)[0].1, names);
    let one_hot =
        Step::OneHot(one_hot::Params { columns: Columns::All, max_levels: None, drop_first: false });
    assert_eq!(transform(&fit(&one_hot, &made), &made).columns().len(), 4);
}

/// The answer of a training row must not reach its own encoding.
#[test]
fn target_encoding_never_shows_a_row_its_own_answer() {
    let rows = table().take(&train());
    let step = Step::Target(target::Params { columns: some("word"), smooth: 2.0, cv: 5, n_classes: 0 });
    let encoded = |y: &[f64]| {
        let (fitted, made) = now(step.fit_transform(&rows, y, &mut Vec::new(), &Pace::default())).unwrap();
        (fitted, of(&made, "word"))
    };
    let y = targets(rows.n_rows());
    let (fitted, before) = encoded(&y);
    for i in 0..rows.n_rows() {
        let mut other = y.clone();
        other[i] = 1.0 - other[i];
        let (refitted, after) = encoded(&other);
        assert_eq!(before[i].to_bits(), after[i].to_bits(), "row {i}");
        assert_ne!(fitted, refitted, "but it counts for the others");
    }
    // In a recipe the model learns from the cross-fitted numbers, and other rows get those of all.
    let recipe = Recipe { features: vec!["word".into()], steps: vec![step.clone()] };
    let (fitted, x) = now(recipe.fit_transform(&rows, &y, &Pace::default())).unwrap();
    assert_eq!(x.values(), before);
    assert_ne!(matrix(&fitted, &rows).0.unwrap().values(), before);
    // A column of noise with a level a row says nothing at all.
    let names: Vec<String> = (0..rows.n_rows()).map(|i| format!("{i:03}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let unique =
        Table::new(vec![column("word", words(&names, (0..rows.n_rows() as u32).collect()))]).unwrap();
    let (_, made) = now(step.fit_transform(&unique, &y, &mut Vec::new(), &Pace::default())).unwrap();
    let mut seen = of(&made, "word");
    seen.sort_by(f64::total_cmp);
    seen.dedup();
    assert!(seen.len() <= 5, "one mean a fold");
}

#[test]
fn a_power_straightens_a_lopsided_column() {
    let rows = numbers(&(0..200).map(|i| f64::from(i * i * i)).collect::<Vec<_>>());
    let step = Step::Power(power::Params { columns: Columns::All });
    let skew = |values: &[f64]| {
        let mean = values.iter().sum::<f64>() / 200.0;
        let moment = |of: &dyn Fn(f64) -> f64| values.iter().map(|v| of(v - mean)).sum::<f64>() / 200.0;
        moment(&|d| d * d * d) / moment(&|d| d * d).powf(1.5)
    };
    let bent = of(&transform(&fit(&step, &rows), &rows), "x");
    let (before, after) = (skew(&of(&rows, "x")), skew(&bent));
    assert!(before > 1.0 && after.abs() < 0.35, "{before} {after}");
    // Far from zero there is no spread left in double precision: it must not look like a perfect fit.
    let far = numbers(&(0..50).map(|i| 1e12 + f64::from(i)).collect::<Vec<_>>());
    assert!(of(&transform(&fit(&step, &far), &far), "x").iter().all(|v| v.is_finite()));
}

#[test]
fn neighbours_are_the_nearest_rows_that_have_the_value() {
    let column = |name: &str, values: &[f64]| column(name, Values::Number(values.into()));
    let nan = f64::NAN;
    let rows =
        Table::new(vec![column("a", &[0.0, 1.0, 10.0, 11.0, nan]), column("b", &[5.0, 7.0, 50.0, nan, nan])])
            .unwrap();
    let step = Step::KnnImpute(knn_impute::Params { columns: Columns::All, n_neighbors: 2 });
    let filled = transform(&fit(&step, &rows), &rows);
    assert_eq!(of(&filled, "b")[3], 28.5, "rows at 10 and 1");
    assert_eq!((of(&filled, "a")[4], of(&filled, "b")[4]), (5.5, (5.0 + 7.0 + 50.0) / 3.0), "means");
}

#[test]
fn steps_are_taken_in_the_order_chosen() {
    let zero =
        Step::Impute(impute::Params { columns: Columns::All, fill: impute::Fill::Number { value: 0.0 } });
    let scale = Step::Standardise(standardise::Params { columns: Columns::All });
    let gap = |steps: [&Step; 2]| {
        let recipe = Recipe { features: vec!["gap".into()], steps: steps.map(Clone::clone).to_vec() };
        let again: Recipe = serde_json::from_str(&serde_json::to_string(&recipe).unwrap()).unwrap();
        assert_eq!(again, recipe, "a file keeps the order");
        let fitted = fit_recipe(&recipe, &table()).unwrap();
        let imputes = |step: &FittedStep| matches!(step, FittedStep::Impute(_));
        assert_eq!(fitted.steps.iter().position(imputes), steps.iter().position(|s| **s == zero));
        matrix(&fitted, &table()).0.unwrap()
    };
    let (filled_first, scaled_first) = (gap([&zero, &scale]), gap([&scale, &zero]));
    let missing = table().numbers("gap").unwrap().iter().position(|v| v.is_nan()).unwrap();
    assert!(filled_first.row(missing)[0] < -0.5, "0 is less than the mean of 0 to 8");
    assert_eq!(scaled_first.row(missing)[0], 0.0, "0 is the mean");
}

/// Where all columns are kept, nothing is left for a later step on all of a kind: it does nothing, and refuses nothing.
#[test]
fn a_later_step_may_find_nothing_to_work_on() {
    let train = Table::new(vec![column("word", words(&["b", "a"], vec![0, 1, 1, 0, 0, 0]))]).unwrap();
    let all = || Columns::All;
    let later = vec![
        Step::Impute(impute::Params { columns: all(), fill: impute::Fill::MostFrequent }),
        Step::Target(target::Params { columns: all(), smooth: 1.0, cv: 3, n_classes: 0 }),
        Step::OneHot(one_hot::Params { columns: all(), max_levels: None, drop_first: false }),
        Step::Standardise(standardise::Params { columns: all() }),
    ];
    for step in later {
        let keep = Step::Categorical(categorical::Params { columns: all() });
        let recipe = Recipe { features: vec!["word".into()], steps: vec![keep, step.clone()] };
        let (y, pace) = ([0.0, 1.0, 0.0, 1.0, 0.0, 1.0], Pace::default());
        let (fitted, x) = now(recipe.fit_transform(&train, &y, &pace)).unwrap();
        assert_eq!((fitted.output, x.n_rows()), (vec!["word".to_owned()], 6), "{step:?}");
    }
}
