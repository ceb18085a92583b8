//! The default transport: reqwest with HTTP/1.1 on rustls.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::Method;
use http::header::{CONTENT_LENGTH, HeaderValue};
use http::uri::Authority;
use reqwest::Url;
use rustls::ClientConfig;
use rustls::crypto::ring;
use tokio::time::Instant;

use super::upload::{Arriving, Upload};
use super::{Limits, Route, Transport};
use crate::{Body, BoxFuture, ByteStream, Error, ErrorKind};

/// Sends through a pool of HTTP/1.1 connections, with TLS 1.2 and 1.3 and the operating system's trust store.
///
/// - Plain HTTP is spoken only to endpoints that are written with `http://`.
/// - Proxies come from `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY` (capitals or not; names, which stand for what is below
///   them too, addresses, networks like `10.0.0.0/8`, `*` for all names; ports do not count), unless
///   [`ClientBuilder::proxy`](crate::ClientBuilder::proxy) or [`no_proxy`](crate::ClientBuilder::no_proxy) says otherwise.
/// - An answer may have 100 headers, and a head of some 400 KiB; a longer one fails the call.
/// - No answer is asked to be compressed.
/// - Redirects are not followed.
///
/// Cloning shares the pool.
#[derive(Clone)]
pub struct ReqwestTransport(reqwest::Client);

impl ReqwestTransport {
    /// Makes the pool. Connecting may take `connect_timeout`.
    pub fn new(connect_timeout: Duration) -> Result<Self, Error> {
        Self::by(&Route::Environment, connect_timeout)
    }

    pub(crate) fn by(route: &Route, connect_timeout: Duration) -> Result<Self, Error> {
        let builder = match route {
            Route::Environment => reqwest::Client::builder(),
            Route::Direct => reqwest::Client::builder().no_proxy(),
            Route::Through(proxy) => reqwest::Client::builder().proxy(proxy.build()?),
        };
        let client = builder
            .tls_backend_preconfigured(tls()?)
            .http1_only()
            .connect_timeout(connect_timeout)
            // A redirect could carry credentials elsewhere, and its signature would be for the wrong host anyway.
            .redirect(reqwest::redirect::Policy::none())
            // Without this reqwest repeats a request when a kept connection proves dead; whether a call may be repeated
            // is decided where it is known if it only reads. Without the limit it would still keep a copy to repeat.
            .retry(reqwest::retry::never().max_retries_per_request(0))
            .build()
            .map_err(|error| Error::new(ErrorKind::Config, "the HTTP client could not be made").with_source(error))?;
        Ok(Self(client))
    }

    /// Uses a client made elsewhere. It must not follow redirects.
    pub fn from_client(client: reqwest::Client) -> Self {
        Self(client)
    }
}

/// A configuration of its own instead of a process-wide provider, which another library might set differently.
fn tls() -> Result<ClientConfig, Error> {
    let failed = |error: rustls::Error| {
        Error::new(ErrorKind::Config, "TLS could not be set up")
            .with_source(error)
            .with_advice("install the system's CA certificates (package ca-certificates on Debian)")
    };
    let provider = Arc::new(ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider.clone()).with_safe_default_protocol_versions();
    let verifier = rustls_platform_verifier::Verifier::new(provider).map_err(failed)?;
    Ok(builder
        .map_err(failed)?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth())
}

impl fmt::Debug for ReqwestTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReqwestTransport")
    }
}

impl Transport for ReqwestTransport {
    fn send(
        &self,
        request: http::Request<Body>,
        limits: Limits,
    ) -> BoxFuture<'_, Result<http::Response<ByteStream>, Error>> {
        Box::pin(async move {
            let authority = request.uri().authority().cloned();
            let request = prepare(request)?;
            // Limits are kept here and in `Arriving`: for a streamed answer a limit on the whole would cut it off, and one of
            // reqwest's costs more allocations.
            let began = Instant::now();
            let answer = tokio::time::timeout(limits.timeout, self.0.execute(request))
                .await
                .map_err(|_| too_late(&host(authority.as_ref()), limits.timeout))?
                .map_err(|error| translate(error, limits.timeout))?;
            let answer: http::Response<reqwest::Body> = answer.into();
            Ok(answer.map(|body| ByteStream::arriving(Box::pin(Arriving::new(body, authority, limits, began)))))
        })
    }
}

fn host(authority: Option<&Authority>) -> String {
    authority.map_or("the host", Authority::as_str).to_owned()
}

