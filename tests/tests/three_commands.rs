//! From an empty folder to a program that calls ECS: the three commands of the README, as they stand there but for where they find
//! this repository.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests speak by panicking"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use alicloud_tests::golden::workspace;
use alicloud_tests::scratch::beside_the_workspace;

/// A command of this workspace, built as the tests are.
fn built(package: &str) -> PathBuf {
    let mut cargo = Command::new("cargo");
    cargo.args(["build", "--quiet", "--locked", "--package", package]);
    cargo.current_dir(workspace());
    beside_the_workspace(&mut cargo);
    assert!(cargo.status().unwrap().success());
    let tests = std::env::current_exe().unwrap();
    let profile = tests.ancestors().nth(2).unwrap();
    profile.join(package).with_extension(std::env::consts::EXE_EXTENSION)
}

fn run(program: &Path, words: &[&str], folder: &Path) -> Output {
    let mut command = Command::new(program);
    command.args(words).current_dir(folder);
    // What the workspace is built of is on this machine.
    command.env("CARGO_NET_OFFLINE", "true");
    beside_the_workspace(&mut command);
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{} {words:?}: {said}", program.display());
    output
}

fn text(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn an_empty_folder_becomes_a_program_that_calls_ecs() {
    let (codegen, mock) = (built("alicloud-codegen"), built("alicloud-mock"));
    let home = workspace();
    let specs = home.join("examples/trimmed/specs").display().to_string();
    let runtime = home.join("runtime").display().to_string();
    let root = tempfile::tempdir().unwrap();
    let folder = root.path();

    // 1.
    run(Path::new("cargo"), &["init", "--quiet", "--name", "hello"], folder);
    // The workspace's own lock file keeps the program to versions that are known to build.
    fs::copy(home.join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    // 2.
    let words = [
        "add",
        "Ecs",
        "DescribeInstances",
        "--example",
        "--specs",
        &specs,
        "--runtime",
        &runtime,
    ];
    insta::assert_snapshot!(text(&run(&codegen, &words, folder)));
    run(Path::new("cargo"), &["fmt", "--check"], folder);
    // 3.
    let words = [
        "--specs",
        &specs,
        "--",
        "cargo",
        "run",
        "--quiet",
        "--example",
        "describe_instances",
    ];
    let said = text(&run(&mock, &words, folder));
    assert!(said.starts_with("DescribeInstancesOutput {\n"), "{said}");
    assert!(said.contains("\"i-bp1hb2xkt5cn8gk4****\""), "{said}");
}
