//! Schemas.

use crate::support::{answer, request};
use crate::{components, documented, has, lacks};

/// The code of components of which `A` is used.
fn model(schemas: &str) -> String {
    components(schemas, "A").code("test20200101/model.rs")
}

#[test]
fn recursion() {
    let code = model(r##"{"A": {"type": "object", "properties": {"Next": {"$ref": "#/components/schemas/A"}}}}"##);
    has(&code, &["pub next: Option<Box<A>>"]);
}

#[test]
fn recursion_through_another() {
    let code = model(
        r##"{"A": {"type": "object", "properties": {"B": {"$ref": "#/components/schemas/B"}}},
             "B": {"type": "object", "properties": {"A": {"$ref": "#/components/schemas/A"}, "Many": {"type": "array", "items": {"$ref": "#/components/schemas/B"}}}}}"##,
    );
    has(
        &code,
        &[
            "pub b: Option<Box<B>>",
            "pub a: Option<Box<A>>",
            "pub many: Option<Vec<B>>",
        ],
    );
}

#[test]
fn component_that_is_no_object() {
    let scratch = components(r#"{"A": {"type": "array", "items": {"type": "string"}}}"#, "A");
    has(
        &scratch.code("test20200101/do.rs"),
        &[r#"query json "P" => p[]: String"#],
    );
}

#[test]
fn component_that_is_a_reference() {
    let scratch = components(
        r##"{"A": {"$ref": "#/components/schemas/B"}, "B": {"type": "object", "properties": {"Name": {"type": "string"}}}}"##,
        "A",
    );
    has(
        &scratch.code("test20200101/do.rs"),
        &[r#"query json "P" => p: super::model::B"#],
    );
}

#[test]
fn reference_with_more_beside_it() {
    let code = model(
        r##"{"A": {"type": "object", "properties": {"B": {"$ref": "#/components/schemas/B", "deprecated": true, "required": true}}},
             "B": {"type": "object", "properties": {"Name": {"type": "string"}}}}"##,
    );
    has(&code, &["pub b: Option<B>"]);
}

#[test]
fn list_of_lists() {
    let code = answer(
        r#"{"type": "object", "properties": {"Rows": {"type": "array", "items": {"type": "array", "items": {"type": "object", "properties": {"Cell": {"type": "string"}}}}}}}"#,
    );
    has(&code, &["pub rows: Vec<Vec<"]);
}

#[test]
fn object_without_properties() {
    let code = request(r#"{"name": "Extra", "in": "query", "style": "json", "schema": {"type": "object"}}"#);
    has(&code, &[r#"query json "Extra" => extra: Value"#]);
    let code = answer(r#"{"type": "object", "properties": {"Extra": {"type": "object"}}}"#);
    has(&code, &["pub extra: Option<Value>"]);
}

#[test]
fn properties_of_what_is_no_object() {
    let code = answer(
        r#"{"type": "object", "properties": {"Id": {"type": "string", "properties": {"X": {"type": "string"}}}}}"#,
    );
    has(&code, &["pub id: Option<String>"]);
    lacks(&code, &["\"X\""]);
}

#[test]
fn any() {
    let code = answer(r#"{"type": "object", "properties": {"Data": {"type": "any"}}}"#);
    has(&code, &["pub data: Option<Value>"]);
}

#[test]
fn integer_of_any_size() {
    let code = answer(
        r#"{"type": "object", "properties": {"A": {"type": "integer"}, "B": {"type": "integer", "format": "int32"}}}"#,
    );
    has(&code, &["pub a: Option<i64>", "pub b: Option<i64>"]);
}

#[test]
fn text_with_the_format_of_a_number() {
    let code = answer(r#"{"type": "object", "properties": {"Size": {"type": "string", "format": "int64"}}}"#);
    has(&code, &["pub size: Option<String>"]);
}

#[test]
fn bounds_out_of_range() {
    let docs =
        documented(r#"{"type": "integer", "format": "int32", "minimum": "0", "maximum": "9223372036854775808"}"#);
    has(&docs, &["0 to 9223372036854775808."]);
}

#[test]
fn bounds_of_what_is_no_number() {
    lacks(
        &documented(r#"{"type": "string", "minimum": "1", "maximum": "9"}"#),
        &["1 to 9"],
    );
}

#[test]
fn lengths_of_what_has_none() {
    let docs = documented(r#"{"type": "integer", "maxLength": 64, "maxItems": 3}"#);
    lacks(&docs, &[" 64", "characters", "items"]);
}

#[test]
fn fewest_above_most() {
    let docs = documented(r#"{"type": "array", "items": {"type": "string"}, "minItems": 20, "maxItems": 1}"#);
    lacks(&docs, &["20 to 1"]);
}

#[test]
fn pattern() {
    lacks(
        &documented(r#"{"type": "string", "pattern": "[a-z](?!-)[a-z]"}"#),
        &["(?!-)"],
    );
}

#[test]
fn required_by_its_documentation_only() {
    let code = request(
        r#"{"name": "P", "in": "query", "schema": {"type": "string", "required": false, "docRequired": true}}"#,
    );
    has(&code, &[r#"{ query "P" => p: String, }"#]);
}
