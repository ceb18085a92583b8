//! One request for credentials, and what its answer says.

use std::net::IpAddr;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::header::{LOCATION, USER_AGENT};
use http::response::Parts;
use http::{HeaderName, HeaderValue, Method, StatusCode, Uri};
use serde_json::{Map, Value};

use super::{Context, Credentials};
use crate::error::{body_request_id, header_request_id};
use crate::sign::{Pair, percent};
use crate::transport::Limits;
use crate::{Body, Error, ErrorKind, Secret, config};

/// From connecting to the last byte (PROTOCOL 7.3). Connecting alone is limited by the transport, to 5 s unless set.
const TIMEOUT: Duration = Duration::from_secs(10);

/// No answer with credentials is longer.
const LONGEST_ANSWER: usize = 1 << 20;

/// A request for credentials.
pub(super) struct Ask {
    what: String,
    kind: ErrorKind,
    method: Method,
    url: String,
    headers: Vec<(HeaderName, String)>,
    body: String,
    timeout: Duration,
    may_be_plain: bool,
    if_missing: Option<&'static str>,
    hidden: Vec<Secret>,
}

impl Ask {
    /// `what` is what an error calls it, for example `AssumeRole`.
    pub(super) fn new(method: Method, what: impl Into<String>, url: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            kind: ErrorKind::Credentials,
            method,
            url: url.into(),
            headers: Vec::new(),
            body: String::new(),
            timeout: TIMEOUT,
            may_be_plain: false,
            if_missing: None,
            hidden: Vec::new(),
        }
    }

    pub(super) fn header(mut self, name: HeaderName, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub(super) fn body(mut self, content_type: &str, body: impl Into<String>) -> Self {
        self.body = body.into();
        self.header(http::header::CONTENT_TYPE, content_type)
    }

    pub(super) fn form(self, pairs: &[Pair]) -> Self {
        let mut body = String::new();
        for (name, value) in pairs {
            if !body.is_empty() {
                body.push('&');
            }
            percent::push_form(&mut body, name);
            body.push('=');
            percent::push_form(&mut body, value);
        }
        self.body("application/x-www-form-urlencoded", body)
    }

    pub(super) fn within(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Asks for a region instead of credentials.
    pub(super) fn for_region(mut self) -> Self {
        self.kind = ErrorKind::Endpoint;
        self
    }

    /// Lets it go over plain HTTP to any host: only for requests without secrets.
    pub(super) fn plain(mut self) -> Self {
        self.may_be_plain = true;
        self
    }

    /// What to do about status 404.
    pub(super) fn if_missing(mut self, advice: &'static str) -> Self {
        self.if_missing = Some(advice);
        self
    }

    /// Keeps a secret that is sent out of errors, should the answer repeat it.
    pub(super) fn hiding(mut self, secret: &Secret) -> Self {
        self.hidden.push(secret.clone());
        self
    }

    /// Sends it, and takes nothing but status 200 for an answer.
    pub(super) async fn send(self, context: &Context) -> Result<Answer, Error> {
        let mut asked = Asked {
            kind: self.kind,
            what: format!("{} at {}", self.what, without_query(&self.url)),
            if_missing: self.if_missing,
            hidden: self.hidden.clone(),
            request_id: None,
        };
        let (head, body) = self.exchange(context).await.map_err(|error| asked.explain(error))?;
        if head.status == StatusCode::OK {
            asked.request_id = header_request_id(&head.headers);
            return Ok(Answer { asked, body });
        }
        let error = if head.status.is_redirection() {
            let location = head.headers.get(LOCATION).and_then(|location| location.to_str().ok());
            Error::redirect(head.status, without_query(location.unwrap_or_default()))
        } else {
            let refusal = oauth_refusal(&body).unwrap_or(body);
            Error::from_answer(head.status, &head.headers, &refusal)
        };
        Err(asked.explain(asked.redact(error)))
    }

    async fn exchange(self, context: &Context) -> Result<(Parts, Bytes), Error> {
        let limits = Limits::new(self.timeout);
        let response = context.transport().send(self.request()?, limits).await?;
        let (head, body) = response.into_parts();
        Ok((head, body.collect(LONGEST_ANSWER).await?))
    }

    fn request(self) -> Result<http::Request<Body>, Error> {
        let shown = without_query(&self.url).to_owned();
        let unusable =
            |reason: &str| Error::new(ErrorKind::Config, format!("the URL {shown:?} is not usable: {reason}"));
        let uri = Uri::try_from(self.url).map_err(|error| unusable(&error.to_string()))?;
        let host = uri.host().unwrap_or_default();
        match uri.scheme_str() {
            Some("https") => {}
            Some("http") if self.may_be_plain || is_loopback(host) => {}
            Some("http") => {
                return Err(unusable("secrets are not sent without encryption").with_advice("write it with https://"));
            }
            _ => return Err(unusable("it must begin with https:// or http://")),
        }
        if host.is_empty() {
            return Err(unusable("the host is missing"));
        }
        let mut request = http::Request::new(Body::from(self.body));
        *request.method_mut() = self.method;
        *request.uri_mut() = uri;
        let headers = request.headers_mut();
        for (name, value) in self.headers {
            let mut value = HeaderValue::try_from(value).map_err(|_| {
                Error::invalid_parameter(name.as_str(), "a header value is one line without control characters")
            })?;
            value.set_sensitive(true);
            headers.insert(name, value);
        }
        if let Ok(value) = HeaderValue::try_from(config::user_agent()) {
            headers.insert(USER_AGENT, value);
        }
        Ok(request)
    }
}

/// A URL without the parts that can hold secrets: query, user name and password.
fn without_query(url: &str) -> &str {
    let end = url.find(['?', '#']).unwrap_or(url.len());
    let url = url.get(..end).unwrap_or_default();
    match url.contains('@') {
        true => "a URL with a user name",
        false => url.trim_end_matches('/'),
    }
}

fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    host.eq_ignore_ascii_case("localhost") || address.is_ok_and(|address| address.is_loopback())
}

