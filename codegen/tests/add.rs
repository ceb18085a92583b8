//! `alicloud-codegen add`: what it writes, leaves alone, and says.
#![allow(missing_docs)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout
)]

mod support;

use std::fs;
use std::process::{Command, Output};

use support::{Scratch, contents, document};

const SHOP: &str = r#"{
    "GetCart": {"parameters": [{"name": "CartId", "in": "query", "schema": {"type": "string", "required": true, "example": "c-1"}},
        {"name": "Currency", "in": "query", "schema": {"type": "string", "required": true, "enum": ["EUR", "CNY"]}},
        {"name": "Limit", "in": "query", "schema": {"type": "integer", "required": true}},
        {"name": "Item", "in": "query", "schema": {"type": "object", "required": true, "properties": {"Id": {"type": "string"}}}}],
        "responses": {"200": {"schema": {"type": "object", "properties": {"RequestId": {"type": "string"}}}}}},
    "ListCarts": {},
    "PutNote": {"produces": ["application/xml"], "responses": {"200": {"schema": {"type": "object", "properties": {"Id": {"type": "string"}}}}}}
}"#;

/// A crate with a program, and specs of two versions of `Test` beside it.
fn program() -> Scratch {
    let newest = document("RPC", SHOP, "{}");
    let scratch = Scratch::new(&[
        ("test/2020-01-01.json", &newest),
        (
            "test/2019-01-01.json",
            &newest
                .replace("2020-01-01", "2019-01-01")
                .replace("ListCarts", "ListOldCarts"),
        ),
    ]);
    let folder = scratch.folder.path();
    fs::create_dir(folder.join("src")).unwrap();
    fs::write(folder.join("src/main.rs"), "fn main() {}\n").unwrap();
    fs::write(folder.join("Cargo.toml"), "[package]\nname = \"program\"\n").unwrap();
    scratch
}

fn add(scratch: &Scratch, words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_alicloud-codegen"));
    command
        .arg("add")
        .args(words)
        .current_dir(scratch.folder.path())
        .output()
        .unwrap()
}

/// Everything it says, with its exit code.
fn said(output: &Output) -> String {
    let (out, error) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    format!("{}\n{out}{error}", output.status.code().unwrap())
}

fn written(scratch: &Scratch) -> Vec<String> {
    let files = contents(&scratch.folder.path().join("src/alicloud"));
    files.into_iter().map(|(path, _)| path.display().to_string()).collect()
}

#[test]
fn it_writes_modules_and_says_what_is_left_to_do() {
    let scratch = program();
    insta::assert_snapshot!(said(&add(&scratch, &["Test", "GetCart"])));
    assert_eq!(
        written(&scratch),
        ["mod.rs", "test20200101/get_cart.rs", "test20200101/mod.rs"]
    );
    insta::assert_snapshot!(fs::read_to_string(scratch.folder.path().join("src/alicloud/mod.rs")).unwrap());

    let folder = scratch.folder.path();
    fs::write(folder.join("src/main.rs"), "mod alicloud;\nfn main() {}\n").unwrap();
    let manifest =
        "[package]\nname = \"program\"\n[dependencies]\ntokio.workspace = true\nalicloud-runtime = \"0.1\"\n";
    fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    insta::assert_snapshot!(said(&add(&scratch, &["Test", "GetCart"])));
}

#[test]
fn what_is_there_stays_there_and_is_brought_up_to_date() {
    let scratch = program();
    add(&scratch, &["Test", "GetCart"]);
    // Of another version, from specs that do not have the first.
    let other = "specs/test/2019-01-01.json";
    let output = add(&scratch, &["test", "2019-01-01", "ListOldCarts", "--specs", other]);
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(
        written(&scratch),
        [
            "mod.rs",
            "test20190101/list_old_carts.rs",
            "test20190101/mod.rs",
            "test20200101/get_cart.rs",
            "test20200101/mod.rs"
        ]
    );
    let spec = document("RPC", &SHOP.replace("Currency", "Money"), "{}");
    scratch.put("test/2020-01-01.json", spec.as_bytes());
    insta::assert_snapshot!(said(&add(&scratch, &[])));
    let text = fs::read_to_string(scratch.folder.path().join("src/alicloud/test20200101/get_cart.rs")).unwrap();
    assert!(text.contains("pub money:"), "{text}");

    // An operation that the cloud has dropped is not dropped in silence.
    let spec = document("RPC", &SHOP.replace("GetCart", "GetBasket"), "{}");
    scratch.put("test/2020-01-01.json", spec.as_bytes());
    let before = contents(scratch.folder.path());
    insta::assert_snapshot!(said(&add(&scratch, &["Test", "ListCarts"])));
    assert!(contents(scratch.folder.path()) == before);
}

#[test]
fn globs_take_each_operation_from_the_newest_version_that_has_it() {
    let scratch = program();
    insta::assert_snapshot!(said(&add(&scratch, &["test", "*Cart*", "P*"])));
}

#[test]
fn files_that_were_not_generated_are_never_replaced() {
    let scratch = program();
    let folder = scratch.folder.path().join("src/alicloud/test20200101");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("get_cart.rs"), "// mine\n").unwrap();
    fs::write(folder.join("notes.rs"), "// mine too\n").unwrap();
    let before = contents(scratch.folder.path());
    insta::assert_snapshot!(said(&add(&scratch, &["Test", "GetCart"])));
    assert!(contents(scratch.folder.path()) == before);
    fs::remove_file(folder.join("get_cart.rs")).unwrap();
    assert!(add(&scratch, &["Test", "GetCart"]).status.success());
    // The folder of an API version is none of modules.
    let output = add(&scratch, &["Test", "GetCart", "--into", "src/alicloud/test20200101"]);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert_eq!(fs::read_to_string(folder.join("notes.rs")).unwrap(), "// mine too\n");
}

#[test]
fn mistakes_are_explained_and_write_nothing() {
    let scratch = program();
    let before = contents(scratch.folder.path());
    let cases: &[&[&str]] = &[
        &["Test", "GetCard"],
        &["Tset", "GetCart"],
        &["Test", "2021-01-01", "GetCart"],
        &["Test"],
        &["Test", "GetCart", "--specs", "nowhere"],
    ];
    let texts: Vec<String> = cases.iter().map(|words| said(&add(&scratch, words))).collect();
    assert!(contents(scratch.folder.path()) == before);
    insta::assert_snapshot!(texts.join("\n"));
}

#[test]
fn help_is_written_for_people() {
    insta::assert_snapshot!(said(&add(&program(), &["--help"])));
}

/// The example sets what is required; the dependencies are cargo's business.
#[test]
fn an_example_makes_the_call() {
    let scratch = program();
    let manifest = "[package]\nname = \"program\"\n[dependencies]\ntokio = \"1\"\nalicloud-runtime = \"0.1\"\n";
    fs::write(scratch.folder.path().join("Cargo.toml"), manifest).unwrap();
    insta::assert_snapshot!(said(&add(&scratch, &["Test", "GetCart", "ListCarts", "--example"])));
    let path = scratch.folder.path().join("examples/get_cart.rs");
    insta::assert_snapshot!(fs::read_to_string(&path).unwrap());
    fs::write(&path, "// mine now\n").unwrap();
    assert!(add(&scratch, &["Test", "GetCart", "--example"]).status.success());
    assert_eq!(fs::read_to_string(&path).unwrap(), "// mine now\n");
}
