//! How big the site is when it travels, held against the budgets of `xtask/budgets.json`.
//!
//! Code, style and texts are measured as a host sends them (brotli, quality 11). Data and fonts
//! are compressed already and a host may send them as they are, so they count as they are.

use crate::paths::Paths;
use crate::shell::{Failure, Outcome};
use std::path::{Path, PathBuf};

/// The parts of the site, in the order they are printed.
const PARTS: [&str; 7] = ["page", "worker", "style", "texts", "data", "fonts", "rest"];

/// Prints every part and says whether all budgets hold.
pub fn check(paths: &Paths) -> Outcome<()> {
    let file = paths.root().join("xtask").join("budgets.json");
    let text = std::fs::read_to_string(&file)
        .map_err(|e| Failure::new(format!("xtask/budgets.json cannot be read ({e}).")))?;
    let budgets: serde_json::Value = serde_json::from_str(&text)
        .map_err(|e| Failure::new(format!("xtask/budgets.json is no JSON ({e}).")))?;
    let dist = paths.dist();
    let mut sums = [(0_u64, 0_u64); PARTS.len()];
    for file in files(&dist)? {
        let name = file.strip_prefix(&dist).unwrap_or(&file).to_string_lossy().replace('\\', "/");
        let part = part(&name);
        let bytes =
            std::fs::read(&file).map_err(|e| Failure::new(format!("{name} cannot be read ({e}).")))?;
        let raw = bytes.len() as u64;
        let sent = if part == "data" || part == "fonts" { raw } else { compressed(&bytes)? };
        if let Some(sum) = PARTS.iter().position(|p| *p == part).and_then(|at| sums.get_mut(at)) {
            sum.0 += raw;
            sum.1 += sent;
        }
    }
    let mut over = Vec::new();
    println!("  {:<8} {:>10} {:>10} {:>10}", "part", "raw kB", "sent kB", "budget kB");
    for (part, (raw, sent)) in PARTS.iter().zip(sums) {
        if *part == "page" && raw == 0 {
            return Err(Failure::new("dist/ holds no site to measure; run `cargo xtask build`."));
        }
        let budget = budgets.get(part).and_then(serde_json::Value::as_u64);
        let shown = budget.map_or_else(|| "-".to_owned(), |b| b.to_string());
        println!("  {part:<8} {:>10.1} {:>10.1} {shown:>10}", kb(raw), kb(sent));
        if budget.is_some_and(|b| sent > b * 1000) {
            over.push(*part);
        }
    }
    if over.is_empty() {
        Ok(())
    } else {
        Err(Failure::new(format!(
            "over budget: {}. Make it smaller, or raise the budget with a reason.",
            over.join(", ")
        )))
    }
}

/// The part of the site a file belongs to.
fn part(name: &str) -> &'static str {
    let folder = name.split_once('/').map(|(folder, _)| folder);
    match folder {
        Some("texts") => "texts",
        Some("data") => "data",
        Some("fonts") if name.ends_with(".woff2") => "fonts",
        Some("snippets") => "page",
        None if name.starts_with("worker") => "worker",
        None if name.ends_with(".css") => "style",
        None if name.ends_with(".js") || name.ends_with(".wasm") => "page",
        _ => "rest",
    }
}

fn compressed(bytes: &[u8]) -> Outcome<u64> {
    let params = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    let mut out = Vec::new();
    brotli::BrotliCompress(&mut &bytes[..], &mut out, &params)
        .map_err(|e| Failure::new(format!("brotli could not compress a file ({e}).")))?;
    Ok(out.len() as u64)
}

fn kb(bytes: u64) -> f64 {
    bytes as f64 / 1000.0
}

fn files(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder)
        .map_err(|e| Failure::new(format!("dist/ cannot be read ({e}); run `cargo xtask build`.")))?;
    let mut all = Vec::new();
    for path in entries.filter_map(Result::ok).map(|e| e.path()) {
        if path.is_dir() {
            all.extend(files(&path)?);
        } else {
            all.push(path);
        }
    }
    Ok(all)
}
