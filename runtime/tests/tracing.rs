//! What `tracing` and `log` see of calls, at every level: all that is documented, and no secret.
#![allow(missing_docs, clippy::expect_used, clippy::panic)]
#![cfg(all(feature = "tracing", feature = "reqwest", feature = "dynamic"))]

#[path = "support/probe.rs"]
mod probe;
#[path = "support/server.rs"]
mod server;
#[path = "support/watch.rs"]
mod watch;

use std::io::Write as _;
use std::time::Duration;

use alicloud_runtime::dynamic::Entry;
use alicloud_runtime::transport::Proxy;
use alicloud_runtime::{Client, ClientBuilder, Credentials, Retry, SignatureVersion};
use probe::{Canned, Probe, TextProbe};

mod keys {
    pub(crate) static SERVICE: alicloud_runtime::operation::Service = alicloud_runtime::operation::Service {
        product: "Keys",
        version: "2020-01-01",
        style: alicloud_runtime::operation::Style::Rpc,
        endpoints: &[],
        rule: alicloud_runtime::operation::EndpointRule::Central("keys"),
    };

    pub(crate) mod make {
        use alicloud_runtime::prelude::*;

        #[derive(Clone, Default)]
        pub(crate) struct MakeKey {
            pub(crate) user: Option<String>,
            pub(crate) password: Option<String>,
        }

        operation!(MakeKey: "MakeKey" Post write => MakeKeyOutput {
            query "Password" => password: String,
            query "User" => user: String,
        } secret ["Password"]);

        #[derive(Clone, Default)]
        pub(crate) struct MakeKeyOutput {
            pub(crate) key: Option<Key>,
        }

        output!(MakeKeyOutput { "Key" => key, });

        #[derive(Clone, Default)]
        pub(crate) struct Key {
            pub(crate) id: Option<String>,
            pub(crate) secret: Option<String>,
        }

        output!(Key { "Id" => id, "Secret" => secret, } secret ["Secret"]);
    }
}
use keys::make::MakeKey;

const SECRET: &str = "MARKED/secret+value";
const TOKEN: &str = "MARKED-token-value";
const PASSWORD: &str = "MARKED-password";

fn operation() -> MakeKey {
    MakeKey {
        user: Some("alice".to_owned()),
        password: Some(PASSWORD.to_owned()),
    }
}

fn all_credentials() -> [Credentials; 2] {
    [
        Credentials::access_key("AKID", SECRET).with_security_token(TOKEN),
        Credentials::bearer(TOKEN),
    ]
}

fn canned(status: u16) -> Canned {
    // The service repeats what it was sent.
    let body = format!(
        r#"{{"Code": "InvalidPassword", "Message": "{PASSWORD} of {SECRET} with {TOKEN}", "RequestId": "R-1",
             "Key": {{"Id": "key-1", "Secret": "{PASSWORD}"}}}}"#
    );
    Canned::new(status, body)
}

async fn calls(builder: ClientBuilder) {
    let client = builder
        .retry(Retry::standard().first_pause(Duration::ZERO))
        .build()
        .expect("a client");
    let _ = client.send(operation()).await;
    let _ = client.send(Probe::default()).await;
    let _ = client.send(TextProbe::default()).await;
    static ENTRY: Entry = Entry::of::<MakeKey>();
    let input = serde_json::json!({"User": "bob", "Password": PASSWORD});
    let _ = ENTRY.call(&client, &input).expect("a call").await;
}

/// One test, since subscribers and loggers belong to the process.
#[tokio::test]
async fn everything_is_seen_but_secrets() {
    watch::begin();
    for credentials in all_credentials() {
        for version in [SignatureVersion::V3, SignatureVersion::V1] {
            for status in [200, 403, 503] {
                let builder = Client::builder().credentials(credentials.clone()).signature(version);
                calls(builder.transport(canned(status))).await;
            }
            let garbled = Canned::new(200, format!("<html>{PASSWORD} {SECRET}"));
            let builder = Client::builder().credentials(credentials.clone()).signature(version);
            calls(builder.transport(garbled)).await;
        }
    }
    // What the libraries below record: a proxy that answers, and a port where nobody listens.
    let proxy = server::server(|mut stream, _| {
        let body = format!("{{\"Key\": {{\"Secret\": \"{PASSWORD}\"}}}}");
        let _ = write!(
            stream,
            "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
    });
    for credentials in all_credentials() {
        let proxy = Proxy::new(format!("http://user:{PASSWORD}@{proxy}"));
        let builder = Client::builder()
            .credentials(credentials)
            .signature(SignatureVersion::V1);
        calls(builder.endpoint("http://service.test").proxy(proxy)).await;
    }
    let nobody = Client::builder()
        .credentials(Credentials::access_key("AKID", SECRET))
        .no_proxy();
    calls(nobody.endpoint("http://127.0.0.1:9")).await;

    let seen = watch::seen();
    for expected in [
        "span call",
        "otel.name=Keys/MakeKey",
        "otel.kind=client",
        "rpc.system=alibaba-cloud-api rpc.service=Keys rpc.method=MakeKey alicloud.api_version=2020-01-01",
        "server.address=keys.aliyuncs.com",
        "server.address=127.0.0.1 server.port=9",
        "span attempt",
        "http.request.method=POST http.request.resend_count=2 http.request.body.size=0 url.scheme=https",
        "http.response.status_code=200",
        "http.response.status_code=403",
        "alicloud.request_id=R-1",
        "otel.status_code=ERROR",
        "error.type=InvalidPassword",
        "error.type=Connect",
        "error.type=Decode",
        r#"request=MakeKey { "Password": ***, "User": "alice" }"#,
        r#"request=MakeKey { "Password": ***, "User": "bob" }"#,
        r#"answer=MakeKeyOutput { "Key": Some(Key { "Id": Some("key-1"), "Secret": *** }) }"#,
        "answer=…",
        "message=trying again attempt=1 pause_ms=0",
        "log reqwest::connect",
    ] {
        let (expected, seen) = (expected.replace('"', ""), seen.replace('"', ""));
        assert!(seen.contains(&expected), "{expected} in\n{seen}");
    }
    watch::expect_none_of(["MARKED", "Signature=", "authorization", "U0VDUkVU", "dXNlcjp"]);
}
