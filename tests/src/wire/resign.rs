//! The signature of a recorded request, computed without the runtime's code.
//!
//! A recording that a rule has changed needs a new signature to compare with. That this computes it rightly is checked
//! with every recording before it is changed: there the official SDKs have signed.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use ring::{digest, hmac};

use super::compare::ACCESS_KEY;
use super::vector::Sent;

/// Everything but `A-Z a-z 0-9 - _ . ~`.
pub(super) const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// Replaces the payload hash and the V3 signature; a request that carries neither stays as it is.
pub(super) fn resign(sent: &mut Sent) {
    if let Some(hash) = sent.headers.get_mut("x-acs-content-sha256") {
        *hash = sha256(&sent.body);
    }
    if sent.headers.contains_key("authorization") {
        sent.headers.insert("authorization".to_owned(), authorization(sent));
    }
}

/// ACS3-HMAC-SHA256 over `host`, `content-type` and `x-acs-*`, as the golden data's `authorization_acs_headers_only`.
fn authorization(sent: &Sent) -> String {
    let mut headers: Vec<(&str, &str)> = sent
        .headers
        .iter()
        .filter(|(name, _)| *name == "content-type" || name.starts_with("x-acs-"))
        .map(|(name, value)| (name.as_str(), value.trim()))
        .collect();
    headers.push(("host", &sent.host));
    headers.sort_unstable();
    let names: Vec<&str> = headers.iter().map(|(name, _)| *name).collect();
    let names = names.join(";");
    let lines: String = headers
        .iter()
        .map(|(name, value)| format!("{name}:{value}\n"))
        .collect();
    let mut query = sent.query.clone();
    query.sort();
    let query: Vec<String> = query
        .iter()
        .map(|(name, value)| format!("{name}={}", utf8_percent_encode(value, RESERVED)))
        .collect();
    let canonical = [
        sent.method.as_str(),
        &sent.path,
        &query.join("&"),
        &lines,
        &names,
        &sha256(&sent.body),
    ]
    .join("\n");
    let text = format!("ACS3-HMAC-SHA256\n{}", sha256(canonical.as_bytes()));
    let key = hmac::Key::new(hmac::HMAC_SHA256, ACCESS_KEY.1.as_bytes());
    let signature = hex(hmac::sign(&key, text.as_bytes()).as_ref());
    format!(
        "ACS3-HMAC-SHA256 Credential={},SignedHeaders={names},Signature={signature}",
        ACCESS_KEY.0
    )
}

fn sha256(data: &[u8]) -> String {
    hex(digest::digest(&digest::SHA256, data).as_ref())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
