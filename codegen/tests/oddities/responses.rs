//! Answers.

use crate::support::{Scratch, answer, operation};
use crate::{components, has};

#[test]
fn no_schema() {
    let code = operation("RPC", "", "", "{}", "{}").code("test20200101/do.rs");
    has(&code, &["[answer = Answer::Empty] => ()"]);
}

#[test]
fn none_at_all() {
    let scratch = Scratch::of_apis(r#"{"Do": {"methods": ["post"], "parameters": []}}"#);
    scratch.generate().unwrap();
    has(&scratch.code("test20200101/do.rs"), &["[answer = Answer::Empty] => ()"]);
}

#[test]
fn reference() {
    let scratch = components(
        r#"{"A": {"type": "object", "properties": {"Name": {"type": "string"}}}}"#,
        "A",
    );
    has(
        &scratch.code("test20200101/do.rs"),
        &["pub type DoOutput = super::model::A;"],
    );
}

#[test]
fn list() {
    let code = answer(r#"{"type": "array", "items": {"type": "object", "properties": {"Name": {"type": "string"}}}}"#);
    has(&code, &["pub type DoOutput = Vec<"]);
}

#[test]
fn scalar_or_any() {
    has(&answer(r#"{"type": "string"}"#), &["pub type DoOutput = String;"]);
    has(&answer(r#"{"type": "any"}"#), &["pub type DoOutput = Value;"]);
}

#[test]
fn binary() {
    let code = answer(r#"{"type": "string", "format": "binary"}"#);
    has(
        &code,
        &[
            "answer = Answer::Bytes",
            "pub type DoOutput = alicloud_runtime::ByteStream;",
        ],
    );
}

#[test]
fn object_without_properties() {
    has(&answer(r#"{"type": "object"}"#), &["pub type DoOutput = Value;"]);
}

#[test]
fn wrapped_list() {
    let code = answer(
        r#"{"type": "object", "properties": {"Users": {"type": "object", "properties": {"User": {"type": "array", "items": {"type": "object", "properties": {"Name": {"type": "string"}}}}}}}}"#,
    );
    has(&code, &["pub users: Vec<User>", r#""Users" / "User" => users"#]);
}
