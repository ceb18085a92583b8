//! What services say when they refuse: JSON in capitals (RPC) or camel case (ROA), XML, or a proxy's HTML.

use std::fmt;
use std::time::{Duration, SystemTime};

use http::header::DATE;
use http::{HeaderMap, StatusCode};
use serde_json::{Map, Value};

use super::{Error, ErrorKind, Inner};
use crate::response::compression;

/// Which permission was missing, and why.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct AccessDenied {
    /// The RAM action that is not allowed, for example `ims:GetUserMFAInfo`.
    pub action: Option<String>,
    /// What the caller is, for example `SubUser`.
    pub principal_type: Option<String>,
    /// The account the caller belongs to.
    pub principal_owner_id: Option<String>,
    /// The caller.
    pub principal: Option<String>,
    /// The kind of policy that decided.
    pub policy_type: Option<String>,
    /// `ImplicitDeny` if nothing allows it, `ExplicitDeny` if something forbids it.
    pub no_permission_type: Option<String>,
    /// An encrypted account of the decision, to be decoded with RAM's `DecodeDiagnosticMessage`.
    pub diagnostic: Option<String>,
}

impl AccessDenied {
    fn read(detail: &Value) -> Option<Self> {
        let detail = detail.as_object()?;
        let read = |name: &str| text(detail.get(name));
        Some(Self {
            action: read("AuthAction"),
            principal_type: read("AuthPrincipalType"),
            principal_owner_id: read("AuthPrincipalOwnerId"),
            principal: read("AuthPrincipalDisplayName"),
            policy_type: read("PolicyType"),
            no_permission_type: read("NoPermissionType"),
            diagnostic: read("EncodedDiagnosticMessage"),
        })
    }
}

impl fmt::Display for AccessDenied {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let facts = [
            ("action", &self.action),
            ("principal", &self.principal),
            ("principal type", &self.principal_type),
            ("account", &self.principal_owner_id),
            ("policy type", &self.policy_type),
            ("reason", &self.no_permission_type),
            ("diagnostic message", &self.diagnostic),
        ];
        let mut separator = "";
        for (name, value) in facts {
            if let Some(value) = value {
                write!(f, "{separator}{name} {value}")?;
                separator = ", ";
            }
        }
        Ok(())
    }
}

