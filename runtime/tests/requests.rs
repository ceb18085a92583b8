//! Whole requests against those the official Python SDK sent: every kind of credentials, both styles, both versions.
#![allow(
    missing_docs,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout
)]

mod support;

use std::borrow::Cow;

use alicloud_runtime::operation::{Access, Api, EndpointRule, Method, Service, Style};
use alicloud_runtime::request::Request;
use alicloud_runtime::sign::{Scope, Stamp, sha256_hex, sign};
use alicloud_runtime::{Credentials, SignatureVersion};
use ring::hmac;
use serde_json::{Map, Value};
use support::{NONCE, base64, golden, pairs, recorded_at, text};

#[test]
fn whole_requests() {
    let mut passed = 0;
    for vector in golden("signing.jsonl") {
        let id = text(&vector, "id");
        // SM3 is not implemented.
        if vector["kind"] == "request" && id != "req-v3-sm3" {
            check(id, &vector);
            passed += 1;
        }
    }
    println!("{passed} whole requests");
    assert!(passed == 70 || passed == 0, "{passed}");
}

fn check(id: &str, vector: &Value) {
    let (params, expected) = (&vector["params"], &vector["expected"]);
    let body = base64(text(expected, "body_base64"));
    let content_type = &expected["headers"]["content-type"];
    let mut request = Request {
        method: method(text(params, "method")),
        path: text(params, "path").to_owned(),
        query: input_query(&vector["input"]["query"]),
        form: form(content_type, &body),
        body: body.clone().into(),
        ..Request::default()
    };
    for (name, value) in vector["input"]["headers"].as_object().into_iter().flatten() {
        request
            .headers
            .push((name.clone().into(), value.as_str().expect("text").to_owned()));
    }
    if let Some(content_type) = content_type.as_str() {
        request.headers.retain(|(name, _)| name != "content-type");
        request.headers.push(("content-type".into(), content_type.to_owned()));
    }
    request
        .headers
        .push(("user-agent".into(), text(&expected["headers"], "user-agent").to_owned()));

    let scope = Scope {
        api: api(params),
        host: text(expected, "host"),
        credentials: &credentials(&vector["config"], params),
        stamp: &Stamp {
            date: recorded_at(),
            nonce: NONCE.to_owned(),
        },
        version: match vector["config"]["signature_algorithm"].as_str() {
            Some("v2") => SignatureVersion::V1,
            _ => SignatureVersion::V3,
        },
    };
    sign(&mut request, &scope);

    let mut sent: Vec<(String, String)> = request
        .query
        .into_iter()
        .map(|(name, value)| (name.into_owned(), value))
        .collect();
    let mut recorded = pairs(&expected["query"]);
    sent.sort();
    recorded.sort();
    assert_eq!(sent, recorded, "{id}: query");

    let mut sent: Map<String, Value> = request
        .headers
        .into_iter()
        .map(|(name, value)| (name.into_owned(), Value::String(value)))
        .collect();
    let mut recorded = expected["headers"].as_object().expect("headers").clone();
    // Added by the transport.
    recorded.remove("content-length");
    if let (SignatureVersion::V3, Some(python)) = (scope.version, recorded.get("authorization")) {
        assert!(
            python
                .as_str()
                .is_some_and(|python| python.starts_with("ACS3-HMAC-SHA256 ")),
            "{id}"
        );
        // Python signs every header; this is its canonical request with those that are signed here.
        recorded.insert(
            "authorization".to_owned(),
            authorization(text(expected, "canonical_request")).into(),
        );
    }
    assert_eq!(
        sent.remove("x-acs-content-sha256"),
        recorded.remove("x-acs-content-sha256"),
        "{id}"
    );
    assert_eq!(sent, recorded, "{id}: headers");
}

/// The authorization for a recorded canonical request, cut down to host, content-type and x-acs headers.
fn authorization(python: &str) -> String {
    let mut lines: Vec<&str> = python.split('\n').collect();
    let signed = |name: &str| name == "host" || name == "content-type" || name.starts_with("x-acs-");
    let names = lines[lines.len() - 2];
    let kept: Vec<&str> = names.split(';').filter(|name| signed(name)).collect();
    let kept = kept.join(";");
    let last = lines.len() - 3;
    let mut index = 0;
    lines.retain(|line| {
        index += 1;
        let header = (3..last).contains(&(index - 1));
        !header || signed(line.split(':').next().unwrap_or_default())
    });
    let count = lines.len();
    lines[count - 2] = &kept;
    let string_to_sign = format!("ACS3-HMAC-SHA256\n{}", sha256_hex(lines.join("\n").as_bytes()));
    let key = hmac::Key::new(hmac::HMAC_SHA256, b"testAccessKeySecret");
    let signature: String = hmac::sign(&key, string_to_sign.as_bytes())
        .as_ref()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("ACS3-HMAC-SHA256 Credential=testAccessKeyId,SignedHeaders={kept},Signature={signature}")
}

fn api(params: &Value) -> &'static Api {
    let leak = |text: &str| -> &'static str { Box::leak(text.to_owned().into_boxed_str()) };
    let service = Box::leak(Box::new(Service {
        product: "Test",
        version: leak(text(params, "version")),
        style: if text(params, "style") == "RPC" {
            Style::Rpc
        } else {
            Style::Roa
        },
        endpoints: &[],
        rule: EndpointRule::Central("test"),
    }));
    Box::leak(Box::new(Api::new(
        service,
        leak(text(params, "action")),
        Method::Post,
        Access::Write,
        &[],
    )))
}

fn credentials(config: &Value, params: &Value) -> Credentials {
    if params["auth_type"] == "Anonymous" {
        return Credentials::anonymous();
    }
    if let Some(token) = config["bearer_token"].as_str() {
        return Credentials::bearer(token);
    }
    let credentials = Credentials::access_key(text(config, "access_key_id"), text(config, "access_key_secret"));
    credentials.with_security_token(text(config, "security_token"))
}

fn input_query(query: &Value) -> Vec<(Cow<'static, str>, String)> {
    let query = query.as_object().into_iter().flatten();
    query
        .filter_map(|(name, value)| Some((Cow::Owned(name.clone()), value.as_str()?.to_owned())))
        .collect()
}

/// The parameters in a form body, as a server reads them.
fn form(content_type: &Value, body: &[u8]) -> Vec<(Cow<'static, str>, String)> {
    if content_type != "application/x-www-form-urlencoded" {
        return Vec::new();
    }
    let decode = |text: &str| {
        let text = text.replace('+', " ");
        percent_encoding::percent_decode_str(&text)
            .decode_utf8()
            .expect("UTF-8")
            .into_owned()
    };
    let text = std::str::from_utf8(body).expect("UTF-8");
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').expect("a pair");
            (Cow::Owned(decode(name)), decode(value))
        })
        .collect()
}

fn method(name: &str) -> Method {
    match name {
        "GET" => Method::Get,
        "POST" => Method::Post,
        "PUT" => Method::Put,
        "DELETE" => Method::Delete,
        other => panic!("method {other}"),
    }
}
