//! Parameters.

use crate::support::{operation, request};
use crate::{at_path, has, lacks};

#[test]
fn repeated() {
    let code = request(
        r#"{"name": "Lang", "in": "query", "schema": {"type": "string", "required": true}},
           {"name": "Lang", "in": "query", "schema": {"type": "integer"}}"#,
    );
    has(&code, &[r#"{ required query "Lang" => lang: String, }"#]);
}

#[test]
fn dotted_without_its_parent() {
    let code = request(r#"{"name": "TaskOption.HttpURI", "in": "query", "schema": {"type": "string"}}"#);
    has(
        &code,
        &[r#"query "TaskOption.HttpURI" => task_option_http_uri: String"#],
    );
}

#[test]
fn dotted_beside_its_parent() {
    let code = request(
        r#"{"name": "Disk", "in": "query", "style": "flat", "schema": {"type": "object", "properties": {"Size": {"type": "integer"}}}},
           {"name": "Disk.Size", "in": "query", "schema": {"type": "integer"}},
           {"name": "Disk.Kind", "in": "query", "schema": {"type": "string"}}"#,
    );
    has(
        &code,
        &[
            r#"query "Disk" => disk: Disk"#,
            r#"query "Disk.Kind" => disk_kind: String"#,
        ],
    );
    lacks(&code, &["Disk.Size"]);
}

#[test]
fn numbered() {
    let code = request(
        r#"{"name": "Tag.1.Key", "in": "query", "schema": {"type": "string"}},
           {"name": "PolicyId.N", "in": "query", "schema": {"type": "string"}}"#,
    );
    has(
        &code,
        &[
            r#"query "Tag.1.Key" => tag_1_key: String"#,
            r#"query "PolicyId.N" => policy_id_n: String"#,
        ],
    );
}

#[test]
fn with_dashes() {
    let code = request(r#"{"name": "x-acs-accept-language", "in": "header", "schema": {"type": "string"}}"#);
    has(
        &code,
        &[r#"header "x-acs-accept-language" => x_acs_accept_language: String"#],
    );
}

#[test]
fn wildcard_header() {
    let code = request(
        r#"{"name": "x-oss-meta-*", "in": "header", "schema": {"type": "object", "additionalProperties": {"type": "string"}}}"#,
    );
    has(&code, &[r#"header "x-oss-meta-*" => x_oss_meta{}: String"#]);
}

#[test]
fn leading_underscores() {
    let code = request(r#"{"name": "__context", "in": "query", "schema": {"type": "string"}}"#);
    has(&code, &[r#"query "__context" => context: String"#]);
}

#[test]
fn called_like_a_common_parameter() {
    let code = request(r#"{"name": "Version", "in": "query", "schema": {"type": "string"}}"#);
    has(&code, &[r#"query "Version" => version: String"#]);
}

#[test]
fn standard_header() {
    let code = request(r#"{"name": "Content-Type", "in": "header", "schema": {"type": "string"}}"#);
    has(&code, &[r#"header "Content-Type" => content_type: String"#]);
}

#[test]
fn part_of_the_host() {
    let code = at_path(
        "/",
        r#"{"name": "bucket", "in": "host", "schema": {"type": "string", "required": true}}"#,
    );
    has(&code, &[r#"required host "bucket" => bucket: String"#]);
}

#[test]
fn body_of_another_name() {
    let code = at_path(
        "/",
        r#"{"name": "addons", "in": "body", "style": "json", "schema": {"type": "array", "items": {"type": "string"}}}"#,
    );
    has(&code, &[r#"whole "addons" => addons[]: String"#]);
}

#[test]
fn body_that_is_no_object() {
    let list = r#"{"name": "body", "in": "body", "style": "json", "schema": {"type": "array", "items": {"type": "object", "properties": {"Key": {"type": "string"}}}}}"#;
    has(&at_path("/", list), &[r#"whole list "body" => body[]: "#]);
    let text = r#"{"name": "body", "in": "body", "style": "json", "schema": {"type": "string"}}"#;
    has(&at_path("/", text), &[r#"whole "body" => body: String"#]);
}

#[test]
fn binary() {
    let stream = r#"{"name": "body", "in": "body", "style": "json", "schema": {"type": "string", "format": "binary"}}"#;
    has(
        &at_path("/", stream),
        &[r#"whole "body" => body: alicloud_runtime::Body"#],
    );
    let file = r#"{"name": "File", "in": "formData", "schema": {"type": "string", "format": "binary"}}"#;
    has(&request(file), &[r#"form "File" => file: Bytes"#]);
}

#[test]
fn reference() {
    let parameter =
        r##"{"name": "Config", "in": "query", "style": "json", "schema": {"$ref": "#/components/schemas/Repo"}}"##;
    let schemas = r#"{"Repo": {"type": "object", "properties": {"Name": {"type": "string"}}}}"#;
    let code = operation("RPC", "", parameter, "{}", schemas).code("test20200101/do.rs");
    has(&code, &[r#"query json "Config" => config: super::model::Repo"#]);
}

#[test]
fn list_in_a_header() {
    let code =
        request(r#"{"name": "x-ids", "in": "header", "schema": {"type": "array", "items": {"type": "string"}}}"#);
    has(&code, &[r#"header json "x-ids" => x_ids[]: String"#]);
}

#[test]
fn path_parameter_that_is_optional() {
    let code = at_path(
        "/a/{id}",
        r#"{"name": "id", "in": "path", "schema": {"type": "string"}}"#,
    );
    has(&code, &[r#"required path "id" => id: String"#]);
}

#[test]
fn path_parameter_without_a_placeholder() {
    let code = at_path("/a", r#"{"name": "id", "in": "path", "schema": {"type": "string"}}"#);
    has(
        &code,
        &[r#"operation!(Do: "Do" Post write [path = "/a", answer = Answer::Empty] => () {});"#],
    );
}

#[test]
fn placeholder_without_a_parameter() {
    let code = at_path("/a/{id}", "");
    has(&code, &[r#"required path "id" => id: String"#]);
}

#[test]
fn one_name_in_two_places() {
    let code = at_path(
        "/a/{id}",
        r#"{"name": "id", "in": "path", "schema": {"type": "string"}},
           {"name": "id", "in": "query", "schema": {"type": "integer"}}"#,
    );
    has(
        &code,
        &[
            r#"path = "/a/{path.id}""#,
            r#"query "id" => id: i64"#,
            r#"required path "path.id" => path_id: String"#,
        ],
    );
}

#[test]
fn form_of_a_get() {
    let parameter = r#"{"name": "Text", "in": "formData", "schema": {"type": "string"}}"#;
    let apis = format!(r#"{{"Do": {{"methods": ["get"], "parameters": [{parameter}], "responses": {{}}}}}}"#);
    let scratch = crate::support::Scratch::of_apis(&apis);
    scratch.generate().unwrap();
    has(
        &scratch.code("test20200101/do.rs"),
        &[r#""Do" Get read"#, r#"form "Text" => text: String"#],
    );
}

#[test]
fn without_a_style() {
    let parameter = r#"{"name": "Ids", "in": "query", "schema": {"type": "array", "items": {"type": "string"}}}"#;
    has(&request(parameter), &[r#"query "Ids" => ids[]: String"#]);
    has(&at_path("/", parameter), &[r#"query json "Ids" => ids[]: String"#]);
}
