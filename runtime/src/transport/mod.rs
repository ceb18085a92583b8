//! What carries a signed request to its host and brings the answer back.
//!
//! A [`Transport`] speaks the types of the `http` crate and knows nothing of signatures, so that tests, recorders and
//! other HTTP clients can take the place of the default one.

#[cfg(feature = "reqwest")]
mod proxy;
#[cfg(feature = "reqwest")]
mod reqwest;
#[cfg(feature = "reqwest")]
mod upload;

use std::sync::Arc;
use std::time::Duration;

#[cfg(feature = "reqwest")]
pub use self::proxy::Proxy;
#[cfg(feature = "reqwest")]
pub(crate) use self::proxy::Route;
#[cfg(feature = "reqwest")]
pub use self::reqwest::ReqwestTransport;
use crate::{Body, BoxFuture, ByteStream, Error};

/// Sends requests.
///
/// Every byte of method, path, query, headers and body is signed or hashed: an implementation sends them as they are,
/// never follows a redirect, and adds nothing but what the connection needs. Failures are [`Error`]s of kind
/// [`Connect`](crate::ErrorKind::Connect) or [`Tls`](crate::ErrorKind::Tls) if certainly nothing was sent, of kind
/// [`Timeout`](crate::ErrorKind::Timeout) or [`Transport`](crate::ErrorKind::Transport) otherwise. An answer with an
/// error status is an answer.
pub trait Transport: Send + Sync {
    /// Sends one request, within `limits`.
    fn send(
        &self,
        request: http::Request<Body>,
        limits: Limits,
    ) -> BoxFuture<'_, Result<http::Response<ByteStream>, Error>>;
}

/// What one attempt may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// From connecting to the last byte of the answer; when that is streamed, to its beginning, and then for each piece.
    pub timeout: Duration,
    /// Whether the answer is streamed: handed on while it arrives, for as long as that may take.
    pub streamed: bool,
}

impl Limits {
    /// What a call may take that says nothing else.
    pub(crate) const DEFAULT_TIMEOUT: Duration = Duration::from_secs(10);

    pub(crate) fn new(timeout: Duration) -> Self {
        Self {
            timeout,
            streamed: false,
        }
    }
}

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send(
        &self,
        request: http::Request<Body>,
        limits: Limits,
    ) -> BoxFuture<'_, Result<http::Response<ByteStream>, Error>> {
        (**self).send(request, limits)
    }
}
