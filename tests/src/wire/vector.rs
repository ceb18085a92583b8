//! One recorded request.

use std::collections::BTreeMap;
use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

use super::known;

/// A recorded request and the input that made it.
pub struct Vector {
    /// Product as in the official package name, for example `ims`.
    pub product: String,
    /// API version.
    pub version: String,
    /// Official operation name.
    pub operation: String,
    /// Which of the recorded variants: `minimal`, `partial` or `full`.
    pub variant: String,
    /// The input under wire names.
    pub input: Map<String, Value>,
    /// Where the recorded SDK puts each top-level name of the input.
    pub locations: BTreeMap<String, String>,
    /// Whether the input has floating-point numbers.
    pub has_float: bool,
    /// What was sent.
    pub sent: Sent,
}

/// A request on the wire, in the parts that are compared.
#[derive(Clone, Default, PartialEq)]
pub struct Sent {
    /// HTTP method.
    pub method: String,
    /// `http` or `https`.
    pub scheme: String,
    /// Host, with a port if there is one.
    pub host: String,
    /// Path as sent.
    pub path: String,
    /// Decoded query parameters, sorted.
    pub query: Vec<(String, String)>,
    /// Body bytes.
    pub body: Vec<u8>,
    /// Headers that are compared, by lowercase name.
    pub headers: BTreeMap<String, String>,
}

impl Vector {
    /// Reads a vector. Where the recording holds a lowercase-boolean variant, that is the request to equal: only the
    /// official Python SDK sends `True`, all others and we send `true`.
    ///
    /// # Errors
    /// A part that is missing or of another kind.
    pub fn parse(value: &Value) -> Result<Self, String> {
        let text = |value: &Value, key: &str| {
            let found = value.get(key).and_then(Value::as_str).map(str::to_owned);
            found.ok_or_else(|| format!("a vector without a text `{key}`"))
        };
        let object = |key: &str| value.get(key).and_then(Value::as_object);
        let request = value.get("request").ok_or("a vector without `request`")?;
        let lowered = value.get("lower_bool");
        let variant = lowered.unwrap_or(request);
        let mut headers = headers(request);
        if let Some(lowered) = lowered
            && let Some(hash) = lowered.get("x-acs-content-sha256").and_then(Value::as_str)
        {
            headers.insert("x-acs-content-sha256".to_owned(), hash.to_owned());
        }
        let signature = lowered.or_else(|| value.get("signature")).unwrap_or(&Value::Null);
        if let Some(authorization) = signature.get("authorization_acs_headers_only").and_then(Value::as_str) {
            headers.insert("authorization".to_owned(), authorization.to_owned());
        }
        Ok(Self {
            product: text(value, "product")?,
            version: text(value, "version")?,
            operation: text(value, "operation")?,
            variant: text(value, "variant")?,
            input: object("input").cloned().unwrap_or_default(),
            locations: object("locations")
                .into_iter()
                .flatten()
                .filter_map(|(name, place)| Some((name.clone(), place.as_str()?.to_owned())))
                .collect(),
            has_float: value.get("has_float").and_then(Value::as_bool).unwrap_or_default(),
            sent: Sent {
                method: text(request, "method")?,
                scheme: text(request, "scheme")?,
                host: text(request, "host")?,
                path: text(request, "path")?,
                query: pairs(variant.get("query")),
                body: body(variant)?,
                headers,
            },
        })
    }

    /// The module of the generated crate that holds the operation.
    pub fn module(&self) -> String {
        known::module(&self.product, &self.version)
    }
}

impl fmt::Display for Vector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} {} {} ({})",
            self.product, self.version, self.operation, self.variant
        )
    }
}

/// Whether a header is part of the comparison: the transport's own and the user agent are not, and the host has its place.
pub(super) fn compared(name: &str) -> bool {
    !matches!(name, "host" | "user-agent" | "content-length")
}

fn headers(request: &Value) -> BTreeMap<String, String> {
    let headers = request.get("headers").and_then(Value::as_object).into_iter().flatten();
    headers
        .filter(|(name, _)| compared(name))
        .filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())))
        .collect()
}

fn pairs(query: Option<&Value>) -> Vec<(String, String)> {
    let mut pairs: Vec<_> = query
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|pair| Some((pair.get(0)?.as_str()?.to_owned(), pair.get(1)?.as_str()?.to_owned())))
        .collect();
    pairs.sort();
    pairs
}

fn body(request: &Value) -> Result<Vec<u8>, String> {
    if let Some(text) = request.get("body_text").and_then(Value::as_str) {
        return Ok(text.as_bytes().to_vec());
    }
    let encoded = request.get("body_base64").and_then(Value::as_str).unwrap_or_default();
    STANDARD
        .decode(encoded)
        .map_err(|error| format!("a body that is not Base64: {error}"))
}
