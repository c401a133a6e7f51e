//! The workloads of `cargo xtask bench` natively, for a profiler: `cargo run --release -p engine --example bench --
//! FOLDER w2 w4`, with the data that `cargo xtask bench` makes (20 features).
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "this program reads files and a clock; the engine does not"
)]

use std::error::Error;
use std::path::Path;
use std::time::Instant;

use engine::expedition::bench::Bench;
use engine::metrics::{Scored, rank};
use engine::work::Step;

const D: usize = 20;
const ROUNDS: usize = 5;

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let (folder, workloads) = words.split_first().ok_or("name the folder of the data, and workloads")?;
    let read = |name: &str| read(&Path::new(folder).join(format!("{name}.f32")));
    for workload in workloads {
        let bench = Bench::new(D as u32);
        match workload.as_str() {
            "w6" => {
                bench.start("w2", read("w2_Xtr")?, read("w2_ytr")?).finish()?;
                let rows = read("w6_X")?;
                timed(&bench, "rows", &rows, &[])?;
                timed(&bench, "row", &rows[..D * 1000], &[])?;
            }
            "w7" => {
                let found = timed(&bench, "w7", &read("w7_ref")?, &read("w7_cur")?)?;
                let sum = |from| found.iter().skip(from).step_by(2).sum::<f64>();
                println!("w7 psi {} ks {}", sum(0), sum(1));
            }
            _ => {
                let part = |part: &str| read(&format!("{workload}_{part}"));
                timed(&bench, workload, &part("Xtr")?, &part("ytr")?)?;
                let scores = bench.start("rows", part("Xte")?, Vec::new()).finish()?;
                let y: Vec<f64> = part("yte")?.iter().map(|v| f64::from(*v)).collect();
                let right = scores.iter().zip(&y).filter(|(s, y)| (**s > 0.5) == (**y == 1.0)).count();
                let auc = rank::roc_auc(&Scored::new(&y, &scores, None)?);
                println!("{workload} auc {auc:?} accuracy {}", right as f64 / y.len() as f64);
            }
        }
    }
    Ok(())
}

/// Does the work some times; prints the median and the longest step.
fn timed(bench: &Bench, what: &str, x: &[f32], y: &[f32]) -> Result<Vec<f64>, Box<dyn Error>> {
    let (mut times, mut longest) = (Vec::new(), 0.0_f64);
    loop {
        let mut work = bench.start(what, x.to_vec(), y.to_vec());
        let begun = Instant::now();
        let done = loop {
            let step = Instant::now();
            let came = work.step();
            longest = longest.max(step.elapsed().as_secs_f64() * 1e3);
            if let Step::Done(done) = came {
                break done?;
            }
        };
        times.push(begun.elapsed().as_secs_f64() * 1e3);
        if times.len() == ROUNDS {
            times.sort_by(f64::total_cmp);
            println!("{what} {:.2} ms, longest step {longest:.2} ms", times[ROUNDS / 2]);
            return Ok(done);
        }
    }
}

fn read(file: &Path) -> Result<Vec<f32>, Box<dyn Error>> {
    let bytes = std::fs::read(file)?;
    Ok(bytes.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect())
}
