//! Decoding: every slot kind × every JSON kind, and arbitrary input.
#![allow(missing_docs, unreachable_pub)]

use std::collections::BTreeMap;

use alicloud_runtime::codec::{Decode, Value, decode};
use alicloud_runtime::{open_enum, output};
use proptest::prelude::*;
use serde_json::json;

open_enum! {
    /// A colour.
    pub enum Colour {
        /// Red.
        Red = "red",
    }
}

#[derive(Clone, Default)]
pub struct Every {
    pub text: Option<String>,
    pub flag: Option<bool>,
    pub int: Option<i64>,
    pub float: Option<f64>,
    pub any: Option<Value>,
    pub colour: Option<Colour>,
    pub list: Vec<i64>,
    pub wrapped: Vec<String>,
    pub grid: Vec<Vec<bool>>,
    pub map: BTreeMap<String, Colour>,
    pub object: Option<Box<Every>>,
    pub objects: Vec<Every>,
}

output!(Every {
    "Text" => text,
    "Flag" => flag,
    "Int" => int,
    "Float" => float,
    "Any" => any,
    "Colour" => colour,
    "List" => list,
    "Wrapped" / "Item" => wrapped,
    "Grid" => grid,
    "Map" => map,
    "Object" => object,
    "Objects" => objects,
});

fn read(name: &str, value: &Value) -> String {
    let mut every = Every::default();
    let text = json!({ name: value }).to_string();
    match decode(text.as_bytes(), every.slot()) {
        Err(error) => format!("error: {}", error.to_string().replacen(&format!("{name}: "), "", 1)),
        Ok(()) => match name {
            "Text" => format!("{:?}", every.text),
            "Flag" => format!("{:?}", every.flag),
            "Int" => format!("{:?}", every.int),
            "Float" => format!("{:?}", every.float),
            "Any" => format!("{:?}", every.any.map(|any| any.to_string())),
            "Colour" => format!("{:?}", every.colour),
            "List" => format!("{:?}", every.list),
            "Wrapped" => format!("{:?}", every.wrapped),
            "Map" => format!("{:?}", every.map),
            _ => format!("{:?}", every.object.map(|object| object.int)),
        },
    }
}

/// The whole matrix, to be read as documentation of what is lenient and what is not.
#[test]
fn every_kind_of_value_in_every_kind_of_field() {
    let values = [
        json!(null),
        json!(true),
        json!(7),
        json!(-1.5),
        json!(3.0),
        json!(18_446_744_073_709_551_615_u64),
        json!(""),
        json!("text"),
        json!("9007199254740993"),
        json!("TRUE"),
        json!([]),
        json!([1]),
        json!({}),
        json!({"Int": 1}),
        json!({"Item": ["a"]}),
    ];
    let mut table = String::new();
    for name in [
        "Text", "Flag", "Int", "Float", "Any", "Colour", "List", "Wrapped", "Map", "Object",
    ] {
        for value in &values {
            table.push_str(&format!("{name:8} <- {:24} {}\n", value.to_string(), read(name, value)));
        }
    }
    insta::assert_snapshot!(table);
}

fn any_json() -> impl Strategy<Value = Value> {
    let names = prop_oneof![
        Just("Text"),
        Just("Flag"),
        Just("Int"),
        Just("Float"),
        Just("Any"),
        Just("Colour"),
        Just("List"),
        Just("Wrapped"),
        Just("Item"),
        Just("Grid"),
        Just("Map"),
        Just("Object"),
        Just("Objects"),
        Just("Other"),
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".*".prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 64, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((names.clone(), inner), 0..6).prop_map(|entries| entries
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect()),
        ]
    })
}

proptest! {
    #[test]
    fn any_json_decodes_or_is_refused_with_a_path(value in any_json()) {
        let mut every = Every::default();
        if let Err(error) = decode(value.to_string().as_bytes(), every.slot()) {
            prop_assert!(error.to_string().contains("expected"), "{error}");
        }
    }

    #[test]
    fn any_bytes_decode_or_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let mut every = Every::default();
        let _ = decode(&bytes, every.slot());
    }

    #[test]
    fn any_cut_of_a_document_is_refused(value in any_json(), at in any::<prop::sample::Index>()) {
        let text = json!({"Any": value}).to_string();
        let cut = &text.as_bytes()[..at.index(text.len())];
        prop_assert!(decode(cut, Every::default().slot()).is_err());
    }

    #[test]
    fn integers_are_exact(value in any::<i64>()) {
        let mut every = Every::default();
        decode(format!(r#"{{"Int": {value}, "Text": {value}}}"#).as_bytes(), every.slot()).unwrap();
        prop_assert_eq!(every.int, Some(value));
        prop_assert_eq!(every.text.take(), Some(value.to_string()));
        decode(format!(r#"{{"Int": "{value}"}}"#).as_bytes(), every.slot()).unwrap();
        prop_assert_eq!(every.int, Some(value));
    }
}
