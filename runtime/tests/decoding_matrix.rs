//! Every kind of field × every kind of value, kept in `docs/decoding.md`; and documents beyond reason.
#![allow(
    missing_docs,
    unreachable_pub,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout
)]

#[path = "support/document.rs"]
mod document;

use std::collections::BTreeMap;
use std::thread;

use alicloud_runtime::codec::{Decode, Value, decode};
use alicloud_runtime::{open_enum, output};
use bytes::Bytes;

open_enum! {
    /// An enum of texts.
    pub enum Colour {
        /// Red.
        Red = "red",
    }
}

open_enum! {
    /// An enum of integers, which are texts to us.
    pub enum Level {
        /// One.
        One = "1",
    }
}

#[derive(Clone, Default)]
pub struct Inner {
    pub number: Option<i64>,
}

output!(Inner { "N" => number, });

#[derive(Clone, Default)]
pub struct Every {
    pub text: Option<String>,
    pub flag: Option<bool>,
    pub int: Option<i64>,
    pub float: Option<f64>,
    pub any: Option<Value>,
    pub bytes: Option<Bytes>,
    pub colour: Option<Colour>,
    pub level: Option<Level>,
    pub list: Vec<i64>,
    pub wrapped: Vec<i64>,
    pub map: BTreeMap<String, i64>,
    pub object: Inner,
    pub optional: Option<Inner>,
    pub nested: Option<Box<Every>>,
}

output!(Every {
    "string" => text,
    "boolean" => flag,
    "integer" => int,
    "number" => float,
    "any" => any,
    "bytes" => bytes,
    "enum" => colour,
    "integer enum" => level,
    "list" => list,
    "wrapped list" / "Item" => wrapped,
    "map" => map,
    "object" => object,
    "optional object" => optional,
    "nested" => nested,
});

const FIELDS: [&str; 13] = [
    "string",
    "boolean",
    "integer",
    "number",
    "any",
    "bytes",
    "enum",
    "integer enum",
    "list",
    "wrapped list",
    "map",
    "object",
    "optional object",
];

const VALUES: [&str; 23] = [
    "null",
    "true",
    "0",
    "1",
    "-7",
    "1.0",
    "1.5",
    "9223372036854775808",
    "1e30",
    "\"\"",
    "\" \"",
    "\"text\"",
    "\"12\"",
    "\"1.5\"",
    "\"true\"",
    "\"FALSE\"",
    "\"red\"",
    "[]",
    "[1]",
    "[null,1]",
    "{}",
    "{\"N\":1}",
    "{\"Item\":[1]}",
];

fn unset(shown: Option<String>) -> String {
    shown.unwrap_or_else(|| "unset".to_owned())
}

fn some<T: std::fmt::Debug>(value: &Option<T>) -> Option<String> {
    value.as_ref().map(|value| format!("{value:?}"))
}

fn shown(every: &Every, field: &str) -> String {
    unset(match field {
        "string" => some(&every.text),
        "boolean" => some(&every.flag),
        "integer" => some(&every.int),
        "number" => some(&every.float),
        "any" => every.any.as_ref().map(ToString::to_string),
        "bytes" => some(&every.bytes),
        "enum" => some(&every.colour.as_ref().map(ToString::to_string)),
        "integer enum" => some(&every.level.as_ref().map(ToString::to_string)),
        "list" => Some(format!("{:?}", every.list)),
        "wrapped list" => Some(format!("{:?}", every.wrapped)),
        "map" => Some(format!("{:?}", every.map)),
        "object" => Some(format!("N {}", unset(some(&every.object.number)))),
        _ => every
            .optional
            .as_ref()
            .map(|inner| format!("N {}", unset(some(&inner.number)))),
    })
}

#[test]
fn every_kind_of_value_in_every_kind_of_field() {
    let mut page = format!(
        "\n| value | {} |\n|{}\n",
        FIELDS.join(" | "),
        "---|".repeat(FIELDS.len() + 1)
    );
    let mut errors = Vec::new();
    for value in VALUES {
        page.push_str(&format!("| `{value}` |"));
        for field in FIELDS {
            let mut every = Every::default();
            let cell = match decode(format!("{{\"{field}\": {value}}}").as_bytes(), every.slot()) {
                Ok(()) => format!("`{}`", shown(&every, field)),
                Err(error) => {
                    let error = error.to_string();
                    assert!(
                        error.starts_with(field) && error.contains(": expected "),
                        "{value}: {error}"
                    );
                    errors.push(error);
                    "error".to_owned()
                }
            };
            page.push_str(&format!(" {} |", cell.replace("`unset`", "unset")));
        }
        page.push('\n');
    }
    page.push_str("\nThe errors, each once:\n\n");
    errors.sort();
    errors.dedup();
    for error in errors {
        page.push_str(&format!("- `{error}`\n"));
    }
    println!("{page}");
    document::keep("decoding.md", &page);
}

/// On a stack of 2 MiB, as threads have unless told otherwise, so that recursion without a limit would overflow it.
fn on_a_small_stack(work: impl FnOnce() + Send + 'static) {
    let small = thread::Builder::new().stack_size(2 << 20);
    small.spawn(work).expect("a thread").join().expect("no panic");
}

