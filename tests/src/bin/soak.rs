//! Calls a service that fails one request in five, from many tasks at once, and looks at what is left of it.
//!
//! ```sh
//! cargo run --release -p alicloud-tests --bin soak -- [--calls N] [--tasks N] [--seed N]
//! ```
//!
//! Reads and writes with an idempotency token take turns, 200,000 in all, from 64 tasks with one client. The service is in the same
//! process, on 127.0.0.1, and keeps a ledger. It closes and resets connections when they are made, closes them before and after
//! it has done what it was asked and in the middle of an answer, answers what is no HTTP, 502, 503 and 429, and stalls past
//! the timeout. What meets a request is decided by the seed, its number and the attempt.
//!
//! The run fails if
//!
//! - a write that succeeded was not done, or any write was done twice;
//! - an answer belongs to another call;
//! - a task has not finished a call for 30 s, which ends the process at once, with exit code 3;
//! - resident memory at the end is more than a tenth and 8 MiB above what it was after a quarter of the calls;
//! - more file descriptors are open when client and service are gone than before there were any.
//!
//! The last two need `/proc`. Prints a line each, what the calls came to, and every fault.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command that prints its result"
)]

use std::process::ExitCode;

use alicloud_tests::soak::{self, Options, Report};
use clap::Parser;

/// Calls a service that fails one request in five, from many tasks at once, and looks at what is left of it.
#[derive(Parser)]
struct Arguments {
    /// Calls in all.
    #[arg(long, default_value_t = 200_000)]
    calls: usize,
    /// Tasks that make them.
    #[arg(long, default_value_t = 64)]
    tasks: usize,
    /// Decides which mishap meets which request.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

#[tokio::main]
async fn main() -> ExitCode {
    let Arguments { calls, tasks, seed } = Arguments::parse();
    match soak::run(Options { calls, tasks, seed }).await {
        Ok(report) => {
            print(&report);
            match report.faults.len() {
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

fn print(report: &Report) {
    let tally = &report.tally;
    println!("reads: {} succeeded, {} failed", tally.reads.0, tally.reads.1);
    println!("writes: {} succeeded, {} failed", tally.writes.0, tally.writes.1);
    println!(
        "requests: {1}, of which {0} met a mishap",
        report.mishaps.0, report.mishaps.1
    );
    if let Some((quarter, end)) = report.memory {
        println!("memory: {quarter} KiB after a quarter, {end} KiB at the end");
    }
    if let Some((before, after)) = report.descriptors {
        println!("file descriptors: {before} before, {after} after");
    }
    println!("time: {:.1} s, {:.1} CPU s", report.elapsed.as_secs_f64(), report.cpu);
    if let Some(example) = &tally.example {
        println!("an error: {example}");
    }
    for fault in &report.faults {
        println!("FAULT: {fault}");
    }
    println!("{} faults", report.faults.len());
}
