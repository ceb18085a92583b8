//! Paths, methods and schemes.

use crate::support::{Scratch, document, operation};
use crate::{at_path, has};

#[test]
fn no_path_in_a_product_of_another_style() {
    let code = operation("V3", "", "", "{}", "{}").code("test20200101/do.rs");
    has(
        &code,
        &[r#"operation!(Do: "Do" Post write [answer = Answer::Empty] => () {});"#],
    );
}

#[test]
fn path_in_an_rpc_product() {
    let code = operation("RPC", r#""path": "/genAnalysis","#, "", "{}", "{}").code("test20200101/do.rs");
    has(&code, &[r#"path = "/genAnalysis""#]);
}

#[test]
fn query_in_a_path() {
    let code = at_path(
        "/job/{name}?result",
        r#"{"name": "name", "in": "path", "schema": {"type": "string"}}"#,
    );
    has(&code, &[r#"path = "/job/{name}?result""#]);
}

#[test]
fn wildcard_in_a_path() {
    has(&at_path("/a/*", ""), &[r#"path = "/a/*""#]);
}

#[test]
fn placeholder_in_brackets() {
    let code = at_path(
        "/a/[id]/b",
        r#"{"name": "id", "in": "path", "schema": {"type": "string"}}"#,
    );
    has(&code, &[r#"path = "/a/{id}/b""#, r#"required path "id" => id: String"#]);
}

#[test]
fn text_beside_a_placeholder() {
    let code = at_path(
        "/runs/{number}:stop",
        r#"{"name": "number", "in": "path", "schema": {"type": "string"}}"#,
    );
    has(
        &code,
        &[
            r#"path = "/runs/{number}:stop""#,
            r#"required path "number" => number: String"#,
        ],
    );
}

#[test]
fn trailing_slash() {
    has(&at_path("/a/", ""), &[r#"path = "/a/""#]);
}

#[test]
fn several_methods() {
    let apis = r#"{"Do": {"methods": ["get", "post"], "parameters": [], "responses": {}},
                   "Undo": {"methods": ["put", "get"], "parameters": [], "responses": {}}}"#;
    let scratch = Scratch::of_apis(apis);
    scratch.generate().unwrap();
    has(&scratch.code("test20200101/do.rs"), &[r#""Do" Post"#]);
    has(&scratch.code("test20200101/undo.rs"), &[r#""Undo" Put"#]);
}

#[test]
fn unusual_method() {
    let apis = r#"{"Do": {"methods": ["options"], "path": "/", "parameters": [], "responses": {}}}"#;
    let scratch = Scratch::new(&[("test/2020-01-01.json", &document("ROA", apis, "{}"))]);
    scratch.generate().unwrap();
    has(&scratch.code("test20200101/do.rs"), &[r#""Do" Options"#]);
}

#[test]
fn events() {
    let answer = r#"{"schema": {"type": "object", "properties": {"Text": {"type": "string"}}}}"#;
    let code = operation("RPC", r#""schemes": ["sse"],"#, "", answer, "{}").code("test20200101/do.rs");
    has(
        &code,
        &["answer = Answer::Events] => alicloud_runtime::Events<DoOutput>"],
    );
}

#[test]
fn no_endpoints() {
    let text = r#"{"info": {"style": "RPC", "product": "Test", "version": "2020-01-01"}, "apis": {}}"#;
    let scratch = Scratch::new(&[("test/2020-01-01.json", text)]);
    scratch.generate().unwrap();
    has(
        &scratch.code("test20200101/mod.rs"),
        &["endpoints: &[ ], rule: EndpointRule::Regional"],
    );
}

#[test]
fn no_operations() {
    let scratch = Scratch::of_apis("{}");
    assert_eq!(scratch.generate().unwrap().operations, 0);
    has(&scratch.code("test20200101/mod.rs"), &["Service"]);
}