impl Error {
    /// Reads an answer whose status is an error. Whatever the body is, status and request id are kept.
    pub(crate) fn from_answer(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Self {
        let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
        let mut inner = Inner {
            kind: ErrorKind::Service,
            status: Some(status),
            request_id: header_request_id(headers),
            retry_after: retry_after(headers),
            date: date(headers),
            ..Inner::default()
        };
        let said = match serde_json::from_slice(body) {
            Ok(Value::Object(said)) => Some(said),
            Ok(_) => None,
            Err(_) => xml(body),
        };
        match (said, compression(headers)) {
            (Some(said), _) if !said.is_empty() => read(&mut inner, &said),
            (None, Some(how)) => {
                let reason = reason(status);
                inner.message = format!("{reason}, with a body compressed as {how}, which was not asked for");
            }
            _ => {
                inner.message = unreadable(status, body);
                inner.excerpt = excerpt(body);
            }
        }
        Self(Box::new(inner))
    }
}

impl Error {
    /// Reads an answer whose status is a success, unless its body says nothing else.
    pub(crate) fn from_body(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Option<Self> {
        let Ok(Value::Object(said)) = serde_json::from_slice(body) else {
            return None;
        };
        let success = ["Success", "success"].iter().find_map(|name| text(said.get(*name)));
        let code = ["Code", "code"].iter().find_map(|name| text(said.get(*name)));
        let is_failure = match (success, code) {
            (Some(success), _) => success.eq_ignore_ascii_case("false"),
            (None, Some(code)) => !is_success(&code),
            (None, None) => false,
        };
        is_failure.then(|| Self::from_answer(status, headers, body))
    }
}

/// Whether a code in a body says that all is well.
fn is_success(code: &str) -> bool {
    let is_word = ["ok", "success", "succeed"]
        .iter()
        .any(|word| code.eq_ignore_ascii_case(word));
    is_word
        || code
            .parse()
            .is_ok_and(|code: u32| code == 0 || (200..300).contains(&code))
}

fn read(inner: &mut Inner, said: &Map<String, Value>) {
    // An empty value under the first name falls through to the next, as in the official SDKs.
    let first = |names: &[&str]| names.iter().find_map(|name| text(said.get(*name)));
    inner.code = first(&["Code", "code"]);
    inner.message = first(&["Message", "message"]).unwrap_or_default();
    inner.recommend = first(&["Recommend", "recommend"]);
    if let Some(id) = body_request_id(said) {
        inner.request_id = Some(id);
    }
    inner.access_denied = ["AccessDeniedDetail", "accessDeniedDetail"]
        .iter()
        .find_map(|name| said.get(*name))
        .and_then(AccessDenied::read);
    if inner.code.is_none() && inner.message.is_empty() {
        inner.message = "the service gave no error code and no message".to_owned();
        inner.excerpt = excerpt(Value::Object(said.clone()).to_string().as_bytes());
    }
}

/// The request id in the body of an answer, under any of its spellings.
pub(crate) fn body_request_id(said: &Map<String, Value>) -> Option<String> {
    ["RequestId", "requestId", "requestid", "request_id"]
        .iter()
        .find_map(|name| text(said.get(*name)))
}

/// The request id in the headers of an answer.
pub(crate) fn header_request_id(headers: &HeaderMap) -> Option<String> {
    ["x-acs-request-id", "x-fc-request-id"]
        .iter()
        .find_map(|name| headers.get(*name))
        .and_then(|value| value.to_str().ok())
        .map(str::to_owned)
}

/// `Date`, which every answer of the gateways has.
fn date(headers: &HeaderMap) -> Option<SystemTime> {
    httpdate::parse_http_date(headers.get(DATE)?.to_str().ok()?).ok()
}

/// `x-acs-retry-after` is in milliseconds; anything but a positive integer is as good as none.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let millis: u64 = headers.get("x-acs-retry-after")?.to_str().ok()?.trim().parse().ok()?;
    (millis > 0).then(|| Duration::from_millis(millis))
}

/// A non-empty scalar as text: codes and ids come as numbers too.
fn text(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::String(text) if text.is_empty() => None,
        Value::String(text) => Some(text.clone()),
        value @ (Value::Number(_) | Value::Bool(_)) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// The children of `<Error>` that hold nothing but text; all that error documents consist of.
fn xml(body: &[u8]) -> Option<Map<String, Value>> {
    let (_, inside) = std::str::from_utf8(body).ok()?.split_once("<Error>")?;
    let (mut rest, _) = inside.split_once("</Error>")?;
    let mut said = Map::new();
    while let Some((name, after)) = rest.split_once('<').and_then(|(_, after)| after.split_once('>')) {
        match after.split_once(&format!("</{name}>")) {
            Some((value, tail)) => {
                said.insert(name.to_owned(), Value::String(unescape(value)));
                rest = tail;
            }
            None => rest = after,
        }
    }
    Some(said)
}

fn unescape(text: &str) -> String {
    let plain = text
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&apos;", "'");
    plain.replace("&amp;", "&")
}

fn reason(status: StatusCode) -> &'static str {
    status.canonical_reason().unwrap_or("an error status")
}

fn unreadable(status: StatusCode, body: &[u8]) -> String {
    let reason = reason(status);
    if body.trim_ascii().is_empty() {
        return format!("{reason}, with an empty body");
    }
    if body.trim_ascii_start().first() == Some(&b'<') {
        return match excerpt(body) {
            Some(words) => format!("{reason}, from a proxy or gateway rather than the service: {words}"),
            None => format!("{reason}, from a proxy or gateway rather than the service"),
        };
    }
    match excerpt(body) {
        Some(words) => format!("{reason}, with a body that is not a JSON object: {words}"),
        None => format!("{reason}, with a body that is not a JSON object"),
    }
}

/// The first words of an answer, on one line: markup left out, and string values of JSON hidden, for an answer may well hold
/// a secret that was asked for.
pub(super) fn excerpt(body: &[u8]) -> Option<String> {
    const LIMIT: usize = 120;
    let head = String::from_utf8_lossy(body.get(..4096).unwrap_or(body));
    let words = match head.trim_start().bytes().next() {
        Some(b'<') => without_markup(&head),
        Some(b'{' | b'[' | b'"') => without_values(&head),
        _ => head.replace(char::is_control, " "),
    };
    let mut line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((cut, _)) = line.char_indices().nth(LIMIT) {
        line.truncate(cut);
        line.push('…');
    }
    (!line.is_empty()).then_some(line)
}

fn without_markup(text: &str) -> String {
    let mut words = String::new();
    let mut tag = false;
    for char in text.chars() {
        match char {
            '<' => tag = true,
            '>' => {
                tag = false;
                words.push(' ');
            }
            _ if tag => {}
            _ => words.push(if char.is_control() { ' ' } else { char }),
        }
    }
    words
}

/// JSON, perhaps cut off, with `…` for every string that is not the name of a field.
fn without_values(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('"') {
        out.push_str(before);
        let mut escaped = false;
        let end = after.find(|char| {
            let end = char == '"' && !escaped;
            escaped = char == '\\' && !escaped;
            end
        });
        let Some((string, tail)) = end.and_then(|end| after.split_at_checked(end)) else {
            out.push_str("\"…");
            return out;
        };
        rest = tail.strip_prefix('"').unwrap_or(tail);
        let name = rest.trim_start().starts_with(':');
        out.extend(["\"", if name { string } else { "…" }, "\""]);
    }
    out.push_str(rest);
    out
}
