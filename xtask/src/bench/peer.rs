//! A program that is asked for one run at a time, line by line.

use crate::shell::{Failure, Outcome, ask};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Lines, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// A program under way, and what it can run: workload and name.
pub struct Peer {
    child: Child,
    asks: Option<ChildStdin>,
    answers: Lines<BufReader<ChildStdout>>,
    /// Workload and name of all it can run.
    pub offers: Vec<(String, String)>,
}

/// The program on one core, where `taskset` can hold it there; all are held to the same one.
pub fn pinned(program: &Path) -> Command {
    if ask(Command::new("taskset").arg("--version")).is_none() {
        return Command::new(program);
    }
    let last = std::thread::available_parallelism().map_or(1, |n| n.get()) - 1;
    let mut command = Command::new("taskset");
    command.args(["--cpu-list", &last.to_string()]).arg(program);
    command
}

impl Peer {
    /// Starts it and hears what it offers.
    pub fn start(mut command: Command) -> Outcome<Self> {
        let lost = |e: std::io::Error| Failure::new(format!("a peer cannot be started ({e})."));
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().map_err(lost)?;
        let (Some(asks), Some(answers)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(Failure::new("a peer has no standard input or output."));
        };
        let answers = BufReader::new(answers).lines();
        let mut peer = Self { child, asks: Some(asks), answers, offers: Vec::new() };
        let hello = peer.hear()?;
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        for offer in hello["peers"].as_array().into_iter().flatten() {
            peer.offers.push((text(&offer[0]), text(&offer[1])));
        }
        Ok(peer)
    }

    /// One run.
    pub fn run(&mut self, workload: &str, name: &str) -> Outcome<Value> {
        let asked = json!({ "workload": workload, "peer": name });
        let sent = self.asks.as_mut().map(|asks| writeln!(asks, "{asked}"));
        if !matches!(sent, Some(Ok(()))) {
            return Err(Failure::new(format!("{name} no longer listens; its words are above.")));
        }
        self.hear().map_err(|failure| Failure::new(format!("{workload}, {name}: {failure}")))
    }

    /// The next line that is an answer; libraries print lines of their own.
    fn hear(&mut self) -> Outcome<Value> {
        for line in self.answers.by_ref().map_while(Result::ok) {
            if let Ok(answer @ Value::Object(_)) = serde_json::from_str(&line) {
                return Ok(answer);
            }
        }
        Err(Failure::new("a peer ended without an answer; its words are above."))
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        // Without more to read it ends by itself, and takes its browser along.
        self.asks = None;
        let _ = self.child.wait();
    }
}
