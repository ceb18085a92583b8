//! A query in the one order and encoding that is both signed and sent.

use std::borrow::Cow;

use super::percent;

/// Name and value of a parameter, or of a header.
pub type Pair = (Cow<'static, str>, String);

/// A query string as it is signed, and as it is sent.
///
/// Names are signed raw but must be encoded to be sent; the two differ only for names with reserved characters, which
/// only map keys chosen by a user can have. So one string usually serves for both.
#[derive(Debug)]
pub struct Query {
    canonical: String,
    wire: Option<String>,
}

impl Query {
    /// Sorts `pairs` by the bytes of their names and encodes them.
    pub fn new(pairs: &mut [Pair]) -> Self {
        pairs.sort_by(|(a, _), (b, _)| a.cmp(b));
        let plain = pairs.iter().all(|(name, _)| percent::is_unreserved(name));
        Self {
            canonical: join(pairs, false),
            wire: (!plain).then(|| join(pairs, true)),
        }
    }

    /// The canonical query of ACS3: names as they are, values encoded.
    pub fn canonical(&self) -> &str {
        &self.canonical
    }

    /// What follows `?` in the URL: names and values encoded.
    pub fn wire(&self) -> &str {
        self.wire.as_deref().unwrap_or(&self.canonical)
    }
}

fn join(pairs: &[Pair], encode_names: bool) -> String {
    let length = pairs.iter().map(|(name, value)| name.len() + value.len() + 2).sum();
    let mut out = String::with_capacity(length);
    for (name, value) in pairs {
        if !out.is_empty() {
            out.push('&');
        }
        if encode_names {
            out.extend(percent::encode(name));
        } else {
            out.push_str(name);
        }
        out.push('=');
        out.extend(percent::encode(value));
    }
    out
}
