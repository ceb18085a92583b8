//! ACS3-HMAC-SHA256, the signature of today's services.
//!
//! ```text
//! CanonicalRequest = METHOD \n path \n query \n name:value \n … \n \n names \n hex(SHA256(body))
//! StringToSign     = ACS3-HMAC-SHA256 \n hex(SHA256(CanonicalRequest))
//! Authorization    : ACS3-HMAC-SHA256 Credential=…,SignedHeaders=names,Signature=hex(HMAC-SHA256(secret, StringToSign))
//! ```
//!
//! Signed are `host`, `content-type` and every `x-acs-*` header, as the official Go and TypeScript SDKs do: a proxy may
//! change anything else without breaking the signature.

use super::hash;
use super::query::Pair;

/// Name of the algorithm, as it stands in `Authorization` and in the string to sign.
pub const ALGORITHM: &str = "ACS3-HMAC-SHA256";

/// Everything of a request that the signature covers.
#[derive(Debug, Clone, Copy)]
pub struct Message<'a> {
    /// HTTP method, uppercase.
    pub method: &'a str,
    /// Path, encoded as it is sent.
    pub path: &'a str,
    /// Query, sorted by raw name, values encoded (see [`Query::canonical`](super::Query::canonical)).
    pub query: &'a str,
    /// All headers, names in lowercase; those that are not signed are skipped.
    pub headers: &'a [Pair],
    /// Lowercase hexadecimal SHA-256 of the body.
    pub payload_hash: &'a str,
}

/// The canonical request and where in it the list of signed headers stands.
#[derive(Debug)]
pub struct Canonical {
    text: String,
    names: std::ops::Range<usize>,
}

impl Canonical {
    /// Writes the canonical request of `message`.
    pub fn new(message: &Message<'_>) -> Self {
        let mut headers: Vec<(&str, &str)> = Vec::with_capacity(message.headers.len());
        let signed = message.headers.iter().filter(|(name, _)| is_signed(name));
        headers.extend(signed.map(|(name, value)| (name.as_ref(), value.trim())));
        headers.sort_unstable();

        let size: usize = headers
            .iter()
            .map(|(name, value)| name.len() * 2 + value.len() + 3)
            .sum();
        let mut text = String::with_capacity(size + message.path.len() + message.query.len() + 96);
        text.push_str(message.method);
        text.push('\n');
        text.push_str(if message.path.is_empty() { "/" } else { message.path });
        text.push('\n');
        text.push_str(message.query);
        // A header that comes twice is one line with both values.
        let mut previous = None;
        for (name, value) in &headers {
            if previous == Some(name) {
                text.push(',');
            } else {
                text.push('\n');
                text.push_str(name);
                text.push(':');
            }
            text.push_str(value);
            previous = Some(name);
        }
        text.push_str("\n\n");
        headers.dedup_by_key(|(name, _)| *name);
        let start = text.len();
        for (index, (name, _)) in headers.iter().enumerate() {
            if index > 0 {
                text.push(';');
            }
            text.push_str(name);
        }
        let names = start..text.len();
        text.push('\n');
        text.push_str(message.payload_hash);
        Self { text, names }
    }

    /// The whole text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Names of the signed headers, sorted, joined by `;`.
    pub fn signed_headers(&self) -> &str {
        self.text.get(self.names.clone()).unwrap_or_default()
    }

    /// The signature with this secret, in lowercase hexadecimal.
    pub fn signature(&self, secret: &str) -> String {
        let digest = hash::sha256_hex(self.text.as_bytes());
        hash::hmac_sha256_hex(secret.as_bytes(), &[ALGORITHM.as_bytes(), b"\n", digest.as_bytes()])
    }

    /// The value of the `authorization` header.
    pub fn authorization(&self, access_key_id: &str, secret: &str) -> String {
        let signature = self.signature(secret);
        let names = self.signed_headers();
        let parts = [
            ALGORITHM,
            " Credential=",
            access_key_id,
            ",SignedHeaders=",
            names,
            ",Signature=",
            &signature,
        ];
        parts.concat()
    }
}

fn is_signed(name: &str) -> bool {
    name == "host" || name == "content-type" || name.starts_with("x-acs-")
}
