//! Scaling, encoding, imputing.

use engine::math::{self, QuantileMethod};
use engine::note::Note;
use engine::prepare::bins::{self, Encode, Strategy};
use engine::prepare::clip::{self, Limits};
use engine::prepare::impute::{self, Fill, Filling};
use engine::prepare::scale::{self, By};
use engine::prepare::{
    Columns, FittedStep, Step, frequency, indicator, knn_impute, levels, normalise, one_hot, ordinal,
    polynomial, power, standardise, target,
};
use engine::quality::{correlate, relevance};
use engine::table::{Column, Table, Values};
use engine::task::KnownAt;
use engine::work::Pace;

use super::case::{Case, object};
use crate::now;

pub fn run(case: &Case) {
    match case.kind.as_str() {
        "scalers" => scalers(case),
        "encoders" => encoders(case),
        "imputers" => imputers(case),
        "feature_stats" => feature_stats(case),
        _ => {}
    }
}

fn scalers(case: &Case) {
    let (fit, transform) = (case.rows("fit"), case.rows("transform"));
    let mut notes = Vec::new();
    let step = Step::Standardise(standardise::Params { columns: Columns::All });
    let fitted = learn(&step, &numbers_table(&fit), &[], &mut notes);
    let FittedStep::Standardise(learned) = &fitted else { panic!("another step") };
    let constant = |name: &String| notes.contains(&Note::ConstantColumn { column: name.clone() });
    let variance = |s: &standardise::Scale| if constant(&s.column) { 0.0 } else { s.scale * s.scale };
    let got = object(vec![
        ("mean", learned.columns.iter().map(|s| s.mean).collect::<Vec<f64>>().into()),
        ("var", learned.columns.iter().map(variance).collect::<Vec<f64>>().into()),
        ("scale", learned.columns.iter().map(|s| s.scale).collect::<Vec<f64>>().into()),
        ("transform", table_rows(&apply(&fitted, &numbers_table(&transform), &mut notes)).into()),
    ]);
    case.same("standard", got);
    scaled(case, &fit, &transform);
    let (fit, transform) = (numbers_table(&fit), numbers_table(&transform));
    bent(case, &fit, &transform);
    binned(case, &fit, &transform);
    let step = Step::Normalise(normalise::Params { columns: Columns::All });
    let lengths = learn(&step, &fit, &[], &mut Vec::new());
    case.same("normalize_l2", table_rows(&apply(&lengths, &transform, &mut Vec::new())));
    let sorted = math::sorted_present(fit.numbers("x1").unwrap());
    let shares = case.at("quantile_q").as_array().unwrap();
    for (name, method) in METHODS {
        let quantiles: Vec<Option<f64>> =
            shares.iter().map(|q| math::quantile(&sorted, q.as_f64().unwrap(), method)).collect();
        case.same(&format!("quantiles/{name}"), quantiles);
    }
    let step = Step::Polynomial(polynomial::Params { columns: Columns::All, interaction_only: false });
    let fitted = learn(&step, &fit, &[], &mut Vec::new());
    let mut products = table_rows(&apply(&fitted, &transform, &mut Vec::new()));
    // The reference shows the first rows.
    products.truncate(case.at("polynomial2").as_array().unwrap().len());
    case.same("polynomial2", products);
    let limits = Limits::Iqr { k: 1.5 };
    let step = Step::Clip(clip::Params { columns: Columns::All, limits });
    let FittedStep::Clip(clipped) = learn(&step, &fit, &[], &mut Vec::new()) else { panic!("another step") };
    case.same("winsor_iqr_1.5/lower", clipped.columns.iter().map(|c| c.lower).collect::<Vec<_>>());
    case.same("winsor_iqr_1.5/upper", clipped.columns.iter().map(|c| c.upper).collect::<Vec<_>>());
}

const METHODS: [(&str, QuantileMethod); 9] = [
    ("averaged_inverted_cdf", QuantileMethod::AveragedInvertedCdf),
    ("hazen", QuantileMethod::Hazen),
    ("higher", QuantileMethod::Higher),
    ("inverted_cdf", QuantileMethod::InvertedCdf),
    ("linear", QuantileMethod::Linear),
    ("lower", QuantileMethod::Lower),
    ("median_unbiased", QuantileMethod::MedianUnbiased),
    ("midpoint", QuantileMethod::Midpoint),
    ("nearest", QuantileMethod::Nearest),
];

