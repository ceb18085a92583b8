//! From a typed request to the parts of an HTTP request, before host, credentials and signature.

use std::borrow::Cow;
use std::time::Duration;

use bytes::Bytes;

#[cfg(feature = "xml")]
use crate::codec::xml;
use crate::codec::{Fields, NamedView, View, flatten, join, json, text};
use crate::operation::{Api, Format, Location, Method, Param};
use crate::sign::percent;
use crate::{Body, multipart};

/// A request as it goes on the wire, before it is addressed and signed.
#[derive(Clone, Default)]
pub struct Request {
    /// HTTP method.
    pub method: Method,
    /// Path as sent: percent-encoded, starting with `/`.
    pub path: String,
    /// Query parameters, not encoded, in no particular order.
    pub query: Vec<(Cow<'static, str>, String)>,
    /// Headers with lowercase names.
    pub headers: Vec<(Cow<'static, str>, String)>,
    /// Form parameters, not encoded, sorted by name; they are in `body` too, and RPC V1 signs them one by one.
    pub form: Vec<(Cow<'static, str>, String)>,
    /// The body, exactly.
    pub body: Body,
}

/// What encoding found.
pub struct Encoded {
    /// The request.
    pub request: Request,
    /// Parameters that belong into the host name.
    pub host: Vec<(&'static str, String)>,
    /// Required parameters that are not set.
    pub missing: Vec<&'static str>,
    /// Whether an idempotency token is set, by which the service can tell that a call is a repetition.
    pub has_token: bool,
    /// A parameter whose value cannot be sent, with the reason.
    pub refused: Option<(&'static str, &'static str)>,
}

impl Request {
    /// Encodes the parameters of one call. A required `RegionId` that is not set takes `region`, an idempotency token that is not
    /// set takes `token`.
    ///
    /// Bodies follow the official SDKs (golden vectors): an operation with form parameters sends a form even if none is
    /// set; one with body properties sends `{}` then, and one whose body is a list sends `[]`; any other whole body that is
    /// not set is no body at all, and a text body goes verbatim.
    pub fn encode(api: &Api, fields: &dyn Fields, region: Option<&str>, token: Option<&str>) -> Encoded {
        let mut encoder = Encoder {
            encoded: Encoded {
                request: Request {
                    method: api.method,
                    ..Request::default()
                },
                host: Vec::new(),
                missing: Vec::new(),
                has_token: false,
                refused: None,
            },
            path: Vec::new(),
            files: Vec::new(),
            body: Content::None,
        };
        // A table has as many rows as its struct has fields: one macro makes both.
        fields.fields(&mut |all: &[NamedView<'_>]| {
            for (param, (_, view)) in api.params.iter().zip(all) {
                let ours = match view.is_absent() {
                    true if param.token => token,
                    true if param.required && param.name == "RegionId" => region,
                    _ => None,
                };
                encoder.put(param, ours.map_or(*view, View::Text));
            }
        });
        encoder.finish(api.path)
    }

    /// The same request for the attempt after `attempt` and a pause, in the headers of the official SDKs.
    pub(crate) fn repeated(mut self, attempt: u32, pause: Duration) -> Self {
        self.headers
            .retain(|(name, _)| name != RETRY_ATTEMPTS && name != RETRY_DELAY);
        self.headers.push((RETRY_ATTEMPTS.into(), attempt.to_string()));
        self.headers.push((RETRY_DELAY.into(), pause.as_millis().to_string()));
        self
    }
}

/// How often the call was tried before, and how many milliseconds were slept just now (PROTOCOL 1.1).
const RETRY_ATTEMPTS: &str = "x-acs-retry-attempts";
const RETRY_DELAY: &str = "x-acs-retry-delay";

enum Content {
    None,
    Form,
    /// The JSON object so far, without its closing brace.
    Properties(String),
    Whole(&'static str, Body),
}

struct Encoder {
    encoded: Encoded,
    path: Vec<(&'static str, String)>,
    /// Form parameters that are files.
    files: Vec<(&'static str, Bytes)>,
    body: Content,
}

impl Encoder {
    fn put(&mut self, param: &'static Param, view: View<'_>) {
        if param.required && view.is_absent() {
            self.encoded.missing.push(param.name);
        }
        self.encoded.has_token |= param.token && matches!(view, View::Text(token) if !token.is_empty());
        let request = &mut self.encoded.request;
        match param.location {
            Location::Query => spread(param, view, &mut request.query),
            Location::Form => {
                self.body = Content::Form;
                match view {
                    View::Bytes(file) => self.files.push((param.name, file.clone())),
                    view => spread(param, view, &mut request.form),
                }
            }
            Location::Body => self.property(param.name, view),
            Location::Whole => self.whole(param, view),
            Location::Path => {
                let value = text(view).unwrap_or_default();
                if value == "." || value == ".." {
                    self.encoded.refused = Some((param.name, "`.` and `..` would change the path"));
                }
                self.path.push((param.name, value.into_owned()));
            }
            Location::Header => header(param.name, view, &mut request.headers),
            Location::Host => {
                if let Some(value) = text(view) {
                    self.encoded.host.push((param.name, value.into_owned()));
                }
            }
        }
    }

    fn property(&mut self, name: &str, view: View<'_>) {
        if !matches!(self.body, Content::Properties(_)) {
            self.body = Content::Properties(String::from("{"));
        }
        if let Content::Properties(body) = &mut self.body
            && !view.is_absent()
        {
            if body.len() > 1 {
                body.push(',');
            }
            body.push_str(&json::to_text(View::Text(name)));
            body.push(':');
            body.push_str(&json::to_text(view));
        }
    }

    fn whole(&mut self, param: &'static Param, view: View<'_>) {
        self.body = match (param.format, view) {
            (Format::List, View::Absent) => Content::Whole(JSON, "[]".into()),
            (_, View::Absent) => return,
            #[cfg(feature = "xml")]
            (Format::Xml, view) => Content::Whole(XML, xml::document(param.name, view).into()),
            #[cfg(not(feature = "xml"))]
            (Format::Xml, _) => {
                self.encoded.refused = Some((param.name, "XML needs the feature `xml` of alicloud-runtime"));
                return;
            }
            (_, View::Text(text)) => Content::Whole(JSON, text.to_owned().into()),
            (_, View::Bytes(bytes)) => Content::Whole(STREAM, bytes.clone().into()),
            (_, View::Body(body)) => Content::Whole(STREAM, body.clone()),
            (_, other) => Content::Whole(JSON, json::to_text(other).into()),
        };
    }

    fn finish(mut self, template: &'static str) -> Encoded {
        let request = &mut self.encoded.request;
        let (path, query) = template.split_once('?').unwrap_or((template, ""));
        request.path = fill(path, &self.path);
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            request.query.push((name.into(), value.to_owned()));
        }
        let (content_type, body): (Cow<'static, str>, Body) = match self.body {
            Content::None => return self.encoded,
            Content::Form => {
                request.form.sort();
                if self.files.is_empty() {
                    (FORM.into(), form_text(&request.form).into())
                } else {
                    // V1 signs the fields of a form one by one, but not of one like this.
                    let (content_type, body) = multipart::encode(&std::mem::take(&mut request.form), &self.files);
                    (content_type.into(), body.into())
                }
            }
            Content::Properties(text) => (JSON.into(), (text + "}").into()),
            Content::Whole(content_type, body) => (content_type.into(), body),
        };
        request.body = body;
        request.headers.retain(|(name, _)| name != "content-type");
        request.headers.push(("content-type".into(), content_type.into_owned()));
        self.encoded
    }
}

const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json; charset=utf-8";
const STREAM: &str = "application/octet-stream";
#[cfg(feature = "xml")]
const XML: &str = "application/xml";

/// A query or form parameter in its wire format.
fn spread(param: &'static Param, view: View<'_>, out: &mut Vec<(Cow<'static, str>, String)>) {
    let name = Cow::Borrowed(param.name);
    match param.format {
        Format::Flat => flatten(name, view, &mut |name, value| out.push((name, value))),
        Format::Simple => out.extend(join(view).map(|value| (name, value))),
        Format::Json | Format::List | Format::Xml => {
            if !view.is_absent() {
                out.push((name, text(view).unwrap_or_default().into_owned()));
            }
        }
    }
}

/// A header; a map under a name that ends in `*` is one header per entry.
fn header(name: &'static str, view: View<'_>, out: &mut Vec<(Cow<'static, str>, String)>) {
    match (name.strip_suffix('*'), view) {
        (Some(prefix), View::Map(map)) => map.entries(&mut |key, value| {
            if let Some(value) = text(value) {
                let name = format!("{prefix}{key}").to_ascii_lowercase();
                out.push((name.into(), value.into_owned()));
            }
        }),
        _ => {
            if let Some(value) = text(view) {
                out.push((lowercase(name), value.into_owned()));
            }
        }
    }
}

fn lowercase(name: &'static str) -> Cow<'static, str> {
    if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        name.to_ascii_lowercase().into()
    } else {
        name.into()
    }
}

/// The template with every `{name}` replaced by its encoded value: wholly encoded, so that no value can change the route.
fn fill(template: &str, values: &[(&'static str, String)]) -> String {
    let mut path = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        path.push_str(before);
        let Some((name, tail)) = after.split_once('}') else {
            path.push('{');
            rest = after;
            continue;
        };
        if let Some((_, value)) = values.iter().find(|(candidate, _)| *candidate == name) {
            path.extend(percent::encode(value));
        }
        rest = tail;
    }
    path.push_str(rest);
    if path.is_empty() {
        path.push('/');
    }
    path
}

fn form_text(pairs: &[(Cow<'static, str>, String)]) -> String {
    let mut out = String::new();
    for (name, value) in pairs {
        if !out.is_empty() {
            out.push('&');
        }
        percent::push_form(&mut out, name);
        out.push('=');
        percent::push_form(&mut out, value);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn path_values_cannot_change_the_route() {
        assert_eq!(
            fill("/clusters/{id}/x", &[("id", "a/b?c%é".to_owned())]),
            "/clusters/a%2Fb%3Fc%25%C3%A9/x"
        );
        assert_eq!(fill("/a/{id}:run", &[("id", "*~".to_owned())]), "/a/%2A~:run");
        assert_eq!(fill("", &[]), "/");
        assert_eq!(fill("/{unclosed", &[]), "/{unclosed");
    }

    #[test]
    fn forms_are_encoded_as_browsers_do() {
        assert_eq!(form_text(&[("a b".into(), "1 *~+é".to_owned())]), "a+b=1+%2A~%2B%C3%A9");
    }
}
