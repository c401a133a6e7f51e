//! Installs what is missing, once, in exactly the versions the project is built with.
//!
//! Tools go to the user's cache (`~/.cache/full-loop/tools/<name>-<version>`), node packages to the
//! ignored `tests/e2e/node_modules`. Nothing is installed when it is already there.

use crate::paths::Paths;
use crate::shell::{Failure, Outcome, announced, ask, cargo, run};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The version of Trunk; 0.21.14 is the newest that the project's compiler builds.
pub const TRUNK: &str = "0.21.14";
/// The version of cargo-deny.
pub const CARGO_DENY: &str = "0.20.2";

/// What `trunk build` needs; `release` asks for wasm-opt too.
pub fn for_build(paths: &Paths, release: bool) -> Outcome<()> {
    wasm_target()?;
    cargo_tool(paths, "trunk", TRUNK, "trunk", true, "about 5 minutes")?;
    let bindgen = wasm_bindgen_version(paths)?;
    // Without --locked: the lock file inside the package does not build with every compiler.
    cargo_tool(paths, "wasm-bindgen-cli", &bindgen, "wasm-bindgen", false, "about 3 minutes")?;
    if release { node_packages(&paths.e2e()) } else { Ok(()) }
}

/// What the end-to-end tests need on top of a build.
pub fn for_tests(paths: &Paths) -> Outcome<()> {
    node_packages(&paths.e2e())?;
    browser().map(|_| ())
}

/// What formatting and clippy need.
pub fn for_lint() -> Outcome<()> {
    components()?;
    wasm_target()
}

/// The binary of cargo-deny.
pub fn cargo_deny(paths: &Paths) -> Outcome<PathBuf> {
    cargo_tool(paths, "cargo-deny", CARGO_DENY, "cargo-deny", true, "about 5 minutes")?;
    Ok(paths.tool_bin("cargo-deny", CARGO_DENY, "cargo-deny"))
}

/// The version of wasm-bindgen in Cargo.lock: the command-line tool must be exactly this one.
pub fn wasm_bindgen_version(paths: &Paths) -> Outcome<String> {
    let lock = paths.root().join("Cargo.lock");
    if !lock.exists() {
        run(cargo().arg("generate-lockfile").current_dir(paths.root()), "Is there a network?")?;
    }
    let text = std::fs::read_to_string(&lock).map_err(|e| {
        Failure::new(format!("Cargo.lock cannot be read ({e}); run `cargo generate-lockfile`."))
    })?;
    let mut lines = text.lines().skip_while(|line| *line != "name = \"wasm-bindgen\"");
    lines
        .nth(1)
        .and_then(|line| line.strip_prefix("version = \"")?.strip_suffix('"'))
        .map(str::to_owned)
        .ok_or_else(|| Failure::new("Cargo.lock names no wasm-bindgen; run `cargo generate-lockfile`."))
}

/// Chromium and its driver, as the environment names them or as found on this machine.
pub struct Browser {
    /// The browser (environment variable `CHROMIUM`).
    pub chromium: PathBuf,
    /// Its WebDriver server (environment variable `CHROMEDRIVER`).
    pub driver: PathBuf,
}

/// Finds Chromium and its driver; installs them with apt when that is possible.
pub fn browser() -> Outcome<Browser> {
    if let Some(found) = find_browser() {
        return Ok(found);
    }
    apt(
        &["chromium", "chromium-driver"],
        "about 1 minute",
        "Install Chromium and chromedriver yourself, or name them in CHROMIUM and CHROMEDRIVER.",
    )?;
    find_browser().ok_or_else(|| {
        Failure::new(
            "Chromium or chromedriver is missing: install both (on Debian `sudo apt-get install chromium \
             chromium-driver`), or name them in the environment variables CHROMIUM and CHROMEDRIVER.",
        )
    })
}

/// Finds Firefox (environment variable `FIREFOX`); installs it with apt when that is possible.
pub fn firefox() -> Outcome<PathBuf> {
    let find = || named("FIREFOX").or_else(|| which(&["firefox-esr", "firefox"]));
    if let Some(found) = find() {
        return Ok(found);
    }
    apt(&["firefox-esr"], "about 1 minute", "Install Firefox yourself, or name it in FIREFOX.")?;
    find().ok_or_else(|| {
        Failure::new(
            "Firefox is missing: install it (on Debian `sudo apt-get install firefox-esr`), or name it in the \
             environment variable FIREFOX.",
        )
    })
}

