//! `cargo xtask test`: every check, each run even when another failed, and one true last line.

use crate::counts::{self, Tally};
use crate::paths::Paths;
use crate::shell::{Failure, Outcome, cargo, listen, spent};
use crate::{build, serve, setup, sizes};
use std::path::PathBuf;
use std::process::{Command, ExitCode};
use std::time::Instant;

type Check = fn(&Paths) -> Outcome<Tally>;

/// Every check by its name, quick ones first. A check counts 1; a test runner counts its tests.
const CHECKS: [(&str, &str, Check); 10] = [
    ("fmt", "source is formatted", fmt),
    ("clippy", "no warning, natively", clippy),
    ("wasm-clippy", "no warning, for the browser", wasm_clippy),
    ("deny", "licences and sources of crates", deny),
    ("native", "native tests and doctests", native),
    ("browser", "tests inside a headless browser", browser),
    ("build", "release site, strict page", release),
    ("sizes", "size budget", site_sizes),
    ("e2e", "the built site in Chromium", end_to_end),
    ("firefox", "the built site in Firefox, same numbers", in_firefox),
];

/// Runs all checks, or those named in `only` (separated by commas).
pub fn run(paths: &Paths, only: Option<&str>) -> Outcome<ExitCode> {
    let chosen: Option<Vec<&str>> = only.map(|names| names.split(',').collect());
    for name in chosen.iter().flatten() {
        if !CHECKS.iter().any(|(known, ..)| known == name) {
            let all: Vec<&str> = CHECKS.iter().map(|(known, ..)| *known).collect();
            return Err(Failure::new(format!("there is no check \"{name}\"; there are {}.", all.join(", "))));
        }
    }
    let start = Instant::now();
    let mut lines = Vec::new();
    let mut sum = Tally::default();
    for (name, what, check) in CHECKS {
        if chosen.as_ref().is_some_and(|chosen| !chosen.contains(&name)) {
            continue;
        }
        println!("\n=== {name}: {what}");
        let begun = Instant::now();
        let tally = check(paths).unwrap_or_else(|failure| {
            println!("xtask: {failure}");
            Tally::one(false)
        });
        let mark = if tally.failed == 0 { "ok" } else { "FAILED" };
        lines.push(format!(
            "{name:<12} {mark:<7} {:>6} passed {:>4} failed   {:>12}   {what}",
            tally.passed,
            tally.failed,
            spent(begun.elapsed())
        ));
        sum += tally;
    }
    println!("\n{}\nall together {}\n", lines.join("\n"), spent(start.elapsed()));
    println!("{} passed, {} failed", sum.passed, sum.failed);
    Ok(if sum.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Cargo in the project's root, with the shared build output.
fn project_cargo(paths: &Paths) -> Command {
    let mut command = cargo();
    command
        .current_dir(paths.root())
        .env("CARGO_TARGET_DIR", paths.target())
        .env_remove("CARGO_MANIFEST_DIR");
    command
}

fn whole(command: &mut Command) -> Outcome<Tally> {
    Ok(Tally::one(listen(command)?.ok))
}

fn fmt(paths: &Paths) -> Outcome<Tally> {
    setup::for_lint()?;
    whole(project_cargo(paths).args(["fmt", "--all", "--", "--check"]))
}

fn clippy(paths: &Paths) -> Outcome<Tally> {
    setup::for_lint()?;
    whole(project_cargo(paths).args([
        "clippy",
        "--quiet",
        "--workspace",
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ]))
}

fn wasm_clippy(paths: &Paths) -> Outcome<Tally> {
    setup::for_lint()?;
    let what = ["clippy", "--quiet", "--target", "wasm32-unknown-unknown", "-p", "full-loop", "-p", "engine"];
    whole(
        project_cargo(paths)
            .args(what)
            .args(["--lib", "--bins", "--test", "browser", "--", "-D", "warnings"]),
    )
}

fn deny(paths: &Paths) -> Outcome<Tally> {
    let tool = setup::cargo_deny(paths)?;
    whole(Command::new(tool).current_dir(paths.root()).args([
        "--workspace",
        "check",
        "licenses",
        "bans",
        "sources",
    ]))
}

fn native(paths: &Paths) -> Outcome<Tally> {
    let heard = listen(project_cargo(paths).args(["test", "--workspace", "--no-fail-fast"]))?;
    Ok(counts::of_cargo(&heard.stdout).ended(heard.ok))
}

/// wasm-bindgen's runner starts the browser through WebDriver. No `--quiet`: it breaks that runner.
fn browser(paths: &Paths) -> Outcome<Tally> {
    setup::for_build(paths, false)?;
    let browser = setup::browser()?;
    let capabilities = paths.target().join("webdriver.json");
    let json =
        serde_json::json!({ "goog:chromeOptions": { "binary": browser.chromium, "args": CHROMIUM_ARGS } });
    std::fs::create_dir_all(paths.target())
        .and_then(|()| std::fs::write(&capabilities, json.to_string()))
        .map_err(|e| Failure::new(format!("{} cannot be written ({e}).", capabilities.display())))?;
    let version = setup::wasm_bindgen_version(paths)?;
    let mut command = project_cargo(paths);
    command
        .args(["test", "--target", "wasm32-unknown-unknown", "-p", "full-loop", "--test", "browser"])
        .env(
            "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER",
            paths.tool_bin("wasm-bindgen-cli", &version, "wasm-bindgen-test-runner"),
        )
        .env("CHROMEDRIVER", &browser.driver)
        .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", &capabilities)
        .env("WASM_BINDGEN_TEST_TIMEOUT", "300");
    let heard = listen(&mut command)?;
    Ok(counts::of_cargo(&heard.stdout).ended(heard.ok))
}

/// A browser that works in a container, without a screen, and calls nobody. The same list stands
/// in tests/e2e/playwright.config.ts.
const CHROMIUM_ARGS: [&str; 8] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
];

fn release(paths: &Paths) -> Outcome<Tally> {
    // A site of yesterday must not be measured and tested in place of one that does not build.
    if paths.dist().exists() {
        std::fs::remove_dir_all(paths.dist())
            .map_err(|e| Failure::new(format!("dist/ cannot be emptied ({e}).")))?;
    }
    setup::for_build(paths, true)?;
    build::site(paths, build::Profile::Release)?;
    Ok(Tally::one(true))
}

fn site_sizes(paths: &Paths) -> Outcome<Tally> {
    sizes::check(paths).map(|()| Tally::one(true))
}

/// Playwright drives Chromium.
fn end_to_end(paths: &Paths) -> Outcome<Tally> {
    setup::for_tests(paths)?;
    let browser = setup::browser()?;
    playwright(paths, "chromium", &[("CHROMIUM", &browser.chromium)])
}

/// Firefox, and Chromium beside it to compare with, over WebDriver BiDi.
fn in_firefox(paths: &Paths) -> Outcome<Tally> {
    setup::for_tests(paths)?;
    let (browser, firefox) = (setup::browser()?, setup::firefox()?);
    playwright(paths, "firefox", &[("CHROMIUM", &browser.chromium), ("FIREFOX", &firefox)])
}

/// Playwright's runner against our own server, under a sub-path and the strict policy.
fn playwright(paths: &Paths, project: &str, browsers: &[(&str, &PathBuf)]) -> Outcome<Tally> {
    let server = serve::Server::bind(&paths.dist(), 0, "/v1/")?;
    let address = server.address();
    std::thread::spawn(move || server.run());
    let report = paths.e2e().join("results").join("report.json");
    let _ = std::fs::remove_file(&report);
    let mut command = Command::new("node");
    command
        .current_dir(paths.e2e())
        .args(["node_modules/@playwright/test/cli.js", "test"])
        .arg(format!("--project={project}"))
        .env("FULL_LOOP_URL", address)
        .envs(browsers.iter().copied());
    let heard = listen(&mut command)?;
    let told = std::fs::read_to_string(&report).ok().and_then(|text| counts::of_playwright(&text));
    Ok(told.unwrap_or_default().ended(heard.ok))
}
