//! Replays recorded requests and endpoints of official SDKs through typed requests generated from any specs.
//!
//! ```sh
//! cargo run --release -p alicloud-tests --bin wire -- --specs DIR GOLDEN.jsonl…
//! ```
//!
//! Generates a scratch crate from `DIR`, builds a program that replays every line of the files, prints each difference and
//! how often which rule applied, and ends with `N passed, M failed`.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command that prints its result"
)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

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
    let (scratch, summary) = Scratch::generate(root.path(), &arguments.specs)?;
    println!("{summary}");
    let features = features(&scratch.library(), &arguments.golden)?;
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
    let mut inputs = vec![absolute(&arguments.specs)?];
    for file in &arguments.golden {
        inputs.push(absolute(file)?);
    }
    let output = scratch.run(&inputs)?;
    print!("{}", String::from_utf8_lossy(&output.stdout));
    eprint!("{}", String::from_utf8_lossy(&output.stderr));
    Ok(output.status.success())
}

/// The features that the files need: the API versions in their lines that the specifications have.
fn features(library: &Path, files: &[PathBuf]) -> Result<BTreeSet<String>, String> {
    let mut modules = BTreeSet::new();
    for file in files {
        modules.extend(golden::lines(file)?.iter().filter_map(wire::module));
    }
    modules.retain(|module| library.join("src").join(module).is_dir());
    Ok(modules)
}
