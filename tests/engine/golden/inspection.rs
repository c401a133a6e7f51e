//! Bootstrap, groups, tests and intervals of shares.

use engine::drift::chi2::{fisher_exact, two_proportion_z};
use engine::drift::two_sample::welch_t;
use engine::metrics::compare;
use engine::metrics::group::{Fairness, Group, by_group};
use engine::metrics::interval::{Interval, basic, bca, bootstrap, clopper_pearson, wilson};
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
    case.same("mean/basic", ends(basic(&of_mean)));
    let without = |i: usize| mean(&(0..x.len() as u32).filter(|row| *row != i as u32).collect::<Vec<_>>());
    let jackknife: Vec<Option<f64>> = (0..x.len()).map(without).collect();
    let found = bca(of_mean.estimate.unwrap(), &means, &jackknife, 0.95).unwrap().unwrap();
    case.same("mean/bca/z0", found.bias);
    case.same("mean/bca/acceleration", found.acceleration);
    case.same("mean/bca/alpha", found.shares.to_vec());
    case.same("mean/bca/ci", ends(Some(found.interval)));
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
    let groups = by_group(&scored, &levels, &codes, 0.5, 0.95).unwrap();
    for group in &groups {
        case.same(&format!("by_group/{}", group.level.clone().unwrap()), of_group(group));
    }
    let gaps = Fairness::between(&groups, 0.95);
    case.same("demographic_parity_difference", gaps.selection_rate.difference);
    case.same("demographic_parity_ratio", gaps.selection_rate.ratio);
    case.same("equalized_odds_difference", gaps.equalized_odds_difference());
    case.same("equalized_odds_ratio", gaps.equalized_odds_ratio());
    case.same("equal_opportunity_difference", gaps.recall.difference);
    case.same("accuracy_max_difference", gaps.accuracy.difference);
    case.same("accuracy_difference_to_overall", gaps.accuracy.to_overall);
    let inside = |gap: f64, around: Interval| around.low < gap && gap < around.high;
    assert!(inside(gaps.accuracy.difference.unwrap(), gaps.accuracy.interval.unwrap()), "{case}");
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
    let (k, n) = (case.codes("k"), case.codes("n"));
    let z = two_proportion_z((k[0], n[0]), (k[1], n[1])).unwrap();
    case.same("two_proportion_z_pooled/z", z.statistic);
    case.same("two_proportion_z_pooled/p", z.p);
    let reals = |of: &[u32]| of.iter().map(|v| f64::from(*v)).collect::<Vec<f64>>();
    let (hits, of) = (reals(&k), reals(&n));
    case.same("newcombe_diff_95", ends(compare::newcombe(hits[1], of[1], hits[0], of[0], 0.95)));
    case.same("fisher_p", fisher_exact([[k[0], n[0] - k[0]], [k[1], n[1] - k[1]]]));
    let only = case.codes("mcnemar_b_c");
    case.same("mcnemar_exact_p", compare::mcnemar_exact(only[0], only[1]));
    let (statistic, p) = compare::mcnemar_chi2(only[0], only[1]).unwrap();
    case.same("mcnemar_chi2_corrected/statistic", statistic);
    case.same("mcnemar_chi2_corrected/p", p);
    let welch = welch_t(&case.numbers("x1"), &case.numbers("x2")).unwrap();
    case.same("welch/t", welch.statistic);
    case.same("welch/df", welch.dof);
    case.same("welch/p", welch.p);
    let effect = compare::cohens_h(0.12, 0.15);
    case.same("cohens_h_12_15", effect);
    case.same("n_per_arm_12_vs_15_alpha05_power80", compare::rows_per_arm(effect, 0.05, 0.8));
    case.same("binom_two_sided_p", compare::binomial_test(k[0], n[0], 0.1));
}

fn ends(interval: Option<Interval>) -> Vec<f64> {
    interval.map_or(Vec::new(), |interval| vec![interval.low, interval.high])
}
