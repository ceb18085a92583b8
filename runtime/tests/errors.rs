//! How errors read, one after the other.
#![allow(
    missing_docs,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout
)]

#[path = "support/probe.rs"]
mod probe;

use std::fmt::Write as _;

use alicloud_runtime::transport::Limits;
use alicloud_runtime::{Body, BoxFuture, ByteStream, Client, Credentials, Error, ErrorKind, Retry, Transport};
use probe::{Canned, Demanding, Probe, RegionalProbe};

async fn refused(canned: Canned) -> Error {
    canned.client().send(Probe::default()).await.expect_err("an error")
}

#[tokio::test]
async fn catalogue() {
    let json = |body: &str| body.replace('\'', "\"");
    let id = "30C9068D-FBAA-4998-9986-8A562FED0BC3";
    let cases: [(&str, Error); 15] = [
        ("the service says no such user", {
            let body = json(&format!(
                "{{'RequestId':'{id}','HostId':'ims.aliyuncs.com','Code':'EntityNotExist.User','Message':'The user does not \
                 exist.','Recommend':'https://api.aliyun.com/troubleshoot?q=EntityNotExist.User&product=Ims'}}"
            ));
            refused(Canned::new(404, body)).await
        }),
        ("a permission is missing", {
            let body = json(&format!(
                "{{'RequestId':'{id}','Code':'NoPermission','Message':'You are not authorized to do this action.',\
                 'AccessDeniedDetail':{{'PolicyType':'AccountLevelIdentityBasedPolicy','AuthPrincipalType':'SubUser',\
                 'AuthPrincipalOwnerId':'1772','AuthPrincipalDisplayName':'2227','AuthAction':'ims:GetUserMFAInfo',\
                 'NoPermissionType':'ImplicitDeny','EncodedDiagnosticMessage':'AQFohtp4'}}}}"
            ));
            refused(Canned::new(403, body)).await
        }),
        ("throttled", {
            let body = json(&format!(
                "{{'RequestId':'{id}','Code':'Throttling.User','Message':'Request was denied due to user flow control.'}}"
            ));
            refused(Canned::new(429, body).header("x-acs-retry-after", "1500")).await
        }),
        ("the secret is wrong", {
            let body = json(&format!(
                "{{'RequestId':'{id}','Code':'SignatureDoesNotMatch','Message':'Specified signature is not matched with our \
                 calculation.'}}"
            ));
            refused(Canned::new(400, body)).await
        }),
        ("ROA, camel case", {
            let body = json(&format!(
                "{{'code':'ErrorClusterNotFound','message':'cluster not found','request_id':'{id}'}}"
            ));
            refused(Canned::new(404, body)).await
        }),
        ("HTML from a proxy", {
            let body = "<html><head><title>502 Bad Gateway</title></head>\r\n<body><h1>nginx</h1></body></html>";
            refused(Canned::new(502, body)).await
        }),
        (
            "an empty body",
            refused(Canned::new(503, "").header("x-acs-request-id", id)).await,
        ),
        ("a truncated answer", {
            refused(Canned::new(200, json("{'IsMFAEnable':true,'MFADev")).header("x-acs-request-id", id)).await
        }),
        ("a secret in a truncated answer", {
            let body =
                "{'Credentials': {'AccessKeyId': 'STS.x', 'AccessKeySecret': 'a\\'b', 'Expires': 3, 'List': ['tok";
            refused(Canned::new(200, json(body))).await
        }),
        ("a compressed answer", {
            refused(Canned::new(200, "\u{1f}\u{8b}").header("content-encoding", "br")).await
        }),
        ("a compressed refusal", {
            refused(Canned::new(503, "\u{1f}\u{8b}").header("content-encoding", "br")).await
        }),
        (
            "a redirect",
            refused(Canned::new(302, "").header("location", "http://portal.example.com/login")).await,
        ),
        ("missing parameters", {
            let client = Canned::new(200, "{}").client();
            client.send(Demanding::default()).await.expect_err("missing parameters")
        }),
        ("no region", {
            let client = Canned::new(200, "{}").client();
            client.send(RegionalProbe::default()).await.expect_err("no region")
        }),
        ("a mistyped region", {
            let client = Client::builder()
                .retry(Retry::none())
                .region("cn-honkong")
                .credentials(Credentials::anonymous());
            let client = client.transport(Unreachable).build().expect("a client");
            client.send(RegionalProbe::default()).await.expect_err("no such host")
        }),
    ];
    let mut text = String::new();
    for (title, error) in &cases {
        // The first line of the long form is the short form.
        assert_eq!(format!("{error:#}").lines().next(), Some(error.to_string().as_str()));
        let _ = write!(text, "## {title} ({:?})\n{error:#}\n\n", error.kind());
    }
    insta::assert_snapshot!(text);
}

/// A network without any host.
struct Unreachable;

impl Transport for Unreachable {
    fn send(
        &self,
        request: http::Request<Body>,
        _: Limits,
    ) -> BoxFuture<'_, Result<http::Response<ByteStream>, Error>> {
        let host = request.uri().host().unwrap_or_default().to_owned();
        let error = Error::new(ErrorKind::Connect, format!("no connection to {host}: name not known"));
        Box::pin(std::future::ready(Err(error)))
    }
}

