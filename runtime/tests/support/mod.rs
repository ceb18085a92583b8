//! The recorded vectors beside the checkout, and what several tests need.
#![allow(dead_code, unreachable_pub, missing_docs)]

use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use alicloud_runtime::FixedClock;
use serde_json::Value;

/// The lines of a golden file. Without the file: a failure in CI, a note elsewhere.
pub fn golden(name: &str) -> Vec<Value> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../shared/golden")
        .join(name);
    match std::fs::read_to_string(&path) {
        Ok(text) => text
            .lines()
            .map(|line| serde_json::from_str(line).expect("a JSON line"))
            .collect(),
        Err(error) if std::env::var("CI").as_deref() == Ok("true") => panic!("{name}: {error}"),
        Err(error) => {
            println!("skipped: {name}: {error}");
            Vec::new()
        }
    }
}

/// 2024-01-02T03:04:05Z, when all vectors were recorded.
pub fn recorded_at() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_704_164_645)
}

pub const NONCE: &str = "0123456789abcdef0123456789abcdef";

/// The frozen time and nonce of the vectors.
pub fn recorded() -> FixedClock {
    FixedClock {
        now: recorded_at(),
        nonce: NONCE.to_owned(),
    }
}

/// A text field, `""` if it is absent or null.
pub fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_default()
}

/// `[[name, value], …]` without the pairs whose value is null.
pub fn pairs(value: &Value) -> Vec<(String, String)> {
    let pairs = value.as_array().into_iter().flatten();
    pairs
        .filter_map(|pair| Some((pair[0].as_str()?.to_owned(), pair[1].as_str()?.to_owned())))
        .collect()
}

pub fn base64(text: &str) -> Vec<u8> {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.decode(text).expect("Base64")
}
