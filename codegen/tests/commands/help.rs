//! Help pages and completions.

use std::process::{Command, Stdio};

use tempfile::TempDir;

use super::run_at;
use super::support::command::run_in;

#[test]
fn every_command_has_a_page() {
    let folder = TempDir::new().unwrap();
    let pages = ["generate", "list", "show", "diff", "fetch", "completions"]
        .map(|command| run_at(folder.path(), &[command, "--help"]));
    insta::assert_snapshot!(run_at(folder.path(), &["--help"]));
    insta::assert_snapshot!(pages.join("\n"));
}

/// The scripts are clap's; that they are for this command, and that the shells which are here can read them, is tested.
#[test]
fn completions_for_every_shell() {
    let folder = TempDir::new().unwrap();
    for shell in ["bash", "zsh", "fish", "powershell"] {
        let output = run_in(folder.path(), &["completions", shell]);
        let script = String::from_utf8(output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(0));
        assert!(
            ["alicloud-codegen", "fetch", "fail-on"]
                .iter()
                .all(|word| script.contains(word)),
            "{shell}"
        );
        let path = folder.path().join(shell);
        std::fs::write(&path, script).unwrap();
        let check = Command::new(shell).arg("-n").arg(&path).stderr(Stdio::piped()).output();
        match check {
            Ok(check) if shell != "powershell" => assert!(check.status.success(), "{shell}: {check:?}"),
            _ => println!("passed over: no {shell} here"),
        }
    }
    let output = run_in(folder.path(), &["completions", "tcsh"]);
    assert_eq!(output.status.code(), Some(2));
}