#[test]
fn one_pointer_wide() {
    assert_eq!(size_of::<Error>(), size_of::<usize>());
    assert_eq!(size_of::<Option<Error>>(), size_of::<usize>());
}

#[tokio::test]
async fn predicates() {
    let error = |status, code: &str| {
        refused(Canned::new(
            status,
            format!("{{\"Code\":\"{code}\",\"Message\":\"m\"}}"),
        ))
    };
    assert!(error(400, "Throttling.Api").await.is_throttled());
    assert!(error(403, "NoPermission").await.is_access_denied());
    assert!(error(403, "Forbidden.RAM").await.is_access_denied());
    assert!(error(400, "EntityNotExist.User").await.is_not_found());
    assert!(error(400, "InvalidInstanceId.NotFound").await.is_not_found());
    let unknown_key = error(404, "InvalidAccessKeyId.NotFound").await;
    assert!(unknown_key.is_authentication() && !unknown_key.is_not_found());
    assert!(error(500, "InternalError").await.is_server_error());
    assert!(!error(400, "MissingParameter").await.is_throttled());
}

#[tokio::test]
async fn bodies_are_kept_up_to_a_limit() {
    let body = r#"{"Code":"NoPermission","HostId":"ims.aliyuncs.com"}"#;
    let error = refused(Canned::new(403, body)).await;
    assert_eq!(error.body().map(|body| &body[..]), Some(body.as_bytes()));
    let long = format!("<html>{}", "x".repeat(100_000));
    for status in [200, 302, 502] {
        let error = refused(Canned::new(status, long.clone()).header("location", "/")).await;
        assert_eq!(error.body().map(|body| &body[..]), Some(&long.as_bytes()[..16 << 10]));
    }
    let canned = Canned::new(
        400,
        r#"{"Code":"SignatureDoesNotMatch","Secret":"testAccessKeySecret"}"#,
    );
    let error = refused(canned).await;
    let kept = error.body().expect("a body");
    assert_eq!(&kept[..], br#"{"Code":"SignatureDoesNotMatch","Secret":"***"}"#);
    let missing = Canned::new(200, "{}").client().send(Demanding::default()).await;
    assert_eq!(missing.expect_err("missing parameters").body(), None);
}

/// `Display` says what happened, `source` why, down to the operating system.
#[cfg(feature = "reqwest")]
#[tokio::test]
async fn sources_go_down_to_the_cause() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    drop(listener);
    let client = Client::builder()
        .retry(Retry::none())
        .endpoint(format!("http://{address}"))
        .credentials(Credentials::anonymous());
    let client = client.build().expect("a client");
    let error = client.send(Probe::default()).await.expect_err("nobody listens");
    let mut cause: &(dyn std::error::Error + 'static) = &error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    let refused = cause.downcast_ref::<std::io::Error>().expect("an error of the system");
    assert_eq!(refused.kind(), std::io::ErrorKind::ConnectionRefused);
}

#[tokio::test]
async fn bodies_of_successes_say_that_they_are_failures_if_one_asks() {
    let failures = [
        r#"{"Success": false, "Code": "User.NotFound", "Message": "no such user", "RequestId": "1"}"#,
        r#"{"success": "false", "code": "User.NotFound", "message": "no such user", "requestId": "1"}"#,
        r#"{"Code": "User.NotFound", "Message": "no such user", "RequestId": "1"}"#,
    ];
    for body in failures {
        let client = Canned::new(200, body).client();
        client.send(Probe::default()).await.expect("as the official SDKs");
        let call = client.call(Probe::default()).body_errors(true);
        let error = call.await.expect_err(body);
        assert_eq!((error.code(), error.message()), (Some("User.NotFound"), "no such user"));
        assert_eq!((error.request_id(), error.kind()), (Some("1"), ErrorKind::Service));
        assert_eq!(error.status().map(|status| status.as_u16()), Some(200));
        assert!(error.is_not_found(), "{error}");
        let builder = Client::builder().credentials(Credentials::anonymous());
        let builder = builder.transport(Canned::new(200, body)).body_errors(true);
        let client = builder.build().expect("a client");
        client.send(Probe::default()).await.expect_err(body);
        client
            .call(Probe::default())
            .body_errors(false)
            .await
            .expect("not here");
    }
    let successes = [
        r#"{"Success": true, "Code": "Odd"}"#,
        r#"{"Code": "200"}"#,
        r#"{"Code": 0}"#,
        r#"{"code": "ok"}"#,
        r#"{"Code": ""}"#,
        r#"{"Code": {"a": 1}}"#,
        "[]",
        "{}",
    ];
    for body in successes {
        let call = Canned::new(200, body).client().call(Probe::default()).body_errors(true);
        call.await.expect(body);
    }
    let throttled = Canned::new(200, r#"{"Success": false, "Code": "Throttling.User"}"#);
    let client = throttled.client();
    let patient = Retry::standard().first_pause(std::time::Duration::ZERO);
    let call = client.call(Probe::default()).body_errors(true).retry(patient);
    assert_eq!(call.await.expect_err("it is busy").attempts(), 3);
}
