//! Official documents, damaged.

use std::collections::BTreeSet;

use fastrand::Rng;
use serde_json::{Map, Value, json};

use super::hostile::hostile;

/// Keys that mean something, with which keys are replaced and to which prose is given.
const KEYS: &[&str] = &[
    "type",
    "format",
    "enum",
    "enumValueTitles",
    "items",
    "properties",
    "additionalProperties",
    "$ref",
    "required",
    "deprecated",
    "description",
    "title",
    "example",
    "default",
    "minimum",
    "maximum",
    "minLength",
    "maxItems",
    "pattern",
    "name",
    "in",
    "style",
    "schema",
    "path",
    "methods",
    "schemes",
    "parameters",
    "responses",
    "200",
    "security",
    "summary",
    "errorCodes",
    "ramActions",
    "operationType",
    "systemTags",
    "endpoints",
    "regionId",
    "public",
    "vpc",
    "consumes",
    "produces",
    "isSensitive",
    "docRequired",
];

const PROSE: &[&str] = &["description", "summary", "title", "example", "default", "deprecated"];

/// Some operations of a document with what they refer to, damaged in a few places; material for that is taken from `other`.
pub(super) fn damaged(rng: &mut Rng, document: &Value, other: &Value) -> Value {
    let mut document = excerpt(rng, document);
    for _ in 0..rng.usize(1..=6) {
        mutate(rng, &mut document, other);
    }
    document
}

/// A document with a few operations and the components that they need.
fn excerpt(rng: &mut Rng, document: &Value) -> Value {
    let none = Map::new();
    let operations = document.pointer("/apis").and_then(Value::as_object).unwrap_or(&none);
    let mut apis = Map::new();
    for _ in 0..rng.usize(1..=4).min(operations.len()) {
        if let Some((name, operation)) = operations.iter().nth(rng.usize(..operations.len())) {
            apis.insert(name.clone(), operation.clone());
        }
    }
    let schemas = document
        .pointer("/components/schemas")
        .and_then(Value::as_object)
        .unwrap_or(&none);
    let mut needed = BTreeSet::new();
    let mut open: Vec<&Value> = apis.values().collect();
    while let Some(value) = open.pop() {
        match value {
            Value::Object(object) => open.extend(object.values()),
            Value::Array(list) => open.extend(list),
            Value::String(text) => {
                let name = text.rsplit('/').next().unwrap_or_default();
                open.extend(schemas.get(name).filter(|_| needed.insert(name.to_owned())));
            }
            _ => {}
        }
    }
    let schemas: Map<String, Value> = schemas
        .iter()
        .filter(|(name, _)| needed.contains(*name))
        .map(|(name, schema)| (name.clone(), schema.clone()))
        .collect();
    let endpoints: Vec<&Value> = document
        .get("endpoints")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .take(3)
        .collect();
    json!({"info": document.get("info"), "components": {"schemas": schemas}, "apis": apis, "endpoints": endpoints})
}

fn mutate(rng: &mut Rng, document: &mut Value, other: &Value) {
    // Half of the damage goes where names and texts are.
    let is_text_wanted = rng.bool();
    let places = count(document, is_text_wanted);
    if places == 0 {
        return;
    }
    let mut place = rng.usize(..places);
    let mut node = Some(Damage { rng, other });
    visit(document, is_text_wanted, &mut place, &mut |value| {
        if let Some(damage) = node.take() {
            damage.apply(value);
        }
    });
}

fn fits(value: &Value, is_text_wanted: bool) -> bool {
    !is_text_wanted || value.is_string()
}

fn count(value: &Value, is_text_wanted: bool) -> usize {
    let inner: usize = match value {
        Value::Array(list) => list.iter().map(|item| count(item, is_text_wanted)).sum(),
        Value::Object(object) => object.values().map(|item| count(item, is_text_wanted)).sum(),
        _ => 0,
    };
    inner + usize::from(fits(value, is_text_wanted))
}

/// Calls `take` with the value at a place, counted as [`count`] counts.
fn visit(value: &mut Value, is_text_wanted: bool, place: &mut usize, take: &mut dyn FnMut(&mut Value)) {
    if fits(value, is_text_wanted) {
        if *place == 0 {
            take(value);
            *place = usize::MAX;
            return;
        }
        *place -= 1;
    }
    let inner: Vec<&mut Value> = match value {
        Value::Array(list) => list.iter_mut().collect(),
        Value::Object(object) => object.values_mut().collect(),
        _ => return,
    };
    for item in inner {
        if *place != usize::MAX {
            visit(item, is_text_wanted, place, take);
        }
    }
}

