//! What a program does around every call: measuring, recording, pacing, answering from memory.
//!
//! A [`Layer`] sees a call once, however often it is attempted: the request before it is signed, and the answer or the error at the
//! end. What has to see every attempt, signed, is a [`Transport`](crate::Transport) around another.

use std::fmt;
use std::sync::Arc;

use crate::exchange::Exchange;
use crate::operation::Api;
use crate::request::Request;
use crate::{BoxFuture, ByteStream, Error};

/// Something that is done around every call of a client.
///
/// [`ClientBuilder::layer`](crate::ClientBuilder::layer) adds it. A layer may change the headers and the query of a request, which are
/// signed after it; make the call, once, several times or not at all; and change the answer. An answer with an error status is an
/// [`Error`] already. The limit on the whole call covers its layers.
///
/// How long calls take, how often they are tried, and how they end:
///
/// ```
/// use std::time::{Duration, Instant};
/// use alicloud_runtime::layer::{Layer, Next};
/// use alicloud_runtime::request::Request;
/// use alicloud_runtime::{BoxFuture, ByteStream, Client, Error};
///
/// struct Metrics;
///
/// impl Metrics {
///     fn record(&self, operation: &str, outcome: &str, attempts: u32, took: Duration) {
///         // a histogram and two counters of whatever library
///     }
/// }
///
/// impl Layer for Metrics {
///     fn call<'a>(
///         &'a self,
///         request: Request,
///         next: Next<'a>,
///     ) -> BoxFuture<'a, Result<http::Response<ByteStream>, Error>> {
///         Box::pin(async move {
///             let began = Instant::now();
///             let answer = next.call(request).await;
///             let outcome = match &answer {
///                 Ok(_) => "ok",
///                 Err(error) => error.code().unwrap_or("no answer"),
///             };
///             self.record(next.api().name, outcome, next.attempts(), began.elapsed());
///             answer
///         })
///     }
/// }
///
/// let client = Client::builder().layer(Metrics).build()?;
/// # Ok::<(), Error>(())
/// ```
pub trait Layer: Send + Sync {
    /// Makes the call that is `next`, or does something else.
    fn call<'a>(&'a self, request: Request, next: Next<'a>)
    -> BoxFuture<'a, Result<http::Response<ByteStream>, Error>>;
}

/// What a layer is around: the layers that were added after it, and then the call itself.
#[derive(Clone, Copy)]
pub struct Next<'a> {
    layers: &'a [Arc<dyn Layer>],
    exchange: &'a Exchange<'a>,
}

impl<'a> Next<'a> {
    pub(crate) fn new(layers: &'a [Arc<dyn Layer>], exchange: &'a Exchange<'a>) -> Self {
        Self { layers, exchange }
    }

    /// Goes on with the call.
    ///
    /// # Errors
    /// Those of [`Client::send`](crate::Client::send) but for answers that cannot be read, since they are read behind all layers.
    pub fn call(self, request: Request) -> BoxFuture<'a, Result<http::Response<ByteStream>, Error>> {
        match self.layers.split_first() {
            Some((layer, rest)) => layer.call(request, Self::new(rest, self.exchange)),
            None => Box::pin(self.exchange.attempts(request)),
        }
    }

    /// The operation that is called.
    pub fn api(&self) -> &'static Api {
        self.exchange.api
    }

    /// The host it is called at, with its port if that is not the usual one.
    pub fn host(&self) -> &str {
        self.exchange.target.host()
    }

    /// How many attempts the call has made so far.
    pub fn attempts(&self) -> u32 {
        self.exchange.attempted()
    }
}

impl fmt::Debug for Next<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Next")
            .field("operation", &self.api().name)
            .field("layers", &self.layers.len())
            .finish_non_exhaustive()
    }
}