/// OAuth's refusals (RFC 6749, 5.2) in the words of all others.
fn oauth_refusal(body: &[u8]) -> Option<Bytes> {
    let said: Map<String, Value> = serde_json::from_slice(body).ok()?;
    let code = said.get("error").filter(|code| code.is_string())?;
    let mut refusal = said.clone();
    refusal.insert("code".to_owned(), code.clone());
    if let Some(message) = said.get("error_description") {
        refusal.insert("message".to_owned(), message.clone());
    }
    Some(Value::Object(refusal).to_string().into())
}

/// What an error says of the request.
struct Asked {
    kind: ErrorKind,
    what: String,
    if_missing: Option<&'static str>,
    hidden: Vec<Secret>,
    request_id: Option<String>,
}

impl Asked {
    /// Adds what is known of the request to what went wrong.
    fn explain(&self, error: Error) -> Error {
        let error = match (error.status(), self.if_missing) {
            (Some(StatusCode::NOT_FOUND), Some(advice)) => error.with_advice(advice),
            _ => error,
        };
        error
            .asking(self.kind, self.what.clone())
            .with_request_id(self.request_id.clone())
    }

    /// Hides what was sent where an answer repeats it.
    fn redact(&self, error: Error) -> Error {
        let hidden = self.hidden.iter().map(Secret::expose);
        hidden.filter(|secret| !secret.is_empty()).fold(error, Error::redacted)
    }

    /// An answer that is not what was asked for, for `reason`.
    fn unfit(&self, reason: &str, body: &[u8]) -> Error {
        self.explain(Error::unfit(reason, body))
    }
}

/// An answer with status 200.
pub(super) struct Answer {
    asked: Asked,
    body: Bytes,
}

