//! How a client is set up.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderValue;

use crate::client::{Client, Shared};
use crate::clock::{Clock, Skew, SystemClock};
use crate::credentials::{Context, CredentialProvider, DefaultChain, Environment, Files, MachineFiles, Metadata};
use crate::endpoint::Network;
use crate::layer::Layer;
use crate::retry::{Bucket, Retry};
use crate::settings::{Origin, Origins, Setting, Settings, or_default};
use crate::sign::SignatureVersion;
use crate::transport::{Limits, Transport};
#[cfg(feature = "reqwest")]
use crate::transport::{Proxy, ReqwestTransport, Route};
use crate::{Error, ErrorKind};

/// Sets up a [`Client`]. Everything has a default; a regional service needs a region.
///
/// ```
/// use alicloud_runtime::{Client, Credentials};
/// let client = Client::builder()
///     .region("cn-hangzhou")
///     .credentials(Credentials::access_key("my-id", "my-secret"))
///     .build()?;
/// # Ok::<(), alicloud_runtime::Error>(())
/// ```
pub struct ClientBuilder {
    region: Option<Setting<String>>,
    endpoint: Option<Setting<String>>,
    network: Option<Setting<Network>>,
    environment: Option<Arc<dyn Environment>>,
    files: Option<Arc<dyn Files>>,
    credentials: Option<Arc<dyn CredentialProvider>>,
    transport: Option<Arc<dyn Transport>>,
    clock: Arc<dyn Clock>,
    layers: Vec<Arc<dyn Layer>>,
    signature: SignatureVersion,
    user_agent: String,
    connect_timeout: Option<Setting<Duration>>,
    #[cfg(feature = "reqwest")]
    route: Route,
    timeout: Option<Setting<Duration>>,
    total_timeout: Option<Duration>,
    retry: Option<Setting<Retry>>,
    idempotency_tokens: bool,
    body_errors: bool,
    max_response_bytes: usize,
}

impl Default for ClientBuilder {
    fn default() -> Self {
        Self {
            region: None,
            endpoint: None,
            network: None,
            environment: None,
            files: None,
            credentials: None,
            transport: None,
            clock: Arc::new(SystemClock),
            layers: Vec::new(),
            signature: SignatureVersion::default(),
            user_agent: user_agent(),
            connect_timeout: None,
            #[cfg(feature = "reqwest")]
            route: Route::default(),
            timeout: None,
            total_timeout: None,
            retry: None,
            idempotency_tokens: true,
            body_errors: false,
            max_response_bytes: 64 << 20,
        }
    }
}

/// `AlibabaCloud (<os>; <arch>) <language>/<version> Core/<version>`, as all official SDKs introduce themselves.
pub(crate) fn user_agent() -> String {
    format!(
        "AlibabaCloud ({}; {}) Rust/{} Core/{}",
        std::env::consts::OS,
        std::env::consts::ARCH,
        env!("CARGO_PKG_RUST_VERSION"),
        env!("CARGO_PKG_VERSION"),
    )
}

