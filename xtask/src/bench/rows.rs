//! What was measured: a row a workload and peer, the tables, and how it stands against what we set out to reach.

use serde_json::{Map, Value, json};
use std::fmt::Write as _;

/// How our own peer's name begins.
const OURS: &str = "full-loop";

/// How much of a rival's time we may take: workload, how the rival's name begins, share.
const BARS: [(&str, &str, &str, f64); 6] = [
    ("w1", "sklearn", "newton", 1.2),
    ("w2", "LightGBM", "", 0.6),
    ("w3", "sklearn", "", 0.25),
    ("w4", "sklearn", "", 0.25),
    ("w5", "sklearn", "", 0.28),
    ("w7", "numpy", "", 0.17),
];

/// What is passed on as it was measured last.
const NUMBERS: [&str; 8] =
    ["auc", "accuracy", "objective", "one_row_us", "longest_step_ms", "peak_mb", "data_mb", "cold_ms"];

/// A workload and who did it.
pub struct Row {
    /// `w1` … `w7`.
    pub workload: String,
    /// Who.
    pub peer: String,
    /// Milliseconds of each run but the first.
    pub times: Vec<f64>,
    first: Option<f64>,
    rows_us: Vec<f64>,
    longest: f64,
    last: Value,
}

impl Row {
    /// Nothing measured yet.
    pub fn new(workload: &str, peer: &str) -> Self {
        Self {
            workload: workload.to_owned(),
            peer: peer.to_owned(),
            times: Vec::new(),
            first: None,
            rows_us: Vec::new(),
            longest: 0.0,
            last: Value::Null,
        }
    }

    /// Notes a run.
    pub fn note(&mut self, run: Value) {
        let ms = run["ms"].as_f64().unwrap_or(f64::NAN);
        match self.first {
            None => self.first = Some(ms),
            Some(_) => self.times.push(ms),
        }
        self.rows_us.extend(run["one_row_us"].as_f64());
        // In the first run the compiler shares the core with the steps.
        if !self.times.is_empty() {
            self.longest = self.longest.max(run["longest_step_ms"].as_f64().unwrap_or(0.0));
        }
        self.last = run;
    }

    /// The first run.
    pub fn first_ms(&self) -> Option<f64> {
        self.first
    }

    fn is_ours(&self) -> bool {
        self.peer.starts_with(OURS)
    }

    fn median_ms(&self) -> f64 {
        median(&self.times)
    }

    fn number(&self, name: &str) -> Option<f64> {
        match name {
            "one_row_us" if !self.rows_us.is_empty() => Some(median(&self.rows_us)),
            "longest_step_ms" if self.longest > 0.0 => Some(self.longest),
            "cold_ms" if self.is_ours() => self.first,
            _ => self.last[name].as_f64(),
        }
    }

    fn rows_per_s(&self, meta: &Value) -> Option<f64> {
        let rows = meta["workloads"]["w6"]["n"].as_f64()?;
        (self.workload == "w6").then(|| rows / self.median_ms() * 1e3)
    }
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = |i: usize| sorted.get(i).copied().unwrap_or(f64::NAN);
    let half = sorted.len() / 2;
    if sorted.len() % 2 == 1 { at(half) } else { (at(half.wrapping_sub(1)) + at(half)) / 2.0 }
}

fn ours<'a>(rows: &'a [Row], workload: &str) -> Option<&'a Row> {
    rows.iter().find(|row| row.workload == workload && row.is_ours())
}

/// A list of rows for other programs.
pub fn as_json(rows: &[Row], meta: &Value) -> String {
    let list = rows.iter().map(|row| {
        let mut found = Map::new();
        let median = (row.median_ms() * 1e3).round() / 1e3;
        found.insert("workload".into(), json!(row.workload));
        found.insert("peer".into(), json!(row.peer));
        found.insert("median_ms".into(), json!(median));
        found.insert("reps".into(), json!(row.times.len()));
        found.insert("auc".into(), json!(row.number("auc")));
        found.insert("rows_per_s".into(), json!(row.rows_per_s(meta).map(f64::round)));
        for name in NUMBERS {
            found.insert(name.into(), json!(row.number(name)));
        }
        found.retain(|name, value| name == "auc" || !value.is_null());
        Value::Object(found)
    });
    serde_json::to_string_pretty(&list.collect::<Vec<_>>()).unwrap_or_default() + "\n"
}

