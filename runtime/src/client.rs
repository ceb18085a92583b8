//! The client: one for all services.

use std::borrow::Cow;
use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http::header::HeaderValue;

use crate::call::{Call, Options};
use crate::clock::{Clock, Skew};
use crate::codec::{Fields, Slot};
use crate::config::ClientBuilder;
use crate::credentials::{CredentialProvider, ProcessEnvironment};
use crate::endpoint::{self, Network, Target};
use crate::exchange::Exchange;
use crate::layer::Layer;
use crate::operation::{Api, Operation, Style};
use crate::request::Request;
use crate::response::{Answered, Root, refusal};
use crate::retry::{Bucket, Retry};
use crate::settings::{Origins, Told};
use crate::sign::SignatureVersion;
use crate::trace::CallSpan;
use crate::transport::{Limits, Transport};
use crate::{Body, BoxFuture, Error, ErrorKind};

/// Calls operations of any service.
///
/// Make one and keep it: it holds the connections and the credentials. Cloning is cheap and shares both.
///
/// ```no_run
/// # async fn call<O: alicloud_runtime::Operation>(operation: O) -> Result<(), alicloud_runtime::Error> {
/// use alicloud_runtime::Client;
/// let client = Client::from_env()?;
/// let output = client.send(operation).await?;
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Client(Arc<Shared>);

pub(crate) struct Shared {
    pub(crate) region: Option<String>,
    pub(crate) endpoint: Option<Target>,
    pub(crate) network: Network,
    pub(crate) provider: Arc<dyn CredentialProvider>,
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) layers: Vec<Arc<dyn Layer>>,
    pub(crate) signature: SignatureVersion,
    pub(crate) user_agent: HeaderValue,
    pub(crate) timeout: Duration,
    pub(crate) total_timeout: Option<Duration>,
    pub(crate) retry: Retry,
    pub(crate) bucket: Bucket,
    pub(crate) idempotency_tokens: bool,
    pub(crate) body_errors: bool,
    pub(crate) skew: Skew,
    pub(crate) max_response_bytes: usize,
    pub(crate) origins: Origins,
}

impl Client {
    /// Starts setting up a client.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// A client set up like the official command line tool and SDKs on this machine: region and the like from variables, else from
    /// the tool's profile ([`ClientBuilder::environment`]); credentials from wherever
    /// [`DefaultChain`](crate::credentials::DefaultChain) finds them.
    pub fn from_env() -> Result<Self, Error> {
        Self::builder().environment(ProcessEnvironment).build()
    }

    pub(crate) fn from_shared(shared: Shared) -> Self {
        Self(Arc::new(shared))
    }

    /// Calls `operation` and gives its output.
    ///
    /// # Errors
    /// See [`ErrorKind`]: everything from a missing parameter, found before anything is sent, to an error of the service.
    pub async fn send<O: Operation>(&self, operation: O) -> Result<O::Output, Error> {
        let mut output = O::Output::default();
        self.run(O::API, &operation, &Options::default(), &mut output).await?;
        Ok(output)
    }

    /// Prepares a call of `operation` with options of its own, whose answer comes with status, headers and request id.
    pub fn call<O: Operation>(&self, operation: O) -> Call<O, O::Output> {
        Call::new(self.clone(), O::API, operation)
    }

