//! What the benchmark needs, made once: the rivals from PyPI in exactly the versions named, and the data.

use super::{made_of, python_program};
use crate::paths::Paths;
use crate::shell::{Failure, Outcome, announced, run, told};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The Python that has the rivals, in the user's cache.
pub fn python(paths: &Paths) -> Outcome<PathBuf> {
    let folder = made_of(paths, "bench-python", &["requirements.txt"])?;
    let python = folder.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    let stamp = folder.join("complete");
    if stamp.exists() {
        return Ok(python);
    }
    let advice = "Python 3.11 or newer with venv and pip is needed, and a network the first time.";
    announced("installing scikit-learn and LightGBM into the user's cache", "about 1 minute", || {
        run(python_program().args(["-m", "venv", "--clear"]).arg(&folder), advice)?;
        let mut install = Command::new(&python);
        install.args([
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--only-binary",
            ":all:",
        ]);
        run(install.arg("-r").arg(paths.bench().join("requirements.txt")), advice)?;
        std::fs::write(&stamp, "").map_err(|e| told(&stamp, &e))?;
        Ok(python)
    })
}

/// The folder of the data: the one that `BENCH_DATA` names, or our own, made the first time.
pub fn data(paths: &Paths, python: &Path) -> Outcome<PathBuf> {
    if let Some(folder) = std::env::var_os("BENCH_DATA").filter(|folder| !folder.is_empty()) {
        let folder = paths.root().join(folder);
        if folder.join("meta.json").exists() {
            return Ok(folder);
        }
        let folder = folder.display();
        return Err(Failure::new(format!("BENCH_DATA names {folder}, which holds no meta.json.")));
    }
    let folder = made_of(paths, "bench-data", &["make_data.py", "requirements.txt"])?;
    if !folder.join("meta.json").exists() {
        announced("making the data of the workloads, 110 MB, in the user's cache", "some seconds", || {
            let mut make = Command::new(python);
            make.arg(paths.bench().join("make_data.py")).arg(&folder);
            run(&mut make, "Is there 110 MB of disk?")
        })?;
    }
    Ok(folder)
}