/// All rows, as Markdown: our time over each rival's, and the quality reached.
pub fn table(rows: &[Row], meta: &Value) -> String {
    let mut text = String::from("| | peer | median ms | ours / this | quality |\n|---|---|---:|---:|---|\n");
    for row in rows {
        let ratio = ours(rows, &row.workload).filter(|_| !row.is_ours());
        let ratio = ratio.map(|own| format!("{:.2}", own.median_ms() / row.median_ms())).unwrap_or_default();
        let mut quality = Vec::new();
        if let Some(value) = row.number("objective") {
            quality.push(format!("objective {value:.8}"));
        }
        if let Some(value) = row.number("auc") {
            quality.push(format!("AUC {value:.4}"));
        }
        if let Some(value) = row.number("accuracy").filter(|_| row.workload == "w4") {
            quality.push(format!("accuracy {value:.4}"));
        }
        if let (Some(rate), Some(one)) = (row.rows_per_s(meta), row.number("one_row_us")) {
            quality.push(format!("{:.2} million rows/s, one row {one:.1} µs", rate / 1e6));
        }
        if let Some([psi, ks]) = sums(row) {
            quality.push(format!("sum of PSI {psi:.6}, of D {ks:.6}"));
        }
        let (name, ms) = (row.workload.to_uppercase(), row.median_ms());
        let line = format!("| {name} | {} | {ms:.1} | {ratio} | {} |", row.peer, quality.join(", "));
        let _ = writeln!(text, "{line}");
    }
    text
}

fn sums(row: &Row) -> Option<[f64; 2]> {
    let answer = row.last["answer"].as_array()?;
    let sum = |from| answer.iter().skip(from).step_by(2).filter_map(Value::as_f64).sum();
    Some([sum(0), sum(1)])
}

/// The largest difference of two answers, of the stability index and of the distance.
fn gaps(own: &Row, rival: &Row) -> Option<[f64; 2]> {
    let pairs = own.last["answer"].as_array()?.iter().zip(rival.last["answer"].as_array()?);
    let gaps: Vec<f64> =
        pairs.map(|(a, b)| a.as_f64().zip(b.as_f64()).map_or(f64::NAN, |(a, b)| (a - b).abs())).collect();
    let most = |from| gaps.iter().skip(from).step_by(2).fold(0.0_f64, |most, gap| most.max(*gap));
    Some([most(0), most(1)])
}

/// What we set out to reach, what was reached, and whether that is enough.
pub fn bars(rows: &[Row], meta: &Value) -> String {
    let mut text = String::new();
    let mut tell = |what: String, found: f64, bar: f64, at_most: bool| {
        let bar = (bar * 1e12).round() / 1e12;
        let holds = if at_most { found <= bar } else { found >= bar };
        let (sign, mark) =
            (if at_most { "at most" } else { "at least" }, if holds { "ok" } else { "MISSED" });
        let _ = writeln!(text, "{mark:<6} {what}: {found:.4} ({sign} {bar})");
    };
    for (workload, begin, has, share) in BARS {
        let rival =
            |row: &&Row| row.workload == workload && row.peer.starts_with(begin) && row.peer.contains(has);
        let (Some(own), Some(rival)) = (ours(rows, workload), rows.iter().find(rival)) else { continue };
        let name = workload.to_uppercase();
        tell(format!("{name} over {}", rival.peer), own.median_ms() / rival.median_ms(), share, true);
        if let (Some(a), Some(b)) = (own.number("auc"), rival.number("auc")) {
            let slack = match workload {
                "w2" => 0.001,
                "w3" => 0.003,
                _ => 0.002,
            };
            if workload != "w4" && workload != "w1" {
                tell(format!("{name} AUC"), a, b - slack, false);
            }
        }
        if let (Some(a), Some(b)) = (own.number("objective"), rival.number("objective")) {
            tell(format!("{name} objective above the rival's, in millionths"), (a - b) * 1e6, 1.0, true);
        }
        if let Some([psi, ks]) = gaps(own, rival) {
            tell(format!("{name} PSI beside the rival's, which cuts at 32 bits"), psi, 1e-3, true);
            tell(format!("{name} D beside the rival's"), ks, 1e-12, true);
        }
        if let (Some(a), Some(b), "w4") = (own.number("accuracy"), rival.number("accuracy"), workload) {
            tell(format!("{name} accuracy"), a, b - 0.01, false);
        }
    }
    if let Some(own) = ours(rows, "w6") {
        tell("W6 million rows a second".into(), own.rows_per_s(meta).unwrap_or(0.0) / 1e6, 1.2, false);
        tell("W6 microseconds for one row".into(), own.number("one_row_us").unwrap_or(f64::NAN), 2.0, true);
    }
    for own in rows.iter().filter(|row| row.is_ours()) {
        let name = own.workload.to_uppercase();
        let cold = own.first.unwrap_or(f64::NAN) / own.median_ms();
        tell(format!("{name} first run over later ones"), cold, 2.0, true);
        tell(format!("{name} longest step in milliseconds"), own.longest, 10.0, true);
        if let (Some(peak), Some(data), "w2") = (own.number("peak_mb"), own.number("data_mb"), &*own.workload)
        {
            tell(format!("{name} memory over data ({peak:.1} MB)"), peak / data, 3.0, true);
        }
    }
    text
}
