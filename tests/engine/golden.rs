//! Our numbers against scikit-learn's, scipy's and others': every file of the folder `GOLDEN_DIR`, every
//! case, every expected value. How the files are made stands in `tests/golden/README.md`.
//!
//! Each expected value is either compared by a family's module or listed below, never both. An unknown
//! family, kind or field is therefore a failure, and so is a line of the tables that nothing needs any more.

mod aside;
mod boosting;
mod calibrated;
mod case;
mod categorical;
mod classification;
mod drift;
mod explain;
mod explanations;
mod inspection;
mod linear;
mod looks;
mod margin;
mod models;
mod network;
mod preparation;
mod preprocessing;
mod quality;
mod regression;
mod resampling;
mod ridership;
mod rodents;
mod screening;
mod small;
mod splits;
mod trees;
mod views;
mod weighted;

use std::path::{Path, PathBuf};

use case::{Case, Family};

/// A family, a kind of case (`-`: cases without one, `*`: all), the field of `expected` (a path; `*`: all),
/// and why.
type Entry = (&'static str, &'static str, &'static str, &'static str);

/// What the engine cannot do yet. Later work shortens this table to nothing.
const NOT_YET: &[Entry] = &[
    ("cbpe", "*", "*", "estimates without labels"),
    ("detector_oc", "*", "*", "stream detectors"),
    ("detectors", "*", "*", "stream detectors"),
    ("detectors_extra", "*", "*", "stream detectors"),
    ("generators", "*", "*", "synthetic worlds"),
    ("nannyml_drift", "*", "*", "NannyML's conventions"),
];

/// What says something about the reference or the question, and nothing about us.
const NOT_OURS: &[Entry] = &[
    ("models", "band", "band", "the width of the bands, in words"),
    ("models", "logistic_l2", "grad_inf", "how exact the reference is"),
    ("models", "logistic_l2", "sklearn_max_abs_diff", "how exact the reference is"),
    ("models", "logistic_l2_balanced", "class_weight", "shown by the coefficients"),
    ("preprocessing", "scalers", "quantile_q", "the shares asked for"),
    ("preprocessing", "scalers", "yeo_johnson/note", "how exact the reference is"),
];

/// Compares what the engine can do of a case; a kind it does not know is left alone, and so found out.
fn run(case: &Case) {
    match case.family.as_str() {
        "aside" => aside::run(case),
        "averages" => classification::averages(case),
        "boosting" => boosting::run(case),
        "calibrated" => calibrated::run(case),
        "categorical" => categorical::run(case),
        "classification" => classification::run(case),
        "data_quality" => quality::run(case),
        "drift_categorical" => drift::categorical(case),
        "drift_large" => drift::large(case),
        "drift_numeric" => drift::numeric(case),
        "explanations" => explanations::run(case),
        "inspection_and_tests" => inspection::run(case),
        "group_splits" => splits::held_out(case),
        "linear_models" => linear::run(case),
        "looks" => looks::run(case),
        "margin" => margin::run(case),
        "models" => models::run(case),
        "naive_bayes" => small::counting(case),
        "network" => network::run(case),
        "preparation" => preparation::run(case),
        "preprocessing" => preprocessing::run(case),
        "regression" => regression::run(case),
        "resampling" => resampling::run(case),
        "ridership" => ridership::run(case),
        "rodents" => rodents::run(case),
        "screening" => screening::run(case),
        "splits" => splits::run(case),
        "trees" => weighted::run(case),
        "views" => views::run(case),
        _ => {}
    }
}

#[test]
fn every_expected_value_is_compared_or_listed() {
    let own = own_folder();
    let folder = std::env::var("GOLDEN_DIR").map_or(own.clone(), |dir| {
        // A relative folder is one of the repository.
        root().join(dir)
    });
    let families = Family::read_all(&folder);
    assert!(!families.is_empty(), "no golden file in {}", folder.display());
    let (mut failures, mut compared) = (Vec::new(), 0);
    for case in families.iter().flat_map(|family| &family.cases) {
        run(case);
        compared += case.compared();
        failures.extend(case.failures());
        if case.compared() == 0 && case.leaves().iter().all(|path| listed(case, path).is_empty()) {
            failures.push(format!("{case}: unknown family or kind {}", case.kind));
            continue;
        }
        for path in case.leaves() {
            let listed = listed(case, &path);
            if case.is_compared(&path) && !listed.is_empty() {
                failures.push(format!("{case}: {path} is compared and yet listed: shorten the table"));
            }
            if !case.is_compared(&path) && listed.is_empty() {
                failures.push(format!("{case}: {path} is neither compared nor listed"));
            }
        }
    }
    println!("golden: {compared} comparisons in {}", folder.display());
    let shown = failures.iter().take(40).cloned().collect::<Vec<_>>().join("\n");
    assert!(failures.is_empty(), "{} failures, the first:\n{shown}", failures.len());
}

#[test]
fn every_line_of_the_tables_is_needed() {
    let families = Family::read_all(&own_folder());
    let cases: Vec<&Case> = families.iter().flat_map(|family| &family.cases).collect();
    for entry in NOT_YET.iter().chain(NOT_OURS) {
        let needed =
            cases.iter().any(|case| case.leaves().iter().any(|path| listed(case, path).contains(&entry)));
        assert!(needed, "{entry:?} lists nothing");
    }
}

/// The first table of the folder's README tells each family with the number of its cases.
#[test]
fn the_readme_counts_the_cases() {
    let readme = std::fs::read_to_string(own_folder().join("README.md")).unwrap();
    let table = readme.lines().skip_while(|line| *line != "| file | contents | cases |").skip(2);
    let told = table.take_while(|line| line.starts_with('|')).map(|line| {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let n = cells[2].split(' ').next().and_then(|n| n.parse().ok());
        (String::from(cells[0]), n)
    });
    let mut told: Vec<(String, Option<usize>)> = told.collect();
    told.sort();
    let families = Family::read_all(&own_folder());
    let count = |family: &Family| Some((family.cases.first()?.family.clone(), Some(family.cases.len())));
    let mut there: Vec<(String, Option<usize>)> = families.iter().filter_map(count).collect();
    there.sort();
    assert_eq!(told, there);
}

/// The lines of the tables that list a field of a case.
fn listed(case: &Case, path: &str) -> Vec<&'static Entry> {
    let lists = |(family, kind, field, _): &&Entry| {
        *family == case.family
            && (*kind == "*" || *kind == case.kind)
            && (*field == "*" || path == *field || path.starts_with(&format!("{field}/")))
    };
    NOT_YET.iter().chain(NOT_OURS).filter(lists).collect()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

pub fn own_folder() -> PathBuf {
    root().join("tests/golden")
}
