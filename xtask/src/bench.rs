//! `cargo xtask bench`: the seven workloads of `tests/bench` in the shipped worker and in its rivals.
//!
//! All run on one core, one thread each, in turn: what disturbs the machine disturbs all alike.

mod peer;
mod rows;
mod setup;

use crate::paths::Paths;
use crate::shell::{Failure, Outcome, announced, told};
use crate::{build, setup as tools};
use peer::{Peer, pinned};
use rows::Row;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A peer is timed until so many milliseconds are spent on it …
const ENOUGH: f64 = 2_000.0;
/// … but at least and at most so often; a run of seconds only [`FEW`] times.
const LEAST: usize = 5;
const MOST: usize = 25;
const LONG: f64 = 3_000.0;
const FEW: usize = 3;
/// How many times as fast two workers are to search as one.
const SEARCH: f64 = 1.7;

/// Times everything, prints the tables and writes `target/bench.json`.
pub fn run(paths: &Paths, only: Option<&str>, dist_only: bool) -> Outcome<()> {
    tools::for_tests(paths)?;
    if !dist_only {
        tools::for_build(paths, true)?;
        build::site(paths, build::Profile::Release)?;
    }
    tools::node_packages(&paths.bench())?;
    let python = setup::python(paths)?;
    let data = setup::data(paths, &python)?;
    let only: Option<Vec<&str>> = only.map(|names| names.split(',').collect());
    let mut peers = announced("starting the peers", "some seconds", || start(paths, &python, &data))?;
    let mut rows = Vec::new();
    for (place, peer) in peers.iter().enumerate() {
        for (workload, name) in &peer.offers {
            if only.as_ref().is_none_or(|only| only.contains(&workload.as_str())) {
                rows.push((place, Row::new(workload, name)));
            }
        }
    }
    rows.sort_by(|(_, a), (_, b)| a.workload.cmp(&b.workload));
    announced("timing all of them in turn", "3 to 5 minutes", || rounds(&mut peers, &mut rows))?;
    let meta = json(&data.join("meta.json"))?;
    let rows: Vec<Row> = rows.into_iter().map(|(_, row)| row).collect();
    println!("\n{}\n{}", rows::table(&rows, &meta), rows::bars(&rows, &meta));
    // The peers keep a core busy with waiting for nobody.
    drop(peers);
    if only.is_none() {
        println!("{}", announced("searching on one worker and on two", "1 to 3 minutes", || search(paths))?);
    }
    let out = paths.root().join("target").join("bench.json");
    let written = std::fs::create_dir_all(paths.root().join("target"))
        .and_then(|()| std::fs::write(&out, rows::as_json(&rows, &meta)));
    written.map_err(|e| told(&out, &e))?;
    println!("The numbers are in target/bench.json.");
    Ok(())
}

/// Our worker first: `full-loop` stands above its rivals.
fn start(paths: &Paths, python: &Path, data: &Path) -> Outcome<Vec<Peer>> {
    let scripts = paths.bench();
    let node = |script: &str| {
        let mut command = pinned(Path::new("node"));
        command.arg(scripts.join(script)).arg(data);
        command
    };
    let mut ours = node("browser.js");
    ours.arg(paths.dist()).arg(tools::browser()?.chromium);
    let mut natives = pinned(python);
    natives.arg(scripts.join("rivals.py")).arg(data);
    [ours, natives, node("tfjs.js")].into_iter().map(Peer::start).collect()
}

/// The search of the Train room on two workers beside one; not pinned, since two cores are the point.
fn search(paths: &Paths) -> Outcome<String> {
    let script = paths.bench().join("search.js");
    let mut node = Command::new("node");
    node.arg(&script).arg(paths.dist()).arg(tools::browser()?.chromium);
    let out = node.output().map_err(|e| told(&script, &e))?;
    let told: Value = serde_json::from_slice(&out.stdout).map_err(|_| {
        Failure::new(format!("the search did not end: {}", String::from_utf8_lossy(&out.stderr)))
    })?;
    let [one, two] = ["one", "two"].map(|workers| told[workers].as_f64().unwrap_or(f64::NAN));
    let mark = if one / two >= SEARCH { "ok" } else { "MISSED" };
    Ok(format!(
        "{mark:<6} search on two workers, times as fast as on one: {:.2} (at least {SEARCH}), {one:.0} and {two:.0} ms",
        one / two
    ))
}

/// A first run each that warms up (ours is the cold one), then one run each in turn until all have enough.
fn rounds(peers: &mut [Peer], rows: &mut [(usize, Row)]) -> Outcome<()> {
    let mut round = 0;
    loop {
        let mut ran = false;
        for (place, row) in rows.iter_mut().filter(|(_, row)| wants_more(row)) {
            let Some(peer) = peers.get_mut(*place) else { continue };
            row.note(peer.run(&row.workload, &row.peer)?);
            ran = true;
        }
        if !ran {
            return Ok(());
        }
        round += 1;
        if round % 5 == 1 {
            println!("  round {round}");
        }
    }
}

fn wants_more(row: &Row) -> bool {
    let Some(first) = row.first_ms() else { return true };
    let least = if first > LONG { FEW } else { LEAST };
    row.times.len() < least || (row.times.len() < MOST && row.times.iter().sum::<f64>() < ENOUGH)
}

fn json(file: &Path) -> Outcome<Value> {
    let text = std::fs::read_to_string(file).map_err(|e| told(file, &e))?;
    serde_json::from_str(&text).map_err(|e| Failure::new(format!("{} is no JSON ({e}).", file.display())))
}

/// A folder for what stands under a name that changes with what it is made of.
fn made_of(paths: &Paths, name: &str, sources: &[&str]) -> Outcome<PathBuf> {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for source in sources {
        let file = paths.bench().join(source);
        for byte in std::fs::read(&file).map_err(|e| told(&file, &e))? {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    Ok(paths.cached(&format!("{name}-{:08x}", hash as u32)))
}

fn python_program() -> Command {
    Command::new(if cfg!(windows) { "python" } else { "python3" })
}
