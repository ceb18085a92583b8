//! What the command can do: the tree of its arguments, and a file for each subcommand.
//!
//! Results go to standard output, everything else to standard error.

mod add;
mod changelog;
mod completions;
mod console;
mod diff;
mod fetch;
mod generate;
mod list;
mod show;

use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

use self::console::{Console, Messages};

/// Makes typed Rust operations from Alibaba Cloud's published OpenAPI metadata.
#[derive(Parser)]
#[command(version, about, max_term_width = 100, after_help = AFTER_HELP)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    messages: Messages,
}

const AFTER_HELP: &str = "\
Results go to standard output, messages to standard error. Colours are used on a terminal only, and not if NO_COLOR is set.

Exit codes: 0 done; 1 failed, with a message that says why and what to do; 2 wrong usage.";

#[derive(Subcommand)]
enum Command {
    Generate(generate::Arguments),
    Add(add::Arguments),
    List(list::Arguments),
    Show(show::Arguments),
    Diff(diff::Arguments),
    Fetch(fetch::Arguments),
    Completions(completions::Arguments),
}

/// Runs the command that the program was called with.
pub(crate) fn run() -> ExitCode {
    let Arguments { command, messages } = Arguments::parse();
    let console = Console::new(&messages);
    let outcome = match command {
        Command::Generate(arguments) => generate::run(arguments, &console),
        Command::Add(arguments) => add::run(&arguments, &console),
        Command::List(arguments) => list::run(&arguments, &console),
        Command::Show(arguments) => show::run(&arguments, &console),
        Command::Diff(arguments) => diff::run(&arguments, &console),
        Command::Fetch(arguments) => fetch::run(&arguments, &console),
        Command::Completions(arguments) => completions::run(&arguments, &console, Arguments::command()),
    };
    outcome.unwrap_or_else(|trouble| {
        console.trouble(&trouble);
        ExitCode::FAILURE
    })
}
