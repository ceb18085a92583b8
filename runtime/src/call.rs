//! One call with options of its own.

use std::fmt;
use std::future::IntoFuture;
use std::marker::PhantomData;
use std::time::Duration;

use crate::client::Client;
use crate::codec::{Decode, Fields};
use crate::operation::Api;
use crate::response::Response;
use crate::retry::Retry;
use crate::sign::Pair;
use crate::{Body, BoxFuture, Error};

/// What one call does differently from its client.
#[derive(Clone, Default)]
pub(crate) struct Options {
    pub(crate) region: Option<String>,
    pub(crate) endpoint: Option<String>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) total_timeout: Option<Duration>,
    pub(crate) retry: Option<Retry>,
    pub(crate) idempotency_tokens: Option<bool>,
    pub(crate) body_errors: Option<bool>,
    pub(crate) headers: Vec<Pair>,
    pub(crate) skip_required_check: bool,
}

/// A call about to be made; awaiting it makes it.
///
/// ```no_run
/// # async fn call<O: alicloud_runtime::Operation + 'static>(client: alicloud_runtime::Client, operation: O)
/// # -> Result<(), alicloud_runtime::Error> {
/// let response = client.call(operation).region("cn-shanghai").await?;
/// println!("{} {:?}", response.status(), response.request_id());
/// # Ok(()) }
/// ```
#[must_use = "a call is made when it is awaited"]
pub struct Call<P, T> {
    client: Client,
    api: &'static Api,
    params: P,
    options: Options,
    output: PhantomData<fn() -> T>,
}

impl<P: Fields + Send + Sync, T: Decode + Send> Call<P, T> {
    pub(crate) fn new(client: Client, api: &'static Api, params: P) -> Self {
        Self {
            client,
            api,
            params,
            options: Options::default(),
            output: PhantomData,
        }
    }

    /// Calls this region.
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.options.region = Some(region.into());
        self
    }

    /// Calls this host, written as for [`ClientBuilder::endpoint`](crate::ClientBuilder::endpoint).
    pub fn endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.options.endpoint = Some(endpoint.into());
        self
    }

    /// Allows each attempt this long; see [`ClientBuilder::timeout`](crate::ClientBuilder::timeout).
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.options.timeout = Some(timeout);
        self
    }

    /// Allows the whole call this long; see [`ClientBuilder::total_timeout`](crate::ClientBuilder::total_timeout).
    pub fn total_timeout(mut self, timeout: Duration) -> Self {
        self.options.total_timeout = Some(timeout);
        self
    }

    /// When this call is tried again, instead of the client's policy.
    pub fn retry(mut self, policy: Retry) -> Self {
        self.options.retry = Some(policy);
        self
    }

    /// Whether an idempotency token that is not set is made up, instead of what the client does; see
    /// [`ClientBuilder::idempotency_tokens`](crate::ClientBuilder::idempotency_tokens).
    pub fn idempotency_tokens(mut self, are_made: bool) -> Self {
        self.options.idempotency_tokens = Some(are_made);
        self
    }

    /// Whether a body may say that the call failed, instead of what the client does; see
    /// [`ClientBuilder::body_errors`](crate::ClientBuilder::body_errors).
    pub fn body_errors(mut self, are_errors: bool) -> Self {
        self.options.body_errors = Some(are_errors);
        self
    }

    /// Sends a header, in place of any of that name. `x-acs-` headers are signed.
    pub fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.options
            .headers
            .push((name.to_ascii_lowercase().into(), value.into()));
        self
    }

    /// Leaves it to the service to say which required parameters are missing, for when its specification asks for too much.
    pub fn skip_required_check(mut self) -> Self {
        self.options.skip_required_check = true;
        self
    }

    /// Makes the call.
    ///
    /// # Errors
    /// As [`Client::send`].
    pub async fn send(self) -> Result<Response<T>, Error> {
        let mut output = T::default();
        let answered = self
            .client
            .run(self.api, &self.params, &self.options, &mut output)
            .await?;
        Ok(Response::new(output, answered))
    }

    /// The signed request, without sending it: for presigning, debugging and tests.
    ///
    /// # Errors
    /// Those of [`Client::send`] that are found before anything is sent.
    pub async fn signed_request(self) -> Result<http::Request<Body>, Error> {
        self.client.signed(self.api, &self.params, &self.options).await
    }
}

impl<P: Fields + Send + Sync + 'static, T: Decode + Send + 'static> IntoFuture for Call<P, T> {
    type Output = Result<Response<T>, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

impl<P: fmt::Debug, T> fmt::Debug for Call<P, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("operation", &self.api.name)
            .field("params", &self.params)
            .field("region", &self.options.region)
            .field("endpoint", &self.options.endpoint)
            .field("timeout", &self.options.timeout)
            .field("total_timeout", &self.options.total_timeout)
            .field("retry", &self.options.retry)
            .finish_non_exhaustive()
    }
}
