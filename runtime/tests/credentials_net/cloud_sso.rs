//! CloudSSO sign-ins.

use std::time::Duration;

use alicloud_runtime::credentials::CloudSso;

use crate::script::{Step, expect_sample, failed, fetch, refused};
use crate::support::recorded_at;

const ANSWER: &str = r#"{"CloudCredential": {"AccessKeyId": "STS.id", "AccessKeySecret": "sec", "SecurityToken": "tok",
    "Expiration": "2099-01-01T00:00:00Z"}, "RequestId": "r"}"#;

fn sso(url: &str) -> CloudSso {
    CloudSso::new(
        url,
        "1",
        "ac-1",
        "my-access-token",
        recorded_at() + Duration::from_secs(1),
    )
}

#[tokio::test]
async fn the_host_of_the_sign_in_is_asked() {
    for url in [
        "https://sso.example.com",
        "https://sso.example.com/",
        "https://sso.example.com/a/b?c=d",
        "https://sso.example.com?c",
    ] {
        let (outcome, seen) = fetch(&sso(url), [(200, ANSWER)]).await;
        expect_sample(&outcome.expect("credentials"), "cloud_sso").await;
        assert_eq!(seen[0].url, "https://sso.example.com/cloud-credentials");
    }
    for url in ["http://sso.example.com/a", "sso.example.com", ""] {
        let (outcome, seen) = fetch(&sso(url), []).await;
        outcome.expect_err("no place for a token");
        assert!(seen.is_empty());
    }
}

#[tokio::test]
async fn sign_ins_that_are_over() {
    let url = "https://sso.example.com";
    let expired = CloudSso::new(url, "1", "ac-1", "my-access-token", recorded_at());
    insta::assert_snapshot!(refused(&expired, []).await, @"no credentials: the CloudSSO sign-in expired at 2024-01-02T03:04:05Z; sign in again with `aliyun configure --mode CloudSSO`");
    let empty = CloudSso::new(url, "1", "ac-1", "", recorded_at() + Duration::from_secs(60));
    insta::assert_snapshot!(refused(&empty, []).await, @"no credentials: the CloudSSO sign-in has no access token; sign in again with `aliyun configure --mode CloudSSO`");
}

#[tokio::test]
async fn what_it_says() {
    let sso = sso("https://sso.example.com");
    let body = r#"{"Code":"Unauthorized","Message":"The token my-access-token is not valid.","RequestId":"R"}"#;
    insta::assert_snapshot!(refused(&sso, [(401, body)]).await, @"no credentials from CloudSSO (account 1) at https://sso.example.com/cloud-credentials: Unauthorized: The token *** is not valid. (HTTP 401, request id R)");
    insta::assert_snapshot!(refused(&sso, [(200, r#"{"RequestId":"R"}"#)]).await, @"no credentials from CloudSSO (account 1) at https://sso.example.com/cloud-credentials: the answer has no CloudCredential (HTTP 200, request id R)");
    insta::assert_snapshot!(failed(&sso, [Step::Silence]).await, @"no credentials from CloudSSO (account 1) at https://sso.example.com/cloud-credentials: no complete answer from https://sso.example.com/cloud-credentials");
}
