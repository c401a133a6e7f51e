//! Running other programs: what failed is one sentence that says what to do.

use std::fmt;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// One sentence for the person at the terminal.
#[derive(Debug, Clone)]
pub struct Failure(String);

impl Failure {
    /// A failure told in these words.
    pub fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a step of a command returns.
pub type Outcome<T> = Result<T, Failure>;

/// How a program ended, and what it printed.
pub struct Heard {
    /// It ended with code 0.
    pub ok: bool,
    /// Everything it wrote to standard output.
    pub stdout: String,
}

/// Runs a program with its output on the terminal; fails with `advice` if it does.
pub fn run(command: &mut Command, advice: &str) -> Outcome<()> {
    let name = program(command);
    let status =
        command.status().map_err(|e| Failure::new(format!("`{name}` cannot be started ({e}). {advice}")))?;
    if status.success() { Ok(()) } else { Err(Failure::new(format!("`{name}` failed. {advice}"))) }
}

/// Runs a program, passes its standard output on line by line, and keeps it.
pub fn listen(command: &mut Command) -> Outcome<Heard> {
    let name = program(command);
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|e| Failure::new(format!("`{name}` cannot be started ({e}).")))?;
    let mut stdout = String::new();
    if let Some(pipe) = child.stdout.take() {
        for line in BufReader::new(pipe).split(b'\n').map_while(Result::ok) {
            let line = String::from_utf8_lossy(&line);
            println!("{line}");
            stdout.push_str(&line);
            stdout.push('\n');
        }
    }
    let status = child.wait().map_err(|e| Failure::new(format!("`{name}` was lost ({e}).")))?;
    Ok(Heard { ok: status.success(), stdout })
}

/// Runs a program quietly; its standard output when it ended well, `None` otherwise.
pub fn ask(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Cargo, the one that runs us.
pub fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Does something that takes long, and says what and how long.
pub fn announced<T>(what: &str, guess: &str, work: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
    println!("· {what} ({guess})");
    let start = Instant::now();
    let done = work()?;
    println!("  done in {}", spent(start.elapsed()));
    Ok(done)
}

/// A duration as a person reads it.
pub fn spent(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    if seconds < 90.0 {
        format!("{seconds:.1} s")
    } else {
        format!("{:.0} min {:02.0} s", (seconds / 60.0).floor(), seconds % 60.0)
    }
}

/// A file or folder that cannot be read or written.
pub fn told(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(format!("{} cannot be used ({error}).", path.display()))
}

fn program(command: &Command) -> String {
    let path = Path::new(command.get_program());
    path.file_stem().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}