fn prepare(request: http::Request<Body>) -> Result<reqwest::Request, Error> {
    let (parts, body) = request.into_parts();
    let uri = &parts.uri;
    let authority = uri.authority().map_or("", |authority| authority.as_str());
    let path_and_query = uri
        .path_and_query()
        .map_or("", |path_and_query| path_and_query.as_str());
    let url = Url::parse(&[uri.scheme_str().unwrap_or("https"), "://", authority, path_and_query].concat())
        .map_err(|error| Error::new(ErrorKind::InvalidParameter, "the URL is not valid").with_source(error))?;
    // The URL library resolves dot segments and encodes what it does not like; what was signed must be what is sent.
    if url.path() != uri.path() || url.query() != uri.query() {
        return Err(
            Error::new(ErrorKind::InvalidParameter, "the URL would be changed on its way")
                .with_advice("path and query must be percent-encoded, without `.` and `..` segments"),
        );
    }
    let mut out = reqwest::Request::new(parts.method, url);
    *out.headers_mut() = parts.headers;
    // Gateways answer 411 to a bodiless POST, PUT or DELETE that does not say so.
    if body.length() == 0 && !matches!(*out.method(), Method::GET | Method::HEAD) {
        out.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
    }
    *out.body_mut() = Some(match body.bytes() {
        Some(bytes) => bytes.clone().into(),
        None => reqwest::Body::wrap(Upload::new(&body)),
    });
    Ok(out)
}

/// An answer that stopped arriving.
pub(super) fn broken_off(error: reqwest::Error, authority: Option<&Authority>, timeout: Duration) -> Error {
    match error.is_timeout() {
        true => too_late(&host(authority), timeout).with_source(error.without_url()),
        false => Error::new(
            ErrorKind::Transport,
            format!("the answer of {} broke off", host(authority)),
        )
        .with_source(error.without_url()),
    }
}

/// An answer that is not complete in time.
pub(super) fn incomplete(authority: Option<&Authority>, timeout: Duration) -> Error {
    too_late(&host(authority), timeout)
}

/// Silence for longer than allowed.
pub(super) fn silent(authority: Option<&Authority>, timeout: Duration) -> Error {
    Error::new(
        ErrorKind::Timeout,
        format!("nothing more of the answer of {} within {timeout:?}", host(authority)),
    )
    .with_advice("allow more between two pieces with .timeout(…)")
}

fn too_late(host: &str, timeout: Duration) -> Error {
    Error::new(
        ErrorKind::Timeout,
        format!("no complete answer from {host} within {timeout:?}"),
    )
    .with_advice("the service may have acted all the same; allow more with .timeout(…)")
}

/// Says what failed without repeating the URL, which holds signatures and tokens in the older algorithms.
fn translate(error: reqwest::Error, timeout: Duration) -> Error {
    let host = error.url().map_or("the host", Url::authority).to_owned();
    let connecting = error.is_connect();
    let error = error.without_url();
    if let Some(tls) = tls_fault(&error) {
        let (cause, advice) = match tls {
            rustls::Error::InvalidMessage(_) => (
                "it does not speak TLS".to_owned(),
                "if it is meant to be plain HTTP, write the endpoint with http://",
            ),
            rustls::Error::InvalidCertificate(reason) => (
                format!("its certificate is not acceptable: {reason}"),
                "check the endpoint, the proxy and this machine's CA certificates",
            ),
            other => (other.to_string(), "check the endpoint and the proxy"),
        };
        return Error::new(ErrorKind::Tls, format!("no secure connection to {host}: {cause}"))
            .with_advice(advice)
            .with_source(error);
    }
    if connecting {
        let cause = if error.is_timeout() {
            "it took too long".to_owned()
        } else {
            root(&error).to_string()
        };
        return Error::new(ErrorKind::Connect, format!("no connection to {host}: {cause}"))
            .with_advice("check the endpoint, the network and the proxy settings")
            .with_source(error);
    }
    if error.is_timeout() {
        return too_late(&host, timeout).with_source(error);
    }
    Error::new(
        ErrorKind::Transport,
        format!("the connection to {host} broke: {}", root(&error)),
    )
    .with_advice("the service may have acted all the same")
    .with_source(error)
}

fn root<'a>(error: &'a (dyn StdError + 'static)) -> &'a (dyn StdError + 'static) {
    let mut root = error;
    while let Some(source) = root.source() {
        root = source;
    }
    root
}

/// rustls reports through `io::Error`, whose `source` skips what it wraps.
fn tls_fault<'a>(error: &'a (dyn StdError + 'static)) -> Option<&'a rustls::Error> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(fault) = error.downcast_ref() {
            return Some(fault);
        }
        let wrapped = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        if let Some(inner) = wrapped {
            // An `io::Error` may wrap another one around the fault.
            let inner: &(dyn StdError + 'static) = inner;
            next = Some(inner);
        } else {
            next = error.source();
        }
    }
    None
}
