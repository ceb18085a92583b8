//! What generated code costs to compile: CPU time and lines per operation of one API version, dependencies built before.
//!
//! ```sh
//! cargo run --release -p alicloud-tests --bin bench_compile -- ../shared/corpus/ecs/2014-05-26.json
//! ```
//!
//! Generates the document into a crate of its own outside the workspace, and prints for each profile the least user and
//! system CPU time of several builds of that crate alone. CPU, not wall-clock time, because machines are noisy; run it on
//! an idle one.
#![expect(clippy::print_stdout, reason = "a command that prints its result")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use alicloud_tests::cpu::children;
use alicloud_tests::scratch::{Scratch, touch};
use clap::Parser;

/// Prints what generated code costs to compile.
#[derive(Parser)]
struct Arguments {
    /// The specification of one API version.
    spec: PathBuf,
    /// How often each profile is built; the least counts.
    #[arg(long, default_value_t = 3)]
    builds: usize,
    /// Only these profiles.
    #[arg(long, value_delimiter = ',', default_value = "check,dev,release")]
    profiles: Vec<String>,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<(), String> {
    let root = tempfile::tempdir().map_err(|error| error.to_string())?;
    let specs = root.path().join("specs");
    let path = &arguments.spec;
    let (Some(file), Some(product)) = (path.file_name(), path.parent().and_then(Path::file_name)) else {
        return Err(format!("{}: expected <product>/<version>.json", path.display()));
    };
    fs::create_dir_all(specs.join(product))
        .and_then(|()| fs::copy(path, specs.join(product).join(file)))
        .map_err(|error| format!("{}: {error}", path.display()))?;
    let (scratch, summary) = Scratch::generate(root.path(), &specs)?;
    let library = scratch.library();
    let (module, lines) = module(&library.join("src"))?;
    let operations = summary.operations as f64;
    println!(
        "{module}: {} operations, {:.0} lines per operation",
        summary.operations,
        lines as f64 / operations
    );
    println!("| profile | CPU s | CPU ms per operation |");
    println!("|---|---|---|");
    for profile in &arguments.profiles {
        let least = least(&library, &module, profile, arguments.builds)?;
        println!("| {profile} | {least:.1} | {:.1} |", least / operations * 1000.0);
    }
    Ok(())
}

/// The CPU seconds of the cheapest of some builds of the crate, after one that builds its dependencies.
fn least(library: &Path, module: &str, profile: &str, builds: usize) -> Result<f64, String> {
    build(library, module, profile)?;
    let mut least = f64::INFINITY;
    for _ in 0..builds {
        touch(&library.join("src/lib.rs"))?;
        least = least.min(build(library, module, profile)?);
    }
    Ok(least)
}

/// The name of the only module of the crate, and how many lines its files have.
fn module(source: &Path) -> Result<(String, usize), String> {
    let failed = |error| format!("{}: {error}", source.display());
    let entries = fs::read_dir(source).map_err(failed)?;
    let folder = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .find(|path| path.is_dir())
        .ok_or("the crate has no module")?;
    let mut lines = 0;
    for file in fs::read_dir(&folder).map_err(failed)? {
        let text = file.and_then(|file| fs::read_to_string(file.path())).map_err(failed)?;
        lines += text.lines().count();
    }
    let name = folder.file_name().unwrap_or_default();
    Ok((name.to_string_lossy().into_owned(), lines))
}

/// CPU seconds of a build of the crate with this module.
fn build(library: &Path, module: &str, profile: &str) -> Result<f64, String> {
    let arguments: &[&str] = match profile {
        "check" => &["check"],
        "dev" => &["build"],
        "release" => &["build", "--release"],
        other => return Err(format!("no profile `{other}`: check, dev or release")),
    };
    let before = children()?;
    let status = Command::new("cargo")
        .args(arguments)
        .args(["--quiet", "--features", module])
        .env("CARGO_INCREMENTAL", "0")
        .env("CARGO_TARGET_DIR", library.join("target"))
        .current_dir(library)
        .status()
        .map_err(|error| format!("cargo: {error}"))?;
    match status.success() {
        true => Ok(children()? - before),
        false => Err(format!("{} does not build", library.display())),
    }
}
