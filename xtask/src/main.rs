//! The project's own commands: `cargo xtask serve`, `cargo xtask test`, `cargo xtask build`.
//!
//! Each sets up what is missing, says what it does and how long it took, is quick the second
//! time, and fails with one sentence that says what to do.

mod bench;
mod build;
mod counts;
mod csp;
mod licences;
mod paths;
mod pseudo;
mod serve;
mod setup;
mod shell;
mod sizes;
mod test;
mod texts;

use paths::Paths;
use shell::{Failure, Outcome};
use std::process::{Command, ExitCode};

const USAGE: &str = "\
cargo xtask serve [--port N] [--prefix /v1/] [--release] [--dist-only]
    Builds the site and serves it under the strict Content-Security-Policy.
    --release    the build that ships, instead of the quick one
    --dist-only  serves dist/ as it is
cargo xtask test [--only NAME,NAME]
    Runs every check: fmt, clippy, wasm-clippy, deny, native, browser, build, sizes, e2e,
    firefox.
    --only       runs the named checks only
cargo xtask build
    Makes the release site in dist/.
cargo xtask bench [--only w1,w2] [--dist-only]
    Times the seven workloads in the shipped worker and in its rivals, and writes target/bench.json.
    --only       runs the named workloads only
    --dist-only  takes dist/ as it is
cargo xtask replay FILE [--data FILE.csv]
    Replays an expedition file natively and prints its fingerprint.
    --data       the CSV that an expedition of one's own was made on
cargo xtask setup
    Installs what the other commands need, and nothing else.";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&args) {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("\nxtask: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(args: &[String]) -> Outcome<ExitCode> {
    let (command, rest) = match args.split_first() {
        Some((command, rest)) => (command.as_str(), rest),
        None => ("help", args),
    };
    let paths = Paths::find()?;
    match command {
        "serve" => {
            let options = serve_options(rest)?;
            if !options.dist_only {
                setup::for_build(&paths, options.release)?;
                let profile = if options.release { build::Profile::Release } else { build::Profile::Quick };
                build::site(&paths, profile)?;
            }
            let server = serve::Server::bind(&paths.dist(), options.port, &options.prefix)?;
            println!("Full Loop is at {}   (Ctrl+C stops it)", server.address());
            server.run();
            Ok(ExitCode::SUCCESS)
        }
        "test" => {
            let only = option(rest, "--only")?;
            known(rest, &["--only"], &[])?;
            test::run(&paths, only.as_deref())
        }
        "bench" => {
            known(rest, &["--only"], &["--dist-only"])?;
            let only = option(rest, "--only")?;
            bench::run(&paths, only.as_deref(), rest.iter().any(|a| a == "--dist-only"))?;
            Ok(ExitCode::SUCCESS)
        }
        "build" => {
            known(rest, &[], &[])?;
            setup::for_build(&paths, true)?;
            build::site(&paths, build::Profile::Release)?;
            println!("The site is in dist/. Any static host can serve it, under any path.");
            Ok(ExitCode::SUCCESS)
        }
        "setup" => {
            known(rest, &[], &[])?;
            setup::for_lint()?;
            setup::for_build(&paths, true)?;
            setup::for_tests(&paths)?;
            setup::firefox()?;
            setup::cargo_deny(&paths)?;
            Ok(ExitCode::SUCCESS)
        }
        "replay" => {
            if rest.is_empty() {
                return Err(Failure::new("name an expedition file: cargo xtask replay FILE."));
            }
            shell::run(
                Command::new("cargo")
                    .args(["run", "--quiet", "--package", "engine", "--example", "replay", "--"])
                    .args(rest),
                "The file was not replayed; the words above say why.",
            )?;
            Ok(ExitCode::SUCCESS)
        }
        "help" | "--help" | "-h" => {
            println!("{USAGE}");
            Ok(ExitCode::SUCCESS)
        }
        other => Err(Failure::new(format!("there is no command \"{other}\".\n{USAGE}"))),
    }
}

struct ServeOptions {
    port: u16,
    prefix: String,
    release: bool,
    dist_only: bool,
}

fn serve_options(args: &[String]) -> Outcome<ServeOptions> {
    known(args, &["--port", "--prefix"], &["--release", "--dist-only"])?;
    let port = match option(args, "--port")? {
        None => 8080,
        Some(text) => text
            .parse()
            .map_err(|_| Failure::new(format!("--port wants a number from 0 to 65535, not \"{text}\".")))?,
    };
    Ok(ServeOptions {
        port,
        prefix: option(args, "--prefix")?.unwrap_or_else(|| "/".to_owned()),
        release: args.iter().any(|a| a == "--release"),
        dist_only: args.iter().any(|a| a == "--dist-only"),
    })
}

/// The value that follows `name`, if the name is there.
fn option(args: &[String], name: &str) -> Outcome<Option<String>> {
    match args.iter().position(|a| a == name) {
        None => Ok(None),
        Some(at) => match args.get(at + 1) {
            Some(value) => Ok(Some(value.clone())),
            None => Err(Failure::new(format!("{name} wants a value after it."))),
        },
    }
}

/// Refuses an argument nobody knows: a mistyped option must not be silently ignored.
fn known(args: &[String], with_value: &[&str], flags: &[&str]) -> Outcome<()> {
    let mut rest = args.iter();
    while let Some(arg) = rest.next() {
        if with_value.contains(&arg.as_str()) {
            rest.next();
        } else if !flags.contains(&arg.as_str()) {
            return Err(Failure::new(format!("there is no option \"{arg}\".\n{USAGE}")));
        }
    }
    Ok(())
}
