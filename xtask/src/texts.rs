//! Writes one file per language beside the page, and the two pseudo-languages of the tests.
//!
//! English is compiled into the page; every other language is loaded as `texts/<language>.md`.
//! A language is a folder of `static/texts` with one file per stage; its files are joined by name.

use crate::paths::Paths;
use crate::pseudo;
use crate::shell::{Outcome, told};
use std::path::{Path, PathBuf};

/// Replaces the copied folders in `dist/texts` by one file per language, pseudo-languages included.
pub fn write(paths: &Paths) -> Outcome<()> {
    let source = paths.root().join("static").join("texts");
    let out = paths.dist().join("texts");
    if out.exists() {
        std::fs::remove_dir_all(&out).map_err(|e| told(&out, &e))?;
    }
    std::fs::create_dir_all(&out).map_err(|e| told(&out, &e))?;
    for folder in entries(&source)?.into_iter().filter(|p| p.is_dir()) {
        let Some(language) = folder.file_name().and_then(|n| n.to_str()) else {
            continue;
        };
        let joined = joined(&folder)?;
        if language == "en" {
            put(&out.join("en-XA.md"), &pseudo::accented(&joined))?;
            put(&out.join("ar-XB.md"), &pseudo::right_to_left(&joined))?;
        } else {
            put(&out.join(format!("{language}.md")), &joined)?;
        }
    }
    Ok(())
}

/// All files of one language, in the order of their names.
fn joined(folder: &Path) -> Outcome<String> {
    let mut all = String::new();
    for file in entries(folder)?.into_iter().filter(|p| p.extension().is_some_and(|e| e == "md")) {
        all.push_str(std::fs::read_to_string(&file).map_err(|e| told(&file, &e))?.trim_end());
        all.push_str("\n\n");
    }
    Ok(all)
}

fn entries(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let read = std::fs::read_dir(folder).map_err(|e| told(folder, &e))?;
    let mut all: Vec<PathBuf> = read.filter_map(|entry| entry.ok().map(|e| e.path())).collect();
    all.sort();
    Ok(all)
}

fn put(file: &Path, text: &str) -> Outcome<()> {
    std::fs::write(file, text).map_err(|e| told(file, &e))
}
