//! A choice of operations: exactly what they reach is there, and is called as it always is.
#![allow(missing_docs)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout
)]

mod support;

use std::path::PathBuf;

use alicloud_codegen::select::Selection;
use alicloud_codegen::{Failure, Generator, Summary};
use support::{Scratch, contents, corpus, document};

/// `A` reaches `Shared`, `OnlyA` and through it `Deep`; `B` reaches `Shared` and `OnlyB`; `Loop` contains itself.
fn two_operations() -> Scratch {
    let answer = |name: &str| {
        format!(
            r##"{{"methods": ["post"], "responses": {{"200": {{"schema": {{"type": "object", "properties": {{
            "Own": {{"$ref": "#/components/schemas/{name}"}}, "Both": {{"$ref": "#/components/schemas/Shared"}},
            "List": {{"type": "array", "items": {{"$ref": "#/components/schemas/{name}"}}}}}}}}}}}}}}"##
        )
    };
    let apis = format!(r#"{{"A": {}, "B": {}}}"#, answer("OnlyA"), answer("OnlyB"));
    let schemas = r##"{
        "Loop": {"type": "object", "properties": {"Next": {"$ref": "#/components/schemas/Loop"}}},
        "OnlyB": {"type": "object", "properties": {"Id": {"type": "string"}}},
        "Deep": {"type": "object", "properties": {"Kind": {"type": "string", "enum": ["x", "y"]}}},
        "OnlyA": {"type": "object", "properties": {"Deep": {"type": "object", "additionalProperties": {"$ref": "#/components/schemas/Deep"}}}},
        "Shared": {"type": "object", "properties": {"Id": {"type": "string"}}}
    }"##;
    Scratch::new(&[("test/2020-01-01.json", &document("RPC", &apis, schemas))])
}

fn keep(scratch: &Scratch, selectors: &[&str]) -> Result<Summary, Failure> {
    scratch
        .generator()
        .select(Selection::new(selectors.iter().copied()))
        .run()
}

/// The types of a file.
fn types(text: &str) -> Vec<String> {
    let names = text.lines().filter_map(|line| {
        let line = line.trim_start();
        let rest = line
            .strip_prefix("pub struct ")
            .or_else(|| line.strip_prefix("pub enum "))?;
        rest.split(|c: char| !c.is_alphanumeric()).next().map(str::to_owned)
    });
    names.collect()
}

#[test]
fn what_is_reachable_stays_and_nothing_else() {
    let scratch = two_operations();
    let counts = |selectors: &[&str]| {
        let summary = keep(&scratch, selectors).unwrap();
        (summary.operations, types(&scratch.read("test20200101/model.rs")))
    };
    assert_eq!(
        counts(&[]),
        (
            2,
            ["Loop", "OnlyB", "Deep", "OnlyA", "Shared", "DeepKind"]
                .map(str::to_owned)
                .to_vec()
        )
    );
    assert_eq!(
        counts(&["A"]),
        (1, ["Deep", "OnlyA", "Shared", "DeepKind"].map(str::to_owned).to_vec())
    );
    assert!(!scratch.out().join("src/test20200101/b.rs").exists());
    assert_eq!(counts(&["B"]), (1, ["OnlyB", "Shared"].map(str::to_owned).to_vec()));
}

/// The second of two that would be called the same is called so even when the first is left out.
#[test]
fn names_do_not_depend_on_the_choice() {
    let scratch = Scratch::of_apis(r#"{"GetURL": {}, "GetUrl": {}, "ListUrls": {}}"#);
    scratch.generate().unwrap();
    let all = contents(&scratch.out().join("src/test20200101"));
    keep(&scratch, &["GetUrl"]).unwrap();
    let kept = contents(&scratch.out().join("src/test20200101"));
    let file = PathBuf::from("get_url_2.rs");
    assert_eq!(
        kept.iter().map(|(path, _)| path).collect::<Vec<_>>(),
        [&file, &PathBuf::from("mod.rs")]
    );
    assert_eq!(all.iter().find(|(path, _)| *path == file), kept.first());
}

/// Of any official API version every third operation alone has the same text as among the others, and so has every shared type.
#[test]
fn kept_operations_of_the_corpus_are_as_among_the_others() {
    let Some(corpus) = corpus() else { return };
    for path in ["ecs/2014-05-26.json", "cs/2015-12-15.json", "vpc/2016-04-28.json"] {
        let scratch = Scratch::new(&[]);
        scratch.put(path, &std::fs::read(corpus.join(path)).unwrap());
        scratch.generate().unwrap();
        let all = contents(&scratch.out().join("src"));
        let operations: Vec<String> = all
            .iter()
            .filter_map(|(_, text)| Some(text.split_once("\noperation!(")?.1.split('"').nth(1)?.to_owned()))
            .step_by(3)
            .collect();
        let selection = Selection::new(operations.clone());
        let summary = Generator::new(scratch.specs(), scratch.out())
            .select(selection)
            .run()
            .unwrap();
        assert_eq!(summary.operations, operations.len());
        for (path, text) in contents(&scratch.out().join("src")) {
            let name = path.file_name().unwrap().to_str().unwrap();
            let (_, before) = all.iter().find(|(other, _)| *other == path).unwrap();
            match name {
                "lib.rs" | "mod.rs" | "dynamic.rs" => {}
                "model.rs" => types(&text)
                    .iter()
                    .for_each(|name| assert!(types(before).contains(name), "{name}")),
                _ => assert!(text == *before, "{}", path.display()),
            }
        }
    }
}

/// Neither mistakes nor warnings of what is left out are of interest.
#[test]
fn what_is_left_out_is_not_looked_at() {
    let apis =
        r##"{"Good": {}, "Bad": {"path": 7}, "Odd": {"responses": {"200": {"schema": {"$ref": "#/nowhere"}}}}}"##;
    let scratch = Scratch::of_apis(apis);
    assert!(keep(&scratch, &["Bad"]).is_err());
    assert!(!keep(&scratch, &["Odd"]).unwrap().warnings.is_empty());
    assert!(keep(&scratch, &["Good"]).unwrap().warnings.is_empty());
}

#[test]
fn selectors_that_keep_nothing_are_errors() {
    let scratch = two_operations();
    let failure = keep(&scratch, &["A", "Test/AB", "tset/A", "test/2020-01-02/A"]).unwrap_err();
    assert!(!scratch.out().exists());
    insta::assert_snapshot!(failure.to_string());
}
