//! Forms with files in them (`multipart/form-data`, RFC 7578).
//!
//! No official SDK sends such a form: where a document merely lists the media type, they send an ordinary one. A field of
//! binary format has no other way to travel, though.

use std::borrow::Cow;

use bytes::Bytes;

use crate::sign::{Pair, sha256_hex};

/// The content type and body of a form with these fields and files.
pub(crate) fn encode(fields: &[Pair], files: &[(&'static str, Bytes)]) -> (String, Vec<u8>) {
    let mut parts: Vec<(String, Cow<'_, [u8]>)> = Vec::with_capacity(fields.len() + files.len());
    for (name, value) in fields {
        parts.push((disposition(name), Cow::Borrowed(value.as_bytes())));
    }
    for (name, file) in files {
        let name = quoted(name);
        let head = format!(
            "Content-Disposition: form-data; name=\"{name}\"; filename=\"{name}\"\r\n\
             Content-Type: application/octet-stream"
        );
        parts.push((head, Cow::Borrowed(file)));
    }
    // Made of the content: the same form is the same bytes, and nothing in it can know the boundary.
    let digests: String = parts
        .iter()
        .map(|(head, content)| sha256_hex(head.as_bytes()) + &sha256_hex(content))
        .collect();
    let boundary = sha256_hex(digests.as_bytes());
    let mut body = Vec::new();
    for (head, content) in &parts {
        body.extend_from_slice(format!("--{boundary}\r\n{head}\r\n\r\n").as_bytes());
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    (format!("multipart/form-data; boundary={boundary}"), body)
}

fn disposition(name: &str) -> String {
    format!("Content-Disposition: form-data; name=\"{}\"", quoted(name))
}

/// As browsers write a name: what would end it or the line is percent-encoded.
fn quoted(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_come_first_and_names_cannot_break_out() {
        let (content_type, body) = encode(
            &[("a\"\r\nb".into(), "1".to_owned())],
            &[("file", Bytes::from_static(b"\0\xff"))],
        );
        let boundary = content_type.strip_prefix("multipart/form-data; boundary=").unwrap();
        let expected = [
            format!("--{boundary}\r\nContent-Disposition: form-data; name=\"a%22%0D%0Ab\"\r\n\r\n1\r\n").into_bytes(),
            format!("--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"file\"\r\n")
                .into_bytes(),
            b"Content-Type: application/octet-stream\r\n\r\n\0\xff\r\n".to_vec(),
            format!("--{boundary}--\r\n").into_bytes(),
        ];
        assert_eq!(body, expected.concat());
    }
}