struct Damage<'a> {
    rng: &'a mut Rng,
    other: &'a Value,
}

impl Damage<'_> {
    fn apply(self, value: &mut Value) {
        let Self { rng, other } = self;
        match (rng.u8(..12), value) {
            (0..4, Value::String(text)) => *text = hostile(rng),
            (4, Value::String(text)) => text.push_str(&hostile(rng)),
            (5, Value::String(text)) => {
                *text = match rng.bool() {
                    true => text.to_uppercase(),
                    false => text.to_lowercase(),
                }
            }
            (0, Value::Object(object)) => {
                if let Some(key) = any_key(rng, object) {
                    object.remove(&key);
                }
            }
            (1 | 2, Value::Object(object)) => {
                if let Some(key) = any_key(rng, object) {
                    let inner = object.remove(&key).unwrap_or_default();
                    let key = match rng.u8(..3) {
                        0 => hostile(rng),
                        1 => rng.choice(KEYS).copied().unwrap_or_default().to_owned(),
                        _ => format!("{key}{}", hostile(rng)),
                    };
                    object.insert(key, inner);
                }
            }
            (3, Value::Object(object)) => {
                // The same in other letters.
                if let Some(key) = any_key(rng, object) {
                    let inner = object.get(&key).cloned().unwrap_or_default();
                    let key = [
                        key.to_lowercase(),
                        key.to_uppercase(),
                        format!("{key}_2"),
                        format!("_{key}"),
                    ];
                    object.extend(rng.choice(key).map(|key| (key, inner)));
                }
            }
            (4..8, Value::Object(object)) => {
                let key = rng.choice(PROSE).copied().unwrap_or_default();
                object.insert(key.to_owned(), hostile(rng).into());
            }
            (8, Value::Object(object)) => {
                let titles: Map<String, Value> = (0..3).map(|_| (hostile(rng), hostile(rng).into())).collect();
                object.insert("enum".to_owned(), titles.keys().cloned().collect());
                object.insert("enumValueTitles".to_owned(), titles.into());
            }
            (0..4, Value::Array(list)) if !list.is_empty() => {
                let copy = list.get(rng.usize(..list.len())).cloned();
                list.extend(copy);
            }
            (4..6, Value::Array(list)) if !list.is_empty() => {
                list.swap_remove(rng.usize(..list.len()));
            }
            (9, value) => *value = scalar(rng),
            (10, value) => *value = borrowed(rng, other),
            (_, value) => wrap(rng, value),
        }
    }
}

fn any_key(rng: &mut Rng, object: &Map<String, Value>) -> Option<String> {
    rng.choice(object.keys()).cloned()
}

fn scalar(rng: &mut Rng) -> Value {
    match rng.u8(..8) {
        0 => Value::Null,
        1 => rng.bool().into(),
        2 => rng.i64(..).into(),
        3 => rng.u64(..).into(),
        4 => (rng.f64() * 1e300).into(),
        5 => json!([]),
        6 => json!({}),
        _ => hostile(rng).into(),
    }
}

/// A part of another document.
fn borrowed(rng: &mut Rng, other: &Value) -> Value {
    let mut value = other;
    for _ in 0..rng.usize(2..9) {
        let inner = match value {
            Value::Object(object) => rng.choice(object.values()),
            Value::Array(list) => rng.choice(list),
            _ => None,
        };
        value = inner.unwrap_or(value);
    }
    match count(value, false) {
        0..300 => value.clone(),
        _ => scalar(rng),
    }
}

/// Puts a value inside something, once or very deep.
fn wrap(rng: &mut Rng, value: &mut Value) {
    let depth = match rng.u8(..8) {
        0 => rng.usize(20..200),
        _ => 1,
    };
    for _ in 0..depth {
        let inner = value.take();
        *value = match rng.u8(..4) {
            0 => json!([inner]),
            1 => json!({"type": "array", "items": inner}),
            2 => json!({"type": "object", "additionalProperties": inner}),
            _ => json!({"type": "object", "properties": {hostile(rng): inner}}),
        };
    }
}
