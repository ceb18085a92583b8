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
fn parameter(parameter: &str) -> Scratch {
    Scratch::of_apis(&format!(
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
        "{\n  \"info\": {\"style\": \"RPC\", \"version\": \"2020-01-01\"}\n}"
    ));
}

#[test]
fn unknown_style() {
    let unknown = document("SOAP", PLAIN, "{}");
    assert_snapshot!(Scratch::new(&[("test/2020-01-01.json", &unknown)]).warnings());
    let missing = unknown.replace("\"style\": \"SOAP\", ", "");
    let scratch = Scratch::new(&[("test/2020-01-01.json", &missing)]);
    assert_snapshot!(scratch.warnings());
    assert!(scratch.code("test20200101/mod.rs").contains("style: Style::Rpc"));
}

#[test]
fn wrong_type() {
    assert_snapshot!(of_apis(r#"{"GetUser": {"parameters": "none", "methods": "post"}}"#));
    assert_snapshot!(of_apis(r#"{"GetUser": 7}"#));
    let scratch = parameter(
        r#"{"name": "Id", "in": "query", "schema": {"type": "string", "required": "sometimes", "title": 7, "enum": "a"}}"#,
    );
    assert_snapshot!(scratch.warnings());
    assert!(
        scratch
            .code("test20200101/get_user.rs")
            .contains("query \"Id\" => id: String,")
    );
}

#[test]
fn what_can_be_understood_is() {
    let apis = r#"{"GetUser": {"methods": "get", "errorCodes": [], "parameters": [
        {"name": "A", "in": "formdata", "schema": {"type": "int64", "required": 1}},
        {"name": "B", "in": "query", "schema": {"type": ["null", "boolean"], "required": "True"}},
        {"name": "C", "in": "query", "schema": null},
        {"name": "D", "in": "query", "schema": {"$ref": ""}},
        {"name": "E", "in": "body", "schema": {"type": "object", "properties": {"x": null, "y": []}}}]}}"#;
    let scratch = Scratch::new(&[("test/2020-01-01.json", &document("Rpc", apis, "[]"))]);
    assert_eq!(scratch.warnings(), "");
    let code = scratch.code("test20200101/get_user.rs");
    for row in [
        "\"GetUser\" Get read",
        "required form \"A\" => a: i64,",
        "required query \"B\" => b: bool,",
        "query \"C\" => c: Value,",
        "query \"D\" => d: Value,",
        "body \"x\" => x: Value,",
        "body \"y\" => y: Value,",
    ] {
        assert!(code.contains(row), "{row} is not in {code}");
    }
}

#[test]
fn unknown_type() {
    let scratch = parameter(r#"{"name": "Id", "in": "query", "schema": {"type": "uuid"}}"#);
    assert_snapshot!(scratch.warnings());
    assert!(scratch.code("test20200101/get_user.rs").contains("id: Value,"));
}

#[test]
fn unknown_place() {
    let scratch = parameter(r#"{"name": "Id", "in": "cookie", "schema": {"type": "string"}}"#);
    assert_snapshot!(scratch.warnings());
    assert!(!scratch.code("test20200101/get_user.rs").contains("Id"));
}

#[test]
fn nameless_parameter() {
    assert_snapshot!(parameter(r#"{"in": "query", "schema": {"type": "string"}}"#).complaint());
}

#[test]
fn names_without_letters_are_spelled() {
    let scratch = Scratch::of_apis(
        r#"{"--": {"parameters": [{"name": "用户", "in": "query", "schema": {"type": "string"}},
            {"name": "*", "in": "query", "schema": {"type": "object", "properties": {"": {"type": "string"}}}}]}}"#,
    );
    assert_eq!(scratch.warnings(), "");
    let code = scratch.code("test20200101/u2d_u2d.rs");
    for row in [
        "\"用户\" => u7528_u6237: String",
        "\"*\" => u2a: U2a",
        "\"\" => unnamed: String",
    ] {
        assert!(code.contains(row), "{row} is not in {code}");
    }
}

#[test]
fn dangling_reference() {
    let scratch = parameter(r##"{"name": "User", "in": "query", "schema": {"$ref": "#/components/schemas/User"}}"##);
    assert_snapshot!(scratch.warnings());
    assert!(scratch.code("test20200101/get_user.rs").contains("user: Value,"));
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
    assert_snapshot!(scratch.warnings());
}

#[test]
fn properties_defined_twice() {
    let scratch = parameter(
        r#"{"name": "User", "in": "query", "schema": {"type": "object", "properties": {"Id": {"type": "string"}, "Id": {"type": "integer"}}}}"#,
    );
    assert_snapshot!(scratch.warnings());
    let code = scratch.code("test20200101/get_user.rs");
    assert!(
        code.contains("\"Id\" => id: i64,") && !code.contains("id: String"),
        "{code}"
    );
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

#[test]
fn names_longer_than_files_may_be_called() {
    let name = "x".repeat(101);
    assert_snapshot!(of_apis(&format!(
        r#"{{"{name}": {{"methods": ["post"], "parameters": [], "responses": {{}}}}}}"#
    )));
}
