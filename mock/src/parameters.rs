//! The parameters of a call, wherever in the request they stand.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::catalog::{Location, Operation};
use crate::request::Request;
use crate::route::Route;

/// Parameters of the protocol itself, which RPC sends beside those of the operation.
const PROTOCOL: [&str; 12] = [
    "AccessKeyId",
    "Action",
    "BearerToken",
    "Format",
    "SecurityToken",
    "Signature",
    "SignatureMethod",
    "SignatureNonce",
    "SignatureType",
    "SignatureVersion",
    "Timestamp",
    "Version",
];

/// Parameters that are as good as a secret, even where an operation lists them as its own.
const SECRET: [&str; 4] = ["BearerToken", "OIDCToken", "SecurityToken", "Signature"];

/// What arrived, sorted by place.
#[derive(Debug)]
pub(crate) struct Parameters<'a> {
    /// Query and form together; the form wins.
    pub(crate) pairs: BTreeMap<&'a str, &'a str>,
    pub(crate) path: BTreeMap<&'a str, &'a str>,
    pub(crate) headers: &'a BTreeMap<String, String>,
    pub(crate) body: Body<'a>,
}

/// The body of the request, unless it is a form.
#[derive(Debug, PartialEq)]
pub(crate) enum Body<'a> {
    None,
    Json(Value),
    /// Text or bytes that are no JSON.
    Other(&'a [u8]),
}

impl<'a> Parameters<'a> {
    pub(crate) fn new(request: &'a Request, route: &'a Route<'_>) -> Self {
        let pairs = request.query.iter().chain(&request.form);
        let body = if request.body.is_empty() || !request.form.is_empty() {
            Body::None
        } else {
            // Not by content type: string bodies are sent verbatim under the content type of JSON, and the other way round.
            serde_json::from_slice(&request.body).map_or(Body::Other(&request.body), Body::Json)
        };
        Self {
            pairs: pairs.map(|(name, value)| (name.as_str(), value.as_str())).collect(),
            path: route
                .path
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str()))
                .collect(),
            headers: &request.headers,
            body,
        }
    }

    /// Everything under its full name, as flattening names it: `UserId`, `Tag.1.Key`.
    pub(crate) fn flat(&self, operation: &Operation) -> BTreeMap<String, String> {
        let mut flat: BTreeMap<String, String> = BTreeMap::new();
        match &self.body {
            Body::None => {}
            Body::Json(Value::Object(fields)) => {
                for (name, value) in fields {
                    flatten(name.clone(), value, &mut flat);
                }
            }
            Body::Json(value) => flatten("body".to_owned(), value, &mut flat),
            Body::Other(bytes) => {
                flat.insert("body".to_owned(), String::from_utf8_lossy(bytes).into_owned());
            }
        }
        let own = |name: &str| operation.parameters.iter().any(|parameter| parameter.name == name);
        let pairs = self
            .pairs
            .iter()
            .filter(|(name, _)| !SECRET.contains(*name) && (!PROTOCOL.contains(*name) || own(name)));
        flat.extend(
            pairs
                .chain(&self.path)
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
        );
        for parameter in operation
            .parameters
            .iter()
            .filter(|parameter| parameter.location == Location::Header)
        {
            if let Some(value) = self.headers.get(&parameter.name.to_ascii_lowercase()) {
                flat.insert(parameter.name.clone(), value.clone());
            }
        }
        flat
    }
}

fn flatten(name: String, value: &Value, flat: &mut BTreeMap<String, String>) {
    match value {
        Value::Null => {}
        Value::String(text) => {
            flat.insert(name, text.clone());
        }
        Value::Bool(_) | Value::Number(_) => {
            flat.insert(name, value.to_string());
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                flatten(format!("{name}.{}", index + 1), item, flat);
            }
        }
        Value::Object(fields) => {
            for (key, field) in fields {
                flatten(format!("{name}.{key}"), field, flat);
            }
        }
    }
}
