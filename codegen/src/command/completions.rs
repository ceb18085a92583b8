//! `completions`: what shells need to complete arguments.

use std::process::ExitCode;

use clap_complete::{Shell, generate};

use super::console::{Console, Trouble};

/// Prints a script that has a shell complete the arguments of this command.
#[derive(clap::Args)]
#[command(after_help = AFTER_HELP)]
pub(super) struct Arguments {
    /// The shell.
    #[arg(value_enum)]
    shell: Shell,
}

const AFTER_HELP: &str = "\
Examples:
  bash:  alicloud-codegen completions bash > ~/.local/share/bash-completion/completions/alicloud-codegen
  zsh:   alicloud-codegen completions zsh > ~/.zfunc/_alicloud-codegen    (a folder in $fpath)
  fish:  alicloud-codegen completions fish > ~/.config/fish/completions/alicloud-codegen.fish";

pub(super) fn run(arguments: &Arguments, console: &Console, mut tree: clap::Command) -> Result<ExitCode, Trouble> {
    let name = tree.get_name().to_owned();
    let mut script = Vec::new();
    generate(arguments.shell, &mut tree, name, &mut script);
    console.result(String::from_utf8_lossy(&script).trim_end());
    Ok(ExitCode::SUCCESS)
}
