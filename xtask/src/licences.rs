//! The licences that go with the site: the project's own, and those of every crate compiled into it.

use crate::paths::Paths;
use crate::shell::{Failure, Outcome, ask, cargo, told};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// How the files with a licence begin.
const BEGIN: [&str; 4] = ["LICENSE", "LICENCE", "COPYING", "NOTICE"];

/// Writes `licences/` into the site.
pub fn write(paths: &Paths) -> Outcome<()> {
    let out = paths.dist().join("licences");
    std::fs::create_dir_all(&out).map_err(|e| told(&out, &e))?;
    for name in ["LICENSE", "LICENSE-MIT", "LICENSE-APACHE", "LICENSE-texts"] {
        let (from, to) = (paths.root().join(name), out.join(format!("{name}.txt")));
        std::fs::copy(&from, &to).map_err(|e| told(&from, &e))?;
    }
    let to = out.join("crates.txt");
    std::fs::write(&to, crates(paths)?).map_err(|e| told(&to, &e))
}

/// Every crate with its licence, and each licence text once, under the crates it came with.
fn crates(paths: &Paths) -> Outcome<String> {
    let mut command = cargo();
    command.args(["metadata", "--format-version", "1", "--locked"]);
    command.args(["--filter-platform", "wasm32-unknown-unknown"]).current_dir(paths.root());
    let answer = ask(&mut command).ok_or_else(|| Failure::new("`cargo metadata` gave no answer."))?;
    let found: Value =
        serde_json::from_str(&answer).map_err(|e| Failure::new(format!("`cargo metadata`: {e}.")))?;
    let compiled = compiled(&found);
    let (mut list, mut texts) = (String::new(), BTreeMap::<String, Vec<String>>::new());
    for package in found["packages"].as_array().into_iter().flatten() {
        let text = |key: &str| package[key].as_str().unwrap_or_default();
        if !compiled.contains(text("id")) || package["source"].is_null() {
            continue;
        }
        let name = format!("{} {}", text("name"), text("version"));
        list.push_str(&format!("{name}: {}. {}\n", text("license"), text("repository")));
        for licence in texts_of(Path::new(text("manifest_path"))) {
            texts.entry(licence).or_default().push(name.clone());
        }
    }
    let texts = texts.iter().map(|(text, names)| format!("\n=== {}\n\n{}\n", names.join(", "), text.trim()));
    Ok(format!("The crates compiled into this site.\n\n{list}{}", texts.collect::<String>()))
}

/// The ids of what the page is compiled from, itself with it.
fn compiled(found: &Value) -> BTreeSet<&str> {
    let nodes: BTreeMap<&str, &Value> = found["resolve"]["nodes"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|node| Some((node["id"].as_str()?, node)))
        .collect();
    let mut open: Vec<&str> = found["resolve"]["root"].as_str().into_iter().collect();
    let mut met = BTreeSet::new();
    while let Some(id) = open.pop() {
        if !met.insert(id) {
            continue;
        }
        let uses = nodes.get(id).and_then(|node| node["deps"].as_array()).into_iter().flatten();
        let normal = |one: &&Value| {
            one["dep_kinds"].as_array().is_some_and(|kinds| kinds.iter().any(|kind| kind["kind"].is_null()))
        };
        open.extend(uses.filter(normal).filter_map(|one| one["pkg"].as_str()));
    }
    met
}

/// The licence texts beside a crate's manifest.
fn texts_of(manifest: &Path) -> Vec<String> {
    let files = manifest.parent().and_then(|folder| std::fs::read_dir(folder).ok()).into_iter().flatten();
    let named = files.filter_map(Result::ok).filter(|file| {
        let name = file.file_name().to_string_lossy().to_uppercase();
        BEGIN.iter().any(|begin| name.starts_with(begin))
    });
    let mut texts: Vec<String> = named
        .filter_map(|file| std::fs::read_to_string(file.path()).ok())
        .map(|t| t.replace('\r', ""))
        .collect();
    texts.sort();
    texts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_compiled_in_is_listed() {
        let found = serde_json::json!({"resolve": {"root": "page", "nodes": [
            {"id": "page", "deps": [
                {"pkg": "a", "dep_kinds": [{"kind": null}]},
                {"pkg": "tests", "dep_kinds": [{"kind": "dev"}]},
                {"pkg": "both", "dep_kinds": [{"kind": "build"}, {"kind": null}]},
            ]},
            {"id": "a", "deps": [{"pkg": "page", "dep_kinds": [{"kind": null}]}]},
        ]}});
        assert_eq!(compiled(&found).into_iter().collect::<Vec<_>>(), ["a", "both", "page"]);
    }
}
