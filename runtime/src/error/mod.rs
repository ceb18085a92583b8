//! The one error type.

mod advice;
mod display;
mod service;

use std::error::Error as StdError;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::StatusCode;

pub use service::AccessDenied;
pub(crate) use service::{body_request_id, header_request_id};

use crate::codec::DecodeError;
use crate::endpoint::{Guess, Target};
use crate::operation::{Api, Service};
use crate::sign::percent;

/// Why a call did not succeed.
///
/// One pointer wide. [`Display`](std::fmt::Display) is one line that says which operation, what went wrong, and what to
/// do; `{:#}` adds everything else that is known. Nothing it prints holds a secret, a token or a signature.
///
/// ```no_run
/// # use alicloud_runtime::Error;
/// # fn act(error: Error) {
/// if error.is_throttled() {
///     let pause = error.retry_after();
/// } else if error.code() == Some("EntityNotExist.User") {
///     // no such user
/// }
/// # }
/// ```
#[derive(Clone)]
pub struct Error(Box<Inner>);

#[derive(Clone, Default)]
struct Inner {
    kind: ErrorKind,
    api: Option<&'static Api>,
    /// What was asked for credentials or a region, and where.
    asked: Option<String>,
    /// What went wrong: the service's message, or ours.
    message: String,
    /// What to do about it, where the kind and code do not say.
    advice: Option<String>,
    code: Option<String>,
    status: Option<StatusCode>,
    request_id: Option<String>,
    recommend: Option<String>,
    access_denied: Option<AccessDenied>,
    retry_after: Option<Duration>,
    /// What time it was where the answer came from.
    date: Option<SystemTime>,
    /// The beginning of an answer that could not be understood.
    excerpt: Option<String>,
    /// The beginning of the answer's body.
    body: Option<Bytes>,
    source: Option<Arc<dyn StdError + Send + Sync>>,
    /// Whether asking for credentials again a little later may go better.
    passes: bool,
    /// How often the call was tried, and how long that took.
    attempts: u32,
    elapsed: Duration,
}

/// What sort of failure an [`Error`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client was configured in a way that cannot work. Nothing was sent.
    #[default]
    Config,
    /// Required parameters are not set. Nothing was sent.
    MissingParameter,
    /// A parameter or header holds what cannot be sent. Nothing was sent.
    InvalidParameter,
    /// No credentials could be had. Nothing was sent.
    Credentials,
    /// It is not known which host to call. Nothing was sent.
    Endpoint,
    /// No connection could be made. Nothing was sent.
    Connect,
    /// A connection could be made, but not a secure one. Nothing was sent.
    Tls,
    /// The call took longer than allowed. The service may have acted.
    Timeout,
    /// The connection broke. The service may have acted.
    Transport,
    /// The service, or something before it, answered with an error status.
    Service,
    /// The answer points somewhere else, where credentials are not sent.
    Redirect,
    /// The call succeeded but its answer could not be read, or is longer than allowed.
    Decode,
}

impl Error {
    /// What sort of failure it is.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The service's error code, for example `EntityNotExist.User`.
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// What went wrong, in the words of the service or of this crate.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The HTTP status, if there was an answer.
    pub fn status(&self) -> Option<StatusCode> {
        self.0.status
    }

    /// The id under which the service knows the request: what its support asks for.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// A page of the service about this error.
    pub fn recommend(&self) -> Option<&str> {
        self.0.recommend.as_deref()
    }

    /// Which permission was missing, when the service says so.
    pub fn access_denied(&self) -> Option<&AccessDenied> {
        self.0.access_denied.as_ref()
    }

    /// How long the service asks to wait before the next attempt.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// How often the call was tried; 0 if it was not made at all.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// How long all attempts and the pauses between them took.
    pub fn elapsed(&self) -> Duration {
        self.0.elapsed
    }

