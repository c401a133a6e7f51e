//! Every metric that a room reads out of a report has an entry in the glossary, and some text opens it.

use std::collections::BTreeSet;

use super::english;
use crate::tidy::{files, none};

/// Metrics that the glossary has under another name.
const CALLED: &[(&str, &str)] = &[("roc_auc", "roc"), ("median_then", "median"), ("median_now", "median")];

/// Read by rooms under the name of a metric, and something else there.
const OTHERS: &[(&str, &str)] = &[
    ("mean", "of a line, of scores or to fill gaps with"),
    ("missing_share", "a share of cells, said in words wherever it stands"),
    ("power", "a step of the recipe"),
    ("ratio", "a step of the recipe"),
    ("value", "what a dial or a slider stands at"),
];

/// The names by which the engine gives a number that can be undefined: its metrics and its comparisons of two samples.
fn metrics() -> BTreeSet<String> {
    let folders = ["src/engine/metrics", "src/engine/drift"];
    let sources = folders.iter().flat_map(|folder| files(folder, &[".rs"]));
    let several = ["Vec<", "(", "Self"];
    let mut names = BTreeSet::new();
    for file in sources.chain(files("src/engine/monitor", &["inputs.rs"])) {
        for line in file.text.lines().filter_map(|line| line.trim().strip_prefix("pub ")) {
            let name = match (line.strip_prefix("fn "), line.split_once("-> Option<")) {
                // What is several numbers, or made of some, is no metric.
                (Some(_), Some((_, gives))) if several.iter().any(|begin| gives.starts_with(begin)) => None,
                (Some(function), Some(_)) => function.split('(').next(),
                (None, _) if line.contains(": Option<f64>,") => line.split(':').next(),
                _ => None,
            };
            names.extend(name.map(|name| name.split('<').next().unwrap_or(name).to_string()));
        }
    }
    names
}

/// The fields that rooms read: what stands behind a dot and is not called.
fn read_by_rooms() -> BTreeSet<String> {
    let mut read = BTreeSet::new();
    for file in files("src/rooms", &[".rs"]) {
        for line in file.text.lines() {
            for rest in line.split("//").next().unwrap_or_default().split('.').skip(1) {
                let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
                read.extend((!rest[end..].starts_with('(')).then(|| rest[..end].to_string()));
            }
        }
    }
    read
}

#[test]
fn every_metric_of_a_room_has_a_glossary_entry_that_a_text_opens() {
    let (english, metrics, read) = (english(), metrics(), read_by_rooms());
    let shown: Vec<&String> = metrics.intersection(&read).collect();
    for name in ["accuracy", "cramers_v", "ks", "log_loss", "precision", "psi", "recall", "roc_auc"] {
        assert!(shown.iter().any(|shown| *shown == name), "{name} is found: {shown:?}");
    }
    let idle = OTHERS.iter().map(|(name, _)| *name).chain(CALLED.iter().map(|(name, _)| *name));
    let mut broken: Vec<String> = idle
        .filter(|name| !shown.iter().any(|shown| shown == name))
        .map(|n| format!("{n}: none reads it"))
        .collect();
    for name in shown.into_iter().filter(|name| OTHERS.iter().all(|(other, _)| other != name)) {
        let term = CALLED.iter().find(|(metric, _)| metric == name).map_or(name.as_str(), |(_, term)| term);
        if !english.contains_key(&format!("term.{term}.text")) {
            broken.push(format!("{name}: no entry `term.{term}` in the glossary"));
        } else if !english.values().any(|text| text.contains(&format!("](term:{term})"))) {
            broken.push(format!("{name}: no text links to `term:{term}`"));
        }
    }
    none("a metric without a glossary entry", &broken);
}
