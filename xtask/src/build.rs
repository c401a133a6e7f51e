//! Makes the site: Trunk compiles and bundles, then the site is finished for a strict host.
//!
//! What comes out (all addresses relative, so any sub-path works):
//! `index.html`, `boot-<hash>.js` (Trunk's start script, moved out of the page), `app-<hash>.js`,
//! `app-<hash>_bg.wasm`, hashed style sheets, and, with stable names because the page names them,
//! `worker_loader.js`, `worker.js`, `worker_bg.wasm`, `texts/<language>.md`, `data/`, `fonts/`,
//! `licences/`.

use crate::paths::Paths;
use crate::shell::{Failure, Outcome, announced, run, told};
use crate::{csp, licences, setup, texts};
use std::path::Path;
use std::process::Command;

/// How much the compiler tries.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// Compiles fast; the engine is optimised all the same.
    Quick,
    /// What ships.
    Release,
}

/// Builds the whole site into `dist/`.
pub fn site(paths: &Paths, profile: Profile) -> Outcome<()> {
    let guess = match profile {
        Profile::Quick => "1 to 2 minutes the first time, seconds later",
        Profile::Release => "3 to 5 minutes the first time, 1 minute later",
    };
    announced("building the site", guess, || {
        trunk(paths, profile)?;
        texts::write(paths)?;
        licences::write(paths)?;
        remove_scripts_of_data(&paths.dist().join("data"))?;
        finish_page(&paths.dist())
    })
}

fn trunk(paths: &Paths, profile: Profile) -> Outcome<()> {
    let bindgen = setup::wasm_bindgen_version(paths)?;
    let tools =
        [paths.tool("wasm-bindgen-cli", &bindgen).join("bin"), paths.e2e().join("node_modules").join(".bin")];
    let mut command = Command::new(paths.tool_bin("trunk", setup::TRUNK, "trunk"));
    command.args(["build", "--skip-version-check"]);
    if profile == Profile::Release {
        command.arg("--release");
    }
    command
        .current_dir(paths.root())
        .env("PATH", paths.search_path(&tools)?)
        .env("CARGO_TARGET_DIR", paths.target())
        // Trunk reads NO_COLOR as a flag that must be `true` or `false`, and stops at `1`.
        .env_remove("NO_COLOR");
    run(&mut command, "Read the compiler's words above; the command was `trunk build`.")
}

/// Moves Trunk's inline script into a file and holds the page against the policy.
fn finish_page(dist: &Path) -> Outcome<()> {
    let file = dist.join("index.html");
    let html = read(&file)?;
    let (page, script) = without_inline_script(&html).ok_or_else(|| {
        Failure::new("index.html holds no start script of Trunk; look at the `rel=\"rust\"` link.")
    })?;
    let script = script.trim().to_owned() + "\n";
    let boot = format!("boot-{:016x}.js", fingerprint(script.as_bytes()));
    let page = page.replace(BOOT_MARK, &boot);
    let broken = csp::violations(&page);
    if let Some(first) = broken.first() {
        return Err(Failure::new(format!("index.html breaks the Content-Security-Policy: {first}.")));
    }
    write(&dist.join(boot), &script)?;
    write(&file, &page)
}

const BOOT_MARK: &str = "BOOT-FILE";
const OPEN: &str = "<script type=\"module\">";

/// The page with its one inline module replaced by a reference, and that module's text.
fn without_inline_script(html: &str) -> Option<(String, &str)> {
    let (before, rest) = html.split_once(OPEN)?;
    let (script, after) = rest.split_once("</script>")?;
    Some((format!("{before}<script type=\"module\" src=\"./{BOOT_MARK}\"></script>{after}"), script))
}

/// A name that changes with the content (FNV-1a); it guards against stale caches, not attackers.
fn fingerprint(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The scripts that made the data stay in the repository.
fn remove_scripts_of_data(folder: &Path) -> Outcome<()> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Ok(());
    };
    for file in entries.filter_map(Result::ok).map(|e| e.path()) {
        if file.extension().is_some_and(|e| e == "py") {
            std::fs::remove_file(&file).map_err(|e| told(&file, &e))?;
        }
    }
    Ok(())
}

fn read(file: &Path) -> Outcome<String> {
    std::fs::read_to_string(file).map_err(|e| told(file, &e))
}

fn write(file: &Path, text: &str) -> Outcome<()> {
    std::fs::write(file, text).map_err(|e| told(file, &e))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moves_the_inline_script() {
        let html = "<head><script type=\"module\">\nimport a\n</script></head>";
        let (page, script) = without_inline_script(html).unwrap_or_default();
        assert_eq!(script.trim(), "import a");
        assert!(csp::violations(&page).is_empty(), "{page}");
    }
}
