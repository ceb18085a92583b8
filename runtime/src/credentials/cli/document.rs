//! JSON that is written back as it was read: members keep their order, and those that nobody here knows are kept.

use std::fmt;

use serde_core::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_core::ser::{Serialize, Serializer};
use serde_json::Value;
use serde_json::ser::PrettyFormatter;

/// A JSON document. It has no `Debug`: it holds secrets.
pub(super) enum Document {
    Object(Vec<(String, Document)>),
    Array(Vec<Document>),
    Scalar(Value),
}

impl Document {
    pub(super) fn parse(text: &[u8]) -> Result<Self, serde_json::Error> {
        // Editors on Windows put a byte order mark before it.
        serde_json::from_slice(text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text))
    }

    /// Indented by tabs, as the command line tool writes it.
    pub(super) fn print(&self) -> Result<Vec<u8>, serde_json::Error> {
        let mut text = Vec::new();
        let formatter = PrettyFormatter::with_indent(b"\t");
        self.serialize(&mut serde_json::Serializer::with_formatter(&mut text, formatter))?;
        text.push(b'\n');
        Ok(text)
    }

    /// The member of an object; of several with the name, the last.
    pub(super) fn get(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Object(members) => members.iter().rfind(|(key, _)| key == name).map(|(_, value)| value),
            Self::Array(_) | Self::Scalar(_) => None,
        }
    }

    pub(super) fn get_mut(&mut self, name: &str) -> Option<&mut Self> {
        match self {
            Self::Object(members) => {
                let found = members.iter_mut().rfind(|(key, _)| key == name);
                found.map(|(_, value)| value)
            }
            Self::Array(_) | Self::Scalar(_) => None,
        }
    }

    /// Changes a member of an object where it stands, or adds it.
    pub(super) fn set(&mut self, name: &str, value: Value) {
        match (self.get_mut(name), value) {
            (Some(member), value) => *member = Self::Scalar(value),
            (None, value) => {
                if let Self::Object(members) = self {
                    members.push((name.to_owned(), Self::Scalar(value)));
                }
            }
        }
    }

    pub(super) fn items(&self) -> &[Self] {
        match self {
            Self::Array(items) => items,
            Self::Object(_) | Self::Scalar(_) => &[],
        }
    }

    pub(super) fn items_mut(&mut self) -> &mut [Self] {
        match self {
            Self::Array(items) => items,
            Self::Object(_) | Self::Scalar(_) => &mut [],
        }
    }

    /// A text that is not empty.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        match self.get(name)? {
            Self::Scalar(Value::String(text)) if !text.is_empty() => Some(text),
            _ => None,
        }
    }

    /// A whole number, which some write as a text.
    pub(super) fn integer(&self, name: &str) -> Option<i64> {
        match self.get(name)? {
            Self::Scalar(Value::Number(number)) => number.as_i64(),
            Self::Scalar(Value::String(text)) => text.trim().parse().ok(),
            _ => None,
        }
    }

    pub(super) fn is_true(&self, name: &str) -> bool {
        matches!(self.get(name), Some(Self::Scalar(Value::Bool(true))))
    }
}

impl<'de> Deserialize<'de> for Document {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Document;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Document, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(Document::Object(members))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Document, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Document::Array(items))
    }

    fn visit_unit<E>(self) -> Result<Document, E> {
        Ok(Document::Scalar(Value::Null))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Document, E> {
        Ok(Document::Scalar(value.into()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Document, E> {
        Ok(Document::Scalar(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Document, E> {
        Ok(Document::Scalar(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Document, E> {
        Ok(Document::Scalar(value.into()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Document, E> {
        Ok(Document::Scalar(value.into()))
    }
}

impl Serialize for Document {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Object(members) => serializer.collect_map(members.iter().map(|(name, value)| (name, value))),
            Self::Array(items) => serializer.collect_seq(items),
            Self::Scalar(value) => value.serialize(serializer),
        }
    }
}
