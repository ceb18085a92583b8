//! `alicloud_codegen::Builder` in a `build.rs`, through cargo: what it says, what it needs, and when it runs again.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests speak by panicking"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use alicloud_tests::golden::{shared, workspace};
use alicloud_tests::scratch::beside_the_workspace;
use tempfile::TempDir;

/// Two operations that share a type, one that has XML in it, and one that no program can want.
const SPEC: &str = r##"{
  "info": {"style": "ROA", "product": "Shop", "version": "2024-01-01"},
  "components": {"schemas": {
    "Cart": {"type": "object", "properties": {"Id": {"type": "string"}, "Price": {"type": "number"}}},
    "Note": {"type": "object", "properties": {"Text": {"type": "string"}}}
  }},
  "apis": {
    "GetCart": {"path": "/cart", "methods": ["get"],
      "responses": {"200": {"schema": {"type": "object", "properties": {"Cart": {"$ref": "#/components/schemas/Cart"}}}}}},
    "PutCart": {"path": "/cart", "methods": ["put"],
      "parameters": [{"name": "body", "in": "body", "schema": {"$ref": "#/components/schemas/Cart"}}], "responses": {}},
    "GetNote": {"path": "/note", "methods": ["get"], "produces": ["application/xml"],
      "responses": {"200": {"schema": {"type": "object", "properties": {"Note": {"$ref": "#/components/schemas/Note"}}}}}},
    "Pour": {"path": "/pour", "methods": ["put"],
      "parameters": [{"name": "body", "in": "body", "schema": {"type": "string", "format": "binary"}}],
      "responses": {"200": {"schema": {"type": "string", "format": "binary"}}}}
  },
  "endpoints": [{"regionId": "cn-hangzhou", "endpoint": "shop.cn-hangzhou.aliyuncs.com"}]
}
"##;

/// A program that is as strict as one can be, and uses nothing of what is generated.
const MAIN: &str = "#![deny(warnings, missing_docs, unreachable_pub, clippy::pedantic)]\n//! A program.\n\n\
                    mod alicloud {\n    alicloud_runtime::include_operations!();\n}\n\nfn main() {}\n";

struct Program {
    name: &'static str,
    folder: TempDir,
}

impl Program {
    /// A program with the calls of a `Builder` in its build script, and these features of the runtime. The name is its own: cargo
    /// takes programs of one name in one target folder for the same, wherever they are.
    fn new(name: &'static str, builder: &str, features: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let program = Self { name, folder };
        let home = workspace();
        let path = |folder: &str| home.join(folder).display().to_string();
        let manifest = format!(
            "[package]\nname = {name:?}\nversion = \"0.0.0\"\nedition = \"2021\"\n\n[dependencies]\n\
             alicloud-runtime = {{ path = {:?}, default-features = false, features = [{features}] }}\n\n\
             [build-dependencies]\nalicloud-codegen = {{ path = {:?}, default-features = false }}\n\n[workspace]\n",
            path("runtime"),
            path("codegen"),
        );
        program.put("Cargo.toml", &manifest);
        program.put("../specs/shop/2024-01-01.json", SPEC);
        program.put("src/main.rs", MAIN);
        program.script(builder);
        fs::copy(home.join("Cargo.lock"), program.home().join("Cargo.lock")).unwrap();
        program
    }

    /// The package. Specs are outside of it, so that cargo has to be told of them.
    fn home(&self) -> PathBuf {
        self.folder.path().join("package")
    }

    fn script(&self, builder: &str) {
        self.put(
            "build.rs",
            &format!(
                "fn main() {{\n    alicloud_codegen::Builder::new().specs(\"../specs\"){builder}.generate();\n}}\n"
            ),
        );
    }

    fn put(&self, path: &str, text: &str) {
        let path = self.home().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
    }

    fn cargo(&self, words: &[&str]) -> Output {
        let mut cargo = Command::new("cargo");
        cargo
            .args(words)
            .args(["--color", "never", "--offline"])
            .current_dir(self.home());
        beside_the_workspace(&mut cargo);
        cargo.output().unwrap()
    }

    /// What cargo says of it, with the folder's name taken out; the last line tells whether it builds.
    fn check(&self) -> String {
        let output = self.cargo(&["check"]);
        let said = String::from_utf8(output.stderr).unwrap();
        // What cargo does stands at the right of its column.
        let said: String = said
            .lines()
            .filter(|line| !is_progress(line))
            .map(|line| format!("{line}\n"))
            .collect();
        let said = said.replace(self.name, "program");
        let folder = fs::canonicalize(self.home()).unwrap();
        let said = said.replace(&folder.display().to_string(), "<program>");
        format!("{said}{}", if output.status.success() { "builds" } else { "fails" })
    }

    /// Whether cargo has anything to do.
    fn is_fresh(&self) -> bool {
        let output = self.cargo(&["check", "--verbose"]);
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success(), "{said}");
        said.contains(&format!("Fresh {} v0.0.0", self.name))
    }
}

fn is_progress(line: &str) -> bool {
    ["Blocking", "Checking", "Compiling", "Finished"]
        .iter()
        .any(|word| line.trim_start().starts_with(word))
}