fn read(document: &[u8]) -> Result<Every, String> {
    let mut every = Every::default();
    decode(document, every.slot())
        .map(|()| every)
        .map_err(|error| error.to_string())
}

#[test]
fn documents_nested_beyond_reason_are_skipped_or_refused() {
    on_a_small_stack(|| {
        let depth = 100_000;
        let [open, close] = ["[", "]"].map(|bracket| bracket.repeat(depth));
        let objects = |name: &str| format!("{{\"{name}\":").repeat(depth) + "1" + &"}".repeat(depth);
        let mut documents = vec![
            open.clone(),
            objects("nested"),
            objects("unknown"),
            objects("any"),
            objects("map"),
        ];
        for field in FIELDS.into_iter().chain(["unknown"]) {
            documents.push(format!("{{\"{field}\":{open}{close}}}"));
            documents.push(format!("{{\"{field}\":{open}"));
            documents.push(format!("{{\"{field}\":{}}}", objects("any")));
        }
        for document in documents {
            // What no field takes is skipped without recursion, so that its depth does not matter.
            if let Err(error) = read(document.as_bytes()) {
                let is_located = error.contains("column") || error.contains("expected");
                assert!(is_located && error.len() < 1000, "{error:.1000}");
            }
        }
    });
}

#[test]
fn values_beyond_reason_are_read_or_refused() {
    on_a_small_stack(|| {
        let digits = "9".repeat(100_000);
        let long = "é".repeat(1 << 20);
        for field in FIELDS {
            for value in [
                digits.clone(),
                format!("-{digits}"),
                format!("0.{digits}"),
                format!("1e{digits}"),
                format!("\"{digits}\""),
                format!("\"{long}\""),
                "1e400".to_owned(),
                "\"1e400\"".to_owned(),
                "\"NaN\"".to_owned(),
                "-0".to_owned(),
                "1e-400".to_owned(),
                format!("[{}1]", "1,".repeat(100_000)),
            ] {
                if let Err(error) = read(format!("{{\"{field}\":{value}}}").as_bytes()) {
                    assert!(error.len() < 1000, "{field}: {} bytes of error", error.len());
                }
            }
        }
        let text = read(format!("{{\"string\":\"{long}\"}}").as_bytes())
            .expect("a long text")
            .text;
        assert_eq!(text.map(|text| text.len()), Some(long.len()));
        // Where a number is a text, nothing is lost.
        let kept = read(format!("{{\"string\":\"{digits}\"}}").as_bytes())
            .expect("digits")
            .text;
        assert_eq!(kept, Some(digits));
    });
}

#[test]
fn damaged_documents_are_refused() {
    for document in [
        b"{\"string\":\"\xff\"}".as_slice(),
        b"{\"string\":\"\\ud800\"}",
        b"{\"string\":\"\\x\"}",
        b"{\"string\":\"\\u12\"}",
        b"{\"string\":\"a\nb\"}",
        b"{\"\xff\":1}",
        b"{\"string\":\"a\"} trailing",
        b"{\"string\":\"a\"}{}",
        b"{\"integer\":01}",
        b"{\"integer\":0x1}",
        b"{\"number\":1e400}",
        b"{\"number\":NaN}",
        b"{\"list\":[1,]}",
        b"{'string':1}",
        b"{\"string\":}",
        b"",
        b" ",
        b"\0",
    ] {
        let what = String::from_utf8_lossy(document).into_owned();
        let error = read(document).err().unwrap_or_else(|| panic!("accepted: {what}"));
        assert!(error.starts_with("not a complete JSON document: "), "{what}: {error}");
        assert!(error.contains("column"), "no place: {error}");
    }
}

#[test]
fn of_a_repeated_field_the_last_one_counts() {
    let every = read(br#"{"integer": 1, "string": "a", "integer": 2, "integer": null}"#).expect("a document");
    assert_eq!((every.int, every.text.as_deref()), (Some(2), Some("a")));
}

#[cfg(feature = "xml")]
mod xml {
    use super::*;
    use alicloud_runtime::codec::xml;

    fn read(document: &[u8]) -> Result<Every, String> {
        let mut every = Every::default();
        xml::decode(document, every.slot())
            .map(|()| every)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn documents_beyond_reason_are_read_or_refused() {
        on_a_small_stack(|| {
            for name in ["nested", "list", "any", "map", "unknown", "object"] {
                let document = format!(
                    "<r>{}{}</r>",
                    format!("<{name}>").repeat(100_000),
                    format!("</{name}>").repeat(100_000)
                );
                let _ = read(document.as_bytes());
                let _ = read(document.split('/').next().unwrap_or_default().as_bytes());
            }
            let long = "x".repeat(1 << 20);
            let every = read(format!("<r><bytes>{long}</bytes></r>").as_bytes()).expect("a document");
            assert_eq!(every.bytes.map(|bytes| bytes.len()), Some(long.len()));
            for damaged in [
                "<r><string>\u{0}",
                "<r>&unknown;</r",
                "<!DOCTYPE r [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><r><string>&b;</string></r>",
                "<r><list>x</list></q>",
                "",
            ] {
                if let Err(error) = read(damaged.as_bytes()) {
                    assert!(error.len() < 1000, "{error}");
                }
            }
        });
    }
}
