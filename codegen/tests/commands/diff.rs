//! `diff`.

use std::fs;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::run_at;
use super::support::command::{run_in, transcript};
use super::support::{corpus, document};

/// The operations that changes are made to.
const APIS: &str = r##"{
  "GetUser": {
    "methods": ["post"],
    "parameters": [
      {"name": "Name", "in": "query", "schema": {"type": "string"}},
      {"name": "Kind", "in": "query", "schema": {"type": "string", "required": true, "enum": ["A", "B"]}},
      {"name": "Filter", "in": "query", "style": "json", "schema": {"type": "object", "properties": {"Key": {"type": "string"}}}},
      {"name": "List", "in": "query", "style": "json", "schema": {"type": "array", "items": {"$ref": "#/components/schemas/Listed"}}},
      {"name": "Shared", "in": "query", "style": "json", "schema": {"$ref": "#/components/schemas/Shared"}}],
    "responses": {"200": {"schema": {"type": "object", "properties": {
      "RequestId": {"type": "string"},
      "Ids": {"type": "array", "items": {"type": "string"}},
      "User": {"type": "object", "properties": {"Id": {"type": "integer"}}},
      "Given": {"$ref": "#/components/schemas/Given"}}}}}
  },
  "ListUsers": {"methods": ["post"], "deprecated": true, "parameters": [], "responses": {"200": {"schema": {"type": "string", "format": "binary"}}}}
}"##;

const SCHEMAS: &str = r#"{
  "Shared": {"type": "object", "properties": {"Key": {"type": "string"}}},
  "Given": {"type": "object", "properties": {"Key": {"type": "string"}}},
  "Listed": {"type": "object", "properties": {"Key": {"type": "string"}}}
}"#;

/// Documents before and after.
struct Pair(TempDir);

impl Pair {
    fn new(change: impl FnOnce(&mut Value)) -> Self {
        let old = document("RPC", APIS, SCHEMAS);
        let mut new: Value = serde_json::from_str(&old).unwrap();
        change(&mut new);
        let pair = Self(TempDir::new().unwrap());
        fs::write(pair.0.path().join("old.json"), old).unwrap();
        fs::write(pair.0.path().join("new.json"), new.to_string()).unwrap();
        pair
    }

    fn diff(&self, more: &[&str]) -> String {
        let mut arguments = vec!["diff", "old.json", "new.json"];
        arguments.extend(more);
        transcript(&run_in(self.0.path(), &arguments))
    }
}

