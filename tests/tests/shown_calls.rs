//! The calls that `alicloud-codegen show` prints compile: every one of our own specs, and of official documents some of every kind.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "helpers of tests speak by panicking and printing"
)]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use alicloud_codegen::emit;
use alicloud_codegen::inspect::inspect;
use alicloud_codegen::model::{Definition, Operation, Service, Shape, Type, TypeRef};
use alicloud_codegen::select::Selection;
use alicloud_tests::golden::workspace;
use alicloud_tests::scratch::Scratch;

/// Official documents that are unlike each other: plain RPC with long lists of parameters, resources, JSON bodies, XML, payloads,
/// hosts with parameters, server-sent events.
const UNLIKE: &[&str] = &[
    "aimiaobi/2023-08-01",
    "cloudcontrol/2022-08-30",
    "cs/2015-12-15",
    "csas/2023-01-20",
    "datalake/2020-07-10",
    "ecs/2014-05-26",
    "eas/2021-07-01",
    "fc/2023-03-30",
    "ocr-api/2021-07-07",
    "oss/2019-05-17",
    "pds/2022-03-01",
    "sls/2020-12-30",
];

/// What official documents do not have: examples that are odd in Rust, and lists and maps in each other.
const ODD: &str = r#"{
  "info": {"style": "ROA", "product": "Odd", "version": "2026-01-31"},
  "apis": {"type": {"path": "/odd", "methods": ["post"], "parameters": [
    {"name": "Large", "in": "query", "schema": {"type": "integer", "required": true, "example": "10000000000"}},
    {"name": "Least", "in": "query", "schema": {"type": "integer", "required": true, "example": "-9223372036854775808"}},
    {"name": "Endless", "in": "query", "schema": {"type": "number", "required": true, "example": "1e999"}},
    {"name": "Negative", "in": "query", "schema": {"type": "number", "required": true, "example": "-2"}},
    {"name": "Quoted", "in": "query", "schema": {"type": "string", "required": true, "example": "\"model::x\" \\ {}"}},
    {"name": "Lists", "in": "query", "schema": {"type": "array", "required": true, "items": {"type": "array", "items": {"type": "string"}}}},
    {"name": "Maps", "in": "query", "schema": {"type": "object", "required": true, "additionalProperties": {"type": "object",
      "additionalProperties": {"type": "array", "items": {"type": "object", "properties": {
        "self": {"type": "string", "required": true}, "Any": {"type": "any", "required": true}, "Anys": {"type": "array", "required": true, "items": {"type": "any"}}}}}}}}
  ], "responses": {"200": {}}}}
}"#;

/// A call, and the operation that it calls.
struct Shown {
    selector: String,
    module: String,
    call: String,
    kinds: BTreeSet<String>,
}

fn shown(specs: &Path) -> Vec<Shown> {
    let inspected = inspect(specs, &Selection::default(), |service| {
        let calls = service.operations.iter().map(|operation| Shown {
            selector: format!("{}/{}/{}", service.product, service.version, operation.wire),
            module: service.module.trim_start_matches("r#").to_owned(),
            call: emit::call("scratch", service, operation),
            kinds: kinds(service, operation),
        });
        calls.collect::<Vec<_>>()
    });
    inspected.unwrap().made.into_iter().flatten().collect()
}

/// What is particular about an operation's call.
fn kinds(service: &Service, operation: &Operation) -> BTreeSet<String> {
    let parameters = operation.parameters.iter().filter(|parameter| parameter.field.required);
    let mut kinds: BTreeSet<String> = parameters
        .map(|parameter| {
            let ty = kind(service, operation, &parameter.field.ty);
            format!("{:?} {:?} {ty}", parameter.place, parameter.format)
        })
        .collect();
    kinds.insert(format!("{:?}", operation.answer));
    kinds
}

fn kind(service: &Service, operation: &Operation, ty: &Type) -> String {
    let named = |found: Option<&Definition>| match found.map(|found| &found.shape) {
        Some(Shape::Enum(_)) => "enum".to_owned(),
        Some(Shape::Struct { direction, .. }) => format!("{direction:?} struct"),
        None => "nothing".to_owned(),
    };
    match ty {
        Type::List(item) => format!("list of {}", kind(service, operation, item)),
        Type::Map(item) => format!("map of {}", kind(service, operation, item)),
        Type::Named(TypeRef::Local(index)) | Type::Boxed(TypeRef::Local(index)) => named(operation.types.get(*index)),
        Type::Named(TypeRef::Model(index)) | Type::Boxed(TypeRef::Model(index)) => {
            format!("shared {}", named(service.models.get(*index)))
        }
        other => format!("{other:?}"),
    }
}

/// Copies the specs that the calls are of into one folder, and gives back the calls.
fn gather(folder: &Path) -> Vec<Shown> {
    let own = workspace().join("specs");
    copy(&own, folder);
    let odd = folder.join("odd/2026-01-31.json");
    fs::create_dir_all(folder.join("odd")).unwrap();
    fs::write(&odd, ODD).unwrap();
    let mut calls = shown(&own);
    calls.extend(shown(&odd));
    let corpus = workspace().join("../shared/corpus");
    if !corpus.is_dir() {
        assert!(
            std::env::var("CI").as_deref() != Ok("true"),
            "{} is missing",
            corpus.display()
        );
        eprintln!("passed over: {} is not here", corpus.display());
        return calls;
    }
    let mut seen = BTreeSet::new();
    for label in UNLIKE {
        let (from, to) = (corpus.join(label), folder.join(label));
        let (from, to) = (from.with_file_name(name(&from)), to.with_file_name(name(&to)));
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(&from, &to).unwrap();
        // An operation is of interest if something about it has not been there twice.
        calls.extend(shown(&from).into_iter().filter(|call| {
            let fresh = call
                .kinds
                .iter()
                .filter(|kind| seen.insert((0, (*kind).clone())) || seen.insert((1, (*kind).clone())));
            fresh.count() > 0
        }));
    }
    calls
}

fn name(version: &Path) -> String {
    format!("{}.json", version.file_name().unwrap().to_string_lossy())
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let to: PathBuf = to.join(path.file_name().unwrap());
        match path.is_dir() {
            true => copy(&path, &to),
            false => drop(fs::copy(&path, &to).unwrap()),
        }
    }
}

#[test]
fn they_compile() {
    let home = tempfile::tempdir().unwrap();
    let specs = home.path().join("specs");
    let calls = gather(&specs);
    eprintln!("{} calls", calls.len());
    let selection = Selection::new(calls.iter().map(|call| call.selector.as_str()));
    let (scratch, _) = Scratch::select(home.path(), &specs, selection).unwrap();
    let mut program = String::from("#![allow(dead_code)]\n\nfn main() {}\n");
    for (index, Shown { selector, call, .. }) in calls.iter().enumerate() {
        write!(program, "\n/// {selector}\nmod call_{index} {{\n{call}}}\n").unwrap();
    }
    let features: BTreeSet<&str> = calls.iter().map(|call| call.module.as_str()).collect();
    let features: Vec<&str> = features.into_iter().chain(["reqwest"]).collect();
    scratch.program(&features, "", &program).unwrap();
    let output = scratch.run(&[]).unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
