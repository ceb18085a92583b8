//! How a client is set up.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderValue;

use crate::client::{Client, Shared};
use crate::clock::{Clock, Skew, SystemClock};
use crate::credentials::{CredentialProvider, Environment, EnvironmentProvider, ProcessEnvironment};
use crate::endpoint::Network;
use crate::layer::Layer;
use crate::retry::{Bucket, Retry};
use crate::sign::SignatureVersion;
use crate::transport::{Limits, Transport};
#[cfg(feature = "reqwest")]
use crate::transport::{Proxy, ReqwestTransport, Route};
use crate::{Error, ErrorKind};

/// Variables that name a region, first one set wins; the names are those of the official command line tool.
const REGION: [&str; 3] = [
    "ALIBABA_CLOUD_REGION_ID",
    "ALIBABACLOUD_REGION_ID",
    "ALICLOUD_REGION_ID",
];

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
    region: Option<String>,
    endpoint: Option<String>,
    network: Network,
    credentials: Option<Arc<dyn CredentialProvider>>,
    transport: Option<Arc<dyn Transport>>,
    clock: Arc<dyn Clock>,
    layers: Vec<Arc<dyn Layer>>,
    signature: SignatureVersion,
    user_agent: String,
    connect_timeout: Duration,
    #[cfg(feature = "reqwest")]
    route: Route,
    timeout: Duration,
    total_timeout: Option<Duration>,
    retry: Retry,
    idempotency_tokens: bool,
    body_errors: bool,
    max_response_bytes: usize,
}

impl Default for ClientBuilder {
    fn default() -> Self {
        Self {
            region: None,
            endpoint: None,
            network: Network::default(),
            credentials: None,
            transport: None,
            clock: Arc::new(SystemClock),
            layers: Vec::new(),
            signature: SignatureVersion::default(),
            user_agent: user_agent(),
            connect_timeout: Duration::from_secs(5),
            #[cfg(feature = "reqwest")]
            route: Route::default(),
            timeout: Limits::DEFAULT_TIMEOUT,
            total_timeout: None,
            retry: Retry::standard(),
            idempotency_tokens: true,
            body_errors: false,
            max_response_bytes: 64 << 20,
        }
    }
}

/// `AlibabaCloud (<os>; <arch>) <language>/<version> Core/<version>`, as all official SDKs introduce themselves.
fn user_agent() -> String {
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
        self.region = Some(region.into());
        self
    }

    /// The host of every call, whatever the service and region: `host`, `host:port`, or either behind `https://`.
    /// Only an explicit `http://` makes calls in plain text.
    #[must_use]
    pub fn endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.endpoint = Some(endpoint.into());
        self
    }

    /// Which of a service's hosts to use. Default: public.
    #[must_use]
    pub fn network(mut self, network: Network) -> Self {
        self.network = network;
        self
    }

    /// Who calls: [`Credentials`](crate::Credentials) or a provider of them. Default: [`EnvironmentProvider`].
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
        self.connect_timeout = timeout;
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
        self.timeout = timeout;
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
        self.retry = policy;
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

    /// Takes region and credentials that are not set yet from `environment` instead of the process's own: the region from
    /// `ALIBABA_CLOUD_REGION_ID` now, credentials as [`EnvironmentProvider`] has it when they are needed.
    #[must_use]
    pub fn environment(mut self, environment: impl Environment + 'static) -> Self {
        if self.region.is_none() {
            self.region = REGION
                .iter()
                .find_map(|name| environment.var(name).filter(|region| !region.is_empty()));
        }
        if self.credentials.is_none() {
            self.credentials = Some(Arc::new(EnvironmentProvider::new(environment)));
        }
        self
    }

    /// The client. Fails if the endpoint cannot be used or no transport can be made; credentials are looked for when
    /// they are needed.
    pub fn build(self) -> Result<Client, Error> {
        let transport = match self.transport {
            Some(transport) => transport,
            #[cfg(feature = "reqwest")]
            None => Arc::new(ReqwestTransport::by(&self.route, self.connect_timeout)?),
            #[cfg(not(feature = "reqwest"))]
            None => {
                return Err(Error::new(ErrorKind::Config, "there is no transport")
                    .with_advice("turn on the feature `reqwest`, or give one to Client::builder().transport(…)"));
            }
        };
        let endpoint = self.endpoint.as_deref().map(str::parse).transpose()?;
        let user_agent = HeaderValue::try_from(self.user_agent).map_err(|_| {
            Error::new(
                ErrorKind::Config,
                "the user agent must be one line without control characters",
            )
        })?;
        Ok(Client::from_shared(Shared {
            region: self.region,
            endpoint,
            network: self.network,
            provider: self
                .credentials
                .unwrap_or_else(|| Arc::new(EnvironmentProvider::new(ProcessEnvironment))),
            transport,
            clock: self.clock,
            layers: self.layers,
            signature: self.signature,
            user_agent,
            timeout: self.timeout,
            total_timeout: self.total_timeout,
            retry: self.retry,
            bucket: Bucket::default(),
            idempotency_tokens: self.idempotency_tokens,
            body_errors: self.body_errors,
            skew: Skew::default(),
            max_response_bytes: self.max_response_bytes,
        }))
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
