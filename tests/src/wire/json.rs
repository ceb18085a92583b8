//! JSON as text that can be edited: what an edit leaves alone stays as it was written, order and numbers included.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::known::Shape;

/// A JSON document.
#[derive(Debug, PartialEq)]
pub(super) enum Json {
    /// Keys in the order of the text.
    Object(Vec<(String, Json)>),
    /// Elements.
    List(Vec<Json>),
    /// A scalar, as written.
    Scalar(String),
}

impl Json {
    /// Reads a text that is an object or a list; any other text is not taken for JSON.
    pub(super) fn parse(text: &str) -> Option<Self> {
        match Self::read(text).ok()? {
            Self::Scalar(_) => None,
            json => Some(json),
        }
    }

    fn read(text: &str) -> Result<Self, serde_json::Error> {
        Ok(match text.trim_start().as_bytes().first() {
            Some(b'{') => {
                let Entries(entries) = serde_json::from_str(text)?;
                let read = |(key, value): (String, Box<RawValue>)| Ok((key, Self::read(value.get())?));
                Self::Object(
                    entries
                        .into_iter()
                        .map(read)
                        .collect::<Result<_, serde_json::Error>>()?,
                )
            }
            Some(b'[') => {
                let items: Vec<Box<RawValue>> = serde_json::from_str(text)?;
                Self::List(
                    items
                        .iter()
                        .map(|item| Self::read(item.get()))
                        .collect::<Result<_, _>>()?,
                )
            }
            _ => Self::Scalar(text.to_owned()),
        })
    }

    /// Takes out what stands under these keys, in every element of the lists on the way.
    pub(super) fn remove(&mut self, path: &[String]) {
        match (self, path) {
            (Self::List(items), _) => items.iter_mut().for_each(|item| item.remove(path)),
            (Self::Object(entries), [key]) => entries.retain(|(name, _)| name != key),
            (Self::Object(entries), [key, rest @ ..]) => {
                for (_, value) in entries.iter_mut().filter(|(name, _)| name == key) {
                    value.remove(rest);
                }
            }
            _ => {}
        }
    }

    /// Changes every scalar; whether any change said that it made a difference.
    pub(super) fn each_scalar(&mut self, change: &mut dyn FnMut(&mut String) -> bool) -> bool {
        let mut changed = false;
        match self {
            Self::Scalar(text) => changed = change(text),
            Self::List(items) => items.iter_mut().for_each(|item| changed |= item.each_scalar(change)),
            Self::Object(entries) => {
                entries
                    .iter_mut()
                    .for_each(|(_, value)| changed |= value.each_scalar(change));
            }
        }
        changed
    }

    /// Sorts the keys of every object whose keys the specification leaves free.
    pub(super) fn sort_maps(&mut self, shape: Option<Shape<'_>>) {
        let open = shape.is_none_or(|shape| shape.is_open());
        match self {
            Self::Object(entries) => {
                if open {
                    entries.sort_by(|(a, _), (b, _)| a.cmp(b));
                }
                for (name, value) in entries {
                    match shape.filter(|_| !open) {
                        None => value.sort_maps(None),
                        // What an object does not have is not there any more, or it would fail.
                        Some(shape) => {
                            if let Some(property) = shape.property(name) {
                                value.sort_maps(Some(property));
                            }
                        }
                    }
                }
            }
            Self::List(items) => {
                let element = shape.and_then(|shape| shape.items());
                for item in items {
                    item.sort_maps(element);
                }
            }
            Self::Scalar(_) => {}
        }
    }
}

impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Object(entries) => {
                f.write_str("{")?;
                for (index, (key, value)) in entries.iter().enumerate() {
                    let comma = if index > 0 { "," } else { "" };
                    let key = serde_json::to_string(key).map_err(|_| fmt::Error)?;
                    write!(f, "{comma}{key}:{value}")?;
                }
                f.write_str("}")
            }
            Self::List(items) => {
                f.write_str("[")?;
                for (index, item) in items.iter().enumerate() {
                    let comma = if index > 0 { "," } else { "" };
                    write!(f, "{comma}{item}")?;
                }
                f.write_str("]")
            }
            Self::Scalar(text) => f.write_str(text),
        }
    }
}

/// The entries of an object in the order of the text, which serde_json's own map does not keep.
struct Entries(Vec<(String, Box<RawValue>)>);

impl<'de> Deserialize<'de> for Entries {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;

        impl<'de> Visitor<'de> for Collect {
            type Value = Entries;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entries, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Entries(entries))
            }
        }

        deserializer.deserialize_map(Collect)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edited(text: &str, edit: impl FnOnce(&mut Json)) -> String {
        let mut json = Json::parse(text).unwrap();
        edit(&mut json);
        json.to_string()
    }

    #[test]
    fn what_is_not_edited_stays_as_written() {
        let text = r#"{"b":[1e-07,{"z":"\u00e9é","a":null}],"a":100.0}"#;
        assert_eq!(edited(text, |_| ()), text);
        assert_eq!(Json::parse("7"), None);
        assert_eq!(Json::parse("{1"), None);
    }

    #[test]
    fn removal_goes_through_lists() {
        let path = ["a".to_owned(), "x".to_owned()];
        assert_eq!(
            edited(r#"{"x":1,"a":[{"x":2,"y":3},{"x":4}]}"#, |json| json.remove(&path)),
            r#"{"x":1,"a":[{"y":3},{}]}"#
        );
    }

    #[test]
    fn only_free_keys_are_sorted() {
        let root = serde_json::json!({"properties": {"map": {"type": "object"}, "b": {"type": "string"}}});
        let shape = Shape::of(&root);
        assert_eq!(
            edited(r#"{"map":{"z":{"y":1,"x":2},"a":3},"b":"4"}"#, |json| json
                .sort_maps(Some(shape))),
            r#"{"map":{"a":3,"z":{"x":2,"y":1}},"b":"4"}"#
        );
    }
}
