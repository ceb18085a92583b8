//! HMAC-SHA1 in the query: signature version 1.0 of RPC services, which they all still accept.
//!
//! `StringToSign = METHOD & %2F & encode(sorted encode(name)=encode(value) joined by &)`, over the query and the
//! form together. The key is the secret followed by `&`.

use super::{hash, percent};

/// The string to sign for these parameters: query and form without `Signature`.
///
/// When a name is in both, `form` counts, as the official SDKs have it.
pub fn string_to_sign<'a>(
    method: &str,
    query: impl IntoIterator<Item = (&'a str, &'a str)>,
    form: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> String {
    let mut pairs: Vec<(&str, &str)> = form.into_iter().collect();
    pairs.extend(query);
    // Stable: of two pairs with one name, the form's stays first and is the one that is kept.
    pairs.sort_by_key(|(name, _)| *name);
    pairs.dedup_by_key(|(name, _)| *name);

    let mut joined = String::with_capacity(pairs.iter().map(|(name, value)| name.len() + value.len() * 2 + 2).sum());
    for (name, value) in pairs {
        if !joined.is_empty() {
            joined.push('&');
        }
        joined.extend(percent::encode(name));
        joined.push('=');
        joined.extend(percent::encode(value));
    }
    let mut text = String::with_capacity(method.len() + 5 + joined.len() * 2);
    text.push_str(method);
    text.push_str("&%2F&");
    text.extend(percent::encode(&joined));
    text
}

/// The signature of a [`string_to_sign`], to be sent as the query parameter `Signature`.
pub fn signature(string_to_sign: &str, secret: &str) -> String {
    hash::hmac_sha1_base64([secret, "&"].concat().as_bytes(), string_to_sign.as_bytes())
}
