//! Documents with things that no official one has: what people write by hand, and what other dialects of OpenAPI allow.
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
use support::Scratch;

/// The warnings and the code of an operation.
fn outcome(document: &str, file: &str) -> String {
    let scratch = Scratch::new(&[("kettle/2026-01-01.json", document)]);
    let warnings = scratch.warnings();
    format!("{warnings}\n\n{}", scratch.read(&format!("kettle20260101/{file}")))
}

/// Types and places as in OpenAPI 3.1, which official documents are not.
#[test]
fn in_the_words_of_another_dialect() {
    assert_snapshot!(outcome(
        r##"{
  "openapi": "3.1.0",
  "info": {"style": "RPC", "product": "Kettle", "version": "2026-01-01", "title": "Kettles"},
  "components": {"schemas": {"Pot": {"type": ["object", "null"], "properties": {"Name": {"type": "string", "nullable": true}}}}},
  "apis": {"Boil": {
    "methods": ["POST"],
    "parameters": [
      {"name": "Session", "in": "cookie", "schema": {"type": "string"}},
      {"name": "Shape", "in": "Query", "required": true, "schema": {"oneOf": [{"type": "string"}, {"type": "integer"}]}},
      {"name": "Pot", "in": "query", "schema": {"allOf": [{"$ref": "#/components/schemas/Pot"}]}}
    ],
    "responses": {"default": {"schema": {"type": "object"}},
                  "201": {"schema": {"type": "object", "properties": {"Pot": {"$ref": "#/components/schemas/Pot"}}}}}
  }}
}"##,
        "boil.rs"
    ));
}

/// Values of the wrong JSON type whose meaning is plain.
#[test]
fn loosely_typed() {
    assert_snapshot!(outcome(
        r#"{
  "info": {"style": "rpc", "product": "Kettle", "version": "2026-01-01"},
  "apis": {"Boil": {
    "methods": "post",
    "deprecated": "true",
    "parameters": [{
      "name": "Degrees", "in": "query",
      "schema": {"type": "Integer", "required": "true", "minimum": 1, "maximum": 1e2, "default": 95, "enum": [80, 95, null], "example": {"a": 1}}
    }],
    "responses": {"200": {"schema": {"type": "object", "properties": {"Done": {"type": "Boolean"}}}}}
  }}
}"#,
        "boil.rs"
    ));
}

/// A specification cut out of a longer one by hand, with remains of what was around it.
#[test]
fn cut_by_hand() {
    let scratch = Scratch::new(&[(
        "kettle/2026-01-01.json",
        r##"{
  "info": {"style": "ROA", "product": "Kettle", "version": "2026-01-01"},
  "apis": {
    "Boil": {"path": "/pots/{pot}/boil", "methods": ["put"],
      "parameters": [{"$ref": "#/components/parameters/Pot"}, ["pot"],
                     {"name": "body", "in": "body", "schema": {"type": "object", "properties": {"Water": {"$ref": "#/components/schemas/Water"}}}}],
      "responses": {"200": {"schema": {"type": "object", "properties": {"Steam": {"type": "vapour"}, "Cup": {"type": "array"}}}}}},
    "Boil ": {"path": "/pots/{pot}/boil", "methods": ["put"], "parameters": [], "responses": {}}
  }
}"##,
    )]);
    assert_snapshot!(scratch.complaint());
}
