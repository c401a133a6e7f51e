//! Where things are: the project, its site, and the user's cache of tools and build output.

use crate::shell::{Failure, Outcome};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The folders every command works with.
pub struct Paths {
    root: PathBuf,
    cache: PathBuf,
}

impl Paths {
    /// Finds the project from where cargo says this package is, and the cache from the environment.
    pub fn find() -> Outcome<Self> {
        let manifest = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
        let root = match manifest.as_deref().and_then(Path::parent) {
            Some(root) => root.to_path_buf(),
            None => std::env::current_dir().map_err(|e| {
                Failure::new(format!("the current folder cannot be read ({e}); go to the project's root."))
            })?,
        };
        if !root.join("Trunk.toml").exists() {
            return Err(Failure::new(
                "this is not the project's root; run `cargo xtask` inside the project.",
            ));
        }
        let home = std::env::var_os("HOME").or_else(|| std::env::var_os("USERPROFILE")).map(PathBuf::from);
        let cache = match (std::env::var_os("XDG_CACHE_HOME"), home) {
            (Some(dir), _) if !dir.is_empty() => PathBuf::from(dir),
            (_, Some(home)) => home.join(".cache"),
            _ => {
                return Err(Failure::new(
                    "neither HOME nor XDG_CACHE_HOME is set; set one, so that tools have a place.",
                ));
            }
        };
        Ok(Self { root, cache: cache.join("full-loop") })
    }

    /// The project's root.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The built site.
    pub fn dist(&self) -> PathBuf {
        self.root.join("dist")
    }

    /// The end-to-end tests with their node packages.
    pub fn e2e(&self) -> PathBuf {
        self.root.join("tests").join("e2e")
    }

    /// The rivals of `cargo xtask bench`, with their node packages.
    pub fn bench(&self) -> PathBuf {
        self.root.join("tests").join("bench")
    }

    /// What is made once and can be made again, by its name.
    pub fn cached(&self, name: &str) -> PathBuf {
        self.cache.join(name)
    }

    /// Build output. Shared by all clones of the project, so that a second clone starts warm.
    pub fn target(&self) -> PathBuf {
        match std::env::var_os("CARGO_TARGET_DIR") {
            Some(dir) if !dir.is_empty() => self.root.join(dir),
            _ => self.cache.join("target"),
        }
    }

    /// Build output of the tools themselves; removed after each installation.
    pub fn tools_target(&self) -> PathBuf {
        self.cache.join("tools-target")
    }

    /// The folder of one installed tool, in exactly one version.
    pub fn tool(&self, name: &str, version: &str) -> PathBuf {
        self.cache.join("tools").join(format!("{name}-{version}"))
    }

    /// The binary of an installed tool.
    pub fn tool_bin(&self, name: &str, version: &str, bin: &str) -> PathBuf {
        self.tool(name, version).join("bin").join(format!("{bin}{}", std::env::consts::EXE_SUFFIX))
    }

    /// PATH with our tools before the system's.
    pub fn search_path(&self, first: &[PathBuf]) -> Outcome<OsString> {
        let old = std::env::var_os("PATH").unwrap_or_default();
        let all = first.iter().cloned().chain(std::env::split_paths(&old));
        std::env::join_paths(all).map_err(|e| {
            Failure::new(format!("a folder name cannot stand in PATH ({e}); move the project or the cache."))
        })
    }
}
