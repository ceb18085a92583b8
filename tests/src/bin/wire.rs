//! Replays recorded requests and endpoints of official SDKs through typed requests generated from any specs.
//!
//! ```sh
//! cargo run --release -p alicloud-tests --bin wire -- --specs DIR GOLDEN.jsonl…
//! ```
//!
//! Generates a scratch crate from the documents in `DIR` that the recordings need, builds a program that replays every line
//! of the files, prints each difference and how often which rule applied, and ends with `N passed, M failed`.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command that prints its result"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use alicloud_codegen::load;
use alicloud_tests::golden::{self, workspace};
use alicloud_tests::scratch::Scratch;
use alicloud_tests::wire;
use clap::Parser;

/// Replays recorded requests of official SDKs through typed requests.
#[derive(Parser)]
struct Arguments {
    /// Folder of specs: `<product>/<version>/api-docs.json` or `<product>/<version>.json`.
    #[arg(long)]
    specs: PathBuf,
    /// Files of recorded requests or endpoints.
    #[arg(required = true)]
    golden: Vec<PathBuf>,
}

const MAIN: &str = r#"fn main() -> std::process::ExitCode {
    match alicloud_tests::wire::main(scratch::dynamic::services()) {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(_) => std::process::ExitCode::FAILURE,
    }
}
"#;

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<bool, String> {
    let root = tempfile::tempdir().map_err(|error| error.to_string())?;
    let specs = root.path().join("specs");
    let features = select(&arguments.specs, &specs, &arguments.golden)?;
    let (scratch, summary) = Scratch::generate(root.path(), &specs)?;
    println!("{summary}");
    let mut features: Vec<&str> = features.iter().map(String::as_str).collect();
    features.push("dynamic");
    let tests = format!(
        "alicloud-tests = {{ path = {:?} }}\n",
        workspace().join("tests").display().to_string()
    );
    scratch.program(&features, &tests, MAIN)?;
    let absolute = |path: &PathBuf| {
        let path = std::path::absolute(path).map_err(|error| format!("{}: {error}", path.display()))?;
        Ok::<_, String>(path.display().to_string())
    };
    let mut inputs = vec![specs.display().to_string()];
    for file in &arguments.golden {
        inputs.push(absolute(file)?);
    }
    let output = scratch.run(&inputs)?;
    print!("{}", String::from_utf8_lossy(&output.stdout));
    eprint!("{}", String::from_utf8_lossy(&output.stderr));
    Ok(output.status.success())
}

/// Copies the documents of the API versions that the files name, since all the others would only cost time. Gives the
/// features of these versions.
fn select(specs: &Path, into: &Path, files: &[PathBuf]) -> Result<BTreeSet<String>, String> {
    let mut wanted = BTreeMap::new();
    for file in files {
        for line in golden::lines(file)? {
            wanted.extend(wire::api_version(&line));
        }
    }
    let sources = load::discover(specs).map_err(|problems| {
        let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
        problems.join("\n")
    })?;
    let mut features = BTreeSet::new();
    for source in sources {
        if let Some(module) = wanted.get(&source.label) {
            features.insert(module.clone());
            for path in source.operations.iter().chain([&source.document]) {
                copy(specs, path, into).map_err(|error| format!("{}: {error}", path.display()))?;
            }
        }
    }
    if features.is_empty() {
        return Err(format!("{}: no document of what was recorded", specs.display()));
    }
    Ok(features)
}

fn copy(from: &Path, path: &Path, into: &Path) -> std::io::Result<()> {
    let target = into.join(path.strip_prefix(from).unwrap_or(path));
    if let Some(folder) = target.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::copy(path, &target).map(drop)
}
