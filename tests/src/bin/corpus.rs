//! Generates a whole specs folder and has cargo compile, lint, document and format it.
//!
//! ```sh
//! cargo run --release -p alicloud-tests --bin corpus -- [--specs DIR] [--tenth]
//! ```
//!
//! Prints a table with what each step costs, a look over the names, one line per failure, and `N passed, M failed`, which
//! count API versions.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command that prints its result"
)]

use std::path::PathBuf;
use std::process::ExitCode;

use alicloud_tests::corpus::{self, Options};
use alicloud_tests::golden::workspace;
use alicloud_tests::scratch::home;
use clap::Parser;

/// Generates everything in a specs folder, checks all of it with cargo, in slices that fit into memory, and checks the
/// formatting of all; checks with the feature `dynamic`, clippy and rustdoc, which must not warn, take the tenth of it.
///
/// The tenth is every tenth API version by its path, beginning with the first, and every one whose style is neither RPC nor
/// ROA.
#[derive(Parser)]
struct Arguments {
    /// Folder of specs; the official documents beside the checkout unless given.
    #[arg(long, value_name = "DIR")]
    specs: Option<PathBuf>,
    /// Look at nothing but the tenth.
    #[arg(long)]
    tenth: bool,
    /// Lint and document everything.
    #[arg(long)]
    lint_all: bool,
    /// Only generate, and look over the names.
    #[arg(long)]
    names: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let options = Options {
        home: home("corpus"),
        specs: arguments.specs.unwrap_or_else(|| workspace().join("../shared/corpus")),
        only_tenth: arguments.tenth,
        lint_all: arguments.lint_all,
        only_names: arguments.names,
    };
    match corpus::run(&options, &mut |line| println!("{line}")) {
        Ok(outcome) => {
            println!("{} passed, {} failed", outcome.passed, outcome.failed);
            match outcome.failed {
                0 => ExitCode::SUCCESS,
                _ => ExitCode::FAILURE,
            }
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