/// Min-max, robust and max-abs scaling.
fn scaled(case: &Case, fit: &[Vec<f64>], transform: &[Vec<f64>]) {
    let learnt = |by: By| {
        let step = Step::Scale(scale::Params { columns: Columns::All, by });
        let fitted = learn(&step, &numbers_table(fit), &[], &mut Vec::new());
        let FittedStep::Scale(learned) = &fitted else { panic!("another step") };
        let rows = table_rows(&apply(&fitted, &numbers_table(transform), &mut Vec::new()));
        (learned.columns.clone(), rows)
    };
    let each = |of: &[scale::Scale], f: &dyn Fn(&scale::Scale) -> f64| of.iter().map(f).collect::<Vec<f64>>();
    let (learned, rows) = learnt(By::MinMax);
    case.same("minmax/data_min", each(&learned, &|s| s.center));
    let largest = |s: &scale::Scale| if constant(fit, &s.column) { s.center } else { s.center + s.scale };
    case.same("minmax/data_max", each(&learned, &largest));
    case.same("minmax/scale", each(&learned, &|s| 1.0 / s.scale));
    case.same("minmax/min", each(&learned, &|s| -s.center / s.scale));
    case.same("minmax/transform", rows);
    let (learned, rows) = learnt(By::Robust);
    case.same("robust/center", each(&learned, &|s| s.center));
    case.same("robust/scale", each(&learned, &|s| s.scale));
    case.same("robust/transform", rows);
    let (learned, rows) = learnt(By::MaxAbs);
    case.same("maxabs/scale", each(&learned, &|s| s.scale));
    case.same("maxabs/transform", rows);
}

fn constant(rows: &[Vec<f64>], name: &str) -> bool {
    let column: usize = name[1..].parse().unwrap();
    rows.iter().all(|row| row[column] == rows[0][column])
}

/// The columns that the references of bins and bends were given: all but the first.
fn behind_the_first(table: &Table) -> Columns {
    Columns::Named(table.columns().iter().skip(1).map(|c| c.name.clone()).collect())
}

fn rows_of(table: &Table, columns: &Columns) -> Vec<Vec<f64>> {
    let Columns::Named(names) = columns else { panic!("named") };
    table_rows(&table.select(names).unwrap())
}

fn bent(case: &Case, fit: &Table, transform: &Table) {
    let columns = behind_the_first(fit);
    let step = Step::Power(power::Params { columns: columns.clone() });
    let fitted = learn(&step, fit, &[], &mut Vec::new());
    let FittedStep::Power(learned) = &fitted else { panic!("another step") };
    let tolerance = case.tolerance(Some("yeo_johnson"));
    let lambdas: Vec<f64> = learned.columns.iter().map(|p| p.lambda).collect();
    case.same_within("yeo_johnson/lambda", lambdas, tolerance);
    let rows = rows_of(&apply(&fitted, transform, &mut Vec::new()), &columns);
    case.same_within("yeo_johnson/transform", rows, tolerance);
}

