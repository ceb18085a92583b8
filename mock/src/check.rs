//! Whether the parameters of a call are those that the spec asks for.
//!
//! Checked are presence and type. Lists of values are not: documented ones are incomplete, and a spec does not say
//! which of them the service really enforces.

use std::ops::Bound;

use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::Value;

use crate::catalog::{Kind, Location, Parameter, Schema, Service, Style};
use crate::fault::Fault;
use crate::parameters::{Body, Parameters};
use crate::route::Route;

/// Deeper than any real request, and shallow enough for the stack.
const DEPTH: usize = 64;

/// Refuses the first parameter that is missing or of the wrong type, in the order of the spec.
pub(crate) fn check(route: &Route<'_>, parameters: &Parameters<'_>) -> Result<(), Fault> {
    route.operation.parameters.iter().try_for_each(|parameter| {
        let check = Check {
            service: route.service,
            parameters,
        };
        check.parameter(parameter)
    })
}

struct Check<'a> {
    service: &'a Service,
    parameters: &'a Parameters<'a>,
}

impl Check<'_> {
    fn parameter(&self, parameter: &Parameter) -> Result<(), Fault> {
        let Parameter { name, schema, .. } = parameter;
        match parameter.location {
            // Part of the host name, which is not the cloud's here.
            Location::Host => Ok(()),
            // A name such as `x-oss-meta-*` stands for any number of headers.
            Location::Header if name.contains('*') => Ok(()),
            Location::Header => {
                let value = self.parameters.headers.get(&name.to_ascii_lowercase());
                self.text(name, schema, Style::Json, value.map(String::as_str))
            }
            Location::Path => self.text(
                name,
                schema,
                Style::Json,
                self.parameters.path.get(name.as_str()).copied(),
            ),
            Location::Pairs => self.pairs(name, schema, parameter.style, DEPTH),
            Location::Body if parameter.style == Style::Xml => self.xml(name, schema),
            Location::Body => self.body(name, schema),
        }
    }

    /// An XML body: well-formed, with one of the properties as its element.
    fn xml(&self, name: &str, schema: &Schema) -> Result<(), Fault> {
        let text = match self.parameters.body {
            Body::None if schema.required => return Err(Fault::missing(name)),
            Body::None => return Ok(()),
            Body::Json(_) => return Err(Fault::invalid(name, "XML")),
            Body::Other(body) => String::from_utf8_lossy(body),
        };
        let root = root(&text).ok_or_else(|| Fault::invalid(name, "XML"))?;
        match self.service.resolve(schema) {
            Kind::Object(fields) if fields.iter().all(|(field, _)| *field != root) => {
                Err(Fault::invalid(name, "the element of its schema"))
            }
            _ => Ok(()),
        }
    }

    fn body(&self, name: &str, schema: &Schema) -> Result<(), Fault> {
        match (&self.parameters.body, self.service.resolve(schema)) {
            (_, Kind::String | Kind::Binary | Kind::Any) => match self.parameters.body {
                Body::None if schema.required => Err(Fault::missing(name)),
                _ => Ok(()),
            },
            // An object may be spread over a form or the query.
            (Body::None, Kind::Object(fields)) if !self.parameters.pairs.is_empty() => fields
                .iter()
                .try_for_each(|(name, schema)| self.pairs(name, schema, Style::Flat, DEPTH)),
            (Body::None, _) if schema.required => Err(Fault::missing(name)),
            (Body::None, _) => Ok(()),
            (Body::Json(value @ Value::Object(_)), Kind::Object(_)) => self.json("", schema, value, DEPTH),
            (Body::Json(value), _) => self.json(name, schema, value, DEPTH),
            (Body::Other(_), _) => Err(Fault::invalid(name, "JSON")),
        }
    }

    /// A value in the query or the form, in one piece or flattened.
    fn pairs(&self, name: &str, schema: &Schema, style: Style, depth: usize) -> Result<(), Fault> {
        let whole = self.parameters.pairs.get(name).copied();
        let kind = self.service.resolve(schema);
        if whole.is_some() || !matches!(kind, Kind::Array(_) | Kind::Object(_) | Kind::Map(_)) {
            return self.text(name, schema, style, whole);
        }
        let prefix = format!("{name}.");
        if depth == 0 || !self.under(&prefix).any(|_| true) {
            return if schema.required {
                Err(Fault::missing(name))
            } else {
                Ok(())
            };
        }
        match kind {
            Kind::Array(items) => {
                let mut previous = "";
                for rest in self.under(&prefix) {
                    let index = rest.split('.').next().unwrap_or_default();
                    if index == previous {
                        continue;
                    }
                    previous = index;
                    if !index.parse::<u32>().is_ok_and(|index| index > 0) {
                        return Err(Fault::invalid(name, &format!("{prefix}1, {prefix}2 and so on")));
                    }
                    self.pairs(&format!("{prefix}{index}"), items, style, depth - 1)?;
                }
                Ok(())
            }
            Kind::Object(fields) => fields
                .iter()
                .try_for_each(|(field, schema)| self.pairs(&format!("{prefix}{field}"), schema, style, depth - 1)),
            Kind::Map(values) => self.under(&prefix).try_for_each(|key| {
                let name = format!("{prefix}{key}");
                match self.service.resolve(values) {
                    // The key ends somewhere in the name, and nobody can tell where.
                    Kind::Array(_) | Kind::Object(_) | Kind::Map(_) => Ok(()),
                    _ => self.text(&name, values, style, self.parameters.pairs.get(name.as_str()).copied()),
                }
            }),
            _ => Ok(()),
        }
    }

    /// What follows `prefix` in the names of the query and the form.
    fn under<'s>(&'s self, prefix: &'s str) -> impl Iterator<Item = &'s str> {
        let from = (Bound::Included(prefix), Bound::Unbounded);
        self.parameters
            .pairs
            .range::<str, _>(from)
            .map_while(move |(name, _)| name.strip_prefix(prefix))
    }

    /// A value that is one text.
    fn text(&self, name: &str, schema: &Schema, style: Style, text: Option<&str>) -> Result<(), Fault> {
        let Some(text) = text.filter(|text| !text.is_empty()) else {
            // The gateway takes an empty value for an absent one.
            return if schema.required {
                Err(Fault::missing(name))
            } else {
                Ok(())
            };
        };
        let sound = match self.service.resolve(schema) {
            Kind::Integer => text.parse::<i64>().is_ok(),
            Kind::Number => text.parse::<f64>().is_ok(),
            // Python writes `True` and `False`.
            Kind::Boolean => text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false"),
            Kind::Array(items) if style == Style::Simple => {
                return text
                    .split(',')
                    .try_for_each(|item| self.text(name, items, style, Some(item)));
            }
            Kind::Array(_) | Kind::Object(_) | Kind::Map(_) => {
                let value: Value = serde_json::from_str(text).map_err(|_| Fault::invalid(name, "JSON"))?;
                return self.json(name, schema, &value, DEPTH);
            }
            _ => true,
        };
        if sound {
            Ok(())
        } else {
            Err(Fault::invalid(name, expected(self.service.resolve(schema))))
        }
    }

    fn json(&self, name: &str, schema: &Schema, value: &Value, depth: usize) -> Result<(), Fault> {
        let kind = self.service.resolve(schema);
        let inner = |key: &str| {
            if name.is_empty() {
                key.to_owned()
            } else {
                format!("{name}.{key}")
            }
        };
        match (kind, value) {
            (_, Value::Null) if schema.required => Err(Fault::missing(name)),
            (_, Value::Null) => Ok(()),
            _ if depth == 0 => Ok(()),
            (Kind::Array(items), Value::Array(values)) => values
                .iter()
                .enumerate()
                .try_for_each(|(index, value)| self.json(&inner(&(index + 1).to_string()), items, value, depth - 1)),
            (Kind::Object(fields), Value::Object(values)) => {
                fields.iter().try_for_each(|(field, schema)| match values.get(field) {
                    Some(value) => self.json(&inner(field), schema, value, depth - 1),
                    None if schema.required => Err(Fault::missing(&inner(field))),
                    None => Ok(()),
                })
            }
            (Kind::Map(items), Value::Object(values)) => values
                .iter()
                .try_for_each(|(key, value)| self.json(&inner(key), items, value, depth - 1)),
            (Kind::Any | Kind::Binary | Kind::Ref(_), _) => Ok(()),
            (Kind::Array(_) | Kind::Object(_) | Kind::Map(_), _) | (_, Value::Array(_) | Value::Object(_)) => {
                Err(Fault::invalid(name, expected(kind)))
            }
            // Numbers and booleans may come as text, and the other way round.
            (_, Value::String(text)) => self.text(name, schema, Style::Json, Some(text)),
            (_, value) => self.text(name, schema, Style::Json, Some(&value.to_string())),
        }
    }
}

fn expected(kind: &Kind) -> &'static str {
    match kind {
        Kind::Integer => "an integer",
        Kind::Number => "a number",
        Kind::Boolean => "true or false",
        Kind::Array(_) => "a list",
        Kind::Object(_) | Kind::Map(_) => "an object",
        _ => "a text",
    }
}

/// The root element of a well-formed document.
fn root(xml: &str) -> Option<String> {
    let mut reader = Reader::from_str(xml);
    let (mut root, mut depth) = (None, 0_usize);
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) => {
                depth += 1;
                root.get_or_insert_with(|| start.name().as_ref().to_owned());
            }
            Event::End(_) => depth = depth.checked_sub(1)?,
            Event::Empty(start) => {
                root.get_or_insert_with(|| start.name().as_ref().to_owned());
            }
            Event::Eof => return root.filter(|_| depth == 0),
            _ => {}
        }
    }
}