    /// The operation that was called.
    pub fn operation(&self) -> Option<&'static Api> {
        self.0.api
    }

    /// The beginning of an answer that could not be understood.
    pub fn excerpt(&self) -> Option<&str> {
        self.0.excerpt.as_deref()
    }

    /// The body of an answer that is an error or could not be read, as it came, or its first 16 KiB if it is longer.
    ///
    /// No error prints it, for it may hold what is not to be seen; of the secrets that the call was made with, it holds none.
    pub fn body(&self) -> Option<&Bytes> {
        self.0.body.as_ref()
    }

    /// Whether the service refused the call because there were too many.
    pub fn is_throttled(&self) -> bool {
        self.0.retry_after.is_some()
            || self.0.status == Some(StatusCode::TOO_MANY_REQUESTS)
            || self.code().is_some_and(|code| code.starts_with("Throttling"))
    }

    /// Whether the caller lacks a permission.
    pub fn is_access_denied(&self) -> bool {
        self.0.access_denied.is_some()
            || self.code().is_some_and(|code| {
                code.starts_with("NoPermission") || code.starts_with("Forbidden") || code.contains("AccessDenied")
            })
    }

    /// Whether what the call was about does not exist.
    pub fn is_not_found(&self) -> bool {
        // An unknown access key is a matter of authentication, not of the thing asked for.
        self.0.kind == ErrorKind::Service
            && !self.is_authentication()
            && (self.0.status == Some(StatusCode::NOT_FOUND)
                || self
                    .code()
                    .is_some_and(|code| code.contains("NotFound") || code.contains("NotExist")))
    }

    /// Whether the credentials were not accepted.
    pub fn is_authentication(&self) -> bool {
        self.code().is_some_and(advice::is_authentication)
    }

    /// Whether the call, or its last attempt, took longer than allowed. A connection that is not made in time is no timeout but
    /// [`is_connect`](Self::is_connect), since nothing was sent.
    pub fn is_timeout(&self) -> bool {
        self.0.kind == ErrorKind::Timeout
    }

    /// Whether no connection could be made, so that the service certainly did not act.
    pub fn is_connect(&self) -> bool {
        matches!(self.0.kind, ErrorKind::Connect | ErrorKind::Tls)
    }

    /// Whether the fault lies with the service (status 500 and above).
    pub fn is_server_error(&self) -> bool {
        self.0.status.is_some_and(|status| status.as_u16() >= 500)
    }

    /// Whether the same call may succeed a little later. It says nothing about whether the service has acted already: see
    /// [`retry`](crate::retry) for when calls are repeated by themselves.
    pub fn is_retryable(&self) -> bool {
        self.0.passes
            || self.is_throttled()
            || self.is_server_error()
            || matches!(
                self.0.kind,
                ErrorKind::Connect | ErrorKind::Timeout | ErrorKind::Transport
            )
    }

    /// An error of any kind, for providers and transports.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            message: message.into(),
            ..Inner::default()
        }))
    }

    /// Says what to do about it.
    #[must_use]
    pub fn with_advice(mut self, advice: impl Into<String>) -> Self {
        self.0.advice = Some(advice.into());
        self
    }

    /// Adds what caused it.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.0.source = Some(Arc::from(source.into()));
        self
    }

    /// Adds the operation it happened in.
    pub(crate) fn during(mut self, api: &'static Api) -> Self {
        self.0.api = Some(api);
        self
    }

    /// The service's time, if it refused the call because ours is too far from it.
    pub(crate) fn refused_time(&self) -> Option<SystemTime> {
        // Where credentials are asked for, the clock is corrected there.
        Some(self.service_time()?).filter(|_| self.0.kind != ErrorKind::Credentials)
    }

    /// The time of whoever refused a request because ours is too far from it.
    pub(crate) fn service_time(&self) -> Option<SystemTime> {
        self.0.date.filter(|_| self.code().is_some_and(advice::is_about_time))
    }

    /// Keeps the beginning of an answer's body.
    pub(crate) fn with_body(mut self, body: &[u8]) -> Self {
        const MOST: usize = 16 << 10;
        self.0.body = Some(Bytes::copy_from_slice(body.get(..MOST).unwrap_or(body)));
        self
    }

    /// Adds what it took to come to this.
    pub(crate) fn after(mut self, attempts: u32, elapsed: Duration) -> Self {
        self.0.attempts = attempts;
        self.0.elapsed = elapsed;
        self
    }

    /// Replaces `secret` by `***` wherever a service repeated it, also as it stands in a query and in a string to sign.
    pub(crate) fn redacted(mut self, secret: &str) -> Self {
        let once = percent::encode(secret).to_string();
        let twice = percent::encode(&once).to_string();
        let inner = &mut *self.0;
        let texts = [
            Some(&mut inner.message),
            inner.excerpt.as_mut(),
            inner.code.as_mut(),
            inner.recommend.as_mut(),
        ];
        for text in texts.into_iter().flatten() {
            for form in [twice.as_str(), &once, secret] {
                if text.contains(form) {
                    *text = text.replace(form, "***");
                }
            }
        }
        if let Some(body) = &mut inner.body {
            let text = String::from_utf8_lossy(body);
            let forms = [twice.as_str(), &once, secret];
            if forms.iter().any(|form| text.contains(form)) {
                let clean = forms
                    .iter()
                    .fold(text.into_owned(), |text, form| text.replace(form, "***"));
                *body = clean.into();
            }
        }
        self
    }
}

/// A payload that cannot be read.
impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Self::new(ErrorKind::Transport, format!("a payload could not be read: {error}")).with_source(error)
    }
}

