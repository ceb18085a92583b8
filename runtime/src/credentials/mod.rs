//! Who is calling.
//!
//! A [`CredentialProvider`] gives [`Credentials`] for every call; providers that fetch them keep them until they expire. Two pages for
//! who looks for theirs: [where they come from](guide), and what to do when [there are none](no_credentials).

mod absent;
mod ask;
mod assume_role;
mod cache;
mod chain;
mod cli;
mod cloud_sso;
mod context;
mod ecs_role;
mod environment;
mod files;
mod fixed;
mod flight;
mod metadata;
mod named;
mod oauth;
mod oidc;
mod profile;
mod program;
mod role;
mod uri;

#[doc = include_str!("../../docs/credentials.md")]
pub mod guide {}
#[doc = include_str!("../../docs/no-credentials.md")]
pub mod no_credentials {}

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

pub use assume_role::AssumeRole;
pub use cache::{Cached, Fetch};
pub use chain::DefaultChain;
pub use cli::{CliProfile, External};
pub(crate) use cli::{Config, Profile, switched_off};
pub use cloud_sso::CloudSso;
pub use context::Context;
pub use ecs_role::EcsRole;
pub(crate) use environment::PREFIXES;
pub use environment::{Environment, EnvironmentProvider, ProcessEnvironment};
pub use files::{Files, MachineFiles};
pub use metadata::Metadata;
pub use oauth::{OAuth, Site, Tokens};
pub use oidc::OidcRole;
pub use profile::IniProfile;
pub use program::{MachinePrograms, Programs};
pub use uri::CredentialsUri;

use crate::{BoxFuture, Error, Secret};

/// What a call is authenticated with. Cloning shares; printing shows no secret.
///
/// ```
/// use alicloud_runtime::Credentials;
/// let credentials = Credentials::access_key("my-id", "my-secret").with_security_token("my-token");
/// assert_eq!(credentials.access_key_id(), Some("my-id"));
/// assert!(!format!("{credentials:?}").contains("my-secret"));
/// ```
#[derive(Clone, Debug)]
pub struct Credentials(Arc<Inner>);

#[derive(Clone, Debug)]
struct Inner {
    identity: Identity,
    provider: Cow<'static, str>,
    expires_at: Option<SystemTime>,
}

/// The ways to be known to a service.
#[derive(Clone, Debug)]
pub(crate) enum Identity {
    AccessKey {
        id: String,
        secret: Secret,
        token: Option<Secret>,
    },
    Bearer(Secret),
    Anonymous,
}

impl Credentials {
    /// An access key of an account or a RAM user.
    ///
    /// ```
    /// # use alicloud_runtime::Transport;
    /// use alicloud_runtime::{Client, Credentials, Error};
    ///
    /// # fn build(transport: impl Transport + 'static) -> Result<Client, Error> {
    /// let client = Client::builder().credentials(Credentials::access_key("my-id", "my-secret"));
    /// # client.transport(transport).build()
    /// # }
    /// ```
    pub fn access_key(id: impl Into<String>, secret: impl Into<Secret>) -> Self {
        Self::new(
            Identity::AccessKey {
                id: id.into(),
                secret: secret.into(),
                token: None,
            },
            "static_ak",
        )
    }

    /// A token that is sent as it is, without a signature.
    ///
    /// ```
    /// # use alicloud_runtime::Transport;
    /// use alicloud_runtime::{Client, Credentials, Error};
    ///
    /// # fn build(transport: impl Transport + 'static) -> Result<Client, Error> {
    /// let client = Client::builder().credentials(Credentials::bearer("my-token"));
    /// # client.transport(transport).build()
    /// # }
    /// ```
    pub fn bearer(token: impl Into<Secret>) -> Self {
        Self::new(Identity::Bearer(token.into()), "")
    }

    /// Nobody: calls go out unsigned.
    ///
    /// ```
    /// # use alicloud_runtime::Transport;
    /// use alicloud_runtime::{Client, Credentials, Error};
    ///
    /// # fn build(transport: impl Transport + 'static) -> Result<Client, Error> {
    /// let client = Client::builder().credentials(Credentials::anonymous());
    /// # client.transport(transport).build()
    /// # }
    /// ```
    pub fn anonymous() -> Self {
        Self::new(Identity::Anonymous, "")
    }

    fn new(identity: Identity, provider: &'static str) -> Self {
        Self(Arc::new(Inner {
            identity,
            provider: Cow::Borrowed(provider),
            expires_at: None,
        }))
    }

