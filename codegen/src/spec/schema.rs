//! Types of parameters, properties and answers.

use std::borrow::Cow;

use super::Reader;
use super::read::scalar;
use crate::load::{At, Node};

/// The type of one value, as the document describes it.
#[derive(Debug, Default)]
pub struct Schema<'t> {
    /// Target of a `$ref`; everything else but `description`, `required` and `deprecated` is ignored then.
    pub reference: Option<&'t str>,
    /// `type`; `None` when it is absent.
    pub kind: Option<Kind>,
    /// `format`.
    pub format: Option<&'t str>,
    /// `title`.
    pub title: Option<&'t str>,
    /// `description`, in Markdown.
    pub description: Option<&'t str>,
    /// `required`.
    pub required: bool,
    /// `required` written as a list of property names.
    pub required_properties: Vec<&'t str>,
    /// `deprecated`.
    pub deprecated: bool,
    /// `items` of an array.
    pub items: Option<Box<Schema<'t>>>,
    /// `properties` of an object.
    pub properties: Vec<(&'t str, Schema<'t>)>,
    /// `additionalProperties` of an object, when that is a schema.
    pub additional: Option<Box<Schema<'t>>>,
    /// `enum`, as text.
    pub values: Vec<Cow<'t, str>>,
    /// `enumValueTitles`.
    pub titles: Vec<(&'t str, Cow<'t, str>)>,
    /// `example`.
    pub example: Option<Cow<'t, str>>,
    /// `default`.
    pub default: Option<Cow<'t, str>>,
    /// `minimum`.
    pub minimum: Option<Cow<'t, str>>,
    /// `maximum`.
    pub maximum: Option<Cow<'t, str>>,
    /// `minLength`.
    pub min_length: Option<Cow<'t, str>>,
    /// `maxLength`.
    pub max_length: Option<Cow<'t, str>>,
    /// `minItems`.
    pub min_items: Option<Cow<'t, str>>,
    /// `maxItems`.
    pub max_items: Option<Cow<'t, str>>,
    /// `pattern`.
    pub pattern: Option<&'t str>,
}

/// Values of `type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Kind {
    String,
    Integer,
    Number,
    Boolean,
    Array,
    Object,
    Any,
}

impl<'t> Schema<'t> {
    /// Reads a schema.
    pub fn read(reader: &mut Reader<'_, '_>, node: &'t Node<'t>, at: At<'_>) -> Self {
        match node {
            Node::Object(_) => {}
            Node::Null => return Self::default(),
            Node::List(items) if items.is_empty() => return Self::default(),
            other => {
                reader.useless(at, "an object", other);
                return Self::default();
            }
        }
        if let Some(only) = Self::combined(reader, node, at) {
            return only;
        }
        let (required, required_properties) = match node.get("required") {
            Some(Node::List(_)) => (false, reader.texts(node, "required", at)),
            _ => (reader.flag(node, "required", at), Vec::new()),
        };
        let values = reader.extras(node, "enum", at, |_, item, _| scalar(item));
        let titles = reader.notes(node.get("enumValueTitles"), at.key("enumValueTitles"), |_, item, _| {
            scalar(item)
        });
        Self {
            reference: reader.text(node, "$ref", at).filter(|target| !target.trim().is_empty()),
            kind: Self::kind(reader, node, at),
            format: reader.prose(node, "format", at),
            title: reader.prose(node, "title", at),
            description: reader.prose(node, "description", at),
            required,
            required_properties,
            deprecated: reader.flag(node, "deprecated", at),
            items: node
                .get("items")
                .map(|items| Box::new(Self::read(reader, items, at.key("items")))),
            properties: reader.distinct(node.get("properties"), at.key("properties"), "property", Self::read),
            additional: match node.get("additionalProperties") {
                Some(items @ Node::Object(_)) => {
                    Some(Box::new(Self::read(reader, items, at.key("additionalProperties"))))
                }
                _ => None,
            },
            values: values.into_iter().flatten().collect(),
            titles: titles
                .into_iter()
                .filter_map(|(value, title)| Some((value, title?)))
                .collect(),
            example: reader.scalar(node, "example"),
            default: reader.scalar(node, "default"),
            minimum: reader.scalar(node, "minimum"),
            maximum: reader.scalar(node, "maximum"),
            min_length: reader.scalar(node, "minLength"),
            max_length: reader.scalar(node, "maxLength"),
            min_items: reader.scalar(node, "minItems"),
            max_items: reader.scalar(node, "maxItems"),
            pattern: match node.get("pattern") {
                Some(Node::Text(text)) => Some(text),
                _ => None,
            },
        }
    }

    /// What a combination of schemas comes to, as other dialects of OpenAPI have them: one of a single schema is that schema.
    fn combined(reader: &mut Reader<'_, '_>, node: &'t Node<'t>, at: At<'_>) -> Option<Self> {
        if ["type", "$ref", "properties"].iter().any(|key| node.get(key).is_some()) {
            return None;
        }
        let words = ["allOf", "oneOf", "anyOf"];
        let (word, Node::List(parts)) = words.iter().find_map(|word| Some((*word, node.get(word)?)))? else {
            return None;
        };
        let list_at = at.key(word);
        if let [only] = parts.as_slice() {
            let schema = Self::read(reader, only, list_at.index(0));
            return Some(Self {
                required: schema.required || reader.flag(node, "required", at),
                deprecated: schema.deprecated || reader.flag(node, "deprecated", at),
                description: reader.prose(node, "description", at).or(schema.description),
                ..schema
            });
        }
        reader.report.warning(
            list_at,
            format!("`{word}` combines {} schemas", parts.len()),
            "it is taken for `any`; official documents have no such thing, write out the type",
        );
        None
    }

    fn kind(reader: &mut Reader<'_, '_>, node: &'t Node<'t>, at: At<'_>) -> Option<Kind> {
        // Newer JSON Schema lists types, `null` among them.
        let name = match node.get("type") {
            Some(Node::List(_)) => {
                let names = reader.texts(node, "type", at);
                names.into_iter().find(|name| *name != "null")?
            }
            _ => reader.text(node, "type", at)?,
        };
        if name.trim().is_empty() {
            return None;
        }
        Some(Kind::of(name.trim()).unwrap_or_else(|| {
            reader.report.warning(
                at.key("type"),
                format!("unknown type `{name}`"),
                "it is taken for `any`; known are string, integer, number, boolean, array, object and any",
            );
            Kind::Any
        }))
    }
}

impl Kind {
    /// Besides the names of JSON Schema, those that other description languages and Java have for the same.
    fn of(name: &str) -> Option<Self> {
        Some(match name.to_ascii_lowercase().as_str() {
            "string" | "text" | "char" | "date" | "datetime" | "date-time" => Self::String,
            "integer" | "int" | "int32" | "int64" | "long" | "short" => Self::Integer,
            "number" | "float" | "double" | "decimal" | "bigdecimal" => Self::Number,
            "boolean" | "bool" => Self::Boolean,
            "array" | "list" => Self::Array,
            "object" | "map" | "struct" => Self::Object,
            "any" | "null" => Self::Any,
            _ => return None,
        })
    }
}
