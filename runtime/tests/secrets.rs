//! No secret, token or signature is ever printed.
#![allow(
    missing_docs,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout
)]

#[path = "support/probe.rs"]
mod probe;
mod support;

use std::fmt::Debug;

use alicloud_runtime::{Client, Credentials, Secret, SignatureVersion};
use probe::{Canned, Probe};
use support::recorded;

const SECRET: &str = "MARKED-secret-value";
const TOKEN: &str = "MARKED/token+value";

#[track_caller]
fn clean(text: &str) {
    assert!(!text.contains("MARKED"), "{text}");
    assert!(!text.contains("Signature="), "{text}");
}

#[track_caller]
fn debug(value: &impl Debug) {
    clean(&format!("{value:?}"));
    clean(&format!("{value:#?}"));
}

fn credentials() -> [Credentials; 2] {
    [
        Credentials::access_key("id", SECRET).with_security_token(TOKEN),
        Credentials::bearer(TOKEN),
    ]
}

#[tokio::test]
async fn nothing_prints_a_secret() {
    debug(&Secret::new(SECRET));
    for (credentials, sent) in credentials()
        .into_iter()
        .zip([format!("{TOKEN} {SECRET}"), TOKEN.to_owned()])
    {
        debug(&credentials);
        // A service that repeats what it was sent, as `SignatureDoesNotMatch` does.
        let body = format!("{{\"Code\":\"SignatureDoesNotMatch\",\"Message\":\"server string to sign is {sent}\"}}");
        let html = format!("<html>{sent}</html>");
        for (status, body) in [(400, body.clone()), (502, html), (200, body.replace('}', ""))] {
            let canned = Canned::new(status, body);
            let builder = Client::builder()
                .credentials(credentials.clone())
                .transport(canned.clone())
                .clock(recorded());
            debug(&builder);
            let client = builder.build().expect("a client");
            debug(&client);
            let call = client.call(Probe::default());
            debug(&call);
            let error = call.send().await.expect_err("an error");
            debug(&error);
            clean(&format!("{error} {error:#}"));
            debug(&client.call(Probe::default()).signed_request().await.expect("a request"));
            debug(&*canned.seen.lock().expect("no panic"));
        }
    }
}

#[tokio::test]
async fn v1_string_to_sign_in_an_error() {
    // The server's string to sign holds the token twice encoded.
    let body = "{\"Code\":\"SignatureDoesNotMatch\",\"Message\":\"string to sign: GET&%2F&SecurityToken%3DMARKED%252Ftoken%252Bvalue\"}";
    let [credentials, _] = credentials();
    let client = Client::builder()
        .credentials(credentials)
        .signature(SignatureVersion::V1);
    let client = client.transport(Canned::new(400, body)).build().expect("a client");
    let error = client.send(Probe::default()).await.expect_err("an error");
    clean(&format!("{error:#} {error:?}"));
}
