//! The command: what it prints, its exit codes, and that mistakes leave nothing behind.
#![allow(missing_docs)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout
)]

mod support;

use std::process::{Command, Output};

use support::{Scratch, document};

fn generate(scratch: &Scratch, more: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_alicloud-codegen"))
        .args(["generate", "--specs", "specs", "--out", "out"])
        .args(more)
        .current_dir(scratch.folder.path())
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

/// Each kind of mistake with the place and the words it is reported with.
#[test]
fn mistakes_exit_with_1_and_write_nothing() {
    let twice = "{\n    \"GetUser\": {},\n    \"GetUser\": {}\n  }";
    let cases = [
        ("{\"info\": ,}".to_owned(), "1:10", "not JSON"),
        (document("RPC", r#"{"GetUser": 7}"#, "{}"), "4:12", "expected an object"),
        ("{\n  \"apis\": {}\n}".to_owned(), "1:1", "`info` is missing"),
        (
            document("RPC", r#"{"GetUser": {"path": 7}}"#, "{}"),
            "4:24",
            "expected a string",
        ),
        (document("RPC", twice, "{}"), "6:5", "is defined twice"),
    ];
    for (spec, place, words) in cases {
        let good = document("RPC", r#"{"GetUser": {}}"#, "{}");
        let scratch = Scratch::new(&[("bad/2020-01-01.json", &spec), ("good/2021-01-01.json", &good)]);
        let output = generate(&scratch, &[]);
        let message = text(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{message}");
        assert!(
            message.contains(&format!("specs/bad/2020-01-01.json:{place}\n")),
            "no {place} in:\n{message}"
        );
        assert!(message.contains(words), "no {words} in:\n{message}");
        assert!(
            message.ends_with("1 problem in the specs; nothing was written\n"),
            "{message}"
        );
        assert!(output.stdout.is_empty() && !scratch.out().exists());
    }
}

/// What an official document may well have is no reason to fail, but is said.
#[test]
fn warnings_are_shown_and_the_crate_is_written() {
    let dangling = r##"{"GetUser": {"responses": {"200": {"schema": {"$ref": "#/components/schemas/User"}}}}}"##;
    let cases = [
        (document("SOAP", "{}", "{}"), "2:12", "unknown style `SOAP`"),
        (document("RPC", dangling, "{}"), "4:57", "does not exist"),
    ];
    for (spec, place, words) in cases {
        let scratch = Scratch::new(&[("odd/2020-01-01.json", &spec)]);
        let output = generate(&scratch, &[]);
        let message = text(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{message}");
        assert!(
            message.contains(&format!("specs/odd/2020-01-01.json:{place}\n")) && message.contains(words),
            "no {place} or {words} in:\n{message}"
        );
        assert!(scratch.out().join("src/lib.rs").exists());
    }
}

#[test]
fn it_says_what_it_did() {
    let scratch = Scratch::of_apis(r#"{"GetUser": {}}"#);
    let output = generate(&scratch, &[]);
    assert_eq!(output.status.code(), Some(0));
    assert!(
        text(&output.stdout).starts_with("1 API version, 1 operation: 6 files written, 0 unchanged, 0 removed in "),
        "{}",
        text(&output.stdout)
    );
    assert!(output.stderr.is_empty(), "{}", text(&output.stderr));
    assert_eq!(generate(&scratch, &["--check"]).status.code(), Some(0));
}

#[test]
fn check_exits_with_1_when_something_differs() {
    let scratch = Scratch::of_apis(r#"{"GetUser": {}}"#);
    let output = generate(&scratch, &["--check"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        text(&output.stderr).contains("without --check"),
        "{}",
        text(&output.stderr)
    );
    assert!(!scratch.out().exists());
}
