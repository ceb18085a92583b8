//! What official documents have that a generator may not expect: the smallest specification that shows each oddity, and
//! what becomes of it.
//!
//! `ODDITIES.md` lists them all with how often each is in the official documents; [`table`] keeps it true.
#![allow(missing_docs)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout
)]

#[path = "../support/mod.rs"]
mod support;

mod count;
mod enums;
mod names;
mod parameters;
mod paths;
mod responses;
mod schemas;
mod table;

use support::Scratch;

/// Fails unless each of these stands in the code, line breaks and indentation aside.
#[track_caller]
fn has(code: &str, parts: &[&str]) {
    let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let code_flat = flat(code);
    for part in parts {
        assert!(code_flat.contains(&flat(part)), "no `{part}` in:\n{code}");
    }
}

/// Fails if one of these stands in the code.
#[track_caller]
fn lacks(code: &str, parts: &[&str]) {
    for part in parts {
        assert!(!code.contains(part), "`{part}` in:\n{code}");
    }
}

/// The operation `Do` with docs, of one query parameter `P` of this schema.
fn documented(schema: &str) -> String {
    let parameter = format!(r#"{{"name": "P", "in": "query", "schema": {schema}}}"#);
    support::operation("RPC", "", &parameter, "{}", "{}").read("test20200101/do.rs")
}

/// The code of `Do` at a path of a ROA product.
fn at_path(path: &str, parameters: &str) -> String {
    support::operation("ROA", &format!(r#""path": "{path}","#), parameters, "{}", "{}").code("test20200101/do.rs")
}

/// A crate with these components, used by an operation in both directions.
fn components(schemas: &str, used: &str) -> Scratch {
    let schema = format!(r##"{{"$ref": "#/components/schemas/{used}"}}"##);
    let parameter = format!(r#"{{"name": "P", "in": "query", "style": "json", "schema": {schema}}}"#);
    support::operation("RPC", "", &parameter, &format!(r#"{{"schema": {schema}}}"#), schemas)
}
