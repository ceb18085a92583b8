//! How a client is set up.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderValue;

use crate::client::{Client, Shared};
use crate::clock::{Clock, Skew, SystemClock};
use crate::credentials::{CredentialProvider, Environment, EnvironmentProvider, ProcessEnvironment};
use crate::endpoint::Network;
use crate::retry::{Bucket, Retry};
use crate::sign::SignatureVersion;
use crate::transport::{Limits, Transport};
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
    signature: SignatureVersion,
    user_agent: String,
    connect_timeout: Duration,
    timeout: Duration,
    retry: Retry,
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
            signature: SignatureVersion::default(),
            user_agent: user_agent(),
            connect_timeout: Duration::from_secs(5),
            timeout: Limits::DEFAULT_TIMEOUT,
            retry: Retry::standard(),
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

    /// How long connecting may take, with the default transport. Default: 5 s.
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// How long one attempt may take, from connecting to the last byte. Default: 10 s.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// When calls are tried again; [`Retry::standard`] unless set.
    #[must_use]
    pub fn retry(mut self, policy: Retry) -> Self {
        self.retry = policy;
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
            None => default_transport(self.connect_timeout)?,
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
            signature: self.signature,
            user_agent,
            timeout: self.timeout,
            retry: self.retry,
            bucket: Bucket::default(),
            skew: Skew::default(),
            max_response_bytes: self.max_response_bytes,
        }))
    }
}

#[cfg(feature = "reqwest")]
fn default_transport(connect_timeout: Duration) -> Result<Arc<dyn Transport>, Error> {
    Ok(Arc::new(crate::transport::ReqwestTransport::new(connect_timeout)?))
}

#[cfg(not(feature = "reqwest"))]
fn default_transport(_connect_timeout: Duration) -> Result<Arc<dyn Transport>, Error> {
    Err(Error::new(ErrorKind::Config, "there is no transport")
        .with_advice("turn on the feature `reqwest`, or give one to Client::builder().transport(…)"))
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
            .field("retry", &self.retry)
            .finish_non_exhaustive()
    }
}
