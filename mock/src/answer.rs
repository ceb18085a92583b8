//! The answer to a good call: the documented sample, or one made up from the schema of the response.

use serde_json::{Map, Value};

use crate::catalog::{Kind, Operation, Schema, Service};

/// How the id of a request is spelled in answers.
pub(crate) const REQUEST_IDS: [&str; 4] = ["RequestId", "requestId", "request_id", "requestid"];

/// Nodes of the largest answer that is made up: schemas that refer to each other many times over grow without end.
const NODES: usize = 10_000;

/// The answer of an operation.
pub(crate) fn answer(service: &Service, operation: &Operation, request_id: &str) -> Value {
    let mut value = match (&operation.sample, &operation.response) {
        (Some(sample), _) => sample.clone(),
        (None, Some(schema)) => Synthesis {
            service,
            nodes: 0,
            open: Vec::new(),
        }
        .value("", schema),
        (None, None) => Value::Object(Map::new()),
    };
    identify(&mut value, operation, request_id);
    value
}

/// Puts the id of this request into an answer: where the answer has one, and in any case for RPC.
pub(crate) fn identify(value: &mut Value, operation: &Operation, request_id: &str) {
    if let Value::Object(fields) = value {
        let id = Value::String(request_id.to_owned());
        let present: Vec<&str> = REQUEST_IDS
            .into_iter()
            .filter(|name| fields.contains_key(*name))
            .collect();
        if present.is_empty() && operation.path.is_none() {
            fields.insert("RequestId".to_owned(), id.clone());
        }
        for name in present {
            fields.insert(name.to_owned(), id.clone());
        }
    }
}

/// Whether the answers of the operation spell the id of the request `requestId`.
pub(crate) fn is_camel(service: &Service, operation: &Operation) -> bool {
    match operation.response.as_ref().map(|schema| service.resolve(schema)) {
        Some(Kind::Object(fields)) => fields.iter().any(|(name, _)| name == "requestId"),
        _ => false,
    }
}

struct Synthesis<'a> {
    service: &'a Service,
    nodes: usize,
    /// References being expanded: meeting one of them again ends the recursion.
    open: Vec<&'a str>,
}

impl<'a> Synthesis<'a> {
    fn value(&mut self, name: &str, schema: &'a Schema) -> Value {
        self.nodes += 1;
        let example = schema
            .example
            .as_ref()
            .and_then(|example| fitting(self.service.resolve(schema), example));
        if let Some(example) = example {
            return example;
        }
        match &schema.kind {
            Kind::Any => Value::Object(Map::new()),
            Kind::String | Kind::Binary => Value::String(if name.is_empty() { "text" } else { name }.to_owned()),
            Kind::Integer => Value::from(1),
            Kind::Number => Value::from(1.5),
            Kind::Boolean => Value::Bool(true),
            Kind::Array(items) if self.is_cut(items) => Value::Array(Vec::new()),
            Kind::Array(items) => Value::Array(vec![self.value(name, items)]),
            Kind::Map(values) if self.is_cut(values) => Value::Object(Map::new()),
            Kind::Map(values) => Value::Object(Map::from_iter([("key".to_owned(), self.value(name, values))])),
            Kind::Object(fields) => {
                let mut object = Map::new();
                for (field, schema) in fields {
                    if !self.is_cut(schema) {
                        object.insert(field.clone(), self.value(field, schema));
                    }
                }
                Value::Object(object)
            }
            Kind::Ref(target) => match self.service.schemas.get(target) {
                Some(schema) if !self.open.contains(&target.as_str()) => {
                    self.open.push(target);
                    let value = self.value(name, schema);
                    self.open.pop();
                    value
                }
                _ => Value::Object(Map::new()),
            },
        }
    }

    fn is_cut(&self, schema: &Schema) -> bool {
        let again = matches!(&schema.kind, Kind::Ref(name) if self.open.contains(&name.as_str()));
        again || self.nodes > NODES
    }
}

/// The example as a value of the kind: documentation writes numbers, lists and objects as text.
fn fitting(kind: &Kind, example: &Value) -> Option<Value> {
    let parsed = match example {
        Value::String(text) if !matches!(kind, Kind::String | Kind::Binary) => serde_json::from_str(text).ok()?,
        value => value.clone(),
    };
    let fits = match kind {
        Kind::Any => true,
        Kind::String | Kind::Binary => parsed.is_string(),
        Kind::Integer => parsed.is_i64() || parsed.is_u64(),
        Kind::Number => parsed.is_number(),
        Kind::Boolean => parsed.is_boolean(),
        Kind::Array(_) => parsed.is_array(),
        Kind::Object(_) | Kind::Map(_) => parsed.is_object(),
        Kind::Ref(_) => false,
    };
    fits.then_some(parsed)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn reference(name: &str) -> Schema {
        Schema {
            kind: Kind::Ref(name.to_owned()),
            ..Schema::default()
        }
    }

    fn object<const N: usize>(fields: [(&str, Schema); N]) -> Schema {
        let fields = fields.into_iter().map(|(name, schema)| (name.to_owned(), schema));
        Schema {
            kind: Kind::Object(fields.collect()),
            ..Schema::default()
        }
    }

    fn made_up<const N: usize>(schemas: [(&str, Schema); N]) -> Value {
        let service = Service {
            product: String::new(),
            version: String::new(),
            hosts: Vec::new(),
            operations: BTreeMap::new(),
            schemas: schemas
                .into_iter()
                .map(|(name, schema)| (name.to_owned(), schema))
                .collect(),
        };
        Synthesis {
            service: &service,
            nodes: 0,
            open: Vec::new(),
        }
        .value("", &reference("A"))
    }

    #[test]
    fn recursion_ends() {
        assert_eq!(
            made_up([("A", reference("B")), ("B", reference("A"))]),
            serde_json::json!({})
        );
        assert_eq!(made_up([("B", reference("A"))]), serde_json::json!({}));
        let list = Schema {
            kind: Kind::Array(Box::new(reference("A"))),
            ..Schema::default()
        };
        let both = [
            ("A", object([("b", reference("B")), ("as", list)])),
            ("B", object([("a", reference("A"))])),
        ];
        assert_eq!(made_up(both), serde_json::json!({"as": [], "b": {}}));
    }

    #[test]
    fn examples_that_do_not_fit_are_left_alone() {
        let fit = |kind: Kind, example: &str| fitting(&kind, &Value::from(example));
        assert_eq!(fit(Kind::Integer, "12"), Some(Value::from(12)));
        assert_eq!(fit(Kind::Integer, "12 GiB"), None);
        assert_eq!(fit(Kind::Boolean, "true"), Some(Value::from(true)));
        assert_eq!(fit(Kind::String, "12"), Some(Value::from("12")));
        assert_eq!(fit(Kind::Array(Box::default()), "[1]"), Some(serde_json::json!([1])));
        assert_eq!(fit(Kind::Map(Box::default()), "[1]"), None);
    }
}
