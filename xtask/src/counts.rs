//! Reads from a test runner's own words how many tests passed and failed.

use std::ops::AddAssign;

/// How many passed, how many failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Tests and checks that passed.
    pub passed: u64,
    /// Tests and checks that failed.
    pub failed: u64,
}

impl Tally {
    /// One check that passed or failed as a whole.
    pub fn one(passed: bool) -> Self {
        Self { passed: u64::from(passed), failed: u64::from(!passed) }
    }

    /// A runner that ended badly without naming a failed test has failed once; so has one that
    /// ran nothing at all.
    pub fn ended(mut self, ok: bool) -> Self {
        if self.failed == 0 && (!ok || self.passed == 0) {
            self.failed = 1;
        }
        self
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

/// Sums the `test result:` lines of cargo's test binaries, doctests and wasm-bindgen's runner.
pub fn of_cargo(output: &str) -> Tally {
    let mut sum = Tally::default();
    for line in output.lines().filter_map(|line| line.split_once("test result: ").map(|(_, rest)| rest)) {
        sum.passed += number_before(line, " passed");
        sum.failed += number_before(line, " failed");
    }
    sum
}

/// Reads Playwright's JSON report; `None` when it is no such report.
pub fn of_playwright(report: &str) -> Option<Tally> {
    let report: serde_json::Value = serde_json::from_str(report).ok()?;
    let stats = report.get("stats")?;
    let number = |name: &str| stats.get(name)?.as_u64();
    let broken = report.get("errors").and_then(|e| e.as_array()).map_or(0, Vec::len) as u64;
    Some(Tally { passed: number("expected")? + number("flaky")?, failed: number("unexpected")? + broken })
}

fn number_before(line: &str, word: &str) -> u64 {
    line.find(word)
        .and_then(|at| line.get(..at)?.rsplit(|c: char| !c.is_ascii_digit()).next()?.parse().ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_all_binaries() {
        let output = "running 3 tests\ntest result: ok. 3 passed; 0 failed; 0 ignored; 0 measured\n\
                      \u{1b}[0mtest result: FAILED. 12 passed; 2 failed; 1 ignored; 0 filtered out\n";
        assert_eq!(of_cargo(output), Tally { passed: 15, failed: 2 });
        assert_eq!(of_cargo("error: could not compile").ended(false), Tally { passed: 0, failed: 1 });
    }

    #[test]
    fn reads_playwright() {
        let report = r#"{"errors":[],"stats":{"expected":4,"unexpected":1,"flaky":0,"skipped":2}}"#;
        assert_eq!(of_playwright(report), Some(Tally { passed: 4, failed: 1 }));
        assert_eq!(of_playwright("{}"), None);
    }
}
