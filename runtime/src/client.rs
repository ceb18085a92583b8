//! The client: one for all services.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{HeaderValue, USER_AGENT};

use crate::body::Origin;
use crate::call::{Call, Options};
use crate::clock::{Clock, Skew};
use crate::codec::{Fields, Slot};
use crate::config::ClientBuilder;
use crate::credentials::{CredentialProvider, Credentials, ProcessEnvironment};
use crate::endpoint::{self, Network, Target};
use crate::operation::{Api, Auth, Operation, Style};
use crate::request::Request;
use crate::response::{Answered, Root};
use crate::retry::{self, Bucket, Failed, Retry};
use crate::settings::{Origins, Told};
use crate::sign::{self, Scope, SignatureVersion, Stamp};
use crate::transport::{Limits, Transport};
use crate::{Body, BoxFuture, Error, ErrorKind, wire};

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
    pub(crate) signature: SignatureVersion,
    pub(crate) user_agent: HeaderValue,
    pub(crate) timeout: Duration,
    pub(crate) retry: Retry,
    pub(crate) bucket: Bucket,
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
        let prepared = self.prepare(api, params, options);
        Box::pin(async move {
            let done = match prepared {
                Ok(prepared) => self.exchange(api, prepared, output).await,
                Err(error) => Err(error),
            };
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
            let signed = async {
                let prepared = prepared?;
                let credentials = self.credentials(api).await?;
                self.sign(api, prepared.request, &prepared.target, &credentials)
            };
            signed.await.map_err(|error: Error| error.during(api))
        })
    }

    fn prepare(&self, api: &'static Api, params: &dyn Fields, options: &Options) -> Result<Prepared<'_>, Error> {
        if let Style::Foreign(signature) = api.service.style {
            let message = format!("the service signs in a way of its own ({signature}) that is not supported");
            return Err(Error::new(ErrorKind::Config, message));
        }
        let region = options.region.as_deref().or(self.0.region.as_deref());
        let encoded = Request::encode(api, params, region);
        if !encoded.missing.is_empty() && !options.skip_required_check {
            return Err(Error::missing_parameters(&encoded.missing));
        }
        if let Some((name, reason)) = encoded.refused {
            return Err(Error::invalid_parameter(name, reason));
        }
        let target = match (&options.endpoint, &self.0.endpoint) {
            (Some(endpoint), _) => Cow::Owned(endpoint.parse()?),
            (None, Some(target)) => Cow::Borrowed(target),
            (None, None) => {
                Cow::Owned(endpoint::resolve(api.service, region, self.0.network)?.with_labels(&encoded.host)?)
            }
        };
        let mut request = encoded.request;
        for (name, value) in &options.headers {
            request.headers.retain(|(existing, _)| existing != name);
            request.headers.push((name.clone(), value.clone()));
        }
        let limits = Limits::new(options.timeout.unwrap_or(self.0.timeout));
        Ok(Prepared {
            request,
            target,
            limits,
            has_token: encoded.has_token,
            retry: options.retry.clone().unwrap_or_else(|| self.0.retry.clone()),
        })
    }

    async fn credentials(&self, api: &'static Api) -> Result<Credentials, Error> {
        match api.auth {
            Auth::Anonymous => Ok(Credentials::anonymous()),
            Auth::Signed => self.0.provider.credentials().await,
        }
    }

    fn sign(
        &self,
        api: &'static Api,
        mut request: Request,
        target: &Target,
        credentials: &Credentials,
    ) -> Result<http::Request<Body>, Error> {
        let stamp = Stamp {
            date: self.0.skew.correct(self.0.clock.now()),
            nonce: self.0.clock.nonce(),
        };
        let scope = Scope {
            api,
            host: target.host(),
            credentials,
            stamp: &stamp,
            version: self.0.signature,
        };
        let query = sign::sign(&mut request, &scope);
        let mut request = wire::assemble(request, &query, target)?;
        request
            .headers_mut()
            .entry(USER_AGENT)
            .or_insert_with(|| self.0.user_agent.clone());
        Ok(request)
    }

    /// Attempts the call until one succeeds or trying again makes no sense.
    async fn exchange(
        &self,
        api: &'static Api,
        prepared: Prepared<'_>,
        output: &mut (dyn Root + Send),
    ) -> Result<Answered, Error> {
        let Prepared {
            mut request,
            target,
            mut limits,
            has_token,
            retry,
        } = prepared;
        limits.streamed = matches!(output.root(), Slot::Stream(_));
        let began = self.0.clock.now();
        let mut attempt = 1;
        let mut is_corrected = false;
        loop {
            // Signing uses the request up.
            let next = retry.may_follow(attempt).then(|| request.clone());
            let error = match self.attempt(api, request, &target, limits, output).await {
                Ok(answered) => {
                    self.0.bucket.give(attempt > 1);
                    return Ok(answered);
                }
                Err(error) => error,
            };
            let now = self.0.clock.now();
            let elapsed = now.duration_since(began).unwrap_or_default();
            let Some(again) = next else {
                return Err(error.after(attempt, elapsed));
            };
            let mut pause = Duration::ZERO;
            if let Some(theirs) = error.refused_time().filter(|_| !is_corrected) {
                // Refused before anything was done, and off once only.
                self.0.skew.learn(now, theirs);
                is_corrected = true;
            } else {
                let failed = Failed {
                    error: &error,
                    access: api.access,
                    has_token,
                    attempt,
                    elapsed,
                };
                let fraction = retry::fraction(&self.0.clock.nonce());
                let Some(found) = retry.pause(&failed, &self.0.bucket, fraction) else {
                    return Err(error.after(attempt, elapsed));
                };
                pause = found;
                self.0.clock.sleep(pause).await;
            }
            request = again.repeated(attempt, pause);
            attempt += 1;
        }
    }

    /// Signs and sends once, and reads the answer.
    async fn attempt(
        &self,
        api: &'static Api,
        request: Request,
        target: &Target,
        limits: Limits,
        output: &mut (dyn Root + Send),
    ) -> Result<Answered, Error> {
        let credentials = self.credentials(api).await?;
        let request = self.sign(api, request, target, &credentials)?;
        let response = self
            .0
            .transport
            .send(request, limits)
            .await
            .map_err(|error| error.at(target))?;
        let (parts, stream) = response.into_parts();
        let mut answered = Answered {
            status: parts.status,
            headers: parts.headers,
            body: Bytes::new(),
        };
        if limits.streamed && answered.status.is_success() {
            let origin = Origin {
                api: Some(api),
                content_type: answered.content_type().map(str::to_owned),
                limit: self.0.max_response_bytes,
            };
            if let Slot::Stream(place) = output.root() {
                place.put(stream.with_origin(origin));
            }
            return Ok(answered);
        }
        answered.body = stream.collect(self.0.max_response_bytes).await?;
        match answered.read(api, output) {
            Ok(()) => Ok(answered),
            Err(error) => Err(credentials.secrets().fold(error, Error::redacted)),
        }
    }
}

/// A request that needs only credentials and a signature.
struct Prepared<'a> {
    request: Request,
    target: Cow<'a, Target>,
    limits: Limits,
    has_token: bool,
    retry: Retry,
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
            .field("retry", &Told(&self.0.retry, &origins.retry))
            .finish_non_exhaustive()
    }
}