impl ClientBuilder {
    /// The region that is called unless a call says otherwise, for example `cn-hangzhou`. Also fills required `RegionId`
    /// parameters that are not set.
    #[must_use]
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(Setting::built(region.into()));
        self
    }

    /// The host of every call, whatever the service and region: `host`, `host:port`, or either behind `https://`.
    /// Only an explicit `http://` makes calls in plain text.
    #[must_use]
    pub fn endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.endpoint = Some(Setting::built(endpoint.into()));
        self
    }

    /// Which of a service's hosts to use. Default: public.
    #[must_use]
    pub fn network(mut self, network: Network) -> Self {
        self.network = Some(Setting::built(network));
        self
    }

    /// Who calls: [`Credentials`](crate::Credentials) or a provider of them. Default: [`DefaultChain`].
    #[must_use]
    pub fn credentials(mut self, provider: impl CredentialProvider + 'static) -> Self {
        self.credentials = Some(Arc::new(provider));
        self
    }

    /// What sends requests. Default: [`ReqwestTransport`](crate::transport::ReqwestTransport).
    #[must_use]
    pub fn transport(mut self, transport: impl Transport + 'static) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// Where time and nonce come from. Default: [`SystemClock`].
    #[must_use]
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Does something around every call; see [`Layer`]. The layer that is added first is around all others.
    #[must_use]
    pub fn layer(mut self, layer: impl Layer + 'static) -> Self {
        self.layers.push(Arc::new(layer));
        self
    }

    /// How requests are signed. Default: [`SignatureVersion::V3`].
    #[must_use]
    pub fn signature(mut self, version: SignatureVersion) -> Self {
        self.signature = version;
        self
    }

    /// Adds a program's name and version to the `user-agent` header.
    #[must_use]
    pub fn user_agent(mut self, program: &str) -> Self {
        self.user_agent = format!("{} {program}", user_agent());
        self
    }

    /// How long connecting may take, with the default transport. Default: 5 s. Calls share connections, so no call has a limit
    /// of its own for this.
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = Some(Setting::built(timeout));
        self
    }

    /// Sends through this proxy, with the default transport. Default: as the environment says, see
    /// [`ReqwestTransport`].
    #[cfg(feature = "reqwest")]
    #[must_use]
    pub fn proxy(mut self, proxy: Proxy) -> Self {
        self.route = Route::Through(proxy);
        self
    }

    /// Sends through no proxy, whatever the environment says, with the default transport.
    #[cfg(feature = "reqwest")]
    #[must_use]
    pub fn no_proxy(mut self) -> Self {
        self.route = Route::Direct;
        self
    }

    /// How long one attempt may take, from connecting to the last byte. Default: 10 s. A streamed answer has to begin within
    /// this time, and then every piece of it has as long.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(Setting::built(timeout));
        self
    }

    /// How long a whole call may take: credentials, all attempts, and the pauses between them. Then it fails with
    /// [`ErrorKind::Timeout`], whatever it is doing; what failed before is the [`source`](std::error::Error::source) of the
    /// error. When the answer is streamed, its beginning counts.
    ///
    /// Default: the time after which the retry policy begins no attempt, and one attempt, which is 60 s and 10 s unless
    /// either is set.
    #[must_use]
    pub fn total_timeout(mut self, timeout: Duration) -> Self {
        self.total_timeout = Some(timeout);
        self
    }

    /// When calls are tried again; [`Retry::standard`] unless set.
    #[must_use]
    pub fn retry(mut self, policy: Retry) -> Self {
        self.retry = Some(Setting::built(policy));
        self
    }

    /// Whether writes that take an idempotency token get one when none is set. Default: yes.
    ///
    /// Such a parameter is mostly called `ClientToken`; its documentation says that it is made up if not set. The token is the
    /// same in all attempts of a call, by which the service knows that it has done the work already: so the call can be
    /// repeated when its answer was lost. Two calls never have the same: to repeat a call that failed for good, set the token
    /// oneself.
    #[must_use]
    pub fn idempotency_tokens(mut self, are_made: bool) -> Self {
        self.idempotency_tokens = are_made;
        self
    }

    /// Whether an answer with a success status is an error when its body says so. Default: no, as in the official SDKs, which leave
    /// it to the caller to look at fields like `Success` and `Code`.
    ///
    /// Some older operations answer failures with status 200. A JSON object says so with `Success` that is `false`; or, if it has no
    /// `Success`, with a `Code` that is none of 0, 200 to 299, `OK`, `Success` and `Succeed` (both in any case). Turn it on for
    /// the operations that do: elsewhere a `Code` may be what was asked for.
    #[must_use]
    pub fn body_errors(mut self, are_errors: bool) -> Self {
        self.body_errors = are_errors;
        self
    }

    /// The longest answer that is read into memory. Default: 64 MiB.
    #[must_use]
    pub fn max_response_bytes(mut self, limit: usize) -> Self {
        self.max_response_bytes = limit;
        self
    }

    /// Looks in `environment`, and in the files it leads to, for everything that is not set here: credentials as [`DefaultChain`]
    /// has it, when they are needed; the rest when the client is made. First come variables:
    ///
    /// | setting | variable | key of the command line tool's profile |
    /// |---|---|---|
    /// | [`region`](Self::region) | `ALIBABA_CLOUD_REGION_ID` | `region_id` |
    /// | [`endpoint`](Self::endpoint) | `ALIBABA_CLOUD_ENDPOINT` | `endpoint` |
    /// | [`network`](Self::network) | `ALIBABA_CLOUD_ENDPOINT_TYPE` | `endpoint_type`: `vpc` |
    /// | [`connect_timeout`](Self::connect_timeout) | | `connect_timeout`, seconds |
    /// | [`timeout`](Self::timeout) | | `read_timeout`, seconds |
    /// | [`retry`](Self::retry) | | `retry_count`: attempts after the first |
    ///
    /// `ALIBABACLOUD_` and `ALICLOUD_` are understood in front, too. The file and the profile are those of
    /// [`CliProfile`](crate::credentials::CliProfile). `Debug` of the client says where each value came from.
    #[must_use]
    pub fn environment(mut self, environment: impl Environment + 'static) -> Self {
        self.environment = Some(Arc::new(environment));
        self
    }

    /// Reads configuration and credentials from `files` instead of the machine's.
    #[must_use]
    pub fn files(mut self, files: impl Files + 'static) -> Self {
        self.files = Some(Arc::new(files));
        self
    }

    /// The world that configuration and credentials are looked for in.
    fn context(&self, transport: Arc<dyn Transport>) -> Context {
        let mut context = Context::new(transport).with_clock(self.clock.clone());
        if let Some(environment) = &self.environment {
            context = context.with_environment(environment.clone());
        }
        if let Some(files) = &self.files {
            context = context.with_files(files.clone());
        }
        context
    }

    /// Asks the metadata service of the ECS instance that this program runs on for its region, unless one is set here, in the
    /// environment, or in the command line tool's profile. Nothing else does that.
    ///
    /// ```no_run
    /// # async fn client() -> Result<(), alicloud_runtime::Error> {
    /// use alicloud_runtime::Client;
    /// use alicloud_runtime::credentials::ProcessEnvironment;
    /// let builder = Client::builder().environment(ProcessEnvironment);
    /// let client = builder.region_from_metadata().await?.build()?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// The service does not answer, as everywhere but on an instance, or is switched off by
    /// `ALIBABA_CLOUD_ECS_METADATA_DISABLED=true`.
    pub async fn region_from_metadata(mut self) -> Result<Self, Error> {
        let settings = self.settings();
        if self.region.is_some() || settings.region.is_some() {
            return Ok(self);
        }
        let transport = self.transport_or_default(&settings)?;
        self.transport = Some(transport.clone());
        let context = self.context(transport);
        const SWITCH: &str = "ALIBABA_CLOUD_ECS_METADATA_DISABLED";
        if context.is_on(SWITCH) {
            let why = format!("the metadata service cannot be asked for the region: switched off by {SWITCH}");
            return Err(Error::new(ErrorKind::Config, why));
        }
        let region = Metadata::new().region(&context).await?;
        self.region = Some(Setting::new(region, Origin::Metadata));
        Ok(self)
    }

    fn settings(&self) -> Settings {
        match &self.environment {
            Some(environment) => Settings::find(&**environment, self.files.as_deref().unwrap_or(&MachineFiles)),
            None => Settings::default(),
        }
    }

    fn transport_or_default(&self, settings: &Settings) -> Result<Arc<dyn Transport>, Error> {
        match &self.transport {
            Some(transport) => Ok(transport.clone()),
            None => {
                let set = self.connect_timeout.as_ref().or(settings.connect_timeout.as_ref());
                self.default_transport(set.map_or(Duration::from_secs(5), |set| set.value))
            }
        }
    }

    #[cfg(feature = "reqwest")]
    fn default_transport(&self, connect_timeout: Duration) -> Result<Arc<dyn Transport>, Error> {
        Ok(Arc::new(ReqwestTransport::by(&self.route, connect_timeout)?))
    }

    #[cfg(not(feature = "reqwest"))]
    fn default_transport(&self, _connect_timeout: Duration) -> Result<Arc<dyn Transport>, Error> {
        Err(Error::new(ErrorKind::Config, "there is no transport")
            .with_advice("turn on the feature `reqwest`, or give one to Client::builder().transport(…)"))
    }

    /// The client. Fails if the endpoint cannot be used or no transport can be made; credentials are looked for when
    /// they are needed.
    pub fn build(self) -> Result<Client, Error> {
        let settings = self.settings();
        let transport = self.transport_or_default(&settings)?;
        let provider = match &self.credentials {
            Some(provider) => provider.clone(),
            None => Arc::new(DefaultChain::new(self.context(transport.clone()))),
        };
        let (region, region_origin) = split(self.region.or(settings.region));
        let (endpoint, endpoint_origin) = split(self.endpoint.or(settings.endpoint));
        let network = or_default(self.network, settings.network, Network::default());
        let timeout = or_default(self.timeout, settings.timeout, Limits::DEFAULT_TIMEOUT);
        let retry = or_default(self.retry, settings.retry, Retry::standard());
        let endpoint = endpoint.as_deref().map(str::parse).transpose()?;
        let user_agent = HeaderValue::try_from(self.user_agent).map_err(|_| {
            Error::new(
                ErrorKind::Config,
                "the user agent must be one line without control characters",
            )
        })?;
        Ok(Client::from_shared(Shared {
            region,
            endpoint,
            network: network.value,
            provider,
            transport,
            clock: self.clock,
            layers: self.layers,
            signature: self.signature,
            user_agent,
            timeout: timeout.value,
            total_timeout: self.total_timeout,
            retry: retry.value,
            bucket: Bucket::default(),
            idempotency_tokens: self.idempotency_tokens,
            body_errors: self.body_errors,
            skew: Skew::default(),
            max_response_bytes: self.max_response_bytes,
            origins: Origins {
                region: region_origin,
                endpoint: endpoint_origin,
                network: network.origin,
                timeout: timeout.origin,
                retry: retry.origin,
            },
        }))
    }
}

fn split<T>(setting: Option<Setting<T>>) -> (Option<T>, Origin) {
    match setting {
        Some(Setting { value, origin }) => (Some(value), origin),
        None => (None, Origin::Default),
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("region", &self.region)
            .field("endpoint", &self.endpoint)
            .field("network", &self.network)
            .field("credentials", &self.credentials)
            .field("signature", &self.signature)
            .field("timeout", &self.timeout)
            .field("total_timeout", &self.total_timeout)
            .field("retry", &self.retry)
            .finish_non_exhaustive()
    }
}
