//! Answers that are compressed although nobody asked for it.
#![allow(missing_docs, clippy::expect_used)]
#![cfg(feature = "gzip")]

#[path = "support/probe.rs"]
mod probe;

use std::io::Write as _;

use alicloud_runtime::{Client, Credentials, ErrorKind, Retry};
use flate2::Compression;
use flate2::write::GzEncoder;
use probe::{Canned, Probe};

fn packed(text: &str) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(text.as_bytes()).expect("memory");
    packed.finish().expect("memory")
}

fn client(status: u16, body: Vec<u8>, how: &str) -> Client {
    let client = Client::builder()
        .endpoint("ims.aliyuncs.com")
        .retry(Retry::none())
        .max_response_bytes(1000)
        .credentials(Credentials::access_key("id", "secret"))
        .transport(Canned::new(status, body).header("content-encoding", how));
    client.build().expect("a client")
}

#[tokio::test]
async fn answers_are_unpacked() {
    let answer = r#"{"RequestId": "R-1"}"#;
    for how in ["gzip", "x-gzip", "GZIP"] {
        let answer = client(200, packed(answer), how).send(Probe::default()).await;
        assert_eq!(answer.expect("an answer")["RequestId"], "R-1");
    }
    // In two members, as the format allows.
    let (first, second) = answer.split_at(8);
    let halves = [packed(first), packed(second)].concat();
    let answer = client(200, halves, "gzip").send(Probe::default()).await;
    assert_eq!(answer.expect("an answer")["RequestId"], "R-1");
}

#[tokio::test]
async fn refusals_too() {
    let refusal = packed(r#"{"Code": "NoPermission", "Message": "not you", "RequestId": "R-1"}"#);
    let error = client(403, refusal, "gzip").send(Probe::default()).await;
    let error = error.expect_err("a refusal");
    assert_eq!((error.code(), error.request_id()), (Some("NoPermission"), Some("R-1")));
}

#[tokio::test]
async fn what_cannot_be_unpacked() {
    let whole = packed(r#"{"RequestId": "R-1"}"#);
    for (body, part) in [
        (b"{}".to_vec(), "expected gzip, got what cannot be unpacked"),
        (
            whole[..whole.len() - 9].to_vec(),
            "expected gzip, got what cannot be unpacked",
        ),
        // A million spaces are a kilobyte.
        (packed(&" ".repeat(1 << 20)), "longer than the 1000 bytes allowed"),
    ] {
        let error = client(200, body, "gzip").send(Probe::default()).await;
        let error = error.expect_err("no answer");
        assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
        assert!(error.to_string().contains(part), "{error}");
    }
}