fn binned(case: &Case, fit: &Table, transform: &Table) {
    let quantile = |method| Strategy::Quantile { method };
    let (linear, averaged) =
        (quantile(QuantileMethod::Linear), quantile(QuantileMethod::AveragedInvertedCdf));
    for (name, n_bins, strategy) in [
        ("quantile_bins_linear_4", 4, linear),
        ("quantile_bins_linear_10", 10, linear),
        ("quantile_bins_aicdf_4", 4, averaged),
        ("quantile_bins_aicdf_10", 10, averaged),
        ("uniform_bins_5", 5, Strategy::Uniform),
    ] {
        let columns = behind_the_first(fit);
        let params = bins::Params { columns: columns.clone(), n_bins, strategy, encode: Encode::Ordinal };
        let fitted = learn(&Step::Bins(params), fit, &[], &mut Vec::new());
        let FittedStep::Bins(learned) = &fitted else { panic!("another step") };
        let edges: Vec<Vec<f64>> = learned.columns.iter().map(|e| e.edges.clone()).collect();
        case.same(&format!("{name}/edges"), edges);
        let rows = rows_of(&apply(&fitted, transform, &mut Vec::new()), &columns);
        case.same(&format!("{name}/transform"), rows);
    }
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
    let step = Step::OneHot(one_hot::Params { columns: Columns::All, max_levels: None, drop_first: false });
    let fitted = learn(&step, &table("fit"), &[], &mut Vec::new());
    let FittedStep::OneHot(learned) = &fitted else { panic!("another step") };
    let levels =
        |l: &one_hot::Levels| l.levels.iter().map(|w| w.as_str().into()).collect::<Vec<super::case::Got>>();
    case.same("onehot/categories", learned.columns.iter().map(levels).collect::<Vec<_>>());
    let mut notes = Vec::new();
    case.same("onehot/transform", table_rows(&apply(&fitted, &table("transform"), &mut notes)));
    assert!(notes.iter().any(|note| matches!(note, Note::UnseenLevels { .. })), "{case}: a level is unseen");
    let step = Step::OneHot(one_hot::Params { columns: Columns::All, max_levels: None, drop_first: true });
    let fitted = learn(&step, &table("fit"), &[], &mut Vec::new());
    let mut notes = Vec::new();
    let mut rows = table_rows(&apply(&fitted, &table("fit"), &mut notes));
    assert_eq!(notes, [], "{case}: the level left out is known");
    rows.truncate(case.at("onehot_drop_first/transform_fit_head").as_array().unwrap().len());
    case.same("onehot_drop_first/transform_fit_head", rows);
    numbered(case, &table("fit"), &table("transform"));
}

fn feature_stats(case: &Case) {
    let (rows, classes) = (case.rows("X"), case.codes("y"));
    let columns: Vec<Vec<f64>> =
        (0..rows[0].len()).map(|j| rows.iter().map(|row| row[j]).collect()).collect();
    let each = |of: &dyn Fn(&[f64]) -> f64| columns.iter().map(|x| of(x)).collect::<Vec<f64>>();
    case.same("variance", each(&|x| math::variance(x, 0).unwrap()));
    case.same("anova_f", each(&|x| relevance::anova_f(x, &classes).unwrap().statistic));
    case.same("anova_p", each(&|x| relevance::anova_f(x, &classes).unwrap().p));
    case.same("chi2", each(&|x| relevance::chi2(x, &classes).unwrap().statistic));
    case.same("chi2_p", each(&|x| relevance::chi2(x, &classes).unwrap().p));
    let shown: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
    case.same("pearson", correlate::pairwise(&shown, correlate::pearson));
    case.same("spearman", correlate::pairwise(&shown, correlate::spearman));
    case.same("kendall_tau_b_01", correlate::kendall_tau_b(shown[0], shown[1]));
    let second: Vec<f64> = classes.iter().map(|class| f64::from(u8::from(*class == 2))).collect();
    case.same("point_biserial_y_eq_2", each(&|x| correlate::pearson(&second, x).unwrap()));
    let informed = |x: &[f64]| {
        let sorted = math::sorted_present(x);
        let edges = [0.25, 0.5, 0.75].map(|q| math::quantile_sorted(&sorted, q).unwrap());
        relevance::mutual_info(&classes, &relevance::binned(x, &edges))
    };
    case.same("mutual_info_discretised", each(&informed));
    case.same("vif", relevance::vif(&shown).unwrap());
}

