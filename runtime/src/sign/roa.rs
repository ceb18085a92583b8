//! HMAC-SHA1 in a header: signature version 1.0 of ROA services.
//!
//! `StringToSign = METHOD \n Accept \n Content-MD5 \n Content-Type \n Date \n` + `name:value \n` for every `x-acs-*`
//! header + the path with its query, values as they are.

use super::hash;
use super::query::Pair;

/// The string to sign; `headers` have lowercase names, `query` is not encoded.
pub fn string_to_sign(method: &str, path: &str, query: &[Pair], headers: &[Pair]) -> String {
    let header = |wanted: &str| {
        headers
            .iter()
            .find(|(name, _)| name == wanted)
            .map_or("", |(_, value)| value.as_str())
    };
    let mut text = String::with_capacity(512);
    for line in [
        method,
        header("accept"),
        header("content-md5"),
        header("content-type"),
        header("date"),
    ] {
        text.push_str(line);
        text.push('\n');
    }
    let mut acs: Vec<&Pair> = headers.iter().filter(|(name, _)| name.starts_with("x-acs-")).collect();
    acs.sort_unstable();
    for (name, value) in acs {
        text.push_str(name);
        text.push(':');
        // Whitespace around a value does not survive the wire; Python and Go sign it all the same.
        text.push_str(value.trim());
        text.push('\n');
    }
    text.push_str(path);
    let mut query: Vec<&Pair> = query.iter().collect();
    query.sort_unstable();
    for (index, (name, value)) in query.into_iter().enumerate() {
        text.push(if index == 0 { '?' } else { '&' });
        text.push_str(name);
        // Official SDKs differ here: Python and Go leave out the `=` of an empty value, TypeScript keeps it.
        if !value.is_empty() {
            text.push('=');
            text.push_str(value);
        }
    }
    text
}

/// The value of the `authorization` header for a [`string_to_sign`].
pub fn authorization(string_to_sign: &str, access_key_id: &str, secret: &str) -> String {
    let signature = hash::hmac_sha1_base64(secret.as_bytes(), string_to_sign.as_bytes());
    ["acs ", access_key_id, ":", &signature].concat()
}