    /// Adds the security token that belongs to a temporary access key. An empty token is none.
    ///
    /// ```
    /// # use alicloud_runtime::Transport;
    /// use alicloud_runtime::{Client, Credentials, Error};
    ///
    /// # fn build(transport: impl Transport + 'static) -> Result<Client, Error> {
    /// let key = Credentials::access_key("STS.my-id", "my-secret").with_security_token("my-token");
    /// let client = Client::builder().credentials(key);
    /// # client.transport(transport).build()
    /// # }
    /// ```
    #[must_use]
    pub fn with_security_token(mut self, token: impl Into<Secret>) -> Self {
        let given = token.into();
        let inner = Arc::make_mut(&mut self.0);
        if let Identity::AccessKey { token, .. } = &mut inner.identity
            && !given.expose().is_empty()
        {
            *token = Some(given);
            if inner.provider == "static_ak" {
                inner.provider = Cow::Borrowed("static_sts");
            }
        }
        self
    }

    /// Sets when they stop being valid.
    #[must_use]
    pub fn with_expiry(mut self, at: SystemTime) -> Self {
        Arc::make_mut(&mut self.0).expires_at = Some(at);
        self
    }

    /// Sets the name of the provider they come from, which services get to see in `x-acs-credentials-provider`: one of
    /// the official names, or a chain of them such as `default/env`.
    #[must_use]
    pub fn with_provider(mut self, name: impl Into<Cow<'static, str>>) -> Self {
        Arc::make_mut(&mut self.0).provider = name.into();
        self
    }

    /// The public half of the access key, if that is what they are.
    pub fn access_key_id(&self) -> Option<&str> {
        match &self.0.identity {
            Identity::AccessKey { id, .. } => Some(id),
            Identity::Bearer(_) | Identity::Anonymous => None,
        }
    }

    /// The name of the provider they come from; empty for bearer tokens and anonymous calls.
    pub fn provider(&self) -> &str {
        &self.0.provider
    }

    /// When they stop being valid; `None` if they last.
    pub fn expires_at(&self) -> Option<SystemTime> {
        self.0.expires_at
    }

    pub(crate) fn identity(&self) -> &Identity {
        &self.0.identity
    }

    /// The texts that must never be shown.
    pub(crate) fn secrets(&self) -> impl Iterator<Item = &str> {
        let (first, second) = match &self.0.identity {
            Identity::AccessKey { secret, token, .. } => (Some(secret), token.as_ref()),
            Identity::Bearer(token) => (Some(token), None),
            Identity::Anonymous => (None, None),
        };
        first
            .into_iter()
            .chain(second)
            .map(Secret::expose)
            .filter(|text| !text.is_empty())
    }
}

/// A source of credentials.
///
/// Asked before every call, so it should answer from memory while what it has is valid. One provider serves many calls
/// at once. One of your own takes ten lines; if fetching is slow or what it fetches expires, implement [`Fetch`] instead, and
/// [`Cached`] does the rest.
///
/// ```
/// # use alicloud_runtime::Transport;
/// use alicloud_runtime::{BoxFuture, Client, CredentialProvider, Credentials, Error};
///
/// struct Keychain;
///
/// impl CredentialProvider for Keychain {
///     fn credentials(&self) -> BoxFuture<'_, Result<Credentials, Error>> {
///         Box::pin(async { Ok(Credentials::access_key("my-id", "secret-of-the-keychain")) })
///     }
///
///     fn name(&self) -> &str {
///         "keychain"
///     }
/// }
///
/// # fn build(transport: impl Transport + 'static) -> Result<Client, Error> {
/// let client = Client::builder().credentials(Keychain);
/// # client.transport(transport).build()
/// # }
/// ```
pub trait CredentialProvider: Send + Sync {
    /// The credentials to use now, or an error that says what was looked for and where.
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, Error>>;

    /// The official name of the provider, for example `env`.
    fn name(&self) -> &str;

    /// What went wrong last without being in the way, such as refreshed credentials that could not be written back. `Debug` shows
    /// it.
    fn warning(&self) -> Option<String> {
        None
    }
}

impl<P: CredentialProvider + ?Sized> CredentialProvider for Arc<P> {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, Error>> {
        (**self).credentials()
    }

    fn name(&self) -> &str {
        (**self).name()
    }

    fn warning(&self) -> Option<String> {
        (**self).warning()
    }
}

impl fmt::Debug for dyn CredentialProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())?;
        match self.warning() {
            Some(warning) => write!(f, " (warning: {warning})"),
            None => Ok(()),
        }
    }
}
