//! Credentials from a URI.

use alicloud_runtime::CredentialProvider;
use alicloud_runtime::credentials::CredentialsUri;

use crate::script::{FLAT, Script, Step, expect_sample, failed, fetch, refused};

fn uri() -> CredentialsUri {
    CredentialsUri::new("http://credentials.example.com:8080/creds?key=MARKED#x")
}

#[tokio::test]
async fn with_and_without_a_code() {
    for body in [
        FLAT.to_owned(),
        FLAT.replace("\"Code\": \"Success\",", ""),
        FLAT.replace("Access", "access"),
    ] {
        let (outcome, seen) = fetch(&uri(), [(200, body.as_str())]).await;
        expect_sample(&outcome.expect("credentials"), "credential_uri").await;
        assert_eq!(seen[0].query, [("key".to_owned(), "MARKED".to_owned())]);
    }
}

#[tokio::test]
async fn what_a_server_says() {
    insta::assert_snapshot!(refused(&uri(), [(200, r#"{"Code":"Fail","Message":"no more"}"#)]).await, @"no credentials from the credentials URI at http://credentials.example.com:8080/creds: Fail: no more (HTTP 200)");
    insta::assert_snapshot!(refused(&uri(), [(404, "")]).await, @"no credentials from the credentials URI at http://credentials.example.com:8080/creds: Not Found, with an empty body (HTTP 404)");
    insta::assert_snapshot!(refused(&uri(), [(200, r#"{"Code":"Success","AccessKeyId":"a"}"#)]).await, @"no credentials from the credentials URI at http://credentials.example.com:8080/creds: the answer has no AccessKeySecret (HTTP 200)");
    insta::assert_snapshot!(refused(&uri(), [(200, "AccessKeyId=a AccessKeySecret=MARKED")]).await, @"no credentials from the credentials URI at http://credentials.example.com:8080/creds: the answer is not a JSON object: expected value at line 1 column 1 (HTTP 200)");
    insta::assert_snapshot!(failed(&uri(), [Step::Silence]).await, @"no credentials from the credentials URI at http://credentials.example.com:8080/creds: no complete answer from http://credentials.example.com:8080/creds");
}

#[tokio::test]
async fn urls_that_are_none() {
    for url in [
        "",
        "localhost",
        "ftp://example.com/",
        "file:///etc/passwd",
        "http://",
        "http://a b/",
        "/creds",
    ] {
        let error = refused(&CredentialsUri::new(url), []).await;
        assert!(error.message().contains("is not usable"), "{url}: {error}");
    }
    insta::assert_snapshot!(refused(&CredentialsUri::new("localhost/creds"), []).await, @"no credentials from the credentials URI at localhost/creds: the URL \"localhost/creds\" is not usable: invalid format");
}

#[tokio::test]
async fn from_the_environment() {
    let script = Script::answers([(200, FLAT)]);
    let context = script.context_with(&[("ALIBABA_CLOUD_CREDENTIALS_URI", "http://127.0.0.1:1/c")]);
    let provider = CredentialsUri::from_env(&context).expect("a URI").provider(context);
    assert_eq!(provider.name(), "credential_uri");
    provider.credentials().await.expect("credentials");
    assert_eq!(script.seen()[0].url, "http://127.0.0.1:1/c");
    insta::assert_snapshot!(CredentialsUri::from_env(&script.context()).expect_err("unset"), @"no credentials: not set in the environment: ALIBABA_CLOUD_CREDENTIALS_URI");
}
