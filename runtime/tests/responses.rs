//! Recorded answers, and what the official Python SDK makes of them; better where it loses information.
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

use std::time::Duration;

use alicloud_runtime::{Client, Error, ErrorKind};
use probe::{BytesProbe, Canned, EmptyProbe, EventsProbe, Probe, TextProbe};
use serde_json::{Value, json};
use support::{base64, golden, text};

/// What came of a call: the output as JSON, or the error.
type Outcome = Result<Value, Error>;

/// Why an outcome is not what Python's is.
enum Rule {
    Same,
    /// Python loses the HTTP status, or the code, of what it cannot parse; here both are kept.
    KeepsStatus,
    /// Succeeds where Python fails.
    Succeeds,
    /// Fails as Python does, with kind, status and the beginning of the body.
    Undecodable,
    /// Redirects are not followed.
    NoRedirect,
    /// Not of this layer.
    Skip,
}

fn rule(id: &str) -> Rule {
    match id {
        "ok-204" | "ok-bom" => Rule::Succeeds,
        "ok-empty-body" | "ok-malformed-json" | "ok-html" => Rule::Undecodable,
        "redirect-302" => Rule::NoRedirect,
        "err-400-empty-body"
        | "err-502-html"
        | "err-400-malformed-json"
        | "err-400-array"
        | "err-400-null"
        | "err-403-xml-other-ct"
        | "err-403-xml-ct-case"
        | "err-403-xml-v1"
        | "err-400-empty-object" => Rule::KeepsStatus,
        // No answer at all: see the loopback tests.
        "transport-refused" => Rule::Skip,
        // Reading it is a feature.
        #[cfg(not(feature = "gzip"))]
        "ok-gzip" => Rule::Undecodable,
        // The official mark of the end, which Python tries to read as JSON.
        "ok-sse-done" => Rule::Succeeds,
        _ => Rule::Same,
    }
}

#[tokio::test]
async fn recorded_answers() {
    let mut passed = 0;
    for vector in golden("responses.jsonl") {
        let id = text(&vector, "id");
        let rule = rule(id);
        if matches!(rule, Rule::Skip) {
            continue;
        }
        let response = &vector["response"];
        let status = u16::try_from(response["status"].as_u64().expect("a status")).expect("a status");
        let body = body(response);
        let mut canned = Canned::new(status, body.clone());
        for (name, value) in response["headers"].as_object().into_iter().flatten() {
            canned = canned.header(name, value.as_str().expect("text"));
        }
        let outcome = call(&canned.client(), text(&vector, "body_type")).await;
        let result = &vector["result"];
        match rule {
            Rule::Same if result["type"] == "ok" => {
                let output = outcome.unwrap_or_else(|error| panic!("{id}: {error}"));
                match text(&vector, "body_type") {
                    "sse" => {
                        let recorded = result["value"].as_array().expect("events");
                        let events = output.as_array().expect("events");
                        assert_eq!(events.len(), recorded.len(), "{id}");
                        for (event, python) in events.iter().zip(recorded) {
                            assert_eq!(event["event"], python["event"], "{id}");
                            // As the HTML standard has it, an event without an id has that of the last one.
                            assert!(python["id"].is_null() || python["id"] == event["id"], "{id}");
                        }
                        // Python's model drops what it does not know.
                        let data = String::from_utf8_lossy(&body);
                        let data = data.lines().find_map(|line| line.strip_prefix("data:")).expect("data");
                        assert_eq!(
                            events[0]["data"],
                            serde_json::from_str::<Value>(data).expect("JSON"),
                            "{id}"
                        );
                    }
                    // Of this one the recording shows what is inside.
                    "json" if id == "ok-gzip" => assert_eq!(output, result["value"]["body"], "{id}"),
                    "json" | "array" => {
                        assert_eq!(output, serde_json::from_slice::<Value>(&body).expect("JSON"), "{id}")
                    }
                    "none" => assert_eq!(output, Value::Null, "{id}"),
                    _ => assert_eq!(output, Value::from(body), "{id}"),
                }
            }
            Rule::Same => same_error(id, &outcome.expect_err(id), result, response),
            Rule::Succeeds => assert!(outcome.is_ok(), "{id}"),
            Rule::KeepsStatus => {
                let error = outcome.expect_err(id);
                assert_eq!(error.status().map(|status| status.as_u16()), Some(status), "{id}");
                assert_eq!(error.kind(), ErrorKind::Service, "{id}");
                assert!(error.code().is_some() || !error.message().is_empty(), "{id}");
                if id.contains("xml") {
                    assert_eq!(error.code(), Some("NoPermission"), "{id}");
                    assert!(error.is_access_denied(), "{id}");
                }
            }
            Rule::Undecodable => {
                let error = outcome.expect_err(id);
                assert_eq!(
                    (error.kind(), error.status()),
                    (ErrorKind::Decode, Some(http::StatusCode::OK)),
                    "{id}"
                );
                assert_eq!(error.excerpt().is_some(), !body.is_empty(), "{id}");
            }
            Rule::NoRedirect => {
                let error = outcome.expect_err(id);
                assert_eq!(error.kind(), ErrorKind::Redirect, "{id}");
                assert!(
                    error.to_string().contains("http://127.0.0.1:PORT/other"),
                    "{id}: {error}"
                );
            }
            Rule::Skip => {}
        }
        passed += 1;
    }
    println!("{passed} answers");
    assert!(passed == 72 || passed == 0, "{passed}");
}

