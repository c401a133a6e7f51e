//! What holds for every input: metrics stay in range, splits divide rows, tables and files keep what they
//! hold, records too.

mod answers;
mod records;

use engine::drift::{chi2, ks, psi};
use engine::metrics::proba::Binning;
use engine::metrics::{Confusion, CostMatrix, Scored, cost, interval, proba, rank};
use engine::rng::Rng;
use engine::serve::policy;
use engine::split::{By, Fold, Split, SplitSpec, group_kfold, kfold, stratified_kfold, time_series_split};
use engine::table::{Column, Kind, MISSING, NO_DATE, Table, Values, csv, date, summary};
use engine::task::KnownAt;
use engine::work::Pace;
use proptest::collection::vec;
use proptest::prelude::*;

use crate::now;

/// Labels, scores (many ties) and weights of up to 60 rows.
fn rows() -> impl Strategy<Value = Vec<(bool, f64, f64)>> {
    let score = prop_oneof![0.0..=1.0, (0_u8..=4).prop_map(|tenth| f64::from(tenth) / 4.0)];
    vec((any::<bool>(), score, prop_oneof![Just(0.0), 0.1..3.0]), 0..60)
}

fn scored(rows: &[(bool, f64, f64)], weighted: bool) -> Scored {
    let y: Vec<f64> = rows.iter().map(|r| f64::from(u8::from(r.0))).collect();
    let s: Vec<f64> = rows.iter().map(|r| r.1).collect();
    let w: Vec<f64> = rows.iter().map(|r| r.2).collect();
    Scored::new(&y, &s, weighted.then_some(w.as_slice())).unwrap()
}

fn inside(value: Option<f64>, low: f64, high: f64) -> bool {
    value.is_none_or(|v| (low - 1e-12..=high + 1e-12).contains(&v))
}

/// A table of one column of each kind, with gaps.
fn table() -> impl Strategy<Value = Table> {
    let number = prop_oneof![Just(f64::NAN), any::<f64>().prop_filter("finite", |v| v.is_finite())];
    let word = prop_oneof![Just("\"".to_string()), "[ -~äß,\n\"]{1,6}"];
    let day = prop_oneof![Just(NO_DATE), -50_000..50_000];
    (vec((number, any::<u32>(), day), 0..20), vec(word, 1..5)).prop_map(|(rows, mut levels)| {
        levels.retain(|level| !level.trim().is_empty());
        levels.sort();
        levels.dedup();
        let n_codes = levels.len() as u32 + 1;
        let code = |code: u32| if code % n_codes == n_codes - 1 { MISSING } else { code % n_codes };
        let codes = rows.iter().map(|r| code(r.1)).collect();
        let column = |name: &str, values| Column { name: name.into(), known_at: KnownAt::Decision, values };
        Table::new(vec![
            column("number, plain", Values::Number(rows.iter().map(|r| r.0).collect())),
            column("category", Values::Category { levels: levels.into(), codes }),
            column("date", Values::Date(rows.iter().map(|r| r.2).collect())),
        ])
        .unwrap()
    })
}

/// What a table holds, cell by cell, whatever the order of its levels.
fn cells(table: &Table) -> Vec<Vec<Option<String>>> {
    let cell = |values: &Values, i: usize| {
        (!values.is_missing(i)).then(|| match values {
            Values::Number(v) => format!("{:?}", v[i]),
            Values::Category { levels, codes } => levels[codes[i] as usize].clone(),
            Values::Date(d) => date::iso(d[i]),
        })
    };
    table.columns().iter().map(|c| (0..table.n_rows()).map(|i| cell(&c.values, i)).collect()).collect()
}

fn is_partition(parts: &[&[u32]], n: usize) -> bool {
    let mut all: Vec<u32> = parts.concat();
    all.sort_unstable();
    all == (0..n as u32).collect::<Vec<_>>() && parts.iter().all(|part| part.is_sorted())
}

