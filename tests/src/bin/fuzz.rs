//! Damages official documents and has the generator make the best of them.
//!
//! ```sh
//! cargo run --release -p alicloud-tests --bin fuzz -- [--seconds N] [--cases N] [--seed N] [--specs DIR]
//! ```
//!
//! Every document either generates code that compiles, with and without the feature `dynamic`, is lint-clean, formatted and
//! documented without warnings, has no doc test, and no character that controls terminals or the direction of text; or is
//! refused with errors that have a place. Prints the seeds that fail, and `N generated, M refused, K failed`.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command that prints its result"
)]

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use alicloud_tests::fuzz::{self, Options, Outcome};
use alicloud_tests::golden::workspace;
use clap::Parser;

/// Seeds that found something once, a line each with what it was.
const KEPT: &str = include_str!("../../fuzz-seeds.txt");

/// Damages official documents and has the generator make the best of them.
///
/// What a seed stands for depends on the documents in the folder.
#[derive(Parser)]
struct Arguments {
    /// Folder of documents; the official ones beside the checkout unless given.
    #[arg(long, value_name = "DIR")]
    specs: Option<PathBuf>,
    /// How long to go on, batch after batch; one batch if not given.
    #[arg(long, default_value_t = 0)]
    seconds: u64,
    /// Documents in a batch.
    #[arg(long, default_value_t = 300)]
    cases: u64,
    /// The first seed. The seeds in `tests/fuzz-seeds.txt` come before it in any case.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Only generate.
    #[arg(long)]
    no_compile: bool,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(Outcome {
            generated,
            refused,
            failed,
        }) => {
            println!("{generated} generated, {refused} refused, {failed} failed");
            match failed {
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

fn run(arguments: &Arguments) -> Result<Outcome, String> {
    // A panic is a result here, not a message.
    std::panic::set_hook(Box::new(|panic| eprintln!("{panic}")));
    let end = Instant::now() + Duration::from_secs(arguments.seconds);
    let kept = KEPT
        .lines()
        .filter_map(|line| line.split_whitespace().next()?.parse().ok());
    let mut seeds: Vec<u64> = kept.collect();
    let mut next = arguments.seed;
    let mut total = Outcome::default();
    loop {
        seeds.extend(next..next + arguments.cases);
        next += arguments.cases;
        let options = Options {
            specs: arguments
                .specs
                .clone()
                .unwrap_or_else(|| workspace().join("../shared/corpus")),
            seeds: std::mem::take(&mut seeds),
            compile: !arguments.no_compile,
        };
        let outcome = fuzz::run(&options, &mut |line| println!("{line}"))?;
        total.generated += outcome.generated;
        total.refused += outcome.refused;
        total.failed += outcome.failed;
        if Instant::now() >= end {
            return Ok(total);
        }
    }
}
