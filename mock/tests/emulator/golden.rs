//! Requests recorded from the official SDKs, kept beside the checkout.

use std::fs;

use serde_json::Value;

/// The vectors of a file; `None` where the folder is not at hand, which only CI calls a failure.
pub(crate) fn golden(file: &str) -> Option<Vec<Value>> {
    let path = format!("{}/../../shared/golden/{file}", env!("CARGO_MANIFEST_DIR"));
    match fs::read_to_string(&path) {
        Ok(text) => Some(text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()),
        Err(error) => {
            assert!(std::env::var("CI").as_deref() != Ok("true"), "{path}: {error}");
            println!("skipped: {path} is not here");
            None
        }
    }
}

/// The time at which all vectors were recorded, 2024-01-02T03:04:05Z.
pub(crate) fn recorded_at() -> std::time::SystemTime {
    humantime::parse_rfc3339("2024-01-02T03:04:05Z").unwrap()
}

/// Name and value of every header but `authorization`.
pub(crate) fn headers(vector: &Value) -> Vec<(String, String)> {
    let headers = vector["headers"].as_object().unwrap().iter();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    headers
        .filter(|(name, _)| *name != "authorization")
        .map(|(name, value)| (name.clone(), text(value)))
        .collect()
}

/// Query pairs as they go on the wire; a value of null is not sent.
pub(crate) fn query(pairs: &Value) -> String {
    let pairs = pairs.as_array().unwrap().iter().filter_map(|pair| {
        let encode =
            |text: &str| percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string();
        Some(format!("{}={}", encode(pair[0].as_str()?), encode(pair[1].as_str()?)))
    });
    pairs.collect::<Vec<_>>().join("&")
}