#[test]
fn what_is_kept_compiles_without_a_warning_in_the_strictest_program() {
    for builder in [
        r#".operations(["shop/GetCart"])"#,
        r#".operations(["shop/2024-01-01/*Cart", "Pour"]).derive("PartialEq")"#,
    ] {
        assert_eq!(Program::new("strict", builder, "").check(), "builds", "{builder}");
    }
}

/// Of official documents with many shared types, with what a twelfth of the operations reaches.
#[test]
fn what_is_kept_of_official_documents_compiles() {
    let Some(corpus) = shared("corpus") else { return };
    let program = Program::new("official", r#".operations(["*/*/{Create,Get,Put}[A-D]*"])"#, "\"xml\"");
    for path in [
        "oss/2019-05-17.json",
        "sae/2019-05-06.json",
        "fc/2023-03-30.json",
        "imm/2020-09-30.json",
    ] {
        program.put(
            &format!("../specs/{path}"),
            &fs::read_to_string(corpus.join(path)).unwrap(),
        );
    }
    let said = program.check();
    assert!(said.ends_with("builds") && !said.contains("alicloud.rs"), "{said}");
}

#[test]
fn mistakes_are_lines_of_cargo() {
    let program = Program::new("mistaken", r#".operations(["GetCart"])"#, "");
    let mut said = vec![program.check()];
    program.script(r#".operations(["shop/GetCard", "stop/PutCart"])"#);
    said.push(program.check());
    program.script(r#".operations(["GetCart"])"#);
    program.put(
        "../specs/shop/2024-01-01.json",
        &SPEC.replace("\"type\": \"number\"", "\"type\": \"money\""),
    );
    said.push(program.check());
    program.put(
        "../specs/shop/2024-01-01.json",
        &SPEC.replace("\"product\": \"Shop\"", "\"product\": 7"),
    );
    said.push(program.check());
    program.put("../specs/shop/2024-01-01.json", "{\n  \"info\": ,\n}");
    said.push(program.check());
    program.script(r#".specs("more")"#);
    said.push(program.check());
    insta::assert_snapshot!(said.join("\n\n"));
}

#[test]
fn features_of_the_runtime_that_are_missing_are_named() {
    let mut said = Vec::new();
    for (builder, features) in [
        (r#".operations(["*Note"])"#, ""),
        (r#".operations(["*Note"])"#, "\"xml\""),
        (r#".operations(["GetCart"]).dynamic(true)"#, "\"dynamic\""),
        (r#".operations(["GetCart"]).dynamic(true)"#, ""),
    ] {
        let text = Program::new("featured", builder, features).check();
        // Of what follows from the first mistake only the number differs from compiler to compiler.
        said.push(
            text.lines()
                .take(1)
                .chain(text.lines().last())
                .collect::<Vec<_>>()
                .join("\n"),
        );
    }
    insta::assert_snapshot!(said.join("\n\n"));
}

#[test]
fn it_runs_again_when_specs_change_come_or_go() {
    let program = Program::new("changing", "", "\"xml\"");
    assert!(!program.is_fresh());
    assert!(program.is_fresh());
    program.put("../specs/shop/2024-01-01.json", &SPEC.replace("PutCart", "SetCart"));
    assert!(!program.is_fresh());
    assert!(program.is_fresh());
    program.put("notes.txt", "of no interest");
    assert!(program.is_fresh());
    program.put("../specs/stall/2024-01-01.json", &SPEC.replace("Shop", "Stall"));
    assert!(!program.is_fresh());
    assert!(program.is_fresh());
}

/// The runtime under another name, or through the crate `alicloud`.
#[test]
fn the_runtime_may_have_another_path() {
    let program = Program::new("renamed", r#".operations(["GetCart", "Pour"]).runtime("cloud")"#, "");
    let path = program.home().join("Cargo.toml");
    let manifest = fs::read_to_string(&path).unwrap();
    let manifest = manifest.replace("alicloud-runtime = {", "cloud = { package = \"alicloud-runtime\",");
    program.put("Cargo.toml", &manifest);
    program.put("src/main.rs", &MAIN.replace("alicloud_runtime::", "cloud::"));
    assert_eq!(program.check(), "builds");
}

/// The same operations give the same bytes, in whatever order and from wherever they are asked for.
#[test]
fn the_output_is_the_same_each_time() {
    let generate = |specs: &[&Path], operations: &[&str]| {
        let out = tempfile::tempdir().unwrap();
        let mut builder = alicloud_codegen::Builder::new()
            .operations(operations.iter().copied())
            .out_dir(out.path());
        for path in specs {
            builder = builder.specs(*path);
        }
        let built = builder.try_generate().unwrap();
        (built.operations, fs::read_to_string(built.file).unwrap())
    };
    let home = workspace();
    let (ecs, ims) = (home.join("examples/trimmed/specs"), home.join("specs/ims/2019-08-15"));
    let first = generate(&[&ecs, &ims], &["ecs/*", "GetUserMFAInfo"]);
    assert_eq!(first.0, 4);
    let file = ecs.join("ecs/2014-05-26.json");
    assert!(first == generate(&[&ims, &file], &["ims/GetUserMFAInfo", "Ecs/D*", "RunInstances"]));
}
