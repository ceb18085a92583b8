//! What people see when a spec has a mistake.
#![allow(missing_docs)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout
)]

mod support;

use insta::assert_snapshot;
use support::{Scratch, document};

const PLAIN: &str = r#"{"GetUser": {"methods": ["post"], "parameters": [], "responses": {}}}"#;

fn of_text(text: &str) -> String {
    Scratch::new(&[("test/2020-01-01.json", text)]).complaint()
}

fn of_apis(apis: &str) -> String {
    Scratch::of_apis(apis).complaint()
}

/// One operation with one parameter.
fn of_parameter(parameter: &str) -> String {
    of_apis(&format!(
        "{{\n    \"GetUser\": {{\n      \"parameters\": [\n        {parameter}\n      ]\n    }}\n  }}"
    ))
}

#[test]
fn not_json() {
    assert_snapshot!(of_text("{\n  \"info\": {\"style\": \"RPC\",}\n}"));
    assert_snapshot!(of_text(""));
    assert_snapshot!(of_text(&format!("{{\"info\": {}", "[".repeat(100_000))));
}

#[test]
fn not_utf8() {
    let scratch = Scratch::new(&[]);
    scratch.put("test/2020-01-01.json", b"{\n  \"info\": \"\xff\xfe\"\n}");
    assert_snapshot!(scratch.complaint());
}

#[test]
fn missing_info() {
    assert_snapshot!(of_text("{\n  \"apis\": {}\n}"));
    assert_snapshot!(of_text(
        "{\n  \"info\": {\"product\": \"Test\", \"version\": \"2020-01-01\"}\n}"
    ));
}

#[test]
fn unknown_style() {
    assert_snapshot!(of_text(&document("SOAP", PLAIN, "{}")));
}

#[test]
fn wrong_type() {
    assert_snapshot!(of_apis(r#"{"GetUser": {"parameters": "none", "methods": "post"}}"#));
    assert_snapshot!(of_apis(r#"{"GetUser": 7}"#));
    assert_snapshot!(of_parameter(
        r#"{"name": "Id", "in": "query", "schema": {"type": "string", "required": "sometimes"}}"#
    ));
}

#[test]
fn unknown_type() {
    assert_snapshot!(of_parameter(
        r#"{"name": "Id", "in": "query", "schema": {"type": "uuid"}}"#
    ));
}

#[test]
fn unknown_place() {
    assert_snapshot!(of_parameter(
        r#"{"name": "Id", "in": "cookie", "schema": {"type": "string"}}"#
    ));
}

#[test]
fn nameless_parameter() {
    assert_snapshot!(of_parameter(r#"{"in": "query", "schema": {"type": "string"}}"#));
}

#[test]
fn no_identifier() {
    assert_snapshot!(of_parameter(
        r#"{"name": "用户", "in": "query", "schema": {"type": "string"}}"#
    ));
    assert_snapshot!(of_apis(r#"{"--": {}}"#));
}

#[test]
fn dangling_reference() {
    assert_snapshot!(of_parameter(
        r##"{"name": "User", "in": "query", "schema": {"$ref": "#/components/schemas/User"}}"##
    ));
}

#[test]
fn dangling_reference_in_a_file_of_its_own() {
    let scratch = Scratch::new(&[
        ("test/2020-01-01/api-docs.json", &document("RPC", "{}", "{}")),
        (
            "test/2020-01-01/GetUser.json",
            "{\n  \"responses\": {\"200\": {\"schema\": {\"$ref\": \"#/components/schemas/User\"}}}\n}",
        ),
    ]);
    assert_snapshot!(scratch.complaint());
}

#[test]
fn defined_twice() {
    assert_snapshot!(of_apis("{\n    \"GetUser\": {},\n    \"GetUser\": {}\n  }"));
    let scratch = Scratch::new(&[
        ("test/2020-01-01/api-docs.json", &document("RPC", PLAIN, "{}")),
        ("test/2020-01-01/GetUser.json", "{\"methods\": [\"post\"]}"),
    ]);
    assert_snapshot!(scratch.complaint());
}

#[test]
fn same_api_version_twice() {
    let text = document("RPC", "{}", "{}");
    assert_snapshot!(Scratch::new(&[("a/2020-01-01.json", &text), ("b/2020-01-01.json", &text)]).complaint());
}

#[test]
fn folders() {
    assert_snapshot!(Scratch::new(&[("test/2020-01-01/GetUser.json", "{}")]).complaint());
    assert_snapshot!(Scratch::new(&[]).complaint());
}

#[test]
fn every_mistake_of_every_file_at_once() {
    let scratch = Scratch::new(&[
        ("a/2020-01-01.json", "{"),
        (
            "b/2020-01-01/api-docs.json",
            &document("RPC", r#"{"GetUser": 1, "ListUsers": 2}"#, "{}"),
        ),
        ("b/2020-01-01/CreateUser.json", "[1]"),
        ("b/2020-01-01/DeleteUser.json", "nothing"),
    ]);
    let complaint = scratch.complaint();
    assert_eq!(complaint.matches("error: ").count(), 5, "{complaint}");
    assert!(
        complaint.ends_with("5 problems in the specs; nothing was written"),
        "{complaint}"
    );
}

#[test]
fn long_lines_are_cut() {
    let text = document(
        "RPC",
        &format!(r#"{{"GetUser": {{"x": "{}", "methods": 7}}}}"#, "y".repeat(100_000)),
        "{}",
    );
    assert_snapshot!(of_text(&text.replace('\n', "")));
}
