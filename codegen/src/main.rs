//! The command `alicloud-codegen`.

mod command;

use std::io::{IsTerminal, Write, stderr, stdout};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use alicloud_codegen::diagnostic::Diagnostic;
use alicloud_codegen::{Failure, Generator, Runtime};
use clap::{Parser, Subcommand};
use command::add;
use indicatif::ProgressBar;

/// Makes typed Rust operations from Alibaba Cloud's published OpenAPI metadata.
#[derive(Parser)]
#[command(version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Generates a crate from a folder of specs.
    Generate {
        /// Folder with <product>/<version>/api-docs.json (and <Operation>.json beside it) or <product>/<version>.json.
        #[arg(long, value_name = "DIR", default_value = "specs")]
        specs: PathBuf,
        /// Folder of the crate to generate.
        #[arg(long, value_name = "CRATE_DIR", default_value = "generated")]
        out: PathBuf,
        /// Only compare: write nothing, and fail if anything differs.
        #[arg(long)]
        check: bool,
        /// Name of the crate.
        #[arg(long, default_value = "alicloud")]
        name: String,
        /// Where the crate finds alicloud-runtime: a folder, or a version on the registry.
        #[arg(long, value_name = "PATH|VERSION", default_value = "../runtime")]
        runtime: String,
    },
    Add(add::Arguments),
}

fn main() -> ExitCode {
    match Arguments::parse().command {
        Command::Generate {
            specs,
            out,
            check,
            name,
            runtime,
        } => generate(specs, out, check, name, runtime),
        Command::Add(arguments) => match add::run(&arguments) {
            Ok(shown) => {
                show(&shown.warnings);
                say(&mut stdout(), &shown.text);
                ExitCode::SUCCESS
            }
            Err(failure) => fail(&failure),
        },
    }
}

fn generate(specs: PathBuf, out: PathBuf, check: bool, name: String, runtime: String) -> ExitCode {
    let generator = Generator::new(specs, out)
        .name(name)
        .runtime(runtime_of(runtime))
        .check(check);
    // Drawn only on a terminal, and only after a moment, so that short runs show nothing.
    let bar = ProgressBar::hidden();
    let start = std::time::Instant::now();
    let result = generator.run_with(|done, all| {
        if stderr().is_terminal() && start.elapsed().as_millis() > 300 {
            bar.set_draw_target(indicatif::ProgressDrawTarget::stderr());
            bar.set_length(all as u64);
            bar.set_position(done as u64);
        }
    });
    bar.finish_and_clear();
    match result {
        Ok(summary) => {
            show(&summary.warnings);
            say(&mut stdout(), &summary.to_string());
            ExitCode::SUCCESS
        }
        Err(failure) => fail(&failure),
    }
}

fn fail(failure: &Failure) -> ExitCode {
    let text = if stderr().is_terminal() {
        failure.render_styled()
    } else {
        failure.to_string()
    };
    say(&mut stderr(), &text);
    ExitCode::FAILURE
}

/// A version begins with a digit and is no folder.
fn runtime_of(text: String) -> Runtime {
    let is_version = text.starts_with(|c: char| c.is_ascii_digit() || "^~=<>*".contains(c));
    match is_version && !Path::new(&text).is_dir() {
        true => Runtime::Version(text),
        false => Runtime::Path(text),
    }
}

fn show(problems: &[Diagnostic]) {
    for problem in problems {
        let text = if stderr().is_terminal() {
            problem.render_styled()
        } else {
            problem.render()
        };
        say(&mut stderr(), &format!("{text}\n"));
    }
}

/// A reader that has gone away is no reason to fail.
fn say(to: &mut impl Write, text: &str) {
    let _ = writeln!(to, "{text}");
}