impl Answer {
    /// The whole of it, one line of text without the space around it. It must not be a secret unless it is one that is hidden.
    pub(super) fn text(&self) -> Result<&str, Error> {
        let text = std::str::from_utf8(&self.body).map(str::trim).unwrap_or_default();
        if text.is_empty() || text.contains(char::is_control) {
            return Err(self.unfit("the answer is not one line of text"));
        }
        Ok(text)
    }

    pub(super) fn json(mut self) -> Result<Said, Error> {
        let body = self.body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&self.body);
        match serde_json::from_slice::<Map<String, Value>>(body) {
            Ok(fields) => {
                self.asked.request_id = body_request_id(&fields).or(self.asked.request_id);
                Ok(Said {
                    asked: self.asked,
                    body: self.body,
                    fields,
                })
            }
            // The reader says where it stopped, not what it read.
            Err(error) => Err(self.unfit(&format!("the answer is not a JSON object: {error}"))),
        }
    }

    pub(super) fn unfit(&self, reason: &str) -> Error {
        self.asked.unfit(reason, &self.body)
    }
}

/// The fields of an answer. Names are those of the protocol; with a small first letter they are found as well, since services
/// and official SDKs do not agree on it.
pub(super) struct Said {
    asked: Asked,
    body: Bytes,
    fields: Map<String, Value>,
}

impl Said {
    /// A text that is not empty.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        let value = self.value(name)?.as_str()?;
        (!value.is_empty()).then_some(value)
    }

    /// A whole number, or one written as a text.
    pub(super) fn number(&self, name: &str) -> Option<u64> {
        let value = self.value(name)?;
        value.as_u64().or_else(|| value.as_str()?.parse().ok())
    }

    /// A text that has to be there.
    pub(super) fn required(&self, name: &str) -> Result<&str, Error> {
        self.text(name)
            .ok_or_else(|| self.unfit(&format!("the answer has no {name}")))
    }

    /// Continues with the fields of an object that has to be there.
    pub(super) fn inside(mut self, name: &str) -> Result<Self, Error> {
        match self.value(name).and_then(Value::as_object).cloned() {
            Some(fields) => {
                self.fields = fields;
                Ok(self)
            }
            None => Err(self.unfit(&format!("the answer has no {name}"))),
        }
    }

    /// The temporary access key that all sources describe with the same four fields.
    pub(super) fn credentials(
        &self,
        provider: impl Into<std::borrow::Cow<'static, str>>,
    ) -> Result<Credentials, Error> {
        let id = self.required("AccessKeyId")?;
        let secret = self.required("AccessKeySecret")?;
        let token = self.required("SecurityToken")?;
        let expiry = self.required("Expiration")?;
        let expiry = time(expiry)
            .ok_or_else(|| self.unfit("the answer's Expiration is not a time such as 2030-01-02T03:04:05Z"))?;
        Ok(Credentials::access_key(id, secret)
            .with_security_token(token)
            .with_expiry(expiry)
            .with_provider(provider))
    }

    /// A refusal that came with status 200.
    pub(super) fn refused(&self, code: &str) -> Error {
        let message = self.text("Message").unwrap_or("the answer says that it failed");
        let error = Error::unfit(&format!("{code}: {message}"), &self.body);
        self.asked.explain(self.asked.redact(error))
    }

    fn value(&self, name: &str) -> Option<&Value> {
        self.fields.get(name).or_else(|| {
            let mut letters = name.chars();
            let first = letters.next()?.to_ascii_lowercase();
            self.fields.get(&format!("{first}{}", letters.as_str()))
        })
    }

    fn unfit(&self, reason: &str) -> Error {
        self.asked.unfit(reason, &self.body)
    }
}

/// `2030-01-02T03:04:05Z`, and its near relatives.
fn time(text: &str) -> Option<SystemTime> {
    humantime::parse_rfc3339_weak(text.trim()).ok()
}
