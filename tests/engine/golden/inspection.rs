//! Bootstrap, groups, intervals of shares.

use engine::metrics::group::{Group, by_group};
use engine::metrics::interval::{Interval, bootstrap, clopper_pearson, wilson};
use engine::metrics::{Confusion, Scored, rank};

use super::case::{Case, Got, object};

pub fn run(case: &Case) {
    match case.kind.as_str() {
        "bootstrap" => resamples(case),
        "fairness" => groups(case),
        "ab_test" => shares(case),
        "permutation_importance" => super::explain::run(case),
        _ => {}
    }
}

fn resamples(case: &Case) {
    // Each character is a row's number, from '0' on.
    let rows = |word: String| word.chars().map(|c| c as u32 - 48).collect::<Vec<u32>>();
    let resamples: Vec<Vec<u32>> = case.words("resample_index").into_iter().map(rows).collect();
    let x = case.numbers("x");
    let mean = |rows: &[u32]| engine::math::mean(&rows.iter().map(|r| x[*r as usize]).collect::<Vec<_>>());
    let means: Vec<Option<f64>> = resamples.iter().map(|rows| mean(rows)).collect();
    let of_mean = bootstrap(engine::math::mean(&x), &means, 0.95).unwrap();
    case.same("mean/theta", of_mean.estimate);
    case.same("mean/se", of_mean.standard_error);
    case.same("mean/percentile", ends(of_mean.interval));
    let scored = Scored::new(&case.numbers("y_true"), &case.numbers("score"), None).unwrap();
    // Both ways to a resample: as rows, and as weights.
    let auc_ways: [fn(&Scored, &[u32]) -> Scored; 2] = [Scored::take, Scored::resample];
    for way in auc_ways {
        let aucs: Vec<Option<f64>> =
            resamples.iter().map(|rows| rank::roc_auc(&way(&scored, rows))).collect();
        let of_auc = bootstrap(rank::roc_auc(&scored), &aucs, 0.95).unwrap();
        case.same("roc_auc/theta", of_auc.estimate);
        case.same("roc_auc/n_undefined", i64::from(of_auc.n_undefined));
        case.same("roc_auc/percentile_nan_dropped", ends(of_auc.interval));
    }
}

fn groups(case: &Case) {
    let (y_true, y_pred) = (case.numbers("y_true"), case.numbers("y_pred"));
    let names = case.words("group");
    let mut levels = names.clone();
    levels.sort();
    levels.dedup();
    let codes: Vec<u32> =
        names.iter().map(|name| levels.iter().position(|level| level == name).unwrap() as u32).collect();
    let scored = Scored::new(&y_true, &y_pred, None).unwrap();
    for group in by_group(&scored, &levels, &codes, 0.5, 0.95).unwrap() {
        case.same(&format!("by_group/{}", group.level.clone().unwrap()), of_group(&group));
    }
    let all = by_group(&scored, &["all".to_string()], &vec![0; y_true.len()], 0.5, 0.95).unwrap();
    assert_eq!(all[0].confusion, Confusion::at(&scored, 0.5));
    case.same("overall", of_group(&all[0]));
}

fn of_group(group: &Group) -> Got {
    object(vec![
        ("accuracy", group.accuracy.value.into()),
        ("selection_rate", group.selection_rate.value.into()),
        ("tpr", group.recall.value.into()),
        ("fpr", group.fpr.value.into()),
        ("count", f64::from(group.n_rows).into()),
    ])
}

fn shares(case: &Case) {
    for (i, (k, n)) in case.numbers("k").into_iter().zip(case.numbers("n")).enumerate() {
        case.same(&format!("wilson_95/{i}"), ends(wilson(k, n, 0.95)));
        case.same(&format!("clopper_pearson_95/{i}"), ends(clopper_pearson(k, n, 0.95)));
    }
}

fn ends(interval: Option<Interval>) -> Vec<f64> {
    interval.map_or(Vec::new(), |interval| vec![interval.low, interval.high])
}
