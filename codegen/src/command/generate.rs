//! `generate`: a crate from a folder of specs.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use alicloud_codegen::{Generator, Runtime};

use super::changelog;
use super::console::{Console, Trouble};

/// Generates a crate from a folder of specs.
#[derive(clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(super) struct Arguments {
    /// Folder with <product>/<version>/api-docs.json (and <Operation>.json beside it) or <product>/<version>.json.
    #[arg(long, value_name = "DIR", default_value = "specs")]
    specs: PathBuf,
    /// Folder of the crate to generate.
    #[arg(long, value_name = "CRATE_DIR", default_value = "generated")]
    out: PathBuf,
    /// Only compare: write nothing, and fail if anything differs.
    #[arg(long)]
    check: bool,
    /// A changelog in which to write, between two lines that mark the place, what has changed for Rust callers.
    #[arg(long, value_name = "FILE", requires = "since")]
    changelog: Option<PathBuf>,
    /// The specs that the changelog compares with: those of the last release.
    #[arg(long, value_name = "OLD_SPECS", requires = "changelog")]
    since: Option<PathBuf>,
    /// Name of the crate.
    #[arg(long, default_value = "alicloud")]
    name: String,
    /// Where the crate finds alicloud-runtime: a folder, or a version on the registry.
    #[arg(long, value_name = "PATH|VERSION", default_value = "../runtime")]
    runtime: String,
}

const AFTER_HELP: &str = "\
Examples:
  A crate of your own, with the runtime from the registry:
    alicloud-codegen generate --specs specs --out my-cloud --name my-cloud --runtime 0.1
  In CI: fail if the committed crate is not what the specs say, or if a spec has an oddity:
    alicloud-codegen generate --check --deny warnings
  For a release: also write what has changed since the last one into the changelog:
    git worktree add /tmp/last v1.2.0
    alicloud-codegen generate --changelog CHANGELOG.md --since /tmp/last/specs";

pub(super) fn run(arguments: Arguments, console: &Console) -> Result<ExitCode, Trouble> {
    let places = arguments.changelog.as_deref().zip(arguments.since.as_deref());
    let entry = places
        .map(|(file, since)| changelog::entry(file, since, &arguments.specs))
        .transpose()?;
    let generator = Generator::new(&arguments.specs, arguments.out)
        .name(arguments.name)
        .runtime(runtime_of(&arguments.runtime))
        .check(arguments.check)
        .deny_warnings(console.denies_warnings());
    let progress = console.progress();
    let result = generator.run_with(|done, all| progress.at(done, all));
    progress.finish();
    let summary = result?;
    console.warnings(&summary.warnings)?;
    entry.map_or(Ok(()), |entry| entry.save(arguments.check))?;
    console.result(&summary.to_string());
    Ok(ExitCode::SUCCESS)
}

/// A version begins with a digit and is no folder.
pub(super) fn runtime_of(text: &str) -> Runtime {
    let is_version = text.starts_with(|c: char| c.is_ascii_digit() || "^~=<>*".contains(c));
    match is_version && !Path::new(text).is_dir() {
        true => Runtime::Version(text.to_owned()),
        false => Runtime::Path(text.to_owned()),
    }
}
