//! `alicloud-mock` as a process.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Output, Stdio};

const SPECS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/specs");

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_alicloud-mock"));
    command.args(arguments);
    command
}

#[test]
fn says_where_it_listens_and_how_to_get_there() {
    let mut child = command(&[
        "--specs",
        SPECS,
        "--access-key",
        "id:secret",
        "--access-key",
        "STS.id:secret:token",
    ])
    .stdout(Stdio::piped())
    .spawn()
    .unwrap();
    let lines: Vec<String> = BufReader::new(child.stdout.take().unwrap())
        .lines()
        .map(Result::unwrap)
        .take_while(|line| !line.starts_with("Ctrl-C"))
        .collect();
    let endpoint = lines[0].strip_prefix("listening on ").unwrap();
    let answered = std::net::TcpStream::connect(endpoint.strip_prefix("http://").unwrap()).is_ok();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(answered);
    let address = endpoint.strip_prefix("http://").unwrap();
    insta::assert_snapshot!("greeting", lines.join("\n").replace(address, "127.0.0.1:<port>"));
}

/// The program ends as it wants to, and the emulator with it.
#[test]
#[cfg(unix)]
fn runs_a_program_against_itself() {
    let script = "echo $ALIBABA_CLOUD_ACCESS_KEY_ID ${ALIBABA_CLOUD_ENDPOINT%:*}; exit 3";
    let output = command(&["--specs", SPECS, "--", "sh", "-c", script]).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(said, format!("{} http://127.0.0.1\n", alicloud_mock::ACCESS_KEY_ID));
    assert_eq!(output.status.code(), Some(3));
    let output = command(&["--specs", SPECS, "--", "no-such-program"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.starts_with("cannot run no-such-program: "), "{said}");
}

#[test]
fn mistakes_end_in_a_message_and_exit_code() {
    let run = |arguments: &[&str]| {
        let Output { status, stderr, .. } = command(arguments).output().unwrap();
        (status.code(), String::from_utf8(stderr).unwrap())
    };
    let (code, message) = run(&["--specs", "no-such-folder"]);
    assert_eq!(code, Some(1), "{message}");
    assert!(message.contains("no-such-folder"), "{message}");
    let (code, message) = run(&["--specs", SPECS, "--access-key", "idsecret"]);
    assert_eq!(code, Some(2), "{message}");
    assert!(
        message.contains("expected the id and the secret with a colon between them"),
        "{message}"
    );
}
