//! Percent-encoding as RFC 3986 has it, the one encoding that all signatures agree on; and its elder, the form encoding.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, PercentEncode, utf8_percent_encode};

/// Everything but `A-Z a-z 0-9 - _ . ~`.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// `text` with every byte that RFC 3986 does not call unreserved as `%XX`, uppercase: to be printed, or appended to a
/// `String` with `extend`.
///
/// ```
/// assert_eq!(alicloud_runtime::sign::percent::encode("a b*~é/").to_string(), "a%20b%2A~%C3%A9%2F");
/// ```
pub fn encode(text: &str) -> PercentEncode<'_> {
    utf8_percent_encode(text, RESERVED)
}

/// Appends `text` to `out` as `application/x-www-form-urlencoded` has it: like [`encode`], but with `+` for a space.
pub(crate) fn push_form(out: &mut String, text: &str) {
    for (index, word) in text.split(' ').enumerate() {
        if index > 0 {
            out.push('+');
        }
        out.extend(encode(word));
    }
}

/// Whether `text` needs no encoding.
pub(crate) fn is_unreserved(text: &str) -> bool {
    text.bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~'))
}
