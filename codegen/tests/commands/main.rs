//! The subcommands end to end: what they print and their exit codes.
#![allow(missing_docs)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout
)]

mod changelog;
mod diff;
mod help;
mod list;
mod messages;
mod show;
#[path = "../support/mod.rs"]
mod support;

use std::path::Path;

use support::Scratch;
use support::command::{run_in, transcript};

/// An operation with something of everything that is worth showing.
const RUN: &str = r##"{
  "summary": "Runs instances.", "description": "They cost money.\n\n- at once\n- per hour", "methods": ["post"], "operationType": "write",
  "parameters": [
    {"name": "RegionId", "in": "query", "schema": {"type": "string", "required": true, "example": "cn-hangzhou"}},
    {"name": "Amount", "in": "query", "schema": {"type": "integer", "required": true, "minimum": "1", "maximum": "100", "default": "1", "example": "3"}},
    {"name": "ChargeType", "in": "query", "schema": {"type": "string", "required": true, "enum": ["PrePaid", "PostPaid"],
      "enumValueTitles": {"PrePaid": "Paid before."}, "example": "PostPaid"}},
    {"name": "Disk", "in": "query", "style": "repeatList", "schema": {"type": "array", "required": true, "items": {"type": "object", "properties": {
      "Size": {"type": "integer", "example": "40"}, "Key": {"type": "string"}, "Tags": {"type": "array", "items": {"$ref": "#/components/schemas/Tag"}}}}}},
    {"name": "Labels", "in": "query", "style": "json", "schema": {"type": "object", "required": true, "additionalProperties": {"type": "string"}}},
    {"name": "Tag", "in": "query", "style": "json", "schema": {"required": true, "$ref": "#/components/schemas/Tag"}},
    {"name": "Password", "in": "query", "schema": {"type": "string", "deprecated": true}},
    {"name": "BandwidthOfEverything", "in": "query", "schema": {"type": "integer", "format": "int64", "required": true, "example": "10000000000"}},
    {"name": "Ratio", "in": "query", "schema": {"type": "number", "required": true, "example": "2"}}
  ],
  "responses": {"200": {"schema": {"type": "object", "properties": {
    "RequestId": {"type": "string"},
    "Instances": {"type": "object", "properties": {"Instance": {"type": "array", "items": {"type": "object", "properties": {
      "InstanceId": {"type": "string"}, "Status": {"type": "string", "enum": ["Running", "Stopped"]}, "Tag": {"$ref": "#/components/schemas/Tag"}}}}}},
    "Count": {"type": "integer"}}}}},
  "ramActions": [{"operationType": "create", "ramAction": {"action": "test:RunInstances", "resources": [
    {"product": "Test", "resourceType": "Instance", "arn": "acs:test:{#regionId}:{#accountId}:instance/*"}]}}],
  "errorCodes": {"403": [{"errorCode": "QuotaExceeded", "errorMessage": "Too many."}], "404": [{"errorCode": "NoRegion"}]}
}"##;

/// Two API versions of `Test` and one of `Other`.
fn specs() -> Scratch {
    let tag = r##"{"Tag": {"type": "object", "properties": {"Key": {"type": "string"}, "Next": {"$ref": "#/components/schemas/Tag"}}}}"##;
    let apis = format!(
        r#"{{"RunInstances": {RUN},
            "ListInstances": {{"summary": "Lists.", "operationType": "list", "parameters": [{{"name": "regionid", "in": "query", "schema": {{"type": "string"}}}}],
                "ramActions": [{{"action": "test:ListInstances"}}]}},
            "Download": {{"deprecated": true, "produces": ["application/octet-stream"], "responses": {{"200": {{"schema": {{"type": "string", "format": "binary"}}}}}}}}}}"#
    );
    let old = support::document("RPC", r#"{"ListInstances": {}}"#, "{}").replace("2020-01-01", "2019-01-01");
    let other = support::document(
        "ROA",
        r#"{"ListThings": {"path": "/things/{id}", "methods": ["get"]}}"#,
        "{}",
    )
    .replace("\"Test\"", "\"Other\"");
    Scratch::new(&[
        ("test/2020-01-01.json", &support::document("RPC", &apis, tag)),
        ("test/2019-01-01.json", &old),
        ("other/2020-01-01.json", &other),
    ])
}

fn run(scratch: &Scratch, arguments: &[&str]) -> String {
    run_at(scratch.folder.path(), arguments)
}

fn run_at(folder: &Path, arguments: &[&str]) -> String {
    format!("$ {}\n{}", arguments.join(" "), transcript(&run_in(folder, arguments)))
}