fn are_folds(folds: &[Fold], n: usize) -> bool {
    let tests: Vec<&[u32]> = folds.iter().map(|fold| &*fold.test).collect();
    is_partition(&tests, n) && folds.iter().all(|fold| is_partition(&[&fold.train, &fold.test], n))
}

fn split(spec: SplitSpec, days: &[i32], classes: &[u32]) -> Option<Split> {
    spec.split(days.len(), days, classes, &mut Rng::new(3, "split")).ok()
}

proptest! {
    #[test]
    fn metrics_stay_in_range(rows in rows(), weighted: bool, threshold in 0.0..=1.0) {
        let scored = scored(&rows, weighted);
        let s = Confusion::at(&scored, threshold).scores();
        let shares = [
            s.accuracy,
            s.balanced_accuracy,
            s.precision,
            s.recall,
            s.specificity,
            s.f1,
            s.jaccard,
            s.fpr,
            s.fnr,
            s.npv,
            s.prevalence,
            s.selection_rate,
            rank::roc_auc(&scored),
            rank::average_precision(&scored),
            rank::ks_statistic(&scored),
            rank::pr_curve(&scored).auc(),
            proba::brier(&scored),
        ];
        for (i, share) in shares.into_iter().enumerate() {
            prop_assert!(inside(share, 0.0, 1.0), "{i}: {share:?}");
        }
        for signed in [s.mcc, s.kappa, s.youden_j] {
            prop_assert!(inside(signed, -1.0, 1.0), "{signed:?}");
        }
        prop_assert!(inside(proba::log_loss(&scored), 0.0, 40.0));
        for binning in [Binning::Uniform, Binning::Quantile] {
            if let Some(c) = proba::calibration(&scored, 5, binning) {
                prop_assert!(c.ece <= c.rmsce + 1e-12 && c.rmsce <= c.mce + 1e-12 && c.mce <= 1.0 + 1e-12);
                let total: f64 = c.bins.iter().map(|bin| bin.count).sum();
                prop_assert!((total - (0..rows.len()).map(|i| scored.weight(i)).sum::<f64>()).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn curves_rise_and_the_best_threshold_is_best(
        rows in rows(),
        weighted: bool,
        fn_ in 0.0..9.0,
        tp in -2.0..2.0,
    ) {
        let scored = scored(&rows, weighted);
        let prices = CostMatrix { tn: 0.0, fp: 1.0, fn_, tp };
        let best = cost::min_cost(&scored, &prices);
        for cut in scored.cuts() {
            let here = Confusion::at(&scored, cut.threshold.unwrap_or(f64::INFINITY));
            prop_assert!((here.tp - cut.confusion.tp).abs() < 1e-9);
            prop_assert!((here.fp - cut.confusion.fp).abs() < 1e-9);
            prop_assert!(best.cost.total <= cost::expected_cost(&here, &prices).total + 1e-9);
        }
        let (all, dropped) = (rank::roc_curve(&scored, false), rank::roc_curve(&scored, true));
        for curve in [&all, &dropped] {
            for rates in [&curve.fpr, &curve.tpr].into_iter().flatten() {
                prop_assert!(rates.is_sorted() && rates[0] == 0.0 && rates[rates.len() - 1] == 1.0);
            }
        }
        prop_assert!(dropped.thresholds.len() <= all.thresholds.len());
    }

    #[test]
    fn a_resample_by_weights_is_a_resample_by_rows(rows in rows(), draws in vec(any::<u32>(), 1..60)) {
        prop_assume!(!rows.is_empty());
        let scored = scored(&rows, false);
        let draws: Vec<u32> = draws.iter().map(|d| d % rows.len() as u32).collect();
        let (weighed, taken) = (scored.resample(&draws), scored.take(&draws));
        let metrics: [fn(&Scored) -> Option<f64>; 5] =
            [rank::roc_auc, rank::average_precision, rank::ks_statistic, proba::brier, proba::log_loss];
        for metric in metrics {
            match (metric(&weighed), metric(&taken)) {
                (Some(a), Some(b)) => prop_assert!((a - b).abs() < 1e-9, "{a} {b}"),
                (a, b) => prop_assert_eq!(a, b),
            }
        }
        prop_assert_eq!(weighed.cuts(), taken.cuts());
    }

    #[test]
    fn intervals_hold_their_share(n in 1_u32..500, hits in 0_u32..500, confidence in 0.5..0.999) {
        let (hits, n) = (f64::from(hits.min(n)), f64::from(n));
        for found in [interval::wilson(hits, n, confidence), interval::clopper_pearson(hits, n, confidence)] {
            let found = found.unwrap();
            prop_assert!((0.0..=hits / n).contains(&found.low) && (hits / n..=1.0).contains(&found.high));
        }
    }

    #[test]
    fn splits_divide_the_rows(days in vec(0_i32..12, 3..80), train in 0.2..0.6, test in 0.1..0.35) {
        let classes: Vec<u32> = days.iter().map(|day| (*day as u32 * 7) % 3).collect();
        let validation = 1.0 - train - test;
        let specs = [
            SplitSpec::Time { train, validation, test },
            SplitSpec::Random { train, validation, test },
            SplitSpec::Stratified { train, validation, test },
            SplitSpec::Group { by: By::Day, train, validation, test },
        ];
        for spec in specs {
            let Some(s) = split(spec.clone(), &days, &classes) else { continue };
            prop_assert!(is_partition(&[&s.train, &s.validation, &s.test], days.len()));
            prop_assert!(!s.train.is_empty() && !s.validation.is_empty() && !s.test.is_empty());
            prop_assert_eq!(split(spec.clone(), &days, &classes), Some(s.clone()));
            if matches!(spec, SplitSpec::Group { .. }) {
                let of = |part: &[u32]| part.iter().map(|r| classes[*r as usize]).collect::<Vec<u32>>();
                let (train, validation, test) = (of(&s.train), of(&s.validation), of(&s.test));
                prop_assert!(test.iter().all(|group| !train.contains(group) && !validation.contains(group)));
                prop_assert!(train.iter().all(|group| !validation.contains(group)));
            }
            if matches!(spec, SplitSpec::Time { .. }) {
                let day = |r: &u32| days[*r as usize];
                prop_assert!(s.train.iter().map(day).max() < s.validation.iter().map(day).min());
                prop_assert!(s.validation.iter().map(day).max() < s.test.iter().map(day).min());
            }
        }
    }

    #[test]
    fn shares_that_do_not_sum_to_1_are_refused(
        train in 0.0..1.0_f64,
        validation in 0.0..1.0_f64,
        test in 0.0..1.0_f64,
    ) {
        prop_assume!((train + validation + test - 1.0).abs() > 1e-6);
        let spec = SplitSpec::Random { train, validation, test };
        prop_assert!(split(spec, &[0; 50], &[]).is_none());
    }

    #[test]
    fn folds_divide_the_rows(groups in vec(0_u32..9, 2..80), k in 2_usize..5) {
        let n = groups.len();
        if k <= n {
            prop_assert!(are_folds(&kfold(n, k).unwrap(), n));
            prop_assert!(are_folds(&stratified_kfold(&groups, k).unwrap(), n));
        }
        if let Ok(folds) = group_kfold(&groups, k) {
            prop_assert!(are_folds(&folds, n));
            for fold in folds {
                let group = |r: &u32| groups[*r as usize];
                let tested: Vec<u32> = fold.test.iter().map(group).collect();
                prop_assert!(fold.train.iter().map(group).all(|g| !tested.contains(&g)));
            }
        }
        if let Ok(folds) = time_series_split(n, k, 1, None) {
            for fold in folds {
                prop_assert!(!fold.train.is_empty() && fold.train.iter().max() < fold.test.iter().min());
            }
        }
    }

    #[test]
    fn a_file_keeps_the_table(table in table()) {
        let kinds = table.columns().iter().map(|c| (c.name.clone(), c.values.kind())).collect();
        let options = csv::ReadOptions { kinds, missing: Some(vec![String::new()]), ..Default::default() };
        let again = csv::read(&csv::write(&table).unwrap(), &options).unwrap();
        prop_assert_eq!(cells(&again), cells(&table));
        prop_assert_eq!(csv::write(&again).unwrap(), csv::write(&table).unwrap());
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in vec(any::<u8>(), 0..60), text in "[ab,\"\n\r 12]{0,40}") {
        let _ = csv::read(text.as_bytes(), &csv::ReadOptions::default());
        let _ = csv::read(&bytes, &csv::ReadOptions::default());
    }

    #[test]
    fn taking_rows_and_columns_keeps_cells(table in table(), draws in vec(any::<u32>(), 0..20)) {
        prop_assume!(table.n_rows() > 0);
        let draws: Vec<u32> = draws.iter().map(|d| d % table.n_rows() as u32).collect();
        let drawn = |column: Vec<Option<String>>| draws.iter().map(|r| column[*r as usize].clone()).collect();
        let expected: Vec<Vec<Option<String>>> = cells(&table).into_iter().map(drawn).collect();
        prop_assert_eq!(cells(&table.take(&draws)), expected);
        let names = vec!["date".to_string(), "category".to_string()];
        let some = table.select(&names).unwrap();
        prop_assert_eq!(cells(&some), vec![cells(&table)[2].clone(), cells(&table)[1].clone()]);
    }

    #[test]
    fn summaries_count_every_row(table in table()) {
        for s in summary::summarise_table(&table).unwrap() {
            prop_assert_eq!(s.n + s.n_missing, table.n_rows() as u32);
            prop_assert!(s.n_distinct <= s.n && (s.n == 0) == s.spread.is_none());
            let counted: u32 = match s.spread {
                Some(summary::Spread::Number { histogram, min, median, max, .. }) => {
                    prop_assert!(histogram.counts.len() <= summary::MAX_BINS);
                    prop_assert!(min <= median && median <= max);
                    histogram.counts.iter().sum()
                }
                Some(summary::Spread::Category { top, n_other }) => {
                    top.iter().map(|l| l.count).sum::<u32>() + n_other
                }
                Some(summary::Spread::Date { months, .. }) => months.iter().map(|m| m.count).sum(),
                None => 0,
            };
            prop_assert_eq!(counted, s.n);
        }
    }

    #[test]
    fn days_and_dates_are_one(day in -3_000_000..3_000_000) {
        let (year, month, of_month) = date::to_ymd(day);
        prop_assert_eq!(date::from_ymd(year, month, of_month), day);
        prop_assert_eq!((date::weekday(day) + 1) % 7, date::weekday(day + 1));
        if (0..=9999).contains(&year) {
            prop_assert_eq!(date::parse_iso(&date::iso(day)), Some(day));
        }
    }

    #[test]
    fn comparisons_of_samples_stay_in_range(
        a in vec(-3.0..3.0, 1..40),
        b in vec(prop_oneof![Just(f64::NAN), -3.0..3.0], 1..40),
    ) {
        if let Some(found) = ks::ks_2samp(&a, &b) {
            prop_assert!((0.0..=1.0).contains(&found.statistic) && (0.0..=1.0).contains(&found.p));
            prop_assert_eq!(found.current.n + found.current.n_missing, b.len() as u32);
            let back = ks::ks_2samp(&b, &a).unwrap();
            prop_assert_eq!(back.statistic, found.statistic);
            prop_assert!((back.p - found.p).abs() < 1e-9);
        }
        if let Some(found) = psi::psi_quantile(&a, &b, 10) {
            prop_assert!(found.psi >= 0.0);
            for shares in [&found.ref_prop, &found.cur_prop] {
                prop_assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn chi_square_stays_in_range(a in vec(0_u32..50, 1..8), b in vec(0_u32..50, 1..8)) {
        if let Some(found) = chi2::chi2_contingency(&a, &b) {
            prop_assert!(found.statistic >= 0.0 && (0.0..=1.0).contains(&found.p));
            prop_assert!((0.0..=1.0 + 1e-9).contains(&found.cramers_v));
        }
        prop_assert!(psi::psi_categorical(&a, &b, psi::FLOOR).is_none_or(|psi| psi >= 0.0));
    }
}

/// What a broken file is refused for: line, column, problem.
#[test]
fn broken_files_name_line_and_column() {
    use engine::error::{CsvProblem, EngineError};
    fn check(file: &[u8], line: u64, column: Option<&str>, problem: CsvProblem) {
        let kinds = vec![("a".to_string(), Kind::Number)];
        let found = csv::read(file, &csv::ReadOptions { kinds, ..Default::default() });
        assert_eq!(found, Err(EngineError::Csv { line, column: column.map(Into::into), problem }));
    }
    check(b"", 1, None, CsvProblem::Empty);
    check(b"a,,c\n", 1, None, CsvProblem::UnnamedColumn);
    check(b"a,b,a\n1,2,3\n", 1, Some("a"), CsvProblem::DuplicateColumn);
    check(b"a,b\n1,2\n1,2,3\n", 3, None, CsvProblem::WrongWidth { expected: 2, found: 3 });
    let word = || CsvProblem::BadCell { expected: "number".into(), found: "x".into() };
    check(b"a,b\n1,2\nNA,2\nx,3\n", 4, Some("a"), word());
    check(b"a,b\r\n1,\"two\r\nlines\"\r\n\r\nx,3\r\n", 5, Some("a"), word());
    check(b"a,b\n1,2\n1,\xff\n", 3, Some("b"), CsvProblem::NotUtf8);
    check(b"a,b\r1,2\r\rx,3\r", 4, Some("a"), word());
    check(b"a,b\n1,2\n1,\"never closed\n1,2\n", 3, None, CsvProblem::Broken);
    let missing = csv::ReadOptions { kinds: vec![("z".into(), Kind::Date)], ..Default::default() };
    assert_eq!(csv::read(b"a\n1\n", &missing), Err(EngineError::UnknownColumn { column: "z".into() }));
}

/// Kinds are guessed from all cells; missing cells say nothing.
#[test]
fn kinds_are_guessed() {
    fn check(cells: &str, kind: Kind, n_missing: u32) {
        let file =
            format!("\u{feff}x,y\n{}", cells.split('|').map(|c| format!("{c},1\n")).collect::<String>());
        let table = csv::read(file.as_bytes(), &csv::ReadOptions::default()).unwrap();
        let found = now(summary::summarise(table.column("x").unwrap(), &Pace::default())).unwrap();
        assert_eq!((found.kind, found.n_missing), (kind, n_missing), "{cells}");
    }
    check("1| 2.5|-3e4|", Kind::Number, 1);
    check("1|NA|nan|2", Kind::Number, 2);
    check("1|inf", Kind::Category, 0);
    check("2013-01-31|na|2012-02-29", Kind::Date, 1);
    check("2013-02-30|2013-01-01", Kind::Category, 0);
    check("|NA", Kind::Number, 2);
    check("1|two", Kind::Category, 0);
}

/// However many rows there are, what a moved threshold is looked up in stays small, and each of its points is what
/// flagging row by row comes to: moving it costs the page the same at a hundred thousand rows as at a hundred.
#[test]
fn a_sweep_is_small_and_exact_at_any_number_of_rows() {
    let mut rng = Rng::new(4, "sweep");
    for n in [100, 100_000] {
        let days: Vec<i32> = (0..n).map(|i| i / 50).collect();
        let scores: Vec<f64> = days.iter().map(|_| (rng.uniform() * 1000.0).round() / 1000.0).collect();
        let y: Vec<f64> = scores.iter().map(|s| f64::from(u8::from(rng.uniform() < *s))).collect();
        for capacity in [0.2, 1.0] {
            let points = policy::sweep(&days, &y, &scores, capacity, 400);
            assert!(points.len() <= 401 && points.len() >= 20, "{} points", points.len());
            for point in &points {
                let flagged = policy::flag(&days, &scores, point.threshold, capacity);
                assert_eq!(point.counts, policy::count(&y, &flagged));
            }
        }
    }
}
