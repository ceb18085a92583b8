//! Runs of the command, as text that can be compared.
#![allow(dead_code, unreachable_pub, missing_docs)]

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Output};

/// Runs the command in a folder.
pub fn run_in(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_alicloud-codegen"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("ALICLOUD_CODEGEN_PORTAL")
        .env("NO_PROXY", "127.0.0.1")
        .output()
        .unwrap()
}

/// What a run printed, and its exit code. Nothing in it depends on where and when it ran.
pub fn transcript(output: &Output) -> String {
    let mut text = String::new();
    for (name, bytes) in [("stdout", &output.stdout), ("stderr", &output.stderr)] {
        if !bytes.is_empty() {
            writeln!(text, "--- {name}\n{}", std::str::from_utf8(bytes).unwrap().trim_end()).unwrap();
        }
    }
    writeln!(text, "--- exit code {}", output.status.code().unwrap()).unwrap();
    text
}
