//! What a program costs to build from nothing, in crates and in CPU time.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::cpu::children;

/// The number of crates in the normal and build dependency tree of the program in `dir`, without itself.
///
/// # Errors
/// That cargo cannot be started.
pub fn crates(dir: &Path) -> Result<usize, String> {
    let output = Command::new("cargo")
        .args(["tree", "--prefix", "none", "--edges", "normal,build"])
        .current_dir(dir)
        .output()
        .map_err(|error| error.to_string())?;
    let text = String::from_utf8_lossy(&output.stdout);
    let names: BTreeSet<_> = text
        .lines()
        .skip(1)
        .map(|line| line.trim_end_matches(" (*)").to_owned())
        .collect();
    Ok(names.len())
}

/// CPU seconds, user and system, that building the program in `dir` takes; its sources are fetched before. Leaves nothing behind.
///
/// # Errors
/// What cargo or the file system says.
pub fn build(dir: &Path, flags: &[&str]) -> Result<f64, String> {
    // Sources are on disk before the clock starts.
    let fetched = Command::new("cargo")
        .args(["fetch", "--quiet"])
        .current_dir(dir)
        .status();
    fetched.map_err(|error| error.to_string())?;
    let target = dir.join("target");
    let before = children()?;
    let status = Command::new("cargo")
        .args(["build", "--quiet", "--offline"])
        .args(flags)
        .env("CARGO_INCREMENTAL", "0")
        .env("CARGO_TARGET_DIR", &target)
        .current_dir(dir)
        .status()
        .map_err(|error| error.to_string())?;
    if !status.success() {
        return Err(format!("{} does not build", dir.display()));
    }
    let spent = children()? - before;
    fs::remove_dir_all(&target).map_err(|error| error.to_string())?;
    Ok(spent)
}
