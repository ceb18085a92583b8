//! The official Python SDK against the emulator: accepted with the right key, refused with a wrong one.
//!
//! The emulator checks signatures with code of its own; this makes sure that it agrees with the official signer, so that
//! what it accepts from us is worth something.
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "helpers of tests speak by panicking and printing"
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use alicloud_mock::Mock;
use alicloud_tests::golden::workspace;
use serde_json::Value;

const KEY: (&str, &str) = ("testAccessKeyId", "testAccessKeySecret");

/// A Python with the official SDKs, made once below `target`; `None` where there is no Python (an error in CI).
fn python() -> Option<PathBuf> {
    let found = Command::new("python3").arg("--version").output();
    if !found.is_ok_and(|output| output.status.success()) {
        assert!(
            !std::env::var("CI").is_ok_and(|ci| ci == "true"),
            "CI needs python3 for the official SDK"
        );
        eprintln!("passed over: there is no python3 on this machine");
        return None;
    }
    let requirements = workspace().join("tests/python/requirements.txt");
    let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("official-sdk");
    let python = home.join("bin/python");
    let stamp = home.join("requirements.txt");
    let wanted = std::fs::read_to_string(&requirements).unwrap();
    if std::fs::read_to_string(&stamp).ok().as_ref() != Some(&wanted) {
        run(Command::new("python3").args(["-m", "venv"]).arg(&home));
        run(Command::new(&python)
            .args(["-m", "pip", "install", "--quiet", "--requirement"])
            .arg(&requirements));
        std::fs::write(&stamp, wanted).unwrap();
    }
    Some(python)
}

fn run(command: &mut Command) -> Output {
    let output = command.output().unwrap();
    assert!(
        output.status.success(),
        "{command:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    output
}

#[test]
fn the_official_sdk_is_accepted_and_refused_as_it_should_be() {
    let Some(python) = python() else { return };
    let mock = Mock::builder()
        .specs(workspace().join("specs"))
        .access_key(KEY.0, KEY.1)
        .start()
        .unwrap();
    let endpoint = mock.endpoint().trim_start_matches("http://").to_owned();
    let script = workspace().join("tests/python/official_sdk.py");
    let output = run(Command::new(python).arg(script).args([endpoint.as_str(), KEY.0, KEY.1]));
    let outcomes: BTreeMap<String, Value> = String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(|line| {
            let outcome: Value = serde_json::from_str(line).unwrap();
            (outcome["call"].as_str().unwrap().to_owned(), outcome)
        })
        .collect();

    for version in ["v3", "v1"] {
        let outcome = |call: &str| &outcomes[&format!("{version} {call}")];
        let mfa = outcome("GetUserMFAInfo");
        assert_eq!(mfa["ok"]["MFADevice"]["Type"], "VMFA", "{mfa}");
        assert!(
            outcome("CreateUser")["ok"]["RequestId"].is_string(),
            "{}",
            outcome("CreateUser")
        );
        assert!(
            outcome("SetPasswordPolicy")["ok"].is_object(),
            "{}",
            outcome("SetPasswordPolicy")
        );
        let update = outcome("UpdateUserMFAAuthenticationSettings");
        assert!(update["ok"]["RequestId"].is_string(), "{update}");
        assert_eq!(
            outcome("wrong secret")["code"],
            "SignatureDoesNotMatch",
            "{}",
            outcome("wrong secret")
        );
        assert_eq!(
            outcome("unknown key")["code"],
            "InvalidAccessKeyId.NotFound",
            "{}",
            outcome("unknown key")
        );
        assert_eq!(
            outcome("missing parameter")["code"],
            "MissingUserId",
            "{}",
            outcome("missing parameter")
        );
    }
}
