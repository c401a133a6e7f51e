//! Holdout counts and folds.

use engine::rng::Rng;
use engine::split::{
    By, Fold, SplitSpec, group_kfold, holdout_counts, kfold, stratified_holdout, stratified_kfold,
    time_series_split,
};
use serde_json::{Value, json};

use super::case::Case;

pub fn run(case: &Case) {
    if case.kind != "-" {
        return;
    }
    let (y, groups) = (case.codes("y"), case.codes("groups"));
    for name in case.expected.as_object().unwrap().keys() {
        if let Some(share) = name.strip_prefix("stratified_holdout_") {
            holdout(case, name, &y, share.parse().unwrap());
        }
    }
    let k = case.at("kfold/k").as_u64().unwrap();
    case.same("kfold/k", k as i64);
    let tests: Vec<Vec<f64>> = kfold(y.len(), k as usize).unwrap().iter().map(|f| numbers(&f.test)).collect();
    case.same("kfold/test_index", tests);
    case.same("stratified_kfold_3", fold_of(&stratified_kfold(&y, 3).unwrap(), y.len()));
    by_group(case, &groups);
    time(case, y.len());
}

fn holdout(case: &Case, name: &str, y: &[u32], share: f64) {
    let (n_train, n_test) = holdout_counts(y.len(), share);
    case.same(&format!("{name}/n_train"), n_train as i64);
    case.same(&format!("{name}/n_test"), n_test as i64);
    // scikit-learn breaks ties by chance: any allocation it was seen to make will do.
    let seen = format!("{name}/class_counts_seen");
    for seed in 0..5 {
        let (train, test) = stratified_holdout(y, share, &mut Rng::new(seed, "golden"));
        let n_classes = y.iter().max().unwrap() + 1;
        let count = |rows: &[u32], class| rows.iter().filter(|r| y[**r as usize] == class).count();
        let counts = |rows: &[u32]| (0..n_classes).map(|class| count(rows, class)).collect::<Vec<_>>();
        let got = json!({ "train": counts(&train), "test": counts(&test) });
        case.check(&seen, case.at(&seen).as_array().unwrap().contains(&got), &got.to_string());
    }
}

fn by_group(case: &Case, groups: &[u32]) {
    let got = fold_of(&group_kfold(groups, 4).unwrap(), groups.len());
    let expected: Vec<f64> =
        case.at("group_kfold_4").as_array().unwrap().iter().map(|f| f.as_f64().unwrap()).collect();
    // Groups of one size may change places: then the folds' sizes still agree, and no group is divided.
    let sizes = |folds: &[f64]| {
        let mut sizes: Vec<usize> =
            (0..4).map(|k| folds.iter().filter(|f| **f == f64::from(k)).count()).collect();
        sizes.sort_unstable();
        sizes
    };
    let whole = (0..groups.len()).all(|i| (0..i).all(|j| groups[i] != groups[j] || got[i] == got[j]));
    case.check(
        "group_kfold_4",
        got == expected || (whole && sizes(&got) == sizes(&expected)),
        &format!("{got:?}"),
    );
}

/// Whole groups held out: scikit-learn's numbers of groups, and no group on two sides.
pub fn held_out(case: &Case) {
    let groups = case.codes("groups");
    let counted = |rows: &[u32]| {
        let mut names: Vec<u32> = rows.iter().map(|row| groups[*row as usize]).collect();
        names.sort_unstable();
        names.dedup();
        names
    };
    let of = case.at("of").as_array().unwrap().iter().map(|one| {
        let test = one["share"].as_f64().unwrap();
        let rest = (1.0 - test) / 2.0;
        let spec = SplitSpec::Group { by: By::Day, train: rest, validation: rest, test };
        let parts = spec.split(groups.len(), &[], &groups, &mut Rng::new(3, "golden")).unwrap();
        let (train, validation, test) =
            (counted(&parts.train), counted(&parts.validation), counted(&parts.test));
        assert!(test.iter().all(|name| !train.contains(name) && !validation.contains(name)), "{case}");
        assert!(train.iter().all(|name| !validation.contains(name)), "{case}");
        json!({ "share": one["share"], "n_train": train.len() + validation.len(), "n_test": test.len() })
    });
    let of: Vec<Value> = of.collect();
    case.check("of", *case.at("of") == Value::from(of.clone()), &format!("{of:?}"));
}

fn time(case: &Case, n: usize) {
    let ends = |fold: &Fold| json!([fold.test[0], fold.test[fold.test.len() - 1]]);
    let train_end = |fold: &Fold| fold.train[fold.train.len() - 1] + 1;
    let plain = time_series_split(n, 5, 0, None).unwrap();
    let plain: Value = plain.iter().map(|f| json!({ "train_end": train_end(f), "test": ends(f) })).collect();
    case.check("time_series_5", *case.at("time_series_5") == plain, &plain.to_string());
    let gapped = time_series_split(n, 3, 2, Some(7)).unwrap();
    let round = |f: &Fold| json!({ "train_start": f.train[0], "train_end": train_end(f), "test": ends(f) });
    let gapped: Value = gapped.iter().map(round).collect();
    let path = "time_series_3_gap2_size7";
    case.check(path, *case.at(path) == gapped, &gapped.to_string());
}

fn fold_of(folds: &[Fold], n: usize) -> Vec<f64> {
    let mut of = vec![f64::NAN; n];
    for (k, fold) in folds.iter().enumerate() {
        fold.test.iter().for_each(|row| of[*row as usize] = k as f64);
    }
    of
}

fn numbers(rows: &[u32]) -> Vec<f64> {
    rows.iter().map(|row| f64::from(*row)).collect()
}
