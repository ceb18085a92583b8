//! `generate --changelog`.

use std::fs;

use super::run;
use super::support::{Scratch, document};

fn scratch() -> Scratch {
    let scratch = Scratch::of_apis(r#"{"GetUser": {}, "AddUser": {}}"#);
    let old = scratch.folder.path().join("old/test");
    fs::create_dir_all(&old).unwrap();
    fs::write(
        old.join("2020-01-01.json"),
        document("RPC", r#"{"GetUser": {}, "DropUser": {}}"#, "{}"),
    )
    .unwrap();
    scratch
}

const GENERATE: [&str; 9] = [
    "generate",
    "--specs",
    "specs",
    "--out",
    "out",
    "--since",
    "old",
    "--changelog",
    "CHANGELOG.md",
];

#[test]
fn the_entry_is_kept_between_its_two_lines() {
    let scratch = scratch();
    let file = scratch.folder.path().join("CHANGELOG.md");
    let check: Vec<&str> = GENERATE.into_iter().chain(["--check"]).collect();
    let run = |arguments: &[&str]| run(&scratch, arguments);
    assert!(run(&GENERATE).ends_with("exit code 0\n"));
    let entry = fs::read_to_string(&file).unwrap();
    insta::assert_snapshot!(entry);
    assert!(run(&check).ends_with("exit code 0\n"));

    fs::write(
        &file,
        format!("# Changelog\n\n## [Unreleased]\n\nBy hand.\n\n{entry}\n## 0.1.0\n").replace("is new", "is old"),
    )
    .unwrap();
    insta::assert_snapshot!(run(&check));
    assert!(
        fs::read_to_string(&file).unwrap().contains("is old"),
        "--check writes nothing"
    );
    assert!(run(&GENERATE).ends_with("exit code 0\n"));
    insta::assert_snapshot!(fs::read_to_string(&file).unwrap());
}

#[test]
fn a_changelog_without_a_place_is_left_alone() {
    let scratch = scratch();
    fs::write(scratch.folder.path().join("CHANGELOG.md"), "# Changelog\n").unwrap();
    insta::assert_snapshot!(run(&scratch, &GENERATE));
    assert!(!scratch.out().exists());
    insta::assert_snapshot!(run(&scratch, &["generate", "--changelog", "CHANGELOG.md"]));
}
