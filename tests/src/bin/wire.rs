//! Replays recorded requests of official SDKs through typed requests generated from any specs.
//!
//! ```sh
//! cargo run --release -p alicloud-tests --bin wire -- --specs DIR GOLDEN.jsonl…
//! ```
//!
//! Generates a scratch crate from `DIR`, builds a program that replays every vector of the files, prints each difference
//! and ends with `N passed, M failed`.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command that prints its result"
)]

use std::path::PathBuf;
use std::process::ExitCode;

use alicloud_tests::golden::workspace;
use alicloud_tests::scratch::Scratch;
use clap::Parser;

/// Replays recorded requests of official SDKs through typed requests.
#[derive(Parser)]
struct Arguments {
    /// Folder of specs: `<product>/<version>/api-docs.json` or `<product>/<version>.json`.
    #[arg(long)]
    specs: PathBuf,
    /// Files of recorded requests, named `<product>-<version>.jsonl`.
    #[arg(required = true)]
    golden: Vec<PathBuf>,
}

const MAIN: &str = r#"fn main() -> std::process::ExitCode {
    match alicloud_tests::wire::main(scratch::dynamic::find) {
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
    let features = features(&arguments.golden)?;
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

/// The features that the files need, from their names: `ims-2019-08-15.jsonl` is `ims20190815`.
fn features(files: &[PathBuf]) -> Result<Vec<String>, String> {
    files
        .iter()
        .map(|file| {
            let stem = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let dashes: Vec<usize> = stem.match_indices('-').map(|(at, _)| at).collect();
            let split = dashes
                .len()
                .checked_sub(3)
                .and_then(|index| stem.split_at_checked(*dashes.get(index)?));
            let (product, version) =
                split.ok_or_else(|| format!("{}: not called <product>-<version>.jsonl", file.display()))?;
            Ok(format!("{}{}", product.replace('-', "_"), version.replace('-', "")))
        })
        .collect()
}
