//! What the compiler does not see: who may import whom, how long a file is, and what no file may hold.
//!
//! The rules are those of ARCHITECTURE.md. A failure names file, line and rule; the way out is to move the code, not
//! to loosen the rule.

mod layers;
mod paths;

use std::path::{Path, PathBuf};

/// The wall; most files are far shorter.
const MOST_LINES: usize = 400;

/// A file of the repository: where it is from the root, with `/`, and what is in it.
pub struct File {
    pub path: String,
    pub text: String,
}

impl File {
    /// The program text without comments, string literals and the tests at its end; lines stay lines.
    fn code(&self) -> String {
        paths::code(self.text.split("#[cfg(test)]\nmod ").next().unwrap_or_default())
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// All files under `folder` whose name ends in one of `ends`, in order.
pub fn files(folder: &str, ends: &[&str]) -> Vec<File> {
    let mut found = Vec::new();
    collect(&root().join(folder), ends, &mut found);
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn collect(folder: &Path, ends: &[&str], found: &mut Vec<File>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let made = ["node_modules", "target", "dist", "golden", "results"].contains(&name.as_str());
        if path.is_dir() && !made {
            collect(&path, ends, found);
        } else if ends.iter().any(|end| name.ends_with(end))
            && let Ok(text) = std::fs::read_to_string(&path)
            && let Ok(path) = path.strip_prefix(root())
        {
            found.push(File { path: path.to_string_lossy().replace('\\', "/"), text });
        }
    }
}

fn rust() -> Vec<File> {
    ["src", "xtask", "tests"].iter().flat_map(|folder| files(folder, &[".rs"])).collect()
}

/// Fails with all of them, one a line.
pub fn none(rule: &str, broken: &[String]) {
    assert!(broken.is_empty(), "{rule}, {} times:\n{}", broken.len(), broken.join("\n"));
}

/// The places where a line of the code of `files` breaks a rule.
fn lines(files: &[File], breaks: impl Fn(&str) -> bool) -> Vec<String> {
    let mut found = Vec::new();
    for file in files {
        for (number, line) in file.code().lines().enumerate() {
            if breaks(line) {
                found.push(format!("{}:{}: {}", file.path, number + 1, line.trim()));
            }
        }
    }
    found
}

#[test]
fn there_is_something_to_read() {
    assert!(rust().len() > 80);
    assert!(!files("static", &[".css"]).is_empty() && !files("tests", &[".ts"]).is_empty());
}

#[test]
fn nobody_imports_what_they_may_not() {
    let lib = files("src/engine", &["lib.rs"]).remove(0);
    let engine = layers::Engine::read(&lib.text);
    let mut broken = Vec::new();
    for file in files("src", &[".rs"]) {
        for (line, path) in paths::paths(&file.code()) {
            let refused = match file.path.strip_prefix("src/engine/") {
                Some(inside) => engine.refuses(inside, &path),
                None => layers::page_refuses(&file.path, &path),
            };
            if let Some(why) = refused {
                broken.push(format!("{}:{line}: `{path}`: {why}", file.path));
            }
        }
    }
    broken.dedup();
    none("an import that the table of ARCHITECTURE.md forbids", &broken);
}

#[test]
fn every_rust_file_says_what_it_is() {
    let silent = rust().into_iter().filter(|file| !file.text.starts_with("//! "));
    none("a file without a `//!` header", &silent.map(|file| file.path).collect::<Vec<_>>());
}

#[test]
fn no_file_is_longer_than_the_wall() {
    let mut all = rust();
    all.extend(["src", "static", "tests"].iter().flat_map(|folder| files(folder, &[".css", ".ts", ".js"])));
    let long = all.iter().filter(|file| file.text.lines().count() > MOST_LINES);
    let told = long.map(|file| format!("{}: {} lines", file.path, file.text.lines().count()));
    none("a file of more than 400 lines", &told.collect::<Vec<_>>());
}

#[test]
fn nothing_is_unwrapped_outside_tests() {
    let mut all = files("src", &[".rs"]);
    all.extend(files("xtask", &[".rs"]));
    let unwraps = |line: &str| line.contains(".unwrap()") || line.contains(".expect(");
    none("an `.unwrap()` or `.expect()` outside tests", &lines(&all, unwraps));
}

/// The content policy of the built page forbids inline styles, so one would silently do nothing there.
#[test]
fn no_element_has_a_style_of_its_own() {
    let styled = |line: &str| {
        line.split("style=")
            .skip(1)
            .zip(line.split("style="))
            .any(|(_, before)| before.is_empty() || before.ends_with(char::is_whitespace))
    };
    none("a `style=` attribute", &lines(&files("src", &[".rs"]), styled));
}

#[test]
fn no_file_knows_a_machine() {
    // Put together here, so that this file holds none itself.
    let homes = ["home", "root", "Users", "work", "tmp"].map(|folder| format!("/{folder}/"));
    let ends = [".rs", ".md", ".toml", ".ts", ".css", ".js", ".yml", ".html", ".py", ".json"];
    let mut all: Vec<File> = ["src", "xtask", "tests", "static", ".github", ".ci", ".cargo"]
        .iter()
        .flat_map(|f| files(f, &ends))
        .collect();
    for name in ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "Cargo.toml", "Trunk.toml", "index.html"]
    {
        if let Ok(text) = std::fs::read_to_string(root().join(name)) {
            all.push(File { path: name.into(), text });
        }
    }
    let mut found = Vec::new();
    for file in &all {
        for (number, line) in file.text.lines().enumerate() {
            let at = |home: &String| {
                line.match_indices(home.as_str()).any(|(at, _)| {
                    // The start of a path, not the middle of an address.
                    !line[..at].ends_with(|c: char| c.is_alphanumeric() || "._-/}".contains(c))
                })
            };
            if homes.iter().any(at) {
                found.push(format!("{}:{}: {}", file.path, number + 1, line.trim()));
            }
        }
    }
    none("a path of one machine", &found);
}