/// The encoders that give each level a number.
fn numbered(case: &Case, fit: &Table, transform: &Table) {
    let columns = || Columns::All;
    let learnt = |step: Step, y: &[f64]| match learn(&step, fit, y, &mut Vec::new()) {
        FittedStep::Levels(fitted) => fitted,
        other => panic!("{other:?}"),
    };
    let rows = |fitted: &levels::Fitted| {
        let mut notes = Vec::new();
        let rows = table_rows(&now(fitted.transform(transform, &mut notes, &Pace::default())).unwrap());
        assert!(notes.iter().any(|note| matches!(note, Note::UnseenLevels { .. })), "{case}");
        rows
    };
    case.same("ordinal/transform", rows(&learnt(Step::Ordinal(ordinal::Params { columns: columns() }), &[])));
    let step = Step::Frequency(frequency::Params { columns: columns(), normalize: false });
    let counts = learnt(step, &[]);
    let of = |c: &levels::Numbered| object(c.levels.iter().map(|(l, n)| (l.as_str(), (*n).into())).collect());
    case.same("count", object(counts.columns.iter().map(|c| (c.column.as_str(), of(c))).collect()));
    for (name, y, smooth) in
        [("target_smooth10_binary", "y_binary", 10.0), ("target_smooth5_continuous", "y_real", 5.0)]
    {
        let params = target::Params { columns: columns(), smooth, cv: 5, n_classes: 0 };
        let fitted = learnt(Step::Target(params), &case.numbers(y));
        case.same(&format!("{name}/target_mean"), fitted.columns[0].unseen);
        let of = |c: &levels::Numbered| c.levels.iter().map(|(_, n)| *n).collect::<Vec<f64>>();
        case.same(&format!("{name}/encodings"), fitted.columns.iter().map(of).collect::<Vec<_>>());
        case.same(&format!("{name}/transform"), rows(&fitted));
    }
}

fn imputers(case: &Case) {
    let (fit, transform) = (numbers_table(&case.rows("fit")), numbers_table(&case.rows("transform")));
    let impute = |fill: Fill| Step::Impute(impute::Params { columns: Columns::All, fill });
    for (name, fill) in
        [("mean", Fill::Mean), ("median", Fill::Median), ("most_frequent", Fill::MostFrequent)]
    {
        let fitted = learn(&impute(fill), &fit, &[], &mut Vec::new());
        let FittedStep::Impute(learned) = &fitted else { panic!("another step") };
        let filling = |(_, filling): &(String, Filling)| match filling {
            Filling::Number(number) => *number,
            Filling::Level(level) => panic!("{level} for a number"),
        };
        case.same(&format!("{name}/statistics"), learned.columns.iter().map(filling).collect::<Vec<f64>>());
        let filled = apply(&fitted, &transform, &mut Vec::new());
        case.same(&format!("{name}/transform"), table_rows(&filled));
    }
    let indicator = Step::Indicator(indicator::Params { columns: Columns::All });
    let filled =
        [indicator, impute(Fill::Mean)].iter().fold((fit.clone(), transform.clone()), |(fit, rows), step| {
            let fitted = learn(step, &fit, &[], &mut Vec::new());
            let then = |table: &Table| apply(&fitted, table, &mut Vec::new());
            (then(&fit), then(&rows))
        });
    case.same("mean_with_indicator/transform", table_rows(&filled.1));
    let step = Step::KnnImpute(knn_impute::Params { columns: Columns::All, n_neighbors: 3 });
    let near = learn(&step, &fit, &[], &mut Vec::new());
    case.same("knn3/transform", table_rows(&apply(&near, &transform, &mut Vec::new())));
    let zero = learn(&impute(Fill::Number { value: 0.0 }), &fit, &[], &mut Vec::new());
    case.same("constant0", table_rows(&apply(&zero, &transform, &mut Vec::new())));
}

pub(super) fn learn(step: &Step, table: &Table, y: &[f64], notes: &mut Vec<Note>) -> FittedStep {
    now(step.fit(table, y, notes, &Pace::default())).unwrap()
}

pub(super) fn apply(step: &FittedStep, table: &Table, notes: &mut Vec<Note>) -> Table {
    now(step.transform(table, notes, &Pace::default())).unwrap()
}

pub(super) fn numbers_table(rows: &[Vec<f64>]) -> Table {
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

pub(super) fn table_rows(table: &Table) -> Vec<Vec<f64>> {
    let cell = |i: usize, column: &Column| table.numbers(&column.name).unwrap()[i];
    let row = |i: usize| table.columns().iter().map(|column| cell(i, column)).collect();
    (0..table.n_rows()).map(row).collect()
}
