//! Names.

use crate::support::{Scratch, answer, document, request};
use crate::{components, has};

#[test]
fn keywords() {
    let code = request(
        r#"{"name": "Type", "in": "query", "schema": {"type": "string"}},
           {"name": "Self", "in": "query", "schema": {"type": "string"}}"#,
    );
    has(
        &code,
        &[r#"query "Type" => r#type: String"#, r#"query "Self" => self_: String"#],
    );
}

#[test]
fn properties_with_dots() {
    let code = answer(r#"{"type": "object", "properties": {"NameDesc.En": {"type": "string"}}}"#);
    has(&code, &[r#""NameDesc.En" => name_desc_en"#]);
}

#[test]
fn properties_with_dashes() {
    let code = answer(r#"{"type": "object", "properties": {"X-Total-Count": {"type": "string"}}}"#);
    has(&code, &[r#""X-Total-Count" => x_total_count"#]);
}

#[test]
fn properties_that_start_with_a_digit() {
    let code = answer(r#"{"type": "object", "properties": {"302Pv": {"type": "integer"}}}"#);
    has(&code, &[r#""302Pv" => _302_pv"#]);
}

#[test]
fn properties_that_start_with_an_underscore() {
    let code = answer(r#"{"type": "object", "properties": {"__anchorTs__": {"type": "integer"}}}"#);
    has(&code, &[r#""__anchorTs__" => anchor_ts"#]);
}

#[test]
fn properties_that_differ_in_capitals() {
    let code = answer(r#"{"type": "object", "properties": {"key": {"type": "string"}, "Key": {"type": "string"}}}"#);
    has(&code, &[r#""Key" => key,"#, r#""key" => key_lower,"#]);
}

#[test]
fn operations_in_small_letters() {
    let scratch = Scratch::of_apis(r#"{"createInstance": {"methods": ["post"], "parameters": [], "responses": {}}}"#);
    scratch.generate().unwrap();
    has(
        &scratch.code("test20200101/create_instance.rs"),
        &[r#"operation!(CreateInstance: "createInstance""#],
    );
}

#[test]
fn operation_that_is_a_keyword() {
    let scratch = Scratch::of_apis(r#"{"Pub": {"methods": ["post"], "parameters": [], "responses": {}}}"#);
    scratch.generate().unwrap();
    has(&scratch.code("test20200101/mod.rs"), &["mod r#pub;"]);
    has(&scratch.code("test20200101/pub.rs"), &[r#"operation!(Pub: "Pub""#]);
}

#[test]
fn version_that_is_no_date() {
    let text = document("RPC", "{}", "{}").replace("2020-01-01", "iap_1.0");
    let scratch = Scratch::new(&[("test/iap_1.0.json", &text)]);
    scratch.generate().unwrap();
    has(&scratch.code("testiap_1_0/mod.rs"), &[r#"version: "iap_1.0""#]);
}

#[test]
fn component_called_like_an_operation() {
    let scratch = components(
        r#"{"Do": {"type": "object", "properties": {"Name": {"type": "string"}}}}"#,
        "Do",
    );
    has(&scratch.code("test20200101/model.rs"), &["pub struct Do {"]);
    has(&scratch.code("test20200101/do.rs"), &["=> p: super::model::Do"]);
}

#[test]
fn component_called_like_a_type_of_rust() {
    let scratch = components(
        r#"{"String": {"type": "object", "properties": {"Name": {"type": "string"}}}}"#,
        "String",
    );
    let code = scratch.code("test20200101/model.rs");
    has(&code, &["pub struct StringValue {", "pub name: Option<String>"]);
}

#[test]
fn component_that_is_a_keyword() {
    let scratch = components(
        r#"{"Move": {"type": "object", "properties": {"Name": {"type": "string"}}}}"#,
        "Move",
    );
    has(&scratch.code("test20200101/model.rs"), &["pub struct Move {"]);
}
