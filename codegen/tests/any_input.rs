//! Whatever the input is, there is an answer and never a panic, and what a document says never becomes code.
#![allow(missing_docs)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout
)]

mod support;

use proptest::prelude::*;
use support::{Scratch, contents, document};

/// A document in which most things occur, to be damaged.
const RICH: &str = r##"{
  "info": {"style": "ROA", "product": "Test", "version": "2020-01-01"},
  "components": {"schemas": {"Node": {"type": "object", "properties": {"Next": {"$ref": "#/components/schemas/Node"}}},
                             "List": {"type": "array", "items": {"$ref": "#/components/schemas/Node"}}}},
  "apis": {"GetUser": {"path": "/users/{Id}", "methods": ["get"], "security": [{"AK": []}], "summary": "Text.",
    "parameters": [{"name": "Id", "in": "path", "schema": {"type": "string", "required": true, "enum": ["a", "b"], "enumValueTitles": {"a": "A"}}},
                   {"name": "body", "in": "body", "schema": {"type": "object", "properties": {"x": {"$ref": "#/components/schemas/List"}}}}],
    "responses": {"200": {"schema": {"type": "object", "properties": {"Users": {"type": "object", "properties": {"User": {"type": "array", "items": {"type": "string"}}}}}}}},
    "ramActions": [{"operationType": "get", "ramAction": {"action": "a:b", "resources": [{"resourceType": "U", "arn": "acs"}]}}],
    "errorCodes": {"404": [{"errorCode": "X", "errorMessage": "m"}]}, "responseDemo": "[]"}},
  "endpoints": [{"regionId": "cn-hangzhou", "endpoint": "test.aliyuncs.com"}]
}"##;

fn any_json() -> impl Strategy<Value = serde_json::Value> {
    let scalar = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<f64>().prop_map(Into::into),
        ".{0,12}".prop_map(Into::into),
    ];
    scalar.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Into::into),
            prop::collection::vec((".{0,6}", inner), 0..4)
                .prop_map(|entries| serde_json::Value::Object(entries.into_iter().collect())),
        ]
    })
}

/// Replaces the value at one of the places of a document.
fn damage(value: &mut serde_json::Value, place: &mut usize, with: &serde_json::Value) {
    if *place == 0 {
        *value = with.clone();
    }
    *place = place.wrapping_sub(1);
    match value {
        serde_json::Value::Array(items) => items.iter_mut().for_each(|item| damage(item, place, with)),
        serde_json::Value::Object(entries) => entries.values_mut().for_each(|item| damage(item, place, with)),
        _ => {}
    }
}

/// Generates, and when that works checks that everything is Rust.
fn survive(text: &[u8]) {
    let scratch = Scratch::new(&[]);
    scratch.put("test/2020-01-01/api-docs.json", text);
    scratch.put("test/2020-01-01/Other.json", text);
    match scratch.generate() {
        Ok(_) => {
            for (path, text) in contents(&scratch.out().join("src")) {
                syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}\n{text}", path.display()));
            }
        }
        Err(failure) => assert!(!failure.to_string().is_empty()),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        survive(&bytes);
    }

    #[test]
    fn any_document(value in any_json()) {
        survive(value.to_string().as_bytes());
    }

    #[test]
    fn a_document_with_anything_anywhere(place in 0_usize..80, with in any_json()) {
        let mut value: serde_json::Value = serde_json::from_str(RICH).unwrap();
        damage(&mut value, &mut place.clone(), &with);
        survive(value.to_string().as_bytes());
    }

    #[test]
    fn a_document_cut_anywhere(end in 0_usize..RICH.len()) {
        survive(&RICH.as_bytes()[..end]);
    }

    #[test]
    fn any_names_and_texts(name in ".{1,16}", text in "(?s).{0,80}", value in ".{0,16}") {
        let json = |text: &str| serde_json::Value::from(text).to_string();
        let (name, text, value) = (json(&name), json(&text), json(&value));
        let apis = format!(
            r#"{{"GetUser": {{"summary": {text}, "description": {text}, "parameters": [
                {{"name": {name}, "in": "query", "schema": {{"type": "string", "description": {text}, "example": {value}, "enum": ["A", {value}]}}}},
                {{"name": "b", "in": "query", "schema": {{"type": "integer", "default": {value}, "enumValueTitles": {{"1": {text}}}}}}}]}}}}"#
        );
        survive(document("RPC", &apis, "{}").as_bytes());
    }
}
