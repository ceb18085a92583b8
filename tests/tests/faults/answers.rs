//! What wrong answers look like, byte by byte.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;

/// A mebibyte that arrives as a kilobyte.
pub(crate) fn bomb() -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(&[b' '; 1 << 20]).expect("memory");
    let packed = packed.finish().expect("memory");
    let head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length:";
    let mut answer = format!("{head} {}\r\n\r\n", packed.len()).into_bytes();
    answer.extend(packed);
    answer
}

pub(crate) fn many_headers() -> Vec<u8> {
    format!("HTTP/1.1 200 OK\r\n{}\r\n", "X-More: of it\r\n".repeat(1000)).into_bytes()
}

pub(crate) fn long_header() -> Vec<u8> {
    format!("HTTP/1.1 200 OK\r\nX-Long: {}\r\n\r\n", "x".repeat(1 << 20)).into_bytes()
}

pub(crate) const PART_OF_HEAD: &str = "HTTP/1.1 200 OK\r\nContent-Len";
pub(crate) const PART_OF_BODY: &str = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"RequestId\":\"R-1\",";
pub(crate) const SHORT: &str = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n{\"RequestId\":\"R-1\"}";
pub(crate) const TWO_LENGTHS: &str =
    "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 19\r\n\r\n{\"RequestId\":\"R-1\"}";
pub(crate) const NO_LENGTH: &str = "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n{}";
pub(crate) const BAD_CHUNK: &str = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\nwhat?\r\n";
pub(crate) const CUT_CHUNK: &str = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n{\"Requ";
pub(crate) const SMTP: &str = "220 mail.example.com ESMTP\r\n";
pub(crate) const GOAWAY: &[u8] = b"\0\0\x08\x07\0\0\0\0\0\0\0\0\0\0\0\0\x01";
pub(crate) const RST_STREAM: &[u8] = b"\0\0\x04\x03\0\0\0\0\x01\0\0\0\x01";

pub(crate) fn html() -> Vec<u8> {
    complete("200 OK", "<html>Log in!</html>")
}

pub(crate) fn empty() -> Vec<u8> {
    complete("200 OK", "")
}

pub(crate) fn gateway() -> Vec<u8> {
    complete("502 Bad Gateway", "<html><h1>Bad Gateway</h1></html>")
}

pub(crate) fn unavailable() -> Vec<u8> {
    complete(
        "503 Service Unavailable",
        r#"{"Code":"ServiceUnavailable","Message":"Come back later.","RequestId":"R-1"}"#,
    )
}

pub(crate) fn forbidden() -> Vec<u8> {
    complete(
        "403 Forbidden",
        r#"{"Code":"NoPermission","Message":"You may not.","RequestId":"R-1"}"#,
    )
}

pub(crate) fn busy() -> Vec<u8> {
    complete(
        "400 Bad Request",
        r#"{"Code":"Throttling.User","Message":"Too many.","RequestId":"R-1"}"#,
    )
}

pub(crate) fn busy_1500() -> Vec<u8> {
    complete(
        "429 Too Many Requests\r\nx-acs-retry-after: 1500",
        r#"{"Code":"Busy","Message":"Later.","RequestId":"R-1"}"#,
    )
}

pub(crate) fn busy_20001() -> Vec<u8> {
    complete(
        "429 Too Many Requests\r\nx-acs-retry-after: 20001",
        r#"{"Code":"Busy","Message":"Later.","RequestId":"R-1"}"#,
    )
}

/// An answer as HTTP has it; `status` may be followed by headers.
fn complete(status: &str, body: &str) -> Vec<u8> {
    format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
}
