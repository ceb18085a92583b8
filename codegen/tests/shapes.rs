//! The code made from every kind of shape a document can describe.
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
use support::{Scratch, answer, operation, repository_specs, request};

#[test]
fn the_seed_operations() {
    let scratch = Scratch::new(&[]);
    alicloud_codegen::Generator::new(repository_specs(), scratch.out())
        .run()
        .unwrap();
    assert_snapshot!(scratch.read("ims20190815/get_user_mfa_info.rs"));
    assert_snapshot!(scratch.read("cloudsso20210515/update_user_mfa_authentication_settings.rs"));
}

#[test]
fn lists_and_objects_in_a_query() {
    assert_snapshot!(request(
        r#"{"name": "Tag", "in": "query", "style": "repeatList", "schema": {"type": "array", "items": {"type": "object",
            "properties": {"Key": {"type": "string"}, "Value": {"type": "string"}}}}},
           {"name": "Ids", "in": "query", "style": "json", "schema": {"type": "array", "items": {"type": "integer"}}},
           {"name": "Names", "in": "query", "style": "simple", "schema": {"type": "array", "items": {"type": "string"}}},
           {"name": "Grid", "in": "query", "style": "json", "schema": {"type": "array", "items": {"type": "array", "items": {"type": "number"}}}},
           {"name": "Labels", "in": "formData", "style": "json", "schema": {"type": "object", "additionalProperties": {"type": "string"}}},
           {"name": "Extra", "in": "query", "style": "json", "schema": {"type": "object"}},
           {"name": "Disk", "in": "query", "style": "flat", "schema": {"type": "object", "properties": {"Size": {"type": "integer"}}}},
           {"name": "Disk.Size", "in": "query", "schema": {"type": "integer"}},
           {"name": "Disk.Kind", "in": "query", "schema": {"type": "string"}}"#
    ));
}

#[test]
fn odd_names() {
    assert_snapshot!(request(
        r#"{"name": "Type", "in": "query", "schema": {"type": "string"}},
           {"name": "Self", "in": "query", "schema": {"type": "string"}},
           {"name": "Default", "in": "query", "schema": {"type": "string"}},
           {"name": "key", "in": "query", "schema": {"type": "string"}},
           {"name": "Key", "in": "query", "schema": {"type": "string"}},
           {"name": "Key", "in": "header", "schema": {"type": "string"}},
           {"name": "Key", "in": "query", "schema": {"type": "integer"}},
           {"name": "302Pv", "in": "query", "schema": {"type": "integer"}},
           {"name": "x-acs-meta-*", "in": "header", "schema": {"type": "object", "additionalProperties": {"type": "string"}}},
           {"name": "Say\"Hi\\\n", "in": "query", "schema": {"type": "string"}}"#
    ));
}

#[test]
fn required_sensitive_and_enums() {
    assert_snapshot!(request(
        r#"{"name": "RegionId", "in": "query", "schema": {"type": "string", "required": true, "enum": ["cn-hangzhou"]}},
           {"name": "Password", "in": "query", "schema": {"type": "string", "required": true}},
           {"name": "NextToken", "in": "query", "schema": {"type": "string"}},
           {"name": "Status", "in": "query", "schema": {"type": "string", "enum": ["Active", "in-active", "ACTIVE", "Unknown", "8Core64GB", "SELF"]}},
           {"name": "Modes", "in": "query", "schema": {"type": "array", "enum": ["A", "B"], "items": {"type": "string"}}},
           {"name": "Level", "in": "query", "schema": {"type": "integer", "enum": [1, "2"]}},
           {"name": "Operator", "in": "query", "schema": {"type": "string", "enum": [">", "="]}},
           {"name": "Flag", "in": "query", "schema": {"type": "string", "enum": ["true", "false"]}}"#
    ));
}

#[test]
fn an_answer() {
    assert_snapshot!(answer(
        r#"{"type": "object", "properties": {
            "Users": {"type": "object", "properties": {"User": {"type": "array", "items": {"type": "object",
                "properties": {"Name": {"type": "string"}, "Tags": {"type": "array", "items": {"type": "object", "properties": {"Key": {"type": "string"}}}}}}}}},
            "Groups": {"type": "array", "items": {"type": "object", "properties": {"Tags": {"type": "array", "items": {"type": "object", "properties": {"Name": {"type": "string"}}}}}}},
            "HostConfig": {"type": "object", "properties": {"Values": {"type": "array", "items": {"type": "string"}}}},
            "Counts": {"type": "object", "additionalProperties": {"type": "integer"}},
            "AccessKeySecret": {"type": "string"},
            "Any": {"type": "any"},
            "RequestId": {"type": "string"}}}"#
    ));
}