    /// Does everything that does not depend on the operation's type, so that a program's build does not grow with the
    /// operations it names. Parameters are encoded before the future is made, which therefore does not hold them.
    pub(crate) fn run<'a>(
        &'a self,
        api: &'static Api,
        params: &dyn Fields,
        options: &Options,
        output: &'a mut (dyn Root + Send),
    ) -> BoxFuture<'a, Result<Answered, Error>> {
        let prepared = self.prepare(api, params, options).map(|(request, mut exchange)| {
            exchange.limits.streamed = matches!(output.root(), Slot::Stream(_));
            let span = CallSpan::begin(&exchange, params);
            (request, exchange, span)
        });
        Box::pin(async move {
            let (request, exchange, span) = prepared.map_err(|error| error.during(api))?;
            let done = span.around(answer(request, &exchange, output)).await;
            span.end(&exchange, &done, output);
            done.map_err(|error| error.during(api))
        })
    }

    /// The request as it would be sent, signed.
    pub(crate) fn signed(
        &self,
        api: &'static Api,
        params: &dyn Fields,
        options: &Options,
    ) -> BoxFuture<'_, Result<http::Request<Body>, Error>> {
        let prepared = self.prepare(api, params, options);
        Box::pin(async move {
            let signed = match prepared {
                Ok((request, exchange)) => exchange.signed(request).await,
                Err(error) => Err(error),
            };
            signed.map_err(|error| error.during(api))
        })
    }

    /// A request that needs only credentials and a signature, and everything else about the call.
    fn prepare(
        &self,
        api: &'static Api,
        params: &dyn Fields,
        options: &Options,
    ) -> Result<(Request, Exchange<'_>), Error> {
        let client = &*self.0;
        if let Style::Foreign(signature) = api.service.style {
            let message = format!("the service signs in a way of its own ({signature}) that is not supported");
            return Err(Error::new(ErrorKind::Config, message));
        }
        let region = options.region.as_deref().or(client.region.as_deref());
        let makes_token = options.idempotency_tokens.unwrap_or(client.idempotency_tokens);
        let token = (makes_token && api.params.iter().any(|param| param.token)).then(|| client.clock.nonce());
        let encoded = Request::encode(api, params, region, token.as_deref());
        if !encoded.missing.is_empty() && !options.skip_required_check {
            return Err(Error::missing_parameters(&encoded.missing));
        }
        if let Some((name, reason)) = encoded.refused {
            return Err(Error::invalid_parameter(name, reason));
        }
        let target = match (&options.endpoint, &client.endpoint) {
            (Some(endpoint), _) => Cow::Owned(endpoint.parse()?),
            (None, Some(target)) => Cow::Borrowed(target),
            (None, None) => {
                Cow::Owned(endpoint::resolve(api.service, region, client.network)?.with_labels(&encoded.host)?)
            }
        };
        let mut request = encoded.request;
        for (name, value) in &options.headers {
            request.headers.retain(|(existing, _)| existing != name);
            request.headers.push((name.clone(), value.clone()));
        }
        let limits = Limits::new(options.timeout.unwrap_or(client.timeout));
        let mut retry = options.retry.as_ref().unwrap_or(&client.retry).clone();
        let total = match options.total_timeout.or(client.total_timeout) {
            Some(total) => {
                retry = retry.within(total);
                total
            }
            None => retry.longest(limits.timeout),
        };
        let exchange = Exchange {
            client,
            api,
            target,
            limits,
            total,
            has_token: encoded.has_token,
            retry,
            body_errors: options.body_errors.unwrap_or(client.body_errors),
            began: client.clock.now(),
            progress: Mutex::default(),
        };
        Ok((request, exchange))
    }
}

/// Makes a prepared call and reads the answer.
async fn answer(request: Request, exchange: &Exchange<'_>, output: &mut (dyn Root + Send)) -> Result<Answered, Error> {
    let (parts, stream) = exchange.run(request).await?.into_parts();
    if parts.status.is_success()
        && let Slot::Stream(place) = output.root()
    {
        place.put(stream);
        return Ok(Answered::new(parts, Bytes::new()));
    }
    // It is there already, unless a layer answers by itself.
    let body = stream.collect(exchange.client.max_response_bytes).await?;
    if !exchange.client.layers.is_empty()
        && let Some(error) = refusal(&parts, &body, exchange.body_errors)
    {
        return Err(exchange.told(error));
    }
    let answered = Answered::new(parts, body);
    match answered.read(exchange.api, output) {
        Ok(()) => Ok(answered),
        Err(error) => Err(exchange.redacted(exchange.told(error))),
    }
}

/// Every setting with where it came from.
impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Shared { origins, .. } = &*self.0;
        let endpoint = self.0.endpoint.as_ref().map(ToString::to_string);
        f.debug_struct("Client")
            .field("region", &Told(&self.0.region, &origins.region))
            .field("endpoint", &Told(&endpoint, &origins.endpoint))
            .field("network", &Told(&self.0.network, &origins.network))
            .field("credentials", &self.0.provider)
            .field("signature", &self.0.signature)
            .field("timeout", &Told(&self.0.timeout, &origins.timeout))
            .field("total_timeout", &self.0.total_timeout)
            .field("retry", &Told(&self.0.retry, &origins.retry))
            .finish_non_exhaustive()
    }
}
