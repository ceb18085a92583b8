//! Drop a spec in, call it: a new operation's document is generated, compiled and called without any other change.
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "helpers of tests speak by panicking and printing"
)]

use std::fs;

use alicloud_mock::{ACCESS_KEY_ID, ACCESS_KEY_SECRET, Mock};
use alicloud_tests::scratch::Scratch;

/// An API version without operations of its own, as the portal serves it: wrapped.
const API_DOCS: &str = r#"{"code": 0, "data": {
    "version": "1.0",
    "info": {"style": "RPC", "product": "Tea", "version": "2026-01-31"},
    "components": {"schemas": []},
    "apis": {},
    "endpoints": [{"regionId": "cn-hangzhou", "endpoint": "tea.cn-hangzhou.aliyuncs.com"}]
}}"#;

/// A single operation nobody has seen before.
const OPERATION: &str = r#"{
    "summary": "Brews a pot of tea.",
    "methods": ["post"],
    "schemes": ["https"],
    "security": [{"AK": []}],
    "operationType": "write",
    "parameters": [
        {"name": "TeaKind", "in": "query", "schema": {"type": "string", "required": true, "enum": ["Green", "OOLONG"]}},
        {"name": "Cup", "in": "query", "style": "repeatList", "schema": {"type": "array", "items":
            {"type": "object", "properties": {"Size": {"type": "integer", "format": "int32"}, "type": {"type": "string"}}}}}
    ],
    "responses": {"200": {"schema": {"type": "object", "properties": {
        "RequestId": {"type": "string"},
        "Pots": {"type": "object", "properties": {"Pot": {"type": "array", "items":
            {"type": "object", "properties": {"PotId": {"type": "string", "example": "pot-1"}, "Hot": {"type": "boolean"}}}}}}
    }}}}
}"#;

const PROGRAM: &str = r#"
use scratch::tea20260131::{BrewTea, brew_tea::{Cup, TeaKind}};
use scratch::{Client, Credentials};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), scratch::Error> {
    let arguments: Vec<String> = std::env::args().collect();
    let client = Client::builder()
        .endpoint(&arguments[1])
        .credentials(Credentials::access_key(&arguments[2], &arguments[3]))
        .build()?;
    let brew = BrewTea::default().tea_kind(TeaKind::Oolong).cup([Cup::default().size(2).r#type("mug")]);
    let out = client.send(brew).await?;
    println!("{:?}", out.pots[0].pot_id);
    Ok(())
}
"#;

/// One operation of each kind of payload and answer that is no JSON document.
const PAYLOADS: &str = r##"{
    "info": {"style": "ROA", "product": "Kettle", "version": "2026-02-01"},
    "components": {"schemas": {"Job": {"type": "object", "properties": {
        "Name": {"type": "string"}, "Tag": {"type": "array", "items": {"type": "string"}}}}}},
    "apis": {
        "Whistle": {"path": "/whistle", "methods": ["post"], "schemes": ["https", "sse"], "parameters": [],
            "responses": {"200": {"schema": {"type": "object", "properties": {"Note": {"type": "string", "example": "c#"}}}}}},
        "UpdateJob": {"path": "/job", "methods": ["put"], "consumes": ["application/xml"], "produces": ["application/xml"],
            "parameters": [{"name": "body", "in": "body", "style": "xml", "schema": {"type": "object", "properties": {
                "TeaJob": {"$ref": "#/components/schemas/Job"}}}}],
            "responses": {"200": {"schema": {"type": "object", "properties": {"TeaJob": {"$ref": "#/components/schemas/Job"}}}}}},
        "Pour": {"path": "/cups/{cup}", "methods": ["put"], "parameters": [
            {"name": "cup", "in": "path", "schema": {"type": "string"}},
            {"name": "body", "in": "body", "schema": {"type": "string", "format": "binary"}}],
            "responses": {"200": {"schema": {"type": "string", "format": "binary"}}}}
    }
}"##;

const PAYLOAD_PROGRAM: &str = r#"
use scratch::kettle20260201::{Pour, UpdateJob, Whistle, model::Job};
use scratch::{Body, Client, Credentials};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), scratch::Error> {
    let arguments: Vec<String> = std::env::args().collect();
    let client = Client::builder()
        .endpoint(&arguments[1])
        .credentials(Credentials::access_key(&arguments[2], &arguments[3]))
        .build()?;
    let mut events = client.send(Whistle::default()).await?;
    while let Some(event) = events.next().await? {
        println!("{:?}", event.note);
    }
    let job = Job::default().name("brew").tag(["a", "b"]);
    let job = client.send(UpdateJob::default().tea_job(job)).await?.tea_job.unwrap_or_default();
    println!("{job:?}");
    let body = Body::file(&arguments[4]).await?;
    let poured = client.send(Pour::default().cup("1/2").body(body)).await?.collect(1 << 20).await?;
    println!("{poured:?}");
    Ok(())
}
"#;

#[test]
fn events_xml_and_files_need_nothing_else_either() {
    let root = tempfile::tempdir().unwrap();
    let specs = root.path().join("specs");
    let folder = specs.join("kettle/2026-02-01");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("api-docs.json"), PAYLOADS).unwrap();
    let file = root.path().join("leaves.bin");
    fs::write(&file, [0, 159, 146, 150]).unwrap();

    let (scratch, _) = Scratch::generate(root.path(), &specs).unwrap();
    let mock = Mock::builder().specs(&specs).start().unwrap();
    let tokio = r#"tokio = { version = "1", features = ["macros", "rt"] }"#;
    scratch.program(&["kettle20260201"], tokio, PAYLOAD_PROGRAM).unwrap();
    let file = file.display().to_string();
    let output = scratch
        .run(&[
            mock.endpoint(),
            ACCESS_KEY_ID.to_owned(),
            ACCESS_KEY_SECRET.to_owned(),
            file,
        ])
        .unwrap();

    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    let lines = String::from_utf8_lossy(&output.stdout).into_owned();
    let lines: Vec<&str> = lines.lines().collect();
    assert_eq!(
        lines,
        ["Some(\"c#\")", "Job { Name: \"Name\", Tag: [\"Tag\"] }", "b\"text\""]
    );
}

#[test]
fn a_new_operation_needs_nothing_but_its_document() {
    let root = tempfile::tempdir().unwrap();
    let specs = root.path().join("specs");
    let folder = specs.join("tea/2026-01-31");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("api-docs.json"), API_DOCS).unwrap();
    fs::write(folder.join("BrewTea.json"), OPERATION).unwrap();

    let (scratch, summary) = Scratch::generate(root.path(), &specs).unwrap();
    assert_eq!((summary.api_versions, summary.operations), (1, 1));
    let mock = Mock::builder().specs(&specs).start().unwrap();
    let tokio = r#"tokio = { version = "1", features = ["macros", "rt"] }"#;
    scratch.program(&["tea20260131"], tokio, PROGRAM).unwrap();
    let output = scratch
        .run(&[mock.endpoint(), ACCESS_KEY_ID.to_owned(), ACCESS_KEY_SECRET.to_owned()])
        .unwrap();

    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), r#"Some("pot-1")"#);
    let call = &mock.calls()[0];
    assert_eq!(
        (call.parameter("TeaKind"), call.parameter("Cup.1.Size")),
        (Some("OOLONG"), Some("2"))
    );
    assert_eq!(call.parameter("Cup.1.type"), Some("mug"));
}