#[test]
fn answers_that_are_no_struct() {
    assert_snapshot!(answer(
        r#"{"type": "array", "items": {"type": "object", "properties": {"Id": {"type": "string"}}}}"#
    ));
    assert_snapshot!(answer(r#"{"type": "string", "format": "binary"}"#));
    assert_snapshot!(operation("RPC", "", "", "{}", "{}").code("test20200101/do.rs"));
}

#[test]
fn the_same_type_in_both_directions() {
    let tag = r#"{"type": "array", "items": {"type": "object", "properties": {"Key": {"type": "string"}}}}"#;
    assert_snapshot!(
        operation(
            "RPC",
            "",
            &format!(r#"{{"name": "Tags", "in": "query", "style": "repeatList", "schema": {tag}}}"#),
            &format!(r#"{{"schema": {{"type": "object", "properties": {{"Tags": {tag}}}}}}}"#),
            "{}"
        )
        .code("test20200101/do.rs")
    );
}

#[test]
fn a_resource_operation() {
    assert_snapshot!(
        operation(
            "ROA",
            r#""path": "/things/[thingId]/{part}:run?type=x", "methods": ["put"], "security": [{"Anonymous": []}],"#,
            r#"{"name": "thingId", "in": "path", "schema": {"type": "string"}},
               {"name": "lost", "in": "path", "schema": {"type": "string"}},
               {"name": "filter", "in": "query", "schema": {"type": "array", "items": {"type": "string"}}},
               {"name": "x-trace", "in": "header", "schema": {"type": "array", "items": {"type": "string"}}},
               {"name": "bucket", "in": "host", "schema": {"type": "string"}},
               {"name": "body", "in": "body", "style": "json", "schema": {"type": "object", "properties": {
                   "name": {"type": "string", "required": true}, "thingId": {"type": "string"}, "sizes": {"type": "array", "items": {"type": "integer"}}}}}"#,
            "{}",
            "{}"
        )
        .code("test20200101/do.rs")
    );
}

#[test]
fn calls_that_carry_no_signature() {
    let is_anonymous = |security: &str| {
        let facts = format!(r#""security": {security},"#);
        let text = operation("RPC", &facts, "", "{}", "{}").code("test20200101/do.rs");
        text.contains("Auth::Anonymous")
    };
    assert!(is_anonymous(r#"[{"Anonymous": []}]"#));
    assert!(is_anonymous(r#"[{"ARS_OIDC": []}]"#));
    assert!(!is_anonymous(r#"[{"Anonymous": []}, {"AK": []}]"#));
    assert!(!is_anonymous("[]"));
}

#[test]
fn whole_bodies() {
    let body = |schema: &str| {
        let parameter = format!(r#"{{"name": "body", "in": "body", "schema": {schema}}}"#);
        let schemas = r#"{"Thing": {"type": "object", "properties": {"a": {"type": "string"}}}}"#;
        let text = operation("ROA", r#""path": "/x","#, &parameter, "{}", schemas).code("test20200101/do.rs");
        text.lines()
            .filter(|line| line.contains("whole"))
            .map(|line| line.trim().to_owned())
            .collect::<String>()
    };
    assert_eq!(
        body(r##"{"$ref": "#/components/schemas/Thing"}"##),
        r#"whole "body" => body: super::model::Thing,"#
    );
    assert_eq!(
        body(r#"{"type": "array", "items": {"type": "string"}}"#),
        r#"whole "body" => body[]: String,"#
    );
    assert_eq!(
        body(r##"{"type": "array", "items": {"$ref": "#/components/schemas/Thing"}}"##),
        r#"whole list "body" => body[]: super::model::Thing,"#
    );
    assert_eq!(body(r#"{"type": "string"}"#), r#"whole "body" => body: String,"#);
    assert_eq!(
        body(r#"{"type": "string", "format": "binary"}"#),
        r#"whole "body" => body: alicloud_runtime::Body,"#
    );
    assert_eq!(body(r#"{"type": "object"}"#), r#"whole "body" => body: Value,"#);
}

#[test]
fn xml_and_events() {
    let xml = operation(
        "OSS",
        r#""path": "/?cors", "produces": ["application/xml"],"#,
        r#"{"name": "body", "in": "body", "style": "xml", "schema": {"type": "object", "properties": {"Config": {"type": "object", "properties": {"Rule": {"type": "string"}}}}}}"#,
        r#"{"schema": {"type": "object", "properties": {"Owner": {"type": "string"}}}}"#,
        "{}",
    );
    assert_snapshot!(xml.code("test20200101/do.rs"));
    assert!(xml.code("test20200101/mod.rs").contains("style: Style::Foreign("));
    let events = operation(
        "RPC",
        r#""schemes": ["sse"],"#,
        "",
        r#"{"schema": {"type": "object", "properties": {"Text": {"type": "string"}}}}"#,
        "{}",
    );
    assert!(
        events
            .code("test20200101/do.rs")
            .contains("[answer = Answer::Events] => alicloud_runtime::Events<DoOutput> {")
    );
}

#[test]
fn components() {
    let scratch = operation(
        "RPC",
        "",
        "",
        r##"{"schema": {"$ref": "#/components/schemas/Tree"}}"##,
        r##"{"Tree": {"type": "object", "properties": {
                "Left": {"$ref": "#/components/schemas/Tree"},
                "Other": {"$ref": "#/components/schemas/Pair"},
                "Children": {"$ref": "#/components/schemas/Trees"},
                "State": {"$ref": "#/components/schemas/State"},
                "Spot": {"type": "object", "properties": {"X": {"type": "integer"}}}}},
             "Pair": {"type": "object", "properties": {"Tree": {"$ref": "#/components/schemas/Tree"}, "Leaf": {"$ref": "#/components/schemas/Leaf"}}},
             "Leaf": {"type": "object", "properties": {"Name": {"type": "string"}}},
             "Trees": {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}},
             "Loop": {"type": "array", "items": {"$ref": "#/components/schemas/Loop"}},
             "State": {"type": "string", "enum": ["On", "Off"]}}"##,
    );
    assert_snapshot!(scratch.code("test20200101/model.rs"));
    assert!(
        scratch
            .code("test20200101/do.rs")
            .contains("pub type DoOutput = super::model::Tree;")
    );
}

#[test]
fn an_api_version() {
    let scratch =
        Scratch::of_apis(r#"{"Pub": {}, "Model": {}, "createThing": {}, "CreateThing": {}, "Service": {}, "Mod": {}}"#);
    scratch.generate().unwrap();
    assert_snapshot!(scratch.code("test20200101/mod.rs"));
}

#[test]
fn documentation() {
    let scratch = operation(
        "RPC",
        r#""summary": "Does <b>it</b>.", "deprecated": true,
           "description": "See [Other](~~123~~) and [site](https://a.b/c).\n\n```rust\nstd::process::exit(1)\n```\n\n    panic!()\n* one\n* two",
           "ramActions": [{"operationType": "get", "ramAction": {"action": "test:Do", "resources": [{"resourceType": "Thing", "arn": "acs:test::{#accountId}:thing/*"}]}},
                          {"action": "test:Old"}],
           "errorCodes": {"404": [{"errorCode": "Thing.NotFound", "errorMessage": "The [thing] is gone."}]},
           "responseDemo": "[{\"type\":\"json\",\"example\":\"{\\n  \\\"RequestId\\\": \\\"A\\\"\\n}\"}]","#,
        r#"{"name": "Level", "in": "query", "schema": {"type": "integer", "required": true, "description": "How */ much.\u202e", "minimum": "1", "maximum": 9,
            "enum": [1, 2], "enumValueTitles": {"1": "Low"}, "default": 1, "example": "`2`"}}"#,
        "{}",
        "{}",
    );
    assert_snapshot!(scratch.read("test20200101/do.rs"));
}

#[test]
fn idempotency_tokens() {
    let parameters = r#"{"name": "ClientToken", "in": "query", "schema": {"type": "string"}},
        {"name": "body", "in": "body", "style": "json", "schema": {"type": "object", "properties": {
            "clientToken": {"type": "string", "required": true, "description": "At most 64 characters."}}}},
        {"name": "Client.Token", "in": "query", "schema": {"type": "integer"}}"#;
    assert_snapshot!(operation("RPC", "", parameters, "{}", "{}").read("test20200101/do.rs"));
    let read = operation("RPC", r#""operationType": "read","#, parameters, "{}", "{}").read("test20200101/do.rs");
    assert!(!read.contains("token query") && !read.contains("made up"), "{read}");
}

#[test]
fn error_codes() {
    let long = "Unacceptable.".repeat(7);
    let apis = format!(
        r#"{{"GetThing": {{"methods": ["post"], "parameters": [], "errorCodes": {{
            "404": [{{"errorCode": "Thing.NotFound", "errorMessage": "The [thing] is gone."}}, {{"errorCode": "InvalidThing.%s"}}],
            "400": [{{"errorCode": "{long}"}}, {{"errorCode": "no code", "errorMessage": "m"}}]}}}},
          "PutThing": {{"methods": ["post"], "parameters": [], "errorCodes": {{
            "409": [{{"errorCode": "ThingNotFound"}}, {{"errorCode": "Thing.NotFound", "errorMessage": "Another."}}]}}}}}}"#
    );
    let scratch = Scratch::of_apis(&apis);
    scratch.generate().unwrap();
    assert_snapshot!(scratch.read("test20200101/error_codes.rs"));
    assert!(scratch.code("test20200101/mod.rs").contains("pub mod error_codes;"));
}

#[test]
fn the_crate() {
    let scratch = Scratch::of_apis(r#"{"GetThing": {}}"#);
    scratch
        .generator()
        .name("my-cloud")
        .runtime(alicloud_codegen::Runtime::Version("0.1".into()))
        .run()
        .unwrap();
    assert_snapshot!(std::fs::read_to_string(scratch.out().join("Cargo.toml")).unwrap());
    assert_snapshot!(scratch.read("lib.rs"));
    assert_snapshot!(scratch.read("dynamic.rs"));
}

#[test]
fn a_product_whose_name_is_no_text() {
    let text = support::document(
        "RPC",
        r#"{"Do": {"methods": ["post"], "parameters": [], "responses": {}}}"#,
        "{}",
    );
    let text = text.replace(r#""Test""#, r#""Te\r\u202e[st](x)\u0000""#);
    let scratch = Scratch::new(&[("test/2020-01-01.json", &text)]);
    scratch.generate().unwrap();
    assert_snapshot!(scratch.read("te___st__x__20200101/do.rs"));
}