/// Installs Debian packages where there is apt-get and the right to use it, and otherwise nothing.
fn apt(packages: &[&str], guess: &str, advice: &str) -> Outcome<()> {
    let there = ask(Command::new("apt-get").arg("--version")).is_some();
    let root = ask(Command::new("id").arg("-u")).as_deref() == Some("0");
    if !(there && root) {
        return Ok(());
    }
    announced(&format!("installing {} with apt-get", packages.join(" and ")), guess, || {
        run(Command::new("apt-get").args(["update", "-qq"]), advice)?;
        let mut install = Command::new("apt-get");
        install.args(["install", "-y", "-qq", "--no-install-recommends"]).args(packages);
        run(install.env("DEBIAN_FRONTEND", "noninteractive"), advice)
    })
}

/// The program that an environment variable names, if it is there.
fn named(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable).map(PathBuf::from).filter(|p| p.exists())
}

fn find_browser() -> Option<Browser> {
    let chromium =
        named("CHROMIUM").or_else(|| which(&["chromium", "chromium-browser", "google-chrome", "chrome"]))?;
    let driver = named("CHROMEDRIVER").or_else(|| which(&["chromedriver"]))?;
    Some(Browser { chromium, driver })
}

fn which(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    names
        .iter()
        .flat_map(|name| {
            folders.iter().map(move |dir| dir.join(format!("{name}{}", std::env::consts::EXE_SUFFIX)))
        })
        .find(|file| file.is_file())
}

/// `targets` in rust-toolchain.toml is not installed when the toolchain itself is already there.
fn wasm_target() -> Outcome<()> {
    let target = "wasm32-unknown-unknown";
    let libs = ask(Command::new("rustc").args(["--print", "target-libdir", "--target", target]));
    if libs.is_some_and(|dir| Path::new(&dir).is_dir()) {
        return Ok(());
    }
    announced("adding the wasm32-unknown-unknown target to Rust", "about 10 seconds", || {
        run(
            Command::new("rustup").args(["target", "add", target]),
            "Install Rust with rustup (rustup.rs), or add the target wasm32-unknown-unknown to your Rust.",
        )
    })
}

fn components() -> Outcome<()> {
    for (subcommand, component) in [("fmt", "rustfmt"), ("clippy", "clippy")] {
        if ask(cargo().args([subcommand, "--version"])).is_some() {
            continue;
        }
        announced(&format!("adding {component} to Rust"), "a few seconds", || {
            run(
                Command::new("rustup").args(["component", "add", component]),
                &format!("Install Rust with rustup (rustup.rs), or add {component} to your Rust."),
            )
        })?;
    }
    Ok(())
}

fn cargo_tool(
    paths: &Paths,
    package: &str,
    version: &str,
    bin: &str,
    locked: bool,
    guess: &str,
) -> Outcome<()> {
    if paths.tool_bin(package, version, bin).exists() {
        return Ok(());
    }
    announced(&format!("installing {package} {version} into the user's cache"), guess, || {
        let mut install = cargo();
        install.args(["install", package, "--version", version, "--quiet", "--root"]);
        install.arg(paths.tool(package, version)).env("CARGO_TARGET_DIR", paths.tools_target());
        if locked {
            install.arg("--locked");
        }
        run(
            install.current_dir(paths.root()),
            &format!(
                "Is there a network, a C compiler (`cc`) and 2 GB of disk? Then try `cargo install {package} --version {version}`."
            ),
        )?;
        // Gigabytes that nobody needs again; what cannot be removed does no harm.
        let _ = std::fs::remove_dir_all(paths.tools_target());
        Ok(())
    })
}

/// Runs `npm ci` in `folder` when the lock file is newer than what is installed.
pub fn node_packages(folder: &Path) -> Outcome<()> {
    let lock = std::fs::read_to_string(folder.join("package-lock.json")).map_err(|e| {
        Failure::new(format!(
            "{}/package-lock.json cannot be read ({e}); restore it from git.",
            folder.display()
        ))
    })?;
    let stamp = folder.join("node_modules").join(".full-loop-lock");
    if std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    let advice = "Node 20 or newer with npm is needed (nodejs.org), and a network the first time.";
    let what = format!(
        "installing the node packages of tests/{}",
        folder.file_name().unwrap_or_default().to_string_lossy()
    );
    announced(&what, "about 20 seconds", || {
        let mut npm = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
        npm.args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]).current_dir(folder);
        run(npm.env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"), advice)?;
        std::fs::write(&stamp, &lock)
            .map_err(|e| Failure::new(format!("{} cannot be written ({e}).", stamp.display())))
    })
}
