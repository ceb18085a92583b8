//! How messages are written, and warnings that are denied.

use std::process::{Command, Stdio};

use serde_json::Value;

use super::run;
use super::support::command::run_in;
use super::support::{Scratch, document};

fn odd() -> Scratch {
    let dangling = r##"{"GetUser": {"responses": {"200": {"schema": {"$ref": "#/components/schemas/User"}}}}}"##;
    Scratch::new(&[("test/2020-01-01.json", &document("SOAP", dangling, "{}"))])
}

fn bad() -> Scratch {
    Scratch::new(&[
        ("bad/2020-01-01.json", "{\"info\": ,}"),
        ("test/2020-01-01.json", &document("RPC", r#"{"GetUser": 7}"#, "{}")),
    ])
}

const GENERATE: [&str; 5] = ["generate", "--specs", "specs", "--out", "out"];

#[test]
fn denied_warnings_write_nothing() {
    let odd = odd();
    let denied: Vec<&str> = GENERATE.into_iter().chain(["--deny", "warnings"]).collect();
    insta::assert_snapshot!(run(&odd, &denied));
    assert!(!odd.out().exists());
    for reading in [["list", "operations"], ["show", "GetUser"]] {
        let case: Vec<&str> = reading.into_iter().chain(["--deny", "warnings"]).collect();
        assert_eq!(run_in(odd.folder.path(), &reading).status.code(), Some(0));
        assert_eq!(run_in(odd.folder.path(), &case).status.code(), Some(1));
    }
}

/// One object per line, all of the same keys.
#[test]
fn json_is_one_object_per_line() {
    let json = ["--message-format", "json"];
    let with = |arguments: &[&'static str]| -> Vec<&'static str> { arguments.iter().copied().chain(json).collect() };
    let denied: Vec<&str> = with(&GENERATE).into_iter().chain(["--deny", "warnings"]).collect();
    let (odd, bad) = (odd(), bad());
    let runs = [
        (&odd, denied),
        (&odd, with(&["list", "operations"])),
        (&odd, with(&["list", "operations", "--action", "x:*"])),
        (&odd, with(&["show", "GetUsers"])),
        (&bad, with(&GENERATE)),
        (&bad, with(&["diff", "specs", "specs"])),
        (&bad, with(&["generate", "--out", "nowhere", "--specs", "nowhere"])),
        (&bad, with(&["fetch", "ecs", "--portal", "http://127.0.0.1:1"])),
    ];
    for (scratch, arguments) in &runs {
        let output = run_in(scratch.folder.path(), arguments);
        let text = String::from_utf8(output.stderr).unwrap();
        assert!(!text.is_empty(), "{arguments:?}");
        for line in text.lines() {
            let object: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
            let keys: Vec<&String> = object.as_object().unwrap().keys().collect();
            assert_eq!(keys, ["column", "file", "help", "line", "message", "path", "severity"]);
        }
    }
    let stable = &runs[..runs.len() - 1];
    insta::assert_snapshot!(
        stable
            .iter()
            .map(|(scratch, arguments)| run(scratch, arguments))
            .collect::<Vec<_>>()
            .join("\n")
    );
}

/// Nothing but a terminal gets colours.
#[test]
fn pipes_get_no_colours() {
    let output = run_in(bad().folder.path(), &GENERATE);
    assert!(!output.stderr.is_empty() && !output.stderr.contains(&0x1b));
}

/// A terminal gets colours, unless NO_COLOR is set to anything. `script` of util-linux is the terminal.
#[test]
fn terminals_get_colours_unless_refused() {
    let bad = bad();
    let command = format!(
        "{} generate --specs specs --out out",
        env!("CARGO_BIN_EXE_alicloud-codegen")
    );
    let coloured = |no_color: &str| {
        let output = Command::new("script")
            .args(["--quiet", "--return", "--command", &command, "/dev/null"])
            .current_dir(bad.folder.path())
            .env("NO_COLOR", no_color)
            .stdin(Stdio::null())
            .output()
            .ok()?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        text.contains("not JSON").then(|| text.contains("\u{1b}[1m"))
    };
    match (coloured(""), coloured("1")) {
        (Some(usual), Some(refused)) => assert!(usual && !refused),
        _ => println!("passed over: no terminal here"),
    }
}
