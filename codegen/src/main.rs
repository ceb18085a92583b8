//! The command `alicloud-codegen`.

mod command;

use std::process::ExitCode;

fn main() -> ExitCode {
    command::run()
}