/// A change by its pointer, the new value, and its lines.
type Row = (&'static str, Value, &'static [&'static str]);

fn string() -> Value {
    json!({"type": "string"})
}

/// Every kind of change with its class.
#[test]
fn each_change_has_its_class() {
    let user = "/apis/GetUser";
    let rows: Vec<Row> = vec![
        ("summary", json!("Other words."), &[]),
        ("deprecated", json!(true), &["deprecating  GetUser is deprecated"]),
        (
            "methods",
            json!(["get"]),
            &["compatible   GetUser is sent by GET (before: POST)"],
        ),
        (
            "operationType",
            json!("write"),
            &["compatible   GetUser is taken for one that writes (before: only reads)"],
        ),
        (
            "parameters/0",
            json!({"name": "Name", "in": "query", "schema": {"type": "integer"}}),
            &["breaking     GetUser::name is `Option<i64>`, was `Option<String>`"],
        ),
        (
            "parameters/0/name",
            json!("name"),
            &["compatible   GetUser::name is \"name\" on the wire, was \"Name\""],
        ),
        (
            "parameters/0/name",
            json!("Title"),
            &[
                "breaking     GetUser::name is gone",
                "compatible   GetUser::title is new",
            ],
        ),
        (
            "parameters/0/in",
            json!("formData"),
            &["compatible   GetUser::name is sent in the form, was in the query"],
        ),
        (
            "parameters/0/schema/required",
            json!(true),
            &["breaking     GetUser::name is required"],
        ),
        (
            "parameters/0/schema/deprecated",
            json!(true),
            &["deprecating  GetUser::name is deprecated"],
        ),
        (
            "parameters/1/schema/required",
            json!(false),
            &["compatible   GetUser::kind is no longer required"],
        ),
        (
            "parameters/1/schema/enum",
            json!(["A", "B", "C"]),
            &["compatible   get_user::GetUserKind::C is new"],
        ),
        (
            "parameters/1/schema/enum",
            json!(["B"]),
            &["breaking     get_user::GetUserKind::A is gone"],
        ),
        (
            "parameters/1/schema/enum",
            json!(["a", "B"]),
            &["compatible   get_user::GetUserKind::A stands for \"a\", stood for \"A\""],
        ),
        (
            "parameters/2/schema/properties/New",
            json!({"type": "string", "required": true}),
            &["breaking     get_user::Filter::new is new and required"],
        ),
        (
            "parameters/2/style",
            json!("flat"),
            &["compatible   GetUser::filter is sent in the query, was in the query as JSON"],
        ),
        (
            "parameters/5",
            json!({"name": "More", "in": "query", "schema": string()}),
            &["compatible   GetUser::more is new"],
        ),
        (
            "parameters/5",
            json!({"name": "More", "in": "query", "schema": {"type": "string", "required": true}}),
            &["breaking     GetUser::more is new and required"],
        ),
        (
            "responses/200/schema/properties/More",
            string(),
            &["compatible   GetUserOutput::more is new"],
        ),
        ("responses/200/schema/properties/RequestId/required", json!(true), &[]),
        (
            "responses/200/schema/properties/Ids",
            string(),
            &["breaking     GetUserOutput::ids is `Option<String>`, was `Vec<String>`"],
        ),
        (
            "responses/200/schema/properties/User/properties/Id",
            string(),
            &["breaking     get_user::User::id is `Option<String>`, was `Option<i64>`"],
        ),
        (
            "responses/200/schema",
            json!({"type": "string"}),
            &[
                "breaking     GetUser gives back `String`, gave back `GetUserOutput`",
                "breaking     get_user::User is gone",
            ],
        ),
    ];
    for (path, value, expected) in rows {
        check(&format!("{user}/{path}"), &value, expected);
    }
    let rows: Vec<Row> = vec![
        (
            "/apis/ListUsers/deprecated",
            json!(false),
            &["compatible   ListUsers is no longer deprecated"],
        ),
        ("/apis/AddUser", json!({}), &["compatible   AddUser is new"]),
        (
            "/components/schemas/Shared/properties/New",
            json!({"type": "string", "required": true}),
            &["breaking     model::Shared::new is new and required"],
        ),
        (
            "/components/schemas/Listed/properties/New",
            json!({"type": "string", "required": true}),
            &["breaking     model::Listed::new is new and required"],
        ),
        (
            "/components/schemas/Given/properties/New",
            json!({"type": "string", "required": true}),
            &["compatible   model::Given::new is new"],
        ),
        (
            "/components/schemas/Given/properties/Key",
            json!({"type": "boolean"}),
            &["breaking     model::Given::key is `Option<bool>`, was `Option<String>`"],
        ),
    ];
    for (path, value, expected) in rows {
        check(path, &value, expected);
    }
}

fn check(path: &str, value: &Value, expected: &[&str]) {
    let pair = Pair::new(|new| {
        let (parent, key) = path.rsplit_once('/').unwrap();
        match new.pointer_mut(parent).unwrap() {
            Value::Array(list) if list.len() == key.parse::<usize>().unwrap() => list.push(value.clone()),
            Value::Array(list) => list[key.parse::<usize>().unwrap()] = value.clone(),
            Value::Object(object) => drop(object.insert(key.to_owned(), value.clone())),
            other => panic!("{other}"),
        }
    });
    let text = pair.diff(&[]);
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let is_change = |line: &&str| {
        ["breaking ", "deprecating ", "compatible "]
            .iter()
            .any(|class| line.starts_with(class))
    };
    let changes: Vec<&str> = lines.iter().copied().filter(is_change).collect();
    assert_eq!(changes, expected, "{path}: {text}");
    let code = u8::from(expected.iter().any(|line| line.starts_with("breaking")));
    assert!(text.ends_with(&format!("exit code {code}\n")), "{path}: {text}");
}

fn several() -> Pair {
    Pair::new(|new| {
        new["apis"].as_object_mut().unwrap().remove("ListUsers");
        new["apis"]["AddUser"] = json!({"methods": ["post"]});
        new["apis"]["GetUser"]["deprecated"] = json!(true);
        new["apis"]["GetUser"]["parameters"][0]["schema"] = json!({"type": "boolean", "required": true});
        new["components"]["schemas"]["Shared"]["properties"]["More"] = string();
    })
}

#[test]
fn three_formats() {
    let pair = several();
    insta::assert_snapshot!(pair.diff(&[]));
    insta::assert_snapshot!(pair.diff(&["--format", "markdown"]));
    insta::assert_snapshot!(pair.diff(&["--format", "json"]));
    let output = run_in(pair.0.path(), &["diff", "old.json", "new.json", "--format", "json"]);
    let _: Value = serde_json::from_slice(&output.stdout).unwrap();
    let same: [&[&str]; 3] = [&[], &["--format", "markdown"], &["--format", "json"]];
    insta::assert_snapshot!(same.map(|more| Pair::new(|_| ()).diff(more)).join("\n"));
}

#[test]
fn what_to_fail_on() {
    let compatible = Pair::new(|new| new["apis"]["AddUser"] = json!({}));
    let deprecating = Pair::new(|new| new["apis"]["GetUser"]["deprecated"] = json!(true));
    let code = |pair: &Pair, limit: &str| pair.diff(&["--fail-on", limit]).chars().rev().nth(1).unwrap();
    let codes = |pair: &Pair| ["never", "breaking", "deprecating", "compatible"].map(|limit| code(pair, limit));
    assert_eq!(codes(&Pair::new(|_| ())), ['0', '0', '0', '0']);
    assert_eq!(codes(&compatible), ['0', '0', '0', '1']);
    assert_eq!(codes(&deprecating), ['0', '0', '1', '1']);
    assert_eq!(codes(&several()), ['0', '1', '1', '1']);
}

#[test]
fn folders_versions_and_what_cannot_be_compared() {
    let folder = TempDir::new().unwrap();
    let put = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    let one = document("RPC", APIS, SCHEMAS);
    put("old/test/2020-01-01.json", &one);
    put("old/gone/2020-01-01.json", &one.replace("\"Test\"", "\"Gone\""));
    put("new/test/2020-01-01.json", &one);
    put("new/test/2021-01-01.json", &one.replace("2020-01-01", "2021-01-01"));
    put("bad/test/2020-01-01.json", "{");
    put("odd/test/2020-01-01.json", &one.replace("\"RPC\"", "\"SOAP\""));
    let cases: [&[&str]; 5] = [
        &["diff", "old", "new"],
        &["diff", "new/test/2020-01-01.json", "new/test/2021-01-01.json"],
        &["diff", "old", "bad"],
        &["diff", "new/test/2020-01-01.json", "odd", "--deny", "warnings"],
        &["diff", "old"],
    ];
    insta::assert_snapshot!(cases.map(|case| run_at(folder.path(), case)).join("\n"));
}

/// Two versions of an official product have much in common, and each nothing that is different from itself.
#[test]
fn official_documents() {
    let Some(corpus) = corpus() else { return };
    let versions = ["ess/2014-08-28.json", "ess/2022-02-22.json"];
    let same = transcript(&run_in(&corpus, &["diff", versions[0], versions[0]]));
    assert_eq!(
        same,
        "--- stdout\nnothing has changed for Rust callers\n--- exit code 0\n"
    );
    let other = transcript(&run_in(&corpus, &["diff", versions[0], versions[1]]));
    assert!(
        other.contains("breaking") && other.ends_with("exit code 1\n"),
        "{other}"
    );
}
