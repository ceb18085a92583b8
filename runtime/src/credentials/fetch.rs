//! One question over the network, and credentials out of its answer.

use std::time::Duration;

use http::StatusCode;
use http::header::{HeaderValue, USER_AGENT};
use serde_json::Value;

use super::{Context, Credentials};
use crate::endpoint::Target;
use crate::operation::Method;
use crate::request::Request;
use crate::sign::{Pair, Query};
use crate::transport::Limits;
use crate::{Body, Error, ErrorKind, Secret, config, wire};

/// What the official SDKs allow a service that gives credentials.
pub(super) const TIMEOUT: Duration = Duration::from_secs(10);

/// Much more than credentials need.
const LONGEST_ANSWER: usize = 1 << 20;

/// A question to a server that gives credentials.
pub(super) struct Ask<'a> {
    /// Who is asked, for people: `STS`.
    pub(super) who: &'a str,
    pub(super) target: &'a Target,
    pub(super) request: Request,
    pub(super) timeout: Duration,
    /// What must not be seen if the server repeats it.
    pub(super) secrets: Vec<Secret>,
}

/// An answer whose status is 200.
pub(super) struct Answer {
    /// Who gave it, and under which address.
    from: String,
    text: String,
}

/// A request without anything in it.
pub(super) fn request(method: Method, path: impl Into<String>) -> Request {
    Request {
        method,
        path: path.into(),
        query: Vec::new(),
        headers: Vec::new(),
        form: Vec::new(),
        body: Body::from(""),
    }
}

impl Request {
    pub(super) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    pub(super) fn form(mut self, form: Vec<Pair>) -> Self {
        self.form = form;
        self.body = Body::from(Query::new(&mut self.form.clone()).wire().to_owned());
        self.header("content-type", "application/x-www-form-urlencoded")
    }
}

impl Ask<'_> {
    /// Asks, and gives the answer if its status is 200.
    ///
    /// # Errors
    /// Of kind [`ErrorKind::Credentials`], with what happened as its source: nobody answers, or something else than 200.
    pub(super) async fn send(self, context: &Context) -> Result<Answer, Error> {
        // A query may hold secrets.
        let path = self.request.path.split('?').next().unwrap_or_default();
        let from = format!("{} ({}{path})", self.who, self.target);
        let hide = |error| self.secrets.iter().map(Secret::expose).fold(error, Error::redacted);
        let mut request = self.request;
        let query = Query::new(&mut request.query);
        let mut request = wire::assemble(request, &query, self.target)?;
        if let Ok(agent) = HeaderValue::try_from(config::user_agent()) {
            request.headers_mut().insert(USER_AGENT, agent);
        }
        let answer = async {
            let answer = context.transport().send(request, Limits::new(self.timeout)).await?;
            let (parts, stream) = answer.into_parts();
            Ok((parts, stream.collect(LONGEST_ANSWER).await?))
        };
        let (parts, body) = answer.await.map_err(|error: Error| {
            let why = format!("{from} cannot be asked: {}", error.message());
            Error::new(ErrorKind::Credentials, why).with_source(error)
        })?;
        if parts.status != StatusCode::OK {
            let error = hide(Error::from_answer(parts.status, &parts.headers, &body));
            return Err(refused(&from, error));
        }
        match String::from_utf8(body.into()) {
            Ok(text) => Ok(Answer { from, text }),
            Err(_) => Err(Error::new(
                ErrorKind::Credentials,
                format!("the answer of {from} is not text"),
            )),
        }
    }
}

fn refused(from: &str, error: Error) -> Error {
    let mut why = format!("{from} answered");
    for (before, what) in [
        (" HTTP ", error.status().map(|status| status.as_u16().to_string())),
        (" ", error.code().map(str::to_owned)),
        (
            ": ",
            Some(error.message().to_owned()).filter(|message| !message.is_empty()),
        ),
        (", request id ", error.request_id().map(str::to_owned)),
    ] {
        if let Some(what) = what {
            why = why + before + &what;
        }
    }
    Error::new(ErrorKind::Credentials, why).with_source(error)
}

impl Answer {
    /// The answer itself.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// An error about the answer. It never shows the answer, which may hold secrets even if it is damaged.
    pub(super) fn error(&self, what: impl std::fmt::Display) -> Error {
        Error::new(ErrorKind::Credentials, format!("the answer of {} {what}", self.from))
    }

    /// The answer as JSON.
    pub(super) fn json(&self) -> Result<Value, Error> {
        serde_json::from_str(&self.text).map_err(|error| self.error("is not JSON").with_source(error))
    }

    /// The temporary credentials that are in `found`, a part of the answer.
    pub(super) fn credentials(&self, found: &Value) -> Result<Credentials, Error> {
        let mut missing = Vec::new();
        let mut needed = |name| {
            let member = member(found, name);
            if member.is_none() {
                missing.push(name);
            }
            member.unwrap_or_default()
        };
        let [id, secret, token, expiration] =
            ["AccessKeyId", "AccessKeySecret", "SecurityToken", "Expiration"].map(&mut needed);
        if !missing.is_empty() {
            return Err(self.error(format_args!("is without {}", missing.join(", "))));
        }
        let expires_at = humantime::parse_rfc3339_weak(expiration).map_err(|error| {
            self.error(format_args!("has an Expiration that is no time: {expiration:?}"))
                .with_source(error)
        })?;
        Ok(Credentials::access_key(id, secret)
            .with_security_token(token)
            .with_expiry(expires_at))
    }
}

/// A member of this name that is a text and not empty; some servers begin the name with a small letter.
pub(super) fn member<'v>(value: &'v Value, name: &str) -> Option<&'v str> {
    let mut camel = name.to_owned();
    if let Some(first) = camel.get_mut(..1) {
        first.make_ascii_lowercase();
    }
    [name, &camel]
        .iter()
        .find_map(|name| value.get(name)?.as_str().filter(|text| !text.is_empty()))
}

/// Refuses to send what must stay secret over a line that others can read. A server on this machine is another matter.
pub(super) fn need_tls(target: &Target, what: &str) -> Result<(), Error> {
    let host = target.host();
    let is_local = host
        .parse::<http::uri::Authority>()
        .is_ok_and(|authority| matches!(authority.host(), "localhost" | "127.0.0.1" | "[::1]"));
    if target.scheme() == "https" || is_local {
        return Ok(());
    }
    let why = format!("{what} is not sent to {target} over plain HTTP");
    Err(Error::new(ErrorKind::Credentials, why).with_advice("write the address with https://"))
}
