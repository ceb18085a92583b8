//! From an empty folder to a program that calls ECS: the three commands of the README, as they stand there.
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
    assert!(
        output.status.success(),
        "{} {words:?}: {}{said}",
        program.display(),
        text(&output)
    );
    output
}

fn text(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// The commands as the README has them, with the checkout in place of `$ALICLOUD`.
fn documented() -> Vec<Vec<String>> {
    let home = workspace();
    let readme = fs::read_to_string(home.join("README.md")).unwrap();
    let mut blocks = readme.split("```").filter_map(|block| block.strip_prefix("sh\n"));
    let block = blocks.find(|block| block.starts_with("cargo init")).unwrap();
    let home = home.display().to_string();
    let words = |line: &str| line.split(' ').map(|word| word.replace("$ALICLOUD", &home)).collect();
    block.lines().map(words).collect()
}

#[test]
fn an_empty_folder_becomes_a_program_that_calls_ecs() {
    let (codegen, mock) = (built("alicloud-codegen"), built("alicloud-mock"));
    let root = tempfile::tempdir().unwrap();
    let folder = root.path();
    let commands = documented();
    let said: Vec<Output> = commands
        .iter()
        .map(|words| {
            let (name, words) = words.split_first().unwrap();
            let program = match name.as_str() {
                "alicloud-codegen" => &codegen,
                "alicloud-mock" => &mock,
                other => Path::new(other),
            };
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let output = run(program, &words, folder);
            // The workspace's own lock file keeps the program to versions that are known to build.
            let lock = folder.join("Cargo.lock");
            if !lock.exists() {
                fs::copy(workspace().join("Cargo.lock"), lock).unwrap();
            }
            output
        })
        .collect();
    let [_, added, called] = said.as_slice() else {
        panic!("three commands, not {}", said.len());
    };
    insta::assert_snapshot!(text(added));
    run(Path::new("cargo"), &["fmt", "--check"], folder);
    let warned = String::from_utf8_lossy(&called.stderr);
    assert!(!warned.contains("warning"), "{warned}");
    let said = text(called);
    assert!(said.starts_with("DescribeInstancesOutput {\n"), "{said}");
    assert!(said.contains("\"i-bp1hb2xkt5cn8gk4****\""), "{said}");
}

/// The strictest program, without an example, from specs of two places.
#[test]
fn operations_that_are_added_later_join_those_that_are_there() {
    let codegen = built("alicloud-codegen");
    let home = workspace();
    let path = |folder: &str| home.join(folder).display().to_string();
    let (ecs, ims, runtime) = (
        path("examples/trimmed/specs"),
        path("specs/ims/2019-08-15"),
        path("runtime"),
    );
    let root = tempfile::tempdir().unwrap();
    let folder = root.path();
    let cargo = Path::new("cargo");

    run(
        cargo,
        &["init", "--quiet", "--name", "joined", "--edition", "2021"],
        folder,
    );
    fs::copy(home.join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    run(&codegen, &["add", "Ecs", "RunInstances", "--specs", &ecs], folder);
    run(&codegen, &["add", "Ims", "Get*MFA*", "--specs", &ims], folder);
    run(&codegen, &["add", "Ecs", "DescribeRegions", "--specs", &ecs], folder);
    run(
        cargo,
        &["add", "--quiet", "alicloud-runtime", "--path", &runtime],
        folder,
    );
    let main = "#![deny(warnings, missing_docs, unreachable_pub)]\n//! A program.\n\nmod alicloud;\n\n\
                use alicloud::ecs20140526::{DescribeRegions, RunInstances};\nuse alicloud::ims20190815::GetUserMfaInfo;\n\n\
                fn main() {\n    println!(\"{:?}\", DescribeRegions::default());\n    println!(\"{:?}\", GetUserMfaInfo::default());\n    \
                println!(\"{:?}\", RunInstances::default().amount(2));\n}\n";
    fs::write(folder.join("src/main.rs"), main).unwrap();
    run(cargo, &["fmt", "--check"], folder);
    let output = run(cargo, &["run", "--quiet"], folder);
    assert_eq!(
        text(&output),
        "DescribeRegions\nGetUserMfaInfo\nRunInstances { Amount: 2 }\n"
    );
}

/// With an example to run, `add` needs nothing but specs: cargo makes the crate.
#[test]
fn a_folder_without_a_crate_gets_one() {
    let codegen = built("alicloud-codegen");
    let home = workspace();
    let (ecs, runtime) = (home.join("examples/trimmed/specs"), home.join("runtime"));
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("hello");
    fs::create_dir(&folder).unwrap();
    let (ecs, runtime) = (ecs.display().to_string(), runtime.display().to_string());
    let words = [
        "add",
        "Ecs",
        "DescribeRegions",
        "--example",
        "--specs",
        &ecs,
        "--runtime",
        &runtime,
    ];
    insta::assert_snapshot!(text(&run(&codegen, &words, &folder)));
    let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap();
    for line in ["name = \"hello\"", "alicloud-runtime = {", "tokio = {"] {
        assert!(manifest.contains(line), "{manifest}");
    }
    assert!(folder.join("src/main.rs").exists() && folder.join("examples/describe_regions.rs").exists());
}
