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
    let cases: [(&str, Error); 13] = [
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
