//! Digests and message authentication codes, as text.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::{digest, hmac};

/// SHA-256 of nothing: the payload hash of a request without a body.
const EMPTY_SHA256: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/// The lowercase hexadecimal SHA-256 of `data`.
pub fn sha256_hex(data: &[u8]) -> String {
    if data.is_empty() {
        return EMPTY_SHA256.to_owned();
    }
    hex(digest::digest(&digest::SHA256, data).as_ref())
}

/// The lowercase hexadecimal HMAC-SHA256 of the concatenated `parts`.
pub(super) fn hmac_sha256_hex(key: &[u8], parts: &[&[u8]]) -> String {
    hex(hmac(hmac::HMAC_SHA256, key, parts).as_ref())
}

/// The Base64 of the HMAC-SHA1 of `message`.
pub(super) fn hmac_sha1_base64(key: &[u8], message: &[u8]) -> String {
    STANDARD.encode(hmac(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, key, &[message]))
}

fn hmac(algorithm: hmac::Algorithm, key: &[u8], parts: &[&[u8]]) -> hmac::Tag {
    let mut context = hmac::Context::with_key(&hmac::Key::new(algorithm, key));
    for part in parts {
        context.update(part);
    }
    context.sign()
}

/// Lowercase hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = Vec::with_capacity(bytes.len() * 2);
    for byte in bytes {
        let (high, low) = (usize::from(byte >> 4), usize::from(byte & 15));
        #[expect(clippy::indexing_slicing, reason = "four bits are below 16")]
        text.extend_from_slice(&[DIGITS[high], DIGITS[low]]);
    }
    // Digits are UTF-8.
    String::from_utf8(text).unwrap_or_default()
}
