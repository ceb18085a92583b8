//! Credentials from an environment that is not the machine's.
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

use std::collections::BTreeMap;

use alicloud_runtime::credentials::EnvironmentProvider;
use alicloud_runtime::{Client, CredentialProvider, Credentials, ErrorKind};
use probe::{AnonymousProbe, Canned, Probe, RegionalProbe};

fn environment(vars: &[(&str, &str)]) -> BTreeMap<String, String> {
    vars.iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

#[tokio::test]
async fn access_keys_and_temporary_keys() {
    let vars = [
        ("ALIBABA_CLOUD_ACCESS_KEY_ID", "id"),
        ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "secret"),
    ];
    let credentials = EnvironmentProvider::new(environment(&vars))
        .credentials()
        .await
        .expect("credentials");
    assert_eq!(
        (credentials.access_key_id(), credentials.provider()),
        (Some("id"), "env")
    );

    let with_token = [vars[0], vars[1], ("ALIBABA_CLOUD_SECURITY_TOKEN", "token")];
    let canned = Canned::new(200, "{}");
    let client = Client::builder()
        .environment(environment(&with_token))
        .transport(canned.clone())
        .build()
        .expect("a client");
    client.send(Probe::default()).await.expect("an answer");
    let seen = canned.seen.lock().expect("no panic");
    let headers = seen[0].headers();
    assert_eq!(headers["x-acs-security-token"], "token");
    assert_eq!(headers["x-acs-accesskey-id"], "id");
    assert_eq!(headers["x-acs-credentials-provider"], "env");
}

#[tokio::test]
async fn what_was_looked_for() {
    let empty = EnvironmentProvider::new(|_: &str| None);
    insta::assert_snapshot!(empty.credentials().await.expect_err("nothing there"), @"no credentials: environment variables ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET are not set; set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET (with temporary keys ALIBABA_CLOUD_SECURITY_TOKEN too), or give credentials to Client::builder()");
    let half = EnvironmentProvider::new(environment(&[("ALIBABA_CLOUD_ACCESS_KEY_ID", "id")]));
    let error = half.credentials().await.expect_err("half there");
    assert_eq!(error.kind(), ErrorKind::Credentials);
    assert!(
        error.message().contains("ALIBABA_CLOUD_ACCESS_KEY_SECRET is not"),
        "{error}"
    );
    let blank = [
        ("ALIBABA_CLOUD_ACCESS_KEY_ID", "id"),
        ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", ""),
    ];
    assert!(
        EnvironmentProvider::new(environment(&blank))
            .credentials()
            .await
            .is_err()
    );
}

#[tokio::test]
async fn no_credentials_no_call() {
    let canned = Canned::new(200, "{}");
    let client = Client::builder()
        .environment(|_: &str| None)
        .transport(canned.clone())
        .build()
        .expect("a client");
    let error = client.send(Probe::default()).await.expect_err("no credentials");
    assert_eq!(error.kind(), ErrorKind::Credentials);
    assert!(canned.seen.lock().expect("no panic").is_empty());
    // An operation that takes no credentials asks for none.
    client.send(AnonymousProbe::default()).await.expect("an answer");
    let seen = canned.seen.lock().expect("no panic");
    assert!(!seen[0].headers().contains_key("authorization"));
}

#[tokio::test]
async fn region_from_the_environment() {
    let canned = Canned::new(200, "{}");
    let vars = environment(&[("ALIBABA_CLOUD_REGION_ID", "us-west-1")]);
    let client = Client::builder()
        .credentials(Credentials::anonymous())
        .environment(vars)
        .transport(canned.clone());
    client
        .build()
        .expect("a client")
        .send(RegionalProbe::default())
        .await
        .expect("an answer");
    let seen = canned.seen.lock().expect("no panic");
    assert_eq!(seen[0].uri().host(), Some("cloudsso.us-west-1.aliyuncs.com"));
}