fn same_error(id: &str, error: &Error, result: &Value, response: &Value) {
    assert_eq!(error.code(), result["code"].as_str(), "{id}: code");
    assert_eq!(
        error.status().map(|status| u64::from(status.as_u16())),
        response["status"].as_u64(),
        "{id}: status"
    );
    // Python reads neither `request_id` nor the headers.
    let request_id = match id {
        "err-404-roa-snake" | "err-404-roa-header-only" => "30C9068D-FBAA-4998-9986-8A562FED0BC3",
        _ => text(result, "request_id"),
    };
    if !request_id.is_empty() && request_id != "None" {
        assert_eq!(error.request_id(), Some(request_id), "{id}: request id");
    }
    let python = text(result, "message");
    let (_, message) = python.split_once(", ").unwrap_or(("", python));
    let message = message.split(" request id:").next().unwrap_or_default();
    assert_eq!(error.message(), message, "{id}: message");
    let pause = result["retry_after"].as_u64().map(Duration::from_millis);
    if !id.contains("sse") {
        assert_eq!(error.retry_after(), pause, "{id}: retry after");
    }
    let denied = result["accessDeniedDetail"]["NoPermissionType"].as_str();
    assert_eq!(
        error
            .access_denied()
            .and_then(|denied| denied.no_permission_type.as_deref()),
        denied,
        "{id}"
    );
}

async fn call(client: &Client, body_type: &str) -> Outcome {
    match body_type {
        "string" => client
            .send(TextProbe::default())
            .await
            .map(|text| Value::from(text.into_bytes())),
        "binary" => client
            .send(BytesProbe::default())
            .await
            .map(|bytes| Value::from(bytes.to_vec())),
        "none" => client.send(EmptyProbe::default()).await.map(|()| Value::Null),
        "sse" => {
            let mut events = client.send(EventsProbe::default()).await?;
            let mut seen = Vec::new();
            while let Some(event) = events.next().await? {
                seen.push(json!({"event": event.kind, "id": event.id, "data": event.data}));
            }
            Ok(Value::Array(seen))
        }
        _ => client.send(Probe::default()).await,
    }
}

fn body(response: &Value) -> Vec<u8> {
    match response["body_base64"].as_str() {
        Some(encoded) => base64(encoded),
        None => text(response, "body_text").as_bytes().to_vec(),
    }
}