/// The failures of this crate's own making.
impl Error {
    pub(crate) fn no_credentials(what: impl Into<String>) -> Self {
        Self::new(ErrorKind::Credentials, format!("no credentials: {}", what.into())).with_advice(
            "set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET (with temporary keys \
             ALIBABA_CLOUD_SECURITY_TOKEN too), or give credentials to Client::builder()",
        )
    }

    pub(crate) fn missing_parameters(names: &[&'static str]) -> Self {
        let (noun, pronoun) = if names.len() == 1 {
            ("parameter", "it")
        } else {
            ("parameters", "them")
        };
        Self::new(
            ErrorKind::MissingParameter,
            format!("missing required {noun}: {}", names.join(", ")),
        )
        .with_advice(format!("set {pronoun} on the request; nothing was sent"))
    }

    pub(crate) fn invalid_parameter(name: &str, reason: &str) -> Self {
        Self::new(
            ErrorKind::InvalidParameter,
            format!("parameter {name} cannot be sent: {reason}"),
        )
    }

    pub(crate) fn invalid_endpoint(text: &str, reason: &str) -> Self {
        Self::new(ErrorKind::Config, format!("endpoint {text:?} is not usable: {reason}"))
            .with_advice("write it like ims.aliyuncs.com or https://127.0.0.1:8080")
    }

    pub(crate) fn invalid_region(region: &str, nearest: Vec<&'static str>) -> Self {
        let error = Self::new(ErrorKind::Endpoint, format!("{region:?} is not a region id"));
        if nearest.is_empty() {
            error
        } else {
            error.with_advice(format!("did you mean {}?", nearest.join(", ")))
        }
    }

    pub(crate) fn no_region(service: &Service) -> Self {
        let mut known: Vec<&str> = service.endpoints.iter().map(|entry| entry.region).collect();
        known.sort_unstable();
        known.dedup();
        let error = Self::new(
            ErrorKind::Endpoint,
            "a region is needed: the service has no central host",
        );
        let how = "set one with Client::builder().region(…), per call with .region(…), or ALIBABA_CLOUD_REGION_ID \
                   for Client::from_env()";
        error.with_advice(match known.as_slice() {
            [] => how.to_owned(),
            known => format!("{how}; known regions: {}", known.join(", ")),
        })
    }

    /// A failure to reach `target`, told by where the host name came from.
    pub(crate) fn at(mut self, target: &Target) -> Self {
        if let Some(Guess { region, nearest }) = target.guess()
            && self.is_connect()
        {
            self.0.advice = Some(format!(
                "the host was guessed by the naming rule because region {region:?} is not in the service's list; known \
                 regions nearest in spelling: {}",
                nearest.join(", ")
            ));
        }
        self
    }

    /// `what` (the answer, or an event of it) did not fit.
    pub(crate) fn undecodable(what: &str, status: Option<StatusCode>, body: &[u8], error: DecodeError) -> Self {
        let mut this = Self::new(ErrorKind::Decode, format!("{what} could not be read: {error}")).with_source(error);
        this.0.status = status;
        this.0.excerpt = service::excerpt(body);
        this.with_body(body)
    }

    pub(crate) fn redirect(status: StatusCode, location: &str) -> Self {
        let mut this = Self::new(ErrorKind::Redirect, format!("the answer is a redirect to {location:?}"))
            .with_advice("redirects are not followed, so that credentials go nowhere else; check endpoint and proxy");
        this.0.status = Some(status);
        this
    }

    /// An answer with status 200 that is not what was asked for.
    pub(crate) fn unfit(message: &str, body: &[u8]) -> Self {
        let mut this = Self::new(ErrorKind::Decode, message);
        this.0.status = Some(StatusCode::OK);
        // Of JSON an excerpt hides what could be a secret; what else such an answer is made of is not known.
        let is_json = matches!(body.trim_ascii_start().first(), Some(b'{' | b'[' | b'"'));
        this.0.excerpt = service::excerpt(body).filter(|_| is_json);
        this
    }

    /// Adds what was asked for credentials (or, for that kind, a region): whatever happened there, none could be had.
    pub(crate) fn asking(mut self, kind: ErrorKind, what: String) -> Self {
        self.0.passes = self.is_retryable();
        self.0.kind = kind;
        self.0.asked = Some(what);
        self
    }

    /// Says whether the same may succeed a little later, where kind and status do not tell.
    pub(crate) fn passing(mut self, passes: bool) -> Self {
        self.0.passes = passes;
        self
    }

    pub(crate) fn with_request_id(mut self, id: Option<String>) -> Self {
        self.0.request_id = id.or(self.0.request_id);
        self
    }
}
